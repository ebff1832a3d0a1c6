"""``kingpost restore``: bring a backup back, prove it equal, and start with writing off so that nothing is sent twice."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import psycopg
import typer
from psycopg import sql

from kingpost.commands import database, hashes, migrate
from kingpost.commands.backup import DUMP, MANIFEST, BackupError, run, sha256
from kingpost.commands.up import LOCK, RESTORING
from kingpost.toolbox import environment, folders, postgres_schema, process, secrets


def restore(
    folder: Annotated[Path, typer.Argument(help="The folder kingpost backup made.")],
    replace: Annotated[bool, typer.Option(help="Remove what the workspace holds now.")] = False,
) -> None:
    """Bring a backup back. The copy is compared with the backup row by row and starts with writing off."""
    data = folders.data_folder(environment.data_dir())
    try:
        with process.Lock(data / LOCK, folders.owner_of(data), "a restore is under way"), database.ready():
            manifest = read(folder.absolute(), replace=replace)
    except process.Taken as taken:
        raise BackupError(f"Kingpost is running ({taken.note}). Stop it before you restore.") from None
    rows = sum(table["rows"] for table in manifest["tables"].values())
    typer.echo(
        f"Equal to the backup of {manifest['made_at']}: {len(manifest['tables'])} tables, {rows:,} rows. Writing is off: an admin switches it on on the page Systems, or here: kingpost writing on"
    )
    if manifest["key"] != secrets.fingerprint():
        typer.echo(
            f"Its secrets were sealed with another key file than {secrets.key_file()}. Put that one back, or enter the secrets again."
        )


def read(folder: Path, *, replace: bool) -> dict[str, Any]:
    """Restore ``folder`` into the workspace it came from and return its manifest. Raises BackupError; see its text.

    What is there is put aside until the copy is proven, and put back when it is not: also by the next restore when this one is killed.
    """
    workspace, mark = environment.workspace(), folders.data_folder(environment.data_dir()) / RESTORING
    with psycopg.connect(database.url(), autocommit=True) as connection:
        interrupted = mark.exists()
        if interrupted:
            _put_back(connection, workspace)
            mark.unlink()
        manifest = _manifest(folder)
        if manifest["workspace"] != workspace:
            raise BackupError(
                f"This backup holds the workspace “{manifest['workspace']}”. Set KINGPOST_WORKSPACE={manifest['workspace']} and try again."
            )
        _may_replace(connection, workspace, replace=replace or interrupted)
        mark.write_text(str(folder))
        _put_aside(connection, workspace)
        try:
            _bring(connection, folder, manifest)
        except BaseException:
            _put_back(connection, workspace)
            mark.unlink()
            raise
        connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(_aside(workspace)))
    mark.unlink()
    return manifest


def _bring(connection: psycopg.Connection[Any], folder: Path, manifest: dict[str, Any]) -> None:
    """Load the copy, all of it or nothing, prove it equal and switch its writing off."""
    postgres_schema.add_extensions(connection)
    try:
        run(
            "pg_restore",
            "--exit-on-error",
            "--single-transaction",
            "--no-owner",
            "--no-privileges",
            f"--dbname={connection.info.dbname}",
            str(folder / DUMP),
        )
    except BackupError as error:
        raise BackupError(f"{error}\nWhat was there before is there again.") from None
    if newer := migrate.unknown(connection, manifest["workspace"]):
        raise BackupError(
            f"This backup was made by a newer Kingpost ({newer[-1]}). Install that one, or a later one. What was there before is there again."
        )
    with connection.transaction():
        different = hashes.differences(manifest["tables"], hashes.of_workspace(connection, manifest["workspace"]))
    if different:
        raise BackupError(
            "The copy was not equal to the backup and has been removed; what was there before is there again:\n"
            + "\n".join(different)
        )
    _switch_writing_off(manifest["made_at"])


def _aside(workspace: str) -> sql.Identifier:
    """Where what a workspace holds waits until the copy is proven. It is there for as long as the copy is not."""
    return sql.Identifier(f"{workspace}_before_restore")


def _put_aside(connection: psycopg.Connection[Any], workspace: str) -> None:
    names = {"here": sql.Identifier(workspace), "aside": _aside(workspace)}
    with connection.transaction():
        connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {here}").format(**names))
        connection.execute(sql.SQL("ALTER SCHEMA {here} RENAME TO {aside}").format(**names))


def _put_back(connection: psycopg.Connection[Any], workspace: str) -> None:
    """Remove the copy that was not proven and bring back what was put aside; nothing when nothing was."""
    names = {"here": sql.Identifier(workspace), "aside": _aside(workspace)}
    with connection.transaction():
        if connection.execute("SELECT to_regnamespace(%s)", [names["aside"].as_string(connection)]).fetchone() != (
            None,
        ):
            connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {here} CASCADE").format(**names))
            connection.execute(sql.SQL("ALTER SCHEMA {aside} RENAME TO {here}").format(**names))


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: Any = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError):
        raise BackupError(f"{folder} is not a backup: it has no readable {MANIFEST}.") from None
    if not _is_whole(manifest):
        raise BackupError(f"{folder} is not a whole backup: its {MANIFEST} does not say all it should. Copy it again.")
    try:
        digest = sha256(folder / DUMP)
    except OSError:
        raise BackupError(f"{folder} is not a whole backup: it has no readable {DUMP}. Copy it again.") from None
    if digest != manifest["dump_sha256"]:
        raise BackupError(
            f"{folder / DUMP} is damaged: it is not the file the manifest describes. Nothing was changed."
        )
    return dict(manifest)


def _is_whole(manifest: Any) -> bool:
    """Whether it says everything a backup's manifest says."""
    try:
        datetime.fromisoformat(manifest["made_at"])
        rows = [(table["rows"], table["hash"]) for table in manifest["tables"].values()]
        return all(isinstance(manifest[key], str) for key in ("workspace", "dump_sha256", "key")) and all(
            isinstance(count, int) for count, _ in rows
        )
    except (LookupError, TypeError, ValueError, AttributeError):
        return False


def _may_replace(connection: psycopg.Connection[Any], workspace: str, *, replace: bool) -> None:
    with connection.transaction():
        held = sum(
            table["rows"] for name, table in hashes.of_workspace(connection, workspace).items() if name == "record"
        )
    if held and not replace:
        raise BackupError(
            f"The workspace “{workspace}” holds {held:,} records already. To remove them and restore: --replace. Nothing was changed."
        )


def _switch_writing_off(made_at: str) -> None:
    from kingpost.evidence import connect  # its models need Django set up

    if migrate.needed():  # a backup of an older version
        migrate.migrate_now()
    at = datetime.fromisoformat(made_at).astimezone(UTC)
    connect.switch_workspace_writing(False, f"Restored from a copy of {at:%-d %B %Y, %H:%M} UTC.")

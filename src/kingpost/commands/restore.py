"""``kingpost restore``: bring a backup back, prove it equal, and start with writing off so that nothing is sent twice."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import psycopg
import typer

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
    """Restore ``folder`` into the workspace it came from and return its manifest. Raises BackupError; see its text."""
    manifest = _manifest(folder)
    workspace = environment.workspace()
    if manifest["workspace"] != workspace:
        raise BackupError(
            f"This backup holds the workspace “{manifest['workspace']}”. Set KINGPOST_WORKSPACE={manifest['workspace']} and try again."
        )
    mark = folders.data_folder(environment.data_dir()) / RESTORING
    with psycopg.connect(database.url(), autocommit=True) as connection:
        _make_room(connection, workspace, replace=replace or mark.exists())
        mark.write_text(str(folder))
        postgres_schema.add_extensions(connection)
        _load(folder, connection.info.dbname, mark)
        with connection.transaction():
            different = hashes.differences(manifest["tables"], hashes.of_workspace(connection, workspace))
        if different:
            migrate.drop_workspace()
            mark.unlink()
            raise BackupError("The copy was not equal to the backup and has been removed:\n" + "\n".join(different))
    _switch_writing_off(manifest["made_at"])
    mark.unlink()
    return manifest


def _load(folder: Path, name: str, mark: Path) -> None:
    """All of the dump or nothing of it. ``mark`` goes when it failed, because then nothing half done is left to warn of."""
    try:
        run(
            "pg_restore",
            "--exit-on-error",
            "--single-transaction",
            "--no-owner",
            "--no-privileges",
            f"--dbname={name}",
            str(folder / DUMP),
        )
    except BackupError:
        mark.unlink()
        raise


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError):
        raise BackupError(f"{folder} is not a backup: it has no readable {MANIFEST}.") from None
    if sha256(folder / DUMP) != manifest["dump_sha256"]:
        raise BackupError(
            f"{folder / DUMP} is damaged: it is not the file the manifest describes. Nothing was changed."
        )
    return manifest


def _make_room(connection: psycopg.Connection[Any], workspace: str, *, replace: bool) -> None:
    with connection.transaction():
        held = sum(
            table["rows"] for name, table in hashes.of_workspace(connection, workspace).items() if name == "record"
        )
    if held and not replace:
        raise BackupError(
            f"The workspace “{workspace}” holds {held:,} records already. To remove them and restore: --replace. Nothing was changed."
        )
    migrate.drop_workspace()


def _switch_writing_off(made_at: str) -> None:
    from kingpost.evidence import connect  # its models need Django set up

    if migrate.needed():  # a backup of an older version
        migrate.migrate_now()
    at = datetime.fromisoformat(made_at).astimezone(UTC)
    connect.switch_workspace_writing(False, f"Restored from a copy of {at:%-d %B %Y, %H:%M} UTC.")

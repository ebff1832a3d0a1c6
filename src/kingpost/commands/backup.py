"""``kingpost backup``: a folder with a dump of the workspace and a manifest that can prove a copy equal to it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Annotated, Any

import psycopg
import typer
from psycopg import pq
from psycopg.conninfo import conninfo_to_dict

from kingpost.commands import database, hashes, migrate
from kingpost.toolbox import clock, environment, postgres_programs, secrets

DUMP, MANIFEST = "database.dump", "manifest.json"


class BackupError(Exception):
    """A backup cannot be made or restored; the text says why and what was left as it is."""


def backup(
    folder: Annotated[
        Path | None, typer.Argument(help="A folder that does not exist yet. Default: kingpost-<workspace>-<date> here.")
    ] = None,
) -> None:
    """Write a backup while everything keeps running. The key file is not in it: keep a copy of that somewhere else."""
    target = folder or Path(f"kingpost-{environment.workspace()}-{clock.now():%Y%m%d-%H%M%S}")
    with database.ready():
        from kingpost.accounts import audit  # its models need Django set up

        manifest = write(target.absolute())
        audit.record(None, "made a backup", "workspace:1")
    rows = sum(table["rows"] for table in manifest["tables"].values())
    typer.echo(
        f"{target}: {len(manifest['tables'])} tables, {rows:,} rows. To open its secrets you need the key file {secrets.key_file()} too."
    )


def write(target: Path) -> dict[str, Any]:
    """Make the backup in ``target`` and return its manifest. The folder appears under its name only once it is whole."""
    if target.exists():
        raise BackupError(f"{target} exists already. Name a new folder.")
    unfinished = target.with_name(f"{target.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True, mode=0o700)
    try:
        manifest = _write(unfinished)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    unfinished.rename(target)
    return manifest


def _write(folder: Path) -> dict[str, Any]:
    workspace = environment.workspace()
    with psycopg.connect(database.url()) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        run("pg_dump", "--format=custom", f"--schema={workspace}", "--no-owner", "--no-privileges", "--no-unlogged-table-data",
            f"--snapshot={row[0]}", f"--file={folder / DUMP}")  # fmt: skip
        tables = hashes.of_workspace(connection, workspace)  # the same snapshot, so the numbers are those of the dump
        if not tables:
            raise BackupError(f"There is no workspace called “{workspace}” in this database, so nothing to back up.")
        manifest = {
            "format": 1,
            "made_at": clock.now().isoformat(timespec="seconds"),
            "workspace": workspace,
            "migrations": migrate.version(),
            "postgres": connection.info.server_version,
            "key": secrets.fingerprint(),
            "dump_sha256": sha256(folder / DUMP),
            "tables": tables,
        }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n")
    return manifest


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs against the database in use. Raises BackupError with what it said."""
    command = [str(postgres_programs.binaries() / program), *arguments]
    done = subprocess.run(
        command,
        env={**postgres_programs.environment(), **variables(database.url())},
        capture_output=True,
        text=True,
        check=False,
        cwd=os.sep,
    )
    if done.returncode:
        raise BackupError(f"{program} failed: {done.stderr.strip()}")


def variables(url: str) -> dict[str, str]:
    """What an address says, as the variables PostgreSQL's programs read: the password shows on no command line, and TLS is as it was asked for."""
    names = {each.keyword.decode(): each.envvar.decode() for each in pq.Conninfo.get_defaults() if each.envvar}
    return {names[key]: str(value) for key, value in conninfo_to_dict(url).items() if key in names and value}

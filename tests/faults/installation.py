"""A whole Kingpost that is killed, starts again, and must end up where an undisturbed one does.

A template (systems connected, nothing read) is made once and copied for every run, so that a run takes seconds.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import psycopg
from tests.faults import content
from tests.faults.company import NOW
from tests.runtime.conftest import PATIENCE, Kingpost, copy_into, with_tables

from kingpost.toolbox import postgres, process

ROOT = Path(__file__).parents[2]
GUESS_NOW = "UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE task_name = 'guess' AND status = 'todo'"
ALL_READ = """
SELECT bool_and(loaded_at IS NOT NULL) AND NOT EXISTS (SELECT FROM sync_run AS r WHERE ended_at IS NULL
                                                       AND id = (SELECT max(id) FROM sync_run WHERE system_id = r.system_id))
       AND NOT EXISTS (SELECT FROM procrastinate_jobs WHERE status = 'todo' AND scheduled_at IS NULL)
FROM system
"""


@dataclass
class Installation(Kingpost):
    """An installation whose clock starts at the example's own moment."""

    @property
    def variables(self) -> dict[str, str]:
        return super().variables | {"KINGPOST_NOW": NOW.isoformat(), "PYTHONPATH": f"{ROOT}/src:{ROOT}"}

    @property
    def url(self) -> str:
        return postgres.Server(self.data.resolve()).url()

    def pid(self, name: str) -> int:
        """Of one of the supervisor's children; 0 while it is not running."""
        with suppress(OSError, ValueError, KeyError):
            return int(self.child(name)["pid"]) if self.state()["pid"] == self.started[-1].pid else 0
        return 0

    def kill(self, name: str) -> None:
        """kill -9. When it is the supervisor, nothing may be left running; then it is started again, as a person would."""
        if name == "supervisor":
            self.started[-1].kill()
            self.started[-1].wait()
            assert process.wait_until(lambda: not self.processes(), PATIENCE), f"left running: {self.processes()}"
            self.begin()
        elif pid := self.pid(name):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def wait_for_worker(self) -> None:
        """Until there is one that did not die yet."""
        assert process.wait_until(lambda: self.pid("worker") > 0, PATIENCE), self.said()

    def wait_until_it_stands(self, seconds: float) -> None:
        """Until the worker stands at the point it was told to."""
        assert process.wait_until(lambda: self.stopped_worker() > 0, seconds, 0.02), (
            f"it never came there\n{self.said()[-3000:]}"
        )

    def stopped_worker(self) -> int:
        """The worker's pid while it stands at a named point, else 0."""
        pid = self.pid("worker")
        with suppress(OSError):
            if pid and Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T":
                return pid
        return 0

    def send_on(self) -> None:
        """Let a worker that stands at a named point go on."""
        if pid := self.stopped_worker():
            os.kill(pid, signal.SIGCONT)

    def settle(self, seconds: float) -> None:
        """Wait until every system is read and every stage has nothing left. A worker that stands at a named point is sent on."""
        deadline, seen, query = time.monotonic() + seconds, 0, nothing_waits()
        connection: psycopg.Connection[tuple[Any, ...]] | None = None
        while True:
            self.send_on()
            try:
                connection = connection or self.connect()
                connection.execute(GUESS_NOW)
                [now] = connection.execute(query, prepare=True).fetchone() or [None]
            except psycopg.OperationalError:  # the database was killed, or has not started yet
                connection = now = None
            if now and now == seen:
                break
            seen = now
            assert time.monotonic() < deadline, f"not settled after {seconds:.0f} s\n{self.said()[-6000:]}"
            time.sleep(0.3)
        if connection is not None:
            connection.close()

    def connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection to its database."""
        return psycopg.connect(
            self.url, options="-c search_path=kingpost,extensions", connect_timeout=10, autocommit=True
        )

    def content(self) -> content.Content:
        return content.read_at(self.url)


def nothing_waits() -> str:
    """Asks for the last position of the change log; no answer while a system is read or a stage has something left."""
    from kingpost.evidence.changes import Stream
    from kingpost.flow import STAGES
    from kingpost.knowledge.guessing import GUESS

    left = " OR ".join(
        f"EXISTS (SELECT FROM change WHERE stream = {int(stream)} AND position > coalesce("
        f"(SELECT position FROM bookmark WHERE stage = '{stage}'), 0))"
        for stage, stream in [*((each.name, each.reads) for each in STAGES), (GUESS, Stream.PICTURE)]
    )
    return f"SELECT max(position) FROM change WHERE ({ALL_READ}) AND NOT ({left})"


def make_template(home: Path, command: ModuleType, folder: Path) -> None:
    """An installation in ``home``, from one that has its tables, in which this module's command was run on ``folder``."""
    copy_into(home, with_tables())
    arguments = [sys.executable, "-m", command.__name__, str(folder)]
    subprocess.run(arguments, env=Installation(home).variables, cwd=ROOT, check=True, timeout=PATIENCE)

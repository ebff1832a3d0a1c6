"""What the machine underneath does to us: a full disk, a database restarted under a sync, a clock set back, more workers than one.

Each ends in the content an undisturbed run comes to.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from tests.faults.company import write_part
from tests.faults.installation import Installation, copy_of
from tests.faults.test_kills import Undisturbed, undisturbed

from kingpost.toolbox import process

pytestmark = pytest.mark.timeout(400)
TRY_NOW = "UPDATE sync_run SET retry_at = started_at WHERE retry_at IS NOT NULL"  # nobody waits half a minute here
TIMELY = ("occurrence", "signal", "flag")  # what the moment it was worked out plays a part in


@pytest.fixture(scope="module")
def part() -> Iterator[Undisturbed]:
    with undisturbed(write_part, 180) as run:
        yield run


def same(kingpost: Installation, run: Undisturbed) -> bool:
    kingpost.settle(run.patience)
    differences = kingpost.content().differences(run.content)
    assert not differences, differences
    return True


@contextmanager
def watching(kingpost: Installation) -> Iterator[Callable[[str], list[tuple[object, ...]]]]:
    """Ask the database, over one connection that stays open."""
    with psycopg.connect(kingpost.url, options="-c search_path=kingpost,extensions", autocommit=True) as connection:

        def ask_now(query: str) -> list[tuple[object, ...]]:
            cursor = connection.execute(query)
            return cursor.fetchall() if cursor.description else []

        yield ask_now


def ask(kingpost: Installation, query: str) -> list[tuple[object, ...]]:
    with watching(kingpost) as ask_now:
        return ask_now(query)


def test_the_database_restarted_under_a_sync(part: Undisturbed) -> None:
    with copy_of(part.template) as kingpost:
        kingpost.begin(KINGPOST_FAULT="land.stored:2:STOP")
        kingpost.wait_until_it_stands(60)
        os.kill(kingpost.pid("database"), signal.SIGINT)  # as an administrator restarts it
        assert process.wait_until(lambda: kingpost.child("database")["restarts"] > 0, 30)
        assert same(kingpost, part)


def test_two_workers_and_two_syncs_of_every_system_at_once(part: Undisturbed) -> None:
    with copy_of(part.template) as kingpost:
        kingpost.up()
        with (kingpost.home / "more.log").open("w") as log:
            for command in ("worker", "sync"):
                arguments = [sys.executable, "-m", "kingpost.cli", command]
                kingpost.started.insert(
                    0, subprocess.Popen(arguments, env=kingpost.variables, stdout=log, stderr=log, text=True)
                )
        assert same(kingpost, part)
        second = kingpost.started[1]
        assert second.args[-1] == "worker" and second.poll() is None, (kingpost.home / "more.log").read_text()[-3000:]

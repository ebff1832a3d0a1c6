"""kill -9 while decided changes go out: each arrives once, and is confirmed by what the system really holds."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.faults import decided
from tests.faults.installation import ROOT, SETTINGS, Installation, copy_of
from tests.faults.test_kills import DATABASE, SUPERVISOR, WORKER

from kingpost.toolbox import process

POINTS = ("writeback.claimed", "writeback.sent", "writeback.kept", "writeback.proven")
SHORT = [("writeback.sent:1", WORKER), ("writeback.kept:2", DATABASE)]
NAMED = [(f"{point}:{times}", victim) for point in POINTS for times, victim in ((1, SUPERVISOR), (2, WORKER))]
STATES = "SELECT kind, concat_ws(': ', state, nullif(error, '')) FROM writeback ORDER BY id"
pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def template() -> Iterator[Path]:
    """An installation with a decision nothing of which was sent yet; its folder is beside it."""
    home = Path(tempfile.mkdtemp(prefix="kingpost-sending-", dir="/tmp"))
    try:
        home.chmod(0o755)
        made = Installation(home)
        done = made.run("migrate", "--quiet")
        assert done.returncode == 0, done.stderr
        command = [sys.executable, "-m", decided.__name__, str(decided.write(home / "files"))]
        subprocess.run(command, env=made.variables, cwd=ROOT, check=True, timeout=60)
        (made.data.resolve() / "postgres" / "custom.conf").write_text(SETTINGS)
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


def check(template: Path, moment: str, victim: str) -> None:
    folder = decided.write(template / "files")
    with copy_of(template) as kingpost:
        kingpost.begin(KINGPOST_FAULT=f"{moment}:STOP")
        kingpost.wait_until_it_stands(90)
        kingpost.kill(victim)
        kingpost.settle(120)
        assert process.wait_until(lambda: states(kingpost) == {"task": "confirmed", "meeting": "confirmed"}, 60), (
            states(kingpost)
        )
    assert decided.arrived(folder) == [1, 1]


def states(kingpost: Installation) -> dict[str, str]:
    with psycopg.connect(kingpost.url, options="-c search_path=kingpost,extensions") as connection:
        return dict(connection.execute(STATES).fetchall())


@pytest.mark.parametrize(("moment", "victim"), SHORT, ids=str)
def test_a_kill_while_sending_sends_nothing_twice(template: Path, moment: str, victim: str) -> None:
    check(template, moment, victim)


@pytest.mark.systems
@pytest.mark.parametrize(("moment", "victim"), NAMED, ids=str)
def test_a_kill_at_any_point_of_sending_sends_nothing_twice(template: Path, moment: str, victim: str) -> None:
    check(template, moment, victim)

"""kill -9 while decided changes go out: each arrives once, and is confirmed by what the system really holds."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from tests.faults import decided
from tests.faults.installation import Installation, make_template
from tests.faults.test_kills import DATABASE, SUPERVISOR, WORKER
from tests.once import once
from tests.runtime.conftest import PATIENCE, copy_of

from kingpost.toolbox import process

POINTS = ("writeback.claimed", "writeback.sent", "writeback.kept", "writeback.proven")
SHORT = [("writeback.sent:1", WORKER), ("writeback.kept:2", DATABASE)]
NAMED = [(f"{point}:{times}", victim) for point in POINTS for times, victim in ((1, SUPERVISOR), (2, WORKER))]
STATES = "SELECT kind, concat_ws(': ', state, nullif(error, '')) FROM writeback ORDER BY id"
pytestmark = pytest.mark.timeout(1200, func_only=True)


@pytest.fixture(scope="session")
def template() -> Path:
    """An installation with a decision nothing of which was sent yet."""

    return once("decided", lambda home: make_template(home, decided, decided.write(home / "files")))


def check(template: Path, moment: str, victim: str) -> None:
    folder = decided.write(template / "files")
    with copy_of(template, Installation) as kingpost:
        kingpost.begin(KINGPOST_FAULT=f"{moment}:STOP")
        kingpost.wait_until_it_stands(PATIENCE)
        kingpost.kill(victim)
        kingpost.settle(PATIENCE)
        assert process.wait_until(
            lambda: states(kingpost) == {"task": "confirmed", "meeting": "confirmed"}, PATIENCE, 0.3
        ), states(kingpost)
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

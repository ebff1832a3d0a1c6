"""While much waits, what was looked at since a change is not looked at again for it, and what comes of it is the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from tests import builders as b
from tests.faults import content
from tests.priorities.conftest import FEMI, MARCUS, NOOR, PRIYA, monday

from kingpost import flow
from kingpost.connectors.base import Statement
from kingpost.evidence.stage import Stage, run_once
from kingpost.priorities import gather
from kingpost.toolbox import clock
from kingpost.toolbox.sql import execute, rows

pytestmark = pytest.mark.django_db(transaction=True)

MADE = ("signal", "flag", "reach", "wake")


@pytest.fixture
def behind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A Monday on which forty mails of two clients, and tickets and tasks of theirs, came in before anything was noticed."""
    monkeypatch.setenv(clock.MOMENT, "")
    monday()
    now, mail, desk = b.moment("2026-03-02 07:42"), b.system("mail"), b.system("desk")
    b.tell(desk, portal("open"), settle=False)
    for n in range(40):
        writer = (MARCUS, FEMI)[n % 2]
        b.tell(mail, b.mail(f"{n}@x", writer, [PRIYA, NOOR], f"Question {n}", now - timedelta(hours=70 - n), body="Nobody can sign in, please call."), settle=False)  # fmt: skip
        b.tell(desk, b.ticket(f"T{n}", f"Question {n}", now - timedelta(hours=60 - n), status="open", due_at="2026-03-01T09:00:00+00:00"), settle=False)  # fmt: skip
    all_but_priorities()
    yield
    gather.SEEN.forget()


def all_but_priorities() -> None:
    for stage in flow.STAGES:
        while stage.name != "priorities" and run_once(stage):
            pass


def portal(status: str) -> Statement:
    return b.task("K", "Portal", at=b.moment("2026-02-20 09:00"), due_date="2026-03-01", status=status)


def priorities(batch: int, *, remembering: bool) -> Stage:
    [stage] = (stage for stage in flow.STAGES if stage.name == "priorities")
    return replace(stage, batch=batch, backlog=stage.backlog if remembering else None)


def worked_off(stage: Stage) -> tuple[content.Content, int]:
    """What the stage makes of all that waits, from nothing, and how many things it looked at."""
    execute("UPDATE bookmark SET position = 0 WHERE stage = 'priorities'")
    execute("TRUNCATE " + ", ".join((*MADE, "pace")) + " CASCADE")
    looked: list[int] = []
    whole = gather._gather

    def counting(entities: set[int], *more: object) -> object:
        looked.extend(entities)
        return whole(entities, *more)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gather, "_gather", counting)
        while run_once(stage):
            pass
    made = content.read(rows)
    return content.Content({name: lines for name, lines in made.tables.items() if name in MADE}), len(looked)


def test_a_backlog_is_worked_off_with_fewer_looks_to_the_same_flags(behind: None) -> None:
    again, looks_again = worked_off(priorities(6, remembering=False))
    once, looks = worked_off(priorities(6, remembering=True))
    assert rows("SELECT count(*) FROM flag")[0][0] > 10
    assert once.differences(again) == again.differences(again)
    assert looks < looks_again / 2, (looks, looks_again)


def test_what_changes_while_it_waits_is_looked_at_again(behind: None) -> None:
    stage, task = priorities(6, remembering=True), b.entity("Portal", "task")
    late = "SELECT 1 FROM signal WHERE closed_at IS NULL AND entity_id = %s AND rule = 'work_due'"
    while not rows(late, [task]):
        assert run_once(stage)
    assert task in gather.SEEN._until
    b.tell(b.system("desk"), portal("closed"), settle=False)
    more = [b.ticket(f"M{n}", f"More {n}", b.moment("2026-03-01 00:00")) for n in range(20)]
    b.tell(b.system("desk"), *more, settle=False)
    all_but_priorities()
    while run_once(stage):
        pass
    assert not rows(late, [task])


def test_in_steady_use_nothing_is_passed_over(behind: None) -> None:
    stage = priorities(4000, remembering=True)
    while run_once(stage):
        pass
    assert not gather.SEEN._until

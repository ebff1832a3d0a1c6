"""An agreed answer time that has not run out yet, and will not hold: little of it is left, others wait before, or the owner is away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from kingpost.priorities import words
from kingpost.priorities.batch import Batch, Client, Noticed
from kingpost.priorities.numbers import Number

TITLE = "An agreed answer time is at risk"
ABOUT = (
    "A client waits within the agreed answer time, and no more than {left} h of working time is left of it, or so many others wait before it with the same owner that at "
    "{each} h each it cannot hold, or its owner is away until it has run out."
)
LEFT = Number("answer_at_risk.left", 1, "Working hours left to answer", least=0, most=40, own=True)
EACH = Number("answer_at_risk.each", 0.5, "Working hours an answer takes", least=0, most=40)
NUMBERS = (LEFT, EACH)


@dataclass(frozen=True)
class _Waits:
    """Something a client waits for, within the time agreed."""

    entity: int
    audience: int
    kind: str
    title: str
    called: str
    client: Client
    asked: datetime
    due: datetime
    owner: int | None
    owner_name: str
    back: date | None
    evidence: tuple[int, ...]
    started_at: datetime
    anchor: int | None = None


def find(batch: Batch) -> Iterator[Noticed]:
    """What waits and will be late. All that waits with the same owner is in the batch (gather.py)."""
    waits = sorted(_waiting(batch), key=lambda one: (one.due, one.asked, one.title))
    queues: dict[tuple[int | None, int], list[_Waits]] = defaultdict(list)
    for one in waits:
        queue = queues[one.owner, one.audience]
        before = sum(1 for other in queue if other.due < one.due) if one.owner else 0
        queue.append(one)
        if one.due > batch.now:
            yield from _judge(batch, one, before)


def _waiting(batch: Batch) -> Iterator[_Waits]:
    for t in batch.waiting:
        if t.client.standing == "client" and t.client.answer_hours is not None:
            due = batch.hours.add(t.first_at, t.client.answer_hours)
            yield _Waits(
                t.entity,
                t.audience,
                "message",
                t.title,
                "The mail",
                t.client,
                t.first_at,
                due,
                t.owner,
                t.owner_name,
                None,
                t.evidence,
                t.started_at,
                t.ticket,
            )
    for s in batch.of("ticket"):
        if s.client.standing == "client" and s.client.answer_hours is not None and s.asking:
            due = batch.hours.add(s.asking.first, s.client.answer_hours)
            yield _Waits(s.entity, s.audience, "ticket", s.title, f"Ticket {s.remote_id}", s.client, s.asking.first, due, s.owner, s.owner_name, s.owner_back, s.evidence,
                         s.started_at)  # fmt: skip


def _judge(batch: Batch, one: _Waits, before: int) -> Iterator[Noticed]:
    soon = batch.hours.before(one.due, batch.number(LEFT, one.client.entity))
    full = batch.hours.before(one.due, (before + 1) * batch.number(EACH)) if before else one.due
    begins = min(soon, full)
    batch.wake(one.entity, "answer_at_risk", begins)
    away = one.back is not None and batch.hours.day_of(one.due) < one.back
    if begins > batch.now and not away:
        return
    by = words.moment(one.due, batch.hours.zone)
    if away and one.back:
        why = f"its owner is away until {words.day(one.back)}"
    elif full <= batch.now and full < soon:
        why = f"{words.number(before)} {'other waits' if before == 1 else 'others wait'} before it with the same owner"
    else:
        why = "little time is left"
    since = one.asked if away else begins
    yield Noticed(
        one.entity, one.audience, one.title, f"{one.called} is to be answered by {by} and {why}.", since=since, latest=one.asked, due=one.due, client=one.client.entity,
        owner=one.owner, evidence=one.evidence, started_at=one.started_at, kind=one.kind, anchor=one.anchor, facts={"owner_name": one.owner_name},
    )  # fmt: skip

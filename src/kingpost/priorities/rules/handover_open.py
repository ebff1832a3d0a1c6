"""One of us handed something over to another, who has not said a word about it."""

from __future__ import annotations

from collections.abc import Iterator

from kingpost.priorities import words
from kingpost.priorities.batch import Batch, Noticed
from kingpost.priorities.numbers import Number

TITLE = "A handover is not acknowledged"
ABOUT = "One of us handed something over to one other by mail, {hours} working hours have passed, and the other has not answered."
HOURS = Number("handover_open.hours", 8, "Working hours until a handover should be answered")
NUMBERS = (HOURS,)


def find(batch: Batch) -> Iterator[Noticed]:
    """Handovers nobody has answered in time."""
    seen: set[tuple[int, int]] = set()
    for one in batch.handovers:  # the oldest first: one a thread
        if (one.entity, one.audience) in seen:
            continue
        seen.add((one.entity, one.audience))
        due = batch.hours.add(one.at, batch.number(HOURS))
        batch.wake(one.entity, "handover_open", due)
        if due <= batch.now:
            says = f"{one.by_name} handed over to {one.to_name} on {words.day(batch.hours.day_of(one.at))}; {one.to_name} has not answered."
            yield Noticed(
                one.entity, one.audience, one.title, says, since=due, latest=due, client=one.client or 0, owner=one.to,
                evidence=one.evidence, started_at=one.started_at, kind="message", facts={"quote": words.shorten(one.quote, 140)},
            )  # fmt: skip

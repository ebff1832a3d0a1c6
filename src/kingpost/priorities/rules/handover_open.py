"""One of us handed something over to others, and none of them has said a word about it: by mail, or as a handover pack."""

from __future__ import annotations

from collections.abc import Iterator

from kingpost.priorities import words
from kingpost.priorities.batch import Batch, Noticed
from kingpost.priorities.numbers import Number
from kingpost.priorities.standing_facts import Handover, Pack

TITLE = "A handover is not acknowledged"
ABOUT = (
    "One of us handed something over to others, five at most, by mail or as a handover pack, {hours} working hours have passed, and none of them has answered; or "
    "a pack was declined."
)
HOURS = Number("handover_open.hours", 8, "Working hours until a handover should be answered")
NUMBERS = (HOURS,)


def find(batch: Batch) -> Iterator[Noticed]:
    """Handovers nobody has answered in time."""
    yield from _packs(batch)
    seen: set[tuple[int, int]] = set()
    for one in batch.handovers:  # the oldest first: one a thread
        if (one.entity, one.audience) in seen:
            continue
        seen.add((one.entity, one.audience))
        due = batch.hours.add(one.at, batch.number(HOURS))
        batch.wake(one.entity, "handover_open", due)
        if due <= batch.now:
            says = f"{one.by_name} handed over to {words.listed(one.to_names)} on {words.day(batch.hours.day_of(one.at))}; {_nobody(one)}."
            for person in one.to:
                yield Noticed(
                    one.entity, one.audience, one.title, says, key=f"{person}" if len(one.to) > 1 else "", since=due, latest=due, client=one.client or 0, owner=person,
                    evidence=one.evidence, started_at=one.started_at, kind="message", facts={"quote": words.quoted(one.quote, 140)},
                )  # fmt: skip


def _nobody(one: Handover) -> str:
    return {1: f"{one.to_names[0]} has not answered", 2: "neither has answered"}.get(
        len(one.to), "none of them has answered"
    )


def _packs(batch: Batch) -> Iterator[Noticed]:
    """Packs that wait too long, or that their successor does not take."""
    for one in batch.packs:
        due = one.declined_at or batch.hours.add(one.at, batch.number(HOURS))
        batch.wake(one.entity, "handover_open", due)
        if due <= batch.now:
            yield Noticed(
                one.entity, one.audience, f"{one.name}: the handover{_for(one)} is not accepted", _says(batch, one), key=f"{one.client}", since=due, latest=due,
                client=one.client, owner=None if one.declined_at else one.successor, evidence=one.evidence, started_at=one.at, kind="person", anchor=one.entity,
            )  # fmt: skip


def _for(one: Pack) -> str:
    return f" for {one.client_name}" if one.client_name else ""


def _says(batch: Batch, one: Pack) -> str:
    if one.declined_at:
        return f"{one.successor_name} declined what {one.by_name} prepared for them on {words.day(batch.hours.day_of(one.at))}. Somebody else is needed."
    return f"{one.by_name} prepared it for {one.successor_name} on {words.day(batch.hours.day_of(one.at))}; {one.successor_name} has not answered."

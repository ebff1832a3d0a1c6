"""Two systems say different things, and the client is about to notice; or somebody decided what is right and a system does not follow yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from kingpost.priorities import words
from kingpost.priorities.batch import Batch, Dispute, Noticed
from kingpost.priorities.numbers import Number

TITLE = "Systems disagree and the client is about to notice"
ABOUT = (
    "Systems say different things about a day, a time, a price or what was agreed, and the client has been told one of them: we meet them within {meeting} hours, the day "
    "itself is {day} days off or less. Also a system that does not follow what was decided."
)
MEETING = Number("disagreement.meeting", 24, "Hours before we meet the client", most=336)
DAY = Number("disagreement.day", 2, "Days before and after the day in question", most=60)
NUMBERS = (MEETING, DAY)
FACING = frozenset({"due", "meeting", "amount", "agreed", "scope"})
DATED = frozenset({"due", "meeting"})
MANY = {
    "due": "{} dates for “{}”", "meeting": "{} times for “{}”", "amount": "{} sums for “{}”", "scope": "{} accounts of what “{}” includes",
    "agreed": "Work goes on for “{1}”, which nobody has signed",
}  # fmt: skip


def find(batch: Batch) -> Iterator[Noticed]:
    """Disagreements that cannot wait, and decisions that are not carried through."""
    for one in batch.disputes:
        if one.following:
            yield _noticed(
                one,
                "decided",
                f"Not everywhere as decided: “{one.thing}”",
                _decided(one),
                one.decided_at or batch.now,
                None,
            )
        elif one.open and one.family in FACING and one.kind != "invoice":  # invoice_due says that already
            yield from _open(batch, one)


def _open(batch: Batch, one: Dispute) -> Iterator[Noticed]:
    moments = list(_moments(batch, one))
    for begins, ends in moments:
        batch.wake(one.entity, "disagreement", begins)
        if ends:
            batch.wake(one.entity, "disagreement", ends)
    now = [(begins, ends) for begins, ends in moments if begins <= batch.now and (ends is None or batch.now < ends)]
    if not now:
        return
    begins = min(at for at, _ in now)
    due = min((at for at in (_soon(one, batch), *one.days) if at and at > batch.now), default=None)
    title = MANY[one.family].format(words.capital(words.number(len(one.answers))), one.thing)
    yield _noticed(one, "open", title, _says(one, batch), begins, due)


def _moments(batch: Batch, one: Dispute) -> Iterator[tuple[datetime, datetime | None]]:
    """From when and until when the client is about to notice."""
    if one.told and one.meets_at:
        yield one.meets_at - timedelta(hours=batch.number(MEETING)), one.meets_at
    if one.family in DATED:
        near = timedelta(days=batch.number(DAY))
        yield from ((day - near, day + near) for day in one.days)


def _says(one: Dispute, batch: Batch) -> str:
    said = [f"{' and '.join(who)} {'say' if len(who) > 1 else 'says'} {value}" for value, who in one.answers]
    at = _soon(one, batch)
    meets = f" We meet them at {words.moment(at, batch.hours.zone)}." if at else ""
    return words.capital(words.listed(said)) + "." + meets


def _soon(one: Dispute, batch: Batch) -> datetime | None:
    """When we meet the client who was told one of the values, if that is near."""
    near = batch.now + timedelta(hours=batch.number(MEETING))
    return one.meets_at if one.told and one.meets_at and one.meets_at <= near else None


def _decided(one: Dispute) -> str:
    still = words.listed([f"{system} says {value}" for system, value in one.following])
    return f"{one.decided_by} decided: {one.decided}. {words.capital(still)}."


def _noticed(
    one: Dispute, key: str, title: str, says: str, latest: datetime, due: datetime | None, **facts: Any
) -> Noticed:
    return Noticed(
        one.entity, one.audience, title, says, key=key, since=min(one.since, latest), latest=latest, due=due, client=one.client, evidence=one.evidence,
        started_at=one.started_at, kind=one.kind, facts=facts | {"disagreement": one.id},
    )  # fmt: skip

"""We meet a client soon, owe them something, and nothing is written for the meeting."""

from __future__ import annotations

from collections.abc import Iterator

from kingpost.priorities import words
from kingpost.priorities.batch import Batch, Noticed
from kingpost.priorities.numbers import Number
from kingpost.priorities.standing_facts import Ahead

TITLE = "A meeting is not prepared"
ABOUT = (
    "A meeting with a client begins within {soon} working hours, nothing is written in it, and something we promised that client is due by the end of that day and "
    "not delivered."
)
SOON = Number("meeting_unprepared.soon", 8, "Working hours before the meeting", most=40, own=True)
NUMBERS = (SOON,)


def find(batch: Batch) -> Iterator[Noticed]:
    """Meetings ahead with an open promise and no notes."""
    for meeting in batch.ahead:
        begins = batch.hours.before(meeting.starts_at, batch.number(SOON, meeting.client))
        for at in (begins, meeting.starts_at):
            batch.wake(meeting.entity, "meeting_unprepared", at)
        if begins <= batch.now < meeting.starts_at and meeting.promised and not meeting.prepared:
            yield _noticed(batch, meeting)


def _noticed(batch: Batch, meeting: Ahead) -> Noticed:
    when = words.moment(meeting.starts_at, batch.hours.zone)
    owed = words.listed([f"“{words.shorten(what, 60)}”" for what, _ in meeting.promised[:3]])
    says = f"We meet {meeting.client_name} at {when} with nothing written for it, and have promised them {owed}."
    return Noticed(
        meeting.entity, meeting.audience, meeting.title, says, since=batch.hours.before(meeting.starts_at, batch.number(SOON, meeting.client)),
        due=meeting.starts_at, client=meeting.client, evidence=meeting.evidence, started_at=meeting.started_at, kind="meeting",
    )  # fmt: skip

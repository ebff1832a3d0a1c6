"""Only one of us knows a client: a handover pack helps before a holiday does harm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from kingpost.priorities import words
from kingpost.priorities.batch import Batch, Noticed
from kingpost.priorities.numbers import Number
from kingpost.priorities.standing_facts import Known

TITLE = "Only one of us knows a client"
ABOUT = (
    "For {months} months only one of us has dealt with a client, {least} times or more. It is about the client, never about the person: a second person "
    "should know them too."
)
MONTHS = Number("one_head.months", 6, "Months nobody else has dealt with the client", most=60, own=True)
LEAST = Number("one_head.least", 12, "Times we dealt with the client in that time", most=150)
NUMBERS = (MONTHS, LEAST)
DAYS = 30.5  # a month
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def find(batch: Batch) -> Iterator[Noticed]:
    """Clients with one person who knows them. It becomes so by itself when the second one's last word is too old."""
    for client in batch.known:
        months = batch.number(MONTHS, client.entity)
        if len(client.people) > 1:
            batch.wake(client.entity, "one_head", client.people[1][2] + timedelta(days=DAYS * months))
        elif client.people and client.people[0][3] >= batch.number(LEAST):
            yield _noticed(client, months, (client.others_at or LONG_AGO) + timedelta(days=DAYS * months))


def _noticed(client: Known, months: float, since: datetime) -> Noticed:
    person, name, _, times = client.people[0]
    says = f"Only {name} has dealt with {client.title} for {months:g} months, {words.number(times)} times or more."
    return Noticed(
        client.entity, client.audience, client.title, says, since=since, client=client.entity, owner=person, evidence=client.evidence,
        started_at=client.started_at, kind="client", anchor=client.entity,
    )  # fmt: skip

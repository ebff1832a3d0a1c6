"""An approval somebody was asked for and that nobody has given or refused since."""

from __future__ import annotations

from collections.abc import Iterator

from kingpost.knowledge.approvals import reading as approvals
from kingpost.priorities import words
from kingpost.priorities.batch import Batch, Noticed
from kingpost.priorities.numbers import Number

TITLE = "An approval is stuck"
ABOUT = "Somebody was asked for an approval more than {patience} working hours ago, and no system and no mail says yes or no."

PATIENCE = Number("approval_stuck.patience", 24, "Working hours without a yes or no", own=True)  # three days
NUMBERS = (PATIENCE,)


def find(batch: Batch) -> Iterator[Noticed]:
    """Approvals that have waited longer than that."""
    for asked in batch.asked:
        if asked.at is None:
            continue
        due = batch.hours.add(asked.at, batch.number(PATIENCE, asked.client.entity))
        if batch.now < due:
            batch.wake(asked.entity, "approval_stuck", due)
            continue
        of = f"{asked.of_name} was asked" if asked.of_name else "It was asked for"
        by = f" by {asked.by_name}" if asked.by_name and asked.by_name != asked.of_name else ""
        says = f"“{words.shorten(asked.what, 80)}” waits for approval. {of}{by} on {words.day(approvals.day_of(asked.at, batch.hours.zone), batch.hours.day_of(batch.now))}; no yes or no is recorded."
        yield Noticed(
            asked.entity, asked.audience, asked.what, says, since=due, due=due, client=asked.client.entity, owner=asked.of, evidence=asked.evidence,
            started_at=asked.started_at, kind=asked.kind, facts={"asked_at": asked.at, "owner_name": asked.of_name},
        )  # fmt: skip

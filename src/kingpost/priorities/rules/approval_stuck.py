"""An approval somebody was asked for and that nobody has given or refused since."""

from __future__ import annotations

from collections.abc import Iterator

from kingpost.priorities import words
from kingpost.priorities.batch import Batch, Noticed

TITLE = "An approval is stuck"
ABOUT = "Somebody was asked for an approval more than three working days ago, and no system and no mail says yes or no."

PATIENCE = 24.0  # working hours: three days


def find(batch: Batch) -> Iterator[Noticed]:
    """Approvals that have waited longer than three working days."""
    for asked in batch.asked:
        if asked.at is None:
            continue
        due = batch.hours.add(asked.at, PATIENCE)
        if batch.now < due:
            batch.wake(asked.entity, "approval_stuck", due)
            continue
        of = f"{asked.of_name} was asked" if asked.of_name else "It was asked for"
        by = f" by {asked.by_name}" if asked.by_name and asked.by_name != asked.of_name else ""
        says = f"“{words.shorten(asked.what, 80)}” waits for approval. {of}{by} on {words.day(batch.hours.day_of(asked.at))}; no yes or no is recorded."
        yield Noticed(
            asked.entity, asked.audience, asked.what, says, since=due, due=due, client=asked.client.entity, owner=asked.of, evidence=asked.evidence,
            started_at=asked.started_at, kind=asked.kind, facts={"asked_at": asked.at, "owner_name": asked.of_name},
        )  # fmt: skip

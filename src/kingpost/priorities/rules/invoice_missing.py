"""A project is done and nobody has asked for the money."""

from __future__ import annotations

from collections.abc import Iterator

from kingpost.priorities import words
from kingpost.priorities.batch import Batch, Noticed
from kingpost.priorities.hours import ONE_DAY
from kingpost.priorities.numbers import Number

TITLE = "Work done is not invoiced"
ABOUT = "A project was done {days} days ago or more under an agreement of a known sum, its client has had other invoices since, and none of theirs is for that agreement."
DAYS = Number("invoice_missing.days", 14, "Days after the project was done", most=120, own=True)
NUMBERS = (DAYS,)


def find(batch: Batch) -> Iterator[Noticed]:
    """Finished projects without an invoice."""
    seen: set[tuple[int, int, str]] = set()
    for project in batch.uninvoiced:
        if (project.entity, project.audience, project.name) in seen:
            continue
        seen.add((project.entity, project.audience, project.name))
        due = batch.hours.start_of(project.ended + ONE_DAY * int(batch.number(DAYS, project.client or 0)))
        batch.wake(project.entity, "invoice_missing", due)
        sum_ = words.amount(project.amount)
        if due <= batch.now and sum_ is not None:
            says = (
                f"“{words.shorten(project.title, 60)}” was done on {words.day(project.ended)}; no invoice is known for "
                f"“{words.shorten(project.name, 60)}”, {words.money(sum_, project.currency)}."
            )
            yield Noticed(
                project.entity, project.audience, project.title, says, key=project.name, since=due, client=project.client or 0, evidence=project.evidence,
                started_at=project.started_at, kind="project", facts={"amount": str(sum_), "currency": project.currency},
            )  # fmt: skip

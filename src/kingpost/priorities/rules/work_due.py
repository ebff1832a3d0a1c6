"""Planned work that is overdue, or due today with nobody to do it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from kingpost.priorities import words
from kingpost.priorities.batch import Batch, Noticed, Subject

TITLE = "Work is late or has no owner"
ABOUT = "An open task or milestone is past its due date, or is due today and nobody owns it."


def find(batch: Batch) -> Iterator[Noticed]:
    """Open tasks and milestones whose day has come."""
    for task in batch.of("task"):
        if task.due is not None:
            yield from _judge(batch, task, task.due)


def _judge(batch: Batch, task: Subject, due: datetime) -> Iterator[Noticed]:
    # A due date is held as the end of that day, which is the first moment of the next.
    on = batch.hours.day_of(due - timedelta(microseconds=1))
    begins = batch.hours.start_of(on)
    for at in (begins, due):
        batch.wake(task.entity, "work_due", at)
    if batch.now < begins or (batch.now < due and task.owned):
        return
    late = due <= batch.now
    thing = "Milestone" if task.fields.get("milestone") in (True, "true") else "Work"
    says = f"{thing} “{words.shorten(task.title, 80)}” {'was' if late else 'is'} due on {words.day(on, batch.hours.day_of(batch.now))}"
    says += "." if task.owned else f"{' and' if late else ', and nobody'} {'has no owner' if late else 'owns it'}."
    anchor = None if task.owned else task.whole  # what nobody owns is one flag for its project or client
    yield Noticed(
        task.entity, task.audience, task.title, says, since=due if late else begins, latest=begins, due=due, client=task.client.entity,
        owner=task.owner, evidence=task.evidence, started_at=task.started_at, kind="task", anchor=anchor,
        facts={"unowned": not task.owned, "late": late, "milestone": thing == "Milestone", "owner_name": task.owner_name},
    )  # fmt: skip

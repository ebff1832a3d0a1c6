"""A project will not be done by its due date at the pace it has kept so far."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from kingpost.priorities import words
from kingpost.priorities.batch import Batch, Noticed, Subject
from kingpost.priorities.hours import ONE_DAY
from kingpost.priorities.numbers import Number

TITLE = "A project is slipping"
ABOUT = (
    "At the pace of its own closed tasks and milestones an open project will be done {days} days after its due date or more. Where they tell no pace, with "
    "fewer than three closed: so many days after that date it is still open."
)
DAYS = Number("project_slipping.days", 5, "Days after the due date", most=365, own=True)
NUMBERS = (DAYS,)


def find(batch: Batch) -> Iterator[Noticed]:
    """Open projects whose forecast lies behind their due date. Each is looked at again on the next day."""
    for project in batch.of("project"):
        if project.due and not (project.forecast and project.forecast.day):
            yield from _overdue(batch, project, project.due)
        elif project.forecast and project.forecast.due:
            batch.wake(
                project.entity, "project_slipping", batch.hours.start_of(batch.hours.day_of(batch.now) + ONE_DAY)
            )
            yield from _judge(batch, project)


def _judge(batch: Batch, project: Subject) -> Iterator[Noticed]:
    forecast = project.forecast
    if not forecast or forecast.since is None or (forecast.days_late or 0) < batch.number(DAYS, project.client.entity):
        return
    says = f"“{words.shorten(project.title, 60)}” is slipping: {words.uncapital(forecast.says)}"
    yield _noticed(project, says, batch.hours.start_of(forecast.since + ONE_DAY), days=forecast.days_late)


def _overdue(batch: Batch, project: Subject, due: datetime) -> Iterator[Noticed]:
    """Nothing tells when it will be done, but it should have been."""
    on = batch.hours.day_of(due - timedelta(microseconds=1))
    since = batch.hours.start_of(on + ONE_DAY * int(batch.number(DAYS, project.client.entity)))
    batch.wake(project.entity, "project_slipping", since)
    if since <= batch.now:
        says = f"“{words.shorten(project.title, 60)}” was due on {words.day(on, batch.hours.day_of(batch.now))} and is still open."
        yield _noticed(project, says, since)


def _noticed(project: Subject, says: str, since: datetime, **facts: Any) -> Noticed:
    return Noticed(
        project.entity, project.audience, project.title, says, since=since, due=project.due,
        client=project.client.entity, owner=project.owner, evidence=project.evidence, started_at=project.started_at, kind="project",
        facts=facts | {"owner_name": project.owner_name},
    )  # fmt: skip

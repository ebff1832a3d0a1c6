"""Next week there is more work than time: by department, and only where estimates, weekly hours and calendars say enough."""

from __future__ import annotations

from collections.abc import Iterator

from kingpost.priorities import words
from kingpost.priorities.batch import Batch, Noticed
from kingpost.priorities.hours import ONE_DAY
from kingpost.priorities.numbers import Number
from kingpost.priorities.standing_facts import Load

TITLE = "More work than time next week"
ABOUT = (
    "Tasks due next week need {over} per cent more hours than the people of a department have left beside absence and meetings. Only where {known} per cent of "
    "these tasks or more say how long they take and everybody's weekly hours are known. It is about the department, never about a person."
)
OVER = Number("capacity_short.over", 10, "Per cent more work than time", least=0, most=300)
KNOWN = Number("capacity_short.known", 80, "Per cent of the tasks that must have an estimate", least=10, most=100)
NUMBERS = (OVER, KNOWN)
FEWEST = 3  # tasks: below that a week is no week's work


def find(batch: Batch) -> Iterator[Noticed]:
    """Departments whose next week does not fit. Looked at again each day."""
    for load in batch.loads:
        batch.wake(load.entity, "capacity_short", batch.hours.start_of(batch.hours.day_of(batch.now) + ONE_DAY))
        enough = load.pieces >= FEWEST and load.estimated * 100 >= load.pieces * batch.number(KNOWN)
        if enough and load.needed > load.free * (1 + batch.number(OVER) / 100):
            yield _noticed(batch, load)


def _noticed(batch: Batch, load: Load) -> Noticed:
    day = words.day(batch.hours.day_of(load.start))
    says = (
        f"{load.department} has {words.number(load.pieces)} tasks due in the week of {day}, {load.needed:.0f} hours of work, and {load.free:.0f} hours beside "
        "absence and meetings."
    )
    return Noticed(
        load.entity, load.audience, f"{load.department} has more work than time in the week of {day}", says, key=load.department, since=load.start - 7 * ONE_DAY,
        due=load.start, evidence=load.evidence, started_at=load.started_at, kind="client", anchor=load.entity,
    )  # fmt: skip

"""When a weekly status note is due: a day and an hour on our own wall clock, on the next working day when that day is off."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from kingpost.priorities.hours import ONE_DAY, WorkingHours

WEEK = timedelta(days=7)


def planned(monday: date, weekday: int, at: time, hours: WorkingHours) -> datetime:
    """The moment, in UTC, for the week that begins on ``monday``. After seven days off in a row it is the day itself all the same."""
    wanted = monday + weekday * ONE_DAY
    day = next((on for n in range(7) if hours.span(on := wanted + n * ONE_DAY)), wanted)
    return datetime.combine(day, at, hours.zone).astimezone(UTC)


def last(now: datetime, weekday: int, at: time, hours: WorkingHours) -> tuple[str, datetime] | None:
    """The last planned moment that has come, with the name of its period (the Monday of its week). None when there was none for three weeks."""
    today = hours.day_of(now)
    monday = today - today.weekday() * ONE_DAY
    for week in (monday, monday - WEEK, monday - 2 * WEEK):
        moment = planned(week, weekday, at, hours)
        if moment <= now:
            return week.isoformat(), moment
    return None


def working(now: datetime, hours: WorkingHours) -> bool:
    """Whether anybody is at work: a note about a change does not leave at night."""
    span = hours.span(hours.day_of(now))
    return span is not None and span[0] <= now < span[1]

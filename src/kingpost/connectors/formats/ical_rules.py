"""When a recurring meeting takes place: its rule, expanded between two moments and bounded whatever the rule says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vRecur
from icalendar.prop import vDDDLists

from kingpost.connectors.formats import zones

LIMIT = 1000
_MAX_SPAN = timedelta(days=3660)
_KEY = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)Z)?")
_UNTIL_DAY = re.compile(r"\bUNTIL=(\d{8})(?=;|$)", re.IGNORECASE)
_FREQUENCIES = ("HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_WEEKDAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}


class Occurrence(NamedTuple):
    """One taking place of a meeting. ``key`` is its RECURRENCE-ID (UTC, ISO basic). All-day: midnights of its zone or UTC."""

    starts_at: datetime
    ends_at: datetime
    key: str


def moment_key(moment: date | datetime) -> str:
    """A moment as a RECURRENCE-ID in UTC ("20260302T090000Z"), a day as "20260302"."""
    if not isinstance(moment, datetime):
        return moment.strftime("%Y%m%d")
    try:
        return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    except OverflowError:
        return moment.strftime("%Y%m%dT%H%M%SZ")


def occurrences(fields: Mapping[str, Any], start: datetime, end: datetime, *, limit: int = LIMIT) -> list[Occurrence]:
    """When a meeting takes place between ``start`` and ``end`` (with zones), earliest first, at most ``limit``.

    ``fields`` are the canonical fields of a meeting statement: ``starts_at``, ``ends_at``, ``recurrence``, ``more_rules`` (it also takes place by
    these), ``exrules`` (it does not by these), ``timezone``, ``exdates``, ``rdates``, ``changed_occurrences`` (those are left out: they are meetings of their own) and ``status`` (cancelled: none).
    Spans over ten years are cut. Raises ValueError for a rule that cannot be read or that no meeting follows (every second).
    """
    if fields.get("status") == "cancelled":
        return []
    if not fields.get("starts_at"):
        return []
    first, last = _parse(fields["starts_at"]), _parse(fields.get("ends_at") or fields["starts_at"])
    zone = zones.zone(fields.get("timezone") or "") or None
    end = min(end, start + _MAX_SPAN)
    if not fields.get("recurrence") and not fields.get("rdates"):
        one = _occurrence(first, last, zone)
        return [one] if one.starts_at < end and (one.ends_at > start or one.starts_at >= start) else []

    def by(rule: str, dates: Mapping[str, Any]) -> list[Occurrence]:
        return _expand(dates, rule if rule and _can_happen(rule, first) else "", first, last, zone, start, end)

    found = by(str(fields.get("recurrence") or ""), fields)
    for more in fields.get("more_rules") or ():
        found += by(more, {"exdates": fields.get("exdates")})
    left_out = set(fields.get("changed_occurrences") or ())
    for less in fields.get("exrules") or ():
        left_out |= {one.key for one in by(less, {}) if one.key != moment_key(first)}  # the first is always among them
    return [one for one in sorted(set(found)) if one.key not in left_out][:limit]


def _parse(text: str) -> date | datetime:
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)


def _midnight(day: date | datetime, zone: ZoneInfo | None) -> datetime:
    if isinstance(day, datetime):
        return day if day.tzinfo else day.replace(tzinfo=zone or UTC)
    return datetime(day.year, day.month, day.day, tzinfo=zone or UTC)


def _occurrence(first: date | datetime, last: date | datetime, zone: ZoneInfo | None) -> Occurrence:
    return Occurrence(_midnight(first, zone), _midnight(last, zone), moment_key(first))


def _expand(
    fields: Mapping[str, Any],
    rule: str,
    first: date | datetime,
    last: date | datetime,
    zone: ZoneInfo | None,
    start: datetime,
    end: datetime,
) -> list[Occurrence]:
    """Let the library expand the rule of a calendar made of ``fields``."""
    import recurring_ical_events  # type: ignore[import-untyped]  # late: it reads every time zone there is

    event = Event()
    in_zone = zone or UTC
    event.add("uid", "expanded")
    event.add("dtstart", first.astimezone(in_zone) if isinstance(first, datetime) else first)
    event.add("dtend", last.astimezone(in_zone) if isinstance(last, datetime) else last)
    for name in ("exdates", "rdates"):
        moments = [moment for key in fields.get(name) or () if (moment := _from_key(key, zone)) is not None]
        if moments:
            event[name[:-1]] = vDDDLists(moments)
    try:
        if rule:
            event["rrule"] = vRecur.from_ical(_through_last_day(rule, in_zone) if isinstance(first, datetime) else rule)
        calendar = Calendar()
        calendar.add_component(event)
        parts = recurring_ical_events.of(calendar).between(start, end)
        return [_occurrence(part["DTSTART"].dt, part["DTEND"].dt, zone) for part in parts]
    except Exception as error:  # the libraries raise all kinds for a broken rule; each means the same here
        raise ValueError(f"The rule “{rule[:120]}” cannot be followed: {error}") from error


def _through_last_day(rule: str, zone: tzinfo) -> str:
    """A rule that ends with a day holds to the end of that day: the meeting on it still takes place."""

    def end(hit: re.Match[str]) -> str:
        last = datetime.strptime(hit[1] + "235959", "%Y%m%d%H%M%S").replace(tzinfo=zone)
        return f"UNTIL={last.astimezone(UTC):%Y%m%dT%H%M%SZ}"

    return _UNTIL_DAY.sub(end, rule)


def _from_key(key: str, zone: ZoneInfo | None) -> date | datetime | None:
    hit = _KEY.fullmatch(key)
    if not hit:
        return None
    try:
        day = date(int(hit[1]), int(hit[2]), int(hit[3]))
        if hit[4] is None:
            return day
        moment = datetime(day.year, day.month, day.day, int(hit[4]), int(hit[5]), int(hit[6]), tzinfo=UTC)
        return moment.astimezone(zone or UTC)
    except (ValueError, OverflowError):
        return None


def _can_happen(rule: str, first: date | datetime) -> bool:
    """False for a rule that names no day at all (30 February): the library would look for one until the year 9999.

    Raises ValueError for rules that would make millions of occurrences.
    """
    parts = {name.upper(): value.upper() for name, _, value in (part.partition("=") for part in rule.split(";"))}
    often = parts.get("FREQ") not in _FREQUENCIES or len(parts.get("BYMINUTE", "").split(",")) > 4
    ancient = first.year < 1900 and parts.get("FREQ") not in ("YEARLY", "MONTHLY")
    if often or ancient or "," in parts.get("BYSECOND", ""):
        raise ValueError(f"The rule “{rule[:120]}” is not that of a meeting.")
    by_day = {_WEEKDAYS.get(day[-2:], -1) for day in parts.get("BYDAY", "").split(",") if day}
    if (
        parts.get("FREQ") in ("DAILY", "HOURLY")
        and by_day
        and _interval(parts) % (7 if parts["FREQ"] == "DAILY" else 168) == 0
    ):
        return first.weekday() in by_day
    if not {"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"} & parts.keys():
        return True
    months, month_days = _numbers(parts, "BYMONTH"), _numbers(parts, "BYMONTHDAY")
    year_days, weeks = _numbers(parts, "BYYEARDAY"), _numbers(parts, "BYWEEKNO")
    day, last = date(2000, 1, 1), date(2028, 1, 1)  # the calendar repeats its weekdays after 28 years
    while day < last:
        if (not months or day.month in months) and _fits(day, month_days, year_days, weeks, by_day):
            return True
        day += timedelta(days=1)
    return False


def _interval(parts: Mapping[str, str]) -> int:
    return int(parts["INTERVAL"]) if parts.get("INTERVAL", "").isdecimal() else 1


def _numbers(parts: Mapping[str, str], name: str) -> set[int]:
    return {int(value) for value in parts.get(name, "").split(",") if re.fullmatch(r"[+-]?\d{1,4}", value)}


def _fits(day: date, month_days: set[int], year_days: set[int], weeks: set[int], by_day: set[int]) -> bool:
    next_month = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    from_end = (day - next_month).days
    of_year = day.timetuple().tm_yday
    year_end = (day - date(day.year + 1, 1, 1)).days
    return (
        (not month_days or day.day in month_days or from_end in month_days)
        and (not year_days or of_year in year_days or year_end in year_days)
        and (
            not weeks
            or day.isocalendar()[1] in weeks
            or day.isocalendar()[1] - 53 in weeks
            or day.isocalendar()[1] - 54 in weeks
        )
        and (not by_day or day.weekday() in by_day)
    )

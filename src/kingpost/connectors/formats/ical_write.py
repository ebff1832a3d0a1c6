"""A meeting written as an iCalendar object, or an existing one changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from icalendar import Calendar, Event, vCalAddress, vText
from icalendar.prop import vRecur

from kingpost.connectors.formats import zones

_PLAIN = {"name": "SUMMARY", "location": "LOCATION"}
KEY = "X-KINGPOST-KEY"
_PARAGRAPH = "\n\n"


def build(
    fields: Mapping[str, Any],
    *,
    uid: str,
    attendees: Sequence[str] = (),
    organiser: str = "",
    about: str = "",
    unsaid: str = "",
    key: str = "",
    base: bytes = b"",
    stamp: datetime | None = None,
) -> bytes:
    """An event as the bytes of a VCALENDAR.

    ``fields`` are canonical meeting fields (``name``, ``starts_at``, ``ends_at``, ``location``, ``status``, ``recurrence``, ``busy``,
    ``timezone``); an empty string clears one. ``about`` is added to the description as a paragraph, ``unsaid`` is one an earlier write
    added and is taken out. With ``base`` (the bytes of an existing object) the event without RECURRENCE-ID in it is changed and its
    SEQUENCE raised. ``stamp`` is the moment of writing; the caller knows the
    time, this function does not. Raises ValueError when there is no start or a moment cannot be read.
    """
    calendar, event = _opened(base, uid)
    _set_times(event, fields)
    for name, prop in _PLAIN.items():
        if name in fields:
            _put(event, prop, str(fields[name]))
    if "status" in fields:
        _put(event, "STATUS", str(fields["status"]).upper())
    if "busy" in fields:
        _put(event, "TRANSP", "OPAQUE" if fields["busy"] else "TRANSPARENT")
    if "recurrence" in fields:
        event.pop("RRULE", None)
        if fields["recurrence"]:
            event["RRULE"] = vRecur.from_ical(str(fields["recurrence"]))
    _describe(event, about, unsaid)
    if key:
        event.add(KEY, vText(key))  # beside the keys of earlier writes: each must be found again
    _set_people(event, attendees, organiser)
    _stamp(event, stamp, changed=bool(base))
    if event.get("DTSTART") is None:
        raise ValueError("A meeting needs a start.")
    return _with_zones(calendar, event)


def _with_zones(calendar: Calendar, event: Event) -> bytes:
    """The bytes, with a VTIMEZONE for each zone the event names and the calendar does not define yet."""
    defined = {str(part.get("TZID")) for part in calendar.walk("VTIMEZONE")}
    missing = b""
    for prop in ("DTSTART", "DTEND"):
        moment = _time(event, prop)
        name = getattr(moment.tzinfo, "key", "") if isinstance(moment, datetime) else ""
        if moment and name and name not in defined:
            defined.add(name)
            missing += zones.vtimezone(name, moment.year - 1)
    raw = bytes(calendar.to_ical())
    at = raw.index(b"BEGIN:VEVENT")
    return raw[:at] + missing + raw[at:]


def _opened(base: bytes, uid: str) -> tuple[Calendar, Event]:
    if base:
        calendar = Calendar.from_ical(base)
        for part in calendar.walk("VEVENT"):
            if part.get("RECURRENCE-ID") is None and isinstance(part, Event):
                return calendar, part
        raise ValueError("There is no event to change in this calendar object.")
    calendar, event = Calendar(), Event()
    calendar.add("prodid", "-//Kingpost//Calendar//EN")
    calendar.add("version", "2.0")
    event.add("uid", uid)
    calendar.add_component(event)
    return calendar, event


def _put(event: Event, prop: str, value: str) -> None:
    event.pop(prop, None)
    if value:
        event.add(prop, vText(value))


def _describe(event: Event, about: str, unsaid: str) -> None:
    """Add our paragraph to the description, or take it out: what others wrote there (how to dial in, an agenda) stays as it is."""
    there = event.get("DESCRIPTION")
    first, *others = there if isinstance(there, list) else [there]
    was = str(first or "")
    says = _without(was, _one_form(unsaid)) if unsaid else was
    if about:
        says = f"{says}{_PARAGRAPH}{_one_form(about)}" if says else _one_form(about)
    if says == was:
        return
    event.pop("DESCRIPTION", None)
    for value in [*([vText(says, params=getattr(first, "params", None))] if says else []), *others]:
        event.add("DESCRIPTION", value)


def _without(text: str, ours: str) -> str:
    """The text without the last paragraph that is ours; as it is when somebody changed that."""
    at = len(text)
    while ours and (at := text.rfind(ours, 0, at)) >= 0:
        before, after = text[:at], text[at + len(ours) :]
        if (not before or before.endswith(_PARAGRAPH)) and (not after or after.startswith(_PARAGRAPH)):
            return before.removesuffix(_PARAGRAPH) + after if before else after.removeprefix(_PARAGRAPH)
    return text


def _one_form(text: str) -> str:
    """Line ends as they come back from a calendar, so that what was added is found again."""
    return "\n".join(text.strip().splitlines())


def _set_times(event: Event, fields: Mapping[str, Any]) -> None:
    start, end = _time(event, "DTSTART"), _time(event, "DTEND")
    known = getattr(start.tzinfo, "key", "") if isinstance(start, datetime) else ""
    zone = zones.zone(str(fields.get("timezone") or known)) or UTC
    new_start = _moment(fields.get("starts_at"), "starts_at", zone)
    new_end = _moment(fields.get("ends_at"), "ends_at", zone)
    if new_start and not new_end and start and end and isinstance(start, datetime) == isinstance(new_start, datetime):
        new_end = new_start + (end - start)  # moving the start alone keeps the length
    for prop, moment in (("DTSTART", new_start), ("DTEND", new_end)):
        if moment is not None:
            event.pop(prop, None)
            event.add(prop, moment)
    if new_end is not None:
        event.pop("DURATION", None)


def _time(event: Event, prop: str) -> date | datetime | None:
    moment = getattr(event.get(prop), "dt", None)
    return moment if isinstance(moment, date) else None


def _moment(text: object, name: str, zone: tzinfo) -> date | datetime | None:
    if not text:
        return None
    try:
        if len(str(text)) == 10:
            return date.fromisoformat(str(text))
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        raise ValueError(f"{name}: “{str(text)[:60]}” is neither a date nor a moment.") from None
    if moment.tzinfo is None:
        raise ValueError(f"{name}: “{str(text)[:60]}” has no zone.")
    return moment.astimezone(zone)


def _set_people(event: Event, attendees: Sequence[str], organiser: str) -> None:
    if organiser:
        event["ORGANIZER"] = vCalAddress(f"mailto:{organiser}")
    there = event.get("ATTENDEE", [])
    known = {str(value).lower() for value in (there if isinstance(there, list) else [there])}
    for email in attendees:
        if f"mailto:{email.lower()}" not in known:
            person = vCalAddress(f"mailto:{email}")
            person.params["PARTSTAT"] = vText("NEEDS-ACTION")
            person.params["RSVP"] = vText("TRUE")
            event.add("attendee", person, encode=False)


def _stamp(event: Event, stamp: datetime | None, *, changed: bool) -> None:
    if changed:
        try:
            number = int(str(event.get("SEQUENCE", 0))) + 1
        except (TypeError, ValueError):
            number = 1
        event.pop("SEQUENCE", None)
        event.add("sequence", number)
    moment = (stamp or datetime(1970, 1, 1, tzinfo=UTC)).astimezone(UTC)
    if stamp or event.get("DTSTAMP") is None:
        event.pop("DTSTAMP", None)
        event.add("dtstamp", moment)
    if stamp:
        event.pop("LAST-MODIFIED", None)
        event.add("last-modified", moment)

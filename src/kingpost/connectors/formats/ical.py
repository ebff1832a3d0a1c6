"""What an event or a to-do in a calendar means. Files are cut up in ical_split, rules followed in ical_rules, events made in ical_write."""

from __future__ import annotations

import hashlib
import re
import warnings
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from icalendar import Calendar
from icalendar.cal.component import Component

from kingpost.connectors.base import Happening, Ref, Statement, mention_id
from kingpost.connectors.formats import addresses, html, zones
from kingpost.connectors.formats.addresses import Address
from kingpost.connectors.formats.ical_rules import Occurrence, moment_key, occurrences
from kingpost.connectors.formats.ical_split import (
    TZID,
    ZONE,
    clean_uid,
    in_zone,
    labels,
    lines_of,
    readable,
    split,
    without_reminders,
)
from kingpost.connectors.formats.ical_write import build
from kingpost.connectors.formats.text import decode, one_line, safe

__all__ = ["Occurrence", "build", "in_zone", "labels", "moment_key", "occurrences", "split", "translate"]

# A zone named by a vendor's path ("/mozilla.org/…/Europe/Berlin") means its last part; the library warns at each one.
warnings.filterwarnings("ignore", message=".*globally unique TZID.*")

MAX_EVENT = 2_000_000
MAX_PEOPLE = 300
_BETWEEN = re.compile(rb"(?<=END:VCALENDAR\r\n)(?=BEGIN:VCALENDAR)")
_EMPTY_PARAMETER = re.compile(rb"^([A-Z-]{1,60});;+", re.MULTILINE | re.IGNORECASE)
_ANSWERS = frozenset({"REPLY", "COUNTER", "REFRESH", "DECLINECOUNTER"})
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_ZONE_BLOCK = re.compile(
    rb"^BEGIN:VTIMEZONE[ \t]*\r?\n(?:(?!END:VTIMEZONE|BEGIN:VEVENT).*\n)*END:VTIMEZONE[ \t]*\r?\n", re.MULTILINE
)


def translate(raw: bytes) -> list[Statement]:
    """A meeting statement per event and per changed occurrence, a task statement per to-do.

    ``raw`` is one calendar, or several with states and occurrences of the same events: the latest state of each counts.
    Raises ValueError with the reason for a calendar that cannot be read or an event without a start.
    """
    latest: dict[tuple[str, str, str], _Event] = {}
    try:
        for event in (event for one in _BETWEEN.split(raw) for event in _events(one)):
            name = event.uid, event.key, str(event.part.name)  # some programs give an event and its to-do one UID
            same = latest.get(name)
            if same is None or event.state() >= same.state():  # a file may hold every state an event ever had
                latest[name] = event
        changed: dict[str, set[str]] = defaultdict(set)
        for uid, key, _ in latest:
            changed[uid] |= {key} if key else set()
        return [
            event.task() if event.part.name == "VTODO" else event.meeting(changed[event.uid])
            for event in sorted(latest.values(), key=lambda event: bool(event.key))  # a series before its occurrences
        ]
    except (ArithmeticError, LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"This calendar cannot be read: {one_line(safe(str(error)), 200)}") from error


def _events(raw: bytes) -> list[_Event]:
    calendar = _parse(raw)
    stated = [str(calendar.get(name, "")) for name in ("X-WR-TIMEZONE", ZONE)]
    default = next(zone for name in (*stated, "UTC") if (zone := zones.zone(name)))
    without_uid = "sha256:" + hashlib.sha256(raw).hexdigest()
    method = str(calendar.get("METHOD", "")).upper()
    return [_Event(part, default, without_uid, method) for part in calendar.walk() if part.name in ("VEVENT", "VTODO")]


def _parse(raw: bytes) -> Calendar:
    if len(raw) > MAX_EVENT:
        raise ValueError(f"This calendar object is over {MAX_EVENT // 1_000_000} MB.")
    problem: Exception | None = None
    for text in _attempts(_EMPTY_PARAMETER.sub(rb"\1;", without_reminders(raw))):
        try:
            parsed = Calendar.from_ical(text)
        except Exception as error:  # noqa: BLE001  the parser raises all kinds on hostile input; each means the same here
            problem = problem or error
        else:
            if isinstance(parsed, Component):
                return parsed
            problem = ValueError("no calendar in it")
    raise ValueError(f"This calendar cannot be read: {one_line(safe(str(problem)), 200)}")


def _attempts(raw: bytes) -> Iterator[bytes]:
    """A calendar as it is, without lines of rubbish, without its zones: neither must cost the event."""
    yield _with_own_zones(raw)
    raw = readable(raw)
    yield _with_own_zones(raw)
    yield _without_zones(raw)


def _with_own_zones(raw: bytes) -> bytes:
    """Keep the zones of the calendar's own making, each under a name that stands for its definition.

    The parser remembers zones by name for as long as the program runs, so two calendars with different ideas of "Custom"
    would share the first one's. Zones that everybody knows by name are dropped: parsing one costs more than the event does.
    """
    if b"BEGIN:VTIMEZONE" not in raw:
        return raw
    names: dict[bytes, bytes] = {}

    def sift(block: re.Match[bytes]) -> bytes:
        name = TZID.search(block[0])
        if not name or zones.zone(decode(name[1]).strip()):
            return b""
        names[name[1].strip()] = b"zone-" + hashlib.sha256(block[0]).hexdigest()[:20].encode()
        return block[0]

    kept = _ZONE_BLOCK.sub(sift, raw)
    return TZID.sub(lambda hit: hit[0].replace(hit[1], names.get(hit[1].strip(), hit[1])), kept) if names else kept


def _without_zones(raw: bytes) -> bytes:
    lines = [line.strip() if line[:1] not in (b" ", b"\t") else line for line in lines_of(raw)]
    return _ZONE_BLOCK.sub(b"", b"\r\n".join(lines) + b"\r\n")


class _Event:
    """One VEVENT or VTODO, read with the calendar's zone for times without one."""

    def __init__(self, part: Component, default: tzinfo, without_uid: str, method: str = "") -> None:
        self.part = part
        self.default = default
        self.cancelled, self.answer = method == "CANCEL", method in _ANSWERS
        self.uid = clean_uid(self._text("UID")) or without_uid
        occurrence = self._when("RECURRENCE-ID")
        self.key = moment_key(occurrence) if occurrence else ""
        self.sequence = self._number("SEQUENCE") or 0

    def state(self) -> tuple[bool, int, datetime, bool]:
        """What is greater is the later state of an event (RFC 5546, 2.1.5). An answer to an invitation is none."""
        return not self.answer, self.sequence, self._changed_at() or _LONG_AGO, self.cancelled

    def _text(self, name: str, limit: int = 500) -> str:
        value = self.part.get(name)
        value = value[0] if isinstance(value, list) and value else value
        return safe(str(value)).strip()[:limit] if value is not None else ""

    def _texts(self, name: str) -> list[str]:
        value = self.part.get(name, [])
        return [safe(str(one)).strip()[:200] for one in (value if isinstance(value, list) else [value])][-20:]

    def _when(self, name: str) -> date | datetime | None:
        """A date, or a moment with a zone; None when it is absent or unreadable."""
        value = self.part.get(name)
        value = value[0] if isinstance(value, list) and value else value
        try:
            moment = getattr(value, "dt", None)
        except ValueError:  # the library's way to say that the property is broken
            return None
        if isinstance(moment, datetime):
            return self._zoned(moment)
        return moment if isinstance(moment, date) else None

    def _zoned(self, moment: datetime) -> datetime:
        if moment.tzinfo is None:
            return moment.replace(tzinfo=self.default)
        zone = zones.named(moment.tzinfo, moment.year)
        return moment.replace(tzinfo=zone) if zone else moment

    def _end(self, start: date | datetime) -> date | datetime:
        end = self._when("DTEND")
        if end is not None and isinstance(end, datetime) == isinstance(start, datetime) and end >= start:
            return end
        try:
            length = getattr(self.part.get("DURATION"), "dt", None)
        except ValueError:
            length = None
        usual = timedelta(0) if isinstance(start, datetime) else timedelta(days=1)
        try:
            return start + (length if isinstance(length, timedelta) and length >= timedelta(0) else usual)
        except OverflowError:
            return start

    def meeting(self, changed: set[str]) -> Statement:
        start, key = self._when("DTSTART"), self.key
        name = one_line(self._text("SUMMARY"), 300)
        rule, *more = ("" if key else one for one in self._rules("RRULE") or [""])
        if start is None and self.part.get("DTSTART") is not None:
            raise ValueError(f"The start of the event “{one_line(name or self.uid, 80)}” cannot be read.")
        fields: dict[str, Any] = {
            "name": name,
            "starts_at": start.isoformat() if start else "",
            "ends_at": self._end(start).isoformat() if start else "",
            "all_day": start is not None and not isinstance(start, datetime),
            "location": one_line(self._text("LOCATION"), 300),
            "status": "cancelled" if self.cancelled else self._text("STATUS").lower(),
            "uid": self.uid,
            "sequence": self._number("SEQUENCE"),
            "recurrence": rule,
            "recurrence_id": key,
            "busy": self._text("TRANSP").upper() != "TRANSPARENT",
            "timezone": getattr(start.tzinfo, "key", "") if isinstance(start, datetime) else "",
            "kingpost_keys": self._texts("X-KINGPOST-KEY"),
        }
        if fields["recurrence"] or self.part.get("RDATE"):
            fields["exdates"], fields["rdates"] = self._dates("EXDATE"), self._dates("RDATE")
            fields["more_rules"], fields["exrules"] = more, self._rules("EXRULE")
            fields["changed_occurrences"] = sorted(changed)
        statement = Statement(
            "meeting", f"{self.uid}#{key}" if key else self.uid, name or "(no title)", body=self._body()
        )
        self._people(statement, fields)
        statement.fields = {field: value for field, value in fields.items() if value not in ("", None, [], {})}
        statement.at = self._changed_at()
        statement.url = self._url()
        if key:
            statement.refs.append(Ref("parent", "meeting", self.uid))
        else:  # a changed occurrence lives as long as its series names it
            statement.refs += [Ref("occurrence", "meeting", f"{self.uid}#{one}") for one in sorted(changed)]
        if start is not None and fields["status"] != "cancelled":
            statement.happenings.append(self._happening(start, name, statement, key))
        return statement

    def _happening(self, start: date | datetime, name: str, statement: Statement, key: str) -> Happening:
        moment = (
            start if isinstance(start, datetime) else datetime(start.year, start.month, start.day, tzinfo=self.default)
        )
        people = {mention.remote_id: mention.title for mention in statement.mentions if mention.kind == "person"}
        named = list(people.values())
        extra = f" and {len(named) - 3} more" if len(named) > 3 else ""
        company = f", with {', '.join(named[:3])}{extra}" if named else ""
        text = f"Meeting “{one_line(name, 100)}”{company}" if name else f"Meeting without a title{company}"
        return Happening(moment, "met", text, "", key or moment_key(start))

    def task(self) -> Statement:
        name = one_line(self._text("SUMMARY"), 300)
        start, due, done = self._when("DTSTART"), self._when("DUE"), self._when("COMPLETED")
        created = self._when("CREATED")
        fields: dict[str, Any] = {
            "name": name,
            "status": self._text("STATUS").lower() or ("completed" if done else ""),
            "priority": {1: "urgent", 2: "high", 3: "high", 4: "high", 5: "normal"}.get(
                self._number("PRIORITY") or 0, ""
            ),
            "start_date": self._day(start),
            "due_date": self._day(due),
            "completed_at": done.isoformat() if done else "",
            "created_at": created.isoformat() if created else "",
            "done_ratio": self._number("PERCENT-COMPLETE"),
        }
        statement = Statement("task", self.uid, name or "(no title)", body=self._body(), at=self._changed_at())
        self._people(statement, {})
        statement.fields = {field: value for field, value in fields.items() if value not in ("", None)}
        if isinstance(done, datetime):
            text = f"Task “{one_line(name, 100)}” completed" if name else "Task completed"
            statement.happenings.append(Happening(done, "completed", text, "", "completed"))
        return statement

    def _day(self, moment: date | datetime | None) -> str:
        """The day of a moment as it is written; of one in UTC, which says nothing of the days there, in the calendar's zone."""
        if isinstance(moment, datetime):
            at_home = moment.astimezone(self.default) if getattr(moment.tzinfo, "key", "") == "UTC" else moment
            return at_home.date().isoformat()
        return moment.isoformat() if moment else ""

    def _people(self, statement: Statement, fields: dict[str, Any]) -> None:
        """Organiser and attendees; rooms and equipment are no people."""
        named: list[Address] = []
        answers: dict[str, str] = {}
        for role, name in (("organiser", "ORGANIZER"), ("attendee", "ATTENDEE")):
            values = self.part.get(name, [])
            for value in (values if isinstance(values, list) else [values])[:MAX_PEOPLE]:
                params = getattr(value, "params", {})
                email = addresses.clean_email(str(params.get("EMAIL", "")) or str(value)) or addresses.clean_email(
                    str(value)
                )
                if not email or str(params.get("CUTYPE", "")).upper() in ("ROOM", "RESOURCE"):
                    continue
                address = Address(one_line(safe(str(params.get("CN", ""))).strip("'\""), 200), email)
                named.append(Address("" if address.name.lower() == email else address.name, email))
                statement.refs.append(Ref(role, "person", mention_id("person", email)))
                if role == "attendee" and params.get("PARTSTAT"):
                    answers[email] = str(params["PARTSTAT"]).lower()
        statement.mentions += addresses.people_and_clients(named)
        fields["answers"] = answers

    def _rules(self, name: str) -> list[str]:
        """RRULE, or EXRULE, which older calendars have; an event may have several."""
        found, rules = self.part.get(name, []), []
        for rule in found if isinstance(found, list) else [found]:
            try:
                text = safe(rule.to_ical().decode("utf-8", "replace"))
            except (ValueError, TypeError, AttributeError):
                continue
            rules.append("".join(text.replace("\\;", ";").replace("\\,", ",").split()))
        return [rule for rule in rules if rule]

    def _dates(self, name: str) -> list[str]:
        """EXDATE or RDATE as occurrence keys; a period counts by its start."""
        values = self.part.get(name, [])
        keys: list[str] = []
        for value in values if isinstance(values, list) else [values]:
            try:
                items = getattr(value, "dts", [])
            except ValueError:  # the library's way to say that the property is broken
                if str(value).strip():
                    raise ValueError(
                        f"A day of {name} of the event “{self._text('SUMMARY', 80)}” cannot be read."
                    ) from None
                continue
            for item in items:
                moment = item.dt[0] if isinstance(item.dt, tuple) else item.dt
                if isinstance(moment, datetime):
                    keys.append(moment_key(self._zoned(moment)))
                elif isinstance(moment, date):
                    keys.append(moment_key(moment))
        return sorted(set(keys))

    def _number(self, name: str) -> int | None:
        try:
            return int(self.part.get(name))
        except (TypeError, ValueError):
            return None

    def _body(self) -> str:
        text = self._text("DESCRIPTION", 200_000)
        return html.to_text(text) if re.search(r"<(?:br|p|div|html|a )[^>]*>", text, re.IGNORECASE) else text

    def _url(self) -> str:
        url = self._text("URL", 1000)
        return url if url.startswith(("https://", "http://")) else ""

    def _changed_at(self) -> datetime | None:
        for name in ("LAST-MODIFIED", "DTSTAMP", "CREATED"):
            moment = self._when(name)
            if isinstance(moment, datetime) and 1980 <= moment.year <= 2100:
                return moment.astimezone(UTC)
        return None

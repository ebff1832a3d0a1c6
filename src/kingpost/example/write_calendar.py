"""Calendars as ics files, one per calendar, with the zones they use; repeated entries as rules with their exceptions."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from kingpost.example.days import local
from kingpost.example.world import Meeting, World

_LONDON = """BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:STANDARD
DTSTART:19961027T020000
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19810329T010000
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE"""
_NEW_YORK = """BEGIN:VTIMEZONE
TZID:America/New_York
BEGIN:STANDARD
DTSTART:20071104T020000
TZNAME:EST
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20070311T020000
TZNAME:EDT
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
END:DAYLIGHT
END:VTIMEZONE"""


def write_calendars(world: World, folder: Path) -> None:
    """operations.ics, clients.ics, projects.ics and leave.ics."""
    by_name: dict[str, list[Meeting]] = defaultdict(list)
    for meeting in world.meetings:
        by_name[meeting.calendar].append(meeting)
    folder.mkdir(parents=True, exist_ok=True)
    for name, meetings in sorted(by_name.items()):
        head = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Harrow Lane Services//Calendar 4.2//EN",
            "CALSCALE:GREGORIAN",
            f"X-WR-CALNAME:{name.title()}",
        ]
        zones = [_LONDON] + ([_NEW_YORK] if any(meeting.zone != "Europe/London" for meeting in meetings) else [])
        lines = [*head, *(line for zone in zones for line in zone.splitlines())]
        for meeting in meetings:
            lines += _events(meeting, world.days.now)
        lines.append("END:VCALENDAR")
        (folder / f"{name}.ics").write_bytes("".join(f"{fold(line)}\r\n" for line in lines).encode())


def _events(meeting: Meeting, now: datetime) -> list[str]:
    main = [*_shared(meeting, now), *_times(meeting, meeting.start)]
    if meeting.rule:
        main.append(f"RRULE:{meeting.rule}")
        gone = [_stamp(meeting, at) for at, to in sorted(meeting.moved.items()) if to is None]
        main += [f"EXDATE;TZID={meeting.zone}:{','.join(gone)}"] if gone else []
    lines = ["BEGIN:VEVENT", *main, "END:VEVENT"]
    for at, to in sorted(meeting.moved.items()):
        if to is not None:
            lines += [
                "BEGIN:VEVENT",
                *_shared(meeting, now),
                f"RECURRENCE-ID;TZID={meeting.zone}:{_stamp(meeting, at)}",
                *_times(meeting, to),
                "SEQUENCE:1",
                "END:VEVENT",
            ]
    return lines


def _shared(meeting: Meeting, now: datetime) -> list[str]:
    made = min(meeting.start - timedelta(days=6), now - timedelta(hours=1))
    lines = [f"UID:{meeting.uid}", f"DTSTAMP:{made.astimezone(UTC):%Y%m%dT%H%M%SZ}", f"SUMMARY:{_text(meeting.name)}"]
    lines.append(f"STATUS:{'CANCELLED' if meeting.cancelled else 'CONFIRMED'}")
    if meeting.place:
        lines.append(f"LOCATION:{_text(meeting.place)}")
    if meeting.notes:
        lines.append(f"DESCRIPTION:{_text(meeting.notes)}")
    if meeting.days and len(meeting.attendees) == 1:
        lines.append("X-MICROSOFT-CDO-BUSYSTATUS:OOF")
    lines.append(f'ORGANIZER;CN="{meeting.organiser.name}":mailto:{meeting.organiser.email}')
    for person in dict.fromkeys(meeting.attendees):
        state = "ACCEPTED" if person.client is None else "NEEDS-ACTION" if len(person.name) % 4 == 0 else "ACCEPTED"
        lines.append(f'ATTENDEE;CN="{person.name}";PARTSTAT={state}:mailto:{person.email}')
    return lines


def _times(meeting: Meeting, start: datetime) -> list[str]:
    if meeting.days:
        day = local(start).date()
        return [
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day + timedelta(days=meeting.days):%Y%m%d}",
            "TRANSP:OPAQUE",
        ]
    end = start + timedelta(minutes=meeting.minutes)
    return [
        f"DTSTART;TZID={meeting.zone}:{_stamp(meeting, start)}",
        f"DTEND;TZID={meeting.zone}:{_stamp(meeting, end)}",
    ]


def _stamp(meeting: Meeting, at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(meeting.zone)):%Y%m%dT%H%M%S}"


def _text(value: str) -> str:
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def fold(line: str) -> str:
    """A content line cut into pieces of at most 73 octets, as RFC 5545 wants."""
    if line.isascii():
        return "\r\n ".join([line[start : start + 73] for start in range(0, len(line), 73)])
    pieces, part = [], ""
    for char in line:
        if len((part + char).encode()) > 73:
            pieces.append(part)
            part = ""
        part += char
    return "\r\n ".join([*pieces, part])

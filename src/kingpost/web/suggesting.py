"""A suggestion as the pages show it: its changes line by line, who has time, which cases it rests on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kingpost.proposals.capacity import Capacity
from kingpost.proposals.planned import Planned
from kingpost.proposals.reading import SuggestionRow
from kingpost.web import wording

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
FULL_DAY = 7.5  # hours; the length of a bar
STATES = {
    "waiting": ("waiting", ""), "sending": ("on its way", ""), "confirmed": ("confirmed by reading back", "good"),
    "failed": ("failed", "bad"), "undone": ("taken back", ""),
}  # fmt: skip


@dataclass(frozen=True)
class Room:
    """One person's line under "Who has time today": ``share`` of the day that is taken, 0 to 1."""

    person: Capacity
    share: float
    tone: str
    words: str
    best: bool


@dataclass(frozen=True)
class Rooms:
    """Who has time, and on which day: today, or the next working day when nobody has any left today."""

    heading: str
    people: list[Room]


def rooms(suggestion: SuggestionRow) -> Rooms:
    """Who has time, in the order the suggestion weighed them; the first is whom it proposes."""
    people = suggestion.capacity
    today = any(one.free_today for one in people)
    heading = "Who has time today" if today or not people else f"Who has time {wording.on_day(people[0].next_day)}"
    return Rooms(
        heading,
        [_room(one, one.free_today if today else one.free_next, first=not place) for place, one in enumerate(people)],
    )


def _room(one: Capacity, free: float, *, first: bool) -> Room:
    share = 1.0 if one.away else max(0.0, min(1.0, 1 - free / FULL_DAY))
    words = (
        f"away until {wording.day(one.back_on)}"
        if one.away and one.back_on
        else "away"
        if one.away
        else f"{free:g} h free"
        if free
        else "no time"
    )
    return Room(one, share, "full" if one.away or not free else "best" if first else "", words, first)


def lines(was: dict[str, str], will: dict[str, str]) -> list[tuple[str, str, str]]:
    """(what, before, after) for each value a write changes, moments in the reader's zone."""
    return [(name, said(was.get(name, "")), said(will.get(name, ""))) for name in dict.fromkeys([*was, *will])]


def planned_lines(one: Planned) -> list[tuple[str, str, str]]:
    return lines(one.was, one.will)


def said(value: str) -> str:
    """A value of a write as a person reads it."""
    try:
        if _DATE.fullmatch(value):
            return wording.day(date.fromisoformat(value))
        at = datetime.fromisoformat(value) if _MOMENT.match(value) else None
    except ValueError:
        return value
    return wording.moment(at) if at is not None and at.tzinfo else value


def meeting_at(changes: list[Planned]) -> str:
    """When the proposed meeting begins, for the form that changes it: "2026-11-23T08:30" on the reader's clock; "" without one."""
    for one in changes:
        fields: dict[str, Any] = one.change.get("fields") or {}
        if one.kind == "meeting" and fields.get("starts_at"):
            return wording.local(datetime.fromisoformat(str(fields["starts_at"]))).strftime("%Y-%m-%dT%H:%M")
    return ""


def note_of(changes: list[Planned]) -> str:
    """The note that would be written, "" when there is none."""
    return next((str(one.change["note"]) for one in changes if one.change.get("note")), "")

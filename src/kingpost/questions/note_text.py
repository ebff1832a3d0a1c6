"""The text of a status note: a pure function of what was read and of how things stood when the last one went out. Plain, short, with its date.

What a disagreement is about is not said, only listed for whoever approves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from kingpost.knowledge import values

MOST = 10  # lines of one part; what is left over is counted
AHEAD = timedelta(days=30)


class Held(msgspec.Struct, frozen=True):
    """How one thing stood: what a later note compares with."""

    open: bool
    status: str
    due: str  # the day, or ""


@dataclass(frozen=True)
class Thing:
    """One piece of work. ``records`` name it over time; ``step`` and ``step_owner`` are what comes next; ``unanswered`` since when their word waits."""

    id: int
    records: list[int]
    kind: str
    title: str
    status: str
    open: bool
    due: date | None
    owner: str = ""
    step: str = ""
    step_owner: str = ""
    unanswered: date | None = None
    disagreement: int = 0


@dataclass(frozen=True)
class Material:
    """What a note is made of. ``asked`` are approvals we wait for as (what, of whom, since); promises are (what, due), theirs and ours."""

    about: str
    business: str
    things: list[Thing]
    asked: list[tuple[str, str, date | None]] = field(default_factory=list)
    theirs: list[tuple[str, date | None]] = field(default_factory=list)
    ours: list[tuple[str, date]] = field(default_factory=list)


@dataclass(frozen=True)
class Written:
    """The note. ``changed``: something ended, was cancelled, moved, or is open with another status since; each of these is said."""

    subject: str
    text: str
    facts: dict[str, Any]
    left_out: list[tuple[int, str]]
    changed: bool


def write(material: Material, before: Mapping[str, Any], since: datetime, now: datetime, zone: ZoneInfo) -> Written:
    """The note as of ``now``, against how things stood ``since``. Everything said can be shown to everyone."""
    there, from_day = now.astimezone(zone), since.astimezone(zone).date()
    held = {number: msgspec.convert(one, Held) for number, one in before.items()}
    told = [(one, _before(one, held)) for one in material.things if not one.disagreement]
    done = [one.title for one, was in told if _ended(one, was)]
    moved = [_moved(one, was, there.date()) for one, was in told if was is not None and _has_moved(one, was)]
    off = [_cancelled(one) for one, was in told if was is not None and _was_cancelled(one, was)]
    other = any(was is not None and one.open and one.status != was.status for one, was in told)
    changed = bool(done or off or moved or other)
    parts = {
        "Done": done,
        "Cancelled": off,
        "Moved": moved,
        "In progress": [_progress(one, was) for one, was in told if one.open],
        "Next dates": _dates([one for one, _ in told], material.ours, there.date()),
        "What we wait for from you": _waits(material, there.date()),
        "Open questions": [
            f"“{one.title}”, since {day(one.unanswered, there.date())}"
            for one, _ in told
            if one.open and one.unanswered
        ],
    }
    as_of = f"As of {there:%A} {there.day} {there:%B %Y}, {there:%H:%M %Z}."
    first = as_of if changed else f"{as_of} Nothing was finished or moved since {day(from_day, there.date())}."
    heading = f"Since {day(from_day, there.date())}" if changed else ""
    text = "\n\n".join(
        part
        for part in [
            first,
            heading and f"{heading}:",
            *(_part(name, lines) for name, lines in parts.items()),
            material.business,
        ]
        if part
    )
    left_out = [
        (one.disagreement, f"“{one.title}” is not mentioned: systems disagree about it.")
        for one in material.things
        if one.disagreement
    ]
    return Written(f"{material.about}: status on {there.day} {there:%B %Y}", text, facts(material), left_out, changed)


def facts(material: Material) -> dict[str, Any]:
    """How things stand, by record: what the next note compares with. What is in question is not held."""
    return {str(record): msgspec.to_builtins(Held(one.open, one.status, one.due.isoformat() if one.due else ""))
            for one in material.things if not one.disagreement for record in one.records[:3]}  # fmt: skip


def differ(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether a status, a day or an end is another than it was; what is merely new is no change."""
    return any(number in other and held != other[number] for number, held in one.items()) or any(
        number not in other and not held["open"] for number, held in one.items()
    )


def day(value: date | None, today: date) -> str:
    """ "4 December", with the year when it is another."""
    if value is None:
        return ""
    return f"{value.day} {value:%B}" if value.year == today.year else f"{value.day} {value:%B %Y}"


def _before(one: Thing, held: Mapping[str, Held]) -> Held | None:
    return next((held[str(record)] for record in one.records if str(record) in held), None)


def _ended(one: Thing, was: Held | None) -> bool:
    """What is merely cancelled was not done."""
    return not one.open and (was is None or was.open) and values.state(one.status) != "off"


def _was_cancelled(one: Thing, was: Held) -> bool:
    """What came and went between two notes they never heard of."""
    return was.open and not one.open and values.state(one.status) == "off"


def _cancelled(one: Thing) -> str:
    """With its own word where that is another: "Scanner trial (rejected)"."""
    status = one.status.replace("_", " ")
    return one.title if status.casefold() in ("cancelled", "canceled") else f"{one.title} ({status})"


def _has_moved(one: Thing, was: Held) -> bool:
    return one.open and bool(was.due) and one.due is not None and one.due.isoformat() != was.due


def _moved(one: Thing, was: Held, today: date) -> str:
    return f"{one.title}: was {day(date.fromisoformat(was.due), today)}, now {day(one.due, today)}"


def _progress(one: Thing, was: Held | None) -> str:
    """A piece of open work: status, what comes next and who has it."""
    status = one.status.replace("_", " ")
    said = [
        f"{status} (was {was.status.replace('_', ' ')})" if was and was.status and was.status != one.status else status
    ]
    if one.step:
        said.append(f"next: {one.step}" + (f" ({one.step_owner})" if one.step_owner else ""))
    if one.owner:
        said.append(f"with {one.owner}")
    return f"{one.title}: " + "; ".join(part for part in said if part) if any(said) else one.title


def _dates(things: Sequence[Thing], ours: Sequence[tuple[str, date]], today: date) -> list[str]:
    """What is due in the next thirty days, and what we promised for then."""
    ahead = [(one.due, one.title) for one in things if one.open and one.due and today <= one.due <= today + AHEAD]
    ahead += [(due, f"{what} (promised)") for what, due in ours if today <= due <= today + AHEAD]
    return [f"{day(due, today)}: {what}" for due, what in sorted(set(ahead))]


def _waits(material: Material, today: date) -> list[str]:
    asked = [
        f"Your approval: {what}" + (f", asked of {who}" if who else "") + (f" on {day(at, today)}" if at else "")
        for what, who, at in material.asked
    ]
    return asked + [
        what + (f", promised for {day(due, today)}" if due else ", as promised") for what, due in material.theirs
    ]


def _part(name: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    more = [f"- and {len(lines) - MOST} more"] if len(lines) > MOST else []
    return "\n".join([name, *(f"- {line}" for line in lines[:MOST]), *more])

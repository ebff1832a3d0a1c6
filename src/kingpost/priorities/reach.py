"""Who a flag is for: whoever holds the thing it is about, else those who see to what nobody owns. Every open flag is for at least one person.

Somebody holds a thing as its owner, or because an approval was asked of them or something was handed over to them; with an account here, allowed to see the flag, and neither away nor gone.
Who holds what is worked out where flags are made (``hold``), and each minute, because people come and go; ``reach.sql`` tells for many flags at once how each
stands towards a reader; ``decide`` is the rule, and the only place that knows it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

import msgspec

from kingpost.accounts.models import EVERYONE
from kingpost.priorities import absence, reading, words
from kingpost.priorities.hours import ONE_DAY, WorkingHours
from kingpost.priorities.numbers import Number
from kingpost.priorities.reading import FlagRow
from kingpost.priorities.rules import Rule
from kingpost.toolbox.sql import numbers, planned_rows, rows, sql

PATIENCE = Number("reach.patience", 8, "Working hours past its due moment before others see it too", most=80)
RULE = Rule(
    "reach",
    "Who a flag is for",
    "A flag is for the owner of what it is about, for whom an approval was asked of, or to whom something was handed over. What nobody owns, or whose owner is away, has left or has no account "
    "here, is for the people who see to what nobody owns and are not away themselves, or for all of them when all are; so is what its owner has not answered {patience} working hours after it was due.",
    (PATIENCE,),
    lambda _: (),
)
"""How the page What raises a flag shows this; it notices nothing by itself."""

YOURS, NOBODY, LATE, ONLY_YOU = "yours", "nobody", "late", "only you"
NONE, AWAY, GONE, STRANGER, BLIND, HERE = "none", "away", "gone", "stranger", "blind", "here"
"""What an owner is: there is none; away; gone for good; without an account; may not see it; here."""


class Standing(NamedTuple):
    """How a flag stands towards one reader."""

    holds: bool  # the reader holds the thing
    held: bool  # somebody does
    late: bool  # past its due moment for longer than the patience allows
    oversees: bool  # the reader sees to what nobody owns
    watched: bool  # somebody who does may see it

    @classmethod
    def of(cls, code: int) -> Standing:
        """From the number ``reach.sql`` gives."""
        return cls(*(bool(code >> place & 1) for place in range(5)))


def decide(standing: Standing) -> str:
    """Why a flag reaches this reader: YOURS, NOBODY (holds it), LATE (the holder has not answered) or ONLY_YOU (may see it); "" when it does not."""
    if standing.holds:
        return YOURS
    if standing.oversees:
        return NOBODY if not standing.held else LATE if standing.late else ""
    return ONLY_YOU if not standing.held and not standing.watched else ""


CODES = [code for code in range(32) if decide(Standing.of(code))]
"""The numbers with which a flag reaches its reader."""


@dataclass(frozen=True)
class Reader:
    """Whom flags are counted and listed for: a person's account, what they may see, and our working hours with the moment it is."""

    user: int
    email: str
    seen_by: Sequence[int]
    hours: WorkingHours
    now: datetime


@dataclass(frozen=True)
class Why:
    """Why a flag reached its reader. ``owner`` is what its owner is (NONE, AWAY, …), ``back`` when one who is away is here again, ``waited`` working hours since it was due."""

    reason: str
    owner: str = NONE
    name: str = ""
    back: date | None = None
    waited: float = 0
    asked: bool = False


def count(reader: Reader) -> int:
    """How many open flags reach this reader: as many as ``listed`` gives."""
    [(_, number)] = planned_rows(f"{sql('shown')} {_reaching(each=False)} {sql('reach_count')}", parameters(reader))
    return int(number)


def listed(
    reader: Reader, *, only: Collection[int] | None = None, limit: int = 100, offset: int = 0, with_sources: bool = True
) -> list[tuple[FlagRow, Why]]:  # fmt: skip
    """The open flags that reach this reader and why, the costliest to leave first; ``only`` these. Two queries, one without the sources."""
    steps = f"{sql('shown')} {_reaching(each=True)} {sql('reach_listed')} {sql('reach_why')}"
    query = f"{steps} SELECT f.*, to_jsonb(t)::text FROM ({sql('flags_read')}) AS f JOIN standing AS t ON t.id = f.id ORDER BY f.score DESC, f.id"  # noqa: S608  our own named files put together
    found = planned_rows(query, parameters(reader) | _these(only, limit, offset))
    flags = reading.made([row[:-1] for row in found], reader.seen_by, with_sources=with_sources)
    return [(flag, _why(flag, row[-1], reader)) for flag, row in zip(flags, found, strict=True)]


def flags(reader: Reader, *, only: Collection[int] | None = None, limit: int = 100) -> list[FlagRow]:
    """The same flags without the reasons and sources, for when there are very many."""
    query = f"{sql('shown')} {_reaching(each=True)} {sql('reach_listed')} {sql('flags_read')}"
    return reading.made(
        planned_rows(query, parameters(reader) | _these(only, limit, 0)), reader.seen_by, with_sources=False
    )


def _these(only: Collection[int] | None, limit: int, offset: int) -> dict[str, object]:
    return {"only": sorted(only) if only is not None else None, "limit": limit, "offset": offset}


def counting(*, told: bool) -> str:
    """What a page that counts other things in the same query puts behind shown.sql; ``told``: it asks for the ``Why`` of those flags too."""
    return _reaching(each=told) + (sql("reach_told") + sql("reach_why") if told else "")


def _reaching(*, each: bool) -> str:
    """How flags stand towards a reader: looked up for each of a few, or found for all at once."""
    return sql("reach").replace("/*bits*/", sql("reach_of_each" if each else "reach_of_all"))


def sentence(why: Why, reader: Reader, beside: str = "") -> str:
    """One sentence: "Yours.", "Nobody owns it.", "Callum is away until Thursday.", "Callum has not answered it for 8 h.".

    What the words it stands ``beside`` say already is not said again: "" for nobody, or for who has left; of an owner who is away only the name.
    """
    said = beside.casefold()
    first = why.name.split(" ")[0] if why.name else ""
    if why.reason == YOURS:
        return "You were asked." if why.asked else "Yours."
    if why.reason == LATE:
        return f"{first or 'Its owner'} has not answered it for {why.waited:.0f} h of working time."
    if why.owner == AWAY and first:
        if "owner is away" in said or "owner is on leave" in said:
            return f"{first} owns it."
        until = f" until {_day(why.back, reader.hours.day_of(reader.now))}" if why.back else ""
        return f"{first} is away{until}."
    gone = {GONE: "has left", STRANGER: "has no account here", BLIND: "may not see it"}.get(why.owner)
    if gone and first:
        if why.owner == GONE and f"{why.name.casefold()}, who has left" in said:
            return ""
        return f"{why.name}, who {'was asked' if why.asked else 'owns it'}, {gone}."
    if why.reason == ONLY_YOU:
        return "Nobody else may see it."
    return "" if "nobody owns it" in said else "Nobody owns it."


def _day(on: date, today: date) -> str:
    return f"{on:%A}" if (on - today).days < 7 else words.day(on)


def parameters(reader: Reader) -> dict[str, object]:
    """What ``reach.sql`` and ``reach_why.sql`` ask for."""
    return reading.parameters(reader.seen_by) | _presence(reader.hours, reader.now) | {
        "reader": reader.user,
        "address": f"email:{reader.email}",
        "left": sorted(absence.LEFT),
        "on_leave": sorted(absence.ON_LEAVE),
        "ahead": reader.now + absence.AHEAD,
        "hours_ago": numbers(at.timestamp() for at in hours_ago(reader.now, reader.hours)),  # as moments they take ten times as long to send
        "patience": PATIENCE.usual,
        "codes": CODES,
    }  # fmt: skip


def hold(things: Collection[int] | None, hours: WorkingHours, now: datetime) -> set[int]:
    """Work out again who holds these things and who watches over them; with None all of them, because time went by or people changed. Returns the
    open flags that are for others now."""
    params = _presence(hours, now) | {"things": sorted(things) if things is not None else None, "everyone": EVERYONE}
    return {flag for (flag,) in rows(sql("hold").replace("/*overseers*/", sql("overseers")), params)}


def _presence(hours: WorkingHours, now: datetime) -> dict[str, object]:
    """By what somebody is away: an absence that covers the whole of this working day, or the next when today is none, as ``absence.back_on`` takes it."""
    today = hours.day_of(now)
    day = next(d for n in range(400) if hours.span(d := today + n * ONE_DAY))
    start, end = hours.span(day) or (now, now)
    gone = sorted(absence.LEFT | absence.ON_LEAVE)
    return {
        "day_start": start,
        "day_end": end,
        "today": today.isoformat(),
        "gone": gone,
    }


def hours_ago(now: datetime, hours: WorkingHours) -> list[datetime]:
    """The moments 1, 2, … working hours before now, as many as the patience may be set to: SQL picks the one that counts."""
    found: list[datetime] = []
    passed, hour = timedelta(0), timedelta(hours=1)
    for opens, closes in hours.spans_back(now):
        finish = min(closes, now)
        while len(found) < PATIENCE.most and (at := finish - (len(found) + 1) * hour + passed) >= opens:
            found.append(at)
        passed += finish - opens
        if len(found) >= PATIENCE.most:
            break
    return found


def why(flag: FlagRow, standing: str | None, reader: Reader) -> Why | None:
    """Why one flag reaches this reader, from the row of ``standing`` as JSON; None when it does not."""
    return _why(flag, standing, reader) if standing and decide(Standing.of(_row(standing).code)) else None


class _Row(msgspec.Struct):
    """A row of ``standing`` in reach_why.sql."""

    code: int
    name: str
    owned: bool
    asked: bool
    gone: bool
    away: bool
    known: bool
    here: bool
    stretches: list[tuple[datetime, datetime]] | None


def _row(standing: str) -> _Row:
    return msgspec.json.decode(standing, type=_Row)


def _why(flag: FlagRow, standing: str, reader: Reader) -> Why:
    row = _row(standing)
    reason = decide(Standing.of(row.code))
    waited = reader.hours.between(max(flag.due, flag.opened_at), reader.now) if reason == LATE and flag.due else 0
    back = absence.back_on(row.stretches, reader.hours.day_of(reader.now), reader.hours) if row.stretches else None
    return Why(reason, _owner(row, back), row.name, back, waited, row.asked)


def _owner(row: _Row, back: date | None) -> str:
    if not row.owned:
        return NONE
    if row.here:
        return HERE
    if row.gone:
        return GONE
    return AWAY if back or (row.away and not row.stretches) else STRANGER if not row.known else BLIND

"""How a flag reaches a person: at once, in the next digest, or only on the page. Pure: what they wish, what the flag is, when it is.

``channel`` is the whole of it for one flag; what counts against the budget of mails an hour, and when a digest is due, is told here as well.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from kingpost.priorities import words
from kingpost.priorities.hours import ONE_DAY, WorkingHours
from kingpost.priorities.reading import FlagRow

NOW, DIGEST, PAGE = "now", "digest", "page"
CHANNELS = (NOW, DIGEST, PAGE)
URGENT, IMPORTANT, REST = "urgent", "important", "rest"
LEVELS = (URGENT, IMPORTANT, REST)
URGENT_SCORE, IMPORTANT_SCORE = 40.0, 20.0
GRAVE = 22.0  # points of an escalation that make a flag urgent whatever else: escalated, past its agreed time, or the client's own words
MORNING, EVENING = "morning", "evening"
ONE_HOUR = timedelta(hours=1)
MOST_AN_HOUR = 30


@dataclass(frozen=True)
class Wishes:
    """How a person wants to be told. Without a choice of their own, this. ``quiet`` None: outside our working hours; ``through``: urgent ones come all the same."""

    urgent: str = NOW
    important: str = DIGEST
    rest: str = PAGE
    per_hour: int = 4
    quiet: tuple[time, time] | None = None
    through: bool = False
    morning: time | None = time(7, 30)
    evening: time | None = time(17)

    def of(self, level: str) -> str:
        """What they want for a level."""
        return {URGENT: self.urgent, IMPORTANT: self.important}.get(level, self.rest)

    @property
    def digests(self) -> bool:
        return bool(self.morning or self.evening)


@dataclass(frozen=True)
class Muted:
    """What a person wants no mail about until a moment: a flag, a client (its entity) or a rule."""

    until: datetime
    flag: int = 0
    client: int = 0
    rule: str = ""

    def covers(self, flag: FlagRow, now: datetime) -> bool:
        """Whether it keeps this flag silent; a rule does when nothing else opened it."""
        about = flag.id == self.flag or (self.client and flag.client_id == self.client) or flag.rules == [self.rule]
        return bool(about) and now < self.until


@dataclass(frozen=True)
class Person:
    """Whom a flag may be told: what they wish, our working hours in their own zone, what they muted, whether they are away."""

    wishes: Wishes
    hours: WorkingHours
    muted: Sequence[Muted] = ()
    away: bool = False

    @property
    def zone(self) -> ZoneInfo:
        return self.hours.zone


class Told(NamedTuple):
    """The way a flag takes, how pressing it is, and why that way in a sentence. ``again``: it is held back, and when to look at it again."""

    channel: str
    level: str
    why: str
    again: datetime | None = None


def person(
    wishes: Wishes, zone: str, hours: WorkingHours, muted: Collection[Muted] = (), *, away: bool = False
) -> Person:
    """``zone`` is the person's own, "" for that of the business: they keep our hours on their own clock."""
    return Person(wishes, replace(hours, zone=ZoneInfo(zone)) if zone else hours, tuple(muted), away)


def level(flag: FlagRow, hours: WorkingHours, now: datetime) -> str:
    """URGENT by its score or a grave escalation; IMPORTANT by its score, or due by the end of the next working day; else REST."""
    if urgent(flag):
        return URGENT
    important = flag.score >= IMPORTANT_SCORE or (flag.due is not None and flag.due <= soon(hours, now))
    return IMPORTANT if important else REST


def soon(hours: WorkingHours, now: datetime) -> datetime:
    """The end of the next working day; what is due on a date is due until its midnight."""
    opens, closes = next(span for span in hours.spans(now) if span[0] > now)
    return max(closes, hours.start_of(hours.day_of(opens) + ONE_DAY))


def rises(found: str, told: Collection[str]) -> bool:
    """Whether a level is more pressing than all these."""
    return LEVELS.index(found) < min(map(LEVELS.index, told))


def urgent(flag: FlagRow) -> bool:
    """By its score or a grave escalation, whatever the hour."""
    return flag.score >= URGENT_SCORE or any(part.name == "escalation" and part.points >= GRAVE for part in flag.parts)


def channel(flag: FlagRow, who: Person, now: datetime) -> Told:
    """How this flag reaches this person, were it new now. Quiet hours and the budget only delay it: see ``quiet_until`` and ``share_out``."""
    found = level(flag, who.hours, now)
    if silent := next((one for one in who.muted if one.covers(flag, now)), None):
        until = words.day(silent.until.astimezone(who.zone).date())
        return Told(PAGE, found, f"You muted this until {until}.", silent.until)
    if who.away:
        return Told(PAGE, found, "You are away.", now + ONE_HOUR)
    wanted = who.wishes.of(found)
    called = {URGENT: "Urgent", IMPORTANT: "Important"}.get(found, "Neither urgent nor important")
    if wanted == DIGEST and not who.wishes.digests:
        return Told(PAGE, found, f"{called}, and you want no digest.")
    ends = {NOW: "told at once", DIGEST: "in the next digest", PAGE: "only on the page"}
    return Told(wanted, found, f"{called}: {ends[wanted]}.")


def quiet_until(who: Person, now: datetime) -> datetime | None:
    """When the quiet hours end that it is now; None when it is not quiet. By the person's wall clock, so a night is a night when clocks change."""
    if who.wishes.quiet is None:
        opens, _ = next(span for span in who.hours.spans(now) if span[1] > now)
        return opens if opens > now else None
    start, end = who.wishes.quiet
    today = now.astimezone(who.zone).date()
    for day in (today - ONE_DAY, today):
        begins = datetime.combine(day, start, who.zone)
        ends = datetime.combine(day if end > start else day + ONE_DAY, end, who.zone)
        if begins <= now < ends:
            return ends
    return None


def share_out(many: int, sent_lately: int, per_hour: int) -> tuple[int, int]:
    """Of so many that wait, how many go in a mail of their own, and how many together in one, so that an hour sees ``per_hour`` mails at most."""
    room = max(per_hour - sent_lately, 0)
    if many <= room:
        return many, 0
    return (room - 1, many - room + 1) if room else (0, 0)


def digest_due(who: Person, now: datetime) -> tuple[str, date, datetime] | None:
    """The digest whose time came last today: MORNING or EVENING, its day, its moment. None before the first, and on days we do not work."""
    today = now.astimezone(who.zone).date()
    if who.hours.span(today) is None:
        return None
    times = ((EVENING, who.wishes.evening), (MORNING, who.wishes.morning))
    slots = [(name, today, datetime.combine(today, at, who.zone)) for name, at in times if at]
    passed = [slot for slot in slots if slot[2] <= now]
    return max(passed, key=lambda slot: slot[2]) if passed else None

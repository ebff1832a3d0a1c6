"""What an answer is made of: one or two sentences, how sure they are, the sources with their moments, and what was looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kingpost.priorities.hours import WorkingHours
from kingpost.questions.asking import Question
from kingpost.questions.subjects import Subject

SURE, FAIRLY, NOT_SURE = "sure", "fairly sure", "not sure"
YES, ON_CONDITION, NO, WAITING, WITHDRAWN, SOME = "yes", "on_condition", "no", "waiting", "withdrawn", "some"
ON_TRACK, AT_RISK, LATE, DONE = "on_track", "at_risk", "late", "done"
OWNED, AWAY, LEFT, NOBODY = "owned", "away", "left", "nobody"
DIFFERS, NOT_KNOWN, CHOOSE = "differs", "not_known", "choose"


@dataclass(frozen=True)
class Source:
    """One record or page an answer rests on. ``flag``, ``promise``, ``disagreement`` and ``handover`` lead to such a page; else it is the thing."""

    says: str
    system: str
    thing: int
    at: datetime | None = None
    flag: int | None = None
    promise: str = ""
    disagreement: int | None = None
    handover: int | None = None


@dataclass(frozen=True)
class Reply:
    """The answer to one question. ``verdict`` is one of the words above; ``choices`` are what else it may be about, or all there is to choose from."""

    question: Question
    verdict: str
    says: str
    about: Subject | None = None
    sources: tuple[Source, ...] = ()
    sure: str = SURE
    looked: str = ""
    choices: tuple[Subject, ...] = ()


@dataclass(frozen=True)
class Asked:
    """Who asks, and when it is: what every answer needs. ``zone`` is the reader's."""

    seen_by: Sequence[int]
    now: datetime
    hours: WorkingHours
    zone: ZoneInfo

    def day(self, at: date | datetime | None, *, end: bool = False) -> str:
        """ "23 November", with the year when it is another. ``end``: a due moment, which is the first one after its last day."""
        if at is None:
            return ""
        here: date = at
        if isinstance(at, datetime):
            here, with_us = at.astimezone(self.zone), at.astimezone(self.hours.zone)
            if end and with_us.time() == time():  # a date: the same one for a reader in another zone
                here = with_us - timedelta(seconds=1)
        year = "" if here.year == self.now.astimezone(self.zone).year else f" {here.year}"
        return f"{here.day} {here:%B}{year}"


def quoted(title: str) -> str:
    """A title inside a sentence: “Customer portal”."""
    return f"“{title if len(title) <= 90 else title[:89].rstrip() + '…'}”"


def joined(words: Sequence[str]) -> str:
    """a, b and c."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)

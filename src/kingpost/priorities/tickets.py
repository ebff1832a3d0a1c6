"""What clients said on tickets since we last answered, and since when they wait for a word of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from kingpost.knowledge.promises.reports import thanks
from kingpost.toolbox.sql import rows, sql

OPENING_OVER = timedelta(days=30)
"""An opening alone, where no word of anybody is ever kept, waits so long at most: nobody can tell whether it was answered."""
_WITH_THEM = re.compile(r"\b(progress|pending|hold|(a)?wait\w*|scheduled|review\w*)\b", re.IGNORECASE)
_QUOTED = re.compile(r"“(.*)”", re.DOTALL)


class Word(NamedTuple):
    """One public word of a client on a ticket, as one audience may know it. ``signed``: its system says whose it is, though who that is may not be known."""

    entity: int
    audience: int
    at: datetime
    opening: bool
    text: str
    signed: bool
    person: int | None
    person_name: str
    post: str


@dataclass(frozen=True)
class Asking:
    """A client waits for a word of ours on a ticket: since ``first``, having said something ``times`` times, ``last`` by this person (who may not be known).

    ``over`` is when that is history without any word: nothing but the opening is known.
    """

    first: datetime
    last: datetime
    times: int = 1
    person: int | None = None
    person_name: str = ""
    person_title: str = ""
    over: datetime | None = None


def said(tickets: Sequence[int]) -> dict[tuple[int, int], list[Word]]:
    """By (ticket, audience): the words since we last answered, the oldest first. One query."""
    found = [Word._make(row) for row in rows(sql("said"), {"tickets": list(tickets)})] if tickets else []
    return {key: list(group) for key, group in groupby(found, key=attrgetter("entity", "audience"))}


def asking(words: Sequence[Word], fields: Mapping[str, Any], now: datetime) -> Asking | None:
    """Since when a client waits for our word on a ticket, by these words and by its fields; None when nobody does.

    Thanks begin no wait. The fields tell of answers, and of words that are not kept here.
    """
    ours = max(
        filter(None, (_moment(fields.get(n)) for n in ("last_our_message_at", "first_response_at"))), default=None
    )
    theirs = _moment(fields.get("last_client_message_at"))
    left = [one for one in words if ours is None or one.at > ours]
    waits = list(left)
    while waits and not waits[0].opening and _thanks(waits[0].text):
        waits.pop(0)
    if waits and theirs is None and all(one.opening for one in waits) and not _is_fresh(waits[0], fields, now):
        return None
    if waits:
        last = waits[-1]
        minutes = len({one.at.replace(second=0, microsecond=0) for one in waits})
        return Asking(
            waits[0].at, max(last.at, theirs or last.at), minutes, last.person, last.person_name, last.post,
            waits[0].at + OPENING_OVER if theirs is None and all(one.opening for one in waits) else None,
        )  # fmt: skip
    unkept = theirs and (ours is None or theirs > ours) and (not left or theirs > left[-1].at)
    return Asking(theirs, theirs) if theirs and unkept else None


def _is_fresh(opening: Word, fields: Mapping[str, Any], now: datetime) -> bool:
    """Whether an opening without any word after it waits for one: somebody asked, nobody has begun, and it is not too long ago."""
    begun = _WITH_THEM.search(str(fields.get("status") or ""))
    return opening.signed and not begun and now < opening.at + OPENING_OVER


def _thanks(text: str) -> bool:
    """A whole comment that only thanks or confirms; of one that was cut off nobody can tell."""
    match = _QUOTED.search(text)
    return match is not None and not match[1].endswith("…") and thanks(match[1])


def _moment(value: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
    return at if at is not None and at.tzinfo else None

"""Something of a kind that never came before: it cannot be judged by what came of the ones before it, so a person judges it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from kingpost.priorities import tone, words
from kingpost.priorities.batch import Batch, Noticed
from kingpost.priorities.numbers import Number
from kingpost.priorities.strange import ONGOING, TOGETHER
from kingpost.priorities.written_facts import Strange

TITLE = "Nothing like it came before"
ABOUT = (
    "A system whose notifications usually repeat, or somebody who is no client and none of us and whose letters do, sends one unlike all but two before it; or one of a kind not known from any other system, or the letter of somebody who is no client and none of us, says that "
    "something is grave; or such a person writes for the first time, about a client, and is concerned. "
    "It stands for {days} days, or until it is answered or settled, or its sender says that it is over; a notification of a problem from a system that says so of others, until it does, for 30 days at most. Bulk mail never counts, nor a notification about something another system holds itself."
)
DAYS = Number("unfamiliar.days", 2, "Days until it is taken for history", least=1, most=30)
NUMBERS = (DAYS,)
KNOWN = 30  # notices of a sender from which on it is known whether they repeat
REPEATS = 0.5  # shapes to notices at most


def find(batch: Batch) -> Iterator[Noticed]:
    """New kinds of notices, and grave first letters. New kinds of one sender at about the same time are one flag's."""
    first: dict[str, Strange] = {}
    for one in sorted(batch.strange, key=lambda one: (one.at, one.record)):
        ends = one.at + (ONGOING if one.ongoing else timedelta(days=batch.number(DAYS)))
        if (one.seen and one.automatic) or one.over or ends <= batch.now:
            continue
        heard = tone.of(f"{one.title}. {one.snippet}")
        repeats = not one.usual and one.total >= KNOWN and one.distinct <= one.total * REPEATS
        if not (
            repeats
            or heard.grave
            or (not one.automatic and not one.seen and one.client and heard.points >= tone.CONCERNED)
        ):
            continue
        batch.wake(one.entity, "unfamiliar", ends)
        lead = first.setdefault(one.sender, one)
        if one.at - lead.at > TOGETHER:
            lead = first[one.sender] = one
        yield _noticed(one, lead.lead, ends, new=repeats, points=heard.points)


def _noticed(one: Strange, lead: int, ends: datetime, *, new: bool, points: float) -> Noticed:
    quote = words.quoted(one.snippet or one.title, 120)
    what = f"{one.sender} has never sent a {'notification' if one.automatic else 'letter'} like this" if new else f"{one.sender} sends a grave notification" if one.automatic else f"{one.sender}, no client, writes"  # fmt: skip
    return Noticed(
        one.entity, one.audience, one.title, f"{what}: “{quote}”", since=one.at, ends=ends, client=one.client, evidence=(one.record,), started_at=one.started_at, kind="message",
        anchor=lead, facts={"points": points, "quote": quote},
    )  # fmt: skip

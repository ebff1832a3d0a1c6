"""The order in which a meeting's points are best taken, made from what is open between us and the client. Nothing is on it that is not open.

First what presses, then what we disagree on with ourselves before they notice, what we owe them, what they owe us, and the money.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kingpost.knowledge.clients import Belonging
from kingpost.knowledge.disputes import Row
from kingpost.knowledge.promises.reading import PromiseRow
from kingpost.priorities.reading import FlagRow

MOST = 7  # more is a list, not an agenda
AHEAD = timedelta(days=14)  # what is due later can wait for the next meeting
INVOICE = "invoice_due"
HAS_A_PLACE = frozenset({"promise_due", "approval_stuck", INVOICE, "disagreement"})
"""Rules whose subject comes up under a point of its own: an invoice only once it is due."""


@dataclass(frozen=True)
class Point:
    """One point: ``page`` and ``key`` lead to what it is about. ``why`` is a word for its place: presses, settle, owed, asked, theirs or unpaid."""

    why: str
    what: str
    page: str
    key: str | int
    due: datetime | None = None


def points(
    flags: Sequence[FlagRow], disagreements: Sequence[Row], promises: Sequence[PromiseRow], approvals: Sequence[Belonging],
    invoices: Sequence[Belonging], now: datetime, meets: datetime,
) -> list[Point]:  # fmt: skip
    """The points in order, each thing once, at most ``MOST``."""
    until = max(now, meets) + AHEAD
    unpaid = list(_unpaid(invoices, max(now, meets)))
    every = [
        *_pressing(flags, {one.key for one in unpaid}), *_settle(disagreements), *_promises(promises, until, ours=True), *_asked(approvals),
        *_promises(promises, until, ours=False), *unpaid,
    ]  # fmt: skip
    return list({(one.page, one.key): one for one in reversed(every)}.values())[::-1][:MOST]


def _pressing(flags: Sequence[FlagRow], unpaid: Container[str | int]) -> Iterator[Point]:
    for one in flags:
        if not HAS_A_PLACE.issuperset(one.rules) or (INVOICE in one.rules and one.entity not in unpaid):
            yield Point("presses", one.title, "flag", one.id, one.due)


def _settle(disagreements: Sequence[Row]) -> Iterator[Point]:
    for one in disagreements:
        yield Point("settle", one.title, "disagreement", one.id, one.first)


def _promises(promises: Sequence[PromiseRow], until: datetime, *, ours: bool) -> Iterator[Point]:
    for one in promises:
        if one.ours is ours and one.due is not None and one.due <= until:
            yield Point("owed" if ours else "theirs", one.what, "promise", one.key, one.due)


def _asked(approvals: Sequence[Belonging]) -> Iterator[Point]:
    for one in approvals:
        yield Point("asked", one.title, "thing", one.id)


def _unpaid(invoices: Sequence[Belonging], meets: datetime) -> Iterator[Point]:
    for one in invoices:
        if one.due is not None and one.due <= meets:
            yield Point("unpaid", one.title, "thing", one.id, one.due)

"""Whose a piece of work is: its owner's, or who stands in for them; what nobody who is here owns is for those who see to that.

For what is due and for what was answered; flags know it by ``reach``, which looks also at who is away on a day.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import msgspec

from kingpost.accounts.models import EVERYONE
from kingpost.knowledge import workload
from kingpost.knowledge.workload import Part, Work
from kingpost.priorities import absence, stand_ins
from kingpost.priorities.reach import Reader
from kingpost.toolbox.sql import sql

FOUND = """jsonb_build_object('mine', (SELECT coalesce(jsonb_agg(jsonb_build_array(person, client)), '[]') FROM mine),
    'held', (SELECT coalesce(jsonb_agg(jsonb_build_array(person, client)), '[]') FROM held), 'watches', (SELECT coalesce(jsonb_agg(audience_id), '[]') FROM watches))"""
"""What a query with the ``steps`` before it gives for ``Whose``, as JSON."""


class Whose(msgspec.Struct, frozen=True):
    """The persons whose things are the reader's (``mine``) or somebody's who is here (``held``), each with a client, 0 for all of theirs.

    ``watches`` are the audiences in which the reader sees to what nobody owns: all of theirs, or those into which nobody who does it can look.
    """

    mine: frozenset[tuple[int, int]]
    held: frozenset[tuple[int, int]]
    watches: frozenset[int]

    def own(self, owners: Collection[int], client: int | None, audience: int) -> bool:
        """Whether something of these owners, for this client, is the reader's: to do, or to see to because nobody owns it. ``audience`` may see it."""
        keys = {(owner, of) for owner in owners for of in (0, client or 0)}
        return bool(keys & self.mine) or (audience in self.watches and not keys & self.held)


def steps() -> str:
    """The steps of whose.sql, to be put after WITH RECURSIVE."""
    return sql("whose").replace("/*accepted*/", stand_ins.running()).replace("/*overseers*/", sql("overseers"))


def parameters(reader: Reader) -> dict[str, object]:
    """What the steps ask for."""
    return {
        "seen_by": list(reader.seen_by),
        "reader": reader.user,
        "everyone": EVERYONE,
        "left": sorted(absence.LEFT),
        "today": reader.hours.day_of(reader.now),
    }


def open_work(reader: Reader, *, due_after: datetime, due_before: datetime, limit: int) -> list[Work]:
    """The reader's own open work that is due in a stretch of time, due first. One query."""
    own = Part(f"{steps()}, ", sql("whose_work"), parameters(reader))
    return workload.open_work(reader.seen_by, due_after=due_after, due_before=due_before, limit=limit, only=own)

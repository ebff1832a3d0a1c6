"""Who stands in for whom now: a successor who accepted a handover, for as long as it runs. What nobody owns because the other is away is theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kingpost.toolbox.sql import rows, sql


@dataclass(frozen=True)
class StandIns:
    """By person and client (entities; client 0 for everything): the successor’s entity."""

    held: Mapping[tuple[int, int], int] = field(default_factory=dict)

    def of(self, person: int | None, client: int = 0) -> int | None:
        """Who stands in for a person, for this client; None when nobody does. One who is away too is stood in for in turn."""
        last = self.last(person, client)
        return self.held[last] if last else None

    def last(self, person: int | None, client: int = 0) -> tuple[int, int] | None:
        """The key of the handover by which whoever stands in for a person has what is theirs; None when nobody does."""
        if not person:
            return None
        last: tuple[int, int] | None = None
        at, seen = person, {person}
        while (key := self._key(at, client)) is not None:
            at, last = self.held[key], key
            if at in seen:
                return None  # all of them are away
            seen.add(at)
        return last

    def _key(self, person: int, client: int) -> tuple[int, int] | None:
        return next((key for key in ((person, client), (person, 0)) if key in self.held), None)

    def to(self, successor: int) -> list[tuple[int, int]]:
        """Whom somebody stands in for: (person, client or 0)."""
        return sorted(key for key, one in self.held.items() if one == successor)


def stand_ins(today: date) -> StandIns:
    """Everybody’s stand-ins on a day, the newest handover first. One query."""
    return StandIns(
        {(person, client): successor for person, client, successor, *_ in rows(running(), {"today": today})}
    )


def running() -> str:
    """The query for the accepted handovers that run ``today``, for what asks more in the same one."""
    return sql("stand_ins")


def turns(entities: Sequence[int]) -> list[tuple[int, date]]:
    """The days on which a handover of one of these people begins or ends."""
    return rows(
        """SELECT m.entity_id, d.day FROM handover AS h JOIN member AS m USING (record_id) CROSS JOIN LATERAL (VALUES (h.starts_on), (h.back_on)) AS d(day)
           WHERE m.entity_id = ANY(%s) AND h.undone_at IS NULL AND d.day IS NOT NULL""",
        [list(entities)],
    )


def related(refs: Sequence[int]) -> set[int]:
    """What must be looked at again because a handover of one of these people began, ended or was answered: what they own, what is noticed of it."""
    return {entity for (entity,) in rows(sql("stand_ins_related"), {"entities": list(refs)})}

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
        if not person:
            return None
        at, seen = person, {person}
        while (following := self.held.get((at, client), self.held.get((at, 0)))) is not None:
            if following in seen:
                return None  # all of them are away
            at = following
            seen.add(at)
        return at if at != person else None

    def to(self, successor: int) -> list[tuple[int, int]]:
        """Whom somebody stands in for: (person, client or 0)."""
        return sorted(key for key, one in self.held.items() if one == successor)


def stand_ins(today: date) -> StandIns:
    """Everybody’s stand-ins on a day, the newest handover first. One query."""
    return StandIns(
        {(person, client): successor for person, client, successor in rows(sql("stand_ins"), {"today": today})}
    )


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

"""Read promises as one person may know them, and how often the finder was right in people's eyes.

Every function takes ``seen_by``. A promise whose delivery only shows in mail the reader may not see is open to that reader. ``now`` and ``soon``
(the moment from which on a due date is near) make at risk and broken; they are the caller's, because working hours are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from kingpost.knowledge.promises.texts import KINDS
from kingpost.knowledge.when import NOW, When
from kingpost.toolbox.sql import planned_rows, rows, sql

OPEN = ("open", "at_risk", "broken")
KEPT = ("delivered", "confirmed")
EVERY = (*OPEN, *KEPT, "changed")


@dataclass(frozen=True)
class Evidence:
    """What shows a promise's fate: delivered, confirmed or late, in which thing, when, why."""

    kind: str
    entity: int
    title: str
    at: datetime | None
    why: str


@dataclass(frozen=True)
class PromiseRow:
    """One promise. ``state``: open, at_risk, broken, delivered, confirmed, changed or dismissed."""

    key: str
    state: str
    ours: bool
    what: str
    words: str
    said_at: datetime
    due: datetime | None
    amount: Decimal | None
    currency: str
    confidence: float
    reason: str
    verdict: str
    kind: str
    record: int
    entity: int
    title: str | None
    system: str
    client_id: int
    client: str
    by: str
    to: str
    delivered_at: datetime | None
    replaced_by: str | None
    place: list[int]
    by_person: int | None
    to_person: int | None
    audience: int
    evidence: list[Evidence] = field(default_factory=list)


def listed(
    seen_by: Sequence[int], now: datetime, soon: datetime, *, states: Sequence[str] = OPEN, client: int | None = None, ours: bool | None = None,
    by: int | None = None, broken_since: datetime | None = None, due: tuple[datetime, datetime] | None = None, limit: int = 50, offset: int = 0, with_evidence: bool = True,
    when: When = NOW,
) -> list[PromiseRow]:  # fmt: skip
    """Promises as they stood at ``when``: open ones first, by due; then the others, newest first. Two queries. ``due`` keeps those due after its first moment, up to its second;
    ``by`` those one person made."""
    return _read(
        seen_by, now, soon, None, list(states), client, ours, broken_since, limit, offset, with_evidence, due, when, by
    )


def one(key: UUID, seen_by: Sequence[int], now: datetime, soon: datetime, when: When = NOW) -> PromiseRow | None:
    """One promise by its key, as it stood at ``when``; None when there is, or was, none the reader may see."""
    found = _read(seen_by, now, soon, key, [*EVERY, "dismissed"], None, None, None, 1, 0, True, when=when)
    return next(iter(found), None)


def reaches_back(seen_by: Sequence[int]) -> datetime | None:
    """When the oldest promise we hold was made: before that a page of an earlier day has none to show."""
    [(at,)] = rows("SELECT min(said_at) FROM promise WHERE audience_id = ANY(%s)", [list(seen_by)])
    return at  # type: ignore[no-any-return]


def _read(
    seen_by: Sequence[int], now: datetime, soon: datetime, key: UUID | None, states: list[str], client: int | None, ours: bool | None,
    broken_since: datetime | None, limit: int, offset: int, with_evidence: bool, due: tuple[datetime, datetime] | None = None, when: When = NOW,
    by: int | None = None,
) -> list[PromiseRow]:  # fmt: skip
    due_after, due_until = due or (None, None)
    found = [PromiseRow(*row) for row in planned_rows(sql("listed"), {
        "seen_by": list(seen_by), "now": now, "soon": soon, "key": key, "states": states, "client": client, "ours": ours, "by": by,
        "broken_since": broken_since, "due_after": due_after, "due_until": due_until, "limit": limit, "offset": offset, "texts": list(KINDS), **when.params()})]  # fmt: skip
    if with_evidence and found:
        held = _evidence([one.key for one in found], seen_by, when)
        for row in found:
            row.evidence.extend(held[row.key])
    return found


def _evidence(keys: Sequence[str], seen_by: Sequence[int], when: When) -> dict[str, list[Evidence]]:
    held: dict[str, list[Evidence]] = defaultdict(list)
    for key, kind, entity, title, at, why in rows(
        """SELECT x.key::text, x.kind, m.entity_id, coalesce(e.title, ''), x.at, x.why
           FROM promise_evidence AS x JOIN member AS m USING (record_id)
           LEFT JOIN LATERAL (SELECT title FROM entity WHERE entity.entity_id = m.entity_id AND entity.audience_id = ANY(%(seen_by)s)
                              ORDER BY records DESC, audience_id LIMIT 1) AS e ON true
           WHERE x.key = ANY(%(keys)s::uuid[]) AND x.audience_id = ANY(%(seen_by)s)
             AND (%(true_at)s = 'infinity' OR x.at <= %(true_at)s::timestamptz)
             AND (%(known_at)s = 'infinity' OR EXISTS (SELECT FROM version AS v WHERE v.record_id = x.record_id AND v.learned <= %(known_at)s::timestamptz))
           ORDER BY x.at, x.kind DESC, x.record_id""",
        {"keys": list(keys), "seen_by": list(seen_by), **when.params()},
    ):
        shown = Evidence(kind, entity, title, at, why)
        if shown not in held[key]:  # the same mail in two mailboxes
            held[key].append(shown)
    return held


@dataclass(frozen=True)
class Trust:
    """How the finder does in people's eyes: of the promises it found and somebody judged, how many were right."""

    judged: int
    wrong: int

    @property
    def share(self) -> float | None:
        return (self.judged - self.wrong) / self.judged if self.judged else None


def trust(seen_by: Sequence[int]) -> Trust:
    """Counted from what people dismissed, corrected and marked as delivered."""
    [(judged, wrong)] = rows(
        """SELECT count(*), count(*) FILTER (WHERE verdict = 'dismissed') FROM promise
           WHERE verdict IN ('dismissed', 'corrected', 'delivered') AND audience_id = ANY(%s)""",
        [list(seen_by)],
    )
    return Trust(judged, wrong)

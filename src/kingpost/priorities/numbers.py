"""The numbers in the rules: how long, how much, how soon. A person may set each, for all clients or for one; the newest that holds counts.

Where nobody set one, it may be learned from what was missed (learning.py). Taken back, the one before counts again. A change takes effect at once: what the rules look at is sent round.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from kingpost.accounts.models import User
from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.priorities.models import RuleNumber
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows, sql


@dataclass(frozen=True)
class Number:
    """One number of a rule. ``key`` is "rule.name"; ``words`` what it is, with its unit; ``own``: a client may have one of its own."""

    key: str
    usual: float
    words: str
    least: float = 1
    most: float = 1000
    own: bool = False

    @property
    def name(self) -> str:
        """As the rule's sentence calls it."""
        return self.key.partition(".")[2]


def bounds(number: Number) -> tuple[float, float]:
    """Between which values a number may be learned: half to twice the usual one. A person may go further."""
    return max(number.least, number.usual / 2), min(number.most, number.usual * 2)


@dataclass(frozen=True)
class Numbers:
    """The numbers that hold now, by key and client (an entity; 0 for all)."""

    held: Mapping[tuple[str, int], float] = field(default_factory=dict)

    def of(self, number: Number, client: int = 0) -> float:
        """The client's own, else that for all, else the usual one."""
        return self.held.get((number.key, client), self.held.get((number.key, 0), number.usual))

    def words(self) -> str:
        """All of them as one text, to see whether any changed."""
        return ";".join(f"{key}/{client}={value:g}" for (key, client), value in sorted(self.held.items()))


def current() -> Numbers:
    """The numbers that hold now, in one query."""
    return Numbers({(key, client): value for key, client, value, *_ in _held()})


@dataclass(frozen=True)
class Own:
    """A number that is not the usual one: set by a person (``by``), or learned from so many ``misses`` at ``at``. ``client`` 0: for all."""

    key: str
    client: int
    name: str
    value: float
    by: str
    id: int
    misses: int
    at: datetime


def own(seen_by: Sequence[int]) -> list[Own]:
    """Numbers that were set or learned, those of clients the reader may see."""
    found = _held()
    names: dict[int, str] = dict(rows(
        "SELECT DISTINCT ON (entity_id) entity_id, title FROM entity WHERE entity_id = ANY(%s) AND audience_id = ANY(%s)"
        " ORDER BY entity_id, records DESC, audience_id", [sorted({c for _, c, *_ in found if c}), list(seen_by)]))  # fmt: skip
    kept = [
        Own(k, c, names.get(c, ""), value, by, number, misses, at)
        for k, c, value, by, number, misses, at in found
        if not c or c in names
    ]
    return sorted(kept, key=lambda one: (one.key, one.name))


def _held() -> list[tuple[str, int, float, str, int, int, datetime]]:
    """What holds for each key and client. A person's number goes before a learned one, however old."""
    return rows(
        """SELECT DISTINCT ON (n.key, coalesce(m.entity_id, n.record_id)) n.key, coalesce(m.entity_id, n.record_id), n.value, coalesce(u.name, ''), n.id,
                  cardinality(n.misses), n.at
           FROM rule_number AS n LEFT JOIN member AS m ON m.record_id = n.record_id LEFT JOIN accounts_user AS u ON u.id = n.by_id
           WHERE n.withdrawn_at IS NULL ORDER BY n.key, coalesce(m.entity_id, n.record_id), n.by_id IS NULL, n.id DESC"""
    )


def set_number(by: User, number: Number, value: float, client: int = 0) -> RuleNumber:
    """Set a number, for all clients or one (its entity). Raises ValueError outside its bounds, or for a client where it has none of its own."""
    if not number.least <= value <= number.most:
        raise ValueError(f"{number.words}: from {number.least:g} to {number.most:g}.")
    if client and not number.own:
        raise ValueError("This number is the same for all clients.")
    with transaction.atomic():
        [(record,)] = rows("SELECT coalesce(min(record_id), 0) FROM member WHERE entity_id = %s", [client])
        made = RuleNumber.objects.create(key=number.key, record_id=record, value=value, by=by, at=clock.now())
        send_round()
    return made


def withdraw(by: User, ids: Iterable[int]) -> int:
    """Take numbers back: the one set before, else the usual one, counts again. Returns how many held."""
    with transaction.atomic():
        changed = RuleNumber.objects.filter(pk__in=list(ids), withdrawn_at=None).update(
            withdrawn_at=clock.now(), withdrawn_by=by
        )
        if changed:
            send_round()
    return changed


def withdrawn(number: int) -> int | None:
    """The client a number that was taken back is for, 0 for all; None when it holds, or is no number."""
    found = rows(
        """SELECT coalesce(m.entity_id, n.record_id) FROM rule_number AS n LEFT JOIN member AS m ON m.record_id = n.record_id
           WHERE n.id = %s AND n.withdrawn_at IS NOT NULL""", [number])  # fmt: skip
    return int(found[0][0]) if found else None


def restore(ids: Iterable[int]) -> int:
    """Undo a withdrawal. Returns how many hold again."""
    with transaction.atomic():
        changed = RuleNumber.objects.filter(pk__in=list(ids), withdrawn_at__isnull=False).update(
            withdrawn_at=None, withdrawn_by=None
        )
        if changed:
            send_round()
    return changed


def live(key: str, client: int = 0) -> list[int]:
    """Every number set for this key and client that still holds, the newest and those behind it."""
    return [number for (number,) in rows(
        """SELECT n.id FROM rule_number AS n LEFT JOIN member AS m ON m.record_id = n.record_id
           WHERE n.key = %s AND coalesce(m.entity_id, n.record_id) = %s AND n.withdrawn_at IS NULL ORDER BY n.id""", [key, client])]  # fmt: skip


def send_round() -> None:
    """Have everything the rules look at looked at again."""
    changes.append({Stream.PICTURE: [entity for (entity,) in rows(sql("numbers_round"), {"now": clock.now()})]})

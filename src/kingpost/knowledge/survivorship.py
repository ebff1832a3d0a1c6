"""Which value counts: a rule for each field and kind of thing. The usual ones stand here; a person's own is a row and takes their place.

What a system lists itself beats what was only mentioned in passing, whatever the rule. Where a rule leaves several values, the one that changed last
counts; where that leaves several, the order of the records' keys, so that the result never depends on arrival.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.db import transaction

from kingpost.accounts import audit
from kingpost.accounts.models import User
from kingpost.connectors.base import FIELDS
from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.evidence.models import System
from kingpost.knowledge import values
from kingpost.knowledge.models import ValueRule
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows

TRUST, RECENT, COMPLETE, AGREEMENT = "trust", "recent", "complete", "agreement"
WAYS = {
    TRUST: "One system counts before the others",
    RECENT: "The value that changed last",
    COMPLETE: "The fullest value",
    AGREEMENT: "What most systems say",
}
FULLEST = frozenset({"address", "emails", "tags", "scope", "external_ids", "attachments"})
"""Fields whose fullest value counts by default; everywhere else it is the one that changed last."""

LONGEST_FIELD = 200  # letters; the index of the rules holds no name of any length
_ZONE = ZoneInfo("UTC")  # a day and a moment on it: the same choice on every day and for every reader
LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)
_encode = msgspec.json.Encoder(order="deterministic").encode


@dataclass(frozen=True)
class Way:
    """How a value is chosen; ``system`` is the one that is trusted."""

    way: str
    system: int | None = None


@dataclass(frozen=True)
class Candidate:
    """A value as the choice sees it; ``since`` is when that field last changed in its record."""

    key: bytes
    system: int
    mention: bool
    since: datetime | None
    value: Any


Rules = Mapping[tuple[str, str], Way]


def rules() -> dict[tuple[str, str], Way]:
    """People's own rules, by (kind, field)."""
    return {(kind, field): Way(way, system) for kind, field, way, system in rows(
        "SELECT kind, field, way, system_id FROM value_rule WHERE withdrawn_at IS NULL")}  # fmt: skip


def way_of(kind: str, field: str, own: Rules) -> Way:
    """The rule for a field of a kind: a person's, else the usual one."""
    return own.get((kind, field)) or Way(COMPLETE if field in FULLEST else RECENT)


def choose(candidates: Sequence[Candidate], way: Way, form: str = "") -> Candidate:
    """The one that counts. ``form`` is how values of the field are compared (values.py), "" for as they are written. Raises ValueError for none."""
    alike = _how_many_say_so(candidates, form) if way.way == AGREEMENT else {}

    def rank(one: Candidate) -> tuple[bool, float, datetime, bytes]:
        first = {
            TRUST: float(one.system == way.system), RECENT: 0.0, COMPLETE: float(_fullness(one.value)), AGREEMENT: float(alike.get(one.key, 0)),
        }[way.way]  # fmt: skip
        return (not one.mention, first, one.since or LONG_AGO, one.key)

    return max(candidates, key=rank)


def _how_many_say_so(candidates: Sequence[Candidate], form: str) -> dict[bytes, int]:
    """For each, by its key, how many list the same value, in whatever form they write it. What is only mentioned has no say."""
    listing = [one for one in candidates if not one.mention]
    return {one.key: sum(_says_the_same(one.value, other.value, form) for other in listing) for one in candidates}


def _says_the_same(one: Any, other: Any, form: str) -> bool:
    if _encode(one) == _encode(other):
        return True
    return (
        bool(form)
        and values.readable(form, one)
        and values.readable(form, other)
        and values.same(form, one, other, _ZONE)
    )


def _fullness(value: Any) -> int:
    return len(value) if isinstance(value, list | dict | str) else len(str(value))


@dataclass(frozen=True)
class Rule:
    """A rule as a page shows it; ``own`` is the person's row, None for a usual rule."""

    kind: str
    field: str
    way: str
    system_id: int | None
    system: str
    own: ValueRule | None


def listed() -> list[Rule]:
    """The rule for every field we know by name, and for any other a person has made a rule for."""
    own = {(r.kind, r.field): r for r in ValueRule.objects.filter(withdrawn_at=None).select_related("system", "by")}
    known = [(kind, field) for kind, names in FIELDS.items() for field in names]
    found = []
    for kind, field in [*known, *sorted(own.keys() - set(known))]:
        row, way = own.get((kind, field)), way_of(kind, field, {})
        system = row.system if row else None
        found.append(
            Rule(
                kind,
                field,
                row.way if row else way.way,
                system.pk if system else None,
                system.title if system else "",
                row,
            )
        )
    return found


def differing() -> set[tuple[str, str]]:
    """The fields for which a rule has ever had to choose: several systems said something on one thing."""
    return {(kind, field) for kind, field in rows(
        "SELECT DISTINCT e.kind, w.key FROM entity AS e CROSS JOIN LATERAL jsonb_each(e.why) AS w WHERE e.records > 1 AND w.value->>1 <> 'only'")}  # fmt: skip


def declare(user: User, kind: str, field: str, way: str, system: System | None = None) -> ValueRule:
    """A person's rule for a field. What it concerns is worked out again. Raises ValueError for a rule there is none of."""
    if way not in WAYS or (way == TRUST) != (system is not None):
        raise ValueError("Say which value counts, and of a trusted system which one it is.")
    if kind not in FIELDS or not 0 < len(field) <= LONGEST_FIELD:
        raise ValueError("Nothing has such a value, so there is no rule to make for it.")
    with transaction.atomic():
        now = clock.now()
        ValueRule.objects.filter(kind=kind, field=field, withdrawn_at=None).update(withdrawn_at=now, withdrawn_by=user)
        made = ValueRule.objects.create(kind=kind, field=field, way=way, system=system, by=user, at=now)
        audit.record(user, "made a rule", f"value:{kind}.{field}"[:200], way=way)
        _send_round([(kind, field)])
    return made


def withdraw(user: User, numbers: Iterable[int]) -> list[ValueRule]:
    """Take rules back; the one a rule had replaced does not return, the usual one does. Gives those that stood."""
    with transaction.atomic():
        standing = list(ValueRule.objects.select_for_update().filter(pk__in=list(numbers), withdrawn_at=None))
        for rule in standing:
            rule.withdrawn_at, rule.withdrawn_by = clock.now(), user
            rule.save(update_fields=["withdrawn_at", "withdrawn_by"])
            audit.record(user, "took back a rule", f"value:{rule.kind}.{rule.field}"[:200], way=rule.way)
        _send_round([(rule.kind, rule.field) for rule in standing])
    return standing


def _send_round(fields: Sequence[tuple[str, str]]) -> None:
    """Things several records describe that have such a field are worked out again."""
    concerned = rows(
        """SELECT DISTINCT e.entity_id FROM unnest(%s::text[], %s::text[]) AS f(kind, field)
           JOIN entity AS e ON e.kind = f.kind AND e.records > 1 AND e.golden ? f.field
           UNION SELECT unnest(entities) FROM disagreement WHERE closed_at IS NULL""",
        [[kind for kind, _ in fields], [field for _, field in fields]],
    )
    changes.append({Stream.ENTITY: [entity for (entity,) in concerned]})

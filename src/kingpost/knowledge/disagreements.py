"""Where systems disagree: worked out again for a batch of entities, from what their records say now, inside picture.work's transaction.

A disagreement is between live words of the systems themselves on a field that matters (sides.py). It closes itself when its cause is gone, is settled by
a ruling (rulings.py) until newer evidence contradicts that, and has one row for each audience that may see at least two of its sides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.db.models import Q

from kingpost.knowledge import business, days_off, ruled
from kingpost.knowledge.disagreements_approvals import FAMILY, RECORDED_BY, of_approvals
from kingpost.knowledge.disagreements_find import across, joined
from kingpost.knowledge.disagreements_rows import Known
from kingpost.knowledge.models import Disagreement, Ruling, ValueRule
from kingpost.knowledge.sides import FIELDS, FORMS, ORDER, Question, Side, contested, risk
from kingpost.knowledge.survivorship import TRUST
from kingpost.knowledge.values import at_home, same
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows

OPENED, CHANGED, SETTLED, REOPENED, GONE, AGAIN = "opened", "changed", "settled", "reopened", "gone", "again"
HUBS = ("agreement", "project", "meeting", "invoice", "ticket")
TITLES = {
    "due": "When “{}” is due", "closing": "When “{}” closes", "meeting": "Time of “{}”", "amount": "Price of “{}”", "order": "What “{}” asks for against its order", "owner": "Who looks after {}",
    "phone": "Telephone of {}", "email": "E-mail of {}", "status": "Whether “{}” is done", "agreed": "Whether “{}” is agreed",
    "approval": "Whether “{}” is approved", "scope": "What “{}” includes",
}  # fmt: skip
_FIELDS = ("digest", "family", "entity_id", "client_id", "kind", "title", "sides", "records", "entities", "money", "currency", "days", "first", "since", "until", "ruling", "rule", "news",
           "changed_at", "closed_at", "history")  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A question as one audience may know it."""

    question: Question
    audience: int
    client: int


def work(entities: Collection[int], kinds: frozenset[str], *, some_joined: bool) -> set[int]:
    """Bring the disagreements that involve these entities in line. Returns the things whose disagreements changed.

    Cheap for a batch of single things nobody compares: what is joined, belongs together or is in an open disagreement is looked at, nothing else.
    """
    held = _held(entities)
    if not (
        held
        or (some_joined and not FIELDS.keys().isdisjoint(kinds))
        or not {*HUBS, "task", "message", *RECORDED_BY}.isdisjoint(kinds)
    ):
        return set()
    values = business.values()
    zone = ZoneInfo(str(values["zone"]))
    known = Known(zone, clock.now(), clock.midnight(zone), values["own_domains"], days_off.closed_days(values))
    with at_home(str(values["country"])):
        questions, asked = across(kinds, _again(held), known)
        questions += [*of_approvals(entities, _recorded(held)), *(joined() if some_joined else [])]
        found = _found(questions, known.zone)
        held += _held_about(asked, questions, {f.question.digest() for f in found}, held)
        return _write(found, held, known)


def _held(entities: Collection[int]) -> list[Disagreement]:
    """What is on record about these entities' records, wherever those belong now."""
    return list(Disagreement.objects.raw(
        """SELECT * FROM disagreement WHERE records && (SELECT coalesce(array_agg(record_id), '{}') FROM member WHERE entity_id = ANY(%s)) ORDER BY id""",
        [list(entities)]))  # fmt: skip


def _held_about(
    entities: Collection[int], questions: Sequence[Question], digests: Collection[str], but: Sequence[Disagreement]
) -> list[Disagreement]:
    """What else is on record about these things and approvals, or would be the same question: none of its records need be in the batch."""
    approvals = {q.entity for q in questions if q.family == FAMILY}
    if not (entities or approvals or digests):
        return []
    seen = {row.pk for row in but}
    own = Q(entity_id__in=entities) & ~Q(family=FAMILY) | Q(entity_id__in=approvals, family=FAMILY)
    about = Disagreement.objects.filter(own | Q(digest__in=digests)).order_by("pk")
    return [row for row in about if row.pk not in seen and not _stays(row, questions)]


def _stays(row: Disagreement, questions: Sequence[Question]) -> bool:
    """Whether it is between the records of one thing alone, which nobody asked again: only a batch with that thing does."""
    return (
        len(row.entities) == 1
        and row.family != FAMILY
        and all(q.family != row.family or set(q.records).isdisjoint(row.records) for q in questions)
    )


def _recorded(held: Sequence[Disagreement]) -> set[int]:
    """The records of the open disagreements about approvals."""
    return {record for row in held if row.closed_at is None and row.family == FAMILY for record in row.records}


def _again(held: Sequence[Disagreement]) -> dict[str, set[int]]:
    """The things open disagreements are about, by kind, as identity has them now."""
    records = sorted(
        {
            record
            for row in held
            if row.closed_at is None and row.family != FAMILY and len(row.entities) > 1
            for record in row.records
        }
    )
    again: dict[str, set[int]] = defaultdict(set)
    for kind, entity in (
        rows(
            "SELECT DISTINCT r.kind, m.entity_id FROM record AS r JOIN member AS m ON m.record_id = r.id WHERE r.id = ANY(%s)",
            [records],
        )
        if records
        else []
    ):
        if kind in HUBS:
            again[kind].add(entity)
    return again


def _found(questions: Iterable[Question], zone: ZoneInfo) -> list[Found]:
    """The questions that are disagreements, once for each audience among their sides that may see enough of them."""
    asked = _once([q for q in questions if len(q.sides) > 1])
    within = _within({side.audience for q in asked for side in (*q.sides, *q.about)})
    sees: dict[int, set[int]] = defaultdict(set)
    for narrow, wide in within:
        sees[narrow].add(wide)
    found: list[Found] = []
    for question in asked:
        seen: set[tuple[tuple[int, str], ...]] = set()
        audiences = sorted(
            {side.audience for side in question.sides},
            key=lambda a: (sum((a, w) in within for w in {s.audience for s in question.sides}), a),
        )
        for audience in audiences:  # the widest first
            known = question.known_to(sees[audience])
            visible = replace(known, sides=_each_once(known.sides, within))
            names = tuple(sorted((s.record, s.field) for s in visible.sides))
            if names not in seen and (made := contested(visible, zone)):
                found.append(Found(made, audience, 0))
            seen.add(names)
    clients = _clients({f.question.entity for f in found})
    return [replace(f, client=clients.get(f.question.entity, 0)) for f in found]


def _once(questions: Sequence[Question]) -> list[Question]:
    """Of two questions of one family the one with all the records of the other stays."""
    kept: list[Question] = []
    holding: dict[tuple[str, int], list[frozenset[int]]] = defaultdict(list)
    for question in sorted(questions, key=lambda q: (-len(q.records), q.digest())):
        mine = frozenset(question.records)
        # Who has all its records has its first one: only those are looked at.
        if any(mine <= others for others in holding[question.family, min(mine)]):
            continue
        kept.append(question)
        for record in mine:
            holding[question.family, record].append(mine)
    return kept


def _each_once(sides: Sequence[Side], within: Collection[tuple[int, int]]) -> list[Side]:
    """A mail in two mailboxes is one side: the copy most people may see, then the first by key."""
    audiences = {side.audience for side in sides}
    width = {wide: sum((narrow, wide) in within for narrow in audiences) for wide in audiences}
    kept: dict[Any, Side] = {}
    for side in sorted(sides, key=lambda s: (-width[s.audience], s.key.bytes)):
        kept.setdefault(
            (side.entity, side.quote) if side.told or side.kind == "message" else (side.record, side.field), side
        )
    return list(kept.values())


def _within(audiences: Collection[int]) -> set[tuple[int, int]]:
    found = rows(
        "SELECT narrow_id, wide_id FROM audience_within WHERE narrow_id = ANY(%(a)s) AND wide_id = ANY(%(a)s)",
        {"a": sorted(audiences)},
    )
    return {(narrow, wide) for narrow, wide in found} | {(a, a) for a in audiences}


def _clients(entities: Collection[int]) -> dict[int, int]:
    return dict(rows(
        """SELECT DISTINCT ON (m.entity_id) m.entity_id, c.client_id FROM member AS m JOIN client_of AS c ON c.record_id = m.record_id
           WHERE m.entity_id = ANY(%s) ORDER BY m.entity_id, c.client_id""", [sorted(entities)])) if entities else {}  # fmt: skip


# --- write ---


def _write(found: Sequence[Found], held: Sequence[Disagreement], known: Known) -> set[int]:
    """Match what was found with what is on record; open, change, settle, reopen and close."""
    rulings = _rulings([f.question for f in found])
    moved = {
        (side.ruling, side.record, side.field)
        for side in ruled.moved_on(ruled.of({n for r in rulings for n in r.records}))
    }
    trusted = {(r.kind, r.field, r.system_id): r.pk for r in ValueRule.objects.filter(withdrawn_at=None, way=TRUST)}
    left = list(held)
    fresh, changed = [], []
    for one in sorted(found, key=lambda f: (f.question.digest(), f.audience)):
        row = _match(one, left)
        wanted = _values(one, rulings, moved, trusted, known)
        if row is None:
            fresh.append(_opened(one, wanted, known.now))
        else:
            left.remove(row)
            if _bring_in_line(row, wanted, known.now):
                changed.append(row)
    gone = [row for row in left if row.closed_at is None and _bring_in_line(row, {"closed_at": known.now}, known.now)]
    _save(fresh, [*changed, *gone])
    return {
        number
        for row in (*fresh, *changed, *gone)
        for number in (row.entity_id, *row.entities, row.client_id)
        if number
    }


def _match(one: Found, held: Sequence[Disagreement]) -> Disagreement | None:
    """The row it has been in before: by its digest, else the open one of its family with a record in common."""
    mine = [row for row in held if row.family == one.question.family and row.audience_id == one.audience]
    digest, records = one.question.digest(), set(one.question.records)
    return next((row for row in mine if row.digest == digest), None) or next(
        (row for row in mine if row.closed_at is None and records & set(row.records)), None
    )


def _values(
    one: Found,
    rulings: Sequence[Ruling],
    moved: Collection[tuple[int, int, str]],
    trusted: Mapping[tuple[str, str, int | None], int],
    known: Known,
) -> dict[str, Any]:
    question, at_risk = one.question, risk(one.question, known.zone)
    ruling = _ruling_for(question, rulings)
    return {
        "digest": question.digest(), "family": question.family, "entity_id": question.entity, "client_id": one.client, "kind": question.kind,
        "title": TITLES[question.family].format(question.title), "sides": [side.stored() for side in question.sides], "records": question.records,
        "entities": sorted({side.entity for side in question.sides} | {question.entity}), "money": at_risk.money, "currency": at_risk.currency, "days": at_risk.days,
        "first": at_risk.first, "since": question.since, "until": question.until, "ruling_id": ruling.pk if ruling else None,
        "rule_id": None if ruling or question.family == ORDER else min((pk for side in question.sides if (pk := trusted.get((side.kind, side.field, side.system_id)))), default=None),
        "news": news(question, ruling, moved, known.zone) if ruling else [], "closed_at": None,
    }  # fmt: skip


def _rulings(questions: Sequence[Question]) -> list[Ruling]:
    records = sorted({record for q in questions for record in q.records})
    return list(Ruling.objects.filter(withdrawn_at=None, records__overlap=records).order_by("-pk")) if records else []


def _ruling_for(question: Question, rulings: Sequence[Ruling]) -> Ruling | None:
    """The last that is about two of these records at least."""
    mine = set(question.records)
    return next((r for r in rulings if r.family == question.family and len(mine & set(r.records)) > 1), None)


def news(
    question: Question, ruling: Ruling, moved: Collection[tuple[int, int, str]], zone: ZoneInfo
) -> list[dict[str, Any]]:
    """What contradicts a ruling and was not known to it: a side that came, or that changed to something not ruled. ``moved`` are those that moved on from
    what they said then, by ruling, record and field (ruled.py): one that went and came back says so anew."""
    said: dict[tuple[int, str], Any] = {(record, name): value for record, name, value in ruling.said}
    form, found = FORMS[question.family], []
    for side in question.sides:
        was = said.get((side.record, side.field))
        known = [value for value in (was, ruling.value) if value is not None]
        if (
            side.behind
            or (
                (ruling.pk, side.record, side.field) not in moved
                and any(same(form, side.value, value, zone) for value in known)
            )
            or (was is not None and ruling.choice == Ruling.BOTH)
        ):
            continue
        found.append({"record": side.record, "field": side.field, "system": side.system, "was": was, "now": side.value})
    return found


def _opened(one: Found, wanted: Mapping[str, Any], now: datetime) -> Disagreement:
    settled = wanted["rule_id"] is not None or (wanted["ruling_id"] is not None and not wanted["news"])
    return Disagreement(
        audience_id=one.audience,
        opened_at=now,
        changed_at=now,
        history=[_line(now, OPENED), *([_line(now, SETTLED)] if settled else [])],
        **wanted,
    )


def _bring_in_line(row: Disagreement, wanted: Mapping[str, Any], now: datetime) -> bool:
    """Change a row where it differs, with a line in its history. True when it did."""
    if row.closed_at is not None and wanted["closed_at"] is not None:
        return False
    differing = {name: value for name, value in wanted.items() if _plain(getattr(row, name)) != _plain(value)}
    if not differing:
        return False
    before, closed = _state(row), row.closed_at is not None
    sides = _said_by(row.sides)
    for name, value in differing.items():
        setattr(row, name, value)
    after = _state(row)
    if row.closed_at is not None:
        row.history = [*row.history, _line(now, GONE)]
    elif closed:
        row.history = [*row.history, _line(now, AGAIN)]
    elif after != before:
        row.history = [*row.history, _line(now, SETTLED if after == SETTLED else REOPENED)]
    elif _said_by(row.sides) != sides:
        row.history = [*row.history, _line(now, CHANGED)]
    row.changed_at = now
    return True


def _state(row: Disagreement) -> str:
    return SETTLED if row.rule_id is not None or (row.ruling_id is not None and not row.news) else OPENED


def _said_by(sides: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    return sorted((side["record"], side["field"], str(side["value"])) for side in sides)


def _line(now: datetime, what: str) -> list[str]:
    return [now.isoformat(), what]


def _plain(value: Any) -> Any:
    return msgspec.to_builtins(value) if isinstance(value, list | dict) else value


def _save(fresh: Sequence[Disagreement], changed: Sequence[Disagreement]) -> None:
    """Closed rows first give their digest back, so that a row that was matched by its records can take it."""
    for row in changed:
        taken = Disagreement.objects.filter(digest=row.digest, audience_id=row.audience_id).exclude(pk=row.pk)
        for other in taken:
            other.digest = f"{other.digest}/{other.pk}"
            other.save(update_fields=["digest"])
    Disagreement.objects.bulk_update(changed, _FIELDS, batch_size=500)
    Disagreement.objects.bulk_create(fresh, batch_size=500)

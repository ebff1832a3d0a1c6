"""How things stand, for the rules that look at more than one record: projects by their pace, owners who are away, clients by who knows them,
meetings ahead with what is promised, handovers, work nobody has invoiced, our systems, and our own next week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from kingpost.connectors.formats.replies import own_text
from kingpost.knowledge import business
from kingpost.knowledge.forecast import Forecast, forecasts
from kingpost.priorities import absence, handover_words, stand_ins
from kingpost.priorities.batch import Batch
from kingpost.priorities.hours import ONE_DAY
from kingpost.priorities.rules import one_head
from kingpost.priorities.standing_facts import Ahead, Handover, Known, Load, Pack, Source, Uninvoiced
from kingpost.toolbox.sql import rows, sql

SOON = timedelta(days=5)  # how far ahead meetings are looked at
RECENT = timedelta(days=21)  # a handover nobody took for longer is history
BILLED = timedelta(days=120)  # how long work done is looked at for its invoice


def related(refs: Sequence[int], now: datetime) -> set[int]:
    """What must be looked at again because these entities changed: their clients, those clients' meetings ahead, work of who is away."""
    params = {
        "entities": list(refs), "now": now, "soon": now + SOON, "billed": (now - BILLED).date().isoformat(),
    }  # fmt: skip
    found = {entity for (entity,) in rows(sql("standing_related"), params)}
    planned = rows(
        "SELECT 1 FROM entity WHERE entity_id = ANY(%s) AND (kind IN ('task', 'meeting') OR standing = 'staff') LIMIT 1",
        [list(refs)],
    )
    found |= stand_ins.related(refs)
    return found | set(business.own_entities()) if planned else found


def look(batch: Batch) -> None:
    """Add to the batch how its projects, owners, clients, meetings, handovers and finished projects stand."""
    today = batch.hours.day_of(batch.now)
    back = _back(batch)
    ends = _forecasts(batch)
    batch.subjects = [
        replace(s, owner_back=back.get((s.owner or 0, s.audience)), forecast=ends.get((s.entity, s.audience)))
        for s in batch.subjects
    ]
    about = {"entities": sorted(batch.entities), "now": batch.now, "today": today.isoformat()}
    batch.known = list(_known(rows(sql("known"), about | _recent(batch))))
    batch.ahead = [
        _ahead(row) for row in rows(sql("ahead"), about | {"soon": batch.now + SOON, "zone": batch.hours.zone.key})
    ]
    handed = rows(sql("handovers"), about | {"recent": batch.now - RECENT, "maybe": handover_words.MAYBE})
    batch.handovers = list(_handovers(handed))
    batch.packs = [_pack(row) for row in rows(sql("packs"), about)]
    batch.stand_ins = stand_ins.stand_ins(today)
    for person, day in stand_ins.turns(sorted(batch.entities)):
        batch.wake(person, "handover_open", batch.hours.start_of(day))
    billed = (batch.now - BILLED).date().isoformat()
    batch.uninvoiced = [_uninvoiced(row) for row in rows(sql("uninvoiced"), about | {"billed": billed})]
    own = min(business.own_entities(), default=0)
    own = own if own in batch.entities else 0
    batch.sources = [Source(own, *row) for row in rows(sql("sources_read"))] if own else []
    batch.loads = list(_loads(batch, own)) if own else []
    seen = [(one.entity, one.audience) for one in batch.loads] + [(s.entity, s.audience) for s in batch.sources]
    seen += [(k.entity, k.audience) for k in batch.known] + [(a.entity, a.audience) for a in batch.ahead]
    seen += [(p.entity, p.audience) for p in batch.packs]
    seen += [(h.entity, h.audience) for h in batch.handovers] + [(u.entity, u.audience) for u in batch.uninvoiced]
    for entity, audience in seen:
        batch.looked_at[entity].add(audience)


def _back(batch: Batch) -> dict[tuple[int, int], date]:
    """By owner and audience: the working day on which one who is away is back. What begins or ends an absence wakes the work."""
    owners: dict[int, set[int]] = defaultdict(set)
    for one in batch.of("ticket", "task"):
        if one.owner:
            owners[one.audience].add(one.owner)
    found: dict[tuple[int, int], date] = {}
    begins: dict[tuple[int, int], datetime] = {}
    for audience, people in owners.items():
        for person, away in absence.stretches(people, audience, batch.now, batch.hours).items():
            if back := absence.back_on(away, batch.hours.day_of(batch.now), batch.hours):
                found[person, audience] = back
            ahead = [at for stretch in away for at in stretch if at > batch.now]
            if ahead:
                begins[person, audience] = min(ahead)
    for one in batch.of("ticket", "task"):
        if at := begins.get((one.owner or 0, one.audience)):
            batch.wake(one.entity, "unowned", at)
    return found


def _forecasts(batch: Batch) -> dict[tuple[int, int], Forecast]:
    """By project and audience: when it will be done."""
    projects: dict[int, set[int]] = defaultdict(set)
    for one in batch.of("project"):
        projects[one.audience].add(one.entity)
    found: dict[tuple[int, int], Forecast] = {}
    for audience, numbers in projects.items():
        wide = [a for (a,) in rows("SELECT wide_id FROM audience_within WHERE narrow_id = %s", [audience])]
        for ends in forecasts(sorted({audience, *wide}), batch.hours.day_of(batch.now), numbers):
            found[ends.project, audience] = ends
    return found


def _recent(batch: Batch) -> dict[str, object]:
    """Since when it counts who dealt with a client: for all of them, and for those (``own``) with months of their own."""
    own = sorted(
        {client for key, client in batch.numbers.held if key == one_head.MONTHS.key and client in batch.entities}
    )
    since = {one: batch.now - timedelta(days=one_head.DAYS * batch.number(one_head.MONTHS, one)) for one in (0, *own)}
    return {"recent": since[0], "own": own, "own_recent": [since[one] for one in own]}


def _known(found: Iterable[tuple[Any, ...]]) -> Iterable[Known]:
    """Clients with everybody of ours who dealt with them of late, the latest first, one for each audience."""
    for (client, audience), group in groupby(found, key=itemgetter(0, 1)):
        people = list(group)
        first = people[0]
        yield Known(
            client,
            audience,
            first[2],
            [(p[3], p[4], p[5], p[6]) for p in people if p[3]],
            first[7],
            tuple(first[8]),
            first[9],
        )


def _loads(batch: Batch, own: int) -> Iterable[Load]:
    """The departments' next week, Monday to Sunday."""
    today = batch.hours.day_of(batch.now)
    week = [today + (7 - today.weekday() + n) * ONE_DAY for n in range(7)]
    start, end = batch.hours.start_of(week[0]), batch.hours.start_of(week[-1] + ONE_DAY)
    worked = [day for day in week if batch.hours.span(day)]
    params = {
        "own": own, "start": start, "end": end, "zone": batch.hours.zone.key, "worked": worked, "many": len(batch.hours.days),
        "gone": sorted(absence.LEFT),
    }  # fmt: skip
    for audience, department, pieces, estimated, needed, free, evidence, started_at in rows(sql("loads"), params):
        yield Load(own, audience, department, pieces, estimated, needed, free, tuple(evidence), started_at, start)


def _ahead(row: tuple[Any, ...]) -> Ahead:
    entity, audience, title, client, name, starts_at, prepared, what, due, evidence, started_at = row
    promised = list(zip(what, due, strict=True))
    return Ahead(entity, audience, title, client, name, starts_at, prepared, promised, tuple(evidence), started_at)


def _pack(row: tuple[Any, ...]) -> Pack:
    entity, audience, name, client, client_name, successor, successor_name, by, at, declined_at, evidence = row
    return Pack(
        entity, audience, name, client, client_name, successor, successor_name, by, at, declined_at, tuple(evidence)
    )


def _handovers(found: Iterable[tuple[Any, ...]]) -> Iterable[Handover]:
    """Those whose new words hand something over."""
    for entity, audience, title, client, at, by, to, names, body, evidence, started_at in found:
        if handover_words.hands_over(title, body, names, by):
            quote = own_text(body, by)[:400]
            yield Handover(
                entity, audience, title, client, at, by, tuple(to), tuple(names), quote, tuple(evidence), started_at
            )


def _uninvoiced(row: tuple[Any, ...]) -> Uninvoiced:
    entity, audience, title, client, ended, name, amount, currency, evidence, started_at = row
    return Uninvoiced(entity, audience, title, client, ended, name, amount, currency, tuple(evidence), started_at)

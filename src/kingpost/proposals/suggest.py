"""The proposals stage: flags in, a suggestion for each that a routine has one for.

A suggestion is made anew only when what it rests on changed (the flag, or where writing is on) or a moment it proposes has passed;
a flag somebody has decided about is left alone. It names and writes to no system that its flag's audience may not see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b

import msgspec
from django.db import transaction

from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.knowledge import business
from kingpost.priorities.hours import WorkingHours
from kingpost.priorities.models import Flag
from kingpost.proposals.models import Decision, Suggestion
from kingpost.proposals.planned import plain
from kingpost.proposals.routines import About, Draft, Grant, Held, Routine, routines
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows, sql

Grants = Mapping[int, Sequence[Grant]]
"""Where something may be written, by the audience of the flags it may be offered on."""


def work(refs: Sequence[int]) -> Mapping[Stream, Iterable[int]]:
    """Make the suggestions for these flags. Returns the flags whose suggestion changed."""
    take_turn()
    now = clock.now()
    flags = list(Flag.objects.filter(pk__in=refs).order_by("pk"))
    grants = _grants(flags)
    live: dict[int, dict[str, Suggestion]] = {}
    for suggestion in Suggestion.objects.filter(flag_id__in=refs, superseded_at=None):
        live.setdefault(suggestion.flag_id, {})[suggestion.routine] = suggestion
    standing = decided(flags)
    settled = {
        f.pk for f in flags if f.entity_id in standing
    }  # decided on this flag, or on another one about the same thing
    own = {number for numbers in standing.values() for number in numbers}
    wanted = [
        f for f in flags if f.pk not in own and _is_due(f, live.get(f.pk, {}), grants, now, settled=f.pk in settled)
    ]
    about = _about([f for f in wanted if f.closed_at is None and f.pk not in settled], grants, now)
    changed = [
        f.pk
        for f in wanted
        for routine in routines()
        if _settle(f, routine, about.get(f.pk), live.get(f.pk, {}).get(routine.name), grants, now)
    ]
    return {Stream.FLAG: changed}


def work_systems(refs: Sequence[int]) -> Mapping[Stream, Iterable[int]]:
    """A system changed: where writing was switched on or off, suggestions change with it. Cheap when nothing was."""
    del refs  # any change of grants concerns every flag
    live = list(Suggestion.objects.filter(superseded_at=None, flag__closed_at=None).select_related("flag"))
    grants = _grants([suggestion.flag for suggestion in live])
    stale = {suggestion.flag_id for suggestion in live if suggestion.basis != _basis(suggestion.flag, grants)}
    return work(sorted(stale)) if stale else {}


def due(now: datetime) -> int:
    """Send round the flags whose suggestion proposes a moment that has passed. The worker calls this each second."""
    with transaction.atomic():
        passed = rows("SELECT flag_id FROM suggestion WHERE superseded_at IS NULL AND good_until <= %s", [now])
        flags = list(Flag.objects.filter(pk__in=[flag for (flag,) in passed]))
        standing = decided(flags)
        again = [flag.pk for flag in flags if flag.entity_id not in standing]
        Suggestion.objects.filter(flag_id__in=again, superseded_at=None, good_until__lte=now).update(superseded_at=now)
        changes.append({Stream.FLAG: again})
    return len(again)


def refresh(flag_id: int) -> None:
    """Make one flag's suggestions again at once; the caller's transaction appends the change itself."""
    work([flag_id])


def anew(suggestion: Suggestion | None) -> list[int]:
    """Have what is suggested about the same thing worked out again: calendars are no longer as it found them. Returns the flags to send round; needs ``take_turn``."""
    flags = same_thing([suggestion.flag]) if suggestion is not None else []
    Suggestion.objects.filter(flag_id__in=flags, superseded_at=None).update(basis="")
    return flags


def take_turn() -> None:
    """One writer of suggestions at a time, until the transaction ends."""
    rows("SELECT pg_advisory_xact_lock(hashtext(current_schema()), hashtext('proposals'))")


def _grants(flags: Iterable[Flag]) -> Grants:
    """Where writing is on for these flags, oldest grant first."""
    found: dict[int, list[Grant]] = {flag.audience_id: [] for flag in flags}
    for audience, *grant in rows(sql("grants"), {"audiences": list(found)}) if found else []:
        found[audience].append(Grant(*grant))
    return found


def decided(flags: Sequence[Flag]) -> dict[int, set[int]]:
    """By thing: the flags about it with a live yes from since they opened. What was decided stands until it is undone or the trouble is new.

    A thing may have a flag for each of several audiences: what is decided on one is decided for all of them.
    """
    things = {flag.entity_id for flag in flags}
    found = Decision.objects.filter(suggestion__flag__entity_id__in=things, undone_at=None).exclude(
        verdict=Decision.DECLINE
    )
    standing: dict[int, set[int]] = {}
    for decision in found.select_related("suggestion__flag"):
        assert decision.suggestion is not None
        flag = decision.suggestion.flag
        if decision.at >= flag.opened_at:
            standing.setdefault(flag.entity_id, set()).add(flag.pk)
    return standing


def same_thing(flags: Sequence[Flag]) -> list[int]:
    """All flags about the same things, whatever their audience."""
    return list(
        Flag.objects.filter(entity_id__in=[flag.entity_id for flag in flags])
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def _is_due(flag: Flag, live: Mapping[str, Suggestion], grants: Grants, now: datetime, *, settled: bool) -> bool:
    if settled or flag.closed_at is not None or flag.before_start:
        return bool(live)
    basis = _basis(flag, grants)
    return not live or any(s.basis != basis or (s.good_until and s.good_until <= now) for s in live.values())


def _basis(flag: Flag, grants: Grants) -> str:
    made_from = [flag.changed_at, flag.opened_at, [[g.system, g.kind, g.place] for g in grants[flag.audience_id]]]
    return blake2b(msgspec.json.encode(made_from), digest_size=12).hexdigest()


def _settle(
    flag: Flag, routine: Routine, about: About | None, live: Suggestion | None, grants: Grants, now: datetime
) -> bool:
    """Bring one routine's suggestion for a flag in line. True when it changed for the reader."""
    draft = routine.suggest(about) if about else None
    if live is not None and draft is not None and _same(live, draft):
        Suggestion.objects.filter(pk=live.pk).update(basis=_basis(flag, grants))
        return False
    if live is not None:
        Suggestion.objects.filter(pk=live.pk).update(superseded_at=now)
    if draft is not None:
        Suggestion.objects.create(
            flag=flag, routine=routine.name, basis=_basis(flag, grants), made_at=now, **_values(draft)
        )
    return live is not None or draft is not None


def _same(live: Suggestion, draft: Draft) -> bool:
    return all(getattr(live, name) == value for name, value in _values(draft).items())


def _values(draft: Draft) -> dict[str, object]:
    return {
        "say": draft.say, "detail": draft.detail, "changes": plain(draft.changes), "good_until": draft.good_until,
        "cases": msgspec.to_builtins(draft.cases) if draft.cases else {}, "capacity": msgspec.to_builtins(draft.capacity),
    }  # fmt: skip


def _about(flags: Sequence[Flag], grants: Grants, now: datetime) -> dict[int, About]:
    params = {"flags": [flag.pk for flag in flags]}
    found = {flag: rest for flag, *rest in rows(sql("about"), params)} if flags else {}
    held: dict[int, list[Held]] = {}
    for flag, *rest in rows(sql("held"), params) if flags else []:
        held.setdefault(flag, []).append(Held(*rest))
    known = business.values()
    hours = WorkingHours.of(known)
    made = {}
    for flag in flags:
        if flag.before_start or flag.pk not in found:
            continue
        title, golden, owner, owner_name, contact = found[flag.pk]
        made[flag.pk] = About(
            flag,
            title,
            msgspec.json.decode(golden),
            held.get(flag.pk, []),
            owner,
            owner_name,
            contact,
            grants[flag.audience_id],
            now,
            hours,
        )
    return made

"""What people do first teaches the ranking: a reason may come to count up to twice, or down to half, its usual weight.

Counted for the whole business, never for a person: how often a flag of this kind was acted on while another stood above it, against how
often it was passed over, snoozed or called not related. One small step a night, only on enough evidence, each step with its counts; taken
back with one key, and then only what happens since counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec
from django.db import transaction

from kingpost.accounts.models import EVERYONE, User
from kingpost.priorities import numbers, ranking
from kingpost.priorities.models import Answer, LearnedWeight
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows, sql

Kind = tuple[str, str]  # rule, key
LEAST = 12
"""So often it must have come up before a step is taken."""
CLEAR = 2 / 3
"""Of these times, at least so many must point the same way."""
STEP = 1.1
LOWEST, HIGHEST = 0.5, 2.0
REACH = timedelta(days=90)  # older acts say little about today


@dataclass(frozen=True)
class Act:
    """One answer to a flag of this kind; ``above`` are the kinds of the flags that stood above it then."""

    at: datetime
    verdict: str
    kind: Kind
    above: frozenset[Kind]


@dataclass(frozen=True)
class Weight:
    """A learned weight that holds, as the page shows it."""

    id: int
    rule: str
    key: str
    factor: float
    first: int
    times: int
    since: datetime
    at: datetime


def factors() -> dict[Kind, float]:
    """By (rule, key): how many times its usual weight it counts now. What is not here counts once."""
    return {(one.rule, one.key): one.factor for one in current()}


def current() -> list[Weight]:
    """The learned weights that hold, in one query."""
    return [Weight(*row) for row in rows(
        """SELECT DISTINCT ON (rule, key) id, rule, key, factor, first, times, since, at FROM learned_weight WHERE withdrawn_at IS NULL
           ORDER BY rule, key, id DESC""")]  # fmt: skip


def learn(now: datetime, today: date) -> list[LearnedWeight]:
    """One step for every kind of reason with enough evidence since its last one. Nothing when run again on the same day."""
    held, began = factors(), _began(now - REACH)
    done = set(LearnedWeight.objects.filter(learned_on=today).values_list("rule", "key"))
    made = []
    for kind, (first, times) in sorted(count(_acts(now), began, now - REACH).items()):
        factor = step(held.get(kind, 1.0), first, times)
        if kind not in done and factor != held.get(kind, 1.0):
            since = began.get(kind, now - REACH)
            made.append(LearnedWeight(rule=kind[0], key=kind[1], factor=factor, first=first, times=times, since=since, learned_on=today, at=now))  # fmt: skip
    LearnedWeight.objects.bulk_create(made)
    return made


def count(acts: Iterable[Act], began: Mapping[Kind, datetime], otherwise: datetime) -> dict[Kind, tuple[int, int]]:
    """By kind: how often it was acted on first, and how often it was that or was left, since its counting ``began``."""
    first: dict[Kind, int] = defaultdict(int)
    times: dict[Kind, int] = defaultdict(int)
    for act in acts:
        done = act.verdict in (Answer.HANDLED, Answer.DECIDED)
        over = act.above - {act.kind}
        ahead = {act.kind} if done and over else set()
        left = over if done else {act.kind}
        for kind in ahead | left:
            if act.at > began.get(kind, otherwise):
                first[kind] += kind in ahead
                times[kind] += 1
    return {kind: (first[kind], many) for kind, many in times.items()}


def step(factor: float, first: int, times: int) -> float:
    """The factor after one step: up or down by a tenth where the evidence is enough and clear, within its bounds."""
    if times < LEAST:
        return factor
    if first >= CLEAR * times:
        factor *= STEP
    elif times - first >= CLEAR * times:
        factor /= STEP
    return round(min(HIGHEST, max(LOWEST, factor)), 2)


def withdraw(by: User, ids: Sequence[int]) -> int:
    """Take learned weights back: the one before, else the usual weight, counts again. Returns how many held."""
    with transaction.atomic():
        taken = LearnedWeight.objects.filter(pk__in=list(ids), withdrawn_at=None).update(
            withdrawn_at=clock.now(), withdrawn_by=by
        )
        if taken:
            numbers.send_round()
    return taken


def restore(ids: Sequence[int]) -> int:
    """Undo a withdrawal. Returns how many hold again."""
    with transaction.atomic():
        changed = LearnedWeight.objects.filter(pk__in=list(ids), withdrawn_at__isnull=False).update(
            withdrawn_at=None, withdrawn_by=None
        )
        if changed:
            numbers.send_round()
    return changed


def _began(earliest: datetime) -> dict[Kind, datetime]:
    """By kind: when its last step was taken, or taken back. Only what people did since counts for the next."""
    found = rows("SELECT rule, key, max(greatest(at, withdrawn_at)) FROM learned_weight GROUP BY rule, key")
    return {(rule, key): max(at, earliest) for rule, key, at in found}


def _acts(now: datetime) -> list[Act]:
    """The answers that hold, each with what its flag was and what stood above it for the person who gave it."""
    params = {"since": now - REACH, "now": now, "above": ranking.TODAY_SHOWS, "everyone": EVERYONE}
    found = rows(sql("acts"), params)
    acts = []
    for at, verdict, own, above in found:
        kinds = [tuple(kind) for kind in msgspec.json.decode(own)]
        if kinds:
            others = [[tuple(kind) for kind in flag] for flag in msgspec.json.decode(above)]
            acts.append(Act(at, verdict, _heaviest(kinds), frozenset(_heaviest(flag) for flag in others if flag)))
    return acts


def _heaviest(kinds: Sequence[tuple[str, ...]]) -> Kind:
    """What a flag made of these is: its heaviest reason, by the usual weights, and the first by name of equals."""
    rule, key = min(kinds, key=lambda kind: (-ranking.usual(kind[0], kind[1]), kind))
    return ranking.named(rule, key)

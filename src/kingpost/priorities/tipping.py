"""At which number a rule would have raised something: the rules themselves are asked again, with one number at a time made sharper or milder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime

from kingpost.priorities.batch import Batch
from kingpost.priorities.gather import gather
from kingpost.priorities.numbers import Number, Numbers, bounds
from kingpost.priorities.rules import Rule, rules

AT_ONCE = 1000  # entities gathered together
STEPS = 6  # values tried on each side


def near(entities: Collection[int], now: datetime) -> dict[int, list[list[object]]]:
    """For each entity no rule raises now: [[number, value], …], the values at which one would, the nearest first. Others are absent."""
    found: dict[int, list[tuple[float, str, float]]] = defaultdict(list)
    ordered = sorted(entities)
    for start in range(0, len(ordered), AT_ONCE):
        wanted = set(ordered[start : start + AT_ONCE])
        batch = gather(sorted(wanted), now)
        wanted -= {entity for rule in rules() for entity in _raised(rule, batch, batch.numbers)}
        for rule in rules():
            for number in rule.numbers:
                for distance, value, entity in _tips(rule, number, batch, wanted):
                    found[entity].append((distance, number.key, value))
    return {entity: [[key, value] for _, key, value in sorted(tips)] for entity, tips in found.items()}


def _tips(rule: Rule, number: Number, batch: Batch, wanted: set[int]) -> Iterator[tuple[float, float, int]]:
    """(how far off, value, entity) for each of them that this number alone would raise."""
    now = batch.number(number)
    known: set[int] = set()
    for value in tried(number, now):
        numbers = Numbers({**batch.numbers.held, (number.key, 0): value})
        raised = (_raised(rule, batch, numbers) & wanted) - known
        known |= raised
        yield from ((abs(value - now) / (number.usual or 1), value, entity) for entity in sorted(raised))


def tried(number: Number, now: float) -> list[float]:
    """The values to try, the nearest to what holds ``now`` first, within what may be learned; whole where the usual one is."""
    whole = float(number.usual).is_integer() and number.usual >= 2
    found = set()
    for bound in bounds(number):
        for step in range(1, STEPS + 1):
            value = now + (bound - now) * step / STEPS
            found.add(float(round(value)) if whole else round(value, 2))
    return sorted(found - {now}, key=lambda value: (abs(value - now), value))


def _raised(rule: Rule, batch: Batch, numbers: Numbers) -> set[int]:
    """What the rule opens a flag for in this batch, with these numbers. The batch stays as it is."""
    copy = replace(batch, numbers=numbers, wakes={}, looked_at=defaultdict(set))
    return {noticed.entity for noticed in rule.find(copy) if noticed.opens}

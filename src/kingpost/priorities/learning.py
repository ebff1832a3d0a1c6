"""What the misses teach: a number of a rule moves a little, one step a night, towards the value that would have caught them.

Bounds: half to twice the usual number. Each miss counts once. A person's own number always wins, and a learned one is taken back like any.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

import msgspec

from kingpost.priorities import numbers
from kingpost.priorities.models import RuleNumber
from kingpost.priorities.numbers import Number, bounds
from kingpost.priorities.rules import rules
from kingpost.toolbox.sql import rows, sql

STEP = 0.2
"""Of the usual number, at most, in one night; whole numbers move by one at least."""


def learn(now: datetime, today: date) -> list[RuleNumber]:
    """Move each number that new misses speak for one step. Returns the numbers it set; none when run again on the same day.

    Who calls it sends round what the rules look at."""
    known = {number.key: number for rule in rules() for number in rule.numbers}
    held = numbers.current()
    proposed: dict[str, dict[int, float]] = defaultdict(dict)
    for miss, near in rows(sql("learning")):
        for key, value in msgspec.json.decode(near)[:1]:  # the nearest number alone
            if key in known and not caught(known[key], held.of(known[key]), value):
                proposed[key][miss] = value
    set_by_people = set(
        RuleNumber.objects.filter(withdrawn_at=None, record_id=0, by__isnull=False).values_list("key", flat=True)
    )
    already = set(RuleNumber.objects.filter(learned_on=today).values_list("key", flat=True))
    made = []
    for key, wanted in sorted(proposed.items()):
        if key in set_by_people | already:
            continue
        value = step(known[key], held.of(known[key]), list(wanted.values()))
        if value != held.of(known[key]):
            made.append(RuleNumber(key=key, value=value, learned_on=today, misses=sorted(wanted), at=now))
    RuleNumber.objects.bulk_create(made)
    return made


def caught(number: Number, now: float, value: float) -> bool:
    """Whether what holds ``now`` has moved as far as this value, or beyond: a miss from before that is caught by now, and never a reason to go back."""
    return min(number.usual, now) <= value <= max(number.usual, now)


def step(number: Number, now: float, wanted: list[float]) -> float:
    """One step from what holds ``now`` towards the mildest value that would have caught any of them, within the bounds."""
    low, high = bounds(number)
    whole = float(number.usual).is_integer() and number.usual >= 2
    goal = min(wanted, key=lambda value: (abs(value - now), value))
    most = max(STEP * number.usual, 1.0 if whole else 0.0)
    value = now + max(-most, min(most, goal - now))
    if whole:
        value = float(round(value))
    return round(max(low, min(high, value)), 2)

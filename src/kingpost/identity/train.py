"""Train the weights on the business's own records, without labels, with Splink (splink_weights.py) on DuckDB or on Spark.

What tells things apart by rule is never weakened. The threshold is the lowest sum from which on the pairs an exact key decides, or a person answered, are right
(their deciding level left out). Weights that find less of what is known than the built-in ones are not taken. The result is a row; scoring needs nothing of what
trained it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import pairwise
from math import log2

import msgspec
from django.db import transaction

from kingpost.identity import model, train_duckdb, train_spark
from kingpost.identity.comparisons import compare
from kingpost.identity.model import Kind
from kingpost.identity.models import IdentityModel
from kingpost.identity.profiles import Profile
from kingpost.identity.splink_weights import LEARNED, Backend, NotTrained, columns_of, learn
from kingpost.identity.trained import compare_again
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows

FEWEST = 500  # records of a kind; fewer say too little about how often anything happens
MOST = 200_000  # records read for training
KNOWN_PAIRS = 20_000
RIGHT = 0.995  # of the pairs joined, among those an exact key decides
CERTAIN = log2(0.99 / 0.01)  # bits: what the threshold is at least, unless enough pairs are known to be two things
ENOUGH = 200
WORSE = 0.02  # a model that finds this share less of what is known to be one thing is not taken
RULE = -8.0  # a level that weighs this little by default tells apart by rule
__all__ = ["BACKENDS", "NotTrained", "Trained", "estimate", "measure", "train"]
Opens = Callable[[Mapping[int, Profile]], AbstractContextManager[Backend]]
BACKENDS: Mapping[str, Opens] = {"duckdb": train_duckdb.opened, "spark": train_spark.opened}
"""Where Splink can work: by name, what opens it for these profiles."""


@dataclass(frozen=True)
class Trained:
    """What came of a training: the weights of each kind, and over how many records and answers."""

    kinds: dict[str, Kind]
    records: int
    answers: int


def train(on: str = "duckdb") -> Trained:
    """Train every kind that has enough records, keep what proved itself as the model that holds, and have all records compared again.

    ``on`` is one of BACKENDS. Raises NotTrained when that is not installed, or no kind has a better model than the one that holds.
    """
    kinds: dict[str, Kind] = {}
    measured: dict[str, tuple[int, int, int]] = {}
    holds = model.current()
    read = 0
    labels = _answers()
    for kind in LEARNED:
        profiles = _profiles(kind)
        if len(profiles) >= FEWEST and (made := estimate(kind, profiles, labels, BACKENDS[on])):
            kinds[kind] = made
            measured[kind] = measure(profiles, labels, holds[kind], made)
            read += len(profiles)
    if not kinds:
        raise NotTrained(
            f"Nothing to take over: fewer than {FEWEST} records of each kind, or the weights that hold find more."
        )
    with transaction.atomic():
        IdentityModel.objects.create(
            weights=msgspec.to_builtins(kinds),
            trained_at=clock.now(),
            records=read,
            answers=len(labels),
            measured=measured,
        )
        compare_again()
    return Trained(kinds, read, len(labels))


def estimate(
    kind: str,
    profiles: Mapping[int, Profile],
    labels: Mapping[tuple[int, int], str],
    opened: Opens = train_duckdb.opened,
) -> Kind | None:
    """The weights of one kind, from profiles by record number and people's answers by pair. None when they find less than the built-in ones."""
    default = model.DEFAULT[kind]
    same = [pair for pair, verdict in labels.items() if verdict == "same" and set(pair) <= profiles.keys()]
    with opened(profiles) as backend:
        learned, prior = learn(kind, profiles, same, backend)
    weights = {
        level: min(held, learned.get(level, held)) if held <= RULE else learned.get(level, held)
        for level, held in default.weights.items()
    }
    known = _known(profiles, labels)
    made = Kind(prior, _threshold(Kind(prior, 0, 0, weights), known), 0, weights)
    made = Kind(prior, made.same, made.same - (default.same - default.ask), weights)
    return made if _finds(made, known) >= _finds(default, known) - WORSE else None


def measure(
    profiles: Mapping[int, Profile], labels: Mapping[tuple[int, int], str], was: Kind, made: Kind
) -> tuple[int, int, int]:
    """How many pairs are known to be one thing; how many of them the weights before join, and how many the new ones do."""
    known = [levels for levels, one in _known(profiles, labels) if one]
    before, now = (sum(_sum(kind, levels) >= kind.same for levels in known) for kind in (was, made))
    return len(known), before, now


Known = list[tuple[list[str], bool]]
"""Levels of pairs an exact key or a person decides, without the deciding ones; and whether they are one thing."""


def _known(profiles: Mapping[int, Profile], labels: Mapping[tuple[int, int], str]) -> Known:
    """Pairs to measure by, among those that share a name, an organisation or a number."""
    together: dict[tuple[int, str], list[int]] = {}
    for record, p in profiles.items():
        for place, value in enumerate(columns_of(p)):
            if value:
                together.setdefault((place, value), []).append(record)
    pairs = {(a, b) if a < b else (b, a) for some in together.values() for a, b in pairwise(some)}
    made: Known = []
    for a, b in sorted(pairs)[:KNOWN_PAIRS]:
        levels = compare(profiles[a], profiles[b])
        deciding = {level for level in levels if level in _DECIDING_SAME or level in _DECIDING_DIFFERENT}
        if deciding and (deciding <= _DECIDING_SAME or deciding <= _DECIDING_DIFFERENT):
            aspects = {level.partition(":")[0] for level in deciding}
            made.append(([n for n in levels if n.partition(":")[0] not in aspects], deciding <= _DECIDING_SAME))
    said = [(pair, verdict) for pair, verdict in labels.items() if set(pair) <= profiles.keys()]
    return made + [(compare(profiles[a], profiles[b]), verdict == "same") for (a, b), verdict in said]


_DECIDING_SAME = {"mailbox:equal", "domain:equal", "vat:equal", "registration:equal", "code:equal"}
_DECIDING_DIFFERENT = {
    "mailbox:different at one domain",
    "vat:different",
    "registration:different",
    "code:different in one series",
}


def _sum(kind: Kind, levels: Sequence[str]) -> float:
    return kind.prior + sum(kind.weights.get(level, 0.0) for level in levels)


def _threshold(kind: Kind, known: Known) -> float:
    """The lowest sum from which on RIGHT of the known pairs are one thing."""
    scored = sorted(((_sum(kind, levels), one) for levels, one in known), reverse=True)
    best, right = max((s for s, _ in scored), default=CERTAIN) + 1.0, 0
    for place, (weight, one) in enumerate(scored, 1):
        right += one
        if right / place >= RIGHT and (place == len(scored) or scored[place][0] < weight):
            best = weight
    return best if sum(not one for _, one in scored) >= ENOUGH else max(best, CERTAIN)


def _finds(kind: Kind, known: Known) -> float:
    """Which share of the pairs known to be one thing these weights join."""
    sums = [_sum(kind, levels) for levels, one in known if one]
    return sum(weight >= kind.same for weight in sums) / len(sums) if sums else 0.0


def _profiles(kind: str) -> dict[int, Profile]:
    """Profiles of a kind; of more than MOST, those with the smallest record keys, which is as good as at random."""
    query = """SELECT p.record_id, p.said FROM profile AS p JOIN record AS r ON r.id = p.record_id WHERE r.kind = %s ORDER BY r.key LIMIT %s"""
    return {record: msgspec.json.decode(said, type=Profile) for record, said in rows(query, [kind, MOST])}


def _answers() -> dict[tuple[int, int], str]:
    """People's answers that hold, by pair."""
    held = rows(
        "SELECT one, other, verdict FROM judgement WHERE withdrawn_at IS NULL AND verdict IN ('same', 'different')"
    )
    return {(one, other): verdict for one, other, verdict in held}

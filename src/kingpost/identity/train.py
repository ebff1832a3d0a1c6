"""Train the weights on the business's own records, without labels, with Splink on DuckDB (``pip install kingpost[identity]``).

Splink sees the very comparisons the product makes: its levels call ``comparisons.compare``. u is estimated from random pairs, m by expectation
maximisation over pairs that share a name, an organisation or a number; a weight is log2(m / u). What tells things apart by rule is never weakened. The
threshold is the lowest sum from which on the pairs an exact key decides, or a person answered, are right (their deciding level left out). Weights that find less
of what is known than the built-in ones are not taken. The result is a row; scoring needs neither Splink nor DuckDB.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log2
from typing import Any

import msgspec
from django.db import transaction

from kingpost.identity import model
from kingpost.identity.comparisons import compare
from kingpost.identity.model import Kind
from kingpost.identity.models import IdentityModel
from kingpost.identity.profiles import Profile, canonical, label, skeleton
from kingpost.identity.trained import compare_again
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows

FEWEST = 500  # records of a kind; fewer say too little about how often anything happens
MOST = 200_000  # records read for training
RANDOM_PAIRS, BLOCKED_PAIRS, KNOWN_PAIRS = 150_000, 100_000, 20_000
RIGHT = 0.995  # of the pairs joined, among those an exact key decides
CERTAIN = log2(0.99 / 0.01)  # bits: what the threshold is at least, unless enough pairs are known to be two things
ENOUGH = 200
WORSE = 0.02  # a model that finds this share less of what is known to be one thing is not taken
RULE = -8.0  # a level that weighs this little by default tells apart by rule
LEARNED = {
    "person": ("name", "mailbox", "mobile", "phone", "organisation", "title", "city"),
    "client": ("name", "domain", "phone", "postcode", "city", "address"),
    "project": ("name", "code", "organisation", "dates"),
}  # fmt: skip
"""Aspects with two levels or more, whose frequencies can be estimated."""
LABELS_NEEDED = 50


class NotTrained(Exception):
    """There is nothing to train on, or Splink is not installed; the text says which."""


@dataclass(frozen=True)
class Trained:
    """What came of a training: the weights of each kind, and over how many records and answers."""

    kinds: dict[str, Kind]
    records: int
    answers: int


def train() -> Trained:
    """Train every kind that has enough records, keep what proved itself as the model that holds, and have all records compared again.

    Raises NotTrained when no kind has a better model than the one that holds.
    """
    kinds: dict[str, Kind] = {}
    measured: dict[str, tuple[int, int, int]] = {}
    holds = model.current()
    read = 0
    labels = _answers()
    for kind in LEARNED:
        profiles = _profiles(kind)
        if len(profiles) >= FEWEST and (made := estimate(kind, profiles, labels)):
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


def estimate(kind: str, profiles: Mapping[int, Profile], labels: Mapping[tuple[int, int], str]) -> Kind | None:
    """The weights of one kind, from profiles by record number and people's answers by pair. None when they find less than the built-in ones."""
    default = model.DEFAULT[kind]
    same = [pair for pair, verdict in labels.items() if verdict == "same" and set(pair) <= profiles.keys()]
    learned, prior = _splink(kind, profiles, same)
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
        for place, value in enumerate(_columns(p)):
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


def _splink(
    kind: str, profiles: Mapping[int, Profile], same: Sequence[tuple[int, int]]
) -> tuple[dict[str, float], float]:
    """Weights in bits by level, and the prior in bits that two random records are one thing."""
    try:
        import duckdb
        from splink import DuckDBAPI, Linker, block_on
    except ImportError as problem:
        raise NotTrained("Training needs Splink and DuckDB: pip install kingpost[identity]") from problem
    logging.getLogger("splink").setLevel(logging.ERROR)
    connection: Any = duckdb.connect()
    columns = {record: _columns(p) for record, p in profiles.items()}
    connection.create_function(
        "found", _found(profiles), ["VARCHAR", "BIGINT", "BIGINT"], "VARCHAR", null_handling="special"
    )
    connection.execute(
        "CREATE TABLE records (unique_id BIGINT, number BIGINT, k1 VARCHAR, k2 VARCHAR, k3 VARCHAR, sure VARCHAR)"
    )
    connection.executemany(
        "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?)", [(r, r, *its) for r, its in columns.items()]
    )
    backend = DuckDBAPI(connection)
    linker = Linker(backend.register("records"), _settings(kind))
    training: Any = linker.training
    training.estimate_probability_two_random_records_match([block_on("sure")], recall=0.6)
    training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=1)
    for place, column in enumerate(("k1", "k2", "k3")):
        if not any(times > 1 for value, times in Counter(c[place] for c in columns.values()).items() if value):
            continue  # nothing shares it, so there is no pair to learn from
        training.estimate_parameters_using_expectation_maximisation(
            block_on(column), max_pairs=BLOCKED_PAIRS, fix_probability_two_random_records_match=False
        )
    if len(same) >= LABELS_NEEDED:
        connection.execute("CREATE TABLE said (unique_id_l BIGINT, unique_id_r BIGINT)")
        connection.executemany("INSERT INTO said VALUES (?, ?)", list(same))
        training.estimate_m_from_pairwise_labels(backend.register("said"))
    saved = linker.misc.save_model_to_json()
    share = float(saved["probability_two_random_records_match"])
    return dict(_weights(saved)), log2(share / (1 - share))


def _settings(kind: str) -> dict[str, Any]:
    """Splink's settings: one comparison for each aspect, its levels by name."""
    comparisons = []
    for aspect in LEARNED[kind]:
        named = [level.partition(":")[2] for level in model.DEFAULT[kind].weights if level.partition(":")[0] == aspect]
        call = f"found('{aspect}', number_l, number_r)"
        levels: list[dict[str, Any]] = [
            {"sql_condition": f"{call} IS NULL", "label_for_charts": "unknown", "is_null_level": True}
        ]
        levels += [{"sql_condition": f"{call} = '{name}'", "label_for_charts": name} for name in named[:-1]]
        levels.append({"sql_condition": "ELSE", "label_for_charts": named[-1]})
        comparisons.append({"output_column_name": aspect, "comparison_levels": levels})
    return {"link_type": "dedupe_only", "unique_id_column_name": "unique_id", "comparisons": comparisons,
            "blocking_rules_to_generate_predictions": [], "retain_matching_columns": False}  # fmt: skip


def _found(profiles: Mapping[int, Profile]) -> Any:
    """The function the levels call: what one aspect of two records shows, or nothing."""

    @lru_cache(maxsize=500_000)
    def all_of(one: int, other: int) -> dict[str, str]:
        return {
            aspect: name
            for aspect, _, name in (level.partition(":") for level in compare(profiles[one], profiles[other]))
        }

    def found(aspect: str, one: int, other: int) -> str | None:
        return all_of(min(one, other), max(one, other)).get(aspect)

    return found


def _columns(p: Profile) -> tuple[str | None, ...]:
    """What pairs are drawn by for estimating m: three ways that are each right often but not always; and a sure one."""
    places = [*p.org_hosts, *p.hosts]
    place = label(places[0]) if places else p.org.replace(" ", "")
    phone = p.phones[0] if p.phones else None
    if p.kind == "person":
        name = f"{canonical(p.given)} {p.surname}" if p.given and p.surname else None
        own = next((m for m in p.mails), None)
        return name, f"{skeleton(p.surname)} {place}" if place and p.surname else None, phone, own
    if p.kind == "client":
        return p.name or None, p.hosts[0] if p.hosts else None, phone, p.vat or (p.hosts[0] if p.hosts else None)
    return (
        (f"{p.name} {place}" if place else None),
        p.code or None,
        place or None,
        f"{p.code} {place}" if p.code and place else None,
    )


def _weights(saved: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    share = float(saved["probability_two_random_records_match"])
    for comparison in saved["comparisons"]:
        for level in comparison["comparison_levels"]:
            m, u = level.get("m_probability"), level.get("u_probability")
            if m is not None and u is not None and m > 0 and u > 0 and not level.get("is_null_level"):
                # Random pairs hold the pairs that are one thing too; without them u is smaller.
                u = max(u - share * m, u / 32)
                yield (
                    f"{comparison['output_column_name']}:{level['label_for_charts']}",
                    max(-20.0, min(20.0, log2(m / u))),
                )


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

"""What Splink is asked, whatever it runs on: the same settings, the same comparisons, the same steps. train_duckdb.py and train_spark.py say where.

Splink sees the very comparisons the product makes: its levels call ``found``, which calls ``comparisons.compare``. u is estimated from random pairs, m by
expectation maximisation over pairs that share a name, an organisation or a number; a weight is log2(m / u).
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import log2
from typing import Any, NamedTuple

from kingpost.identity import model
from kingpost.identity.comparisons import compare
from kingpost.identity.profiles import Profile, canonical, label, skeleton

RANDOM_PAIRS, BLOCKED_PAIRS = 150_000, 100_000
LEARNED = {
    "person": ("name", "mailbox", "mobile", "phone", "organisation", "title", "city"),
    "client": ("name", "domain", "phone", "postcode", "city", "address"),
    "project": ("name", "code", "organisation", "dates"),
}  # fmt: skip
"""Aspects with two levels or more, whose frequencies can be estimated."""
LABELS_NEEDED = 50


class NotTrained(Exception):
    """There is nothing to train on, or what trains is not installed; the text says which."""


class Backend(NamedTuple):
    """Where Splink works: its connection, on which SQL may call ``found``, and how a table gets there (name, columns in SQL, rows)."""

    api: Any
    keep: Callable[[str, str, Sequence[tuple[Any, ...]]], None]


def learn(
    kind: str, profiles: Mapping[int, Profile], same: Sequence[tuple[int, int]], backend: Backend
) -> tuple[dict[str, float], float]:
    """Weights in bits by level, and the prior in bits that two random records are one thing."""
    from splink import Linker, block_on  # there once a backend is

    logging.getLogger("splink").setLevel(logging.ERROR)
    columns = {record: columns_of(p) for record, p in profiles.items()}
    drawn_by = "unique_id BIGINT, number BIGINT, k1 STRING, k2 STRING, k3 STRING, sure STRING"
    backend.keep("records", drawn_by, [(r, r, *its) for r, its in columns.items()])
    linker = Linker(backend.api.register("records"), _settings(kind))
    training: Any = linker.training
    training.estimate_probability_two_random_records_match([block_on("sure")], recall=0.6)
    training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=1, num_chunks=1)
    for place, column in enumerate(("k1", "k2", "k3")):
        if not any(times > 1 for value, times in Counter(c[place] for c in columns.values()).items() if value):
            continue  # nothing shares it, so there is no pair to learn from
        training.estimate_parameters_using_expectation_maximisation(
            block_on(column),
            max_pairs=BLOCKED_PAIRS,
            fix_probability_two_random_records_match=False,
            estimate_without_term_frequencies=True,  # we have none; so each round counts patterns instead of pairs
        )
    if len(same) >= LABELS_NEEDED:
        backend.keep("said", "unique_id_l BIGINT, unique_id_r BIGINT", same)
        training.estimate_m_from_pairwise_labels(backend.api.register("said"))
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
        levels += [{"sql_condition": f"{call} = '{_in_sql(name)}'", "label_for_charts": name} for name in named[:-1]]
        levels.append({"sql_condition": "ELSE", "label_for_charts": named[-1]})
        comparisons.append({"output_column_name": aspect, "comparison_levels": levels})
    return {"link_type": "dedupe_only", "unique_id_column_name": "unique_id", "comparisons": comparisons,
            "blocking_rules_to_generate_predictions": [], "retain_matching_columns": False}  # fmt: skip


def found_in(profiles: Mapping[int, Profile]) -> Callable[[str, int, int], str | None]:
    """The function the levels call: what one aspect of two records shows, or nothing."""

    @lru_cache(maxsize=500_000)
    def all_of(one: int, other: int) -> dict[str, str]:
        return {
            aspect: _in_sql(name)
            for aspect, _, name in (level.partition(":") for level in compare(profiles[one], profiles[other]))
        }

    def found(aspect: str, one: int, other: int) -> str | None:
        return all_of(min(one, other), max(one, other)).get(aspect)

    return found


def _in_sql(level: str) -> str:
    """A level's name as SQL compares it: without apostrophes, which SQL writes differently from database to database."""
    return level.replace("'", "")


def columns_of(p: Profile) -> tuple[str | None, ...]:
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

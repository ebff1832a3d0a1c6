"""Identity without a database: made-up records through the product's own profiles, blocking keys, comparisons and clusters, measured against the truth.

    python -m bench.judged SIZE [SEED]            both made-up businesses, a line for each kind

What the stage does with tables is left out; what is joined and asked is the same.
"""

from __future__ import annotations

import itertools
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from bench.acquaintances import Said
from kingpost.evidence.keys import digest
from kingpost.identity import model
from kingpost.identity.blocking import MOST, blocking_keys
from kingpost.identity.clusters import Evidence, cluster
from kingpost.identity.keys import match_keys
from kingpost.identity.profiles import Parent, Profile, profile


@dataclass(frozen=True)
class Quality:
    """Pairwise on the final clusters: what share of the joined pairs is right, of the true pairs joined, and of the records asked about."""

    records: int
    precision: float
    recall: float
    asked: float


def judged(*businesses: Sequence[Said]) -> dict[str, Quality]:
    """By kind, over several businesses that know nothing of each other, counted together."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for said in businesses:
        for kind, counted in _one(said).items():
            counts[kind] += counted
    return {
        kind: Quality(c["records"], c["hits"] / max(1, c["joined"]), c["hits"] / max(1, c["wanted"]), c["asked"] / max(1, c["records"]))
        for kind, c in counts.items()
    }  # fmt: skip


def _one(said: Sequence[Said]) -> dict[str, Counter[str]]:
    profiles = _profiles(said)
    same, ask = _pairs(profiles)
    found: dict[str, Counter[str]] = {}
    for kind in ("person", "client", "project"):
        numbers = {n for n, p in profiles.items() if p.kind == kind}
        evidence = Evidence(
            {n: UUID(bytes=digest(f"{said[n][0]} {kind} {said[n][1].remote_id}".encode())) for n in numbers},
            {n: match_keys(kind, said[n][1].remote_id, said[n][1].fields) for n in numbers},
            profiles={n: profiles[n] for n in numbers},
            pairs=[p for p in same if p[0] in numbers],
        )
        made = cluster(evidence)
        group = {n: min(g) for g in made.groups for n in g}
        asked = {frozenset((group[a], group[b])) for a, b in ask if a in numbers} | {frozenset((group[a], group[b])) for a, b in made.torn}  # fmt: skip
        truth = {n: said[n][2] for n in numbers}
        pairs = [Counter((group[n], truth[n]) for n in numbers), Counter(group[n] for n in numbers), Counter(truth[n] for n in numbers)]  # fmt: skip
        hits, joined, wanted = (sum(n * (n - 1) // 2 for n in c.values()) for c in pairs)
        found[kind] = Counter(
            records=len(numbers), hits=hits, joined=joined, wanted=wanted, asked=sum(len(a) > 1 for a in asked)
        )
    return found


def _profiles(said: Sequence[Said]) -> dict[int, Profile]:
    organisations = {(system, one.remote_id): one for system, one, _ in said if one.kind == "client"}
    systems = {system: n for n, system in enumerate(dict.fromkeys(system for system, _, _ in said), 1)}
    made = {}
    for number, (system, one, _) in enumerate(said):
        at = next(
            (r.remote_id for r in one.refs if (system, r.remote_id) in organisations and r.kind == "client"), None
        )
        parent = organisations[system, at] if at else None
        above = Parent(f"{system} {at}", parent.title, parent.fields) if parent else None
        made[number] = profile(one.kind, systems[system], one.title, one.fields, above)
    return made


def _pairs(profiles: Mapping[int, Profile]) -> tuple[list[tuple[int, int, float]], list[tuple[int, int]]]:
    """What the model takes for the same, with the weight, and what it would ask about."""
    behind: dict[int, list[int]] = defaultdict(list)
    for number, one in profiles.items():
        for key in blocking_keys(one):
            behind[key].append(number)
    shared = {pair for some in behind.values() if len(some) <= MOST for pair in itertools.combinations(some, 2)}
    same, ask = [], []
    for a, b in sorted(shared):
        scored = model.score(profiles[a], profiles[b], model.DEFAULT)
        if scored.verdict == model.SAME:
            same.append((a, b, scored.weight))
        elif scored.verdict:
            ask.append((a, b))
    return same, ask


if __name__ == "__main__":
    from bench.strangers import both

    for name, records in both(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0).items():
        for kind, one in judged(records).items():
            print(f"{name:14} {kind:8} {one.records:7,} records  precision {one.precision:.4f}  recall {one.recall:.4f}  asked {one.asked:.4f}")  # fmt: skip

"""The model's pairs: which records it takes for one thing, and which it would ask about. A derived table, written here alone.

A pair is a pure function of the two records as they are now and of how many share their blocking keys, so what arrived first plays no part:
a changed record's pairs are worked out again, and a key that has become too common takes back the pairs that rested on it alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

import msgspec

from kingpost.identity import model
from kingpost.identity.blocking import MOST, blocking_keys, number, under
from kingpost.identity.profiles import KINDS, Profile, parts_of_parent, profile
from kingpost.identity.said import Said, read, read_profile
from kingpost.toolbox.sql import FEW, copy_numbers, copy_rows, execute, few_rows, numbers, rows, sql

_encode = msgspec.json.Encoder().encode
DECIDING = frozenset({"mailbox:equal", "domain:equal", "vat:equal", "registration:equal"})
"""Levels that are exact keys: such a pair is joined by its key, no row is needed."""

TORN = "torn"
"""The verdict of a pair the model takes for the same, of which one fits another thing as well: it joins nothing and is asked about."""

Pair = tuple[int, int]
Scored = dict[Pair, model.Scored]
Profiles = dict[int, Profile]


def work(said: Collection[Said]) -> tuple[set[int], Profiles]:
    """Bring profiles, blocking keys and pairs of these records up to date. Returns the records whose profiles or pairs changed, and what profiles
    are at hand now."""
    touched, organisations, known = _renew(said)
    if organisations and (others := _dependants(organisations) - {s.record for s in said}):
        again, _, more = _renew(read(others))
        touched, known = touched | again, known | more
    return touched, known


def _renew(said: Collection[Said]) -> tuple[set[int], dict[str, Profile], Profiles]:
    """Records whose profiles or pairs changed; the organisations among them, by record key; the profiles at hand."""
    held = {s.record: s.profile for s in said if s.profile}
    described = {s.record: _describe(s) for s in said if s.live and s.kind in KINDS}
    changed = {r for r in held.keys() | described.keys() if held.get(r) != described.get(r)}
    if not changed:
        return set(), {}, described
    keys = {r: blocking_keys(described[r]) for r in changed if r in described}
    added, removed = _write_profiles(changed, held, described, keys)
    shared, withdrawn = _shared(keys, added, removed)
    known = dict(described)
    known |= read_profiles({r for pair in shared for r in pair} - known.keys())
    holds = model.numbered(max(s.model for s in said))
    found = {}
    for pair in shared:
        scored = model.score(known[pair[0]], known[pair[1]], holds)
        if scored.verdict and not (scored.verdict == model.SAME and not DECIDING.isdisjoint(scored.levels)):
            found[pair] = scored
    organisations = {s.key: described[s.record] for s in said if s.kind == "client" and s.record in keys}
    return changed | _write_pairs(changed, found, withdrawn), organisations, known


def _describe(said: Said) -> Profile:
    """The profile a record should have."""
    made = profile(str(said.kind), said.system, said.title, said.fields, said.parent, said.before)
    made.model = said.model
    return made


def _dependants(organisations: Mapping[str, Profile]) -> set[int]:
    """The people and projects that point at these organisations and have taken something else over from them."""
    keys = [number(f"at {key}") for key in organisations]
    found = {
        r
        for (r,) in few_rows(
            len(keys), "SELECT record_id FROM block WHERE key = ANY(%(keys)s::bigint[])", {"keys": numbers(keys)}
        )
    }
    return {r for r, p in read_profiles(found).items()
            if p.under in organisations and (p.org, p.org_hosts) != parts_of_parent(organisations[p.under])}  # fmt: skip


def read_profiles(records: Collection[int]) -> Profiles:
    """The stored profiles of these records."""
    if not records:
        return {}
    query = "SELECT record_id, said FROM profile WHERE record_id = ANY(%(records)s::bigint[])"
    return {r: read_profile(kept) for r, kept in few_rows(len(records), query, {"records": numbers(records)})}


def _write_profiles(
    changed: Collection[int], held: Profiles, described: Profiles, keys: Mapping[int, set[int]]
) -> tuple[Counter[int], Counter[int]]:
    """Store profiles and blocking keys. Returns how many records each key gained and lost."""
    gone, fresh = [], []
    for record in changed:
        had = blocking_keys(held[record]) | under(held[record]) if record in held else set()
        wanted = keys[record] | under(described[record]) if record in keys else set()
        gone += [(key, record) for key in had - wanted]
        fresh += [(key, record) for key in wanted - had]
    _keep(fresh, gone, {r: _encode(described[r]).decode() if r in described else None for r in sorted(changed)})
    return Counter([k for k, _ in fresh]), Counter([k for k, _ in gone])


def _keep(fresh: list[Pair], gone: list[Pair], said: Mapping[int, str | None]) -> None:
    """Store profiles by record (None: it goes), and blocking keys as (key, record): many with COPY, few with one statement."""
    kept = {r: text for r, text in said.items() if text is not None}
    many = len(said) > FEW
    few_rows(len(said), sql("keep"), {
        "gone": numbers(r for r in said if many or r not in kept),
        "lost_keys": numbers(k for k, _ in gone), "lost_records": numbers(r for _, r in gone),
        "gained_keys": numbers(k for k, _ in fresh if not many), "gained_records": numbers(r for _, r in fresh if not many),
        "records": numbers([] if many else kept), "said": [] if many else list(kept.values()),
    })  # fmt: skip
    if many:
        copy_numbers("block", ["key", "record_id"], sorted(fresh))  # in the order of its index
        copy_rows("profile", ["record_id", "said"], kept.items(), ["int8", "text"])


def _columns(pairs: Collection[Pair]) -> list[str]:
    return [numbers(a for a, _ in pairs), numbers(b for _, b in pairs)]


def _shared(
    keys: Mapping[int, set[int]], added: Mapping[int, int], removed: Mapping[int, int]
) -> tuple[set[Pair], set[Pair]]:
    """Pairs to compare, and stored pairs that have lost the last key that brought them together."""
    of: dict[int, list[int]] = defaultdict(list)
    for record, its in keys.items():
        for key in its:
            of[key].append(record)
    shared: set[Pair] = set()
    crowded: list[list[int]] = []
    for key, records in _behind(of.keys() | removed.keys(), added).items():
        if len(records) > MOST:
            crowded.append(records)
            continue
        again = records if len(records) + removed.get(key, 0) > MOST else of.get(key, ())
        for one in again:
            shared.update([(one, other) if one < other else (other, one) for other in records if one != other])
    return shared, _left_alone(crowded, shared)


def _behind(keys: Collection[int], added: Mapping[int, int]) -> dict[int, list[int]]:
    """The records behind each key where there is something to compare or to take back (candidates.sql)."""
    ordered = sorted(keys)
    asked = {"keys": numbers(ordered), "added": numbers([added.get(key, 0) for key in ordered]), "most": MOST}
    return dict(few_rows(len(ordered), sql("candidates"), asked))


def _left_alone(crowded: Collection[Collection[int]], shared: Collection[Pair]) -> set[Pair]:
    """Of the stored pairs behind keys that have just become too common, those no other key holds up."""
    everyone = {r for records in crowded for r in records}
    if not everyone:
        return set()
    ids = numbers(everyone)
    stored = [
        (a, b)
        for a, b in rows(
            "SELECT one, other FROM pair WHERE one = ANY(%s::bigint[]) AND other = ANY(%s::bigint[])", [ids, ids]
        )
        if (a, b) not in shared
    ]
    if not stored:
        return set()
    said = read_profiles({r for pair in stored for r in pair})
    keys = {r: blocking_keys(p) for r, p in said.items()}
    common = {pair: keys[pair[0]] & keys[pair[1]] for pair in stored}
    behind = _behind({k for ks in common.values() for k in ks}, {})
    return {pair for pair, ks in common.items() if ks.isdisjoint(behind)}


def _write_pairs(changed: Collection[int], found: Scored, withdrawn: Collection[Pair]) -> set[int]:
    held = _held(changed)
    stale = {p for p, was in held.items() if p not in found or was != found[p]}
    gone = stale.union(p for p in withdrawn if p not in held)
    fresh = sorted(p for p in found if p not in held or p in stale)
    # Pairs of others that a key no longer too common brings back may be there already, over another key.
    unseen = {p for p in fresh if p not in held and not (p[0] in changed or p[1] in changed)}
    if gone or unseen:
        query = "DELETE FROM pair WHERE (one, other) IN (SELECT * FROM unnest(%s::bigint[], %s::bigint[]))"
        execute(query, _columns(sorted(gone | unseen)))
    if fresh:
        copy_rows(
            "pair", ["one", "other", "weight", "verdict", "levels"],
            [(*p, found[p].weight, found[p].verdict, found[p].levels) for p in fresh], ["int8", "int8", "float8", "text", "text[]"],
        )  # fmt: skip
    return {r for pair in (*gone, *fresh) for r in pair}


def _held(records: Collection[int]) -> Scored:
    """The stored pairs of these records as the model scored them. Each side has its index."""
    columns = "SELECT one, other, levels, weight, verdict FROM pair WHERE"
    query = f"{columns} one = ANY(%(records)s::bigint[]) UNION {columns} other = ANY(%(records)s::bigint[])"
    found = few_rows(len(records), query, {"records": numbers(records)})
    return {
        (a, b): model.Scored(levels, weight, model.SAME if verdict == TORN else verdict)
        for a, b, levels, weight, verdict in found
    }


def mark(pairs: Mapping[Pair, str]) -> None:
    """Say of pairs the model takes for the same whether they are torn: one of the two fits another thing as well (clusters.py)."""
    if pairs:
        query = """UPDATE pair SET verdict = m.verdict FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS m(one, other, verdict)
                   WHERE pair.one = m.one AND pair.other = m.other"""
        execute(query, [*_columns(pairs.keys()), list(pairs.values())])

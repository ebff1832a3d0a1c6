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
from kingpost.identity.profiles import KINDS, Parent, Profile, parts_of_parent, profile
from kingpost.toolbox.sql import copy_rows, execute, numbers, rows, sql

_decode = msgspec.json.decode
_encode = msgspec.json.Encoder().encode
_read = msgspec.json.Decoder(Profile).decode
DECIDING = frozenset({"mailbox:equal", "domain:equal", "vat:equal", "registration:equal"})
"""Levels that are exact keys: such a pair is joined by its key, no row is needed."""

Pair = tuple[int, int]
Scored = dict[Pair, model.Scored]


def work(records: Collection[int]) -> set[int]:
    """Bring profiles, blocking keys and pairs of these records up to date. Returns the records whose profiles or pairs changed."""
    touched, organisations = _renew(records)
    if organisations and (others := _dependants(organisations) - set(records)):
        touched |= _renew(others)[0]
    return touched


def _renew(records: Collection[int]) -> tuple[set[int], dict[str, Profile]]:
    """Records whose profiles or pairs changed; the organisations among them, by record key."""
    held = read_profiles(records)
    number_of_model, holds = model.current()
    described, organisations = _describe(records, number_of_model)
    changed = {r for r in held.keys() | described.keys() if held.get(r) != described.get(r)}
    if not changed:
        return set(), {}
    keys = {r: blocking_keys(described[r]) for r in changed if r in described}
    added, removed = _write_profiles(changed, held, described, keys)
    shared, withdrawn = _shared(keys, added, removed)
    known = dict(described)
    known |= read_profiles({r for pair in shared for r in pair} - known.keys())
    found = {pair: scored for pair in shared if (scored := model.score(known[pair[0]], known[pair[1]], holds)).verdict and not (
        scored.verdict == model.SAME and DECIDING.intersection(scored.levels))}  # fmt: skip
    return changed | _write_pairs(changed, found, withdrawn), {
        key: described[r] for r, key in organisations.items() if r in changed
    }


def _dependants(organisations: Mapping[str, Profile]) -> set[int]:
    """The people and projects that point at these organisations and have taken something else over from them."""
    keys = [number(f"at {key}") for key in organisations]
    found = {r for (r,) in rows("SELECT record_id FROM block WHERE key = ANY(%s::bigint[])", [numbers(keys)])}
    return {r for r, p in read_profiles(found).items()
            if p.under in organisations and (p.org, p.org_hosts) != parts_of_parent(organisations[p.under])}  # fmt: skip


def read_profiles(records: Collection[int]) -> dict[int, Profile]:
    """The stored profiles of these records."""
    if not records:
        return {}
    return {
        r: _read(said)
        for r, said in rows(
            "SELECT record_id, said FROM profile WHERE record_id = ANY(%s::bigint[])", [numbers(records)]
        )
    }


def taken_for_same(records: Collection[int]) -> list[tuple[int, int, float]]:
    """The pairs among these records the model takes for the same, with their weights."""
    ids = numbers(records)
    query = "SELECT one, other, weight FROM pair WHERE verdict = 'same' AND one = ANY(%s::bigint[]) AND other = ANY(%s::bigint[])"
    return rows(query, [ids, ids])


def _describe(records: Collection[int], by_model: int) -> tuple[dict[int, Profile], dict[int, str]]:
    """The profiles these records should have; the record keys of the organisations among them."""
    made, organisations = {}, {}
    found = rows(sql("described"), {"records": numbers(records), "kinds": list(KINDS)})
    for r, key, kind, system, title, fields, parent, parent_title, parent_fields in found:
        above = Parent(parent, parent_title, _decode(parent_fields or "{}")) if parent else None
        made[r] = profile(kind, system, title, _decode(fields), above)
        made[r].model = by_model
        if kind == "client":
            organisations[r] = key
    return made, organisations


def _write_profiles(
    changed: Collection[int],
    held: Mapping[int, Profile],
    described: Mapping[int, Profile],
    keys: Mapping[int, set[int]],
) -> tuple[Counter[int], Counter[int]]:
    """Store profiles and blocking keys. Returns how many records each key gained and lost."""
    gone, fresh = [], []
    for record in changed:
        had = blocking_keys(held[record]) | under(held[record]) if record in held else set()
        wanted = keys[record] | under(described[record]) if record in keys else set()
        gone += [(key, record) for key in had - wanted]
        fresh += [(key, record) for key in wanted - had]
    if again := [r for r in changed if r in held]:
        execute("DELETE FROM profile WHERE record_id = ANY(%s::bigint[])", [numbers(again)])
    if gone:
        execute(
            "DELETE FROM block WHERE (key, record_id) IN (SELECT * FROM unnest(%s::bigint[], %s::bigint[]))",
            _columns(gone),
        )
    copy_rows("block", ["key", "record_id"], sorted(fresh), ["int8", "int8"])
    said = [(r, _encode(described[r]).decode()) for r in sorted(changed) if r in described]
    copy_rows("profile", ["record_id", "said"], said, ["int8", "text"])
    return Counter(k for k, _ in fresh), Counter(k for k, _ in gone)


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
    behind = _behind(of.keys() | removed.keys(), added)
    shared: set[Pair] = set()
    crowded: list[list[int]] = []
    for key, records in behind.items():
        if len(records) <= MOST:
            again = records if len(records) + removed.get(key, 0) > MOST else of.get(key, ())
            shared.update(
                (one, other) if one < other else (other, one) for one in again for other in records if one != other
            )
        elif len(records) - added.get(key, 0) <= MOST:
            crowded.append(records)
    return shared, _left_alone(crowded, shared)


def _behind(keys: Collection[int], added: Mapping[int, int]) -> dict[int, list[int]]:
    ordered = sorted(keys)
    rooms = [MOST + added.get(key, 0) + 1 for key in ordered]
    return dict(rows(sql("candidates"), {"keys": numbers(ordered), "rooms": numbers(rooms)}))


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
    return {pair for pair, ks in common.items() if not any(len(behind[k]) <= MOST for k in ks)}


def _write_pairs(changed: Collection[int], found: Scored, withdrawn: Collection[Pair]) -> set[int]:
    ids = numbers(changed)
    # Looked up over the shorter way: each side has its index.
    held = {(a, b): (w, v, levels) for a, b, w, v, levels in rows(
        "SELECT one, other, weight, verdict, levels FROM pair WHERE one = ANY(%s::bigint[]) UNION SELECT one, other, weight, verdict, levels FROM pair WHERE other = ANY(%s::bigint[])",
        [ids, ids])}  # fmt: skip
    stale = [
        p for p, was in held.items() if p not in found or was != (found[p].weight, found[p].verdict, found[p].levels)
    ]
    gone = [*stale, *(p for p in withdrawn if p not in held)]
    if gone:
        execute(
            "DELETE FROM pair WHERE (one, other) IN (SELECT * FROM unnest(%s::bigint[], %s::bigint[]))", _columns(gone)
        )
    fresh = [
        (a, b, s.weight, s.verdict, s.levels)
        for (a, b), s in sorted(found.items())
        if (a, b) not in held or (a, b) in stale
    ]
    fresh_pairs = {(a, b) for a, b, *_ in fresh}
    unseen = [p for p in fresh_pairs if p not in held and not (p[0] in changed or p[1] in changed)]
    if unseen:  # pairs of others that a key no longer too common brings back may be there already, over another key
        execute(
            "DELETE FROM pair WHERE (one, other) IN (SELECT * FROM unnest(%s::bigint[], %s::bigint[]))",
            _columns(unseen),
        )
    if fresh:
        copy_rows(
            "pair", ["one", "other", "weight", "verdict", "levels"], fresh, ["int8", "int8", "float8", "text", "text[]"]
        )
    return {r for pair in (*gone, *fresh_pairs) for r in pair}

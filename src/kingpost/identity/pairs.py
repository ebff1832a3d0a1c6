"""The model's pairs: which records it takes for one thing, and which it would ask about. A derived table, written here alone.

A pair is a pure function of the two records as they are now and of how many share their blocking keys, so what arrived first plays no part:
a changed record's pairs are worked out again, and a key that has become too common takes back the pairs that rested on it alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from kingpost.identity import model
from kingpost.identity.blocking import MOST, blocking_keys, number
from kingpost.identity.described import Described, describe, read_profile
from kingpost.identity.hands import SLICE, Share, slices
from kingpost.identity.profiles import Profile, parts_of_parent
from kingpost.identity.said import read
from kingpost.toolbox.sql import FEW, copy_number_pairs, copy_rows, execute, few_rows, numbers, rows, sql

DECIDING = frozenset({"mailbox:equal", "domain:equal", "vat:equal", "registration:equal"})
"""Levels that are exact keys: such a pair is joined by its key, no row is needed."""

TORN = "torn"
"""The verdict of a pair the model takes for the same, of which one fits another thing as well: it joins nothing and is asked about."""

Pair = tuple[int, int]
Scored = dict[Pair, model.Scored]
Texts = dict[int, str]  # profiles as they are stored, by record


def work(told: Sequence[Described], share: Share) -> tuple[set[int], list[Described]]:
    """Bring profiles, blocking keys and pairs of these records up to date. Returns the records whose pairs changed, and the people and projects
    described again because what they take over from one of these organisations is new."""
    touched = _renew(told, share)
    others = _dependants([d for d in told if d.passed_on], [d.record for d in told])
    again = [d for part in share(describe, map(read, slices(others))) for d in part]
    return (touched | _renew(again, share) if again else touched), again


def _renew(told: Sequence[Described], share: Share) -> set[int]:
    """Write profiles and blocking keys, compare what shares one, write the pairs. Returns the records whose pairs changed."""
    changed = [d for d in told if d.profile != d.had]
    if not changed:
        return set()
    _keep(changed)
    shared, withdrawn = _shared(changed)
    texts = {d.record: d.profile for d in told if d.profile is not None}
    texts |= _read_texts({r for pair in shared for r in pair} - texts.keys())
    holds = model.numbered(max(d.model for d in changed))
    found: Scored = {}
    for part in share(_score, _to_score(sorted(shared), texts, holds)):
        found |= part
    return _write_pairs(changed, found, withdrawn)


ToScore = tuple[Sequence[Pair], Texts, Mapping[str, model.Kind]]


def _to_score(shared: Sequence[Pair], texts: Texts, holds: Mapping[str, model.Kind]) -> Iterator[ToScore]:
    for some in slices(shared):
        yield some, {r: texts[r] for pair in some for r in pair}, holds


def _score(these: ToScore) -> Scored:
    """Those of these pairs that are the same or asked about, unless a key joins them."""
    pairs, texts, holds = these
    profiles = {record: read_profile(text) for record, text in texts.items()}
    found = {}
    for pair in pairs:
        if scored := kept(profiles[pair[0]], profiles[pair[1]], holds):
            found[pair] = scored
    return found


def kept(one: Profile, other: Profile, holds: Mapping[str, model.Kind]) -> model.Scored | None:
    """What a pair comes to that is the same or asked about; None when it is neither, or a key joins it anyway."""
    scored = model.score(one, other, holds)
    joined = scored.verdict == model.SAME and not DECIDING.isdisjoint(scored.levels)
    return scored if scored.verdict and not joined else None


def _dependants(organisations: Sequence[Described], known: Sequence[int]) -> list[int]:
    """The people and projects, other than the known, that point at these organisations and have taken something else over from them."""
    if not organisations:
        return []
    keys = [number(f"at {d.key}") for d in organisations]
    query = "SELECT record_id FROM block WHERE key = ANY(%(keys)s::bigint[]) AND record_id <> ALL(%(known)s::bigint[])"
    found = [r for (r,) in few_rows(len(known), query, {"keys": numbers(keys), "known": numbers(known)})]
    parts = {d.key: parts_of_parent(read_profile(d.profile)) for d in organisations if d.profile}
    profiles = ((r, read_profile(text)) for r, text in _read_texts(found).items())
    return sorted(r for r, p in profiles if p.under in parts and (p.org, p.org_hosts) != parts[p.under])


def read_profiles(records: Collection[int]) -> dict[int, Profile]:
    """The stored profiles of these records."""
    return {r: read_profile(text) for r, text in _read_texts(records).items()}


def _read_texts(records: Collection[int]) -> Texts:
    if not records:
        return {}
    query = "SELECT record_id, said FROM profile WHERE record_id = ANY(%(records)s::bigint[])"
    return dict(few_rows(len(records), query, {"records": numbers(records)}))


def _keep(changed: Sequence[Described]) -> None:
    """Store profiles and blocking keys: many with COPY, few with one statement."""
    many = len(changed) > FEW
    gone = (
        [d.record for d in changed if d.had is not None] if many else [d.record for d in changed if d.profile is None]
    )
    kept = {d.record: d.profile for d in changed if d.profile is not None}
    lost = [(key, d.record) for d in changed for key in (*d.blocks.lost, *d.blocks.under_lost)]
    gained = [(key, d.record) for d in changed for key in d.blocks.gained]
    gained += [(key, d.record) for d in changed for key in d.blocks.under_gained]
    gained.sort()  # in the order of the index
    few = {} if many else kept
    if lost or gone or not many:
        few_rows(len(changed), sql("keep"), {
            "gone": numbers(gone), "lost_keys": numbers(k for k, _ in lost), "lost_records": numbers(r for _, r in lost),
            "gained_keys": numbers(k for k, _ in gained if not many), "gained_records": numbers(r for _, r in gained if not many),
            "records": numbers(few), "said": list(few.values()),
        })  # fmt: skip
    if many:
        copy_number_pairs("block", ["key", "record_id"], gained)
        copy_rows("profile", ["record_id", "said"], kept.items(), ["int8", "text"])


def _columns(pairs: Collection[Pair]) -> list[str]:
    return [numbers(a for a, _ in pairs), numbers(b for _, b in pairs)]


def _shared(changed: Sequence[Described]) -> tuple[set[Pair], set[Pair]]:
    """Pairs to compare, and stored pairs that have lost the last key that brought them together."""
    added = Counter([key for d in changed for key in d.blocks.gained])
    removed = Counter([key for d in changed for key in d.blocks.lost])
    kept = [key for d in changed if d.had is not None for key in d.blocks.mine if key not in added]
    behind = _behind(dict(added) | dict.fromkeys((*kept, *removed.keys() - added.keys()), 0))
    of: dict[int, list[int]] = defaultdict(list)
    for d in changed:
        for key in d.blocks.mine:
            if key in behind:
                of[key].append(d.record)
    shared: set[Pair] = set()
    crowded: list[list[int]] = []
    for key, records in behind.items():
        if len(records) > MOST:
            crowded.append(records)
            continue
        again = records if len(records) + removed.get(key, 0) > MOST else of.get(key, ())
        for one in again:
            shared.update([(one, other) if one < other else (other, one) for other in records if one != other])
    return shared, _left_alone(crowded, shared)


def _behind(keys: Mapping[int, int]) -> dict[int, list[int]]:
    """The records behind each key where there is something to compare or to take back (candidates.sql). ``keys`` says how many of them are new."""
    found: dict[int, list[int]] = {}
    for some in slices(sorted(keys), SLICE * 50):
        asked = {"keys": numbers(some), "added": numbers([keys[key] for key in some]), "most": MOST}
        found |= dict(few_rows(len(some), sql("candidates"), asked))
    return found


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
    behind = _behind(dict.fromkeys({k for ks in common.values() for k in ks}, 0))
    return {pair for pair, ks in common.items() if ks.isdisjoint(behind)}


def _write_pairs(changed: Sequence[Described], found: Scored, withdrawn: Collection[Pair]) -> set[int]:
    """Put the stored pairs right. Those of others that a key no longer too common brings back may be there already, over another key."""
    held = _held([d.record for d in changed if d.had is not None])
    gone = {p for p in held if p not in found}.union(p for p in withdrawn if p not in held)
    fresh = sorted(p for p, scored in found.items() if held.get(p) != scored)
    if gone or fresh:
        gone_one, gone_other = _columns(gone)
        one, other = _columns(fresh)
        few_rows(len(gone) + len(fresh), sql("keep_pairs"), {
            "gone_one": gone_one, "gone_other": gone_other, "one": one, "other": other,
            "weights": numbers(found[p].weight for p in fresh), "verdicts": [found[p].verdict for p in fresh],
            "levels": ["|".join(found[p].levels) for p in fresh],
        })  # fmt: skip
    return {r for pair in (*gone, *fresh) for r in pair}


def _held(records: Collection[int]) -> Scored:
    """The stored pairs of these records as the model scored them. Each side has its index."""
    if not records:
        return {}
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

"""The model's pairs: which records it takes for one thing, and which it would ask about. A derived table, written here alone.

A pair is a pure function of the two records as they are now and of how many share their blocking keys, so what arrived first plays no part:
a changed record's pairs are worked out again, and a key that has become too common takes back the pairs that rested on it alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from kingpost.identity import model
from kingpost.identity.blocking import MOST, blocking_keys, number
from kingpost.identity.described import Described, read_profile
from kingpost.identity.hands import SLICE, Share, slices
from kingpost.identity.keeping import Pair, Scored, described
from kingpost.identity.profiles import Profile, parts_of_parent
from kingpost.toolbox.sql import FEW, execute, few_rows, numbers, rows, sql

DECIDING = frozenset({"mailbox:equal", "domain:equal", "vat:equal", "registration:equal"})
"""Levels that are exact keys: such a pair is joined by its key, no row is needed."""

OPEN = frozenset({"name:part of the other", "name:initials", "name:alike", "name:named like the domain"})
"""At a domain of several companies a name that may be each of them is joined to none by that domain (clusters.py): such a pair is kept."""

Texts = dict[int, str]  # profiles as they are stored, by record
Met = dict[Pair, None]
"""Pairs to compare, key by key: those of one record come together, so that few profiles go with each slice."""


def work(refs: Sequence[int], share: Share) -> tuple[set[int], list[Described], list[Described]]:
    """Bring profiles, blocking keys and pairs of these records up to date. Returns the records whose pairs changed, what these records come to, and the
    people and projects described again because what they take over from one of these organisations is new."""
    first = len(refs) > FEW and not rows("SELECT 1 FROM block LIMIT 1")
    told, held = described(refs, share)
    touched = _pair(told, held, share, first=first)
    others = _dependants([d for d in told if d.passed_on], [d.record for d in told])
    if not others:
        return touched, told, []
    again, held = described(others, share)
    return touched | _pair(again, held, share), told, again


def _pair(told: Sequence[Described], held: Scored, share: Share, *, first: bool = False) -> set[int]:
    """Compare what shares a blocking key, write the pairs. Returns the records whose pairs changed. ``first``: there are no others so far."""
    changed = [d for d in told if d.profile != d.had]
    if not changed:
        return set()
    shared, withdrawn, texts = _met(changed) if first else _shared(changed)
    texts |= {d.record: d.profile for d in told if d.profile is not None}
    texts |= _read_texts({r for pair in shared for r in pair} - texts.keys())
    holds = model.numbered(max(d.model for d in changed))
    found = {
        (one, other): scored
        for part in share(_score, _to_score(list(shared), texts, holds))
        for one, other, scored in part
    }
    return _write_pairs(held, found, withdrawn)


class ToScore(NamedTuple):
    """Some pairs to score, the profiles of their records, and the weights that hold."""

    pairs: list[Pair]
    texts: Texts
    holds: dict[str, model.Kind]


def _to_score(shared: Sequence[Pair], texts: Texts, holds: Mapping[str, model.Kind]) -> Iterator[ToScore]:
    for some in slices(shared):
        yield ToScore(list(some), {r: texts[r] for pair in some for r in pair}, dict(holds))


def _score(these: ToScore) -> list[tuple[int, int, model.Scored]]:
    """Those of these pairs that are the same or asked about, unless a key joins them."""
    profiles = {record: read_profile(text) for record, text in these.texts.items()}
    scored = ((one, other, kept(profiles[one], profiles[other], these.holds)) for one, other in these.pairs)
    return [(one, other, found) for one, other, found in scored if found]


def kept(one: Profile, other: Profile, holds: Mapping[str, model.Kind]) -> model.Scored | None:
    """What a pair comes to that is the same or asked about; None when it is neither, or a key joins it anyway."""
    scored = model.score(one, other, holds)
    joined = scored.verdict == model.SAME and not DECIDING.isdisjoint(scored.levels) and OPEN.isdisjoint(scored.levels)
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


def _columns(pairs: Collection[Pair]) -> list[str]:
    return [numbers(a for a, _ in pairs), numbers(b for _, b in pairs)]


def _met(changed: Sequence[Described]) -> tuple[Met, set[Pair], Texts]:
    """``_shared`` where these are all the records there are."""
    met = (sorted(records) for records in _by_key(changed).values() if 1 < len(records) <= MOST)
    return dict.fromkeys(pair for records in met for pair in combinations(records, 2)), set(), {}


def _by_key(changed: Sequence[Described]) -> dict[int, list[int]]:
    """These records by their blocking keys."""
    of: dict[int, list[int]] = defaultdict(list)
    for d in changed:
        for key in d.blocks.gained:
            of[key].append(d.record)
        for key in d.blocks.stayed:
            of[key].append(d.record)
    return of


def _shared(changed: Sequence[Described]) -> tuple[Met, set[Pair], Texts]:
    """Pairs to compare, stored pairs that have lost the last key that brought them together, and profiles read with them."""
    added = Counter([key for d in changed for key in d.blocks.gained])
    removed = Counter([key for d in changed for key in d.blocks.lost])
    stayed = [key for d in changed for key in d.blocks.stayed if key not in added]
    behind, texts = _behind(
        dict(added) | dict.fromkeys((*stayed, *removed.keys() - added.keys()), 0), texts=len(changed) <= FEW
    )
    of = _by_key(changed)
    shared: Met = {}
    crowded: list[list[int]] = []
    for key, records in behind.items():
        if len(records) > MOST:
            crowded.append(records)
            continue
        again = records if len(records) + removed.get(key, 0) > MOST else of.get(key, ())
        if len(again) == len(records):
            shared |= dict.fromkeys(combinations(sorted(records), 2))
            continue
        for one in again:
            shared |= dict.fromkeys((one, other) if one < other else (other, one) for other in records if one != other)
    return shared, _left_alone(crowded, shared), texts


def _behind(keys: Mapping[int, int], *, texts: bool = False) -> tuple[dict[int, list[int]], Texts]:
    """The records behind each key where there is something to compare or to take back (candidates.sql), and their profiles where ``texts`` are wanted.
    ``keys`` says how many of them are new."""
    found: dict[int, list[int]] = {}
    said: Texts = {}
    for some in slices(sorted(keys), SLICE * 50):
        asked = {"keys": numbers(some), "added": numbers([keys[key] for key in some]), "most": MOST, "texts": texts}
        for key, records, text in few_rows(len(some), sql("candidates"), asked):
            if key is None:
                said[records[0]] = text
            else:
                found[key] = records
    return found, said


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
    behind, _ = _behind(dict.fromkeys({k for ks in common.values() for k in ks}, 0))
    return {pair for pair, ks in common.items() if ks.isdisjoint(behind)}


def _write_pairs(held: Scored, found: Scored, withdrawn: Collection[Pair]) -> set[int]:
    """Put the stored pairs right. Those of others that a key no longer too common brings back may be there already, over another key."""
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


def mark(pairs: Mapping[Pair, str]) -> None:
    """Say of pairs the model takes for the same whether they are torn: one of the two fits another thing as well (clusters.py)."""
    if pairs:
        query = """UPDATE pair SET verdict = m.verdict FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS m(one, other, verdict)
                   WHERE pair.one = m.one AND pair.other = m.other"""
        execute(query, [*_columns(pairs.keys()), list(pairs.values())])

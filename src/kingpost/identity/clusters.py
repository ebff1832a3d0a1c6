"""Clusters as a pure function: records, their keys and the live judgements in; groups of the same thing out.

The order records arrived in plays no part: edges are taken strongest first and, within a strength, by the text of the key and the
records' own keys. A person's "different" always holds. A name alone never joins what a stronger key tells apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

HUB = 400  # a key shared by more records than this says nothing about any two of them
WEAK = ("name:",)  # joins only where no strong key speaks against it
TELLS_APART = ("vat", "registration", "domain")


@dataclass
class Evidence:
    """What the clustering of some records rests on."""

    order: Mapping[int, UUID]  # record number -> its key, for an order that does not depend on arrival
    keys: Mapping[int, Collection[str]]
    same: Sequence[tuple[int, int]] = ()
    different: Sequence[tuple[int, int]] = ()


@dataclass
class _Group:
    records: set[int]
    strong: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def contradicts(self, other: _Group) -> bool:
        """Both carry the same sort of strong key, and not one value in common."""
        return any(self.strong[t] and other.strong[t] and not self.strong[t] & other.strong[t] for t in TELLS_APART)


def cluster(evidence: Evidence) -> list[set[int]]:
    """The groups, each a set of record numbers; every record is in exactly one."""
    groups = {record: _Group({record}) for record in evidence.order}
    for record, keys in evidence.keys.items():
        for key in keys:
            name, _, value = key.partition(":")
            if name in TELLS_APART:
                groups[record].strong[name].add(value)
    apart = defaultdict(set)
    for one, other in evidence.different:
        apart[one].add(other)
        apart[other].add(one)
    for one, other, weak in _edges(evidence):
        _join(groups, groups[one], groups[other], apart, weak)
    return list({id(g): g.records for g in groups.values()}.values())


def _join(groups: dict[int, _Group], a: _Group, b: _Group, apart: Mapping[int, set[int]], weak: bool) -> None:
    if a is b or (weak and a.contradicts(b)):
        return
    if any(apart[record] & b.records for record in a.records if record in apart):
        return
    if len(a.records) < len(b.records):
        a, b = b, a
    a.records |= b.records
    for name, values in b.strong.items():
        a.strong[name] |= values
    for record in b.records:
        groups[record] = a


def _edges(evidence: Evidence) -> Iterator[tuple[int, int, bool]]:
    """Pairs to join, strongest first: a person's word, exact keys, names."""
    place = evidence.order

    def in_order(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        return sorted(pairs, key=lambda p: sorted((place[p[0]].bytes, place[p[1]].bytes)))

    for one, other in in_order(evidence.same):
        yield one, other, False
    shared: dict[str, list[int]] = defaultdict(list)
    for record, keys in evidence.keys.items():
        for key in keys:
            shared[key].append(record)
    for weak in (False, True):
        for key in sorted(k for k, records in shared.items() if len(records) > 1 and k.startswith(WEAK) is weak):
            records = sorted(shared[key], key=lambda r: place[r].bytes)
            if len(records) <= HUB:
                for record in records[1:]:
                    yield records[0], record, weak

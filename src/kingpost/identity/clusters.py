"""Clusters as a pure function: records, their keys and profiles, people's rulings and the model's pairs in; groups of the same thing out.

The order records arrived in plays no part: edges are taken strongest first and, within a strength, by weight and by the records' own keys.
A person's "different" always holds. Groups are bounded by what tells things apart, not by a threshold alone: two companies with different VAT
numbers, two people with different mailboxes at one domain or with different names never become one over a weaker edge. What could as well be
one thing as another is left alone, to be asked about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from operator import attrgetter
from uuid import UUID

import msgspec

from kingpost.connectors.formats.addresses import is_role_mailbox
from kingpost.identity.comparisons import of_one_group, organisation, organisations_apart
from kingpost.identity.comparisons_people import birth_dates, called_so_before
from kingpost.identity.likeness import person_name
from kingpost.identity.mailboxes import another_way, slip_of_mailbox
from kingpost.identity.profiles import Profile, is_free

HUB = 400  # a key shared by more records than this says nothing about any two of them
MARGIN = 3.0  # bits by which one candidate must be better than another that it contradicts
CERTAIN, NUMBERED, STRONG, WEAK = 4, 3, 2, 1
STRENGTH = {"vat": NUMBERED, "registration": NUMBERED, "email": STRONG, "domain": STRONG, "code": STRONG}
"""How strong a key is by its name: numbers a state gives are one within that state, a court's with the court; a name never joins by itself; all others (ids two systems quote,
Message-IDs) are certain."""
BLOCKS = {"country": NUMBERED, "vat": NUMBERED, "registration": STRONG, "domain": WEAK}
"""What tells apart, and up to which strength of edge it does so."""
APART_NAMES = ("different", "another given name")
WEIGHED_ONLY: Mapping[str, Collection[str]] = {
    "person": frozenset({"title", "city", "postcode", "street", "staff", "system", "under", "model"}),
    "client": frozenset({"street", "system", "model", "court"}),
    "project": frozenset({"owner", "dates", "system", "under", "model"}),
}
"""What of a profile tells no two records apart here, but only weighs when they are compared. When nothing else changed, no cluster does."""


@dataclass
class Evidence:
    """What the clustering of some records rests on."""

    order: Mapping[int, UUID]  # record number -> its key, for an order that does not depend on arrival
    keys: Mapping[int, Collection[str]]
    same: Sequence[tuple[int, int]] = ()
    different: Sequence[tuple[int, int]] = ()
    profiles: Mapping[int, Profile] = field(default_factory=dict)
    pairs: Sequence[tuple[int, int, float]] = ()  # what the model takes for the same, with the weight in bits


@dataclass(eq=False)
class _Group:
    records: set[int]
    least: bytes
    marks: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    profiles: dict[bytes, Profile] = field(default_factory=dict)  # of several that tell the same apart, one

    def tells_apart(self, other: _Group, strength: int) -> bool:
        """Whether something both carry says they are not one, strongly enough for an edge of this strength."""
        mine, theirs = self.marks, other.marks
        if len(mine) > len(theirs):
            mine, theirs = theirs, mine
        for name, values in mine.items():
            if BLOCKS[name] >= strength and name in theirs and not values & theirs[name]:
                return True
        if strength >= NUMBERED:  # a number outweighs how they are called
            return False
        if any(_apart(p, q, strength) for p in self.profiles.values() for q in other.profiles.values()):
            return True
        return self._is_sister_of(other)

    def _is_sister_of(self, other: _Group) -> bool:
        """Whether they are companies of one group by their names, and no stronger evidence has shown the one to be called as the other."""
        mine, theirs = self.called, other.called
        return any(
            of_one_group(p, q)
            for name, p in mine.items()
            if name not in theirs
            for called, q in theirs.items()
            if called not in mine
        )

    @property
    def called(self) -> dict[tuple[str, ...], Profile]:
        """One profile for each name an organisation goes by, with what the name says of a group."""
        return {(p.name, *p.apex): p for p in self.profiles.values() if p.kind == "client"}


@dataclass
class Clusters:
    """The groups, each a set of record numbers, every record in exactly one; and the pairs that were left open, because one of the two fits
    another group as well and those groups are not one."""

    groups: list[set[int]]
    torn: set[tuple[int, int]]


def cluster(evidence: Evidence) -> Clusters:
    """What is one thing, and what could as well be one thing as another."""
    return _Clustering(evidence).run()


class _Clustering:
    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.place = {record: key.bytes for record, key in evidence.order.items()}
        self.groups = {record: _Group({record}, self.place[record]) for record in evidence.order}
        self.apart: dict[int, set[int]] = defaultdict(set)
        for one, other in evidence.different:
            self.apart[one].add(other)
            self.apart[other].add(one)
        for record, keys in evidence.keys.items():
            for key in keys:
                name, _, value = key.partition(":")
                if name in BLOCKS:  # a registration number tells apart without its court
                    self.groups[record].marks[name].add(value.partition(" ")[0])
        for record, profile in evidence.profiles.items():
            self.groups[record].marks |= (
                {"country": set(profile.seats)} if profile.seats and profile.kind == "client" else {}
            )
            if profile.registration:
                self.groups[record].marks["registration"].add(profile.registration)
            if profile.once_hosts and "domain" in self.groups[record].marks:
                self.groups[record].marks["domain"] |= {*profile.once_hosts}
            if profile.name:
                self.groups[record].profiles[told_apart_by(profile)] = profile

    def run(self) -> Clusters:
        for one, other in sorted(self.evidence.same, key=self._pair_place):
            self._join(self.groups[one], self.groups[other])
        shared: dict[str, list[int]] = defaultdict(list)
        for record, keys in self.evidence.keys.items():
            for key in keys:
                shared[key].append(record)
        by_strength: dict[int, list[str]] = {CERTAIN: [], NUMBERED: [], STRONG: []}
        for key, records in shared.items():
            if 1 < len(records) <= HUB and not key.startswith("name:"):
                by_strength[STRENGTH.get(key.partition(":")[0], CERTAIN)].append(key)
        for strength in by_strength:
            for key in sorted(by_strength[strength]):
                self._join_all(shared[key], strength, key)
        torn = self._join_pairs()
        return Clusters(list({id(g): g.records for g in self.groups.values()}.values()), torn)

    def _join_all(self, records: Iterable[int], strength: int, key: str) -> None:
        """Join the groups that share a key. What tells two of them apart keeps them so; those that say least come last."""
        found = sorted(
            {self.groups[r] for r in self._usable(records, key)}, key=lambda g: (not (g.marks or g.profiles), g.least)
        )
        between = self._between(found, strength) if len(found) > 2 and key.startswith("domain:") else set()
        for some in ([g for g in found if g not in between], [g for g in found if g in between]):
            made: list[_Group] = []
            for group in some:
                fitting = next((n for n, m in enumerate(made) if self._may(m, group, strength)), None)
                if fitting is None:
                    made.append(group)
                else:
                    self._join(made[fitting], group)
                    made[fitting] = self.groups[next(iter(group.records))]

    def _between(self, found: Sequence[_Group], strength: int) -> set[_Group]:
        """Of the groups at one domain, those that fit two companies of a group there: the domain does not say which of them they are."""
        named: dict[str, dict[tuple[str, ...], tuple[_Group, Profile]]] = defaultdict(dict)
        for group in found:
            for p in group.profiles.values():
                named[p.name[:1]][p.name, *p.aliases, *p.apex] = group, p
        sisters = [
            (mine, theirs)
            for some in named.values()
            for (mine, p), (theirs, q) in combinations(some.values(), 2)
            if mine is not theirs and of_one_group(p, q)
        ]
        return {
            group
            for group in found
            if any(
                group is not mine and group is not theirs and self._may(group, mine, strength) and self._may(group, theirs, strength)
                for mine, theirs in sisters
            )
        }  # fmt: skip

    def _usable(self, records: Iterable[int], key: str) -> list[int]:
        """A team's mailbox is no person: whoever gives it beside a name of their own is not identified by it."""
        if key.startswith("email:") and is_role_mailbox(key[6:]):
            profiles = self.evidence.profiles
            return [r for r in records if r not in profiles or not (profiles[r].given and profiles[r].surname)]
        return list(records)

    def _join_pairs(self) -> set[tuple[int, int]]:
        """Join what the model takes for the same, best first; what fits two things that are not one fits neither. Returns the pairs left open so."""
        edges = sorted(self.evidence.pairs, key=lambda p: (-p[2], self._pair_place(p)))
        near: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for one, other, weight in edges:
            near[one].append((other, weight))
            near[other].append((one, weight))
        torn = set()
        for one, other, weight in edges:
            a, b = self.groups[one], self.groups[other]
            if a is b or not self._may(a, b, WEAK):
                continue
            if self._torn(a, b, near, weight) or self._torn(b, a, near, weight):
                torn.add((one, other))
            else:
                self._join(a, b)
        ends = ((pair, self.groups[pair[0]], self.groups[pair[1]]) for pair in torn)
        return {pair for pair, a, b in ends if a is not b and self._may(a, b, WEAK)}

    def _torn(self, a: _Group, b: _Group, near: Mapping[int, list[tuple[int, float]]], weight: float) -> bool:
        """Whether ``a`` fits something else nearly as well as ``b``, and that is not ``b``."""
        for record in a.records:
            for other, also in near.get(record, ()):
                c = self.groups[other]
                if (
                    also >= weight - MARGIN
                    and c is not a
                    and c is not b
                    and not self._may(b, c, WEAK)
                    and self._may(a, c, WEAK)
                ):
                    return True
        return False

    def _may(self, a: _Group, b: _Group, strength: int) -> bool:
        return not self._ruled_apart(a, b) and (strength == CERTAIN or not a.tells_apart(b, strength))

    def _ruled_apart(self, a: _Group, b: _Group) -> bool:
        if not self.apart:
            return False
        if len(a.records) > len(b.records):
            a, b = b, a
        return any(self.apart[record] & b.records for record in a.records if record in self.apart)

    def _join(self, a: _Group, b: _Group) -> None:
        if a is b or self._ruled_apart(a, b):
            return
        if len(a.records) < len(b.records):
            a, b = b, a
        a.records |= b.records
        a.least = min(a.least, b.least)
        a.profiles |= b.profiles
        for name, values in b.marks.items():
            a.marks[name] = a.marks[name] | values if name in a.marks else values
        for record in b.records:
            self.groups[record] = a

    def _pair_place(self, pair: Sequence[float]) -> list[bytes]:
        return sorted((self.place[int(pair[0])], self.place[int(pair[1])]))


def told_apart_by(profile: Profile) -> bytes:
    """What clusters may look at of a profile; two with the same are told apart from others alike."""
    return _encode(_LOOKED_AT[profile.kind](profile))


_encode = msgspec.json.Encoder().encode
_LOOKED_AT = {
    kind: attrgetter(*(name for name in Profile.__struct_fields__ if name not in weighed))
    for kind, weighed in WEIGHED_ONLY.items()
}


def _apart(p: Profile, q: Profile, strength: int) -> bool:
    """What says of two people or projects that they are not one."""
    if p.kind == "person":
        return _people_apart(p, q, strength)
    if p.kind == "client":
        return (p.name == q.name and p.places != q.places) if strength > WEAK else organisations_apart(p, q)
    if organisation(p, q) == "different":
        return True
    if p.numbers and q.numbers and p.numbers != q.numbers:
        return True
    return strength == WEAK and bool(p.code and q.code) and p.code != q.code and _series(p.code) == _series(q.code)


def _people_apart(p: Profile, q: Profile, strength: int) -> bool:
    if p.generation and q.generation and p.generation != q.generation:
        return True
    born = birth_dates(p.born, q.born) if p.born and q.born else ""
    if strength == WEAK and born == "different":
        return True
    sure = born == "equal" and strength == STRONG  # one mailbox and one birth date: a name is mistyped then
    if p.surname and q.surname and not (p.guessed or q.guessed) and not sure:
        level = person_name(p, q)
        if (level == "different" or (strength == WEAK and level in APART_NAMES)) and not (
            (p.once or q.once) and called_so_before(p, q)
        ):
            return True
    if strength > WEAK or not p.mails or not q.mails or {*p.mails, *p.once_mails} & {*q.mails, *q.once_mails}:
        return False
    if born == "equal":
        return False
    shared = {m.rpartition("@")[2] for m in p.mails if not is_role_mailbox(m)} & {
        m.rpartition("@")[2] for m in q.mails if not is_role_mailbox(m)
    }
    if not any(not is_free(host) for host in shared):
        return False
    if any(slip_of_mailbox(x, y, p, q) for x in p.mails for y in q.mails):
        return False
    # One person may have a mailbox written in two ways, but not another telephone besides.
    return (bool(p.mobiles and q.mobiles) and not set(p.mobiles) & set(q.mobiles)) or not another_way(
        p.mails, q.mails, p, q
    )


def _series(code: str) -> str:
    return "".join(c for c in code if c.isalpha())

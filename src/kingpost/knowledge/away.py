"""Whom an entry of a calendar says is away: those its title names ("Lea on leave"), else whoever it is for, else whom its calendar is named after."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import msgspec

from kingpost.identity.keys import plain_name
from kingpost.toolbox.sql import execute, numbers, rows, sql

_WORK = "policy|policies|plan|planning|planner|rota|cover|requests?|calendar|party|review|schedule|list|form|allowance|pay|approvals?|handover"
AWAY_WORDS = (  # as Python and PostgreSQL both read them; work about absence is none
    r"(away|leave|holidays?|vacations?|sick|out of (the )?office|ooo|oof|pto|toil|days? off|time off|off work|absent|parental|maternity|paternity|"
    r"urlaub|abwesend|krank|elternzeit|cong[eé]s?)"
    rf"(?! ({_WORK})(\W|$))"
)
AWAY = re.compile(rf"\b{AWAY_WORDS}\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")
_OWN = re.compile(r"['’]s?$")
_BESIDE = (
    "on off is are at out in until till from to and or the of a an my his her their annual sick paid unpaid parental maternity paternity compassionate study sabbatical "
    "leave holiday holidays vacation vacations away ooo oof pto toil day days half time absent absence work office urlaub abwesend krank elternzeit conge conges "
    "monday tuesday wednesday thursday friday saturday sunday all full only both back mr mrs ms miss dr"
)
_AROUND = frozenset(_BESIDE.split())  # what stands beside a name and is no part of it, also with a capital
_NOT_THEM = frozenset({"to", "with", "by", "from", "in", "until", "till"})  # before a name: not who is away
_NO_NAME_BEFORE = frozenset({"be"})  # "Will be away"
_MONTHS = frozenset({"april", "may", "june", "august"})

Names = Mapping[int, Collection[str]]
"""By person what they are called: names, or addresses that stand for one."""


class _Person(NamedTuple):
    """Somebody an entry may mean: an entity, one of its records, and what that record or the picture calls them."""

    person: int
    record: int
    name: str
    address: str = ""


class _Entry(NamedTuple):
    """An entry that says somebody is away, as its system says it; ``invited`` is whom it is for."""

    record: int
    audience: int
    title: str
    labels: list[str]
    invited: list[_Person]


def named(title: str, people: Names, invited: Collection[int] = ()) -> set[int] | None:
    """The people a title names; None when it names nobody. Pure.

    A first name alone counts where one of them is called that, or one of those invited, and nothing beside it looks like another last name. The set is
    empty when several are meant equally.
    """
    words = _read(title)
    folded = _folded(title)
    whole: set[int] = set()
    spent: set[int] = set()
    firsts: dict[str, set[int]] = defaultdict(set)
    for person, called in people.items():
        for name in (list(filter(None, _folded(_of_address(one)))) for one in called):
            if not name:
                continue
            firsts[name[0]].add(person)
            at = _places(folded, name) if len(name) > 1 else []
            if at:
                whole.add(person)
                spent.update(at)
    found, some = set(whole), bool(whole)
    for n, first in enumerate(folded):
        if n not in spent and first in firsts and _stands_alone(title, words, folded, n, firsts):
            those = firsts[first]
            those = those if len(those) == 1 else those & set(invited)
            found |= those if len(those) == 1 else set()
            some = True
    return found if some else None


def link_away() -> None:
    """Want a link from each entry of the batch that says somebody is away to whom it says it of, and remember its words, because who is meant may be read later."""
    entries = [_entry(*row) for row in rows(sql("away_entries"), {"away": rf"\m{AWAY_WORDS}\M"})]
    words = sorted(
        {(e.record, word) for e in entries for text in (e.title, *map(_of_address, e.labels)) for word in _words(text)}
    )
    execute(sql("away_words"), {"records": [record for record, _ in words], "words": [f"away:{w}" for _, w in words]})
    if not entries:
        return
    ours: dict[int, list[_Person]] = defaultdict(list)
    for audience, *one in rows(sql("away_staff"), {"audiences": sorted({e.audience for e in entries})}):
        ours[audience].append(_Person(*one))
    wanted = [(e.record, person, why) for e in entries for person, why in _whom(e, ours[e.audience])]
    execute(
        "INSERT INTO link_wanted (record_id, role, target_id, why) SELECT r, 'away', t, w FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS n(r, t, w)",
        [[r for r, _, _ in wanted], [t for _, t, _ in wanted], [w for _, _, w in wanted]],
    )


def names(entities: Sequence[int]) -> set[tuple[int, int, str, int]]:
    """What those of us among these entities are called: entity, audience, name, and from how many records."""
    return set(rows(sql("away_names"), {"entities": numbers(entities)}))


def naming(changed: Iterable[tuple[int, int, str, int]]) -> set[int]:
    """Entries that may mean people who are called otherwise now, came or went."""
    words = {f"away:{word}" for _, _, name, _ in changed for word in _words(name)}
    asked = "SELECT DISTINCT m.entity_id FROM quote AS q JOIN member AS m USING (record_id) WHERE q.token = ANY(%s)"
    return {entity for (entity,) in rows(asked, [sorted(words)])} if words else set()


def _entry(record: int, audience: int, title: str, labels: list[str], invited: str) -> _Entry:
    return _Entry(record, audience, title, labels, msgspec.json.decode(invited, type=list[_Person]))


def _whom(entry: _Entry, ours: Sequence[_Person]) -> list[tuple[int, str]]:
    """The records of those an entry says are away, with the reason."""
    called: dict[int, list[str]] = defaultdict(list)
    record: dict[int, int] = {}
    for one in (*ours, *entry.invited):
        called[one.person].append(one.name)
        record[one.person] = one.record
    found = named(entry.title, called, [one.person for one in entry.invited])
    if found is not None:
        return [(record[person], "named in the title") for person in sorted(found)]
    if entry.invited:
        return [(one.record, "whom the entry is for") for one in entry.invited]
    by_name = {one.person: [one.name] for one in ours}
    for label in entry.labels:
        by_address = {one.person for one in ours if one.address and one.address == label.strip().casefold()}
        if found := by_address or named(label, by_name):
            return [(record[person], f"in the calendar {label}") for person in sorted(found)]
    return []


def _places(folded: Sequence[str], name: Sequence[str]) -> list[int]:
    """Where the words of a title are a whole name, "Lea King", "King, Lea" or "L. King"."""
    first, last = name[0], name[-1]
    for n, (one, other) in enumerate(pairwise(folded)):
        if (one in (first, first[0]) and other == last) or (one == last and other == first):
            return [n, n + 1]
        if len(name) > 2 and list(name) == list(folded[n : n + len(name)]):
            return list(range(n, n + len(name)))
    return []


def _stands_alone(
    title: str, words: Sequence[tuple[str, int, int]], folded: Sequence[str], n: int, firsts: Collection[str]
) -> bool:
    """Whether a word is a first name by itself, not half of somebody else's whole name, nor a month."""
    before, after = folded[n - 1] if n else "", folded[n + 1] if n + 1 < len(folded) else ""
    _, start, end = words[n]
    if before in _NOT_THEM or after in _NO_NAME_BEFORE:
        return False
    if folded[n] in _MONTHS and (re.search(r"\d\W{0,3}$", title[:start]) or re.match(r"\W{0,3}\d", title[end:])):
        return False
    acts = before.endswith("ing")  # "Covering Lea's leave"
    if (
        before
        and not acts
        and _may_be_a_name(words[n - 1][0], before, firsts)
        and title[words[n - 1][2] : start] == " "
    ):
        return False
    return not (after and _may_be_a_name(words[n + 1][0], after, firsts) and title[end : words[n + 1][1]] == " ")


def _may_be_a_name(word: str, folded: str, firsts: Collection[str]) -> bool:
    """Whether a word beside a first name may be part of it."""
    return word[:1].isupper() and folded not in _AROUND and folded not in firsts


def _read(text: str) -> list[tuple[str, int, int]]:
    """The words of a text without what makes them somebody's own, and where each stands."""
    return [(_OWN.sub("", found[0].rstrip(".")), found.start(), found.end()) for found in _WORD.finditer(text)]


def _folded(text: str) -> list[str]:
    """Its words folded for comparison, each as one: O'Brien is written with two kinds of sign."""
    return [plain_name(word).replace(" ", "") for word, _, _ in _read(text)]


def _of_address(name: str) -> str:
    """What an address that stands for a name says of it: "lea king" of lea.king@harrow.example."""
    return re.sub(r"[._+\d-]+", " ", name.split("@", maxsplit=1)[0]) if "@" in name else name


def _words(text: str) -> set[str]:
    """What an entry with these words, or one that means who is called that, is remembered by."""
    return {word for word in _folded(text) if len(word) > 1}

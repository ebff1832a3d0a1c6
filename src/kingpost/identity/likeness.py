"""How alike two names are: of people, of companies and projects. Pure text in, the name of a level out."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.fuzz import ratio, token_sort_ratio

from kingpost.identity.profiles import Profile, canonical, skeleton


def person_name(a: Profile, b: Profile) -> str:
    """equal · short form · initial · slip · slips · swapped · surname only · new surname · another given name · different."""
    level = _in_this_order(a.given, a.surname, b.given, b.surname)
    if level in _POOR and a.given and b.given:
        turned = _in_this_order(a.given, a.surname, b.surname, b.given)
        if turned in ("equal", "short form", "initial", "slip"):
            return "swapped"
        if a.given + a.surname == b.given + b.surname:
            return "equal"
    return level


_POOR = ("different", "new surname", "another given name")


def _in_this_order(given: str, surname: str, other_given: str, other_surname: str) -> str:
    first, last = given_names(given, other_given), alike(surname, other_surname)
    if last == "equal":
        return {"different": "another given name", "": "surname only", "alike": "slip"}.get(first, first)
    if last == "alike":
        return {"equal": "slip", "short form": "slip", "different": "different"}.get(first, "slips")
    if "" in (given, other_given):
        return "different"
    # The one a single letter, the other's names turned round: "Singh C." and "Christina Singh".
    return "new surname" if first == "equal" and len(given) > 1 else "different"


def given_names(one: str, other: str) -> str:
    if not one or not other:
        return ""
    if one == other:
        return "equal" if len(one) > 1 else "initial"
    if len(one) == 1 or len(other) == 1:
        return "initial" if one[0] == other[0] or canonical(one)[0] == canonical(other)[0] else "different"
    if canonical(one) == canonical(other):
        return "short form"
    return "alike" if alike(one, other) == "alike" else "different"


def alike(one: str, other: str) -> str:
    """equal, alike (a slip of the pen, or one sound) or different."""
    if one == other:
        return "equal"
    shorter = min(len(one), len(other))
    if shorter < 3:
        return "different"
    slips = OSA.distance(one, other, score_cutoff=2)
    if slips == 1 and (shorter >= 4 or one[0] == other[0]):
        return "alike"
    if slips == 2 and shorter >= 6 and JaroWinkler.similarity(one, other) >= 0.88:
        return "alike"
    return (
        "alike"
        if shorter >= 4 and one[0] == other[0] and skeleton(one) == skeleton(other) and slips <= 2
        else "different"
    )


BEST = (
    "equal",
    "other order",
    "written apart",
    "mistyped",
    "slip",
    "initials",
    "part of the other",
    "alike",
    "different",
)


@lru_cache(maxsize=100_000)
def words_alike(one: str, other: str) -> str:
    """How alike two names of several words are."""
    if one == other:
        return "equal"
    x, y = one.split(), other.split()
    if sorted(x) == sorted(y):
        return "other order"
    if "".join(x) == "".join(y):
        return "written apart"
    if _slip_in_words(sorted(x), sorted(y)) or _slip_in_words(x, y):
        return "mistyped" if _mistyped(one, other) else "slip"
    if _initials(x, y) or _initials(y, x):
        return "initials"
    few, many = (x, y) if len(x) <= len(y) else (y, x)
    if set(few) <= set(many) and len("".join(few)) >= 5:
        return "part of the other"
    return "alike" if token_sort_ratio(one, other) >= 80 or ratio(one, other) >= 84 else "different"


def _mistyped(one: str, other: str) -> bool:
    """A slip that only fingers make, in a long name: two letters swapped, or one doubled. Another letter may well be another name."""
    if len(one) < 10 or OSA.distance(one, other, score_cutoff=1) != 1:
        return False
    if len(one) == len(other):
        return sorted(one) == sorted(other)
    return _DOUBLED.sub(r"\1", one) == _DOUBLED.sub(r"\1", other)


_DOUBLED = re.compile(r"(.)\1+")


def _slip_in_words(x: list[str], y: list[str]) -> bool:
    """Word for word the same, but for slips of the pen and words cut short."""
    if len(x) != len(y):
        return OSA.distance("".join(x), "".join(y), score_cutoff=1) <= 1 and len("".join(x)) >= 8
    return (
        all(p == q or alike(p, q) == "alike" or _cut_short(p, q) for p, q in zip(x, y, strict=True))
        and any(p == q for p, q in zip(x, y, strict=True))
    ) or (len(x) == 1 and len(x[0]) >= 7 and OSA.distance(x[0], y[0], score_cutoff=1) <= 1)


def _cut_short(p: str, q: str) -> bool:
    few, many = (p, q) if len(p) <= len(q) else (q, p)
    return len(few) >= 3 and many.startswith(few)


def _initials(x: list[str], y: list[str]) -> bool:
    """Whether ``x`` begins with the first letters of ``y``: BWD Clinics, bwd."""
    made = "".join(word[0] for word in y)
    return len(made) >= 3 and (
        x == [made]
        or (
            len(x[0]) >= 3
            and len(y) > len(x[0])
            and "".join(w[0] for w in y[: len(x[0])]) == x[0]
            and x[1:] == y[len(x[0]) :]
        )
    )

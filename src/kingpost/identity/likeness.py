"""How alike two names are: of people, of companies and projects. Pure text in, the name of a level out."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.fuzz import ratio, token_sort_ratio

from kingpost.identity.letters import one_letter
from kingpost.identity.names import ABROAD, COMMON, GIVEN, SEVERAL
from kingpost.identity.profiles import Profile, canonical, skeleton


def person_name(a: Profile, b: Profile) -> str:
    """equal · short form · initial · slip · slips · swapped · two spellings (ä and ae) · variant · surname only · given name only · part of the surname · new surname · another given name · different."""
    level = _in_this_order(a.given, a.surname, b.given, b.surname)
    if level in _POOR and a.given and b.given:
        turned = _in_this_order(a.given, a.surname, b.surname, b.given)
        if turned in ("equal", "short form", "initial", "slip"):
            return "swapped"
        if a.given + a.surname == b.given + b.surname or a.surname + a.given == b.surname + b.given:
            return "equal"
        if (a.between or b.between) and level == "new surname" and (a.surname in b.between or b.surname in a.between):
            return "part of the surname"
    if (
        level == "different"
        and bool(a.given) != bool(b.given)
        and given_names(a.given or a.surname, b.given or b.surname) in _OF_ONE_GIVEN
    ):
        return "given name only"  # one word alone is taken as a surname
    if (a.plain or b.plain) and level in _UNLIKE and _two_spellings(a, b):
        return "two spellings"
    return level


_POOR = ("different", "new surname", "another given name")
_UNLIKE = (*_POOR, "slips")


def _two_spellings(a: Profile, b: Profile) -> bool:
    """Whether two names differ only in letters that one of them writes as two. Two given names that are both known are two: Jo and Joe."""
    if one_letter(a.surname) != one_letter(b.surname):
        return False
    if given_names(a.given, b.given) in _OF_ONE_GIVEN:
        return True
    known = a.given in GIVEN and b.given in GIVEN
    return not known and given_names(one_letter(a.given), one_letter(b.given)) in _OF_ONE_GIVEN


_OF_ONE_GIVEN = ("equal", "short form", "initial")


def _in_this_order(given: str, surname: str, other_given: str, other_surname: str) -> str:
    last = alike(surname, other_surname)
    if last == "alike" and surname in COMMON and other_surname in COMMON:
        last = "different"  # Hansen and Jansen: two names, no slip
    if last == "different":
        # The one a single letter, the other's names turned round: "Singh C." and "Christina Singh".
        return "new surname" if given == other_given and len(given) > 1 else "different"
    first = given_names(given, other_given)
    if last == "equal":
        return _OF_ONE_SURNAME.get(first, first)
    if first in ("equal", "short form"):
        return "slip"
    return "different" if first == "different" else "slips"


_OF_ONE_SURNAME = {"different": "another given name", "": "surname only", "alike": "slip"}


@lru_cache(maxsize=100_000)
def given_names(one: str, other: str) -> str:
    """equal · initial · short form · alike (a slip of the pen) · variant (may be one name, or two like Julia and Julie) · different · "" (unknown)."""
    if not one or not other:
        return ""
    if one == other:
        return "equal" if len(one) > 1 or not one.isascii() else "initial"
    if (
        (few := one if len(one) < len(other) else other)
        and few.isascii()
        and (len(few) == 1 or (len(few) == 2 and not _VOWEL.search(few)))
    ):
        return "initial" if one[0] == other[0] or canonical(one)[0] == canonical(other)[0] else "different"
    if canonical(one) == canonical(other) or _heads(one) & _heads(other):
        return "short form"
    return _unlisted(one, other)


def _unlisted(one: str, other: str) -> str:
    """Two forms no list makes one name."""
    if _heads(one) & ABROAD.get(other, frozenset()) or _heads(other) & ABROAD.get(one, frozenset()):
        return "variant"
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    if (one in GIVEN and other in GIVEN) or _of_the_other_sex(few, many):
        return "different"
    if alike(one, other) == "alike":
        # In a short name one letter makes another name: Tom, Tim.
        ending = few[:-1] == many[: len(few) - 1] and len(many) - len(few) < 2 and _VOWEL.search(many[-1])
        certain = len(few) >= 5 and not ending and OSA.distance(one, other) < 2
        return "alike" if certain or sorted(one) == sorted(other) else "variant"
    sounds = skeleton(few), skeleton(many)
    if (
        (len(few) >= 3 and many.startswith(few))
        or (len(few) >= 4 and (many.endswith(few) or many[:4] == few[:4]))
        or (sounds[0] == sounds[1] and len(sounds[0]) >= 2)
    ):
        return "variant"
    return "variant" if len(few) >= 5 and JaroWinkler.similarity(one, other) >= 0.9 else "different"


def _of_the_other_sex(few: str, many: str) -> bool:
    """Whether two names differ only in what makes a man's name a woman's: Daniel and Daniela, Mario and Maria."""
    if len(few) < 4:
        return False
    return many in (few + "a", few + "ina", few + "ine", few + "ette") or (
        few[:-1] == many[:-1] and {few[-1], many[-1]} == {"o", "a"}
    )


def _heads(form: str) -> frozenset[str]:
    return SEVERAL.get(form) or frozenset((canonical(form),))


_VOWEL = re.compile("[aeiouy]")
_SUNG = re.compile("[aeiou]")  # a y often stands in an abbreviation: mfy, ppty


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
    "two spellings",
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
    # Of signs that are words or syllables, another one is another name.
    if one.isascii() and other.isascii() and (_slip_in_words(sorted(x), sorted(y)) or _slip_in_words(x, y)):
        return "mistyped" if _mistyped(one, other) else "slip"
    if sorted(one_letter(one).split()) == sorted(one_letter(other).split()):
        return "two spellings"
    if _initials(x, y) or _initials(y, x):
        return "initials"
    few, many = (x, y) if len(x) <= len(y) else (y, x)
    if set(few) <= set(many) and len("".join(few)) >= 5:
        return "part of the other"
    return "alike" if token_sort_ratio(one, other) >= 80 or ratio(one, other) >= 84 else "different"


@lru_cache(maxsize=100_000)
def begins_alike(one: str, other: str) -> bool:
    """Whether two names of several words begin with one word and then each goes on with a word of its own: Acme Services, Acme Property. What is
    misspelt, cut short, abbreviated or written apart is no word of its own."""
    x, y = one.split(), other.split()
    if len(x) < 2 or len(y) < 2 or len(x[0]) < 3 or alike(x[0], y[0]) == "different":
        return False
    mine = [w for w in x[1:] if not any(_one_word(w, v) for v in y[1:])]
    theirs = [w for w in y[1:] if not any(_one_word(w, v) for v in x[1:])]
    if not (mine and theirs) or _written_as(mine, theirs) or _written_as(theirs, mine):
        return False
    return not (_written_as(x[1:], y[1:]) or _written_as(y[1:], x[1:]))


def _one_word(p: str, q: str) -> bool:
    """Whether two words may be one, written by different hands."""
    few, many = (p, q) if len(p) <= len(q) else (q, p)
    return (
        alike(p, q) != "different"
        or one_letter(p) == one_letter(q)
        or _cut_short(few, many)
        or _without_vowels(few, many)
        or (len(few) >= 6 and few[0] == many[0] and ratio(few, many) >= ONE_STEM)
    )


ONE_STEM = 65  # in hundred: engineers and engineering, consultants and consulting


def _without_vowels(few: str, many: str) -> bool:
    """Whether the one is the other abbreviated: ppty, property."""
    if len(few) < 2 or few[0] != many[0] or _SUNG.search(few[1 if len(few) > 2 else 0 :]):
        return False
    rest = iter(many)
    return all(letter in rest for letter in few)


def _written_as(few: list[str], many: list[str]) -> bool:
    """Whether some words are others written together, cut short, or their first letters."""
    joined, whole = "".join(few), "".join(many)
    if len(many) > 1 and joined == "".join(w[0] for w in many):
        return True
    return alike(joined, whole) != "different" or (len(joined) >= 5 and whole.startswith(joined))


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

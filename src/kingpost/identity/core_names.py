"""A company's or project's name taken apart: its core words, its legal form and country, its numbers; other names written beside it. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from kingpost.identity.letters import transcribed
from kingpost.identity.words import (
    APEX,
    ASIAN_FORMS,
    END_SEATS,
    FILLERS,
    FORM_SEATS,
    LEADING,
    LONG_FORMS,
    NUMBERS,
    PHRASES,
    PLACE_SEAT,
    SHORT,
    TENS,
)

_NOT_WORD = re.compile(r"[\W_]+")
_DOTTED = re.compile(r"\b\w\.\w\b")
_DIGITS = re.compile(r"\d+")
_PHRASES = dict(PHRASES)
_ANY_ASIAN = re.compile("|".join(map(re.escape, ASIAN_FORMS)))
_GLUED = re.compile(r"(?<=[a-zà-ÿ])(AG|SE|SA|GmbH|Ltd|LLC|LLP|Inc|BV|NV|AB|KG|PLC)\b")
_ANY_PHRASE = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, _PHRASES), key=len, reverse=True)).replace("\\ ", " ") + r")\b"
)
OTHER_NAME = re.compile(
    r"""\b(?:t/a|trading\s+as|doing\s+business\s+as|d/b/a|dba|(?:formerly|previously|also)(?:\s+known\s+as|\s+called)?|f/k/a|fka|a/k/a|aka
         |now\s+(?:known\s+as|called|trading\s+as)|(?:since\s+)?(?:merged|renamed)\s+(?:in)?to|vormals|früher|anciennement|ex\s+(?=\())(?!\w)
        |(?<=[(,–-])\s*(?:now|ex|prev\.|fmr\.|was)\s+(?=\S)""",
    re.IGNORECASE | re.VERBOSE,
)
"""What stands before another name of the same company. "Part of" is none: that is another company."""


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """Lower-case letters, digits and single spaces; other alphabets transcribed where that can be done, accents dropped."""
    if not text.isascii():
        return " ".join(transcribed(text.replace("&", " and ")).split())
    return _NOT_WORD.sub(" ", text.lower().replace("'", "").replace("&", " and ")).strip()


def first_name(said: str) -> str:
    """The name without what is written beside it, such as what the company was called before."""
    return OTHER_NAME.split(said)[0].strip(" (-,")


class CoreName(NamedTuple):
    """A company's or project's name taken apart."""

    core: str
    seats: list[str]
    places: list[str]
    numbers: list[str]
    apex: str  # "group", "holding" or both: it stands above others of its name


@lru_cache(maxsize=100_000)
def core_of(text: str) -> CoreName:
    """The words that make a name, without legal form; the countries form and name speak of; its numbers; whether it is a group or a holding."""
    words = _words_of(text)
    core: list[str] = []
    numbers: list[str] = []
    dropped: list[str] = []
    forms: set[str] = set()
    places: set[str] = set()
    apex: set[str] = set()
    end = _end_of_name(words)
    for at, word in enumerate(words):
        if word in PLACE_SEAT and core:
            places.add(PLACE_SEAT[word])
        elif seats := FORM_SEATS.get(word) or _edge_seats(word, at, end, len(words)):
            forms = forms & {*seats} or {*seats}
            dropped.append(word)
        elif word in FILLERS:
            dropped.append(word)
        elif above := APEX.get(SHORT.get(word, word)):
            apex.add(above)
            dropped.append(word)
        else:
            numbers += _DIGITS.findall(word)
            core.append(SHORT.get(word, word))
    above = " ".join(sorted(apex)) if core else ""
    return CoreName(" ".join(core or dropped), sorted(places or forms), sorted(places), sorted(numbers), above)


def _words_of(text: str) -> list[str]:
    """A name's words with legal forms of several words made one and numbers in figures."""
    if not text.isascii():
        text = _ANY_ASIAN.sub(lambda found: f" {ASIAN_FORMS[found[0]]} ", unicodedata.normalize("NFKC", text))
    text = _GLUED.sub(r" \1", text)
    flat = fold(text.replace(".", "") if _DOTTED.search(text) else text)
    words = [NUMBERS.get(w, w) for w in _ANY_PHRASE.sub(lambda found: _PHRASES[found[0]], read_again(flat)).split()]
    made: list[str] = []
    for word in words:
        if made and made[-1] in TENS and len(word) == 1 and word.isdigit():
            made[-1] = TENS[made[-1]] + word
        else:
            made.append(word if len(word) < 9 or word in FORM_SEATS else _form_with_a_slip(word))
    return [TENS[w] + "0" if w in TENS else w for w in made]


def read_again(flat: str) -> str:
    """A nought or a one inside a word is what a scanner made of an o or an l: G0rbel, Ken1arvin."""
    if ("0" in flat or "1" in flat) and _SCANNED.search(flat):
        return _SCANNED.sub(lambda found: found[0].replace("0", "o").replace("1", "l"), flat)
    return flat


_SCANNED = re.compile(r"\b(?=[a-z01]{4})[a-z]+[01][a-z]+\b")


def _end_of_name(words: list[str]) -> int:
    """Where the words that only say what kind of company it is begin, counted from the end."""
    end = len(words)
    while end and (
        words[end - 1] in FORM_SEATS
        or words[end - 1] in END_SEATS
        or words[end - 1] in FILLERS
        or words[end - 1] in APEX
    ):
        end -= 1
    return end


def _edge_seats(word: str, at: int, end: int, many: int) -> tuple[str, ...]:
    """The countries of a form that is one only at the end of a name, or before it."""
    return END_SEATS.get(word, ()) if (at >= end > 0) or (at == 0 and many > 1 and word in LEADING) else ()


def _form_with_a_slip(word: str) -> str:
    return next((form for form in LONG_FORMS if word[0] == form[0] and OSA.distance(word, form, score_cutoff=2) <= (2 if len(form) > 12 else 1)), word)  # fmt: skip

"""Words as they are compared: folded, hyphens closed, plurals cut; and which words say little because every business uses them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources

_HYPHEN = re.compile(
    r"[-\u2010\u2011](?<=\w.)(?=\w)"
)  # the hyphen first: it is looked for faster than what is around it
_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r"[“\"„«]([^”\"“»\n]{3,80})[”\"“»]|(?<!\w)['‘]([^'’\n]{4,80})['’](?!\w)")
_CODE = re.compile(r"[\w./-]*\w")
_DATED = re.compile(r"(?:19|20)\d\d\W\d\d?(?:\W\d\d?)?|\d\d?\W(?:\d\d?\W)?(?:(?:19|20)\d\d|\d\d)")
_HEAD = re.compile(r"^(\w+)\s*(?::|[-–—]\s).*$", re.DOTALL)
SHORT = 3  # letters of a code that may be a word
_PREFIX = re.compile(r"^\s*(?:(?:re|aw|fw|fwd|wg|sv|antw)\s*:\s*|\[[^\]]{1,30}\]\s*)+", re.IGNORECASE)

COMMON = frozenset(
    resources.files(__package__).joinpath("common_words.txt").read_text(encoding="utf-8").splitlines()[1:]
)
"""Words that tell two projects of one client apart only inside a longer name."""


@lru_cache(maxsize=100_000)
def cut(word: str) -> str:
    """A word without a plural's s: "handhelds" → "handheld"."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def plain(text: str) -> str:
    """Folded words, one space between and around them, so that a name is found with ``f" {name} " in text``."""
    flat = unicodedata.normalize("NFKC", text) if not text.isascii() else text
    return f" {' '.join(map(cut, _WORD.findall(_HYPHEN.sub('', flat.casefold()))))} "


@lru_cache(maxsize=50_000)
def name(text: str) -> str:
    """A name as ``plain`` would find it, without the spaces around."""
    return plain(text).strip()


def quoted(text: str) -> set[str]:
    """What stands in quotation marks, as names."""
    if not any(mark in text for mark in "“\"„«'‘"):
        return set()
    return {name(one or other) for one, other in _QUOTED.findall(text)}


def has_code(code: str, text: str, subjects: Iterable[str]) -> bool:
    """Whether a project's code stands in a text by itself: "POR" also in "POR-118".

    Two or three letters may be an everyday word ("IT"): they count with a number behind, in brackets, after "project" or at the head of a subject, with a colon or
    dash behind. Digits alone ("2026-017") may be part of a longer number, and are no code where they could be a date.
    """
    if code not in text or (shape := _code_shape(code)) is None:
        return False
    short = code.isalpha() and len(code) <= SHORT
    return bool(shape.search(text)) or (short and any(_HEAD.sub(r"\1", subject(one)) == code for one in subjects))


@lru_cache(maxsize=10_000)
def _code_shape(code: str) -> re.Pattern[str] | None:
    """How a code is written in a text; None for what is no code that could be told from other words and numbers."""
    told = re.escape(code)
    if len(code) < 2 or not _CODE.fullmatch(code):
        return None
    if code.isalpha() and len(code) <= SHORT:
        return re.compile(rf"(?<![\w-]){told}-\d+(?![\w-])|[\[(]{told}[\])]|\b[Pp]roject {told}(?![\w-])")
    if not any(letter.isalpha() for letter in code):
        if code.isdigit() or sum(letter.isdigit() for letter in code) < 5 or _DATED.fullmatch(code):
            return None
        return re.compile(rf"(?<![\w+/-])(?<!\d[ .,:]){told}(?![\w/-])(?![ .,:]\d)")
    return re.compile(rf"(?<![\w-]){told}{'' if '-' in code else '(?:-[0-9]+)?'}(?![\w-])")


def subject(title: str) -> str:
    """A subject without "Re:" and bracketed numbers."""
    return _PREFIX.sub("", title)


_COMMON = frozenset(map(cut, COMMON)) | COMMON


def telling(word: str) -> bool:
    """A word that may tell projects apart by itself."""
    return len(word) > 2 and word not in _COMMON and not word.isdigit()

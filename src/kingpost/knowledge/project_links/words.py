"""Words as they are compared: folded, hyphens closed, plurals cut; and which words say little because every business uses them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib import resources

_HYPHEN = re.compile(
    r"[-\u2010\u2011](?<=\w.)(?=\w)"
)  # the hyphen first: it is looked for faster than what is around it
_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r"[“\"„«]([^”\"“»\n]{3,80})[”\"“»]|(?<!\w)['‘]([^'’\n]{4,80})['’](?!\w)")
_CODE = re.compile(r"(?<![\w-])[A-Z][A-Z0-9]+(?:-[A-Z0-9]+)*(?![\w-])")
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


def codes(text: str) -> frozenset[str]:
    """What looks like a code: "POR", "AF-PO-3318"; of "POR-118" also "POR"."""
    found = set(_CODE.findall(text))
    return frozenset(found | {one.partition("-")[0] for one in found if one.partition("-")[2].isdigit()})


def subject(title: str) -> str:
    """A subject without "Re:" and bracketed numbers."""
    return _PREFIX.sub("", title)


_COMMON = frozenset(map(cut, COMMON)) | COMMON


def telling(word: str) -> bool:
    """A word that may tell projects apart by itself."""
    return len(word) > 2 and word not in _COMMON and not word.isdigit()

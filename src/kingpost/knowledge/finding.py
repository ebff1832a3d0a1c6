"""Find anything by words: what the box at the top does while one types.

All words must occur; the last one may be a beginning. Candidates are capped before they are ranked, and words that are common are looked for among the newest
things alone, so they cost no more than rare ones. Names of clients, people and projects come first, also when misspelt.

Where some of the words name a client, what belongs to that client is found by the others: "aldgate printer", "pell invoices".

Accents may be left out. A number is found with or without its dash, its letters and the word for what it is ("inv2093", "invoice 2093"), a sum with or without
commas, a telephone number however it is written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kingpost.toolbox import clock
from kingpost.toolbox.sql import planned_rows, sql

CANDIDATES = 400
NEWEST = 2000  # things of late that are gone through one by one first
PLENTY = 100  # of them that fit are enough
LATELY = 1000  # of what happened with a client that is named
CLIENTS = 3  # that the words may name
KIND_WORDS = {f"{kind}{more}": kind for kind in ("ticket", "task", "project", "invoice", "approval", "meeting", "client") for more in ("", "s")}  # fmt: skip
"""Words for what a thing is: beside others they choose, and need not stand in it."""
_WORD = re.compile(r"[\w@.+-]+")
_TELEPHONE = re.compile(r"\+?[\d\s()/.-]{7,}")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)|(?<=\d)\.00\b")


@dataclass(frozen=True)
class Found:
    """One thing the box found. ``number``: what its system calls a ticket or a task, where that is short enough to be said."""

    id: int
    kind: str
    title: str
    at: datetime | None
    client: str
    client_id: int | None
    number: str = ""


def find(text: str, seen_by: Sequence[int], *, kinds: Sequence[str] | None = None, limit: int = 12) -> list[Found]:
    """What fits these words best. Empty for text without a word in it."""
    words = _words(text)
    if not words:
        return []
    named = [KIND_WORDS[word] for word in words if word in KIND_WORDS] if len(words) > 1 else []
    words = [word for word in words if not named or word not in KIND_WORDS] or words
    forms = [*map(_forms, words[:-1]), _forms(words[-1], ":*")]
    names = [*(_forms(word, ":A") for word in words[:-1]), _forms(words[-1], ":*A")]
    numbers = " & ".join(f"'{word}':B" for word in words if any(letter.isdigit() for letter in word))
    found = planned_rows(sql("find"), {"query": " & ".join(forms), "words": words, "forms": forms, "names": names, "several": len(words) > 1 or bool(named),
                               "lately": LATELY, "clients": CLIENTS, "text": " ".join(words), "start": f"{' '.join(words)}%", "seen_by": list(seen_by), "numbers": numbers, "named": named,
                               "kinds": list(kinds) if kinds else None, "candidates": CANDIDATES, "newest": NEWEST, "plenty": PLENTY, "limit": limit, "now": clock.now()})  # fmt: skip
    return [Found(*row) for row in found]


def _words(text: str) -> list[str]:
    """What was typed, word by word; of a telephone number the digits every way to write it ends with."""
    digits = re.sub(r"\D", "", text)
    if _TELEPHONE.fullmatch(text.strip()) and len(digits) >= 9:
        return [digits[-9:]]
    words = (word.strip(".-+@") for word in _WORD.findall(_THOUSANDS.sub("", text.casefold())))
    return [word for word in words if word]


def _forms(word: str, end: str = "") -> str:
    """A word as the index may know it: as typed, without accents, in parts where it has dashes, and a sum with commas."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))
    parts = [part for part in re.split(r"[\W_]+", plain) if part]
    forms = [word, plain] if len(parts) < 2 else [word]
    if word.isdecimal() and 4 <= len(word) <= 9:
        forms += [f"{sign}{int(word):,}" for sign in ("", "£", "€")]  # the index takes these signs for letters
    apart = " <-> ".join(f"'{part}'" for part in parts[:-1]) + f" <-> '{parts[-1]}'{end}" if len(parts) > 1 else ""
    every = [f"'{form}'{end}" for form in dict.fromkeys(forms)] + ([f"({apart})"] if apart else [])
    return f"({' | '.join(every)})"

"""What a question is about: a client, a project, a piece of work, an invoice, by name or number, from what the box can find.

A thing fits when its name and its client's name hold every word that was asked. What is named (a client, a project, an exact number) comes before
what only contains the words. Two that fit alike are for the person who asks to choose between, and so is what lacks one of several words. A word that
names another client is never the one that may be lacking: their warehouse is not ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from kingpost.knowledge import finding
from kingpost.questions import status
from kingpost.questions.status import Status
from kingpost.toolbox.sql import rows, sql

KINDS = ("client", "project", "ticket", "task", "deliverable", "agreement", "invoice", "approval")
WITH_THREADS = (*KINDS, "message")
CANDIDATES, MOST = 400, 12
SPELT = 0.9  # the fit of a name that is spelt a little differently
NAMED = ("client", "project")
MAY_LACK_ONE = 3  # of so many words
KIND_WORDS = {word: kind for word, kind in finding.KIND_WORDS.items() if kind not in ("client", "meeting")}
"""Words for a kind that may be part of what was asked; "client portal" and "kick-off meeting" are names."""
_TOKEN = re.compile(r"\w+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_SPREAD = re.compile(r"([ao])e|(?<!q)(u)e")
_NUMBER = re.compile(r"([a-z]+)[-#]?(\d+)")


@dataclass(frozen=True)
class Subject:
    """One thing a question may be about. ``fit`` is the share of the words it answers to, 2 or more for an exact number; ``whole`` are the words it has in full, and one more for its whole name."""

    id: int
    kind: str
    title: str
    client: str
    client_id: int | None
    open: bool | None
    at: datetime | None
    number: str = ""
    fit: float = 1.0
    whole: int = field(default=0, compare=False)

    @property
    def sure(self) -> bool:
        """It is what was named, not only something like it."""
        return self.fit >= SPELT


def find(words: Sequence[str], seen_by: Sequence[int], *, kinds: Sequence[str] = KINDS) -> list[Subject]:
    """What these words may mean, the best first. At most three queries."""
    if not words:
        return []
    asked, found = _words(words), _candidates(words, seen_by, kinds)
    if not any(one.fit >= 1 for one in found.values()):
        spelt = finding.find(" ".join(words), seen_by, kinds=kinds, limit=MOST)
        more = of([one.id for one in spelt if one.id not in found], seen_by)
        found |= {one.id: near for one in (*found.values(), *more) if (near := _spelt(one, asked)).sure}
    sure = [one for one in found.values() if one.sure]
    return sorted(sure or _perhaps(list(found.values()), asked), key=_order)[:MOST]


def named_in(words: Sequence[str], seen_by: Sequence[int]) -> list[Subject]:
    """What is named among these words, whatever else they say: by its number, or a client or project by its whole name. One query."""
    asked = set(_words(words))
    found = [
        one
        for one in _candidates(words, seen_by, KINDS).values()
        if one.fit >= 2 or (one.kind in NAMED and set(_words([one.title])) <= asked)
    ]
    return sorted(found, key=_order)[:MOST]


def _candidates(words: Sequence[str], seen_by: Sequence[int], kinds: Sequence[str]) -> dict[int, Subject]:
    """Whatever has one of the words in its name or is called by a number among them, with how well it fits."""
    asked = dict.fromkeys(form for word in _words(words) for form in (*_forms(word), _SPREAD.sub(r"\1\2", word)))
    prefixes = [f"{word}:*{'AB' if word[-1].isdecimal() else 'A'}" for word in asked]
    params = {
        "seen_by": list(seen_by),
        "kinds": list(kinds),
        "any": " | ".join(prefixes),
        "numbers": _numbers(words),
        "candidates": CANDIDATES,
    }
    return {row[0]: _fitting(Subject(*row), words) for row in rows(sql("subjects"), params)} if prefixes else {}


def of(numbers: Sequence[int], seen_by: Sequence[int]) -> list[Subject]:
    """These things as subjects, as far as the reader may see them, in this order. One query."""
    if not numbers:
        return []
    found = {
        row[0]: Subject(*row) for row in rows(sql("subjects_of"), {"things": list(numbers), "seen_by": list(seen_by)})
    }
    return [found[number] for number in numbers if number in found]


def of_work(one: Status) -> Subject:
    """A piece of open work as a subject."""
    return Subject(one.id, one.kind, one.title, one.client, one.client_id, True, one.at, one.remote_id)


def kinds_alone(words: Sequence[str]) -> tuple[str, ...]:
    """The kinds of work these words name and nothing else: "which projects are late"."""
    named = tuple(dict.fromkeys(KIND_WORDS.get(word, "") for word in words))
    return named if set(named) <= {*status.KINDS, "invoice"} else ()


def of_whom(found: Sequence[Subject], who: Sequence[str]) -> list[Subject]:
    """Those whose name or client holds one of these words; all when none does: what Geoffrey Pell approved is Pell's."""
    return [one for one in found if has(one, who)] or list(found)


def has(one: Subject, words: Sequence[str]) -> bool:
    """Whether one of these words is in its name or its client's."""
    return any(_alike(word, held) for word in words for held in _held(one))


def called(name: str, words: Sequence[str]) -> bool:
    """Whether all of these words are in a name."""
    return all(any(_alike(word, token) for token in _tokens(name)) for word in words)


def likeliest(found: Sequence[Subject]) -> list[Subject]:
    """Of the things that fit, those that fit best: one is the subject, several are a choice."""
    if not found:
        return []
    best = [one for one in found if _tier(one) == _tier(found[0])]
    alive = [one for one in best if one.open is not False]
    return alive or best


def _tier(one: Subject) -> tuple[bool, float, int, bool]:
    return one.fit < 2, -one.fit, -one.whole, one.kind not in ("client", "project")


def _order(one: Subject) -> tuple[object, ...]:
    return (*_tier(one), one.open is False, -(one.at.timestamp() if one.at else 0.0), one.title, one.id)


def _fitting(one: Subject, words: Sequence[str]) -> Subject:
    asked = _words(words)
    named = {KIND_WORDS[word] for word in asked if word in KIND_WORDS}
    number, plain = _plain(one.number), [_plain(word) for word in words]
    if number and (not named or one.kind in named):
        if number in {first + second for first, second in pairwise(plain)}:
            return replace(one, fit=2.5)
        if number in plain:
            return replace(one, fit=2.0)
    held = _held(one)
    hits = [word for word in asked if _kind_fits(word, one) or any(_alike(word, token) for token in held)]
    whole = len(set(hits) & set(held)) + (one.kind in NAMED and set(asked) == set(_words([one.title])))
    if named and one.kind not in named and not set(hits) - KIND_WORDS.keys() - set(_theirs(hits, one)):
        hits = [
            word for word in hits if word not in KIND_WORDS
        ]  # "the Larkfield invoice" is no ticket about an invoice
    return replace(one, fit=len(hits) / len(asked) if asked else 0.0, whole=whole)


def _spelt(one: Subject, asked: Collection[str]) -> Subject:
    """A client or project spelt a little differently: each word is one of the name's, but for a letter or two."""
    held = _held(one)
    near = [word for word in asked if _kind_fits(word, one) or any(_alike(word, token) or OSA.distance(word, token) <= len(word) // 5 for token in held)]  # fmt: skip
    named = one.kind in NAMED and len(near) == len(asked)
    return replace(one, fit=SPELT if named else 0.0)


def _perhaps(found: Sequence[Subject], asked: Sequence[str]) -> list[Subject]:
    """What lacks one of the words, and that names no other client: of two words one that something else is called by, of several any."""
    clients = [token for one in found if one.kind == "client" for token in _tokens(one.title)]
    theirs = {word for word in asked if any(_alike(word, token) for token in clients)}
    lacking = {
        one: {word for word in asked if not any(_alike(word, token) for token in held)}
        for one in found
        for held in (_held(one),)
    }
    known = {word for lacks in lacking.values() for word in asked if word not in lacks}
    return [
        one
        for one, lacks in lacking.items()
        if len(lacks) <= 1 < len(asked) and not lacks & theirs and (len(asked) >= MAY_LACK_ONE or lacks <= known)
    ]


def _kind_fits(word: str, one: Subject) -> bool:
    return KIND_WORDS.get(word) == one.kind or word == one.kind


def _theirs(words: Collection[str], one: Subject) -> list[str]:
    return [word for word in words if any(_alike(word, token) for token in _tokens(one.client))]


def _held(one: Subject) -> list[str]:
    """The words of a thing and its client, two that belong together as one ("gullrock"), and the first letters of a name ("sow")."""
    title, client = _tokens(one.title), _tokens(one.client if one.kind != "client" else "")
    joined = [first + second for part in (title, client) for first, second in pairwise(part)]
    letters = ["".join(token[0] for token in part[at : at + 3]) for part in (title, client) for at in range(len(part) - 2)]  # fmt: skip
    return [*title, *client, *_tokens(one.number), *joined, *letters]


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.casefold())


def _alike(word: str, token: str) -> bool:
    """The same word, or one begins with the other: "portal" and "portals"."""
    return any(one == other or (min(len(one), len(other)) >= 4 and (other.startswith(one) or one.startswith(other)))
               for one in _forms(word) for other in _forms(token))  # fmt: skip


@lru_cache(maxsize=4096)
def _forms(word: str) -> tuple[str, ...]:
    """A word as it is written, without its accents, and with two letters for an umlaut: "müller", "muller", "mueller"."""
    if word.isascii():
        return (word,)
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))
    return tuple(dict.fromkeys((word, plain, word.translate(_UMLAUTS))))


def _words(words: Sequence[str]) -> list[str]:
    """Words as the index of the box knows them: "go-live" is two."""
    return list(dict.fromkeys(part for word in words for part in _tokens(word) if part != "and"))


def _plain(text: str) -> str:
    return "".join(_tokens(text))


def _numbers(words: Sequence[str]) -> list[str]:
    """Words that may be a number in a system, as typed, in capitals, and with the dash left out: "por-118", "por118", "por 118"."""
    typed = [word for word in words if any(letter.isdigit() for letter in word)]
    parts = [
        match for text in (*words, *("".join(pair) for pair in pairwise(words))) if (match := _NUMBER.fullmatch(text))
    ]
    return sorted(
        {form for word in typed for form in (word, word.upper())} | {f"{part[1].upper()}-{part[2]}" for part in parts}
    )

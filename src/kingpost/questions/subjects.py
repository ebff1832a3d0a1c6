"""What a question is about: a client, a project, a piece of work, an invoice, by name or number, from what the box can find.

A thing fits when its name and its client's name hold every word that was asked. What is named (a client, a project, an exact number) comes before
what only contains the words. Two that fit alike are for the person who asks to choose between.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kingpost.knowledge import finding
from kingpost.questions.status import Status
from kingpost.toolbox.sql import rows, sql

KINDS = ("client", "project", "ticket", "task", "deliverable", "agreement", "invoice", "approval")
WITH_THREADS = (*KINDS, "message")
CANDIDATES, MOST = 400, 12
_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True)
class Subject:
    """One thing a question may be about. ``fit`` is the share of the words it answers to, 2 for an exact number."""

    id: int
    kind: str
    title: str
    client: str
    client_id: int | None
    open: bool | None
    at: datetime | None
    number: str = ""
    fit: float = 1.0


def find(words: Sequence[str], seen_by: Sequence[int], *, kinds: Sequence[str] = KINDS) -> list[Subject]:
    """What these words may mean, the best first. At most three queries."""
    if not words:
        return []
    prefixes = [f"{word}:*A" for word in _words(words)]
    params = {
        "seen_by": list(seen_by),
        "kinds": list(kinds),
        "any": " | ".join(prefixes),
        "numbers": _numbers(words),
        "candidates": CANDIDATES,
    }
    found = {row[0]: _fitting(Subject(*row), words) for row in rows(sql("subjects"), params)} if prefixes else {}
    if not any(one.fit >= 1 for one in found.values()):
        spelt = finding.find(" ".join(words), seen_by, kinds=kinds, limit=MOST)
        found |= {
            one.id: _fitting(one, words, least=0.6)
            for one in of([one.id for one in spelt if one.id not in found], seen_by)
        }
    return sorted((one for one in found.values() if one.fit >= 0.5), key=_order)[:MOST]  # fmt: skip


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


def likeliest(found: Sequence[Subject]) -> list[Subject]:
    """Of the things that fit, those that fit best: one is the subject, several are a choice."""
    if not found:
        return []
    best = [one for one in found if _tier(one) == _tier(found[0])]
    alive = [one for one in best if one.open is not False]
    return alive or best


def _tier(one: Subject) -> tuple[bool, float, bool]:
    return one.fit < 2, -one.fit, one.kind not in ("client", "project")


def _order(one: Subject) -> tuple[object, ...]:
    return (*_tier(one), one.open is False, -(one.at.timestamp() if one.at else 0.0), one.title, one.id)


def _fitting(one: Subject, words: Sequence[str], least: float = 0.0) -> Subject:
    if one.number and one.number.casefold() in {word.casefold() for word in words}:
        fit = 2.0
    else:
        held = _TOKEN.findall(
            f"{one.title} {one.client if one.kind != 'client' else ''} {one.number} {one.kind}".casefold()
        )
        asked = _words(words)
        fit = sum(1 for word in asked if any(_alike(word, token) for token in held)) / len(asked) if asked else 0.0
    return Subject(
        one.id, one.kind, one.title, one.client, one.client_id, one.open, one.at, one.number, max(fit, least)
    )


def _alike(word: str, token: str) -> bool:
    """The same word, or one begins with the other: "portal" and "portals"."""
    return word == token or (min(len(word), len(token)) >= 4 and (token.startswith(word) or word.startswith(token)))


def _words(words: Sequence[str]) -> list[str]:
    """Words as the index of the box knows them: "go-live" is two."""
    return list(
        dict.fromkeys(token for word in words for token in _TOKEN.findall(word.casefold()) if token not in ("and",))
    )


def _numbers(words: Sequence[str]) -> list[str]:
    """Words that may be a number in a system, as typed and in capitals: "por-118"."""
    held = [word for word in words if any(letter.isdigit() for letter in word)]
    return sorted({form for word in held for form in (word, word.upper())})

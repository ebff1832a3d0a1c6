"""Past cases like this one: what was done first, whether that worked, how long it took, and who solved it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import combinations
from math import sqrt
from statistics import fmean
from typing import Any

import msgspec
from rapidfuzz import fuzz

from kingpost.priorities import words
from kingpost.toolbox.sql import rows, sql

SAME_WORDS = 82  # from which likeness on two first steps are one
GONE_THROUGH = 1_000  # tickets found by words whose titles are compared
NEAREST = 400  # of them that are looked at closely
TELLING = 7  # words of a title
FIRST = "first_"  # a tag some desks keep: first_cleared_cache
_WORD = re.compile(r"[^\W_]{4,}")
_QUOTED = re.compile(r"“([^”]+)”?")
_ACK = re.compile(r"^(hi|hello|morning|dear|thanks?|thank you|got it|understood)\b[^.!?]*[.!?]\s*", re.IGNORECASE)
COMMON = {
    "with",
    "from",
    "this",
    "that",
    "have",
    "after",
    "before",
    "please",
    "help",
    "again",
    "since",
    "when",
    "what",
    "your",
    "their",
    "about",
    "into",
    "does",
}


class Case(msgspec.Struct):
    """One past ticket. ``days`` from its opening to its end; ``worked``: it ended and was never reopened."""

    entity: int
    title: str
    first: str
    worked: bool
    days: float | None
    solver: int | None
    solver_name: str


class FirstStep(msgspec.Struct):
    """What was done first in ``of`` cases, in how many of them it worked, and the mean time in days (of those, if it was most of them)."""

    what: str
    worked: int
    of: int
    days: float | None


class Cases(msgspec.Struct):
    """The cases and what they teach, the most successful first step first."""

    cases: list[Case]
    steps: list[FirstStep]

    def solved_by(self) -> Counter[int]:
        """How many of those that worked each person solved."""
        return Counter(case.solver for case in self.cases if case.worked and case.solver)


def like(ticket: int, title: str, tags: Sequence[str], client: int, audience: int) -> Cases:
    """Closed tickets like ``ticket`` that this audience may know."""
    asked = sorted({word.casefold() for word in _WORD.findall(title)} - COMMON)
    params: dict[str, Any] = {
        "ticket": ticket, "title": title, "tags": [tag for tag in tags if not tag.startswith(FIRST)], "client": client, "audience": audience,
        "any": " | ".join(asked), "most": _most(asked), "gone_through": GONE_THROUGH, "nearest": NEAREST,
    }  # fmt: skip
    found = [_case(row) for row in rows(sql("cases"), params)]
    return Cases(found, _steps(found))


def _most(asked: Sequence[str]) -> str:
    """A query for tickets that hold at least half of these words, and two of them where there are two; of many words the longest tell most."""
    told = sorted(asked, key=len, reverse=True)[:TELLING]
    many = max((len(told) + 1) // 2, min(len(told), 2))
    return " | ".join(f"({' & '.join(some)})" for some in combinations(told, many)) if told else ""


def _case(row: tuple[Any, ...]) -> Case:
    entity, title, golden, _, first, solver, solver_name, reopened, ended = row
    fields = msgspec.json.decode(golden)
    tag = next((str(t) for t in fields.get("tags") or () if str(t).startswith(FIRST)), "")
    done = tag.removeprefix(FIRST).replace("_", " ") if tag else _first_step(first or "")
    again = reopened or int(str(fields.get("reopened") or 0).partition(".")[0] or 0)
    end = ended or _moment(fields.get("resolved_at") or fields.get("closed_at"))
    began = _moment(fields.get("created_at"))
    days = round((end - began).total_seconds() / 86400, 1) if end and began else None
    return Case(entity, title, words.capital(done), not again, days, solver, solver_name or "")


def _first_step(text: str) -> str:
    """The first thing said on it by us, without greeting: its first sentence."""
    quoted = _QUOTED.search(text)
    said = quoted[1] if quoted else text
    return words.shorten(re.split(r"(?<=[.!?])\s", _ACK.sub("", said).strip())[0].rstrip(".!?"), 70)


def _steps(found: Sequence[Case]) -> list[FirstStep]:
    """First steps in nearly the same words are one, under the wording used most, whatever the order of the cases."""
    said = Counter(case.first for case in found if case.first)
    names: dict[str, str] = {}
    for wording in sorted(said, key=lambda wording: (-said[wording], wording)):
        names[wording] = next((name for name in names.values() if _same(name, wording)), wording)
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in found:
        if case.first:
            groups[names[case.first]].append(case)
    steps = [_step(name, group) for name, group in groups.items()]
    return sorted(steps, key=lambda s: (-_chance(s), s.days or 0, s.what))[:5]


def _same(one: str, other: str) -> bool:
    return bool(fuzz.token_sort_ratio(one.casefold(), other.casefold()) >= SAME_WORDS)


def _step(name: str, group: Sequence[Case]) -> FirstStep:
    worked = [case for case in group if case.worked]
    days = [case.days for case in (worked if 2 * len(worked) >= len(group) else group) if case.days is not None]
    return FirstStep(name, sum(case.worked for case in group), len(group), round(fmean(days), 1) if days else None)


def _chance(step: FirstStep) -> float:
    """The success we can count on: the lower end of Wilson's 95% interval, so that seven of nine lead before three of three."""
    n, share, z = step.of, step.worked / step.of, 1.96
    middle = share + z * z / (2 * n)
    return (middle - z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))) / (1 + z * z / n)


def _moment(value: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
    return at if at and at.tzinfo else None

"""Read to which project a thing belongs and why, and what belongs to a project."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from kingpost.toolbox.sql import rows, sql

SAID, REFERENCE, WORDS, THREAD, ATTACHMENT, PERSON = "said", "reference", "words", "thread", "attachment", "person"


@dataclass(frozen=True)
class Belongs:
    """A thing's project: ``via`` how it is known, ``why`` in plain words, ``score`` its points (100: certain)."""

    thing: int
    project: int
    title: str
    via: str
    score: float
    why: str


@dataclass(frozen=True)
class Linked:
    """Something that belongs to a project although its system does not say so."""

    thing: int
    kind: str
    title: str
    at: datetime | None
    via: str
    why: str


def project_of(things: Collection[int], seen_by: Sequence[int]) -> dict[int, Belongs]:
    """The project of each of these things, by entity; what a system says comes first. One query."""
    found = rows(sql("project_of"), {"entities": list(things), "seen_by": list(seen_by)})
    return {row[0]: Belongs(*row) for row in found}


def linked_to(project: int, seen_by: Sequence[int], *, limit: int = 30) -> list[Linked]:
    """What was linked to a project, newest first, each thing once."""
    return [
        Linked(*row) for row in rows(sql("linked_to"), {"project": project, "seen_by": list(seen_by), "limit": limit})
    ]

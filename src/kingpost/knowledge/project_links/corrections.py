"""A person says which project a thing belongs to, or that it belongs to none. It holds for the whole thread, its later replies included, until taken back."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from kingpost.accounts import audiences, audit
from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act, may
from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.knowledge.models import ProjectCorrection
from kingpost.knowledge.project_links import stage
from kingpost.toolbox import clock
from kingpost.toolbox.sql import numbers, rows, sql

CORRECTABLE = ("message", "meeting", "document", "ticket")


@dataclass(frozen=True)
class Choice:
    """A project somebody may choose. ``maybe`` says why it might be the one, "" when nothing speaks for it."""

    id: int
    title: str
    maybe: str
    current: bool


def correct(user: User, thing: int, project: int | None) -> ProjectCorrection:
    """Say that a thing belongs to a project of its client (an entity number), or to none.

    Raises PermissionDenied for who may not answer, LookupError for a thing or project this person cannot see, ValueError for a project of another client.
    """
    _check(user)
    seen_by = audiences.allowed(user)
    record = _record(thing, seen_by)
    target = None
    if project is not None:
        if project not in {choice.id for choice in choices(thing, seen_by)}:
            raise LookupError("There is no such project of this client.")
        target = _record(project, seen_by, ("project",))
    with transaction.atomic():
        made = ProjectCorrection.objects.create(record_id=record, project_id=target, by=user, at=clock.now())
        audit.record(user, "said which project something belongs to", f"record:{record}", project=target)
        _make_again(record)
    return made


def withdraw(user: User, correction_id: int) -> ProjectCorrection:
    """Take a correction back. Raises as ``correct`` does."""
    _check(user)
    found = ProjectCorrection.objects.filter(pk=correction_id, withdrawn_at=None).first()
    if found is None or not _visible(found.record_id, audiences.allowed(user)):
        raise LookupError("There is no such correction.")
    with transaction.atomic():
        found.withdrawn_at, found.withdrawn_by = clock.now(), user
        found.save(update_fields=["withdrawn_at", "withdrawn_by"])
        audit.record(user, "took back which project something belongs to", f"record:{found.record_id}")
        _make_again(found.record_id)
    return found


def choices(thing: int, seen_by: list[int]) -> list[Choice]:
    """The projects of a thing's clients this person may choose, the likely ones first, each with what speaks for it."""
    found = rows(sql("choices"), {"entity": thing, "seen_by": seen_by})
    if not found:
        return []
    maybe = _maybe(thing, seen_by)
    listed = [Choice(number, title, maybe.get(number, ""), current) for number, title, current in found]
    return sorted(listed, key=lambda one: (not one.current, not one.maybe, one.title))


def _maybe(thing: int, seen_by: list[int]) -> dict[int, str]:
    """Projects that were close, by entity: what speaks for each, judged from what this person may see."""
    units = [unit for (unit,) in rows(sql("units"), {"entities": numbers([thing]), "clients": "{}"})]
    things = [
        row
        for found in rows(sql("things"), {"units": numbers(units)})
        if (row := stage.Row(*found)).audience in seen_by
    ]
    mine = next((row for row in things if row.entity == thing), None)
    if mine is None:
        return {}
    known = stage.knowledge_for(things, {mine.audience: set(seen_by)})
    seen = [row for row in things if row.unit == mine.unit]
    projects = [project for client in mine.clients for project in known.of(client, mine.audience)]
    return {project.entity: why for project, why in stage.explained(seen, projects, seen_by)}


def _check(user: User) -> None:
    if not may(user, Act.ANSWER):
        raise PermissionDenied("You may look at this, not change it.")


def _record(thing: int, seen_by: list[int], kinds: tuple[str, ...] = CORRECTABLE) -> int:
    """The record a statement about a thing is anchored on: the widest known, then the first by key."""
    found = rows(
        """SELECT r.id FROM member AS m JOIN record AS r ON r.id = m.record_id WHERE m.entity_id = %s AND r.kind = ANY(%s) AND r.gone_at IS NULL
           AND r.version IS NOT NULL AND r.audience_id = ANY(%s)
           ORDER BY (SELECT count(*) FROM audience_within AS w WHERE w.wide_id = r.audience_id) DESC, r.key LIMIT 1""",
        [thing, list(kinds), seen_by],
    )
    if not found:
        raise LookupError("There is no such thing.")
    return int(found[0][0])


def _visible(record: int, seen_by: list[int]) -> bool:
    return bool(rows("SELECT 1 FROM record WHERE id = %s AND audience_id = ANY(%s)", [record, seen_by]))


def _make_again(record: int) -> None:
    """Judge the thing's thread at once, so that the page is right when it returns; the stage itself is not moved."""
    [(entity,)] = rows("SELECT entity_id FROM member WHERE record_id = %s", [record])
    made = stage.work([entity])
    changes.append({Stream.PROJECT: [entity, *made[Stream.PROJECT]]})

"""Who is one of us: guessed from staff lists and our own mail domains, corrected by a person. A correction always holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from kingpost.accounts.models import User
from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.knowledge.models import PersonTerms
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows, sql


@dataclass(frozen=True)
class Colleague:
    """A person who is, or was said not to be, one of us."""

    id: int
    title: str
    email: str
    ours: bool
    listed: bool  # a system lists them as staff; otherwise it is the address
    said_by: str  # who corrected it, or ""


def colleagues(seen_by: Sequence[int], *, limit: int = 200) -> list[Colleague]:
    """Staff by name, then those a person said are not staff."""
    return [Colleague(*row) for row in rows(sql("staff"), {"seen_by": list(seen_by), "limit": limit})]


def set_staff(entity: int, by: User, *, is_staff: bool) -> None:
    """Say whether a person is one of us. What rests on it, as whose promises their mails hold, is worked out again. Raises LookupError for a number nobody has."""
    with transaction.atomic():
        found = rows("SELECT min(record_id) FROM member WHERE entity_id = %s HAVING count(*) > 0", [entity])
        if not found:
            raise LookupError(entity)
        records = [r for (r,) in rows("SELECT record_id FROM member WHERE entity_id = %s", [entity])]
        PersonTerms.objects.filter(record_id__in=records).delete()
        PersonTerms.objects.create(record_id=found[0][0], is_staff=is_staff, by=by, at=clock.now())
        named = rows(
            "SELECT DISTINCT m.entity_id FROM link AS l JOIN member AS m USING (record_id) WHERE l.target_id = ANY(%s)",
            [records],
        )
        changes.append({Stream.ENTITY: [entity, *(thing for (thing,) in named)]})

"""Who is one of us: guessed from staff lists and our own mail domains, corrected by a person. A correction always holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from kingpost.accounts.models import User
from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.knowledge.models import PersonTerms
from kingpost.toolbox import clock
from kingpost.toolbox.sql import numbers, rows, sql


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
        changes.append({Stream.ENTITY: [entity]})


def among(entities: Sequence[int], domains: Sequence[str], *, before: bool) -> Mapping[int, tuple[bool, int]]:
    """The people among these numbers: whether each is one of us, by the pictures as they are or, ``before`` they are made again, were; and from how many
    records those are made, 0 where there is none."""
    found = rows(sql("staff_among"), {"entities": numbers(entities), "domains": list(domains), "before": before})
    return {person: (ours, records) for person, ours, records in found}


def named_by_changed(was: Mapping[int, tuple[bool, int]], now: Mapping[int, tuple[bool, int]]) -> set[int]:
    """Entities outside the batch that name somebody who became one of us, or is no longer: whose promises a mail holds and who waits for whom rest on it.

    Somebody without a picture before may have been part of that of one of us, where one has fewer records now: told apart, or one list shorter.
    """
    fewer = any(ours and now[person][1] < records for person, (ours, records) in was.items() if person in now)
    turned = [person for person, (ours, _) in now.items() if ours != was[person][0]]
    people = {*turned, *(person for person, (_, records) in was.items() if fewer and not records)}
    params = {"people": numbers(sorted(people)), "turned": numbers(turned)}
    return {entity for (entity,) in rows(sql("staff_named"), params)} if people else set()

"""The records of one thing, and two acts on them by hand: this one is not the same, and these two things are one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from django.db import transaction

from kingpost.accounts.models import User
from kingpost.identity import judge
from kingpost.identity.models import Judgement
from kingpost.identity.review import FIELDS
from kingpost.toolbox.sql import rows, sql

AT_MOST = 60  # records of one thing that are listed


@dataclass(frozen=True)
class OneRecord:
    """What one system says of the thing, and the organisation it points at."""

    id: int
    kind: str
    title: str
    system: str
    remote_id: str
    url: str
    fields: dict[str, Any]
    under: str


def records(entity: int, seen_by: Sequence[int]) -> list[OneRecord]:
    """Oldest first, the first AT_MOST; empty when the reader may see none."""
    made = []
    asked = {"entity": entity, "seen_by": list(seen_by), "limit": AT_MOST}
    for number, kind, title, system, remote_id, url, fields, under in rows(sql("records"), asked):
        said = msgspec.json.decode(fields)
        wanted = {name: said[name] for name in FIELDS.get(kind, ()) if said.get(name)}
        made.append(OneRecord(number, kind, title, system, remote_id, url, wanted, under or ""))
    return made


def split(entity: int, record: int, by: User) -> list[Judgement]:
    """The record is not what the others of the thing are. Raises LookupError when it is no record of it, or its only one."""
    made = judge.split(entity, record, by) if judge.entity_of(record) == entity else []
    if not made:
        raise LookupError(record)
    return made


def merge(entity: int, other: int, by: User) -> list[Judgement]:
    """Two things are one. What was said of two of their records before, that they differ, is said anew, so that nothing keeps them apart."""
    if entity == other:
        raise ValueError("That is the same thing already.")
    apart = rows(
        """SELECT j.one, j.other FROM judgement AS j JOIN member AS a ON a.record_id = j.one JOIN member AS b ON b.record_id = j.other
           WHERE j.withdrawn_at IS NULL AND j.verdict = 'different'
             AND ((a.entity_id = %(one)s AND b.entity_id = %(other)s) OR (a.entity_id = %(other)s AND b.entity_id = %(one)s)) ORDER BY 1, 2""",
        {"one": entity, "other": other},
    )
    with transaction.atomic():
        return [judge.judge(a, b, Judgement.SAME, by, "merged by hand") for a, b in apart or [(entity, other)]]

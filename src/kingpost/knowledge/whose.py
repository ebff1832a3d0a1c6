"""What people say about whose client a thing is. A correction beats everything worked out, survives every sync and can be withdrawn."""

from __future__ import annotations

from django.db import transaction

from kingpost.accounts.models import User
from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.knowledge.models import ClientCorrection
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows


def correct(thing: int, client: int | None, by: User) -> ClientCorrection:
    """Say that the thing is about this client, or with None about no client. What rests on it is worked out again.

    Both are entity numbers. Raises LookupError for numbers nobody has.
    """
    now = clock.now()
    with transaction.atomic():
        ClientCorrection.objects.filter(record_id__in=_records(thing), withdrawn_at=None).update(
            withdrawn_at=now, withdrawn_by=by
        )
        said = ClientCorrection.objects.create(
            record_id=_records(thing)[0], client_id=None if client is None else _records(client)[0], by=by, at=now
        )
        changes.append({Stream.ENTITY: [thing]})
    return said


def withdraw(said: ClientCorrection, by: User) -> None:
    """Take a correction back. The one it replaced holds again, if there was one; else what was worked out."""
    with transaction.atomic():
        held = ClientCorrection.objects.filter(pk=said.pk, withdrawn_at=None)
        found = [entity for (entity,) in rows("SELECT entity_id FROM member WHERE record_id = %s", [said.record_id])]
        if held.update(withdrawn_at=clock.now(), withdrawn_by=by):
            replaced = ClientCorrection.objects.filter(withdrawn_at=said.at, pk__lt=said.pk)
            together = [record for entity in found for record in _records(entity)]
            replaced.filter(record_id__in=together).update(withdrawn_at=None, withdrawn_by=None)
        changes.append({Stream.ENTITY: found})


def _records(entity: int) -> list[int]:
    """The records of an entity in the order of their keys, so that the anchor does not depend on arrival."""
    found = rows(
        "SELECT r.id FROM member AS m JOIN record AS r ON r.id = m.record_id WHERE m.entity_id = %s ORDER BY r.key",
        [entity],
    )
    if not found:
        raise LookupError(entity)
    return [record for (record,) in found]

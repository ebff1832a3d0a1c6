"""Change who may see what a system said. The rows stay where they are; what was derived under the old audience is worked out again."""

from __future__ import annotations

from django.db import transaction

from kingpost.accounts.models import EVERYONE, Audience
from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.evidence.models import System
from kingpost.toolbox.sql import execute, rows


def open_to(system: System, audience: Audience) -> None:
    """From now on this audience, and no other, sees what ``system`` said, what it said before included."""
    with transaction.atomic():
        was = System.objects.select_for_update().values_list("audience_id", flat=True).get(pk=system.pk)
        System.objects.filter(pk=system.pk).update(audience=audience)
        execute("UPDATE record SET audience_id = %s WHERE system_id = %s", [audience.pk, system.pk])
        records = [record for (record,) in rows("SELECT id FROM record WHERE system_id = %s", [system.pk])]
        # News for who could see it until now as well: it is to leave the pages they have open.
        changes.append({Stream.RECORD: records, Stream.SYSTEM: [system.pk]}, {was, audience.pk})


def people_changed() -> None:
    """Teams or audiences have other people now: work out again everything that is not for everyone, and where it may be written."""
    with transaction.atomic():
        records = [record for (record,) in rows("SELECT id FROM record WHERE audience_id <> %s", [EVERYONE])]
        systems = [system for (system,) in rows("SELECT id FROM system WHERE audience_id <> %s", [EVERYONE])]
        changes.append({Stream.RECORD: records, Stream.SYSTEM: systems})

"""What time alone makes true: the moments at which entities must be looked at again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.toolbox.sql import execute, rows


def write(entities: Collection[int], causes: Collection[str], wakes: Mapping[tuple[int, str], datetime]) -> None:
    """Replace the wakes of these entities for these causes."""
    execute("DELETE FROM wake WHERE entity_id = ANY(%s) AND cause = ANY(%s)", [sorted(entities), list(causes)])
    if wakes:
        execute(
            """INSERT INTO wake (entity_id, cause, at) SELECT * FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[])
               ON CONFLICT (entity_id, cause) DO UPDATE SET at = excluded.at""",
            [[e for e, _ in wakes], [c for _, c in wakes], list(wakes.values())],
        )


def due_wakes(now: datetime, most: int = 1000) -> int:
    """Send round the entities whose moment has come. The worker calls this each second; returns how many there were."""
    with transaction.atomic():
        due = rows(
            """DELETE FROM wake WHERE (entity_id, cause) IN (SELECT entity_id, cause FROM wake WHERE at <= %s ORDER BY at LIMIT %s FOR UPDATE SKIP LOCKED)
               RETURNING entity_id""",
            [now, most],
        )
        changes.append({Stream.PICTURE: [entity for (entity,) in due]})
    return len(due)

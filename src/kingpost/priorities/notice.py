"""The priorities stage: pictures in, what needs a person out.

For every entity that changed, and all that hangs on it: gather, let each rule find, write the signals, make their flags again. All
from current state, so that running it twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.priorities import flags, signals
from kingpost.priorities.gather import gather
from kingpost.priorities.rules import rules
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows


def work(refs: Sequence[int]) -> Mapping[Stream, Iterable[int]]:
    """Work out again what needs a person about these entities. Returns the flags that changed."""
    take_turn()
    now = clock.now()
    batch = gather(refs, now)
    things = signals.write(batch, signals.find(batch))
    flags.write_wakes(batch.entities, [rule.name for rule in rules()], batch.wakes)
    return {Stream.FLAG: flags.regroup(things | set(refs) | batch.entities, now)}


def take_turn() -> None:
    """One writer of flags at a time: this stage, or a person's answer. Held until the transaction ends."""
    rows("SELECT pg_advisory_xact_lock(hashtext(current_schema()), hashtext('priorities'))")


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

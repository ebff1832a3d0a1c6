"""The priorities stage: pictures in, what needs a person out.

For every entity that changed, and all that hangs on it: gather, let each rule find, write the signals, make their flags again. All
from current state, so that running it twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from kingpost.evidence.changes import Stream
from kingpost.knowledge import business
from kingpost.priorities import flags, raising, signals, unheard, wakes
from kingpost.priorities.gather import gather
from kingpost.priorities.rules import rules
from kingpost.priorities.rules.unheard import DAYS
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows


def work(refs: Sequence[int]) -> Mapping[Stream, Iterable[int]]:
    """Work out again what needs a person about these entities. Returns the flags that changed."""
    take_turn()
    now = clock.now()
    batch = gather(refs, now)
    unlike = unheard.noticed(batch.entities)
    things = signals.write(batch, signals.find(batch))
    unlike ^= unheard.noticed(batch.entities)
    wakes.write(batch.entities, [rule.name for rule in rules()], batch.wakes)
    again = unheard.again(batch, unlike, now - timedelta(days=batch.number(DAYS)))
    about = things | batch.entities
    changed = flags.regroup(about, now)
    return {Stream.FLAG: changed | raising.raise_again(about, now), Stream.PICTURE: again}


def work_systems(_: Sequence[int]) -> Mapping[Stream, Iterable[int]]:
    """A system was read, or could not be: look again at our own organisation, which flags about systems are on."""
    return {Stream.PICTURE: business.own_entities()}


def take_turn() -> None:
    """One writer of flags at a time: this stage, or a person's answer. Held until the transaction ends."""
    rows("SELECT pg_advisory_xact_lock(hashtext(current_schema()), hashtext('priorities'))")

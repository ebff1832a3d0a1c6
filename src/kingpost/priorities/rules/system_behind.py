"""A system has not been read whole for hours, or our copy of it is not complete: what everybody goes by may be wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from kingpost.priorities import words
from kingpost.priorities.batch import Batch, Noticed
from kingpost.priorities.numbers import Number
from kingpost.priorities.standing_facts import Source

TITLE = "A system is behind or incomplete"
ABOUT = "A connected system could not be read for {hours} hours, or the last proof of completeness found something missing. All of them are one flag."
HOURS = Number("system_behind.hours", 4, "Hours without a reading", most=336)
NUMBERS = (HOURS,)


def find(batch: Batch) -> Iterator[Noticed]:
    """Systems that are behind, and those that lack something. Paused ones, and those still being loaded for the first time, say so themselves."""
    for source in batch.sources:
        due = source.read_at + timedelta(hours=batch.number(HOURS))
        batch.wake(source.entity, "system_behind", due)
        if due <= batch.now:
            when = words.moment(source.read_at, batch.hours.zone)
            error = f": {words.shorten(source.error, 120)}" if source.error else ""
            says = f"{source.title} was last read at {when}{error}."
            yield _noticed(source, f"{source.title} is behind", says, due)
        elif source.missing:
            says = f"{words.capital(words.number(source.missing))} of {source.counted:,} things in {source.title} {'is' if source.missing == 1 else 'are'} missing here."
            yield _noticed(source, f"{source.title} is not complete", says, source.loaded_at)


def _noticed(source: Source, title: str, says: str, since: datetime) -> Noticed:
    return Noticed(
        source.entity, source.audience, title, says, key=source.key, since=since, evidence=(), started_at=source.started_at, kind="client",
        anchor=source.entity,
    )  # fmt: skip

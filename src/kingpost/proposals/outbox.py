"""The rows of the outbox: whose turn it is, and how a write's state moves on. What is sent, and how it is proven, is in writeback.py."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import transaction

from kingpost.connectors.base import ConnectorError
from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.evidence.models import System, WriteGrant
from kingpost.proposals import compensation
from kingpost.proposals.models import Decision, Writeback
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows

RETRY_AFTER = (
    5,
    15,
    60,
    300,
    900,
)  # seconds after the first, second, … try a system did not answer; then it has failed
UNDERWAY = (Writeback.WAITING, Writeback.SENDING)


def due(limit: int) -> list[int]:
    """Writes to take up now, oldest first: waiting ones, and those whose sender died or whose system did not answer. What a standing choice made
    comes after what somebody has just decided: thousands of mails may be filed."""
    found = rows(
        """SELECT w.id FROM writeback AS w JOIN decision AS d ON d.id = w.decision_id
           WHERE w.state IN ('waiting', 'sending') AND (w.retry_at IS NULL OR w.retry_at <= %s) ORDER BY d.verdict = 'standing', w.id LIMIT %s""",
        [clock.now(), limit],
    )
    return [number for (number,) in found]


def underway() -> int:
    """How many decided writes have not arrived yet: those that wait, and would go out as soon as writing is on."""
    return Writeback.objects.filter(state__in=UNDERWAY).count()


def system_of(one: Writeback) -> System:
    """Where it goes. Raises ConnectorError when that system was disconnected."""
    if one.system is None:
        raise ConnectorError(f"{one.system_title} is no longer connected.")
    return one.system


def granted(one: Writeback) -> bool:
    """Whether a person has switched writing on for it, as of now."""
    return WriteGrant.objects.filter(system=system_of(one), kind=one.kind, withdrawn_at=None).exists()


def put(one: Writeback, **values: Any) -> None:
    """The same values on the row in hand as were written to its table."""
    for name, value in values.items():
        setattr(one, name, value)


def failed(one: Writeback, error: Exception) -> None:
    """Keep the reason. What may work later is tried again by itself; the rest waits for a person."""
    reason = (str(error) or type(error).__name__).replace("\0", "")[:2000]
    tries = one.tries + 1
    values: dict[str, Any] = {"error": reason, "tries": tries, "retry_at": None}
    if isinstance(error, ConnectorError) and error.retry and tries <= len(RETRY_AFTER):
        wait = max(RETRY_AFTER[tries - 1], getattr(error, "wait", None) or 0)
        values["retry_at"] = clock.now() + timedelta(seconds=wait)
    else:
        values["state"] = Writeback.FAILED
    with transaction.atomic():
        Writeback.objects.filter(pk=one.pk).update(**values)
        undone = (
            one.undoes_id is None and Decision.objects.select_for_update().get(pk=one.decision_id).undone_at is not None
        )
        made = compensation.make(one) if undone and "state" in values else None  # it may have arrived all the same
        changes.append({Stream.WRITE: [one.pk, *([made.pk] if made else [])]})
    put(one, **values)


def withdraw(one: Writeback) -> None:
    """It was taken back before it left."""
    with transaction.atomic():
        Writeback.objects.filter(pk=one.pk).update(state=Writeback.UNDONE, retry_at=None)
        changes.append({Stream.WRITE: [one.pk]})
    put(one, state=Writeback.UNDONE)


def note(one: Writeback, text: str) -> None:
    """Why it waits, for the page."""
    if one.error != text:
        with transaction.atomic():
            Writeback.objects.filter(pk=one.pk).update(error=text)
            changes.append({Stream.WRITE: [one.pk]})
        one.error = text


@contextmanager
def alone(number: int) -> Iterator[bool]:
    """One sender of a write at a time, on whatever machine: a session lock, gone when its process dies."""
    names = (f"writeback:{number}",)
    [(got,)] = rows("SELECT pg_try_advisory_lock(hashtext(current_schema()), hashtext(%s))", names)
    try:
        yield bool(got)
    finally:
        if got:
            rows("SELECT pg_advisory_unlock(hashtext(current_schema()), hashtext(%s))", names)

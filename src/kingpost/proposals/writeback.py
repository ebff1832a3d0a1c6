"""The outbox: carries decided writes out, each exactly once, and proves them by reading back. The only place that writes to a system.

No call is made inside a transaction. ``sending`` is committed first, then the system is called, then the result is committed. Whoever
finds a write in ``sending`` (its process died, or the system did not answer) asks the system for the key before anything is sent
again. What is read back lands as evidence with this write's number, so our own echo is known as such.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import Any

import msgspec
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from kingpost.accounts import audiences, audit
from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act, may
from kingpost.connectors.base import Connector, ConnectorError, Gone, Native, Page, Statement
from kingpost.connectors.writing import Change, Writer, Written
from kingpost.evidence import changes, connect
from kingpost.evidence.changes import Stream
from kingpost.evidence.land import Lander
from kingpost.evidence.models import System, WriteGrant
from kingpost.priorities import answers
from kingpost.priorities.notice import take_turn
from kingpost.proposals import compensation
from kingpost.proposals.compare import Reader, read_back
from kingpost.proposals.models import Decision, Writeback
from kingpost.toolbox import clock, faults
from kingpost.toolbox.sql import rows

log = logging.getLogger(__name__)

RETRY_AFTER = (
    5,
    15,
    60,
    300,
    900,
)  # seconds after the first, second, … try a system did not answer; then it has failed
UNDERWAY = (Writeback.WAITING, Writeback.SENDING)


class _TakenBack(Exception):
    """The decision was undone before this write left."""


def carry_out_waiting(limit: int = 20) -> int:
    """Carry out what waits and is due, oldest first. The worker calls this each second; returns how many were taken up."""
    found = rows(
        "SELECT id FROM writeback WHERE state IN ('waiting', 'sending') AND (retry_at IS NULL OR retry_at <= %s) ORDER BY id LIMIT %s",
        [clock.now(), limit],
    )
    for (number,) in found:
        carry_out(number)
    return len(found)


def any_waiting() -> bool:
    """Whether there is a write to take up now."""
    return bool(
        rows(
            "SELECT 1 FROM writeback WHERE state IN ('waiting', 'sending') AND (retry_at IS NULL OR retry_at <= %s) LIMIT 1",
            [clock.now()],
        )
    )


def carry_out_decision(decision_id: int) -> None:
    """Carry out a decision's writes at once, in order: for the request that decided."""
    for number in (
        Writeback.objects.filter(decision_id=decision_id, state__in=UNDERWAY)
        .order_by("pk")
        .values_list("pk", flat=True)
    ):
        carry_out(number)


def carry_out(number: int) -> str:
    """Carry one write as far as it goes now; returns its state. Safe to call at any time, by anybody, as often as you like."""
    if connection.in_atomic_block:
        raise RuntimeError("A write is never sent from inside a transaction.")
    with _alone(number) as mine:
        one = Writeback.objects.select_related("system", "decision__suggestion").get(pk=number)
        if not mine or one.state not in UNDERWAY:
            return one.state
        if one.retry_at is not None and one.retry_at > clock.now():
            return one.state
        try:
            _attempt(one)
        except _TakenBack:
            _withdraw(one)
        except ConnectorError as error:
            _failed(one, error)
        except Exception as error:  # shown beside the change; the others go on
            log.exception("write failed", extra={"writeback": number})
            _failed(one, error)
        return one.state


def account(system: System) -> str:
    """As whom a system would show our writes, asked of the system itself. Raises ConnectorError, also when it cannot be written at all."""
    with closing(connect.open_connector(system)) as connector:
        if not isinstance(connector, Writer):
            raise ConnectorError(f"{system.title} cannot be written.")
        return connector.writes_as()


def retry(user: User, number: int) -> str:
    """Try a failed write again. Raises PermissionDenied or LookupError."""
    if not may(user, Act.DECIDE):
        raise PermissionDenied("Your role may not send changes.")
    seen_by = audiences.allowed(user)
    mine = Writeback.objects.filter(pk=number, decision__suggestion__flag__audience_id__in=seen_by)
    if not mine.exists():
        raise LookupError("There is no such change.")
    with transaction.atomic():
        if mine.filter(state=Writeback.FAILED).update(state=Writeback.WAITING, error="", tries=0, retry_at=None):
            audit.record(user, "tried again", f"writeback:{number}")
            changes.append({Stream.WRITE: [number]})
    return carry_out(number)


def _attempt(one: Writeback) -> None:
    if not connect.workspace_writes():
        _note(one, "Writing is switched off for this workspace. It waits.")
        return
    if one.state == Writeback.WAITING and not _granted(one):
        raise ConnectorError(f"Writing {one.kind}s to {one.system.title} is switched off.")
    with closing(connect.open_connector(one.system)) as connector:
        if not isinstance(connector, Writer):
            raise ConnectorError(f"{one.system.title} cannot be written.")
        if one.state == Writeback.WAITING and not _claim(one, connector):
            return
        faults.point("writeback.claimed")
        _send(one, connector)
        _prove(one, connector)


def _claim(one: Writeback, connector: Connector) -> bool:
    """Read what is there now, then commit that we are about to send. False when somebody took it back meanwhile."""
    change, before, left = dict(one.change), one.before, ""
    if one.undoes is not None and not one.undoes.written_id:
        change = _trace(one.undoes, change, connector)
    if change["act"] == "update" and not compensation.is_empty(change):
        held = _read(connector, *compensation.native_of(one))
        statement = _translated(connector, held, one.kind, change["remote_id"])
        reader = Reader(one.system_id, one.names)
        if one.undoes is not None:
            change, left = compensation.only_ours(change, one.undoes, statement, reader)
        elif statement is None:
            raise ConnectorError(f"{one.title} is not in {one.system.title} any more.")
        before = before or compensation.before(change, statement, reader)
    with transaction.atomic():
        now = clock.now()
        values: dict[str, Any] = {
            "state": Writeback.SENDING,
            "sent_at": now,
            "before": before,
            "change": change,
            "error": left,
        }
        taken = Writeback.objects.filter(pk=one.pk, state=Writeback.WAITING).update(**values)
        if taken:
            changes.append({Stream.WRITE: [one.pk]})
    _set(one, **(values if taken else {"state": Writeback.UNDONE}))
    return bool(taken)


def _trace(undone: Writeback, change: dict[str, Any], connector: Connector) -> dict[str, Any]:
    """An undo of a write whose answer never came: did it arrive after all? Nothing is left to undo when it did not."""
    assert isinstance(connector, Writer)
    written = connector.find(msgspec.convert(undone.change, Change), undone.key)
    if written is None:
        return {"act": "update", "kind": undone.kind, "fields": {}, "remote_id": undone.remote_id}
    _keep(undone, written)
    statement = _translated(connector, _read(connector, written.native_kind, written.remote_id), undone.kind, "")
    return {**change, "remote_id": statement.remote_id if statement else change.get("remote_id", "")}


def _send(one: Writeback, connector: Writer) -> None:
    """Look for the key first: an earlier attempt may have arrived. Send only what is not there, and nothing that was taken back meanwhile."""
    change = msgspec.convert(one.change, Change)
    if one.undoes_id is not None and compensation.is_empty(one.change):
        return
    written = connector.find(change, one.key)
    if written is None:
        if one.undoes_id is None and Decision.objects.filter(pk=one.decision_id).exclude(undone_at=None).exists():
            raise _TakenBack
        if not _granted(one):
            raise ConnectorError(f"Writing {one.kind}s to {one.system.title} is switched off.")
        written = connector.write(change, one.key)
    faults.point("writeback.sent")
    _keep(one, written)
    faults.point("writeback.kept")


def _keep(one: Writeback, written: Written) -> None:
    values = {"written_kind": written.native_kind, "written_id": written.remote_id, "url": written.url}
    Writeback.objects.filter(pk=one.pk).update(**values)
    _set(one, **values)


def _prove(one: Writeback, connector: Connector) -> None:
    """Read the object back, land it as evidence, and confirm only what it really says."""
    kind, remote_id = (one.written_kind, one.written_id) if one.written_id else compensation.native_of(one)
    native = _read(connector, kind, remote_id)
    statement = _translated(connector, native, one.kind, one.change.get("remote_id", ""))
    differing = (
        [] if compensation.is_empty(one.change) else read_back(one.change, statement, Reader(one.system_id, one.names))
    )
    with transaction.atomic():
        take_turn()  # before any stream is locked: what follows may close the flag
        now = clock.now()
        _land(one, connector, native, Gone(kind, remote_id))
        values: dict[str, Any] = {
            "remote_id": statement.remote_id if statement else one.change.get("remote_id", ""),
            "retry_at": None,
        }
        if differing:
            values |= {
                "state": Writeback.FAILED,
                "error": f"Read back from {one.system.title}: {'; '.join(differing)}.",
            }
        else:
            values |= {"state": Writeback.CONFIRMED, "confirmed_at": now}
        Writeback.objects.filter(pk=one.pk).update(**values)
        _set(one, **values)
        flags = _after(one)
        changes.append({Stream.FLAG: flags, Stream.WRITE: [one.pk, *([one.undoes_id] if one.undoes_id else [])]})
    faults.point("writeback.proven")


def _land(one: Writeback, connector: Connector, native: Native | None, gone: Gone) -> None:
    """Evidence of our own write, marked as such. The system's cursor stays where it is."""
    system = System.objects.select_for_update().get(pk=one.system_id)
    lander = Lander(system, type(connector))
    page = Page([native], system.cursor) if native else Page([], system.cursor, gone=[gone])
    lander.store(lander.prepare(page), system.cursor, writeback=one.pk)


def _after(one: Writeback) -> list[int]:
    """What follows from a write that was read back. Returns flags that changed."""
    if one.undoes_id is not None:
        if one.state == Writeback.CONFIRMED:
            Writeback.objects.filter(pk=one.undoes_id).update(state=Writeback.UNDONE)
        return []
    decision = Decision.objects.select_for_update().select_related("suggestion").get(pk=one.decision_id)
    if decision.undone_at is not None:  # undone while it was under way
        compensation.make(one)
    elif decision.answer_id is None and not decision.writebacks.exclude(state=Writeback.CONFIRMED).exists():
        decision.answer = answers.decided(decision.who, decision.suggestion.flag_id)
        decision.save(update_fields=["answer"])
        return [decision.suggestion.flag_id]
    return []


def _failed(one: Writeback, error: Exception) -> None:
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
        made = [compensation.make(one).pk] if undone and "state" in values else []  # it may have arrived all the same
        changes.append({Stream.WRITE: [one.pk, *made]})
    _set(one, **values)


def _withdraw(one: Writeback) -> None:
    with transaction.atomic():
        Writeback.objects.filter(pk=one.pk).update(state=Writeback.UNDONE, retry_at=None)
        changes.append({Stream.WRITE: [one.pk]})
    _set(one, state=Writeback.UNDONE)


def _note(one: Writeback, text: str) -> None:
    if one.error != text:
        with transaction.atomic():
            Writeback.objects.filter(pk=one.pk).update(error=text)
            changes.append({Stream.WRITE: [one.pk]})
        one.error = text


def _granted(one: Writeback) -> bool:
    return WriteGrant.objects.filter(system_id=one.system_id, kind=one.kind, withdrawn_at=None).exists()


def _read(connector: Connector, kind: str, remote_id: str) -> Native | None:
    return connector.read_one(kind, remote_id) if remote_id else None


def _translated(connector: Connector, native: Native | None, kind: str, remote_id: str) -> Statement | None:
    """What the object says as the thing that was written; None when it is gone."""
    if native is None:
        return None
    said = connector.translate(native)
    return next(
        (s for s in said if s.kind == kind and (not remote_id or s.remote_id == remote_id)), said[0] if said else None
    )


def _set(one: Writeback, **values: Any) -> None:
    for name, value in values.items():
        setattr(one, name, value)


@contextmanager
def _alone(number: int) -> Iterator[bool]:
    """One sender of a write at a time, on whatever machine: a session lock, gone when its process dies."""
    names = (f"writeback:{number}",)
    [(got,)] = rows("SELECT pg_try_advisory_lock(hashtext(current_schema()), hashtext(%s))", names)
    try:
        yield bool(got)
    finally:
        if got:
            rows("SELECT pg_advisory_unlock(hashtext(current_schema()), hashtext(%s))", names)

"""The outbox: carries decided writes out, each exactly once, and proves them by reading back. The only place that writes to a system.

No call is made inside a transaction. ``sending`` is committed first, then the system is called, then the result is committed. Whoever
finds a write in ``sending`` (its process died, or the system did not answer) asks the system for the key before anything is sent
again. What is read back lands as evidence with this write's number, so our own echo is known as such.
"""

from __future__ import annotations

import logging
from contextlib import closing
from typing import Any

import msgspec
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q

from kingpost.accounts import audiences, audit
from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act, may
from kingpost.connectors.base import Connector, ConnectorError, Gone, Native, Page, Statement
from kingpost.connectors.writing import Change, Sender, Writer, Written
from kingpost.evidence import changes, connect
from kingpost.evidence.changes import Stream
from kingpost.evidence.land import Lander
from kingpost.evidence.models import System
from kingpost.priorities import answers
from kingpost.priorities.notice import take_turn
from kingpost.proposals import compensation, filing, outbox, suggest
from kingpost.proposals.compare import Reader, read_back
from kingpost.proposals.models import Decision, Writeback
from kingpost.toolbox import clock, faults

log = logging.getLogger(__name__)


class _TakenBack(Exception):
    """The decision was undone before this write left, or what it was about is no more as it was."""


def carry_out_waiting(limit: int = 20) -> int:
    """Carry out what waits and is due, oldest first. The worker calls this each second; returns how many were taken up."""
    found = outbox.due(limit)
    for number in found:
        carry_out(number)
    return len(found)


def any_waiting() -> bool:
    """Whether there is a write to take up now."""
    return bool(outbox.due(1))


def carry_out(number: int) -> str:
    """Carry one write as far as it goes now; returns its state. Safe to call at any time, by anybody, as often as you like.

    Raises OperationalError or InterfaceError when our own database does not answer; the write is taken up again then.
    """
    if connection.in_atomic_block:
        raise RuntimeError("A write is never sent from inside a transaction.")
    with outbox.alone(number) as mine:
        one = Writeback.objects.select_related("system", "decision__suggestion").get(pk=number)
        if not mine or one.state not in outbox.UNDERWAY:
            return one.state
        if one.retry_at is not None and one.retry_at > clock.now():
            return one.state
        try:
            _attempt(one)
        except _TakenBack:
            outbox.withdraw(one)
        except ConnectorError as error:
            outbox.failed(one, error)
        except (OperationalError, InterfaceError):
            raise  # our own database went away: what is sent stays so, and whoever takes it up next asks for the key
        except Exception as error:  # shown beside the change; the others go on
            log.exception("write failed", extra={"writeback": number})
            outbox.failed(one, error)
        return one.state


def account(system: System) -> str:
    """As whom a system would show our writes, asked of the system itself. Raises ConnectorError, also when it cannot be written at all."""
    with closing(connect.open_connector(system)) as connector:
        if not isinstance(connector, Writer):
            raise ConnectorError(f"{system.title} cannot be written.")
        return connector.writes_as()


def sender(system: System) -> str:
    """The address mails sent from a system are from; "" where it is that of who decides. Raises ConnectorError when none can be sent from it."""
    with closing(connect.open_connector(system)) as connector:
        if not isinstance(connector, Sender):
            raise ConnectorError(f"{system.title} cannot send mails.")
        return connector.sends_as()


def retry(user: User, number: int) -> str:
    """Try a failed write again. Raises PermissionDenied, also where its system was closed to this person, or LookupError."""
    if not may(user, Act.DECIDE):
        raise PermissionDenied("Your role may not send changes.")
    seen_by = audiences.allowed(user)
    mine = Writeback.objects.filter(
        Q(decision__suggestion__flag__audience_id__in=seen_by)
        | Q(decision__filing__mailbox__audience_id__in=seen_by)
        | Q(note__policy__system__audience_id__in=seen_by),
        pk=number,
    )
    if not mine.exists():
        raise LookupError("There is no such change.")
    if not mine.filter(Q(system=None) | Q(system__audience_id__in=seen_by)).exists():
        raise PermissionDenied("You may not see the system this goes to.")
    with transaction.atomic():
        if mine.filter(state=Writeback.FAILED).update(state=Writeback.WAITING, error="", tries=0, retry_at=None):
            audit.record(user, "tried again", f"writeback:{number}")
            changes.append({Stream.WRITE: [number]})
    return carry_out(number)


def _attempt(one: Writeback) -> None:
    if not connect.workspace_writes():
        outbox.note(one, "Writing is switched off for this workspace. It waits.")
        return
    system = outbox.system_of(one)
    if one.state == Writeback.WAITING and not outbox.granted(one):
        raise ConnectorError(f"Writing {one.kind}s to {system.title} is switched off.")
    with closing(connect.open_connector(system)) as connector:
        if not isinstance(connector, Writer):
            raise ConnectorError(f"{system.title} cannot be written.")
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
        reader = Reader(outbox.system_of(one).pk, one.names)
        if filing.was_moved_by_hand(one, statement):
            raise _TakenBack
        if one.undoes is not None:
            change, left = compensation.only_ours(change, one.undoes, statement, reader)
        elif statement is None:
            raise ConnectorError(f"{one.title} is not in {one.system_title} any more.")
        before = before or compensation.before(change, statement, reader)
    with transaction.atomic():
        now = clock.now()
        values: dict[str, Any] = {
            "state": Writeback.SENDING,
            "sent_at": one.sent_at if one.has_left else now,
            "before": before,
            "change": change,
            "error": left,
        }
        taken = Writeback.objects.filter(pk=one.pk, state=Writeback.WAITING).update(**values)
        if taken:
            changes.append({Stream.WRITE: [one.pk]})
    outbox.put(one, **(values if taken else {"state": Writeback.UNDONE}))
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
    """Look for the key first: an earlier attempt may have arrived. Send only what is not there, and nothing that was taken back meanwhile.

    A mail that left is looked for and never sent again, found or not.
    """
    change = msgspec.convert(one.change, Change)
    if one.undoes_id is not None and compensation.is_empty(one.change):
        return
    written = connector.find(change, one.key)
    if written is None and one.has_left:
        return
    if written is None:
        if one.undoes_id is None and Decision.objects.filter(pk=one.decision_id).exclude(undone_at=None).exists():
            raise _TakenBack
        if not outbox.granted(one):
            raise ConnectorError(f"Writing {one.kind}s to {one.system_title} is switched off.")
        written = connector.write(change, one.key)
    faults.point("writeback.sent")
    _keep(one, written)
    faults.point("writeback.kept")


def _keep(one: Writeback, written: Written) -> None:
    values = {"written_kind": written.native_kind, "written_id": written.remote_id, "url": written.url}
    if written.unkept:
        values["error"] = written.unkept
    Writeback.objects.filter(pk=one.pk).update(**values)
    outbox.put(one, **values)


def _prove(one: Writeback, connector: Connector) -> None:
    """Read the object back, land it as evidence, and confirm only what it really says."""
    kind, remote_id = (one.written_kind, one.written_id) if one.written_id else compensation.native_of(one)
    native = _read(connector, kind, remote_id)
    statement = _translated(connector, native, one.kind, one.change.get("remote_id", ""))
    differing = (
        []
        if compensation.is_empty(one.change)
        else read_back(one.change, statement, Reader(outbox.system_of(one).pk, one.names))
    )
    with transaction.atomic():
        if one.undoes_id is not None:
            suggest.take_turn()  # before the turn of flags, as an undo takes them
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
                "error": _unproven(one, differing, is_there=native is not None),
            }
        else:
            values |= {"state": Writeback.CONFIRMED, "confirmed_at": now}
        Writeback.objects.filter(pk=one.pk).update(**values)
        outbox.put(one, **values)
        flags = _after(one)
        changes.append({Stream.FLAG: flags, Stream.WRITE: [one.pk, *([one.undoes_id] if one.undoes_id else [])]})
    faults.point("writeback.proven")


def _unproven(one: Writeback, differing: list[str], *, is_there: bool) -> str:
    """Why what was read back proves nothing, for the page."""
    if one.has_left and not is_there:
        why = f": {one.error}" if one.error else "."
        return f"It was sent, but no copy of it is in {one.system_title}{why} It is not sent again."
    return f"Read back from {one.system_title}: {'; '.join(differing)}."


def _land(one: Writeback, connector: Connector, native: Native | None, gone: Gone) -> None:
    """Evidence of our own write, marked as such. The system's cursor stays where it is."""
    system = System.objects.select_for_update().get(pk=outbox.system_of(one).pk)
    lander = Lander(system, type(connector))
    page = Page([native], system.cursor) if native else Page([], system.cursor, gone=[gone])
    lander.store(lander.prepare(page), system.cursor, writeback=one.pk)


def _after(one: Writeback) -> list[int]:
    """What follows from a write that was read back. Returns flags that changed."""
    if one.undoes_id is not None:
        if one.state == Writeback.CONFIRMED:
            Writeback.objects.filter(pk=one.undoes_id).update(state=Writeback.UNDONE)
            return suggest.anew(one.decision.suggestion)
        return []
    decision = Decision.objects.select_for_update(of=("self",)).select_related("suggestion").get(pk=one.decision_id)
    if decision.undone_at is not None:  # undone while it was under way
        compensation.make(one)
    elif (
        decision.suggestion is not None
        and decision.answer_id is None
        and not decision.writebacks.exclude(state=Writeback.CONFIRMED).exists()
    ):
        decision.answer = answers.decided(decision.who, decision.suggestion.flag_id)
        decision.save(update_fields=["answer"])
        return [decision.suggestion.flag_id]
    return []


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

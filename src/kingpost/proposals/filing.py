"""Notifications filed out of the inbox: a standing choice a person makes for one system and one mailbox, and may take back.

Each mail is a change in the outbox like any other: sent when writing is switched on for the mailbox, proven by reading back, undone by a change
of its own. A mail somebody has moved meanwhile is left where it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction

from kingpost.accounts import audiences, audit
from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act, may
from kingpost.connectors.base import Statement
from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.evidence.models import System
from kingpost.proposals import planned, undo
from kingpost.proposals.models import Decision, Filing, Writeback
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows, sql

INBOX = "INBOX"
BACK = timedelta(days=30)
"""How far back what lies in the inbox is filed when the choice is made."""
MAX_NAME = 100


@dataclass(frozen=True)
class FilingRow:
    """A choice that holds. ``moved`` mails are proven to be in the folder, ``waiting`` are under way, ``failed`` were refused (``error`` is the last reason)."""

    id: int
    service: str
    domain: str
    mailbox: str
    folder: str
    by: str
    at: datetime
    moved: int
    waiting: int
    failed: int
    error: str


@dataclass(frozen=True)
class Mailbox:
    """A mailbox that holds notifications of a system. ``writes``: moving mails in it is switched on; ``mails`` in its inbox would be filed now."""

    id: int
    key: str
    title: str
    writes: bool
    mails: int
    chosen: bool


def choose(user: User, mailbox_id: int, service: str, domain: str, folder: str) -> Filing:
    """Have these notifications moved to ``folder``, from now on and those of the last 30 days. The decision is the person's own.

    Raises PermissionDenied, LookupError for a mailbox this person cannot see, ValueError for a folder that cannot be meant or writing switched off.
    """
    if not may(user, Act.DECIDE):
        raise PermissionDenied("Your role may not decide what is filed.")
    name, now = folder.strip(), clock.now()
    if (
        not name
        or len(name) > MAX_NAME
        or name.upper() == INBOX
        or any(ord(sign) < 32 or sign in "%*" for sign in name)
    ):
        raise ValueError("Name a folder that is not the inbox.")
    with transaction.atomic():
        system = (
            System.objects.select_for_update().filter(pk=mailbox_id, audience_id__in=audiences.allowed(user)).first()
        )
        if system is None:
            raise LookupError("There is no such mailbox.")
        box = next((one for one in mailboxes(audiences.allowed(user), service, domain) if one.id == system.pk), None)
        if box is None or not box.writes:
            raise ValueError(f"Writing to {system.title} is switched off.")
        if box.chosen:
            raise ValueError(f"Notifications from {service} are filed out of {system.title} already.")
        known = {"service": service, "domain": domain, "mailbox": system.title, "folder": name, "mails": box.mails}
        decision = Decision.objects.create(suggestion=None, who=user, verdict=Decision.STANDING, at=now, known=known)
        made = Filing.objects.create(
            decision=decision, mailbox=system, mailbox_title=system.title, service=service, domain=domain, folder=name
        )
        audit.record(user, "decided standing", f"filing:{made.pk}", mailbox=system.key)
        changes.append({Stream.WRITE: _file(made.pk, None)})
    return made


def take_back(user: User, filing_id: int) -> Filing:
    """The choice no longer holds: nothing more is moved, and what was moved goes back to the inbox. Raises PermissionDenied or LookupError."""
    if not may(user, Act.DECIDE):
        raise PermissionDenied("Your role may not decide what is filed.")
    with transaction.atomic():
        found = (
            Filing.objects.select_related("decision")
            .filter(pk=filing_id, mailbox__audience_id__in=audiences.allowed(user))
            .first()
        )
        if found is None:
            raise LookupError("There is no such choice.")
        decision = Decision.objects.select_for_update().get(pk=found.decision_id)
        if decision.undone_at is None:
            Decision.objects.filter(pk=decision.pk).update(undone_at=clock.now(), undone_by=user)
            audit.record(user, "undid a decision", f"filing:{found.pk}")
            changes.append({Stream.WRITE: undo.reverse(decision)})
    return found


def work(refs: Sequence[int]) -> Mapping[Stream, Iterable[int]]:
    """The stage: what came in and falls under a choice waits in the outbox."""
    if not rows("SELECT 1 FROM filing AS f JOIN decision AS d ON d.id = f.decision_id AND d.undone_at IS NULL LIMIT 1"):
        return {}
    return {Stream.WRITE: _file(None, refs)}


def was_moved_by_hand(one: Writeback, statement: Statement | None) -> bool:
    """A mail that is to be filed and lies in the inbox no more, or is gone: somebody has seen to it."""
    filed = one.undoes_id is None and one.decision.suggestion_id is None and one.kind == "message"
    return filed and (statement is None or str(statement.fields.get("folder", "")).upper() != INBOX)


def listed(seen_by: Sequence[int]) -> list[FilingRow]:
    """The choices that hold for mailboxes this reader may see, by system."""
    return [FilingRow(*row) for row in rows(sql("filings"), {"seen_by": list(seen_by)})]


def mailboxes(seen_by: Sequence[int], service: str, domain: str) -> list[Mailbox]:
    """The mailboxes this reader may see that hold notifications of a system, by name."""
    return [Mailbox(*row) for row in rows(
        sql("filing_mailboxes"), {"seen_by": list(seen_by), "service": service, "domain": domain, "since": clock.now() - BACK})]  # fmt: skip


def _file(filing: int | None, refs: Sequence[int] | None) -> list[int]:
    """Put a move into the outbox for each mail that falls under a choice and was never put there for it."""
    found = rows(sql("filing"), {"filing": filing, "refs": None if refs is None else list(refs), "back": BACK})
    now = clock.now()
    made = Writeback.objects.bulk_create(
        Writeback(decision_id=decision, system_id=system, system_title=mailbox, kind="message", title=title, key=uuid4().hex, made_at=now,
                  change=planned.update("message", remote_id, {"folder": folder}), shown={"was": {"folder": "Inbox"}, "will": {"folder": folder}})
        for decision, system, mailbox, title, remote_id, folder in found
    )  # fmt: skip
    return [one.pk for one in made]

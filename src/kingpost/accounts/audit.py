"""Writing the audit log: one line per act of a person or of a standing policy."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser

from kingpost.accounts.models import AuditEntry, User
from kingpost.toolbox import clock

Small = str | int | bool | None
"""What a detail may hold: an id, a count, a chosen word. Never what a system said."""

SELDOM = timedelta(hours=1)
"""What strangers bring about is noted once in this time, so that they do not fill the log."""


def record(who: User | AnonymousUser | None, act: str, ref: str, **detail: Small) -> AuditEntry:
    """Append one entry, in the caller's transaction: ``record(user, "approved", "suggestion:81", writes=2)``."""
    person = who if isinstance(who, User) else None
    return AuditEntry.objects.create(at=clock.now(), who=person, act=act, ref=ref, detail=detail)


def record_seldom(act: str, ref: str) -> None:
    """Append what nobody known did, unless the same is there of the last hour."""
    if not AuditEntry.objects.filter(act=act, ref=ref, at__gt=clock.now() - SELDOM).exists():
        record(None, act, ref)

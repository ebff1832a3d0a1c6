"""Change a connected system: its settings, what is left out of it, and whether it is connected at all. Each act is audited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

import msgspec
from django.db import transaction

from kingpost.accounts import audit
from kingpost.accounts.models import User
from kingpost.connectors import registry
from kingpost.connectors.base import ConnectorError, Setting
from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.evidence.connect import config
from kingpost.evidence.models import SyncRun, System, WriteGrant
from kingpost.toolbox import clock, secrets


class NotChanged(Exception):
    """The settings were not taken; the text says why, for the person who gave them. What was there stays."""


def change_settings(system: System, given: Mapping[str, str], by: User | None) -> str:
    """Take new settings, once the system lets us in with them; returns what it then says for itself. A secret that is not given stays.

    Whoever moves the system to another address gives its secrets again: they are never sent to a place they were not given for.
    A disconnected system is connected again. Raises NotChanged.
    """
    wanted, moved = _wanted(system, given)
    said = _asked(system, wanted)
    declared = registry.connector(system.connector).settings
    hidden = {one.name: wanted[one.name] for one in declared if one.secret and one.name in wanted}
    now = clock.now()
    values: dict[str, Any] = {
        "settings": {one.name: wanted[one.name] for one in declared if not one.secret and one.name in wanted},
        "sealed": secrets.seal(msgspec.json.encode(hidden).decode()) if hidden else "",
    }
    if system.disconnected_at is not None:
        values |= {"disconnected_at": None, "disconnected_by": None, "paused_at": None}
    with transaction.atomic():
        if moved:
            values["cursor"] = _from_start(system)  # what is there unchanged costs nothing
        System.objects.filter(pk=system.pk).update(**values)
        SyncRun.objects.filter(system=system, retry_at__gt=now).update(retry_at=now)
        audit.record(by, "changed settings", f"system:{system.pk}", names=" ".join(sorted(given)), moved=moved)
        changes.append({Stream.SYSTEM: [system.pk]})
    system.refresh_from_db()
    return said


def leave_out(system: System, patterns: Sequence[str], by: User | None) -> None:
    """From now on leave these folders, labels and senders out, and nothing else. The system is read again from its start.

    What is stored already is removed by ``erase.remove_left_out``: what these patterns match now, and what the next read leaves out.
    """
    with transaction.atomic():
        System.objects.filter(pk=system.pk).update(excluded=list(patterns), cursor=_from_start(system))
        system.left_out.all().delete()
        SyncRun.objects.filter(system=system).exclude(notes=[]).update(
            notes=[]
        )  # the next read says what there is to say
        audit.record(by, "changed what is left out", f"system:{system.pk}", lines=len(patterns))
        changes.append({Stream.SYSTEM: [system.pk]})
    system.refresh_from_db()


def disconnect(system: System, by: User | None) -> None:
    """Stop reading and writing it, and forget its secrets. What it said stays; settings given again connect it again."""
    now = clock.now()
    with transaction.atomic():
        System.objects.filter(pk=system.pk).update(disconnected_at=now, disconnected_by=by, paused_at=now, sealed="")
        WriteGrant.objects.filter(system=system, withdrawn_at=None).update(withdrawn_at=now)
        audit.record(by, "disconnected", f"system:{system.pk}")
        changes.append({Stream.SYSTEM: [system.pk]})
    system.refresh_from_db()


def _wanted(system: System, given: Mapping[str, str]) -> tuple[dict[str, str], bool]:
    """All settings as they shall be, and whether that is another place than now."""
    declared = registry.connector(system.connector).settings
    if unknown := set(given) - {one.name for one in declared}:
        raise NotChanged(f"{system.title} has no setting called {', '.join(sorted(unknown))}.")
    now = config(system)
    moved = any(
        not one.secret and given.get(one.name, now.get(one.name, "")) != now.get(one.name, "") for one in declared
    )
    wanted = {name: value for name, value in (now | dict(given)).items() if value}
    stale = [one.title for one in declared if one.secret and one.name in now and not given.get(one.name)]
    if moved and stale:
        raise NotChanged(f"Give again what goes with the new address: {', '.join(stale)}.")
    if missing := [one.title for one in declared if _is_missing(one, wanted)]:
        raise NotChanged(f"{system.title} needs: {', '.join(missing)}.")
    return wanted, moved


def _from_start(system: System) -> Any:
    """The cursor that reads a system, or another place, from its start. Nothing moves the stored one until this transaction ends."""
    cursor = System.objects.select_for_update().values_list("cursor", flat=True).get(pk=system.pk)
    return registry.from_start(system.connector, cursor)


def _is_missing(one: Setting, wanted: Mapping[str, str]) -> bool:
    return one.required and not (wanted.get(one.name) or one.default)


def _asked(system: System, wanted: dict[str, str]) -> str:
    """What the system says to these settings."""
    try:
        with closing(registry.connector(system.connector)(wanted)) as connector:
            return connector.check()
    except ConnectorError as problem:
        raise NotChanged(f"Nothing was changed. {problem}") from None

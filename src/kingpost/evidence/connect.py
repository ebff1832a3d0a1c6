"""Connect a system, open its connector, and switch writing on or off, kind by kind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

import msgspec
from django.db import transaction

from kingpost.accounts import audiences, audit
from kingpost.accounts.models import Audience, User
from kingpost.connectors import registry
from kingpost.connectors.base import Connector, ConnectorError, Remembering, Sparing
from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.evidence.leaving_out import leaves_out
from kingpost.evidence.models import System, Workspace, WriteGrant
from kingpost.toolbox import clock, secrets
from kingpost.toolbox.sql import rows

NAMES_A_PAGE = frozenset({"connect"})
"""Short names no system may have: a page of ours has that address."""


def connect(
    connector: str, key: str, title: str, settings: Mapping[str, str], *, audience: Audience, person: User | None = None,
    excluded: list[str] | None = None, started_at: datetime | None = None, every_seconds: int = 60, by: User | None = None,
) -> System:  # fmt: skip
    """Connect a system, read-only. Secret settings are encrypted before they are stored. Raises ValueError naming what is missing.

    A personal one (a mailbox) belongs to ``person``, and only they see it until they open it, whatever ``audience`` says.
    ``by`` is who connects it; None on the command line.
    """
    cls = registry.connector(connector)
    if registry.personal(connector):
        if person is None:
            raise ValueError(f"{cls.title} is one person's own: say whose it is.")
        audience = audiences.private(person)
    missing = [s.title for s in cls.settings if s.required and not (settings.get(s.name) or s.default)]
    if missing:
        raise ValueError(f"{cls.title} needs: {', '.join(missing)}.")
    unknown = set(settings) - {s.name for s in cls.settings}
    if unknown:
        raise ValueError(f"{cls.title} has no setting called {', '.join(sorted(unknown))}.")
    if not re.fullmatch(r"[-a-zA-Z0-9_]{1,50}", key) or key in NAMES_A_PAGE:
        raise ValueError(
            f"A system cannot be called “{key}”: use up to 50 letters, digits, - and _, and not “connect”."
        )
    hidden = {s.name for s in cls.settings if s.secret}
    now = clock.now()
    with transaction.atomic():
        system = System.objects.create(
            key=key, title=title, connector=connector, audience=audience, person=person, excluded=excluded or [],
            settings={k: v for k, v in settings.items() if k not in hidden},
            sealed=secrets.seal(msgspec.json.encode({k: v for k, v in settings.items() if k in hidden}).decode()) if hidden else "",
            connected_at=now, started_at=started_at or now, every_seconds=every_seconds,
        )  # fmt: skip
        audit.record(by, "connected", f"system:{system.pk}", connector=connector, audience=audience.pk)
        changes.append({Stream.SYSTEM: [system.pk]})
    return system


def connected_with(connector: str, settings: Mapping[str, str]) -> System | None:
    """The system that is connected with just these settings, None when there is none: the same account is not read twice. Until the transaction ends
    nobody else is told, so that of two who ask at once one finds what the other connects."""
    rows("SELECT pg_advisory_xact_lock(hashtext(current_schema()), hashtext('connections'))")
    defaults = {s.name: s.default for s in registry.connector(connector).settings if s.default}
    wanted = defaults | {name: value for name, value in settings.items() if value}
    held = System.objects.filter(connector=connector, disconnected_at=None).order_by("pk")
    alike = (one for one in held if one.settings.items() <= wanted.items())  # before a secret is decrypted
    return next((one for one in alike if config(one) == wanted), None)


def config(system: System) -> dict[str, str]:
    """All settings of a system, secrets decrypted. Never log or store what this returns."""
    cls = registry.connector(system.connector)
    hidden: dict[str, str] = msgspec.json.decode(secrets.unseal(system.sealed)) if system.sealed else {}
    return {s.name: s.default for s in cls.settings if s.default} | dict(system.settings) | hidden


def open_connector(system: System) -> Connector:
    """The system's connector, ready to read. The caller closes it. Raises ConnectorError for one that was disconnected."""
    if system.disconnected_at is not None:
        raise ConnectorError(f"{system.title} is disconnected. Give its settings again to connect it.")
    connector = registry.connector(system.connector)(config(system))
    if isinstance(connector, Remembering):
        connector.remember(System.objects.values_list("cursor", flat=True).get(pk=system.pk))
    if isinstance(connector, Sparing):
        connector.spare(partial(leaves_out, system.excluded))
    return connector


def allow_writing(system: System, kind: str, by: User, *, account: str, place: str = "") -> WriteGrant:
    """Switch writing on for one kind, naming the account it writes as. Raises ValueError for a kind it cannot write."""
    if kind not in registry.connector(system.connector).writes:
        raise ValueError(f"{system.title} cannot write {kind}s.")
    with transaction.atomic():
        WriteGrant.objects.filter(system=system, kind=kind, withdrawn_at=None).update(withdrawn_at=clock.now())
        grant = WriteGrant.objects.create(
            system=system, kind=kind, account=account, place=place, granted_by=by, granted_at=clock.now()
        )
        changes.append({Stream.SYSTEM: [system.pk]})
    return grant


def stop_writing(system: System, kind: str) -> None:
    """Switch writing off for one kind."""
    with transaction.atomic():
        WriteGrant.objects.filter(system=system, kind=kind, withdrawn_at=None).update(withdrawn_at=clock.now())
        changes.append({Stream.SYSTEM: [system.pk]})


def writing_off() -> str | None:
    """Why nothing is written from this workspace, "" when no reason was given; None while it writes."""
    row = Workspace.objects.filter(pk=1).first()
    return None if row is None or row.writing_since is not None else row.writing_note


def workspace_writes() -> bool:
    """False in a restored copy until a person switches writing on: nothing is sent twice."""
    return writing_off() is None


def switch_workspace_writing(on: bool, note: str = "", by: User | None = None) -> None:
    """Switch all writing of this workspace on or off, for whoever ``by`` is; the note says why it is off."""
    with transaction.atomic():
        Workspace.objects.update_or_create(
            pk=1, defaults={"writing_since": clock.now() if on else None, "writing_note": "" if on else note}
        )
        audit.record(by, "switched all writing on" if on else "switched all writing off", "workspace:1")
        changes.append({Stream.SYSTEM: [0]})


def settings_shown(system: System) -> dict[str, Any]:
    """The settings a page may show: no secrets."""
    return dict(system.settings)

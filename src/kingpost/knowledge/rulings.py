"""What people say about a disagreement: one side is right, both are because they mean different things, or a third value is.

A ruling is a row anchored on records, so it survives merges, splits and syncs; it is undone by withdrawing it. It decides the value we go by
(ruled.py), and the records that say something else are what the routine ``align`` proposes to write.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from kingpost.accounts.models import User
from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.knowledge import business, values
from kingpost.knowledge.approvals.words import state as approval_state
from kingpost.knowledge.disputes import Row, Side
from kingpost.knowledge.models import Disagreement, Ruling
from kingpost.knowledge.ruled import MEANINGS
from kingpost.knowledge.sides import FORMS
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows


def rule(
    user: User, row: Disagreement, choice: str, *, side: int | None = None, value: str = "", note: str = ""
) -> Ruling:
    """Settle a disagreement. ``side`` is the place of the side that is right; ``value`` a third one, as typed. Raises ValueError when it cannot be.

    The caller has made sure that this person sees the row. What was settled before by the same records is withdrawn.
    """
    chosen = row.sides[side] if choice == Ruling.SIDE and side is not None and 0 <= side < len(row.sides) else None
    if choice not in (Ruling.SIDE, Ruling.BOTH, Ruling.THIRD) or (choice == Ruling.SIDE and chosen is None):
        raise ValueError("Say which side is right, that both are, or what is right instead.")
    if row.closed_at is not None:
        raise ValueError("The systems agree by now. There is nothing left to settle.")
    holds = (
        chosen["value"] if chosen else understood(FORMS[row.family], value, zone()) if choice == Ruling.THIRD else None
    )
    with transaction.atomic():
        now = clock.now()
        _withdraw(Ruling.objects.filter(family=row.family, withdrawn_at=None, records__overlap=row.records), user, now)
        made = Ruling.objects.create(
            family=row.family, choice=choice, value=holds, record_id=chosen["record"] if chosen else None, records=row.records,
            said=[[one["record"], one["field"], one["value"]] for one in row.sides], note=note.strip(), by=user, at=now,
        )  # fmt: skip
        _send_round([made])
    return made


def understood(form: str, text: str, zone_: ZoneInfo) -> str:
    """A value a person typed, in the form its field is kept in. Raises ValueError with what is expected."""
    text = text.strip()
    if not text:
        raise ValueError("Say what is right instead.")
    if form == values.DATE:
        found = values.days(text)
        if len(found) != 1:
            raise ValueError("Give a day such as 2026-11-28 or a moment such as 2026-11-28 14:00.")
        at = values.moment(text, zone_)
        return at.isoformat() if isinstance(found[0], datetime) and at else found[0].isoformat()
    if form == values.VERDICT:
        verdict = approval_state(text)
        if not verdict:
            raise ValueError("Say approved, refused, withdrawn or waiting.")
        return verdict
    if form == values.MONEY:
        amount = values.typed(text)
        if amount is None:
            raise ValueError("Give a sum such as 12,600.")
        return str(amount)
    return text


def withdraw(user: User, ids: Iterable[int]) -> list[Ruling]:
    """Take rulings back; those they replaced hold again, else the disagreements are open again. Gives those that stood."""
    with transaction.atomic():
        standing = _withdraw(Ruling.objects.filter(pk__in=list(ids), withdrawn_at=None), user, clock.now())
        _send_round([*standing, *(before for one in standing for before in _revive(one))])
    return standing


def _revive(taken: Ruling) -> list[Ruling]:
    """Let what this ruling replaced hold again."""
    replaced = list(
        Ruling.objects.select_for_update().filter(
            family=taken.family, withdrawn_at=taken.at, pk__lt=taken.pk, records__overlap=taken.records
        )
    )
    for one in replaced:
        one.withdrawn_at = one.withdrawn_by = None
        one.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return replaced


def zone() -> ZoneInfo:
    """The business's own."""
    return ZoneInfo(business.zone())


def _withdraw(found: Any, user: User, now: datetime) -> list[Ruling]:
    standing = list(found.select_for_update())
    for one in standing:
        one.withdrawn_at, one.withdrawn_by = now, user
        one.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return standing


def _send_round(rulings: Sequence[Ruling]) -> None:
    records = sorted({record for one in rulings for record in one.records})
    changes.append(
        {
            Stream.ENTITY: [
                entity
                for (entity,) in rows("SELECT DISTINCT entity_id FROM member WHERE record_id = ANY(%s)", [records])
            ]
        }
    )


def following(row: Row) -> list[Side]:
    """The sides that do not say what was decided: what is to be brought in line."""
    ruling = row.ruling
    if ruling is None or ruling.value is None or row.family in MEANINGS:
        return []
    form, known = FORMS[row.family], business.values()
    here = ZoneInfo(str(known["zone"]))
    with values.at_home(str(known["country"])):
        return [
            side
            for side in row.sides
            if not values.same(form, side.value, ruling.value, here, {"currency": side.currency}, {})
        ]

"""What a person says belongs together: one reason split off into a flag of its own, or a flag joined to another. Each is one undoable row.

Rulings are inputs of the stage (placing.py): the acts here write one and have the signals concerned worked out again at once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction

from kingpost.accounts import audiences, audit
from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act, may
from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.priorities import notice, ranking, reading
from kingpost.priorities.models import GroupRuling, Signal
from kingpost.priorities.placing import FAMILY, called
from kingpost.priorities.reading import FlagRow
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows


def split(user: User, flag_id: int, signal_id: int) -> GroupRuling:
    """Make this reason of a flag a flag of its own.

    Raises PermissionDenied for who may not answer flags, LookupError for what this person cannot see, ValueError for the only reason there is.
    """
    flag, seen_by = _open(user, flag_id)
    reasons = [one for one in reading.signals(flag.id, seen_by) if one.opens]
    chosen = next((one for one in reasons if one.id == signal_id), None)
    if chosen is None:
        raise LookupError("There is no such reason.")
    key = FAMILY.get((chosen.rule, chosen.key), chosen.key)
    if all(
        (one.rule, FAMILY.get((one.rule, one.key), one.key), one.entity) == (chosen.rule, key, chosen.entity)
        for one in reasons
    ):
        raise ValueError("It is the only reason for this flag.")
    signal = Signal.objects.get(pk=signal_id)
    made = GroupRuling(
        verdict=GroupRuling.SPLIT, record_id=signal.subject_id, into_id=_record(flag), rule=chosen.rule, key=chosen.key, kind=_kind(signal.entity_id, seen_by),
        client_id=signal.client_id,
    )  # fmt: skip
    return _rule(user, made, flag.id, {flag.entity})


def join(user: User, flag_id: int, into_id: int) -> GroupRuling:
    """Make a flag part of another open flag of the same reader. Raises as ``split`` does."""
    flag, seen_by = _open(user, flag_id)
    into, _ = _open(user, into_id)
    if (flag.entity, flag.part) == (into.entity, into.part):
        raise ValueError("That is the same flag.")
    own = [one for one in reading.signals(flag.id, seen_by) if one.opens]
    lead = max(own, key=lambda one: (ranking.usual(one.rule, one.key), -one.id)) if own else None
    alone = lead is not None and lead.entity == flag.entity and not flag.part
    made = GroupRuling(
        verdict=GroupRuling.JOIN, record_id=_record(flag), part=flag.part, into_id=_record(into), into_part=into.part,
        rule=lead.rule if lead else "", kind=flag.kind, client_id=flag.client_id if flag.client_id == into.client_id else 0,
        words=called(Signal.objects.get(pk=lead.id).title) if lead and alone else "",
    )  # fmt: skip
    return _rule(user, made, flag.id, {flag.entity, into.entity})


def withdraw(user: User, ids: Sequence[int]) -> int:
    """Take rulings back; flags are grouped as if they had not been. Returns how many held. Raises PermissionDenied."""
    if not may(user, Act.ANSWER):
        raise PermissionDenied("Your role may not group flags.")
    with transaction.atomic():
        notice.take_turn()
        taken = list(GroupRuling.objects.select_for_update().filter(pk__in=list(ids), withdrawn_at=None).order_by("pk"))
        things = _things(taken)
        for one in taken:
            one.withdrawn_at, one.withdrawn_by = clock.now(), user
            audit.record(user, "took back a grouping", f"group_ruling:{one.pk}")
        GroupRuling.objects.bulk_update(taken, ["withdrawn_at", "withdrawn_by"])
        _work_out(things, taken)
    return len(taken)


def _open(user: User, flag_id: int) -> tuple[FlagRow, list[int]]:
    if not may(user, Act.ANSWER):
        raise PermissionDenied("Your role may not group flags.")
    seen_by = audiences.allowed(user)
    flag = reading.one(flag_id, seen_by)
    if flag is None:
        raise LookupError("There is no such flag.")
    if flag.closed_at is not None:
        raise ValueError("This flag is closed already.")
    return flag, seen_by


def _record(flag: FlagRow) -> int:
    """The record a ruling about this flag's thing holds on to: that of its row, while it is of this thing."""
    [(anchor,)] = rows(
        "SELECT CASE WHEN m.entity_id = f.entity_id THEN f.anchor_id ELSE f.entity_id END FROM flag AS f LEFT JOIN member AS m ON m.record_id = f.anchor_id WHERE f.id = %s",
        [flag.id],
    )
    return int(anchor)


def _kind(entity: int, seen_by: Sequence[int]) -> str:
    found = rows(
        "SELECT kind FROM entity WHERE entity_id = %s AND audience_id = ANY(%s) LIMIT 1", [entity, list(seen_by)]
    )
    return str(found[0][0]) if found else "message"


def _rule(user: User, made: GroupRuling, flag_id: int, things: set[int]) -> GroupRuling:
    with transaction.atomic():
        notice.take_turn()
        made.by, made.at = user, clock.now()
        made.save()
        audit.record(user, f"grouped: {made.verdict}", f"flag:{flag_id}")
        _work_out(things | _things([made]), [made])
    return made


def _things(rulings: Collection[GroupRuling]) -> set[int]:
    """What these rulings are about, as entities."""
    records = sorted({record for one in rulings for record in (one.record_id, one.into_id)})
    return {entity for (entity,) in rows("SELECT entity_id FROM member WHERE record_id = ANY(%s)", [records])} | set(
        records
    )


def _work_out(things: set[int], rulings: Collection[GroupRuling]) -> None:
    """The flags follow at once, so the page is right when it returns; what a ruling teaches follows with the stage."""
    near = {e for (e,) in rows("SELECT entity_id FROM signal WHERE closed_at IS NULL AND (anchor_id = ANY(%(t)s) OR entity_id = ANY(%(t)s) OR ruling_id = ANY(%(r)s))",
                               {"t": sorted(things), "r": [one.pk for one in rulings]})}  # fmt: skip
    alike = {e for one in rulings if one.client_id for (e,) in rows(
        """SELECT s.entity_id FROM signal AS s WHERE s.closed_at IS NULL AND s.rule = %s
           AND s.client_id = coalesce((SELECT entity_id FROM member WHERE record_id = %s), %s)""", [one.rule, one.client_id, one.client_id])}  # fmt: skip
    made = notice.work(sorted(things | near))
    changes.append({Stream.PICTURE: things | near | alike, **made})


def open_beside(flag: FlagRow, seen_by: Sequence[int], asked: str = "", limit: int = 60) -> list[FlagRow]:
    """The open flags this one may be joined to, those of the same client first; with ``asked`` those whose title or client holds these words."""
    words = asked.casefold().split()
    others = [
        one for one in reading.listed(seen_by, before_start=None, limit=500, with_sources=False) if one.id != flag.id
    ]
    fitting = [one for one in others if all(word in f"{one.title} {one.client}".casefold() for word in words)]
    return sorted(fitting, key=lambda one: not (flag.client_id and one.client_id == flag.client_id))[:limit]

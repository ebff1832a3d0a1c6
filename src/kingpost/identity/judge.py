"""What people say about identity: same, different, or take that back. Every ruling is a row that can be withdrawn."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from kingpost.accounts.models import User
from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.identity.models import Judgement
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows

SPLIT = "split by hand"


def judge(one: int, other: int, verdict: str, by: User, reason: str, at: datetime | None = None) -> Judgement:
    """Rule on two records. The live ruling on the pair, if any, is withdrawn first and comes back when this one is withdrawn. Rulings of one act
    have one ``at``."""
    if one == other:
        raise ValueError("A record is always the same as itself.")
    low, high = sorted((one, other))
    now = at or clock.now()
    with transaction.atomic():
        Judgement.objects.filter(one=low, other=high, withdrawn_at=None).update(withdrawn_at=now)
        ruling = Judgement.objects.create(one=low, other=high, verdict=verdict, reason=reason, by=by, at=now)
        changes.append({Stream.RECORD: [low, high]})
    return ruling


def withdraw(ruling: Judgement) -> None:
    """Take a ruling back; the one it replaced, if any, holds again. One that was replaced itself is passed over when that one is taken back."""
    now = clock.now()
    with transaction.atomic():
        of_pair = Judgement.objects.filter(one=ruling.one, other=ruling.other)
        held = of_pair.filter(pk=ruling.pk, withdrawn_at=None).exists()
        replaced_at = list(of_pair.values_list("at", flat=True))
        of_pair.filter(Q(withdrawn_at=None) | Q(withdrawn_at__in=replaced_at), pk=ruling.pk).update(withdrawn_at=now)
        before = of_pair.filter(pk__lt=ruling.pk, withdrawn_at__in=replaced_at).order_by("-pk").first()
        if held and before is not None:
            of_pair.filter(pk=before.pk).update(withdrawn_at=None)
        changes.append({Stream.RECORD: [ruling.one, ruling.other]})


def merge(one: int, other: int, by: User) -> Judgement:
    """Two entities are one: a "same" between their oldest records."""
    return judge(one, other, Judgement.SAME, by, "merged by hand")


def split(entity: int, record: int, by: User) -> list[Judgement]:
    """Take one record out of an entity: it is different from every other member. Returns the rulings, all withdrawable."""
    members = [
        r
        for (r,) in rows(
            "SELECT record_id FROM member WHERE entity_id = %s AND record_id <> %s ORDER BY 1", [entity, record]
        )
    ]
    now = clock.now()
    with transaction.atomic():
        return [judge(record, member, Judgement.DIFFERENT, by, SPLIT, now) for member in members]


def of_one_act(ruling: Judgement) -> list[Judgement]:
    """A ruling that holds, with those given in the same split: they are taken back together."""
    if ruling.reason != SPLIT:
        return [ruling]
    return list(Judgement.objects.filter(by=ruling.by, at=ruling.at, reason=SPLIT, withdrawn_at=None).order_by("pk"))


def entity_of(number: int) -> int | None:
    """The entity an old or new number leads to; None when nothing ever had that number."""
    found = rows("SELECT entity_id FROM member WHERE record_id = %s", [number])
    return found[0][0] if found else None

"""How much of a kind may go at once without asking, and what a person says where it is more."""

from __future__ import annotations

from kingpost.evidence.models import System, Vanishing
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows

VANISH_SHARE = 0.05
VANISH_FEW = 5  # this many may go without asking, however small the kind


def is_ordinary(vanished: int, held: int) -> bool:
    """Whether so few of what was held vanished that nobody needs to be asked."""
    return (vanished <= VANISH_FEW and vanished < held) or vanished <= held * VANISH_SHARE


def live(system: System, kind: str) -> int:
    """How much is held of a native kind."""
    [(held,)] = rows("SELECT count(*) FROM record WHERE system_id = %s AND native_kind = %s AND native_key IS NOT NULL AND gone_at IS NULL",
                     [system.pk, kind])  # fmt: skip
    return int(held)


def may_remove(system: System, kind: str, vanished: int) -> bool:
    """True when so few vanished that it is ordinary, or a person has already said yes to this. Else a person is asked.

    Where nothing is missing any more, nobody is asked any longer, and what was answered is not held for an answer to the next time.
    """
    mine = Vanishing.objects.filter(system=system, kind=kind)
    if not vanished:
        mine.exclude(missing=0).update(missing=0)
    held = live(system, kind) if vanished else 0
    if is_ordinary(vanished, held):
        mine.filter(settled_at=None).delete()
        return True
    answer = mine.order_by("-id").first()
    if answer is not None and answer.settled_at and answer.remove and answer.missing >= vanished:
        Vanishing.objects.filter(pk=answer.pk).update(missing=0)  # a yes is for what was asked, once
        return True
    if answer is None or (answer.settled_at and answer.missing != vanished):
        Vanishing.objects.create(system=system, kind=kind, missing=vanished, held=held, seen_at=clock.now())
    elif not answer.settled_at:
        Vanishing.objects.filter(pk=answer.pk).update(missing=vanished, held=held)
    return False

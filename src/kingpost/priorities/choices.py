"""What people said about how they want to be told: rows with when, the newest counts, taken back like everything."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kingpost.accounts.models import User
from kingpost.priorities.attention import CHANNELS, LEVELS, MOST_AN_HOUR, NOW, Wishes
from kingpost.priorities.models_reach import ReachChoice
from kingpost.toolbox import clock


def of(people: Collection[int]) -> dict[int, Wishes]:
    """By account, what each chose; who chose nothing is absent and has the usual."""
    live = ReachChoice.objects.filter(person__in=people, undone_at=None).order_by("id")
    return {row.person_id: _wishes(row) for row in live}


def wishes(person: User) -> Wishes:
    """What holds for one person."""
    return of([person.pk]).get(person.pk, Wishes())


def choose(person: User, wanted: Wishes) -> ReachChoice | None:
    """Keep what a person wants; None when that is so already. Raises ValueError for what makes no sense."""
    if any(wanted.of(one) not in CHANNELS for one in LEVELS) or wanted.rest == NOW:
        raise ValueError("That is not a way to be told.")
    if not 1 <= wanted.per_hour <= MOST_AN_HOUR:
        raise ValueError(f"Between 1 and {MOST_AN_HOUR} mails an hour.")
    if wanted.quiet and wanted.quiet[0] == wanted.quiet[1]:
        raise ValueError("Quiet hours need a beginning and another end.")
    if wanted == wishes(person):
        return None
    start, end = wanted.quiet or (None, None)
    return ReachChoice.objects.create(
        person=person, urgent=wanted.urgent, important=wanted.important, rest=wanted.rest, per_hour=wanted.per_hour, quiet_from=start, quiet_to=end,
        through=wanted.through, morning=wanted.morning, evening=wanted.evening, at=clock.now(),
    )  # fmt: skip


def take_back(person: User, ids: Sequence[int]) -> int:
    """Undo one's own choices; what was chosen before counts again."""
    return ReachChoice.objects.filter(pk__in=ids, person=person, undone_at=None).update(undone_at=clock.now())


def _wishes(row: ReachChoice) -> Wishes:
    quiet = (row.quiet_from, row.quiet_to) if row.quiet_from is not None and row.quiet_to is not None else None
    return Wishes(row.urgent, row.important, row.rest, row.per_hour, quiet, row.through, row.morning, row.evening)

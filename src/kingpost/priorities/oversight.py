"""Who sees to what nobody owns: a choice for each person, kept with who made it and when, taken back like everything."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction

from kingpost.accounts import audit
from kingpost.accounts.models import Role, User
from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.knowledge import business
from kingpost.priorities import reach
from kingpost.priorities.hours import WorkingHours
from kingpost.priorities.models_reach import Oversight
from kingpost.priorities.notice import take_turn
from kingpost.toolbox import clock


def chosen() -> dict[int, bool]:
    """By account: what was said about them, and holds."""
    live = Oversight.objects.filter(undone_at=None).order_by("id")
    return dict(live.values_list("person_id", "sees"))


def overseers() -> set[int]:
    """The accounts that see to what nobody owns: those chosen, and every admin as long as nobody who can sign in is."""
    said, active = chosen(), dict(User.objects.filter(is_active=True).values_list("pk", "role"))
    return {one for one in active if said.get(one)} or {one for one, role in active.items() if role == Role.ADMIN}


def choose(by: User, wanted: Collection[int], among: Collection[int]) -> list[Oversight]:
    """Of these accounts (``among``), those ``wanted`` see to what nobody owns. Returns the rows made; none when that was so already."""
    with transaction.atomic():
        now, said, seeing = clock.now(), chosen(), overseers()
        fresh = not any(said.values())  # until now it was every admin: whoever stays is written down
        changed = {p: p in wanted for p in among if (p in wanted) != (p in seeing)}
        if changed and fresh:
            changed |= {p: True for p in seeing if p not in changed}
        made = [Oversight(person_id=p, sees=sees, by=by, at=now) for p, sees in sorted(changed.items())]
        Oversight.objects.bulk_create(made)
        if made:
            audit.record(by, "chose who sees to what nobody owns", "people:overseers", people=sum(o.sees for o in made))
            _follow()
    return made


def take_back(by: User, ids: Sequence[int]) -> int:
    """Undo such choices; what was said before counts again. Returns how many were undone."""
    with transaction.atomic():
        undone = Oversight.objects.filter(pk__in=ids, undone_at=None).update(undone_at=clock.now(), undone_by=by)
        _follow()
    return undone


def _follow() -> None:
    """Whom flags are for follows at once, so the page is right when it returns."""
    take_turn()
    known = business.values()
    moved = reach.hold(None, WorkingHours.of(known), clock.now())
    changes.append({Stream.FLAG: moved})

"""Views of a list a person keeps under a name: the part of the page's address after the question mark. Each person's own; removed, not deleted."""

from __future__ import annotations

from collections.abc import Sequence

from kingpost.accounts.models import SavedView, User
from kingpost.toolbox import clock

MOST = 30  # of one person on one page
LONGEST = 1000


def listed(user: User, page: str) -> list[SavedView]:
    """A person's views of a page, in the order they were kept. One query."""
    return list(SavedView.objects.filter(user=user, page=page, removed_at=None).order_by("pk"))


def keep(user: User, page: str, name: str, query: str) -> SavedView:
    """Keep a view under a name; the same name again replaces what it stood for. Raises ValueError in words for who asked."""
    name = " ".join(name.split())[:60]
    if not name:
        raise ValueError("A view needs a name.")
    if len(query) > LONGEST:
        raise ValueError("This view is too long to keep.")
    held = listed(user, page)
    same = [one for one in held if one.name.casefold() == name.casefold()]
    if len(held) >= MOST and not same:
        raise ValueError(f"There are {MOST} views already. Remove one first.")
    SavedView.objects.filter(pk__in=[one.pk for one in same]).update(removed_at=clock.now())
    return SavedView.objects.create(user=user, page=page, name=name, query=query, kept_at=clock.now())


def remove(user: User, number: int) -> SavedView:
    """Take a view off the list. Raises LookupError for one that is not this person's."""
    found = SavedView.objects.filter(pk=number, user=user, removed_at=None).first()
    if found is None:
        raise LookupError(number)
    found.removed_at = clock.now()
    found.save(update_fields=["removed_at"])
    return found


def bring_back(user: User, numbers: Sequence[int]) -> list[SavedView]:
    """Undo a removal; one whose name was given to another view since stays away. Returns those that are back."""
    back = []
    for one in SavedView.objects.filter(pk__in=numbers, user=user).exclude(removed_at=None):
        if not any(other.name.casefold() == one.name.casefold() for other in listed(user, one.page)):
            one.removed_at = None
            one.save(update_fields=["removed_at"])
            back.append(one)
    return back

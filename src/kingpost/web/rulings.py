"""A person settles a disagreement: one side, both, or a third value. Each can be taken back with u."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from kingpost.accounts import audit
from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act, may
from kingpost.evidence import changes
from kingpost.knowledge import disputes, picture
from kingpost.knowledge import rulings as knowledge
from kingpost.knowledge.disputes import named
from kingpost.knowledge.models import Disagreement, Ruling
from kingpost.toolbox.sql import rows
from kingpost.web import shell, undo
from kingpost.web.access import PersonRequest, needs
from kingpost.web.addresses import PLACES

MOST_TYPED = 200  # characters of a value nobody could read that come back with its page
SAID = {"side": "That side holds.", "both": "Both are right.", "third": "That value holds."}


@needs(Act.DECIDE)
@require_POST
def rulings(request: PersonRequest, number: int) -> HttpResponse:
    """Settle a disagreement this person can see."""
    row = disputes.one(number, shell.of(request).audiences)
    if row is None:
        raise Http404
    side, choice = request.POST.get("side", ""), request.POST.get("choice", "")
    try:
        made = settle(request.user, row.id, choice, side=int(side) if side.isdecimal() and len(side) <= PLACES else None, says=request.POST.get("says", ""),
                      value=request.POST.get("value", ""), note=request.POST.get("note", ""))  # fmt: skip
    except ValueError as problem:
        messages.error(request, str(problem))
        if choice == Ruling.THIRD and (typed := request.POST.get("value", "")):  # stays there to be put right
            return redirect(f"{reverse('disagreement', args=[row.id])}?{urlencode({'typed': typed[:MOST_TYPED]})}")
    else:
        undo.remember(request, "rulings", [made.pk], SAID[choice])
    return redirect(reverse("disagreement", args=[row.id]))


def settle(
    user: User, number: int, choice: str, *, side: int | None = None, says: str = "", value: str = "", note: str = ""
) -> Ruling:
    """Rule, so that the next page is right. ``says`` names what the chosen side said where it was chosen: sides change places, and their words.

    The caller has made sure that this person sees the row. Raises ValueError when it cannot be.
    """
    row = Disagreement.objects.get(pk=number)
    place = _place(row, says) if choice == Ruling.SIDE and says else side
    made = knowledge.rule(user, row, choice, side=place, value=value, note=note)
    audit.record(user, f"ruled {choice}", f"disagreement:{number}")
    at_once(made.records)
    return made


def _place(row: Disagreement, says: str) -> int:
    for place, one in enumerate(row.sides):
        if named(one["record"], one["field"], one["value"]) == says:
            return place
    raise ValueError("That side says something else by now, so nothing was changed. Look at the sides again.")


def at_once(records: Sequence[int]) -> None:
    """Work the picture of these records out now, so that the page is right when it returns. What must be looked at because of that is told as the stage
    tells it: the stage does the same again and finds nothing to tell."""
    with transaction.atomic():
        entities = [
            e
            for (e,) in rows(
                "SELECT DISTINCT entity_id FROM member WHERE record_id = ANY(%s) ORDER BY 1", [list(records)]
            )
        ]
        changes.append(picture.work(entities))


def withdraw(user: User, ids: Sequence[int]) -> list[Ruling]:
    """Take rulings back, so that the next page is right. Gives those that stood."""
    taken = knowledge.withdraw(user, ids)
    for one in taken:
        audit.record(user, "took back a ruling", f"ruling:{one.pk}")
    at_once(sorted({record for one in taken for record in one.records}))
    return taken


def take_back(user: User, ids: Sequence[int]) -> str:
    """For ``u``: the rulings no longer hold; what they replaced does."""
    if not may(user, Act.DECIDE):
        raise undo.CannotUndo("Your role may not take this back.")
    try:
        taken = withdraw(user, ids)
    except PermissionDenied:
        raise undo.CannotUndo("That is not yours to take back.") from None
    return "Taken back. What held before holds again." if taken else "That was taken back already."


undo.UNDOABLE["rulings"] = take_back

"""A person settles a disagreement: one side, both, or a third value. Each can be taken back with u."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from kingpost.accounts import audit
from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act, may
from kingpost.evidence import changes
from kingpost.knowledge import disputes, picture
from kingpost.knowledge import rulings as knowledge
from kingpost.knowledge.models import Disagreement
from kingpost.toolbox.sql import rows
from kingpost.web import shell, undo
from kingpost.web.access import PersonRequest, needs

SAID = {"side": "That side holds.", "both": "Both are right.", "third": "That value holds."}


@needs(Act.DECIDE)
@require_POST
def rulings(request: PersonRequest, number: int) -> HttpResponse:
    """Settle a disagreement this person can see."""
    row = disputes.one(number, shell.of(request).audiences)
    if row is None:
        raise Http404
    side = request.POST.get("side", "")
    choice = request.POST.get("choice", "")
    try:
        made = knowledge.rule(request.user, Disagreement.objects.get(pk=row.id), choice, side=int(side) if side.isdecimal() else None,
                              value=request.POST.get("value", ""), note=request.POST.get("note", ""))  # fmt: skip
    except ValueError as problem:
        messages.error(request, str(problem))
    else:
        audit.record(request.user, f"ruled {choice}", f"disagreement:{row.id}")
        at_once(made.records)
        undo.remember(request, "rulings", [made.pk], SAID[choice])
    return redirect(reverse("disagreement", args=[row.id]))


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


def take_back(user: User, ids: Sequence[int]) -> str:
    """For ``u``: the rulings no longer hold; what they replaced does."""
    if not may(user, Act.DECIDE):
        raise undo.CannotUndo("Your role may not take this back.")
    try:
        taken = knowledge.withdraw(user, ids)
    except PermissionDenied:
        raise undo.CannotUndo("That is not yours to take back.") from None
    at_once(sorted({record for one in taken for record in one.records}))
    return "Taken back. What held before holds again." if taken else "That was taken back already."


undo.UNDOABLE["rulings"] = take_back

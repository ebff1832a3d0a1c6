"""Status notes: what waits for a yes with the exact mail, what was sent and its proof, and the choices behind them."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act
from kingpost.proposals import status_notes as notes
from kingpost.proposals.models import Decision
from kingpost.questions import status_notes as drafts
from kingpost.web import shell, undo, wording
from kingpost.web.access import PersonRequest, needs, way_back

SHOWN = 30
STATES = {"waiting": ("waiting", ""), "sending": ("being sent", ""), "confirmed": ("sent, read back", "good"), "failed": ("not sent", "bad"), "undone": ("taken back", "")}  # fmt: skip
LEFT = ("sent, not found again", "bad")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@needs(Act.READ)
@require_safe
def status_notes(request: PersonRequest) -> HttpResponse:
    seen_by = shell.of(request).audiences
    waiting = notes.waiting(seen_by)
    context = {
        "said": f"{wording.capital(wording.count(len(waiting), 'status note'))} {wording.plural(len(waiting), 'waits', 'wait')} for a yes." if waiting
        else "No status note waits.",
        "waiting": waiting,
        "sent": notes.sent(seen_by, limit=SHOWN),
        "policies": notes.policies(seen_by),
        "states": STATES,
        "left": LEFT,
        "days": DAYS,
    }  # fmt: skip
    return render(request, "status_notes.html", context)


@needs(Act.DECIDE)
@require_POST
def status_note_decisions(request: PersonRequest, number: int) -> HttpResponse:
    """Yes, as it is or as edited, or no."""
    verdict = Decision.DECLINE if request.POST.get("verdict") == Decision.DECLINE else Decision.APPROVE
    try:
        made = notes.decide(
            request.user, number, verdict, subject=request.POST.get("subject", ""), text=request.POST.get("text", "")
        )
    except LookupError:
        raise Http404 from None
    except ValueError as problem:
        messages.error(request, str(problem))
    else:
        said = "Not sent." if verdict == Decision.DECLINE else "Approved. The mail is on its way."
        undo.remember(request, "status_notes", [made.pk], said)
    return redirect(way_back(request, "status_notes"))


@needs(Act.DECIDE)
@require_POST
def status_note_corrections(request: PersonRequest, number: int) -> HttpResponse:
    """A mail that was sent cannot be unsent: draft one that corrects it."""
    try:
        messages.success(request, _corrected(request.user, number))
    except LookupError:
        raise Http404 from None
    return redirect(way_back(request, "status_notes"))


def _corrected(user: User, number: int) -> str:
    made = drafts.correct(user, number)
    return "A correction is drafted and waits for your yes." if made else "A correction was drafted already."


def take_back(user: User, ids: Sequence[int]) -> str:
    """For ``u``: a note that has not left waits again; for one that has, a correction is drafted."""
    try:
        for number in ids:
            notes.take_back_decision(user, number)
    except notes.Sent as problem:
        raise undo.CannotUndo(f"{problem} {_corrected(user, notes.one(user, decision=ids[0]).pk)}") from None
    except (LookupError, PermissionDenied):
        raise undo.CannotUndo("That decision is no longer yours to take back.") from None
    return "Taken back. The note waits again."


undo.UNDOABLE["status_notes"] = take_back

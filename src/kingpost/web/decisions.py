"""A person's decision about a suggestion: yes, yes with changes, or no. Nothing leaves the building any other way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act
from kingpost.proposals import decide, reading, writeback
from kingpost.proposals import undo as proposals_undo
from kingpost.proposals.models import Decision, Suggestion
from kingpost.proposals.planned import Planned
from kingpost.web import reader, shell, undo, wording
from kingpost.web.access import PersonRequest, needs, way_back
from kingpost.web.addresses import thing_number

SAID = {Decision.APPROVE: "Approved", Decision.CHANGE: "Approved with changes", Decision.DECLINE: "Declined"}


@needs(Act.DECIDE)
@require_POST
def decisions(request: PersonRequest, number: int) -> HttpResponse:
    """Decide about a suggestion. The writes wait in the outbox and show on the page as they go."""
    verdict = request.POST.get("verdict", "")
    try:
        changed = _changed(request, number) if verdict == Decision.CHANGE else None
        made = decide.decide(request.user, number, verdict, planned_changes=changed, note=request.POST.get("why", ""))
    except LookupError:
        raise Http404 from None
    except (decide.Outdated, ValueError) as problem:
        messages.error(request, str(problem))
    else:
        undo.remember(request, "decisions", [made.pk], f"{SAID[verdict]}. {_writes(len(made.changes))}".strip())
    return redirect(way_back(request, "home"))


def _writes(count: int) -> str:
    return f"{wording.capital(wording.count(count, 'change'))} on the way." if count else ""


def _changed(request: PersonRequest, number: int) -> list[Planned]:
    """The writes as the form was filled in: which to keep, who owns it, when, and what the note says."""
    suggestion: Suggestion = decide.visible(request.user, number)
    address, _, name = request.POST.get("owner", "").partition("|")
    note = request.POST.get("note", "").strip()
    return decide.edited(
        suggestion,
        keep=[thing_number(place) for place in request.POST.getlist("keep") if place.isdecimal()],
        owner=(address, name) if address and name else None,
        starts_at=_moment(request.POST.get("starts_at", "")),
        note=note or None,
    )


def _moment(text: str) -> datetime | None:
    """From a date and time field: the reader's wall clock."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=reader.zone())


@needs(Act.DECIDE)
@require_POST
def reversals(request: PersonRequest, number: int) -> HttpResponse:
    """Undo a decision, one's own or another's: what went out is reversed by writes of its own."""
    if reading.decision(number, shell.of(request).audiences) is None:
        raise Http404
    messages.success(request, take_back(request.user, [number]))
    return redirect(way_back(request, "home"))


@needs(Act.DECIDE)
@require_POST
def retries(request: PersonRequest, number: int) -> HttpResponse:
    """Try a change that failed once more, now."""
    try:
        state = writeback.retry(request.user, number)
    except LookupError:
        raise Http404 from None
    messages.info(
        request, "It arrived." if state == "confirmed" else "It did not arrive yet; the reason stands beside it."
    )
    return redirect(way_back(request, "home"))


def take_back(user: User, ids: Sequence[int]) -> str:
    """For ``u``: the decision no longer holds, and its writes are reversed."""
    try:
        undone = [proposals_undo.undo(user, number) for number in ids]
    except (LookupError, PermissionDenied):
        raise undo.CannotUndo("That decision is no longer yours to take back.") from None
    reversing = any(one.verdict != Decision.DECLINE and one.changes for one in undone)
    return "Taken back. What has gone out is being reversed." if reversing else "Taken back."


undo.UNDOABLE["decisions"] = take_back

"""A handover: prepared from the pack of one of us, given to a successor, accepted or declined, printed, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act
from kingpost.knowledge import entities
from kingpost.priorities import handing_over
from kingpost.priorities.hours import WorkingHours
from kingpost.questions import people
from kingpost.reports import pack as reports
from kingpost.toolbox import clock
from kingpost.web import promises, reader, shell, undo
from kingpost.web.access import PersonRequest, needs

STATES = {
    "waiting": "not accepted yet",
    "accepted": "accepted",
    "declined": "declined",
    "undone": "taken back",
    "over": "over",
}


@needs(Act.READ)
@require_safe
def handover(request: PersonRequest, number: int) -> HttpResponse:
    """A handover that was given: its pack as it is now, and what the successor says."""
    seen_by, now, hours = shell.of(request).audiences, clock.now(), own_hours()
    row = handing_over.one(number, seen_by, hours.day_of(now))
    about = reports.person(row.person, seen_by, now, hours) if row else None
    if row is None or about is None:
        raise Http404
    own = people.of_email(request.user.email, seen_by)
    made = reports.pack(about, seen_by, now, promises.soon(now), row.client)
    context = {
        "row": row,
        "pack": made,
        "states": STATES,
        "mine": own == row.successor,
        "now": now,
        "client": (row.client, row.client_name),
    }
    return render(request, "handover.html", context)


@needs(Act.READ)
@require_safe
def handover_for(request: PersonRequest, number: int) -> HttpResponse:
    """The pack of one of us, before it is given to anybody, with who may take it."""
    seen_by, now, hours = shell.of(request).audiences, clock.now(), own_hours()
    about = reports.person(number, seen_by, now, hours)
    if about is None:
        raise Http404
    asked = request.GET.get("client", "")
    client = entities.thing(int(asked), seen_by) if asked.isdecimal() else None
    made = reports.pack(about, seen_by, now, promises.soon(now), client.id if client and client.kind == "client" else 0)
    starts, back = _days(about, hours)
    context = {
        "pack": made, "client": (client.id, client.title) if client and client.kind == "client" else (0, ""), "now": now, "starts": starts, "back": back,
        "candidates": reports.candidates(made, now, hours), "given": handing_over.listed(seen_by, hours.day_of(now), person=number), "states": STATES,
    }  # fmt: skip
    return render(request, "handover_for.html", context)


@needs(Act.ANSWER)
@require_POST
def handovers_given(request: PersonRequest, number: int) -> HttpResponse:
    """Give the pack to a successor."""
    asked = request.POST
    try:
        starts, back = (
            date.fromisoformat(asked.get("starts_on", "")),
            date.fromisoformat(asked["back_on"]) if asked.get("back_on") else None,
        )
        made = handing_over.hand_over(request.user, number, _number(asked.get("successor", "")), starts_on=starts, back_on=back,
                                      client=_number(asked.get("client", "")), note=asked.get("note", ""))  # fmt: skip
    except LookupError:
        raise Http404 from None
    except ValueError as problem:
        messages.error(
            request, str(problem) if "must" in str(problem) else "Say from which day on, and who takes over."
        )
        return redirect("handover_for", number)
    undo.remember(request, "handovers", [made.pk], "Given to the successor. It is chased until it is accepted.")
    return redirect("handover", made.pk)


@needs(Act.ANSWER)
@require_POST
def handover_answers(request: PersonRequest, number: int) -> HttpResponse:
    """The successor says yes or no."""
    accept = request.POST.get("answer") == "accept"
    try:
        handing_over.answer(
            request.user, number, people.of_email(request.user.email, shell.of(request).audiences), accept=accept
        )
    except LookupError:
        raise Http404 from None
    messages.success(request, "Accepted." if accept else "Declined. Somebody else is needed.")
    return redirect("handover", number)


def take_back(user: User, ids: Sequence[int]) -> str:
    """For ``u``: the handover was never made."""
    try:
        for number in ids:
            handing_over.undo(user, number)
    except (LookupError, PermissionDenied):
        raise undo.CannotUndo("That handover is no longer yours to take back.") from None
    return "The handover is taken back."


undo.UNDOABLE["handovers"] = take_back


@needs(Act.ANSWER)
@require_POST
def handover_reversals(request: PersonRequest, number: int) -> HttpResponse:
    """It was never made."""
    try:
        handing_over.undo(request.user, number)
    except LookupError:
        raise Http404 from None
    messages.success(request, "The handover is taken back.")
    return redirect(reverse("handover", args=[number]))


def _days(about: reports.Person, hours: WorkingHours) -> tuple[str, str]:
    """The absence the systems tell of, as the form's first words: from when, and back when ("" for good)."""
    today = hours.day_of(clock.now())
    if about.left or about.end_date:
        return about.end_date or today.isoformat(), ""
    if not about.away:
        return today.isoformat(), (today + timedelta(days=14)).isoformat()
    start, end = about.away[0]
    return max(hours.day_of(start), today).isoformat(), hours.day_of(end).isoformat()


def own_hours() -> WorkingHours:
    """Our own working hours."""
    values = reader.business_values()
    return WorkingHours.of(values["working_hours"], str(values["zone"]))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0

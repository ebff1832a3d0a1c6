"""A handover: prepared from the pack of one of us, given to a successor, accepted or declined, printed, taken back."""

from __future__ import annotations

from collections.abc import Sequence

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
from kingpost.reports import pack as reports
from kingpost.toolbox import clock
from kingpost.web import promises, reader, shell, undo
from kingpost.web.access import PersonRequest, needs
from kingpost.web.addresses import thing_number

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
    row = handing_over.one(number, seen_by, hours.day_of(now), request.user.email)
    about = reports.person(row.person, seen_by, now, hours) if row else None
    if row is None or about is None:
        raise Http404
    until = hours.start_of(row.back_on) if row.back_on else None
    made = reports.pack(about, seen_by, now, promises.soon(now), row.client, until)
    context = {
        "row": row,
        "pack": made,
        "states": STATES,
        "mine": row.mine,
        "now": now,
    }
    return render(request, "handover.html", context)


@needs(Act.READ)
@require_safe
def handover_for(request: PersonRequest, number: int) -> HttpResponse:
    """The pack of one of us, before it is given to anybody."""
    seen_by, now, hours = shell.of(request).audiences, clock.now(), own_hours()
    about = reports.person(number, seen_by, now, hours)
    if about is None:
        raise Http404
    client = client_of(request.GET.get("client", ""), seen_by)
    back = reports.back_on(about, hours)
    until = hours.start_of(back) if back else None
    made = reports.pack(about, seen_by, now, promises.soon(now), client[0], until)
    given = handing_over.listed(seen_by, hours.day_of(now), person=number)
    context = {"pack": made, "client": client, "now": now, "given": given, "states": STATES}
    return render(request, "handover_for.html", context)


@needs(Act.ANSWER)
@require_POST
def handover_answers(request: PersonRequest, number: int) -> HttpResponse:
    """The successor says yes or no."""
    accept = request.POST.get("answer") == "accept"
    try:
        handing_over.answer(request.user, number, accept=accept)
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


def client_of(asked: str, seen_by: Sequence[int]) -> tuple[int, str]:
    """The client a handover is confined to, (0, "") for everything."""
    found = entities.thing(number, seen_by) if (number := thing_number(asked)) else None
    return (found.id, found.title) if found is not None and found.kind == "client" else (0, "")


def own_hours() -> WorkingHours:
    """Our own working hours."""
    values = reader.business_values()
    return WorkingHours.of(values)

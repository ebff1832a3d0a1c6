"""Give a handover pack to a successor: who may take it, from when to when, and what the systems do not say."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kingpost.accounts.permissions import Act
from kingpost.priorities import absence, handing_over
from kingpost.priorities.hours import WorkingHours
from kingpost.reports import pack as reports
from kingpost.toolbox import clock
from kingpost.web import shell, undo
from kingpost.web.access import PersonRequest, needs
from kingpost.web.addresses import thing_number
from kingpost.web.handover import client_of, own_hours


@needs(Act.ANSWER)
@require_http_methods(["GET", "POST"])
def successor(request: PersonRequest, number: int) -> HttpResponse:
    """The page suggests who may take the pack; the POST gives it."""
    seen_by, now, hours = shell.of(request).audiences, clock.now(), own_hours()
    if request.method == "POST":
        return _give(request, number)
    about = reports.person(number, seen_by, now, hours)
    if about is None:
        raise Http404
    client = client_of(request.GET.get("client", ""), seen_by)
    starts, back = _days(about, hours)
    found = reports.candidates(about, reports.knows(number, seen_by, now, client[0]), now, hours)
    return render(
        request,
        "successor.html",
        {"person": about, "client": client, "starts": starts, "back": back, "candidates": found},
    )


def _give(request: PersonRequest, number: int) -> HttpResponse:
    asked = request.POST
    try:
        starts, back = (
            date.fromisoformat(asked.get("starts_on", "")),
            date.fromisoformat(asked["back_on"]) if asked.get("back_on") else None,
        )
        made = handing_over.hand_over(request.user, number, thing_number(asked.get("successor", "")), starts_on=starts, back_on=back,
                                      client=thing_number(asked.get("client", "")), note=asked.get("note", ""))  # fmt: skip
    except LookupError:
        raise Http404 from None
    except ValueError as problem:
        messages.error(
            request, str(problem) if "must" in str(problem) else "Say from which day on, and who takes over."
        )
        return redirect("successor", number)
    undo.remember(request, "handovers", [made.pk], "Given to the successor. It is chased until it is accepted.")
    return redirect("handover", made.pk)


def _days(about: reports.Person, hours: WorkingHours) -> tuple[str, str]:
    """The absence the systems tell of, as the form's first words: from when, and back when ("" for good)."""
    today = hours.day_of(clock.now())
    if about.left or about.end_date:
        return about.end_date or today.isoformat(), ""
    if not about.away:
        return today.isoformat(), (today + timedelta(days=14)).isoformat()
    stretch = about.away[0]
    back = absence.back_from(stretch, about.away, hours)
    return max(hours.day_of(stretch[0]), today).isoformat(), back.isoformat()

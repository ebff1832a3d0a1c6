"""Handovers: those that wait, run or were declined, and who leaves or goes away soon without one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.priorities import handing_over
from kingpost.reports import leaving
from kingpost.toolbox import clock
from kingpost.web import shell
from kingpost.web.access import PersonRequest, needs
from kingpost.web.handover import STATES, own_hours


@needs(Act.READ)
@require_safe
def handovers(request: PersonRequest) -> HttpResponse:
    seen_by, now, hours = shell.of(request).audiences, clock.now(), own_hours()
    given = handing_over.listed(seen_by, hours.day_of(now))
    covered = {one.person for one in given if one.state != "declined"}
    away = [one for one in leaving.soon(seen_by, now, hours) if one.person not in covered]
    return render(
        request, "handovers.html", {"given": given, "away": away, "states": STATES, "ahead": leaving.AHEAD.days}
    )

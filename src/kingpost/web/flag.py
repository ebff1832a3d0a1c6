"""One flag: why it is here, why it stands where it stands, what happened, and what can be said to it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.knowledge import timelines
from kingpost.priorities import reading
from kingpost.priorities.reading import AnswerRow, FlagRow
from kingpost.toolbox import clock
from kingpost.web import answers, shell, snoozing, timeline
from kingpost.web.access import PersonRequest, needs

LINES = 30


@needs(Act.READ)
@require_safe
def flag(request: PersonRequest, number: int) -> HttpResponse:
    seen_by = shell.of(request).audiences
    found = reading.one(number, seen_by)
    if found is None:
        raise Http404
    if found.id != number:
        return redirect("flag", found.id)
    context = {
        "flag": found,
        "signals": reading.signals(found.id, seen_by),
        "given": [(one, answers.said(one.verdict, one.until, one.event)) for one in _answers(found, seen_by)],
        "here": found.entity,
        "days": timeline.days(timelines.of_entity(found.entity, seen_by, limit=LINES)),
        "around": timeline.days(timelines.of_client(found.client_id, seen_by, until=clock.now(), limit=12))
        if found.client_id
        else [],
        "snoozes": snoozing.choices(clock.now()),
    }
    return render(request, "flag.html", context)


def _answers(flag: FlagRow, seen_by: list[int]) -> list[AnswerRow]:
    """What people said to it; asked for only once it is settled, to keep an open flag quick."""
    return reading.answers(flag.id, seen_by) if flag.closed_at else []

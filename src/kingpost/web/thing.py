"""Any one thing: what its systems say about it, and what happened to it. Clients and flags have fuller pages of their own."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.knowledge import clients, entities, timelines
from kingpost.web import fields, shell, timeline
from kingpost.web.access import PersonRequest, needs

LINES = 60


@needs(Act.READ)
@require_safe
def thing(request: PersonRequest, number: int) -> HttpResponse:
    seen_by = shell.of(request).audiences
    found = entities.thing(number, seen_by) or entities.thing(entities.current_number(number) or 0, seen_by)
    if found is None:
        raise Http404
    if found.kind == "client":
        return redirect("client", found.id)
    if found.id != number:
        return redirect("thing", found.id)
    context = {
        "thing": found,
        "client": clients.whose(found.id, seen_by),
        "fields": fields.shown(found.kind, found.values),
        "sources": entities.sources(found.id, seen_by),
        "texts": entities.texts(found.id, seen_by, most=1),
        "here": found.id,
        "may_answer": shell.of(request).may(Act.ANSWER),
        "may_correct": shell.of(request).may(Act.CORRECT),
        "days": timeline.days(timelines.of_entity(found.id, seen_by, limit=LINES)),
    }
    return render(request, "thing.html", context)

"""Any one thing: what its systems say about it, and what happened to it. Clients and flags have fuller pages of their own."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.knowledge import asof as knowledge
from kingpost.knowledge import clients, entities, posts, timelines
from kingpost.knowledge.approvals import reading as approvals
from kingpost.knowledge.entities import Thing
from kingpost.knowledge.project_links import corrections, reading
from kingpost.web import addresses, asof, fields, shell, timeline
from kingpost.web.access import PersonRequest, needs
from kingpost.web.approvals import words

LINES = 60
LINKED = 12
ONLY_NOW = {  # what nothing dates, or what can only be done now: on an earlier day it is not there
    "posts": [], "may_answer": False, "may_correct": False, "belongs": None, "correctable": False, "approvals": [], "linked": [], "more_linked": False,
}  # fmt: skip


@needs(Act.READ)
@require_safe
def thing(request: PersonRequest, number: int) -> HttpResponse:
    seen_by = shell.of(request).audiences
    dated = asof.page(request, seen_by)
    if not dated.when.present:
        return _then(request, number, dated)
    found = entities.thing(number, seen_by) or entities.thing(entities.current_number(number) or 0, seen_by)
    if found is None:
        raise Http404
    if found.kind == "client":
        return redirect("client", found.id)
    if found.id != number:
        return redirect("thing", found.id)
    context = {
        "dated": dated,
        "as_read": None,
        "thing": found,
        "client": clients.whose(found.id, seen_by),
        "fields": fields.shown(found.kind, found.values),
        "marks": shell.of(request).marks([found.id]),
        "sources": entities.sources(found.id, seen_by),
        "texts": entities.texts(found.id, seen_by, most=1),
        "here": found.id,
        "may_answer": shell.of(request).may(Act.ANSWER),
        "may_correct": shell.of(request).may(Act.CORRECT),
        "posts": posts.posts(found.id, seen_by) if found.kind == "person" else [],
        **_project(found, seen_by),
        "days": timeline.days(timelines.of_entity(found.id, seen_by, limit=LINES, notices=True)),
    }
    return render(request, "thing.html", context)


def _then(request: PersonRequest, number: int, dated: asof.Dated) -> HttpResponse:
    """The same page as of the day it is asked about."""
    seen_by = shell.of(request).audiences
    current = entities.current_number(number) or 0
    then = next(iter(knowledge.things([current], seen_by, dated.when, texts=True)), None)
    if then is None:
        return not_then(request, current, dated)
    if then.kind == "client" or current != number:
        return redirect(addresses.to("client" if then.kind == "client" else "thing", current))
    context = {
        "dated": dated,
        **ONLY_NOW,
        "marks": shell.of(request).marks_on([then.id], dated.when, [then]),
        "as_read": max((one.learned for one in then.records if one.as_read), default=None),
        "thing": entities.of(then),
        "client": next(iter(sorted(clients.names(then.clients, seen_by).items())), None),
        "fields": fields.shown(then.kind, then.values),
        "sources": entities.sources_then(then),
        "texts": entities.texts_then(then, most=1),
        "here": then.id,
        "days": timeline.days(timelines.of_entity(then.id, seen_by, limit=LINES, when=dated.when)),
    }
    return render(request, "thing.html", context)


def not_then(request: PersonRequest, number: int, dated: asof.Dated) -> HttpResponse:
    """What there is now and was not then, or was not known then. What its reader may not see now is simply not there."""
    found = entities.thing(number, shell.of(request).audiences)
    if found is None:
        raise Http404
    return render(request, "not_then.html", {"dated": dated, "thing": found}, status=404)


def _project(found: Thing, seen_by: list[int]) -> dict[str, object]:
    """Its project with the reason, or for a project what belongs to it; and its approvals. Two queries."""
    if found.kind == "person":
        return {"linked": [], "more_linked": False, "belongs": None, "correctable": False, "approvals": []}
    whole = found.kind == "project"
    linked = reading.linked_to(found.id, seen_by, limit=LINKED + 1) if whole else []
    return {
        "linked": linked[:LINKED],
        "more_linked": len(linked) > LINKED,
        "belongs": None if whole else reading.project_of([found.id], seen_by).get(found.id),
        "correctable": found.kind in corrections.CORRECTABLE,
        "approvals": approvals.listed(seen_by, project=found.id, limit=6)
        if whole
        else approvals.listed(seen_by, subjects=[found.id], limit=1),
        **words(),
    }

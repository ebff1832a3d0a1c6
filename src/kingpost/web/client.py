"""One client: what was agreed, what was delivered, what comes next; who they are; everything that happened, in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.knowledge import clients, entities, timelines, workload
from kingpost.knowledge.promises import reading as promised
from kingpost.knowledge.timelines import Line
from kingpost.priorities import reading
from kingpost.toolbox import clock
from kingpost.web import asof, client_then, fields, promises, shell, timeline
from kingpost.web.access import PersonRequest, needs
from kingpost.web.client_parts import (
    AHEAD,
    FLAGS_SHOWN,
    LINES,
    NEXT_SHOWN,
    PEOPLE_SHOWN,
    PROMISES_READ,
    STANDING_KINDS,
    Around,
    agreed,
    last_heard,
    moment,
)


@needs(Act.READ)
@require_safe
def client(request: PersonRequest, number: int) -> HttpResponse:
    seen_by = shell.of(request).audiences
    dated = asof.page(request, seen_by)
    if not dated.when.present:
        return client_then.page(request, number, dated)
    found = entities.thing(number, seen_by) or entities.thing(entities.current_number(number) or 0, seen_by)
    if found is None or found.kind != "client":
        raise Http404
    if found.id != number:
        return redirect("client", found.id)
    only, before = request.GET.get("only", ""), moment(request.GET.get("before", ""))
    only = only if only in timeline.FILTERS else ""
    lines, delivered, reaches_back = timelines.of_client_with_delivered(
        found.id, seen_by, clock.now(), only=only, before=before, limit=LINES + 1
    )
    shown, more = timelines.page(lines, LINES)
    heard = last_heard(lines)
    beside = around(found.id, seen_by, heard, delivered)
    flags = reading.listed(seen_by, client=found.id, limit=FLAGS_SHOWN, with_sources=False)
    context = {
        "dated": dated,
        "only_one": {flag.owner_id for flag in flags if "one_head" in flag.rules},
        "tellings": [],
        "client": found,
        "head": fields.shown(
            "client", {name: found.values[name] for name in ("owner_name", "since") if name in found.values}
        ),
        "around": beside,
        "marks": shell.of(request).marks([found.id, *beside.numbers]),
        "heard": heard,
        "flags": flags,
        "answer": fields.written("answer_hours", found.values),
        "filters": timeline.FILTERS,
        "only": only,
        "before": before,
        "days": timeline.days(shown),
        "more": more,
        "reaches_back": reaches_back,
    }
    return render(request, "client.html", context)


def around(number: int, seen_by: Sequence[int], heard: Mapping[int, datetime], delivered: list[Line]) -> Around:
    """Everything beside the timeline, in four queries."""
    now = clock.now()
    mine = clients.belongings(number, (*STANDING_KINDS, "group"), seen_by, limit=200)
    by_kind = {kind: [one for one in mine if one.kind == kind] for kind in STANDING_KINDS}
    recent = sorted(
        by_kind["person"], key=lambda one: heard[one.id].timestamp() if one.id in heard else 0, reverse=True
    )
    return Around(
        people=recent[:PEOPLE_SHOWN],
        projects=[one for one in by_kind["project"] if one.open is not False],
        agreed=agreed(by_kind["agreement"]),
        invoices=[one for one in by_kind["invoice"] if one.open],
        parts=[one for one in mine if one.kind in ("part of", "has")][:NEXT_SHOWN],
        asked=by_kind["asked"][:NEXT_SHOWN],
        next=workload.open_work(seen_by, kinds=("ticket", "task"), client=number, limit=NEXT_SHOWN),
        delivered=delivered[:NEXT_SHOWN],
        meetings=workload.meetings(seen_by, now, now + AHEAD, client=number, limit=3),
        promises=promised.listed(
            seen_by,
            now,
            promises.soon(now),
            states=(*promised.OPEN, *promised.KEPT),
            client=number,
            broken_since=now - promises.RECENT,
            limit=PROMISES_READ,
            with_evidence=False,
        ),
    )

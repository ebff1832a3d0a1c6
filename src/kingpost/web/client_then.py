"""The client page as of an earlier day: what was true then, and what the client had been told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render

from kingpost.knowledge import asof as knowledge
from kingpost.knowledge import clients, entities, telling, timelines, workload
from kingpost.knowledge.asof import Then
from kingpost.knowledge.promises import reading as promised
from kingpost.knowledge.timelines import Line
from kingpost.toolbox import clock
from kingpost.web import addresses, asof, client_parts, fields, promises, reader, shell, thing, timeline
from kingpost.web.access import PersonRequest

KINDS = (*client_parts.STANDING_KINDS, "ticket", "task", "meeting", "deliverable", "approval")


def page(request: PersonRequest, number: int, dated: asof.Dated) -> HttpResponse:
    """The page of ``client.py`` with everything as it was; flags are about now and are left out."""
    seen_by, when = shell.of(request).audiences, dated.when
    current = number
    things = knowledge.of_client(number, KINDS, seen_by, when)
    found = next((one for one in things if one.id == number), None)
    if found is None:
        current = entities.current_number(number) or 0
        return (
            redirect(addresses.to("client", current)) if current != number else thing.not_then(request, number, dated)
        )
    if found.kind != "client":
        return redirect(addresses.to("thing", number))
    only = request.GET.get("only", "") if request.GET.get("only", "") in timeline.FILTERS else ""
    before = client_parts.moment(request.GET.get("before", ""))
    lines, delivered = timelines.of_client_with_delivered_then(
        number, seen_by, when.to(clock.now()), when, only=only, before=before, limit=client_parts.LINES + 1, done=client_parts.NEXT_SHOWN
    )  # fmt: skip
    shown, more = timelines.page(lines, client_parts.LINES)
    heard = client_parts.last_heard(lines)
    beside = around(number, things, seen_by, heard, delivered, dated)
    context = {
        "dated": dated, "marks": shell.of(request).marks_on([number, *beside.numbers], when, things),
        "tellings": telling.tellings(number, things, seen_by, when, reader.zone(), reader.closed()),
        "client": entities.of(found),
        "head": fields.shown("client", {name: found.values[name] for name in ("owner_name", "since") if name in found.values}),
        "around": beside,
        "heard": heard,
        "only_one": set(),
        "flags": [],
        "answer": fields.written("answer_hours", found.values),
        "filters": timeline.FILTERS,
        "only": only,
        "before": before,
        "days": timeline.days(shown),
        "reaches_back": None,
        "more": more,
    }  # fmt: skip
    return render(request, "client.html", context)


def around(
    number: int, things: Sequence[Then], seen_by: Sequence[int], heard: dict[int, datetime], delivered: list[Line], dated: asof.Dated
) -> client_parts.Around:  # fmt: skip
    """What belonged to the client then, in the places of the page; only promises are asked for by themselves."""
    to = dated.when.to(clock.now())
    mine = [one for one in things if one.id != number]
    by_kind = {
        kind: [clients.belonging(one) for one in mine if one.kind == kind] for kind in client_parts.STANDING_KINDS
    }
    work = sorted((one for one in mine if one.kind in ("ticket", "task") and one.open), key=knowledge.due_first)
    return client_parts.Around(
        people=sorted(by_kind["person"], key=lambda one: -(heard[one.id].timestamp() if one.id in heard else 0))[
            : client_parts.PEOPLE_SHOWN
        ],
        projects=[one for one in by_kind["project"] if one.open is not False],
        agreed=client_parts.agreed(by_kind["agreement"]),
        invoices=[one for one in by_kind["invoice"] if one.open],
        next=[workload.work_of(one, {}) for one in work[: client_parts.NEXT_SHOWN]],
        delivered=delivered,
        meetings=workload.meetings_then(mine, to, to + client_parts.AHEAD, str(reader.our_zone()))[:3],
        promises=promised.listed(
            seen_by,
            to,
            promises.soon(to),
            states=(*promised.OPEN, *promised.KEPT),
            client=number,
            broken_since=to - promises.RECENT,
            limit=client_parts.PROMISES_READ,
            with_evidence=False,
            when=dated.when,
        ),
    )

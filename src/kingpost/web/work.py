"""All open work across clients and systems: what, for whom, who owns it, when it is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.knowledge import asof as asof_work
from kingpost.knowledge import workload
from kingpost.knowledge.workload import Work
from kingpost.toolbox import clock
from kingpost.web import asof, shell, wording
from kingpost.web.access import PersonRequest, needs

A_PAGE = 80
KINDS = {"": ("ticket", "task", "project"), "tickets": ("ticket",), "tasks": ("task",), "projects": ("project",)}
FILTERS = {
    "": "Everything",
    "late": "Late",
    "unowned": "Nobody owns",
    "tickets": "Tickets",
    "tasks": "Tasks",
    "projects": "Projects",
}


@needs(Act.READ)
@require_safe
def work(request: PersonRequest) -> HttpResponse:
    only = request.GET.get("only", "")
    only = only if only in FILTERS else ""
    seen_by = shell.of(request).audiences
    dated = asof.page(request, seen_by)
    now = dated.when.to(clock.now())
    found = workload.open_work(
        seen_by,
        kinds=KINDS.get(only, KINDS[""]),
        unowned=only == "unowned",
        due_before=now if only == "late" else None,
        limit=A_PAGE + 1 if dated.when.present else asof_work.MOST_WORK,
        when=dated.when,
    )
    shown = found[:A_PAGE]
    counted = len(found) <= A_PAGE or only or not dated.when.present
    total = len(found) if counted else workload.count_open(seen_by)
    context = {
        "dated": dated,
        "work": shown,
        "marks": shell.of(request).marks([one.id for one in shown]) if dated.when.present else {},
        "only": only,
        "filters": FILTERS,
        "more": len(found) > A_PAGE,
        "said": sentence(shown, only, total, now),
    }
    return render(request, "work.html", context)


def sentence(shown: Sequence[Work], only: str, total: int, now: datetime) -> str:
    """The headline: how much there is, and what is wrong with the rows below it."""
    if not shown:
        return {"late": "Nothing is late.", "unowned": "Everything has an owner."}.get(only, "No work is open.")
    what = {"tickets": "open ticket", "tasks": "open task", "projects": "open project"}.get(only, "open piece")
    of_work = " of work" if what == "open piece" else ""
    more = total > len(shown)
    many = f"The {len(shown)} due first" if more and only else f"{wording.capital(wording.count(total, what))}{of_work}"
    late, unowned = sum(1 for one in shown if one.due and one.due < now), sum(1 for one in shown if not one.owner)
    parts = [
        f"{wording.number(late)} {wording.plural(late, 'is', 'are')} late" if late and only != "late" else "",
        f"{wording.number(unowned)} {wording.plural(unowned, 'has', 'have')} no owner"
        if unowned and only != "unowned"
        else "",
    ]
    rest = wording.listed([part for part in parts if part])
    if not rest:
        return f"{many}."
    return (
        f"{many}. Of the {len(shown)} due first, {rest}." if more and not only else f"{many}. {wording.capital(rest)}."
    )

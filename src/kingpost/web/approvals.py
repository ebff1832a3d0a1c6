"""Approvals: what waits for a yes, of whom, since when; what was decided; and every place that records it."""

from __future__ import annotations

from collections import Counter

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.knowledge.approvals import reading, then
from kingpost.web import asof, shell, wording
from kingpost.web.access import PersonRequest, needs
from kingpost.web.addresses import page_number

A_PAGE = 40
FILTERS = {"": "Waiting", "decided": "Decided"}
STATES = {"asked": "waiting", "approved": "approved", "refused": "refused", "withdrawn": "withdrawn"}
TONES = {"asked": "", "approved": "good", "refused": "bad", "withdrawn": ""}
PLACES = {"field": "in", "status": "status in", "mail": "a mail in", "comment": "a comment in"}
CONDITIONS = {"conditional": "on a condition", "waiting": "put off"}


@needs(Act.READ)
@require_safe
def approvals(request: PersonRequest) -> HttpResponse:
    frame = shell.of(request)
    dated = asof.page(request, frame.audiences)
    only = request.GET.get("only", "")
    only = only if only in FILTERS else ""
    page = page_number(request)
    states, start = reading.DECIDED if only else reading.WAITING, (page - 1) * A_PAGE
    if dated.when.present:
        found = reading.listed(frame.audiences, states=states, limit=A_PAGE + 1, offset=start)
        counted = reading.counts(frame.audiences)
    else:
        every = then.listed(frame.audiences, dated.when)
        found = [one for one in every if one.state in states][start : start + A_PAGE + 1]
        counted = Counter(one.state for one in every)
    numbers = [one.id for one in found[:A_PAGE]]
    context = {
        "dated": dated,
        "approvals": found[:A_PAGE],
        "marks": frame.marks_on(numbers, dated.when),
        "filters": {
            key: (title, sum(counted.get(state, 0) for state in (reading.DECIDED if key else reading.WAITING)))
            for key, title in FILTERS.items()
        },
        "only": only,
        "said": sentence(counted.get("asked", 0), then=not dated.when.present)
        if not only
        else decided(sum(counted.get(state, 0) for state in reading.DECIDED), then=not dated.when.present),
        "earlier": page - 1,
        "later": page + 1 if len(found) > A_PAGE else 0,
    }
    return render(request, "approvals.html", context | words())


def words() -> dict[str, object]:
    """How states and places are said, for every page that shows approvals."""
    return {
        "approval_states": STATES,
        "approval_tones": TONES,
        "approval_places": PLACES,
        "approval_conditions": CONDITIONS,
    }


def sentence(waiting: int, *, then: bool = False) -> str:
    """The headline: as many as the list of those that wait, or waited on the day a page is about."""
    one, many, none = ("waited", "waited", "No approval waited") if then else ("waits", "wait", "No approval waits")
    count = wording.capital(wording.count(waiting, "approval"))
    return f"{count} {wording.plural(waiting, one, many)} for a yes." if waiting else f"{none}."


def decided(number: int, *, then: bool = False) -> str:
    """The headline above those that are decided, or were on the day a page is about."""
    if not number:
        return "No approval had been decided." if then else "No approval is decided yet."
    count = wording.capital(wording.count(number, "approval"))
    return f"{count} {wording.plural(number, 'was', 'were') if then else wording.plural(number, 'is', 'are')} decided."

"""Approvals: what waits for a yes, of whom, since when; what was decided; and every place that records it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.knowledge.approvals import reading
from kingpost.web import shell, wording
from kingpost.web.access import PersonRequest, needs

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
    seen_by = frame.audiences
    only = request.GET.get("only", "")
    only = only if only in FILTERS else ""
    page = max(int(text) if (text := request.GET.get("page", "1")).isdecimal() else 1, 1)
    states = reading.DECIDED if only else reading.WAITING
    found = reading.listed(seen_by, states=states, limit=A_PAGE + 1, offset=(page - 1) * A_PAGE)
    counted = reading.counts(seen_by)
    context = {
        "approvals": found[:A_PAGE],
        "marks": frame.marks([one.id for one in found[:A_PAGE]]),
        "filters": {
            key: (title, sum(counted.get(state, 0) for state in (reading.DECIDED if key else reading.WAITING)))
            for key, title in FILTERS.items()
        },
        "only": only,
        "said": sentence(counted.get("asked", 0)),
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


def sentence(waiting: int) -> str:
    """The headline: as many as the list of those that wait."""
    return (
        f"{wording.capital(wording.count(waiting, 'approval'))} {wording.plural(waiting, 'waits', 'wait')} for a yes."
        if waiting
        else "No approval waits."
    )

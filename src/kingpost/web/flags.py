"""Every open flag, the costliest to leave first."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.priorities import reach, reading
from kingpost.priorities.rules import rules
from kingpost.toolbox import clock
from kingpost.web import shell, snoozing, wording
from kingpost.web.access import PersonRequest, needs
from kingpost.web.addresses import page_number

A_PAGE = 20  # a flag comes with everything that can be said to it: 2.4 kB


@needs(Act.READ)
@require_safe
def flags(request: PersonRequest) -> HttpResponse:
    frame = shell.of(request)
    closed = "closed" in request.GET
    page = page_number(request)
    offset = (page - 1) * A_PAGE
    rule = next((one for one in rules() if one.name == request.GET.get("rule")), None) if not closed else None
    of = rule.name if rule else None
    mine = request.GET.get("whose") == "mine" and not closed and not rule
    if mine:
        told = reach.listed(frame.reader, limit=A_PAGE + 1, offset=offset)
        found, whys = (
            [flag for flag, _ in told],
            {flag.id: reach.sentence(why, frame.reader, flag.why) for flag, why in told},
        )
    else:
        found, whys = reading.listed(frame.audiences, closed=closed, rule=of, limit=A_PAGE + 1, offset=offset), {}
    context = {
        "marks": frame.marks([flag.entity for flag in found[:A_PAGE]]),
        "flags": found[:A_PAGE],
        "said": "What was flagged and is settled"
        if closed
        else sentence(
            reading.count(frame.audiences, rule=of) if of else frame.mine if mine else frame.flags, mine=mine
        ),
        "mine": mine,
        "whys": whys,
        "rule": rule,
        "closed": closed,
        "first": offset + 1,
        "earlier": page - 1,
        "later": page + 1 if len(found) > A_PAGE else 0,
        "before": frame.before_start,
        "snoozes": snoozing.choices(clock.now()),
    }
    return render(request, "flags.html", context)


def sentence(open_flags: int, *, mine: bool = False) -> str:
    """The headline: the same number as beside Flags on the rail, or of those that are for the reader."""
    if not open_flags:
        return "Nothing is flagged for you." if mine else "Nothing is flagged."
    return f"{wording.capital(wording.count(open_flags, 'flag'))}{' for you' if mine else ''}."

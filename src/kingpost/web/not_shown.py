"""What came in and where it went: not shown, handled, or in a flag, with the reason for each. Calm that can be checked."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.priorities import ledger
from kingpost.toolbox import clock
from kingpost.web import reader, shell
from kingpost.web.access import PersonRequest, needs
from kingpost.web.addresses import page_number
from kingpost.web.today import work_ended

A_PAGE = 80
TITLES = {"not_shown": "Not shown", "handled": "Handled", "grouped": "In flags"}
SAID = {"not_shown": "not shown", "handled": "handled", "grouped": "gone into flags"}
WHY = {"not_shown": "Why it is not shown", "handled": "How it was handled", "grouped": "In which flag"}


@needs(Act.READ)
@require_safe
def not_shown(request: PersonRequest) -> HttpResponse:
    seen_by, now = shell.of(request).audiences, clock.now()
    since = work_ended(now)
    page = page_number(request)
    went = asked if (asked := request.GET.get("went", "")) in ledger.WENT else "not_shown"
    found = ledger.came_in(seen_by, since, now, went, limit=A_PAGE + 1, offset=(page - 1) * A_PAGE)
    came = ledger.since(seen_by, since, now, ZoneInfo(str(reader.business_values()["zone"])))
    context = {
        "rows": found[:A_PAGE],
        "came": came,
        "went": went,
        "many": getattr(came, went),
        "titles": {name: (title, getattr(came, name)) for name, title in TITLES.items()},
        "said": SAID[went],
        "why": WHY[went],
        "later": page + 1 if len(found) > A_PAGE else 0,
        "earlier": page - 1,
    }
    return render(request, "not_shown.html", context)

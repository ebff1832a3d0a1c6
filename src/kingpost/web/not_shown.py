"""What came in and is in no flag, with the reason for each: calm that can be checked."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.priorities import ledger
from kingpost.toolbox import clock
from kingpost.web import shell
from kingpost.web.access import PersonRequest, needs
from kingpost.web.today import work_ended

A_PAGE = 80


@needs(Act.READ)
@require_safe
def not_shown(request: PersonRequest) -> HttpResponse:
    seen_by, now = shell.of(request).audiences, clock.now()
    since = work_ended(now)
    page = max(int(text) if (text := request.GET.get("page", "1")).isdecimal() else 1, 1)
    found = ledger.not_shown(seen_by, since, now, limit=A_PAGE + 1, offset=(page - 1) * A_PAGE)
    context = {
        "rows": found[:A_PAGE],
        "came": ledger.since(seen_by, since, now),
        "later": page + 1 if len(found) > A_PAGE else 0,
        "earlier": page - 1,
    }
    return render(request, "not_shown.html", context)

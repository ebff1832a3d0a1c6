"""What was late already on the first day: one list, settled in bulk, so that the flags begin with a clean desk."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kingpost.accounts.permissions import Act
from kingpost.priorities import answers, reading
from kingpost.web import shell, undo, wording
from kingpost.web.access import PersonRequest, needs
from kingpost.web.addresses import thing_number

A_PAGE = 80


@needs(Act.READ)
@require_safe
def before(request: PersonRequest) -> HttpResponse:
    seen_by = shell.of(request).audiences
    total = reading.count(seen_by, before_start=True)
    found = reading.listed(seen_by, before_start=True, limit=A_PAGE)
    return render(request, "before.html", {"flags": found, "total": total, "said": sentence(total)})


def sentence(total: int) -> str:
    """The headline, from the count of the list."""
    if not total:
        return "Nothing is left from before we started."
    return f"{wording.capital(wording.count(total, 'thing'))} {wording.plural(total, 'was', 'were')} late before we started."


@needs(Act.ANSWER)
@require_POST
def settlement(request: PersonRequest) -> HttpResponse:
    """Settle the ticked ones, or all of it: they are taken as handled, and u brings them back."""
    chosen = [number for one in request.POST.getlist("flag") if (number := thing_number(one))]
    if not chosen and "all" not in request.POST:
        messages.info(request, "Nothing was ticked.")
        return redirect("before")
    given = answers.settle_before_start(request.user, None if "all" in request.POST else chosen)
    undo.remember(
        request, "answers", [one.pk for one in given], f"{wording.capital(wording.count(len(given), 'thing'))} settled."
    )
    return redirect("before")

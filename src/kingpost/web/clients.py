"""All clients, by name."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.knowledge.clients import ClientRow, listed
from kingpost.toolbox import clock
from kingpost.web import asof, shell, wording
from kingpost.web.access import PersonRequest, needs

A_PAGE = 100


@needs(Act.READ)
@require_safe
def clients(request: PersonRequest) -> HttpResponse:
    letters = request.GET.get("letters", "").strip()[:60]
    frame = shell.of(request)
    seen_by = frame.audiences
    dated = asof.page(request, seen_by)
    found = listed(seen_by, clock.now(), letters=_literal(letters), limit=A_PAGE + 1, when=dated.when)
    shown = found[:A_PAGE]
    context = {
        "dated": dated,
        "marks": frame.marks_on([one.id for one in shown], dated.when),
        "clients": shown,
        "letters": letters,
        "more": len(found) > A_PAGE,
        "said": sentence(shown, letters, len(found) > A_PAGE),
    }
    return render(request, "clients.html", context)


def sentence(shown: Sequence[ClientRow], letters: str, more: bool) -> str:
    """The headline, from the rows it stands above."""
    if not shown:
        return f"No client begins with “{letters}”." if letters else "No client is known yet."
    many = f"The first {len(shown)} clients" if more else wording.capital(wording.count(len(shown), "client"))
    late = sum(1 for row in shown if row.overdue)
    verb = wording.plural(late, "has", "have")
    return (
        f"{many}. {wording.capital(wording.number(late))} {verb} late work."
        if late
        else f"{many}. Nothing of theirs is late."
    )


def _literal(letters: str) -> str:
    """What was typed, taken literally in a pattern."""
    return letters.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")

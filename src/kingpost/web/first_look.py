"""The first look: what the first systems brought, what was linked, what already looks late, and what was guessed about us."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.evidence.listed import ListedSystem, listed
from kingpost.priorities import reading
from kingpost.reports import first_look as reports
from kingpost.web import business, shell, systems, wording
from kingpost.web.access import PersonRequest, needs

LATE_SHOWN = 10
GUESSED = ("name", "own_domains", "zone", "working_hours")


@needs(Act.READ)
@require_safe
def first_look(request: PersonRequest) -> HttpResponse:
    frame = shell.of(request)
    seen_by = frame.audiences
    found = listed(seen_by)
    context = {
        "said": sentence(found),
        "systems": [systems.row(one) for one in found],
        "look": reports.look(seen_by),
        "late": reading.listed(seen_by, before_start=True, limit=LATE_SHOWN, with_sources=False),
        "many_late": reading.count(seen_by, before_start=True),
        "guesses": [one for one in business.guesses() if one.name in GUESSED],
    }
    return render(request, "first_look.html", context)


def sentence(found: Sequence[ListedSystem]) -> str:
    """The headline, from the systems below it."""
    if not found:
        return "No system is connected yet."
    loading = [one for one in found if one.loaded_at is None and not one.disconnected]
    if not loading:
        return f"{wording.capital(wording.count(len(found), 'system'))} {wording.plural(len(found), 'is', 'are')} read."
    return f"Reading {wording.listed([one.title for one in loading], 3)} for the first time."

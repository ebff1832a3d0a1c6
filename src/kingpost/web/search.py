"""The box at the top: finds anything this reader may see, and goes to pages by name. A page of its own without a script."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.knowledge import finding
from kingpost.web import rail, shell
from kingpost.web.access import PersonRequest, needs

IN_THE_BOX, ON_THE_PAGE = 9, 50


@needs(Act.READ)
@require_safe
def search(request: PersonRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:200]
    part = request.headers.get("HX-Target") == "found"
    frame = shell.of(request)
    found = finding.find(asked, frame.audiences, limit=IN_THE_BOX if part else ON_THE_PAGE)
    context = {"asked": asked, "hits": found, "places": _places(asked, frame.rail)}
    return render(request, "search_found.html" if part else "search.html", context)


def _places(asked: str, items: Sequence[rail.Item]) -> list[rail.Item]:
    """Pages whose name begins with what was typed: the box is also the way around."""
    return [item for item in items if asked and item.title.casefold().startswith(asked.casefold())][:3]

"""Keep a view of a list under a name, or take it off again. Each person's own; a removal is undone with u."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from kingpost.accounts import saved_views as views
from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act
from kingpost.web import undo
from kingpost.web.access import PersonRequest, needs, way_back
from kingpost.web.work_view import View

WORK = "work"


@needs(Act.READ)
@require_POST
def saved_views(request: PersonRequest) -> HttpResponse:
    """Keep what the page shows. What an address does not understand is not kept."""
    query = View.of(QueryDict(request.POST.get("query", "")[: views.LONGEST])).kept
    try:
        made = views.keep(request.user, WORK, request.POST.get("name", ""), query)
    except ValueError as problem:
        messages.error(request, str(problem))
        return redirect(way_back(request, "work"))
    messages.success(request, f"Kept as “{made.name}”.")
    return redirect(f"{reverse('work')}?{query}")


@needs(Act.READ)
@require_POST
def saved_view_removals(request: PersonRequest, number: int) -> HttpResponse:
    """Take one of one's own views off the list."""
    try:
        gone = views.remove(request.user, number)
    except LookupError:
        raise Http404 from None
    undo.remember(request, "saved_views", [gone.pk], f"Removed the view “{gone.name}”.")
    return redirect(way_back(request, "work"))


def take_back(user: User, ids: Sequence[int]) -> str:
    """For ``u``: the view is there again."""
    back = views.bring_back(user, ids)
    if not back:
        raise undo.CannotUndo("Another view has that name now.")
    return f"“{back[0].name}” is back."


undo.UNDOABLE["saved_views"] = take_back

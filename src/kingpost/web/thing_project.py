"""Which project a thing belongs to: shown with its reason, and corrected with one key, for its whole thread."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act
from kingpost.knowledge import entities
from kingpost.knowledge.project_links import corrections
from kingpost.web import shell, undo
from kingpost.web.access import PersonRequest, needs, way_back
from kingpost.web.addresses import thing_number


@needs(Act.ANSWER)
@require_safe
def thing_project(request: PersonRequest, number: int) -> HttpResponse:
    """The projects to choose from, the likely ones first, each with what speaks for it."""
    seen_by = shell.of(request).audiences
    found = entities.thing(number, seen_by) or entities.thing(entities.current_number(number) or 0, seen_by)
    if found is None or found.kind not in corrections.CORRECTABLE:
        raise Http404
    context = {
        "thing": found,
        "choices": corrections.choices(found.id, seen_by),
    }
    return render(request, "thing_project.html", context)


@needs(Act.ANSWER)
@require_POST
def project_corrections(request: PersonRequest, number: int) -> HttpResponse:
    """Say which project it is; an empty ``project`` means none."""
    thing = entities.current_number(number) or 0
    chosen = request.POST.get("project", "")
    try:
        made = corrections.correct(request.user, thing, thing_number(chosen) if chosen.isdecimal() else None)
    except LookupError:
        raise Http404 from None
    title = next((c.title for c in corrections.choices(thing, shell.of(request).audiences) if c.current), "")
    undo.remember(request, "projects", [made.pk], f"Belongs to {title}." if title else "Belongs to no project.")
    return redirect(way_back(request, "home"))


def take_back(user: User, ids: Sequence[int]) -> str:
    """For ``u``: what was said about the project no longer holds."""
    try:
        for number in ids:
            corrections.withdraw(user, number)
    except (LookupError, PermissionDenied):
        raise undo.CannotUndo("That is no longer yours to take back.") from None
    return "Taken back: its project is as it was."


undo.UNDOABLE["projects"] = take_back

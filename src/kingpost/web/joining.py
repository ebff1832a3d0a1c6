"""Grouping by hand: choose the flag another is part of, or split one reason off into a flag of its own. Both teach, and both are undone with u."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act
from kingpost.priorities import grouping, reading
from kingpost.web import shell, undo
from kingpost.web.access import PersonRequest, needs, way_back
from kingpost.web.addresses import thing_number


@needs(Act.ANSWER)
@require_safe
def joining(request: PersonRequest, number: int) -> HttpResponse:
    seen_by = shell.of(request).audiences
    flag = reading.one(number, seen_by)
    if flag is None:
        raise Http404
    if flag.closed_at is not None:
        return redirect("flag", flag.id)
    asked = request.GET.get("q", "").strip()[:100]
    return render(
        request, "joining.html", {"flag": flag, "asked": asked, "flags": grouping.open_beside(flag, seen_by, asked)}
    )


@needs(Act.ANSWER)
@require_POST
def joins(request: PersonRequest, number: int) -> HttpResponse:
    """Make this flag part of another."""
    into = thing_number(request.POST.get("into", ""))
    try:
        made = grouping.join(request.user, number, into)
    except LookupError:
        raise Http404 from None
    except ValueError as problem:
        messages.error(request, str(problem))
        return redirect(way_back(request, "flags"))
    undo.remember(request, "groupings", [made.pk], "Joined. What comes in about it goes there too.")
    return redirect("flag", into)


@needs(Act.ANSWER)
@require_POST
def splits(request: PersonRequest, number: int) -> HttpResponse:
    """Make one reason of this flag a flag of its own."""
    try:
        made = grouping.split(request.user, number, thing_number(request.POST.get("reason", "")))
    except LookupError:
        raise Http404 from None
    except ValueError as problem:
        messages.error(request, str(problem))
    else:
        undo.remember(request, "groupings", [made.pk], "Split off: it is a flag of its own now.")
    return redirect(way_back(request, "flags"))


@needs(Act.ANSWER)
@require_POST
def group_withdrawals(request: PersonRequest, number: int) -> HttpResponse:
    """Take a ruling back that put reasons on this flag."""
    seen_by = shell.of(request).audiences
    flag = reading.one(number, seen_by)
    ruling = thing_number(request.POST.get("ruling", ""))
    if flag is None or ruling not in {one.ruling for one in reading.signals(flag.id, seen_by)}:
        raise Http404
    grouping.withdraw(request.user, [ruling])
    messages.success(request, "Taken back: grouped as before.")
    return redirect(way_back(request, "flags"))


def take_back(user: User, ids: Sequence[int]) -> str:
    """For ``u``: the flags are grouped as before."""
    try:
        taken = grouping.withdraw(user, ids)
    except PermissionDenied:
        raise undo.CannotUndo("Your role may not take this back.") from None
    return "Taken back: grouped as before." if taken else "That was taken back already."


undo.UNDOABLE["groupings"] = take_back

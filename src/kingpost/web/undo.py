"""The one undo behind ``u``: whatever this person last did in this browser, if it can be taken back.

A page that does something reversible calls ``remember`` and says in UNDOABLE how to take it back. What left the building is undone
too, with writes of its own: that is the same call, made by proposals.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act
from kingpost.web.access import PersonRequest, needs, way_back

DEPTH = 20  # acts kept per browser
_SESSION = "undo"

UNDOABLE: dict[str, Callable[[User, Sequence[int]], str]] = {}
"""By kind of act: takes back the acts with these ids, checks the right to, and says in a sentence what was done."""


class CannotUndo(Exception):
    """The act cannot be taken back any more; the text says why."""


def remember(request: HttpRequest, kind: str, ids: Sequence[int], said: str) -> None:
    """Keep an act for ``u`` and say it on the next page, with a button to take it back: ``remember(request, "answers", [7], "Handled.")``."""
    done: list[Any] = request.session.get(_SESSION, [])
    request.session[_SESSION] = [*done, [kind, list(ids)]][-DEPTH:]
    messages.success(request, said, extra_tags="undo")


@needs(Act.READ)
@require_POST
def undo(request: PersonRequest) -> HttpResponse:
    """Take the last act back. The act's own function decides whether this person still may."""
    done: list[Any] = request.session.get(_SESSION, [])
    if not done:
        messages.info(request, "There is nothing to undo.")
        return redirect(way_back(request, "home"))
    kind, ids = done.pop()
    request.session[_SESSION] = done
    try:
        messages.success(request, UNDOABLE[kind](request.user, ids))
    except CannotUndo as problem:
        messages.error(request, str(problem))
    return redirect(way_back(request, "home"))

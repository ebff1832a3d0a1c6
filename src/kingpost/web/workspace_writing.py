"""Switch all writing of the workspace on or off: a restored copy starts with it off, and a person says when it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act, may
from kingpost.evidence import connect
from kingpost.proposals import outbox
from kingpost.web import undo, wording
from kingpost.web.access import PersonRequest, needs

ON, OFF = 1, 0
TAKEN_BACK = "Switched off again by hand."


@dataclass(frozen=True)
class Notice:
    """What the Systems page says while nothing is written: why, and what waits."""

    why: str
    waits: str


def notice() -> Notice | None:
    """None while the workspace writes. One query then, two otherwise."""
    why = connect.writing_off()
    return None if why is None else Notice(why, waiting(outbox.underway()))


def waiting(count: int) -> str:
    """What switching on would send."""
    if not count:
        return "No decided change waits, so switching it on sends nothing."
    one = wording.plural(count, "it goes", "they go")
    return f"{wording.capital(wording.count(count, 'decided change'))} {wording.plural(count, 'waits', 'wait')}: {one} out as soon as writing is on."


@needs(Act.CONNECT)
@require_POST
def workspace_writing(request: PersonRequest) -> HttpResponse:
    """On or off, for everything at once; what is switched on kind by kind stays as it is."""
    on = request.POST.get("on") == "yes"
    connect.switch_workspace_writing(on, "" if on else f"Switched off by {request.user.name}.", request.user)
    said = "Approved changes go out again." if on else "Nothing is written anywhere until it is switched on again."
    undo.remember(request, "workspace_writing", [ON if on else OFF], said)
    return redirect("systems")


def take_back(user: User, done: Sequence[int]) -> str:
    """For ``u``: the other way round. What went out meanwhile is undone where it was decided."""
    if not may(user, Act.CONNECT):
        raise undo.CannotUndo("Switching writing on or off is for an admin.")
    on = list(done) == [OFF]
    connect.switch_workspace_writing(on, "" if on else TAKEN_BACK, user)
    return (
        "Approved changes go out again."
        if on
        else "Writing is off again. What has gone out is undone where it was decided."
    )


undo.UNDOABLE["workspace_writing"] = take_back

"""Keep a client informed: switch status notes on for a client or one project, and off again."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act
from kingpost.evidence.models import System
from kingpost.knowledge import clients, entities
from kingpost.knowledge.clients import Belonging
from kingpost.knowledge.entities import Thing
from kingpost.proposals import status_notes as notes
from kingpost.proposals.status_notes import Choice
from kingpost.questions import status_notes as drafts
from kingpost.web import shell, undo
from kingpost.web.access import PersonRequest, needs, way_back
from kingpost.web.addresses import thing_number
from kingpost.web.status_notes import DAYS

MOST = 60  # people of a client offered


@needs(Act.DECIDE)
@require_http_methods(["GET", "POST"])
def note_policies(request: PersonRequest, number: int) -> HttpResponse:
    """The page asks how often, to whom and from where; the POST makes the choice."""
    seen_by = shell.of(request).audiences
    found = entities.thing(number, seen_by)
    client = (
        clients.whose(number, seen_by)
        if found and found.kind == "project"
        else (found.id, found.title)
        if found
        else None
    )
    if found is None or found.kind not in ("client", "project") or client is None:
        raise Http404
    people = [
        one
        for one in clients.belongings(client[0], ("person",), seen_by, limit=MOST)
        if "@" in str(one.values.get("email", ""))
    ]
    if request.method == "POST" and _choose(request, found, people):
        return redirect("status_notes")
    systems = System.objects.filter(
        audience_id__in=seen_by, write_grants__kind="message", write_grants__withdrawn_at=None
    )
    context = {
        "thing": found,
        "client": client,
        "people": people,
        "systems": systems.distinct().order_by("title"),
        "days": DAYS,
        "asked": request.POST,
    }
    return render(request, "note_policies.html", context)


def _choose(request: PersonRequest, found: Thing, people: Sequence[Belonging]) -> bool:
    asked, chosen = request.POST, request.POST.getlist("people")
    given = [(str(one.values["email"]), one.title) for one in people if str(one.id) in chosen]
    weekday, system = asked.get("weekday", ""), asked.get("system", "")
    record = drafts.record_of(found.id)
    try:
        choice = Choice(
            record, found.kind, found.title, asked.get("rhythm", ""), thing_number(weekday), asked.get("time") or "09:00", asked.get("sends", ""),
            given, thing_number(system),
        )  # fmt: skip
        made = notes.choose(request.user, choice, drafts.baseline(record, found.kind, found.title))
    except (LookupError, ValueError) as problem:
        messages.error(
            request, "Choose where the mails are sent from." if isinstance(problem, LookupError) else str(problem)
        )
        return False
    undo.remember(request, "note_policies", [made.pk], f"Status notes about {found.title} are on.")
    return True


@needs(Act.DECIDE)
@require_POST
def note_policy_reversals(request: PersonRequest, number: int) -> HttpResponse:
    """No more notes from this choice."""
    try:
        messages.success(request, take_back(request.user, [number]))
    except undo.CannotUndo:
        raise Http404 from None
    return redirect(way_back(request, "status_notes"))


def take_back(user: User, ids: Sequence[int]) -> str:
    """For ``u``: the choice no longer holds."""
    try:
        taken = [notes.take_back(user, number) for number in ids]
    except (LookupError, PermissionDenied):
        raise undo.CannotUndo("That choice is no longer yours to take back.") from None
    return f"No more status notes about {taken[0].title}. What was sent stays sent."


undo.UNDOABLE["note_policies"] = take_back

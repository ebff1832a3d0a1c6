"""Whose client is this about? A person says so; everything that rests on the thing goes along."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kingpost.accounts import audiences, audit
from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act, may
from kingpost.knowledge import clients, entities
from kingpost.knowledge import whose as knowledge
from kingpost.knowledge.entities import Thing
from kingpost.knowledge.models import ClientCorrection
from kingpost.web import shell, undo
from kingpost.web.access import PersonRequest, needs
from kingpost.web.addresses import thing_number

NOBODY = "nobody"


@needs(Act.ANSWER)
@require_safe
def whose(request: PersonRequest, number: int) -> HttpResponse:
    """The thing, whose it is taken to be, and the clients to choose from."""
    thing = _thing(number, shell.of(request).audiences)
    context = {
        "thing": thing,
        "client": clients.whose(thing.id, shell.of(request).audiences),
        "clients": _choices(request),
    }
    return render(request, "whose.html", context)


@needs(Act.ANSWER)
@require_POST
def client_corrections(request: PersonRequest, number: int) -> HttpResponse:
    """Say whose client it is about, or that it is nobody's."""
    thing = _thing(number, shell.of(request).audiences)
    chosen, known = request.POST.get("client", ""), dict(_choices(request))
    if chosen != NOBODY and thing_number(chosen) not in known:
        messages.error(request, "Choose one of the clients, or nobody.")
        return redirect("whose", thing.id)
    client = None if chosen == NOBODY else thing_number(chosen)
    audit.record(request.user, "said whose it is", f"entity:{thing.id}", client=client)
    said = knowledge.correct(thing.id, client, request.user)
    undo.remember(
        request, "whose", [said.pk], f"Noted: {thing.title} is {known[client] + '’s' if client else 'nobody’s'}."
    )
    return redirect("thing", thing.id)


def take_back(user: User, ids: Sequence[int]) -> str:
    """For ``u``: what held before holds again."""
    said = ClientCorrection.objects.filter(pk__in=ids, withdrawn_at=None).first()
    thing = entities.thing(entities.current_number(said.record_id) or 0, audiences.allowed(user)) if said else None
    if said is None or thing is None or not may(user, Act.ANSWER):
        raise undo.CannotUndo("That is no longer yours to take back.")
    knowledge.withdraw(said, user)
    audit.record(user, "took back whose it is", f"entity:{thing.id}")
    return f"Taken back: whose {thing.title} is."


undo.UNDOABLE["whose"] = take_back


def _thing(number: int, seen_by: Sequence[int]) -> Thing:
    found = entities.thing(number, seen_by) or entities.thing(entities.current_number(number) or 0, seen_by)
    if found is None or found.kind == "client":
        raise Http404
    return found


def _choices(request: PersonRequest) -> list[tuple[int, str]]:
    return [(one.id, one.title) for one in clients.standings(shell.of(request).audiences, limit=2_000)]

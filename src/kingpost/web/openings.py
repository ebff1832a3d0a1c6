"""Say who may see what a system says. A person's own mailbox is widened or narrowed by that person alone, whoever administers."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kingpost.accounts import audit
from kingpost.accounts.models import Audience, User
from kingpost.accounts.permissions import Act, may
from kingpost.evidence.models import System
from kingpost.evidence.opening import open_to
from kingpost.web import undo
from kingpost.web.access import PersonRequest, needs
from kingpost.web.audience_form import AudienceForm, as_given


def may_open(user: User, held: System) -> bool:
    """Their own is theirs to open; what is nobody's own is for whoever looks after systems."""
    return may(user, Act.OWN) if held.person_id == user.pk else held.person_id is None and may(user, Act.CONNECT)


@needs(Act.OWN)
@require_http_methods(["GET", "POST"])
def openings(request: PersonRequest, key: str) -> HttpResponse:
    """Open a system to another audience, or close it again to its person alone."""
    held = System.objects.select_related("audience", "person").filter(key=key).first()
    if held is None:
        raise Http404
    if not may_open(request.user, held):
        raise PermissionDenied
    form = AudienceForm(
        request.user,
        request.POST if request.method == "POST" else None,
        owner=held.person,
        alone=held.person_id == request.user.pk,
        initial=as_given(held.audience),
    )
    if request.method == "GET" or not form.is_valid():
        return render(request, "openings.html", {"system": held, "form": form}, status=400 if form.errors else 200)
    was, audience = held.audience_id, form.audience()
    _open(request.user, held, audience)
    said = f"{held.title} is now open to: {audience.name}. Pages follow within moments."
    undo.remember(request, "openings", [held.pk, was], said)
    return redirect("system", key)


def _open(user: User, held: System, audience: Audience) -> None:
    with transaction.atomic():
        audit.record(user, "changed who sees", f"system:{held.pk}", audience=audience.pk)
        open_to(held, audience)


def take_back(user: User, ids: Sequence[int]) -> str:
    """For ``u``: as open as it was before."""
    number, was = ids
    held, audience = System.objects.filter(pk=number).first(), Audience.objects.filter(pk=was).first()
    if held is None or audience is None or not may_open(user, held):
        raise undo.CannotUndo("Who sees that system is no longer yours to say.")
    _open(user, held, audience)
    return f"{held.title} is open to {audience.name} again."


undo.UNDOABLE["openings"] = take_back

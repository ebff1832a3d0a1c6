"""Say who may see what a system says. A person's own mailbox is widened by that person alone, whoever administers."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kingpost.accounts import audiences, audit
from kingpost.accounts.models import EVERYONE, Audience, Team, User
from kingpost.accounts.permissions import Act
from kingpost.evidence.models import System
from kingpost.evidence.opening import open_to
from kingpost.web.access import PersonRequest, needs


def choices(held: System, me: User) -> list[tuple[str, str]]:
    """The audiences this person may give a system, as (value, words); empty when it is not theirs to say."""
    if held.person_id not in (None, me.pk):
        return []
    teams = [(f"team:{team.pk}", team.name) for team in Team.objects.order_by("name")]
    return [*([("me", "Only me")] if held.person_id == me.pk else []), ("everyone", "Everyone here"), *teams]


@needs(Act.CONNECT)
@require_http_methods(["GET", "POST"])
def openings(request: PersonRequest, key: str) -> HttpResponse:
    """Open a system to another audience."""
    held = System.objects.select_related("audience").filter(key=key).first()
    if held is None:
        raise Http404
    offered = choices(held, request.user)
    if not offered:
        raise PermissionDenied
    if request.method == "GET":
        return render(request, "openings.html", {"system": held, "choices": offered})
    chosen = request.POST.get("who", "")
    if chosen not in dict(offered):
        raise PermissionDenied
    audience = _audience(chosen, request.user)
    with transaction.atomic():
        open_to(held, audience)
        audit.record(request.user, "changed who sees", f"system:{held.pk}", audience=audience.pk)
    messages.success(request, f"{held.title} is now open to: {audience.name}. Pages follow within moments.")
    return redirect("system", key)


def _audience(chosen: str, me: User) -> Audience:
    kind, _, number = chosen.partition(":")
    if kind == "team":
        return audiences.for_team(Team.objects.get(pk=number))
    return audiences.private(me) if kind == "me" else Audience.objects.get(pk=EVERYONE)

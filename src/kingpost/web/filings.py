"""Have the notifications of one system moved out of an inbox: a standing choice, made here, taken back with one key."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act
from kingpost.proposals import filing
from kingpost.web import shell, undo
from kingpost.web.access import PersonRequest, needs, way_back
from kingpost.web.addresses import thing_number


@needs(Act.DECIDE)
@require_http_methods(["GET", "POST"])
def filings(request: PersonRequest) -> HttpResponse:
    """The page asks for which mailbox and which folder; the POST makes the choice."""
    asked = request.GET if request.method == "GET" else request.POST
    service, domain = asked.get("service", ""), asked.get("domain", "")
    if request.method == "POST" and (made := _choose(request, service, domain)):
        return redirect(made)
    boxes = filing.mailboxes(shell.of(request).audiences, service, domain)
    if not boxes:
        raise Http404
    context = {
        "service": service,
        "domain": domain,
        "boxes": boxes,
        "days": filing.BACK.days,
        "folder": f"Notifications/{service}",
    }
    return render(request, "filings.html", context)


def _choose(request: PersonRequest, service: str, domain: str) -> str:
    mailbox = request.POST.get("mailbox", "")
    try:
        made = filing.choose(request.user, thing_number(mailbox), service, domain, request.POST.get("folder", ""))
    except LookupError:
        raise Http404 from None
    except ValueError as problem:
        messages.error(request, str(problem))
        return ""
    undo.remember(request, "filings", [made.pk], f"What {service} writes is moved to {made.folder}.")
    return reverse("interruptions")


@needs(Act.DECIDE)
@require_POST
def filing_reversals(request: PersonRequest, number: int) -> HttpResponse:
    """The choice no longer holds; what was moved goes back to the inbox."""
    try:
        taken = filing.take_back(request.user, number)
    except LookupError:
        raise Http404 from None
    messages.success(request, f"Taken back: what {taken.service} wrote goes back to the inbox.")
    return redirect(way_back(request, "interruptions"))


def take_back(user: User, ids: Sequence[int]) -> str:
    """For ``u``: the choice no longer holds."""
    try:
        taken = [filing.take_back(user, number) for number in ids]
    except (LookupError, PermissionDenied):
        raise undo.CannotUndo("That choice is no longer yours to take back.") from None
    return f"Taken back: what {taken[0].service} wrote goes back to the inbox."


undo.UNDOABLE["filings"] = take_back

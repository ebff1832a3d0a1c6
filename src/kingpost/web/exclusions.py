"""Say what of a system is left out before anything is stored; what is stored already is counted first, and removed once a person says so."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kingpost import erase
from kingpost.accounts.permissions import Act
from kingpost.evidence import changing, leaving_out
from kingpost.evidence.models import System
from kingpost.web import wording
from kingpost.web.access import PersonRequest, needs
from kingpost.web.openings import may_open

LONGEST, MOST = 200, 200


@needs(Act.OWN)
@require_http_methods(["GET", "POST"])
def exclusions(request: PersonRequest, key: str) -> HttpResponse:
    """Folders, labels and senders, one on each line. A second yes is asked for when something stored would go."""
    held = System.objects.filter(key=key).first()
    if held is None:
        raise Http404
    if not may_open(request.user, held):
        raise PermissionDenied
    if request.method == "GET":
        return render(request, "exclusions.html", {"system": held, "lines": "\n".join(held.excluded), "stored": 0})
    wanted = lines(request.POST.get("excluded", ""))
    stored = len(leaving_out.held(held, wanted))
    if stored and request.POST.get("stored") != str(stored):
        return render(request, "exclusions.html", {"system": held, "lines": "\n".join(wanted), "stored": stored})
    changing.leave_out(held, wanted, request.user)
    gone = erase.remove_left_out(held, request.user).records
    messages.success(request, said(held, len(wanted), gone))
    return redirect("system", key)


def lines(text: str) -> list[str]:
    """What was typed, line by line, each once."""
    found = [" ".join(line.split())[:LONGEST] for line in text.splitlines()]
    return list(dict.fromkeys(line for line in found if line))[:MOST]


def said(held: System, left_out: int, gone: int) -> str:
    what = (
        f"{wording.capital(wording.count(left_out, 'line'))} of what is left out" if left_out else "Nothing is left out"
    )
    removed = (
        f" {wording.capital(wording.count(gone, 'thing'))} stored before {wording.plural(gone, 'is', 'are')} removed."
        if gone
        else ""
    )
    return f"{what}. {held.title} is read again from its start.{removed}"

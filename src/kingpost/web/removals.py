"""Disconnect a system, which keeps what it said; or remove it with everything only it said, after its name is typed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from kingpost import erase
from kingpost.accounts.permissions import Act
from kingpost.evidence import changing
from kingpost.evidence.models import Completeness, Record
from kingpost.web import system_settings, wording
from kingpost.web.access import PersonRequest, needs


@needs(Act.OWN)
@require_POST
def disconnections(request: PersonRequest, key: str) -> HttpResponse:
    """Stop reading and writing it. Giving its settings again connects it again."""
    held = system_settings.of(request, key)
    changing.disconnect(held, request.user)
    messages.success(request, f"{held.title} is disconnected. What it said stays; its password is forgotten.")
    return redirect("system", key)


@needs(Act.CONNECT)
@require_http_methods(["GET", "POST"])
def removals(request: PersonRequest, key: str) -> HttpResponse:
    """Remove a system with what it held. Nothing happens until its name stands in the field."""
    held = system_settings.of(request, key)
    typed = " ".join(request.POST.get("title", "").split())
    if request.method == "POST" and typed.casefold() == " ".join(held.title.split()).casefold():
        gone = erase.erase_system(held, request.user).records
        messages.success(request, f"{held.title} is removed, with {wording.count(gone, 'thing')} only it said.")
        return redirect("systems")
    context = {
        "system": held,
        "held": Record.objects.filter(system=held, version__isnull=False).count(),
        "counted": sum(Completeness.objects.filter(system=held).values_list("held", flat=True)),
        "wrong": typed,
    }
    return render(request, "removals.html", context, status=400 if request.method == "POST" else 200)

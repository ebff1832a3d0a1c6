"""Switch writing on for one kind in one system: first ask the system as whom it would write, then a person says yes to that name."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kingpost.accounts import audit
from kingpost.accounts.permissions import Act
from kingpost.connectors import registry
from kingpost.connectors.base import ConnectorError
from kingpost.evidence import connect
from kingpost.evidence.models import System
from kingpost.proposals import writeback
from kingpost.web.access import PersonRequest, needs


@needs(Act.CONNECT)
@require_http_methods(["GET", "POST"])
def writing(request: PersonRequest, key: str, kind: str) -> HttpResponse:
    """The page asks, naming the account; the POST switches it on under that very name."""
    system = System.objects.filter(key=key).first()
    if system is None or kind not in _kinds(system):
        raise Http404
    try:
        account = writeback.account(system)
    except ConnectorError as problem:
        messages.error(request, f"{system.title} could not be asked as whom it would write: {problem}")
        return redirect("system", key)
    if request.method == "GET" or request.POST.get("account") != account:
        return render(request, "writing.html", {"system": system, "kind": kind, "account": account})
    with transaction.atomic():
        audit.record(request.user, "switched writing on", f"system:{system.pk}", kind=kind)
        connect.allow_writing(system, kind, request.user, account=account, place=request.POST.get("place", "").strip())
    messages.success(request, f"Approved suggestions now write to {system.title} as {account}.")
    return redirect("system", key)


def _kinds(system: System) -> frozenset[str]:
    try:
        return registry.connector(system.connector).writes
    except LookupError:
        return frozenset()

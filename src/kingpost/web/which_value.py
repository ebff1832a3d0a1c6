"""Which value counts: the rule for each field of each kind of thing, changed and taken back here."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act, may
from kingpost.evidence.models import System
from kingpost.knowledge import survivorship
from kingpost.web import fields, shell, undo, wording
from kingpost.web.access import PersonRequest, needs, way_back
from kingpost.web.addresses import thing_number


@needs(Act.CORRECT)
@require_safe
def which_value(request: PersonRequest) -> HttpResponse:
    chosen, used = survivorship.listed(), survivorship.differing()
    context = {
        "rules": [(one, fields.title(one.field), wording.capital(wording.plural_of(one.kind)), survivorship.WAYS[one.way])
                  for one in chosen if one.own or (one.kind, one.field) in used],
        "ways": [(key, words) for key, words in survivorship.WAYS.items() if key != survivorship.TRUST],
        "systems": list(System.objects.filter(audience_id__in=shell.of(request).audiences).order_by("title")),
    }  # fmt: skip
    return render(request, "which_value.html", context)


@needs(Act.CORRECT)
@require_POST
def value_rules(request: PersonRequest) -> HttpResponse:
    """Make a rule for a field, or take the one there is back. What it concerns is worked out again."""
    kind, field, way = (request.POST.get(name, "") for name in ("kind", "field", "way"))
    trusted = way.removeprefix("system:") if way.startswith("system:") else ""
    system = System.objects.filter(pk=thing_number(trusted), audience_id__in=shell.of(request).audiences).first()
    if way == "usual":
        own = [one.own.pk for one in survivorship.listed() if one.own and (one.kind, one.field) == (kind, field)]
        survivorship.withdraw(request.user, own)
        messages.success(request, "Back to the usual rule.")
        return redirect(way_back(request, "which_value"))
    try:
        made = survivorship.declare(request.user, kind, field, survivorship.TRUST if trusted else way, system)
    except ValueError as problem:
        messages.error(request, str(problem))
    else:
        undo.remember(request, "value_rules", [made.pk], "Noted. What it concerns is worked out again.")
    return redirect(way_back(request, "which_value"))


def take_back(user: User, ids: Sequence[int]) -> str:
    """For ``u``: the usual rule counts again."""
    if not may(user, Act.CORRECT):
        raise undo.CannotUndo("Your role may not take this back.")
    survivorship.withdraw(user, ids)
    return "Taken back. The usual rule counts."


undo.UNDOABLE["value_rules"] = take_back

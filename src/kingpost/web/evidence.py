"""Where a value comes from: every system that says something on it, since when, and which one we go by."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.knowledge import entities
from kingpost.web import fields, shell
from kingpost.web.access import PersonRequest, needs


@needs(Act.READ)
@require_safe
def evidence(request: PersonRequest, number: int, field: str) -> HttpResponse:
    """The popover behind a value; the same as a page without a script."""
    seen_by = shell.of(request).audiences
    about = entities.thing(number, seen_by) or entities.thing(entities.current_number(number) or 0, seen_by)
    sayings = entities.evidence(about.id, field, seen_by) if about else []
    if about is None or not sayings:
        raise Http404
    currency = {"currency": about.values.get("currency", "")}
    part = bool(request.headers.get("HX-Request"))
    context = {
        "thing": about,
        "name": fields.title(field),
        "words": [(saying, fields.written(field, {field: saying.value, **currency})) for saying in sayings],
        "differ": entities.differing(sayings),
        "rule": about.rule(field),
    }
    return render(request, "evidence_words.html" if part else "evidence.html", context)

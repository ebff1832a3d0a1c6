"""The records of one thing: which systems say it, one key to say that a record is not the same, and a search for what is the same as it."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kingpost.accounts import audit
from kingpost.accounts.permissions import Act
from kingpost.identity import records as identity
from kingpost.identity.review import FIELDS
from kingpost.knowledge import entities, finding
from kingpost.knowledge.entities import PRIVATE, Thing
from kingpost.web import fields, shell, undo
from kingpost.web.access import PersonRequest, needs
from kingpost.web.addresses import thing_number
from kingpost.web.same_or_different import LABELS

KEYS = 9  # the first records have the keys 1 to 9
FOUND = 8


@needs(Act.READ)
@require_safe
def records(request: PersonRequest, number: int) -> HttpResponse:
    seen_by = shell.of(request).audiences
    thing = _thing(number, seen_by)
    asked = request.GET.get("q", "").strip()[:100]
    hits = finding.find(asked or thing.title, seen_by, kinds=[thing.kind], limit=FOUND + 1)
    context = {
        "thing": thing,
        "records": [
            (
                one,
                [
                    (LABELS[name], fields.written(name, one.fields))
                    for name in LABELS
                    if name in one.fields and name not in PRIVATE
                ],
            )
            for one in identity.records(thing.id, seen_by)
        ],
        "asked": asked,
        "hits": [hit for hit in hits if hit.id != thing.id][:FOUND],
        "keys": KEYS,
    }
    return render(request, "records.html", context)


@needs(Act.ANSWER)
@require_POST
def record_splits(request: PersonRequest, number: int, record: int) -> HttpResponse:
    """This record is something else."""
    seen_by = shell.of(request).audiences
    thing = _thing(number, seen_by)
    one = next((r for r in identity.records(thing.id, seen_by) if r.id == record), None)
    if one is None:
        raise Http404
    try:
        made = identity.split(thing.id, record, request.user)
    except LookupError:
        messages.error(request, "It has no other record to be told from.")
        return redirect("records", thing.id)
    audit.record(request.user, "split", f"record:{record}", entity=thing.id)
    said = f"{one.title} in {one.system} is something of its own now."
    undo.remember(request, "same or different", [ruling.pk for ruling in made], said)
    return redirect("records", thing.id)


@needs(Act.ANSWER)
@require_POST
def mergers(request: PersonRequest, number: int) -> HttpResponse:
    """This thing and another of its kind are one."""
    seen_by, chosen = shell.of(request).audiences, request.POST.get("other", "")
    thing = _thing(number, seen_by)
    other = _thing(thing_number(chosen), seen_by)
    if other.kind != thing.kind:
        raise Http404
    try:
        made = identity.merge(thing.id, other.id, request.user)
    except ValueError as problem:
        messages.error(request, str(problem))
        return redirect("records", thing.id)
    audit.record(request.user, "merged", f"entity:{thing.id}", entity=other.id)
    undo.remember(
        request, "same or different", [ruling.pk for ruling in made], f"{other.title} and {thing.title}: one."
    )
    return redirect("records", thing.id)


def _thing(number: int, seen_by: Sequence[int]) -> Thing:
    """A thing of a kind that is compared. Raises Http404."""
    found = entities.thing(number, seen_by) or entities.thing(entities.current_number(number) or 0, seen_by)
    if found is None or found.kind not in FIELDS:
        raise Http404
    return found

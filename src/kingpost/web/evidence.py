"""Where a value comes from: every system that says something on it, since when, and which one we go by."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.knowledge import asof as knowledge
from kingpost.knowledge import clients, disputes, entities, telling
from kingpost.knowledge.entities import Saying, Thing
from kingpost.knowledge.telling import Telling
from kingpost.knowledge.when import When
from kingpost.toolbox import clock
from kingpost.web import asof, disagreements, fields, reader, shell
from kingpost.web.access import PersonRequest, needs


@needs(Act.READ)
@require_safe
def evidence(request: PersonRequest, number: int, field: str) -> HttpResponse:
    """The popover behind a value; the same as a page without a script."""
    seen_by = shell.of(request).audiences
    dated = asof.page(request, seen_by)
    about, sayings = _said(number, field, seen_by, dated)
    part = bool(request.headers.get("HX-Request"))
    if about is None or not sayings:
        return _not_then(request, number, field, seen_by, dated, part)
    currency = {"currency": about.values.get("currency", "")}
    context = {
        "dated": dated,
        "thing": about,
        "told": _told(about, field, seen_by, dated),
        "name": fields.title(field),
        "words": [(saying, fields.written(field, {field: saying.value, **currency})) for saying in sayings],
        "differ": entities.differing(sayings),
        "rule": about.rule(field),
        "dispute": (row := shell.of(request).marks_on([about.id], dated.when).get((about.id, field)))
        and disputes.one(row, seen_by),
        "said": disagreements.answers,
    }
    return render(request, "evidence_words.html" if part else "evidence.html", context)


def _not_then(
    request: PersonRequest, number: int, field: str, seen_by: Sequence[int], dated: asof.Dated, part: bool
) -> HttpResponse:
    """Something is said of it now and was not that day. What its reader may not see now is simply not there."""
    about, sayings = _said(number, field, seen_by, asof.Dated(When()))
    if dated.when.present or part or about is None or not sayings:
        raise Http404
    title = f"{fields.title(field)} of {about.title}"
    return render(request, "not_then.html", {"dated": dated, "thing": {"title": title}}, status=404)


def _said(number: int, field: str, seen_by: Sequence[int], dated: asof.Dated) -> tuple[Thing | None, list[Saying]]:
    """The thing and every word on the field, now or on the day the page is about."""
    if dated.when.present:
        about = entities.thing(number, seen_by) or entities.thing(entities.current_number(number) or 0, seen_by)
        if about is None:
            return None, []
        return about, entities.evidence(about.id, field, seen_by) or (
            entities.owner_said(about.id, seen_by) if field == "owner" else []
        )
    found = knowledge.things([number], seen_by, dated.when, texts=True, owners=False)
    then = next(iter(found or _under_its_number(number, seen_by, dated)), None)
    return (entities.of(then), entities.said_then(then, field)) if then else (None, [])


def _under_its_number(number: int, seen_by: Sequence[int], dated: asof.Dated) -> list[knowledge.Then]:
    """The thing an old number leads to."""
    current = entities.current_number(number) or number
    return [] if current == number else knowledge.things([current], seen_by, dated.when, texts=True, owners=False)


def _told(about: Thing, field: str, seen_by: Sequence[int], dated: asof.Dated) -> Telling | None:
    """What our mails last told the client about this value."""
    what = next((what for what, names in telling.FIELDS.items() if field in names), None)
    whose = clients.whose(about.id, seen_by) if what and about.kind in telling.SPOKEN_OF else None
    if whose is None:
        return None
    when = dated.when if not dated.when.present else When(clock.now())
    things = knowledge.of_client(whose[0], telling.SPOKEN_OF, seen_by, when, owners=False)
    found = telling.tellings(whose[0], things, seen_by, when, reader.zone(), reader.closed())
    return next((one for one in found if (one.thing, one.what) == (about.id, what)), None)

"""One disagreement: what each side says, in whose words and since when, what is at risk, and the ways to settle it once."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.knowledge import disputes, disputes_then, rulings
from kingpost.knowledge.disputes import Row
from kingpost.knowledge.sides import ORDER
from kingpost.web import asof, disagreements, fields, reader, shell
from kingpost.web.access import PersonRequest, needs

HAPPENED = {
    "opened": "It was noticed.", "changed": "A side said something else.", "settled": "It was settled.", "reopened": "It was opened again.",
    "gone": "No longer in question.", "again": "They disagreed again.",
}  # fmt: skip


@needs(Act.READ)
@require_safe
def disagreement(request: PersonRequest, number: int) -> HttpResponse:
    seen_by = shell.of(request).audiences
    dated = asof.page(request, seen_by)
    if not dated.when.present:
        return _then(request, number, dated)
    row = disputes.one(number, seen_by)
    if row is None:
        raise Http404
    if row.id != number:
        return redirect("disagreement", row.id)
    context = {
        "dated": dated,
        "state": row.state,
        "row": row,
        "sides": [(place, side, disagreements.written(side)) for place, side in enumerate(row.sides)],
        "risk": disagreements.risk(row),
        "ruled": disagreements.decided(row, row.ruling) if row.ruling else "",
        "following": [(side, disagreements.written(side)) for side in rulings.following(row)],
        "offer": offered(row),
        "history": [(at, HAPPENED.get(what, what)) for at, what in row.history],
        "typed": request.GET.get("typed", "") if row.state == "open" else "",
        "news": [(one["system"], fields.written(one["field"], {one["field"]: one["now"]})) for one in row.news],
    }
    return render(request, "disagreement.html", context)


def _then(request: PersonRequest, number: int, dated: asof.Dated) -> HttpResponse:
    """What the sides said that day. What was decided about it since, and what could be done, is about now."""
    seen_by = shell.of(request).audiences
    found = disputes_then.one(number, seen_by, dated.when, reader.zone())
    if found is None:
        now = disputes.one(number, seen_by)
        if now is None:
            raise Http404
        return render(request, "not_then.html", {"dated": dated, "thing": now}, status=404)
    row = found.row
    context = {
        "dated": dated, "state": "then", "row": row, "sides": [(place, side, disagreements.written(side)) for place, side in enumerate(row.sides)],
        "risk": disagreements.risk(row), "ruled": "", "following": [], "offer": None, "news": [],
        "history": [(at, HAPPENED.get(what, what)) for at, what in row.history],
    }  # fmt: skip
    return render(request, "disagreement.html", context)


def offered(row: Row) -> tuple[str, str, int, str] | None:
    """The rule a chosen side suggests: (kind, field, system, in words); None when there is none to make."""
    if row.ruling is None or row.ruling.choice != "side":
        return None
    side = next((one for one in row.sides if one.record == row.ruling.record and not one.said_once), None)
    if side is None or not side.system_id or side.field == "approval" or row.family == ORDER:
        return None
    words = f"Always go by {side.system} for “{fields.title(side.field)}” of {side.kind.replace('_', ' ')}s"
    return side.kind, side.field, side.system_id, words

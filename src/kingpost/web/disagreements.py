"""Where systems disagree: open ones by what is at risk, or those that are settled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.knowledge import disputes
from kingpost.knowledge.disputes import Row, Side
from kingpost.web import fields, shell, wording
from kingpost.web.access import PersonRequest, needs

A_PAGE = 40


@needs(Act.READ)
@require_safe
def disagreements(request: PersonRequest) -> HttpResponse:
    frame = shell.of(request)
    settled = "settled" in request.GET
    page = max(int(text) if (text := request.GET.get("page", "1")).isdecimal() else 1, 1)
    found = disputes.listed(frame.audiences, settled=settled, limit=A_PAGE + 1, offset=(page - 1) * A_PAGE)
    context = {
        "rows": [(row, answers(row.sides), risk(row)) for row in found[:A_PAGE]],
        "said": "What was in question and is settled" if settled else sentence(frame.disagreements),
        "settled": settled,
        "earlier": page - 1,
        "later": page + 1 if len(found) > A_PAGE else 0,
    }
    return render(request, "disagreements.html", context)


def sentence(number: int) -> str:
    """The headline: the same number as on the rail."""
    if not number:
        return "Your systems agree."
    return f"Your systems disagree on {wording.count(number, 'thing')}."


def answers(sides: Sequence[Side]) -> list[tuple[str, str]]:
    """Each value as a person writes it, with the systems that say it; what is only behind comes last and says so."""
    found: dict[str, list[str]] = {}
    for side in sides:
        value = written(side) + (" (behind)" if side.behind else "")
        who = found.setdefault(value, [])
        if side.who not in who:
            who.append(side.who)
    return [(value, wording.listed(who)) for value, who in found.items()]


def written(side: Side) -> str:
    """The value of a side as a person would write it."""
    if side.value == "asked":
        return "waiting"
    name = "amount" if side.field in ("price", "net", "budget") else side.field
    return fields.written(name, {name: side.value, "currency": side.currency})


def risk(row: Row) -> str:
    """What hangs on it: "14 days", "£1,500", "1 hour"; "" when neither days nor money do."""
    if row.days is not None:
        return wording.lasting(timedelta(days=row.days))
    return wording.money(row.money, row.currency) if row.money is not None else ""

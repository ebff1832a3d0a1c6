"""Where systems disagree: open ones by what is at risk, or those that are settled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.knowledge import disputes, disputes_then, rewind
from kingpost.knowledge.disputes import Row, Ruled, Side
from kingpost.knowledge.sides import ORDER
from kingpost.web import asof, fields, reader, shell, wording
from kingpost.web.access import PersonRequest, needs
from kingpost.web.addresses import page_number

A_PAGE = 40
SETTLED = "What was in question and is settled"


@needs(Act.READ)
@require_safe
def disagreements(request: PersonRequest) -> HttpResponse:
    frame = shell.of(request)
    dated = asof.page(request, frame.audiences)
    settled = "settled" in request.GET
    page = page_number(request)
    start = (page - 1) * A_PAGE
    if dated.when.present:
        found = disputes.listed(frame.audiences, settled=settled, limit=A_PAGE + 1, offset=start)
        said = SETTLED if settled else sentence(frame.disagreements, frame.evidence.systems)
    else:
        then = disputes_then.listed(frame.audiences, dated.when, reader.zone(), settled=settled)
        found = [one.row for one in then[start : start + A_PAGE + 1]]
        said = sentence_then(len(then), settled=settled)
    context = {
        "dated": dated,
        "rows": [
            (row, answers(row.sides), risk(row), decided(row, row.ruling) if row.ruling else "")
            for row in found[:A_PAGE]
        ],
        "said": said,
        "settled": settled,
        "earlier": page - 1,
        "later": page + 1 if len(found) > A_PAGE else 0,
    }
    return render(request, "disagreements.html", context)


def sentence(number: int, systems: int) -> str:
    """The headline: the same number as on the rail. Where no system is connected, nothing was compared."""
    if not number:
        return "Your systems agree." if systems else "Nothing to compare yet."
    return f"Your systems disagree on {wording.count(number, 'thing')}."


def sentence_then(number: int, *, settled: bool) -> str:
    """The headline of an earlier day: as many as its list holds."""
    what = f"{'The first ' if number >= disputes_then.MOST else ''}{wording.count(number, 'thing')}"
    if settled:
        return f"Settled by then: {what}." if number else "Nothing had been settled by then."
    return f"Your systems disagreed on {what}." if number else "Your systems agreed, as far as is known of that day."


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
    if len(str(side.value)) > 10 and (at := rewind.moment(side.value)):
        return f"{wording.day(at)} {wording.time_said(at)}".strip()  # the hour may be all that is in question
    name = "amount" if side.field in ("price", "net", "budget") else side.field
    return fields.written(name, {name: side.value, "currency": side.currency})


def risk(row: Row) -> str:
    """What hangs on it: "14 days", "£1,500", "1 hour"; "" when neither days nor money do."""
    if row.days is not None:
        return wording.lasting(timedelta(days=row.days))
    return wording.money(row.money, row.currency) if row.money is not None else ""


def decided(row: Row, ruling: Ruled) -> str:
    """What was decided, in a sentence without who."""
    if ruling.choice == "both":
        return "Both are right: they mean different things."
    side = next((one for one in row.sides if one.record == ruling.record), None)
    value = fields.written("amount" if row.money is not None and row.days is None and row.family in ("amount", ORDER) else "due_date", {
        "amount": ruling.value, "due_date": ruling.value, "currency": row.currency})  # fmt: skip
    return f"{value} holds{f', as {side.system} says' if side else ''}."

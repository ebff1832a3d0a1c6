"""One client: what was agreed, what was delivered, what comes next; who they are; everything that happened, in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.knowledge import clients, entities, timelines, workload
from kingpost.knowledge.clients import Belonging
from kingpost.knowledge.timelines import Line
from kingpost.knowledge.workload import Meeting, Work
from kingpost.priorities import reading
from kingpost.toolbox import clock
from kingpost.web import fields, shell, timeline, wording
from kingpost.web.access import PersonRequest, needs

LINES = 50
AHEAD = timedelta(days=60)
PEOPLE_SHOWN, NEXT_SHOWN, AGREED_SHOWN, FLAGS_SHOWN = 8, 5, 4, 6
STANDING_KINDS = ("person", "project", "agreement", "invoice")


@dataclass(frozen=True)
class Around:
    """What belongs to a client, sorted into the places of the page."""

    people: list[Belonging]
    projects: list[Belonging]
    agreed: list[Belonging]
    invoices: list[Belonging]
    next: list[Work]
    delivered: list[Line]
    meetings: list[Meeting]

    @property
    def unpaid(self) -> str:
        """What they still owe us, by currency: "£48,000 and €1,200"; "" when nothing is open."""
        return unpaid(self.invoices)

    @property
    def meeting(self) -> Meeting | None:
        return self.meetings[0] if self.meetings else None


@needs(Act.READ)
@require_safe
def client(request: PersonRequest, number: int) -> HttpResponse:
    seen_by = shell.of(request).audiences
    found = entities.thing(number, seen_by) or entities.thing(entities.current_number(number) or 0, seen_by)
    if found is None or found.kind != "client":
        raise Http404
    if found.id != number:
        return redirect("client", found.id)
    only, before = request.GET.get("only", ""), _moment(request.GET.get("before", ""))
    only = only if only in timeline.FILTERS else ""
    lines = timelines.of_client(found.id, seen_by, only=only, before=before, until=clock.now(), limit=LINES + 1)
    heard = last_heard(lines)
    context = {
        "client": found,
        "head": fields.shown(
            "client", {name: found.values[name] for name in ("owner_name", "since") if name in found.values}
        ),
        "around": around(found.id, seen_by, heard),
        "heard": heard,
        "flags": reading.listed(seen_by, client=found.id, limit=FLAGS_SHOWN, with_sources=False),
        "answer": fields.written("answer_hours", found.values),
        "filters": timeline.FILTERS,
        "only": only,
        "before": before,
        "days": timeline.days(lines[:LINES]),
        "more": lines[LINES - 1].at if len(lines) > LINES else None,
    }
    return render(request, "client.html", context)


def around(number: int, seen_by: Sequence[int], heard: Mapping[int, datetime]) -> Around:
    """Everything beside the timeline, in four queries."""
    now = clock.now()
    mine = clients.belongings(number, STANDING_KINDS, seen_by, limit=200)
    by_kind = {kind: [one for one in mine if one.kind == kind] for kind in STANDING_KINDS}
    recent = sorted(
        by_kind["person"], key=lambda one: heard[one.id].timestamp() if one.id in heard else 0, reverse=True
    )
    return Around(
        people=recent[:PEOPLE_SHOWN],
        projects=[one for one in by_kind["project"] if one.open is not False],
        agreed=[one for one in by_kind["agreement"] if not _lost(one)][:AGREED_SHOWN],
        invoices=[one for one in by_kind["invoice"] if one.open],
        next=workload.open_work(seen_by, kinds=("ticket", "task"), client=number, limit=NEXT_SHOWN),
        delivered=timelines.delivered(number, seen_by, now, limit=NEXT_SHOWN),
        meetings=workload.meetings(seen_by, now, now + AHEAD, client=number, limit=3),
    )


def _lost(agreement: Belonging) -> bool:
    """A deal that was not won: nothing was agreed."""
    return "lost" in str(agreement.values.get("stage") or agreement.values.get("status") or "").casefold()


def last_heard(lines: Sequence[Line]) -> dict[int, datetime]:
    """When each person last did something, as far as the lines on the page tell."""
    heard: dict[int, datetime] = {}
    for line in lines:
        if line.actor_id is not None:
            heard.setdefault(line.actor_id, line.at)
    return heard


def unpaid(invoices: Sequence[Belonging]) -> str:
    """The open amounts added up, each currency for itself."""
    sums: dict[str, Decimal] = {}
    for one in invoices:
        try:
            amount = Decimal(str(one.values.get("amount_due") or one.values.get("amount") or 0))
        except InvalidOperation:
            continue  # an amount that is no number is shown with its invoice, and cannot be added
        currency = str(one.values.get("currency", ""))
        sums[currency] = sums.get(currency, Decimal(0)) + amount
    return wording.listed([wording.money(amount, currency) for currency, amount in sorted(sums.items()) if amount])


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None

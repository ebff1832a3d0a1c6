"""The single status view: every open ticket, task and project with its status, owner, next step, due, forecast, and whether it is on track and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kingpost.accounts import saved_views as views
from kingpost.accounts.permissions import Act
from kingpost.knowledge import asof as asof_work
from kingpost.knowledge import workload
from kingpost.knowledge.workload import Work
from kingpost.priorities.hours import WorkingHours
from kingpost.questions import people, status
from kingpost.questions.status import Status
from kingpost.toolbox import clock
from kingpost.web import asof, reader, saved_views, shell, wording
from kingpost.web.access import PersonRequest, needs
from kingpost.web.work_view import KINDS, ME, NOBODY, SORTS, TRACKS, View

A_PAGE = 30
WHAT = {"": "open piece", "ticket": "open ticket", "task": "open task", "project": "open project"}


@needs(Act.READ)
@require_safe
def work(request: PersonRequest) -> HttpResponse:
    seen_by = shell.of(request).audiences
    dated = asof.page(request, seen_by)
    view = View.of(request.GET)
    if not dated.when.present:
        return _then(request, view, dated, seen_by)
    now, hours = clock.now(), working_hours()
    wanted = view.wanted(people.of_email(request.user.email, seen_by) if view.owner == ME else None)
    found, counts = status.listed_and_counted(seen_by, wanted, now, hours, limit=A_PAGE + 1)
    shown = found[:A_PAGE]
    context = {
        "dated": dated, "work": shown, "view": view, "kinds": KINDS, "tracks": TRACKS, "sorts": SORTS, "counts": counts | {"": sum(counts.values())},
        "marks": shell.of(request).marks([one.id for one in shown]), "owners": _owners(shown, view), "clients": _clients(shown, view),
        "saved": views.listed(request.user, saved_views.WORK), "more": view.beyond(shown[-1]) if len(found) > A_PAGE else "",
        "said": sentence(shown, view, counts), "nobody": NOBODY, "me": ME,
    }  # fmt: skip
    return render(request, "work.html", context)


@needs(Act.READ)
@require_safe
def work_choices(request: PersonRequest) -> HttpResponse:
    """The owners and clients to narrow to: all that have open work. Asked for when the menu opens, so that the page itself does not wait for them."""
    view = View.of(request.GET)
    owners, clients = status.choosable(shell.of(request).audiences)
    context = {"view": view, "nobody": NOBODY, "me": ME, "owners": owners | _chosen(view.owner, owners), "clients": clients | _chosen(view.client, clients)}  # fmt: skip
    return render(request, "work_choices.html", context)


def working_hours() -> WorkingHours:
    """Our own working hours, as the reader's request knows them."""
    known = reader.business_values()
    return WorkingHours.of(known)


def sentence(shown: Sequence[Status], view: View, counts: Mapping[str, int]) -> str:
    """The headline: how much there is, and what is wrong with it. Late and at risk are counted over all of it, owners over the rows below."""
    total = counts[view.track] if view.track else sum(counts.values())
    if not total:
        return "No work is open." if not view.narrowed else "No open work fits this view."
    what = WHAT[view.kind]
    many = f"{wording.capital(wording.count(total, what))}{' of work' if what == 'open piece' else ''}"
    wrong = [(counts[status.LATE], "late"), (counts[status.AT_RISK], "at risk")] if not view.track else []
    parts = [f"{wording.number(n)} {wording.plural(n, 'is', 'are')} {word}" for n, word in wrong if n]
    unowned = sum(1 for one in shown if not one.owner)
    if unowned and view.owner != NOBODY:
        among = f" of the {len(shown)} shown" if total > len(shown) else ""
        parts.append(f"{wording.number(unowned)}{among} {wording.plural(unowned, 'has', 'have')} no owner")
    return f"{many}. {wording.capital(wording.listed(parts))}." if parts else f"{many}."


def _owners(shown: Sequence[Status], view: View) -> dict[str, str]:
    """Who can be chosen before the menu has asked for more: the owners of the rows below, and the one already chosen."""
    found = {str(one.owner_id): one.owner for one in shown if one.owner_id}
    return dict(sorted((found | _chosen(view.owner, found)).items(), key=lambda item: item[1].casefold()))


def _clients(shown: Sequence[Status | Work], view: View) -> dict[str, str]:
    found = {str(one.client_id): one.client for one in shown if one.client_id}
    return dict(sorted((found | _chosen(view.client, found)).items(), key=lambda item: item[1].casefold()))


def _chosen(number: str, known: Mapping[str, str]) -> dict[str, str]:
    return {number: known.get(number, "the one chosen")} if number.isdecimal() else {}


def _then(request: PersonRequest, view: View, dated: asof.Dated, seen_by: list[int]) -> HttpResponse:
    """The open work of an earlier day: what was due, of whom. What was noticed and what was to come next, nothing dates."""
    at = dated.when.to(clock.now())
    found = workload.open_work(
        seen_by, kinds=(view.kind,) if view.kind else status.KINDS, client=int(view.client) if view.client else None, unowned=view.owner == NOBODY,
        due_before=at if view.track == status.LATE else None, limit=asof_work.MOST_WORK, when=dated.when,
    )  # fmt: skip
    shown = found[:A_PAGE]
    context = {
        "dated": dated,
        "work": shown,
        "view": view,
        "kinds": KINDS,
        "clients": _clients(shown, view),
        "more": len(found) > len(shown),
        "nobody": NOBODY,
        "said": said_then(found, shown, at),
    }
    return render(request, "work_then.html", context)


def said_then(found: Sequence[Work], shown: Sequence[Work], at: datetime) -> str:
    """The headline of an earlier day, from the rows of it."""
    if not found:
        return "No work was open that fits this view."
    late, unowned = sum(1 for one in found if one.due and one.due < at), sum(1 for one in found if not one.owner)
    parts = [f"{wording.number(late)} {wording.plural(late, 'was', 'were')} late" if late else "",
             f"{wording.number(unowned)} had no owner" if unowned else ""]  # fmt: skip
    rest = wording.listed([part for part in parts if part])
    first = f" The {len(shown)} due first are shown." if len(found) > len(shown) else ""
    return f"{wording.capital(wording.count(len(found), 'open piece'))} of work.{' ' + wording.capital(rest) + '.' if rest else ''}{first}"

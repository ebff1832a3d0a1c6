"""Interruptions: how often we were interrupted, by day and by where it came from; for the business or oneself. Each number opens its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.proposals import filing
from kingpost.proposals.filing import FilingRow
from kingpost.questions import people
from kingpost.reports import interruptions as reports
from kingpost.toolbox import clock
from kingpost.web import reader, shell, wording
from kingpost.web.access import PersonRequest, needs
from kingpost.web.addresses import page_number

DAYS = 7
A_PAGE = 80
EARLIEST = date(1970, 1, 1)  # no week before it holds anything


@dataclass(frozen=True)
class Asked:
    """What the page is about: whose, and which week (``start`` to before ``end``, in the reader's zone)."""

    mine: bool
    person: int | None
    start: datetime
    end: datetime

    @property
    def days(self) -> list[date]:
        return [(self.start + timedelta(days=n)).date() for n in range(DAYS)]


@needs(Act.READ)
@require_safe
def interruptions(request: PersonRequest) -> HttpResponse:
    seen_by, asked = shell.of(request).audiences, _asked(request)
    channel = request.GET.get("channel", "")
    found = [] if asked.mine and asked.person is None else reports.counted(
        seen_by, asked.start, asked.end, str(reader.zone()), asked.person)  # fmt: skip
    filings = filing.listed(seen_by)
    context = {
        "about": asked,
        "counts": found,
        "said": sentence(found, asked),
        "names": reports.CHANNELS,
        "filings": {
            (one.service, one.domain): [f for f in filings if (f.service, f.domain) == (one.service, one.domain)]
            for one in filings
        },
        "others": _others(filings, found),
        "week": asked.start.date().isoformat(),
        "before": (asked.start - timedelta(days=DAYS)).date().isoformat(),
        "after": (asked.start + timedelta(days=DAYS)).date().isoformat()
        if asked.start + timedelta(days=DAYS) <= clock.now()
        else "",
        **(_rows(request, asked, channel, found) if channel in reports.CHANNELS else {"rows": None}),
    }
    return render(request, "interruptions.html", context)


def sentence(found: Sequence[reports.Count], asked: Asked) -> str:
    """The headline, from the rows below: how many in these days, and what filing took away."""
    if asked.mine and asked.person is None:
        return "No system names you, so nothing can be counted for you."
    total, filed = sum(one.total for one in found), sum(one.filed for one in found)
    whose = "You were" if asked.mine else "We were"
    if not total:
        return f"{whose} not interrupted."
    left = f" Filing took {wording.count(filed, 'more', 'more')} away." if filed else ""
    return f"{whose} interrupted {wording.count(total - filed, 'time')}.{left}"


def _asked(request: PersonRequest) -> Asked:
    mine = request.GET.get("whose") != "us"
    today = wording.local(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        first = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        first = EARLIEST
    known = EARLIEST < first <= today.date()
    start = (
        today.replace(year=first.year, month=first.month, day=first.day) if known else today - timedelta(days=DAYS - 1)
    )
    person = people.of_email(request.user.email, shell.of(request).audiences) if mine else None
    return Asked(mine, person, start, min(start + timedelta(days=DAYS), clock.now()))


def _rows(request: PersonRequest, asked: Asked, channel: str, found: Sequence[reports.Count]) -> dict[str, object]:
    """The rows behind one number: a channel, one source of it, one day of that."""
    service, domain = request.GET.get("service"), request.GET.get("domain")
    start, end, day = asked.start, asked.end, None
    if (text := request.GET.get("day", "")) in {one.isoformat() for one in asked.days}:
        day = date.fromisoformat(text)
        start = asked.start + (day - asked.start.date())
        end = min(start + timedelta(days=1), asked.end)
    page = page_number(request)
    those = [
        one
        for one in found
        if one.channel == channel and service in (None, one.service) and domain in (None, one.domain)
    ]
    listed = [] if asked.mine and asked.person is None else reports.listed(
        shell.of(request).audiences, start, end, asked.person, channel, service, domain, limit=A_PAGE + 1, offset=(page - 1) * A_PAGE)  # fmt: skip
    return {
        "rows": listed[:A_PAGE],
        "many": sum(one.days.get(day, 0) if day else one.total for one in those),
        "of": service or reports.CHANNELS[channel],
        "day": day,
        "later": page + 1 if len(listed) > A_PAGE else 0,
        "earlier": page - 1,
    }


def _others(filings: Sequence[FilingRow], found: Sequence[reports.Count]) -> list[FilingRow]:
    """Choices that hold for systems that wrote nothing in these days."""
    here = {(one.service, one.domain) for one in found}
    return [one for one in filings if (one.service, one.domain) not in here]

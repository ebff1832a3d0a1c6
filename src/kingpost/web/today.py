"""Today: the few things that need this reader, what came in since work ended, and where the day goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.evidence.reading import Freshness
from kingpost.knowledge import disputes, workload
from kingpost.knowledge.workload import Meeting
from kingpost.priorities import ledger, reach, whose
from kingpost.priorities.hours import WorkingHours
from kingpost.priorities.reading import FlagRow
from kingpost.proposals import reading as proposals
from kingpost.toolbox import clock
from kingpost.web import reader, shell, snoozing, wording
from kingpost.web.access import PersonRequest, needs
from kingpost.web.rail import ON_TODAY

DUE_SHOWN = 6


@needs(Act.READ)
@require_safe
def today(request: PersonRequest) -> HttpResponse:
    frame = shell.of(request)
    seen_by, now = frame.audiences, clock.now()
    told = reach.listed(frame.reader, limit=ON_TODAY)
    flags = [flag for flag, _ in told]
    start = wording.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    # A whole day is kept as our own. A date is kept as the end of its day with us: east of us yesterday's dates end after the reader's day has begun, and are not due in it.
    ours = datetime.combine(start, time(), reader.our_zone())
    meetings = workload.meetings(seen_by, start, start + timedelta(days=1), person=request.user.email, days=(ours, ours + timedelta(days=1)))  # fmt: skip
    due = whose.open_work(
        frame.reader, due_after=max(start, ours), due_before=start + timedelta(days=7), limit=DUE_SHOWN
    )
    marks = frame.marks([*(flag.entity for flag in flags), *(one.id for one in meetings), *(one.id for one in due)])
    context = {
        "flags": flags,
        "marks": marks,
        "whys": {flag.id: reach.sentence(why, frame.reader, flag.why) for flag, why in told},
        "said": sentence(flags, frame.mine, now) if flags else quiet(frame.evidence, frame.may(Act.CONNECT)),
        "rest": frame.mine - len(flags),
        "others": frame.flags - frame.mine,
        "before": frame.before_start if not flags or frame.evidence.loading else 0,
        "came": ledger.since(seen_by, work_ended(now), now, ZoneInfo(str(reader.business_values()["zone"]))),
        "meetings": meetings,
        "to_settle": to_settle(meetings, seen_by),
        "due": due,
        "suggestions": proposals.for_flags([flag.id for flag in flags], seen_by),
        "snoozes": snoozing.choices(now),
        "now": now,
    }
    return render(request, "today.html", context)


def to_settle(meetings: Sequence[Meeting], seen_by: Sequence[int]) -> dict[int, int]:
    """By meeting: how many disagreements wait to be settled before it. Of one with several clients its brief says which it is with."""
    with_one = {one.id: one.client_ids[0] for one in meetings if len(one.client_ids) == 1}
    open_ = disputes.count_by_client(with_one.values(), seen_by)
    return {number: open_[client] for number, client in with_one.items() if client in open_}


def sentence(flags: Sequence[FlagRow], of_all: int, now: datetime) -> str:
    """The headline, from the rows it stands above: "Four things need you. One of them before ten."."""
    if not flags:
        return "Nothing needs you."
    many = f"{wording.capital(wording.count(len(flags), 'thing'))} {wording.plural(len(flags), 'needs', 'need')} you"
    many += " first." if of_all > len(flags) else "."
    urgent = sorted(flag.due for flag in flags if flag.due and wording.urgency(flag.due) == "now")
    late = [due for due in urgent if due <= now]
    if late:
        return f"{many} {wording.capital(wording.number(len(late)))} {wording.plural(len(late), 'is', 'are')} late."
    if not urgent:
        return many
    when = wording.due(urgent[0]) if len(urgent) == 1 else "today"
    who = "It is due" if len(flags) == 1 else f"{wording.capital(wording.number(len(urgent)))} of them"
    return f"{many} {who} {when}."


def quiet(evidence: Freshness, may_connect: bool) -> str:
    """The headline without a flag. Nothing needs anybody only where something was read."""
    if not evidence.systems:
        return "Connect the first system." if may_connect else "No system is open to you yet."
    if evidence.loading:
        return f"{wording.capital(wording.count(evidence.loading, 'system'))} {wording.plural(evidence.loading, 'is', 'are')} read for the first time."
    return "Nothing needs you."


def work_ended(now: datetime) -> datetime:
    """When work last ended before today, by the business's own hours: what came in since is what this morning is about."""
    values = reader.business_values()
    hours = WorkingHours.of(values)
    midnight = hours.start_of(hours.day_of(now))
    return next(closes for _, closes in hours.spans_back(midnight))

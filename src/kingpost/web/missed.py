"""What we missed: of what was not shown, what turned out to matter within a week, with its evidence; week by week, with how sure the count is."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act, may
from kingpost.priorities import hindsight, misses
from kingpost.priorities.misses import Week
from kingpost.toolbox import clock
from kingpost.web import reader, shell, undo, wording
from kingpost.web.access import PersonRequest, needs, way_back


@needs(Act.READ)
@require_safe
def missed(request: PersonRequest) -> HttpResponse:
    today = clock.today(str(reader.business_values()["zone"]))
    weeks = misses.weeks(shell.of(request).audiences, today)
    context = {
        "weeks": [(week, share(week)) for week in weeks],
        "said": sentence(weeks),
        "window": hindsight.WINDOW.days,
        "looked": bool(weeks),
    }
    return render(request, "missed.html", context)


def sentence(weeks: Sequence[Week]) -> str:
    """The headline: all the weeks on the page together."""
    if not weeks:
        return "Nothing was looked back at yet."
    count = sum(week.misses for week in weeks)
    of = sum(week.held for week in weeks)
    if not of:
        return "Nothing to look back at yet."
    turned = "turned out to matter"
    return f"Of {wording.count(of, 'thing')} not shown, {wording.number(count) if count else 'nothing'} {turned}."


def share(week: Week) -> str:
    """The share that was missed with its interval: "0.5%, surely between 0.1% and 1.8%"."""
    if not week.held:
        return ""
    low, high = week.interval
    return f"{_percent(week.misses / week.held)}, between {_percent(low)} and {_percent(high)} with 95% certainty"


def _percent(part: float) -> str:
    percent = 100 * part
    return f"{percent:.0f}%" if percent >= 10 or percent == 0 else f"{percent:.1f}%"


@needs(Act.ANSWER)
@require_POST
def miss_answers(request: PersonRequest, number: int) -> HttpResponse:
    """Say that a miss did not matter."""
    try:
        given = misses.did_not_matter(request.user, number, shell.of(request).audiences)
    except LookupError:
        raise Http404 from None
    undo.remember(request, "miss_answers", [given.pk], "Noted: it did not matter.")
    return redirect(way_back(request, "missed"))


def take_back(user: User, ids: Sequence[int]) -> str:
    """For ``u``: it counts as a miss again."""
    if not may(user, Act.ANSWER):
        raise undo.CannotUndo("Your role may not take this back.")
    misses.take_back(user, ids)
    return "Taken back: it counts again."


undo.UNDOABLE["miss_answers"] = take_back

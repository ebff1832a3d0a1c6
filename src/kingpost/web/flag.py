"""One flag: why it is here, why it stands where it stands, what happened, and what can be said to it."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.knowledge import timelines
from kingpost.priorities import reach, reading
from kingpost.priorities.reading import AnswerRow, FlagRow
from kingpost.proposals import reading as proposals
from kingpost.proposals.reading import SuggestionRow
from kingpost.toolbox import clock
from kingpost.web import answers, shell, snoozing, suggesting, timeline, wording
from kingpost.web.access import PersonRequest, needs

LINES = 30


@needs(Act.READ)
@require_safe
def flag(request: PersonRequest, number: int) -> HttpResponse:
    seen_by = shell.of(request).audiences
    found = reading.one(number, seen_by)
    if found is None:
        raise Http404
    if found.id != number:
        return redirect("flag", found.id)
    frame = shell.of(request)
    marks, why = frame.marks_and_reason(found)
    signals = reading.signals(found.id, seen_by)
    context = {
        "flag": found,
        "why": reach.sentence(why, frame.reader, found.why) if why else "",
        "signals": signals,
        "can_split": len({(one.rule, one.key, one.entity) for one in signals if one.opens}) > 1,
        "given": [(one, answers.said(one.verdict, one.until, one.event)) for one in _answers(found, seen_by)],
        "here": found.entity,
        "marks": marks,
        "now": clock.now(),
        "days": timeline.days(timelines.of_entity(found.entity, seen_by, limit=LINES, notices=True)),
        "snoozes": snoozing.choices(clock.now()),
        "in_a_week": (wording.today() + timedelta(days=7)).isoformat(),
    }
    return render(request, "flag.html", context | _suggested(proposals.for_flags([found.id], seen_by).get(found.id)))


def _suggested(suggestion: SuggestionRow | None) -> dict[str, object]:
    """What the page shows of the suggestion, if there is one."""
    return {
        "suggestion": suggestion,
        "rooms": suggesting.rooms(suggestion) if suggestion else None,
        "states": suggesting.STATES,
        "planned_lines": suggesting.planned_lines,
        "meeting_at": suggesting.meeting_at(suggestion.changes) if suggestion else "",
        "note": suggesting.note_of(suggestion.changes) if suggestion else "",
    }


def _answers(flag: FlagRow, seen_by: list[int]) -> list[AnswerRow]:
    """What people said to it; asked for only once it is settled, to keep an open flag quick."""
    return reading.answers(flag.id, seen_by) if flag.closed_at else []

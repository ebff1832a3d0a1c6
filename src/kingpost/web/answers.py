"""A person's answer to a flag: handled, not related, wrong client, or later. Each can be taken back with u."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act
from kingpost.priorities import answers as priorities
from kingpost.priorities import reading
from kingpost.priorities.models import Answer
from kingpost.web import reader, shell, undo, wording
from kingpost.web.access import PersonRequest, needs, way_back

SAID = {
    Answer.HANDLED: "Already handled",
    Answer.NOT_RELATED: "Not related",
    Answer.WRONG_CLIENT: "Wrong client",
    Answer.SNOOZED: "Put aside",
    Answer.DECIDED: "Decided",
}
EVENTS = {Answer.REPLY: "until they reply", Answer.CLOSES: "until it is closed"}


@needs(Act.ANSWER)
@require_POST
def answers(request: PersonRequest, number: int) -> HttpResponse:
    """Answer a flag this person can see."""
    flag = reading.one(number, shell.of(request).audiences)
    if flag is None:
        raise Http404
    verdict, until, event = _answered(request.POST)
    try:
        given = priorities.answer(request.user, flag.id, verdict, until=until, event=event)
    except ValueError as problem:
        messages.error(request, str(problem))
    else:
        undo.remember(request, "answers", [given.pk], f"{said(verdict, until, event)}: {flag.title}")
        if verdict == Answer.WRONG_CLIENT:
            messages.info(request, reverse("whose", args=[flag.entity]), extra_tags="whose")
    return redirect(way_back(request, "home"))


def _answered(sent: QueryDict) -> tuple[str, datetime | None, str]:
    """The verdict, and what a snooze waits for: a choice of its menu is an event or a moment; the day beside them counts with its own button alone."""
    if choice := sent.get("snooze"):
        return Answer.SNOOZED, None if choice in EVENTS else _moment(choice), choice if choice in EVENTS else ""
    verdict = sent.get("verdict", "")
    if verdict != Answer.SNOOZED:
        return verdict, None, ""
    return verdict, _moment(sent.get("until", "")), sent.get("event", "")


def said(verdict: str, until: datetime | None, event: str) -> str:
    """The answer in words: "Put aside until Mon 30 Nov 09:00"."""
    waits = [f"until {wording.moment(until)}"] if until else []
    waits += [EVENTS[event]] if event in EVENTS else []
    return (
        " or ".join([f"{SAID.get(verdict, verdict)} {waits[0]}", *waits[1:]]) if waits else SAID.get(verdict, verdict)
    )


def take_back(user: User, ids: Sequence[int]) -> str:
    """For ``u``: the answers no longer hold."""
    try:
        taken = priorities.undo(user, list(ids))
    except (LookupError, PermissionDenied):
        raise undo.CannotUndo("That answer is no longer yours to take back.") from None
    if len(taken) > 1:
        return f"{wording.capital(wording.count(len(taken), 'flag'))} back as they were."
    return f"Taken back: {taken[0].flag.title}" if taken else "That was taken back already."


undo.UNDOABLE["answers"] = take_back


def _moment(text: str) -> datetime | None:
    """A moment with its zone, or a day, taken as the start of that day for the reader."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=reader.zone())

"""What was promised: by us and to us, open ones first by due, each in the words it was made in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act
from kingpost.knowledge import clients
from kingpost.knowledge.promises import guesses, reading, rulings
from kingpost.knowledge.promises.reading import PromiseRow, Trust
from kingpost.priorities import words
from kingpost.priorities.hours import WorkingHours
from kingpost.priorities.rules import promise_due
from kingpost.toolbox import clock
from kingpost.web import asof, reader, shell, undo, wording
from kingpost.web.access import PersonRequest, needs, way_back
from kingpost.web.addresses import page_number, thing_number

A_PAGE = 50
RECENT = timedelta(days=30)  # not kept for longer is history: under its own filter
WHO = {"": "Both sides", "ours": "We promised", "theirs": "They promised"}
STATES = {"": "Open", "late": "At risk or not kept", "broken": "Not kept", "kept": "Delivered", "changed": "Changed", "dismissed": "Not a promise"}  # fmt: skip
_STATES = {"": reading.OPEN, "late": ("at_risk", "broken"), "broken": ("broken",), "kept": reading.KEPT, "changed": ("changed",), "dismissed": ("dismissed",)}  # fmt: skip
NAMES = {"open": "open", "at_risk": "at risk", "broken": "not kept", "delivered": "delivered", "confirmed": "confirmed", "changed": "changed", "dismissed": "not a promise"}  # fmt: skip
SAID = {"delivered": "Marked as delivered", "dismissed": "Not a promise", "corrected": "Corrected", "added": "Added"}


def soon(now: datetime) -> datetime:
    """What is due before this moment is at risk: today, or within a few of our own working hours."""
    known = reader.business_values()
    hours = WorkingHours.of(known)
    return max(hours.add(now, promise_due.SOON.usual), hours.start_of(hours.day_of(now) + timedelta(days=1)))


@needs(Act.READ)
@require_safe
def promises(request: PersonRequest) -> HttpResponse:
    frame = shell.of(request)
    dated = asof.page(request, frame.audiences)
    now = dated.when.to(clock.now())
    who, state = request.GET.get("who", ""), request.GET.get("state", "")
    who, state = who if who in WHO else "", state if state in STATES else ""
    number = thing_number(request.GET.get("client", "")) or None
    page = page_number(request)
    found = reading.listed(
        frame.audiences, now, soon(now), states=_STATES[state], client=number, ours=None if not who else who == "ours",
        broken_since=now - RECENT if not state else None, limit=A_PAGE + 1, offset=(page - 1) * A_PAGE, when=dated.when,
    )  # fmt: skip
    present = dated.when.present
    shown = found[:A_PAGE]
    plain = not state and not who and number is None and page == 1  # guesses are checked where one begins
    context = {
        "dated": dated, "since": None if present else reading.reaches_back(frame.audiences), "promises": shown, "who": who, "state": state, "client_id": number, "whos": WHO, "states": STATES, "names": NAMES,
        "choices": clients.choices(frame.audiences, number or 0) if number or (present and frame.may(Act.ANSWER)) else [],
        "earlier": page - 1, "later": page + 1 if len(found) > A_PAGE else 0,
        "said": sentence(shown, state, more=len(found) > A_PAGE, before=(page - 1) * A_PAGE, then=not present), "trusted": trusted(reading.trust(frame.audiences)) if present else "",
        "guesses": guesses.listed(frame.audiences) if plain and present else [],
    }  # fmt: skip
    return render(request, "promises.html", context)


@needs(Act.READ)
@require_safe
def promise(request: PersonRequest, key: UUID) -> HttpResponse:
    """One promise with everything that shows, or showed by the day asked about, what became of it."""
    seen_by = shell.of(request).audiences
    dated = asof.page(request, seen_by)
    now = dated.when.to(clock.now())
    found = reading.one(key, seen_by, now, soon(now), dated.when)
    if found is None:
        return render(
            request, "not_then.html", {"dated": dated, "thing": {"title": _one(request, key).what}}, status=404
        )
    return render(request, "promise.html", {"dated": dated, "one": found, "names": NAMES})


def sentence(
    shown: Sequence[PromiseRow], state: str, *, more: bool = False, before: int = 0, then: bool = False
) -> str:
    """The headline, from the rows below it; ``before``: how many stand on the pages before this one; ``then`` on a page of an earlier day."""
    one, many = ("was", "were") if then else ("is", "are")
    if not shown:
        further = "further " if before else ""
        return f"No {further}promise {one} open." if not state else f"Nothing {further}here."
    count = wording.capital(wording.count(len(shown), "promise"))
    count = f"The first {len(shown)} promises" if more else count
    if before:
        count = f"Promises {before + 1} to {before + len(shown)}" if len(shown) > 1 else f"Promise {before + 1}"
    if state:
        return f"{count}."
    risk, broken = (sum(1 for one in shown if one.state == s) for s in ("at_risk", "broken"))
    parts = [
        f"{wording.number(n)}{of} {wording.plural(n, one, many)} {what}"
        for n, of, what in ((risk, "", "at risk"), (broken, f" of the last {RECENT.days} days", "not kept"))
        if n
    ]
    verb = wording.plural(len(shown), one, many)
    return f"{count} {verb} open. {wording.capital(wording.listed(parts))}." if parts else f"{count} {verb} open."


def trusted(trust: Trust) -> str:
    """How right the finder was, in people's eyes; "" while nobody has judged."""
    if trust.share is None:
        return ""
    right = trust.judged - trust.wrong
    return f"Of {wording.count(trust.judged, 'promise')} somebody judged, {right} {wording.plural(right, 'was', 'were')} right ({trust.share:.0%})."


@needs(Act.ANSWER)
@require_POST
def promise_rulings(request: PersonRequest, key: UUID) -> HttpResponse:
    """Delivered, not a promise, or corrected."""
    held, verdict = _one(request, key), request.POST.get("verdict", "")
    if verdict == rulings.ADDED:
        raise Http404
    try:
        made = rulings.rule(
            request.user, held.record, held.words, verdict, what=request.POST.get("what", "") or held.what,
            due_on=day(request.POST.get("due_on", "")), ours=request.POST.get("ours", "ours" if held.ours else "") == "ours", key=held.key,
        )  # fmt: skip
    except ValueError as problem:
        messages.error(request, str(problem))
    else:
        undo.remember(request, "promises", [made.pk], f"{SAID[verdict]}: {held.what}")
    return redirect(way_back(request, "promises"))


@needs(Act.ANSWER)
@require_POST
def promise_additions(request: PersonRequest) -> HttpResponse:
    """A promise the finder could not know of: made on the phone, say."""
    try:
        anchor = rulings.anchor(thing_number(request.POST.get("client", "")), shell.of(request).audiences)
        what = request.POST.get("what", "")
        made = rulings.add(
            request.user,
            anchor,
            what,
            due_on=day(request.POST.get("due_on", "")),
            ours=request.POST.get("ours", "ours") == "ours",
        )
    except (LookupError, ValueError) as problem:
        messages.error(request, str(problem))
    else:
        undo.remember(request, "promises", [made.pk], f"Added: {words.shorten(made.words, 80)}")
    return redirect(way_back(request, "promises"))


def take_back(user: User, ids: Sequence[int]) -> str:
    """For ``u``: what was said no longer holds."""
    try:
        taken = rulings.withdraw(user, ids)
    except LookupError:
        raise undo.CannotUndo("That is no longer yours to take back.") from None
    return (
        f"Taken back: {SAID[taken[0].verdict].lower()}, “{taken[0].words[:80]}”"
        if taken
        else "That was taken back already."
    )


undo.UNDOABLE["promises"] = take_back


def _one(request: PersonRequest, key: UUID) -> PromiseRow:
    now = clock.now()
    found = reading.one(key, shell.of(request).audiences, now, soon(now))
    if found is None:
        raise Http404
    return found


def day(text: str) -> date | None:
    """A date field's value; None for none, or one that is no date."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None

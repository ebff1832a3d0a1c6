"""What Kingpost guessed about our own business, shown with what it was guessed from, and corrected here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kingpost.accounts import audit
from kingpost.accounts.permissions import Act
from kingpost.knowledge import business as knowledge
from kingpost.knowledge import clients, country, days_off, entities
from kingpost.knowledge import staff as knowledge_staff
from kingpost.web import shell, wording
from kingpost.web.access import PersonRequest, needs
from kingpost.web.addresses import thing_number

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAYS_SHOWN = 4
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True)
class Guess:
    """One value on the page: in words, as text for its form, and where it comes from."""

    name: str
    title: str
    words: str
    value: Any
    text: str
    source: str
    corrected: bool


class NotUnderstood(Exception):
    """What was typed cannot be taken as this value; the text says what is expected."""


@needs(Act.CORRECT)
@require_safe
def business(request: PersonRequest) -> HttpResponse:
    known = clients.standings(shell.of(request).audiences)
    people = knowledge_staff.colleagues(shell.of(request).audiences)
    context = {
        "guesses": guesses(),
        "staff": [one for one in people if one.ours],
        "not_staff": [one for one in people if not one.ours],
        "days": list(enumerate(DAYS)),
        "clients": [one for one in known if one.standing == "client"],
        "seen": [one for one in known if one.standing != "client"],
    }
    return render(request, "business.html", context)


def guesses() -> list[Guess]:
    """Every value with its source, in a fixed order."""
    held, values = knowledge.held(), knowledge.values()
    found = []
    for name, title in knowledge.TITLES.items():
        row, value = held.get(name), values[name]
        corrected = row is not None and row.corrected is not None
        source = (
            f"Set by {row.corrected_by}"
            if row and corrected
            else f"Guessed from {row.guessed_from}"
            if row and row.guessed is not None
            else "Assumed until something shows"
        )
        found.append(Guess(name, title, in_words(name, value), value, as_text(value), source, corrected))
    return found


def in_words(name: str, value: Any) -> str:
    """A value as a person would say it: "Mon to Fri, 09:00 to 17:30"."""
    if name == "working_hours":
        return f"{_span([DAYS[day] for day in value['days']])}, {value['start']} to {value['end']}"
    if name in days_off.NAMES:
        return _days_in_words(value)
    if name == "answer_hours":
        return f"{value:g} h" if value is not None else "none: without an agreed time nothing counts as late"
    return wording.listed([str(one) for one in value], 12) if isinstance(value, list) else str(value)


def _days_in_words(days: Sequence[Mapping[str, str]]) -> str:
    """Those to come, first the next: "Christmas Day on 25 December 2026, …"; how many more are kept."""
    today = wording.today().isoformat()
    ahead = [one for one in days if one["on"] >= today]
    said = [f"{one['name']} on {wording.long_day(date.fromisoformat(one['on']))}" for one in ahead[:DAYS_SHOWN]]
    more = len(days) - len(said)
    if not said:
        return f"none ahead, {more} past" if more else "none"
    return f"{'; '.join(said)}{f'; {more} more' if more else ''}"


def as_text(value: Any) -> str:
    """What a text field holds for it."""
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return days_off.as_text(value)
    return (
        ", ".join(value) if isinstance(value, list) else f"{value:g}" if isinstance(value, float | int) else str(value)
    )


@needs(Act.CORRECT)
@require_POST
def corrections(request: PersonRequest, name: str) -> HttpResponse:
    """Correct one value, or go back to the guess. Everything that rests on it is worked out again."""
    if name not in knowledge.TITLES:
        raise Http404
    try:
        value = None if "guess" in request.POST else read(name, request)
    except NotUnderstood as problem:
        messages.error(request, str(problem))
        return redirect("business")
    audit.record(request.user, "corrected", f"business:{name}", back_to_guess=value is None)
    knowledge.correct(name, value, request.user)
    messages.success(request, "Noted. What rests on it is worked out again.")
    return redirect("business")


@needs(Act.CORRECT)
@require_POST
def terms(request: PersonRequest) -> HttpResponse:
    """Say which organisations are clients, and which answer times were agreed: one form for all of them."""
    known = {one.id: one for one in clients.standings(shell.of(request).audiences)}
    try:
        said = _terms(request, known)
    except NotUnderstood as problem:
        messages.error(request, str(problem))
        return redirect("business")
    for number, (is_client, hours) in said.items():
        audit.record(
            request.user, "said about a client", f"entity:{number}", is_client=is_client, hours=hours is not None
        )
        if is_client is None and hours is None:
            knowledge.take_off_hours(number, request.user)
        else:
            knowledge.set_terms(number, request.user, is_client=is_client, answer_hours=hours)
    messages.success(request, f"Noted for {wording.count(len(said), 'client')}." if said else "Nothing was changed.")
    return redirect("business")


@needs(Act.CORRECT)
@require_POST
def staff(request: PersonRequest) -> HttpResponse:
    """Say that somebody is, or is not, one of us."""
    ours = "ours" in request.POST
    number = request.POST.get("ours" if ours else "not_ours", "")
    seen_by = shell.of(request).audiences
    person = entities.thing(thing_number(number), seen_by)
    if person is None or person.kind != "person":
        raise Http404
    audit.record(request.user, "said about a person", f"entity:{person.id}", staff=ours)
    knowledge_staff.set_staff(person.id, request.user, is_staff=ours)
    messages.success(request, f"Noted: {person.title} is {'one of us' if ours else 'not one of us'}.")
    return redirect("thing", person.id) if "back" in request.POST else redirect("business")


def _terms(request: PersonRequest, known: dict[int, clients.Standing]) -> dict[int, tuple[bool | None, float | None]]:
    """What differs from what we hold, by number: whether it is a client, the hours agreed; neither where no hours are agreed any more."""
    for button, is_client in (("client", True), ("not_client", False)):
        number = thing_number(request.POST.get(button, ""))
        if number in known:
            return {number: (is_client, None)}
    said: dict[int, tuple[bool | None, float | None]] = {}
    for name, text in request.POST.items():
        field, _, row = name.partition("-")
        number = thing_number(row)
        if field == "hours" and number in known:
            hours = _hours(str(text))
            if hours != known[number].answer_hours:
                said[number] = (None, hours)
    return said


def read(name: str, request: PersonRequest) -> Any:
    """What was typed, as the value it stands for. Raises NotUnderstood."""
    text = request.POST.get("value", "").strip()
    if name in ("own_domains", "client_domains"):
        return [one.casefold().lstrip("@") for one in re.split(r"[\s,;]+", text) if one]
    if name == "working_hours":
        return _working_hours(request)
    if name in days_off.NAMES:
        try:
            return days_off.read(request.POST.get("value", ""))
        except ValueError as problem:
            raise NotUnderstood(str(problem)) from None
    if name == "answer_hours":
        return _hours(text)
    if name == "country":
        if not (found := country.of_name(text)):
            raise NotUnderstood(f"“{text}” is no country; write its two letters, such as GB or DE.")
        return found
    if name == "zone" and text not in available_timezones():
        raise NotUnderstood(f"“{text}” is not a time zone; write it as Europe/London.")
    return text


def _working_hours(request: PersonRequest) -> dict[str, Any]:
    days = sorted({int(day) for day in request.POST.getlist("day") if day in {str(n) for n in range(7)}})
    start, end = request.POST.get("start", ""), request.POST.get("end", "")
    if not days or not _TIME.fullmatch(start) or not _TIME.fullmatch(end) or start >= end:
        raise NotUnderstood("Working hours need at least one day, and an end after their start.")
    return {"days": days, "start": start, "end": end}


def _hours(text: str) -> float | None:
    if not text.strip():
        return None
    try:
        hours = float(text.replace(",", "."))
    except ValueError:
        raise NotUnderstood(f"“{text}” is not a number of hours.") from None
    if not 0 < hours <= 1000:
        raise NotUnderstood("An answer time lies between a few minutes and 1,000 hours.")
    return hours


def _span(days: list[str]) -> str:
    first, last = DAYS.index(days[0]), DAYS.index(days[-1])
    return f"{days[0]} to {days[-1]}" if len(days) > 2 and last - first == len(days) - 1 else wording.listed(days, 7)

"""The end of the day, at any time of it: what was due and what became of it, what is left, tomorrow's first three, and the proof."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.priorities.reach import Reader
from kingpost.reports import end_of_day as reports
from kingpost.reports.day import Day
from kingpost.reports.due_today import OWNED
from kingpost.reports.end_of_day import EndOfDay
from kingpost.toolbox import clock
from kingpost.web import promises, shell, wording
from kingpost.web.access import PersonRequest, needs

SHOWN = 25  # lines of one list beside the others; alone it is shown whole
LISTS = {
    "open": "Still open", "unowned": "Without an owner", "undecided": "Waits for a decision", "notes": "Status notes that wait for a yes", "unsent": "Not confirmed yet",
    "moved": "Moved", "unclear": "Cannot be said", "off": "Called off", "done": "Done",
}  # fmt: skip
"""The lists of the page by their name in ``EndOfDay``, in the order they matter."""
STATES = {
    "complete": "complete", "incomplete": "not complete", "behind": "not read lately", "failing": "cannot be read", "loading": "read for the first time",
    "paused": "paused",
}  # fmt: skip
UNSENT = {"waiting": "waits to be sent", "sending": "is being sent", "failed": "failed"}
WHY = {"flag": "costs most to leave", "back": "was put aside until then", "due": "is due then"}


@needs(Act.READ)
@require_safe
def end_of_day(request: PersonRequest) -> HttpResponse:
    frame = shell.of(request)
    everybody = request.GET.get("whose") == "all"
    made = of_now(replace(frame.reader, now=clock.now()), everybody=everybody)
    only = request.GET.get("only", "")
    only = only if only in LISTS else ""
    context = {
        "day": made,
        "marks": frame.marks(things(made)),
        "said": sentence(made),
        "detail": detail(made, everybody=everybody),
        "lists": {name: (title, getattr(made, name)) for name, title in LISTS.items()},
        "only": only,
        "everybody": everybody,
        "most": SHOWN if not only else None,
        "states": STATES,
        "unsent": UNSENT,
        "why": WHY,
    }
    return render(request, "end_of_day.html", context)


def things(made: EndOfDay) -> list[int]:
    """The things whose names stand on the page; promises have keys of another kind and a flag is about one."""
    due = [one for name in LISTS if name not in ("undecided", "notes", "unsent") for one in getattr(made, name)]
    named = [one.key for one in (*due, *made.first) if one.page == "thing" and isinstance(one.key, int)]
    return [*named, *(flag.entity for flag in made.undecided), *([made.meeting[0]] if made.meeting else [])]


def of_now(asks: Reader, *, everybody: bool = False) -> EndOfDay:
    """The end of today for one reader, by the business's own hours and zone."""
    return reports.end_of_day(Day.of(asks.now, asks.hours), asks, promises.soon(asks.now), everybody=everybody)


def sentence(made: EndOfDay) -> str:
    """The headline. "You can close the laptop." is said only when nothing is left and every system is known to be complete."""
    if made.clear:
        return "You can close the laptop." if made.sure else "Nothing is left that we know of."
    left = [
        f"{wording.count(len(rows), one, many)} {wording.plural(len(rows), *verbs)}"
        for rows, one, many, verbs in (
            (made.unowned, "thing due today", "things due today", ("has no owner", "have no owner")),
            (made.undecided, "flag", "flags", ("waits for a decision", "wait for a decision")),
            (made.notes, "status note", "status notes", ("waits for a yes", "wait for a yes")),
            (made.unsent, "change", "changes", ("is not confirmed", "are not confirmed")),
        )
        if rows
    ]
    return f"Not yet: {wording.listed(left)}."


def detail(made: EndOfDay, *, everybody: bool = False) -> list[str]:
    """What the headline leaves out, each a sentence: what was due, what became of it, and why the answer may miss something."""
    due = len(made.due)
    parts = [
        (made.done, "done"),
        (made.moved, "moved"),
        (made.open, "still open"),
        (made.off, "called off"),
        (made.unclear, "of which we cannot say"),
    ]
    became = wording.listed([f"{wording.number(len(rows))} {what}" for rows, what in parts if rows])
    said = [
        f"{wording.capital(wording.count(due, 'thing'))} {wording.plural(due, 'was', 'were')} due today: {became}."
        if due
        else f"Nothing {'' if everybody else 'of yours '}was due today."
    ]
    if not made.unowned and any(one.kind in OWNED for one in made.open):
        said.append("Work that was due today and is still open has an owner.")
    return said + doubts(made)


def doubts(made: EndOfDay) -> list[str]:
    """Why something may be missing; [] when nothing can be."""
    said = []
    if not made.systems:
        said.append("No system is connected, so nothing is known.")
    if made.doubtful:
        named = wording.listed([f"{one.title} ({STATES[one.state(made.now)]})" for one in made.doubtful])
        said.append(f"This may miss something: {named}.")
    if made.stuck:
        said.append(
            f"{wording.capital(wording.count(made.stuck, 'change'))} could not be worked out and may be missing here."
        )
    if made.new:
        named = wording.listed([one.title for one in made.new])
        said.append(f"Connected today, so how the day began is not known: {named}.")
    return said

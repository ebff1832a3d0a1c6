"""The box at the top: finds anything this reader may see, answers the three questions, and goes to pages by name. A page of its own without a script."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.knowledge import finding
from kingpost.knowledge.finding import Found
from kingpost.questions import answering, ask, asking, subjects
from kingpost.questions.answering import Asked, Reply
from kingpost.toolbox import clock
from kingpost.web import rail, reader, shell
from kingpost.web.access import PersonRequest, needs
from kingpost.web.addresses import thing_number
from kingpost.web.replies import Words
from kingpost.web.work import working_hours

IN_THE_BOX, ON_THE_PAGE = 9, 50


@needs(Act.READ)
@require_safe
def search(request: PersonRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:200]
    part = request.headers.get("HX-Target") == "found"
    frame = shell.of(request)
    reply = _reply(request, asked, frame.audiences)
    answered = reply is not None and bool(reply.about or reply.choices)
    asks = reply is not None and not reply.question.bare
    sought = "" if answered and asks else " ".join(reply.question.words) if reply and asks else asked
    limit = IN_THE_BOX if part else ON_THE_PAGE
    found = finding.find(sought, frame.audiences, limit=limit)
    if reply is None and (words := asking.names(asked)):
        found = _named_first(found, words, frame.audiences)[:limit]
    context = {
        "asked": asked,
        "hits": found,
        "marks": {} if part else frame.marks([hit.id for hit in found]),
        "places": _places(asked, frame.rail) if reply is None else [],
        "reply": Words.of(reply) if reply else None,
    }
    return render(request, "search_found.html" if part else "search.html", context)


def _reply(request: PersonRequest, asked: str, seen_by: Sequence[int]) -> Reply | None:
    """The answer when the text is one of the three questions; about what was chosen, else what it names, else what the page is about.

    What may as well be a search is answered only where something is known; what it finds is listed below.
    """
    question = asking.understood(asked)
    if question is None:
        return None
    chosen = thing_number(request.GET.get("about", "")) or None
    made = ask.ask(
        question, Asked(seen_by, clock.now(), working_hours(), reader.zone()), about=chosen, here=_here(request)
    )
    return None if question.bare and made.verdict == answering.NOT_KNOWN else made


def _named_first(found: Sequence[Found], words: Sequence[str], seen_by: Sequence[int]) -> list[Found]:
    """Of a question the box does not answer, the things it names come before what only happens to hold its words."""
    named = {
        one.id: Found(one.id, one.kind, one.title, one.at, one.client, one.client_id)
        for one in subjects.named_in(words, seen_by)
    }
    return [*named.values(), *(one for one in found if one.id not in named)]


def _here(request: PersonRequest) -> int | None:
    """The thing the page is about from which the box asks; None on a page about nothing in particular."""
    try:
        match = resolve(urlsplit(request.headers.get("HX-Current-URL", "")).path or "/")
    except (Resolver404, ValueError):
        return None
    return match.kwargs.get("number") if match.url_name in ("thing", "client") else None


def _places(asked: str, items: Sequence[rail.Item]) -> list[rail.Item]:
    """Pages whose name begins with what was typed: the box is also the way around."""
    return [item for item in items if asked and item.title.casefold().startswith(asked.casefold())][:3]

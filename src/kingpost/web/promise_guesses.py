"""A person's word on a guess at a promise: it is one, or it is none. Taken back like any other word on a promise."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from kingpost.accounts.permissions import Act
from kingpost.knowledge.promises import guesses
from kingpost.web import shell, undo
from kingpost.web.access import PersonRequest, needs, way_back

SAID = {"promise": "A promise", "none": "Not a promise"}


@needs(Act.ANSWER)
@require_POST
def promise_guesses(request: PersonRequest, number: int) -> HttpResponse:
    """Accept or dismiss one guess."""
    verdict = request.POST.get("verdict", "")
    if verdict not in SAID:
        raise Http404
    try:
        made = guesses.answer(request.user, number, shell.of(request).audiences, promise=verdict == "promise")
    except LookupError:
        raise Http404 from None
    undo.remember(request, "promises", [made.pk], f"{SAID[verdict]}: {made.words}")
    return redirect(way_back(request, "promises"))

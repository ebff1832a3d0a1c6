"""Earlier answers: everything people said to be the same or different, each taken back with one button, at any time and in any order."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kingpost.accounts import audit
from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act
from kingpost.identity import judge, review
from kingpost.identity.answered import answered
from kingpost.identity.models import Judgement
from kingpost.web import shell
from kingpost.web.access import PersonRequest, needs, way_back
from kingpost.web.addresses import thing_number

SHOWN = 40
VERDICTS = {Judgement.SAME: "the same", Judgement.DIFFERENT: "different", Judgement.UNSURE: "not sure"}


@needs(Act.READ)
@require_safe
def earlier_answers(request: PersonRequest) -> HttpResponse:
    older = thing_number(request.GET.get("before", "")) or None
    found = answered(shell.of(request).audiences, before=older, limit=SHOWN + 1)
    context = {
        "answers": found[:SHOWN],
        "older": found[SHOWN - 1].id if len(found) > SHOWN else None,
        "before": older,
        "verdicts": VERDICTS,
    }
    return render(request, "earlier_answers.html", context)


@needs(Act.ANSWER)
@require_POST
def judgement_withdrawals(request: PersonRequest, number: int) -> HttpResponse:
    """Take one answer back; another that it replaced holds again, else the question is open."""
    held = review.judgement(number)
    if held is None or not review.may_see(held.one, held.other, shell.of(request).audiences):
        raise Http404
    withdraw(request.user, held)
    messages.success(request, "Taken back. What rested on it is worked out again.")
    return redirect(way_back(request, "earlier_answers"))


def withdraw(user: User, held: Judgement) -> None:
    """Take an answer back, with those given in the same split."""
    with transaction.atomic():
        for ruling in judge.of_one_act(held):
            review.take_back(ruling.pk)
        audit.record(user, "took back same or different", f"judgement:{held.pk}")

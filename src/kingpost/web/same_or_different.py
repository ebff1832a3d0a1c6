"""Same or different? One pair at a time: both sides beside each other, what speaks for and against, one key for each answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kingpost.accounts import audit
from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act, may
from kingpost.identity import review, trained
from kingpost.identity.models import Judgement
from kingpost.identity.review import AT_MOST, Question, Side
from kingpost.web import fields, shell, undo, wording
from kingpost.web.access import PersonRequest, needs
from kingpost.web.addresses import thing_number

SAID = {Judgement.SAME: "The same", Judgement.DIFFERENT: "Different", Judgement.UNSURE: "Put aside"}
ASPECTS = {
    "name": "Name", "surname": "Surname", "middle name": "Middle name", "generation": "Senior or junior", "mailbox": "Mailbox", "mobile": "Mobile number", "phone": "Phone number", "organisation": "Organisation",
    "employment": "Employment", "title": "Job title", "city": "Town", "staff": "Our own people", "system": "System", "number": "Number in the name", "vat": "VAT number",
    "registration": "Registration number", "group": "Group or holding", "domain": "Web domain", "country": "Country", "place in the name": "Country in the name",
    "postcode": "Postcode", "address": "Street", "born": "Birth date", "code": "Project code", "owner": "Owner", "dates": "Dates",
}  # fmt: skip
"""The aspects of a comparison, as the page names them."""
LABELS = {
    "email": "Mail", "emails": "More mail", "phone": "Phone", "mobile": "Mobile", "title": "Job title", "department": "Department", "company": "Company",
    "birth_date": "Born", "city": "Town", "location": "Place", "start_date": "From", "end_date": "Until", "domain": "Domain", "website": "Website", "vat": "VAT number",
    "registration": "Registration", "address": "Street", "postcode": "Postcode", "country": "Country", "industry": "Industry", "code": "Code",
    "client": "Client", "status": "Status", "owner_name": "Owner", "due_date": "Due", "budget": "Budget",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One field, as both sides have it."""

    label: str
    one: str
    other: str


@dataclass(frozen=True)
class Reason:
    """One comparison in words: "Surname equal" speaks strongly for."""

    says: str
    speaks: str
    tone: str


@needs(Act.READ)
@require_safe
def same_or_different(request: PersonRequest) -> HttpResponse:
    seen_by = shell.of(request).audiences
    open_ones = review.questions(seen_by, limit=AT_MOST + 1)
    question = open_ones[0] if open_ones else None
    both = review.sides(question, seen_by) if question else []
    context = {
        "question": question,
        "sides": both,
        "lines": lines(both),
        "reasons": [reason(level, weight) for level, weight in question.reasons if weight] if question else [],
        "said": sentence(len(open_ones), question),
        "answered": review.answered(),
        "trained": trained.holding(),
        "enough": trained.ENOUGH,
    }
    return render(request, "same_or_different.html", context)


@needs(Act.ANSWER)
@require_POST
def same_or_different_answers(request: PersonRequest) -> HttpResponse:
    """Answer a pair this person can see."""
    one, other = (thing_number(request.POST.get(name, "")) for name in ("one", "other"))
    if not review.may_see(one, other, shell.of(request).audiences):
        raise Http404
    try:
        given = review.answer(one, other, request.POST.get("verdict", ""), request.user)
    except ValueError as problem:
        messages.error(request, str(problem))
    else:
        undo.remember(request, "same or different", [given.pk], f"{SAID[given.verdict]}.")
    return redirect("same_or_different")


def take_back(user: User, ids: Sequence[int]) -> str:
    """For ``u``: the answer no longer holds, and the pair is asked again."""
    if not may(user, Act.ANSWER):
        raise undo.CannotUndo("That answer is no longer yours to take back.")
    with transaction.atomic():
        taken = [held for number in ids if (held := review.take_back(number))]
        if not taken:
            return "That was taken back already."
        audit.record(user, "took back same or different", f"judgement:{taken[0].pk}")
    return (
        "Taken back. The pair is asked again."
        if taken[0].reason == "asked"
        else "Taken back, as if it had not been said."
    )


undo.UNDOABLE["same or different"] = take_back


def sentence(many: int, question: Question | None) -> str:
    """The headline, from the questions that stand open."""
    if question is None:
        return "Nothing to ask."
    left = f"more than {AT_MOST}" if many > AT_MOST else wording.count(many, "question")
    return f"The same {question.kind}, or two? {wording.capital(left)} open."


def lines(sides: Sequence[Side]) -> list[Line]:
    """The fields either side knows, side by side."""
    if len(sides) < 2:
        return []
    one, other = sides
    made = [Line("Belongs to", one.under, other.under)] if one.under or other.under else []
    named = [name for name in LABELS if name in one.fields or name in other.fields]
    return made + [Line(LABELS[n], fields.written(n, one.fields), fields.written(n, other.fields)) for n in named]


def reason(level: str, weight: float) -> Reason:
    """A level and its weight in plain words."""
    aspect, _, found = level.partition(":")
    strength = "strongly " if abs(weight) >= 8 else "a little " if abs(weight) < 2 else ""
    side = "for" if weight > 0 else "against"
    says = f"{ASPECTS[aspect]}: {found}"
    return Reason(says, f"speaks {strength}{side}", "good" if weight > 0 else "bad")

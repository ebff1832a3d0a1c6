"""The brief before a meeting, on one printed page: worked out when it is opened, each line with a way to where it comes from."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.knowledge.invoices import is_credit_note
from kingpost.reports import brief as reports
from kingpost.reports.meeting import Meeting, Person
from kingpost.toolbox import clock
from kingpost.web import client_parts, promises, shell, wording
from kingpost.web.access import PersonRequest, needs

WHY = {
    "presses": "it presses", "settle": "our systems disagree", "owed": "we promised", "asked": "waits for a yes", "theirs": "they promised",
    "unpaid": "not paid yet",
}  # fmt: skip
"""Why a point is on the agenda (``reports/agenda.py``), in the words of the page."""
ANSWERS = {"declined": "said no", "tentative": "perhaps", "needs-action": "has not answered"}


@needs(Act.READ)
@require_safe
def brief(request: PersonRequest, number: int) -> HttpResponse:
    frame, now = shell.of(request), clock.now()
    at = client_parts.moment(request.GET.get("at", ""))
    made = reports.brief(number, frame.audiences, now, promises.soon(now), at)
    if made is None:
        raise Http404
    if made.meeting.id != number:
        return redirect("brief", made.meeting.id)
    context = {
        "brief": made,
        "meeting": made.meeting,
        "said": sentence(made),
        "marks": frame.marks(made.numbers),
        "shown": reports.SHOWN,
        "why": WHY,
        "names": promises.NAMES,
        "unpaid": client_parts.unpaid(made.invoices),
        "about": about,
        "now": now,
    }
    return render(request, "brief.html", context)


def sentence(made: reports.Brief) -> str:
    """Under the headline: how much there is to talk about, from the rows below; for a meeting with no client, that it has none."""
    if made.since is None:
        return "No client is invited, as far as the calendar and the systems say."
    parts = [
        wording.count(len(rows), one, many)
        for rows, one, many in (
            (made.flags, "flag", "flags"), (made.promises, "open promise", "open promises"), (made.disagreements, "disagreement", "disagreements"),
            (made.approvals, "approval", "approvals"),
            ([one for one in made.invoices if not is_credit_note(one.values)], "unpaid invoice", "unpaid invoices"),
        )
        if rows
    ]  # fmt: skip
    return (
        f"Between us: {wording.listed(parts, 6)}."
        if parts
        else "Nothing is open between us, as far as the systems say."
    )


def about(person: Person, meeting: Meeting) -> str:
    """What is known of somebody who is invited, in a few words: "Head of IT, Aldgate Freight · said no"."""
    names = {number: name for number, name, _ in meeting.clients}
    who = ", ".join(part for part in (person.role, "" if person.ours else names.get(person.client or 0, "")) if part)
    answer = ANSWERS.get(person.answer, "")
    return " · ".join(
        part for part in (who or "nothing else is known of them", "invites" if person.organiser else "", answer) if part
    )

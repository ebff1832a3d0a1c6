"""How Kingpost reaches you: at once, in a digest or only on the page; quiet hours; what is muted; and what you were told lately, with why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act
from kingpost.evidence import connect
from kingpost.priorities import alerts, choices, mutes, oversight, told
from kingpost.priorities.attention import DIGEST, IMPORTANT, NOW, PAGE, REST, URGENT, Wishes
from kingpost.toolbox import clock, environment, smtp
from kingpost.web import reader, shell, undo, wording
from kingpost.web.access import PersonRequest, needs, way_back

WAYS = {NOW: "at once, by mail", DIGEST: "in the next digest", PAGE: "only on the page"}
LEVELS = (
    (URGENT, "Urgent", "escalated, out of time, or worth 40 points and more", (NOW, DIGEST, PAGE)),
    (IMPORTANT, "Important", "20 points and more, or due by the end of the next working day", (NOW, DIGEST, PAGE)),
    (REST, "The rest", "", (DIGEST, PAGE)),
)


@needs(Act.READ)
@require_safe
def reaching(request: PersonRequest) -> HttpResponse:
    frame, now = shell.of(request), clock.now()
    context = {
        "wishes": choices.wishes(request.user),
        "levels": LEVELS,
        "ways": WAYS,
        "mutes": mutes.listed(request.user, frame.audiences, now),
        "told": told.lately(request.user.pk, frame.audiences),
        "oversees": request.user.pk in oversight.overseers(),
        "silent": _silent(),
    }
    return render(request, "reaching.html", context)


def _silent() -> str:
    """Why nothing is sent, and what would change that; "" while mails leave."""
    try:
        server = smtp.configured()
    except environment.SettingError:
        server = None
    if server is None:
        return f"{alerts.NO_SERVER} Whoever runs this machine sets one (KINGPOST_MAIL_SERVER); what you choose here holds from then on."
    if not connect.workspace_writes():
        return f"{alerts.NOT_WRITING} An admin switches it on on the page Systems; what you choose here holds from then on."
    return ""


@needs(Act.READ)
@require_POST
def reach_choices(request: PersonRequest) -> HttpResponse:
    """Keep what this person wants; it holds from now on."""
    try:
        made = choices.choose(request.user, _wanted(request))
    except ValueError as problem:
        messages.error(request, str(problem))
        return redirect("reaching")
    if made is None:
        messages.success(request, "Nothing was changed.")
    else:
        undo.remember(request, "reach_choices", [made.pk], "Kept. It holds from now on.")
    return redirect("reaching")


def _wanted(request: PersonRequest) -> Wishes:
    """As typed. Raises ValueError in words."""
    sent = request.POST
    start, end = _time(sent.get("quiet_from", "")), _time(sent.get("quiet_to", ""))
    if (start is None) != (end is None):
        raise ValueError("Quiet hours need a beginning and an end, or neither.")
    per_hour = sent.get("per_hour", "")
    return Wishes(
        urgent=sent.get(URGENT, ""), important=sent.get(IMPORTANT, ""), rest=sent.get(REST, ""),
        per_hour=int(per_hour) if per_hour.isdecimal() and len(per_hour) < 4 else 0,
        quiet=(start, end) if start is not None and end is not None else None, through="through" in sent,
        morning=_time(sent.get("morning", "")), evening=_time(sent.get("evening", "")),
    )  # fmt: skip


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None) if text else None
    except ValueError:
        raise ValueError(f"“{text}” is not a time of day.") from None


@needs(Act.READ)
@require_POST
def flag_mutes(request: PersonRequest, number: int) -> HttpResponse:
    """No mail about this flag, its client or its rule until a day."""
    what, _, rule = request.POST.get("what", "").partition(":")
    try:
        until = datetime.fromisoformat(request.POST.get("until", ""))
        until = until if until.tzinfo else until.replace(tzinfo=reader.zone())
        made = mutes.mute(request.user, number, shell.of(request).audiences, what, until, rule)
    except LookupError:
        raise Http404 from None
    except ValueError as problem:
        messages.error(request, str(problem) if "mute" in str(problem) else "A mute needs the day it ends.")
    else:
        undo.remember(request, "mutes", [made.pk], f"No mail about it until {wording.moment(until)}.")
    return redirect(way_back(request, "reaching"))


@needs(Act.READ)
@require_POST
def mute_ends(request: PersonRequest, number: int) -> HttpResponse:
    """End a mute before its time."""
    if not mutes.end(request.user, [number]):
        raise Http404
    messages.success(request, "Ended. You will be told again.")
    return redirect("reaching")


def take_back_choice(user: User, ids: Sequence[int]) -> str:
    """For ``u``: what was chosen before counts again."""
    choices.take_back(user, ids)
    return "Taken back: you are told as before."


def take_back_mute(user: User, ids: Sequence[int]) -> str:
    """For ``u``: the mute is over."""
    mutes.end(user, ids)
    return "Taken back: you will be told again."


undo.UNDOABLE["reach_choices"] = take_back_choice
undo.UNDOABLE["mutes"] = take_back_mute

"""What raises a flag: every rule in a sentence with its numbers, how many flags it has open, and the numbers set here, for all clients or one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from kingpost.accounts import audit
from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act, may
from kingpost.knowledge import clients
from kingpost.priorities import numbers, reach, reading
from kingpost.priorities.numbers import Number, Numbers
from kingpost.priorities.rules import Rule, rules
from kingpost.toolbox import clock
from kingpost.web import shell, undo, wording
from kingpost.web.access import PersonRequest, needs


@dataclass(frozen=True)
class Line:
    """One rule on the page. ``inputs`` are the numbers to set here with the value that holds and whether somebody set it; ``own`` what is set in words."""

    rule: Rule
    says: str
    flags: int
    inputs: list[tuple[Number, float, bool]]
    own: list[str]


@needs(Act.READ)
@require_safe
def what_raises(request: PersonRequest) -> HttpResponse:
    frame = shell.of(request)
    known = clients.listed(frame.audiences, clock.now(), limit=500)
    client = _client(request.GET.get("client", ""), [one.id for one in known])
    held, own, counts = numbers.current(), numbers.own(frame.audiences), reading.count_by_rule(frame.audiences)
    context = {
        "lines": [_line(rule, held, own, counts, client) for rule in (*rules(), reach.RULE)],
        "clients": known,
        "client": next((one for one in known if one.id == client), None),
    }
    return render(request, "what_raises.html", context)


def _client(text: str, known: Sequence[int]) -> int:
    return number if text.isdecimal() and len(text) < 16 and (number := int(text)) in known else 0


def _line(
    rule: Rule, held: Numbers, own: Sequence[tuple[str, int, str, float, str]], counts: dict[str, int], client: int
) -> Line:
    chosen = {(key, of) for key, of, *_ in own}
    inputs = [(n, held.of(n, client), (n.key, client) in chosen) for n in rule.numbers if n.own or not client]
    words = {n.key: n.words for n in rule.numbers}
    set_ = [
        f"{words[key]}: {value:g} {f'for {name}' if name else f'instead of {usual:g}'}, said by {by}"
        for key, _, name, value, by in own
        for usual in [next((n.usual for n in rule.numbers if n.key == key), 0)]
        if key in words
    ]
    return Line(rule, rule.says(held), counts.get(rule.name, 0), inputs, set_)


@needs(Act.CORRECT)
@require_POST
def rule_numbers(request: PersonRequest, name: str) -> HttpResponse:
    """Set the numbers of a rule that differ from those that hold, or go back to the usual ones. It takes effect at once."""
    rule = next((one for one in (*rules(), reach.RULE) if one.name == name), None)
    if rule is None:
        raise Http404
    known = [one.id for one in clients.listed(shell.of(request).audiences, clock.now(), limit=500)]
    client = _client(request.POST.get("client", ""), known)
    back = reverse("what_raises") + (f"?client={client}" if client else "") + f"#{name}"
    if "usual" in request.POST:
        numbers.withdraw(request.user, [one for n in rule.numbers for one in numbers.live(n.key, client)])
        audit.record(request.user, "set back numbers of a rule", f"rule:{name}")
        messages.success(request, "Back to the usual numbers.")
        return redirect(back)
    try:
        made = [numbers.set_number(request.user, n, value, client).pk for n, value in _typed(request, rule, client)]
    except ValueError as problem:
        messages.error(request, str(problem))
        return redirect(back)
    if made:
        audit.record(request.user, "set numbers of a rule", f"rule:{name}")
        undo.remember(request, "rule_numbers", made, "Noted. The flags follow at once.")
    else:
        messages.success(request, "Nothing was changed.")
    return redirect(back)


def _typed(request: PersonRequest, rule: Rule, client: int) -> list[tuple[Number, float]]:
    """What was typed and differs from what holds. Raises ValueError in words."""
    held, found = numbers.current(), []
    for n in rule.numbers:
        text = request.POST.get(n.name, "").strip().replace(",", ".")
        if not text or (client and not n.own):
            continue
        try:
            value = float(text)
        except ValueError:
            raise ValueError(f"“{text}” is not a number.") from None
        if not n.least <= value <= n.most:
            raise ValueError(f"{n.words}: from {n.least:g} to {n.most:g}.")
        if value != held.of(n, client):
            found.append((n, value))
    return found


def take_back(user: User, ids: Sequence[int]) -> str:
    """For ``u``: what counted before counts again."""
    if not may(user, Act.CORRECT):
        raise undo.CannotUndo("Your role may not take this back.")
    numbers.withdraw(user, ids)
    return f"Taken back: {wording.count(len(ids), 'number')} as before."


undo.UNDOABLE["rule_numbers"] = take_back

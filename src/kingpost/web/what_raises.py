"""What raises a flag: every rule in a sentence with its numbers, how many flags it has open, and the numbers set here, for all clients or one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from kingpost.priorities import numbers, ranking, reach, reading, weights
from kingpost.priorities.numbers import Number, Numbers, Own
from kingpost.priorities.rules import Rule, rules
from kingpost.priorities.weights import Weight
from kingpost.web import shell, undo, wording
from kingpost.web.access import PersonRequest, needs
from kingpost.web.addresses import thing_number

LEARNED = {"number": "number", "weight": "learned weight"}


@dataclass(frozen=True)
class Line:
    """One rule on the page. ``inputs`` are the numbers to set here with the value that holds and whether somebody set it; ``own`` what is set in words."""

    rule: Rule
    says: str
    flags: int
    inputs: list[tuple[Number, float, bool]]
    own: list[str]
    learned: list[Learned]


@dataclass(frozen=True)
class Learned:
    """Something learned that holds: ``what`` is "number" or "weight", with the row that is taken back."""

    what: str
    id: int
    words: str


@needs(Act.READ)
@require_safe
def what_raises(request: PersonRequest) -> HttpResponse:
    frame = shell.of(request)
    number = thing_number(request.GET.get("client", ""))
    known = clients.choices(frame.audiences, number)
    client = number if number in dict(known) else 0
    held, own, counts = numbers.current(), numbers.own(frame.audiences), reading.count_by_rule(frame.audiences)
    learned = weights.current()
    context = {
        "lines": [_line(rule, held, own, learned, counts, client) for rule in (*rules(), reach.RULE)],
        "clients": known,
        "client": client,
        "name": dict(known).get(client, ""),
    }
    return render(request, "what_raises.html", context)


def _line(
    rule: Rule, held: Numbers, own: Sequence[Own], learned: Sequence[Weight], counts: dict[str, int], client: int
) -> Line:
    chosen = {(one.key, one.client) for one in own}
    inputs = [(n, held.of(n, client), (n.key, client) in chosen) for n in rule.numbers if n.own or not client]
    known = {n.key: n for n in rule.numbers}
    set_ = [
        f"{known[one.key].words}: {one.value:g} {f'for {one.name}' if one.name else f'instead of {known[one.key].usual:g}'}, said by {one.by}"
        for one in own
        if one.key in known and one.by
    ]
    taught = [Learned("number", one.id, _number(known[one.key], one)) for one in own if one.key in known and not one.by]
    taught += [Learned("weight", one.id, _weight(one)) for one in learned if one.rule == rule.name]
    return Line(rule, rule.says(held), counts.get(rule.name, 0), inputs, set_, taught)


def _number(number: Number, one: Own) -> str:
    from_ = wording.count(one.misses, "miss", "misses")
    return f"{number.words}: {one.value:g} instead of {number.usual:g}, learned {wording.on_day(one.at)} from {from_}"


def _weight(one: Weight) -> str:
    which = f"“{ranking.reason(one.rule, one.key)}” " if one.key else ""
    return (
        f"{which}counts {one.factor:g} times its usual weight: acted on first {one.first} {wording.plural(one.first, 'time', 'times')} of {one.times} "
        f"since {wording.day(one.since)}, learned {wording.on_day(one.at)}"
    )


@needs(Act.CORRECT)
@require_POST
def rule_numbers(request: PersonRequest, name: str) -> HttpResponse:
    """Set the numbers of a rule that differ from those that hold, or go back to the usual ones. It takes effect at once."""
    rule = next((one for one in (*rules(), reach.RULE) if one.name == name), None)
    if rule is None:
        raise Http404
    client = thing_number(text) if (text := request.POST.get("client", "")) else 0
    if text and client not in dict(clients.choices(shell.of(request).audiences, client)):
        raise Http404  # and not the numbers of every client
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


@needs(Act.CORRECT)
@require_POST
def learned_withdrawals(request: PersonRequest) -> HttpResponse:
    """Take back a number or a weight that was learned: the one before, else the usual one, counts again."""
    what, number = request.POST.get("what", ""), thing_number(request.POST.get("id", ""))
    take, act = {
        "number": (numbers.withdraw, "took back a number"),
        "weight": (weights.withdraw, "took back a learned weight"),
    }.get(what, (None, ""))
    if take is None or not number:
        raise Http404
    take(request.user, [number])
    audit.record(request.user, act, f"{what}:{number}")
    undo.remember(request, f"learned_{what}", [number], "Taken back. The flags follow at once.")
    return redirect("what_raises")


def learn_again(what: str, restore: Callable[[Sequence[int]], int]) -> Callable[[User, Sequence[int]], str]:
    """For ``u``: what was learned and taken back holds again."""

    def again(user: User, ids: Sequence[int]) -> str:
        if not may(user, Act.CORRECT):
            raise undo.CannotUndo("Your role may not take this back.")
        if restore(ids):
            audit.record(user, f"let a {LEARNED[what]} hold again", f"{what}:{ids[0]}")
        return "It holds again."

    return again


def take_back(user: User, ids: Sequence[int]) -> str:
    """For ``u``: what counted before counts again."""
    if not may(user, Act.CORRECT):
        raise undo.CannotUndo("Your role may not take this back.")
    if numbers.withdraw(user, ids):
        audit.record(user, "took back numbers of a rule", f"number:{ids[0]}", numbers=len(ids))
    return f"Taken back: {wording.count(len(ids), 'number')} as before."


undo.UNDOABLE["rule_numbers"] = take_back
undo.UNDOABLE["learned_number"] = learn_again("number", numbers.restore)
undo.UNDOABLE["learned_weight"] = learn_again("weight", weights.restore)

"""The rules that raise flags, their numbers and weights: as usual, as a person set them, or as they were learned; set and taken back."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status

from kingpost.accounts import audit
from kingpost.accounts.permissions import Act
from kingpost.knowledge import entities
from kingpost.priorities import numbers, ranking, reach, reading, weights
from kingpost.priorities.rules import Rule, rules
from kingpost.web.api.gate import require, seen_by

router = Router(tags=["Rules, numbers, weights"])


class NumberOut(Schema):
    """One number of a rule. ``value`` holds for every client without one of its own; ``own``: a client may have one."""

    key: str
    words: str
    value: float
    usual: float
    least: float
    most: float
    own: bool


class SetOut(Schema):
    """A number that is not the usual one: set ``by`` a person, or, with "", learned from so many ``misses``."""

    id: int
    key: str
    client_id: int | None
    client: str
    value: float
    by: str
    misses: int
    at: datetime


class WeightOut(Schema):
    """A reason counts ``factor`` times its usual weight: acted on first so many of so many ``times`` since ``since``."""

    id: int
    reason: str
    factor: float
    first: int
    times: int
    since: datetime
    at: datetime


class RuleOut(Schema):
    """``says`` is the rule in a sentence with the numbers that hold; ``flags`` how many open ones it raises."""

    name: str
    title: str
    says: str
    flags: int
    numbers: list[NumberOut]
    set: list[SetOut]
    weights: list[WeightOut]


class Rules(Schema):
    results: list[RuleOut]


class NumberIn(Schema):
    """``key`` as in GET /rules; without ``client_id`` for all clients."""

    key: str
    value: float
    client_id: int | None = None


class NumberSet(Schema):
    id: int
    at: datetime


@router.get("/rules", response=Rules, summary="What raises a flag, with its numbers and weights")
def rule_list(request: HttpRequest) -> Rules:
    """Every rule with the numbers that hold now, those that were set or learned, and the weights that were learned."""
    held, own = numbers.current(), numbers.own(seen_by(request))
    learned, counts = weights.current(), reading.count_by_rule(seen_by(request))
    return Rules(results=[_rule(one, held, own, learned, counts) for one in (*rules(), reach.RULE)])


@router.post("/rule-numbers", response={201: NumberSet}, summary="Set a number of a rule")
def number_set(request: HttpRequest, given: NumberIn) -> Status[NumberSet]:
    """It takes effect at once. Take it back with DELETE /rule-numbers/{id}."""
    user = require(request, Act.CORRECT)
    known = {number.key: number for rule in (*rules(), reach.RULE) for number in rule.numbers}
    if given.key not in known:
        raise LookupError(given.key)
    if given.client_id is not None:
        thing = entities.thing(given.client_id, seen_by(request))
        if thing is None or thing.kind != "client":
            raise LookupError(given.client_id)
    made = numbers.set_number(user, known[given.key], given.value, given.client_id or 0)
    audit.record(user, "set numbers of a rule", f"rule:{given.key.partition('.')[0]}")
    return Status(201, NumberSet(id=made.pk, at=made.at))


@router.delete("/rule-numbers/{number}", response={204: None}, summary="Take a number back")
def number_withdrawn(request: HttpRequest, number: int) -> Status[None]:
    """Set or learned: the one before, else the usual one, counts again."""
    user = require(request, Act.CORRECT)
    if number not in {one.id for one in numbers.own(seen_by(request))}:
        raise LookupError(number)
    numbers.withdraw(user, [number])
    audit.record(user, "took back a number", f"number:{number}")
    return Status(204, None)


@router.delete(
    "/rule-numbers/{number}/withdrawal", response={204: None}, summary="Let a number that was taken back hold again"
)
def number_restored(request: HttpRequest, number: int) -> Status[None]:
    """Undoes DELETE /rule-numbers/{id}: where several were set, the newest that holds counts."""
    user = require(request, Act.CORRECT)
    client = numbers.withdrawn(number)
    if client is None or (client and entities.thing(client, seen_by(request)) is None):
        raise LookupError(number)
    numbers.restore([number])
    audit.record(user, "let a number hold again", f"number:{number}")
    return Status(204, None)


@router.delete(
    "/learned-weights/{number}/withdrawal",
    response={204: None},
    summary="Let a learned weight that was taken back hold again",
)
def weight_restored(request: HttpRequest, number: int) -> Status[None]:
    """Undoes DELETE /learned-weights/{id}."""
    user = require(request, Act.CORRECT)
    if not weights.restore([number]):
        raise LookupError(number)
    audit.record(user, "let a learned weight hold again", f"weight:{number}")
    return Status(204, None)


@router.delete("/learned-weights/{number}", response={204: None}, summary="Take a learned weight back")
def weight_withdrawn(request: HttpRequest, number: int) -> Status[None]:
    """The one before, else the usual weight, counts again; only what happens since counts for the next step."""
    user = require(request, Act.CORRECT)
    if number not in {one.id for one in weights.current()}:
        raise LookupError(number)
    weights.withdraw(user, [number])
    audit.record(user, "took back a learned weight", f"weight:{number}")
    return Status(204, None)


def _rule(
    rule: Rule, held: numbers.Numbers, own: list[numbers.Own], learned: list[weights.Weight], counts: dict[str, int]
) -> RuleOut:
    keys = {number.key for number in rule.numbers}
    return RuleOut(
        name=rule.name, title=rule.title, says=rule.says(held), flags=counts.get(rule.name, 0),
        numbers=[NumberOut(key=n.key, words=n.words, value=held.of(n), usual=n.usual, least=n.least, most=n.most, own=n.own) for n in rule.numbers],
        set=[SetOut(id=one.id, key=one.key, client_id=one.client or None, client=one.name, value=one.value, by=one.by, misses=one.misses, at=one.at)
             for one in own if one.key in keys],
        weights=[WeightOut(id=one.id, reason=ranking.reason(one.rule, one.key) if one.key else "", factor=one.factor, first=one.first, times=one.times,
                           since=one.since, at=one.at) for one in learned if one.rule == rule.name],
    )  # fmt: skip

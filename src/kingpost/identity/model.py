"""What each level of a comparison weighs, and what a sum of weights means: same, ask, or nothing.

A weight is a log2 Bayes factor: log2(m / u), with m how often the level is seen in two records of one thing and u how often in two records
of different things that were compared at all. +3 is eight times likelier when they are one; -3 eight times likelier when they are not.

The table below stands until a model is trained. Its m come from how often people and systems write one thing in two ways (slips of the
pen about 1 in 30, short forms 1 in 15, a field left out does not count), its u from how many different values there are: a surname
with a given name about 1 in 2,000 among records that share a blocking key, a telephone number 1 in 100, a town 1 in 4, a birth date 1 in 2,000 (a wrong digit in it 1 in 20 as often), a house 1 in 60. The prior is of a
pair that shares a blocking key. ``kingpost train`` replaces the table by weights estimated from one's own records (train.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from kingpost.identity.comparisons import compare, hopeless
from kingpost.identity.profiles import Profile
from kingpost.toolbox.sql import rows

SAME, ASK = "same", "unsure"
ASKED = frozenset(
    {
        "name:begins alike",
        "group:only on one side",
        "group:different",
        "generation:only on one side",
        "generation:different",
    }
)
"""Levels that leave a question, whatever else agrees: companies of one group share a house, a telephone and a domain, father and son a firm and its telephone."""


class Kind(msgspec.Struct, frozen=True):
    """The weights of one kind of thing. A sum of ``same`` or more joins, of ``ask`` or more is asked about."""

    prior: float
    same: float
    ask: float
    weights: dict[str, float]


DEFAULT: Mapping[str, Kind] = {
    "person": Kind(-9, 5, 3, {
        "name:equal": 11, "name:short form": 10, "name:initial": 9, "name:swapped": 10, "name:slip": 9, "name:slips": 5.5, "name:surname only": 3, "name:given name only": 1.5,
        "name:two spellings": 7, "name:variant": 7.5, "name:part of the surname": 7, "name:former name": 8, "name:new surname": -1, "name:another given name": -8, "name:different": -14, "surname:common": -1.5, "middle name:different": -3, "generation:different": -16, "generation:only on one side": -2,
        "mailbox:equal": 14, "mailbox:a slip": 7, "mailbox:former": 9, "mailbox:same before the @": 3.5, "mailbox:different at one domain": -16, "mailbox:another at one domain": -3, "mailbox:written another way": -3.5,
        "mailbox:different companies": -2, "mailbox:one private, one of a company": -0.5, "mailbox:different private": -2,
        "mobile:equal": 8, "mobile:different": -3, "phone:equal": 4.5, "phone:of the organisation": 1, "phone:different": -0.5,
        "organisation:same": 5, "organisation:alike": 3, "organisation:moved": -2, "organisation:different": -5, "employment:one ended before the other began": 4, "title:equal": 2.5, "title:different": -1, "city:equal": 1, "city:different": -0.5,
        "born:equal": 11, "born:one slip apart": 6, "born:different": -6, "postcode:equal": 2, "postcode:different": -0.5, "address:equal": 6, "address:same street": 2.5, "address:different": -0.5, "staff:one of ours, one not": -5, "system:same": -3,
    }),
    "client": Kind(-7, 4, 2, {
        "name:equal": 12, "name:other order": 10, "name:written apart": 9.5, "name:mistyped": 11, "name:slip": 9, "name:two spellings": 9, "name:initials": 5, "name:part of the other": 4.5,
        "name:former name": 9, "name:alike": 3, "name:named like the domain": 9, "name:begins alike": -2.5, "name:different": -5, "number:different": -10, "group:only on one side": -2, "group:different": -2,
        "vat:equal": 16, "vat:one slip apart": 4, "vat:different": -16, "registration:equal": 16, "registration:equal, court not said": 6, "registration:one slip apart": 3,
        "registration:different": -16, "domain:equal": 13, "domain:same name, other ending": 4, "domain:a slip": 4, "domain:former": 7, "domain:different": -6,
        "country:same": 0.3, "country:different": -16, "place in the name:different": -16, "place in the name:only on one side": -15, "phone:equal": 6, "phone:different": -1, "postcode:equal": 3.5, "postcode:different": -1.5,
        "city:equal": 2, "city:different": -3, "address:equal": 3, "address:same street": 3, "address:different": -0.5, "system:same": -2,
    }),
    "project": Kind(-8, 4, 2, {
        "name:equal": 9, "name:other order": 8.5, "name:written apart": 8.5, "name:mistyped": 8.5, "name:slip": 7.5, "name:two spellings": 7.5, "name:initials": 3, "name:part of the other": 6,
        "name:alike": 5, "name:different": -5, "number:different": -12, "number:only on one side": -3,
        "code:equal": 10, "code:different in one series": -14, "code:of another series": 0,
        "organisation:same": 5, "organisation:alike": 2, "organisation:different": -12, "owner:equal": 1, "owner:different": -0.5,
        "dates:equal": 3, "dates:different": -2, "system:same": -3,
    }),
}  # fmt: skip


class Scored(NamedTuple):
    """What a comparison came to: the levels, their sum with the prior in bits, and same, unsure or nothing."""

    levels: list[str]
    weight: float
    verdict: str


NOTHING = Scored([], 0.0, "")


def score(a: Profile, b: Profile, model: Mapping[str, Kind]) -> Scored:
    """Compare two records of one kind. Levels the model does not know weigh nothing."""
    if hopeless(a, b):
        return NOTHING
    kind = model[a.kind]
    levels = compare(a, b)
    weight = kind.prior + sum([kind.weights.get(level, 0.0) for level in levels])
    verdict = SAME if weight >= kind.same and ASKED.isdisjoint(levels) else ASK if weight >= kind.ask else ""
    return Scored(levels, weight, verdict)


def current() -> Mapping[str, Kind]:
    """The weights that hold: of the trained model for the kinds it covers, of the table above for the rest."""
    [(number,)] = rows("SELECT coalesce(max(id), 0) FROM identity_model WHERE withdrawn_at IS NULL")
    return numbered(number)


def numbered(number: int) -> Mapping[str, Kind]:
    """The weights of a trained model by its number; 0: the table above."""
    if not number:
        return DEFAULT
    [(said,)] = rows("SELECT weights::text FROM identity_model WHERE id = %s", [number])
    return {**DEFAULT, **msgspec.json.decode(said, type=dict[str, Kind])}


def weigh(kind: str, levels: Sequence[str], model: Mapping[str, Kind]) -> list[tuple[str, float]]:
    """Each level with its weight, as the review page lists them."""
    return [(level, model[kind].weights.get(level, 0.0)) for level in levels]

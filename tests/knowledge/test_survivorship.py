"""Which value counts: the usual rules, a person's own, and the reason each value names."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests import builders as b

from kingpost.knowledge import entities, survivorship
from kingpost.knowledge.survivorship import AGREEMENT, COMPLETE, RECENT, TRUST, Candidate, Way, choose

MARCUS = "marcus@aldgatefreight.example"
NOW = b.moment("2026-03-02 09:00")


def said(key: bytes, value: object, ago: int, system: int = 1, mention: bool = False) -> Candidate:
    return Candidate(key, system, mention, NOW - timedelta(days=ago), value)


@pytest.mark.parametrize(("way", "wins"), [
    (Way(RECENT), "London"), (Way(COMPLETE), "12 Dock Road, Tilbury"), (Way(AGREEMENT), "Tilbury"), (Way(TRUST, 2), "Tilbury"), (Way(TRUST, 9), "London"),
])  # fmt: skip
def test_each_rule_chooses_its_own(way, wins):
    candidates = [
        said(b"a", "Tilbury", 9, 2),
        said(b"b", "Tilbury", 8, 3),
        said(b"c", "12 Dock Road, Tilbury", 7, 4),
        said(b"d", "London", 1, 5),
        said(b"e", "nowhere near", 0, 6, mention=True),
    ]
    assert choose(candidates, way).value == wins
    assert choose(candidates[::-1], way).value == wins


def marcus():
    return entities.thing(b.entity("Marcus Osei", "person"), [1])


def tell(system: str, at: str, **fields) -> None:
    one = b.person("Marcus Osei", MARCUS, **fields)
    one.at = b.moment(at)
    b.tell(b.system(system), one)


@pytest.mark.django_db
def test_the_field_that_changed_last_counts_not_the_record():
    """The desk touched its entry for another reason; the number changed later in the CRM."""
    tell("desk", "2026-01-05 09:00", phone="+44 20 7946 0001", title="IT")
    tell("crm", "2026-01-06 09:00", phone="+44 20 7946 0001")
    tell("crm", "2026-02-02 09:00", phone="+44 20 7946 0002")
    tell("desk", "2026-03-02 09:00", phone="+44 20 7946 0001", title="Head of IT")
    assert (marcus().values["phone"], marcus().rule("phone")) == (
        "+44 20 7946 0002",
        "The value that changed last counts.",
    )
    assert marcus().values["title"] == "Head of IT"


@pytest.mark.django_db
def test_a_persons_rule_takes_the_place_of_the_usual_one_and_can_be_withdrawn():
    priya = b.user("priya@harrowlane.example", role="admin")
    tell("desk", "2026-01-05 09:00", phone="+44 20 7946 0001")
    tell("crm", "2026-02-02 09:00", phone="+44 20 7946 0002")
    assert marcus().values["phone"] == "+44 20 7946 0002"
    rule = survivorship.declare(priya, "person", "phone", TRUST, b.system("desk"))
    b.settle()
    assert (marcus().values["phone"], marcus().rule("phone")) == (
        "+44 20 7946 0001",
        "By your rule this system counts before the others.",
    )
    assert [(r.way, r.system) for r in survivorship.listed() if r.own] == [(TRUST, "Desk")]
    survivorship.withdraw(priya, [rule.pk])
    b.settle()
    assert marcus().values["phone"] == "+44 20 7946 0002"


@pytest.mark.django_db
def test_a_rule_needs_a_system_to_trust():
    with pytest.raises(ValueError, match="which one"):
        survivorship.declare(b.user("priya@harrowlane.example"), "person", "phone", TRUST)

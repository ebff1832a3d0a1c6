"""Which value counts: the usual rules, a person's own, and the reason each value names."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests import builders as b

from kingpost.knowledge import entities, survivorship
from kingpost.knowledge.survivorship import AGREEMENT, COMPLETE, RECENT, TRUST, Candidate, Way, choose
from kingpost.knowledge.values import DATE, EMAIL, MONEY, NAME, PHONE, STATE, TEXT

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


@pytest.mark.parametrize(("form", "one", "other", "newer"), [
    (PHONE, "+44 20 7946 0958", "020 7946 0958", "020 7946 0999"),
    (PHONE, "(020) 7946 0958", "+442079460958", "+44 20 7946 0999"),
    (PHONE, "+44 (0)20 7946 0958", "020 7946 0958", "07700 900123"),
    (PHONE, "0207 946 0958", "+44 20 79460958", "020 7946 0957"),
    (PHONE, "+44 20 7946 0958 ext 3", "020 7946 0958", "020 7946 0001"),
    (MONEY, "48000", "48000.00", "52000"),
    (MONEY, "48,000", "48000", "48500"),
    (MONEY, "£48k", "48000.00", "£52k"),
    (MONEY, "1.2 million", "1200000", "1300000"),
    (MONEY, "48.000,00", "48000", "84000"),
    (DATE, "2026-03-20", "20/03/2026", "2026-03-27"),
    (DATE, "2026-03-20", "20 March 2026", "2026-04-20"),
    (DATE, "2026-03-20T09:00:00+00:00", "2026-03-20", "2026-03-21"),
    (DATE, "2026-03-20T09:00:00+00:00", "2026-03-20T10:00:00+01:00", "2026-03-20T12:00:00+00:00"),
    (EMAIL, "Marcus@Aldgatefreight.example", "marcus@aldgatefreight.example", "femi@aldgatefreight.example"),
    (EMAIL, "<marcus@aldgatefreight.example>", "marcus@aldgatefreight.example", "m@aldgatefreight.example"),
    (NAME, "Tom Reed", "Thomas Reed", "Ben Carter"),
    (NAME, "Raman, Priya", "Priya Raman", "Noor Haddad"),
    (STATE, "Solved", "closed", "open"),
    (STATE, "In progress", "open", "done"),
    (TEXT, "Supply of 1,000 seats", "supply of 1000 seats", "Supply of 1,500 seats"),
    (TEXT, "3 racks, 2 switches", "Two switches and three racks", "3 racks"),
])  # fmt: skip
def test_what_two_systems_say_in_two_forms_outweighs_a_newer_value(form, one, other, newer):
    candidates = [said(b"a", one, 9), said(b"b", other, 8, 2), said(b"c", newer, 1, 3)]
    assert choose(candidates, Way(AGREEMENT), form).value == other
    assert choose(candidates[::-1], Way(AGREEMENT), form).value == other


@pytest.mark.parametrize(("form", "one", "other", "newer"), [
    (PHONE, "020 7946 0958", "020 7946 0957", "020 7946 0999"),
    (MONEY, "48000", "49000", "52000"),
    (MONEY, "£48k", "£49k", "£52k"),
    (DATE, "2026-03-20", "2026-03-21", "2026-03-27"),
    (DATE, "2026-03-20T09:00:00+00:00", "2026-03-20T10:00:00+00:00", "2026-03-20T11:00:00+00:00"),
    (EMAIL, "a@x.example", "b@x.example", "c@x.example"),
    (NAME, "Tom Reed", "Tim Reed", "Ben Carter"),
    (STATE, "won", "lost", "open"),
    (TEXT, "Portal, training", "Portal, hosting", "Portal"),
    ("", "London", "london", "Tilbury"),
    ("", "48000", "48000.00", "52000"),
    (PHONE, "ext 4", "ext 5", "ext 6"),
    (PHONE, "+44 20 7946 0958", "+44 161 496 0958", "+44 121 496 0958"),
    (PHONE, "0161 496 0100", "0161 496 0101", "0161 496 0102"),
    (MONEY, "48000", "4800", "480"),
    (MONEY, "1,200", "1,300", "1,400"),
    (MONEY, "£1.2m", "£1.4m", "£1.6m"),
    (DATE, "20 March 2026", "21 March 2026", "22 March 2026"),
    (EMAIL, "sales@x.example", "info@x.example", "office@x.example"),
    (NAME, "Robert Smith", "Roberta Smith", "Noor Haddad"),
    (STATE, "open", "done", "paid"),
    (TEXT, "Roof works", "Roof works not included", "Roof"),
    ("", "12 Dock Road", "14 Dock Road", "16 Dock Road"),
])  # fmt: skip
def test_where_all_say_something_else_the_newest_counts(form, one, other, newer):
    candidates = [said(b"a", one, 9), said(b"b", other, 8, 2), said(b"c", newer, 1, 3)]
    assert choose(candidates, Way(AGREEMENT), form).value == newer


@pytest.mark.django_db
def test_one_number_written_in_two_ways_is_what_most_systems_say():
    survivorship.declare(b.user("priya@harrowlane.example", role="admin"), "person", "phone", AGREEMENT)
    tell("crm", "2026-01-05 09:00", phone="+44 20 7946 0958")
    tell("desk", "2026-01-06 09:00", phone="020 7946 0958")
    tell("hr", "2026-02-02 09:00", phone="020 7946 0999")
    assert marcus().values["phone"] == "020 7946 0958"


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

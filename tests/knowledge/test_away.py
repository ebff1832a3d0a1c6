"""Whom an entry of a calendar says is away, whatever is read first."""

from __future__ import annotations

from itertools import permutations

import pytest
from tests import builders as b

from kingpost.knowledge import away
from kingpost.toolbox.sql import rows

LEA, SAM, TOM = "lea.king@harrowlane.example", "sam.fox@harrowlane.example", "tom@harrowlane.example"
PEOPLE = {
    "lea": ["Lea King"],
    "sam": ["Sam Fox"],
    "tom": ["Tom O'Brien", TOM],
    "noor": ["Noor al Haddad"],
    "may": ["May Chen"],
    "ana one": ["Ana Ruiz"],
    "ana two": ["Ana Torres"],
    "lukasz": ["Łukasz Nowak"],
    "dana": ["dana.pell@pell.example"],
    "ivan": ["Иван Петров", "", "李明"],
}
NAMED = (
    ("Lea on leave", "lea"),
    ("Lea's leave", "lea"),
    ("LEA OOO", "lea"),
    ("Annual Leave Lea", "lea"),
    ("Lea King: annual leave", "lea"),
    ("King, Lea - holiday", "lea"),
    ("L. King on leave", "lea"),
    ("Holiday: Sam Fox", "sam"),
    ("Sam & Lea off work", "lea, sam"),
    ("Sam, Lea and Tom: PTO", "lea, sam, tom"),
    ("Sam Lea PTO", "lea, sam"),
    ("Tom O’Brien sick", "tom"),
    ("Noor al Haddad away", "noor"),
    ("May on leave", "may"),
    ("Łukasz Urlaub", "lukasz"),
    ("Dana out of office", "dana"),
    ("Covering Lea's leave", "lea"),
    ("Ana Torres on leave", "ana two"),
    ("Ana on leave", ""),
    ("Leave (Lea)", "lea"),
    ("[Away] lea", "lea"),
    ("Иван OOO", "ivan"),
    ("Lea 2-6 March leave", "lea"),
)
NOBODY = (
    "Annual leave",
    "Out of office",
    "Will be away",
    "Sam Brown on leave",
    "Sam King on leave",
    "Covering Sam Brown's leave",
    "Thomas Lea on leave",
    "Leave approved by Tom",
    "Handing over to Lea, then holiday",
    "Holiday in May",
    "Leave 3 May - 10 May",
    "Holiday May 3",
    "Samantha on leave",
    "Company holiday",
    "Urlaub",
)


@pytest.mark.parametrize(("title", "who"), NAMED)
def test_a_title_names_who_is_away(title, who):
    numbers = {name: n for n, name in enumerate(PEOPLE)}
    found = away.named(title, {numbers[name]: called for name, called in PEOPLE.items()})
    assert found == {numbers[name] for name in who.split(", ") if name}


@pytest.mark.parametrize("title", NOBODY)
def test_a_title_that_names_nobody(title):
    assert away.named(title, dict(enumerate(PEOPLE.values()))) is None


def test_a_first_name_of_several_is_theirs_who_is_invited():
    people = {1: ["Ana Ruiz"], 2: ["Ana Torres"]}
    assert away.named("Ana on leave", people, [2]) == {2}
    assert away.named("Ana on leave", people, [1, 2]) == set()


def leave(title: str, invited: tuple[str, ...] = ()) -> b.Statement:
    return b.meeting(
        "leave",
        title,
        b.moment("2026-03-02 00:00"),
        list(invited),
        all_day=True,
        ends_at="2026-03-07T00:00:00+00:00",
    )


def who_is_away() -> list[str]:
    asked = """SELECT DISTINCT e.title FROM link AS l JOIN member AS m ON m.record_id = l.target_id JOIN entity AS e USING (entity_id)
               WHERE l.role = 'away' ORDER BY 1"""
    return [title for (title,) in rows(asked)]


@pytest.fixture
def places(db):
    b.everyone()
    return b.system("calendar"), b.system("staff")


def test_a_whole_team_that_is_told_of_one_persons_leave_is_not_away(places):
    calendar, staff = places
    b.tell(staff, b.staff("Lea King", LEA), b.staff("Sam Fox", SAM), b.staff("Tom Brown", TOM))
    b.tell(calendar, leave("Lea on leave", (LEA, SAM, TOM)))
    assert who_is_away() == ["Lea King"]
    b.tell(calendar, leave("Annual leave", (LEA, SAM)))
    assert who_is_away() == ["Lea King", "Sam Fox"]
    b.tell(calendar, leave("Planning", (LEA, SAM)))
    assert who_is_away() == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_who_is_named_may_be_read_before_or_after(places, order):
    calendar, staff = places
    told = [
        lambda: b.tell(calendar, leave("Lea and Ana on leave")),
        lambda: b.tell(staff, b.staff("Lea King", LEA)),
        lambda: b.tell(staff, b.staff("Ana Ruiz", "ana@harrowlane.example")),
    ]
    for n in order:
        told[n]()
    assert who_is_away() == ["Ana Ruiz", "Lea King"]
    second = b.staff("Ana Torres", "ana.torres@harrowlane.example")
    b.tell(staff, second)
    assert who_is_away() == ["Lea King"]
    b.tell(staff, gone=[second])
    assert who_is_away() == ["Ana Ruiz", "Lea King"]
    b.tell(staff, b.staff("Leah Kingsley", LEA))
    assert who_is_away() == ["Ana Ruiz"]


def test_all_of_it_may_be_read_at_once(places):
    calendar, _ = places
    b.tell(calendar, leave("Lea on leave"), b.staff("Lea King", LEA))
    assert who_is_away() == ["Lea King"]


@pytest.mark.parametrize("calendar_name", ["Lea King", LEA, "lea's calendar"])
def test_an_entry_without_invitations_is_of_whom_its_calendar_is_named_after(places, calendar_name):
    calendar, staff = places
    b.tell(staff, b.staff("Lea King", LEA), b.staff("Sam Fox", SAM))
    b.tell(calendar, leave("Annual leave"), labels=(calendar_name,))
    assert who_is_away() == ["Lea King"]


def test_an_entry_that_is_gone_makes_nobody_away(places):
    calendar, staff = places
    b.tell(staff, b.staff("Lea King", LEA))
    b.tell(calendar, leave("Lea on leave"))
    assert who_is_away() == ["Lea King"]
    b.tell(calendar, gone=[leave("Lea on leave")])
    assert who_is_away() == []

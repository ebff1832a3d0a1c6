"""Handover packs: chased until accepted; then the successor has what nobody owns while the other is away; all of it taken back."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from tests import builders as b
from tests.priorities.conftest import NOOR

from kingpost.accounts import audiences
from kingpost.priorities import handing_over, stand_ins

PORTAL = b.Statement("project", "P1", "Portal", {"name": "Portal", "status": "Active", "due_date": "2026-06-01"})
FROM, BACK = date(2026, 3, 2), date(2026, 3, 9)


def person(name: str) -> int:
    return b.entity(name, "person")


@pytest.fixture
def given(office, priya):
    """Noor owns a task due on Wednesday and is away until the 6th; Priya gives her pack to herself."""
    tracker = b.system("tracker", started_at=b.moment("2026-02-01 09:00"))
    b.tell(
        tracker,
        b.staff("Noor Haddad", NOOR),
        PORTAL,
        b.task("1", "Book the room", project="P1", due_date="2026-03-04", owner=NOOR),
    )
    b.tell(
        office,
        b.meeting(
            "m",
            "Noor Haddad: annual leave",
            b.moment("2026-03-02 00:00"),
            [NOOR],
            all_day=True,
            ends_at="2026-03-06T00:00:00+00:00",
        ),
    )
    made = handing_over.hand_over(priya, person("Noor Haddad"), person("Priya Raman"), starts_on=FROM, back_on=BACK)
    b.settle()
    return made


def test_it_is_chased_after_a_working_day_until_it_is_accepted(given, at, shown, priya):
    assert [flag.rules for flag in shown()] == [["unowned"]]
    at("2026-03-02 16:59")
    assert [flag.rules for flag in shown()] == [["unowned"]]
    at("2026-03-02 17:00")
    [flag] = [flag for flag in shown() if flag.rules == ["handover_open"]]
    assert flag.title == "Noor Haddad: the handover is not accepted"
    assert (flag.why, flag.owner) == (
        "Priya Raman prepared it for Priya Raman on 2 March; Priya Raman has not answered.",
        "Priya Raman",
    )
    handing_over.answer(priya, given.pk, accept=True)
    b.settle()
    assert shown() == []


def test_what_is_noticed_while_they_are_away_is_the_successor_s_and_theirs_again_after(given, at, shown, priya):
    handing_over.answer(priya, given.pk, accept=True)
    b.settle()
    assert shown() == []
    at("2026-03-05 09:00")
    [flag] = shown()
    assert (flag.rules, flag.owner) == (["work_due"], "Priya Raman")
    assert stand_ins.stand_ins(date(2026, 3, 5)).to(person("Priya Raman")) == [(person("Noor Haddad"), 0)]
    at("2026-03-09 08:00")
    [flag] = shown()
    assert flag.owner == "Noor Haddad"
    assert stand_ins.stand_ins(date(2026, 3, 9)).held == {}


def test_taken_back_or_declined_nobody_stands_in(given, at, shown, priya):
    handing_over.answer(priya, given.pk, accept=True)
    b.settle()
    handing_over.answer(priya, given.pk, accept=False)
    b.settle()
    assert sorted(flag.rules for flag in shown()) == [["handover_open"], ["unowned"]]
    assert any(flag.why.endswith("Somebody else is needed.") for flag in shown())
    handing_over.undo(priya, given.pk)
    b.settle()
    assert [flag.rules for flag in shown()] == [["unowned"]]


def test_only_the_successor_or_an_admin_answers_and_only_what_is_seen_is_handed_over(given, priya):
    noor = b.user(NOOR, "Noor Haddad")
    with pytest.raises(PermissionDenied):
        handing_over.answer(noor, given.pk, accept=True)
    with pytest.raises(LookupError):
        handing_over.hand_over(priya, person("Noor Haddad"), b.entity("Aldgate Freight"), starts_on=FROM)
    with pytest.raises(ValueError, match="somebody else"):
        handing_over.hand_over(priya, person("Noor Haddad"), person("Noor Haddad"), starts_on=FROM)
    with pytest.raises(PermissionDenied):
        handing_over.hand_over(
            b.user("v@harrowlane.example", role="viewer"), person("Noor Haddad"), person("Priya Raman"), starts_on=FROM
        )
    [row] = handing_over.listed(audiences.allowed(noor), FROM)
    assert (row.name, row.successor_name, row.state) == ("Noor Haddad", "Priya Raman", "waiting")


def test_a_client_s_handover_goes_before_the_general_one_and_a_ring_has_nobody():
    held = stand_ins.StandIns({(1, 0): 2, (1, 9): 3, (2, 0): 4, (6, 0): 7, (7, 0): 6})
    assert [held.of(1), held.of(1, 9), held.of(5), held.of(None), held.of(6), held.of(7)] == [
        4,
        3,
        None,
        None,
        None,
        None,
    ]

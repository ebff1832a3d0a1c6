"""From an escalated issue in a real Redmine to a decision that stands in Redmine and in a real calendar, and back again."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from tests.runtime.conftest import installed
from tests.systems import redmine_server, routine, servers

from kingpost.toolbox import process

WANTING = redmine_server.why_not() or servers.why_no_radicale()
pytestmark = [
    pytest.mark.systems,
    pytest.mark.timeout(900),
    pytest.mark.skipif(bool(WANTING), reason=f"not run: {WANTING}"),
]
CONFIRMED, READ_BACK = "confirmed by reading back", ">read back "  # a write, and its reversal


@dataclass
class House:
    office: routine.Office
    tracker: routine.Tracker
    diary: routine.Diary

    def may_write(self, kind: str) -> None:
        """In Redmine this kind only, whatever another test has switched on."""
        for each in ("task", "ticket"):
            self.office.let_write("redmine", each, on=each == kind)

    def escalate(self, title: str) -> tuple[int, str]:
        """A ticket of Callum's that Marcus raises to Urgent. Its number, and the flag it becomes."""
        number = self.tracker.case(title)
        self.tracker.change(number, "marcus", priority_id=routine.URGENT, notes="Nobody can load since six.")
        return number, self.office.flag(title)


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with routine.tracker() as tracker, routine.diary() as diary, installed(routine.Office) as office:
        office.up()
        office.sign_in()
        office.connect("redmine", "Redmine", url=tracker.server.url, key=tracker.server.key, project="depot-rollout",
                       staff_domains="harrowlane.example")  # fmt: skip
        office.connect("caldav", "Diary", url=diary.url, user="noor", password=servers.PASSWORD)
        office.let_write("diary", "meeting")
        yield House(office, tracker, diary)


def test_a_yes_is_written_to_both_proven_shown_and_undone(house: House) -> None:
    house.may_write("task")
    number, flag = house.escalate("Dock terminals at the west gate cannot sign in")
    page = house.office.get(flag)
    assert "Give it to Noor Haddad and call Marcus Osei" in page
    assert house.tracker.about(number) == [] and house.diary.calls("west gate") == [], "nothing leaves before a yes"

    house.office.approve(flag)
    house.office.wait_for(flag, CONFIRMED, 2)
    [written] = house.tracker.about(number)
    assert written["assigned_to"]["name"] == "Noor Haddad"
    assert "Noor Haddad takes this over." in house.tracker.issue(written["id"])["description"]
    [call] = house.diary.calls("west gate")
    assert f"mailto:{routine.NOOR}" in call.replace("\r\n ", "") and "Call Marcus Osei" in call
    assert "Settled" in house.office.get(flag)

    house.office.undo(flag)
    page = house.office.wait_for(flag, READ_BACK, 2)
    assert "Taken back" in page and "Suggested next step" in page, "the flag is back, with what became of the undo"
    assert house.tracker.about(number) == [] and house.diary.calls("west gate") == []
    assert house.tracker.issue(number)["assigned_to"]["name"] == "Callum Reid"


def test_a_ticket_that_may_be_written_is_handed_over_with_a_note_and_given_back(house: House) -> None:
    house.may_write("ticket")
    number, flag = house.escalate("Dock terminals at the yard gate cannot sign in")
    house.office.approve(flag)
    house.office.wait_for(flag, CONFIRMED, 2)
    held = house.tracker.issue(number)
    assert held["assigned_to"]["name"] == "Noor Haddad"
    assert "Noor Haddad takes this over." in held["journals"][-1]["notes"]
    assert house.tracker.about(number) == []

    house.office.undo(flag)
    house.office.wait_for(flag, READ_BACK, 2)
    held = house.tracker.issue(number)
    assert held["assigned_to"]["name"] == "Callum Reid" and held["journals"][-1]["details"], (
        "a note stays, the owner does not"
    )
    assert house.diary.calls("yard gate") == []


def test_killed_between_sent_and_confirmed_there_is_one_issue_and_one_entry(house: House) -> None:
    """The worker dies after Redmine took the issue and before that was noted; the next one finds it by its key."""
    house.may_write("task")
    number, flag = house.escalate("Dock terminals at the river gate cannot sign in")
    house.office.begin_again(KINGPOST_FAULT="writeback.sent:1:STOP")
    try:
        house.office.approve(flag)
        house.office.wait_until_it_stands(routine.PATIENCE)
        assert len(house.tracker.about(number)) == 1
        state = "SELECT state, written_id FROM writeback WHERE kind = 'task' ORDER BY id DESC LIMIT 1"
        assert house.office.ask(state) == [("sending", "")]
        assert "on its way" in house.office.get(flag)

        before = house.office.child("worker")["restarts"]
        house.office.kill("worker")
        assert process.wait_until(lambda: house.office.child("worker")["restarts"] > before, routine.PATIENCE)
        house.office.wait_until_it_stands(routine.PATIENCE)  # the next one has looked for the key, and stands there too
        os.kill(house.office.stopped_worker(), signal.SIGCONT)
        house.office.wait_for(flag, CONFIRMED, 2)
        assert len(house.tracker.about(number)) == 1
        assert len(house.diary.calls("river gate")) == 1
    finally:
        house.office.begin_again()

"""Who may see what a system said can change, and everything derived follows."""

from __future__ import annotations

import pytest
from tests import builders as b

from kingpost import flow
from kingpost.accounts import audiences
from kingpost.accounts.models import EVERYONE, Audience, Team
from kingpost.evidence.models import System
from kingpost.evidence.opening import open_to, people_changed
from kingpost.knowledge import finding, timelines

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter():
    """A mail in Priya's own mailbox."""
    b.own_domains("harrowlane.example")
    b.tell(b.system("crm"), b.client("Aldgate Freight", "aldgatefreight.example"))
    priya = b.user("priya@harrowlane.example")
    mailbox = b.system("priyas", audience=audiences.private(priya).pk)
    b.tell(
        mailbox,
        b.mail(
            "1@x",
            "marcus@aldgatefreight.example",
            "priya@harrowlane.example",
            "Salary review",
            b.moment("2026-03-02 08:00"),
        ),
    )
    return mailbox


def sees(email: str) -> bool:
    mine = audiences.allowed(b.user(email))
    on_timeline = bool(timelines.of_client(b.entity("Aldgate Freight"), mine))
    assert on_timeline == bool(finding.find("salary", mine))
    return on_timeline


def test_a_mailbox_that_is_widened_is_seen_by_all_and_narrowed_again_by_its_person_alone(letter):
    assert (sees("priya@harrowlane.example"), sees("noor@harrowlane.example")) == (True, False)
    open_to(letter, Audience.objects.get(pk=EVERYONE))
    flow.settle()
    assert (sees("priya@harrowlane.example"), sees("noor@harrowlane.example")) == (True, True)
    open_to(letter, audiences.private(b.user("priya@harrowlane.example")))
    flow.settle()
    assert (sees("priya@harrowlane.example"), sees("noor@harrowlane.example")) == (True, False)


def test_a_mailbox_made_private_again_while_it_is_read_shows_what_comes_then_to_its_person_alone(letter):
    open_to(letter, Audience.objects.get(pk=EVERYONE))
    reading = System.objects.get(pk=letter.pk)
    open_to(letter, audiences.private(b.user("priya@harrowlane.example")))
    note = b.mail("2@x", "marcus@aldgatefreight.example", "priya@harrowlane.example", "Salary again", b.moment("2026-03-03 08:00"))  # fmt: skip
    b.tell(reading, note)
    assert len(timelines.of_client(b.entity("Aldgate Freight"), audiences.allowed(b.user("priya@harrowlane.example")))) == 2  # fmt: skip
    assert not sees("noor@harrowlane.example")


def test_who_leaves_a_team_no_longer_sees_what_is_for_it(letter):
    team = Team.objects.create(name="Directors")
    team.members.set([b.user("priya@harrowlane.example"), b.user("noor@harrowlane.example")])
    audiences.refresh()
    open_to(letter, audiences.for_team(team))
    flow.settle()
    assert sees("noor@harrowlane.example")
    team.members.set([b.user("priya@harrowlane.example")])
    audiences.refresh()
    people_changed()
    flow.settle()
    assert (sees("priya@harrowlane.example"), sees("noor@harrowlane.example")) == (True, False)

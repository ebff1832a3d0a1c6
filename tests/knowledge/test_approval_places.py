"""Which places are found to say something about an approval: fields, the end of a long mail, and the comments of what a thread speaks of."""

from __future__ import annotations

import pytest
from tests import builders as b
from tests.knowledge.test_approvals import MARCUS, NOOR, PRIYA, comment, mailbox, only

from kingpost.knowledge.approvals import places, reading, stage
from kingpost.toolbox.sql import execute, rows

pytestmark = pytest.mark.django_db
__all__ = ["mailbox"]  # the fixture


@pytest.mark.parametrize(
    ("field", "value", "state"),
    [
        ("Approval required", "Yes", ""),
        ("Approval required", "No", ""),
        ("Requires approval", True, ""),
        ("Sign-off needed", "yes", ""),
        ("Approval due date", "2026-02-01", ""),
        ("Approved", "No", ""),
        ("Approved", "Yes", "approved"),
        ("Signed off", "true", "approved"),
        ("Approval", "Rejected", "refused"),
        ("Approval status", "Approval required", "asked"),
        ("Approved on", "2026-02-01", "approved"),
    ],
)
def test_that_a_yes_is_wanted_is_no_yes(mailbox, field, value, state):
    b.tell(b.system("desk"), b.ticket("88", "New laptop", b.moment("2026-03-02 09:00"), custom={field: value}))
    assert [one.state for one in reading.listed([1])] == ([state] if state else [])


def test_a_request_at_the_end_of_a_long_mail_is_found(mailbox):
    long = "The engineer was here on Tuesday and went through all the rooms on the first floor. " * 25
    b.tell(
        mailbox,
        b.mail(
            "1@x",
            NOOR,
            PRIYA,
            "The first floor",
            b.moment("2026-03-02 10:00"),
            body=f"{long}\n\nCould you approve the attached quotation?",
        ),
    )
    assert only().state == "asked"


def test_a_mail_about_a_ticket_leaves_what_its_comments_decided(mailbox):
    desk = b.system("desk")
    b.tell(desk, b.client("Aldgate Freight", "aldgatefreight.example", remote_id="c1"))
    b.tell(
        desk, b.ticket("4488", "New laptop", b.moment("2026-03-02 09:00"), client_id="c1", status="Awaiting approval")
    )
    b.tell(desk, comment("c1", MARCUS, "Approved, please go ahead.", on="4488"))
    assert only().state == "approved"
    told = b.mail(
        "1@x", NOOR, MARCUS, "Re: [#4488] New laptop", b.moment("2026-03-04 10:00"), body="Could you approve the order?"
    )
    b.tell(mailbox, told)
    before = [(one.place, one.state) for one in only().places]
    assert ("comment", "approved") in before
    execute("DELETE FROM approval_place WHERE place = 'mail'")  # as before it was read for the first time
    stage.work([only_mail()])
    assert [(one.place, one.state) for one in only().places] == before


def only_mail() -> int:
    return rows("SELECT entity_id FROM member AS m JOIN record AS r ON r.id = m.record_id WHERE r.kind = 'message'")[0][
        0
    ]


def said(*acts):
    """Places of the kinds and states given, an hour after each other, each mail in the thread given."""
    return [
        places.Place(n, f"r{n}", 1, kind, thread, state, state, b.moment(f"2026-03-02 {8 + n:02}:00"))
        for n, (kind, thread, state) in enumerate(acts)
    ]


@pytest.mark.parametrize("second", [1, 2], ids=["in the same thread", "in a new thread"])
def test_a_revised_quote_after_a_no_is_asked_anew(second):
    whole = places.together(said(("mail", 1, "asked"), ("mail", 1, "refused"), ("mail", second, "asked")))
    assert (whole.state, whole.asked_at.hour, whole.differs) == ("asked", 10, False)
    answered = said(
        ("mail", 1, "asked"), ("mail", 1, "refused"), ("mail", second, "asked"), ("mail", second, "approved")
    )
    assert (places.together(answered).state, places.together(answered).differs) == ("approved", False)


def test_asking_after_a_yes_asks_nothing_anew_and_a_refused_ticket_stands():
    assert (
        places.together(said(("mail", 1, "asked"), ("mail", 1, "approved"), ("mail", 1, "asked"))).state == "approved"
    )
    assert places.together(said(("mail", 1, "asked"), ("field", 9, "refused"), ("mail", 1, "asked"))).state == "refused"

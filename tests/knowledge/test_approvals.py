"""Approvals: what was asked, by whom, of whom, its state, and every place that records it."""

from __future__ import annotations

import pytest
from tests import builders as b

from kingpost import flow
from kingpost.accounts import audiences
from kingpost.connectors.base import Ref, Statement, mention_id
from kingpost.knowledge import disputes, picture, rulings
from kingpost.knowledge.approvals import reading
from kingpost.knowledge.models import Disagreement, Ruling

pytestmark = pytest.mark.django_db

MARCUS, PRIYA, NOOR = "marcus@aldgatefreight.example", "priya@harrowlane.example", "noor@harrowlane.example"


@pytest.fixture
def mailbox():
    b.own_domains("harrowlane.example")
    b.tell(
        b.system("crm"),
        b.client("Aldgate Freight", "aldgatefreight.example", remote_id="c1"),
        b.person("Marcus Osei", MARCUS),
        b.staff("Noor Haddad", NOOR),
    )
    return b.system("mail")


def row(
    state: str,
    *,
    title: str = "Statement of work: portal training, Aldgate Freight",
    number: str = "APR-7",
    decided: str = "",
) -> Statement:
    """An approval as a tracker lists it: Noor asks Priya on 2 March."""
    people = [mention_id("person", NOOR), mention_id("person", PRIYA)]
    return Statement(
        "approval", number, title, {"name": title, "state": state, "asked_at": "2026-03-02T09:00:00+00:00"} | ({"decided_at": decided} if decided else {}),
        at=b.moment("2026-03-02 09:00"), refs=[Ref("requester", "person", people[0]), Ref("owner", "person", people[1]), Ref("client", "client", "c1")],
        mentions=[b.Mention("person", people[0], "Noor Haddad", {"name": "Noor Haddad", "email": NOOR}), b.Mention("person", people[1], "Priya Raman", {"name": "Priya Raman", "email": PRIYA})],
    )  # fmt: skip


def ask(text: str = "The statement of work for the portal training is attached, could you approve it?") -> Statement:
    return b.mail(
        "1@x",
        NOOR,
        PRIYA,
        "Approval needed: statement of work Aldgate Freight",
        b.moment("2026-03-02 10:00"),
        body=text,
    )


def answer(text: str, number: str = "2@x", at: str = "2026-03-03 08:00") -> Statement:
    return b.mail(
        number,
        PRIYA,
        NOOR,
        "Re: Approval needed: statement of work Aldgate Freight",
        b.moment(at),
        body=text,
        thread="1@x",
    )


def only(seen_by: tuple[int, ...] = (1,)) -> reading.ApprovalRow:
    [found] = reading.listed(seen_by)
    return found


def test_a_row_of_a_tracker_is_an_approval(mailbox):
    b.tell(b.system("tracker"), row("waiting"))
    one = only()
    assert (one.what, one.state, one.asked_by, one.asked_of) == (
        "Statement of work: portal training, Aldgate Freight",
        "asked",
        "Noor Haddad",
        "Priya Raman",
    )
    assert one.asked_at == b.moment("2026-03-02 09:00")
    assert [(p.system, p.place, p.quote) for p in one.places] == [
        ("Tracker", "field", "Statement of work: portal training, Aldgate Freight: waiting")
    ]


def test_a_mail_asks_and_a_mail_says_yes(mailbox):
    b.tell(
        mailbox,
        b.mail(
            "1@x",
            NOOR,
            MARCUS,
            "Extra day on site",
            b.moment("2026-03-02 10:00"),
            body="Could you approve the extra day on site?",
        ),
    )
    assert (only().state, only().what, only().asked_of) == ("asked", "Extra day on site", "Marcus Osei")
    b.tell(
        mailbox,
        b.mail(
            "2@x",
            MARCUS,
            NOOR,
            "Re: Extra day on site",
            b.moment("2026-03-03 08:00"),
            body="Yes, please go ahead.\n\n> Could you approve it?",
            thread="1@x",
        ),
    )
    one = only()
    assert (one.state, one.decided_at, one.differs) == ("approved", b.moment("2026-03-03 08:00"), False)
    assert [(p.state, p.by, p.quote) for p in one.places] == [
        ("asked", "Noor Haddad", "Could you approve the extra day on site?"),
        ("approved", "Marcus Osei", "Yes, please go ahead."),
    ]


def test_who_asks_cannot_say_yes_to_it(mailbox):
    b.tell(
        mailbox,
        ask(),
        b.mail(
            "2@x",
            NOOR,
            PRIYA,
            "Re: Approval needed",
            b.moment("2026-03-02 11:00"),
            body="Approved, I hope?  You have my approval anyway.",
            thread="1@x",
        ),
    )
    assert only().state == "asked"


def test_a_yes_nobody_asked_for_is_no_approval(mailbox):
    b.tell(
        mailbox, b.mail("1@x", MARCUS, NOOR, "Lunch", b.moment("2026-03-02 10:00"), body="Please go ahead without me.")
    )
    assert reading.listed([1]) == []


def test_a_mail_and_a_row_about_the_same_are_one_approval_and_their_difference_shows(mailbox):
    b.tell(b.system("tracker"), row("waiting"))
    b.tell(mailbox, ask(), answer("Approved, go ahead."))
    one = only()
    assert (one.kind, one.state, one.differs) == ("approval", "approved", True)
    assert sorted(reading.states(one.places).values()) == ["approved", "asked"]
    b.tell(b.system("tracker"), row("approved", decided="2026-03-03T12:00:00+00:00"))
    assert (only().state, only().differs) == ("approved", False)


def test_a_row_that_says_no_and_a_mail_that_says_yes_differ(mailbox):
    b.tell(mailbox, ask(), answer("Approved, go ahead."))
    b.tell(b.system("tracker"), row("rejected", decided="2026-03-03T07:00:00+00:00"))
    assert (only().state, only().differs) == ("approved", True)


def test_a_request_by_mail_does_not_contradict_a_decision_in_the_tracker(mailbox):
    b.tell(mailbox, ask())
    b.tell(b.system("tracker"), row("approved", decided="2026-03-04T09:00:00+00:00"))
    assert (only().state, only().differs) == ("approved", False)


def test_two_alike_rows_leave_the_mail_by_itself(mailbox):
    b.tell(b.system("tracker"), row("waiting"), row("waiting", number="APR-8"))
    b.tell(mailbox, ask())
    assert {one.kind for one in reading.listed([1])} == {"approval", "message"}


def test_a_mail_that_quotes_the_row_speaks_of_it(mailbox):
    b.tell(
        b.system("tracker"),
        row("waiting"),
        row("waiting", title="Statement of work: second training, Aldgate Freight", number="APR-8"),
    )
    b.tell(mailbox, ask("Could you approve APR-8, please?"), answer("Approved."))
    states = {one.what: one.state for one in reading.listed([1])}
    assert states == {
        "Statement of work: portal training, Aldgate Freight": "asked",
        "Statement of work: second training, Aldgate Freight": "approved",
    }


def test_a_status_that_speaks_of_approval(mailbox):
    b.tell(
        b.system("tracker"), b.task("T-1", "Change window", at=b.moment("2026-03-02 09:00"), status="awaiting approval")
    )
    assert (only().state, only().places[0].place) == ("asked", "status")
    b.tell(b.system("tracker"), b.task("T-1", "Change window", at=b.moment("2026-03-05 09:00"), status="rejected"))
    assert only().state == "refused"


def test_an_ordinary_status_is_no_approval(mailbox):
    b.tell(
        b.system("tracker"),
        b.task("T-1", "Change window", status="rejected"),
        b.task("T-2", "Other", status="in progress"),
    )
    assert reading.listed([1]) == []


def test_a_custom_field_names_who_approved(mailbox):
    b.tell(
        b.system("desk"),
        b.ticket(
            "88",
            "New laptop",
            b.moment("2026-03-02 09:00"),
            custom={"Approval status": "Approved", "Approved by": "Helena Marsh"},
        ),
    )
    one = only()
    assert (one.state, one.asked_of, one.places[0].quote) == ("approved", "Helena Marsh", "Approval status: Approved")


def test_a_mail_about_a_task_that_waits_for_approval_is_one_of_its_places(mailbox):
    b.tell(
        b.system("tracker"),
        b.task("POR-9", "Change window", at=b.moment("2026-03-02 09:00"), status="awaiting approval"),
    )
    b.tell(
        mailbox,
        b.mail(
            "1@x",
            MARCUS,
            NOOR,
            "Re: [POR-9] Change window",
            b.moment("2026-03-03 09:00"),
            body="Approved, provided it is after six.",
        ),
    )
    one = only()
    assert (one.kind, one.state, one.differs) == ("task", "approved", True)
    assert [p.condition for p in one.places] == ["", "conditional"]


def test_no_and_withdrawn(mailbox):
    b.tell(mailbox, ask(), answer("I cannot approve this."))
    assert only().state == "refused"
    b.tell(
        mailbox,
        b.mail(
            "3@x",
            NOOR,
            PRIYA,
            "Re: Approval needed",
            b.moment("2026-03-04 08:00"),
            body="Understood. I withdraw the request.",
            thread="1@x",
        ),
    )
    assert only().state == "withdrawn"


def test_what_a_private_mail_says_stays_with_its_owner(mailbox):
    box = b.system("priya", audience=audiences.private(b.user(PRIYA)).pk)
    b.tell(b.system("tracker"), row("waiting"))
    b.tell(box, ask(), answer("Approved."))
    assert (only().state, len(only().places)) == ("asked", 1)
    mine = only((1, box.audience_id))
    assert (mine.state, mine.differs, len(mine.places)) == ("approved", True, 3)


def test_the_order_of_reading_does_not_matter(mailbox):
    b.tell(mailbox, answer("Approved, go ahead."))
    b.tell(b.system("tracker"), row("waiting"))
    b.tell(mailbox, ask())
    assert (only().state, only().differs, len(only().places)) == ("approved", True, 3)


def test_what_is_gone_at_the_source_is_gone_here(mailbox):
    b.tell(b.system("tracker"), row("waiting"))
    b.tell(mailbox, ask(), answer("Approved, go ahead."))
    b.tell(b.system("tracker"), gone=[row("waiting")])
    assert (only().kind, only().state, only().differs) == ("message", "approved", False)
    for one in (ask(), answer("Approved, go ahead.")):
        b.tell(mailbox, gone=[one])
    assert reading.listed([1]) == []


# --- who may decide, and what short answers say ---


@pytest.mark.parametrize(
    "text", ["Yes please.", "Sure, go ahead.", "Hi Noor, approved.", "Our CFO has approved the quote."]
)
def test_an_everyday_yes_ends_the_waiting(mailbox, text):
    b.tell(mailbox, ask("Please approve the attached quote."))
    b.tell(mailbox, answer(text))
    assert (only().state, only().differs) == ("approved", False)


def test_a_yes_of_two_words_counts_whichever_mail_is_read_first(mailbox):
    b.tell(mailbox, answer("Yes please."))
    assert reading.listed([1]) == []
    b.tell(mailbox, ask("Please approve the attached quote."))
    assert (only().state, [p.quote for p in only().places][-1]) == ("approved", "Yes please.")


def test_yes_please_answers_the_mail_just_before_it_alone(mailbox):
    b.tell(mailbox, ask("Please approve the attached quote."), answer("What does it include?"))
    b.tell(mailbox, b.mail("3@x", NOOR, PRIYA, "Re: Approval needed", b.moment("2026-03-03 09:00"), body="The list is below. Would you like a call?", thread="1@x"))  # fmt: skip
    b.tell(mailbox, answer("Yes please.", "4@x", "2026-03-03 10:00"))
    assert only().state == "asked"


def test_who_asks_in_a_mail_about_a_waiting_ticket_does_not_decide_it(mailbox):
    b.tell(
        b.system("desk"), b.ticket("4472", "New firewall", b.moment("2026-03-02 09:00"), status="waiting for approval")
    )
    about = "Re: [#4472] New firewall"
    b.tell(mailbox, b.mail("1@x", NOOR, MARCUS, about, b.moment("2026-03-02 10:00"), body="Ticket #4472: let me know if you're happy to proceed."))  # fmt: skip
    b.tell(mailbox, b.mail("2@x", NOOR, MARCUS, about, b.moment("2026-03-02 11:00"), body="Ticket #4472: I hope this is approved. Please go ahead.", thread="1@x"))  # fmt: skip
    assert (only().kind, only().state, only().differs) == ("ticket", "asked", False)
    b.tell(mailbox, b.mail("3@x", MARCUS, NOOR, about, b.moment("2026-03-02 12:00"), body="Ticket #4472: please go ahead.", thread="1@x"))  # fmt: skip
    assert (only().state, only().differs) == ("approved", True)


def test_who_asked_by_the_tracker_does_not_decide_by_mail(mailbox):
    b.tell(b.system("tracker"), row("waiting"))
    b.tell(mailbox, b.mail("1@x", NOOR, PRIYA, "APR-7 statement of work", b.moment("2026-03-02 10:00"), body="APR-7 is approved from my side."))  # fmt: skip
    assert (only().state, only().differs) == ("asked", False)


def comment(number: str, author: str, text: str, at: str = "2026-03-03 09:00", on: str = "88") -> Statement:
    person = mention_id("person", author)
    return Statement("comment", number, text[:60], {}, text, b.moment(at), refs=[Ref("ticket", "ticket", on), Ref("author", "person", person)],
                     mentions=[b.Mention("person", person, author, {"email": author})])  # fmt: skip


def test_comments_on_a_ticket_nobody_asked_about_are_no_approval(mailbox):
    desk = b.system("desk")
    b.tell(desk, b.ticket("88", "Web shop payment fails", b.moment("2026-03-02 09:00")))
    b.tell(desk, comment("c1", MARCUS, "My card was declined when I tried to pay."))
    b.tell(desk, comment("c2", NOOR, "The change has been approved by the board.", "2026-03-03 10:00"), comment("c3", NOOR, "Please go ahead.", "2026-03-03 11:00"))  # fmt: skip
    assert reading.listed([1]) == []


def test_a_comment_that_asks_and_one_of_somebody_else_that_answers(mailbox):
    desk = b.system("desk")
    b.tell(desk, b.ticket("88", "New firewall", b.moment("2026-03-02 09:00")))
    b.tell(desk, comment("c1", NOOR, "Shall we proceed with the order?"), comment("c2", NOOR, "Approved, I think. Please go ahead.", "2026-03-03 10:00"))  # fmt: skip
    assert (only().kind, only().state) == ("ticket", "asked")
    b.tell(desk, comment("c3", MARCUS, "Please go ahead.", "2026-03-03 11:00"))
    assert (only().state, only().differs) == ("approved", False)
    assert [(p.place, p.state, p.by) for p in only().places][-1] == ("comment", "approved", "Marcus Osei")


def test_a_short_answer_in_a_comment(mailbox):
    desk = b.system("desk")
    b.tell(desk, b.ticket("88", "New firewall", b.moment("2026-03-02 09:00")))
    b.tell(desk, comment("c1", NOOR, "Shall we proceed with the order?"))
    b.tell(desk, comment("c2", MARCUS, "Yes, thanks.", "2026-03-03 10:00"))
    assert only().state == "approved"


def test_a_comment_decides_where_the_ticket_has_a_state_of_its_own(mailbox):
    desk = b.system("desk")
    b.tell(desk, b.ticket("88", "New firewall", b.moment("2026-03-02 09:00"), status="waiting for approval"))
    b.tell(desk, comment("c1", MARCUS, "We're not going ahead."))
    assert (only().state, only().differs) == ("refused", True)


# --- places that differ are a disagreement ---


def in_question() -> list[disputes.Row]:
    return disputes.listed([1])


def differing(mailbox) -> disputes.Row:
    """The tracker waits, the mail says yes."""
    b.tell(b.system("tracker"), row("waiting"))
    b.tell(mailbox, ask(), answer("Approved, go ahead."))
    [found] = in_question()
    return found


def ruled(found: disputes.Row, choice: str, **more) -> Ruling:
    made = rulings.rule(b.user(PRIYA), Disagreement.objects.get(pk=found.id), choice, **more)
    flow.settle()
    return made


def test_places_that_differ_are_a_disagreement_with_the_words_of_each(mailbox):
    found = differing(mailbox)
    assert found.title == "Whether “Statement of work: portal training, Aldgate Freight” is approved"
    assert {(side.who, side.value, side.quote) for side in found.sides} == {
        ("Tracker", "asked", "Statement of work: portal training, Aldgate Freight: waiting"),
        ("a mail", "approved", "Approved, go ahead."),
    }
    assert disputes.count([1]) == 1
    assert disputes.marks([only().id], [1])[only().id, "state"] == found.id


def test_it_closes_by_itself_when_the_tracker_follows_and_comes_back_when_it_does_not(mailbox):
    found = differing(mailbox)
    b.tell(b.system("tracker"), row("approved", decided="2026-03-03T12:00:00+00:00"))
    assert in_question() == []
    b.tell(b.system("tracker"), row("rejected", decided="2026-03-04T12:00:00+00:00"))
    assert [again.id for again in in_question()] == [found.id]


def test_what_is_ruled_is_the_state_of_the_approval_until_it_is_taken_back(mailbox):
    found = differing(mailbox)
    mail = next(place for place, side in enumerate(found.sides) if side.kind == "message")
    made = ruled(found, Ruling.SIDE, side=mail)
    assert (only().state, only().differs, in_question()) == ("approved", False, [])
    [settled] = disputes.listed([1], settled=True)
    assert [side.system for side in rulings.following(settled)] == ["Tracker"]
    rulings.withdraw(b.user(PRIYA), [made.pk])
    flow.settle()
    assert only().differs and len(in_question()) == 1


def test_a_third_state_holds_and_a_word_that_is_none_is_refused(mailbox):
    found = differing(mailbox)
    with pytest.raises(ValueError, match="approved, refused"):
        ruled(found, Ruling.THIRD, value="perhaps")
    ruled(found, Ruling.THIRD, value="Rejected")
    assert (only().state, only().differs) == ("refused", False)


def test_a_later_no_opens_it_again_and_says_what_is_new(mailbox):
    found = differing(mailbox)
    ruled(found, Ruling.SIDE, side=next(n for n, side in enumerate(found.sides) if side.kind == "message"))
    b.tell(b.system("tracker"), row("rejected", decided="2026-03-05T12:00:00+00:00"))
    [again] = in_question()
    assert (again.id, again.state, [one["now"] for one in again.news]) == (found.id, "open", ["refused"])
    assert only().differs


def test_who_may_not_read_the_mail_knows_of_no_difference(mailbox):
    box = b.system("priya", audience=audiences.private(b.user(PRIYA)).pk)
    b.tell(b.system("tracker"), row("waiting"))
    b.tell(box, ask(), answer("Approved."))
    assert disputes.listed([1]) == []
    assert len(disputes.listed([1, box.audience_id])) == 1


def test_a_task_and_a_mail_about_it_stay_in_question_when_either_is_read_again(mailbox):
    task = b.task("POR-9", "Change window", at=b.moment("2026-03-02 09:00"), status="awaiting approval")
    yes = b.mail("1@x", MARCUS, NOOR, "Re: [POR-9] Change window", b.moment("2026-03-03 09:00"), body="Approved, go ahead.")  # fmt: skip
    b.tell(b.system("tracker"), task)
    b.tell(mailbox, yes)
    [found] = in_question()
    picture.work([side.entity for side in found.sides if side.kind == "message"])
    picture.work([found.entity])
    assert [again.id for again in in_question()] == [found.id]
    assert disputes.marks([found.entity], [1])[found.entity, "status"] == found.id

"""A promise is kept with its fate, for those who may see it, whatever is read again and whatever people say about it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests import builders as b

from kingpost import flow
from kingpost.accounts import audiences
from kingpost.accounts.models import EVERYONE
from kingpost.connectors.base import Happening, Ref, Statement
from kingpost.identity import judge
from kingpost.knowledge import staff
from kingpost.knowledge.promises import reading, rulings
from kingpost.knowledge.promises.stage import key_of, work
from kingpost.knowledge.when import When
from kingpost.toolbox.sql import rows

pytestmark = pytest.mark.django_db
MARCUS, NOOR, PRIYA = "marcus@aldgatefreight.example", "noor@harrowlane.example", "priya@harrowlane.example"
NOW = b.moment("2026-03-11 09:00")
SOON = NOW + timedelta(hours=8)


@pytest.fixture
def office():
    b.own_domains("harrowlane.example")
    crm = b.system("crm")
    b.tell(crm, b.client("Aldgate Freight", "aldgatefreight.example"), b.staff("Noor Haddad", NOOR), b.staff("Priya Raman", PRIYA),
           b.person("Marcus Osei", MARCUS))  # fmt: skip
    return b.system("mail")


def promised(now=NOW, seen_by=(EVERYONE,), **more):
    more = {"states": (*reading.EVERY, "dismissed")} | more
    return reading.listed(seen_by, now, now + timedelta(hours=8), **more)


def say(office, number, body, at, *, by=NOOR, to=MARCUS, thread="", **more):
    b.tell(office, b.mail(number, by, to, "Portal", b.moment(at), body=body, thread=thread, **more))


def test_both_sides_promise_and_we_know_who_and_to_whom(office):
    say(office, "1@x", "We will send you the load test report by Friday.", "2026-03-10 14:00")
    say(office, "2@x", "I'll return the signed contract by Thursday.", "2026-03-10 15:00", by=MARCUS, to=NOOR)
    theirs, ours = promised()
    assert (ours.what, ours.by, ours.to, ours.client, ours.ours) == (
        "Send the load test report",
        "Noor Haddad",
        "Marcus Osei",
        "Aldgate Freight",
        True,
    )
    assert (theirs.what, theirs.by, theirs.ours, theirs.due) == (
        "Return the signed contract",
        "Marcus Osei",
        False,
        b.moment("2026-03-13 00:00"),
    )


def test_what_we_tell_each_other_is_no_promise_to_a_client(office):
    say(office, "1@x", "I will send you the report by Friday.", "2026-03-10 14:00", to=PRIYA)
    assert promised() == []


def test_bulk_and_automatic_mail_promises_nothing(office):
    say(office, "1@x", "We will send you the report by Friday.", "2026-03-10 14:00", bulk=True)
    say(office, "2@x", "We will send you the report by Friday.", "2026-03-10 14:00", automatic=True)
    assert promised() == []


def test_open_then_at_risk_then_not_kept(office):
    say(office, "1@x", "We will send you the load test report by Friday.", "2026-03-10 14:00")
    states = [promised(b.moment(at))[0].state for at in ("2026-03-11 09:00", "2026-03-13 17:00", "2026-03-14 09:00")]
    assert states == ["open", "at_risk", "broken"]


def test_delivered_by_a_mail_confirmed_by_thanks_each_with_its_evidence(office):
    say(office, "1@x", "We will send you the load test report by Friday.", "2026-03-10 14:00")
    say(office, "2@x", "As promised, the load test report is attached.", "2026-03-12 10:00", thread="1@x")
    [one] = promised()
    assert one.state == "delivered" and "load test report is attached" in one.evidence[0].why
    say(office, "3@x", "Received, thank you.", "2026-03-12 11:00", by=MARCUS, to=NOOR, thread="1@x")
    [one] = promised()
    assert one.state == "confirmed" and [e.kind for e in one.evidence] == ["delivered", "confirmed"]


def test_a_thread_holds_together_without_its_first_mail(office):
    for first in (False, True):
        if first:
            say(office, "0@x", "Hello Marcus.", "2026-03-09 10:00")
        else:
            say(office, "1@x", "We will send you the load test report by Friday.", "2026-03-10 14:00", thread="0@x")
            say(office, "2@x", "The report is attached.", "2026-03-12 10:00", thread="0@x")
            say(office, "3@x", "Received, thank you.", "2026-03-12 11:00", by=MARCUS, to=NOOR, thread="0@x")
        assert promised()[0].state == "confirmed"


def test_an_automatic_answer_confirms_nothing(office):
    say(office, "1@x", "We will send you the load test report by Friday.", "2026-03-10 14:00")
    say(office, "2@x", "As promised, the load test report is attached.", "2026-03-12 10:00", thread="1@x")
    away = "Thank you for your message. I am away and back on Monday."
    say(office, "3@x", away, "2026-03-12 10:01", by=MARCUS, to=NOOR, thread="1@x", automatic=True)
    assert promised()[0].state == "delivered"
    say(office, "4@x", "Received, thank you.", "2026-03-12 11:00", by=MARCUS, to=NOOR, thread="1@x", in_reply_to="2@x")
    assert promised()[0].state == "confirmed"


def test_a_delivery_is_known_in_every_mailbox_that_holds_it(office):
    mine = audiences.private(b.user(PRIYA)).pk
    say(office, "1@x", "We will send you the load test report by Friday.", "2026-03-10 14:00")
    for system in (office, b.system("priya", audience=mine)):
        say(system, "2@x", "The load test report is attached.", "2026-03-12 10:00", by=PRIYA, thread="1@x")
    for seen_by in ((EVERYONE,), (EVERYONE, mine)):
        [one] = promised(seen_by=seen_by)
        assert one.state == "delivered" and len(one.evidence) == 1


@pytest.mark.parametrize("order", ["213", "132"])
def test_two_promises_of_a_kind_are_told_apart_in_whatever_order_they_are_read(office, order):
    mails = {
        "1": ("1@x", "We will send you the load test report by Friday.", "2026-03-10 14:00", ""),
        "2": ("2@x", "We will send you the load test report by Thursday.", "2026-03-09 14:00", "0@x"),
        "3": ("3@x", "The load test report is attached.", "2026-03-11 10:00", "0@x"),
    }
    say(office, "0@x", "Hello Marcus.", "2026-03-08 10:00")
    for number, body, at, thread in map(mails.get, order):
        say(office, number, body, at, thread=thread)
    assert {one.due: one.state for one in promised()} == {
        b.moment("2026-03-13 00:00"): "delivered",
        b.moment("2026-03-14 00:00"): "open",
    }


def test_a_mail_that_says_it_is_not_ready_delivers_nothing(office):
    say(office, "1@x", "We will send you the load test report by Friday.", "2026-03-10 14:00")
    say(office, "2@x", "The load test report is not finished yet.", "2026-03-12 10:00", thread="1@x")
    assert promised()[0].state == "open"


def test_a_document_with_its_name_delivers_it(office):
    say(office, "1@x", "We will send you the load test report by Friday.", "2026-03-10 14:00")
    say(office, "2@x", "See below.", "2026-03-12 10:00", thread="1@x", attachments=["Load_test_report_v2.pdf"])
    assert promised()[0].state == "delivered"


def test_a_ticket_it_was_promised_for_delivers_it_when_resolved(office):
    desk = b.system("desk")
    ticket = b.ticket("4471", "Portal access", b.moment("2026-03-09 09:00"))
    b.tell(desk, ticket)
    b.tell(
        office,
        b.mail(
            "1@x",
            NOOR,
            MARCUS,
            "[#4471] Portal access",
            b.moment("2026-03-10 14:00"),
            body="You will have access restored by Friday.",
        ),
    )
    assert promised()[0].state == "open"
    ticket.fields |= {"status": "solved", "resolved_at": "2026-03-12T10:00:00+00:00"}
    ticket.at = b.moment("2026-03-12 10:00")
    b.tell(desk, ticket)
    [one] = promised()
    assert one.state == "delivered" and one.evidence[0].why == "ticket 4471 is done"


def test_a_later_word_changes_it_and_the_older_is_kept(office):
    say(office, "1@x", "We will send you the load test report by Friday.", "2026-03-10 14:00")
    say(
        office,
        "2@x",
        "We have to move the load test report: not Friday, but 18 March.",
        "2026-03-11 14:00",
        thread="1@x",
    )
    new, old = promised()
    assert (new.state, old.state, old.replaced_by) == ("open", "changed", new.key)
    assert new.due == b.moment("2026-03-19 00:00")


def test_it_goes_with_its_mail(office):
    mail = b.mail(
        "1@x", NOOR, MARCUS, "Portal", b.moment("2026-03-10 14:00"), body="We will send you the report by Friday."
    )
    b.tell(office, mail)
    b.tell(office, gone=[mail])
    assert promised() == [] and rows("SELECT FROM promise_evidence") == []


def test_the_same_mail_in_two_mailboxes_is_one_promise(office):
    for system in (office, b.system("second")):
        say(system, "1@x", "We will send you the report by Friday.", "2026-03-10 14:00")
    assert len(promised()) == 1


def test_the_same_words_in_two_threads_are_two_promises(office):
    say(office, "1@x", "I'll send it tomorrow.", "2026-03-10 14:00")
    say(office, "2@x", "I'll send it tomorrow.", "2026-03-10 15:00")
    say(office, "3@x", "I'll send it tomorrow.", "2026-03-10 16:00", by=MARCUS, to=NOOR)
    say(office, "4@x", "Please find it attached.", "2026-03-11 09:00", thread="1@x", attachments=["Quote.pdf"])
    assert sorted((one.ours, one.state) for one in promised()) == [(False, "open"), (True, "delivered"), (True, "open")]


def test_who_is_one_of_us_is_whoever_a_person_says(office):
    by, freelance = b.user(NOOR), "lee@studio.example"
    b.tell(b.system("phones"), b.person("Lee Marsh", freelance))
    say(office, "1@x", "I'll send you the drawings by Friday.", "2026-03-10 14:00", by=freelance)
    assert promised() == [], "two people outside"
    staff.set_staff(b.entity("Lee Marsh", "person"), by, is_staff=True)
    flow.settle()
    assert [(one.ours, one.by, one.state) for one in promised()] == [(True, "Lee Marsh", "open")]
    say(office, "2@x", "The drawings are attached.", "2026-03-11 14:00", thread="1@x")
    assert [one.state for one in promised()] == ["delivered"]
    staff.set_staff(b.entity("Lee Marsh", "person"), by, is_staff=False)
    flow.settle()
    assert promised() == []


@pytest.mark.parametrize("private", [False, True])
def test_what_one_of_us_writes_on_a_ticket_is_promised_unless_it_is_private(office, private):
    wrote = "I'll send you the new plan by Thursday."
    said = Happening(b.moment("2026-03-10 15:00"), "commented", f"Noor Haddad: “{wrote}”", NOOR, private=private)
    ticket = b.ticket("4471", "Portal access", b.moment("2026-03-09 09:00"), requester=MARCUS, happenings=[said])
    ticket.body = wrote
    b.tell(b.system("desk"), b.staff("Noor Haddad", NOOR), b.person("Marcus Osei", MARCUS), ticket)
    found = [(one.ours, one.by, one.to) for one in promised()]
    assert found == ([] if private else [(True, "Noor Haddad", "Marcus Osei")])


def comment(at, who, words):
    return Happening(b.moment(at), "commented", f"wrote: “{words}”", who)


def test_what_is_promised_on_a_ticket_is_kept_on_it(office):
    said = [
        ("2026-03-10 15:00", NOOR, "I'll send you the new plan by Thursday."),
        ("2026-03-10 16:00", NOOR, "As for the car park, I'll get back to you tomorrow."),
        ("2026-03-11 10:00", MARCUS, "Any news on the new plan?"),
        ("2026-03-11 11:00", NOOR, "The second car park can be used from Monday, the gate code is 4471."),
        ("2026-03-11 12:00", NOOR, "The new plan is attached."),
        ("2026-03-11 13:00", MARCUS, "Received the new plan, thank you."),
    ]
    states = []
    for many in range(2, len(said) + 1):
        ticket = b.ticket("4471", "Portal access", b.moment("2026-03-09 09:00"), requester=MARCUS, happenings=[comment(*one) for one in said[:many]])  # fmt: skip
        ticket.body = "\n\n".join(words for *_, words in said[:many])
        b.tell(b.system("desk"), b.staff("Noor Haddad", NOOR), b.person("Marcus Osei", MARCUS), ticket)
        states.append({one.what.split()[0]: one.state for one in promised(b.moment("2026-03-11 14:00"))})
    assert [one["Send"] for one in states] == ["open", "open", "open", "delivered", "confirmed"]
    assert [one["Get"] for one in states] == ["open", "open", "delivered", "delivered", "delivered"]


def drop(office, number):
    """The mail is deleted in its mailbox."""
    b.tell(office, gone=[Statement("message", number, "")])


def test_a_deleted_mail_keeps_no_promise_and_changes_none(office):
    say(office, "1@x", "We will send you the load test report by Friday.", "2026-03-10 14:00")
    say(office, "2@x", "The load test report is attached.", "2026-03-10 15:00", thread="1@x")
    say(office, "3@x", "Received, thank you.", "2026-03-10 16:00", by=MARCUS, to=NOOR, thread="1@x")
    assert [one.state for one in promised()] == ["confirmed"]
    drop(office, "3@x")
    assert [one.state for one in promised()] == ["delivered"]
    drop(office, "2@x")
    assert [one.state for one in promised()] == ["open"]
    say(office, "4@x", "We have to move the load test report to 20 March.", "2026-03-10 17:00", thread="1@x")
    assert sorted(one.state for one in promised()) == ["changed", "open"]
    drop(office, "4@x")
    assert [one.state for one in promised()] == ["open"]


def test_what_only_a_deleted_mail_made_doubtful_is_judged_again(office):
    say(office, "1@x", "We will fix the login by Friday.", "2026-03-10 14:00")
    say(office, "2@x", "Could you also change the logo for us?", "2026-03-10 15:00", by=MARCUS, to=NOOR, thread="1@x")
    say(office, "3@x", "Fixed.", "2026-03-10 16:00", thread="1@x")
    assert [one.state for one in promised()] == ["open"], "it may be about the logo"
    drop(office, "2@x")
    assert [one.state for one in promised()] == ["delivered"]


def test_who_is_one_of_us_is_whoever_a_list_of_staff_says(office):
    freelance = "lee@studio.example"
    lee = b.staff("Lee Marsh", freelance)
    say(office, "1@x", "I'll send you the drawings by Friday.", "2026-03-10 14:00", by=freelance)
    wrote = "I'll send you the new plan by Thursday."
    said = Happening(b.moment("2026-03-10 15:00"), "commented", f"Lee Marsh: “{wrote}”", freelance)
    desk, ticket = b.system("desk"), b.ticket("4471", "Portal access", b.moment("2026-03-09 09:00"), client_id="Aldgate Freight", requester=MARCUS, happenings=[said])  # fmt: skip
    ticket.body = wrote
    b.tell(desk, ticket, b.client("Aldgate Freight", "aldgatefreight.example"), b.person("Lee Marsh", freelance))
    assert [one.ours for one in promised()] == [False], "a comment of somebody outside"
    b.tell(b.system("hr"), lee)
    assert sorted((one.ours, one.by, one.what) for one in promised()) == [(True, "Lee Marsh", "Send the drawings"), (True, "Lee Marsh", "Send the new plan")]  # fmt: skip
    b.tell(b.system("hr"), b.person("Lee Marsh", freelance, staff=False))
    assert [one.ours for one in promised()] == [False]
    b.tell(b.system("hr"), lee)
    b.tell(b.system("hr"), gone=[lee])
    assert [one.ours for one in promised()] == [False], "the list does not name them any more"


def test_somebody_told_apart_from_one_of_us_promises_for_themselves(office):
    b.tell(
        b.system("hr"), b.staff("Lee Marsh", "lee@studio.example", emails=["lee@studio.example", "lee@marsh.example"])
    )
    say(office, "1@x", "I'll send you the drawings by Friday.", "2026-03-10 14:00", by="lee@marsh.example")
    assert [one.ours for one in promised()] == [True]
    [(other,)] = rows("SELECT record_id FROM match_key WHERE key = 'email:lee@marsh.example' AND record_id NOT IN (SELECT record_id FROM match_key WHERE key = 'email:lee@studio.example')")  # fmt: skip
    judge.split(b.entity("Lee Marsh", "person"), other, b.user(PRIYA, role="admin"))
    flow.settle()
    assert promised() == []


def test_somebody_at_our_domain_who_is_not_one_of_us_promises_for_themselves(office):
    say(office, "1@x", "I'll send you the drawings by Friday.", "2026-03-10 14:00", to=PRIYA)
    assert promised() == []
    staff.set_staff(b.entity("Noor Haddad", "person"), b.user(PRIYA), is_staff=False)
    flow.settle()
    assert [(one.ours, one.by) for one in promised()] == [(False, "Noor Haddad")]


def test_delivery_in_a_private_mailbox_is_known_to_its_owner_alone(office):
    priya = b.user(PRIYA)
    mine = audiences.private(priya).pk
    say(office, "1@x", "We will send you the load test report by Friday.", "2026-03-10 14:00")
    say(b.system("priya", audience=mine), "2@x", "The load test report is attached.", "2026-03-12 10:00", by=PRIYA)
    assert promised()[0].state == "open"
    assert promised(seen_by=(EVERYONE, mine))[0].state == "delivered"


def test_a_promise_in_a_private_mailbox_is_seen_by_its_owner_alone(office):
    mine = audiences.private(b.user(PRIYA)).pk
    say(b.system("priya", audience=mine), "1@x", "We will send you the report by Friday.", "2026-03-10 14:00", by=PRIYA)
    assert promised() == [] and len(promised(seen_by=(EVERYONE, mine))) == 1


def test_what_people_say_holds_after_every_sync_and_is_undone(office):
    by = b.user(NOOR)
    say(office, "1@x", "We will send you the report by Friday.", "2026-03-10 14:00")
    [one] = promised()
    made = rulings.rule(by, one.record, one.words, "dismissed")
    say(office, "1@x", "We will send you the report by Friday.", "2026-03-10 14:00", labels=["again"])
    [again] = promised()
    assert (again.key, again.state) == (one.key, "dismissed") and promised(states=reading.EVERY) == []
    assert reading.trust([EVERYONE]).share == 0
    rulings.withdraw(by, [made.pk])
    assert promised()[0].state == "open"


BOTH = "I'll send the quote by Wednesday, and we'll ship the kit by Friday."


def test_two_promises_in_one_sentence_are_two_rows_each_with_its_own_fate(office):
    say(office, "1@x", BOTH, "2026-03-10 14:00")
    quote, kit = promised()
    assert (quote.words, quote.due) == ("I'll send the quote by Wednesday", b.moment("2026-03-12 00:00"))
    assert (kit.words, kit.due) == ("we'll ship the kit by Friday.", b.moment("2026-03-14 00:00"))
    say(office, "2@x", "The quote is attached.", "2026-03-11 08:00", thread="1@x")
    assert {one.what: one.state for one in promised()} == {"Send the quote": "delivered", "Ship the kit": "open"}
    rulings.rule(b.user(PRIYA), kit.record, kit.words, "dismissed", key=kit.key)
    assert {one.what: one.state for one in promised()} == {"Send the quote": "delivered", "Ship the kit": "dismissed"}


def test_what_was_said_of_a_sentence_stays_with_the_promise_it_was_known_by(office):
    say(office, "1@x", BOTH, "2026-03-10 14:00")
    record = promised()[0].record
    made = rulings.rule(b.user(PRIYA), record, BOTH, "corrected", what="The quote for Leeds", due_on=date(2026, 3, 12))
    quote, kit = promised()
    assert (quote.what, quote.due, quote.verdict) == ("The quote for Leeds", b.moment("2026-03-13 00:00"), "corrected")
    assert (kit.what, kit.verdict) == ("Ship the kit", "")
    assert quote.key == key_of(rows("SELECT key::text FROM record WHERE id = %s", [record])[0][0], BOTH)
    [before, _] = promised(when=When(b.moment("2030-01-01 00:00")))
    assert before.verdict == "corrected"
    rulings.withdraw(made.by, [made.pk])
    assert promised()[0].what == "Send the quote"


def test_a_correction_of_the_words_leaves_the_time_of_day(office):
    by = b.user(NOOR)
    say(office, "1@x", "We will send you the report on Friday by 3 pm.", "2026-03-10 14:00")
    [one] = promised()
    assert one.due == b.moment("2026-03-13 15:00")
    rulings.rule(by, one.record, one.words, "corrected", what="Yearly report", due_on=date(2026, 3, 13))
    assert promised()[0].due == one.due
    rulings.rule(by, one.record, one.words, "corrected", what="Yearly report", due_on=date(2026, 3, 14))
    assert promised()[0].due == b.moment("2026-03-15 00:00")


def test_a_correction_and_an_addition(office):
    by = b.user(NOOR)
    say(office, "1@x", "We will send you the report by Friday.", "2026-03-10 14:00")
    [one] = promised()
    rulings.rule(by, one.record, one.words, "corrected", what="Yearly report", due_on=date(2026, 3, 20))
    [corrected] = promised()
    assert (corrected.what, corrected.due, corrected.words) == (
        "Yearly report",
        b.moment("2026-03-21 00:00"),
        one.words,
    )
    client = rulings.anchor(b.entity("Aldgate Freight"), [EVERYONE])
    rulings.rule(by, client, "Two floor-walkers", "added", what="Two floor-walkers", due_on=date(2026, 3, 30))
    assert {(p.what, p.client) for p in promised(client=b.entity("Aldgate Freight"))} == {
        ("Yearly report", "Aldgate Freight"),
        ("Two floor-walkers", "Aldgate Freight"),
    }
    with pytest.raises(LookupError):
        rulings.withdraw(b.user(PRIYA), [1_000_000])


def test_the_stage_comes_to_rest(office):
    say(office, "1@x", "We will send you the load test report by Friday.", "2026-03-10 14:00")
    say(office, "2@x", "The load test report is attached.", "2026-03-12 10:00", thread="1@x")
    everything = [entity for (entity,) in rows("SELECT DISTINCT entity_id FROM member")]
    assert all(not list(refs) for refs in work(everything).values())


@pytest.mark.parametrize("kind", ["agreement", "document"])
def test_what_is_written_in_an_agreement_or_a_document_is_promised_too(office, kind):
    words = "We will deliver the load test report by 18 March 2026."
    written = Statement(kind, "d1", "Portal", {"name": "Portal"}, at=b.moment("2026-03-10 09:00"), refs=[Ref("client", "client", "Aldgate Freight")], body=words)  # fmt: skip
    b.tell(b.system("crm"), written)
    [one] = promised()
    assert (one.kind, one.words, one.ours, one.client, one.state) == (kind, words, True, "Aldgate Freight", "open")
    assert one.due == b.moment("2026-03-19 00:00")
    say(office, "2@x", "Here is the load test report.", "2026-03-12 10:00", attachments=["Load_test_report.pdf"])
    assert promised()[0].state == "delivered"


def test_a_promise_as_it_stood_on_an_earlier_day(office):
    say(office, "1@x", "We will send you the load test report by Friday.", "2026-03-10 14:00")
    say(office, "2@x", "Here is the load test report.", "2026-03-12 10:00", thread="1@x")
    assert [one.state for one in promised()] == ["delivered"]
    before, between = b.moment("2026-03-10 09:00"), b.moment("2026-03-11 09:00")
    assert promised(before, when=When(before)) == []
    assert [one.state for one in promised(between, when=When(between))] == ["open"]
    assert promised(between, when=When(between, between)) == [], "nothing had been read by then"


def test_what_is_said_of_the_longest_sentence_holds_too(office):
    say(
        office,
        "1@x",
        f"We will send you the report on {'the warehouse and ' * 28}the yard by Friday.",
        "2026-03-10 14:00",
    )
    [long] = promised()
    assert len(long.words) > 500
    rulings.rule(b.user("noor@harrowlane.example"), long.record, long.words, "dismissed")
    assert [one.state for one in promised()] == ["dismissed"]


def test_what_was_added_before_in_the_same_words_is_another_promise(office):
    by, client = b.user(NOOR), rulings.anchor(b.entity("Aldgate Freight"), [EVERYONE])
    rulings.rule(by, client, "Two floor-walkers", "added", due_on=date(2026, 3, 30))
    [first] = promised()
    delivered = rulings.rule(by, client, first.words, "delivered", key=first.key)
    again = rulings.rule(by, client, "Two floor-walkers", "added", due_on=date(2026, 4, 30))
    assert sorted(one.state for one in promised()) == ["delivered", "open"]
    [second] = promised(states=reading.OPEN)
    rulings.rule(by, client, second.words, "dismissed", key=second.key)
    assert sorted(one.state for one in promised()) == ["delivered", "dismissed"]
    rulings.withdraw(by, [again.pk])
    assert [one.state for one in promised()] == ["delivered"], "what was said of the other one is not said of this"
    rulings.withdraw(by, [delivered.pk])
    assert [one.state for one in promised()] == ["open"]


def test_what_is_said_of_one_copy_of_a_mail_holds_for_all(office):
    priya = b.user(PRIYA)
    mine = audiences.private(priya).pk
    for system in (office, b.system("priya", audience=mine)):
        say(system, "1@x", "We will send you the report by Friday.", "2026-03-10 14:00", by=PRIYA)
    [one] = promised(seen_by=(EVERYONE, mine))
    rulings.rule(priya, one.record, one.words, "dismissed", key=one.key)
    assert [one.state for one in promised()] == ["dismissed"]

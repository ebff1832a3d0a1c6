"""A client waits: counted in our hours from the first question, ended by an answer to them, and never without an agreed time."""

from __future__ import annotations

import pytest
from tests import builders as b
from tests.priorities.conftest import MARCUS, NOOR, PRIYA

from kingpost.accounts import audiences
from kingpost.connectors.base import Happening
from kingpost.knowledge import business
from kingpost.priorities import reading

AT = b.moment


def ask(office, number="1@x", at="2026-03-02 10:00", **more):
    b.tell(
        office,
        b.mail(number, MARCUS, PRIYA, "Portal access", AT(at), snippet="Could you set up an account for Femi?", **more),
    )


def test_nothing_is_late_before_the_agreed_hours_are_over(office, at, shown):
    at("2026-03-02 12:59")
    ask(office)
    assert shown() == []
    at("2026-03-02 13:59")
    assert [flag.rules for flag in shown()] == [["answer_at_risk"]]


def test_the_flag_comes_by_itself_when_the_agreed_hours_are_over(office, at, shown):
    at("2026-03-02 10:01")
    ask(office)
    at("2026-03-02 14:01")
    [flag] = shown()
    assert (flag.title, flag.client, flag.due) == ("Portal access", "Aldgate Freight", AT("2026-03-02 14:00"))
    assert flag.why == (
        "Marcus Osei (Head of IT) wrote at 10:00 on 2 March, not answered yet. 4 hours are agreed: an answer was due by 14:00 on 2 March."
    )
    assert "Marcus Osei (Head of IT) is waiting" in [part.says for part in flag.parts]
    assert flag.owner == "Priya Raman"
    assert not flag.before_start


def test_whoever_a_list_of_staff_names_has_answered_for_us(office, at, shown):
    freelance = "lee@studio.example"
    ask(office)
    b.tell(office, b.mail("2@x", freelance, MARCUS, "Re: Portal access", AT("2026-03-02 11:00"), thread="1@x"))
    at("2026-03-02 15:00")
    assert [flag.rules for flag in shown()] == [["client_waiting"]]
    b.tell(b.system("hr"), b.staff("Lee Marsh", freelance))
    assert shown() == []


def test_a_question_in_the_evening_waits_from_the_next_morning(office, at, shown):
    ask(office, at="2026-03-02 22:14")
    at("2026-03-03 11:59")
    assert shown() == []
    at("2026-03-03 13:00")
    assert [flag.rules for flag in shown()] == [["client_waiting"]]


@pytest.mark.parametrize(
    ("zone", "due"), [("Europe/London", "2026-03-31 11:00"), ("America/New_York", "2026-03-31 16:00")]
)
def test_a_day_off_and_the_change_of_clocks_are_passed_over(office, at, shown, zone, due):
    """Friday 27 March, an hour before we close; clocks go forward in London on Sunday, and on Monday nobody works."""
    dana = b.user("dana@harrowlane.example", "Dana Whitfield", "admin")
    business.correct("zone", zone, dana)
    business.correct("days_off", [{"on": "2026-03-30", "name": "The founders' day"}], dana)
    asked = "2026-03-27 16:00" if zone == "Europe/London" else "2026-03-27 20:00"
    at("2026-03-30 15:00")
    ask(office, at=asked)
    assert shown() == []
    at("2026-03-31 16:30")
    assert [(flag.rules, flag.due) for flag in shown()] == [(["client_waiting"], AT(due))]


def test_a_day_off_noted_late_takes_the_flag_away_again(office, at, shown):
    ask(office, at="2026-02-27 16:00")
    at("2026-03-02 15:00")
    assert [flag.rules for flag in shown()] == [["client_waiting"]]
    business.correct(
        "days_off", [{"on": "2026-03-02", "name": "Snow"}], b.user("dana@harrowlane.example", role="admin")
    )
    b.settle()
    assert shown() == []
    business.correct("days_off", None, b.user("dana@harrowlane.example"))
    b.settle()
    assert [flag.rules for flag in shown()] == [["client_waiting"]]


def test_an_answer_closes_it(office, at, shown):
    ask(office, at="2026-03-01 10:00")
    at("2026-03-02 15:00")
    assert len(shown()) == 1
    b.tell(office, b.mail("2@x", NOOR, MARCUS, "Re: Portal access", AT("2026-03-02 15:10"), thread="1@x"))
    assert shown() == []


def test_a_note_among_ourselves_is_no_answer(office, at, shown):
    ask(office, at="2026-02-27 10:00")
    b.tell(office, b.mail("2@x", PRIYA, NOOR, "Fwd: Portal access", AT("2026-02-27 10:10"), thread="1@x"))
    assert len(shown()) == 1


def test_an_automatic_reply_is_no_answer(office, shown):
    ask(office, at="2026-02-27 10:00")
    b.tell(office, b.mail("2@x", PRIYA, MARCUS, "Away", AT("2026-02-27 10:01"), thread="1@x", automatic=True))
    assert len(shown()) == 1


@pytest.mark.parametrize("machine", [{"automatic": True}, {"bulk": True}])
def test_machines_do_not_wait(office, shown, machine):
    ask(office, at="2026-02-27 10:00", **machine)
    assert shown() == []


def test_thanks_is_no_question_but_trouble_is(office, shown):
    ask(office, at="2026-02-26 10:00")
    b.tell(office, b.mail("2@x", NOOR, MARCUS, "Re: Portal access", AT("2026-02-26 11:00"), thread="1@x"))
    b.tell(
        office,
        b.mail(
            "3@x",
            MARCUS,
            NOOR,
            "Re: Portal access",
            AT("2026-02-26 12:00"),
            thread="1@x",
            snippet="Perfect, it works again. Thank you all.",
        ),
    )
    assert shown() == []
    b.tell(
        office,
        b.mail(
            "4@x",
            MARCUS,
            NOOR,
            "Re: Portal access",
            AT("2026-02-27 09:00"),
            thread="1@x",
            snippet="It happened again just now.",
        ),
    )
    assert len(shown()) == 1


def test_without_an_agreed_time_there_is_no_breach_until_one_is_agreed(office, at, priya, shown):
    b.tell(
        office,
        b.mail(
            "1@x", "anna@pellandsons.example", PRIYA, "Label printers", AT("2026-02-26 10:00"), snippet="They are down."
        ),
    )
    assert shown() == []
    business.set_terms(b.entity("Pell & Sons"), priya, answer_hours=8)
    b.settle()
    assert [flag.client for flag in shown()] == ["Pell & Sons"]


def test_strangers_do_not_wait(office, shown):
    b.tell(
        office,
        b.mail("1@x", "somebody@gmail.com", PRIYA, "Offer", AT("2026-02-26 10:00"), snippet="Would you like to buy?"),
    )
    assert shown() == []


def test_a_thread_silent_for_a_month_is_over(office, at, shown):
    ask(office, at="2026-02-26 10:00")
    [flag] = shown()
    at("2026-03-28 10:01")
    assert shown() == []
    assert reading.one(flag.id, [1]).closed_why == "ran_out", "nobody answered: nothing was settled"


def test_a_ticket_where_the_client_spoke_last(office, shown):
    b.tell(b.system("desk"), b.ticket("4471", "Portal access", AT("2026-02-25 09:00"), client_id="", requester=MARCUS,
                                      last_client_message_at="2026-02-26T09:00:00+00:00", last_our_message_at="2026-02-25T10:00:00+00:00"),
           b.person("Marcus Osei", MARCUS))  # fmt: skip
    [flag] = shown()
    assert flag.client == "Aldgate Freight"
    assert "On ticket 4471 the client wrote at 09:00 on 26 February, not answered yet" in flag.why


def on_ticket(opened: str, *said: tuple[str, str, str], **fields):
    """Ticket 71 of Marcus at the desk, with who said what on it when."""
    made = b.system("desk", started_at=AT("2026-02-01 09:00"))
    happened = [
        Happening(AT(at), "answered" if who == NOOR else "commented", f"wrote “{text}”", who, f"note {n}")
        for n, (at, who, text) in enumerate(said)
    ]
    theirs = [AT(at).isoformat() for at, who, _ in said if who != NOOR]
    ours = [AT(at).isoformat() for at, who, _ in said if who == NOOR]
    fields |= {"last_client_message_at": max(theirs)} if theirs else {}
    fields |= {"last_our_message_at": max(ours)} if ours else {}
    b.tell(made, b.person("Marcus Osei", MARCUS), b.staff("Noor Haddad", NOOR))
    b.tell(
        made, b.ticket("71", "Portal access", AT(opened), requester=MARCUS, owner=NOOR, happenings=happened, **fields)
    )


def test_on_a_ticket_the_wait_counts_from_the_opening_however_often_they_chase(office, at, shown):
    at("2026-03-02 12:59")
    on_ticket("2026-03-02 09:00", ("2026-03-02 12:30", MARCUS, "Any news?"))
    assert [flag.rules for flag in shown()] == [["answer_at_risk"]]
    at("2026-03-02 13:00")
    [flag] = shown()
    assert (flag.due, flag.title) == (AT("2026-03-02 13:00"), "Portal access")
    assert "On ticket 71 the client wrote twice, last at 12:30 on 2 March, not answered yet" in flag.why


def test_on_a_ticket_the_wait_begins_with_their_first_word_after_our_answer_but_not_with_thanks(office, at, shown):
    on_ticket(
        "2026-02-27 09:00",
        ("2026-02-27 09:30", NOOR, "Please try again."),
        ("2026-02-27 10:00", MARCUS, "Thanks, that works."),
    )
    at("2026-03-02 16:00")
    assert shown() == []
    said = (
        ("2026-02-27 09:30", NOOR, "Please try again."),
        ("2026-02-27 10:00", MARCUS, "Thanks, that works."),
        ("2026-03-02 10:00", MARCUS, "It is closed again."),
        ("2026-03-02 15:00", MARCUS, "Still closed, on every machine."),
    )
    on_ticket("2026-02-27 09:00", *said)
    [flag] = shown()
    assert flag.due == AT("2026-03-02 14:00")
    on_ticket("2026-02-27 09:00", *said, ("2026-03-02 15:30", NOOR, "We look at it now."))
    assert shown() == []


@pytest.mark.parametrize(
    ("fields", "late"),
    [
        ({}, True),
        ({"status": "new"}, True),
        ({"status": "in progress"}, False),  # somebody has begun
        ({"status": "waiting for customer"}, False),
        ({"first_response_at": "2026-03-02T09:30:00+00:00"}, False),
    ],
)
def test_a_ticket_of_an_export_without_comments_waits_from_its_opening(office, at, shown, fields, late):
    on_ticket("2026-03-02 09:00", **fields)
    at("2026-03-02 14:00")
    assert [flag.rules for flag in shown()] == ([["client_waiting"]] if late else [])
    at("2026-04-01 10:00")
    assert shown() == []


def test_a_ticket_one_of_us_opened_waits_for_nothing(office, at, shown):
    made = b.system("desk", started_at=AT("2026-02-01 09:00"))
    b.tell(made, b.client("Aldgate Freight", "aldgatefreight.example", remote_id="C1"), b.staff("Noor Haddad", NOOR))
    b.tell(made, b.ticket("72", "Move the rack", AT("2026-03-02 09:00"), client_id="C1", requester=NOOR, owner=NOOR))
    at("2026-03-03 16:00")
    assert shown() == []


def test_what_was_called_done_and_came_back_waits_from_when_it_came_back(office, at, shown):
    made = b.system("desk", started_at=AT("2026-02-01 09:00"))
    happened = [
        Happening(AT("2026-02-26 10:00"), "resolved", "resolved it", NOOR, "1"),
        Happening(AT("2026-03-02 10:00"), "reopened", "reopened it", MARCUS, "2"),
        Happening(AT("2026-03-02 10:01"), "commented", "commented “It is closed again.”", MARCUS, "3"),
    ]
    b.tell(made, b.person("Marcus Osei", MARCUS), b.staff("Noor Haddad", NOOR))
    b.tell(
        made, b.ticket("71", "Portal access", AT("2026-02-26 09:00"), requester=MARCUS, owner=NOOR, happenings=happened)
    )
    at("2026-03-02 13:00")
    assert shown() == []
    at("2026-03-02 14:01")
    assert [(flag.rules, flag.due) for flag in shown()] == [(["client_waiting"], AT("2026-03-02 14:01"))]


def test_the_same_mail_in_two_mailboxes_is_one_flag(office, shown):
    ask(office, at="2026-02-27 10:00")
    ask(b.system("second"), at="2026-02-27 10:00")
    [flag] = shown()
    assert [(s.kind, s.count) for s in flag.sources] == [("message", 1)]


def test_late_before_we_started(office, shown, priya):
    old = b.system("old", started_at=AT("2026-03-01 09:00"))
    ask(old, at="2026-02-26 10:00")
    assert shown() == []
    assert len(reading.listed(audiences.allowed(priya), before_start=True)) == 1

"""A client waits: counted in our hours from the first question, ended by an answer to them, and never without an agreed time."""

from __future__ import annotations

import pytest
from tests import builders as b
from tests.priorities.conftest import MARCUS, NOOR, PRIYA

from kingpost.accounts import audiences
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
    assert "On ticket 4471 the client wrote last" in flag.why


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

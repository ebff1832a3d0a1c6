"""The ledger of what came in: its numbers add up, equal their lists, and stay within what a reader may see."""

from __future__ import annotations

from tests import builders as b
from tests.priorities.conftest import MARCUS, NOOR, PRIYA

from kingpost.accounts import audiences
from kingpost.priorities import answers, hindsight, ledger
from kingpost.priorities.models import HeldBack
from kingpost.toolbox import clock

AT = b.moment
SINCE = AT("2026-02-27 17:00")


def test_everything_since_work_ended_is_accounted_for(office, priya, shown):
    b.tell(
        b.system("desk", started_at=AT("2026-02-01 09:00")),
        b.ticket("4471", "Portal access failing", AT("2026-02-20 09:00"), escalated=True),
    )
    b.tell(
        office,
        b.mail("old@x", MARCUS, PRIYA, "Before that", AT("2026-02-27 16:00"), snippet="Could you?"),
        b.mail("1@x", MARCUS, PRIYA, "Portal access [#4471]", AT("2026-03-01 22:14"), snippet="Who is on this?"),
        b.mail("2@x", MARCUS, PRIYA, "Re: Portal access [#4471]", AT("2026-03-02 06:58"), thread="1@x", snippet="Who?"),
        b.mail("3@x", "news@shop.example", PRIYA, "Offers", AT("2026-03-01 10:00"), bulk=True),
        b.mail("4@x", "robot@shop.example", PRIYA, "Backup done", AT("2026-03-01 11:00"), automatic=True),
        b.mail("5@x", NOOR, MARCUS, "Plan", AT("2026-03-01 12:00")),
        b.mail("6@x", "stranger@else.example", PRIYA, "Hello", AT("2026-03-01 13:00")),
        b.mail("7@x", MARCUS, PRIYA, "Thanks", AT("2026-03-02 07:00"), snippet="All good."),
        b.mail("later@x", MARCUS, PRIYA, "Tomorrow", AT("2026-03-03 07:00"), snippet="Not yet."),
    )
    seen_by, now = audiences.allowed(priya), clock.now()
    counted = ledger.since(seen_by, SINCE, now)
    assert (counted.came_in, counted.grouped, counted.not_shown, counted.flags) == (7, 2, 5, 1)
    held_back = ledger.not_shown(seen_by, SINCE, now)
    assert len(held_back) == counted.not_shown
    assert {row.title: row.reason for row in held_back} == {
        "Offers": "sent to many",
        "Backup done": "written by a system",
        "Plan": "done by us",
        "Hello": "from nobody we work for",
        "Thanks": "in order: no rule found anything in it",
    }
    assert {row.client for row in held_back} <= {"", "Aldgate Freight"}, "no domain that only wrote to us is a client"
    assert ledger.not_shown(seen_by, SINCE, now, limit=2, offset=4) == held_back[4:]


def test_what_comes_after_a_snooze_ended_was_not_put_aside(office, at, priya, shown):
    desk, seen_by = b.system("desk", started_at=AT("2026-02-01 09:00")), audiences.allowed(priya)
    at("2026-03-02 11:00")
    b.tell(desk, b.ticket("4471", "Lift stuck", AT("2026-03-02 10:00"), escalated=True, owner_name="Noor Haddad"))
    [flag] = shown()
    answers.answer(priya, flag.id, "snoozed", until=AT("2026-03-04 09:00"))
    at("2026-03-03 11:00")
    b.tell(desk, b.ticket("4471", "Lift stuck", AT("2026-03-02 10:00"), owner_name="Noor Haddad"))
    b.tell(office, b.mail("1@x", NOOR, MARCUS, "Lift [#4471]", AT("2026-03-03 10:30"), snippet="All good."))
    at("2026-03-12 10:00")
    b.tell(office, b.mail("2@x", NOOR, MARCUS, "Doors [#4471]", AT("2026-03-12 09:30"), snippet="All good."))
    found = {row.title: row.reason for row in ledger.not_shown(seen_by, AT("2026-03-03 09:00"), clock.now())}
    assert found["Lift [#4471]"] == "put aside by somebody"
    assert found["Doors [#4471]"] == "done by us"
    at("2026-03-13 00:30")
    hindsight.night(clock.now())
    assert [held.why for held in HeldBack.objects.all()] == ["done by us"]


def test_a_mail_in_two_mailboxes_came_in_once_and_a_private_one_only_for_its_reader(office, priya):
    both = b.mail("1@x", MARCUS, PRIYA, "Plan", AT("2026-03-01 22:14"), snippet="Fine.")
    b.tell(office, both)
    b.tell(b.system("second"), both)
    b.tell(
        b.system("priyas", audience=audiences.private(priya).pk),
        b.mail("2@x", MARCUS, PRIYA, "Quietly", AT("2026-03-01 23:00"), snippet="Fine."),
    )
    now = clock.now()
    assert ledger.since(audiences.allowed(priya), SINCE, now).came_in == 2
    assert ledger.since(audiences.allowed(b.user(NOOR)), SINCE, now).came_in == 1
    assert ledger.since([], SINCE, now).came_in == 0

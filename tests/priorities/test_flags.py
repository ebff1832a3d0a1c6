"""Flags: what belongs together is one, each explains itself and its rank, and each reader sees what their evidence supports."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from tests import builders as b
from tests.priorities.conftest import FEMI, MARCUS, NOOR, PRIYA

from kingpost.accounts import audiences
from kingpost.connectors.base import Happening, Ref, Statement, mention_id
from kingpost.identity import judge
from kingpost.priorities import answers, explain, notice, reading
from kingpost.priorities.ranking import Part, Sum
from kingpost.toolbox.sql import rows

AT = b.moment


def desk_ticket(number="4471", subject="Portal access failing: sign-in loops", **fields):
    back = Happening(AT("2026-03-01 19:40"), "reopened", "reopened it", FEMI, "r2")
    return b.ticket(number, subject, AT("2026-02-26 08:50"), requester=FEMI, happenings=[back], **fields)


@pytest.fixture
def desk(office):
    desk = b.system("desk", started_at=AT("2026-02-01 09:00"))
    b.tell(desk, b.person("Femi Ade", FEMI))
    return desk


def test_a_ticket_its_mails_and_what_hangs_on_it_are_one_flag(office, desk, shown):
    b.tell(b.system("tracker"), Statement("project", "POR", "Customer portal", {"name": "Customer portal", "code": "POR"}),
           Statement("invoice", "INV-2093", "INV-2093", {"number": "INV-2093", "amount": "48000.00", "currency": "GBP", "due_date": "2026-03-27"},
                     refs=[Ref("project", "project", "POR")]))  # fmt: skip
    ticket = desk_ticket(tags=["portal", "escalated"], reopened=2, priority="high", owner=mention_id("person", NOOR))
    ticket.refs.append(Ref("project", "project", "POR"))
    b.tell(desk, ticket, Statement("project", "POR", "Customer portal", {"name": "Customer portal", "code": "POR"}))
    b.tell(office, b.mail("1@x", MARCUS, PRIYA, "Portal access [#4471]", AT("2026-03-01 22:14"), snippet="Nobody has rung back."),
           b.mail("2@x", MARCUS, PRIYA, "Re: Portal access [#4471]", AT("2026-03-02 06:58"), thread="1@x", snippet="Who is on this?"))  # fmt: skip
    [flag] = shown()
    assert (flag.title, flag.client, flag.kind) == ("Portal access failing: sign-in loops", "Aldgate Freight", "ticket")
    assert flag.why == (
        "Ticket 4471 is escalated and was reopened twice; Marcus Osei (Head of IT) writes in person: they ask who answers for it and nothing came; "
        "and one more reason."
    )
    assert "£48,000 hang on it (invoice INV-2093)" in [part.says for part in flag.parts]
    assert flag.score == pytest.approx(sum(part.points for part in flag.parts), abs=0.01)
    assert flag.rank_why
    assert [(s.kind, s.label, s.count) for s in flag.sources if s.kind != "invoice"] == [
        ("ticket", "4471", 1),
        ("message", "", 2),
    ]
    assert [s.label for s in flag.sources if s.kind == "invoice"] == ["INV-2093"]
    assert {s.rule for s in reading.signals(flag.id, [1])} == {"escalation", "client_waiting"}


def test_many_reasons_are_one_sentence_and_a_count():
    def of(rule, says, **facts):
        return SimpleNamespace(rule=rule, key="", says=says, facts=facts, due=None, since=AT("2026-03-02 09:00"))

    quoted = "Marcus Osei writes: “Third morning nobody can sign in. We open at eight. Who is on this?”"
    said = [of("escalation", "Ticket 4471 is escalated."), of("tone", quoted), of("tone", "The client writes on ticket 4471: it stands still."),
            of("unfamiliar", "Ticket 4471 is of a kind we never saw before.")]  # fmt: skip
    assert explain.why(said) == f"Ticket 4471 is escalated; {quoted.removesuffix('.')}; and two more reasons."
    assert explain.why(said[1:2]) == quoted, "a single reason stands as it is"
    assert explain.why(said[:2]) == f"Ticket 4471 is escalated; {quoted}"
    waits = of("client_waiting", "On ticket 4498 the client asked on Monday, not answered yet.")
    assert explain.why([said[2], waits]).endswith(
        "it stands still; on ticket 4498 the client asked on Monday, not answered yet."
    )
    long = of("tone", f"Sam writes. {'He is cross about the phones. ' * 8}")
    assert explain.why([long, said[2]]) == "Sam writes; the client writes on ticket 4471: it stands still."


def test_a_mail_without_a_number_joins_the_ticket_it_sounds_like(office, desk, shown):
    b.tell(desk, desk_ticket(escalated=True))
    b.tell(office, b.mail("1@x", MARCUS, PRIYA, "Portal access failing again, sign-in loops", AT("2026-02-26 10:00"), snippet="Who is on this?"),
           b.mail("2@x", MARCUS, PRIYA, "Quote for a second site", AT("2026-02-26 10:00"), snippet="Could you send one?"))  # fmt: skip
    assert sorted(flag.title for flag in shown()) == ["Portal access failing: sign-in loops", "Quote for a second site"]


def test_a_ticket_about_to_run_out_and_then_running_out(office, desk, at, shown):
    b.tell(desk, desk_ticket(due_at="2026-03-02T16:00:00+00:00", owner=mention_id("person", NOOR)))
    at("2026-03-02 13:59")
    assert shown() == []
    at("2026-03-02 14:00")
    [flag] = shown()
    assert flag.why == "Ticket 4471 is due by 16:00 on 2 March."
    early = flag.score
    at("2026-03-02 16:00")
    [flag] = shown()
    assert flag.why == "Ticket 4471 was due by 16:00 on 2 March."
    assert flag.score > early


def test_it_closes_itself_when_its_cause_is_gone_and_opens_under_the_same_address(office, desk, shown):
    b.tell(desk, desk_ticket(escalated=True))
    [flag] = shown()
    b.tell(desk, desk_ticket(escalated=True, status="solved"))
    assert shown() == []
    assert reading.one(flag.id, [1]).closed_why == "gone"
    b.tell(desk, desk_ticket(escalated=True, status="open"))
    assert [again.id for again in shown()] == [flag.id]


def test_a_deleted_ticket_takes_its_flag_with_it(office, desk, shown):
    ticket = desk_ticket(escalated=True)
    b.tell(desk, ticket)
    assert len(shown()) == 1
    b.tell(desk, gone=[ticket])
    assert shown() == []


def test_work_due_today_needs_an_owner_and_late_work_is_late_for_everyone(office, at, shown):
    tracker = b.system("tracker", started_at=AT("2026-02-01 09:00"))
    b.tell(
        tracker,
        b.staff("Noor Haddad", NOOR),
        b.task("T-1", "Firewall change", due_date="2026-03-06"),
        b.task("T-2", "Load test", due_date="2026-03-06", owner=NOOR),
    )
    assert shown() == []
    at("2026-03-06 00:00")
    assert [(flag.title, flag.rules) for flag in shown()] == [("Firewall change has no owner", ["work_due"])]
    at("2026-03-07 00:00")
    assert sorted(flag.title for flag in shown()) == ["Firewall change has no owner", "Load test is late"]


def test_late_work_under_a_milestone_is_one_flag(office, shown):
    tracker = b.system("tracker", started_at=AT("2026-02-01 09:00"))
    steps = [b.task(f"T-{n}", f"Step {n}", due_date="2026-02-27") for n in (1, 2)]
    for step in steps:
        step.refs.append(Ref("parent", "task", "M-1"))
    b.tell(tracker, b.task("M-1", "Go-live", milestone=True, due_date="2026-02-28"), *steps)
    assert [flag.title for flag in shown()] == ["Go-live: three pieces of work are late"]


@pytest.fixture
def books(office):
    books = b.system("books", started_at=AT("2026-01-01 09:00"))
    deal = Statement("agreement", "D-1", "Customer portal", {"name": "Customer portal", "amount": "40000", "currency": "GBP", "order_reference": "AF-PO-3318"},
                     refs=[Ref("client", "client", "Aldgate Freight")])  # fmt: skip
    b.tell(books, b.client("Aldgate Freight", "aldgatefreight.example"), deal)
    return books


def invoice(number, issued, net, order="AF-PO-3318", **fields):
    return Statement("invoice", number, number, {"number": number, "issue_date": issued, "net": str(net), "amount": str(net * 1.2), "currency": "GBP",
                                                 "order_reference": order} | fields, refs=[Ref("buyer", "client", "Aldgate Freight")])  # fmt: skip


def test_an_invoice_over_what_was_agreed(books, shown):
    b.tell(books, invoice("INV-1", "2026-02-20", 40000, due_date="2026-03-20"))
    assert shown() == []
    b.tell(books, invoice("INV-2", "2026-02-25", 44000, due_date="2026-03-25"))
    [flag] = shown()
    assert flag.title == "Invoice INV-2 does not match its order"
    assert flag.why == "Invoice INV-2 does not match “Customer portal”: agreed are £40,000, it asks for £44,000 net."


def test_money_is_found_by_the_word_a_ticket_and_an_order_share(books, shown):
    b.tell(books, Statement("agreement", "D-2", "Depot handhelds", {"name": "Depot handhelds", "amount": "9000", "currency": "GBP", "order_reference": "AF-PO-1"},
                            refs=[Ref("client", "client", "Aldgate Freight")]))  # fmt: skip
    b.tell(
        books,
        invoice("INV-1", "2026-02-20", 40000, due_date="2026-03-27"),
        invoice("INV-2", "2026-02-20", 9000, order="AF-PO-1", due_date="2026-03-27"),
    )
    b.tell(
        books,
        b.ticket("4471", "Portal access failing", AT("2026-02-26 08:50"), client_id="Aldgate Freight", escalated=True),
    )
    b.tell(
        books, b.ticket("4472", "Printer on fire", AT("2026-02-26 08:50"), client_id="Aldgate Freight", escalated=True)
    )
    money = {flag.title: [part.says for part in flag.parts if part.name == "money"] for flag in shown()}
    assert money == {
        "Portal access failing": ["£48,000 are open for “Customer portal” (invoice INV-1)"],
        "Printer on fire": [],
    }


def test_an_invoice_that_breaks_the_monthly_rhythm(books, shown):
    b.tell(
        books,
        *(invoice(f"INV-{n}", f"2026-0{n}-01", 2000, paid_at=f"2026-0{n}-15") for n in (1, 2)),
        invoice("INV-0", "2025-12-01", 2000, paid_at="2025-12-20"),
    )
    b.tell(books, invoice("INV-3", "2026-02-28", 2000, due_date="2026-03-30"))
    assert shown() == []
    b.tell(books, invoice("INV-4", "2026-03-01", 2350, due_date="2026-03-30"))
    [flag] = shown()
    assert "it asks for £2,350 net, the four before it £2,000 each" in flag.why


def test_what_was_credited_voided_or_never_sent_is_not_invoiced_under_an_order(books, shown):
    """£20,000 and £30,000, of which £10,000 came back: all of the £40,000 that were agreed, and no more."""
    b.tell(
        books,
        invoice("INV-1", "2026-02-01", 20000, paid_at="2026-02-10"),
        invoice("CN-1", "2026-02-05", 10000, type="credit note"),
        invoice("INV-2", "2026-02-06", 9000, status="voided"),
        invoice("INV-3", "2026-02-07", 9000, status="draft"),
        invoice("INV-4", "2026-02-20", 30000, due_date="2026-03-20"),
    )
    assert shown() == []
    assert rows("SELECT FROM disagreement WHERE closed_at IS NULL") == []
    b.tell(books, invoice("INV-5", "2026-02-25", 1000, due_date="2026-03-25"))
    [flag] = shown()
    assert "agreed are £40,000, with it £41,000 net are invoiced" in flag.why


def test_a_credited_invoice_and_its_credit_note_take_back_once(books, shown):
    b.tell(
        books,
        invoice("INV-1", "2026-02-01", 20000, status="credited"),
        invoice("CN-1", "2026-02-05", 20000, type="credit note"),
        invoice("INV-2", "2026-02-20", 40000, due_date="2026-03-20"),
    )
    assert shown() == []
    assert rows("SELECT FROM disagreement WHERE closed_at IS NULL") == []
    b.tell(books, invoice("INV-3", "2026-02-25", 1000, due_date="2026-03-25"))
    [flag] = shown()
    assert "agreed are £40,000, with it £41,000 net are invoiced" in flag.why


def test_a_credit_note_breaks_no_monthly_rhythm(books, shown):
    b.tell(
        books,
        *(invoice(f"INV-{n}", f"2025-{n}-01", 2000, paid_at=f"2025-{n}-15") for n in (10, 11, 12)),
        invoice("CN-1", "2026-01-05", 500, type="credit note"),
        invoice("INV-13", "2026-02-28", 2350, due_date="2026-03-30"),
    )
    [flag] = shown()
    assert "it asks for £2,350 net, the three before it £2,000 each" in flag.why


def test_the_invoice_that_uses_up_what_was_agreed_is_flagged_however_many_came_before(books, shown):
    sums = (9000, 12000, 8000, 11000)
    b.tell(books, *(invoice(f"INV-{n}", f"2026-01-{n:02}", sum_, paid_at="2026-02-10") for n, sum_ in enumerate(sums, 1)))  # fmt: skip
    assert shown() == []
    b.tell(books, invoice("INV-5", "2026-02-25", 9000, due_date="2026-03-25"))
    [flag] = shown()
    assert "agreed are £40,000, with it £49,000 net are invoiced" in flag.why


def test_equal_sums_month_after_month_use_up_nothing(books, shown):
    """The £40,000 may be what is agreed for a year."""
    for n in range(1, 7):
        b.tell(books, invoice(f"INV-{n}", f"2026-01-{n:02}", 10000, due_date="2026-03-25"))
        assert shown() == []


def test_a_sum_agreed_for_each_month_is_not_used_up(books, shown):
    """The 40,000 were passed by months that asked for less and more: so they are what each may ask for."""
    months = [9000, 38000, 12000, 20000]
    b.tell(books, *(invoice(f"INV-{n}", f"2026-01-{n:02}", sum_, paid_at="2026-02-10") for n, sum_ in enumerate(months, 1)))  # fmt: skip
    b.tell(books, invoice("INV-5", "2026-02-25", 9000, due_date="2026-03-25"))
    assert shown() == []


def test_an_unpaid_invoice_from_its_due_day_until_it_is_paid(books, at, shown):
    b.tell(books, invoice("INV-1", "2026-02-20", 40000, due_date="2026-03-03"))
    at("2026-03-03 00:00")
    assert [flag.title for flag in shown()] == ["Invoice INV-1 is due"]
    at("2026-03-04 00:00")
    assert [flag.why for flag in shown()] == ["Invoice INV-1 for £48,000 was due on 3 March and is not paid."]
    b.tell(books, invoice("INV-1", "2026-02-20", 40000, due_date="2026-03-03", status="paid"))
    assert shown() == []


def test_the_costlier_flag_comes_first_and_counts_equal_lists(office, desk, shown):
    b.tell(desk, desk_ticket(escalated=True, reopened=3), desk_ticket("4472", "Slow printer", reopened=2))
    b.tell(b.system("tracker"), b.task("T-1", "Firewall change", due_date="2026-02-27"))
    flags = shown()
    assert flags[0].title == "Portal access failing: sign-in loops"
    assert [flag.score for flag in flags] == sorted((flag.score for flag in flags), reverse=True)
    assert reading.count([1]) == len(flags)
    assert sum(reading.count_by_client([1]).values()) == len([f for f in flags if f.client_id])
    assert reading.listed([1], limit=1, offset=1)[0].id == flags[1].id


# --- who sees what --------------------------------------------------------------------------------------------------


@pytest.fixture
def private(office, priya):
    return b.system("priyas-mail", audience=audiences.private(priya).pk, started_at=AT("2026-02-01 09:00"))


def seen_by(address):
    return audiences.allowed(b.user(address))


def test_a_flag_from_a_private_mailbox_is_its_owners_alone(private):
    b.tell(private, b.mail("1@x", MARCUS, PRIYA, "In confidence", AT("2026-02-26 10:00"), snippet="Could we talk?"))
    assert [flag.title for flag in reading.listed(seen_by(PRIYA))] == ["In confidence"]
    assert reading.listed(seen_by(NOOR)) == []
    assert reading.count(seen_by(NOOR)) == 0
    [flag] = reading.listed(seen_by(PRIYA))
    assert reading.one(flag.id, seen_by(NOOR)) is None
    assert reading.signals(flag.id, seen_by(NOOR)) == []
    assert reading.listed([]) == []


def test_who_may_see_more_gets_the_fuller_flag_about_the_same_ticket(private, desk):
    b.tell(desk, desk_ticket(escalated=True))
    b.tell(
        private, b.mail("1@x", MARCUS, PRIYA, "Portal access [#4471]", AT("2026-02-26 10:00"), snippet="Could we talk?")
    )
    [noors], [priyas] = reading.listed(seen_by(NOOR)), reading.listed(seen_by(PRIYA))
    assert "Marcus" not in noors.why
    assert "Marcus" in priyas.why
    assert reading.one(noors.id, seen_by(PRIYA)).id == priyas.id


def test_what_is_settled_is_listed_once_in_the_view_that_stood_open(private, desk):
    b.tell(desk, desk_ticket(escalated=True))
    b.tell(
        private, b.mail("1@x", MARCUS, PRIYA, "Portal access [#4471]", AT("2026-02-26 10:00"), snippet="Could we talk?")
    )
    [noors], [priyas] = reading.listed(seen_by(NOOR)), reading.listed(seen_by(PRIYA))
    answers.answer(b.user(PRIYA), priyas.id, "handled")
    assert [flag.id for flag in reading.listed(seen_by(PRIYA), closed=True)] == [priyas.id]
    assert reading.count(seen_by(PRIYA), closed=True) == 1
    assert reading.one(noors.id, seen_by(PRIYA)).id == priyas.id, "the other view's page says what this one says"
    assert [flag.id for flag in reading.listed(seen_by(NOOR), closed=True)] == [noors.id]


def test_an_answer_only_one_person_can_see_settles_it_for_that_person(office, private):
    b.tell(
        office,
        b.mail(
            "1@x", MARCUS, "desk@harrowlane.example", "Portal access", AT("2026-02-26 10:00"), snippet="Who is on this?"
        ),
    )
    b.tell(private, b.mail("1@x", MARCUS, "desk@harrowlane.example", "Portal access", AT("2026-02-26 10:00"), snippet="Who is on this?"),
           b.mail("2@x", PRIYA, MARCUS, "Re: Portal access", AT("2026-02-26 10:30"), thread="1@x"))  # fmt: skip
    assert reading.listed(seen_by(PRIYA)) == []
    assert len(reading.listed(seen_by(NOOR))) == 1


# --- identity -------------------------------------------------------------------------------------------------------


def test_a_merge_makes_one_flag_and_a_split_gives_both_back(office, desk, priya, shown):
    b.tell(desk, desk_ticket(escalated=True), desk_ticket("4472", "Cannot sign in", escalated=True))
    before = {flag.id for flag in shown()}
    ruling = judge.merge(
        b.entity("Cannot sign in", "ticket"), b.entity("Portal access failing: sign-in loops", "ticket"), priya
    )
    b.settle()
    [one] = shown()
    assert one.id == min(before)
    judge.withdraw(ruling)
    b.settle()
    assert {flag.id for flag in shown()} == before


def test_running_the_stage_again_changes_nothing(office, desk, shown):
    b.tell(desk, desk_ticket(escalated=True))
    b.tell(office, b.mail("1@x", MARCUS, PRIYA, "Quote", AT("2026-02-26 10:00"), snippet="Could you?"))
    tables = ("signal", "flag", "wake")
    before = [rows(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} AS t") for table in tables]
    everything = [entity for (entity,) in rows("SELECT DISTINCT entity_id FROM member")]
    assert set().union(*notice.work(everything).values()) == set()
    assert before == [
        rows(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} AS t") for table in tables
    ]


def test_what_counts_twice_is_said_once() -> None:
    """A mail and a ticket may both say that work stands still: the sum counts both, the sentence does not repeat itself."""
    parts = [
        Part("a", 14, "work stands still"),
        Part("b", 12, "work stands still"),
        Part("c", 5, "it is escalated"),
        Part("d", 3, "money"),
    ]
    assert Sum(parts).why == "Work stands still, it is escalated and money."

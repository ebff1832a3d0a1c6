"""From what systems say to one picture: whose client a thing is, golden values with their reason, one timeline in true order."""

from __future__ import annotations

import re
from importlib import import_module

import pytest
from tests import builders as b

from kingpost.connectors.base import CLOSED_STATUSES, OFF_STATUSES, Ref, Statement
from kingpost.knowledge import invoices, values
from kingpost.toolbox.sql import rows

pytestmark = pytest.mark.django_db

MARCUS, PRIYA = "marcus@aldgatefreight.example", "priya@harrowlane.example"


@pytest.fixture
def mailbox():
    b.own_domains("harrowlane.example")
    return b.system("mail")


def on_timeline(client: int) -> list[str]:
    return [text for (text,) in rows("SELECT text FROM timeline WHERE client_id = %s ORDER BY at", [client])]


def test_a_mail_is_on_its_clients_timeline(mailbox):
    b.tell(b.system("crm"), b.client("Aldgate Freight", "aldgatefreight.example"))
    b.tell(mailbox, b.mail("1@x", MARCUS, PRIYA, "Nobody can sign in", b.moment("2026-03-02 06:58")))
    assert on_timeline(b.entity("Aldgate Freight")) == ["wrote “Nobody can sign in”"]


def test_the_order_systems_are_read_in_does_not_matter(mailbox):
    b.tell(mailbox, b.mail("1@x", MARCUS, PRIYA, "Nobody can sign in", b.moment("2026-03-02 06:58")))
    b.tell(b.system("crm"), b.client("Aldgate Freight", "aldgatefreight.example"))
    assert on_timeline(b.entity("Aldgate Freight")) == ["wrote “Nobody can sign in”"]


def test_our_own_domain_is_nobodys_client(mailbox):
    b.tell(mailbox, b.mail("1@x", PRIYA, "noor@harrowlane.example", "Lunch", b.moment("2026-03-02 12:00")))
    assert rows("SELECT count(*) FROM timeline WHERE client_id <> 0") == [(0,)]


def test_a_free_mail_address_makes_no_company(mailbox):
    b.tell(mailbox, b.mail("1@x", "femi.ade@gmail.com", PRIYA, "Hello", b.moment("2026-03-02 12:00")))
    assert rows("SELECT count(*) FROM timeline WHERE client_id <> 0") == [(0,)]


def test_a_ticket_quoted_in_a_subject_brings_its_client_along(mailbox):
    desk = b.system("desk")
    b.tell(desk, b.client("Aldgate Freight", "aldgatefreight.example", remote_id="org1"),
           b.ticket("4471", "Portal access", b.moment("2026-03-01 09:00"), client_id="org1"))  # fmt: skip
    b.tell(
        mailbox, b.mail("2@x", "femi.ade@gmail.com", PRIYA, "Re: [#4471] Portal access", b.moment("2026-03-02 08:00"))
    )
    assert on_timeline(b.entity("Aldgate Freight")) == [
        "opened ticket 4471: Portal access",
        "wrote “Re: [#4471] Portal access”",
    ]


def test_a_reply_without_outside_people_follows_its_thread(mailbox):
    b.tell(mailbox, b.mail("1@x", MARCUS, PRIYA, "Nobody can sign in", b.moment("2026-03-02 06:58")),
           b.mail("2@x", PRIYA, "noor@harrowlane.example", "Fwd: Nobody can sign in", b.moment("2026-03-02 07:10"), thread="1@x"))  # fmt: skip
    b.tell(b.system("crm"), b.client("Aldgate Freight", "aldgatefreight.example"))
    assert len(on_timeline(b.entity("Aldgate Freight"))) == 2


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2)], ids=str)
def test_a_mail_that_names_only_the_mail_before_it_is_in_the_thread_of_that_one(mailbox, order):
    """As some programs write replies: In-Reply-To and no References. In whichever order they are read, and also when one between is deleted."""
    said = [b.mail(f"{n}@x", MARCUS if n % 2 else PRIYA, PRIYA if n % 2 else MARCUS, "Portal", b.moment(f"2026-03-02 0{n}:00"), thread=f"{n - 1}@x" if n > 1 else "")
            for n in range(1, 5)]  # fmt: skip
    for n in order:
        b.tell(mailbox, said[n])
    threads = "SELECT r.remote_id, t.remote_id FROM link AS l JOIN record AS r ON r.id = l.record_id JOIN record AS t ON t.id = l.target_id WHERE l.role = 'thread'"
    whole = {("2@x", "1@x"), ("3@x", "1@x"), ("4@x", "1@x")}
    assert set(rows(threads)) == whole
    b.tell(mailbox, gone=[said[1]])
    b.tell(mailbox, b.mail("5@x", MARCUS, PRIYA, "Portal", b.moment("2026-03-02 09:00"), thread="4@x"))
    assert set(rows(threads)) == whole - {("2@x", "1@x")} | {("5@x", "1@x")}


def test_mails_that_name_each_other_in_a_circle_are_read_all_the_same(mailbox):
    b.tell(mailbox, b.mail("1@x", MARCUS, PRIYA, "Portal", b.moment("2026-03-02 06:00"), thread="2@x"),
           b.mail("2@x", MARCUS, PRIYA, "Portal", b.moment("2026-03-02 07:00"), thread="1@x"))  # fmt: skip
    b.tell(b.system("crm"), b.client("Aldgate Freight", "aldgatefreight.example"))
    assert len(on_timeline(b.entity("Aldgate Freight"))) == 2


def clients_of(kind: str) -> set[tuple[str, str, str]]:
    return set(
        rows(
            """SELECT r.remote_id, e.title, c.via FROM client_of AS c JOIN record AS r ON r.id = c.record_id
               LEFT JOIN entity AS e ON e.entity_id = c.client_id WHERE c.kind = %s""",
            [kind],
        )
    )


def test_things_read_together_follow_what_they_belong_to_however_long_the_chain(mailbox):
    """All in one run of the stage, each resting on the next: none may keep what it saw before the others had their turn."""
    b.tell(
        b.system("crm"), b.client("Aldgate Freight", "aldgatefreight.example"), b.client("Pell & Sons", "pell.example")
    )
    day = b.moment("2026-03-02 12:00")
    b.tell(
        b.system("calendar"),
        b.meeting("1#a#b", "Review, moved again", day, ["ruth@pell.example"], parent="1#a"),
        b.meeting("1#a", "Review, moved", day, ["ruth@pell.example", PRIYA], parent="1"),
        b.meeting("1", "Review", day, [MARCUS, PRIYA]),
    )
    assert clients_of("meeting") == {
        ("1", "Aldgate Freight", "attendee"),
        ("1#a", "Aldgate Freight", "parent"),
        ("1#a#b", "Aldgate Freight", "parent"),
    }


def test_a_chain_goes_along_when_its_client_turns_out_to_be_another(mailbox):
    day = b.moment("2026-03-02 12:00")
    calendar, crm = b.system("calendar"), b.system("crm")
    b.tell(crm, b.client("Pell & Sons", "pell.example"))
    b.tell(
        calendar,
        b.meeting("1#a", "Review, moved", day, [MARCUS], parent="1"),
        b.meeting("1", "Review", day, ["ruth@pell.example"]),
    )
    b.tell(crm, b.client("Pell Group", "pell.example", remote_id="9"), b.client("Pell & Sons", "pellandsons.example"))
    assert {title for _, title, _ in clients_of("meeting")} == {"Pell Group"}


def test_a_person_who_changes_employer_takes_later_reading_along(mailbox):
    crm = b.system("crm")
    b.tell(crm, b.client("Aldgate Freight", remote_id="a"), b.client("Pell & Sons", remote_id="p"))
    ruth = b.person("Ruth Lindqvist", "ruth@post.example")
    ruth.refs = [Ref("employer", "client", "a")]
    b.tell(crm, ruth)
    b.tell(mailbox, b.mail("1@x", "ruth@post.example", PRIYA, "Invoice", b.moment("2026-03-02 10:00")))
    assert len(on_timeline(b.entity("Aldgate Freight"))) == 1
    ruth.refs = [Ref("employer", "client", "p")]
    b.tell(crm, ruth)
    assert (on_timeline(b.entity("Aldgate Freight")), len(on_timeline(b.entity("Pell & Sons")))) == ([], 1)


@pytest.mark.parametrize("order", ["cdbea", "ceadb", "deabc", "abecd"])
def test_letters_of_somebody_who_moved_belong_to_the_client_they_were_written_for(mailbox, order):
    """In whatever order the letters, the clients a system lists and the card that joins both addresses arrive."""
    old, new = "helen@brightwater.example", "helen@lindencourt.example"
    crm, book, day = b.system("crm"), b.system("book"), b.moment("2026-03-02 06:58")
    arrive = {
        "a": lambda: b.tell(crm, b.client("Lindencourt", "lindencourt.example")),
        "b": lambda: b.tell(crm, b.client("Brightwater", "brightwater.example")),
        "c": lambda: b.tell(mailbox, b.mail("1@x", new, PRIYA, "Phones", day)),
        "d": lambda: b.tell(mailbox, b.mail("2@x", old, PRIYA, "Phones", day)),
        "e": lambda: b.tell(book, b.person("Helen", old, remote_id="h", emails=[old, new])),
    }
    for each in order:
        arrive[each]()
    assert clients_of("message") == {("1@x", "Lindencourt", "sender"), ("2@x", "Brightwater", "sender")}


def test_golden_values_name_the_record_and_the_rule():
    early, late = b.moment("2026-01-01 09:00"), b.moment("2026-02-01 09:00")
    one = b.client("Aldgate Freight", "aldgatefreight.example", phone="+442079460000")
    two = b.client("Aldgate Freight Ltd", "aldgatefreight.example", phone="+442079461111", city="London")
    one.at, two.at = late, early
    b.tell(b.system("crm"), one)
    b.tell(b.system("finance"), two)
    [(golden, why, records)] = rows(
        "SELECT golden->>'phone', why->'phone'->>1, records FROM entity WHERE kind = 'client'"
    )
    assert (golden, why, records) == ("+442079460000", "latest", 2)


def test_a_deleted_mail_leaves_the_timeline_and_its_people(mailbox):
    letter = b.mail("1@x", MARCUS, PRIYA, "Nobody can sign in", b.moment("2026-03-02 06:58"))
    b.tell(mailbox, letter)
    assert rows("SELECT count(*) FROM entity WHERE kind = 'person'") == [(2,)]
    b.tell(mailbox, gone=[letter])
    assert rows("SELECT (SELECT count(*) FROM timeline), (SELECT count(*) FROM entity)") == [(0, 0)]


def test_restricted_evidence_never_feeds_a_shared_value():
    from kingpost.accounts import audiences

    hers = audiences.private(b.user("priya@harrowlane.example", "Priya Raman"))
    b.tell(b.system("crm"), b.client("Aldgate Freight", "aldgatefreight.example"))
    b.tell(b.system("notes", audience=hers.pk), b.client("Aldgate Freight", "aldgatefreight.example", city="Tilbury"))
    shown = dict(rows("SELECT audience_id, golden->>'city' FROM entity WHERE kind = 'client'"))
    assert shown == {1: None, hers.pk: "Tilbury"}


def test_one_persons_mailbox_is_no_news_to_work_everybody_sees(mailbox):
    from kingpost.accounts import audiences

    desk = b.system("desk")
    b.tell(b.system("crm"), b.client("Aldgate Freight", "aldgatefreight.example"))
    b.tell(desk, b.client("Aldgate Freight", "aldgatefreight.example", remote_id="org1"),
           b.ticket("4471", "Portal access", b.moment("2026-03-01 09:00"), client_id="org1"))  # fmt: skip
    [(before,)] = rows("SELECT max(position) FROM change")
    hers = audiences.private(b.user("priya@harrowlane.example", "Priya Raman"))
    b.tell(b.system("notes", audience=hers.pk), b.mail("1@x", MARCUS, PRIYA, "Lunch", b.moment("2026-03-02 12:00")))
    looked_at = "SELECT r.kind FROM change AS c JOIN record AS r ON r.id = c.ref WHERE c.stream = 2 AND c.position > %s"
    assert "ticket" not in {kind for (kind,) in rows(looked_at, [before])}
    assert on_timeline(b.entity("Aldgate Freight")) == ["opened ticket 4471: Portal access", "wrote “Lunch”"]


def test_what_may_use_a_record_follows_it_when_it_comes_to_an_entity_others_see_less_of(mailbox):
    """Her notes know a person by address alone; a list of hers then says whom that person works for. The shared list knew the person already."""
    from kingpost.accounts import audiences

    hers = audiences.private(b.user("priya@harrowlane.example", "Priya Raman"))
    femi = "femi.ade@gmail.com"
    b.tell(mailbox, b.mail("1@x", femi, PRIYA, "Hello", b.moment("2026-03-02 12:00")))
    b.tell(
        b.system("notes", audience=hers.pk), b.mail("2@x", femi, PRIYA, "In confidence", b.moment("2026-03-02 13:00"))
    )
    employed = Statement(
        "person", "p1", "Femi Ade", {"name": "Femi Ade", "email": femi}, refs=[Ref("employer", "client", "c1")]
    )
    b.tell(b.system("cards", audience=hers.pk), b.client("Pell & Sons", "pell.example", remote_id="c1"), employed)
    assert on_timeline(b.entity("Pell & Sons")) == ["wrote “In confidence”"]


def test_a_purchase_invoice_makes_no_client():
    b.own_domains("harrowlane.example")
    bill = Statement("invoice", "B-1", "B-1", {"number": "B-1", "issue_date": "2026-02-01"}, refs=[
        Ref("seller", "client", "name:paper co"), Ref("buyer", "client", "domain:harrowlane.example")])  # fmt: skip
    from kingpost.connectors.base import Mention

    bill.mentions = [Mention("client", "name:paper co", "Paper Co", {"name": "Paper Co"}),
                     Mention("client", "domain:harrowlane.example", "Harrow Lane", {"name": "Harrow Lane", "domain": "harrowlane.example"})]  # fmt: skip
    b.tell(b.system("finance"), bill)
    assert rows("SELECT title, standing FROM entity WHERE kind = 'client' ORDER BY 1") == [
        ("Harrow Lane", "own"),
        ("Paper Co", "seen"),
    ]


@pytest.mark.parametrize(
    "over",
    [
        *sorted(values.DONE | values.OFF | values.PAID),
        "Closed",
        "closed won",
        "Closed-Lost",
        "DELIVERED",
        "fixed",
        "Withdrawn",
        "100% done",
        "paid_in_full",
        "VOIDED",
        "Written-off",
        "Refunded in full",
        "Won",
    ],
)
def test_work_is_over(over: str) -> None:
    assert rows("SELECT is_open(jsonb_build_object('status', %s::text))", [over]) == [(False,)]
    assert values.state(over) != "open"


@pytest.mark.parametrize("on", ["", "open", "not closed", "nearly done", "Partly paid", "to be closed", "80% done", "ready for closed beta", "unresolved", "In delivered state", "on hold", "no longer done", "sent", "authorised", "Submitted", "awaiting payment", "partially refunded", "to be written off"])  # fmt: skip
def test_work_is_open(on: str) -> None:
    assert rows("SELECT is_open(jsonb_build_object('status', %s::text))", [on]) == [(True,)]
    assert values.state(on) == "open"


def test_the_database_knows_the_words_for_closed_that_everything_else_does() -> None:
    """One list in Python, one in SQL: whoever adds a word to one of them is told here."""
    held = {name: set(re.findall(r"'([a-z |]+)'\)", body)[0].split("|")) for name, body in rows(
        "SELECT proname, prosrc FROM pg_proc WHERE proname = 'is_off' OR proname = 'is_open' AND pronargs = 1")}  # fmt: skip
    assert held["is_off"] == OFF_STATUSES
    assert held["is_open"] | held["is_off"] == CLOSED_STATUSES


@pytest.mark.parametrize(
    ("said", "credit"),
    [("credit note", True), ("Sales Credit Note", True), ("ACCRECCREDIT", True), ("CreditMemo", True), ("invoice", False), ("credit card", False), ("", False)],
)  # fmt: skip
def test_a_credit_note_is_one_by_what_it_is_called(said: str, credit: bool) -> None:
    assert invoices.is_credit_note({"type": said}) is credit
    assert rows("SELECT is_credit_note(jsonb_build_object('type', %s::text))", [said]) == [(credit,)]


@pytest.mark.parametrize(
    ("fields", "is_open"),
    [
        ({"amount": "500"}, True),
        ({"status": "authorised", "amount_due": "500.00"}, True),
        ({"status": "authorised", "amount_due": "0.00"}, False),
        ({"status": "partly paid", "amount_due": "20"}, True),
        ({"status": "sent", "amount_due": "unclear"}, True),
        ({"status": "Draft", "amount_due": "500"}, None),
        ({"status": "draft", "amount_due": "0"}, None),
        ({"type": "credit note", "amount_due": "500"}, True),
        ({"type": "ACCRECCREDIT", "amount_due": "0"}, False),
    ],
)
def test_a_draft_invoice_is_neither_open_nor_closed_and_one_with_nothing_due_is_closed(
    fields: dict[str, str], is_open: bool | None
) -> None:
    b.tell(b.system("books"), Statement("invoice", "I-1", "I-1", {"number": "I-1", "due_date": "2026-02-20"} | fields))
    [(found, due)] = rows("SELECT open, due IS NOT NULL FROM entity WHERE kind = 'invoice'")
    assert found is is_open
    assert due is (is_open is not None and "type" not in fields), "nobody has to pay a draft or a credit note"


def test_what_was_held_before_is_made_right_when_kingpost_is_updated() -> None:
    stored = [
        ("I-1", {"status": "voided"}),
        ("I-2", {"status": "draft"}),
        ("I-3", {"type": "credit note"}),
        ("I-4", {}),
    ]
    b.tell(b.system("books"), *(Statement("invoice", n, n, {"number": n, "due_date": "2026-02-20"} | f) for n, f in stored))  # fmt: skip
    rows("UPDATE entity SET open = true, due = '2026-02-21 00:00Z' WHERE kind = 'invoice'")  # as an earlier one had it
    rows(import_module("kingpost.knowledge.migrations.0019_money_owed").AGAIN)
    b.settle()
    held = rows("SELECT title, open, due IS NOT NULL FROM entity WHERE kind = 'invoice' ORDER BY title")
    assert held == [("I-1", False, True), ("I-2", None, False), ("I-3", True, False), ("I-4", True, True)]

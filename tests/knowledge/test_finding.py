"""What the box finds: of words that are common what is new, of rare ones everything, and only what its reader may see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests import builders as b

from kingpost.accounts import audiences
from kingpost.accounts.models import EVERYONE
from kingpost.connectors.base import Ref, Statement
from kingpost.knowledge import finding

AT = b.moment("2026-03-02 09:00")
NOOR, MARCUS = "noor@harrowlane.example", "marcus@aldgatefreight.example"
MANY = 30


@pytest.fixture
def letters(db, monkeypatch):
    """Thirty letters about a cutover, the older the higher their number; the oldest names a crane as well. The five newest things are gone through one by one."""
    monkeypatch.setattr(finding, "NEWEST", 5)
    monkeypatch.setattr(finding, "PLENTY", 3)
    box = b.system("box")
    titles = {n: f"Cutover {n:02d}{' with a crane' if n == MANY - 1 else ''}" for n in range(MANY)}
    b.tell(box, *(b.mail(f"{n}@x", MARCUS, NOOR, title, AT - timedelta(days=n)) for n, title in titles.items()))
    return box


def titles(text: str, *, seen_by: int = EVERYONE, limit: int = 50) -> list[str]:
    return [one.title for one in finding.find(text, [seen_by], limit=limit) if one.kind == "message"]


def test_of_a_common_word_what_is_new_is_found(letters):
    found = titles("cutover")
    assert found and set(found) <= {f"Cutover {n:02d}" for n in range(5)}
    assert titles("cut") == found, "the beginning of a word too"


def test_a_rare_word_is_found_however_old_it_is(letters):
    assert titles("crane") == titles("cutover cra") == ["Cutover 29 with a crane"]


def test_too_few_of_late_are_no_end(letters, monkeypatch):
    monkeypatch.setattr(finding, "PLENTY", 6)
    assert len(titles("cutover")) == MANY


def test_what_a_reader_may_not_see_counts_for_nothing(letters):
    """The newest five are for everyone: for a person who sees a private box alone they are none."""
    alone = audiences.private(b.user("dana@harrowlane.example", "Dana")).pk
    private = b.system("private", audience=alone)
    b.tell(
        private,
        *(b.mail(f"p{n}@x", MARCUS, NOOR, f"Cutover private {n}", AT - timedelta(days=60 + n)) for n in range(4)),
    )
    assert sorted(titles("cutover", seen_by=alone)) == [f"Cutover private {n}" for n in range(4)]


@pytest.fixture
def desk(db):
    """A client with a telephone, a person with accents, an invoice, and a letter that speaks of its number and sum."""
    system = b.system("desk")
    b.tell(
        system,
        b.client("Aldgate Freight", "aldgatefreight.example", remote_id="c1", phone="+44 113 496 0000"),
        b.person("José Núñez", "jose@rushmere.example"),
        b.ticket("4471", "Plan v4.docx lost", AT),
        Statement("invoice", "INV-2093", "INV-2093", {"number": "INV-2093", "amount": "48000.00"}, at=AT),
        b.mail("n@x", MARCUS, NOOR, "About [INV-2093] and 4471", AT, body="We paid £48,000 on Monday."),
    )
    b.settle()
    return system


@pytest.mark.parametrize(
    ("text", "title"),
    [
        *((text, "José Núñez") for text in ("jose nunez", "nunez jose", "Nuñez, José", "núñez")),
        *((text, "INV-2093") for text in ("INV-2093", "inv2093", "inv 2093", "2093", "invoice 2093", "48000", "£48,000", "48,000.00")),
        *((text, "Plan v4.docx lost") for text in ("4471", "#4471", "ticket 4471", "plan v4 docx")),
        *((text, "Aldgate Freight") for text in ("0113 496 0000", "+44 113 496 0000", "01134960000", "(0113) 496-0000")),
    ],
)  # fmt: skip
def test_a_number_a_sum_and_an_accent_are_found_as_one_types_them(desk, text, title):
    """What has the number comes before the letter that speaks of it."""
    found = finding.find(text, [EVERYONE])
    assert found and found[0].title == title


def test_a_ticket_is_shown_with_its_number_and_other_things_without(desk):
    """One nobody would say, as some systems give, is left out."""
    b.tell(desk, b.ticket("0b3f2c9e-77aa-4c1d", "Plan v5.docx lost", AT), settle=True)
    assert {found.title: found.number for found in finding.find("docx lost", [EVERYONE])} == {
        "Plan v4.docx lost": "4471",
        "Plan v5.docx lost": "",
    }
    assert [found.number for found in finding.find("aldgate freight", [EVERYONE], kinds=["client"])] == [""]


def test_a_sum_in_a_letter_is_found_without_its_comma(desk):
    assert "About [INV-2093] and 4471" in titles("48000")


def test_a_number_nobody_may_see_is_not_found(desk):
    assert finding.find("inv2093", [audiences.private(b.user("dana@harrowlane.example", "Dana")).pk]) == []


@pytest.fixture
def two_clients(db):
    """Two clients; none of their tickets and invoices says whose it is."""
    system = b.system("desk")
    b.tell(
        system,
        b.client("Aldgate Freight", "aldgatefreight.example", remote_id="c1"),
        b.client("Pell & Sons", "pellandsons.example", remote_id="c2"),
        b.ticket("1", "Printer jams again", AT, client_id="c1"),
        b.ticket("2", "Printer out of toner", AT, client_id="c2"),
        b.ticket("3", "Door badge lost", AT, client_id="c1"),
        *(
            Statement("invoice", number, number, {"number": number, "amount": "100.00"}, at=AT, refs=[Ref("buyer", "client", of)])
            for number, of in (("INV-1", "c1"), ("INV-2", "c2"))
        ),
    )  # fmt: skip
    b.settle()
    return system


@pytest.mark.parametrize("text", ["aldgate printer", "printer aldgate", "Aldgate Freight prin", "freight jams"])
def test_what_belongs_to_a_client_that_is_named_is_found_by_the_other_words(two_clients, text):
    assert [one.title for one in finding.find(text, [EVERYONE]) if one.kind == "ticket"] == ["Printer jams again"]


@pytest.mark.parametrize(
    ("text", "title"), [("aldgate invoices", "INV-1"), ("invoice pell", "INV-2"), ("pell & sons invoices", "INV-2")]
)
def test_a_kind_and_a_client_are_the_clients_things_of_that_kind(two_clients, text, title):
    assert [one.title for one in finding.find(text, [EVERYONE]) if one.kind == "invoice"] == [title]


def test_of_a_client_nobody_may_see_nothing_is_found(two_clients):
    alone = audiences.private(b.user("dana@harrowlane.example", "Dana")).pk
    assert finding.find("aldgate printer", [alone]) == []


def test_one_word_that_names_a_client_finds_no_more_than_it_did(two_clients):
    assert [one.title for one in finding.find("aldgate", [EVERYONE])] == ["Aldgate Freight"]

"""The client page, and that it never shows what its reader may not see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests import builders
from tests.web import day
from tests.web.conftest import signed_in

from kingpost.accounts.models import User
from kingpost.connectors.base import Ref, Statement
from kingpost.toolbox import clock
from kingpost.web.client_parts import unpaid


@pytest.fixture
def aldgate(cast: dict[str, User]) -> str:
    return reverse("client", args=[builders.entity(day.ALDGATE)])


def test_agreed_delivered_and_next_each_have_their_place(dana: Client, aldgate: str) -> None:
    page = dana.get(aldgate).content.decode()
    agreed, delivered, following = (page.index(f"<h2>{title}</h2>") for title in ("Agreed", "Delivered", "Next"))
    assert "Customer portal" in page[agreed:delivered]
    assert "Answer within 4 h" in page[agreed:delivered]
    assert "Directory cut-over" in page[delivered:following]
    assert "Nobody can sign in" not in page[delivered:following], "it was resolved once and is open again"
    assert "Training, session 4" in page[following:]
    assert "Unpaid <b>£48,000</b>" in page


def test_what_was_agreed_last_is_there_however_many_older_agreements_there_are(dana: Client, aldgate: str) -> None:
    """It is what runs now; those of years ago stood before it and took all the room."""
    for year in range(2012, 2022):
        at = clock.now().replace(year=year, day=1)
        fields = {"name": f"Order of {year}", "stage": "won", "close_date": at.date().isoformat()}
        owner = [Ref("client", "client", "c1")]
        builders.tell(
            builders.system("crm"), Statement("agreement", f"o{year}", fields["name"], fields, at=at, refs=owner)
        )
    page = dana.get(aldgate).content.decode()
    agreed = page[page.index("<h2>Agreed</h2>") : page.index("<h2>Delivered</h2>")]
    assert "Order of 2021" in agreed and "Customer portal" in agreed and "Order of 2012" not in agreed


def test_a_deal_in_talks_is_not_told_as_agreed(dana: Client, aldgate: str) -> None:
    for remote_id, stage in (("o1", "appointmentscheduled"), ("o2", "Proposal accepted"), ("o3", "In delivery")):
        builders.tell(
            builders.system("crm"),
            Statement("agreement", remote_id, f"Deal {remote_id}", {"name": f"Deal {remote_id}", "stage": stage}, at=clock.now(), refs=[Ref("client", "client", "c1")]),
        )  # fmt: skip
    page = dana.get(aldgate).content.decode()
    agreed = page[page.index("<h2>Agreed</h2>") : page.index("<h2>Delivered</h2>")]
    [talks] = [line for line in agreed.split("<p>") if "not agreed yet" in line]
    assert "Deal o1" in talks
    assert agreed.index("Deal o1") > max(agreed.index("Deal o2"), agreed.index("Deal o3")), "behind what was agreed"


def test_the_timeline_is_newest_first_and_can_be_narrowed(dana: Client, aldgate: str) -> None:
    page = dana.get(aldgate).content.decode()
    page = page[: page.index("<aside")]  # the flags beside it say some of the same words
    order = [
        page.rindex(words)
        for words in (
            "Third morning nobody can sign in",
            "reopened it for the second time",
            "cache cleared",
            "Directory cut-over completed",
        )
    ]
    assert order == sorted(order)
    mail = dana.get(aldgate, {"only": "mail"}).content.decode()
    assert "Third morning" in mail
    assert "cache cleared" not in mail


def test_a_private_mail_is_on_the_page_of_its_owner_alone(cast: dict[str, User], aldgate: str) -> None:
    assert day.SECRET in signed_in(cast["priya"]).get(aldgate).content.decode()
    for other in ("dana", "noor", "callum"):
        assert day.SECRET not in signed_in(cast[other]).get(aldgate).content.decode(), f"{other} sees it"
    number = builders.entity(day.SECRET, "message")
    assert signed_in(cast["dana"]).get(reverse("thing", args=[number])).status_code == 404
    assert day.SECRET not in signed_in(cast["dana"]).get(reverse("search"), {"q": "Wharf contract"}).content.decode()
    assert day.SECRET in signed_in(cast["priya"]).get(reverse("search"), {"q": "Wharf contract"}).content.decode()


def test_a_record_that_arrives_is_on_the_page_the_next_time(dana: Client, aldgate: str) -> None:
    builders.tell(
        builders.system("support"),
        builders.mail(
            "m9",
            "ruth@aldgatefreight.example",
            "support@harrowlane.example",
            "Where is the invoice?",
            clock.now() - timedelta(seconds=5),
        ),
    )
    assert "Where is the invoice?" in dana.get(aldgate).content.decode()


def test_an_older_number_of_the_client_leads_to_its_page(dana: Client, aldgate: str) -> None:
    """Every record of a client has a number; whichever one a link holds, it arrives."""
    numbers = [
        record
        for (record,) in builders.rows(
            "select record_id from member where entity_id = %s", [builders.entity(day.ALDGATE)]
        )
    ]
    assert len(numbers) > 1
    for number in numbers:
        assert dana.get(reverse("client", args=[number]), follow=True).status_code == 200


def test_a_value_shows_every_system_that_says_something_on_it(dana: Client, cast: dict[str, User]) -> None:
    number = builders.entity(day.ALDGATE)
    part = dana.get(reverse("evidence", args=[number, "owner_name"]), headers={"HX-Request": "true"}).content.decode()
    assert "Priya Raman" in part
    assert "HubSpot export" in part
    assert "<html" not in part
    assert dana.get(reverse("evidence", args=[number, "nothing_of_the_kind"])).status_code == 404


def test_open_amounts_are_added_up_each_currency_for_itself() -> None:
    def invoice(amount: str, currency: str) -> builders.Any:
        return type("Invoice", (), {"values": {"amount": amount, "currency": currency}})()

    assert (
        unpaid([invoice("1000", "GBP"), invoice("200.50", "GBP"), invoice("70", "EUR"), invoice("unclear", "GBP")])
        == "€70 and £1,200.50"
    )


def test_a_credit_note_lowers_what_is_unpaid_however_its_system_writes_it(dana: Client, aldgate: str) -> None:
    """The client owes £48,000 for INV-2093. What was never sent and what was voided is owed by nobody."""
    notes = [("CN-1", {"type": "credit note", "amount": "8000.00"}), ("CN-2", {"type": "ACCRECCREDIT", "amount": "-500", "amount_due": "-500"}),
             ("INV-8", {"status": "draft", "amount": "700"}), ("INV-9", {"status": "voided", "amount": "600", "amount_due": "600"})]  # fmt: skip
    builders.tell(builders.system("books"), builders.client(day.ALDGATE, "aldgatefreight.example"), *(
        Statement("invoice", n, n, {"number": n, "currency": "GBP"} | said, refs=[Ref("buyer", "client", day.ALDGATE)]) for n, said in notes))  # fmt: skip
    page = dana.get(aldgate).content.decode()
    assert "Unpaid <b>£39,500</b>" in page
    assert "−£8,000" in page and "−£500" in page
    money = page[page.index("<h2>Money</h2>") :].partition("</section>")[0]
    assert "INV-2093" in money and "INV-8" not in money and "INV-9" not in money

"""Our own country: guessed from domains, addresses or the zone, corrected by a person; telephone numbers without a country are of it."""

from __future__ import annotations

import pytest
from tests import builders as b

from kingpost.identity import keys
from kingpost.knowledge import business, country, guessing
from kingpost.knowledge.models import Disagreement
from kingpost.toolbox.sql import rows


@pytest.mark.parametrize(
    ("domain", "found"),
    [("harrowlane.co.uk", "GB"), ("harrowlane.de", "DE"), ("harrowlane.com", ""), ("harrowlane.io", ""), ("harrowlane.eu", ""), ("harrowlane.example", "")],
)  # fmt: skip
def test_a_domain_tells_by_its_ending_unless_anybody_may_have_it(domain: str, found: str) -> None:
    assert country.of_domain(domain) == found


def test_countries_and_zones_by_name() -> None:
    assert [country.of_name(name) for name in ("United Kingdom", "uk", "DE", "Germany", "Narnia")] == ["GB", "GB", "DE", "DE", ""]  # fmt: skip
    assert [country.of_zone(zone) for zone in ("Europe/Berlin", "America/New_York", "UTC")] == ["DE", "US", ""]


def test_where_domains_say_nothing_addresses_do_and_then_the_zone(db: None) -> None:
    dana = b.user("dana@harrowlane.example", "Dana Whitfield", "admin")
    b.own_domains("harrowlane.example", by=dana)
    guessing.guess()
    assert "country" not in guessing.guesses() and business.value("country") == "GB", "nothing is known"
    business.correct("zone", "Europe/Vienna", dana)
    assert guessing.guesses()["country"] == ("AT", "your time zone Europe/Vienna")
    b.tell(b.system("crm"), b.client("Harrow Lane", "harrowlane.example", country="Germany"))
    assert guessing.guesses()["country"] == ("DE", "the addresses your own records hold")
    b.own_domains("harrowlane.ch", "harrowlane.example", by=dana)
    assert guessing.guesses()["country"] == ("CH", "your domain harrowlane.ch")


def test_a_number_without_a_country_is_of_ours() -> None:
    assert keys.phone("030 901820") == "" and keys.phone("030 901820", "DE") == "+4930901820"
    assert keys.phone("(212) 555-0187", "US") == "+12125550187"
    assert keys.phone("0161 496 0702") == "+441614960702" and keys.phone("+44 161 496 0702", "DE") == "+441614960702"


def test_a_correction_compares_what_was_read_again(db: None) -> None:
    dana = b.user("dana@harrowlane.example", "Dana Whitfield", "admin")
    said = {"crm": "030 901820", "desk": "+49 30 901820"}
    for system, phone in said.items():
        b.tell(b.system(system), b.client("Aldgate Freight", "aldgatefreight.example", phone=phone))

    def read() -> list[int]:
        return sorted(text.count("+4930901820") for (text,) in rows("SELECT said FROM profile"))

    assert read() == [0, 1] and Disagreement.objects.filter(family="phone", closed_at=None).count() == 1
    business.correct("country", "DE", dana)
    b.settle()
    assert read() == [1, 1]
    assert not Disagreement.objects.filter(family="phone", closed_at=None).exists()
    business.correct("country", None, dana)
    b.settle()
    assert read() == [0, 1]

"""A number in a German register is one court's: without the court it joins no two companies, and two different ones still are two."""

from __future__ import annotations

from importlib import import_module
from itertools import permutations

import pytest
from msgspec import json, structs
from tests import builders as b

from kingpost import flow
from kingpost.identity.comparisons import compare
from kingpost.identity.described import read_profile
from kingpost.identity.keys import match_keys
from kingpost.identity.model import DEFAULT, score
from kingpost.identity.profiles import profile
from kingpost.identity.registers import registration
from kingpost.toolbox.sql import execute, rows

COURT = "HRB 123456 Amtsgericht Hamburg"


@pytest.mark.parametrize(
    ("written", "number", "court"),
    [
        ("HRB 123456", "HRB123456", ""),
        ("HRB-Nr. 123 456 B", "HRB123456", ""),
        (COURT, "HRB123456", "hamburg"),
        ("Amtsgericht Hamburg, HRB 123456", "HRB123456", "hamburg"),
        ("AG Frankfurt am Main HRB 123456", "HRB123456", "frankfurt am main"),
        ("Registergericht: Amtsgericht München, Nr. HRB 0123456", "HRB123456", "munchen"),
        ("Nordlicht AG, HRB 123456", "HRB123456", ""),
        ("HRB 123456, eingetragen beim Amtsgericht", "HRB123456", ""),
        ("HRB 123", "", ""),
        ("01234567", "1234567", ""),
        ("SC123456", "SC123456", ""),
        ("FN 123456a", "FN123456A", ""),
        ("CHE-123.456.789", "CHE123456789", ""),
        ("unknown", "", ""),
    ],
)
def test_a_number_is_read_with_its_court(written, number, court):
    assert registration(written) == (number, court)


@pytest.mark.parametrize(
    ("fields", "keys"),
    [
        ({"registration": "HRB 123456"}, []),
        ({"registration": "123456", "country": "Germany"}, []),
        ({"registration": "123456", "vat": "DE111111111"}, ["vat:111111111"]),
        ({"registration": "123456", "name": "Isar GmbH"}, ["name:isar gmbh"]),
        ({"registration": COURT}, ["registration:HRB123456 hamburg"]),
        ({"registration": "00123456", "country": "UK"}, ["registration:123456"]),
        ({"registration": "123456", "name": "Isar GmbH", "country": "Austria"}, ["name:isar gmbh", "registration:123456"]),
    ],
)  # fmt: skip
def test_a_number_of_a_court_is_a_key_with_the_court_alone(fields, keys):
    assert match_keys("client", "", fields) == keys


def clients(*told: dict[str, str]) -> int:
    for n, one in enumerate(told):
        b.tell(b.system(f"system{n}"), b.client(**one))
    [(many,)] = rows("SELECT count(DISTINCT m.entity_id) FROM member AS m JOIN record AS r ON r.id = m.record_id WHERE r.kind = 'client'")  # fmt: skip
    return many


NORDLICHT = {"name": "Nordlicht Bau GmbH", "domain": "nordlicht.de", "vat": "DE111111111", "city": "Hamburg"}
ISAR = {"name": "Isar Software GmbH", "domain": "isar.de", "vat": "DE222222222", "city": "München"}


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["HRB 123456", "123456", COURT])
def test_two_companies_with_one_number_and_two_vat_numbers_are_two(number):
    assert clients(NORDLICHT | {"registration": number}, ISAR | {"registration": number}) == 2


@pytest.mark.django_db
def test_two_companies_that_share_a_number_and_nothing_else_are_two():
    told = [{"name": c["name"], "registration": "HRB 123456"} for c in (NORDLICHT, ISAR)]
    assert clients(*told) == 2


@pytest.mark.django_db
def test_one_number_at_one_court_is_one_company():
    one = {"name": "Nordlicht Bau GmbH", "registration": COURT}
    assert clients(one, {"name": "NLB", "registration": "Amtsgericht Hamburg, HRB 123456"}) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_different_vat_numbers_keep_two_apart_over_a_registration_number(order):
    told = [
        {"name": "Aldgate Freight", "registration": "01234567", "vat": "GB111111111"},
        {"name": "Brightwater Dental", "registration": "1234567", "vat": "GB222222222"},
        {"name": "Aldgate", "vat": "GB111111111"},
    ]
    assert clients(*(told[n] for n in order)) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "other", "many"),
    [("HRB 123456", "HRB 654321", 2), ("HRB 123456", COURT, 1), (COURT, "HRB 654321 Amtsgericht Hamburg", 2), (COURT, "HRB 123456 Local Court of Hamburg", 1)],
)  # fmt: skip
def test_at_one_domain_two_numbers_are_two_companies_whether_a_court_is_said_or_not(one, other, many):
    told = [{"name": "Nordlicht Bau GmbH", "domain": "nordlicht.de", "registration": number} for number in (one, other)]
    assert clients(*told) == many


def test_without_the_court_a_number_weighs_and_decides_nothing():
    def verdict(name: str, other: str, **fields: str) -> str:
        p, q = (profile("client", n, said, {"name": said, "registration": "HRB 123456"} | fields) for n, said in enumerate((name, other)))  # fmt: skip
        assert compare(p, q) == compare(q, p)
        assert "registration:equal, court not said" in compare(p, q) or not compare(p, q)
        return score(p, q, DEFAULT).verdict

    assert verdict("Nordlicht Bau GmbH", "Isar Software GmbH") == ""
    assert verdict("Nordlicht Bau GmbH", "Nordlicht GmbH") == "unsure"
    assert verdict("Nordlicht Bau GmbH", "Nordlicht GmbH", city="Hamburg") == "same"
    assert verdict("Nordlicht Bau GmbH", "Nordlicht Bau") == "same"


@pytest.mark.django_db
def test_two_companies_that_were_one_before_are_two_after_an_upgrade():
    told = [{"name": c["name"], "registration": "HRB 123456"} for c in (NORDLICHT, ISAR)]
    assert clients(*told) == 2
    execute(
        "INSERT INTO match_key (record_id, key) SELECT id, 'registration:HRB123456' FROM record WHERE kind = 'client'"
    )
    execute("UPDATE member SET entity_id = (SELECT min(entity_id) FROM member)")
    for record, said in rows("SELECT record_id, said FROM profile"):
        before = structs.replace(read_profile(said), edition=5)
        execute("UPDATE profile SET said = %s WHERE record_id = %s", [json.encode(before).decode(), record])
    [upgrade] = import_module("kingpost.identity.migrations.0013_numbers_and_countries").Migration.operations
    execute(upgrade.sql)
    flow.settle()
    assert clients() == 2

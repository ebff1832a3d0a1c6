"""Names with ä, ö, ü, å or ø, and the same written with two letters: asked about, one only where more agrees, and two where both are known names."""

from __future__ import annotations

from importlib import import_module

import pytest
from msgspec import json, structs
from tests import builders as b

from kingpost import flow
from kingpost.identity.blocking import blocking_keys
from kingpost.identity.comparisons import compare
from kingpost.identity.described import read_profile
from kingpost.identity.model import DEFAULT, score
from kingpost.identity.profiles import Profile, profile
from kingpost.toolbox.sql import execute, rows

SPELLINGS = [
    ("Jürgen Müller", "Juergen Mueller"),
    ("Bjørn Sørensen", "Bjoern Soerensen"),
    ("Åse Ågren", "Aase Aagren"),
    ("Käthe Schäfer", "Schaefer, Kaethe"),
    ("J. Müller", "Juergen Mueller"),
]


def person(name: str, system: int = 1, **fields: object) -> Profile:
    return profile("person", system, name, {"name": name, "company": "Aldgate Freight"} | fields)


def client(name: str, system: int = 1, **fields: object) -> Profile:
    return profile("client", system, name, {"name": name} | fields)


def verdict(one: Profile, other: Profile) -> str:
    assert compare(one, other) == compare(other, one)
    return score(one, other, DEFAULT).verdict


@pytest.mark.parametrize(("one", "other"), SPELLINGS)
def test_a_name_with_one_letter_or_two_is_asked_about_and_one_where_something_personal_agrees(one, other):
    assert verdict(person(one), person(other, 2)) == "unsure"
    mobile = {"mobile": "07911 123456"}
    assert verdict(person(one, **mobile), person(other, 2, **mobile)) == "same"
    elsewhere = {"company": "Brightwater Dental"}
    assert verdict(person(one), person(other, 2, **elsewhere)) == ""


@pytest.mark.parametrize(("one", "other"), [p for p in SPELLINGS if "." not in p[0]])
def test_the_two_are_compared_wherever_they_are(one, other):
    made = [profile("person", n, name, {"name": name}) for n, name in enumerate((one, other))]
    assert blocking_keys(made[0]) & blocking_keys(made[1])


def test_two_known_names_stay_two():
    assert verdict(person("Joe Reed"), person("Jo Reed", 2)) == ""


def test_a_company_written_with_two_letters_is_asked_about_and_one_where_more_agrees():
    names = "Müller & Söhne GmbH", "Mueller und Soehne GmbH"
    assert verdict(client(names[0]), client(names[1], 2)) == "unsure"
    assert verdict(*(client(name, n, phone="+49 228 1234567", city="Bonn") for n, name in enumerate(names))) == "same"
    assert verdict(*(client(name, n, city=city) for n, (name, city) in enumerate(zip(names, ("Bonn", "Jena"), strict=True)))) == ""  # fmt: skip
    assert verdict(*(person("Anna Weiss", n, company=name) for n, name in enumerate(names))) == "same"


def test_a_mailbox_written_with_two_letters_is_written_from_the_name():
    one, other = (person("Jürgen Ahlström", n, email=f"{local}@aldgate.example") for n, local in enumerate(("juergen.ahlstroem", "j.ahlstroem")))  # fmt: skip
    assert verdict(one, other) == "unsure"


@pytest.mark.django_db
def test_who_was_not_asked_about_before_is_after_an_upgrade():
    b.tell(b.system("crm"), b.person("Åse Ågren", "", company="Aldgate Freight"))
    b.tell(b.system("desk"), b.person("Aase Aagren", "", company="Aldgate Freight"))
    for record, said in rows("SELECT record_id, said FROM profile"):
        held = read_profile(said)
        before = structs.replace(held, edition=3, plain="")
        only_now = blocking_keys(held) - blocking_keys(before)
        execute("DELETE FROM block WHERE record_id = %s AND key = ANY(%s)", [record, list(only_now)])
        execute("UPDATE profile SET said = %s WHERE record_id = %s", [json.encode(before).decode(), record])
    execute("DELETE FROM pair")
    [upgrade] = import_module("kingpost.identity.migrations.0011_two_spellings").Migration.operations
    execute(upgrade.sql)
    execute(upgrade.sql)  # what waits already is sent round once
    assert rows("SELECT count(*) FROM change AS c, bookmark AS k WHERE k.stage = 'identity' AND c.stream = 1 AND c.position > k.position") == [(2,)]  # fmt: skip
    flow.settle()
    assert rows("SELECT verdict FROM pair") == [("unsure",)]

"""People known by their birth date and where they live: one person written twice in one list is one, two are two."""

from __future__ import annotations

import pytest
from tests import builders as b

from kingpost.identity.comparisons import compare
from kingpost.identity.comparisons_people import birth_dates
from kingpost.identity.model import DEFAULT, score
from kingpost.identity.profiles import Profile, profile
from kingpost.toolbox.sql import rows

HOME = {"birth_date": "1971-06-24", "address": "23 Ramsay Place", "postcode": "2260", "location": "Garbutt"}


def person(name: str, system: int = 1, **fields: object) -> Profile:
    return profile("person", system, name, {"name": name} | fields)


def verdict(one: Profile, other: Profile) -> str:
    assert compare(one, other) == compare(other, one)
    return score(one, other, DEFAULT).verdict


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("1971-06-24", "1971-06-24", "equal"),
        ("1971-06-24", "1971-05-24", "one slip apart"),
        ("1971-06-24", "1971-06-42", "one slip apart"),
        ("1971-06-04", "1971-04-06", "one slip apart"),
        ("1971-06-24", "1985-02-14", "different"),
    ],
)
def test_how_birth_dates_differ(one, other, level):
    assert birth_dates(one, other) == birth_dates(other, one) == level


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person("Robert Allen", **HOME), person("Rob Allen", **HOME)),
        (person("Robert Allen", **HOME), person("Allen Robert", **HOME | {"birth_date": "1971-05-24"})),
        (person("Robert Allen", **HOME), person("Robert Alen", birth_date="1971-06-24", location="Hull")),
        (person("Robert Allen", **HOME), person("Robert Allen", address="23 Ramsay Pl", location="Garbutt", postcode="2260")),
        (
            person("Robert Allen", email="robert255@smith.example", birth_date="1971-06-24"),
            person("Rob Allen", email="roberta25@smith.example", birth_date="1971-06-24"),
        ),
    ],
)  # fmt: skip
def test_one_person_written_twice_in_one_list_is_one(one, other):
    assert verdict(one, other) == "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person("Robert Allen", **HOME), person("Mary Allen", **HOME)),
        (person("Robert Allen", **HOME), person("Robert Allen", **HOME | {"birth_date": "1944-01-30"})),
        (person("Robert Allen", **HOME), person("Olivia Stone", **HOME)),
        (person("Robert Allen", birth_date="1971-06-24"), person("Olivia Stone", birth_date="1971-06-24")),
    ],
)
def test_people_of_one_house_or_one_birth_date_are_not_one(one, other):
    assert verdict(one, other) == ""


def test_the_address_of_the_employer_says_nothing_about_its_people():
    office = {"address": "1 Dock Road", "postcode": "E1 8AA", "company": "Aldgate Freight"}
    levels = compare(person("Jo Smith", **office), person("John Smithson", 2, **office))
    assert not [level for level in levels if level.startswith(("address:", "postcode:"))]


@pytest.mark.django_db
def test_a_first_name_alone_beside_the_same_mailbox_is_the_same_person():
    b.tell(b.system("crm"), b.person("Grace", "grace.kelly@aldgate.example"))
    b.tell(b.system("desk"), b.person("Grace Kelly", "grace.kelly@aldgate.example"))
    [(many,)] = rows("SELECT count(DISTINCT m.entity_id) FROM member AS m JOIN record AS r ON r.id = m.record_id WHERE r.kind = 'person'")  # fmt: skip
    assert many == 1

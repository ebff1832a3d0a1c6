"""Father and son of one name: two people where both records say which of them they are, a question where one does."""

from __future__ import annotations

from importlib import import_module

import pytest
from msgspec import json, structs
from tests import builders as b

from kingpost import flow
from kingpost.identity.comparisons import compare
from kingpost.identity.described import read_profile
from kingpost.identity.model import DEFAULT, score
from kingpost.identity.profiles import Profile, profile
from kingpost.toolbox.sql import execute, rows

FIRM = {"company": "Aldgate Freight", "phone": "020 7946 0958"}


def person(name: str, system: int = 1, **fields: object) -> Profile:
    return profile("person", system, name, {"name": name} | FIRM | fields)


def verdict(one: Profile, other: Profile) -> str:
    assert compare(one, other) == compare(other, one)
    return score(one, other, DEFAULT).verdict


def people() -> int:
    [(many,)] = rows("SELECT count(DISTINCT m.entity_id) FROM member AS m JOIN record AS r ON r.id = m.record_id WHERE r.kind = 'person'")  # fmt: skip
    return int(many)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tom Reed Sr", "Tom Reed Jr"),
        ("Thomas Reed II", "Thomas Reed III"),
        ("Reed Sr., Tom", "Tom Reed, Jr."),
        ("Tom Reed Senior", "Tom Reed Junior"),
        ("Hans Meyer sen.", "Hans Meyer jun."),
        ("Alexandre Dumas père", "Alexandre Dumas fils"),
    ],
)
def test_father_and_son_at_one_client_are_two(one, other):
    assert verdict(person(one), person(other, 2)) == ""


@pytest.mark.parametrize(
    ("one", "other"), [("Tom Reed", "Tom Reed Jr"), ("Thomas Reed III", "Thomas Reed"), ("Tom Reed", "Reed Sr, Tom")]
)
def test_who_may_be_father_or_son_is_asked_about_unless_something_personal_says_it(one, other):
    assert verdict(person(one), person(other, 2)) == "unsure"
    mobile = {"mobile": "07911 123456"}
    assert verdict(person(one, **mobile), person(other, 2, **mobile)) == "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tom Reed Jr", "Tom Reed, Jr."),
        ("Tom Reed Junior", "Reed Jr, Tom"),
        ("Tom Reed II", "Tom Reed Jr"),
        ("Sr. Tom Reed", "Tom Reed"),
        ("John Senior", "John Senior"),
        ("Kim Jun", "Kim Jun"),
        ("Amartya Kumar Sen", "Amartya Sen"),
        ("Junior Silva", "Junior Silva"),
    ],
)
def test_one_of_them_written_in_two_ways_is_one_and_a_name_stays_a_name(one, other):
    assert verdict(person(one), person(other, 2)) == "same"


@pytest.mark.django_db
def test_father_and_son_who_share_a_mailbox_are_two_people():
    b.tell(b.system("crm"), b.person("Tom Reed Sr", "reeds@reedandson.example"))
    b.tell(b.system("desk"), b.person("Tom Reed Jr", "reeds@reedandson.example"))
    assert people() == 2


@pytest.mark.django_db
def test_who_was_joined_before_is_told_apart_after_an_upgrade():
    b.tell(b.system("crm"), b.person("Tom Reed Sr", "reeds@reedandson.example"))
    b.tell(b.system("desk"), b.person("Tom Reed Jr", "reeds@reedandson.example"))
    execute("UPDATE member SET entity_id = (SELECT min(entity_id) FROM member)")
    for record, said in rows("SELECT record_id, said FROM profile"):
        before = structs.replace(read_profile(said), edition=1, generation="")
        execute("UPDATE profile SET said = %s WHERE record_id = %s", [json.encode(before).decode(), record])
    [upgrade] = import_module("kingpost.identity.migrations.0009_generations").Migration.operations
    execute(upgrade.sql)
    flow.settle()
    assert people() == 2

"""What somebody puts behind a person's name, a department, a company, an honour, is no part of the name."""

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


def person(name: str, system: int = 1, **fields: object) -> Profile:
    return profile("person", system, name, {"name": name, "company": "Aldgate Freight"} | fields)


def verdict(one: Profile, other: Profile) -> str:
    assert compare(one, other) == compare(other, one)
    return score(one, other, DEFAULT).verdict


@pytest.mark.parametrize(
    "written",
    [
        "Anna Weiss (Finance)",
        "Weiss, Anna (Finance)",
        "[EXT] Anna Weiss",
        "Anna Weiss - Acme Ltd",
        "Anna Weiss – Acme",
        "Anna Weiss | Acme",
        "Anna Weiss via Acme Desk",
        "Anna Weiss OBE",
        "Anna Weiss M.B.E.",
        "Anna Weiss, CPA",
        "Weiss, Anna, CPA",
        "ANNA WEISS, CPA",
        "Anna Weiss, MA, FRICS",
        "Dr Anna Weiss Ph.D., CEng",
        "Anna (Annie) Weiss",
        "Anna Weiss (née Kraus)",
    ],
)
def test_a_department_a_company_or_letters_behind_a_name_are_no_part_of_it(written):
    made = person(written, 2)
    assert (made.given, made.surname) == ("anna", "weiss")
    assert verdict(person("Anna Weiss"), made) == "same"
    assert verdict(person("Anna Kraus (Finance)"), made) == ""


@pytest.mark.parametrize(
    ("written", "given", "surname"),
    [
        ("Wei Ma", "wei", "ma"),
        ("Ma, Wei", "wei", "ma"),
        ("WEI MENG", "wei", "meng"),
        ("Wei Meng MEng", "wei", "meng"),
        ("Luca Cima", "luca", "cima"),
        ("Anna Via", "anna", "via"),
        ("Nguyen, Do", "do", "nguyen"),
        ("Smith - Okafor", "smith", "okafor"),
        ("Jane Smith-Okafor", "jane", "smithokafor"),
        ("田中太郎 (財務)", "太郎", "田中"),
        ("(Finance)", "", "finance"),
        ("Tom Reed Jr (Finance)", "tom", "reed"),
    ],
)
def test_what_is_a_name_stays_one(written, given, surname):
    made = person(written)
    assert (made.given, made.surname) == (given, surname)


@pytest.mark.django_db
def test_who_was_two_before_is_one_after_an_upgrade():
    b.tell(b.system("crm"), b.person("Anna Weiss", "", company="Aldgate Freight"))
    b.tell(b.system("desk"), b.person("Anna Weiss (Finance)", "", company="Aldgate Freight"))
    crm, desk = rows("SELECT record_id, said FROM profile ORDER BY 1")
    before = structs.replace(read_profile(desk[1]), edition=2, generation="2")
    execute("UPDATE profile SET said = %s WHERE record_id = %s", [json.encode(before).decode(), desk[0]])
    execute("UPDATE member SET entity_id = record_id")
    [upgrade] = import_module("kingpost.identity.migrations.0010_names_alone").Migration.operations
    execute(upgrade.sql)
    flow.settle()
    assert rows("SELECT count(DISTINCT entity_id) FROM member") == [(1,)] and read_profile(crm[1]).surname == "weiss"

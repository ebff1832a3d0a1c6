"""Sister companies, groups and holdings: what belongs together is not one, and is asked about; one company written in several ways at one domain stays one."""

from __future__ import annotations

import itertools
from importlib import import_module

import pytest
from msgspec import json, structs
from tests import builders as b

from kingpost import flow
from kingpost.identity import review
from kingpost.identity.comparisons import compare, of_one_group
from kingpost.identity.described import read_profile
from kingpost.identity.model import DEFAULT, score
from kingpost.identity.profiles import Profile, profile
from kingpost.toolbox.sql import execute, rows


def client(name: str, system: int = 1, **fields: object) -> Profile:
    return profile("client", system, name, {"name": name} | fields)


def verdict(one: Profile, other: Profile) -> str:
    assert compare(one, other) == compare(other, one)
    return score(one, other, DEFAULT).verdict


def clients() -> set[frozenset[str]]:
    """The clients, each as the names its records have."""
    held = rows(
        """SELECT m.entity_id, v.title FROM member AS m JOIN record AS r ON r.id = m.record_id AND r.kind = 'client'
           JOIN version AS v ON v.record_id = r.id AND v.number = r.version ORDER BY 1"""
    )
    return {frozenset(name for _, name in some) for _, some in itertools.groupby(held, key=lambda row: row[0])}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Aldgate Freight Holdings Ltd", "Aldgate Freight Ltd"),
        ("Acme Group plc", "Acme Ltd"),
        ("Acme Property Holdings Ltd", "Acme Property Ltd"),
        ("Gruppo Lumen S.p.A.", "Lumen S.p.A."),
        ("Acme Hldgs", "Acme Ltd"),
        ("Lindqvist Beteiligungsgesellschaft mbH", "Lindqvist GmbH"),
    ],
)
@pytest.mark.parametrize("same", [{}, {"domain": "acme.example", "phone": "020 7946 0958", "postcode": "E1 6AN"}])
def test_a_group_or_holding_and_a_company_of_its_name_are_asked_about_and_not_joined(one, other, same):
    assert verdict(client(one, **same), client(other, 2, **same)) == "unsure"


@pytest.mark.django_db
def test_a_company_that_kept_the_domain_of_its_former_name_is_one():
    """The domain says which of the two it is: sister companies have one named after what they share."""
    kept = {"domain": "thornburyprint.example"}
    crm, desk = b.system("crm"), b.system("desk")
    b.tell(crm, b.client("Thornbury Packaging", "thornburyprint.example", remote_id="1"))
    b.tell(desk, b.client("Thornbury Print Works", "thornburyprint.example", remote_id="2"))
    assert clients() == {frozenset({"Thornbury Packaging", "Thornbury Print Works"})}
    assert not of_one_group(client("Thornbury Packaging", **kept), client("Thornbury Print Works", 2, **kept))
    shared = {"domain": "thornbury.example"}
    assert of_one_group(client("Thornbury Packaging", **shared), client("Thornbury Print Works", 2, **shared))


@pytest.mark.django_db
@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)], ids=str)
def test_a_company_two_systems_call_by_its_old_and_its_new_name_is_one(order):
    """A number says that both names are one company's: then they tell nothing else apart."""
    said = [
        ("crm", b.client("Thornbury Packaging", "thornburypackaging.example", remote_id="1", vat="GB428177536")),
        ("desk", b.client("Thornbury Print Works", "thornburypackaging.example", remote_id="2")),
        ("finance", b.client("Thornbury Print Works", remote_id="3", vat="GB428177536")),
        ("finance", b.client("Thornbury Packaging", "thornburypackaging.example", remote_id="4")),
    ]
    for n in order:
        b.tell(b.system(said[n][0]), said[n][1])
    assert clients() == {frozenset({"Thornbury Packaging", "Thornbury Print Works"})}


@pytest.mark.parametrize(
    ("one", "other"),
    [("Acme Group plc", "ACME Grp"), ("The Acme Group", "Acme Group Holdings Ltd"), ("Acme Holding B.V.", "Acme Holdings")],
)  # fmt: skip
def test_a_group_written_in_two_ways_is_one(one, other):
    assert verdict(client(one), client(other, 2)) == "same"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme Services Ltd", "Acme Property Ltd"),
        ("Acme Media", "Acme Medical"),
        ("Acme Services", "Acme Holdings plc"),
        ("Acme Property Holdings Ltd", "Acme Property Ltd"),
    ],
)
def test_companies_of_one_group_with_one_domain_are_two_clients(one, other):
    b.tell(b.system("crm"), b.client(one, "acme.example"))
    b.tell(b.system("finance"), b.client(other, "acme.example"))
    assert clients() == {frozenset([one]), frozenset([other])}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme Property Ltd", "Acme Ppty"),
        ("Acme Property Ltd", "Acme Porperty"),
        ("Acme Property Ltd", "Acme"),
        ("Acme Foods Dental", "Acme FD"),
        ("Acme Waterworks", "Acme Water Works"),
        ("Acme Engineering", "Acme Engineers"),
        ("Acme Property Ltd", "Halberg Timber"),
        ("Acme Property t/a Acme Homes", "Acme Homes"),
    ],
)
def test_one_company_written_in_two_ways_at_one_domain_stays_one(one, other):
    b.tell(b.system("crm"), b.client(one, "acme.example"))
    b.tell(b.system("finance"), b.client(other, "acme.example"))
    assert clients() == {frozenset([one, other])}


@pytest.mark.django_db
def test_two_sisters_are_asked_about_once_and_are_one_when_a_person_says_so():
    b.tell(b.system("crm"), b.client("Acme Services", "acme.example", phone="020 7946 0958"))
    b.tell(b.system("finance"), b.client("Acme Property", "acme.example", phone="020 7946 0958"))
    [asked] = review.questions(None, limit=10)
    review.answer(asked.one, asked.other, "same", b.user("priya@harrowlane.example"))
    flow.settle()
    assert len(clients()) == 1 and not review.questions(None, limit=10)


@pytest.mark.django_db
@pytest.mark.parametrize("order", list(itertools.permutations(["Aldgate", "Aldgate Services", "Aldgate Property"])))
def test_a_name_that_may_be_either_sister_is_neither_and_is_asked_about(order):
    for system, name in zip(("crm", "desk", "finance"), order, strict=True):
        b.tell(b.system(system), b.client(name, "aldgate.example"))
    assert len(clients()) == 3
    assert len(review.questions(None, limit=10)) == 3


@pytest.mark.django_db
def test_a_number_a_state_gives_is_stronger_than_a_name():
    b.tell(b.system("crm"), b.client("Acme Group", "acme.example", vat="GB123456789"))
    b.tell(b.system("finance"), b.client("Acme Ltd", "acme.example", vat="123456789"))
    assert len(clients()) == 1


@pytest.mark.django_db
def test_what_was_joined_before_is_told_apart_after_an_upgrade():
    b.tell(b.system("crm"), b.client("Acme Services", "acme.example"))
    b.tell(b.system("finance"), b.client("Acme Property", "acme.example"))
    execute("UPDATE member SET entity_id = (SELECT min(entity_id) FROM member)")
    [upgrade] = import_module("kingpost.identity.migrations.0008_groups_and_holdings").Migration.operations
    for record, said in rows("SELECT record_id, said FROM profile"):
        before = structs.replace(read_profile(said), edition=0)
        execute("UPDATE profile SET said = %s WHERE record_id = %s", [json.encode(before).decode(), record])
    execute(upgrade.sql)
    flow.settle()
    assert len(clients()) == 2

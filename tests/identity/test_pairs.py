"""What likeness joins, asks and leaves alone, by the causes that make records of one thing differ and records of two things look alike."""

from __future__ import annotations

import itertools
import random

import pytest
from tests import builders as b

from kingpost import flow
from kingpost.connectors.base import Ref, Statement
from kingpost.identity import review
from kingpost.identity.comparisons import compare
from kingpost.identity.model import DEFAULT, score
from kingpost.identity.profiles import Parent, Profile, core_of, fold, profile
from kingpost.toolbox.sql import execute, rows


def person(name: str, system: int = 1, company: str = "Aldgate Freight", **fields: object) -> Profile:
    return profile("person", system, name, {"name": name, "company": company} | fields)


def client(name: str, system: int = 1, **fields: object) -> Profile:
    return profile("client", system, name, {"name": name} | fields)


def project(name: str, system: int = 1, of: str = "Aldgate Freight", **fields: object) -> Profile:
    return profile("project", system, name, {"name": name, "client": of} | fields)


def verdict(one: Profile, other: Profile) -> str:
    assert compare(one, other) == compare(other, one)
    return score(one, other, DEFAULT).verdict


MARCUS = person("Marcus Osei")


@pytest.mark.parametrize(
    "other",
    [
        person("Marcus Osei", 2),
        person("Osei, Marcus", 2),
        person("Osei Marcus", 2),
        person("Mr Marcus B. Osei", 2),
        person("M. Osei", 2),
        person("Márcus Oséi", 2, "ALDGATE FREIGHT LTD"),
        person("Marcus Osie", 2, "Aldgate Frieght Limited"),
        profile("person", 2, "", {"email": "marcus.osei@aldgatefreight.example"}),
    ],
)
def test_one_person_written_in_two_ways_at_one_client(other):
    assert verdict(MARCUS, other) == "same"


def test_short_and_foreign_forms_and_other_alphabets_are_one_name():
    assert verdict(person("Bob Lindqvist"), person("Robert Lindqvist", 2)) == "same"
    assert verdict(person("Sergey Ivanov"), person("Сергей Иванов", 2)) == "same"
    assert fold("Łukasz Åström-Groß & Søn") == "lukasz astrom gross and son"


@pytest.mark.parametrize(
    "other",
    [
        person("Marcus Osei", 2, "Brightwater Dental"),
        person("Mary Osei", 2),
        person("Femi Ade", 2),
        person("Marcus Okafor", 2),
    ],
)
def test_another_client_or_another_name_is_another_person(other):
    assert verdict(MARCUS, other) == ""


def test_two_mailboxes_at_one_domain_are_two_people_and_a_figure_is_a_namesake():
    one = person("Marcus Osei", email="marcus.osei@aldgatefreight.example")
    assert verdict(one, person("Marcus Osei", 2, email="marcus.osei2@aldgatefreight.example")) == ""
    assert verdict(one, person("Marcus Osei", 2, email="marcus.osie@aldgatefreight.example")) == "same"


def test_who_moved_is_one_person_only_where_something_personal_says_so():
    here = person("Marcus Osei", mobile="07911 123456", email="marcus.osei@aldgatefreight.example")
    there = {"email": "marcus.osei@brightwater.example"}
    assert verdict(here, person("Marcus Osei", 2, "Brightwater Dental", mobile="+44 7911 123456", **there)) == "same"
    assert verdict(here, person("Marcus Osei", 2, "Brightwater Dental", **there)) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Aldgate Freight Ltd", "ALDGATE FREIGHT LIMITED"),
        ("Nordlicht Energie GmbH & Co. KG", "Nordlicht Energie G.m.b.H."),
        ("Wisła Optyka Sp. z o.o.", "Wisla Optyka sp.zoo"),
        ("Sucre et Fils S.A.S.", "Sucre & Fils SAS"),
        ("Calder Engineering", "Calder Engineeering Ltd"),
        ("Harrow International Mgmt", "Harrow Int'l Management"),
        ("Larkfield Media", "Quayside Holdings t/a Larkfield Media"),
    ],
)
def test_one_company_written_in_two_ways(one, other):
    assert verdict(client(one), client(other, 2)) == "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (client("Aldgate Freight Ltd"), client("Aldgate Freight GmbH", 2)),
        (client("Aldgate Freight France"), client("Aldgate Freight", 2)),
        (client("Acme", vat="GB123456789"), client("Acme", 2, vat="GB987654321")),
        (client("Acme", domain="acme.example"), client("Acme", 2, domain="otherfirm.example")),
        (client("Acme Printing", city="Leeds"), client("Acme Printing", 2, city="Porto")),
        (client("Studio 54"), client("Studio 55", 2)),
        (client("Kestrel Steel"), client("Kestrel Marine", 2)),
    ],
)
def test_what_tells_two_companies_apart(one, other):
    assert verdict(one, other) != "same"


def test_a_free_mailbox_or_a_page_on_a_platform_is_no_company():
    assert client("Pell", email="pell@gmail.com", website="facebook.com/pell").hosts == []


def test_a_project_called_differently_in_each_system_of_one_client():
    one = project("Portal migration", code="POR-118")
    assert verdict(one, project("Aldgate Freight: Portal migration", 2)) == "same"
    assert verdict(one, project("POR-118 Portal migration project", 2)) == "same"
    assert verdict(project("Portal phase 1"), project("Portal phase 2", 2)) == ""
    assert verdict(one, project("Portal migration", 2, "Brightwater Dental", code="POR-118")) == ""


def test_the_organisation_a_record_points_at_counts_like_its_own():
    parent = Parent("key", "Aldgate Freight Ltd", {"domain": "aldgatefreight.example"})
    pointed = profile("person", 2, "Marcus Osei", {"name": "Marcus Osei"}, parent)
    assert verdict(MARCUS, pointed) == "same" and core_of("Aldgate Freight Ltd").core == pointed.org


@pytest.mark.django_db
def test_people_without_a_mailbox_join_once_the_organisation_they_point_at_is_known():
    crm, desk = b.system("crm"), b.system("desk")
    b.tell(crm, b.person("Marcus Osei", "marcus.osei@aldgatefreight.example"))
    b.tell(
        desk,
        Statement("person", "u1", "Marcus Osei", {"name": "Marcus Osei"}, refs=[Ref("employer", "client", "org1")]),
    )
    assert len(groups("person")) == 2
    b.tell(desk, b.client("Aldgate Freight", "aldgatefreight.example", remote_id="org1"))
    assert len(groups("person")) == 1
    b.tell(desk, b.client("Brightwater Dental", "brightwater.example", remote_id="org1"))
    assert len(groups("person")) == 2


@pytest.mark.django_db
def test_who_fits_two_namesakes_joins_neither_and_is_asked_about():
    crm, desk = b.system("crm"), b.system("desk")
    b.tell(
        crm,
        b.person("Anna Hill", "anna.hill@aldgatefreight.example"),
        b.person("Anna Hill", "anna.hill2@aldgatefreight.example"),
    )
    b.tell(desk, Statement("person", "u1", "Anna Hill", {"name": "Anna Hill", "company": "Aldgate Freight"}))
    assert len(groups("person")) == 3
    first, second = review.questions(None, limit=10)
    assert first.torn and second.torn
    given = review.answer(first.one, first.other, "different", b.user("priya@harrowlane.example"))
    flow.settle()
    assert len(groups("person")) == 2 and not review.questions(None, limit=10)
    review.take_back(given.pk)
    flow.settle()
    assert len(groups("person")) == 3 and len(review.questions(None, limit=10)) == 2


@pytest.mark.django_db
def test_a_team_mailbox_is_no_person():
    crm, desk = b.system("crm"), b.system("desk")
    b.tell(crm, b.person("Jane Doe", "info@aldgatefreight.example"))
    b.tell(desk, b.person("Tom Roe", "info@aldgatefreight.example"))
    assert len(groups("person")) == 2


@pytest.mark.django_db
def test_a_subsidiary_with_the_same_domain_is_not_merged():
    b.tell(b.system("crm"), b.client("Aldgate Freight Ltd", "aldgate.example", vat="GB123456789"))
    b.tell(b.system("finance"), b.client("Aldgate Freight GmbH", "aldgate.example", vat="DE123456789"))
    assert len(groups("client")) == 2


@pytest.mark.django_db
def test_a_key_that_becomes_common_takes_back_what_rested_on_it_in_any_order(monkeypatch):
    monkeypatch.setattr("kingpost.identity.pairs.MOST", 3)
    crm, desk = b.system("crm"), b.system("desk")
    said = [
        (crm if n % 2 else desk, b.client(f"Aldgate {word} {n}", city="Leeds", phone=f"020 7946 {n:04d}"))
        for n, word in enumerate(["Freight"] * 4 + ["Foods"] * 4)
    ]
    said += [(crm, b.client("Pell and Sons")), (desk, b.client("Pell & Sons Ltd"))]
    made = set()
    for seed in range(4):
        execute(
            "TRUNCATE record, version, change, bookmark, member, match_key, profile, block, pair, entity, link, client_of, timeline, search CASCADE"
        )
        order = said[:]
        random.Random(seed).shuffle(order)
        for system, statement in order:
            b.tell(system, statement)
        made.add(frozenset(groups("client")))
    assert len(made) == 1


def groups(kind: str) -> list[frozenset[str]]:
    """The things of a kind, each as the names of its records."""
    held = rows(
        """SELECT m.entity_id, s.key || ' ' || r.remote_id FROM member AS m JOIN record AS r ON r.id = m.record_id
           JOIN system AS s ON s.id = r.system_id WHERE r.kind = %s AND r.version IS NOT NULL ORDER BY 1""",
        [kind],
    )
    return [frozenset(name for _, name in some) for _, some in itertools.groupby(held, key=lambda row: row[0])]

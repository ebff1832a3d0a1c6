"""Somebody who moves to another client is one person with two periods; what happened stays with the client of its time."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests import builders as b

from kingpost.connectors.base import Ref, Statement
from kingpost.knowledge import timelines
from kingpost.knowledge.posts import posts
from kingpost.toolbox.sql import rows

pytestmark = pytest.mark.django_db
THEN, NOW = "ines.duarte@pell.example", "ines.duarte@brightwater.example"


def moved(**fields: str) -> int:
    """Ines Duarte at Pell & Sons, then at Brightwater Dental, in one address book; a mail of each time. Her number."""
    b.own_domains("harrowlane.example")
    crm, post = b.system("crm"), b.system("mail")
    b.tell(crm, b.client("Pell & Sons", "pell.example"), b.client("Brightwater Dental", "brightwater.example"))
    b.tell(crm, b.person("Ines Duarte", THEN, mobile="07911 123456", title="Buyer", **fields))
    b.tell(crm, b.person("Ines Duarte", NOW, mobile="+44 7911 123456", title="Practice manager", city="Bath"))
    us = "priya@harrowlane.example"
    b.tell(post, b.mail("1", THEN, us, "Pallets", b.moment("2026-02-02 09:00")))
    b.tell(post, b.mail("2", us, NOW, "Chairs", b.moment("2026-06-02 09:00")))
    return b.entity("Ines Duarte", "person")


def test_who_takes_the_mobile_number_along_is_one_person_and_each_mail_stays_with_the_client_of_its_time():
    number = moved()
    shown = {line.text for line in timelines.of_client(b.entity("Pell & Sons"), [1])}
    assert any("Pallets" in text for text in shown) and not any("Chairs" in text for text in shown)
    other = {line.text for line in timelines.of_client(b.entity("Brightwater Dental"), [1])}
    assert any("Chairs" in text for text in other) and not any("Pallets" in text for text in other)
    now, then = posts(number, [1])
    assert (now.title, now.until) == ("Brightwater Dental", None) and str(now.since) == "2026-06-02"
    assert then.title == "Pell & Sons" and str(then.until) == "2026-02-02"


def test_a_date_the_system_gives_beats_when_somebody_was_last_heard_of(client):
    number = moved(start_date="2024-01-08", end_date="2026-03-31")
    assert [(str(p.since), str(p.until)) for p in posts(number, [1])][1] == ("2024-01-08", "2026-03-31")
    client.force_login(b.user("priya@harrowlane.example"))
    page = client.get(reverse("thing", args=[number])).content.decode()
    assert "Works for" in page and "Brightwater Dental" in page and "Pell" in page


def test_one_employer_is_no_list():
    b.tell(b.system("crm"), b.client("Pell & Sons", "pell.example"), b.person("Ines Duarte", THEN))
    assert posts(b.entity("Ines Duarte", "person"), [1]) == []


def test_a_name_alone_moves_nobody():
    crm = b.system("crm")
    b.tell(crm, b.client("Pell & Sons", "pell.example"), b.client("Brightwater Dental", "brightwater.example"))
    b.tell(crm, b.person("Ines Duarte", THEN), b.person("Ines Duarte", NOW))
    assert len(set(rows("SELECT entity_id FROM entity WHERE kind = 'person'"))) == 2
    b.tell(
        crm, b.person("Ines Duarte", THEN, end_date="2026-03-31"), b.person("Ines Duarte", NOW, start_date="2026-04-01")
    )
    assert rows("SELECT verdict FROM pair") == [("unsure",)]


def test_a_subsidiary_is_linked_with_its_parent_and_not_merged(client):
    group, daughter = (b.client(name, "aldgate.example", remote_id=name[-2:], vat=vat) for name, vat in (("Aldgate Freight Ltd", "GB123456789"), ("Aldgate Freight France SAS", "FR12345678901")))  # fmt: skip
    b.tell(b.system("crm"), group, Statement("client", daughter.remote_id, daughter.title, daughter.fields, refs=[Ref("parent", "client", group.remote_id)]))  # fmt: skip
    client.force_login(b.user("priya@harrowlane.example"))
    mother, child = b.entity("Aldgate Freight Ltd"), b.entity("Aldgate Freight France SAS")
    assert mother != child
    pages = [client.get(reverse("client", args=[number])).content.decode() for number in (mother, child)]
    assert f'Has <a href="{reverse("client", args=[child])}"' in pages[0]
    assert f'Part of <a href="{reverse("client", args=[mother])}"' in pages[1]


def test_another_number_at_another_employer_is_no_disagreement_and_at_the_same_one_it_is():
    moved(phone="020 7946 0018")
    b.tell(b.system("crm"), b.person("Ines Duarte", NOW, mobile="+44 7911 123456", phone="0117 496 0000"))
    assert rows("SELECT title FROM disagreement WHERE closed_at IS NULL") == []
    b.tell(b.system("desk"), b.person("Ines Duarte", NOW, phone="0117 496 0099"))
    assert rows("SELECT title FROM disagreement WHERE closed_at IS NULL") == [("Telephone of Ines Duarte",)]

"""The records of one thing: split with one key, joined with another by search, both taken back; only by who may, only what they see."""

from __future__ import annotations

from html import unescape

import pytest
from django.urls import reverse
from tests import builders as b

from kingpost import flow
from kingpost.accounts import api_tokens, audiences
from kingpost.identity.models import Judgement
from kingpost.toolbox.sql import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def priya(client):
    b.everyone()
    client.force_login(b.user("priya@harrowlane.example"))
    return client


def brightwater(finance_audience: int = 1) -> int:
    """One client in three systems by its domain, and another client; its number."""
    b.tell(b.system("crm"), b.client("Brightwater Dental", "brightwater.example", city="Bath"), b.client("BWD Clinics"))
    b.tell(b.system("desk"), b.client("Brightwater Dental Ltd", "brightwater.example"))
    b.tell(b.system("finance", audience=finance_audience), b.client("Brightwater", "brightwater.example"))
    return rows("SELECT m.entity_id FROM member AS m JOIN record AS r ON r.id = m.record_id WHERE r.remote_id = 'Brightwater Dental'")[0][0]  # fmt: skip


def clients() -> int:
    return len({e for (e,) in rows("SELECT entity_id FROM entity WHERE kind = 'client'")})


def record(remote: str) -> int:
    return rows("SELECT id FROM record WHERE remote_id = %s", [remote])[0][0]


def test_every_record_is_shown_with_its_system_and_a_key_to_split_it(priya):
    number = brightwater()
    page = unescape(priya.get(reverse("records", args=[number])).content.decode())
    assert "These 3 records are one client" in page and "Finance" in page and "Town Bath" in page
    assert page.count("Not the same") == 3 and 'aria-keyshortcuts="3"' in page
    assert reverse("records", args=[number]) in priya.get(reverse("client", args=[number])).content.decode()


def test_a_record_that_is_something_else_is_split_off_and_undo_brings_it_back(priya):
    number, odd = brightwater(), record("Brightwater")
    said = priya.post(reverse("record_splits", args=[number, odd]), follow=True)
    assert "something of its own now" in said.content.decode()
    flow.settle()
    assert clients() == 3 and "These 2 records" in priya.get(reverse("records", args=[number])).content.decode()
    priya.post(reverse("undo"))
    flow.settle()
    assert clients() == 2 and not Judgement.objects.filter(withdrawn_at=None).exists()


def test_two_things_are_said_to_be_one_after_a_search_and_after_a_split(priya):
    number, other = brightwater(), b.entity("BWD Clinics")
    found = priya.get(reverse("records", args=[number]), {"q": "bwd"}).content.decode()
    assert f'name="other" value="{other}"' in found
    priya.post(reverse("mergers", args=[number]), {"other": other})
    flow.settle()
    assert clients() == 1
    odd = record("BWD Clinics")
    priya.post(reverse("record_splits", args=[number, odd]))
    flow.settle()
    assert clients() == 2
    priya.post(reverse("mergers", args=[number]), {"other": odd})
    flow.settle()
    assert clients() == 1, "what was split can be joined again"
    for _ in range(3):
        priya.post(reverse("undo"))
        flow.settle()
    assert clients() == 2 and not Judgement.objects.filter(withdrawn_at=None).exists()


def test_records_and_things_one_may_not_see_are_not_there(priya):
    number = brightwater(audiences.private(b.user("ines@harrowlane.example")).pk)
    page = priya.get(reverse("records", args=[number])).content.decode()
    assert "These 2 records" in page and "Finance" not in page
    assert priya.post(reverse("record_splits", args=[number, record("Brightwater")])).status_code == 404
    assert priya.post(reverse("mergers", args=[number]), {"other": record("Brightwater") + 10_000}).status_code == 404


def test_a_viewer_has_no_buttons(client):
    number = brightwater()
    client.force_login(b.user("callum@harrowlane.example", role="viewer"))
    assert "Not the same" not in client.get(reverse("records", args=[number])).content.decode()
    assert client.post(reverse("mergers", args=[number]), {"other": b.entity("BWD Clinics")}).status_code == 403


def test_a_birth_date_is_on_no_page_but_that_of_the_question(priya):
    b.tell(
        b.system("staff"),
        b.staff("Noor Haddad", "noor@harrowlane.example", birth_date="1988-04-12", department="Cloud"),
    )
    number = b.entity("Noor Haddad", "person")
    _, token = api_tokens.make(b.user("priya@harrowlane.example"), "reader")
    heads = {"Authorization": f"Bearer {token}"}
    pages = [priya.get(reverse(name, args=[number])) for name in ("thing", "records")]
    pages.append(priya.get(f"/api/v1/things/{number}", headers=heads))
    assert all("Cloud" in page.content.decode() for page in pages)
    assert not any(born in page.content.decode() for page in pages for born in ("1988", "Born", "birth_date"))
    for day in ("", "?true_at=2026-03-01"):
        assert priya.get(reverse("evidence", args=[number, "birth_date"]) + day).status_code == 404
        assert priya.get(f"/api/v1/things/{number}/evidence/birth_date{day}", headers=heads).status_code == 404

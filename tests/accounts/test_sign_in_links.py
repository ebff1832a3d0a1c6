from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from tests.accounts.conftest import person

from kingpost.accounts import sign_in_links
from kingpost.accounts.models import AuditEntry, SignInLink
from kingpost.toolbox import clock

pytestmark = pytest.mark.django_db


def test_a_link_signs_in_once(client: Client) -> None:
    path = sign_in_links.make(person("Dana Whitfield"))
    assert b"Welcome, Dana" in client.get(path).content
    client.post(path)
    assert client.get("/account").status_code == 200
    again = Client().post(path)
    assert again.status_code == 410 and b"no longer works" in again.content
    assert AuditEntry.objects.filter(act="signed in by link").count() == 1


def test_opening_the_address_uses_nothing_up(client: Client) -> None:
    """Mail programs and chat previews open addresses by themselves."""
    path = sign_in_links.make(person("Dana Whitfield"))
    for _ in range(3):
        assert client.get(path).status_code == 200
    assert client.get("/account").status_code == 302


def test_an_old_link_and_a_replaced_one_are_refused(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    dana = person("Dana Whitfield")
    first = sign_in_links.make(dana)
    second = sign_in_links.make(dana)
    assert client.post(first).status_code == 410
    later = clock.now() + sign_in_links.LIFE + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.post(second).status_code == 410


def test_only_a_digest_is_kept() -> None:
    path = sign_in_links.make(person("Dana Whitfield"))
    secret = path.rsplit("/", 1)[-1]
    assert secret.encode() not in bytes(SignInLink.objects.get().digest)


def test_someone_who_left_cannot_use_their_link(client: Client) -> None:
    callum = person("Callum Reid")
    path = sign_in_links.make(callum)
    callum.is_active = False
    callum.save()
    assert client.post(path).status_code == 410


def test_an_invited_person_chooses_a_password_first(client: Client) -> None:
    path = sign_in_links.make(person("Noor Haddad"))
    answer = client.post(f"{path}?then=password")
    assert answer["Location"] == "/account/first-password"

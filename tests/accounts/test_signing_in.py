from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from tests.accounts.conftest import person

from kingpost.toolbox import environment

pytestmark = pytest.mark.django_db

PASSWORD = "open sesame now"


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    """The failed attempts of one test are not held against the next."""
    cache.clear()
    yield
    cache.clear()


def sign_in(email: str, password: str, **headers: str) -> bool:
    client = Client()
    client.post("/sign-in", {"login": email, "password": password}, **headers)  # type: ignore[arg-type]
    return client.get("/account", **headers).status_code == 200  # type: ignore[arg-type]


def test_somebody_elses_failed_attempts_behind_the_proxy_lock_nobody_out(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KINGPOST_PUBLIC_URL", "https://kingpost.harrowlane.example")
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = environment.proxies()
    dana = person("Dana Whitfield")
    for attempt in range(12):
        sign_in(f"guess{attempt}@harrowlane.example", "wrong", HTTP_X_FORWARDED_FOR="203.0.113.5")
    assert not sign_in(dana.email, PASSWORD, HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.5")  # only the last is known
    assert sign_in(dana.email, PASSWORD, HTTP_X_FORWARDED_FOR="198.51.100.7")


def test_without_a_proxy_nobody_says_where_they_come_from(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KINGPOST_PUBLIC_URL", raising=False)
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = environment.proxies()
    dana = person("Dana Whitfield")
    for attempt in range(12):
        sign_in(f"guess{attempt}@harrowlane.example", "wrong", HTTP_X_FORWARDED_FOR=f"203.0.113.{attempt}")
    assert not sign_in(dana.email, PASSWORD, HTTP_X_FORWARDED_FOR="198.51.100.7")


def test_how_many_proxies_there_are_can_be_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINGPOST_PUBLIC_URL", "https://kingpost.harrowlane.example")
    monkeypatch.setenv("KINGPOST_PROXIES", "0")
    assert environment.proxies() == 0
    monkeypatch.setenv("KINGPOST_PROXIES", "two")
    with pytest.raises(environment.SettingError, match="number of proxies"):
        environment.proxies()

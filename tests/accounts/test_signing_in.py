from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client
from tests.accounts.conftest import person

from kingpost.accounts import sign_in_links
from kingpost.accounts.models import AuditEntry, Role, User
from kingpost.toolbox import clock, environment

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


def by_link(user: User, then: str = "") -> Client:
    client = Client()
    client.post(sign_in_links.make(user) + then)
    return client


NEW = {"password1": "a brand new one", "password2": "a brand new one"}


def test_somebody_who_forgot_their_password_chooses_a_new_one_after_a_link() -> None:
    dana = person("Dana Whitfield")
    elsewhere = by_link(dana)
    elsewhere_too = Client()
    elsewhere_too.force_login(dana)
    assert b"choose a new password" in Client().get(sign_in_links.make(dana)).content
    client = by_link(dana, "?then=password")
    page = client.get("/account/first-password", follow=True)
    assert page.status_code == 200 and b"oldpassword" not in page.content
    assert b"Your password is changed." in client.post("/account/password", NEW, follow=True).content
    assert client.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == elsewhere_too.get("/account").status_code == 302
    assert sign_in(dana.email, NEW["password1"]) and not sign_in(dana.email, PASSWORD)
    assert b"oldpassword" in client.get("/account/password").content, "a second change asks for the old one"


def test_a_link_opened_a_while_ago_does_not_change_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    dana = person("Dana Whitfield")
    client = by_link(dana)
    later = clock.now() + sign_in_links.CHOOSING + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert b"oldpassword" in client.get("/account/password").content
    client.post("/account/password", NEW)
    assert sign_in(dana.email, PASSWORD)


def test_whoever_signed_in_with_a_password_is_asked_for_it() -> None:
    dana = person("Dana Whitfield")
    client = Client()
    client.post("/sign-in", {"login": dana.email, "password": PASSWORD})
    client.post("/account/password", NEW)
    assert sign_in(dana.email, PASSWORD)


def test_a_second_step_is_asked_before_a_new_password_is_chosen() -> None:
    dana = person("Dana Whitfield")
    key = totp.generate_totp_secret()
    totp.TOTP.activate(dana, key)
    RecoveryCodes.activate(dana)
    client = by_link(dana, "?then=password")
    client.post("/account/password", NEW)
    assert client.get("/account/password").status_code == 302
    code = totp.format_hotp_value(totp.hotp_value(key, next(totp.yield_hotp_counters_from_time())))
    assert client.post("/sign-in/second-step", {"code": code})["Location"] == "/account/first-password"
    client.post("/account/password", NEW)
    dana.refresh_from_db()
    assert dana.check_password(NEW["password1"])


def noted() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("act", flat=True))


def test_signing_in_and_a_new_password_are_in_the_audit_log_once() -> None:
    dana = person("Dana Whitfield")
    client = Client()
    client.post("/sign-in", {"login": dana.email, "password": PASSWORD})
    client.post("/account/password", NEW | {"oldpassword": PASSWORD})
    assert noted() == ["signed in", "changed their password"]
    by_link(dana)
    assert noted()[2:] == ["signed in by link"]
    assert {(one.who, one.ref) for one in AuditEntry.objects.all()} == {(dana, f"user:{dana.pk}")}


def test_failed_sign_ins_are_noted_for_people_who_are_here_and_do_not_fill_the_log() -> None:
    dana = person("Dana Whitfield")
    for email in (dana.email, "nobody@harrowlane.example", dana.email.upper(), dana.email):
        sign_in(email, "wrong")
    [entry] = AuditEntry.objects.all()
    assert (entry.who, entry.act, entry.ref) == (None, "failed to sign in", f"user:{dana.pk}")


def test_a_wrong_second_step_code_is_noted_and_does_not_fill_the_log() -> None:
    dana = person("Dana Whitfield")
    totp.TOTP.activate(dana, totp.generate_totp_secret())
    client = Client()
    client.post("/sign-in", {"login": dana.email, "password": PASSWORD})
    for code in ("000000", "123456", "no code"):
        client.post("/sign-in/second-step", {"code": code})
    [entry] = AuditEntry.objects.all()
    assert (entry.who, entry.act, entry.ref) == (None, "gave a wrong second-step code", f"user:{dana.pk}")


def test_two_step_sign_in_switched_on_and_off_is_in_the_audit_log(
    django_capture_on_commit_callbacks: Any,
) -> None:
    dana = person("Dana Whitfield")
    client = Client()
    client.post("/sign-in", {"login": dana.email, "password": PASSWORD})
    client.post("/account/again", {"password": PASSWORD})
    client.get("/account/two-step/on")
    key = client.session["mfa.totp.secret"]
    code = totp.format_hotp_value(totp.hotp_value(key, next(totp.yield_hotp_counters_from_time())))
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/two-step/on", {"code": code})
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/two-step/off")
    assert noted() == ["signed in", "switched two-step sign-in on", "switched two-step sign-in off"]


def test_what_a_page_says_is_not_kept_for_the_next_person_at_the_browser() -> None:
    dana = person("Dana Whitfield", Role.ADMIN)
    client = Client()
    client.force_login(dana)
    made = client.post("/account/tokens", {"name": "a script"})
    for page in (made, client.get("/account"), client.get("/people"), client.get("/account/password")):
        assert page.status_code == 200 and "no-store" in page["Cache-Control"]
    assert client.get("/help")["Cache-Control"] == client.get("/api/v1/clients")["Cache-Control"] == "private, no-cache"

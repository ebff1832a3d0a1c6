"""Addresses nobody would type, and forms no page would send: refused or read as if they were not there, never a page that broke."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from tests.web.conftest import signed_in
from tests.web.routes import ROUTES

from kingpost.accounts import api_tokens
from kingpost.accounts.models import User

FAR = "9" * 20  # further than the database can count
ENDLESS = "9" * 5000  # further than Python reads
NUMBERS = (
    "about", "before", "client", "flag", "id", "into", "keep", "mailbox", "member", "not_ours", "one", "other", "ours", "owner", "people", "per_hour", "project",
    "reason", "record", "ruling", "saw", "sees", "side", "successor", "system", "teams", "to", "weekday",
)  # fmt: skip
PAGED = ("flags", "approvals", "disagreements", "not_shown", "people", "promises")


@pytest.mark.parametrize("name", PAGED)
def test_a_page_that_far_behind_is_an_empty_one_or_the_first(dana: Client, name: str) -> None:
    for number in (FAR, "0", "-1", "²", "9999"):
        assert dana.get(reverse(name), {"page": number}).status_code == 200, number
    if name in (
        "flags",
        "approvals",
        "disagreements",
    ):  # their words for an empty list would say that there is nothing at all
        assert '<p class="nothing">No further ones.' in dana.get(reverse(name), {"page": "9999"}).content.decode()


@pytest.mark.parametrize("week", ["9999-12-31", "0001-01-01", "2026-13-01", "soon"])
def test_a_week_that_never_was_is_the_last_one(dana: Client, week: str) -> None:
    asked = {"week": week, "channel": "mail", "page": FAR}
    assert dana.get(reverse("interruptions"), asked).status_code == 200


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
@pytest.mark.parametrize("name", ["clients", "work", "promises", "disagreements", "approvals"])
def test_a_day_that_never_was_breaks_no_page(dana: Client, name: str, day: str) -> None:
    assert dana.get(reverse(name), {"true_at": day}).status_code in (200, 400)


TEXTS = ("folder", "name", "note", "place", "says", "title", "value", "what", "why")


def session_of(user: User) -> str:
    """What stands in the cookie of somebody who has signed in."""
    return signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value


def broken(session: str, method: str, address: str, sent: dict[str, Any]) -> str:
    """What is wrong with the answer to this; "" for a page or a refusal. Whatever it changed is taken back."""
    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    with transaction.atomic():
        status = (
            client.generic(method, f"{address}?{urlencode(sent)}").status_code
            if method == "GET"
            else client.post(address, sent).status_code
        )
        transaction.set_rollback(True)
    return f"{method} {address[:90]}: {status}" if status >= 500 else ""


def test_a_number_further_than_the_database_counts_is_nothing_in_any_address(cast: dict[str, User]) -> None:
    wrong = []
    for name, route in ROUTES.items():
        real = route.args(cast)
        for place in (n for n, one in enumerate(real) if isinstance(one, int)):
            for far in (FAR, ENDLESS):
                address = reverse(name, args=[*real[:place], 10**18 + 1, *real[place + 1 :]]).replace(
                    str(10**18 + 1), far
                )
                client = Client(raise_request_exception=False)
                client.force_login(cast["dana"])
                answer = client.get(address) if route.post is None else client.post(address, route.post)
                if answer.status_code != 404:
                    wrong.append(f"{address[:90]}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("far", [FAR, ENDLESS], ids=["far", "endless"])
def test_a_number_further_than_the_database_counts_breaks_no_form_and_no_page(cast: dict[str, User], far: str) -> None:
    """In every field that any form or address has for the number of a thing."""
    dana = session_of(cast["dana"])
    numbers = dict.fromkeys(NUMBERS, far) | {f"{name}-{far}": "4" for name in ("hours", "role", "active")}
    wrong = []
    for name, route in ROUTES.items():
        address, sends = reverse(name, args=route.args(cast)), route.post
        wrong += [broken(dana, "GET", address, numbers)] if sends is None else []
        wrong += [
            broken(dana, "POST", address, numbers | (sends or {}) | {field: far})
            for field in NUMBERS
            if field in (sends or {})
        ]
        wrong += [
            broken(dana, "POST", address, (sends or {}) | numbers),
            broken(dana, "POST", address, numbers | (sends or {})),
        ]
    assert not any(wrong), "\n".join(filter(None, wrong))


def test_a_text_longer_than_is_kept_breaks_no_form(cast: dict[str, User]) -> None:
    dana = session_of(cast["dana"])
    wrong = []
    for name, route in ROUTES.items():
        sends = route.post or {}
        texts = {*TEXTS, *(field for field, value in sends.items() if isinstance(value, str))}
        address = reverse(name, args=route.args(cast))
        wrong += [broken(dana, "POST", address, sends | {field: "x" * 5000}) for field in sorted(texts)]
    assert not any(wrong), "\n".join(filter(None, wrong))


def test_what_the_database_cannot_hold_is_refused_wherever_it_is_sent(dana: Client, cast: dict[str, User]) -> None:
    for name, field in (("clients", "letters"), ("work", "q"), ("search", "q"), ("filings", "service")):
        assert dana.get(reverse(name), {field: "a\0b"}).status_code == 400, name
    thing = reverse("evidence", args=[ROUTES["thing"].args(cast)[0], "owner\0name"])
    assert dana.get(thing).status_code == 400
    key = ROUTES["promise"].args(cast)[0]
    sent = {"verdict": "corrected", "what": "Send\0it", "due_on": ""}
    assert dana.post(reverse("promise_rulings", args=[key]), sent).status_code == 400
    token = api_tokens.make(cast["dana"], "test")[1]
    told = dana.get("/api/v1/search?q=%00", headers={"Authorization": f"Bearer {token}"})
    assert (told.status_code, told["Content-Type"]) == (400, "application/problem+json")

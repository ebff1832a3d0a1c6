"""Addresses nobody would type, and forms no page would send: refused or read as if they were not there, never a page that broke."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.routes import ROUTES

from kingpost.accounts import api_tokens
from kingpost.accounts.models import User

FAR = "9" * 20  # further than the database can count
PAGED = ("flags", "approvals", "disagreements", "not_shown", "people", "promises")


@pytest.mark.parametrize("name", PAGED)
def test_a_page_that_far_behind_is_an_empty_one_or_the_first(dana: Client, name: str) -> None:
    for number in (FAR, "0", "-1", "²", "9999"):
        assert dana.get(reverse(name), {"page": number}).status_code == 200, number


@pytest.mark.parametrize("week", ["9999-12-31", "0001-01-01", "2026-13-01", "soon"])
def test_a_week_that_never_was_is_the_last_one(dana: Client, week: str) -> None:
    asked = {"week": week, "channel": "mail", "page": FAR}
    assert dana.get(reverse("interruptions"), asked).status_code == 200


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
@pytest.mark.parametrize("name", ["clients", "work", "promises", "disagreements", "approvals"])
def test_a_day_that_never_was_breaks_no_page(dana: Client, name: str, day: str) -> None:
    assert dana.get(reverse(name), {"true_at": day}).status_code in (200, 400)


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

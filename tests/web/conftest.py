"""Pages are tested against a morning at Harrow Lane Services (``day.py``), made once and rolled back after each test."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.beginnings import begins_with, have_begun
from tests.web import day

from kingpost.accounts.models import User


@pytest.fixture
@begins_with(day.begin)
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, User]:
    """The people of Harrow Lane Services, with the whole morning behind them."""
    have_begun(day.begin, monkeypatch)
    return day.people()


@pytest.fixture
def dana(cast: dict[str, User]) -> Client:
    """A browser in which Dana, the admin, is signed in."""
    return signed_in(cast["dana"])


@pytest.fixture
def priya(cast: dict[str, User]) -> Client:
    """A browser in which Priya, a member, is signed in."""
    return signed_in(cast["priya"])


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client

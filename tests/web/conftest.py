"""Pages are tested against a morning at Harrow Lane Services (``day.py``), made once and rolled back after each test."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client
from tests.web import day

from kingpost.accounts.models import User

FAST_PASSWORDS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def fast_passwords(settings: LazySettings) -> None:
    settings.PASSWORD_HASHERS = FAST_PASSWORDS


@pytest.fixture
def cast(db: None, fast_passwords: None) -> dict[str, User]:
    """The people of Harrow Lane Services, with the whole morning behind them."""
    return day.begin()


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

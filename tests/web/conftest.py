"""Pages are tested against a morning at Harrow Lane Services (``day.py``), made once and rolled back after each test."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.test import Client
from playwright.sync_api import Browser, sync_playwright
from pytest_django import DjangoDbBlocker
from tests.web import day

from kingpost.accounts.models import User

FAST_PASSWORDS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


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


@pytest.fixture(scope="session")
def chromium(django_db_blocker: DjangoDbBlocker) -> Iterator[Browser]:
    """The system's Chromium where there is one, else Playwright's own."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "true"  # Playwright keeps an event loop in this thread; nothing asynchronous touches the database
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM if os.path.exists(CHROMIUM) else None, args=QUIET)
        yield browser
        browser.close()

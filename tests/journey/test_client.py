"""A client calls: three letters find it, and its page says what was agreed, what happened, and who says so."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect
from tests.journey.driving import ALDGATE, find, press

pytestmark = pytest.mark.timeout(180, func_only=True)  # loading the example has a limit of its own


def test_three_letters_find_a_client_and_what_was_agreed_delivered_and_comes_next(page: Page) -> None:
    page.goto("/")
    find(page, "ald", ALDGATE)
    for title in ("Agreed", "Delivered", "Next"):
        column = page.locator(".strip > div", has=page.locator("h2", has_text=re.compile(f"^{title}$")))
        expect(column.locator("p a").first).to_be_visible()
    expect(page.locator(".strip")).to_contain_text("Answer within 4 h")
    expect(page.locator(".strip")).to_contain_text("Go-live")
    expect(page.locator("aside.aside")).to_contain_text("INV-2093")
    moments = [
        datetime.fromisoformat(at)
        for at in page.locator(".time time").evaluate_all("all => all.map(one => one.dateTime)")
    ]
    assert moments == sorted(moments, reverse=True) and len(moments) == 50


def test_the_timeline_is_narrowed_to_mail_tickets_project_or_money(page: Page) -> None:
    page.goto("/")
    find(page, "ald", ALDGATE)
    for name, kinds in {
        "Mail": {"message"},
        "Tickets": {"ticket"},
        "Money": {"invoice", "agreement", "approval"},
    }.items():
        page.locator(".filters a", has_text=name).focus()
        press(page, "Enter")
        expect(page.locator(".filters a[aria-current=true]")).to_have_text(name)
        drawn = page.locator(".time li use").evaluate_all(
            "all => all.map(one => one.getAttribute('href').split('#')[1])"
        )
        assert drawn and set(drawn) <= kinds


def test_a_value_names_the_system_that_says_so(page: Page) -> None:
    page.goto("/")
    find(page, "ald", ALDGATE)
    page.locator(".facts a.ev", has_text="Priya Raman").focus()
    expect(page.locator("#pop")).to_contain_text("CRM (HubSpot export)")
    press(page, "Escape")
    expect(page.locator("#pop")).to_be_hidden()

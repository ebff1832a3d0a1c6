"""The pages with a whole business in them: no accessibility violation in light and in dark, and none wider than a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from tests.journey.conftest import DESKTOP, PHONE
from tests.web.test_access import violations

pytestmark = pytest.mark.timeout(300, func_only=True)  # loading the example has a limit of its own

FIXED = ("/", "/clients", "/before-we-started", "/not-shown", "/systems/tracker")
FOUND = ("/flags/", "/clients/", "/things/")
"""Pages whose looks hang on how much there is to show; the others are looked at in tests/web. Of addresses with a number, one of each."""


def test_no_page_of_a_whole_business_has_an_accessibility_violation(page: Page) -> None:
    page.route("**/live?*", lambda route: route.fulfill(status=204))  # nothing changes while it is looked at
    page.goto("/")
    found = [str(page.locator(f"main a[href^='{start}']").first.get_attribute("href")) for start in FOUND]
    wrong = []
    for address in (*FIXED, *found):
        for colours, size in (("light", DESKTOP), ("dark", PHONE)):
            page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.goto(address)
            wrong += [f"{address}, {colours}: {what}" for what in violations(page)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append(f"{address}: wider than a phone")
    assert wrong == []

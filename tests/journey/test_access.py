"""The pages with a whole business in them: no accessibility violation in light, in dark and on a phone, and none wider than the screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from tests.web.test_access import look

pytestmark = pytest.mark.timeout(300, func_only=True)  # loading the example has a limit of its own

FIXED = ("/", "/clients", "/work", "/before-we-started", "/not-shown", "/systems/tracker", "/business")
FOUND = ("/flags/", "/clients/", "/things/")
"""Those whose looks hang on how much there is to show; the others are looked at in tests/web. Of addresses with a number, one of each."""


def test_no_page_of_a_whole_business_has_an_accessibility_violation(page: Page) -> None:
    page.goto("/")
    page.emulate_media(reduced_motion="reduce")
    addresses = [str(page.locator(f"main a[href^='{start}']").first.get_attribute("href")) for start in FOUND]
    found = [f"{address}: {what}" for address in (*FIXED, *addresses) for what in look(page, address)]
    assert not found, "\n".join(found)

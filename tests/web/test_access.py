"""Every page in a real browser: no accessibility violation, light, dark and on a phone, and nothing the policy has to block."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer
from tests.web import day
from tests.web.conftest import signed_in
from tests.web.routes import ROUTES, STRANGER

from kingpost.accounts.models import User
from kingpost.toolbox import clock

PAGES = [name for name, route in ROUTES.items() if route.post is None and route.page]
DESKTOP, PHONE = {"width": 1400, "height": 900}, {"width": 390, "height": 844}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


def browser_of(chromium: Browser, server: LiveServer, user: User | None, **options: Any) -> BrowserContext:
    context = chromium.new_context(base_url=server.url, reduced_motion="reduce", viewport=DESKTOP, **options)
    if user is not None:
        session = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server.url}])
    return context


def listening(page: Page) -> list[str]:
    """What the page complains about from now on: script errors, and whatever the content policy had to block."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


WIDER = """() => document.documentElement.scrollWidth <= innerWidth ? null
    : [...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > innerWidth).map(e => e.tagName + "." + e.className).slice(0, 4).join(", ")"""

FINGER = """() => [...document.querySelectorAll("main button, main input, main select, main textarea, main .btn")].map(e => e.closest("label") || e)
    .filter(e => e.offsetParent && e.getBoundingClientRect().height < 44).map(e => `${e.tagName}.${e.className} ${e.innerText.slice(0, 20)}`).slice(0, 4).join(", ")"""
ALONE = """() => [...document.querySelectorAll("main .beside")].filter(e => e.offsetParent && e.previousElementSibling)
    .filter(e => Math.abs([...e.previousElementSibling.getClientRects()].at(-1).bottom - e.lastElementChild.getBoundingClientRect().bottom) > 12)
    .map(e => e.getAttribute("aria-label")).slice(0, 4).join(", ")"""


NARROW = """() => [...document.querySelectorAll("main .rows > li > span:last-child")].filter(e => e.offsetParent && e.innerText.trim())
    .filter(e => e.getBoundingClientRect().width < 40 && e.getBoundingClientRect().height > 40).map(e => e.innerText).slice(0, 4).join(", ")"""


def violations(page: Page, options: dict[str, Any] | None = None) -> list[str]:
    """What axe finds wrong. Only that is worked out in full, and a page is given the script once: both take as long as looking does."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    asked = {"resultTypes": ["violations"]} | (options or {})
    found = page.evaluate("asked => axe.run(document, asked).then(results => results.violations)", asked)
    return [f"{one['id']} at {one['nodes'][0]['target']}" for one in found]


def look(page: Page, address: str) -> list[str]:
    """Everything wrong with one page: in light, in dark, on a phone."""
    heard = listening(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(DESKTOP)
    page.goto(address)
    found = violations(page)
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {one}" for one in violations(page, COLOURS)]
    page.set_viewport_size(PHONE)
    found += [f"phone: {one}" for one in violations(page)]
    if wide := page.evaluate(WIDER):
        found.append(f"phone: wider than the screen: {wide}")
    if small := page.evaluate(FINGER):
        found.append(f"phone: too small for a finger: {small}")
    if broken := page.evaluate(NARROW):
        found.append(f"phone: broken letter by letter: {broken}")
    for width in (PHONE["width"], 375, 360, 320):
        page.set_viewport_size(PHONE | {"width": width})
        if alone := page.evaluate(ALONE):
            found.append(f"phone, {width} wide: an eye without the word it belongs to: {alone}")
    return found + heard


def yesterday() -> str:
    return (clock.now() - timedelta(days=1)).date().isoformat()


@pytest.mark.timeout(900)
def test_no_page_has_an_accessibility_violation(
    chromium: Browser, live_server: LiveServer, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = day.begin_anew()
    stranger, dana = (browser_of(chromium, live_server, user).new_page() for user in (None, cast["dana"]))
    found = []
    for name in PAGES:
        route = ROUTES[name]
        page = stranger if STRANGER in route.open_to else dana
        found += [f"{name}: {what}" for what in look(page, reverse(name, args=route.args(cast)))]
    found += [
        f"client, dated: {what}"
        for what in look(dana, f"{reverse('client', args=ROUTES['client'].args(cast))}?true_at={yesterday()}")
    ]
    found += [f"search: {what}" for what in look(dana, f"{reverse('search')}?q=portal")]
    monkeypatch.setenv(
        "KINGPOST_MODEL_URL", "http://127.0.0.1:9/v1"
    )  # never asked here; with one set, guesses are shown
    for number in range(4):
        day.guess(f"Leave the keys with me till Friday, take {number}")
    found += [f"promises with guesses: {what}" for what in look(dana, reverse("promises"))]
    assert dana.get_by_text("Four guesses to check").count() == 1
    stranger.context.close()
    dana.context.close()
    assert not found, "\n".join(found)

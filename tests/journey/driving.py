"""What the tests of the day do again and again: press keys, find a client, stay on the same page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, expect

ALDGATE = "Aldgate Freight"


def flags(page: Page) -> Locator:
    return page.locator("main ol.flags > li.flag")


def on_rail(page: Page, key: str) -> str:
    """The number beside a page on the rail; "" when none is shown."""
    number = page.locator(f"#rail [data-go={key}] > span")
    return number.inner_text() if number.count() else ""


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


@contextmanager
def same_page(page: Page) -> Iterator[None]:
    """What happens inside happens without loading the page again."""
    page.evaluate("window.before = true")
    yield
    assert page.evaluate("window.before === true"), "the page was loaded again"


def find(page: Page, letters: str, name: str) -> None:
    press(page, "/")
    page.keyboard.type(letters)
    expect(page.locator("#found [role=option][aria-selected=true]")).to_contain_text(name)
    press(page, "Enter")
    expect(page.locator("h1")).to_have_text(name)

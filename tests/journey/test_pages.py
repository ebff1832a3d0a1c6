"""Every page is near, fits on a phone, and counts what it shows."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.journey.conftest import PHONE, Demo
from tests.journey.driving import flags, on_rail, press

from kingpost.web import wording

pytestmark = pytest.mark.timeout(180, func_only=True)  # loading the example has a limit of its own


def test_every_page_is_two_keys_away_and_the_question_mark_lists_them(page: Page, demo: Demo) -> None:
    page.goto("/")
    places = page.locator("#rail [data-go]").evaluate_all(
        "all => all.map(one => [one.dataset.go, one.pathname, one.querySelector('b').innerText])"
    )
    assert [title for _, _, title in places] == ["Today", "Clients", "Work", "Flags", "Systems", "Business", "People"]
    for key, path, title in [*places[1:], places[0]]:
        press(page, "g", key)
        page.wait_for_url(f"{demo.address}{path}")
        expect(page.locator("#rail [aria-current=page] b")).to_have_text(title)
        expect(page.locator("h1")).to_be_visible()
    press(page, "?")
    dialog = page.locator("dialog[open]")
    for words in (
        "approve the suggestion",
        "already handled",
        "undo what you last did",
        *(title for _, _, title in places),
    ):
        expect(dialog).to_contain_text(words)
    press(page, "Escape")
    expect(dialog).to_have_count(0)


def test_every_page_is_reached_and_fits_on_a_phone(page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto("/")
    page.locator("#rail .more").focus()
    press(page, "Enter")
    sheet = page.locator("#more a")
    expect(sheet.first).to_be_visible()
    reached = sheet.evaluate_all("all => all.map(one => one.pathname)")
    assert set(page.locator("#rail [data-go]").evaluate_all("all => all.map(one => one.pathname)")) < set(reached)
    inside = [
        page.locator("main .flag .t").first,
        page.locator("main .flag .c").first,
        page.locator("main a[href='/not-shown']"),
    ]
    too_wide = [
        path
        for path in [*reached, *(str(one.get_attribute("href")) for one in inside), "/before-we-started"]
        if not fits(page, path)
    ]
    assert too_wide == []


def fits(page: Page, path: str) -> bool:
    page.goto(path)
    expect(page.locator("h1")).to_be_visible()
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_systems_prove_how_complete_they_are(page: Page) -> None:
    page.goto("/systems")
    rows = page.locator("main tbody tr").all()
    assert len(rows) == 10
    mine = [row for row in rows if row.locator("[data-as=held]").count()]
    assert len(mine) == 9, "Noor's mailbox is hers alone"
    for row in mine:
        expect(row).to_contain_text("Complete")
        assert row.locator("[data-as=held]").inner_text() == row.locator("[data-as=counted]").inner_text() != "0"
    expect(page.locator("h1")).to_have_text("Everything is complete.")
    expect(page.locator("#fresh")).to_contain_text("Nine systems complete")


def test_what_was_late_before_we_started_is_settled_at_once_and_comes_back(page: Page) -> None:
    page.goto("/before-we-started")
    before = page.locator("main tbody tr")
    many = before.count()
    expect(page.locator("h1")).to_have_text(f"{wording.number(many).capitalize()} things were late before we started.")
    page.locator("button[name=all]").focus()
    press(page, "Enter")
    expect(page.locator("h1")).to_have_text("Nothing is left from before we started.")
    expect(before).to_have_count(0)
    press(page, "u")
    expect(before).to_have_count(many)


def test_every_headline_counts_the_rows_it_stands_above(page: Page) -> None:
    page.goto("/clients")
    rows, late = (
        page.locator("main tbody tr").count(),
        page.locator("main tbody [data-as=late]", has_text=re.compile(r"\d")).count(),
    )
    said = page.locator("h1").inner_text().lower()
    assert said.startswith(f"{wording.number(rows)} clients") and f"{wording.number(late)} have late work" in said
    for only in ("late", "unowned"):
        page.goto(f"/work?only={only}")
        assert (
            page.locator("h1")
            .inner_text()
            .lower()
            .startswith(f"{wording.number(page.locator('main tbody tr').count())} ")
        )
    page.goto("/flags")
    many = flags(page).count()
    expect(page.locator("h1")).to_have_text(f"{wording.number(many).capitalize()} flags.")
    assert on_rail(page, "f") == str(many)


def test_what_came_in_is_accounted_for(page: Page) -> None:
    page.goto("/")
    came, grouped, hidden = (
        int(n.replace(",", ""))
        for n in re.findall(r"([\d,]+) (?:came in|grouped|not shown)", page.locator(".lead p").inner_text())
    )
    assert came == grouped + hidden
    page.goto("/not-shown")
    seen = 0
    while True:
        seen += page.locator("main tbody tr").count()
        if not page.locator(".acts a", has_text="Earlier ones").count():
            break
        page.goto(str(page.locator(".acts a", has_text="Earlier ones").get_attribute("href")))
    assert seen == hidden

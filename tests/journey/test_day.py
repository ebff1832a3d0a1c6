"""The day of the example company in a real browser, without a mouse: what needs her, why, the decision, its proof, and everything taken back."""

from __future__ import annotations

import csv
import io
import os
import re
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journey.conftest import Demo
from tests.journey.driving import ALDGATE, find, flags, on_rail, press, same_page

from kingpost.toolbox import process
from kingpost.web import wording

pytestmark = pytest.mark.timeout(180, func_only=True)  # loading the example has a limit of its own

ESCALATION = "Portal access failing: sign-in loops after password change"
NOOR, MARCUS = "Noor Haddad", "Marcus Osei"
TRACKER, CALENDAR = "Tracker workbook and action list", "Calendar"
CHANGES = 40  # seconds until a change in a watched folder has been read; the example looks every 15


def test_today_says_what_needs_her_why_and_in_which_order(page: Page) -> None:
    page.goto("/")
    rows = flags(page)
    expect(rows.first.locator(".t")).to_have_text(ESCALATION)
    many = rows.count()
    expect(page.locator("h1")).to_contain_text(f"{wording.count(many, 'thing').capitalize()} need you")
    assert on_rail(page, "t") == on_rail(page, "f") == str(many)
    assert rows.locator(".n").all_inner_texts() == [str(n + 1) for n in range(many)]
    for row in rows.all():
        assert row.locator(".why").inner_text().strip()
        assert row.locator(".why").inner_text() != row.locator(".t").inner_text()
    why = rows.first.locator(".why")
    expect(why).to_contain_text("4471")
    expect(why).to_contain_text("escalated")
    expect(why).to_contain_text(MARCUS)
    expect(rows.first.locator(".next")).to_contain_text(NOOR)


def test_rows_are_walked_and_opened_and_each_gives_the_reason_for_its_rank(page: Page) -> None:
    page.goto("/")
    titles = flags(page).locator(".t").all_inner_texts()
    here = page.locator("main .flag.at .t")
    press(page, "j")
    expect(here).to_have_text(titles[1])
    press(page, "j")
    expect(here).to_have_text(titles[2])
    press(page, "k", "k")
    expect(here).to_have_text(titles[0])
    for place, title in enumerate(titles):
        if place:
            page.goto("/")
            press(page, *["j"] * place)
        press(page, "Enter")
        expect(page.locator("h1")).to_have_text(title)
        expect(
            page.locator("aside .panel", has=page.locator("h2", has_text="Why it stands where it stands")).locator("p")
        ).not_to_be_empty()
        assert page.locator("aside .reasons > li").count() >= 1


# ---- the decision, in the systems, and back ---------------------------------------------------------------------------


Held = tuple[bytes, dict[str, bytes]]


def held(demo: Demo) -> Held:
    """What the files hold that Kingpost may write: the list of actions, and the events it made, by name."""
    events = (demo.files / "calendar" / "kingpost").glob("*.ics")
    return (demo.files / "tracker" / "actions.csv").read_bytes(), {path.name: path.read_bytes() for path in events}


def offered(page: Page) -> dict[str, dict[str, str]]:
    """The exact changes on the page: system → name of a value → what it would become."""
    return {
        one.locator("p b").inner_text(): dict(
            zip(one.locator("dt").all_inner_texts(), one.locator("dd").all_inner_texts(), strict=True)
        )
        for one in page.locator(".diff").all()
    }


def test_one_key_approves_the_changes_arrive_and_one_key_takes_them_back(page: Page, demo: Demo) -> None:
    before = held(demo)
    page.goto("/")
    press(page, "j", "k", "Enter")
    expect(page.locator("h1")).to_have_text(ESCALATION)
    expect(page.locator(".say")).to_contain_text(f"Give it to {NOOR} and call {MARCUS}")
    promised = offered(page)
    assert promised.keys() == {TRACKER, CALENDAR}

    with same_page(page):
        press(page, "a")
        states = page.locator(".writes .state .tag")
        expect(states).to_have_text([re.compile("waiting|on its way|confirmed")] * 2)
        expect(states).to_have_text([re.compile("confirmed by reading back")] * 2)
    expect(page.locator("main")).to_contain_text("Approved by Priya Raman")
    it_is_in_the_files(before, held(demo), promised)
    page.goto("/")
    expect(page.locator("main ol.flags")).not_to_contain_text(ESCALATION)

    press(page, "u")
    assert process.wait_until(lambda: held(demo) == before, CHANGES, 0.2), "the files are not as they were"
    expect(flags(page).first.locator(".t")).to_have_text(ESCALATION)
    press(page, "k", "k", "Enter")
    expect(page.locator("h1")).to_have_text(ESCALATION)
    expect(page.locator(".diff")).to_have_count(2)


def it_is_in_the_files(before: Held, after: Held, promised: dict[str, dict[str, str]]) -> None:
    """One row and one event more, nothing else touched, and both say what was approved."""
    old, new = (list(csv.reader(io.StringIO(actions.decode("utf-8-sig")))) for actions, _ in (before, after))
    assert [row[: len(old[0])] for row in new[: len(old)]] == old
    [added] = new[len(old) :]
    row = dict(zip(new[0], added, strict=True))
    assert "4471" in row["Action"] and row["Owner"] == promised[TRACKER]["owner"] == NOOR
    assert row["Due date"] == "2026-11-23" and promised[TRACKER]["due"] == "today"
    assert " ".join(promised[TRACKER]["note"].split()) in " ".join(row["Notes"].split())
    [name] = after[1].keys() - before[1].keys()
    event = after[1][name].replace(b"\r\n ", b"").decode()
    assert f"SUMMARY:Call {MARCUS}" in event and "noor.haddad@harrowlane.example" in event
    [[hour, minute]] = re.findall(r"DTSTART[^:]*:20261123T(\d\d)(\d\d)00", event)
    assert f"{hour}:{minute}" in promised[CALENDAR]["when"]


# ---- an answer --------------------------------------------------------------------------------------------------------


def test_a_row_answered_with_one_key_stays_away_through_a_new_read_and_comes_back(page: Page, demo: Demo) -> None:
    page.goto("/")
    titles = flags(page).locator(".t").all_inner_texts()
    second = titles[1]
    with same_page(page):
        press(page, "j", "e")
        expect(flags(page)).to_have_count(len(titles) - 1)
    expect(page.locator("h1")).to_contain_text(wording.number(len(titles) - 1).capitalize())
    assert on_rail(page, "f") == str(len(titles) - 1)

    everything_is_read_again(demo)
    page.goto("/")
    assert second not in flags(page).locator(".t").all_inner_texts()
    press(page, "u")
    expect(flags(page)).to_have_count(len(titles))
    assert flags(page).locator(".t").all_inner_texts() == titles


def everything_is_read_again(demo: Demo) -> None:
    """The service desk's export is written anew, as a nightly job would, and read as a whole."""
    for path in (demo.files / "desk").glob("*.json"):
        os.utime(path)
    assert process.wait_until(
        lambda: "is being read already" not in (said := demo.run("sync", "desk")) and "read," in said, CHANGES, 1
    )


# ---- live ---------------------------------------------------------------------------------------------------------------


def test_a_mail_that_arrives_is_on_the_open_page_by_itself_and_gone_when_it_is_gone(page: Page, demo: Demo) -> None:
    page.goto("/")
    find(page, "ald", ALDGATE)
    words = "Thank you, the spare scanners have arrived."
    with same_page(page):
        path = mail(demo, words)
        try:
            expect(page.locator(".time li").first).to_contain_text(words, timeout=CHANGES * 1000)
        finally:
            path.unlink()
        expect(page.locator("main")).not_to_contain_text(words, timeout=CHANGES * 1000)


def mail(demo: Demo, words: str) -> Path:
    """A mail of Ruth's, dropped into the folder of the shared mailboxes."""
    message = EmailMessage()
    message["From"] = "Ruth Lindqvist <ruth.lindqvist@aldgatefreight.example>"
    message["To"] = "support@harrowlane.example"
    message["Subject"] = "Scanners"
    message["Date"] = format_datetime(demo.now() - timedelta(seconds=30))
    message["Message-ID"] = f"<{os.getpid()}@aldgatefreight.example>"
    message.set_content(words)
    path = demo.files / "mail" / "shared" / "arrived.eml"
    path.write_bytes(message.as_bytes())
    path.chmod(0o644)
    return path

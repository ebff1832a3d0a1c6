"""The day of the example company in a real browser, without a mouse: what needs her, why, the decision, its proof, and everything taken back."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.journey.conftest import PHONE, Demo

from kingpost.toolbox import process
from kingpost.web import wording

pytestmark = pytest.mark.timeout(180, func_only=True)  # loading the example has a limit of its own

ESCALATION = "Portal access failing: sign-in loops after password change"
ALDGATE, NOOR, MARCUS = "Aldgate Freight", "Noor Haddad", "Marcus Osei"
TRACKER, CALENDAR = "Tracker workbook and action list", "Calendar"
CHANGES = 120  # seconds until a change in a watched folder has been read; the example looks every 15


# ---- Today ------------------------------------------------------------------------------------------------------------


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


def test_today_says_what_needs_her_why_and_in_which_order(page: Page) -> None:
    page.goto("/")
    rows = flags(page)
    expect(rows.first.locator(".t")).to_have_text(ESCALATION)
    many = rows.count()
    expect(page.locator("h1")).to_contain_text(f"{wording.count(many, 'thing').capitalize()} need you")
    assert on_rail(page, "t") == str(many)
    assert int(on_rail(page, "f")) >= many, "the rest is on Flags"
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
    press(page, *["k"] * 12, "Enter")  # to the first row: the page keeps the row one was on when it comes again
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
    assert (
        row["Notes"].split() == promised[TRACKER]["note"].split()
        or promised[TRACKER]["note"].split()[0] in row["Notes"]
    )
    [name] = after[1].keys() - before[1].keys()
    event = after[1][name].replace(b"\r\n ", b"").decode()
    assert f"SUMMARY:Call {MARCUS}" in event and "noor.haddad@harrowlane.example" in event
    [[hour, minute]] = re.findall(r"DTSTART[^:]*:20261123T(\d\d)(\d\d)00", event)
    assert f"{hour}:{minute}" in promised[CALENDAR]["when"]


# ---- an answer --------------------------------------------------------------------------------------------------------


def test_a_row_answered_with_one_key_stays_away_through_a_new_read_and_comes_back(page: Page, demo: Demo) -> None:
    page.goto("/")
    titles = flags(page).locator(".t").all_inner_texts()
    second, many = titles[1], int(on_rail(page, "f"))
    with same_page(page):
        press(page, "j", "e")
        expect(page.locator("main ol.flags")).not_to_contain_text(second)
    expect(page.locator("#rail [data-go=f]")).to_contain_text(str(many - 1))

    everything_is_read_again(demo)
    page.goto("/")
    assert second not in flags(page).locator(".t").all_inner_texts()
    press(page, "u")
    expect(flags(page).locator(".t")).to_have_text(titles)


def everything_is_read_again(demo: Demo) -> None:
    """The service desk's export is written anew, as a nightly job would, and read as a whole."""
    for path in (demo.files / "desk").glob("*.json"):
        os.utime(path)
    assert process.wait_until(
        lambda: "is being read already" not in (said := demo.run("sync", "desk")) and "read," in said, CHANGES, 1
    )


# ---- finding a client, and what is known of it -----------------------------------------------------------------------------


def find(page: Page, letters: str, name: str) -> None:
    press(page, "/")
    page.keyboard.type(letters)
    expect(page.locator("#found [role=option][aria-selected=true]")).to_contain_text(name)
    press(page, "Enter")
    expect(page.locator("h1")).to_have_text(name)


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
        moment
        if (moment := datetime.fromisoformat(at)).tzinfo
        else moment.replace(tzinfo=UTC)  # what knows only its day
        for at in page.locator(".time > li:not(.folded li) > time").evaluate_all("all => all.map(one => one.dateTime)")
    ]  # of notifications folded into one line the newest
    assert moments == sorted(moments, reverse=True) and len(moments) > 30


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


# ---- getting around -------------------------------------------------------------------------------------------------------


def test_every_page_is_two_keys_away_and_the_question_mark_lists_them(page: Page, demo: Demo) -> None:
    page.goto("/")
    places = page.locator("#rail [data-go]").evaluate_all(
        "all => all.map(one => [one.dataset.go, one.pathname, one.querySelector('b').innerText])"
    )
    assert [title for _, _, title in places] == [
        "Today", "Clients", "Work", "Flags", "Promises", "Disagreements", "Same or different?", "Systems", "Business", "People",
    ]  # fmt: skip
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


# ---- numbers --------------------------------------------------------------------------------------------------------------


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
    for only in ("track=late", "owner=nobody"):
        page.goto(f"/work?{only}")
        said = page.locator("h1").inner_text().lower()
        rows = page.locator("main tbody tr").count()
        while page.locator(".acts a", has_text="After these").count():
            page.goto("/work" + str(page.locator(".acts a", has_text="After these").get_attribute("href")))
            rows += page.locator("main tbody tr").count()
        assert said.startswith(f"{wording.number(rows)} "), only
    page.goto("/flags")
    many = flags(page).count()
    expect(page.locator("h1")).to_have_text(f"{wording.number(many).capitalize()} flags.")
    assert on_rail(page, "f") == str(many)


def test_a_meeting_of_today_opens_its_brief_on_one_printed_page(page: Page) -> None:
    page.goto("/")
    page.locator("aside a", has_text="Pell & Sons review").click()
    expect(page.locator("h1")).to_have_text("Pell & Sons review")
    expect(page.locator(".agenda")).to_contain_text("Warehouse system")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4"))) == 1


def test_what_came_in_is_accounted_for(page: Page) -> None:
    page.goto("/")
    came, *went = (
        int(n.replace(",", ""))
        for n in re.findall(r"([\d,]+) (?:came in|handled|grouped|not shown)", page.locator(".lead p").inner_text())
    )
    assert came == sum(went)
    page.goto("/not-shown")
    seen = 0
    while True:
        seen += page.locator("main tbody tr").count()
        if not page.locator(".acts a", has_text="Earlier ones").count():
            break
        page.goto(str(page.locator(".acts a", has_text="Earlier ones").get_attribute("href")))
    assert seen == went[-1]

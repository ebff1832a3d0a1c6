"""The pages in a real browser, without a mouse: rows, going places, the box, the popover, the drawer, live updates."""

from __future__ import annotations

import time
from datetime import timedelta

from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from tests import builders
from tests.web import day
from tests.web.test_access import DESKTOP, PHONE, browser_of, listening

from kingpost.accounts.models import User
from kingpost.knowledge.models import Disagreement
from kingpost.priorities.models import Flag
from kingpost.toolbox import clock


def test_a_morning_without_a_mouse(chromium: Browser, live_server: LiveServer, transactional_db: None) -> None:
    cast = day.begin_anew()
    page = browser_of(chromium, live_server, cast["dana"]).new_page()
    heard = listening(page)
    page.goto(reverse("systems"))
    rows_and_places(page)
    the_box(page)
    entered_before_the_answer(page)
    evidence_and_drawer(page)
    around_a_row(page)
    asked_in_place(page)
    pressed_while_it_comes(page)
    arrives_by_itself(page)
    asks_again_when_an_answer_is_lost(page)
    filled_in_and_answered(page)
    joined_by_hand(page)
    answered_in_place(page)
    left_with_escape(page)
    decided_by_key(page)
    muted_from_its_page(page)
    answered_without_script(chromium, live_server, cast["dana"])
    helped_and_themed(page)
    page.context.close()
    assert [
        words for words in heard if not words.startswith("htmx:")
    ] == []  # htmx reports requests that ended because the page was left


def rows_and_places(page: Page) -> None:
    page.keyboard.press("g")
    page.keyboard.press("w")
    page.wait_for_url(f"**{reverse('work')}")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("[data-row].at")).to_contain_text("Replace the library switch")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Replace the library switch")
    page.wait_for_load_state()  # keys are heard from here on


def the_box(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("ald")
    expect(page.locator("#found [role=option]").first).to_contain_text(day.ALDGATE)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(day.ALDGATE)


def entered_before_the_answer(page: Page) -> None:
    """Enter opens what the letters in the box find, and nothing that still stands there from fewer letters."""
    page.goto(reverse("systems"))
    page.keyboard.press("/")
    page.keyboard.type("switch")
    expect(page.locator("#found [role=option]").first).to_contain_text("Replace the library switch")
    page.route("**/search?q=ald*", lambda route: (time.sleep(0.5), route.continue_()))
    page.locator("#ask").fill("ald")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(day.ALDGATE)
    page.unroute("**/search?q=ald*")
    page.wait_for_load_state()


def evidence_and_drawer(page: Page) -> None:
    page.locator("a.ev[href$=owner_name]", has_text="Priya Raman").focus()
    expect(page.locator("#pop")).to_contain_text("HubSpot export")
    page.keyboard.press("Escape")
    expect(page.locator("#pop")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.locator("#drawer h1")).to_have_text("Third morning nobody can sign in")
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()


def around_a_row(page: Page) -> None:
    """o on a row of Work: what stands around it, beside the page; Escape gives the focus back to the row."""
    here = page.url
    page.keyboard.press("g")
    page.keyboard.press("w")
    page.wait_for_url(f"**{reverse('work')}")
    page.locator("[data-row]", has_text="Nobody can sign in to the portal").locator("[data-open]").focus()
    page.keyboard.press("o")
    expect(page.locator("#drawer h1")).to_have_text("Nobody can sign in to the portal")
    expect(page.locator("#drawer")).to_contain_text("Last messages")
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()
    expect(page.locator("[data-row].at [data-open]")).to_be_focused()
    page.goto(here)
    page.keyboard.press("j")


def asked_in_place(page: Page) -> None:
    """A question is answered under the box: y copies it, Enter opens what it is about beside the page."""
    here = page.url
    page.keyboard.press("/")
    page.keyboard.type("who owns the next step on the customer portal?")
    expect(page.locator("#found-reply")).to_contain_text("Priya Raman has the next step")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("y")
    expect(page.locator("#toasts .toast").last).to_contain_text("op")  # copied, or the browser does not allow copying
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("#drawer h1")).to_have_text("Customer portal")
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()
    assert page.url == here


def pressed_while_it_comes(page: Page) -> None:
    """A key in the moment a page has come again goes on from the row one was on, not from the end of the list."""
    here = page.url
    page.goto(reverse("work"))
    rows = page.locator("[data-row]")
    assert rows.count() > 2, "the first row would be the last but one"
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.evaluate(
        """() => {
          document.addEventListener("htmx:afterSwap", () => document.dispatchEvent(new KeyboardEvent("keydown", { key: "k" })), { once: true });
          htmx.ajax("GET", location.href, { source: document.body, target: "#main", select: "#main", swap: "outerHTML" });
        }"""
    )
    expect(rows.first).to_have_class("at")
    page.goto(here)
    page.keyboard.press("j")


def arrives_by_itself(page: Page) -> None:
    """A record that a sync brings is on the open page without a reload, and the row one was on stays."""
    builders.tell(
        builders.system("support"),
        builders.mail(
            "m9",
            "ruth@aldgatefreight.example",
            "support@harrowlane.example",
            "Where is the invoice?",
            clock.now() - timedelta(seconds=5),
        ),
    )
    expect(page.locator(".time").first).to_contain_text("Where is the invoice?")
    expect(page.locator("[data-row].at")).to_contain_text("Third morning nobody can sign in")


def asks_again_when_an_answer_is_lost(page: Page) -> None:
    """A question for news that nobody ever answers, as when the network changes, does not end the asking."""
    other = page.context.new_page()
    other.route("**/live?*", lambda route: None, times=1)
    with other.expect_request("**/live?*"):
        other.goto(page.url)
    with other.expect_response("**/live?*", timeout=20_000):
        pass
    other.close()


def filled_in_and_answered(page: Page) -> None:
    """News leaves alone what is filled in and not sent, and the answer to a form: neither would come back."""
    page.goto(reverse("account"))
    page.get_by_label("Name", exact=True).fill("Dana W")
    page.locator("h1").click()
    assert fetched_on_news(page, "m10") == []
    expect(page.get_by_label("Name", exact=True)).to_have_value("Dana W")
    with page.expect_response(lambda answer: answer.url.endswith(reverse("account"))):  # nothing is unsent any more
        page.get_by_label("Name", exact=True).fill("Dana Whitfield")
        page.locator("h1").click()
    page.get_by_label("What is it for?").fill("a script")
    page.get_by_role("button", name="Make a token").click()
    expect(page.locator("code.secret")).to_be_visible()
    assert fetched_on_news(page, "m11") == []
    expect(page.locator("code.secret")).to_be_visible()


def fetched_on_news(page: Page, number: str) -> list[str]:
    """Where the open page asks for itself again when a mail comes in, of which it hears twice."""
    asked: list[str] = []
    here = page.url.partition("#")[0]
    page.on("request", lambda request: asked.append(request.url) if request.url == here else None)
    with page.expect_response(lambda answer: reverse("live") in answer.url and answer.status == 200):
        builders.tell(
            builders.system("support"),
            builders.mail(number, "ruth@aldgatefreight.example", "support@harrowlane.example", "More", clock.now()),
        )
    with page.expect_response(lambda answer: reverse("live") in answer.url):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    return list(asked)


def joined_by_hand(page: Page) -> None:
    """After an act that leads to another page the address is that page's: what comes again by itself is it, not the one left."""
    first = Flag.objects.filter(closed_at=None).order_by("pk")[0]
    page.goto(reverse("joining", args=[first.pk]))
    page.keyboard.press("j")
    into = str(page.locator("[data-row].at").get_attribute("data-row")).removeprefix("f")
    page.keyboard.press("m")
    expect(page.locator("#toasts .toast").last).to_contain_text("Joined.")
    page.wait_for_url(f"**{reverse('flag', args=[into])}")
    page.reload()
    expect(page.locator("main")).to_contain_text("joined by Dana Whitfield")


def answered_in_place(page: Page) -> None:
    """One form holds every answer to a flag: each key presses its own button, and Return in the day chooses that day, not the first answer."""
    page.goto(reverse("flags"))
    page.keyboard.press("j")
    row = page.locator("[data-row].at")
    first = str(row.get_attribute("data-row"))
    counted = page.locator("#more a", has_text="Flags").locator("span")
    before = int(counted.text_content() or 0)
    page.keyboard.press("x")
    expect(page.locator("#toasts .toast").last).to_contain_text("Not related:")
    expect(page.locator(f"[data-row={first}]")).to_have_count(0)
    expect(counted).to_have_text(str(before - 1))  # the sheet of a phone counts as the rail does
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="More").click()
    page.locator("#more").get_by_role("button", name="Undo").click()
    expect(page.locator(f"[data-row={first}]")).to_have_count(1)
    expect(counted).to_have_text(str(before))
    expect(page.locator("#more")).to_be_hidden()
    page.set_viewport_size(DESKTOP)
    page.locator(f"[data-row={first}] [data-open]").focus()
    page.keyboard.press("h")
    page.locator(f"[data-row={first}]").get_by_label("Until another day").fill("2099-03-02")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts .toast").last).to_contain_text("Put aside until 2 Mar 2099")
    expect(page.locator(f"[data-row={first}]")).to_have_count(0)
    page.keyboard.press("u")
    expect(page.locator(f"[data-row={first}]")).to_have_count(1)


def left_with_escape(page: Page) -> None:
    """Escape from a menu gives the focus back to the button that opened it."""
    page.goto(reverse("work"))
    page.keyboard.press("v")
    expect(page.get_by_label("Name contains")).to_be_focused()
    expect(page.get_by_label("Client", exact=True).locator("option", has_text=day.ALDGATE)).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("summary[data-key=v]")).to_be_focused()
    page.goto(reverse("flags"))
    page.keyboard.press("j")
    page.keyboard.press("h")
    page.keyboard.press("Escape")
    expect(page.locator("[data-row].at summary[data-key=h]")).to_be_focused()


def decided_by_key(page: Page) -> None:
    """After a key has decided, on a page without rows, the heading of what comes next has the focus."""
    page.goto(reverse("disagreement", args=[Disagreement.objects.get(closed_at=None).pk]))
    page.keyboard.press("b")
    expect(page.locator("#toasts .toast").last).to_be_visible()
    expect(page.locator("main h1")).to_be_focused()
    page.keyboard.press("u")


def muted_from_its_page(page: Page) -> None:
    page.goto(reverse("flag", args=[Flag.objects.filter(closed_at=None).order_by("pk")[0].pk]))
    page.locator("summary", has_text="No mail about this for a while").click()
    page.get_by_role("button", name="Mute").click()
    expect(page.locator("#toasts .toast").last).to_contain_text("No mail about it until")
    page.keyboard.press("u")
    expect(page.locator("#toasts .toast").last).to_contain_text("told again")


def answered_without_script(chromium: Browser, server: LiveServer, user: User) -> None:
    """The same form without our script: Return in the day chooses that day, and the other buttons do not mind an empty one."""
    context = browser_of(chromium, server, user, java_script_enabled=False)
    page = context.new_page()
    flag = Flag.objects.filter(closed_at=None).order_by("pk")[0]
    here = reverse("flag", args=[flag.pk])
    page.goto(here)
    page.locator(".hero summary").click()
    page.get_by_label("Until another day").fill("2099-03-02")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("put aside until 2 Mar 2099")
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Already handled").click()
    expect(page.locator("main")).to_contain_text("already handled, says Dana Whitfield")
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Already handled")).to_be_visible()
    context.close()


def helped_and_themed(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_contain_text("Every key")
    page.keyboard.press("Escape")
    with page.expect_response(lambda answer: answer.url.endswith(reverse("theme"))):  # it is kept
        page.keyboard.down("t")
        page.keyboard.down("t")  # held down: it acts once
    page.keyboard.up("t")
    page.keyboard.press('"')  # no key of ours, and no error
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")

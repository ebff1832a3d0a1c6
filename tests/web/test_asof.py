"""Pages of an earlier day: what they show, that they say so, that their links stay there, and what they cost."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import builders as b
from tests.web import day
from tests.web.conftest import signed_in

from kingpost.accounts.models import User
from kingpost.connectors.base import Ref, Statement
from kingpost.toolbox import clock
from kingpost.web import wording

MOST_QUERIES, MOST_HTML = 12, 60_000


@pytest.fixture
def aldgate(cast: dict[str, User]) -> int:
    return b.entity(day.ALDGATE)


def ago(days: int) -> str:
    return (clock.now() - timedelta(days=days)).date().isoformat()


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def test_the_client_page_of_an_earlier_day(dana: Client, aldgate: int) -> None:
    page = text(dana.get(reverse("client", args=[aldgate]), {"true_at": ago(3)}))
    assert "Directory cut-over completed" in page
    assert "cache cleared" not in page, "that was the day after"
    assert "Go-live plan v4" not in page
    on = clock.now() - timedelta(days=3)
    assert f"As of {on.day} {on:%B %Y}." in page
    assert "Back to now" in page
    assert "We have known this only since" in page


def test_every_link_to_a_dated_page_stays_on_its_day(dana: Client, aldgate: int) -> None:
    page = text(dana.get(reverse("client", args=[aldgate]), {"true_at": ago(1)}))
    main = page[page.index('id="main"') : page.index("</main>")]
    links = [
        link
        for link in re.findall(r'href="(/(?:things|clients|work)[^"]*)"', main)
        if link != reverse("client", args=[aldgate])
    ]
    assert len(links) > 10
    assert [link for link in links if f"true_at={ago(1)}" not in link] == []


def test_a_page_about_now_says_nothing_of_days(dana: Client, aldgate: int) -> None:
    for page in (reverse("client", args=[aldgate]), reverse("clients"), reverse("work")):
        shown = text(dana.get(page))
        assert "Back to now" not in shown
        assert "true_at=" not in shown


@pytest.mark.parametrize(
    "asked", ["yesterday", "2026-13-01", "9999-99-99", "2026-03-03T10:00", "0001-01-01T00:00:00+23:00"]
)
def test_a_day_nobody_can_read_is_now(dana: Client, aldgate: int, asked: str) -> None:
    assert dana.get(reverse("client", args=[aldgate]), {"true_at": asked}).status_code in (200, 404)


def test_a_thing_that_was_not_there_says_so(dana: Client, aldgate: int) -> None:
    answer = dana.get(reverse("thing", args=[b.entity("Portal go-live", "task")]), {"true_at": ago(400)})
    assert answer.status_code == 404
    assert "It was not there then" in text(answer)


def test_a_thing_older_than_what_was_read_of_it_says_how_it_is_shown(dana: Client, cast: dict[str, User]) -> None:
    now = clock.now()
    bill = b.ticket(
        "4490", "Keyboard", now - timedelta(days=30), status="closed", resolved_at=(now - timedelta(days=9)).isoformat()
    )
    bill.at = now - timedelta(days=9)
    b.tell(b.system("desk"), bill)
    page = text(dana.get(reverse("thing", args=[b.entity("Keyboard", "ticket")]), {"true_at": ago(20)}))
    assert "It is shown as it was first read" in page
    assert "<b><a" in page and ">open</a>" in page
    assert "shown as it was first read" not in text(dana.get(reverse("thing", args=[b.entity("Keyboard", "ticket")])))


def test_what_a_reader_may_not_see_is_not_there_on_any_day(cast: dict[str, User]) -> None:
    secret = reverse("thing", args=[b.entity(day.SECRET, "message")])
    for asked in ({"true_at": ago(0)}, {"known_at": ago(0)}, {"true_at": ago(400)}):
        for other in ("dana", "noor", "callum"):
            answer = signed_in(cast[other]).get(secret, asked)
            assert (answer.status_code, day.SECRET in text(answer)) == (404, False)
    assert day.SECRET in text(signed_in(cast["priya"]).get(secret, {"true_at": ago(0)}))


def test_what_they_were_told_stands_beside_what_each_system_said(
    dana: Client, cast: dict[str, User], aldgate: int
) -> None:
    """Our mail promised one day, the tracker says another: both are shown and marked, and the evidence says what they were told."""
    now = clock.now()
    promised, planned = (now + timedelta(days=6)).date(), (now + timedelta(days=5)).date()
    words = f"POR-118 is the one that counts. It goes live on {promised.day} {promised:%B %Y}, you have my word."
    b.tell(
        b.system("support"),
        b.mail(
            "t1",
            "support@harrowlane.example",
            "marcus@aldgatefreight.example",
            "Go-live",
            now - timedelta(hours=6),
            body=words,
        ),
    )
    page = text(dana.get(reverse("client", args=[aldgate]), {"true_at": ago(0)}))
    told = page[page.index("What they had been told") : page.index("<h2>Agreed</h2>")]
    assert "you have my word" in told
    assert f'<span class="clash">{wording_of(promised)}' in told
    assert f'<span class="clash">{wording_of(planned)}' in told
    assert "not what they were told" in told
    assert "What they had been told" not in text(dana.get(reverse("client", args=[aldgate]), {"true_at": ago(1)})), (
        "not yet"
    )
    number = b.entity("Portal go-live", "task")
    popover = text(dana.get(reverse("evidence", args=[number, "due_date"]), headers={"HX-Request": "true"}))
    assert f"They were last told {wording.day(promised)}" in popover


def wording_of(on: object) -> str:
    """A day as a dated page writes it: never "tomorrow"."""
    return wording.day(on) if wording.day(on) not in ("today", "tomorrow") else ""  # type: ignore[arg-type]


def test_what_others_wrote_told_them_nothing(dana: Client, cast: dict[str, User], aldgate: int) -> None:
    now = clock.now()
    promised = (now + timedelta(days=6)).date()
    words = f"POR-118 goes live on {promised.isoformat()}."
    quoted = f"Noted, thank you.\n\nOn 1 March 2026, Marcus Osei wrote:\n> {words}\n"
    b.tell(b.system("support"),
           b.mail("t1", "marcus@aldgatefreight.example", "support@harrowlane.example", "Go-live", now - timedelta(hours=8), body=words),
           b.mail("t2", "support@harrowlane.example", "marcus@aldgatefreight.example", "Re: Go-live", now - timedelta(hours=7), body=quoted),
           b.mail("t3", "support@harrowlane.example", "priya@harrowlane.example", "POR-118 for Aldgate Freight", now - timedelta(hours=6), body=words))  # fmt: skip
    assert "What they had been told" not in text(dana.get(reverse("client", args=[aldgate]), {"true_at": ago(0)}))


def test_a_record_gone_from_its_system_leaves_every_page_and_the_api(
    dana: Client, cast: dict[str, User], aldgate: int
) -> None:
    before = (clock.now()).isoformat()
    task = Statement("task", "POR-121", "", refs=[Ref("client", "client", "k1")])
    number = b.entity("Training, session 4", "task")
    b.tell(b.system("tracker"), gone=[task])
    pages = [
        reverse("client", args=[aldgate]),
        reverse("work"),
        reverse("thing", args=[number]),
        f"{reverse('search')}?q=Training",
    ]
    for page in pages:
        for asked in ("", f"true_at={ago(1)}", f"true_at={ago(0)}"):
            shown = text(dana.get(f"{page}{'&' if '?' in page else '?'}{asked}"))
            assert "Training, session 4" not in shown, f"{page} {asked}"
    known = {"known_at": before}
    assert "Training, session 4" in text(dana.get(reverse("thing", args=[number]), known))
    assert "Training, session 4" in text(dana.get(reverse("client", args=[aldgate]), known))


@pytest.mark.parametrize("asked", ["true_at", "known_at", "both"])
def test_a_dated_page_costs_no_more_than_a_page_may(
    dana: Client, cast: dict[str, User], aldgate: int, asked: str
) -> None:
    times = {"true_at": ago(1), "known_at": ago(0)}
    query = times if asked == "both" else {asked: times[asked]}
    ticket = b.entity("Nobody can sign in to the portal", "ticket")
    counted = {}
    for name, args in (
        ("client", [aldgate]),
        ("clients", []),
        ("work", []),
        ("thing", [ticket]),
        ("evidence", [ticket, "due_at"]),
    ):
        with CaptureQueriesContext(connection) as queries:
            answer = dana.get(reverse(name, args=args), query)
        counted[name] = len(queries)
        assert (answer.status_code, len(answer.content) <= MOST_HTML) == (200, True), name
    assert {name: count for name, count in counted.items() if count > MOST_QUERIES} == {}

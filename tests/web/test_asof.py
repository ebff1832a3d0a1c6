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
from tests.web.routes import ROUTES, STRANGER

from kingpost.accounts.models import User
from kingpost.connectors.base import Ref, Statement
from kingpost.knowledge.models import Disagreement, Promise
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


DATED = ("client", "clients", "work", "thing", "promise", "promises", "disagreement", "disagreements", "approvals", "evidence")  # fmt: skip


def test_every_page_that_takes_a_day_has_a_field_for_it(dana: Client, cast: dict[str, User]) -> None:
    """Now and on an earlier day, the pages of what was not there then included; no page takes a day in its address alone."""
    takes = []
    for name, route in ROUTES.items():
        if route.post is not None or not route.page or STRANGER in route.open_to:
            continue
        address = reverse(name, args=route.args(cast))
        for asked in ({}, {"true_at": ago(0)}, {"true_at": ago(400)}):
            answer = dana.get(address, asked)
            if not getattr(answer.wsgi_request, "_takes_days", False) or 'id="main"' not in text(answer):
                break
            takes += [name]
            assert f'<form class="asof" action="{address}">' in text(answer), (name, asked)
            assert f'name="true_at" value="{asked.get("true_at", ago(0))}"' in text(answer), (name, asked)
    assert set(takes) == set(DATED)


def test_the_day_keeps_what_a_page_was_narrowed_to(dana: Client, aldgate: int) -> None:
    page = text(dana.get(reverse("work"), {"client": aldgate, "kind": "task", "owner": "nobody", "track": "at_risk"}))
    form = page[page.index('<form class="asof"') : page.index("known_at")]
    assert re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', form) == [
        ("kind", "task"), ("owner", "nobody"), ("client", str(aldgate))], "what was at risk that day nothing says"  # fmt: skip
    then = text(dana.get(reverse("work"), {"client": aldgate, "true_at": ago(1)}))
    assert f"Only {day.ALDGATE}" in then
    assert day.PELL not in then[then.index('id="main"') :]
    assert 'name="letters" value="A"' in text(dana.get(reverse("clients"), {"letters": "A", "true_at": ago(1)}))


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
            now - timedelta(seconds=1),  # today, at any hour
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


WORDS = "We will send you the training plan within ten working days."


def page_of(browser: Client, name: str, **asked: str) -> str:
    return text(browser.get(reverse(name), asked))


def hours_ago(hours: float) -> str:
    return (clock.now() - timedelta(hours=hours)).isoformat()


def test_promises_as_they_stood(priya: Client) -> None:
    """What was promised, said and read since does not count; what was no promise was none on any day."""
    key = Promise.objects.get().key
    before, after = hours_ago(40), hours_ago(20)
    assert WORDS not in page_of(priya, "promises", true_at=before)
    page = page_of(priya, "promises", true_at=after)
    assert (
        "One promise was open." in page and WORDS in page and f'href="{reverse("promise", args=[key])}?true_at=' in page
    )
    assert "Already handled" not in page and "Add a promise" not in page, "nothing is decided about an earlier day"
    assert "the first of them was made on" in page and "We have known this only since" in page
    priya.post(reverse("promise_rulings", args=[key]), {"verdict": "delivered"})
    assert WORDS not in page_of(priya, "promises") and WORDS in page_of(priya, "promises", true_at=after)
    assert ">Open</span>" in text(priya.get(reverse("promise", args=[key]), {"true_at": after}))
    assert priya.get(reverse("promise", args=[key]), {"true_at": before}).status_code == 404
    assert "No promise was open." in page_of(priya, "promises", known_at=after), "no system had been read by then"
    priya.post(reverse("promise_rulings", args=[key]), {"verdict": "dismissed"})
    assert WORDS not in page_of(priya, "promises", true_at=after)


def test_disagreements_as_they_stood_with_what_each_side_said(dana: Client, aldgate: int) -> None:
    then, old, new = hours_ago(1), "+44 151 496 0211", "+44 151 496 0300"
    [row] = Disagreement.objects.filter(closed_at=None)
    shown = page_of(dana, "disagreements", true_at=then)
    assert "Your systems disagreed on one thing." in shown and old in shown
    b.tell(b.system("desk"), b.client(day.ALDGATE, "aldgatefreight.example", remote_id="o1", phone=new))
    assert new in page_of(dana, "disagreements") and old not in page_of(dana, "disagreements")
    shown = page_of(dana, "disagreements", true_at=then)
    assert old in shown and new not in shown
    b.tell(b.system("desk"), b.client(day.ALDGATE, "aldgatefreight.example", remote_id="o1", phone="+44 1632 960700"))
    assert "Your systems agree." in page_of(dana, "disagreements")
    settled = page_of(dana, "disagreements", settled="1")
    assert "not in question any more" in settled and "the systems agree" not in settled, (
        "beside what they last said apart"
    )
    assert old in page_of(dana, "disagreements", true_at=then)
    one = text(dana.get(reverse("disagreement", args=[row.pk]), {"true_at": then}))
    assert (
        old in one and "+44 1632 960700" in one and "This is right" not in one and "Not in question any more" not in one
    )
    assert "Your systems agreed" in page_of(dana, "disagreements", known_at=then), "nothing was known by then"


def test_approvals_as_they_stood(dana: Client, cast: dict[str, User]) -> None:
    asked, decided = clock.now() - timedelta(days=9), clock.now() - timedelta(days=3)
    fields = {"state": "approved", "asked_at": asked.isoformat(), "decided_at": decided.isoformat()}
    b.tell(
        b.system("tracker"),
        Statement("approval", "A-7", "Two more depots", fields, at=decided, refs=[Ref("client", "client", "k1")]),
    )
    assert "Two more depots" not in page_of(dana, "approvals") and "Two more depots" in page_of(
        dana, "approvals", only="decided"
    )
    waiting = page_of(dana, "approvals", true_at=ago(6))
    assert (
        "One approval waited for a yes." in waiting
        and "Two more depots" in waiting
        and "not decided by then" in waiting
    )
    assert "Two more depots" not in page_of(dana, "approvals", true_at=ago(6), only="decided")
    then = page_of(dana, "approvals", true_at=ago(1), only="decided")
    assert "Two more depots" in then and "One approval was decided." in then
    assert "waits for a yes" not in page_of(dana, "approvals", only="decided"), "the headline is of the list below it"
    for early in ({"true_at": ago(12)}, {"known_at": ago(1)}):
        assert "No approval waited for a yes" in page_of(dana, "approvals", **early).replace(
            "waited.", "waited for a yes"
        )


def test_the_lists_keep_their_day_in_every_link(dana: Client, aldgate: int) -> None:
    for name in ("promises", "disagreements", "approvals"):
        page = page_of(dana, name, true_at=ago(0))
        main = page[page.index('id="main"') : page.index("</main>")]
        links = [
            link
            for link in re.findall(r'href="(/[^"]*)"', main)
            if link != reverse(name) and not link.startswith("/assets/")
        ]
        assert links and [link for link in links if f"true_at={ago(0)}" not in link] == [], name
        assert f'name="true_at" value="{ago(0)}"' in main


def test_the_marks_on_a_dated_client_page_are_the_rows_of_the_dated_list(dana: Client, aldgate: int) -> None:
    """Also where a side has said something else since: the ticket's project moved today, and contradicted the deal before."""
    [dispute] = Disagreement.objects.filter(closed_at=None)
    for asked in ({}, {"true_at": ago(0)}, {"known_at": ago(0)}, {"true_at": ago(1)}, {"true_at": ago(30)}):
        listed, shown = (
            text(dana.get(reverse("disagreements"), asked)),
            text(dana.get(reverse("client", args=[aldgate]), asked)),
        )
        rows, marks = (
            set(re.findall(r'href="/disagreements/(\d+)', page[page.index('id="main"') :])) for page in (listed, shown)
        )
        assert rows == marks, asked
        assert asked.get("true_at") == ago(30) or rows == {str(dispute.pk)}


def test_a_page_without_earlier_days_says_so(dana: Client) -> None:
    for name in ("home", "flags", "search", "people"):
        assert "This page is about now" in page_of(dana, name, true_at=ago(1))
        assert "This page is about now" not in page_of(dana, name)
    assert "This page is about now" not in page_of(dana, "promises", true_at=ago(1))


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
        ("promises", []),
        ("disagreements", []),
        ("approvals", []),
        ("disagreement", [Disagreement.objects.get(closed_at=None).pk]),
        ("promise", [Promise.objects.get().key]),
        ("thing", [ticket]),
        ("evidence", [ticket, "due_at"]),
    ):
        with CaptureQueriesContext(connection) as queries:
            answer = dana.get(reverse(name, args=args), query)
        counted[name] = len(queries)
        assert (answer.status_code, len(answer.content) <= MOST_HTML) == (200, True), name
    assert {name: count for name, count in counted.items() if count > MOST_QUERIES} == {}

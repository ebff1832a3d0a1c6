"""Disagreements in a real browser, without a mouse: both sides, settled with a key, marked where the value stands, taken back."""

from __future__ import annotations

import re
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer
from tests import builders as b
from tests.web import day
from tests.web.test_access import browser_of, listening

from kingpost import flow
from kingpost.accounts import api_tokens
from kingpost.accounts.models import EVERYONE, AuditEntry, User
from kingpost.knowledge import disputes, timelines
from kingpost.knowledge.disputes import Side
from kingpost.knowledge.models import Disagreement, Ruling, ValueRule
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows
from kingpost.web import disagreements, rulings, wording


def test_on_a_phone_each_value_of_the_list_says_what_it_is(dana: Client) -> None:
    page = dana.get(reverse("disagreements")).content.decode()
    assert 'data-as="what is said"' in page and 'data-as="since"' in page


def test_settled_with_one_key_and_taken_back_with_another(
    chromium: Browser, live_server: LiveServer, transactional_db: None
) -> None:
    cast = day.begin_anew()
    page = browser_of(chromium, live_server, cast["dana"]).new_page()
    heard = listening(page)
    page.goto(reverse("home"))
    page.keyboard.press("g")
    page.keyboard.press("d")
    expect(page.locator("h1")).to_have_text("Your systems disagree on one thing.")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(f"Telephone of {day.ALDGATE}")
    expect(page.locator(".side")).to_have_count(2)
    second = page.locator(".side .say").nth(1).inner_text()
    page.keyboard.press("2")
    expect(page.locator(".notice.good")).to_contain_text(f"{second} holds")
    assert Ruling.objects.get(withdrawn_at=None).value == second
    page.keyboard.press("u")
    expect(page.locator(".notice.good")).to_have_count(0)
    page.keyboard.press("t")
    page.keyboard.type("+44 20 7946 0811")
    page.keyboard.press("Enter")
    expect(page.locator(".notice.good")).to_contain_text("+44 20 7946 0811 holds")
    page.context.close()
    assert [words for words in heard if not words.startswith("htmx:")] == []


def test_what_moved_while_a_disagreement_was_settled_takes_its_mails_along(db: None) -> None:
    """The ticket is another client's since just now, and the page works it out before the worker does: its mails are told to follow."""
    desk, moment = b.system("desk"), b.moment("2026-03-01 09:00")
    b.tell(desk, b.client("Aldgate Freight", "aldgatefreight.example", remote_id="a"), b.client("Pell & Sons", "pell.example", remote_id="p"),
           b.ticket("4471", "Portal access", moment, client_id="a"))  # fmt: skip
    b.tell(
        b.system("support"),
        b.mail("2@x", "femi.ade@gmail.com", "priya@harrowlane.example", "Re: [#4471] Portal access", moment),
    )
    b.tell(desk, b.ticket("4471", "Portal access", moment, client_id="p"), settle=False)
    while flow.step(flow.AHEAD):
        pass
    rulings.at_once([record for (record,) in rows("SELECT id FROM record WHERE kind = 'ticket'")])
    b.settle()
    seen = {
        name: [line.title for line in timelines.of_client(b.entity(name), [EVERYONE])]
        for name in ("Aldgate Freight", "Pell & Sons")
    }
    assert seen == {"Aldgate Freight": [], "Pell & Sons": ["Re: [#4471] Portal access", "Portal access"]}


def test_a_time_in_question_is_written_with_its_hour(db: None) -> None:
    """Two meetings ten days ahead, an hour apart, would otherwise read the same."""
    at = clock.now() + timedelta(days=10)
    sides = [
        Side(n, n, "meeting", "starts_at", (at + timedelta(hours=n)).isoformat(), "Calendar", "Steering")
        for n in (1, 2)
    ]
    first, second = map(disagreements.written, sides)
    assert first != second and first.endswith(wording.at_time(at + timedelta(hours=1)))


def test_a_value_in_question_carries_a_mark_that_opens_both_sides(cast: dict[str, User], dana: Client) -> None:
    row = Disagreement.objects.get(closed_at=None)
    shown = dana.get(reverse("evidence", args=[row.entity_id, "phone"])).content.decode()
    assert "Why this value:" in shown
    assert reverse("disagreement", args=[row.pk]) in shown
    assert all(side["value"] in shown for side in row.sides)


def test_the_lists_mark_what_is_in_question_and_stop_when_it_is_settled(cast: dict[str, User], dana: Client) -> None:
    row = Disagreement.objects.get(closed_at=None)
    mark = f'class="clash" href="{reverse("disagreement", args=[row.pk])}"'
    pages = [reverse("clients"), f"{reverse('search')}?q=Aldgate", reverse("client", args=[row.entity_id])]
    assert [page for page in pages if mark not in dana.get(page).content.decode()] == []
    dana.post(reverse("rulings", args=[row.pk]), {"choice": "side", "side": "0"})
    assert [page for page in pages if mark in dana.get(page).content.decode()] == []


def test_the_list_of_what_is_settled_says_what_holds(cast: dict[str, User], dana: Client) -> None:
    row = Disagreement.objects.get(closed_at=None)
    dana.post(reverse("rulings", args=[row.pk]), {"choice": "side", "side": "0"})
    page = dana.get(reverse("disagreements"), {"settled": "1"}).content.decode()
    assert f"{row.sides[0]['value']} holds" in page and "by Dana Whitfield" in page


def test_a_value_that_cannot_be_read_stays_there_to_be_put_right(cast: dict[str, User], dana: Client) -> None:
    row = Disagreement.objects.get(closed_at=None)
    Disagreement.objects.filter(pk=row.pk).update(family="due")  # as one about a day
    page = dana.post(reverse("rulings", args=[row.pk]), {"choice": "third", "value": "9 Dezember?"}, follow=True)
    shown = page.content.decode()
    assert "Give a day such as" in shown and not Ruling.objects.exists()
    assert re.search(r'<details class="menu" open>.+name="value"[^>]+value="9 Dezember\?"[^>]+autofocus', shown)


def test_a_ruling_can_be_made_a_rule(cast: dict[str, User], dana: Client) -> None:
    row = Disagreement.objects.get(closed_at=None)
    dana.post(reverse("rulings", args=[row.pk]), {"choice": "side", "side": "0"})
    page = dana.get(reverse("disagreement", args=[row.pk])).content.decode()
    assert "Always go by" in page
    dana.post(
        reverse("value_rules"), {"kind": "client", "field": "phone", "way": f"system:{row.sides[0]['system_id']}"}
    )
    assert ValueRule.objects.get(withdrawn_at=None).system_id == row.sides[0]["system_id"]
    assert row.sides[0]["system"] in dana.get(reverse("which_value")).content.decode()


def test_a_side_is_right_for_what_it_said_when_it_was_chosen(
    cast: dict[str, User], dana: Client, client: Client
) -> None:
    """Another side may stand in its place by now, or say something else."""
    row = Disagreement.objects.get(closed_at=None)
    shown = dana.get(reverse("disagreement", args=[row.pk])).content.decode()
    first, second = re.findall(r'name="says" value="([^"]+)"', shown)
    Disagreement.objects.update(sides=list(reversed(row.sides)))
    dana.post(reverse("rulings", args=[row.pk]), {"choice": "side", "says": first})
    assert Ruling.objects.get(withdrawn_at=None).value == row.sides[0]["value"]
    dana.post(reverse("undo"))
    moved = [row.sides[0], row.sides[1] | {"value": "+44 20 7946 0999"}]
    Disagreement.objects.update(sides=moved)
    said = dana.post(reverse("rulings", args=[row.pk]), {"choice": "side", "says": second}, follow=True)
    assert "says something else by now, so nothing was changed" in said.content.decode()
    token = {"Authorization": f"Bearer {api_tokens.make(cast['priya'], 'a script')[1]}"}
    sent = {"choice": "side", "says": second}
    address = f"/api/v1/disagreements/{row.pk}/rulings"
    assert client.post(address, sent, content_type="application/json", headers=token).status_code == 422
    assert not Ruling.objects.filter(withdrawn_at=None).exists()


def test_the_api_lists_settles_and_takes_back(cast: dict[str, User], client: Client) -> None:
    _, secret = api_tokens.make(cast["priya"], "a script")
    token = {"Authorization": f"Bearer {secret}"}
    [one] = client.get("/api/v1/disagreements", headers=token).json()["results"]
    made = client.post(
        f"/api/v1/disagreements/{one['id']}/rulings", {"choice": "both"}, content_type="application/json", headers=token
    )
    assert made.status_code == 201
    assert client.get("/api/v1/disagreements", headers=token).json()["count"] == 0, "at once, as on the page"
    assert client.delete(f"/api/v1/rulings/{made.json()['id']}", headers=token).status_code == 204
    assert client.get(f"/api/v1/disagreements/{one['id']}", headers=token).json()["state"] == "open"
    assert disputes.count([1]) == 1
    done = AuditEntry.objects.filter(who=cast["priya"]).order_by("id").values_list("act", "ref")
    assert list(done)[-2:] == [
        ("ruled both", f"disagreement:{one['id']}"),
        ("took back a ruling", f"ruling:{made.json()['id']}"),
    ]

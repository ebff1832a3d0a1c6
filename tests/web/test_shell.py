"""What stands around every page: the rail, the freshness line, undo, live updates."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from tests import builders
from tests.web.conftest import signed_in

from kingpost.accounts.models import User
from kingpost.evidence.reading import Freshness
from kingpost.web import freshness, undo


def rail(client: Client) -> list[str]:
    page = client.get("/help").content.decode()
    return re.findall(r"<b>([^<]+)</b>", page[page.index('id="rail"') : page.index("<footer>")])


def test_the_rail_shows_only_what_its_reader_may_use(dana: Client, cast: dict[str, User]) -> None:
    assert {"Today", "Flags", "Clients", "Work", "Systems", "Business", "People"} <= set(rail(dana))
    assert not {"Business", "People"} & set(rail(signed_in(cast["callum"])))


def test_every_page_of_the_rail_can_be_reached_on_a_phone(dana: Client) -> None:
    page = dana.get("/help").content.decode()
    sheet = page[page.index('id="more"') :]
    for name in rail(dana):
        if name != "More":
            assert name in sheet


@pytest.mark.parametrize(
    ("state", "tone", "text"),
    [
        ((0, 0, 0, 0), "warn", "No system connected yet"),
        ((8, 8, 0, 0), "good", "Eight systems complete"),
        ((8, 7, 0, 0), "warn", "Seven systems complete · 1 behind"),
        ((8, 6, 1, 0), "warn", "Reading one system for the first time"),
        ((8, 6, 1, 1), "bad", "One system cannot be read"),
    ],
)
def test_the_freshness_line_says_the_worst_first(state: tuple[int, int, int, int], tone: str, text: str) -> None:
    line = freshness.worded(Freshness(*state, as_of=None, position=0))
    assert (line.tone, line.text) == (tone, text)


def test_live_is_silent_until_something_a_page_shows_has_changed(dana: Client) -> None:
    position = dana.get(reverse("live")).json()["position"]
    assert dana.get(reverse("live"), {"after": position}).status_code == 204
    builders.tell(builders.system("crm"), builders.client("Wharf & Co", "wharf.example"))
    assert dana.get(reverse("live"), {"after": position}).json()["position"] > position


def test_u_takes_back_the_last_act_and_says_so(
    dana: Client, cast: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_back: list[tuple[User, list[int]]] = []
    monkeypatch.setitem(undo.UNDOABLE, "test", lambda user, ids: taken_back.append((user, ids)) or "Taken back.")
    session = dana.session
    session["undo"] = [["test", [1]], ["test", [2, 3]]]
    session.save()
    for ids in ([2, 3], [1]):
        answer = dana.post(reverse("undo"), {"next": "/work"})
        assert answer["Location"] == "/work"
        assert taken_back[-1] == (cast["dana"], ids)
    answer = dana.post(reverse("undo"))
    assert [str(message) for message in get_messages(answer.wsgi_request)][-1] == "There is nothing to undo."


@pytest.mark.parametrize("next_page", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_a_form_never_leads_away_from_here(next_page: str, dana: Client) -> None:
    assert dana.post(reverse("undo"), {"next": next_page})["Location"] == reverse("home")


def test_healthz_answers_without_signing_in(client: Client, db: None) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_times_follow_the_reader(cast: dict[str, User]) -> None:
    moment = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
    User.objects.filter(pk=cast["dana"].pk).update(last_login=moment)
    cast["priya"].zone = "Asia/Kolkata"
    cast["priya"].save()
    page = signed_in(cast["priya"]).get(reverse("system", args=["desk"])).content.decode()
    ours = signed_in(cast["dana"]).get(reverse("system", args=["desk"])).content.decode()
    times = [re.search(r"as of (?:\w+ )*(\d\d:\d\d)", text).group(1) for text in (page, ours)]  # type: ignore[union-attr]
    minutes = [int(at[:2]) * 60 + int(at[3:]) for at in times]
    assert (minutes[0] - minutes[1]) % (24 * 60) in (
        270,
        330,
    )  # Kolkata is five and a half hours ahead of UTC, London on it or one ahead

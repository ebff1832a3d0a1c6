"""The brief of a meeting on its page: every line leads somewhere, it fits a printed page, and it is reached from Today."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse
from tests import builders
from tests.web import day
from tests.web.conftest import signed_in

from kingpost.accounts.models import User
from kingpost.knowledge.models import Disagreement
from kingpost.priorities import reading
from kingpost.toolbox import clock
from kingpost.web import wording


def address(title: str = "Portal steering") -> str:
    return reverse("brief", args=[builders.entity(title, "meeting")])


def test_a_brief_says_who_comes_what_is_open_and_leads_to_each(dana: Client) -> None:
    page = dana.get(address()).content.decode()
    for words in (
        "Marcus Osei",
        "Head of IT, Aldgate Freight",
        "“Third morning nobody can sign in.",
        "INV-2093",
        "Send the training plan",
        "Room 2",
    ):
        assert words in page
    assert "No earlier meeting with them is in any calendar." in page
    main = page[page.index("<main") : page.index("</main")]
    leads = set(re.findall(r'href="(/[^"?#]+)', main))
    for place in ("/promises/", "/flags/", "/disagreements/", "/things/", "/clients/"):
        assert any(one.startswith(place) for one in leads), place
    assert {one: dana.get(one).status_code for one in leads if dana.get(one).status_code != 200} == {}


def test_a_brief_counts_what_it_lists(dana: Client) -> None:
    page = dana.get(address()).content.decode()
    flags = wording.count(len(reading.listed([1], client=builders.entity(day.ALDGATE, "client"))), "flag")
    assert f"Between us: {flags}, one open promise, one disagreement and one unpaid invoice." in page


def test_the_agenda_begins_with_what_presses(dana: Client) -> None:
    page = dana.get(address()).content.decode()
    agenda = page[page.index('class="agenda"') : page.index("</ol>")]
    assert list(dict.fromkeys(re.findall(r'href="/(\w+)/', agenda))) == ["flags", "disagreements", "promises"]


def test_a_meeting_with_no_client_says_so(dana: Client) -> None:
    at = clock.now()
    builders.tell(builders.system("calendar"), builders.meeting("among-us", "Among us", at, [day.email("Priya Raman")]))
    page = dana.get(address("Among us")).content.decode()
    assert "No client is invited" in page and "Priya Raman" in page
    assert "What changed" not in page and "Suggested agenda" not in page


def test_nobody_reads_the_brief_of_a_meeting_they_may_not_see(
    cast: dict[str, User], dana: Client, priya: Client
) -> None:
    builders.tell(
        builders.system("priya"), builders.meeting("quiet", "Quietly", clock.now(), [day.email("Priya Raman")])
    )
    assert priya.get(address("Quietly")).status_code == 200
    assert dana.get(address("Quietly")).status_code == 404
    assert dana.get(reverse("brief", args=[builders.entity(day.ALDGATE)])).status_code == 404, "a client is no meeting"
    assert day.SECRET not in dana.get(address()).content.decode()


def test_a_meeting_on_today_opens_its_brief(cast: dict[str, User]) -> None:
    at = clock.now()
    builders.tell(builders.system("calendar"), builders.meeting("noon", "At noon", at, [day.email("Priya Raman")]))
    page = signed_in(cast["priya"]).get(reverse("home")).content.decode()
    found = re.search(r'href="(/things/\d+/brief\?at=[^"]+)">At noon', page)
    assert found and signed_in(cast["priya"]).get(found.group(1)).status_code == 200
    assert reverse("end_of_day") in page


def test_today_says_what_to_settle_before_a_meeting(cast: dict[str, User], priya: Client) -> None:
    """As many as its brief lists, and none beside a meeting whose client has none or that is with nobody's."""
    at, us, marcus = clock.now(), day.email("Priya Raman"), "marcus@aldgatefreight.example"
    with_them = builders.meeting("at-noon", "With Aldgate", at, [us, marcus])
    builders.tell(builders.system("calendar"), with_them, builders.meeting("ours", "Among us", at, [us]))
    page = priya.get(reverse("home")).content.decode()
    aside = page[page.index("Your day") :]
    assert re.findall(r"With Aldgate(?:(?!</li>).)*?(\w+ disagreements? to settle)", aside) == [
        "one disagreement to settle"
    ]
    assert aside.count("to settle") == 1
    assert "one disagreement" in priya.get(address("With Aldgate")).content.decode()
    Disagreement.objects.update(closed_at=at)
    assert "to settle" not in priya.get(reverse("home")).content.decode()


def test_a_program_reads_the_same_brief(dana: Client, cast: dict[str, User]) -> None:
    from kingpost.accounts import api_tokens

    token = api_tokens.make(cast["dana"], "test")[1]
    number = builders.entity("Portal steering", "meeting")
    ask = {"headers": {"Authorization": f"Bearer {token}"}}
    found = Client().get(f"/api/v1/meetings/{number}/brief", **ask).json()
    assert (found["client"], [one["name"] for one in found["people"]]) == (day.ALDGATE, ["Marcus Osei"])
    assert list(dict.fromkeys(one["page"] for one in found["agenda"])) == ["flag", "disagreement", "promise"]
    assert Client().get("/api/v1/meetings/999999/brief", **ask).status_code == 404
    ended = Client().get("/api/v1/end-of-day", **ask).json()
    assert ended["zone"] == "Europe/London" and not ended["sure"], (
        "one system asks about a vanishing and could not read everything"
    )

"""The single status view: every open piece of work with what is known of it, narrowed, sorted, kept under a name."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests import builders as b
from tests.web import day
from tests.web.conftest import signed_in

from kingpost.accounts.models import SavedView, User
from kingpost.priorities import handing_over
from kingpost.toolbox import clock


def rows(page: str) -> int:
    return page.count('data-row="w')


def look(browser: Client, **asked: str) -> str:
    return browser.get(reverse("work"), asked).content.decode()


def test_the_headline_counts_the_rows_below_it(dana: Client) -> None:
    page = look(dana)
    assert re.search(r"Seven open pieces of work\. One is late, \w+ (?:is|are) at risk and two have no owner\.", page)
    assert rows(page) == 7


def test_each_line_says_owner_next_step_due_and_why(dana: Client) -> None:
    page = look(dana, kind="project")
    assert rows(page) == 1
    [line] = re.findall(r'<tr data-row="w.*?</tr>', page, re.S)
    for words in ("Customer portal", day.ALDGATE, "Priya Raman", "Training, session 4", "Redmine"):
        assert words in line
    assert reverse("evidence", args=[b.entity("Customer portal", "project"), "due_date"]) in line
    assert reverse("evidence", args=[b.entity("Customer portal", "project"), "owner"]) in line
    assert (
        "Priya Raman"
        in dana.get(reverse("evidence", args=[b.entity("Customer portal", "project"), "owner"])).content.decode()
    )


def test_the_list_can_be_narrowed(dana: Client, priya: Client) -> None:
    assert "Replace the library switch" in look(dana, track="late") and rows(look(dana, track="late")) == 1
    assert "Firewall change" in look(dana, owner="nobody") and rows(look(dana, owner="nobody")) == 2
    assert rows(look(dana, q="portal")) == 3
    assert rows(look(dana, client=str(b.entity(day.ORCHARD)))) == 2
    assert rows(look(priya, owner="me")) == 4
    assert rows(look(dana, owner="me")) == 0  # no system names Dana
    assert rows(look(dana, disputed="1")) == 0 and "No open work fits this view." in look(dana, disputed="1")


def test_the_menu_offers_every_owner_and_client_with_open_work(dana: Client) -> None:
    """Also those whose rows are not shown: the list is narrowed to one client, and another can be chosen."""
    orchard = str(b.entity(day.ORCHARD))
    narrowed = look(dana, client=orchard)
    [more] = re.findall(r'hx-get="([^"]*choices[^"]*)"', narrowed)
    offered = dana.get(more.replace("&amp;", "&")).content.decode()
    for name in (day.ALDGATE, day.ORCHARD, "Priya Raman", "Callum Reid"):
        assert f">{name}</option>" in offered
    assert f'<option value="{orchard}" selected>{day.ORCHARD}</option>' in offered


def test_every_count_beside_a_filter_is_its_list(dana: Client) -> None:
    page = look(dana)
    for address, many in re.findall(r'href="(\?[^"]*)"[^>]*>[^<]*<span class="faint">(\d+)</span>', page):
        assert rows(dana.get(reverse("work") + address.replace("&amp;", "&")).content.decode()) == int(many), address


def test_a_view_is_sorted_as_its_address_says(dana: Client) -> None:
    def titles(**asked: str) -> list[str]:
        return re.findall(r"data-open>([^<]+)<", look(dana, **asked))

    assert titles(sort="name") == sorted(titles(), key=str.casefold)
    assert titles(sort="name", way="desc") == titles(sort="name")[::-1]
    assert titles(sort="track")[0] == "Replace the library switch"


@pytest.mark.parametrize(
    "asked",
    [
        {"after": "x"},
        {"after": "MTI"},
        {"after": "OTk5OTk5OSBub3RhZGF0ZQ"},
        {"owner": "a"},
        {"client": "-1"},
        {"sort": "x", "way": "up"},
        {"q": "%_\\"},
        {"track": "x"},
    ],
)
def test_an_address_nobody_made_is_read_as_far_as_it_goes(dana: Client, asked: dict[str, str]) -> None:
    assert dana.get(reverse("work"), asked).status_code == 200


def test_what_is_done_is_not_open(dana: Client) -> None:
    assert "Directory cut-over" not in look(dana)


def test_pages_follow_each_other_and_stay_small(dana: Client) -> None:
    b.tell(
        b.system("tracker"),
        *(
            b.task(
                f"X-{n}",
                f"A task of many with a name of some length, number {n}",
                owner="u1",
                client_id="k1",
                due_date="2030-01-01",
            )
            for n in range(60)
        ),
    )
    first = look(dana)
    assert rows(first) == 30 and len(first) <= 60_000, f"{len(first):,} bytes"
    [after] = re.findall(r'href="(\?[^"]*after=[^"]*)"', first)
    second = dana.get(reverse("work") + after.replace("&amp;", "&")).content.decode()
    assert rows(second) == 30
    assert not set(re.findall(r'data-row="(w\d+)"', first)) & set(re.findall(r'data-row="(w\d+)"', second))


def test_a_view_is_kept_by_its_person_and_a_removal_is_undone(dana: Client, cast: dict[str, User]) -> None:
    kept = dana.post(
        reverse("saved_views"), {"name": "Late things", "query": "track=late&sort=name&after=xx&evil=1"}, follow=True
    )
    assert kept.redirect_chain[-1][0] == f"{reverse('work')}?track=late&sort=name"
    [one] = SavedView.objects.all()
    assert (one.name, one.query, one.user) == ("Late things", "track=late&sort=name", cast["dana"])
    assert "Late things" in look(dana)
    priya = signed_in(cast["priya"])
    assert "Late things" not in look(priya)
    assert priya.post(reverse("saved_view_removals", args=[one.pk])).status_code == 404
    dana.post(reverse("saved_view_removals", args=[one.pk]))
    assert "?track=late&amp;sort=name" not in re.sub("<thead.*?</thead>", "", look(dana), flags=re.S)
    dana.post(reverse("undo"))
    assert "Late things" in look(dana)
    assert (
        "A view needs a name."
        in dana.post(reverse("saved_views"), {"name": " ", "query": ""}, follow=True).content.decode()
    )


def test_an_earlier_day_says_what_it_leaves_out(dana: Client) -> None:
    page = dana.get(reverse("work"), {"true_at": clock.now().date().isoformat()}).content.decode()
    assert "As of" in page and "is known for now alone" in page
    assert rows(page) >= 7


def test_a_line_says_who_stands_in_and_leads_to_the_handover(cast: dict[str, User], dana: Client) -> None:
    priya, ines = b.entity("Priya Raman", "person"), b.entity("Ines Duarte", "person")
    made = handing_over.hand_over(cast["dana"], priya, ines, starts_on=clock.now().date() - timedelta(days=1))
    assert "stands in" not in look(dana)
    handing_over.answer(cast["dana"], made.pk, accept=True)
    [line] = re.findall(r'<tr data-row="w.*?</tr>', look(dana, kind="project"), re.S)
    link = f'<a href="{reverse("handover", args=[made.pk])}">Ines Duarte stands in</a>'
    assert line.count(link) == 2, "of the project and of its next step"

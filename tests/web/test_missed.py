"""What we missed: each with its evidence, week by week; one key says that it did not matter, another takes that back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests import builders

from kingpost.accounts.models import User
from kingpost.priorities.misses import begin_of_week
from kingpost.priorities.models import Miss, Night
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows


@pytest.fixture
def miss(cast: dict[str, User]) -> Miss:
    """Last week four hundred things were not shown, and one of them, a ticket, mattered."""
    now = clock.now()
    day = begin_of_week(clock.today("Europe/London")) - timedelta(days=6)
    Night.objects.create(day=day, audience_id=1, held=400, at=now)
    ticket = builders.entity("Nobody can sign in to the portal", "ticket")
    [(record,)] = rows("SELECT min(record_id) FROM member WHERE entity_id = %s", [ticket])
    return Miss.objects.create(record_id=record, cause="signal:escalation:words:1", audiences=[1], day=day, came_at=now - timedelta(days=7), way="not_shown",
                               why="in order: no rule found anything in it", showed="Marcus writes: “This is unacceptable.”", showed_at=now - timedelta(days=5),
                               evidence=[record], found_on=day + timedelta(days=2))  # fmt: skip


def test_nothing_is_claimed_before_the_first_night(priya: Client) -> None:
    assert "No week was" in priya.get(reverse("home")).content.decode()
    assert "Nothing was looked back at yet." in priya.get(reverse("missed")).content.decode()


def test_a_week_in_which_all_was_shown_claims_nothing(priya: Client) -> None:
    Night.objects.create(day=clock.today("Europe/London"), audience_id=1, held=0, at=clock.now())
    page = priya.get(reverse("missed")).content.decode()
    assert "Nothing to look back at yet." in page
    last_week = begin_of_week(clock.today("Europe/London")) - timedelta(days=6)
    Night.objects.create(day=last_week, audience_id=1, held=0, at=clock.now())
    home = priya.get(reverse("home")).content.decode()
    assert "nothing turned out to matter" not in home and "There is nothing of last week to" in home
    assert "none of them" not in page and "no things" not in page.lower()


def test_no_number_of_what_was_not_shown_stands_without_the_misses(priya: Client, miss: Miss) -> None:
    for page in ("home", "not_shown"):
        text = priya.get(reverse(page)).content.decode()
        assert "Of what was not shown last week, " in text
        assert "one turned out to matter" in text
        assert f'href="{reverse("missed")}"' in text


def test_a_miss_with_its_evidence_and_how_sure_the_count_is(priya: Client, miss: Miss) -> None:
    page = priya.get(reverse("missed")).content.decode()
    assert "Of 400 things not shown, one turned out to matter." in page
    assert "0.2%, between 0.0% and 1.4% with 95% certainty" in page
    for text in ("Nobody can sign in to the portal", "This is unacceptable", "in order: no rule found anything in it"):
        assert text in page


def test_it_did_not_matter_and_is_taken_back(priya: Client, miss: Miss) -> None:
    priya.post(reverse("miss_answers", args=[miss.pk]))
    page = priya.get(reverse("missed")).content.decode()
    assert "did not matter, says Priya Raman" in page
    assert "nothing turned out to matter" in priya.get(reverse("home")).content.decode()
    priya.post(reverse("undo"))
    assert "one turned out to matter" in priya.get(reverse("home")).content.decode()


def test_what_one_may_not_see_is_not_there(priya: Client, cast: dict[str, User], miss: Miss) -> None:
    Miss.objects.update(audiences=[1, 999])
    assert "unacceptable" not in priya.get(reverse("missed")).content.decode()
    assert priya.post(reverse("miss_answers", args=[miss.pk])).status_code == 404

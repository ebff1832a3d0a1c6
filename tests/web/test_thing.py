"""A thing's own page: its values in words, and what is linked to it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests import builders

from kingpost.accounts.models import User
from kingpost.connectors.base import Ref, Statement
from kingpost.knowledge.project_links import corrections
from kingpost.web import repeats
from kingpost.web.fields import written

pytestmark = pytest.mark.django_db  # a day is written as near or far from the business's today


@pytest.mark.parametrize(("rule", "words"), [
    ("FREQ=DAILY", "every day"),
    ("FREQ=WEEKLY;BYDAY=MO", "every week on Monday"),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;WKST=SU", "every two weeks on Monday and Wednesday"),
    ("FREQ=MONTHLY;BYDAY=1TU;COUNT=4", "every month on the first Tuesday, four times"),
    ("FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Friday"),
    ("FREQ=MONTHLY;BYMONTHDAY=15;UNTIL=20240330T090000Z", "every month on day 15, until 30 Mar 2024"),
    ("FREQ=MONTHLY;BYMONTHDAY=-1", "every month on the last day"),
    ("FREQ=YEARLY", "every year"),
])  # fmt: skip
def test_the_rules_people_make_are_said_in_words(rule: str, words: str) -> None:
    assert repeats.said(rule) == words


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
        "FREQ=MONTHLY;BYDAY=FR",
        "FREQ=YEARLY;BYMONTH=3",
        "FREQ=HOURLY",
        "nonsense",
    ],
)
def test_a_rule_that_takes_more_words_is_not_said_wrongly(rule: str) -> None:
    assert repeats.said(rule) == repeats.OTHER


def test_the_page_of_a_series_is_in_words(dana: Client) -> None:
    answers = {"a@pell.example": "accepted", "b@pell.example": "accepted", "c@pell.example": "needs-action"}
    fields = {"name": "Planning", "starts_at": "2024-06-03T09:00:00+01:00", "ends_at": "2024-06-03T09:30:00+01:00", "timezone": "Europe/London",
              "recurrence": "FREQ=WEEKLY;BYDAY=MO", "exdates": ["20240610T080000Z"], "answers": answers}  # fmt: skip
    builders.tell(builders.system("calendar"), Statement("meeting", "m1", "Planning", fields))
    page = dana.get(reverse("thing", args=[builders.entity("Planning", "meeting")])).content.decode()
    for words in ("3 Jun 2024 09:00", "every week on Monday", "two accepted and one not answered", "Time zone"):
        assert words in page, words
    assert "20240610" not in page and "{" not in page[page.index("<h1") : page.index("Repeats")]


@pytest.mark.parametrize(("ends", "words"), [("2024-06-04", ""), ("2024-06-06", "5 Jun 2024")])
def test_whole_days_end_with_their_last(ends: str, words: str) -> None:
    assert written("ends_at", {"starts_at": "2024-06-03", "ends_at": ends, "all_day": True}) == words


def test_a_project_shows_what_is_linked_to_it_without_a_date(dana: Client, cast: dict[str, User]) -> None:
    plan = Statement("document", "d9", "Undated plan", {"name": "Undated plan"}, refs=[Ref("client", "client", "c1")])
    builders.tell(builders.system("crm"), plan)
    project = builders.entity("Customer portal", "project")
    corrections.correct(cast["dana"], builders.entity("Undated plan", "document"), project)
    builders.settle()
    assert "Undated plan" in dana.get(reverse("thing", args=[project])).content.decode()

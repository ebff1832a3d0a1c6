"""The night: what was held back is kept, and judged by what happened since."""

from __future__ import annotations

import pytest
from tests import builders as b
from tests.priorities.conftest import PRIYA

from kingpost.priorities import hindsight
from kingpost.priorities.models import HeldBack, Miss, Night
from kingpost.toolbox import clock

AT = b.moment
OSEI = "sam@pellandsons.example"


def stood():
    return sorted(HeldBack.objects.values_list("day", "record_id", "audience_id", "way", "why", "came_at")), sorted(
        Miss.objects.values_list("record_id", "cause", "day", "showed")
    )


@pytest.fixture
def quiet(office, at):
    """Sam of Pell & Sons, with whom no answer time is agreed, writes on Monday; it is in order and not shown."""
    b.tell(office, b.person("Sam Pell", OSEI, company="Pell & Sons"))
    at("2026-03-02 10:00")
    b.tell(office, b.mail("1@p", OSEI, PRIYA, "The new phones", AT("2026-03-02 10:00"), snippet="When will they come?"))
    at("2026-03-03 00:30")
    hindsight.night(clock.now())
    return office


def test_what_needed_nobody_and_stayed_so_is_no_miss(quiet, at):
    [held] = HeldBack.objects.filter(way__in=["not_shown", "noticed"])
    assert held.why == "in order: no rule found anything in it"
    for day in range(4, 12):
        at(f"2026-03-{day:02} 00:30")
        hindsight.night(clock.now())
    assert not Miss.objects.exists()
    assert Night.objects.filter(audience_id=1).count() == 9


def test_a_mail_not_shown_whose_client_then_complains_is_a_miss(quiet, at):
    at("2026-03-04 15:00")
    b.tell(
        quiet,
        b.mail(
            "2@p",
            OSEI,
            PRIYA,
            "Re: The new phones",
            AT("2026-03-04 15:00"),
            thread="1@p",
            snippet="Still nothing. This is unacceptable.",
        ),
    )
    at("2026-03-05 00:30")
    assert hindsight.night(clock.now()) == 1
    [miss] = Miss.objects.all()
    assert (miss.day.isoformat(), miss.why) == ("2026-03-02", "in order: no rule found anything in it")
    assert "unacceptable" in miss.showed
    assert miss.came_at == AT("2026-03-02 10:00")
    before = stood()
    assert hindsight.night(clock.now()) == 0
    assert stood() == before

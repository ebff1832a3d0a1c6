"""In a storm what a person wrote is on its flag before what systems send is worked off, and nothing of it is lost or told twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests import builders as b
from tests.priorities.conftest import MARCUS, PRIYA

from kingpost import flow, storm
from kingpost.evidence import changes
from kingpost.evidence.models import System
from kingpost.evidence.stage import run_once
from kingpost.toolbox import clock

FIRST, IDENTITY = flow.STAGES[:2]
MONITOR = "alerts@netsentry.example"


@pytest.fixture
def stormy(office, monkeypatch):
    """Thirty notices came in this minute, and in their midst Marcus writes; nothing of it is worked off yet."""
    monkeypatch.setattr(storm, "STORM", 20)
    System.objects.update(loaded_at=clock.now())
    b.settle()
    start = clock.now() - timedelta(minutes=1)
    mails = [
        b.mail(f"n{n}@x", MONITOR, PRIYA, f"CPU load on srv-{n:02d}", start + timedelta(seconds=n), automatic=True)
        for n in range(30)
    ]
    said = "Nobody can work, everything is down. Please call at once."
    mails.insert(15, b.mail("m@x", MARCUS, PRIYA, "Standstill", start + timedelta(seconds=15), snippet=said))
    b.tell(office, *mails, settle=False)
    return office


def test_a_mail_in_the_midst_of_a_storm_is_on_its_flag_before_the_rest_is_worked_off(stormy, shown):
    run_once(FIRST)
    assert changes.waiting(IDENTITY.name, IDENTITY.reads) > 30
    [flag] = shown()
    assert flag.title == "Standstill"
    assert "work stands still" in flag.rank_why
    b.settle()
    assert [(one.id, one.score) for one in shown()] == [(flag.id, flag.score)]


def test_without_a_storm_nothing_goes_first(stormy, shown, monkeypatch):
    monkeypatch.setattr(storm, "STORM", 500)
    run_once(FIRST)
    assert shown() == []


def test_the_gravest_go_first_when_many_write(stormy, shown, monkeypatch):
    monkeypatch.setattr(storm, "FIRST", 1)
    more = [b.mail(f"q{n}@x", MARCUS, PRIYA, f"Question {n}", clock.now(), snippet="How is it?") for n in range(5)]
    b.tell(stormy, *more, settle=False)
    run_once(FIRST)
    assert [flag.title for flag in shown()] == ["Standstill"]


def test_a_first_load_is_no_storm(stormy, shown):
    System.objects.update(loaded_at=None)
    run_once(FIRST)
    assert shown() == []

"""A thin stream of a few hundred events through the real pipeline: most of what is critical is shown in time, and little else is; and the scoring is strict."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bench.stream import anchors, scores
from bench.stream.critical import HELD_OUT
from bench.stream.events import Event
from bench.stream.make import START, make
from bench.stream.played import Seen
from bench.stream.player import Player
from bench.stream.scores import Truth

from kingpost.evidence import sync as syncing
from kingpost.toolbox import clock

MINUTE = timedelta(minutes=1)


@pytest.mark.django_db(transaction=True)
def test_a_thin_stream_is_played_and_what_is_critical_is_shown(tmp_path, monkeypatch):
    monkeypatch.setenv(clock.MOMENT, "")
    for name in ("QUICK_PROOF", "PROOF_SHARE"):
        monkeypatch.setattr(syncing, name, getattr(syncing, name))
    try:
        played = Player(make(days=1, share=0.05, each=1, history=4), tmp_path, timed=False).play()
    finally:
        clock._offset.cache_clear()
    result = scores.score(played)
    halves = (result["tuning"], result["scored"])
    assert result["events"] > 60
    assert sum(half["critical"] for half in halves) >= 8
    missed = [one for half in halves for one in half["missed_what"] if one[1] not in HELD_OUT]
    assert len(missed) <= 1, missed
    assert result["closing_wrong"] == []
    assert result["brief_missing"] == []
    assert all(half["purity"] >= 0.95 for half in halves)
    assert all(half["delay_max_seconds"] is None or half["delay_max_seconds"] <= 60 for half in halves)


def test_the_same_seed_gives_the_same_stream():
    one, other = make(3, days=1, share=0.05, each=1, history=1), make(3, days=1, share=0.05, each=1, history=1)
    assert [(e.at, e.thing, e.group, e.critical) for e in one.events] == [
        (e.at, e.thing, e.group, e.critical) for e in other.events
    ]


def critical(minutes: int, number: str, group: str = "outage") -> Event:
    return Event(
        START + minutes * MINUTE,
        "mail",
        ("message", number),
        group,
        "t",
        "s",
        1,
        lambda: None,
        critical=True,
        kind="outage",
    )


def shown(minutes: float, *entities: int) -> Seen:
    return Seen(
        START + minutes * MINUTE, 1, "", 30.0, ("escalation",), frozenset(entities), interrupts=True, at_once=True
    )


@pytest.mark.parametrize(
    ("seen", "caught"),
    [
        ([shown(10.5, 1)], [True, False]),  # joins after 20 minutes what was never raised again
        ([shown(10.5, 1), shown(30.5, 1, 2)], [True, True]),
        ([shown(12, 1)], [False, False]),  # two minutes late
        ([], [False, False]),
    ],
)
def test_a_critical_event_counts_only_when_it_opens_or_raises_a_flag_in_time(seen, caught):
    stream = make(days=1, share=0, each=0, history=0)
    stream.events, stream.moments = [critical(10, "a"), critical(30, "b")], []
    known = Truth({("message", "a"): 1, ("message", "b"): 2}, {})
    found = scores._critical(stream, seen, known, stream.start, stream.end)
    assert [when is not None for _, when in found] == caught


def test_one_that_joins_within_fifteen_minutes_counts():
    stream = make(days=1, share=0, each=0, history=0)
    stream.events, stream.moments = [critical(10, "a"), critical(20, "b")], []
    known = Truth({("message", "a"): 1, ("message", "b"): 2}, {})
    assert all(when for _, when in scores._critical(stream, [shown(10.2, 1, 2)], known, stream.start, stream.end))


def test_wilsons_interval():
    low, high = scores.wilson(0, 100)
    assert low == 0.0
    assert 0.03 < high < 0.04


def test_each_simple_way_beside_us_is_measured():
    found = anchors.anchors(make(days=2, share=0.05, each=2, history=2))
    assert found["templates, rare ones shown"]["cut"] > 0.5
    assert all(0 <= way["kept"] <= 1 for way in found.values())

"""A meeting with a client we owe something, with nothing written for it."""

from __future__ import annotations

import pytest
from tests import builders as b
from tests.priorities.conftest import MARCUS, NOOR, PRIYA


@pytest.fixture
def promised(office, at):
    at("2026-03-03 10:00")
    b.tell(
        office,
        b.mail(
            "1@x",
            NOOR,
            MARCUS,
            "Portal plan",
            b.moment("2026-03-03 09:30"),
            body="We will send you the go-live plan by Thursday.",
        ),
    )
    b.tell(office, meeting())


def meeting(**more):
    return b.meeting(
        "m",
        "Aldgate review",
        b.moment("2026-03-05 10:00"),
        [PRIYA, MARCUS],
        ends_at="2026-03-05T11:00:00+00:00",
        **more,
    )


def test_it_is_flagged_a_working_day_before_and_over_when_it_begins(promised, at, shown):
    at("2026-03-04 09:59")
    assert shown() == []
    at("2026-03-04 10:00")
    [flag] = shown()
    assert (flag.kind, flag.title, flag.rules) == (
        "meeting",
        "“Aldgate review” is not prepared",
        ["meeting_unprepared"],
    )
    assert "We meet Aldgate Freight at 10:00 on 5 March with nothing written for it, and have promised them" in flag.why
    at("2026-03-05 10:00")
    assert [flag for flag in shown() if "meeting_unprepared" in flag.rules] == []


def test_delivery_or_an_agenda_ends_it(promised, office, at, shown):
    at("2026-03-04 12:00")
    assert len(shown()) == 1
    b.tell(
        office,
        b.mail(
            "2@x",
            NOOR,
            MARCUS,
            "Re: Portal plan",
            b.moment("2026-03-04 11:00"),
            thread="1@x",
            body="The go-live plan is attached.",
        ),
    )
    assert shown() == []


def test_notes_end_it(promised, office, at, shown):
    at("2026-03-04 12:00")
    assert len(shown()) == 1
    written = meeting()
    b.tell(
        office,
        b.Statement(
            "meeting",
            written.remote_id,
            written.title,
            written.fields,
            "Agenda: the plan.",
            written.at,
            refs=written.refs,
            mentions=written.mentions,
            happenings=written.happenings,
        ),
    )
    assert shown() == []

"""Which of a record's words are read, and at what moment, on whose clock, they were written."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from kingpost.knowledge.promises.texts import read

NEW_YORK = ZoneInfo("America/New_York")
AT = "2026-03-10T15:00:00+00:00"  # eleven in the morning in New York


def found(kind: str, body: str, *, at: str = AT, zone: ZoneInfo = NEW_YORK, happenings=()):
    return list(
        read(1, kind, body, {"sent_at": at, "created_at": at}, datetime(2026, 3, 10, 15, tzinfo=UTC), happenings, zone)
    )


@pytest.mark.parametrize("quoted", ["> I will send you the list by Thursday.", "  > I will send you the list by Thursday.",
                                    "On Mon, 9 Mar 2026 at 09:12, Marcus Osei wrote:\n> I will send you the list by Thursday."])  # fmt: skip
def test_what_a_comment_quotes_is_not_its_writers_promise(quoted):
    [one] = found("comment", f"We will fix the login by Friday.\n\n{quoted}")
    assert one.candidate.words == "We will fix the login by Friday."


def test_nor_what_is_quoted_where_people_wrote_on_a_ticket():
    body = "Thanks for the reply.\n> I will send you the list by Thursday.\nWe will fix it by Friday."
    told = [{"at": AT, "text": "Noor wrote “Thanks for the reply.”", "actor": "noor"}]
    [one] = found("ticket", body, happenings=told)
    assert (one.candidate.words, one.speaker) == ("We will fix it by Friday.", "noor")
    assert body[one.candidate.start : one.candidate.end] == "We will fix it by Friday."


def test_a_private_note_promises_nothing_to_anybody_outside():
    public, private = "We are looking into the login.", "I will send you the list by Thursday."
    happenings = [{"at": AT, "text": f"answered “{public}”", "actor": "noor"}, {"at": AT, "text": f"noted “{private}”", "actor": "noor", "private": True}]  # fmt: skip
    assert found("ticket", f"{public}\n\n{private}", happenings=happenings) == []
    del happenings[1]["private"]
    assert [one.candidate.words for one in found("ticket", f"{public}\n\n{private}", happenings=happenings)] == [
        private
    ]


@pytest.mark.parametrize("kind", ["comment", "message"])
def test_an_hour_is_of_our_own_clock_where_no_other_is_known(kind):
    [one] = found(kind, "We will send the plan by 5pm.")
    assert (one.candidate.due, one.candidate.due_time, one.said_at.tzinfo) == (date(2026, 3, 10), time(17), NEW_YORK)


def test_a_mail_that_tells_its_writers_clock_keeps_it():
    [one] = found(
        "message", "I will send the plan tomorrow.", at="2026-03-10T23:30:00-05:00", zone=ZoneInfo("Europe/London")
    )
    assert one.candidate.due == date(2026, 3, 11)

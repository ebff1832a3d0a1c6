"""The text of a status note: whatever makes it say that something changed is said in it."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from tests import builders as b

from kingpost.questions import note_text
from kingpost.questions.note_text import Material, Thing, Written

LONDON = ZoneInfo("Europe/London")


def thing(status: str, is_open: bool, number: int = 1, title: str = "Scanner trial") -> Thing:
    return Thing(number, [number], "ticket", title, status, is_open, date(2026, 12, 30))


def written(was: list[Thing], now: list[Thing]) -> Written:
    before = note_text.facts(Material("Aldgate", "H", was))
    moments = b.moment("2026-12-23 09:00"), b.moment("2026-12-28 09:00")
    return note_text.write(Material("Aldgate", "H", now), before, *moments, LONDON)


def test_what_was_cancelled_is_said_and_is_not_done():
    note = written([thing("open", True)], [thing("Cancelled", False)])
    assert note.changed and "Since 23 December:\n\nCancelled\n- Scanner trial\n\nH" in note.text
    assert "Done" not in note.text
    told = written([thing("open", True)], [thing("rejected", False)])
    assert "Cancelled\n- Scanner trial (rejected)\n" in told.text


def test_what_was_over_before_and_what_they_never_heard_of_is_no_change():
    """A desk that closes its solved tickets by itself days later sends nobody an empty note."""
    note = written([thing("solved", False)], [thing("closed", False)])
    assert not note.changed and "Nothing was finished or moved since 23 December." in note.text
    again = written([thing("cancelled", False)], [thing("cancelled", False), thing("rejected", False, 2, "Twice")])
    assert not again.changed and "Twice" not in again.text and "Cancelled" not in again.text


def test_what_is_open_again_or_has_another_status_is_said():
    again = written([thing("solved", False)], [thing("open", True)])
    assert again.changed and "- Scanner trial: open (was solved)" in again.text

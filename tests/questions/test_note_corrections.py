"""Corrections of status notes: of the note that was wrong, telling again what that had to tell."""

from __future__ import annotations

import pytest
from tests import builders as b
from tests.questions.test_status_notes import carry_out, desk, job, priya, sends  # noqa: F401  a fixture

from kingpost.proposals import status_notes
from kingpost.questions import status_notes as drafts


@sends
def test_of_notes_sent_by_one_choice_the_one_that_was_wrong_is_corrected(desk):  # noqa: F811
    desk.choose(sends="itself")
    for day in ("06", "13"):
        desk.set_clock(f"2026-03-{day} 16:01")
        drafts.draft_due()
        carry_out()
    latest, first = status_notes.sent([1], limit=5)
    for wrong, day in ((latest, "13"), (first, "6")):
        made = drafts.correct(priya(), wrong.pk)
        assert made is not None and made.subject == f"Correction: {wrong.subject}"
        assert f"Our note of {day} March 2026 was not right." in made.text
    with pytest.raises(LookupError):
        drafts.correct(priya(), made.pk)


@sends
def test_a_correction_tells_again_what_the_wrong_note_had_to_tell(desk):  # noqa: F811
    desk.choose(sends="itself")
    desk.set_clock("2026-03-06 16:01")
    drafts.draft_due()
    carry_out()
    b.tell(
        desk.work,
        job("1", "Data map agreed", "done", milestone=True, due_date="2026-03-06"),
        job("2", "Scanner trial", due_date="2026-03-20"),
    )
    desk.set_clock("2026-03-13 16:01")
    drafts.draft_due()
    carry_out()
    b.tell(desk.work, job("2", "Scanner trial", due_date="2026-03-24"))
    wrong, first = status_notes.sent([1], limit=5)
    made = drafts.correct(priya(), wrong.pk)
    assert made is not None and made.since == first.made_at and "Since 6 March:" in made.text
    assert "Done\n- Data map agreed\n" in made.text
    assert "Moved\n- Scanner trial: was 13 March, now 24 March\n" in made.text
    again = drafts.correct(priya(), first.pk)
    assert again is not None and "Since 2 March:" in again.text and "Done\n- Data map agreed\n" in again.text

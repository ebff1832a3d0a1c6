"""The page of status notes: the exact mail before the yes, its state after it, and what cannot be unsent is said."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from tests import builders as b
from tests.web.conftest import signed_in
from tests.web.day import ALDGATE
from tests.web.test_note_policies import form, post  # noqa: F401  a fixture

from kingpost.accounts.models import User
from kingpost.evidence.models import System
from kingpost.proposals import status_notes
from kingpost.proposals.models import NotePolicy, StatusNote, Writeback
from kingpost.proposals.status_notes import Draft
from kingpost.toolbox import clock


@pytest.fixture
def note(post: System, cast: dict[str, User]) -> StatusNote:  # noqa: F811
    signed_in(cast["priya"]).post(reverse("note_policies", args=[b.entity(ALDGATE)]), form(post))
    draft = Draft(
        "Aldgate: status",
        "Done\n- Portal <b>live</b>",
        clock.now(),
        {},
        [(7, "“Go-live” is not mentioned: systems disagree about it.")],
        True,
    )
    made = status_notes.keep(NotePolicy.objects.get(), "2026-03-02", draft)
    assert made is not None
    return made


def test_the_exact_mail_is_shown_changed_and_approved(note: StatusNote, cast: dict[str, User]) -> None:
    priya = signed_in(cast["priya"])
    page = priya.get(reverse("status_notes")).content.decode()
    assert "One status note waits for a yes." in page and "@aldgatefreight.example" in page
    assert "Done\n- Portal &lt;b&gt;live&lt;/b&gt;" in page and "“Go-live” is not mentioned" in page
    assert re.search(r'data-key="a"[^>]*>Approve and send', page)
    priya.post(
        reverse("status_note_decisions", args=[note.pk]), {"subject": "Aldgate: status", "text": "Done\r\n- Portal"}
    )
    assert Writeback.objects.get().change["note"] == "Done\n- Portal"
    after = priya.get(reverse("status_notes")).content.decode()
    assert "No status note waits." in after and "approved by Priya Raman" in after
    priya.post(reverse("undo"))
    assert Writeback.objects.get().state == "undone"
    assert "One status note waits" in priya.get(reverse("status_notes")).content.decode()


def test_what_was_sent_is_not_undone_but_corrected(note: StatusNote, cast: dict[str, User]) -> None:
    priya = signed_in(cast["priya"])
    priya.post(reverse("status_note_decisions", args=[note.pk]))
    Writeback.objects.update(state="confirmed", sent_at=clock.now(), confirmed_at=clock.now())
    page = priya.post(reverse("undo"), {"next": reverse("status_notes")}, follow=True).content.decode()
    assert "A mail that was sent cannot be taken back. A correction is drafted and waits for your yes." in page
    assert "Correction: Aldgate: status" in page
    assert Writeback.objects.get().state == "confirmed"


def test_what_left_without_proof_is_said_and_offers_no_second_sending(note: StatusNote, cast: dict[str, User]) -> None:
    priya = signed_in(cast["priya"])
    priya.post(reverse("status_note_decisions", args=[note.pk]))
    Writeback.objects.update(state="failed", sent_at=clock.now(), written_kind="message", written_id="k@h.example")
    page = priya.get(reverse("status_notes")).content.decode()
    assert "sent, not found again" in page and "Look again" in page and "Correct it" in page
    assert "Try again" not in page
    priya.post(reverse("status_note_corrections", args=[note.pk]))
    assert "Correction: Aldgate: status" in priya.get(reverse("status_notes")).content.decode()


def test_a_no_sends_nothing_and_a_viewer_only_looks(note: StatusNote, cast: dict[str, User]) -> None:
    callum = signed_in(cast["callum"])
    assert "Approve and send" not in callum.get(reverse("status_notes")).content.decode()
    assert callum.post(reverse("status_note_decisions", args=[note.pk])).status_code == 403
    signed_in(cast["priya"]).post(reverse("status_note_decisions", args=[note.pk]), {"verdict": "decline"})
    assert not Writeback.objects.exists()
    assert "no, says Priya Raman" in callum.get(reverse("status_notes")).content.decode()

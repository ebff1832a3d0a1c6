"""File what a system writes: asked with its mailbox and folder, chosen by a person, taken back with u."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests import builders as b
from tests.web.conftest import signed_in
from tests.web.day import email

from kingpost.accounts.models import User
from kingpost.evidence.models import WriteGrant
from kingpost.proposals.models import Decision, Filing, Writeback
from kingpost.toolbox import clock

ASKED = {"service": "Redmine", "domain": "redmine.harrowlane.example"}


@pytest.fixture
def box(cast: dict[str, User]):
    box = b.system("box", "Team mailbox")
    b.tell(box, b.mail("n@x", "no-reply@redmine.harrowlane.example", email("Priya Raman"), "[Portal - Bug #1]", clock.now(), automatic=True, notice="Redmine",
                       notice_keys=[], notice_hosts=[], folder="INBOX"))  # fmt: skip
    return box


def test_the_page_says_what_it_would_do_and_u_takes_it_back(box, cast: dict[str, User]) -> None:
    priya = signed_in(cast["priya"])
    assert "switched off for this mailbox" in priya.get(reverse("filings"), ASKED).content.decode()
    WriteGrant.objects.create(system=box, kind="message", account="x", granted_by=cast["dana"], granted_at=clock.now())
    assert "One mail in the inbox now would be moved." in priya.get(reverse("filings"), ASKED).content.decode()
    chosen = {**ASKED, "mailbox": box.pk, "folder": "Systems"}
    assert priya.post(reverse("filings"), chosen)["Location"] == reverse("interruptions")
    made = Filing.objects.get()
    assert (made.decision.who, made.decision.verdict, Writeback.objects.get().change["fields"]) == (
        cast["priya"],
        Decision.STANDING,
        {"folder": "Systems"},
    )
    assert "filed out of Team mailbox already" in priya.post(reverse("filings"), chosen).content.decode()
    priya.post(reverse("undo"))
    assert Decision.objects.get().undone_by == cast["priya"]
    assert Writeback.objects.get().state == "undone"


def test_a_folder_that_is_the_inbox_is_not_taken_and_a_viewer_may_not(box, cast: dict[str, User]) -> None:
    WriteGrant.objects.create(system=box, kind="message", account="x", granted_by=cast["dana"], granted_at=clock.now())
    answer = signed_in(cast["priya"]).post(reverse("filings"), {**ASKED, "mailbox": box.pk, "folder": "INBOX"})
    assert "Name a folder that is not the inbox." in answer.content.decode()
    assert signed_in(cast["callum"]).get(reverse("filings"), ASKED).status_code == 403
    assert not Filing.objects.exists()

"""Keep a client informed: switched on and off on a page, by who may decide."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse
from tests import builders as b
from tests.web.conftest import signed_in
from tests.web.day import ALDGATE

from kingpost.accounts.models import User
from kingpost.connectors.systems.files import Files
from kingpost.evidence import connect
from kingpost.evidence.models import System, WriteGrant
from kingpost.proposals.models import Decision, NotePolicy
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows


@pytest.fixture
def post(cast: dict[str, User], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> System:
    """A folder that mails are sent through."""
    monkeypatch.setattr(connect, "open_connector", lambda _: Files({"folder": str(tmp_path)}))
    system = b.system("post", "Post room")
    WriteGrant.objects.create(
        system=system, kind="message", account="x", granted_by=cast["dana"], granted_at=clock.now()
    )
    return system


def form(post: System) -> dict[str, object]:
    person = rows(
        "SELECT entity_id FROM entity WHERE kind = 'person' AND golden->>'email' LIKE '%%@aldgatefreight.example' LIMIT 1"
    )[0][0]
    return {"people": [person], "rhythm": "weekly", "weekday": "4", "time": "16:00", "sends": "asked", "system": post.pk}  # fmt: skip


def test_it_is_switched_on_for_a_client_and_u_takes_it_back(post: System, cast: dict[str, User]) -> None:
    priya, address = signed_in(cast["priya"]), reverse("note_policies", args=[b.entity(ALDGATE)])
    assert address in priya.get(reverse("client", args=[b.entity(ALDGATE)])).content.decode()
    page = priya.get(address).content.decode()
    assert "Post room" in page and "@aldgatefreight.example" in page
    assert "Choose at least one person" in priya.post(address, {**form(post), "people": []}).content.decode()
    assert not NotePolicy.objects.exists()
    assert priya.post(address, form(post))["Location"] == reverse("status_notes")
    made = NotePolicy.objects.get()
    assert (made.decision.who, made.decision.verdict, made.rhythm, made.sends) == (cast["priya"], Decision.STANDING, "weekly", "asked")  # fmt: skip
    shown = priya.get(reverse("status_notes")).content.decode()
    assert "Fridays at 16:00, you are asked each time, from Post room" in shown
    priya.post(reverse("undo"))
    assert Decision.objects.get(pk=made.decision_id).undone_by == cast["priya"]
    assert "Nobody yet." in priya.get(reverse("status_notes")).content.decode()


def test_where_it_is_sent_from_is_chosen_where_there_are_several(post: System, cast: dict[str, User]) -> None:
    priya, address = signed_in(cast["priya"]), reverse("note_policies", args=[b.entity(ALDGATE)])
    assert "Choose one" not in priya.get(address).content.decode(), "there is but one"
    WriteGrant.objects.create(
        system=b.system("annex", "Annex"), kind="message", account="x", granted_by=cast["dana"], granted_at=clock.now()
    )
    assert '<option value="">Choose one</option>' in priya.get(address).content.decode()
    shown = priya.post(address, {**form(post), "system": ""}).content.decode()
    assert "Choose where the mails are sent from." in shown and not NotePolicy.objects.exists()


def test_a_second_click_makes_no_second_choice(post: System, cast: dict[str, User]) -> None:
    priya, address = signed_in(cast["priya"]), reverse("note_policies", args=[b.entity(ALDGATE)])
    for _ in range(2):
        assert priya.post(address, form(post))["Location"] == reverse("status_notes")
    assert NotePolicy.objects.count() == 1, "or each note would leave twice"
    priya.post(reverse("undo"))
    assert "Nobody yet." in priya.get(reverse("status_notes")).content.decode()
    priya.post(address, form(post))
    assert NotePolicy.objects.count() == 2, "what was taken back may be chosen again"


def test_a_viewer_may_not_and_without_a_way_out_the_page_says_so(post: System, cast: dict[str, User]) -> None:
    address = reverse("note_policies", args=[b.entity(ALDGATE)])
    assert signed_in(cast["callum"]).get(address).status_code == 403
    WriteGrant.objects.update(withdrawn_at=clock.now())
    assert "No system may send mails for you." in signed_in(cast["priya"]).get(address).content.decode()

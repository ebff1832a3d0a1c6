"""Deciding about a suggestion: who may, what it says, and that u takes it back."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.conftest import signed_in
from tests.web.test_today import PORTAL

from kingpost.accounts.models import User
from kingpost.evidence.models import System
from kingpost.priorities.models import Flag
from kingpost.proposals.capacity import Capacity
from kingpost.proposals.models import Decision, Suggestion, Writeback
from kingpost.proposals.planned import Planned
from kingpost.toolbox import clock
from kingpost.web import suggesting


@pytest.fixture
def suggestion(cast: dict[str, User]) -> Suggestion:
    return Suggestion.objects.get(flag__title=PORTAL, superseded_at=None)


def flag_page(client: Client) -> str:
    return client.get(reverse("flag", args=[Flag.objects.get(title=PORTAL).pk])).content.decode()


def test_a_suggestion_is_on_today_and_on_its_flag_with_what_it_would_change(
    priya: Client, cast: dict[str, User], suggestion: Suggestion
) -> None:
    assert suggestion.say in signed_in(cast["callum"]).get(reverse("home")).content.decode()  # the ticket is his
    page = flag_page(priya)
    assert suggestion.say in page
    for one in suggestion.changes:
        assert one["system_title"] in page


def test_a_no_is_kept_said_and_taken_back_with_u(priya: Client, suggestion: Suggestion) -> None:
    priya.post(reverse("decisions", args=[suggestion.pk]), {"verdict": "decline", "next": "/"})
    assert "<b>Declined</b> by Priya Raman" in flag_page(priya)
    assert not Writeback.objects.exists()
    assert "Taken back." in priya.post(reverse("undo"), {"next": "/"}, follow=True).content.decode()
    assert Decision.objects.get().undone_at is not None
    assert 'data-key="a"' in flag_page(priya)


def test_approving_sends_exactly_what_was_shown(priya: Client, suggestion: Suggestion) -> None:
    priya.post(reverse("decisions", args=[suggestion.pk]), {"verdict": "approve"})
    assert [one.change for one in Writeback.objects.order_by("pk")] == [one["change"] for one in suggestion.changes]
    assert Decision.objects.get().who.name == "Priya Raman"


def test_one_suggestion_is_decided_once(priya: Client, suggestion: Suggestion) -> None:
    address = reverse("decisions", args=[suggestion.pk])
    priya.post(address, {"verdict": "decline"})
    answer = priya.post(address, {"verdict": "approve", "next": "/"}, follow=True)
    assert "Somebody has decided about this already." in answer.content.decode()
    assert Decision.objects.count() == 1


def test_what_became_of_an_undo_stands_under_the_suggestion_until_it_is_decided_again(
    priya: Client, suggestion: Suggestion
) -> None:
    """What went out is taken back by writes of its own: one arrived, the other was refused and may be tried again."""
    priya.post(reverse("decisions", args=[suggestion.pk]), {"verdict": "approve"})
    for kind in ("ticket", "meeting"):
        change = {"act": "create", "kind": kind, "fields": {"name": "Call"}, "place": ""}
        gone = {
            "state": Writeback.CONFIRMED,
            "made_at": clock.now(),
            "sent_at": clock.now(),
            "confirmed_at": clock.now(),
        }
        Writeback.objects.create(decision=Decision.objects.get(), system=System.objects.first(), system_title="Desk", kind=kind, title=f"A {kind}",
                                 change=change, key=kind, remote_id="7", written_id="7", **gone)  # fmt: skip
    priya.post(reverse("undo"), {"next": "/"})
    assert '<h2 class="would">Taken back' in flag_page(priya)
    back = Writeback.objects.exclude(undoes=None)
    back.filter(kind="meeting").update(state=Writeback.CONFIRMED, confirmed_at=clock.now())
    back.filter(kind="ticket").update(state=Writeback.FAILED, error="The desk may not be written to.")
    page = flag_page(priya)
    assert "The desk may not be written to." in page
    assert page.count("Try again") == len(re.findall(r"read back [^<]*: no longer there", page)) == 1
    assert "confirmed by reading back" not in page, "what was confirmed is the taking back, not the change"
    live = Suggestion.objects.get(flag=suggestion.flag, superseded_at=None)
    priya.post(reverse("decisions", args=[live.pk]), {"verdict": "decline"})
    assert '<h2 class="would">Taken back' not in flag_page(priya)


def test_a_viewer_cannot_decide(cast: dict[str, User], suggestion: Suggestion) -> None:
    callum = signed_in(cast["callum"])
    assert callum.post(reverse("decisions", args=[suggestion.pk]), {"verdict": "approve"}).status_code == 403
    assert 'data-key="a"' not in flag_page(callum)


def room(name: str, free_today: float, **more: object) -> Capacity:
    return Capacity(1, name, "x@harrowlane.example", free_today, 4, date(2026, 11, 24), 3, **more)  # type: ignore[arg-type]


def test_who_has_time_is_said_for_a_day_that_still_has_some(
    monkeypatch: pytest.MonkeyPatch, cast: dict[str, User]
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 23, 8, 0, tzinfo=UTC))

    def heading(*people: Capacity) -> tuple[str, list[str]]:
        rooms = suggesting.rooms(type("Row", (), {"capacity": list(people)})())  # type: ignore[arg-type]
        return rooms.heading, [one.words for one in rooms.people]

    away = room("Callum Reid", 0, away=True, back_on=date(2026, 11, 26))
    assert heading(room("Noor Haddad", 3), away) == ("Who has time today", ["3 h free", "away until Thu 26 Nov"])
    assert heading(room("Noor Haddad", 0), away) == ("Who has time tomorrow", ["4 h free", "away until Thu 26 Nov"])


def test_moments_and_dates_of_a_write_are_in_the_readers_words(
    monkeypatch: pytest.MonkeyPatch, cast: dict[str, User]
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
    one = Planned(1, "Calendar", "Call Marcus Osei", {"act": "create", "kind": "meeting", "fields": {}}, {"owner": "Callum Reid"},
                  {"owner": "Noor Haddad", "when": "2026-11-23T08:30:00+00:00", "due": "2026-11-24"})  # fmt: skip
    assert suggesting.planned_lines(one) == [
        ("owner", "Callum Reid", "Noor Haddad"),
        ("when", "", "08:30"),
        ("due", "", "tomorrow"),
    ]

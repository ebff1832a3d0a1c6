"""A restored copy writes nothing until an admin switches it on; the page says why, and what would go out."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from kingpost.accounts.models import AuditEntry, User
from kingpost.evidence import connect
from kingpost.web.workspace_writing import waiting

WHY = "Restored from a copy of 20 November 2026, 07:41 UTC."


def test_systems_says_why_writing_is_off_and_an_admin_switches_it_on(dana: Client, priya: Client) -> None:
    connect.switch_workspace_writing(False, WHY)
    page = dana.get(reverse("systems")).content.decode()
    assert WHY in page and "No decided change waits" in page and "Switch writing on" in page
    assert WHY in (seen := priya.get(reverse("systems")).content.decode()) and "Switch writing on" not in seen
    answer = dana.post(reverse("workspace_writing"), {"on": "yes"}, follow=True)
    assert connect.workspace_writes() and WHY not in answer.content.decode()


def test_switching_is_audited_and_undone_with_one_key(cast: dict[str, User], dana: Client) -> None:
    connect.switch_workspace_writing(False, WHY)
    dana.post(reverse("workspace_writing"), {"on": "yes"})
    assert AuditEntry.objects.filter(act="switched all writing on", who=cast["dana"]).count() == 1
    dana.post(reverse("undo"))
    assert connect.writing_off() is not None
    assert AuditEntry.objects.filter(act="switched all writing off", who=cast["dana"]).count() == 1


def test_what_waits_is_counted() -> None:
    assert waiting(1) == "One decided change waits: it goes out as soon as writing is on."
    assert waiting(3) == "Three decided changes wait: they go out as soon as writing is on."

"""What is left out of a system: dropped before storing from then on, and what is stored already goes after a second yes."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests import builders as b

from kingpost import flow
from kingpost.accounts.models import AuditEntry, User
from kingpost.connectors.base import Page, Unavailable
from kingpost.erase import remove_left_out
from kingpost.evidence import changing
from kingpost.evidence.land import Lander
from kingpost.evidence.models import Excluded, Record, System
from kingpost.toolbox.sql import rows

MARCUS, BANK, PRIYA = "marcus@aldgatefreight.example", "desk@bank.example", "priya@harrowlane.example"


def land(held: System, *, folder: str = "INBOX") -> None:
    """Two mails with their labels, as a mailbox gives them: one from a client, one from a bank."""
    letters = [
        (b.mail("loan@x", BANK, PRIYA, "Your overdraft", b.moment("2026-03-02 10:00")), (folder, BANK)),
        (b.mail("work@x", MARCUS, PRIYA, "Go-live plan", b.moment("2026-03-02 11:00")), ("INBOX", MARCUS)),
    ]
    lander = Lander(held, b.Notebook)
    page = Page([b.native(mail, labels=labels) for mail, labels in letters], cursor=1)
    lander.store(lander.prepare(page), 1)
    flow.settle()


def subjects() -> set[str]:
    return {
        title
        for (title,) in rows(
            "SELECT title FROM version AS v JOIN record AS r ON r.id = v.record_id WHERE r.kind = 'message'"
        )
    }


def test_what_is_stored_goes_after_a_second_yes_with_whom_only_it_named(cast: dict[str, User], priya: Client) -> None:
    held = System.objects.get(key="priya")
    land(held)
    address = reverse("exclusions", args=["priya"])
    asked = priya.post(address, {"excluded": "*@bank.example\n\nPrivate"}).content.decode()
    assert "One thing</b> stored already is left out by this" in asked
    assert "Your overdraft" in subjects()
    priya.post(address, {"excluded": "*@bank.example\nPrivate", "stored": "1"})
    assert "Your overdraft" not in subjects() and "Go-live plan" in subjects()
    assert not Record.objects.filter(remote_id=f"email:{BANK}").exists()
    assert Record.objects.filter(remote_id=f"email:{MARCUS}", system=held).exists()
    assert AuditEntry.objects.filter(act="changed what is left out", who=cast["priya"]).exists()
    held.refresh_from_db()
    assert (held.excluded, held.cursor) == (["*@bank.example", "Private"], None), "it is read again from its start"
    land(held)
    assert "Your overdraft" not in subjects()
    assert Excluded.objects.filter(system=held).count() == 1


@pytest.mark.django_db
def test_what_was_stored_without_its_labels_goes_with_the_next_read() -> None:
    held = b.system("mail")
    land(held)
    Record.objects.filter(system=held).update(labels=None)
    changing.leave_out(held, ["*@bank.example"], None)
    assert remove_left_out(held, None).records == 0
    land(held)
    assert remove_left_out(held, None).records >= 1
    assert subjects() == {"Go-live plan"}


@pytest.mark.django_db
def test_what_is_moved_out_of_a_folder_that_is_left_out_is_kept_from_then_on() -> None:
    held = b.system("mail", excluded=["Private"])
    land(held, folder="Private")
    assert (subjects(), Excluded.objects.count()) == ({"Go-live plan"}, 1)
    land(held)
    assert remove_left_out(held, None).records == 0
    assert (subjects(), Excluded.objects.count()) == ({"Go-live plan", "Your overdraft"}, 0)


@pytest.mark.django_db
def test_a_read_under_way_stores_nothing_that_was_left_out_meanwhile() -> None:
    held = b.system("mail")
    before = System.objects.get(pk=held.pk)
    changing.leave_out(held, ["*@bank.example"], None)
    with pytest.raises(Unavailable, match="left out of it were changed"):
        land(before)
    assert subjects() == set()

"""What the example company may write: an approved status note becomes a mail in its files and is read back."""

from __future__ import annotations

from email import message_from_bytes, policy
from pathlib import Path

import pytest
from tests import builders as b

from kingpost.example.build import systems
from kingpost.example.load import ADMIN, connect_one
from kingpost.proposals import status_notes, writeback
from kingpost.proposals.models import Decision, Writeback
from kingpost.proposals.status_notes import Choice, Draft
from kingpost.questions import status_notes as drafts
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows

FEMI = "femi@aldgatefreight.example"


@pytest.mark.django_db(transaction=True)  # nothing is sent from inside a transaction
def test_an_approved_status_note_is_a_mail_in_the_files_and_is_read_back(tmp_path: Path) -> None:
    priya = b.user(ADMIN, "Priya Raman", "admin")
    b.own_domains("harrowlane.example", by=priya)
    [mailbox] = [one for one in systems(tmp_path) if "message" in one.writes]
    mailbox.folder.mkdir(parents=True)
    mail = connect_one(mailbox, {ADMIN: priya})
    b.tell(b.system("crm"), b.client("Aldgate Freight", "aldgatefreight.example"), b.person("Femi Ade", FEMI))
    record = rows("SELECT min(record_id) FROM member WHERE entity_id = %s", [b.entity("Aldgate Freight")])[0][0]
    choice = Choice(record, "client", "Aldgate Freight", "weekly", 4, "16:00", "asked", [(FEMI, "Femi Ade")], mail.pk)
    chosen = status_notes.choose(priya, choice, drafts.baseline(record, "client", "Aldgate Freight"))
    note = status_notes.keep(
        chosen, "2026-W10", Draft("Status of your work", "All is well.", clock.now(), {}, [], True)
    )
    assert note is not None
    status_notes.decide(priya, note.pk, Decision.APPROVE)
    while writeback.carry_out_waiting():
        pass
    b.settle()
    [write] = Writeback.objects.all()
    [path] = (
        one for one in mailbox.folder.rglob("*.eml") if one.parent.name != ".sent"
    )  # the copy by which it is found
    said = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert (write.state, said["To"], said["From"], said["Subject"]) == ("confirmed", FEMI, ADMIN, "Status of your work")
    [(title, system)] = rows("SELECT v.title, r.system_id FROM version AS v JOIN record AS r ON r.id = v.record_id WHERE v.writeback = %s AND r.kind = 'message'", [write.pk])  # fmt: skip
    assert (title, system) == ("Status of your work", mail.pk)

"""Notifications filed out of the inbox: only by a choice, only where writing is allowed, each mail proven, all of it taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied
from tests import builders as b
from tests.connectors.test_imap import PASSWORD, Folder
from tests.connectors.test_imap_moves import MovingServer

from kingpost.connectors.systems.imap import Imap
from kingpost.evidence import connect
from kingpost.evidence import sync as syncing
from kingpost.evidence.models import System, WriteGrant
from kingpost.proposals import filing, outbox, writeback
from kingpost.proposals.models import Decision, Writeback
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows

pytestmark = pytest.mark.django_db(transaction=True)
REDMINE = ("Redmine", "harrowlane.example")
FOLDER = "Systems/Redmine"


def notice(number: int) -> bytes:
    lines = [f"Message-ID: <r{number}@redmine.harrowlane.example>", "From: Redmine <redmine@harrowlane.example>", "To: priya@harrowlane.example",
             f"Subject: [Portal - Bug #{number}] (New) Sign-in", "X-Mailer: Redmine", "X-Redmine-Host: redmine.harrowlane.example",
             f"Date: {clock.now():%a, %d %b %Y %H:%M:%S} +0000", "", "Issue was updated."]  # fmt: skip
    return "\r\n".join([*lines, ""]).encode()


def letter() -> bytes:
    lines = ["Message-ID: <m1@aldgatefreight.example>", "From: Marcus <marcus@aldgatefreight.example>", "To: priya@harrowlane.example",
             "Subject: Re: [Portal - Bug #1] (New) Sign-in", f"Date: {clock.now():%a, %d %b %Y %H:%M:%S} +0000", "", "It is still broken. Can you look?"]  # fmt: skip
    return "\r\n".join([*lines, ""]).encode()


@pytest.fixture
def server() -> MovingServer:
    return MovingServer("IMAP4rev1 MOVE", INBOX=Folder(notice(1), letter(), notice(2)))


@pytest.fixture
def mailbox(server: MovingServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[System]:
    b.own_domains("harrowlane.example")
    with server.connected() as connector:
        config = connector._config

        def opened(system: System) -> Imap:
            return Imap(dict(config) | {"password": PASSWORD})

        monkeypatch.setattr(syncing, "open_connector", opened)
        monkeypatch.setattr(connect, "open_connector", opened)
        system = b.system("mail", "Priya’s mailbox")
        System.objects.filter(pk=system.pk).update(connector="imap")
        read(system)
        yield System.objects.get(pk=system.pk)


def read(system: System) -> None:
    run = syncing.sync(System.objects.get(pk=system.pk))
    assert run.error == ""
    b.settle()


def grant(system: System) -> None:
    WriteGrant.objects.create(
        system=system, kind="message", account="priya", granted_by=priya(), granted_at=clock.now()
    )


def priya():
    return b.user("priya@harrowlane.example", "Priya Raman", "member")


def carry_out() -> None:
    while writeback.carry_out_waiting():
        pass
    b.settle()


def lie(server: MovingServer) -> dict[str, int]:
    return {name: len(server.held(name)) for name in server.folders}


def test_only_the_notifications_are_moved_and_all_come_back(mailbox, server):
    grant(mailbox)
    chosen = filing.choose(priya(), mailbox.pk, *REDMINE, FOLDER)
    carry_out()
    assert lie(server) == {"INBOX": 1, FOLDER: 2}
    [row] = filing.listed([mailbox.audience_id])
    assert (row.by, row.moved, row.waiting, row.failed) == ("Priya Raman", 2, 0, 0)
    server.folders["INBOX"].add(notice(3))
    read(mailbox)
    carry_out()
    assert lie(server) == {"INBOX": 1, FOLDER: 3}
    filing.take_back(priya(), chosen.pk)
    carry_out()
    assert lie(server) == {"INBOX": 4, FOLDER: 0}
    assert filing.listed([mailbox.audience_id]) == []
    server.folders["INBOX"].add(notice(4))
    read(mailbox)
    carry_out()
    assert lie(server) == {"INBOX": 5, FOLDER: 0}


def test_a_moved_mail_is_the_same_record_without_a_new_version(mailbox, server):
    before = rows("SELECT record_id, number, title FROM version ORDER BY 1, 2")
    grant(mailbox)
    filing.choose(priya(), mailbox.pk, *REDMINE, FOLDER)
    carry_out()
    read(mailbox)
    assert rows("SELECT record_id, number, title FROM version ORDER BY 1, 2") == before
    assert rows("SELECT count(*) FROM record WHERE gone_at IS NOT NULL") == [(0,)]


def test_nothing_happens_without_a_choice_or_without_writing_being_allowed(mailbox, server):
    with pytest.raises(ValueError, match="switched off"):
        filing.choose(priya(), mailbox.pk, *REDMINE, FOLDER)
    grant(mailbox)
    carry_out()
    assert lie(server) == {"INBOX": 3}
    with pytest.raises(PermissionDenied):
        filing.choose(b.user("callum@harrowlane.example", role="viewer"), mailbox.pk, *REDMINE, FOLDER)
    for name in ("", "inbox", "a*b"):
        with pytest.raises(ValueError, match="Name a folder"):
            filing.choose(priya(), mailbox.pk, *REDMINE, name)
    filing.choose(priya(), mailbox.pk, *REDMINE, FOLDER)
    WriteGrant.objects.update(withdrawn_at=clock.now())
    carry_out()
    assert lie(server) == {"INBOX": 3}


def test_a_mail_somebody_moved_is_left_where_it_is(mailbox, server):
    grant(mailbox)
    server.folders["Kept"] = Folder(server.folders["INBOX"].messages.pop(1)[0])
    chosen = filing.choose(priya(), mailbox.pk, *REDMINE, FOLDER)
    carry_out()
    assert lie(server) == {"INBOX": 1, FOLDER: 1, "Kept": 1}
    server.folders["Kept"].add(server.folders[FOLDER].messages.popitem()[1][0])
    filing.take_back(priya(), chosen.pk)
    carry_out()
    assert lie(server) == {"INBOX": 1, FOLDER: 0, "Kept": 2}
    assert not Writeback.objects.filter(state="failed").exists()


def test_taken_back_before_it_left_nothing_moves_and_a_decision_of_today_goes_first(mailbox, server):
    grant(mailbox)
    chosen = filing.choose(priya(), mailbox.pk, *REDMINE, FOLDER)
    assert len(outbox.due(10)) == 2
    assert Decision.objects.get(pk=chosen.decision_id).known["mails"] == 2
    filing.take_back(priya(), chosen.pk)
    carry_out()
    assert lie(server) == {"INBOX": 3}


def test_what_a_client_s_own_service_writes_stays(mailbox, server):
    b.tell(b.system("crm"), b.client("Aldgate Freight", "aldgatefreight.example"))
    raw = notice(9).replace(b"redmine@harrowlane.example", b"redmine@aldgatefreight.example")
    server.folders["INBOX"].add(raw)
    read(mailbox)
    grant(mailbox)
    filing.choose(priya(), mailbox.pk, "Redmine", "aldgatefreight.example", FOLDER)
    carry_out()
    assert lie(server) == {"INBOX": 4}

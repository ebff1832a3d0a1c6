"""What Kingpost changes in a mailbox, on a real Dovecot: a mail sent and kept by APPEND, notifications moved out of the inbox and back."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes

import pytest
from imapclient import IMAPClient
from tests import builders as b
from tests.connectors.test_imap_sending import NOTE, Post
from tests.proposals.test_filing import REDMINE, letter, notice
from tests.systems import servers
from tests.systems.servers import PASSWORD, Mailboxes

from kingpost.accounts.models import EVERYONE, Audience
from kingpost.evidence import connect
from kingpost.evidence import sync as syncing
from kingpost.evidence.models import System
from kingpost.proposals import filing, planned, writeback
from kingpost.proposals.models import Decision, Writeback
from kingpost.toolbox import clock, faults
from kingpost.toolbox.sql import rows

pytestmark = [
    pytest.mark.systems,
    pytest.mark.timeout(180),
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(bool(servers.why_no_dovecot()), reason=f"not run: {servers.why_no_dovecot()}"),
]
FOLDER = "Systems/Redmine"


class Killed(BaseException):
    """The process died here."""


class Box:
    """Priya's mailbox, connected; ``client`` is her mail program."""

    def __init__(self, running: Mailboxes, user: str, port: int) -> None:
        self.client = IMAPClient("127.0.0.1", port=running.port, ssl=False, timeout=30)
        self.client.login(user, PASSWORD)
        for raw in (notice(1), letter(), notice(2)):
            self.client.append("INBOX", raw)
        b.own_domains("harrowlane.example")
        self.priya = b.user("priya@harrowlane.example", "Priya Raman", "admin")
        settings = {"host": "127.0.0.1", "port": str(running.port), "security": "none", "user": user, "password": PASSWORD,
                    "smtp_host": "127.0.0.1", "smtp_port": str(port), "smtp_security": "none", "smtp_from": "priya@harrowlane.example"}  # fmt: skip
        made = connect.connect("imap", "mail", "Mail, Priya", settings, audience=Audience.objects.get(pk=EVERYONE), person=self.priya)  # fmt: skip
        self.number = made.pk
        self.read()
        connect.allow_writing(made, "message", self.priya, account=writeback.account(made))

    @property
    def system(self) -> System:
        return System.objects.get(pk=self.number)

    def read(self) -> None:
        assert syncing.sync(self.system).error == ""
        b.settle()

    def lie(self, *folders: str) -> list[int]:
        """How many mails lie in each folder, as her mail program counts."""
        return [self.client.folder_status(folder, ["MESSAGES"])[b"MESSAGES"] for folder in folders]


@pytest.fixture(scope="module")
def running() -> Iterator[Mailboxes]:
    with servers.dovecot() as found:
        yield found


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def box(running: Mailboxes, post: Post, request: pytest.FixtureRequest) -> Iterator[Box]:
    with post.open() as port:
        found = Box(running, request.node.name[:60], port)
        yield found
        found.client.logout()


def carry_out() -> None:
    while writeback.carry_out_waiting():
        pass
    b.settle()


def note(box: Box) -> Writeback:
    """A status note somebody approved; it waits."""
    decision = Decision.objects.create(
        suggestion=None, who=box.priya, verdict=Decision.STANDING, at=clock.now(), known={}
    )
    change = planned.create("message", dict(NOTE.fields), note=NOTE.note, people=dict(NOTE.people))
    return Writeback.objects.create(decision=decision, system=box.system, system_title=box.system.title, kind="message", title="Status",
                                    change=change, key="k1", made_at=clock.now())  # fmt: skip


def test_notifications_are_moved_by_the_choice_and_back_by_its_undo(box: Box) -> None:
    chosen = filing.choose(box.priya, box.number, *REDMINE, FOLDER)
    carry_out()
    assert box.lie("INBOX", FOLDER) == [1, 2]
    assert set(Writeback.objects.values_list("state", flat=True)) == {"confirmed"}
    box.client.append("INBOX", notice(3))
    box.read()
    carry_out()
    assert box.lie("INBOX", FOLDER) == [1, 3]
    assert rows("SELECT count(*) FROM record WHERE gone_at IS NOT NULL") == [(0,)], "a moved mail is the same mail"

    filing.take_back(box.priya, chosen.pk)
    carry_out()
    assert box.lie("INBOX", FOLDER) == [4, 0]
    box.read()
    assert rows("SELECT count(*) FROM record WHERE gone_at IS NOT NULL") == [(0,)]


def test_a_note_is_handed_over_once_and_kept_among_what_was_sent(box: Box, post: Post) -> None:
    made = note(box)
    carry_out()
    made.refresh_from_db()
    assert (made.state, made.error) == ("confirmed", "")
    assert box.lie("Sent") == [1]
    box.client.select_folder("Sent", readonly=True)
    [kept] = box.client.fetch(box.client.search(), ["RFC822"]).values()
    [sent] = post.mails
    assert message_from_bytes(kept[b"RFC822"])["Message-ID"] == message_from_bytes(sent)["Message-ID"]
    assert message_from_bytes(sent)["Message-ID"] == f"<{made.written_id}>"


def test_a_note_whose_sender_died_after_it_was_kept_is_not_sent_again(
    box: Box, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = note(box)

    def die(name: str) -> None:
        if name == "writeback.sent":
            monkeypatch.undo()
            raise Killed

    monkeypatch.setattr(faults, "point", die)
    with pytest.raises(Killed):
        writeback.carry_out_waiting()
    carry_out()
    made.refresh_from_db()
    assert made.state == "confirmed"
    assert len(post.mails) == 1 and box.lie("Sent") == [1]

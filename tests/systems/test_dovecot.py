"""The mailbox connector end to end against a real Dovecot."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from imapclient import IMAPClient
from tests.systems import servers
from tests.systems.servers import PASSWORD, Mailboxes

from kingpost.connectors.base import MAX_RAW, ConnectorError, Native, Page, Refused, StaleCursor
from kingpost.connectors.systems.imap import Imap

pytestmark = [
    pytest.mark.systems,
    pytest.mark.timeout(180),
    pytest.mark.skipif(bool(servers.why_no_dovecot()), reason=f"not run: {servers.why_no_dovecot()}"),
]

MANY = 900  # more than two full pages
HOUSE = "harrowlane.example"


def mail(name: str, text: str = "third morning nobody can sign in", *more: str) -> bytes:
    lines = [
        f"Message-ID: <{name}@aldgatefreight.example>", "From: Marcus Osei <marcus@aldgatefreight.example>",
        f"To: Priya Raman <priya@{HOUSE}>", f"Subject: {name}", "Date: Mon, 02 Mar 2026 08:14:00 +0000", *more,
    ]  # fmt: skip
    return "\r\n".join([*lines, "", text, ""]).encode()


def with_plan(name: str, content: bytes) -> bytes:
    parts = [
        "--cut", "Content-Type: text/plain", "", "see the plan",
        "--cut", "Content-Type: application/pdf; name=plan.pdf", "Content-Disposition: attachment; filename=plan.pdf",
        "Content-Transfer-Encoding: base64", "", base64.encodebytes(content).decode().replace("\n", "\r\n"), "--cut--",
    ]  # fmt: skip
    return mail(name, "\r\n".join(parts), "MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=cut")


class Mailbox:
    """One person's mailbox: ``client`` acts as their mail program, ``open`` gives the connector."""

    def __init__(self, running: Mailboxes, user: str) -> None:
        self.running, self.user = running, user
        self.client = IMAPClient("127.0.0.1", port=running.port, ssl=False, timeout=30)
        self.client.login(user, PASSWORD)
        self.opened: list[Imap] = []

    def open(self, **config: str) -> Imap:
        settings = {
            "host": "127.0.0.1",
            "port": str(self.running.port),
            "security": "none",
            "user": self.user,
            "password": PASSWORD,
        }
        connector = Imap(settings | config)
        self.opened.append(connector)
        return connector

    def add(self, folder: str, *messages: bytes) -> None:
        for raw in messages:
            self.client.append(folder, raw)

    def close(self) -> None:
        for connector in self.opened:
            connector.close()
        self.client.logout()


@pytest.fixture(scope="module")
def running() -> Iterator[Mailboxes]:
    with servers.dovecot() as found:
        yield found


@pytest.fixture
def mailbox(running: Mailboxes, request: pytest.FixtureRequest) -> Iterator[Mailbox]:
    found = Mailbox(running, request.node.name.replace("[", "-").replace("]", "")[:60])
    yield found
    found.close()


def read(connector: Imap, cursor: Any = None) -> tuple[list[Native], Any]:
    pages: list[Page] = list(connector.read(cursor))
    return [native for page in pages for native in page.items], pages[-1].cursor if pages else cursor


def names(found: list[Native]) -> list[str]:
    return [native.remote_id.partition("@")[0] for native in found]


def test_a_whole_mailbox_is_read_newest_first_and_matches_what_the_server_lists(mailbox: Mailbox) -> None:
    mailbox.client.multiappend("INBOX", [mail(str(number)) for number in range(MANY)])
    mailbox.add("Sent", mail("answer"), mail("7"))
    mailbox.add("Junk", mail("prize"))
    connector = mailbox.open()
    assert connector.check() == f"2 folders, {MANY + 2:,} messages as {mailbox.user}"
    found, _ = read(connector)
    assert len(found) == len(set(names(found))) == MANY + 1, "the copy in Sent is the same mail"
    assert names(found)[:3] == [str(MANY - 1), str(MANY - 2), str(MANY - 3)]
    assert set(connector.ids("message") or ()) == {native.remote_id for native in found}


def test_a_second_read_brings_nothing_then_only_the_new_mail(mailbox: Mailbox) -> None:
    mailbox.add("INBOX", mail("one"), mail("two"))
    connector = mailbox.open()
    _, cursor = read(connector)
    assert read(connector, cursor) == ([], cursor)
    mailbox.add("INBOX", mail("three"))
    mailbox.add("Sent", mail("four"))
    found, after = read(connector, cursor)
    assert names(found) == ["three", "four"]
    assert read(mailbox.open(), after) == ([], after), "a new connection goes on where the last one stopped"


def test_marks_are_no_news_but_a_deletion_and_its_undoing_are(mailbox: Mailbox) -> None:
    mailbox.add("INBOX", mail("one"), mail("two"))
    connector = mailbox.open()
    _, cursor = read(connector)
    mailbox.client.select_folder("INBOX")
    mailbox.client.add_flags([1, 2], [b"\\Seen"])
    seen, cursor = read(connector, cursor)
    before = {native.remote_id: native.raw for native in read(mailbox.open())[0]}
    assert all(before[native.remote_id] == native.raw for native in seen), "whatever is given again is unchanged"
    mailbox.client.add_flags([1], [b"\\Deleted"])
    _, cursor = read(connector, cursor)
    assert list(connector.ids("message") or ()) == ["two@aldgatefreight.example"]
    mailbox.client.remove_flags([1], [b"\\Deleted"])
    assert names(read(connector, cursor)[0]) == ["one"]


def test_a_removed_mail_is_gone_and_a_moved_one_is_not(mailbox: Mailbox) -> None:
    mailbox.add("INBOX", mail("one"), mail("two"), mail("three"))
    mailbox.client.create_folder("Projects/Aldgate & Söhne")
    connector = mailbox.open()
    read(connector)
    mailbox.client.select_folder("INBOX")
    mailbox.client.delete_messages([1])
    mailbox.client.expunge()
    mailbox.client.move([2], "Projects/Aldgate & Söhne")
    assert set(connector.ids("message") or ()) == {"two@aldgatefreight.example", "three@aldgatefreight.example"}
    assert connector.read_one("message", "one@aldgatefreight.example") is None
    moved = connector.read_one("message", "two@aldgatefreight.example")
    assert moved is not None and moved.labels[0] == "Projects/Aldgate & Söhne"


def test_reading_marks_nothing_as_read(mailbox: Mailbox) -> None:
    mailbox.add("INBOX", mail("one"))
    read(mailbox.open())
    mailbox.client.select_folder("INBOX", readonly=True)
    assert mailbox.client.search("UNSEEN") == [1]


def test_a_rebuilt_folder_is_read_again_from_the_start(mailbox: Mailbox) -> None:
    mailbox.client.create_folder("Projects")
    mailbox.add("Projects", mail("one"))
    connector = mailbox.open()
    _, cursor = read(connector)
    mailbox.client.delete_folder("Projects")
    mailbox.client.create_folder("Projects")
    mailbox.add("Projects", mail("one"), mail("two"))
    with pytest.raises(StaleCursor, match="Projects"):
        read(connector, cursor)
    assert set(names(read(connector)[0])) == {"one", "two"}


def test_a_private_folder_stays_private(mailbox: Mailbox) -> None:
    mailbox.client.create_folder("Health")
    mailbox.add("Health", mail("secret"))
    mailbox.add("INBOX", mail("secret"), mail("one"))
    connector = mailbox.open(exclude="Health")
    assert names(read(connector)[0]) == ["one"]
    assert list(connector.ids("message") or ()) == ["one@aldgatefreight.example"]


def test_a_mail_without_an_id_keeps_its_identity(mailbox: Mailbox) -> None:
    mailbox.add("INBOX", mail("one").partition(b"\r\n")[2])
    connector = mailbox.open()
    [native], _ = read(connector)
    assert native.remote_id.startswith("sha256:")
    assert list(connector.ids("message") or ()) == [native.remote_id]
    assert connector.read_one("message", native.remote_id) == native


def test_a_very_large_mail_is_described_and_a_small_attachment_is_a_document(mailbox: Mailbox) -> None:
    mailbox.add("INBOX", with_plan("huge", b"x" * (MAX_RAW * 3 // 4)), with_plan("small", b"%PDF"))
    connector = mailbox.open()
    found = {native.remote_id.partition("@")[0]: native for native in read(connector)[0]}
    assert found["huge"].too_large and not found["small"].too_large
    assert len(found["huge"].raw) < 10_000
    [huge], [small] = (Imap.translate(found[name]) for name in ("huge", "small"))
    assert (huge.body, huge.fields["attachments"]) == ("see the plan", ["plan.pdf"])
    assert huge.at == small.at
    assert [mention.title for mention in small.mentions if mention.kind == "document"] == ["plan.pdf"]


def test_a_wrong_password_is_said_plainly(mailbox: Mailbox) -> None:
    with pytest.raises(Refused, match="Check the user name and the password"):
        mailbox.open(password="wrong").check()
    with pytest.raises(ConnectorError, match=r"could not|refused"):
        mailbox.open(security="starttls").check()

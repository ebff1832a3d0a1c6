"""Sending a mail from a mailbox: handed over once, kept in its folder, found by its Message-ID; nothing leaves where it could not be found again."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes

import pytest
from tests.connectors.test_imap import Folder, inbox
from tests.connectors.test_imap_moves import MovingServer

from kingpost.connectors.base import ConnectorError, Malformed, Unavailable
from kingpost.connectors.protocols import smtp, unprotected
from kingpost.connectors.protocols.imap import Session
from kingpost.connectors.systems.imap import Imap
from kingpost.connectors.writing import Change

NOTE = Change("create", "message", {"subject": "Status – March", "sent_at": "2026-03-06T16:00:00+00:00"}, note="Done\n- Café portal",
              people={"recipient": ["femi@aldgatefreight.example", "jo@aldgatefreight.example"], "sender": ["priya@harrowlane.example"]})  # fmt: skip
ID = "kingpost-k1@harrowlane.example"


class Post:
    """An SMTP server that keeps what it is given. ``refuses`` an address; ``silent`` after the mail was handed over."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.refuses, self.silent = "", False

    @contextmanager
    def open(self) -> Iterator[int]:
        post = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(b"220 ready\r\n")
                while line := self.rfile.readline().decode().strip():
                    if line.upper() == "DATA":
                        self.wfile.write(b"354 go on\r\n")
                        lines = iter(self.rfile.readline, b".\r\n")
                        post.mails.append(b"".join(lines))
                        if post.silent:
                            return
                    refused = post.refuses and post.refuses in line
                    self.wfile.write(b"550 no such person\r\n" if refused else b"250 ok\r\n")

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads, block_on_close = True, False

        with Server(("127.0.0.1", 0), Handler) as server:
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
            yield server.server_address[1]
            server.shutdown()


@pytest.fixture
def post() -> Post:
    return Post()


@contextmanager
def mailbox(post: Post, server: MovingServer, monkeypatch: pytest.MonkeyPatch, **config: str) -> Iterator[Imap]:
    monkeypatch.setattr(Session, "append", lambda self, folder, mail: server.folders[folder].add(mail))
    with post.open() as port:
        sending = {"smtp_host": "127.0.0.1", "smtp_port": str(port), "smtp_security": "none", "smtp_from": "priya@harrowlane.example"}  # fmt: skip
        with server.connected(**{**sending, **config}) as connector:
            yield connector


def test_it_is_sent_once_kept_and_found_again(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    server = MovingServer(INBOX=inbox(2), Sent_Items=Folder(flags="\\Sent"))
    with mailbox(post, server, monkeypatch) as connector:
        assert connector.sends_as() == "priya@harrowlane.example"
        assert connector.find(NOTE, "k1") is None
        written = connector.write(NOTE, "k1")
        assert (written, connector.find(NOTE, "k1")) == (connector.find(NOTE, "k1"), written)
        native = connector.read_one("message", ID)
        assert native is not None
        [said] = [one for one in connector.translate(native) if one.kind == "message"]
    [sent] = post.mails
    assert server.held("Sent Items") == [sent] and message_from_bytes(sent)["Message-ID"] == f"<{ID}>"
    assert (said.fields["subject"], said.body, said.fields["sent_at"][:16]) == ("Status – March", "Done\n- Café portal", "2026-03-06T16:00")  # fmt: skip
    assert [ref.remote_id for ref in said.refs if ref.role == "recipient"] == [
        f"email:{one}" for one in NOTE.people["recipient"]
    ]


def test_where_the_server_keeps_a_copy_itself_there_is_no_second(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    server = MovingServer(INBOX=inbox(1), Sent=Folder())
    with mailbox(post, server, monkeypatch) as connector:
        monkeypatch.setattr("kingpost.connectors.protocols.smtp.send", lambda *given: server.folders["Sent"].add(given[-1]))  # fmt: skip
        connector.write(NOTE, "k1")
    assert len(server.held("Sent")) == 1


def test_one_refused_recipient_and_nobody_gets_it(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    post.refuses = "jo@"
    server = MovingServer(INBOX=inbox(1), Sent=Folder())
    with mailbox(post, server, monkeypatch) as connector, pytest.raises(ConnectorError, match=r"jo@.* 550 no such person. Nothing was sent"):  # fmt: skip
        connector.write(NOTE, "k1")
    assert post.mails == [] and server.held("Sent") == []


def test_a_silence_after_the_mail_was_handed_over_is_not_tried_again_by_itself(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.silent = True
    server = MovingServer(INBOX=inbox(1), Sent=Folder())
    with mailbox(post, server, monkeypatch) as connector, pytest.raises(ConnectorError, match="sent or not") as raised:
        connector.write(NOTE, "k1")
    assert not raised.value.retry


@pytest.mark.parametrize("error", [Unavailable("[OVERQUOTA] no room"), Malformed("[TRYCREATE] no such folder")])
def test_a_mail_that_was_sent_is_not_reported_as_failed_when_no_copy_can_be_kept(
    post: Post, monkeypatch: pytest.MonkeyPatch, error: ConnectorError
) -> None:
    server = MovingServer(INBOX=inbox(1), Sent=Folder())

    def full(*_: object) -> None:
        raise error

    with mailbox(post, server, monkeypatch) as connector:
        monkeypatch.setattr(Session, "append", full)
        written = connector.write(NOTE, "k1")
    assert (written.remote_id, written.unkept) == (ID, str(error))
    assert len(post.mails) == 1 and server.held("Sent") == []


def test_without_a_way_to_send_or_to_see_it_again_nothing_leaves(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    server = MovingServer(INBOX=inbox(1), Sent=Folder())
    with mailbox(post, server, monkeypatch, smtp_host="") as connector, pytest.raises(ConnectorError, match="no server for sending"):  # fmt: skip
        connector.sends_as()
    with mailbox(post, server, monkeypatch, exclude="Sent") as connector, pytest.raises(ConnectorError, match="not read"):  # fmt: skip
        connector.write(NOTE, "k1")
    with mailbox(post, server, monkeypatch, smtp_port="1") as connector, pytest.raises(Unavailable, match="could not be reached"):  # fmt: skip
        connector.write(NOTE, "k1")
    assert post.mails == []


@pytest.mark.parametrize("host", ["mail.harrowlane.example", "10.0.0.5", "127.0.0.1.harrowlane.example", "0.0.0.0"])
def test_without_tls_no_password_leaves_this_machine(host, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("connected"))
    with pytest.raises(ConnectorError, match="is not this machine"):
        Imap({"host": host, "port": "143", "security": "none", "user": "x", "password": "y"}).check()
    with pytest.raises(ConnectorError, match="is not this machine"):
        smtp.send(host, 25, "none", ("x", "y"), "a@harrowlane.example", ["b@harrowlane.example"], b"")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.1", "::1"])
def test_without_tls_this_machine_is_spoken_to(host):
    unprotected.only_here(host, 143, "none")
    unprotected.only_here("mail.harrowlane.example", 993, "tls")


@pytest.mark.parametrize("port", ["0", "65536", "many"])
def test_a_port_that_cannot_be_is_refused_with_a_sentence(port):
    with pytest.raises(ConnectorError, match="must be a number up to 65535"):
        Imap({"host": "127.0.0.1", "port": port, "security": "none", "user": "x", "password": "y"}).check()

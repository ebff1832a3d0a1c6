"""The mailbox connector against a small server in memory: order, resuming, what is left out, and servers that misbehave.

``tests/systems/test_dovecot.py`` runs the same connector against a real Dovecot.
"""

from __future__ import annotations

import hashlib
import re
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import pytest
from imapclient import imap_utf7  # type: ignore[import-untyped]

from kingpost.connectors.base import ConnectorError, Malformed, Native, Page, Refused, StaleCursor, Unavailable
from kingpost.connectors.systems import imap
from kingpost.connectors.systems.imap import Imap
from kingpost.connectors.writing import Change

PASSWORD = "tall-ladder-9"
CONDSTORE = "IMAP4rev1 CONDSTORE"

Spoil = Callable[[str, str], bytes | None]


def mail(number: int, *more: str, text: str = "third morning nobody can sign in", message_id: str = "") -> bytes:
    given = message_id or f"<{number}@aldgatefreight.example>"
    lines = [f"Message-ID: {given}"] if given != "none" else []
    lines += ["From: Marcus Osei <marcus@aldgatefreight.example>", f"Subject: Depot {number}", *more, "", text]
    return "\r\n".join([*lines, ""]).encode()


class Folder:
    """Messages by uid; ``validity`` changes when the folder is rebuilt, ``modseq`` whenever anything happens."""

    def __init__(self, *messages: bytes, flags: str = "", validity: int = 7) -> None:
        self.flags, self.validity, self.modseq, self.next = flags, validity, 1, 1
        self.messages: dict[int, tuple[bytes, str, int]] = {}
        for raw in messages:
            self.add(raw)

    def add(self, raw: bytes) -> None:
        self.modseq += 1
        self.messages[self.next] = (raw, "", self.modseq)
        self.next += 1

    def flag(self, uid: int, flags: str) -> None:
        self.modseq += 1
        self.messages[uid] = (self.messages[uid][0], flags, self.modseq)


class FakeServer:
    """Answers what the connector asks. ``spoil`` may answer a command in its place, with bytes to send as they are."""

    def __init__(self, capabilities: str = "IMAP4rev1", **folders: Folder) -> None:
        self.folders = {name.replace("_", " "): folder for name, folder in folders.items()}
        self.capabilities = capabilities
        self.spoil: Spoil = lambda command, rest: None
        self.asked: list[str] = []
        self.opened = ""

    def answer(self, command: str, rest: str) -> list[bytes]:
        self.asked.append(f"{command} {rest}".strip())
        match command:
            case "CAPABILITY":
                return [f"* CAPABILITY {self.capabilities}".encode()]
            case "LIST":
                return [f'* LIST ({folder.flags}) "/" "{name}"'.encode() for name, folder in self.folders.items()]
            case "STATUS":
                name = rest.partition(" (")[0].strip('"')
                folder = self.folders[name]
                said = f"MESSAGES {len(folder.messages)} UIDNEXT {folder.next} UIDVALIDITY {folder.validity}"
                said += f" HIGHESTMODSEQ {folder.modseq}" if "HIGHESTMODSEQ" in rest else ""
                return [f'* STATUS "{name}" ({said})'.encode()]
            case "EXAMINE":
                self.opened = rest.strip('"')
                return [f"* {len(self.folders[self.opened].messages)} EXISTS".encode()]
            case "UID SEARCH":
                return [("* SEARCH " + " ".join(map(str, self.search(rest)))).rstrip().encode()]
            case "UID FETCH":
                return list(self.fetch(rest))
            case _:
                assert command in ("LOGIN", "LOGOUT", "CLOSE"), f"a read-only connector sends no {command}"
                return []

    def search(self, rest: str) -> Iterator[int]:
        window = re.search(r"UID (\d+):(\d+)", rest)
        since = re.search(r"MODSEQ (\d+)", rest)
        wanted = re.search(r'(NOT )?HEADER "?MESSAGE-ID"? "?([^"\s]*)', rest, re.IGNORECASE)
        for uid, (raw, flags, modseq) in self.folders[self.opened].messages.items():
            here = not window or int(window[1]) <= uid <= int(window[2])
            alive = "UNDELETED" not in rest or "Deleted" not in flags
            fresh = not since or modseq >= int(since[1])
            named = True
            if wanted:
                has = b"message-id:" in raw.lower() if not wanted[2] else wanted[2].lower().encode() in raw.lower()
                named = has != bool(wanted[1])
            if here and alive and fresh and named:
                yield uid

    def fetch(self, rest: str) -> Iterator[bytes]:
        uids, _, wanted = rest.partition(" ")
        for number, (uid, (raw, flags, _)) in enumerate(self.folders[self.opened].messages.items(), 1):
            if str(uid) not in uids.split(","):
                continue
            head = raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
            only = (
                b"".join(line + b"\r\n" for line in head.split(b"\r\n") if line.lower().startswith(b"message-id:"))
                + b"\r\n"
            )
            structure = (
                b'BODYSTRUCTURE (("text" "plain" ("charset" "utf-8") NIL NIL "7bit" 30 1 NIL NIL NIL NIL)'
                b'("application" "pdf" ("name" "plan.pdf") NIL NIL "base64" 30000000 NIL ("attachment" ("filename" "plan.pdf")) NIL NIL) "mixed")'
            )
            parts = [f"UID {uid}".encode()]
            for name, text in (
                ("BODY[HEADER.FIELDS (MESSAGE-ID)]", only),
                ("BODY[]", raw),
                ("BODY[HEADER]", head),
                ("BODY[1]<0.", b"see the plan"),
            ):
                if name.replace("BODY", "BODY.PEEK") in wanted:
                    key = "BODY[1]<0>" if name.endswith("<0.") else name
                    parts.append(f"{key} {{{len(text)}}}\r\n".encode() + text)
            parts += [f"RFC822.SIZE {self.size(raw)}".encode()] if "RFC822.SIZE" in wanted else []
            parts += [f"FLAGS ({flags})".encode()] if "FLAGS" in wanted else []
            parts += [structure] if "BODYSTRUCTURE" in wanted else []
            yield f"* {number} FETCH (".encode() + b" ".join(parts) + b")"

    @staticmethod
    def size(raw: bytes) -> int:
        found = re.search(rb"X-Size: (\d+)", raw)
        return int(found[1]) if found else len(raw)

    @contextmanager
    def connected(self, **config: str) -> Iterator[Imap]:
        fake = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(b"* OK ready\r\n")
                while line := self.rfile.readline().decode().rstrip("\r\n"):
                    tag, command, rest = (*line.split(" ", 2), "", "")[:3]
                    if command == "UID":
                        verb, _, rest = rest.partition(" ")
                        command = f"UID {verb}"
                    spoiled = fake.spoil(command, rest)
                    if spoiled is not None:
                        self.wfile.write(spoiled.replace(b"TAG", tag.encode()))
                        if not spoiled.startswith(b"TAG") and b"\r\nTAG" not in spoiled:
                            return  # half an answer, then silence
                        continue
                    lines = fake.answer(command, rest)
                    self.wfile.write(b"".join(said + b"\r\n" for said in lines) + f"{tag} OK done\r\n".encode())

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            block_on_close = False

        with Server(("127.0.0.1", 0), Handler) as server:
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
            port = str(server.server_address[1])
            settings = {"host": "127.0.0.1", "port": port, "security": "none", "user": "priya", "password": PASSWORD}
            connector = Imap(settings | config)
            try:
                yield connector
            finally:
                connector.close()
                server.shutdown()


def read(connector: Imap, cursor: Any = None) -> list[Page]:
    return list(connector.read(cursor))


def natives(pages: list[Page]) -> list[Native]:
    return [native for page in pages for native in page.items]


def ids(pages: list[Page]) -> list[str]:
    return [native.remote_id.partition("@")[0] for native in natives(pages)]


def stored(pages: list[Page]) -> Any:
    return msgspec.json.decode(msgspec.json.encode(pages[-1].cursor))


def inbox(count: int) -> Folder:
    return Folder(*[mail(number) for number in range(1, count + 1)])


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "PAGE_MESSAGES", 2)


# --- order and resuming ---------------------------------------------------------------------------------------------------


def test_history_comes_newest_first_and_folders_take_turns() -> None:
    sent = Folder(*[mail(number) for number in range(11, 15)])
    with FakeServer(INBOX=inbox(5), Sent=sent).connected() as connector:
        assert ids(read(connector)) == ["5", "4", "14", "13", "3", "2", "12", "11", "1"]


def test_new_mail_comes_before_history_that_is_not_read_yet() -> None:
    server = FakeServer(INBOX=inbox(6))
    with server.connected() as connector:
        first = next(iter(connector.read(None)))
        server.folders["INBOX"].add(mail(7))
        assert ids(read(connector, first.cursor)) == ["7", "4", "3", "2", "1"]


def test_nothing_new_costs_one_question_a_folder_with_condstore() -> None:
    server = FakeServer(CONDSTORE, INBOX=inbox(3))
    with server.connected() as connector:
        cursor = stored(read(connector))
        server.asked.clear()
        assert read(connector, cursor) == []
        assert [asked.split()[0] for asked in server.asked] == ["CLOSE", "LIST", "STATUS"]


def test_reading_never_changes_the_mailbox() -> None:
    server = FakeServer(INBOX=inbox(3))
    with server.connected() as connector:
        read(connector)
        list(connector.ids("message") or ())
        connector.read_one("message", "2@aldgatefreight.example")
    assert not [asked for asked in server.asked if asked.split()[0] in ("SELECT", "STORE", "APPEND", "COPY", "EXPUNGE")]
    assert "BODY[" not in " ".join(server.asked).replace("BODY.PEEK[", "")


def test_a_rebuilt_folder_is_read_from_the_start() -> None:
    server = FakeServer(INBOX=inbox(2))
    with server.connected() as connector:
        cursor = stored(read(connector))
        server.folders["INBOX"].validity = 8
        with pytest.raises(StaleCursor, match="INBOX"):
            read(connector, cursor)
        assert ids(read(connector)) == ["2", "1"]


# --- identity -------------------------------------------------------------------------------------------------------------


def test_a_mail_in_two_folders_is_one() -> None:
    both = mail(1)
    with FakeServer(INBOX=Folder(both), Projects=Folder(both)).connected() as connector:
        assert ids(read(connector)) == ["1"]
        assert list(connector.ids("message") or ()) == ["1@aldgatefreight.example"]


def test_a_mail_without_an_id_is_listed_and_found_by_its_content() -> None:
    nameless = mail(9, message_id="none")
    expected = "sha256:" + hashlib.sha256(nameless).hexdigest()
    with FakeServer(INBOX=Folder(mail(1), nameless)).connected() as connector:
        assert {native.remote_id for native in natives(read(connector))} == {"1@aldgatefreight.example", expected}
        assert set(connector.ids("message") or ()) == {"1@aldgatefreight.example", expected}
        found = connector.read_one("message", expected)
        assert found is not None and found.raw == nameless


def test_one_mail_is_found_in_any_folder_and_only_itself() -> None:
    folders = {"INBOX": Folder(mail(12)), "Archive": Folder(mail(2))}
    with FakeServer(**folders).connected() as connector:
        found = connector.read_one("message", "2@aldgatefreight.example")
        assert found is not None and found.labels == ("Archive", "marcus@aldgatefreight.example")
        assert connector.read_one("message", "1@aldgatefreight.example") is None


def test_the_folder_is_said_and_a_move_is_no_change() -> None:
    with FakeServer(Projects=Folder(mail(1))).connected() as connector:
        [native] = natives(read(connector))
    [says] = Imap.translate(native)
    assert says.fields["folder"] == "Projects"
    assert says.remote_id == native.remote_id
    assert "folder" in Imap.volatile


# --- what is left out -----------------------------------------------------------------------------------------------------


def test_junk_trash_and_drafts_are_not_read() -> None:
    folders = {
        "INBOX": inbox(1),
        "Spamverdacht": Folder(mail(2), flags="\\Junk"),
        "Deleted_Items": Folder(mail(3)),
        "Drafts": Folder(mail(4)),
    }
    with FakeServer(**folders).connected() as connector:
        assert ids(read(connector)) == ["1"]
        assert connector.check() == "1 folders, 1 messages as priya"


def test_a_private_folder_is_left_out_wherever_its_mails_also_lie() -> None:
    secret = mail(5)
    folders = {"INBOX": Folder(mail(1), secret), "Health": Folder(secret, mail(6))}
    with FakeServer(**folders).connected(exclude="Health") as connector:
        assert ids(read(connector)) == ["1"]
        assert list(connector.ids("message") or ()) == ["1@aldgatefreight.example"]


def test_what_lies_in_a_private_folder_is_left_out_with_it() -> None:
    secret = mail(5)
    folders = {"INBOX": Folder(mail(1), secret), "Private/Health": Folder(secret), "Privateer": Folder(mail(2))}
    with FakeServer(**folders).connected(exclude="Private") as connector:
        assert connector.check() == "2 folders, 3 messages as priya"
        assert sorted(ids(read(connector))) == ["1", "2"]
        with pytest.raises(ConnectorError, match="is not read"):
            connector.write(Change("update", "message", {"folder": "Private/New"}, remote_id="1@x"), "key")


@pytest.mark.parametrize("name", ["Trash/Old", "Archive/Junk-E-Mail", "Gelöschte Objekte", "Éléments supprimés/2025", "Bin/Old"])  # fmt: skip
def test_what_lies_in_trash_or_junk_is_not_read_in_any_language(name: str) -> None:
    quoted = imap_utf7.encode(name).decode()
    folders = {"INBOX": inbox(1), "Bin": Folder(mail(2), flags="\\Trash"), quoted: Folder(mail(3))}
    with FakeServer(**folders).connected() as connector:
        assert ids(read(connector)) == ["1"]


def test_a_private_folder_that_does_not_exist_is_not_passed_over() -> None:
    with (
        FakeServer(INBOX=inbox(1)).connected(exclude="Helth") as connector,
        pytest.raises(ConnectorError, match="Helth"),
    ):
        connector.check()


def test_mail_marked_deleted_is_gone_and_comes_back() -> None:
    server = FakeServer(CONDSTORE, INBOX=inbox(3))
    with server.connected() as connector:
        cursor = stored(read(connector))
        server.folders["INBOX"].flag(2, "\\Deleted")
        pages = read(connector, cursor)
        assert ids(pages) == []
        assert len(list(connector.ids("message") or ())) == 2
        server.folders["INBOX"].flag(2, "\\Seen")
        assert ids(read(connector, stored(pages))) == ["2"]


# --- large mails ----------------------------------------------------------------------------------------------------------


def test_a_very_large_mail_is_described_without_being_fetched() -> None:
    server = FakeServer(INBOX=Folder(mail(1, "X-Size: 30000000"), mail(2)))
    with server.connected() as connector:
        found = {native.remote_id[0]: native for native in natives(read(connector))}
    assert (found["1"].too_large, found["2"].too_large) == (True, False)
    assert not [asked for asked in server.asked if "BODY.PEEK[]" in asked and asked.startswith("UID FETCH 1 ")]
    [says] = Imap.translate(found["1"])
    assert (says.remote_id, says.body, says.fields["attachments"]) == (
        "1@aldgatefreight.example",
        "see the plan",
        ["plan.pdf"],
    )


# --- servers that misbehave -----------------------------------------------------------------------------------------------


def on(name: str, answer: bytes) -> Spoil:
    return lambda command, rest: answer if command == name else None


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (on("LOGIN", b"TAG NO [AUTHENTICATIONFAILED] Authentication failed.\r\n"), Refused),
        (on("LOGIN", b"TAG NO [UNAVAILABLE] Temporary failure, try again later.\r\n"), Unavailable),
        (on("LOGIN", b"* BYE too many connections\r\n"), Unavailable),
        (on("STATUS", b"TAG NO [NOPERM] not yours\r\n"), Refused),
        (on("STATUS", b"TAG BAD what is this\r\n"), Malformed),
        (on("STATUS", b"* STATUS garbage\r\nTAG OK done\r\n"), Malformed),
        (on("LIST", b""), Unavailable),
        (on("UID SEARCH", b"* SEARCH all of them\r\nTAG OK done\r\n"), Malformed),
        (on("UID FETCH", b"* 1 FETCH (UID 1 BODY[] {900}\r\nhalf of it"), Unavailable),
        (on("UID FETCH", b"* 1 FETCH (UID 1 BODY[] (((\r\nTAG OK done\r\n"), ConnectorError),
    ],
)  # fmt: skip
def test_a_server_that_fails_is_one_clear_error(spoil: Spoil, error: type[ConnectorError]) -> None:
    server = FakeServer(INBOX=inbox(3))
    server.spoil = spoil
    with server.connected() as connector, pytest.raises(error) as caught:
        read(connector)
    assert PASSWORD not in str(caught.value)
    assert str(caught.value).endswith(".")


def test_after_a_broken_connection_the_next_read_makes_a_new_one() -> None:
    server = FakeServer(INBOX=inbox(3))
    with server.connected() as connector:
        server.spoil = on("UID FETCH", b"* 1 FETCH (UID 1 BODY[] {900}\r\nhalf")
        with pytest.raises(Unavailable):
            read(connector)
        server.spoil = lambda command, rest: None
        assert ids(read(connector)) == ["3", "2", "1"]


def test_a_server_that_is_not_there_is_worth_another_try() -> None:
    connector = Imap({"host": "127.0.0.1", "port": "1", "security": "none", "user": "x", "password": PASSWORD})
    with pytest.raises(Unavailable, match="could not be reached"):
        connector.check()


def test_a_server_that_repeats_itself_for_ever_is_stopped() -> None:
    server = FakeServer(INBOX=inbox(3))
    server.folders["INBOX"].next = 4_000_000_000

    def every_uid(command: str, rest: str) -> bytes | None:
        window = re.search(r"UID (\d+):(\d+)", rest)
        if command != "UID SEARCH" or not window:
            return None
        low = int(window[1])
        return b"* SEARCH " + b" ".join(str(low + n).encode() for n in range(1_500)) + b"\r\nTAG OK done\r\n"

    server.spoil = every_uid
    with server.connected() as connector, pytest.raises(Malformed, match="more messages than it says"):
        read(connector)


def test_a_mail_the_server_lists_but_cannot_give_is_put_aside() -> None:
    server = FakeServer(INBOX=inbox(2))

    def no_body(command: str, rest: str) -> bytes | None:
        return b"* 1 FETCH (UID 1 BODY[] NIL)\r\nTAG OK done\r\n" if "BODY.PEEK[]" in rest else None

    server.spoil = no_body
    with server.connected() as connector:
        [unreadable] = [bad for page in read(connector) for bad in page.unreadable]
        assert (unreadable.remote_id, unreadable.error) == (
            "1@aldgatefreight.example",
            "The server gave no content for it.",
        )
        with pytest.raises(ConnectorError, match="no content"):
            connector.read_one("message", unreadable.remote_id)


def test_a_nameless_mail_that_cannot_be_given_is_looked_for_where_it_lay() -> None:
    server = FakeServer(INBOX=Folder(mail(1, message_id="none")))
    server.spoil = on("UID FETCH", b"* 1 FETCH (UID 1 FLAGS () RFC822.SIZE 9 BODY[] NIL)\r\nTAG OK done\r\n")
    with server.connected() as connector:
        [unreadable] = [bad for page in read(connector) for bad in page.unreadable]
        assert unreadable.remote_id == "INBOX/1"
        with pytest.raises(ConnectorError, match="no content"):
            connector.read_one("message", "INBOX/1")
        server.folders["INBOX"].messages.clear()
        server.spoil = lambda command, rest: None
        assert connector.read_one("message", "INBOX/1") is None


@pytest.mark.parametrize("config", [{"security": "ssl3"}, {"port": "imaps"}])
def test_a_wrong_setting_says_which(config: dict[str, str]) -> None:
    with (
        FakeServer(INBOX=inbox(1)).connected(**config) as connector,
        pytest.raises(ConnectorError, match=next(iter(config)).capitalize() + "|port"),
    ):
        connector.check()

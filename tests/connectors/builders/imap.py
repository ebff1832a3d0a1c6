"""A mailbox in memory behind a small IMAP server: what the connector asks, answered as Dovecot answers it.

``tests/systems/test_imap.py`` runs the same connector against a real Dovecot.
"""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.connectors.contract import Bench, Object

from kingpost.connectors.writing import Change

USER = "noor.haddad@harrowlane.example"
PASSWORD = "tall-ladder-9"


@dataclass
class Folder:
    messages: dict[int, bytes] = field(default_factory=dict)
    uid_next: int = 1

    def add(self, raw: bytes) -> None:
        self.messages[self.uid_next] = raw
        self.uid_next += 1


@dataclass
class Mailbox:
    folders: dict[str, Folder]

    def answer(self, command: str, rest: str, opened: str) -> tuple[list[bytes], str]:
        """Untagged lines, and the folder that is open afterwards."""
        if command == "CAPABILITY":
            return [b"* CAPABILITY IMAP4rev1 MOVE"], opened
        if command == "LIST":
            return [f'* LIST (\\HasNoChildren) "/" "{name}"'.encode() for name in self.folders], opened
        if command == "STATUS":
            name = unquoted(rest.partition(" (")[0])
            folder = self.folders[name]
            state = f"MESSAGES {len(folder.messages)} UIDNEXT {folder.uid_next} UIDVALIDITY 7"
            return [f'* STATUS "{name}" ({state})'.encode()], opened
        if command == "CREATE":
            self.folders[unquoted(rest)] = Folder()
        if command == "UID MOVE":
            uid, _, name = rest.partition(" ")
            self.folders[unquoted(name)].add(self.folders[opened].messages.pop(int(uid)))
        if command in ("EXAMINE", "SELECT"):
            name = unquoted(rest)
            return [f"* {len(self.folders[name].messages)} EXISTS".encode(), b"* OK [UIDVALIDITY 7] as ever"], name
        if command == "UID SEARCH":
            found = " ".join(map(str, self.search(opened, rest)))
            return [f"* SEARCH {found}".rstrip().encode()], opened
        if command == "UID FETCH":
            return self.fetch(opened, rest), opened
        return [], opened

    def search(self, opened: str, rest: str) -> list[int]:
        messages = self.folders[opened].messages
        if found := re.search(r"\bUID (\d+):(\d+)", rest):
            return [uid for uid in messages if int(found[1]) <= uid <= int(found[2])]
        found = re.search(r'HEADER "?Message-ID"? "?([^"\s]+)', rest, re.IGNORECASE)
        assert found, f"the fake does not know SEARCH {rest}"
        return [uid for uid, raw in messages.items() if found[1].lower() in header(raw, "message-id").decode().lower()]

    def fetch(self, opened: str, rest: str) -> list[bytes]:
        uids, _, wanted = rest.partition(" ")
        messages = self.folders[opened].messages
        lines = []
        for number, uid in enumerate(sorted(messages), 1):
            if str(uid) in expanded(uids):
                raw = messages[uid]
                parts = [f"UID {uid}".encode()]
                parts += [f"RFC822.SIZE {len(raw)}".encode()] if "RFC822.SIZE" in wanted else []
                parts += [b"FLAGS ()"] if "FLAGS" in wanted else []
                for name, text in (
                    ("BODY[HEADER.FIELDS (MESSAGE-ID)]", header(raw, "message-id") + b"\r\n"),
                    ("BODY[]", raw),
                ):
                    if name.replace("BODY", "BODY.PEEK") in wanted:
                        parts.append(f"{name} {{{len(text)}}}\r\n".encode() + text)
                lines.append(f"* {number} FETCH (".encode() + b" ".join(parts) + b")")
        return lines


def header(raw: bytes, name: str) -> bytes:
    lines = raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
    return b"".join(line + b"\r\n" for line in lines if line.lower().startswith(name.encode() + b":"))


def expanded(uids: str) -> set[str]:
    found: set[str] = set()
    for part in uids.split(","):
        low, _, high = part.partition(":")
        found |= set(map(str, range(int(low), int(high or low) + 1)))
    return found


def unquoted(text: str) -> str:
    return text.strip().strip('"')


@contextmanager
def serving(mailbox: Mailbox) -> Iterator[int]:
    """The port of a server for the mailbox."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"* OK ready\r\n")
            opened = ""
            while line := self.rfile.readline().decode("utf-8").rstrip("\r\n"):
                tag, command, rest = (*line.split(" ", 2), "", "")[:3]
                if command.upper() == "UID":
                    verb, _, rest = rest.partition(" ")
                    command = f"UID {verb}"
                command = command.upper()
                if command == "LOGIN" and PASSWORD not in rest:
                    self.wfile.write(f"{tag} NO [AUTHENTICATIONFAILED] Authentication failed.\r\n".encode())
                    continue
                lines, opened = mailbox.answer(command, rest, opened)
                self.wfile.write(b"".join(said + b"\r\n" for said in lines) + f"{tag} OK done\r\n".encode())
                if command == "LOGOUT":
                    return

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def mail(number: int, text: str, answers: int = 0) -> bytes:
    """A mail of the thread between Noor and Marcus."""
    lines = [
        f"Message-ID: <{number}@aldgatefreight.example>",
        "From: Marcus Osei <marcus.osei@aldgatefreight.example>",
        f"To: Noor Haddad <{USER}>",
        f"Date: Mon, 05 Jan 2026 08:{number:02}:00 +0000",
        "Subject: Dock terminals",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
    ]
    lines += [f"In-Reply-To: <{answers}@aldgatefreight.example>"] if answers else []
    return "\r\n".join([*lines, "", text, ""]).encode()


@contextmanager
def bench(tmp_path: Path) -> Iterator[Bench]:
    inbox, projects = Folder(), Folder()
    for number in range(1, 6):
        inbox.add(mail(number, f"Third morning nobody can sign in ({number})", answers=number - 1))
    for number in range(11, 14):
        projects.add(mail(number, "About the depot"))
    projects.add(inbox.messages[2])  # filed twice: one mail all the same
    mailbox = Mailbox({"INBOX": inbox, "Projects/Depot": projects})

    def delete_one() -> Object:
        del projects.messages[1]
        return "message", "11@aldgatefreight.example"

    def change_one() -> Object:
        inbox.add(mail(6, "Any news?"))  # a mail never changes; a new one is the change of a mailbox
        return "message", "6@aldgatefreight.example"

    with serving(mailbox) as port:
        config = {"host": "127.0.0.1", "port": str(port), "security": "none", "user": USER, "password": PASSWORD}
        moved = Change("update", "message", {"folder": "Notifications"}, remote_id="4@aldgatefreight.example")
        yield Bench(config, delete_one, change_one, secrets=(PASSWORD,), writes=[moved])

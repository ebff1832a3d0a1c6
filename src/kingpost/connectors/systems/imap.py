"""A mailbox on any IMAP4rev1 server: read, and, where a person allowed it, mails moved between its folders and mails sent from it.

A mail's identity is its Message-ID, so a mail in two folders, or moved between them, is one record. The cursor holds for each
folder how far up (new mail) and how far down (history, newest first) it has been read.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from kingpost.connectors import imap_moves as moves
from kingpost.connectors import imap_sending as sending
from kingpost.connectors.base import (
    MAX_RAW,
    ConnectorError,
    Native,
    Page,
    Proof,
    Setting,
    StaleCursor,
    Statement,
    Unreadable,
)
from kingpost.connectors.formats import addresses, mail, mime
from kingpost.connectors.formats.text import decode_header
from kingpost.connectors.imap_folders import Layout
from kingpost.connectors.protocols.imap import Session, Status
from kingpost.connectors.protocols.imap_parts import outline
from kingpost.connectors.writing import Change, Written

PAGE_MESSAGES = 400
PAGE_BYTES = 5_000_000
IDS_AT_ONCE = 1_000
UNDELETED_AT_ONCE = 200
_ID_HEADER = moves.ID_HEADER


class Imap:
    name: ClassVar[str] = "imap"
    title: ClassVar[str] = "Mailbox (IMAP)"
    about: ClassVar[str] = (
        "One person's or team's mailbox on any IMAP server: mails, threads, people and attachments. Where it is switched on, moves mails to a folder, and sends approved ones."
    )
    translator: ClassVar[int] = 4
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("host", "Server", "The IMAP server's name, e.g. imap.example.com."),
        Setting("port", "Port", "993 for TLS, 143 for STARTTLS.", required=False, default="993"),
        Setting("security", "Security", "tls, starttls or none (none only for a server on this machine).", required=False, default="tls"),
        Setting("user", "User name", "Usually the mail address."),
        Setting("password", "Password", "Where the provider offers app passwords, make one for Kingpost.", secret=True),
        Setting(
            "exclude", "Folders left out", "Names, separated by commas. Their mails are never read, not even from another folder.", required=False
        ),
        Setting("smtp_host", "Server for sending", "The SMTP server’s name, e.g. smtp.example.com. Empty: nothing is sent from here.", required=False),
        Setting("smtp_port", "Port for sending", "465 for tls, 587 for starttls. Empty: the usual one.", required=False),
        Setting("smtp_security", "Security for sending", "tls, starttls or none (none only for a server on this machine).", required=False, default="starttls"),
        Setting("smtp_from", "Address mails are from", "Where the user name is not the mail address.", required=False),
    )  # fmt: skip
    proofs: ClassVar[Mapping[str, Proof]] = {"message": Proof("mails", "ids", "ids")}
    volatile: ClassVar[frozenset[str]] = frozenset({"folder"})
    writes: ClassVar[frozenset[str]] = frozenset({"message"})
    personal: ClassVar[bool] = True

    def __init__(self, config: Mapping[str, str]) -> None:
        self._config = config
        self._session: Session | None = None
        self._private: frozenset[str] = frozenset(
            name.strip() for name in config.get("exclude", "").split(",") if name.strip()
        )
        self._private_ids: set[int] | None = None

    # --- connection -------------------------------------------------------------------------------------------------------

    @property
    def session(self) -> Session:
        """The connection, opened when first needed."""
        if self._session is not None and self._session.broken:
            self.close()
        if self._session is None:
            security = self._config.get("security") or "tls"
            if security not in ("tls", "starttls", "none"):
                raise ConnectorError(f"Security must be tls, starttls or none, not “{security}”.")
            port = self._config.get("port") or ("993" if security == "tls" else "143")
            if not port.isdecimal() or not 0 < int(port) < 65536:
                raise ConnectorError(f"The port must be a number up to 65535, not “{port}”.")
            self._session = Session(
                self._config["host"], int(port), security, self._config["user"], self._config["password"]
            )
        return self._session

    def close(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None

    def check(self) -> str:
        folders = self._folders()
        if missing := self._layout().unknown():
            raise ConnectorError(
                f"There is no folder called {', '.join(missing)}; it was to be left out. Check the spelling."
            )
        total = sum(self.session.status(folder).messages for folder in folders)
        return f"{len(folders)} folders, {total:,} messages as {self._config['user']}"

    def _folders(self) -> list[str]:
        """The folders that are read, as they are now: not the left-out ones, not junk, trash and drafts. One that holds a copy of all mail comes last."""
        self.session.leave()
        layout = self._layout()
        found = [folder for folder in layout.listed if layout.is_read(folder.name)]
        return [folder.name for folder in sorted(found, key=lambda folder: "\\all" in folder.flags)]

    def _layout(self) -> Layout:
        return Layout(self.session.folders(), self._private)

    def _is_read(self, folder: str) -> bool:
        return self._layout().is_read(folder)

    # --- reading ----------------------------------------------------------------------------------------------------------

    def read(self, cursor: Any) -> Iterator[Page]:
        """New mail of every folder first, then history from the newest down, a page of each folder in turn.

        A mail met in several folders during one read is given once. Raises StaleCursor when a folder was numbered anew.
        """
        self._private_ids = None
        states: dict[str, dict[str, int]] = {
            name: dict(state) for name, state in ((cursor or {}).get("folders") or {}).items()
        }
        statuses = {name: self.session.status(name) for name in self._folders()}
        for name, status in statuses.items():
            state = states.setdefault(name, _fresh(status))
            if state["validity"] != status.uid_validity:
                raise StaleCursor(
                    f"The folder “{name}” was rebuilt on the server; the mailbox is read again from the start."
                )
        states = {name: states[name] for name in statuses}
        seen: set[int] = set()
        for name, status in statuses.items():
            for page in self._new(name, status, states[name], seen):
                page.cursor = _cursor(states)
                yield page
        for page in self._history(statuses, states, seen):
            page.cursor = _cursor(states)
            yield page

    def _new(self, folder: str, status: Status, state: dict[str, int], seen: set[int]) -> Iterator[Page]:
        """Mail that arrived since the last read, oldest first, and mail whose deletion was taken back."""
        top = status.uid_next - 1
        if status.modseq and state["modseq"] == status.modseq and state["top"] >= top:
            return
        restored = self._restored(folder, status, state)
        uids = restored + [uid for window in self._above(folder, state["top"], top) for uid in window]
        for page, last in self._pages(folder, uids, seen):
            state["top"] = max(state["top"], last)
            yield page
        changed = state["top"] < top or state["modseq"] != status.modseq
        state["top"], state["modseq"] = max(state["top"], top), status.modseq
        if changed:
            yield Page([], None)

    def _above(self, folder: str, low: int, high: int) -> Iterator[list[int]]:
        for start in range(low + 1, high + 1, 50_000):
            yield self.session.uids(folder, start, min(start + 49_999, high), "UNDELETED")

    def _restored(self, folder: str, status: Status, state: dict[str, int]) -> list[int]:
        """Messages already read whose flags changed, if few: one of them may have had its deletion taken back."""
        if not status.modseq or not state["modseq"] or status.modseq == state["modseq"] or not state["top"]:
            return []
        changed = self.session.changed_since(folder, state["top"], state["modseq"])
        return [uid for uid in changed if uid >= state["bottom"]] if len(changed) <= UNDELETED_AT_ONCE else []

    def _history(
        self, statuses: Mapping[str, Status], states: dict[str, dict[str, int]], seen: set[int]
    ) -> Iterator[Page]:
        """Folders take turns, so that the newest mail of every folder is here before the old mail of any."""
        turns = deque(
            (name, self._downwards(name, statuses[name], states[name], seen))
            for name in statuses
            if states[name]["bottom"] > 1
        )
        while turns:
            name, pages = turns.popleft()
            page = next(pages, None)
            if page is None:
                states[name]["bottom"] = 1
                page = Page([], None)
            else:
                turns.append((name, pages))
            yield page

    def _downwards(self, folder: str, status: Status, state: dict[str, int], seen: set[int]) -> Iterator[Page]:
        most = status.messages * 2 + 1_000  # mail may arrive while we read
        for window in self.session.windows(folder, state["bottom"] - 1, most):
            for page, last in self._pages(folder, window, seen):
                state["bottom"] = last
                yield page

    def _pages(self, folder: str, uids: list[int], seen: set[int]) -> Iterator[tuple[Page, int]]:
        """(page, last uid of it) for messages in the order of ``uids``."""
        for start in range(0, len(uids), PAGE_MESSAGES):
            chunk = uids[start : start + PAGE_MESSAGES]
            sizes = self.session.fetch(folder, chunk, "RFC822.SIZE", "FLAGS", _ID_HEADER)
            batch: list[int] = []
            size = 0
            for uid in chunk:
                found = sizes.get(uid)
                length = int(found.get(b"RFC822.SIZE") or 0) if found else 0
                if batch and size + length > PAGE_BYTES:
                    yield self._page(folder, batch, sizes, seen), batch[-1]
                    batch, size = [], 0
                batch.append(uid)
                size += min(length, MAX_RAW)
            if batch:
                yield self._page(folder, batch, sizes, seen), batch[-1]

    def _page(self, folder: str, uids: list[int], heads: Mapping[int, Mapping[bytes, Any]], seen: set[int]) -> Page:
        page = Page([], None)
        large = [uid for uid in uids if uid in heads and int(heads[uid].get(b"RFC822.SIZE") or 0) > MAX_RAW]
        wanted = [uid for uid in uids if uid in heads and uid not in large and self._is_wanted(heads[uid], seen)]
        bodies = self.session.fetch(folder, wanted, "BODY.PEEK[]", *(["X-GM-LABELS"] if self.session.gmail else []))
        for uid in wanted:
            raw = bodies.get(uid, {}).get(b"BODY[]")
            if raw:
                self._add(page, folder, bytes(raw), bodies[uid].get(b"X-GM-LABELS", ()), seen)
            elif uid in bodies:
                page.unreadable.append(
                    Unreadable(
                        "message", moves.id_of(heads[uid]) or f"{folder}/{uid}", "The server gave no content for it."
                    )
                )
        for uid in large:
            if self._is_wanted(heads[uid], seen):
                self._add_large(page, folder, uid, moves.id_of(heads[uid]), seen)
        return page

    def _is_wanted(self, head: Mapping[bytes, Any], seen: set[int]) -> bool:
        """False for what is marked deleted, was given already, or also lies in a folder that is left out."""
        found = moves.id_of(head)
        if b"\\Deleted" in head.get(b"FLAGS", ()) or (found and hash(found) in seen):
            return False
        return not found or hash(found) not in self._left_out_ids()

    def _add(self, page: Page, folder: str, raw: bytes, tags: Iterable[Any], seen: set[int]) -> None:
        found = mail.message_id(raw)
        if hash(found) in seen or (found.startswith("sha256:") and hash(found) in self._left_out_ids()):
            return
        seen.add(hash(found))
        page.items.append(Native("message", found, raw, _labels(folder, raw, tags)))

    def _add_large(self, page: Page, folder: str, uid: int, found: str, seen: set[int]) -> None:
        """A mail over MAX_RAW: its headers, structure and first text only."""
        raw, head = outline(self.session, folder, uid)
        found = found or "sha256:" + hashlib.sha256(head).hexdigest()
        if hash(found) not in seen and hash(found) not in self._left_out_ids():
            seen.add(hash(found))
            page.items.append(Native("message", found, raw, _labels(folder, raw, ()), too_large=True))

    # --- proof ------------------------------------------------------------------------------------------------------------

    def ids(self, kind: str) -> Iterable[str] | None:
        """Every Message-ID in the folders that are read, once each; mails marked deleted are not there any more."""
        if kind != "message":
            return None
        return self._ids()

    def _ids(self) -> Iterator[str]:
        self._private_ids = None
        given: set[int] = set()
        for folder in self._folders():
            for found in self._ids_in(folder):
                if hash(found) not in given and hash(found) not in self._left_out_ids():
                    given.add(hash(found))
                    yield found

    def _ids_in(self, folder: str) -> Iterator[str]:
        status = self.session.status(folder)
        for window in self.session.windows(folder, status.uid_next - 1, status.messages * 2 + 1_000):
            for start in range(0, len(window), IDS_AT_ONCE):
                chunk = window[start : start + IDS_AT_ONCE]
                heads = self.session.fetch(folder, chunk, "FLAGS", "RFC822.SIZE", _ID_HEADER)
                for uid in chunk:
                    if uid in heads and b"\\Deleted" not in heads[uid].get(b"FLAGS", ()):
                        yield moves.id_of(heads[uid]) or self._id_by_content(
                            folder, uid, int(heads[uid].get(b"RFC822.SIZE") or 0)
                        )

    def _id_by_content(self, folder: str, uid: int, size: int) -> str:
        item, key = ("BODY.PEEK[HEADER]", b"BODY[HEADER]") if size > MAX_RAW else ("BODY.PEEK[]", b"BODY[]")
        raw = self.session.fetch(folder, [uid], item).get(uid, {}).get(key) or b""
        return "sha256:" + hashlib.sha256(raw).hexdigest()

    def _left_out_ids(self) -> set[int]:
        """What lies in the folders the person left out: a copy in another folder is left out as well."""
        if self._private_ids is None:
            found = self._layout().inside() if self._private else []
            self._private_ids = {hash(message) for folder in found for message in self._ids_in(folder)}
        return self._private_ids

    def count(self, kind: str) -> int | None:  # noqa: ARG002  the contract names it
        """None: a server counts the copies of a mail in each folder, so only the ids can be compared."""
        return None

    def read_one(self, kind: str, remote_id: str) -> Native | None:
        """The mail as it is now, from whichever folder has it; None when it is in none."""
        if kind != "message":
            return None
        self._private_ids = None
        why = ""
        for folder in self._folders():
            for page, _ in self._pages(folder, self._uids_of(folder, remote_id), set()):
                for native in page.items:
                    if native.remote_id == remote_id:
                        return native
                why = next((bad.error for bad in page.unreadable if bad.remote_id == remote_id), why)
        if why:
            raise ConnectorError(why)
        return None

    def _uids_of(self, folder: str, remote_id: str) -> list[int]:
        """The messages of a folder that may be this one: known by Message-ID, by content, or, never read and without an id, by its place."""
        if remote_id.startswith("sha256:"):
            return self.session.uids(folder, 1, 2**32 - 1, "NOT", "HEADER", "MESSAGE-ID", "")
        place, _, uid = remote_id.rpartition("/")
        if place == folder and uid.isdecimal():
            return [int(uid)]
        return self.session.search_header(folder, "Message-ID", remote_id)

    # --- moving and sending -----------------------------------------------------------------------------------------------------------

    def writes_as(self) -> str:
        self.session.folders()  # as far as the server lets us in
        return self._config["user"]

    def sends_as(self) -> str:
        return sending.sender(self._config)

    def find(self, change: Change, key: str) -> Written | None:
        """A mail that was to be sent, by the id it got from its key. One that was to be moved has no place for a key: where it lies is the proof, and
        moving it twice changes nothing."""
        if change.act == "create":
            return sending.find(self.session, self._folders(), self._config, key)
        target = moves.target_of(change)
        held = moves.where(self.session, self._folders(), change.remote_id)
        return (
            Written("message", change.remote_id)
            if target in held and (target == moves.INBOX or moves.INBOX not in held)
            else None
        )

    def write(self, change: Change, key: str) -> Written:
        """Send a new mail; or move one to the folder named in ``fields["folder"]``, which is made if it is not there yet."""
        if change.act == "create":
            return sending.send(self.session, self._folders(), self._config, change, key, self._is_read)
        target = moves.target_of(change)
        if not self._is_read(target):
            raise ConnectorError(
                f"The folder “{target}” is not read, so a mail in it would be lost to view. Choose another."
            )
        moves.move(self.session, self._folders(), change.remote_id, target)
        return Written("message", change.remote_id)

    @staticmethod
    def translate(native: Native) -> list[Statement]:
        folder = native.labels[0] if native.labels else ""
        statements = mail.translate(native.raw, folder=folder, partial=native.too_large)
        for statement in statements:
            statement.remote_id = statement.fields["message_id"] = native.remote_id
        return statements


def _fresh(status: Status) -> dict[str, int]:
    top = max(0, status.uid_next - 1)
    return {"validity": status.uid_validity, "top": top, "bottom": top + 1, "modseq": status.modseq}


def _cursor(states: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    return {"folders": {name: dict(state) for name, state in states.items()}}


def _labels(folder: str, raw: bytes, tags: Iterable[Any]) -> tuple[str, ...]:
    """Folder first, then Gmail's labels, then the senders."""
    head = mime.split_head(raw[: mime.MAX_HEADER_BYTES])[0]
    senders = [address.email for address in addresses.parse(head.first("from"))]
    named = [tag.decode("utf-8", "replace") if isinstance(tag, bytes) else decode_header(str(tag)) for tag in tags]
    return tuple(dict.fromkeys([folder, *named, *senders]))


CONNECTOR = Imap

"""Moving one mail to another folder of the same mailbox. Its Message-ID, and so its identity, stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kingpost.connectors.base import ConnectorError
from kingpost.connectors.formats import mail
from kingpost.connectors.protocols.imap import Session
from kingpost.connectors.writing import Change

INBOX = "INBOX"
ID_HEADER = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"
MAX_NAME = 100


def target_of(change: Change) -> str:
    """The folder a change moves a mail to. Raises ConnectorError for a change that is none."""
    folder = str(change.fields.get("folder") or "").strip()
    if change.kind != "message" or change.act != "update" or change.delete or set(change.fields) != {"folder"}:
        raise ConnectorError("A mail can be moved to another folder; nothing else of it can be written.")
    if not folder or len(folder) > MAX_NAME or any(ord(sign) < 32 or sign in "%*" for sign in folder):
        raise ConnectorError(f"“{folder[:MAX_NAME]}” is no name for a folder.")
    if change.remote_id.startswith("sha256:"):
        raise ConnectorError("This mail has no Message-ID, so it could not be found again and is left where it is.")
    return INBOX if folder.upper() == INBOX else folder


def where(session: Session, folders: Sequence[str], message: str) -> dict[str, int]:
    """By folder that holds the mail: its uid there. Copies marked deleted do not count."""
    held: dict[str, int] = {}
    for folder in folders:
        for uid, head in session.fetch(
            folder, session.search_header(folder, "Message-ID", message), "FLAGS", ID_HEADER
        ).items():
            if id_of(head) == message and b"\\Deleted" not in head.get(b"FLAGS", ()):
                held[folder] = uid
    return held


def move(session: Session, folders: Sequence[str], message: str, target: str) -> None:
    """Move the copy in the inbox, or, where it lies in another folder only, that one. Raises ConnectorError when there is none."""
    held = where(session, folders, message)
    source = INBOX if INBOX in held and target != INBOX else next((folder for folder in held if folder != target), "")
    if not source:
        raise ConnectorError("The mail is not in this mailbox any more.")
    if target not in folders:
        session.make(target)
    session.move(source, held[source], target, is_there=target in held)


def id_of(head: Mapping[bytes, Any]) -> str:
    """The Message-ID of a fetched header, "" when the mail has none."""
    fields = next((value for key, value in head.items() if key.startswith(b"BODY[HEADER.FIELDS")), b"")
    found = mail.message_id(bytes(fields or b""))
    return "" if found.startswith("sha256:") else found

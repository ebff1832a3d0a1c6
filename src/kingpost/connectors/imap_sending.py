"""Sending one mail from a mailbox: by SMTP, then kept in its folder of sent mail, where it is found again by its Message-ID.

One moment is not covered: SMTP has taken the mail and the machine stops before a copy lies in the folder. The next try finds none and sends it again,
with the same Message-ID, which most mail programs show once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import msgspec

from kingpost.connectors import imap_moves as moves
from kingpost.connectors.base import ConnectorError
from kingpost.connectors.formats import mail_write
from kingpost.connectors.protocols import smtp
from kingpost.connectors.protocols.imap import Session
from kingpost.connectors.writing import Change, Written

SENT = "Sent"
_SENT_NAMES = re.compile(
    r"(?:.*[./])?(?:sent(?: items| mail| messages)?|gesendet(?:e objekte)?|envoyés|éléments envoyés)", re.IGNORECASE
)


def sender(config: Mapping[str, str]) -> str:
    """The address mails are from. Raises ConnectorError when the settings do not say how to send."""
    if not config.get("smtp_host"):
        raise ConnectorError(
            "This mailbox has no server for sending (SMTP) in its settings, so nothing can be sent from it."
        )
    address = config.get("smtp_from") or config["user"]
    if "@" not in address:
        raise ConnectorError("The settings do not say which address mails are from.")
    return address


def find(session: Session, folders: list[str], config: Mapping[str, str], key: str) -> Written | None:
    """The mail an earlier try sent, wherever in the mailbox it lies now."""
    written = _id(config, key)
    return Written("message", written) if moves.where(session, folders, written) else None


def send(
    session: Session,
    folders: list[str],
    config: Mapping[str, str],
    change: Change,
    key: str,
    is_read: Callable[[str], bool],
) -> Written:
    """Send it and keep a copy, unless the server has kept one itself. Raises ConnectorError before anything is sent where a copy could not be seen.

    Once SMTP has taken it nothing is raised any more, because what is raised may be tried again: see ``Written.unkept``.
    """
    address, target = sender(config), _sent_folder(session)
    if not is_read(target):
        raise ConnectorError(
            f"The folder “{target}” is not read, so a mail sent could not be found again. Nothing was sent."
        )
    recipients = change.people.get("recipient", [])
    try:
        mail = mail_write.build(change.fields, text=change.note, sender=address, recipients=recipients, key=key)
    except ValueError as error:
        raise ConnectorError(f"The mail cannot be written: {error}.") from None
    smtp.send(*_server(config), (config["user"], config["password"]), address, recipients, mail)
    written = Written("message", _id(config, key))
    try:
        _keep(session, folders, target, written.remote_id, mail)
    except ConnectorError as error:
        return msgspec.structs.replace(written, unkept=str(error))
    return written


def _keep(session: Session, folders: list[str], target: str, written: str, mail: bytes) -> None:
    """A copy in the folder of sent mail, where the server keeps none itself."""
    session.leave()
    if target not in folders:
        session.make(target)
        folders = [*folders, target]
    if not moves.where(session, folders, written):
        session.append(target, mail)


def _id(config: Mapping[str, str], key: str) -> str:
    return mail_write.message_id(key, sender(config))


def _server(config: Mapping[str, str]) -> tuple[str, int, str]:
    security = config.get("smtp_security") or "starttls"
    if security not in smtp.PORTS:
        raise ConnectorError(f"Security for sending must be tls, starttls or none, not “{security}”.")
    port = config.get("smtp_port") or str(smtp.PORTS[security])
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise ConnectorError(f"The port for sending must be a number up to 65535, not “{port}”.")
    return config["smtp_host"], int(port), security


def _sent_folder(session: Session) -> str:
    """Where sent mails are kept: the folder the server marks as such, else the one called so, else a new one."""
    found = session.folders()
    marked = [folder.name for folder in found if "\\sent" in folder.flags]
    named = [folder.name for folder in found if _SENT_NAMES.fullmatch(folder.name)]
    return next(iter(marked + named), SENT)

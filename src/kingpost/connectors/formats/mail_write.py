"""A plain text mail from a change, the same bytes each time: its Message-ID comes from the key of the write, its date from the change."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

_KEY = re.compile(r"[A-Za-z0-9._-]{1,120}")
_ADDRESS = re.compile(r"[^@\s<>,;:\"()\\]+@[^@\s<>,;:\"()\\]+")
MAX_TEXT = 100_000


def message_id(key: str, sender: str) -> str:
    """The id, without its brackets, of the mail that a write with this key sends. Raises ValueError for a key or sender that cannot be in one."""
    if not _KEY.fullmatch(key) or not _ADDRESS.fullmatch(sender):
        raise ValueError("a mail needs a plain key and the address it is from")
    return f"kingpost-{key}@{sender.rpartition('@')[2].lower()}"


def build(fields: Mapping[str, Any], *, text: str, sender: str, recipients: Sequence[str], key: str) -> bytes:
    """The mail. ``fields`` are ``subject`` and ``sent_at`` (RFC 3339). Raises ValueError naming what is missing or cannot be."""
    subject = " ".join(str(fields.get("subject") or "").split())
    extra = set(fields) - {"subject", "sent_at"}
    if extra:
        raise ValueError(f"a mail has no {', '.join(sorted(extra))} to set")
    if not subject or not text.strip():
        raise ValueError("it has no subject or no text")
    if len(text) > MAX_TEXT:
        raise ValueError("its text is longer than a mail should be")
    wrong = [one for one in recipients if not _ADDRESS.fullmatch(one)]
    if not recipients or wrong:
        raise ValueError(f"{wrong[0]} is no address" if wrong else "nobody is to get it")
    mail = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    mail["Message-ID"] = f"<{message_id(key, sender)}>"
    mail["From"], mail["To"] = Address(addr_spec=sender), [Address(addr_spec=one) for one in recipients]
    mail["Subject"], mail["Date"] = subject, format_datetime(_moment(fields.get("sent_at")))
    mail.set_content(text.strip() + "\n", cte="quoted-printable")
    return mail.as_bytes()


def _moment(value: Any) -> datetime:
    at = datetime.fromisoformat(str(value or ""))
    if at.tzinfo is None:
        raise ValueError("its date names no zone")
    return at

"""One RFC 822 mail as statements. An mbox is cut into mails by ``split_mbox``."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from typing import Any

from kingpost.connectors.base import Happening, Mention, Ref, Statement, mention_id
from kingpost.connectors.formats import addresses, html, mime, notices
from kingpost.connectors.formats.addresses import Address
from kingpost.connectors.formats.mbox import split_mbox
from kingpost.connectors.formats.replies import reply_text
from kingpost.connectors.formats.text import decode_header, one_line, safe

__all__ = ["clean_id", "describe", "message_id", "parse_date", "shorten", "split_mbox", "translate"]

SNIPPET = 300
QUOTE = 140
MAX_BODY = 1_000_000
MAX_REFERENCES = 60

_ID = re.compile(r"<([^<>\s]{1,500})>")
_QUICK_ID = re.compile(rb"(?:\A|\n)message-id[ \t]*:[ \t\r\n]*<([^<>\s]{1,500})>", re.IGNORECASE)
_WRAPPING = (
    "application/pkcs7-signature application/x-pkcs7-signature application/pgp-signature application/pgp-encrypted text/calendar "
    "message/delivery-status message/disposition-notification text/rfc822-headers message/rfc822-headers message/feedback-report"
)
_NOT_A_DOCUMENT = frozenset(_WRAPPING.split())
_LISTED = "x-kingpost-part"
_USUAL_DATE = re.compile(
    r"\s*(?:[A-Za-z]{3},)?\s{0,3}(\d{1,2})\s([A-Za-z]{3})\s(\d{4})\s(\d\d):(\d\d)(?::(\d\d))?\s([+-])(\d\d)(\d\d)(?!\d)"
)
_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES.split(), 1)}
_CLOCK_SLACK = timedelta(minutes=10)
_TOO_OLD = timedelta(days=60)


class _Content:
    """What a mail holds besides its headers: text, and what was attached."""

    def __init__(self, root: mime.Part) -> None:
        self.worded = any(part.media_type.startswith("text/") for part in root.walk())
        self.texts: list[str] = []
        self.size = 0
        self.attachments: list[dict[str, Any]] = []

    def add(self, text: str) -> None:
        if text.strip() and self.size < MAX_BODY:
            self.texts.append(text[: MAX_BODY - self.size])
            self.size += len(text)


def translate(raw: bytes, *, folder: str = "", owner: str = "", partial: bool = False) -> list[Statement]:
    """The mail as one message statement; people, client domains and attached documents are its mentions.

    ``owner`` is the mailbox's address: the recipient of a mail that names none. ``partial`` says that ``raw`` came from
    ``shorten`` or ``describe`` (a mail over MAX_RAW). Raises ValueError for bytes that are no mail.
    """
    root = mime.parse(raw)
    head = root.headers
    if not head:
        raise ValueError("This is not a mail: it has no headers.")
    content = _Content(root)
    _collect(root, content)
    if partial:
        content.attachments = [_listed(value) for value in head.all(_LISTED)]
    sender, to, cc = _people(head, owner)
    body = "\n".join(content.texts).strip()
    subject = one_line(decode_header(head.get("subject")), 500)
    snippet = one_line(reply_text(body, sender.name if sender else ""), SNIPPET)
    at = _moment(head)
    statement = Statement("message", message_id(raw), subject or snippet[:80] or "(no subject)", body=body, at=at)
    automatic, bulk = _is_automatic(head, root, sender), _is_bulk(head)
    notice = notices.recognise(root, sender.email if sender else "", subject, body, automatic=automatic, bulk=bulk)
    references, reply_to = _ids(" ".join(head.all("references"))), _ids(head.get("in-reply-to"))
    fields = {
        "subject": subject,
        "sent_at": at.isoformat() if at else "",
        "from": sender.email if sender else "",
        "to": [address.email for address in to],
        "cc": [address.email for address in cc],
        "message_id": statement.remote_id,
        "in_reply_to": reply_to[0] if reply_to else "",
        "references": references,
        "automatic": automatic or notice is not None,
        "bulk": bulk and (notice is None or not notice.service),
        "notice": _named(notice, sender),
        "notice_keys": list(notice.keys) if notice else [],
        "notice_hosts": list(notice.hosts) if notice else [],
        "folder": safe(folder),
        "attachments": [item["name"] for item in content.attachments],
        "snippet": snippet,
    }
    statement.fields = {name: value for name, value in fields.items() if value not in ("", [], False)}
    _point(statement, sender, to, cc, [*references, *reply_to])
    _attach(statement, content.attachments)
    _say(statement, sender, snippet or subject)
    return [statement]


def message_id(raw: bytes) -> str:
    """The record id of a mail: its Message-ID, or ``sha256:…`` of the bytes when it has none."""
    head = raw[: mime.MAX_HEADER_BYTES]
    end = re.search(rb"\r?\n\r?\n", head)
    hit = _QUICK_ID.search(head, 0, end.start() + 1 if end else len(head))
    if hit:
        return clean_id(hit[1].decode("utf-8", "replace"))
    loose = mime.split_head(raw)[0].first("message-id").strip("<> \t")
    return clean_id(loose) if loose and " " not in loose else "sha256:" + hashlib.sha256(raw).hexdigest()


def clean_id(text: str) -> str:
    """A Message-ID as it is written in a record id: no brackets, lower case, safe to store."""
    return safe(text).strip("<> \t\r\n").lower()[:500]


def _ids(header: str) -> list[str]:
    found = list(dict.fromkeys(clean_id(value) for value in _ID.findall(header[:60_000])))
    return found if len(found) <= MAX_REFERENCES else [found[0], *found[1 - MAX_REFERENCES :]]


def _people(head: mime.Headers, owner: str) -> tuple[Address | None, list[Address], list[Address]]:
    written = head.first("x-original-from", "x-original-sender") if _is_to_our_group(head) else ""
    senders = addresses.parse(written) or addresses.parse(head.first("from"))
    senders = senders or addresses.parse(head.first("sender", "reply-to", "return-path"))
    to = addresses.parse(", ".join(head.all("to")))
    cc = [address for address in addresses.parse(", ".join(head.all("cc"))) if address not in to]
    sender = senders[0] if senders else None
    mailbox = addresses.clean_email(owner)
    if not to and not cc and mailbox and (sender is None or sender.email != mailbox):
        to = [Address("", mailbox)]
    return sender, to, cc


def _collect(part: mime.Part, content: _Content) -> None:
    """Sort a part and what is below it into text and attachments. A multipart nobody could split counts as text."""
    if part.parts:
        children = part.parts
        if part.media_type == "multipart/alternative":
            children = _best(children)
        for child in children:
            _collect(child, content)
    elif _is_attachment(part) or (part.media_type.startswith("image/") and not content.worded):
        _keep(part, content)
    elif part.media_type == "text/html":
        content.add(html.to_text(part.text()))
    elif part.media_type.startswith(("text/plain", "text/enriched", "multipart/", "message/delivery-status")):
        content.add(part.text())


def _best(children: list[mime.Part]) -> list[mime.Part]:
    """Of alternatives: the plain text if it says anything, else the rest; attachments in any case."""
    children = [
        part for part in children if part.media_type != "text/plain" or not _only_points_at_html(part, children)
    ]
    plain = [
        part
        for part in children
        if part.media_type == "text/plain" and not _is_attachment(part) and part.text().strip()
    ]
    if not plain:
        return children
    return [part for part in children if part in plain or _is_attachment(part) or (part.parts and not _only_text(part))]


def _only_points_at_html(plain: mime.Part, children: list[mime.Part]) -> bool:
    """True for "your mail program cannot show HTML" beside HTML that does not say so."""
    said = re.sub(r"\W+", "", plain.text()[:600]) if len(plain.body) < 1_000 else ""
    if not said or "html" not in said.lower():
        return False
    pages = [html.to_text(part.text()) for child in children for part in child.walk() if part.media_type == "text/html"]
    return any(pages) and not any(said[:60] in re.sub(r"\W+", "", page[:5_000]) for page in pages)


def _only_text(part: mime.Part) -> bool:
    return not any(_is_attachment(below) for below in part.walk() if not below.parts)


def _is_attachment(part: mime.Part) -> bool:
    if part.parts or part.media_type in _NOT_A_DOCUMENT:
        return False
    disposition = part.disposition
    if part.media_type.startswith("text/"):
        return disposition == "attachment" or bool(
            part.filename and (disposition or part.media_type not in ("text/plain", "text/html"))
        )
    if part.media_type.startswith("image/") and disposition != "attachment" and "content-id" in part.headers:
        return False  # a logo inside the HTML
    return not part.media_type.startswith("multipart/")


def _keep(part: mime.Part, content: _Content) -> None:
    data = part.content()
    name = part.filename
    if not name and part.media_type == "message/rfc822":
        name = one_line(decode_header(mime.split_head(data)[0].get("subject")), 120) + ".eml"
    digest = "sha256:" + hashlib.sha256(data).hexdigest()
    if data and all(item["id"] != digest for item in content.attachments):
        content.attachments.append(
            {"id": digest, "name": name or "unnamed", "media_type": part.media_type, "size": len(data)}
        )


def _listed(value: str) -> dict[str, Any]:
    """An attachment as ``describe`` wrote it into the headers: known by name, not by content."""
    media_type, params = mime.parse_value(value)
    size = params.get("size", "0")
    return {
        "id": "",
        "name": safe(params.get("name", "unnamed")),
        "media_type": media_type,
        "size": int(size) if size.isdecimal() else 0,
    }


def _point(
    statement: Statement, sender: Address | None, to: list[Address], cc: list[Address], earlier: list[str]
) -> None:
    """The people, the clients their domains may stand for, and the thread."""
    named = [("sender", sender)] if sender else []
    named += [("recipient", address) for address in to] + [("copied", address) for address in cc]
    statement.refs += [Ref(role, "person", mention_id("person", address.email)) for role, address in named]
    statement.mentions += addresses.people_and_clients([address for _, address in named])
    if earlier and earlier[0] != statement.remote_id:
        statement.refs.append(Ref("thread", "message", earlier[0]))


def _attach(statement: Statement, attachments: list[dict[str, Any]]) -> None:
    for item in attachments:
        if item["id"]:
            fields = {
                "name": item["name"],
                "media_type": item["media_type"],
                "size": item["size"],
                "sha256": item["id"][7:],
            }
            statement.mentions.append(Mention("document", item["id"], item["name"], fields))
            statement.refs.append(Ref("attachment", "document", item["id"]))


def _say(statement: Statement, sender: Address | None, words: str) -> None:
    if statement.at is None:
        return
    quote = f"“{one_line(words, QUOTE - 2)}”" if words else ""
    actor = mention_id("person", sender.email) if sender else ""
    if actor:
        text = f"wrote {quote}" if quote else "wrote a mail without words"
    else:
        text = f"Mail from an unnamed sender: {quote}" if quote else "Mail without sender and words"
    statement.happenings.append(Happening(statement.at, "wrote", text, actor, "wrote"))


def _is_automatic(head: mime.Headers, root: mime.Part, sender: Address | None) -> bool:
    submitted = head.get("auto-submitted").lower()
    return (
        (bool(submitted) and not submitted.startswith("no"))
        or "x-autoreply" in head
        or "x-autorespond" in head
        or head.get("precedence").lower() == "auto_reply"
        or head.get("return-path").strip() == "<>"
        or root.media_type == "multipart/report"
        or (sender is not None and addresses.is_automatic_sender(sender.email))
    )


def _is_bulk(head: mime.Headers) -> bool:
    listed = "list-unsubscribe" in head or "list-id" in head
    return (listed or head.get("precedence").lower() in ("bulk", "list", "junk")) and not _is_to_our_group(head)


def _is_to_our_group(head: mime.Headers) -> bool:
    """A letter to info@ that a group of the mailbox's own domain passed on: it carries the headers of a list, and often the group's address as its
    sender, but somebody wrote it to us. A campaign such a group gets tells by its own headers."""
    home = head.first("delivered-to", "x-original-to", "envelope-to").strip(" <>").rpartition("@")[2].lower()
    group = head.get("list-id").rpartition("<")[2].strip(" <>").lower()
    campaign = "list-unsubscribe-post" in head or "feedback-id" in head or head.get("precedence").lower() == "bulk"
    return bool(home) and group.endswith(f".{home}") and not campaign


def _named(notice: notices.Notice | None, sender: Address | None) -> str:
    """Which system a notice is from, in words: the service, else the sender as it calls itself."""
    if notice is None:
        return ""
    return notice.service or (
        sender.name if sender and sender.name else sender.email.rpartition("@")[2] if sender else "A system"
    )


def _moment(head: mime.Headers) -> datetime | None:
    """When the mail was sent: its Date, unless the servers that carried it show that it cannot be right.

    A Date later than the first server's stamp, or two months before the last one's, comes from a wrong clock.
    """
    said = parse_date(head.first("date", "resent-date"))
    stamps = [moment for value in head.all("received") if (moment := parse_date(value.rpartition(";")[2]))]
    if said is None or not stamps:
        return said or (stamps[0] if stamps else None)
    first, last = min(stamps), stamps[0]
    if said - first > _CLOCK_SLACK:
        return first if last - first < _TOO_OLD else last
    return last if last - said > _TOO_OLD else said


def parse_date(text: str) -> datetime | None:
    """A mail date with its zone (unknown zones are UTC); None for what is no date or lies outside 1980 to 2100."""
    usual = _USUAL_DATE.match(text)
    try:
        if usual:
            day, month, year, hour, minute, second, sign, hours, minutes = usual.groups()
            offset = int(hours) * 3600 + int(minutes) * 60
            parts = (int(year), _MONTHS[month.lower()], int(day), int(hour), int(minute), int(second or 0))
            return _dated(parts, -offset if sign == "-" else offset)
        loose = parsedate_tz(text[:200].strip())
        return _dated(loose[:6], loose[9] or 0) if loose else None
    except (ValueError, TypeError, IndexError, KeyError, OverflowError):
        return None


def _dated(parts: tuple[int, ...], offset: int) -> datetime | None:
    if not 1980 <= parts[0] <= 2100:
        return None
    zone = timezone(timedelta(seconds=offset)) if offset and abs(offset) <= 15 * 3600 else UTC
    year, month, day, hour, minute, second = parts
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)


# --- mails over MAX_RAW ---------------------------------------------------------------------------------------------------


def describe(head: bytes, parts: list[tuple[str, str, int]], text: str) -> bytes:
    """A short description of a mail: its headers, one line per attachment (name, media type, size) and its text."""
    kept = re.split(rb"\r?\n(?![ \t])", head[: mime.MAX_HEADER_BYTES].strip(b"\r\n"))
    own = (b"content-", b"mime-version", _LISTED.encode())
    lines = [line for line in kept if line and not line.lower().startswith(own)]
    for name, media_type, size in parts:
        quoted = one_line(name, 200).replace("\\", "").replace('"', "'")
        lines.append(f'{_LISTED}: {media_type}; size={size}; name="{quoted}"'.encode("utf-8", "replace"))
    lines.append(b"Content-Type: text/plain; charset=utf-8")
    return b"\r\n".join(lines) + b"\r\n\r\n" + text[:MAX_BODY].encode("utf-8", "replace")


def shorten(raw: bytes) -> bytes:
    """``describe`` for the beginning of a mail at hand; an attachment that was cut off is listed with what there is."""
    root = mime.parse(raw)
    content = _Content(root)
    _collect(root, content)
    parts = [(item["name"], item["media_type"], item["size"]) for item in content.attachments]
    start = mime.split_head(raw)[1]
    return describe(raw[:start], parts, "\n".join(content.texts))

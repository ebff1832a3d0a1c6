"""Mailboxes as mbox files: one per shared mailbox, and one for each of the two people who have connected theirs.

Messages are built by hand rather than with the email package: thousands of them in about a second. Charsets and encodings
vary as they do in real mail, and lines that begin with "From " are escaped the mboxrd way.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections import defaultdict
from email.utils import format_datetime
from html import escape
from pathlib import Path

from kingpost.example.company import DOMAIN
from kingpost.example.days import ZONE, local
from kingpost.example.documents import PNG, logo
from kingpost.example.letters import SHARED
from kingpost.example.world import Mail, World

PERSONAL = ("priya.raman", "noor.haddad")
FROM_LINE = re.compile(rb"^(>*From )", re.MULTILINE)


def boxes_of(mail: Mail) -> list[str]:
    """The mailboxes that hold a message: those of its sender and its recipients that are connected."""
    addresses = {mail.sender[1], *(email for _, email in mail.to), *(email for _, email in mail.cc)}
    names = [email.partition("@")[0] for _, email in SHARED if email in addresses]
    return names + [name for name in PERSONAL if f"{name}@{DOMAIN}" in addresses]


def write_mail(world: World, shared: Path, personal: dict[str, Path]) -> dict[str, list[Mail]]:
    """One mbox per mailbox; gives back which messages each holds. What nobody connected received is not written at all."""
    held: dict[str, list[Mail]] = defaultdict(list)
    chunks: dict[str, list[bytes]] = defaultdict(list)
    for mail in world.mails:
        names = boxes_of(mail)
        if not names:
            continue
        content = render(mail)
        envelope = f"From {mail.sender[1]} {mail.at:%a %b} {mail.at.day:2d} {mail.at:%H:%M:%S %Y}\n".encode()
        entry = envelope + FROM_LINE.sub(rb">\1", content) + b"\n"
        for name in names:
            held[name].append(mail)
            chunks[name].append(entry)
    for name, entries in chunks.items():
        folder = personal.get(name, shared)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.mbox").write_bytes(b"".join(entries))
    return held


def render(mail: Mail) -> bytes:
    """The message as bytes, lines ending in LF."""
    number = int(binascii.crc32(mail.id.encode()))
    text = mail.text + quotation(mail)
    charset = _charset(text, number)
    body, kind, encoding = _encode(text, charset, number)
    head = _headers(mail)
    part = (
        f"Content-Type: text/plain; charset={charset}{kind}\nContent-Transfer-Encoding: {encoding}\n\n".encode() + body
    )
    if mail.html:
        part = _alternative(mail, text, part, number)
    if mail.attachments:
        mark = f"=_mix_{number:08x}"
        pieces = [part, *(_attachment(name, media, content) for name, media, content in _files(mail, number))]
        part = f'Content-Type: multipart/mixed; boundary="{mark}"\n\n'.encode() + _join(pieces, mark)
    return head + b"MIME-Version: 1.0\n" + part + b"\n"


def quotation(mail: Mail) -> str:
    """What the reply quotes, the way its program does it; at most the message before."""
    parent = mail.parent
    if parent is None or not mail.quote:
        return ""
    at, name, email = local(parent.at), *parent.sender
    if mail.program == "outlook":
        to = "; ".join(person for person, _ in parent.to)
        return f"\n\n________________________________\nFrom: {name} <{email}>\nSent: {at:%d %B %Y %H:%M}\nTo: {to}\nSubject: {parent.subject}\n\n{parent.text}"
    lead = (
        f"On {at:%a, %d %b %Y at %H:%M}, {name} <{email}> wrote:"
        if mail.program == "gmail"
        else f"{name} wrote on {at:%d/%m/%Y %H:%M}:"
    )
    return f"\n\n{lead}\n" + "\n".join(f"> {line}" if line else ">" for line in parent.text.splitlines())


def _headers(mail: Mail) -> bytes:
    lines = [
        f"Date: {format_datetime(mail.at.astimezone(ZONE))}", f"From: {_address(mail.sender)}", f"To: {', '.join(map(_address, mail.to))}",
    ]  # fmt: skip
    if mail.cc:
        lines.append(f"Cc: {', '.join(map(_address, mail.cc))}")
    lines += [f"Subject: {_word(mail.subject)}", f"Message-ID: <{mail.id}>"]
    if mail.parent is not None:
        chain = thread_ids(mail)
        lines.append(f"In-Reply-To: <{mail.parent.id}>")
        lines.append("References: " + "\n ".join(f"<{one}>" for one in chain))
    lines += [f"{name}: {value}" for name, value in mail.headers]
    return ("\n".join(lines) + "\n").encode()


def thread_ids(mail: Mail) -> list[str]:
    """The ids of the messages before this one, the first of the thread first."""
    chain: list[str] = []
    before = mail.parent
    while before is not None:
        chain.append(before.id)
        before = before.parent
    return chain[::-1]


def _address(one: tuple[str, str]) -> str:
    name, email = one
    if not name.isascii():
        return f"{_word(name)} <{email}>"
    return f'"{name}" <{email}>' if any(ch in ',.()&"@:;' for ch in name) else f"{name} <{email}>"


def _word(text: str) -> str:
    """A header value, as encoded words of at most 45 bytes when it is not ASCII."""
    if text.isascii():
        return text
    words, part = [], b""
    for char in text:
        if len(part) + len(char.encode()) > 42:
            words.append(part)
            part = b""
        part += char.encode()
    return "\n ".join(f"=?utf-8?B?{base64.b64encode(one).decode()}?=" for one in [*words, part])


def _charset(text: str, number: int) -> str:
    if text.isascii():
        return ("us-ascii", "utf-8", "utf-8", "iso-8859-1")[number % 4]
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return "utf-8"
    return "windows-1252" if number % 3 == 0 else "utf-8"


def _encode(text: str, charset: str, number: int) -> tuple[bytes, str, str]:
    raw = text.encode(charset)
    if number % 5 == 0:
        return base64.encodebytes(raw), "", "base64"
    if number % 5 < 3 or any(len(line) > 900 for line in raw.splitlines()):
        return binascii.b2a_qp(raw, istext=True) + b"\n", "", "quoted-printable"
    return raw + b"\n", "", "7bit" if raw.isascii() else "8bit"


def _alternative(mail: Mail, text: str, plain: bytes, number: int) -> bytes:
    mark = f"=_alt_{number:08x}"
    paragraphs = "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in text.split("\n\n") if part)
    picture = (
        '<img src="https://track.bigvendor.example/open.gif" width="1" height="1">' if mail.nature == "bulk" else ""
    )
    page = f'<html><head><style>p{{margin:0 0 8px}}</style></head><body style="font-family:Calibri">{paragraphs}{picture}</body></html>'
    rich = (
        b"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
        + binascii.b2a_qp(page.encode(), istext=True)
        + b"\n"
    )
    return f'Content-Type: multipart/alternative; boundary="{mark}"\n\n'.encode() + _join([plain, rich], mark)


def _files(mail: Mail, number: int) -> list[tuple[str, str, bytes]]:
    files = [(one.name, one.media_type, one.content) for one in mail.attachments]
    return [*files, ("image001.png", PNG, logo())] if number % 7 == 0 else files


def _attachment(name: str, media: str, content: bytes) -> bytes:
    head = f'Content-Type: {media}; name="{name}"\nContent-Disposition: attachment; filename="{name}"\nContent-Transfer-Encoding: base64\n\n'
    return head.encode() + base64.encodebytes(content)


def _join(parts: list[bytes], mark: str) -> bytes:
    line = f"--{mark}\n".encode()
    return b"".join(line + part for part in parts) + f"--{mark}--\n".encode()

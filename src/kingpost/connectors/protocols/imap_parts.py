"""What a very large mail is, without fetching it: its headers, the names of its attachments and its first text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from kingpost.connectors.formats import html, mail, mime
from kingpost.connectors.formats.mime import parse_value
from kingpost.connectors.formats.text import decode_header
from kingpost.connectors.protocols.imap import Session

TEXT_BYTES = 256_000
MAX_DEPTH = 10
MAX_PARTS = 200


class Leaf(NamedTuple):
    """One part of BODYSTRUCTURE that is no multipart."""

    section: str
    media_type: str
    charset: str
    encoding: str
    size: int
    name: str
    attached: bool


def outline(session: Session, folder: str, uid: int) -> tuple[bytes, bytes]:
    """(description for Native.raw, header bytes) of one message. A structure that cannot be read costs only the attachment names."""
    answer = session.fetch(folder, [uid], "BODY.PEEK[HEADER]", "BODYSTRUCTURE").get(uid, {})
    head = bytes(answer.get(b"BODY[HEADER]") or b"")
    leaves = list(_leaves(answer.get(b"BODYSTRUCTURE"), "", 0))[:MAX_PARTS]
    texts = [leaf for leaf in leaves if leaf.media_type.startswith("text/") and not leaf.attached]
    texts.sort(key=lambda leaf: leaf.media_type != "text/plain")
    text = _text(session, folder, uid, texts[0]) if texts else ""
    named = [(leaf.name or "unnamed", leaf.media_type, leaf.size) for leaf in leaves if leaf.attached]
    return mail.describe(head, named, text), head


def _text(session: Session, folder: str, uid: int, leaf: Leaf) -> str:
    answer = session.fetch(folder, [uid], f"BODY.PEEK[{leaf.section}]<0.{TEXT_BYTES}>").get(uid, {})
    body = next((value for key, value in answer.items() if key.startswith(b"BODY[") and value), b"")
    head = f"Content-Type: {leaf.media_type}; charset={leaf.charset}\nContent-Transfer-Encoding: {leaf.encoding}\n\n"
    part = mime.parse(head.encode("utf-8", "replace") + bytes(body))
    return html.to_text(part.text()) if leaf.media_type == "text/html" else part.text()


def _leaves(structure: Any, section: str, depth: int) -> Iterator[Leaf]:
    if not isinstance(structure, tuple) or not structure or depth > MAX_DEPTH:
        return
    if isinstance(structure[0], list):
        for number, part in enumerate(structure[0][:MAX_PARTS], 1):
            yield from _leaves(part, f"{section}.{number}" if section else str(number), depth + 1)
    elif len(structure) >= 7 and isinstance(structure[0], bytes) and isinstance(structure[1], bytes):
        yield _leaf(structure, section or "1")


def _leaf(part: tuple[Any, ...], section: str) -> Leaf:
    media_type = f"{_word(part[0])}/{_word(part[1])}".lower()
    params = _pairs(part[2])
    disposition, more = "", {}
    for item in part[7:]:
        if (
            isinstance(item, tuple)
            and len(item) == 2
            and isinstance(item[0], bytes)
            and isinstance(item[1], tuple | None)
        ):
            disposition, more = _word(item[0]).lower(), _pairs(item[1])
            break
    quoted = "; ".join(f'{name}="{value}"' for name, value in {**params, **more}.items())
    _, joined = parse_value(f"x; {quoted}")
    name = decode_header(joined.get("filename") or joined.get("name", ""))
    attached = disposition == "attachment" or bool(name) or not media_type.startswith(("text/", "multipart/"))
    size = part[6] if isinstance(part[6], int) else 0
    return Leaf(section, media_type, params.get("charset", ""), _word(part[5]), size, name, attached)


def _pairs(value: Any) -> dict[str, str]:
    if not isinstance(value, tuple):
        return {}
    return {_word(value[at]).lower(): _word(value[at + 1]) for at in range(0, len(value) - 1, 2)}


def _word(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else "" if value is None else str(value)

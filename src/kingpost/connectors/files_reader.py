"""One file of a watched folder as native objects: what it holds, what cannot be read, and whether its end is still missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from kingpost.connectors.base import MAX_RAW, Native, Unreadable
from kingpost.connectors.files_folder import KINDS_OF, Entry, content_hash
from kingpost.connectors.files_shared import MAX_TEXT_FILE, SPLIT, Shared, whole
from kingpost.connectors.files_tables import Tables
from kingpost.connectors.formats import addresses, invoices, mail, ocel
from kingpost.connectors.formats.tables import BadRow, TableError
from kingpost.connectors.formats.text import decode_header

Item = Native | Unreadable
_FROM = re.compile(rb"(?:\A|\n)From[ \t]*:[ \t]*([^\r\n]{1,400}(?:\r?\n[ \t][^\r\n]{1,400}){0,3})", re.IGNORECASE)
_LABELS = re.compile(
    rb"(?:\A|\n)X-Gmail-Labels[ \t]*:[ \t]*([^\r\n]{1,2000}(?:\r?\n[ \t][^\r\n]{1,2000}){0,9})", re.IGNORECASE
)
_HEAD = 64 * 1024
_ENDS = {"event": b"END:VCALENDAR", "contact": b"END:VCARD"}
_REFERENCE = b'{"reference":'


class Unfinished(Exception):
    """The file stops in the middle: it may still be being written. The text is the reason."""


def why_closed(entry: Entry, error: OSError) -> str:
    """Why a file cannot be opened: no permission, or a network drive."""
    return f"{entry.name} cannot be opened: {error.strerror or error}"


def items(
    entry: Entry, sort: str, tables: Tables | None, *, settled: bool, shared: Shared | None = None
) -> Iterator[Item]:
    """Everything in one file. ``settled``: its size did not change since it last looked unfinished, so what is there is all there is.
    ``shared`` are its fellows, where what it holds is wanted together with what they hold of the same.

    Raises Unfinished (unless settled), after whatever could be read before the gap, and OSError for a file that cannot be opened.
    """
    try:
        if sort == "table":
            assert tables is not None  # whoever reads tables has surveyed them
            yield from _rows(entry, tables, settled)
        elif sort in SPLIT:
            yield from _pieces(entry, settled, sort, shared)
        else:
            yield from _SORTS[sort](entry, settled)
    except (ValueError, RecursionError) as error:
        if getattr(error, "unfinished", False) and not settled:
            raise Unfinished(str(error)) from None
        yield Unreadable(KINDS_OF[sort][0], entry.name, f"{entry.name}: {error}")


def _rows(entry: Entry, tables: Tables, settled: bool) -> Iterator[Item]:
    file = tables.files[entry.name]
    if file.closed:
        raise file.closed
    if file.error:
        raise TableError(file.error, unfinished=file.unfinished)
    if file.ignored:
        return
    if all(reading.mapping is None for reading in file.readings):
        yield from _document(entry, settled)  # nobody knows what its rows are, but its words can be found
        return
    labels = entry.labels
    last: Item | None = None  # held back: the last row of a file that is being written may be half a row
    for row in tables.rows(entry.name):
        if last is not None:
            yield last
        if isinstance(row, BadRow):
            last = Unreadable("row", f"{entry.name}#row {row.number}", row.error)
        else:
            last = Native("row", row[0], row[1], labels)
    if tables.cut and not settled:
        raise Unfinished("its last row is cut off")
    if last is not None:
        yield last


def _mbox(entry: Entry, _settled: bool) -> Iterator[Item]:
    with entry.path.open("rb") as handle:
        for _, raw in mail.split_mbox(handle):
            yield _message(entry, raw)


def _mail(entry: Entry, _settled: bool) -> Iterator[Item]:
    with entry.path.open("rb") as handle:
        raw = handle.read(MAX_RAW + 1)
    if not raw.strip():
        raise TableError("it is empty", unfinished=True)
    yield _message(entry, raw)


def _message(entry: Entry, raw: bytes) -> Native:
    large = len(raw) > MAX_RAW
    remote_id = mail.message_id(raw)
    return Native(
        "message", remote_id, mail.shorten(raw) if large else raw, (*entry.labels, *_mail_labels(raw[:_HEAD])), large
    )


def _mail_labels(head: bytes) -> tuple[str, ...]:
    """The sender's address and a mailbox's own labels."""
    sender, labels = _FROM.search(head), _LABELS.search(head)
    found = [address.email for address in addresses.parse(sender[1].decode("latin-1"))][:1] if sender else []
    if labels:
        found += [label.strip() for label in decode_header(labels[1].decode("latin-1")).split(",") if label.strip()]
    return tuple(found)


def _whole(entry: Entry, end: bytes, name: str) -> bytes:
    """A file that ends with a closing line. Raises TableError, unfinished when the line is missing."""
    if entry.size > MAX_TEXT_FILE:
        raise TableError(f"it is over {MAX_TEXT_FILE // 2**20} MB")
    raw = entry.path.read_bytes()
    text = raw.replace(b"\0", b"") if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else raw
    if not raw.strip():
        raise TableError("it is empty", unfinished=True)
    if not text.rstrip().upper().endswith(end) and name:
        raise TableError(f"it does not end with {end.decode()}", unfinished=True)
    return raw


def _pieces(entry: Entry, settled: bool, kind: str, shared: Shared | None) -> Iterator[Item]:
    for remote_id, piece in SPLIT[kind](_whole(entry, _ENDS[kind], "" if settled else kind)):
        yield shared.native(remote_id, entry, piece) if shared else whole(kind, remote_id, [(entry, piece)], "UTC")


def _invoice(entry: Entry, settled: bool) -> Iterator[Item]:
    raw = _bytes(entry)
    if not settled and raw.replace(b"\0", b"").rstrip()[-1:] != b">":
        raise TableError("the end of its XML is missing", unfinished=True)
    yield Native("invoice", entry.name, raw, entry.labels)


def _pdf(entry: Entry, settled: bool) -> Iterator[Item]:
    if entry.size > MAX_RAW:
        yield _reference(entry)
        return
    raw = entry.path.read_bytes()
    if not settled and b"%%EOF" not in raw[-2048:]:
        raise TableError("the end of the PDF is missing", unfinished=True)
    kind = "invoice" if invoices.attached_invoice(raw) is not None else "document"
    yield Native(kind, entry.name, raw, entry.labels)


def _document(entry: Entry, settled: bool) -> Iterator[Item]:
    if entry.size > MAX_RAW:
        yield _reference(entry)
        return
    raw = entry.path.read_bytes()
    if entry.suffix == ".docx" and not settled and b"PK\x05\x06" not in raw[-66000:]:
        raise TableError("the end of the document is missing", unfinished=True)
    if raw.strip():
        yield Native("document", entry.name, raw, entry.labels)


def _bytes(entry: Entry) -> bytes:
    if entry.size > MAX_RAW:
        raise TableError(f"it is over {MAX_RAW // 2**20} MB")
    return entry.path.read_bytes()


def _reference(entry: Entry) -> Native:
    """A document too large to keep: its name, size and hash."""
    about = {"reference": entry.name, "size": entry.size, "sha256": _sha256(entry.path)}
    return Native("document", entry.name, msgspec.json.encode(about), entry.labels, too_large=True)


def reference_in(raw: bytes) -> dict[str, Any] | None:
    """What ``_reference`` wrote, or None when the bytes are the document itself."""
    if not raw.startswith(_REFERENCE) or len(raw) > 4096:
        return None
    try:
        about = msgspec.json.decode(raw)
    except msgspec.DecodeError:
        return None
    return about if isinstance(about, dict) and set(about) == {"reference", "size", "sha256"} else None


def _log(entry: Entry, _settled: bool) -> Iterator[Item]:
    for thing in ocel.objects(entry.path):
        yield Native("ocel", f"{entry.name}#{thing.id}", ocel.encode(thing), entry.labels)


def _sha256(path: Path) -> str:
    return content_hash(path, "sha256")


_SORTS: dict[str, Callable[[Entry, bool], Iterator[Item]]] = {
    "mbox": _mbox, "mail": _mail, "invoice": _invoice, "pdf": _pdf, "document": _document, "log": _log,
}  # fmt: skip

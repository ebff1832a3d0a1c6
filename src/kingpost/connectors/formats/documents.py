"""Documents: Word, PDF, Markdown and plain text as one document statement with its text, bounded.

A document's id is the hash of its bytes, so the same file attached to three mails and kept in a folder is one document.
"""

from __future__ import annotations

import hashlib
import io
import logging
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from pypdf import PdfReader

from kingpost.connectors.base import Statement
from kingpost.connectors.formats.safe_xml import XmlError, find, local, parse, text
from kingpost.connectors.formats.tables_encoding import decode
from kingpost.connectors.formats.text import safe

SUFFIXES = frozenset({".docx", ".pdf", ".md", ".txt", ".text", ".markdown"})
_MEDIA = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".pdf": "application/pdf", ".md": "text/markdown",
    ".markdown": "text/markdown", ".csv": "text/csv", ".json": "application/json",
}  # fmt: skip
logging.getLogger("pypdf").setLevel(
    logging.CRITICAL
)  # it remarks on every flaw it can live with; an error is raised, and told
MAX_TEXT = 400_000
_MAX_PAGES = 60  # about 0.1 s each
_MAX_PART = 48 * 1024 * 1024


def translate(raw: bytes, *, name: str) -> list[Statement]:
    """One document. Raises ValueError with a plain reason when a Word or PDF file cannot be opened; a file without text is no error."""
    suffix = PurePosixPath(name).suffix.lower()
    if raw[:1024].lstrip().startswith(b"%PDF"):
        fields, body = _pdf(raw)
    elif suffix == ".docx":
        fields, body = _docx(raw)
    else:
        fields, body = {}, decode(raw[: 4 * MAX_TEXT])
    short = PurePosixPath(name).name
    fields = {"name": short, "media_type": _MEDIA.get(suffix, "text/plain"), "size": len(raw), **fields}
    digest = hashlib.sha256(raw).hexdigest()
    fields["sha256"] = digest
    at = fields.get("modified_at") or fields.get("created_at")
    moment = datetime.fromisoformat(at) if at else None
    return [Statement("document", f"sha256:{digest}", short, fields, safe(body)[:MAX_TEXT].strip(), moment)]


def reference(name: str, size: int, sha256: str) -> list[Statement]:
    """A document that is too large to keep: what is known without its bytes."""
    short = PurePosixPath(name).name
    suffix = PurePosixPath(name).suffix.lower()
    fields: dict[str, Any] = {
        "name": short,
        "media_type": _MEDIA.get(suffix, "application/octet-stream"),
        "size": size,
        "sha256": sha256,
    }
    return [Statement("document", f"sha256:{sha256}", short, fields)]


def _docx(raw: bytes) -> tuple[dict[str, Any], str]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            main = parse(_part(archive, "word/document.xml"))
            core = parse(_part(archive, "docProps/core.xml")) if "docProps/core.xml" in archive.namelist() else None
    except (zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, RuntimeError) as error:
        raise XmlError(f"it is not a Word document: {error}", unfinished=raw[:2] == b"PK" or not raw) from None
    fields = {
        "author": text(core, "creator"),
        "created_at": _moment(text(core, "created")),
        "modified_at": _moment(text(core, "modified")),
    }
    return {field: value for field, value in fields.items() if value}, _paragraphs(main)


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """One part, read in a bounded way: the sizes a zip states are not trusted."""
    with archive.open(name) as handle:
        content = handle.read(_MAX_PART + 1)
    if len(content) > _MAX_PART:
        raise XmlError(f"its text unpacks to more than {_MAX_PART // 2**20} MB")
    return content


def _paragraphs(main: Any) -> str:
    pieces: list[str] = []
    size = 0
    for node in find(main, "body").iter() if find(main, "body") is not None else ():
        name = local(node)
        if name == "t" and node.text:
            pieces.append(node.text)
            size += len(node.text)
        elif name == "p" and pieces and pieces[-1] != "\n":
            pieces.append("\n")
        elif name in ("tab", "br", "cr"):
            pieces.append("\t" if name == "tab" else "\n")
        if size > MAX_TEXT:
            break
    return "".join(pieces)


def _pdf(raw: bytes) -> tuple[dict[str, Any], str]:
    try:
        reader = PdfReader(io.BytesIO(raw), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            return {"locked": True}, ""
        about = reader.metadata
        fields = {
            "pages": len(reader.pages),
            "author": str(about.author or "") if about else "",
            "created_at": _aware(about.creation_date) if about else "",
            "modified_at": _aware(about.modification_date) if about else "",
        }
        pieces: list[str] = []
        for page in reader.pages[:_MAX_PAGES]:
            pieces.append(page.extract_text())
            if sum(map(len, pieces)) > MAX_TEXT:
                break
    except Exception as error:  # noqa: BLE001  the library raises whatever a broken file makes it trip over
        cut = b"%%EOF" not in raw[-2048:]
        raise XmlError(f"the PDF cannot be opened: {type(error).__name__}: {error}", unfinished=cut) from None
    return {field: value for field, value in fields.items() if value}, "\n\n".join(pieces)


def _aware(value: datetime | None) -> str:
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat() if value else ""


def _moment(said: str) -> str:
    try:
        return _aware(datetime.fromisoformat(said)) if said else ""
    except ValueError:
        return ""

"""A watched folder: which files count, what sort each is, and how to tell that one has changed or is still being written."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from kingpost.connectors.base import ConnectorError, Unavailable
from kingpost.connectors.formats import documents, invoices, ocel, tables
from kingpost.connectors.formats.tables_mapping import SUFFIX as MAPPING_SUFFIX

_TEMPORARY = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".swp", ".swx", ".lock", ".bak~", "~")
_TABLES, _DOCUMENTS = tables.SUFFIXES, documents.SUFFIXES
_BY_SUFFIX = {
    ".mbox": "mbox", ".mbx": "mbox", ".eml": "mail", ".ics": "event", ".ical": "event", ".vcf": "contact", ".vcard": "contact", ".pdf": "pdf",
    **dict.fromkeys(_TABLES, "table"), **dict.fromkeys(_DOCUMENTS - {".pdf"}, "document"),
}  # fmt: skip
_LOGS = frozenset({".json", ".jsonocel", ".xml", ".xmlocel", ".sqlite", ".sqlite3", ".db"})
_UNSEEN = {
    "": "mbox",
    **dict.fromkeys(_LOGS, "log"),
    ".xml": "invoice",
}  # what a file may be that cannot be opened to see
KINDS_OF = {
    "mbox": ("message",), "mail": ("message",), "event": ("event",), "contact": ("contact",), "table": ("row", "document"),
    "invoice": ("invoice",), "pdf": ("document", "invoice"), "document": ("document",), "log": ("ocel",),
}  # fmt: skip
"""The native kinds a sort of file can give, the usual one first."""
MAX_DEPTH = 24
MAX_FILES = 200_000


class Entry(NamedTuple):
    """One file as the folder lists it. ``name`` is its path below the folder, with "/"."""

    name: str
    where: str
    size: int
    changed: int  # st_mtime_ns

    @property
    def path(self) -> Path:
        """The whole path."""
        return Path(self.where)

    @property
    def suffix(self) -> str:
        """The ending, lower case, with its dot; "" when there is none."""
        return os.path.splitext(self.where)[1].lower()  # a Path for each of 100,000 files takes seconds

    @property
    def labels(self) -> tuple[str, ...]:
        """The folders it lies in and its own name, for the exclusion rules."""
        parts = self.name.split("/")
        above = ["/".join(parts[: depth + 1]) for depth in range(len(parts) - 1)]
        return tuple(dict.fromkeys([*above, *parts]))


def walk(root: Path) -> tuple[list[Entry], list[str]]:
    """(every file that counts, by name; notes). Hidden and temporary files, links and devices do not count.

    Raises Unavailable when the folder is not there, so that a share that is not mounted is not taken for an empty one.
    """
    found: list[Entry] = []
    links: list[str] = []
    try:
        if not root.is_dir():
            raise Unavailable(f"The folder {root} is not there. Nothing was changed; check that it is mounted.")
        for entry in _below(root, "", links, 0):
            found.append(entry)
            if len(found) > MAX_FILES:
                raise ConnectorError(
                    f"The folder holds more than {MAX_FILES:,} files. Watch the folders below it one by one."
                )
    except PermissionError as error:
        raise ConnectorError(f"The folder cannot be read: {error.strerror}: {error.filename}") from None
    except OSError as error:
        raise Unavailable(f"The folder cannot be read: {error}") from None
    notes = (
        [f"{len(links)} links are not followed."] if links else []
    )  # not which: one may lie where things are left out
    return sorted(found), notes


def _below(folder: Path, prefix: str, links: list[str], depth: int) -> Iterator[Entry]:
    with os.scandir(folder) as listing:
        for item in listing:
            name = item.name
            if name.startswith((".", "~$")) or name.lower().endswith(_TEMPORARY):
                continue
            shown = prefix + name.encode("utf-8", "replace").decode("utf-8", "replace")
            if item.is_symlink():
                links.append(shown)
            elif item.is_dir(follow_symlinks=False):
                if depth < MAX_DEPTH:
                    yield from _below(Path(item.path), shown + "/", links, depth + 1)
            elif item.is_file(follow_symlinks=False):
                about = item.stat(follow_symlinks=False)
                yield Entry(shown, item.path, about.st_size, about.st_mtime_ns)


def sort_of(entry: Entry) -> str:
    """mbox, mail, event, contact, table, invoice, pdf, document, log, or "" for a file that is not read."""
    if entry.name.endswith(MAPPING_SUFFIX):
        return ""
    if entry.suffix in _BY_SUFFIX and entry.suffix not in _LOGS:
        return _BY_SUFFIX[entry.suffix]
    try:
        return _sniffed(entry.where, entry.suffix, entry.size, entry.changed)
    except OSError:  # it will say so when it is read
        return _BY_SUFFIX.get(entry.suffix) or _UNSEEN.get(entry.suffix, "")


@lru_cache(maxsize=1 << 16)
def _sniffed(where: str, suffix: str, _size: int, _changed: int) -> str:
    """By name or first bytes; remembered as long as size and time stay."""
    path = Path(where)
    if suffix in _LOGS and ocel.is_log(path):
        return "log"
    if suffix == ".xml":
        with path.open("rb") as handle:
            return "invoice" if invoices.is_invoice(handle.read(256 * 1024)) else ""
    if not suffix:  # Thunderbird and others keep a mailbox in a file called "Inbox"
        with path.open("rb") as handle:
            return "mbox" if handle.read(5) == b"From " else ""
    return _BY_SUFFIX.get(suffix, "")


def usual_sort(name: str) -> str:
    """The sort a file's ending alone tells, "" when its bytes must; also for a file that is gone."""
    return _BY_SUFFIX.get(os.path.splitext(name)[1].lower(), "")


def same_now(entry: Entry) -> bool:
    """Whether the file still has the size and time it was listed with; if not, somebody is writing it."""
    try:
        about = entry.path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(about.st_mode) and (about.st_size, about.st_mtime_ns) == (entry.size, entry.changed)


def content_hash(path: Path, way: str = "blake2b") -> str:
    """The hash of a file's bytes, read in pieces."""
    digest = hashlib.new(way)
    with path.open("rb") as handle:
        while chunk := handle.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def inside(root: Path, name: str) -> Path:
    """The path of ``name`` below ``root``. Raises ConnectorError when it would lead out of the folder."""
    path = (root / name).resolve()
    if not path.is_relative_to(root.resolve()) or path == root.resolve():
        raise ConnectorError(f"“{name}” lies outside the watched folder; nothing is written there.")
    return path

"""A watched folder: mail, calendars, contacts, tables, invoices, documents and event logs, as files people export and share.

A file is read again only when its size, time or bytes changed. The cursor holds those for every file; inside a long file it
also holds how many objects are already stored. Nothing here asks for the time: a file that looks half written waits until
the next sync finds it unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

import msgspec

from kingpost.connectors.base import (
    ConnectorError,
    Native,
    Page,
    Proof,
    Setting,
    Statement,
    Unavailable,
    Unreadable,
)
from kingpost.connectors.files_folder import KINDS_OF, Entry, content_hash, same_now, sort_of, usual_sort, walk
from kingpost.connectors.files_outbox import Outbox
from kingpost.connectors.files_pass import Pass, State, held_ids, stamp, stamp_in
from kingpost.connectors.files_reader import items, reference_in, why_closed
from kingpost.connectors.files_shared import SPLIT, Holder, Shared, whole
from kingpost.connectors.files_tables import Settled, Tables
from kingpost.connectors.files_writes import Writes
from kingpost.connectors.formats import documents, ical, invoices, mail, ocel, tables_rows, vcard
from kingpost.connectors.formats.tables_cells import DAY_FIRST, MONTH_FIRST, zone_of
from kingpost.connectors.formats.tables_mapping import SUFFIX as MAPPING_SUFFIX
from kingpost.connectors.writing import Change, Written

_SOON = ("table", "contact", "event", "invoice", "log", "document", "pdf", "mail", "mbox")
"""The order files are read in: what names clients and people first; of one sort the file that changed last first."""


class Files:
    """One watched folder. Reads everything it understands; writes events as .ics files, tasks as rows of a csv file and mails as .eml files."""

    name: ClassVar[str] = "files"
    title: ClassVar[str] = "Folder of files"
    about: ClassVar[str] = (
        "A watched folder of mail (mbox, eml), calendars, contacts, tables (csv, json, xlsx), invoices (UBL, CII, Factur-X),"
        " documents (docx, pdf, md, txt) and OCEL 2.0 event logs."
    )
    translator: ClassVar[int] = 10
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("folder", "Folder", "The folder to watch, with everything below it."),
        Setting(
            "zone",
            "Time zone",
            "Of times in tables and calendars that name none, for example Europe/London.",
            required=False,
            default="UTC",
        ),
        Setting(
            "dates",
            "Dates like 3/4/2024",
            "“day first” or “month first”, where a column does not tell by itself.",
            required=False,
            default=DAY_FIRST,
        ),
        Setting(
            "calendar",
            "Folder for new events",
            "Below the folder; one .ics file per event.",
            required=False,
            default="calendar",
        ),
        Setting(
            "tasks",
            "File for new tasks",
            "A csv file below the folder. Empty: the only one that holds tasks.",
            required=False,
        ),
        Setting(
            "outbox",
            "Folder for mails to send",
            "Below the folder; one .eml file per approved mail, for your mail server to pick up.",
            required=False,
            default="outbox",
        ),
        Setting(
            "sender",
            "Address mails are from",
            "Empty: that of the person who approves.",
            required=False,
        ),
    )
    proofs: ClassVar[Mapping[str, Proof]] = {
        "row": Proof("table rows", "ids", "ids"),
        "message": Proof("messages", "ids", "ids"),
        "event": Proof("calendar entries", "ids", "ids"),
        "contact": Proof("contact cards", "ids", "ids"),
        "invoice": Proof("invoice files", "ids", "ids"),
        "document": Proof("documents", "ids", "ids"),
        "ocel": Proof("objects of event logs", "ids", "ids"),
    }
    volatile: ClassVar[frozenset[str]] = frozenset()
    writes: ClassVar[frozenset[str]] = frozenset({"task", "meeting", "message"})

    def __init__(self, config: Mapping[str, str]) -> None:
        if not config["folder"].strip():
            raise ConnectorError("Say which folder to watch.")
        self.root = Path(config["folder"]).expanduser()
        self.zone = config.get("zone") or "UTC"
        self.order = config.get("dates") or DAY_FIRST
        self.config = config
        self.settled: Settled = {}
        self.left_out: Callable[[Iterable[str]], bool] = lambda _labels: False
        if self.order not in (DAY_FIRST, MONTH_FIRST):
            raise ConnectorError(f"“{self.order}” is neither “{DAY_FIRST}” nor “{MONTH_FIRST}”.")
        try:
            zone_of(self.zone)
        except ValueError as error:
            raise ConnectorError(f"The time zone is wrong: {error}.") from None

    def remember(self, cursor: Any) -> None:
        self.settled = _state(cursor).tables or {}

    def spare(self, left_out: Callable[[Iterable[str]], bool]) -> None:
        self.left_out = left_out

    @staticmethod
    def from_start(cursor: Any) -> Any:
        settled = _state(cursor).tables
        return State(tables=settled).snapshot() if settled else None

    def check(self) -> str:
        entries, _ = walk(self.root)
        sorts = [sort_of(entry) for entry in entries]
        words = {"table": "table", "mbox": "mailbox", "mail": "mail", "event": "calendar", "contact": "address book", "invoice": "invoice",
                 "pdf": "PDF", "document": "document", "log": "event log"}  # fmt: skip
        counted = [
            f"{n} {title}{'' if n == 1 else 'es' if title.endswith('x') else 's'}"
            for sort, title in words.items()
            if (n := sorts.count(sort))
        ]
        other = sorts.count("")
        return (
            f"{len(entries)} {'file' if len(entries) == 1 else 'files'} in {self.root}: {', '.join(counted) or 'none that can be read'}"
            + (f"; {other} of {'another kind' if other == 1 else 'other kinds'}" if other else "")
        )

    def read(self, cursor: Any) -> Iterator[Page]:
        state = _state(cursor)
        entries, notes = self._entries()
        if not entries and state.files:
            raise Unavailable(
                f"The folder is empty, though {len(state.files)} files were read from it before. Nothing was changed."
            )
        sorts = {entry.name: sort_of(entry) for entry in entries}
        _follow(state, [entry for entry in entries if sorts[entry.name] == "table"])
        tables = self._tables_if_changed(entries, sorts, state)
        if tables:
            state.tables = tables.settled
        self.settled = state.tables or {}
        reading = Pass(state, tables, self._shared_if_changed(entries, sorts, state), self.ids_key)
        reading.page.notes = notes + _unread_note(entries, sorts)
        reading.forget(set(sorts))
        for entry in sorted(
            (one for one in entries if sorts[one.name]),
            key=lambda one: (_SOON.index(sorts[one.name]), -one.changed, one.name),
        ):
            yield from reading.file(entry, sorts[entry.name])
        state.zone = self.zone
        if not reading.empty() or state.snapshot() != cursor:
            yield reading.turn()

    def _entries(self) -> tuple[list[Entry], list[str]]:
        """Every file that counts, with the copies of mails that were sent, and notes."""
        found, notes = walk(self.root)
        return found + self._outbox().copies(), notes

    def _tables_if_changed(self, entries: list[Entry], sorts: dict[str, str], state: State) -> Tables | None:
        """All tables of the folder, or None when none of them changed: one may refer to another, so they are seen together."""
        mine = [entry for entry in entries if sorts[entry.name] == "table"]
        known = {name for name, about in state.files.items() if about[4] and usual_sort(name) == "table"}
        settled = state.tables is not None or not mine
        return None if settled and _unchanged(mine, known, state) else Tables(mine, self.zone, self.order, state.tables)

    def _shared_if_changed(self, entries: list[Entry], sorts: dict[str, str], state: State) -> dict[str, Shared]:
        """The calendars, and the address books, where one of them changed, came or went: what one holds another may hold too."""
        changed: dict[str, Shared] = {}
        for sort in SPLIT:
            mine = [entry for entry in entries if sorts[entry.name] == sort]
            otherwise = sort == "event" and state.zone != self.zone
            if otherwise or not _unchanged(mine, {name for name in state.files if usual_sort(name) == sort}, state):
                changed[sort] = Shared(mine, sort, lambda entry: held_ids.files.get(self.ids_key(entry)), self.zone)
        return changed

    def _tables(self, entries: list[Entry], sorts: dict[str, str]) -> Tables:
        mine = [one for one in entries if sorts[one.name] == "table"]
        return Tables(mine, self.zone, self.order, self.settled)

    def ids_key(self, entry: Entry) -> tuple[Any, ...]:
        return (
            entry.where,
            *stamp(entry),
            self.zone,
            self.order,
            repr(sorted(self.settled.get(entry.name, {}).items())),
        )

    def ids(self, kind: str) -> Iterable[str] | None:
        listed: set[str] = set()
        entries, _ = self._entries()
        sorts = {entry.name: sort_of(entry) for entry in entries}
        tables: Tables | None = None
        for entry in entries:
            sort = sorts[entry.name]
            if not sort or kind not in KINDS_OF[sort]:
                continue
            known = held_ids.files.get(self.ids_key(entry))
            if known is None:
                if sort == "table" and tables is None:
                    tables = self._tables(entries, sorts)
                known = self._list(entry, sort, tables)
            if known is None:
                if self.left_out(entry.labels):
                    continue
                return None
            listed.update(remote_id for one, remote_id in known if one == kind)
        return listed

    def _list(self, entry: Entry, sort: str, tables: Tables | None) -> list[tuple[str, str]] | None:
        """The ids in one file; None when the file as a whole cannot be read, so that nothing in it is taken for deleted."""
        found: list[tuple[str, str]] = []
        try:
            for item in items(entry, sort, tables, settled=True):
                if not isinstance(item, Unreadable):
                    found.append((item.kind, item.remote_id))
                elif item.remote_id == entry.name:
                    return None
        except OSError:
            return None
        if not same_now(entry):
            return None
        held_ids.keep(self.ids_key(entry), found)
        return found

    def count(self, kind: str) -> int | None:
        listed = self.ids(kind)
        return None if listed is None else sum(1 for _ in listed)

    def read_one(self, kind: str, remote_id: str) -> Native | None:
        entries, _ = self._entries()
        sorts = {entry.name: sort_of(entry) for entry in entries}
        tables = self._tables(entries, sorts) if kind in KINDS_OF["table"] else None
        held: list[Holder] = []
        why = ""
        for entry in entries:
            sort = sorts[entry.name]
            if (
                not sort
                or kind not in KINDS_OF[sort]
                or (kind in ("row", "ocel") and not remote_id.startswith(entry.name))
            ):
                continue
            try:
                for item in items(entry, sort, tables, settled=True):
                    if (item.kind, item.remote_id) != (kind, remote_id):
                        continue
                    if isinstance(item, Unreadable):
                        why = item.error
                    elif kind in SPLIT:
                        held.append((entry, item.raw))
                    else:
                        return item
            except OSError as error:  # it may be in there
                why = why_closed(entry, error)
        one = whole(kind, remote_id, held, self.zone) if held else None
        if isinstance(one, Native):
            return one
        if why:
            raise ConnectorError(why)
        return None

    @staticmethod
    def translate(native: Native) -> list[Statement]:
        raw = native.raw
        if native.kind == "row":
            return tables_rows.translate(raw)
        if native.kind == "message":
            return mail.translate(raw, partial=native.too_large)
        if native.kind == "event":
            return ical.translate(raw)
        if native.kind == "contact":
            return vcard.translate(raw)
        if native.kind == "invoice":
            return invoices.translate(raw, name=native.remote_id)
        if native.kind == "ocel":
            return ocel.translate(raw)
        about = reference_in(raw)
        if about is not None:
            return documents.reference(str(about["reference"]), int(about["size"]), str(about["sha256"]))
        return documents.translate(raw, name=native.remote_id)

    def close(self) -> None:
        """Nothing stays open between calls."""

    def _outbox(self) -> Outbox:
        return Outbox(self.root, self.config.get("outbox") or "outbox", self.config.get("sender") or "")

    def _writes(self) -> Writes:
        calendar, tasks = self.config.get("calendar") or "calendar", self.config.get("tasks") or ""
        return Writes(self.root, calendar, tasks, self.zone, self.order, self._outbox(), self.settled)

    def writes_as(self) -> str:
        return self._writes().account()

    def sends_as(self) -> str:
        return self.config.get("sender") or ""

    def write(self, change: Change, key: str) -> Written:
        return self._writes().write(change, key)

    def find(self, change: Change, key: str) -> Written | None:
        return self._writes().find(change, key)


def _unchanged(entries: list[Entry], known: set[str], state: State) -> bool:
    """Whether these are the known files, each as it was read."""
    return known == {entry.name for entry in entries} and all(
        stamp(entry) == stamp_in(state.files[entry.name]) for entry in entries
    )


def _follow(state: State, tables: list[Entry]) -> None:
    """A table under a new name, byte for byte the one that is gone, keeps what was settled for that."""
    there = {entry.name for entry in tables}
    gone = {about[2]: (name, about[0]) for name, about in state.files.items() if name not in there}
    sizes = {size for _, size in gone.values()}
    for entry in tables:
        if state.tables and entry.name not in state.files and entry.size in sizes:
            try:
                old, _ = gone[content_hash(entry.path)[:20]]
            except (KeyError, OSError):
                continue
            if old in state.tables:
                state.tables[entry.name] = state.tables.pop(old)


def _state(cursor: Any) -> State:
    return msgspec.convert(cursor, State) if cursor else State()


def _unread_note(entries: list[Entry], sorts: dict[str, str]) -> list[str]:
    others = [entry for entry in entries if not sorts[entry.name] and not entry.name.endswith(MAPPING_SUFFIX)]
    if not others:
        return []
    endings = sorted({entry.suffix or "no ending" for entry in others})
    return [f"{len(others)} files of other kinds are not read ({', '.join(endings[:8])})."]


CONNECTOR = Files

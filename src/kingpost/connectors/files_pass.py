"""One reading of a watched folder: what changed since the cursor, as pages, and the cursor behind each page."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from kingpost.connectors.base import Gone, Note, Page, Unreadable
from kingpost.connectors.files_folder import KINDS_OF, Entry, content_hash, same_now
from kingpost.connectors.files_reader import Item, Unfinished, items, why_closed
from kingpost.connectors.files_shared import Shared
from kingpost.connectors.files_tables import Settled, Tables
from kingpost.connectors.formats.tables import SUFFIXES
from kingpost.connectors.formats.tables_mapping import SUFFIX as MAPPING_SUFFIX

PAGE_ITEMS, PAGE_BYTES = 500, 5 * 1024 * 1024
_KEPT_IDS = 2_000_000  # ids of unchanged files this process remembers


class State(msgspec.Struct, omit_defaults=True):
    """The cursor. ``files``: name → [size, time, hash, mapping's time, mapping's signature]; ``part``: the file being read and how far."""

    files: dict[str, list[Any]] = msgspec.field(default_factory=dict)
    waiting: dict[str, int] = msgspec.field(default_factory=dict)  # looked unfinished, with this size
    bad: dict[str, list[list[str]]] = msgspec.field(default_factory=dict)  # name → (kind, id) of what could not be read
    part: list[Any] = msgspec.field(default_factory=list)  # name, size, time, objects already stored
    tables: Settled | None = None  # None: nothing was settled yet
    zone: str = "UTC"  # in which the times of calendars were read that name none

    def snapshot(self) -> Any:
        return msgspec.to_builtins(self)


class Ids:
    """The ids in files that did not change, kept by this process: proving completeness every minute should not read a mailbox again."""

    def __init__(self) -> None:
        self.files: OrderedDict[tuple[Any, ...], list[tuple[str, str]]] = OrderedDict()
        self.size = 0

    def keep(self, key: tuple[Any, ...], found: list[tuple[str, str]]) -> None:
        self.size += len(found) - len(self.files.pop(key, []))
        self.files[key] = found
        while self.size > _KEPT_IDS and len(self.files) > 1:
            self.size -= len(self.files.popitem(last=False)[1])


held_ids = Ids()


class Pass:
    """One reading of the folder: collects small files into one page and cuts long ones into several."""

    def __init__(
        self,
        state: State,
        tables: Tables | None,
        shared: Mapping[str, Shared],
        ids_key: Callable[[Entry], tuple[Any, ...]],
    ) -> None:
        self.state, self.tables, self.shared, self.ids_key = state, tables, shared, ids_key
        self.page, self.size = Page([], None), 0

    def empty(self) -> bool:
        page = self.page
        return not (page.items or page.unreadable or page.gone or page.notes or page.noted)

    def turn(self) -> Page:
        """The page so far, with the cursor behind it; a new one begins."""
        done, self.page, self.size = self.page, Page([], None), 0
        done.cursor = self.state.snapshot()
        return done

    def forget(self, there: set[str]) -> None:
        """Files that are no longer there, and their faults."""
        for name in [name for name in self.state.files if name not in there]:
            del self.state.files[name]
        self.page.gone += [
            Gone(*one) for name in list(self.state.bad) if name not in there for one in self.state.bad.pop(name)
        ]

    def file(self, entry: Entry, sort: str) -> Iterator[Page]:
        """The pages that one file fills, none when it has not changed."""
        state, tables = self.state, self.tables
        if sort == "table" and tables is None:
            return
        before, beside = state.files.get(entry.name), tables if sort == "table" else self.shared.get(sort)
        signature = beside.signature(entry.name) if beside else before[4] if before else ""
        if before and stamp(entry) == stamp_in(before) and before[4] == signature:
            return
        if not same_now(entry):
            self._note(entry, "is being written and is read at the next sync.")
            return
        try:
            digest = content_hash(entry.path)[:20]
            about = [*stamp(entry)[:2], digest, stamp(entry)[2], signature]
            if before and before[2:] == about[2:]:
                state.files[entry.name] = about  # touched, not changed
                return
            if sort == "table" and tables:
                self.page.noted += [Note(note, entry.labels) for note in tables.notes(entry.name)]
            yield from self._items(entry, sort, about)
        except OSError as error:  # tried again at the next sync
            state.files.pop(entry.name, None)  # also where neither its size nor its time changes any more
            kind, bad = KINDS_OF[sort][0], state.bad.setdefault(entry.name, [])
            self.page.unreadable.append(Unreadable(kind, entry.name, why_closed(entry, error), labels=entry.labels))
            if [kind, entry.name] not in bad:
                bad.append([kind, entry.name])

    def _items(self, entry: Entry, sort: str, about: list[Any]) -> Iterator[Page]:
        state, place = self.state, [entry.name, entry.size, entry.changed]
        done = state.part[3] if state.part[:3] == place else 0
        bad: list[tuple[str, str]] = []
        found: list[tuple[str, str]] = []
        try:
            for count, item in enumerate(
                items(
                    entry,
                    sort,
                    self.tables,
                    settled=state.waiting.get(entry.name) == entry.size,
                    shared=self.shared.get(sort),
                ),
                1,
            ):
                (bad if isinstance(item, Unreadable) else found).append((item.kind, item.remote_id))
                if count <= done:
                    continue
                _add(self.page, item, entry)
                self.size += len(item.raw)
                if len(self.page.items) + len(self.page.unreadable) >= PAGE_ITEMS or self.size >= PAGE_BYTES:
                    state.part = [*place, count]
                    yield self.turn()
        except Unfinished as reason:
            state.waiting[entry.name] = entry.size
            self._note(entry, f"looks unfinished ({reason}); the rest is read when the next sync finds it unchanged.")
            return
        finally:
            state.part = []
        if same_now(entry):
            self._finish(entry, about, [list(one) for one in bad], found)
        else:
            self._note(entry, "changed while it was read; it is read again at the next sync.")

    def _note(self, entry: Entry, what: str) -> None:
        self.page.noted.append(Note(f"{entry.name} {what}", entry.labels))

    def _finish(self, entry: Entry, about: list[Any], bad: list[list[str]], found: list[tuple[str, str]]) -> None:
        """The file is read to its end: remember it, and say which of its former faults are mended."""
        state = self.state
        state.files[entry.name] = about
        state.waiting.pop(entry.name, None)
        self.page.gone += [Gone(*one) for one in state.bad.pop(entry.name, []) if one not in bad]
        if bad:
            state.bad[entry.name] = bad[:1000]
        if [entry.name] not in [one[1:] for one in bad]:
            held_ids.keep(self.ids_key(entry), found)


def _add(page: Page, item: Item, entry: Entry) -> None:
    if isinstance(item, Unreadable):
        page.unreadable.append(msgspec.structs.replace(item, labels=item.labels or entry.labels))
    else:
        page.items.append(item)


def stamp(entry: Entry) -> tuple[int, int, int]:
    """What changes when a file or the mapping beside it does: size, time, the mapping's time."""
    if entry.suffix not in SUFFIXES:
        return entry.size, entry.changed, 0
    try:
        return entry.size, entry.changed, os.stat(entry.where + MAPPING_SUFFIX).st_mtime_ns
    except OSError:
        return entry.size, entry.changed, 0


def stamp_in(about: list[Any]) -> tuple[int, int, int]:
    return about[0], about[1], about[3]

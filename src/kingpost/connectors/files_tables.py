"""The tables of a watched folder, seen together: their mappings, and which row of one file a name or an id in another means."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from kingpost.connectors.files_folder import Entry
from kingpost.connectors.formats.tables import BadRow, Table, TableError, open_tables
from kingpost.connectors.formats.tables_cells import yes
from kingpost.connectors.formats.tables_guess import guess
from kingpost.connectors.formats.tables_mapping import (
    SUFFIX,
    Mapping,
    MappingError,
    load_override,
    of_table,
    override,
    sentence,
)
from kingpost.connectors.formats.tables_refs import Cell, cell_reader, names_in
from kingpost.connectors.formats.tables_rows import RowRaw
from kingpost.connectors.formats.tables_survey import first_text
from kingpost.connectors.formats.tables_words import REF_KINDS

INDEXED = frozenset({"client", "person", "project"})
_MAX_INDEX = 400_000  # names and ids of one folder; beyond it references keep the words of their own row
_KEY_SAMPLE = 5_000
_KEPT_SURVEYS = 128  # two a file at most
_TEXTS = frozenset({".csv", ".tsv", ".json", ".jsonl", ".ndjson"})
_ANSWERS = (("key", "tells its rows"), ("decimals", "tells thousands"))  # what a person says, and the note it answers
_encode = msgspec.json.Encoder().encode


Settled = dict[str, dict[str, list[str]]]
"""By file and sheet: what goes before a table's ids, then its key columns. Settled once, because whatever changes them makes other things of all its rows."""
_SAID = "as a person says"
_KEPT_GONE = 1_000  # files: one that goes and comes back has the ids it had


class Known(msgspec.Struct):
    """What the rows of one table are called: for references from other tables."""

    keys: list[str] = msgspec.field(default_factory=list)  # the first few thousand
    ids: dict[str, str] = msgspec.field(default_factory=dict)  # id as other files write it → key
    names: dict[str, str] = msgspec.field(default_factory=dict)  # folded name → key; "" when two rows have it
    emails: dict[str, str] = msgspec.field(default_factory=dict)  # e-mail → name
    staff: set[str] = msgspec.field(default_factory=set)


class Reading(msgspec.Struct):
    """One table of one file with how it is read; ``mapping`` is None when nothing says what it holds."""

    table: Table
    mapping: Mapping | None
    notes: list[str]
    known: Known


class Surveyed(msgspec.Struct):
    """One file's tables, or why it cannot be read as tables. One that cannot be opened is tried again each time, although nothing of it changes."""

    readings: list[Reading] = msgspec.field(default_factory=list)
    error: str = ""
    closed: OSError | None = None
    unfinished: bool = False
    ignored: bool = False
    no_table: str = ""


_surveys: OrderedDict[tuple[Any, ...], Surveyed] = OrderedDict()
"""Files already surveyed by this process, by everything the result depends on: a sync a minute should not read them again."""


class Tables:
    """Every table of a folder. Made once per sync; cheap when nothing changed. ``settled`` is what an earlier one settled."""

    def __init__(self, entries: Iterable[Entry], zone: str, order: str, settled: Settled | None = None) -> None:
        self.settled = settled or {}
        entries = sorted(entries, key=self._came)
        self.files = {entry.name: _surveyed(entry, zone, order, self.settled.get(entry.name, {})) for entry in entries}
        self.paths = {entry.name: entry.path for entry in entries}
        self.cut = False
        self.ids: dict[str, dict[str, str]] = {kind: {} for kind in INDEXED}
        self.names: dict[str, dict[str, str]] = {kind: {} for kind in INDEXED}
        self.emails: dict[str, str] = {}
        self.staff: set[str] = set()
        self._tell_apart()
        self._index()
        self.digest = self._digest()

    def _came(self, entry: Entry) -> tuple[bool, bool, str]:
        """Files in the order their ids count: those there before, of them the ones whose ids have nothing in front, by name."""
        before = self.settled.get(entry.name)
        return before is None, any(front for front, *_ in (before or {}).values()), entry.name

    def _tell_apart(self) -> None:
        """Tables that count from 1 for the same kind of thing get their file's name before their ids, whichever was there first excepted."""
        taken: dict[str, set[str]] = {}
        now: Settled = {}
        for name, file in self.files.items():
            for reading in file.readings:
                mapping, sheet = reading.mapping, reading.table.name
                if mapping is None:
                    continue
                front = now.setdefault(name, {})[sheet] = [_SAID, *mapping.key]
                if mapping.prefix:
                    continue
                ids = taken.setdefault(mapping.kind, set())
                front[0] = self.settled.get(name, {}).get(sheet, [_SAID])[0]
                if front[0] == _SAID:
                    front[0] = self._prefix(name, reading, ids)
                reading.mapping = msgspec.structs.replace(mapping, prefix=front[0])
                ids.update([front[0]] if front[0] else reading.known.keys)
        gone = sum(name not in self.files for name in self.settled)
        self.settled = {
            name: said for name, said in self.settled.items() if name in self.files or gone < _KEPT_GONE
        } | now

    def _prefix(self, name: str, reading: Reading, taken: set[str]) -> str:
        """What goes before the ids of a new table: nothing where they are not taken, else a name that is not."""
        if taken.isdisjoint(reading.known.keys):
            return ""
        sheet = "/" + reading.table.name if reading.table.name else ""
        prefix = f"{PurePosixPath(name).stem}{sheet}:"
        return f"{name}{sheet}:" if prefix in taken else prefix

    def _index(self) -> None:
        size = 0
        for file in self.files.values():
            for reading in file.readings:
                mapping, known = reading.mapping, reading.known
                if mapping is None or mapping.kind not in INDEXED:
                    continue
                size += len(known.ids) + len(known.names)
                if size > _MAX_INDEX:
                    return
                ids, names = self.ids[mapping.kind], self.names[mapping.kind]
                for said, key in known.ids.items():
                    ids.setdefault(said, mapping.prefix + key)
                for name, key in known.names.items():
                    names[name] = "" if name in names or not key else mapping.prefix + key
                self.emails |= known.emails
                self.staff |= known.staff

    def _digest(self) -> str:
        """Changes when any name or id that a reference could mean changes."""
        said = [sorted(one.items()) for group in (self.ids, self.names) for _, one in sorted(group.items())]
        return hashlib.blake2b(_encode([said, sorted(self.staff)]), digest_size=8).hexdigest()

    def signature(self, name: str) -> str:
        """What the rows of a file depend on besides its bytes: its mappings and, where it refers to others, the index."""
        mappings = [reading.mapping for reading in self.files[name].readings]
        refers = any(mapping and (mapping.refs or mapping.comments or mapping.changes) for mapping in mappings)
        return hashlib.blake2b(_encode(mappings) + (self.digest.encode() if refers else b""), digest_size=8).hexdigest()

    def rows(self, name: str) -> Iterator[tuple[str, bytes] | BadRow]:
        """(native id, evidence) for each row of a file, in order; afterwards ``cut`` says whether its end seems to be missing.

        Raises TableError when too much of it is broken.
        """
        wanted = {
            reading.table.name: reading.mapping for reading in self.files[name].readings if reading.mapping is not None
        }
        self.cut = False
        for table in open_tables(self.paths[name]) if wanted else ():
            mapping = wanted.get(table.name)
            if mapping is not None:
                yield from _Builder(name, table, mapping, self).rows()
                self.cut |= table.cut

    def notes(self, name: str) -> list[str]:
        """How the tables of a file are read, for the Systems page."""
        file = self.files[name]
        return [note for reading in file.readings for note in reading.notes] + (
            [file.no_table] if file.no_table else []
        )


def _surveyed(entry: Entry, zone: str, order: str, settled: dict[str, list[str]]) -> Surveyed:
    beside = entry.path.with_name(entry.path.name + SUFFIX)
    stamp = beside.stat().st_mtime_ns if beside.is_file() else 0
    about = (entry.where, entry.name, entry.size, entry.changed, stamp, zone, order)
    keys = {sheet: columns for sheet, (_, *columns) in settled.items()}
    found = _surveys.pop((about, _named(keys)), None) or _survey(entry, zone, order, keys)
    if found.closed:
        return found
    chosen = {one.table.name: one.mapping.key for one in found.readings if one.mapping}
    for asked in (keys, chosen):  # the next time what was chosen is settled, and the survey the same
        _surveys[about, _named(asked)] = found
    while len(_surveys) > _KEPT_SURVEYS:
        _surveys.popitem(last=False)
    copies = [msgspec.structs.replace(reading) for reading in found.readings]  # _tell_apart gives them prefixes
    return msgspec.structs.replace(found, readings=copies)


def _named(keys: dict[str, list[str]]) -> str:
    return repr(sorted(keys.items()))


def _survey(entry: Entry, zone: str, order: str, keys: dict[str, list[str]]) -> Surveyed:
    try:
        said = load_override(entry.path)
        if said.get("ignore"):
            return Surveyed(ignored=True)
        zone = str(said.get("zone") or zone)
        readings = [
            _reading(entry, table, of_table(said, table), zone, order, keys.get(table.name, []))
            for table in open_tables(entry.path)
        ]
        kept = [reading for reading in readings if reading is not None]
        for reading in kept:  # the survey is kept in memory, a table's rows are not
            reading.table = Table(
                reading.table.name,
                reading.table.columns,
                nested=reading.table.nested,
                delimiter=reading.table.delimiter,
            )
        return Surveyed(kept, ignored=not kept)
    except TableError as error:
        if error.no_table and entry.suffix in _TEXTS:
            return Surveyed(no_table=f"{entry.name} is kept as a document: {error}.")
        return Surveyed(error=str(error), unfinished=error.unfinished)
    except OSError as error:
        return Surveyed(closed=error)
    except (MappingError, ValueError) as error:
        return Surveyed(error=str(error))


def _reading(entry: Entry, table: Table, said: dict[str, Any], zone: str, order: str, key: list[str]) -> Reading | None:
    if said.get("ignore"):
        return None
    where = f"{entry.name}[{table.name}]" if table.name else entry.name
    guessed = guess(
        table, entry.name, kind=str(said.get("kind") or ""), zone="" if zone == "UTC" else zone, order=order, key=key
    )
    notes = [f"{where}: {note}." for note in table.notes]
    if table.beside:
        notes.append(f"{where}: {table.beside} of its lines are no rows (headings, totals, remarks) and are not read.")
    if guessed is None and not said:
        columns = ", ".join(table.columns[:12])
        return Reading(
            table,
            None,
            [*notes, f"{where}: nothing says what its rows are ({columns}). Say so in {entry.name}{SUFFIX}."],
            Known(),
        )
    mapping = (
        override(guessed.mapping if guessed else None, said, table) if said else guessed.mapping if guessed else None
    )
    if mapping is None:
        return Reading(table, None, notes, Known())
    notes.append(sentence(mapping, table, entry.name, written=bool(said)))
    notes += [
        f"{where}: {note}."
        for note in (guessed.notes if guessed else [])
        if not any(word in said and about in note for word, about in _ANSWERS)
    ]
    return Reading(table, mapping, notes, _known(table, mapping))


def _known(table: Table, mapping: Mapping) -> Known:
    """The ids and names of a table's rows. For tables nobody refers to, only a sample of ids."""
    found = Known()
    indexed = mapping.kind in INDEXED
    key = _Key(mapping)
    names = [cell_reader(column, mapping.nested) for column in mapping.fields.get("name", [])]
    emails = [cell_reader(column, mapping.nested) for column in mapping.fields.get("email", [])]
    staff = [cell_reader(column, mapping.nested) for column in mapping.fields.get("staff", [])]
    for item in table.rows():
        if isinstance(item, BadRow):
            continue
        row = item[1]
        one = key.of(row)
        if len(found.keys) < _KEY_SAMPLE:
            found.keys.append(one)
        elif not indexed:
            break
        if indexed and len(found.ids) < _MAX_INDEX:
            found.ids[one] = one
            name = " ".join(first_text(cell(row)).strip() for cell in names).strip()
            folded = " ".join(name.split()).casefold()
            if folded:
                found.names[folded] = "" if folded in found.names else one
            for cell in emails:
                if name and (email := first_text(cell(row)).strip().lower()):
                    found.emails[email] = name
            if mapping.set.get("staff") or any(yes(first_text(cell(row))) for cell in staff):
                found.staff.add(one)
    return found


class _Key:
    """What tells a row from the others of its table."""

    def __init__(self, mapping: Mapping) -> None:
        self.cells = [cell_reader(column, mapping.nested) for column in mapping.key]

    def of(self, row: dict[str, Any]) -> str:
        parts = [first_text(cell(row)).strip() for cell in self.cells]
        if any(parts):
            return "|".join(parts)
        return "~" + hashlib.blake2b(_encode(row), digest_size=8).hexdigest()


class _Builder:
    """Makes the evidence of a table's rows."""

    def __init__(self, name: str, table: Table, mapping: Mapping, tables: Tables) -> None:
        self.file, self.table, self.mapping, self.tables = name, table, mapping, tables
        self.where = f"{name}[{table.name}]" if table.name else name
        self.map = msgspec.Raw(_encode(mapping))
        self.key = _Key(mapping)
        self.lines = mapping.kind == "invoice"
        self.refs = [self._ref(role, ways) for role, ways in mapping.refs.items()]
        self.refs = [ref for ref in self.refs if ref[1] in INDEXED]
        self.comments, self.changes = (
            cell_reader(column, mapping.nested) if column else None for column in (mapping.comments, mapping.changes)
        )

    def _ref(self, role: str, ways: dict[str, str]) -> tuple[str, str, Cell | None, Cell | None]:
        kind = REF_KINDS[role] or self.mapping.kind
        by_id, by_name = (
            cell_reader(ways[way], self.mapping.nested) if way in ways else None for way in ("id", "name")
        )
        return role, kind, by_id, by_name

    def rows(self) -> Iterator[tuple[str, bytes] | BadRow]:
        seen: dict[int, int] = {}
        held: RowRaw | None = None  # the row before this one: an invoice's further lines join it
        for item in self.table.rows():
            if isinstance(item, BadRow):
                yield BadRow(item.number, f"row {item.number} of {self.where}: {item.error}")
                continue
            row = item[1]
            key = self.key.of(row)
            if self.lines and held is not None and held.key == key:
                held.more.append(row)
                continue
            if held is not None:
                yield self._done(held)
            mark = hash(key)
            times = seen[mark] = seen.get(mark, 0) + 1
            held = RowRaw(row, self.map, self.file, key if times == 1 else f"{key}#{times}")
            self._resolve(held)
        if held is not None:
            yield self._done(held)

    def _done(self, raw: RowRaw) -> tuple[str, bytes]:
        return f"{self.where}#{raw.key}", _encode(raw)

    def _resolve(self, raw: RowRaw) -> None:
        """Write down which rows of the folder the row's names and ids mean."""
        row = raw.row
        for role, kind, by_id, by_name in self.refs:
            ids = names_in(by_id(row), "") if by_id else []
            hits = [self.tables.ids[kind].get(one, "") for one in ids]
            if not hits or not all(hits):
                names = names_in(by_name(row), kind) if by_name else []
                hits = [self._called(kind, name) for name in names]
                if kind == "person" and len(names) == 1 and not hits[0]:  # "priya, noor": two, where a list knows both
                    hits = [self._called(kind, name.strip()) for name in names[0].split(",")]
            if hits and all(hits):
                raw.found[role] = "\n".join(hits)
        for told in (self.comments, self.changes):
            if told is not None:
                self._authors(raw, told(row))

    def _called(self, kind: str, name: str) -> str:
        return self.tables.names[kind].get(" ".join(name.split()).casefold()) or self.tables.ids[kind].get(name, "")

    def _authors(self, raw: RowRaw, comments: Any) -> None:
        """Who wrote the comments, where the folder has a list of users."""
        people = self.tables.ids["person"]
        for comment in comments if isinstance(comments, list) else ():
            author = str(comment.get("author_id") or "") if isinstance(comment, dict) else ""
            if author in people:
                raw.found["@" + author] = people[author]
                if self.tables.staff:  # a list of users that does not say who is staff says nothing about sides
                    raw.ours[author] = author in self.tables.staff


def mapped(files: dict[str, Surveyed], kind: str) -> list[tuple[str, Mapping]]:
    """The csv files whose rows are of one kind, with their mapping: the ones a row can be written to."""
    return [
        (name, reading.mapping)
        for name, file in files.items()
        for reading in file.readings
        if reading.mapping is not None
        and reading.mapping.kind == kind
        and Path(name).suffix.lower() in {".csv", ".tsv"}
    ]

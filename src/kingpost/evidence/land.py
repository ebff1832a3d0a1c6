"""A page of native objects becomes records and versions: hash first, translate what changed, COPY, one set-based statement.

``Lander.prepare`` is Python only (hashing, translating); ``Lander.store`` is database only and one transaction, cursor included.
So the runner can prepare the next page while the last one is stored, and a kill between any two steps loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from psycopg.types.numeric import Int4

from kingpost.connectors.base import Connector, Gone, Mention, Native, Page, Statement, Unavailable, Unreadable
from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.evidence.erased import Erased
from kingpost.evidence.forms import JSONB_VERSION, as_uuids, json_bytes, moment, safe
from kingpost.evidence.keys import digest, native_key, record_key, uuid_array
from kingpost.evidence.leaving_out import leaves_out
from kingpost.evidence.models import System
from kingpost.evidence.tombstones import Tombstones
from kingpost.toolbox import clock, faults
from kingpost.toolbox.sql import copy_as_they_are, execute, expect_memory, rows, sql

# Columns of the staging table. Keys, uuid arrays, moments and jsonb are made here in PostgreSQL's binary form.
COLUMNS = (
    "key", "kind", "remote_id", "native_kind", "native_id", "native_key", "raw_hash", "hash", "weight", "via_key", "title", "fields", "body",
    "url", "valid_from", "ref_roles", "ref_keys", "happenings", "raw", "labels", "large",
)  # fmt: skip
LABELS_APART = "\x1f"  # stands between labels on their way; a system's own labels hold no control characters
LATEST_WINS = Int4(-1)  # weight of a statement that always replaces the one before

Row = list[Any]  # one staging row, in the order of COLUMNS


class _Line(msgspec.Struct, omit_defaults=True):
    """A happening as it is kept: the actor by its record's key."""

    at: datetime
    what: str
    text: str
    actor: str | None
    private: bool = False


@dataclass
class Batch:
    """A page made ready for the database."""

    page: Page
    rows: dict[bytes, Row] = field(default_factory=dict)
    seen: list[bytes] = field(default_factory=list)  # native keys in this page, changed or not
    held: dict[bytes, bytes] = field(default_factory=dict)  # native key -> record key, of those that changed
    unreadable: list[Unreadable] = field(default_factory=list)
    excluded: list[Native] = field(default_factory=list)

    def moved(self) -> list[bytes]:
        """Record keys their native object has left for another one."""
        now = {row[5]: row[0] for row in self.rows.values() if row[5] is not None}
        return [was for key, was in self.held.items() if key in now and now[key] != was]


@dataclass(frozen=True)
class Stored:
    """What storing a batch did."""

    changed: int = 0
    gone: int = 0


class Lander:
    """Lands pages of one system. Keeps the keys it has already pointed at, so a known person costs nothing the second time."""

    KNOWN_AT_MOST = 200_000

    def __init__(self, system: System, connector: type[Connector]) -> None:
        self.system = system
        self.connector = connector
        self.known: dict[bytes, tuple[int, bytes | None]] = {}
        self.offered: dict[tuple[str, str, str], dict[str, Any]] = {}
        self.keys: dict[tuple[str, str], bytes] = {}
        self.erased = Erased()
        self.tombstones = Tombstones(system, connector.proofs)

    def prepare(self, page: Page) -> Batch:
        """Hash everything, ask which bytes are new, translate those."""
        batch = Batch(page, unreadable=list(page.unreadable))
        natives: dict[bytes, tuple[Native, bytes]] = {}
        for native in page.items:
            if self._is_excluded(native):
                batch.excluded.append(native)
                continue
            natives[native_key(self.system.id, native.kind, native.remote_id)] = (native, digest(native.raw))
        batch.seen = list(natives)
        page.notes = [self.erased.without(note) for note in page.notes] if self.erased else page.notes
        for key, record in _differing({key: raw_hash for key, (_, raw_hash) in natives.items()}):
            native, raw_hash = natives[key]
            if record is not None:
                batch.held[key] = record
            self._translate(batch, native, key, raw_hash)
        return batch

    def store(self, batch: Batch, cursor: Any, writeback: int | None = None) -> Stored:
        """Write a batch and its cursor in one transaction. Safe to repeat."""
        now = clock.now()
        with transaction.atomic():
            self._lock(cursor)  # first: from here on nothing else lands in this system, and nobody changes it
            expect_memory()
            self._stage(batch)
            left = _leave(batch.moved(), now)
            changed = self._take_in(batch, now, writeback)
            self._remember_kinds(batch)
            gone = left + self.tombstones.retire(batch.page.gone, now, ours=writeback is not None)
            quarantine(self.system, "read", self._bad(batch.unreadable), now)
            _leave_out(self.system, batch.seen, batch.excluded)
            _settle(self.system, batch, now)
            faults.point("land.stored")
            changes.append({Stream.RECORD: [*changed, *gone]}, [self.system.audience_id])
        faults.point("land.committed")
        return Stored(len(changed), len(gone))

    def _lock(self, cursor: Any) -> None:
        """Move the cursor, and take over whose the system is by now. Raises Unavailable when it is to be read otherwise than it was."""
        mine = System.objects.filter(pk=self.system.pk, excluded=self.system.excluded, settings=self.system.settings)
        if not mine.update(cursor=cursor):
            raise Unavailable(
                "Its settings or what is left out of it were changed, so it is read again from the start."
            )
        if Erased().held != self.erased.held:
            raise Unavailable("Somebody was erased while it was read, so it is read on without them.")
        self.system.audience_id = mine.values_list("audience_id", flat=True).get()

    def _is_excluded(self, native: Native) -> bool:
        """Excluded folders, labels and senders are dropped here, before anything is stored."""
        return bool(self.system.excluded) and leaves_out(self.system.excluded, native.labels)

    def _translate(self, batch: Batch, native: Native, key: bytes, raw_hash: bytes) -> None:
        try:
            statements = self.connector.translate(native)
            if self.erased:
                if self.erased.leave_out(statements):
                    batch.excluded.append(native)
                    return
                native = self._without_erased(native)
            made = [self._row(batch, s, via=None) for s in statements]
        except Exception as error:  # noqa: BLE001  a bad object is put aside with its reason; the rest goes on
            reason = str(error) if isinstance(error, ValueError) else f"{type(error).__name__}: {error}"
            batch.unreadable.append(Unreadable(native.kind, native.remote_id, reason, native.raw))
            return
        if not made:
            batch.unreadable.append(
                Unreadable(native.kind, native.remote_id, "There is nothing in it that could be read.", native.raw)
            )
            return
        main, *parts = made
        main[3:7] = [safe(native.kind), safe(native.remote_id), key, raw_hash]
        main[18:21] = [native.raw, LABELS_APART.join(map(safe, native.labels)), Int4(native.too_large)]
        there = batch.rows.get(main[0])
        if there is not None and there[5] not in (
            None,
            key,
        ):  # another one speaks of the same thing: whoever came first keeps the key
            if batch.held.get(key) == main[0]:
                self._rename(batch, main[0])
            else:
                main[0] = self._own_key(main)
        batch.rows[main[0]] = main
        for row in parts:
            row[9] = main[0]
            self._offer(batch, row)
        for statement in statements:
            for mention in statement.mentions:
                self._mention(batch, mention, main[0])

    def _without_erased(self, native: Native) -> Native:
        """The object as it may be kept: of bytes that hold somebody who was erased, none."""
        raw = b"" if self.erased.inside(native.raw) else native.raw
        labels = tuple(self.erased.without(label) for label in native.labels)
        return Native(native.kind, self.erased.without(native.remote_id), raw, labels, native.too_large)

    def _bad(self, bad: Iterable[Unreadable]) -> list[Unreadable]:
        """What is put aside, without who was erased."""
        if not self.erased:
            return list(bad)
        return [
            Unreadable(u.kind, u.remote_id, self.erased.without(u.error), b"" if self.erased.inside(u.raw) else u.raw)
            for u in bad
        ]

    def _stage(self, batch: Batch) -> None:
        """COPY the page to the staging table, and keep things apart that only look like one.

        Two native objects may speak of one thing (an invoice file and a row in a list). Each keeps a record of its own. This is asked here and
        not in ``prepare`` because only now is the page before this one stored.
        """
        if not batch.rows:
            return
        _copy(batch.rows.values())
        if taken := rows(sql("clashing")):
            for (key,) in taken:
                self._rename(batch, key)
            _copy(batch.rows.values())

    def _take_in(self, batch: Batch, now: datetime, writeback: int | None) -> list[int]:
        """The set-based statement. Returns the ids of records with a new version."""
        if not batch.rows:
            return []
        params = {
            "system": self.system.pk,
            "audience": self.system.audience_id,
            "translator": self.connector.translator,
            "now": now,
            "writeback": writeback,
        }
        return [record for (record,) in rows(sql("land"), params)]

    def _remember_kinds(self, batch: Batch) -> None:
        """Keep with the system which kinds of records it holds; nothing to write but for the first of a kind."""
        if new := {row[1] for row in batch.rows.values()}.difference(self.system.kinds):
            query = "UPDATE system SET kinds = ARRAY(SELECT DISTINCT unnest(kinds || %s::text[]) ORDER BY 1) WHERE id = %s RETURNING kinds"
            [(self.system.kinds,)] = rows(query, [sorted(new), self.system.pk])

    def _rename(self, batch: Batch, key: bytes) -> None:
        """Give a row the key of its native object; identity joins the two records by their match keys."""
        row = batch.rows.pop(key)
        row[0] = self._own_key(row)
        batch.rows[row[0]] = row
        for other in batch.rows.values():
            if other[9] == key:
                other[9] = row[0]

    def _own_key(self, row: Row) -> bytes:
        return record_key(self.system.id, row[1], f"{row[2]}\0{row[3]}\0{row[4]}")

    def _key(self, batch: Batch, kind: str, remote_id: str) -> bytes:
        """The record key of something pointed at; the same few are asked for over and over.

        The first time there may be no such record yet: it gets one, so that a link always has two ends.
        """
        key = self.keys.get((kind, remote_id))
        if key is None:
            key = self.keys[kind, remote_id] = record_key(self.system.id, kind, safe(remote_id))
            if key not in self.known and key not in batch.rows:
                shown = self.erased.without(safe(remote_id)) if self.erased else safe(remote_id)
                batch.rows[key] = [
                    key,
                    kind,
                    shown,
                    *[None] * 5,
                    Int4(0),
                    None,
                    "",
                    None,
                    "",
                    "",
                    None,
                    "",
                    uuid_array(()),
                    *[None] * 4,
                ]
                self.known[key] = (0, None)
        return key

    def _mention(self, batch: Batch, mention: Mention, via: bytes) -> None:
        """Mentions get a record too, made of what says most about them."""
        one = (mention.kind, mention.remote_id, mention.title)
        if self.offered.get(one) == mention.fields:
            return
        row = self._row(batch, Statement(mention.kind, mention.remote_id, mention.title, mention.fields), via)
        row[8] = Int4(len(row[11]) + len(row[10]))
        self._offer(batch, row)
        self._forget_some()
        self.offered[one] = mention.fields

    def _offer(self, batch: Batch, row: Row) -> None:
        """Take a mention or a part of another object, unless we hold one that says as much."""
        key, weight, hashed = row[0], row[8], row[7]
        rank = (weight, hashed)
        held = self.known.get(key)
        if weight != LATEST_WINS and held is not None and held[1] is not None and rank <= held:
            return
        there = batch.rows.get(key)
        if there is not None and (
            there[5] is not None or (there[7] is not None and weight != LATEST_WINS and rank <= (there[8], there[7]))
        ):
            return
        batch.rows[key] = row
        self.known[key] = (weight, hashed)

    def _forget_some(self) -> None:
        """Bound what is remembered; forgetting only costs a look the next time."""
        for memory in (self.known, self.offered, self.keys):
            if len(memory) >= self.KNOWN_AT_MOST:
                memory.clear()

    def _row(self, batch: Batch, s: Statement, via: bytes | None) -> Row:
        remote_id, title, body, url = safe(s.remote_id), safe(s.title), safe(s.body), safe(s.url)
        volatile = self.connector.volatile
        fields = json_bytes(s.fields)
        said = json_bytes({k: v for k, v in s.fields.items() if k not in volatile}) if volatile else fields
        happenings = b""
        if s.happenings:
            happenings = json_bytes(
                [
                    _Line(
                        h.at, h.what, h.text, self._key(batch, "person", h.actor).hex() if h.actor else None, h.private
                    )
                    for h in s.happenings
                ]
            )
        roles = ",".join([r.role for r in s.refs])
        keys = uuid_array([self._key(batch, r.kind, r.remote_id) for r in s.refs])
        at = moment(s.at) if s.at else None
        hashed = digest(b"\0".join((said, f"{title}\0{url}\0{roles}\0{body}".encode(), at or b"", keys, happenings)))
        merges = s.kind == "document" and s.remote_id.startswith(
            "sha256:"
        )  # named by its content: many say it, in any order
        return [
            record_key(self.system.id, s.kind, remote_id), s.kind, self.erased.without(remote_id) if self.erased else remote_id, None, None, None, None, hashed,
            Int4(len(fields) + len(title)) if merges else LATEST_WINS, via, title, JSONB_VERSION + fields, body, url, at, roles, keys,
            JSONB_VERSION + happenings if happenings else None, None, None, None,
        ]  # fmt: skip


def quarantine(system: System, stage: str, bad: Iterable[Unreadable], now: datetime) -> None:
    """Put unreadable objects aside with their reason; the same one again only counts up."""
    seen = {(u.kind, u.remote_id): u for u in bad}
    for u in seen.values():
        execute(
            sql("quarantine"),
            {"system": system.id, "stage": stage, "kind": safe(u.kind), "remote_id": safe(u.remote_id), "error": safe(u.error)[:2000],
             "raw": u.raw or None, "raw_hash": digest(u.raw).hex() if u.raw else None,
             "native_key": native_key(system.id, u.kind, u.remote_id).hex(), "now": now},
        )  # fmt: skip


def _differing(hashes: Mapping[bytes, bytes]) -> list[tuple[bytes, bytes | None]]:
    """Of these native keys, with the hash of their bytes, those we do not hold with equal bytes: (native key, record key if we hold it)."""
    return rows(sql("differing"), [as_uuids(hashes), as_uuids(hashes.values())])


def _copy(staged: Iterable[Row]) -> None:
    execute(sql("staging"))
    copy_as_they_are("staging", COLUMNS, staged)


def _leave(keys: Sequence[bytes], now: datetime) -> list[int]:
    """Records whose native object now speaks of another thing (its key column changed): gone. Returns their ids."""
    if not keys:
        return []
    query = (
        "UPDATE record SET gone_at = %s, raw_hash = NULL, native_key = NULL WHERE key = ANY(%s::uuid[]) RETURNING id"
    )
    return [record for (record,) in rows(query, [now, as_uuids(keys)])]


def _leave_out(system: System, seen: Sequence[bytes], excluded: Sequence[Native]) -> None:
    """Remember of what is left out only that it exists, by hashed key, so that completeness can still be proven; forget it of what is read now."""
    query = "DELETE FROM excluded WHERE system_id = %s AND native_key = ANY(%s::uuid[])"
    execute(query, [system.id, as_uuids(seen)])
    for n in excluded:
        execute(
            "INSERT INTO excluded (system_id, kind, native_key) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [system.id, n.kind, native_key(system.id, n.kind, n.remote_id).hex()],
        )


def _settle(system: System, batch: Batch, now: datetime) -> None:
    """What could be read this time, or the system says is deleted, leaves quarantine."""
    bad = {(u.kind, u.remote_id) for u in batch.unreadable}
    there: list[Native | Gone] = [*batch.page.items, *batch.page.gone]
    settle(system, [(n.kind, n.remote_id) for n in there if (n.kind, n.remote_id) not in bad], now)


def settle(system: System, good: Sequence[tuple[str, str]], now: datetime) -> int:
    """These, by kind and id, leave quarantine. Returns how many of them were in it."""
    if not rows(
        "SELECT 1 FROM quarantine WHERE system_id = %s AND stage = 'read' AND settled_at IS NULL LIMIT 1", [system.id]
    ):
        return 0
    return execute(
        """UPDATE quarantine SET settled_at = %s WHERE system_id = %s AND stage = 'read' AND settled_at IS NULL
           AND (kind, remote_id) IN (SELECT * FROM unnest(%s::text[], %s::text[]))""",
        [now, system.id, [safe(k) for k, _ in good], [safe(r) for _, r in good]],
    )

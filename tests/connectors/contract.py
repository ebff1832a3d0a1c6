"""What every connector keeps to, checked against a small system of its own kind.

A connector joins by one file, ``tests/connectors/builders/<name>.py``, with a context manager ``bench(tmp_path)`` that sets up such a system
and yields a ``Bench``. ``test_contract.py`` runs every check below over every connector in the registry.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from kingpost.connectors import registry
from kingpost.connectors.base import HAPPENINGS, KINDS, ROLES, Connector, Native, Page, Statement
from kingpost.connectors.writing import Change, Writer

DOCS = Path(__file__).parents[2] / "docs" / "connectors"
COMPLETE = {"ids", "count", "none"}
DELETIONS = {"tombstones", "ids", "none"}
SECRET_WORDS = ("password", "key", "token", "secret")

Object = tuple[str, str]
"""Native kind and remote_id."""


WITHOUT_A_KEY = ("message",)
"""Kinds whose writes leave no key, because doing them twice is doing them once: where a mail lies is the proof."""


@dataclass
class Bench:
    """A small system and how to use it: some objects of every kind, several pages if the connector pages.

    ``delete_one`` and ``change_one`` act in the system itself and name the object. ``secrets`` are texts of the configuration that must appear
    nowhere. ``writes`` are changes that can be written, one or more per kind in the connector's ``writes``.
    """

    config: dict[str, str]
    delete_one: Callable[[], Object]
    change_one: Callable[[], Object]
    secrets: tuple[str, ...] = ()
    writes: list[Change] = field(default_factory=list)


@dataclass
class Subject:
    """One connector class with its bench."""

    cls: type[Connector]
    bench: Bench

    @contextmanager
    def open(self) -> Iterator[Connector]:
        connector = self.cls(self.bench.config)
        try:
            yield connector
        finally:
            connector.close()

    def pages(self, cursor: Any = None) -> list[Page]:
        with self.open() as connector:
            return list(connector.read(cursor))

    def natives(self, cursor: Any = None) -> dict[Object, Native]:
        return {(n.kind, n.remote_id): n for page in self.pages(cursor) for n in page.items}

    def statements(self) -> list[Statement]:
        return [says for native in self.natives().values() for says in self.cls.translate(native)]


def the_class_says_what_it_is(subject: Subject) -> None:
    cls = subject.cls
    assert registry.connector(cls.name) is cls
    assert cls.title
    assert cls.about.endswith("."), "about is a sentence"
    assert cls.translator >= 1
    assert set(cls.writes) <= set(KINDS)
    for kind, proof in cls.proofs.items():
        assert proof.complete in COMPLETE, kind
        assert proof.deletions in DELETIONS, kind
        assert proof.title, kind


def settings_are_documented(subject: Subject) -> None:
    page = DOCS / f"{subject.cls.name}.md"
    assert page.exists(), f"write {page.name}"
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {subject.cls.title}\n")
    for setting in subject.cls.settings:
        assert f"`{setting.name}`" in text, f"{page.name} does not explain `{setting.name}`"
        assert setting.title, setting.name
        assert setting.help, setting.name


def secrets_are_marked(subject: Subject) -> None:
    for setting in subject.cls.settings:
        words = setting.name.split("_")
        assert setting.secret or not set(words) & set(SECRET_WORDS), f"{setting.name} must be marked as secret"


def secrets_stay_out(subject: Subject) -> None:
    with subject.open() as connector:
        texts = [connector.check().encode()]
    for page in subject.pages():
        texts += [native.raw for native in page.items]
        texts += [
            msgspec.json.encode([page.cursor, page.notes, page.noted, page.gone, [u.error for u in page.unreadable]])
        ]
    for secret in subject.bench.secrets:
        assert not [text for text in texts if secret.encode() in text], "a secret of the configuration is in a record"


def the_same_read_gives_the_same_records(subject: Subject) -> None:
    first, second = subject.natives(), subject.natives()
    assert first, "the bench system is empty"
    assert first == second
    assert all(isinstance(native.remote_id, str) and native.remote_id for native in first.values())
    assert {kind for kind, _ in first} <= set(subject.cls.proofs), "a kind without a word on what can be proven"
    assert {kind for kind, _ in first} == set(subject.cls.proofs), "the bench system lacks a kind"


def reading_goes_on_behind_every_page(subject: Subject) -> None:
    pages = subject.pages()
    whole = {(n.kind, n.remote_id) for page in pages for n in page.items}
    for number, page in enumerate(pages):
        stored = msgspec.json.decode(msgspec.json.encode(page.cursor))  # as the database gives it back
        before = {(n.kind, n.remote_id) for earlier in pages[: number + 1] for n in earlier.items}
        assert before | subject.natives(stored).keys() == whole, f"objects are lost after page {number + 1}"


def a_change_arrives(subject: Subject) -> None:
    before, cursor = subject.natives(), subject.pages()[-1].cursor
    changed = subject.bench.change_one()
    after = subject.natives(cursor)
    assert changed in after, f"{changed} was changed and not read again"
    assert after[changed] != before.get(changed)


def what_is_read_is_what_is_listed(subject: Subject) -> None:
    read = subject.natives()
    with subject.open() as connector:
        for kind, proof in subject.cls.proofs.items():
            ids, count = connector.ids(kind), connector.count(kind)
            listed = None if ids is None else list(ids)
            held = {remote_id for k, remote_id in read if k == kind}
            if proof.complete == "ids":
                assert listed is not None, kind
                assert set(listed) == held, kind
                assert len(listed) == len(held), f"{kind}: an id is listed twice"
            if proof.complete == "count":
                assert count == len(held), kind
            assert count is None or count >= len(held), (
                f"{kind}: the system counts less than it gave"
            )  # it may count copies


def one_object_reads_like_all(subject: Subject) -> None:
    with subject.open() as connector:
        for (kind, remote_id), native in subject.natives().items():
            alone = connector.read_one(kind, remote_id)
            assert alone is not None, (kind, remote_id)
            assert connector.translate(alone) == connector.translate(native), (kind, remote_id)


def a_deletion_is_seen(subject: Subject) -> None:
    cursor = subject.pages()[-1].cursor
    kind, remote_id = subject.bench.delete_one()
    proof = subject.cls.proofs[kind]
    assert proof.deletions != "none", f"delete an object whose deletion can be seen, not a {kind}"
    if proof.deletions == "tombstones":
        assert (kind, remote_id) in {
            (gone.kind, gone.remote_id) for page in subject.pages(cursor) for gone in page.gone
        }
    with subject.open() as connector:
        ids = connector.ids(kind)
        assert ids is None or remote_id not in set(ids)
        assert proof.deletions != "ids" or ids is not None
        assert connector.read_one(kind, remote_id) is None


def translation_is_pure(subject: Subject, monkeypatch: Any) -> None:
    """The same bytes give the same statements, in any zone, and nothing outside is touched."""
    natives = list(subject.natives().values())
    translate = subject.cls.translate
    before = [translate(native) for native in natives]  # also imports what is imported late
    copies = [bytes(native.raw) for native in natives]
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    try:
        with nothing_outside() as touched:
            after = [translate(native) for native in natives]
    finally:
        monkeypatch.undo()
        time.tzset()
    assert after == before
    assert touched == []
    assert [native.raw for native in natives] == copies


def statements_are_well_formed(subject: Subject) -> None:
    for says in subject.statements():
        where = (says.kind, says.remote_id)
        assert says.kind in KINDS, where
        assert says.remote_id, where
        assert says.title.strip(), where
        assert msgspec.json.decode(msgspec.json.encode(says), type=Statement) == says, (
            f"{where} does not survive storage"
        )
        assert aware(says.at), where
        check_fields(says.fields, where)
        for mention in says.mentions:
            assert mention.kind in KINDS, where
            assert mention.remote_id, where
            check_fields(mention.fields, where)
        check_pointers(says)
        check_happenings(says)


def check_fields(fields: Mapping[str, Any], where: object) -> None:
    for name, value in fields.items():
        assert value is not None, f"{where}: {name} says nothing"
        assert value != "", f"{where}: {name} says nothing"


def check_pointers(says: Statement) -> None:
    for ref in says.refs:
        assert ref.role in ROLES, (says.remote_id, ref)
        assert ref.kind in KINDS, (says.remote_id, ref)
        assert ref.remote_id, (says.remote_id, ref)


def check_happenings(says: Statement) -> None:
    keys = [(happening.what, happening.key) for happening in says.happenings]
    assert len(keys) == len(set(keys)), f"{says.remote_id}: two happenings cannot be told apart"
    for happening in says.happenings:
        assert happening.what in HAPPENINGS, (says.remote_id, happening)
        assert happening.at.tzinfo is not None, (says.remote_id, happening)
        assert happening.text.strip(), (says.remote_id, happening)


def what_it_writes_is_found_and_read_back(subject: Subject) -> None:
    assert {change.kind for change in subject.bench.writes} >= set(subject.cls.writes), "a kind to write lacks a sample"
    for number, change in enumerate(subject.bench.writes):
        key = f"kp-contract-{number}7"
        with subject.open() as connector:
            assert isinstance(connector, Writer)
            assert connector.writes_as()
            assert connector.find(change, key) is None, change
            written = connector.write(change, key)
        with subject.open() as later:  # what was written is in the system, not in the connection
            assert isinstance(later, Writer)
            assert later.find(change, key) == written, change
            if change.kind not in WITHOUT_A_KEY:
                assert later.find(change, key[:-1]) is None, "a key that only begins alike is another key"
            back = later.read_one(written.native_kind, written.remote_id)
            assert back is not None, change
            assert change.kind in {says.kind for says in later.translate(back)}, change


def aware(at: datetime | None) -> bool:
    return at is None or at.tzinfo is not None


_watching: list[list[str]] = []


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if _watching and (event.startswith("socket.") or event in ("subprocess.Popen", "os.system")):
        _watching[-1].append(event)
    if _watching and event == "open" and isinstance(arguments[0], str | bytes) and not _is_program(arguments[0]):
        _watching[-1].append(f"open {os.fsdecode(arguments[0])}")


def _is_program(path: str | bytes) -> bool:
    """Python's own files, zone tables and libraries' tables are part of the program."""
    name = os.fsdecode(path)
    return name.startswith((sys.prefix, sys.base_prefix, "/usr/share/zoneinfo", "/usr/lib")) or name.endswith(
        (".py", ".pyc")
    )


@cache
def _hook() -> None:
    sys.addaudithook(_audit)  # once, as it cannot be removed again; it does nothing while nobody watches


@contextmanager
def nothing_outside() -> Iterator[list[str]]:
    """Notes every file, socket and program that is opened meanwhile."""
    _hook()
    touched: list[str] = []
    _watching.append(touched)
    try:
        yield touched
    finally:
        _watching.pop()

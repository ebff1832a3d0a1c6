"""The truth names only what the systems hold, and the files connector reads every file the way the truth names it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from tests.example.written import company

from kingpost.connectors.base import Statement
from kingpost.connectors.registry import connector
from kingpost.example.build import systems


class Read(NamedTuple):
    """What the connector made of the example."""

    statements: dict[tuple[str, str, str], Statement]
    mentioned: set[tuple[str, str, str]]
    notes: dict[str, list[str]]
    unreadable: list[str]


@pytest.fixture(scope="module")
def folder() -> Path:
    """The example of the drawing's morning."""
    return company().folder


@pytest.fixture(scope="module")
def truth(folder: Path) -> dict[str, Any]:
    """truth.json."""
    found: dict[str, Any] = msgspec.json.decode((folder / "truth.json").read_bytes())
    return found


@pytest.fixture(scope="module")
def read(folder: Path) -> Read:
    """Every system through the files connector."""
    files = connector("files")
    result = Read({}, set(), defaultdict(list), [])
    for system in systems(folder):
        opened = files({"folder": str(system.folder), **system.settings})
        for page in opened.read(None):
            result.notes[system.key] += page.notes
            result.unreadable.extend(f"{one.remote_id}: {one.error}" for one in page.unreadable)
            for native in page.items:
                for said in files.translate(native):
                    result.statements[(system.key, said.kind, said.remote_id)] = said
                    result.mentioned.update((system.key, one.kind, one.remote_id) for one in said.mentions)
        opened.close()
    return result


def named(value: Any) -> Iterator[tuple[str, str, str]]:
    """Every [system, kind, remote id] inside a part of the truth."""
    if isinstance(value, list):
        if (
            len(value) == 3
            and all(isinstance(part, str) for part in value)
            and value[1].isalpha()
            and not value[0].startswith("20")
        ):
            yield (value[0], value[1], value[2])
        else:
            for part in value:
                yield from named(part)
    elif isinstance(value, dict):
        for part in value.values():
            yield from named(part)


def test_every_file_is_read_and_every_table_understood(read: Read) -> None:
    assert read.unreadable == []
    lost = [note for notes in read.notes.values() for note in notes if "nothing says" in note or "not read" in note]
    assert lost == []
    kinds = {kind for _, kind, _ in read.statements}
    expected = "client person project ticket task message meeting document invoice agreement approval account"
    assert kinds >= set(expected.split())


def test_the_truth_names_only_what_is_there(read: Read, truth: dict[str, Any]) -> None:
    there = set(read.statements) | read.mentioned
    for part in (
        "promises",
        "disagreements",
        "flags",
        "cases",
        "before_we_started",
        "story",
        "waits_for_answer",
        "suggestion",
        "projects",
        "only_in_crm",
    ):
        missing = [one for one in named(truth[part]) if one not in there]
        assert missing == [], part


def test_clients_and_people_are_named_by_their_records(read: Read, truth: dict[str, Any]) -> None:
    there = set(read.statements) | read.mentioned
    for part in ("clients", "people"):
        rows = [tuple(record) for row in truth[part] for record in row["records"]]
        assert len(rows) == len(set(rows)), part
        assert [row for row in rows if row not in there] == [], part


def test_everything_a_client_has_is_there(read: Read, truth: dict[str, Any]) -> None:
    for place, rows in truth["belongs"].items():
        system, kind = place.split("/")
        missing = [one for one in rows if (system, kind, one) not in read.statements]
        assert missing == [], place
    held = {place: len(rows) for place, rows in truth["belongs"].items()}
    assert held["mail/message"] > 8_000
    assert held["desk/ticket"] == sum(kind == "ticket" for _, kind, _ in read.statements)


def test_the_timeline_is_in_order_and_of_things_that_are_there(read: Read, truth: dict[str, Any]) -> None:
    assert len(truth["timeline"]) == 60
    for key, events in truth["timeline"].items():
        moments = [event[0] for event in events]
        assert moments == sorted(moments), key
        assert [event for event in events if tuple(event[1:4]) not in read.statements] == [], key


def test_moments_of_mails_and_tickets_are_those_the_connector_reads(read: Read, truth: dict[str, Any]) -> None:
    for events in truth["timeline"].values():
        for at, system, kind, remote_id, what in events:
            if what in ("wrote", "opened"):
                said = read.statements[(system, kind, remote_id)]
                found = [one.at for one in said.happenings if one.what == what]
                assert datetime.fromisoformat(at) in found, (remote_id, what)


def test_promises_are_quoted_from_the_mail_they_were_made_in(read: Read, truth: dict[str, Any]) -> None:
    said = [one for one in truth["promises"] if one["said_in"]]
    assert len(said) > 200
    for promise in said:
        mail = read.statements[tuple(promise["said_in"])]
        assert promise["words"] in " ".join(mail.body.split()), promise["words"]
    states = {promise["state"] for promise in truth["promises"]}
    assert states == {"open", "at risk", "delivered", "confirmed", "changed", "broken"}
    for promise in truth["promises"]:
        assert (promise["state"] in ("delivered", "confirmed")) == bool(promise["delivered_by"])


def test_values_in_disagreement_are_what_the_systems_say(read: Read, truth: dict[str, Any]) -> None:
    fields = {
        "crm": {"go_live_date": "go_live_date", "amount": "amount"},
        "tracker": {"go_live_date": "due_date", "amount": "budget"},
    }
    checked = 0
    for one in truth["disagreements"]:
        values = [says["value"] for says in one["says"]]
        assert len(set(values)) > 1
        for says in one["says"]:
            field = fields.get(says["system"], {}).get(one["field"])
            if field:
                checked += 1
                value = read.statements[tuple(says["record"])].fields[field]
                assert value == says["value"] or float(value) == float(says["value"])
    assert checked >= 8


def test_namesakes_are_two_people_and_helen_is_one(truth: dict[str, Any]) -> None:
    pairs = {frozenset(pair) for pair in truth["not_the_same"]}
    assert frozenset({"sarah.khan@calderhousing.example", "s.khan2@calderhousing.example"}) in pairs
    assert any("james.carter@harrowlane.example" in pair for pair in pairs)
    helen = [row for row in truth["people"] if row["name"] == "Helen Okafor"]
    assert len(helen) == 1
    assert helen[0]["before"]["client"] == "linden-court-hotels"
    renamed = [row for row in truth["clients"] if "was" in row]
    assert [row["was"] for row in renamed] == ["Thornbury Print Works"]

"""The finder against the example's truth: every text of every system as its connector translates it."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from tests.example.written import company

from kingpost.connectors.registry import connector
from kingpost.example.build import systems
from kingpost.knowledge.promises.find import Candidate
from kingpost.knowledge.promises.texts import KINDS, read

LONDON = ZoneInfo("Europe/London")
Where = tuple[str, str]  # kind and remote id: the same mail in two mailboxes is one


@pytest.fixture(scope="module")
def found() -> dict[Where, dict[str, Candidate]]:
    """What the finder makes of everything written, bulk and automatic mail left out; by the words."""
    files, made = connector("files"), {}
    for system in systems(company().folder):
        opened = files({"folder": str(system.folder), **system.settings})
        for page in opened.read(None):
            for native in page.items:
                for said in files.translate(native):
                    if (
                        said.body
                        and said.kind in KINDS
                        and not said.fields.get("bulk")
                        and not said.fields.get("automatic")
                    ):
                        told = [{"at": h.at.isoformat(), "text": h.text, "actor": h.actor} for h in said.happenings]
                        for one in read(0, said.kind, said.body, said.fields, said.at, told, LONDON):
                            made.setdefault((said.kind, said.remote_id), {})[one.candidate.words] = one.candidate
        opened.close()
    return made


@pytest.fixture(scope="module")
def wanted() -> dict[Where, list[dict[str, Any]]]:
    truth = msgspec.json.decode((company().folder / "truth.json").read_bytes())
    made: dict[Where, list[dict[str, Any]]] = {}
    for one in truth["promises"]:
        if one["said_in"]:
            made.setdefault((one["said_in"][1], one["said_in"][2]), []).append(one)
    return made


def test_precision_recall_and_due_dates(
    found: dict[Where, dict[str, Candidate]], wanted: dict[Where, list[dict[str, Any]]]
) -> None:
    there = sum(len(promises) for promises in wanted.values())
    told = sum(len(candidates) for (kind, _), candidates in found.items() if kind == "message")
    met = [(one, candidate) for where, promises in wanted.items() for one in promises
           for words, candidate in found.get(where, {}).items() if one["words"] in words]  # fmt: skip
    due = sum(str(candidate.due) == one["due"] for one, candidate in met)
    figures = f"precision {len(met) / told:.3f}, recall {len(met) / there:.3f}, due {due / len(met):.3f} of {there}"
    assert there > 200
    assert len(met) / told >= 0.90 and len(met) / there >= 0.80 and due / len(met) >= 0.95, figures


def test_what_was_agreed_in_a_call_is_found_in_its_notes(found: dict[Where, dict[str, Candidate]]) -> None:
    assert "Two floor-walkers in week one" in {
        one.what for (kind, _), by in found.items() if kind == "meeting" for one in by.values()
    }

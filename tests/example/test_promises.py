"""The finder against the example's truth: every text of every system as its connector translates it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import msgspec
import pytest
from tests.example.written import company

from bench import bars
from bench import truth_scores as scores
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


def test_precision_recall_and_due_dates(found: dict[Where, dict[str, Candidate]]) -> None:
    truth = msgspec.json.decode((company().folder / "truth.json").read_bytes())
    said = [
        (kind, remote, one.words, str(one.due) if one.due else None, "")
        for (kind, remote), by_words in found.items()
        for one in by_words.values()
    ]
    score = scores.promises(said, truth)
    figures = f"precision {score.precision:.3f}, recall {score.recall:.3f}, due {score.due_right:.3f} of {score.wanted}"
    assert score.wanted > 200
    assert score.precision >= bars.PROMISES[0] and score.recall >= bars.PROMISES[1], figures
    assert score.due_right >= bars.DUE_RIGHT, figures


def test_what_was_agreed_in_a_call_is_found_in_its_notes(found: dict[Where, dict[str, Candidate]]) -> None:
    assert "Two floor-walkers in week one" in {
        one.what for (kind, _), by in found.items() if kind == "meeting" for one in by.values()
    }

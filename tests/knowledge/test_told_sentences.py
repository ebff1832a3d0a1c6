"""The sentences of ``told_sentences.txt`` and ``stated_meetings.txt``: what each tells of a thing itself, and what only of a part of it, in doubt, or of somebody else's day."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kingpost.knowledge.stated import MEETING, SHAPE, find_stated
from kingpost.knowledge.told import Subject, told

LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=LONDON)
LETTERS = "PATKIM"
THINGS = [
    Subject(0, "project", "Harrow Dental - Booking portal", ("BKP",)),
    Subject(1, "agreement", "Harrow Dental - Phone system"),
    Subject(2, "task", "Set up single sign-on", ("BKP-41",)),
    Subject(3, "ticket", "Reminder texts arrive twice", ("5182",)),
    Subject(4, "invoice", "INV-3310", ("INV-3310",)),
    Subject(5, "meeting", "Quarterly review"),
]


def table(name: str) -> list[tuple[str, str]]:
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [(right.strip(), text.strip()) for line in lines if line[0] != "#" for right, _, text in [line.partition(" | ")]]  # fmt: skip


TOLD, MEETINGS = table("told_sentences.txt"), table("stated_meetings.txt")


@pytest.mark.parametrize(("right", "text"), TOLD, ids=[text[:80] for _, text in TOLD])
def test_what_it_tells(right: str, text: str) -> None:
    heading, _, words = text[1:].partition("> ") if text[0] == "<" else ("", "", text)
    said = sorted(f"{LETTERS[one.subject]} {one.what} {one.value}" for one in told(words, MONDAY, LONDON, THINGS, heading))  # fmt: skip
    assert ("; ".join(said) or "nothing") == right


@pytest.mark.parametrize(("right", "text"), MEETINGS, ids=[text[:80] for _, text in MEETINGS])
def test_when_it_says_a_meeting_is(right: str, text: str) -> None:
    body = text.replace("\\n", "\n")
    said = [one.says[:16] for one in find_stated(body, MONDAY, LONDON) if one.what == MEETING]
    assert said == ([] if right == "nothing" else [right])


@pytest.mark.parametrize("text", ["The call is on Thursday at 10 CET.", "Our meeting takes place on Thursday at 15h.", "The price of the portal is CHF 1'980."])  # fmt: skip
def test_what_is_read_is_looked_at(text: str) -> None:
    assert list(find_stated(text, MONDAY, LONDON))
    assert re.search(SHAPE.replace(r"\M", r"\b"), text, re.IGNORECASE)

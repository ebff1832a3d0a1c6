"""Names other people labelled, read from KINGPOST_DATA when it is there: how many pairs the name comparison alone gets right."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from kingpost.identity.likeness import person_name, words_alike
from kingpost.identity.profiles import core_of, profile

FOLDER = Path(os.environ.get("KINGPOST_DATA", "")) / "identity"
PEOPLE_ALIKE = ("equal", "short form", "initial", "slip", "slips", "swapped")
WORDS_ALIKE = ("equal", "other order", "written apart", "mistyped", "slip")


def pairs(schemas: tuple[str, ...]) -> list[tuple[str, str, bool]]:
    path = FOLDER / "names-labelled.csv"
    if not os.environ.get("KINGPOST_DATA") or not path.is_file():
        pytest.skip("KINGPOST_DATA does not point at the outside data")
    with path.open(encoding="utf-8") as file:
        return [
            (row["name1"], row["name2"], row["is_match"] == "true")
            for row in csv.DictReader(file)
            if row["schema"] in schemas
        ]


def measured(judged: list[tuple[bool, bool]]) -> tuple[float, float]:
    """(precision, recall) of (said, true)."""
    hits = sum(said and true for said, true in judged)
    return hits / max(1, sum(said for said, _ in judged)), hits / max(1, sum(true for _, true in judged))


def test_names_of_people() -> None:
    judged = []
    for one, other, true in pairs(("Person",)):
        a, b = (profile("person", n, name, {"name": name}) for n, name in enumerate((one, other)))
        judged.append((person_name(a, b) in PEOPLE_ALIKE, true))
    precision, recall = measured(judged)
    assert precision >= 0.9 and recall >= 0.68, (precision, recall)


def test_names_of_companies() -> None:
    found = [
        (words_alike(core_of(one).core, core_of(other).core) in WORDS_ALIKE, true)
        for one, other, true in pairs(("Company", "Organization", "LegalEntity"))
    ]
    precision, recall = measured(found)
    assert precision >= 0.97 and recall >= 0.85, (precision, recall)

"""Lists of people other people labelled, read from KINGPOST_DATA when it is there, as a file of them is read: guessed, translated, compared, joined."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from bench.judged import judged

from kingpost.connectors.base import Statement
from kingpost.connectors.formats.tables_cells import day

FOLDER = Path(os.environ.get("KINGPOST_DATA", "")) / "identity"


def febrl(row: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    return row["rec_id"].split("-")[1], {
        "name": f"{row['given_name']} {row['surname']}".strip(),
        "address": f"{row['street_number']} {row['address_1']}".strip(),
        "location": row["suburb"], "postcode": row["postcode"], "birth_date": day(row["date_of_birth"]),
    }  # fmt: skip


def fake(row: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    name = f"{row['first_name']} {row['surname']}".strip()
    return row["cluster"], {
        "name": name,
        "email": row["email"],
        "location": row["city"],
        "birth_date": day(row["dob"]),
    }


@pytest.mark.parametrize(
    ("file", "read", "recall"),
    [("dataset1.csv", febrl, 0.75), ("dataset2.csv", febrl, 0.65), ("dataset3.csv", febrl, 0.6), ("fake_1000.csv", fake, 0.3)],
)  # fmt: skip
def test_who_is_joined_is_one_person(file: str, read: Callable[[Mapping[str, str]], tuple[str, dict[str, str]]], recall: float) -> None:  # fmt: skip
    if not os.environ.get("KINGPOST_DATA") or not (FOLDER / file).is_file():
        pytest.skip("KINGPOST_DATA does not point at the outside data")
    with (FOLDER / file).open(encoding="utf-8") as text:
        lines = [
            {key: cell.strip() for key, cell in row.items()} for row in csv.DictReader(text, skipinitialspace=True)
        ]
    said = []
    for number, (truth, fields) in enumerate(map(read, lines)):
        said.append(("list", Statement("person", str(number), fields["name"], fields), truth))
    found = judged(said)["person"]
    assert found.precision >= 0.99 and found.recall >= recall and found.asked <= 0.08, found

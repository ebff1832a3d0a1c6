"""The tables of labelled sentences, and how well the finder does on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from kingpost.knowledge.promises.find import Candidate, Text, find

SAID = datetime(2026, 3, 10, 14, 0, tzinfo=ZoneInfo("Europe/London"))


@dataclass(frozen=True)
class Labelled:
    """A sentence and what people make of it."""

    promise: bool
    due: date | None
    amount: tuple[str, Decimal] | None
    why: str
    sentence: str


@dataclass
class Score:
    """Counts over a table."""

    right: int
    found: int
    there: int
    due_right: int
    wrong: list[str]

    @property
    def precision(self) -> float:
        return self.right / self.found

    @property
    def recall(self) -> float:
        return self.right / self.there

    @property
    def due(self) -> float:
        return self.due_right / self.right


def table(name: str) -> list[Labelled]:
    """The rows of ``<name>.txt``."""
    made = []
    for line in Path(__file__).with_name(f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        label, due, amount, sentence = (cell.strip() for cell in line.split("|", 3))
        yes = label == "yes"
        sum_ = None if amount == "-" else (amount.split()[0], Decimal(amount.split()[1]))
        made.append(Labelled(yes, date.fromisoformat(due) if yes and due != "-" else None, sum_, due, sentence))
    return made


def heard(sentence: str) -> list[Candidate]:
    """What the finder makes of one sentence."""
    return find(Text(sentence, SAID))


def score(rows: list[Labelled]) -> Score:
    """Precision, recall and dates over a table."""
    got = Score(0, 0, sum(row.promise for row in rows), 0, [])
    for row in rows:
        found = heard(row.sentence)
        got.found += bool(found)
        got.right += bool(found) and row.promise
        if bool(found) != row.promise:
            got.wrong.append(
                f"{'missed' if row.promise else f'found ({row.why})'}: {row.sentence}  {[c.reason for c in found]}"
            )
        elif found and found[0].due == row.due:
            got.due_right += 1
        elif found:
            got.wrong.append(f"due {found[0].due}, not {row.due}: {row.sentence}")
    return got

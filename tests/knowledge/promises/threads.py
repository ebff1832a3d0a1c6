"""The tables of short threads: what was promised, what was written later, and what became of the promise."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tests.knowledge.promises.table import SAID

from kingpost.knowledge.promises.find import Text, find
from kingpost.knowledge.promises.follow import Letter, Promised, follow, superseding

_MAIL = re.compile(r"(?P<side>us|them|elsewhere)(?: \+(?P<days>\d+))?: (?P<body>.*?)(?: \[(?P<file>[^]]*)\])?")
_SHOWN = ("confirmed", "delivered")


@dataclass(frozen=True)
class Thread:
    """Mails, and whether the promise of the first is "open", "delivered", "confirmed" or "changed" at the end. ``elsewhere`` is ours, in another thread."""

    state: str
    mails: tuple[Letter, ...]

    @property
    def words(self) -> str:
        return " / ".join(one.body for one in self.mails)


def table(name: str) -> list[Thread]:
    """The threads of ``<name>.txt``, one after an empty line, its state first."""
    held = Path(__file__).with_name(f"{name}.txt").read_text(encoding="utf-8").split("\n\n")
    threads = [[line for line in one.splitlines() if line and not line.startswith("#")] for one in held]
    return [Thread(lines[0], tuple(map(_letter, range(len(lines) - 1), lines[1:]))) for lines in threads if lines]


def _letter(number: int, line: str) -> Letter:
    said = _MAIL.fullmatch(line)
    assert said, line
    at = SAID + timedelta(days=int(said["days"] or 0), minutes=number)
    here = said["side"] != "elsewhere"
    answers = f"{number - 1}@x" if number and here else ""
    return Letter(
        number, f"k{number}", 1, at, said["body"], (said["file"],) if said["file"] else (), here, said["side"] != "them",
        "", number, 1 if here else 2, f"{number}@x", answers,
    )  # fmt: skip


def state(thread: Thread) -> str:
    """What is made of the thread's first promise."""
    promises = [one for letter in thread.mails for one in _promises(letter)]
    first = promises[0]
    assert first.record == 0, f"nothing is promised: {thread.words}"
    shown = follow(first, thread.mails[1:], (), promises)
    kept = min((one.at for one in shown if one.kind == "delivered" and one.at), default=None)
    if superseding(first, promises, kept):
        return "changed"
    return next((kind for kind in _SHOWN if any(one.kind == kind for one in shown)), "open")


def _promises(letter: Letter) -> list[Promised]:
    return [
        Promised(
            f"{letter.record}.{number}", letter.record, letter.record, 7, letter.thread, None, letter.ours, one.what, one.words, frozenset(one.stems), letter.at,
            datetime.combine(one.due + timedelta(days=1), datetime.min.time(), letter.at.tzinfo) if one.due else None, one.moves, 1, "",
        )
        for number, one in enumerate(find(Text(letter.body, letter.at)))
    ]  # fmt: skip

"""How unlike all before it a text is. Pure: words in, a share out.

A text is a set of parts: its words, and each two that stand beside each other. Names and numbers differ from one letter to the next and say nothing
about its kind, so they are left out. A part is new when fewer than ``TIMES`` letters before had it; how new a text is, is the share of its parts
that are. Where hardly two letters are alike anyhow, that says little: so it is asked how many of the letters before were as new among the others.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Collection
from dataclasses import dataclass
from zlib import crc32

TIMES = 3
"""Something is known once so many letters had it, as a kind of notice is (strange.py)."""
FEW = 20  # letters of such writers from which on they are a measure by themselves
_WORD = re.compile(r"[^\W_]+(?:[-'’.@/#:][^\W_]+)*")
_ENDS = re.compile(r"[.!?:;\n]+")


@dataclass(frozen=True)
class Novelty:
    """``new``: share of its parts that are (0 to 1). ``alike``: share of the letters before that were as new. ``before``: how many there were."""

    new: float
    alike: float
    before: int


def parts(title: str, text: str) -> frozenset[int]:
    """The parts of a letter, each as a number of 32 bits."""
    found: set[int] = set()
    for sentence in (title, *_ENDS.split(text)):
        last = ""
        for place, match in enumerate(_WORD.findall(sentence)):
            plain = not any(ch.isdigit() for ch in match) and (
                not place or match[0].islower() or match.isupper() or match == "I"
            )
            word = match.casefold() if plain else ""
            if word:
                found.add(crc32(word.encode()))
            if word and last:
                found.add(crc32(f"{last} {word}".encode()))
            last = word
    return frozenset(found)


class Before:
    """The letters before one: the latest ``most`` of such writers (``usual``), and as many of anyone else."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.usual: deque[Collection[int]] = deque()
        self.others: deque[Collection[int]] = deque()
        self._seen: Counter[int] = Counter()

    def add(self, letter: Collection[int], *, usual: bool) -> None:
        """One more came. ``letter`` are its parts."""
        kept = self.usual if usual else self.others
        kept.append(letter)
        self._seen.update(letter)
        if len(kept) > self.most:
            self._seen.subtract(kept.popleft())

    def new(self, letter: Collection[int]) -> float:
        """The share of its parts that are new."""
        return self._share(letter, TIMES)

    def judge(self, letter: Collection[int]) -> Novelty:
        """How new a letter is. Until there are ``FEW`` of such writers, everybody's are the measure."""
        new = self.new(letter)
        measure = self.usual if len(self.usual) >= FEW else [*self.usual, *self.others]
        shares = [self._share(one, TIMES + 1) for one in measure]  # each is among those counted
        return Novelty(
            new, sum(share >= new for share in shares) / max(len(shares), 1), len(self.usual) + len(self.others)
        )

    def _share(self, letter: Collection[int], times: int) -> float:
        return sum(self._seen[part] < times for part in letter) / len(letter) if letter else 0.0

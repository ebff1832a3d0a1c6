"""The words of the example company, as text files anyone can add to, and the small engine that draws from them."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources


def _lines(name: str) -> list[str]:
    text = resources.files(__name__).joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@cache
def table(name: str) -> list[list[str]]:
    """The rows of a ``|`` separated file, cells trimmed."""
    return [[cell.strip() for cell in line.split("|")] for line in _lines(name)]


@cache
def sections(name: str) -> dict[str, list[str]]:
    """The lines under each "= heading"."""
    found: dict[str, list[str]] = {}
    for line in _lines(name):
        if line.startswith("= "):
            current = found.setdefault(line[2:].strip(), [])
        else:
            current.append(line.strip())
    return found


@cache
def labelled(name: str) -> list[tuple[list[str], dict[str, list[str]]]]:
    """For files whose sections hold "label: text" lines: the heading's cells and the texts by label."""
    found = []
    for heading, lines in sections(name).items():
        texts: dict[str, list[str]] = defaultdict(list)
        for line in lines:
            label, _, text = line.partition(": ")
            texts[label].append(text)
        found.append(([cell.strip() for cell in heading.split("|")], dict(texts)))
    return found


@cache
def trade_words(trade: str) -> dict[str, list[str]]:
    """rooms, apps and posts of a trade."""
    for (name, *_), texts in labelled("trades.txt"):
        if name == trade:
            return {label: [part.strip() for part in lines[0].split(";")] for label, lines in texts.items()}
    raise KeyError(trade)


class Deck:
    """Draws texts so that each of a list is used before one comes again."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self._piles: dict[int, list[str]] = {}

    def draw(self, texts: Sequence[str]) -> str:
        """One of ``texts``. The list object itself is the key, so hand in the same one each time."""
        pile = self._piles.get(id(texts))
        if not pile:
            pile = list(texts)
            self.rng.shuffle(pile)
            self._piles[id(texts)] = pile
        return pile.pop()

    def talk(self, use: str) -> str:
        """One line of talk.txt under that use."""
        return self.draw(sections("talk.txt")[use])


class Slots(dict[str, str]):
    """What the words in braces stand for in one conversation; unknown ones are drawn once and then stay the same."""

    def __init__(self, rng: random.Random, pools: Mapping[str, Sequence[str]], **known: str) -> None:
        super().__init__(known)
        self._rng, self._pools = rng, pools

    def __missing__(self, name: str) -> str:
        value = self[name] = self._draw(name)
        return value

    def _draw(self, name: str) -> str:
        rng = self._rng
        if pool := self._pools.get(name):
            return rng.choice(pool)
        match name:
            case "n":
                return str(rng.randint(3, 14))
            case "ext":
                return str(rng.randint(201, 289))
            case "percent":
                return str(rng.randint(81, 98))
            case "code":
                return rng.choice(("0x8007", "E-", "ERR ", "code ")) + str(rng.randint(102, 989))
            case "device":
                return rng.choice(("PC-", "LAP-", "WS-", "DESK")) + str(rng.randint(104, 986))
            case "server":
                return rng.choice(("SRV", "APP", "FILE", "SQL")) + f"0{rng.randint(1, 4)}"
            case "printer":
                return rng.choice(("the big printer", "PRN-", "the label printer", "MFP-")) + (f" {rng.randint(2, 9)}")
            case "time":
                return f"{rng.randint(8, 15)}:{rng.randint(0, 11) * 5:02d}"
            case "file":
                return rng.choice(FILES).format(rng.randint(2, 12))
            case "folder":
                return rng.choice(FOLDERS)
            case "topic":
                return rng.choice(sections("talk.txt")["newstopic"])
        raise KeyError(name)

    def fill(self, text: str) -> str:
        """``text`` with its braces filled and its first letter raised."""
        filled = text.format_map(self) if "{" in text else text
        return filled[:1].upper() + filled[1:]


FILES = (
    "Prices_{}.xlsx", "Rota week {}.xlsx", "Stock list {}.xlsx", "Offer {}.docx", "Board pack {}.pptx",
    "Budget v{}.xlsx", "Holiday plan {}.xlsx", "Tender part {}.docx", "Mailing {}.docx", "Minutes {}.docx",
)  # fmt: skip
FOLDERS = (
    "Contracts",
    "Suppliers",
    "Photos",
    "Quality",
    "Projects old",
    "Board",
    "Templates",
    "Scans",
    "Health and safety",
    "Quotes",
)

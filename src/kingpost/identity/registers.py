"""Numbers in company registers: of the whole country, or of one court, as in Germany, where every court counts by itself. Pure.

HRB 123456 is one company in Hamburg and another in München: only with its court does such a number say which.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from itertools import takewhile

from kingpost.identity.core_names import fold

FEWEST_DIGITS = 6  # of a number that a state gives a company
MOST_DIGITS = 6  # of one that a court gives
_NOT_WORD = re.compile(r"[\W_]+")
_OF_A_COURT = re.compile(r"\b(HRA|HRB|GNR|GSR|PR|VR)\W*(?:NR\W*)?(\d{1,3}[ .]\d{3}|\d+)(?!\d)")
_COURT = re.compile(r"\b(?:amtsgerichts?|registergerichts?|ag|local court|district court)((?: [a-z]+)+)")
_BEFORE = frozenset(["of", "at", "in", "des", "beim", "amtsgericht", "amtsgerichts", "ag"])
_BEHIND = frozenset(["hra", "hrb", "gnr", "gsr", "pr", "vr", "hr", "nr", "no", "nummer", "number", "unter", "under", "eingetragen", "registered", "register", "handelsregister", "abteilung"])  # fmt: skip
_OF_COURTS = ("HRA", "HRB", "GNR", "GSR", "PR", "VR")


@lru_cache(maxsize=10_000)
def registration(written: str) -> tuple[str, str]:
    """A number in a company register without zeros in front, which spreadsheets drop, and the court it is of where that is said: ("HRB123456", "hamburg").
    "" for what is none."""
    text = written.upper()
    if found := _OF_A_COURT.search(text):
        digits = _NOT_WORD.sub("", found[2])
        return (found[1] + digits.lstrip("0"), _court(written)) if len(digits) >= FEWEST_DIGITS else ("", "")
    text = _NOT_WORD.sub("", text)
    return (text.lstrip("0") if sum(c.isdigit() for c in text) >= FEWEST_DIGITS else ""), ""


def of_a_court(number: str, seats: Collection[str]) -> bool:
    """Whether a number, of a company in one of these countries, is a court's own: other companies have it at other courts. Some leave its letters out."""
    return number.startswith(_OF_COURTS) or (number.isdigit() and len(number) <= MOST_DIGITS and "de" in seats)


def _court(written: str) -> str:
    """The place of the court: "hamburg" of "HRB 123456, Amtsgericht Hamburg"."""
    if not (found := _COURT.search(fold(written))):
        return ""
    words = found[1].split()
    while words and words[0] in _BEFORE:
        words.pop(0)
    return " ".join(takewhile(lambda word: word not in _BEHIND, words))

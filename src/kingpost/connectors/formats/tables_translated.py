"""Column names and states of other languages as the English ones ``tables_words`` knows. A language is a file of its own, of data alone; some programs
write its words without their accents."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from kingpost.connectors.formats import tables_french, tables_german

_LANGUAGES = (tables_french, tables_german)  # where both know a word, the German one holds


def _plain(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))


def _of_all(tables: list[Mapping[str, str]]) -> dict[str, str]:
    plain = {_plain(word): english for table in tables for word, english in table.items()}
    return plain | {word: english for table in tables for word, english in table.items()}


_HEADINGS = _of_all([one.HEADINGS for one in _LANGUAGES])
STATES = _of_all([one.STATES for one in _LANGUAGES])
"""A state decides what is done, paid or open, so it is kept in the words that decide it."""


def english(folded: str) -> str:
    """A folded column name in English where it is a German or French one: "Projektname", "Ticket-Nr.", "Raison sociale"."""
    known = _HEADINGS.get(folded)
    if known:
        return known
    stem = folded.removesuffix("nummer").removesuffix("nr")
    return _HEADINGS.get(stem, stem) + "number" if stem != folded else folded

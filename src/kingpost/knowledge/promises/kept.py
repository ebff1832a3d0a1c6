"""What a language gives for following promises: tables of patterns about what was done, answered and thanked for. The other half of ``language.py``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kingpost.knowledge.promises.language import Language

DONE, AGREED, HAND = "done", "agreed", "hand"
"""Kinds of acts a report may name for any promise: "it is done", "as promised", something is handed over."""


@dataclass(frozen=True, eq=False)
class Kept:
    """Tables of one language; see ``english_kept.py`` for what each holds. Patterns meet plain sentences, in any case."""

    language: Language
    reports: frozenset[str]  # the cheap path: without one of these words, or one with one of these
    endings: tuple[str, ...]  # endings, nothing is reported
    clauses: str  # where one clause ends and the next begins
    delivered: tuple[tuple[str, str], ...]  # (act, says that it was done); without an act the group ``verb`` is it
    undelivered: str  # in the same clause, or behind
    turns: str  # a word that turns it: nothing is done
    harmless: str  # cut out before these are looked for
    begins: str  # what is promised begins here: its verb
    acts: Mapping[str, str]  # kinds of acts, said of what is promised and of what was done
    keeps: Mapping[str, frozenset[str]]  # which kinds of promises an act may keep
    plain: frozenset[str]  # what is done is done, whatever it was
    empty: str  # words of a report that name nothing
    answers: str  # promises an answer
    beside: str  # begins a clause that answers nothing: thanks, an apology, an excuse
    stalls: str  # an answer that is still to come
    decides: str  # however short it is, it is an answer
    asks: str  # asks the other side for something
    chases: str  # unless it is about what was promised
    thanks: str
    unthanked: str  # beside thanks: they are none
    objection: str  # anywhere in an answer: it confirms nothing
    harmless_thanks: str  # cut out before these are looked for
    calls: str  # a promise to speak,
    called: str  # and words about having spoken

    @cached_property
    def made_delivered(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((act, re.compile(pattern, re.IGNORECASE)) for act, pattern in self.delivered)

    @cached_property
    def made_acts(self) -> Mapping[str, re.Pattern[str]]:
        return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in self.acts.items()}

    @cached_property
    def made(self) -> Mapping[str, re.Pattern[str]]:
        """The single patterns, by their name here."""
        names = ("clauses", "undelivered", "turns", "harmless", "begins", "empty", "answers", "beside", "stalls", "decides", "asks", "chases",
                 "thanks", "unthanked", "objection", "harmless_thanks", "calls", "called")  # fmt: skip
        return {name: re.compile(getattr(self, name), re.IGNORECASE) for name in names}

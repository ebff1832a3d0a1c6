"""What a language gives the finder: tables of patterns. Another language is another table, and no line of code.

``{wd}``, ``{mon}``, ``{ord}``, ``{num}`` and ``{do}`` in a pattern stand for the language's weekdays, months, days of a month, numbers and verbs
of doing. Patterns meet text with single spaces and plain apostrophes, in any case unless they begin with ``(?-i:``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property


def words(text: str) -> frozenset[str]:
    """A set of words, written as a line of them."""
    return frozenset(text.split())


@dataclass(frozen=True)
class Form:
    """One way of committing oneself. ``needs`` is "" (nothing more), "due" (a date), "you" (a date, or the other side named).

    ``cues`` are small texts of which one must occur, so that the pattern is not even tried on most sentences.
    Groups: ``do`` begins what is promised; ``thing`` is it outright; ``name`` is a third person who will do it, ``colleague`` one who is
    said to be of the writer's side.
    """

    name: str
    cues: tuple[str, ...]
    pattern: str
    confidence: float
    needs: str
    reason: str
    notes: bool = False  # only in notes: minutes, descriptions, deals
    moves: bool = False  # says that something agreed has a new date


@dataclass(frozen=True, eq=False)
class Language:
    """Tables of one language, each its own; see ``english.py`` for what each holds."""

    name: str
    hint: frozenset[str]  # the cheap path. A text is looked at closer when it has a word of promising,
    weak: frozenset[str]  # or one of these and a number or a
    dated: frozenset[str]  # word for a date
    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    numbers: Mapping[str, int]
    doing: tuple[str, ...]
    forms: tuple[Form, ...]
    dates: tuple[tuple[str, str], ...]
    apart: str  # splits a sentence into parts that are judged by themselves
    clause: str  # begins a clause: what says that words are no promise may stand before it without meaning them
    contrast: str  # before such a split: "not Monday, but Friday" is one part
    joins: str  # may stand between two promises of a sentence (see ``several``);
    aux: str  # says "will";
    lead: str  # up to the last "will" of what stands before, ``who`` without it,
    lead_be: str  # up to the last "will be",
    lead_verb: str  # or up to the verb behind it, which are put in front of what
    with_verb: str  # begins with a verb,
    with_doing: str  # with "…ing",
    with_done: str  # with "…ed",
    with_thing: str  # or with a thing, and has no verb;
    turns: str  # goes on about what the other side does, or somebody else: a day behind it is not when this is due
    list_head: str  # ends a sentence that says who will do what is listed below
    tag: str  # a question mark behind this asks nothing
    harmless: str  # cut out before vetoes are looked for
    vetoes: tuple[tuple[str, str, str], ...]  # why, where (see ``find._refused``), pattern
    automatic: str  # a text that says this of itself was written by a machine,
    away: str  # as was one that opens by saying that its writer is away,
    back: str  # until a day behind this,
    thanks: str  # perhaps behind such words,
    answers: str  # and all it promises is an answer
    then: str  # a day behind this is when they answer, and not until when they are away
    not_due: str  # right before a date: it is not when the promise is due
    range: str  # right before a range of dates: its last one counts
    which: str  # right before a date and
    noun: str  # right behind it: it says which thing is meant,
    whose: str  # as does this, with a | behind the date's own words
    meant: str  # right before a date: it may be what the thing is for
    opens: str  # right before a date that is said first of all, and is when the rest will be done
    by: str  # right before a date, or in it: surely when it is due
    ahead: str  # right before a date: due so many days or weeks before it
    before: str  # right before a date: due the day before,
    within: str  # unless the date is a part or the end of a day or a longer time
    until: str  # words that lead to a date and are cut from what is promised
    you: str
    filler: str  # words cut from the start of what is promised
    looks: str  # all of what is promised: to look at something that has no name
    stop: frozenset[str]
    abbreviations: str
    greeting: str

    def fill(self, pattern: str) -> re.Pattern[str]:
        """A pattern with the language's words put in."""
        for name, words in (
            ("{wd}", self._either(self.weekdays)), ("{mon}", self._either(self.months)), ("{num}", rf"(?:\d{{1,3}}|{self._either(self.numbers)})"),
            ("{do}", self._either(self.doing)), ("{ord}", r"(?:3[01]|[12]\d|0?[1-9])"),
        ):  # fmt: skip
            pattern = pattern.replace(name, words)
        return re.compile(pattern, re.IGNORECASE)

    @staticmethod
    def _either(words: Mapping[str, int] | tuple[str, ...]) -> str:
        return "(?:" + "|".join(sorted(words, key=lambda word: (-len(word), word))) + ")"

    @cached_property
    def made_forms(self) -> tuple[tuple[Form, re.Pattern[str]], ...]:
        return tuple((form, self.fill(form.pattern)) for form in self.forms)

    @cached_property
    def made_dates(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((key, self.fill(pattern)) for pattern, key in self.dates)

    @cached_property
    def made_vetoes(self) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
        return tuple((why, where, self.fill(pattern)) for why, where, pattern in self.vetoes)

    @cached_property
    def made(self) -> Mapping[str, re.Pattern[str]]:
        """The single patterns, by their name here."""
        names = [one.name for one in fields(self) if one.type == "str" and one.name != "name"]
        return {name: self.fill(getattr(self, name)) for name in names}

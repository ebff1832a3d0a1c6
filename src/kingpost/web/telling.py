"""What a client was told, in words: the value of a mail, and what a system said beside it."""

from __future__ import annotations

from datetime import date

from kingpost.knowledge.telling import Telling, Word
from kingpost.knowledge.told import AMOUNT, DATE, ENDED
from kingpost.web import fields, wording

NAMES = {DATE: "The date", AMOUNT: "The amount", "state": "How it stands"}


def told_value(one: Telling) -> str:
    """ "Fri 27 Nov", "£48,000", "that it is done"."""
    if one.what == DATE:
        return wording.day(date.fromisoformat(one.value))
    if one.what == AMOUNT:
        amount, _, currency = one.value.partition(" ")
        return wording.money(amount, currency)
    return "that it is done" if one.value == ENDED else "that it is open"


def system_value(word: Word) -> str:
    """What a system said, as its own pages would write it."""
    return fields.written(word.field, {word.field: word.value, "currency": word.currency})

"""Which of the dates in a sentence is the day a promise is due. Pure; the words are the language's table."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

from kingpost.knowledge.promises.dates import ONE, Found, Said, eve, find_dates, joined
from kingpost.knowledge.promises.english import ENGLISH
from kingpost.knowledge.promises.language import Language

WEEK = timedelta(weeks=1)
RANGE = re.compile(r"\s*(?:and|or|to|–|-|until|till)\s*(?:the )?", re.IGNORECASE)


def due_of(part: str, begin: int, said: Said, language: Language, *, moves: bool = False) -> Found | None:
    """The date a promise is due whose verb stands at ``begin``. Behind the verb: the first one said with "by", else the first, a day before an hour and
    before today; else the last one before the verb, which also goes before one that says what the thing is for ("Tomorrow I'll send the papers for
    Friday"). A date that says which thing is meant ("the Q1 report", "Friday's call") is none."""
    found = joined(find_dates(part, said, language), part, RANGE, moves=moves)
    dates = [one for one in found if one.on >= said.day and _is_due(one, part, language)]
    after = _before_a_turn([one for one in dates if one.start >= begin], part, begin, language)
    timed = [one for one in after if one.key == "at_time"]
    days = sorted((one for one in after if one.key != "at_time"), key=lambda one: _rank(one, part, language))
    earlier = [one for one in dates if one.start < begin and one.key != "at_time"][-1:]
    if days and earlier and _meant(days[0], part, language) and language.made["opens"].search(part[: earlier[0].start]):
        days = []
    chosen = next(iter([*days, *earlier, *timed]), None)
    if chosen is None:
        return None
    chosen = _last_day(chosen, part, said, language)
    return replace(chosen, at=timed[0].at) if timed and chosen.at is None else chosen


def _before_a_turn(after: list[Found], part: str, begin: int, language: Language) -> list[Found]:
    """Without the days behind words about somebody else: "I'll send it on Wednesday and you can sign it by Friday"."""
    turn = language.made["turns"].search(part, begin)
    return ([one for one in after if one.start < turn.start()] if turn else after) or after


def _last_day(chosen: Found, part: str, said: Said, language: Language) -> Found:
    """Said with "before", the day before, or so many days or weeks as it says; but not for a part or the end of a time."""
    if chosen.key != "at_time" and (ahead := language.made["ahead"].search(part[: chosen.start])):
        said_number = ahead["n"].lower()
        number = int(said_number) if said_number.isdigit() else language.numbers[said_number]
        length = number * (WEEK if ahead["unit"].lower().startswith("w") else ONE)
        return replace(chosen, on=max(said.day, chosen.on - length))
    if chosen.key == "at_time" or not language.made["before"].search(part[: chosen.start]):
        return chosen
    if language.made["within"].search(part[chosen.start : chosen.end]):
        return chosen
    return replace(chosen, on=max(said.day, eve(chosen)))


def _is_due(one: Found, part: str, language: Language) -> bool:
    """Whether a date can be the day a promise is due, by the words on both its sides."""
    before, behind = part[: one.start], part[one.end :]
    made = language.made
    which = made["which"].search(before) and made["noun"].match(behind)
    if which or made["whose"].search(f"{part[one.start : one.end]}|{behind}"):
        return False
    return not made["not_due"].search(before) or (one.range and made["range"].search(before) is not None)


def _rank(one: Found, part: str, language: Language) -> tuple[bool, bool, bool]:
    """What comes first is more likely the day: said with "by" or "before", no part of what stands behind it, not today."""
    before = part[: one.start]
    leading = bool(language.made["by"].search(before) or language.made["by"].match(part[one.start : one.end]))
    return not leading or one.key == "today", _meant(one, part, language), one.key == "today"


def _meant(one: Found, part: str, language: Language) -> bool:
    """Whether a date may say what the thing is for, or which one is meant."""
    return bool(language.made["noun"].match(part[one.end :]) or language.made["meant"].search(part[: one.start]))


def due_on(words: str, said_at: datetime, language: Language = ENGLISH) -> date | None:
    """The day these words, taken for a promise said at that moment, are due; None when they name none."""
    found = due_of(words, 0, Said(said_at), language)
    return found.on if found else None

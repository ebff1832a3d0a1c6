"""Find promises in what people write: plain rules, no network, no clock. Text and circumstances in, candidates out.

A promise is a firm word of the writer's own side that something will be done. A request, an offer, a condition, a hope, a refusal, hearsay, a
fact about the future, a quoted reply and boilerplate are none. The words and patterns are the language's table (``english.py``).

A sentence is cut into parts at "but" and ";". In each, the forms find who says what he will do; then it is asked whether anything takes the firmness away,
in the whole part (a condition, a habit) or in the same clause before it (a negation, hearsay, a hope): what another clause says is about something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal

from kingpost.knowledge.promises.away import is_away
from kingpost.knowledge.promises.dates import Found, Said, eve, find_dates, joined
from kingpost.knowledge.promises.english import ENGLISH
from kingpost.knowledge.promises.language import Form, Language
from kingpost.knowledge.promises.sentences import Sentence, sentences
from kingpost.knowledge.values import TIMES, number

MOST = 20  # promises in one text: more is a contract, and its reader knows
TRIES = 3  # times one form is looked for in one part, when what it found first is no promise
LONGEST_TEXT = 40_000
LONGEST_WHAT = 120
RANGE = re.compile(r"\s*(?:and|or|to|–|-|until|till)\s*(?:the )?", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+")
_DATE = re.compile(r"\d[./-]\d|\d(?:st|nd|rd|th)\b")
_AMOUNT = re.compile(
    r"(?:(?P<sign>[£€$¥₹]|\b(?:GBP|EUR|USD|CHF|SEK|NOK|DKK|PLN|CZK|AUD|CAD|JPY|INR)\b) ?(?P<n>\d[\d., ']*\d|\d)(?P<k> ?(?:k|m|million|thousand)\b)?|"
    r"\b(?P<n2>\d[\d.,']*\d|\d)(?P<k2> ?(?:k|m|million|thousand)\b)? ?(?P<sign2>[£€$]|(?:GBP|EUR|USD|CHF|SEK|NOK|DKK|PLN|CZK|euros?|pounds|dollars)\b))",
    re.IGNORECASE,
)
_TO_WHOM = re.compile(r"^(?!let )(\w+) (?:you|us|them|him|her|me) (?!(?:up|down|back|in|on|out|over)\b)", re.IGNORECASE)
_LET = re.compile(r"^let (?:you|us|them|him|her) have ", re.IGNORECASE)
_FROM_WHOM = re.compile(r" from (?:us|me)$", re.IGNORECASE)
CURRENCIES = {"£": "GBP", "€": "EUR", "$": "USD", "¥": "JPY", "₹": "INR", "EURO": "EUR", "EUROS": "EUR", "POUNDS": "GBP", "DOLLARS": "USD"}  # fmt: skip


@dataclass(frozen=True)
class Text:
    """What was written, and the circumstances that give it meaning.

    ``said_at`` carries the writer's own offset. ``mail`` texts (comments too) lose quoted replies and signatures; ``notes`` are minutes, journals and deal texts, in
    which "Noor to send the plan" is a promise. ``names`` are people known to be meant by a bare name.
    """

    body: str
    said_at: datetime
    mail: bool = True
    notes: bool = False
    writer: str = ""
    names: frozenset[str] = frozenset()
    month_first: bool = False
    closed: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Candidate:
    """A promise as the words have it. ``by`` is a name when a third person will do it, else "": the writer's own side.

    ``start`` and ``end`` are offsets in the text; ``words`` the same words with single spaces. ``moves`` says that something agreed has a new date.
    """

    words: str
    start: int
    end: int
    what: str
    by: str
    due: date | None
    due_time: time | None
    amount: Decimal | None
    currency: str
    confidence: float
    reason: str
    moves: bool = False
    stems: tuple[str, ...] = ()  # the words that tell this thing from another (``significant``)


def find(text: Text, language: Language = ENGLISH) -> list[Candidate]:
    """The promises in a text, in order."""
    body = text.body[:LONGEST_TEXT]

    def worth(own: str) -> bool:
        return may_promise(own, language) and not language.made["automatic"].search(own[:2000])

    if not may_promise(body, language):
        return []
    said = Said(text.said_at, text.month_first, text.closed)
    found: list[Candidate] = []
    opening = True
    for sentence in sentences(body, language, mail=text.mail, writer=text.writer, worth=worth):
        away = opening and is_away(sentence.plain, said, language)
        opening = opening and bool(language.made["thanks"].match(sentence.plain))
        candidate = judge(sentence, text, said, language)
        if candidate and not (away and language.made["answers"].match(candidate.what)):
            found.append(candidate)
        if away or len(found) == MOST:
            break  # a mailbox answers while its owner is away: what follows is written for whoever asks
    return found


def may_promise(text: str, language: Language = ENGLISH) -> bool:
    """The cheap path: without a word of promising, or a date, nothing is looked at any closer."""
    words = set(_WORD.findall(text.lower()))
    if not words.isdisjoint(language.hint):
        return True
    return not words.isdisjoint(language.weak) and (not words.isdisjoint(language.dated) or bool(_DATE.search(text)))


def judge(sentence: Sentence, text: Text, said: Said, language: Language) -> Candidate | None:
    """The promise a sentence makes, if it makes one."""
    if not may_promise(sentence.plain, language):
        return None
    if sentence.plain.endswith("?") and not language.made["tag"].search(sentence.plain):
        return None
    found = [made for part in _parts(sentence.plain, language) if (made := _of_part(part, text, said, language))]
    if not found or _vetoed(language, "sentence", sentence.plain):
        return None
    best = max(found, key=lambda one: (bool(one.what), one.due is not None))
    return replace(
        best, words=sentence.words, start=sentence.start, end=sentence.end, what=best.what or _short(sentence.plain)
    )


def _of_part(part: str, text: Text, said: Said, language: Language) -> Candidate | None:
    """The promise a part makes; one with ``what`` "" is a word given on something said elsewhere: "…, you have my word"."""
    bare = None
    for form, match in _matches(part, text, language):
        if made := _made(form, match, part, text, said, language):
            if made.what != _short(part):
                return made
            bare = bare or replace(made, what="")
    return bare


def _parts(plain: str, language: Language) -> Iterator[str]:
    """Parts judged by themselves: "I can't do Monday, but I'll send it on Friday" has two."""
    start = 0
    for match in language.made["apart"].finditer(plain):
        if language.made["contrast"].search(plain[start : match.start()]):
            continue
        yield plain[start : match.start()]
        start = match.end()
    yield plain[start:]


def _matches(part: str, text: Text, language: Language) -> Iterator[tuple[Form, re.Match[str]]]:
    low = part.lower()
    for form, pattern in language.made_forms:
        if (form.notes and not text.notes) or not any(cue in low for cue in form.cues):
            continue
        begin = 0
        for _ in range(TRIES):
            match = pattern.search(part, begin)
            if match is None:
                break
            yield form, match
            begin = match.start("do") if match.groupdict().get("do") is not None else match.end()


def _made(form: Form, match: re.Match[str], part: str, text: Text, said: Said, language: Language) -> Candidate | None:
    groups = match.groupdict()
    begin = match.start("do") if groups.get("do") is not None else match.end()
    lead = (
        match.end() if groups.get("do") is None else begin
    )  # a subject that was matched is judged too: "Nobody will …"
    if _refused(part, match.start(), lead if groups.get("thing") or groups.get("name") else match.start(), language):
        return None
    due = _due(part, begin, said, language, moves=form.moves)
    name = groups.get("name") or ""
    if due is None and _vetoed(language, "undated", part[begin:].strip()):
        return None
    if not _has_needed(form, part[begin:], due, name, text, language):
        return None
    sum_, currency = _amount(part)
    return Candidate(
        "", 0, 0, _what(match, part, begin, due, language), _third(name or groups.get("colleague") or "", text), due.on if due else None, due.at if due else None, sum_, currency,
        round(form.confidence - (0 if due else 0.25), 2), form.reason, form.moves, _stems(groups.get("thing") or "", part, begin, due, language),
    )  # fmt: skip


def _refused(part: str, start: int, lead: int, language: Language) -> bool:
    """Whether something says that the words from ``start`` on are no promise: anywhere in this "part" of the sentence, anywhere "before" ``lead``
    (a subject such as "nobody" is judged too), there in the same "clause", or "right before" them."""
    clear = language.made["harmless"]
    if _vetoed(language, "part", clear.sub(" ", part)):
        return True
    if _vetoed(language, "right before", part[:start]) or _vetoed(language, "before", clear.sub(" ", part[:lead])):
        return True
    cuts = [cut.end() for cut in language.made["clause"].finditer(part) if cut.end() <= start]
    return _vetoed(language, "clause", clear.sub(" ", part[cuts[-1] if cuts else 0 : lead]))


def _vetoed(language: Language, where: str, text: str) -> bool:
    return any(pattern.search(text) for _, place, pattern in language.made_vetoes if place == where)


def _has_needed(form: Form, rest: str, due: Found | None, name: str, text: Text, language: Language) -> bool:
    known = not name or any(name.startswith(one) or one.startswith(name) for one in text.names)
    if due is not None:
        return True
    match form.needs:
        case "":
            return True
        case "you":
            return bool(language.made["you"].search(rest)) and known
        case "from":
            return bool(re.search(r"\bfrom (?:us|me|our|my)\b", rest, re.IGNORECASE))
    return False


def _third(name: str, text: Text) -> str:
    """A name that is not the writer's own."""
    return "" if not name or (text.writer and name in text.writer) else name


def _due(part: str, begin: int, said: Said, language: Language, *, moves: bool = False) -> Found | None:
    """The date the promise is due. Behind the verb: the first one said with "by", else the first, a day before an hour and before today; else the
    last one before the verb, which also goes before one that says what the thing is for ("Tomorrow I'll send the papers for Friday"). A date that says which thing is meant ("the Q1 report", "Friday's call") is none."""
    dates = [
        one
        for one in joined(find_dates(part, said, language), part, RANGE, moves=moves)
        if one.on >= said.day and _is_due(one, part, language)
    ]
    after = [one for one in dates if one.start >= begin]
    timed = [one for one in after if one.key == "at_time"]
    days = sorted((one for one in after if one.key != "at_time"), key=lambda one: _rank(one, part, language))
    earlier = [one for one in dates if one.start < begin and one.key != "at_time"]
    if (
        days
        and earlier
        and _meant(days[0], part, language)
        and language.made["opens"].search(part[: earlier[-1].start])
    ):
        days = []
    chosen = next(iter([*days, *earlier[-1:], *timed]), None)
    if chosen is None:
        return None
    if language.made["before"].search(part[: chosen.start]) and chosen.key != "at_time":
        whole = not language.made["within"].search(part[chosen.start : chosen.end])
        chosen = replace(chosen, on=max(said.day, eve(chosen))) if whole else chosen
    return replace(chosen, at=timed[0].at) if timed and chosen.at is None else chosen


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


def _what(match: re.Match[str], part: str, begin: int, due: Found | None, language: Language) -> str:
    """What is promised, in few words: what stands behind the verb up to the date, without "you"."""
    if thing := match.groupdict().get("thing"):
        return _short(thing)
    rest = part[begin : due.start] if due and due.start > begin else part[begin:]
    rest = re.split(r"[,;:] |\.$| [–—-] ", rest.strip(" .!,"))[0] or rest
    if due and due.start > begin:
        rest = language.made["until"].sub("", rest)
    return _short(_TO_WHOM.sub(r"\1 ", _FROM_WHOM.sub("", _LET.sub("", rest.strip())))) or _short(part)


def _stems(thing: str, part: str, begin: int, due: Found | None, language: Language) -> tuple[str, ...]:
    """What tells this promise from another: its words without the date."""
    rest = part[begin:] if due is None or due.start < begin else f"{part[begin : due.start]} {part[due.end :]}"
    return tuple(significant(thing or rest, language))


def _short(text: str) -> str:
    text = " ".join(text.split()).strip(" ,.;:!-–")
    if len(text) > LONGEST_WHAT:
        text = text[: LONGEST_WHAT - 1].rsplit(" ", 1)[0] + "…"
    return text[:1].upper() + text[1:]


def _amount(part: str) -> tuple[Decimal | None, str]:
    """The first sum of money."""
    match = _AMOUNT.search(part)
    if match is None:
        return None, ""
    sign = (match["sign"] or match["sign2"]).upper()
    found = number(match["n"] or match["n2"])
    if found is None:
        return None, ""
    return found * TIMES.get((match["k"] or match["k2"] or "").strip().lower(), 1), CURRENCIES.get(sign, sign)


def due_on(words: str, said_at: datetime, language: Language = ENGLISH) -> date | None:
    """The day these words, taken for a promise said at that moment, are due; None when they name none."""
    found = _due(words, 0, Said(said_at), language)
    return found.on if found else None


def only_looks(what: str, language: Language = ENGLISH) -> bool:
    """Whether what is promised is no more than to look at a thing, and not even says which: who writes so has begun, and will say more."""
    return bool(language.made["looks"].fullmatch(what))


def significant(text: str, language: Language = ENGLISH) -> list[str]:
    """The words that tell one thing from another, shortened to their stem: for comparing promises with what was delivered."""
    found = (_stem(word) for word in re.findall(r"[^\W_]{3,}", text.lower()) if word not in language.stop)
    return sorted(set(found))


def _stem(word: str) -> str:
    for ending, least in (("ment", 3), ("ing", 3), ("ed", 4), ("es", 4), ("s", 4)):
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return word[: -len(ending)]
    return word

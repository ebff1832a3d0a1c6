"""Find promises in what people write: plain rules, no network, no clock. Text and circumstances in, candidates out.

A promise is a firm word of the writer's own side that something will be done. A request, an offer, a condition, a hope, a refusal, hearsay, a
fact about the future, a quoted reply and boilerplate are none. The words and patterns are the language's table (``english.py``).

A sentence is cut into parts at "but" and ";". In each, the forms find who says what he will do; then it is asked whether anything takes the firmness away,
in the whole part (a condition, a habit) or in the same clause before it (a negation, hearsay, a hope): what another clause says is about something else.
Several promises in one part each have a day of their own (``several.py``); which day is meant tells ``due.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal

from kingpost.knowledge import sums
from kingpost.knowledge.promises.away import is_away
from kingpost.knowledge.promises.dates import Found, Said, find_dates
from kingpost.knowledge.promises.due import due_of
from kingpost.knowledge.promises.english import ENGLISH
from kingpost.knowledge.promises.language import Form, Language
from kingpost.knowledge.promises.sentences import Sentence, sentences
from kingpost.knowledge.promises.several import heads_a_list, is_item, place_of, readings, stretches

MOST = 20  # promises in one text: more is a contract, and its reader knows
TRIES = 3  # times one form is looked for in one part, when what it found first is no promise
JOINED = 8  # words that join in one part: more is an enumeration
LONGEST_TEXT = 40_000
LONGEST_WHAT = 120
_WORD = re.compile(r"[a-z]+")
_DATE = re.compile(r"\d[./-]\d|\d(?:st|nd|rd|th)\b")
_TO_WHOM = re.compile(r"^(?!let )(\w+) (?:you|us|them|him|her|me) (?!(?:up|down|back|in|on|out|over)\b)", re.IGNORECASE)
_LET = re.compile(r"^let (?:you|us|them|him|her) have ", re.IGNORECASE)
_FROM_WHOM = re.compile(r" from (?:us|me)$", re.IGNORECASE)


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

    ``start`` and ``end`` are offsets in the text; ``words`` the same words with single spaces. ``sentence`` is the whole sentence where it holds several
    and this is the one it was known by when one was looked for. ``moves`` says that something agreed has a new date.
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
    sentence: str = ""


def find(text: Text, language: Language = ENGLISH) -> list[Candidate]:
    """The promises in a text, in order."""
    body = text.body[:LONGEST_TEXT]

    def worth(own: str) -> bool:
        return may_promise(own, language) and not language.made["automatic"].search(own[:2000])

    if not may_promise(body, language):
        return []
    said = Said(text.said_at, text.month_first, text.closed)
    found: list[Candidate] = []
    opening, head = True, ""
    for sentence in sentences(body, language, mail=text.mail, writer=text.writer, worth=worth):
        away = opening and is_away(sentence.plain, said, language)
        opening = opening and bool(language.made["thanks"].match(sentence.plain))
        item = is_item(body, sentence)
        if not item:
            head = sentence.plain.removesuffix(":") if heads_a_list(sentence.plain, language) else ""
        made = judge(sentence, text, said, language)
        if item and head and not made:
            made = _listed(head, sentence, text, said, language)
        found += [one for one in made if not (away and language.made["answers"].match(one.what))]
        if away or len(found) >= MOST:
            break  # a mailbox answers while its owner is away: what follows is written for whoever asks
    return found[:MOST]


def may_promise(text: str, language: Language = ENGLISH) -> bool:
    """The cheap path: without a word of promising, or a date, nothing is looked at any closer."""
    words = set(_WORD.findall(text.lower()))
    if not words.isdisjoint(language.hint):
        return True
    return not words.isdisjoint(language.weak) and (not words.isdisjoint(language.dated) or bool(_DATE.search(text)))


def judge(sentence: Sentence, text: Text, said: Said, language: Language) -> list[Candidate]:
    """The promises a sentence makes, in order."""
    if not may_promise(sentence.plain, language):
        return []
    if sentence.plain.endswith("?") and not language.made["tag"].search(sentence.plain):
        return []
    parts = [
        (at, part, made)
        for at, part in _parts(sentence.plain, language)
        if (made := _of_part(part, text, said, language))
    ]
    if not parts or _vetoed(language, "sentence", sentence.plain):
        return []
    best = max((made for _, _, made in parts), key=lambda one: (bool(one.what), one.due is not None))
    best = replace(
        best, words=sentence.words, start=sentence.start, end=sentence.end, what=best.what or _short(sentence.plain)
    )
    if len(find_dates(sentence.plain, said, language)) < 2:
        return [best]  # each promise of several has a day of its own
    each = [one for at, part, _ in parts for one in _each_of(part, at, text, said, language)]
    return _placed(each, best, sentence, text) if len(each) > 1 else [best]


def _each_of(part: str, at: int, text: Text, said: Said, language: Language) -> Iterator[tuple[Candidate, int, int]]:
    """The promises of a part that have a day of their own, each with where it stands in the sentence."""
    (start, end), *rest = stretches(part, language)
    if len(rest) > JOINED:
        start, end, rest = 0, len(part), []
    reads = part[start:end]
    held = _dated(reads, text, said, language)
    for begin, close in rest:
        own = part[begin:close]
        made = _read_on(own, reads, text, said, language) if held else None
        if held and made:
            yield held, at + start, at + end
            (reads, held), start = made, begin
        else:
            reads += part[end:close]
            held = _dated(reads, text, said, language)
        end = close
    if held:
        yield held, at + start, at + end


def _read_on(own: str, before: str, text: Text, said: Said, language: Language) -> tuple[str, Candidate] | None:
    """What a stretch promises for a day that it says itself, with how it reads as a sentence; None when it goes on about the promise before it."""
    due = due_of(own, 0, said, language)
    for reads in readings(own, before, language) if due else ():
        made = _dated(reads, text, said, language)
        if due and made and made.due == due.on:
            return reads, made
    return None


def _dated(part: str, text: Text, said: Said, language: Language) -> Candidate | None:
    made = _of_part(part, text, said, language)
    return made if made and made.what and made.due else None


def _placed(each: list[tuple[Candidate, int, int]], best: Candidate, sentence: Sentence, text: Text) -> list[Candidate]:
    """Each with its own words and its place; the one that was ``best`` of them all is known by the whole sentence."""
    known = max(each, key=lambda one: (one[0].due == best.due, one[0].what == best.what))
    placed = []
    for one in each:
        made, begin, close = one
        words = sentence.words[begin:close].rstrip(" ,;")
        start, end = place_of(text.body, sentence, (begin, begin + len(words)))
        placed.append(
            replace(made, words=words.strip(), start=start, end=end, sentence=sentence.words if one is known else "")
        )
    return placed


def _listed(head: str, sentence: Sentence, text: Text, said: Said, language: Language) -> list[Candidate]:
    """What an item of a list promises, behind the words at its head."""
    if not language.made["with_verb"].match(sentence.plain):
        return []
    own = sentence.plain[:1].lower() + sentence.plain[1:]
    whole = replace(sentence, plain=f"{head} {own}")
    made = judge(whole, text, said, language)[:1]
    return [replace(one, words=sentence.words, start=sentence.start, end=sentence.end, sentence="") for one in made]


def _of_part(part: str, text: Text, said: Said, language: Language) -> Candidate | None:
    """The promise a part makes; one with ``what`` "" is a word given on something said elsewhere: "…, you have my word"."""
    bare = None
    for form, match in _matches(part, text, language):
        if made := _made(form, match, part, text, said, language):
            if made.what != _short(part):
                return made
            bare = bare or replace(made, what="")
    return bare


def _parts(plain: str, language: Language) -> Iterator[tuple[int, str]]:
    """Parts judged by themselves, with where they begin: "I can't do Monday, but I'll send it on Friday" has two."""
    start = 0
    for match in language.made["apart"].finditer(plain):
        if language.made["contrast"].search(plain[start : match.start()]):
            continue
        yield start, plain[start : match.start()]
        start = match.end()
    yield start, plain[start:]


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
    due = due_of(part, begin, said, language, moves=form.moves)
    name = groups.get("name") or ""
    if due is None and _vetoed(language, "undated", part[begin:].strip()):
        return None
    if not _has_needed(form, part[begin:], due, name, text, language):
        return None
    currency, sum_ = next(sums.find(part), ("", None))
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

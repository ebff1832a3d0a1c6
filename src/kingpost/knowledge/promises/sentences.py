"""A text cut into sentences that know where they stand: the writer's own words only, without quoted replies, greetings and signatures. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kingpost.connectors.formats.replies import own_text
from kingpost.knowledge.promises.language import Language

Worth = Callable[[str], bool]
SHORTEST = 4  # characters: "Done", "Yes."
LONGEST = 600  # characters; a longer "sentence" is a table or a log
WRAPPED = 45  # a line shorter than this was ended on purpose when the next begins with a capital
ABBREVIATED = 12  # characters; no abbreviation is as long
_BULLET = re.compile(r"\s*(?:[-*•–—]|\d{1,2}[.)])\s+")
_QUOTED = re.compile(r"\s*>")
_END = re.compile(r"[.!?…]+[\"'”’)]*(?=\s|$)")
QUOTES = str.maketrans({"’": "'", "‘": "'", "´": "'", "\xa0": " ", "“": '"', "”": '"'})


@dataclass(frozen=True)
class Sentence:
    """``words`` with single spaces, as written; ``plain`` the same with plain apostrophes; ``start`` and ``end`` in the text."""

    words: str
    plain: str
    start: int
    end: int


def sentences(
    text: str, language: Language, *, mail: bool, writer: str = "", worth: Worth | None = None
) -> Iterator[Sentence]:
    """The sentences of what was written. ``mail`` drops quoted replies and signatures; ``writer`` is whose signature. ``worth`` is a cheap
    test of the own words; when they fail it there is nothing to cut up."""
    own = own_text(text, writer) if mail and "\n" in text else text
    if worth is not None and not worth(own):
        return
    for paragraph in _paragraphs(text, _own_lines(text, own) if mail else _lines(text)):
        yield from _split(text, paragraph, language)


def _lines(text: str) -> list[tuple[int, int]]:
    """(start, end) of each line."""
    found, start = [], 0
    for line in text.split("\n"):
        found.append((start, start + len(line)))
        start += len(line) + 1
    return found


def _own_lines(text: str, own: str) -> list[tuple[int, int]]:
    """The lines of a mail that its writer wrote, found again in the whole text."""
    found, cursor = [], 0
    for line in own.split("\n"):
        at = text.find(line, cursor) if line.strip() else cursor
        if at < 0:
            continue
        found.append((at, at + len(line)) if line.strip() else (cursor, cursor))
        cursor = at + len(line)
    return found


def _paragraphs(text: str, lines: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Runs of lines that belong together. A line behind ">" is somebody else's and ends one."""
    held: list[tuple[int, int]] = []
    for line in lines:
        if line[0] == line[1] or _QUOTED.match(text, *line):
            if held:
                yield held
            held = []
        else:
            held.append(line)
    if held:
        yield held


def _split(text: str, lines: list[tuple[int, int]], language: Language) -> Iterator[Sentence]:
    run: tuple[int, int] | None = None
    for number, (start, end) in enumerate(lines):
        line = text[start:end]
        bare = line.strip()
        if (
            language.made["greeting"].match(bare)
            and (len(bare) < WRAPPED or bare.endswith(","))
            and "." not in bare[:-1]
        ):
            if run:
                yield from _sentences(text, *run, language)
            run = None
            continue
        if bullet := _BULLET.match(line):
            if run:
                yield from _sentences(text, *run, language)
            run = (start + bullet.end(), end)
        else:
            run = (run[0] if run else start, end)
        following = text[lines[number + 1][0] : lines[number + 1][1]].lstrip() if number + 1 < len(lines) else ""
        if len(bare) < WRAPPED and following[:1].isupper():
            yield from _sentences(text, *run, language)
            run = None
    if run:
        yield from _sentences(text, *run, language)


def _sentences(text: str, start: int, end: int, language: Language) -> Iterator[Sentence]:
    begin = start
    for stop in _END.finditer(text, start, end):
        last_word = text[max(begin, stop.end() - ABBREVIATED) : stop.end()]
        if language.made["abbreviations"].search(last_word) and _goes_on(text[stop.end() : end].lstrip()):
            continue
        yield from _one(text, begin, stop.end())
        begin = stop.end()
    yield from _one(text, begin, end)


def _goes_on(rest: str) -> bool:
    """Whether a sentence may go on behind an abbreviation: there is more, and no new one surely begins."""
    return bool(rest) and not re.match(r"(?:We|I|You|The|Please|It|This|Our|Your)\b", rest)


def _one(text: str, start: int, end: int) -> Iterator[Sentence]:
    raw = text[start:end]
    start, end = start + len(raw) - len(raw.lstrip()), end - (len(raw) - len(raw.rstrip()))
    words = " ".join(text[start:end].split())
    if SHORTEST <= len(words) <= LONGEST:
        yield Sentence(words, words.translate(QUOTES), start, end)

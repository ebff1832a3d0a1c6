"""Several promises in one sentence, or in a list below one: where each stands, and how it reads as a sentence of its own. Pure.

"I will finish the report on Wednesday and send it on Friday" shares its "I will", and a list its "By Friday we will:". A stretch becomes a
promise of its own only with a day of its own; what has none belongs to its neighbour. The words that join are the language's table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kingpost.knowledge.promises.language import Language
from kingpost.knowledge.promises.sentences import Sentence

_BULLET = re.compile(r"(?:^|\n)[^\S\n]*(?:[-*•–—]|\d{1,2}[.)])[^\S\n]+$")
Span = tuple[int, int]


def stretches(part: str, language: Language) -> list[Span]:
    """The stretches of a part between the words that may join two promises."""
    cuts = [match.span() for match in language.made["joins"].finditer(part)]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(part)]
    return list(zip(starts, ends, strict=True))


def readings(own: str, before: str, language: Language) -> Iterator[str]:
    """How a stretch may read as a sentence, with what it shares with the one ``before`` put in front."""
    made = language.made
    if said := made["aux"].search(own):
        if said.start():
            yield own
        elif shared := made["lead"].match(before):
            yield shared["who"] + " " + own
        return
    for begins, lead in (
        ("with_verb", "lead"),
        ("with_doing", "lead_be"),
        ("with_done", "lead_be"),
        ("with_thing", "lead_verb"),
    ):
        if made[begins].match(own) and (shared := made[lead].match(before)):
            yield f"{shared[0]} {own}"


def heads_a_list(plain: str, language: Language) -> bool:
    """Whether a sentence says who will do what stands in the list below it: "By Friday we will:"."""
    return language.made["list_head"].search(plain) is not None


def is_item(text: str, sentence: Sentence) -> bool:
    """Whether a sentence begins an item of a list."""
    return _BULLET.search(text, max(0, sentence.start - 12), sentence.start) is not None


def place_of(text: str, sentence: Sentence, span: Span) -> Span:
    """Where a stretch of a sentence's words stands in the text, whatever spaces and line ends lie between them."""
    before = len(sentence.words[: span[0]].replace(" ", ""))
    letters = len(sentence.words[span[0] : span[1]].replace(" ", ""))
    found = [at for at in range(sentence.start, sentence.end) if not text[at].isspace()]
    return found[before], found[before + letters - 1] + 1

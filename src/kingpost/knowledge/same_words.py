"""Do two texts list the same, such as the agreed scope in two systems? Pure: the same words and figures in any order, slips of the pen aside.

What is on one side only is a difference, however alike the rest: "hosting, training and support" and "hosting and support" are two scopes. What is excluded
is not what is included, and a figure belongs to the word behind it: three racks and two switches are not two racks and three switches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz.distance import OSA

from kingpost.identity.keys import plain_name

LONG = 6  # letters from which on one slip makes no other word
_FIGURES = {
    word: str(n)
    for n, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
}
_SMALL = frozenset(
    [
        "a", "all", "an", "and", "are", "as", "at", "be", "being", "by", "for", "from", "in", "incl", "include", "included", "includes", "including", "inclusive", "is", "of", "on", "or",
        "our", "plus", "the", "their", "these", "this", "those", "to", "we", "will", "with", "your",
    ]
)  # fmt: skip
_LEFT_OUT = frozenset(["without", "excluding", "excludes", "exclude", "except", "excl", "no", "minus", "omitting"])
"""Words that leave out what follows them."""
_NOT = frozenset(["not", "never", "excluded", "omitted", "cannot", "isnt", "arent", "wont"])
"""Words that leave out all they stand with."""
_PART = re.compile(r"(?<!\d)[,.]|[,.](?!\d)|[;:()\n]|\bbut\b", re.IGNORECASE)
_THOUSANDS = re.compile(r"(?<=\d)[,'’\u00a0\u202f](?=\d{3}(?!\d))")
_POINTED = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:\.\d{3})+(?![.,]?\d)")  # 1.200
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_OUT = "-"  # before a word of what is left out


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same with the same figures in it."""
    a, b = list(_words(one)), list(_words(other))
    if not a or not b:
        return plain_name(one) == plain_name(other)
    return "".join(a) == "".join(b) or _pair_off(a, b)


def _words(text: str) -> Iterator[str]:
    """The words that say something: a figure with the word behind it ("3 racks"), what is left out with a sign before it."""
    text = _POINTED.sub(lambda figure: figure[0].replace(".", ""), _THOUSANDS.sub("", text))
    for part in _PART.split(_APOSTROPHE.sub("", text)):
        said = [_FIGURES.get(word, word) for word in plain_name(part.replace("%", " percent ")).split()]
        out, figure = not _NOT.isdisjoint(said), ""
        for word in said:
            out = out or word in _LEFT_OUT
            if word in _SMALL or word in _LEFT_OUT or word in _NOT:
                continue
            if word.isdigit():
                figure += f"{word} "
                continue
            yield f"{_OUT if out else ''}{figure}{word}"
            figure = ""
        if figure:
            yield f"{_OUT if out else ''}{figure}"


def _pair_off(a: list[str], b: list[str]) -> bool:
    """Whether every word of one has its own in the other."""
    if len(a) != len(b):
        return False
    left, here = list(b), set(a)
    for word in a:
        if word in left:
            left.remove(word)
        elif (same := next((one for one in left if one not in here and _one_word(word, one)), None)) is not None:
            left.remove(same)
        else:
            return False
    return True


def _one_word(one: str, other: str) -> bool:
    """One word in two forms: one and several of it, or a slip of the pen in a long one. The figures in them are the same."""
    if re.findall(r"\d+|^-", one) != re.findall(r"\d+|^-", other) or one[0] != other[0]:
        return False
    few, many = sorted((one, other), key=len)
    if many in (few + "s", few + "es") or (few.endswith("y") and many == few[:-1] + "ies"):
        return True
    return len(few) >= LONG and OSA.distance(one, other, score_cutoff=1) <= 1

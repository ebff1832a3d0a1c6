"""A person's name as it is written, taken apart: departments and letters behind it, senior and junior, given name and surname. Pure."""

from __future__ import annotations

import re
import unicodedata

from kingpost.identity.core_names import fold, read_again
from kingpost.identity.names import (
    BEHIND_A_COMMA,
    DOTTED_GENERATIONS,
    GENERATIONS,
    LETTERS_BEHIND,
    PARTICLES,
    TITLES,
    TWO_SIGNS,
)

_DIGITS = re.compile(r"\d+")


def name_alone(said: str) -> str:
    """A written name without the department, the company or the letters somebody put behind it. What is nothing else is left as it is."""
    if not _ADDED.search(said):
        return said
    rest = _BRACKETS.sub(" ", said)
    while behind := _BEHIND.search(rest):
        before = rest[: behind.start()]
        if not before.strip() or (behind["dash"] and not ("," in before or " " in before.strip())):
            break  # Smith - Okafor: one surname, written apart
        rest = before
    parts = _without_letters(rest).split(",")
    while len(parts) > 1 and _only_letters(parts[-1]) and (len(parts) > 2 or len(parts[0].split()) > 1):
        parts.pop()
    rest = ",".join(parts)
    return rest if any(c.isalnum() for c in rest) else said


_ADDED = re.compile(r"[(\[（【|,/–—]| - | via |[A-Z]\w*\.?[A-Z]")
_BRACKETS = re.compile(r"[(\[（【][^()\[\]（）【】]*(?:[)\]）】]|$)")
_BEHIND = re.compile(r"\s*\|.*|\s+(?:(?P<dash>[-–—])|/|via)\s+.*")


def _without_letters(said: str) -> str:
    """A written name without honours and qualifications; of one all in capitals nobody can tell them."""
    kept: list[str] = []
    for word in said.split():
        if not kept or not _is_letters(word):
            kept.append(word)
        elif word.endswith(",") and not kept[-1].endswith(","):
            kept[-1] += ","
    return " ".join(kept) if len(kept) > 1 and not said.isupper() else said


def _is_letters(word: str) -> bool:
    letters = word.strip(".,").replace(".", "")
    return letters.lower() in LETTERS_BEHIND and sum(c.isupper() for c in letters) > 1


def _only_letters(part: str) -> bool:
    """Whether what stands behind a comma is an honour, a qualification or a title alone, or nothing: CPA, B.Sc., MA."""
    return all(
        word in BEHIND_A_COMMA or _is_letters(word) or (len(word) > 1 and word.lower() in TITLES and word.lower() not in GENERATIONS)
        for word in part.replace(".", "").split()
    )  # fmt: skip


def without_generation(said: str) -> tuple[str, str]:
    """A person's name without senior, junior or a number behind it, and which of them that is; "" when there is none. Where too little of a name would
    be left, the word is the name: John Senior."""
    found = _GENERATION.search(said)
    if not found:
        return said, ""
    rest = said[: found.start()] + said[found.end() :]
    if len(rest.replace(",", " ").split()) < 2:
        return said, ""
    word = fold(found["word"])
    return rest, GENERATIONS.get(word) or DOTTED_GENERATIONS[found["word"].lower()]


_GENERATION = re.compile(
    rf",?\s(?P<word>{'|'.join(map(re.escape, DOTTED_GENERATIONS))}|(?:{'|'.join(GENERATIONS)}|père)\b)\.?(?=\s*(?:[,(]|$))",
    re.IGNORECASE,
)


def split_name(said: str) -> tuple[str, str, list[str]]:
    """(given, surname, what stands between or within them) of a written name. "Osei, Marcus" and titles are understood; one word alone is taken as
    a surname; East Asian names have the surname first."""
    if not said.isascii() and (eastern := _eastern(said)):
        return (*eastern, [])
    last, comma, first = said.partition(",")
    whole = f"{first} {last}" if comma else said
    if " " not in whole:
        whole = _RUN_TOGETHER.sub(" ", whole)
    doubled = whole.split()[-1].split("-") if "-" in whole else []
    words = [w for w in read_again(fold(whole)).split() if w not in TITLES]
    if not words:
        return "", "", []
    at = max(1, len(words) - 1)
    parts = [fold(p) for p in doubled]
    if len(parts) > 1 and words[-len(parts) :] == parts:
        at = max(1, len(words) - len(parts))
    else:
        parts = []
    while at > 1 and words[at - 1] in PARTICLES:
        at -= 1
    return (words[0], "".join(words[at:]), words[1:at] + parts) if len(words) > 1 else ("", words[0], [])


_RUN_TOGETHER = re.compile(r"(?<=[a-zà-ÿ]{3})(?<!mac)(?<!Mac)(?=[A-Z][a-z])")
_EASTERN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\u3005 ]+")


def _eastern(said: str) -> tuple[str, str] | None:
    """(given, surname) of a name in Chinese, Japanese or Korean writing; None when it is in another, or a foreign name in syllables."""
    plain = " ".join(unicodedata.normalize("NFKC", said).split())
    titled = next((t for t in TITLES if not t.isascii() and plain.endswith(t)), "")
    plain = plain.removesuffix(titled).strip()
    if not _EASTERN.fullmatch(plain) or all("\u3040" <= c <= "\u30ff" for c in plain):
        return None
    surname, space, given = plain.partition(" ")
    if not space and not (titled and len(plain) < 3):
        signs = 2 if plain[:2] in TWO_SIGNS or len(plain) == 4 else 1
        surname, given = plain[:signs], plain[signs:]
    return fold(given.replace(" ", "")), fold(surname)


def read_off(local: str) -> tuple[str, str]:
    """(given, surname) of a mailbox written first.last; nothing when it is not."""
    parts = [p for p in re.split(r"[._-]", _DIGITS.sub("", local.partition("+")[0])) if p]
    return (
        (parts[0], parts[-1])
        if len(parts) == 2 and len(parts[-1]) > 1 and all(p.isalpha() for p in parts)
        else ("", "")
    )

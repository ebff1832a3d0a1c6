"""Who was erased, known by digests alone; finds their addresses and full names in what is said later, and takes them out.

A digest is of an address, or of the words of a full name in either order (``Ruth Lindqvist``, ``Lindqvist, Ruth``), folded in case and
form. So nothing kept here gives a name away, and yet a mail that names the person next year is stored without the name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

from kingpost.connectors.base import Happening, Mention, Statement
from kingpost.evidence.keys import digest
from kingpost.evidence.models import Erasure
from kingpost.toolbox import decoding

MARK = "(erased)"
GAP = r"[\s,._+]{1,4}"  # between the words of a name
APOSTROPHES = "'’‘ʼ"
ESCAPED = "%(?:[0-13-46-9A-Fa-f][0-9A-Fa-f]|2[0-46-9ACFacf]|5[0-9A-Ea-e])"
"""A sign as links write it that no address has between its letters: not + - . _ %."""
_AT = re.compile(r"@|%(?:25)?40|&(?:#64|#x40|commat);", re.IGNORECASE)  # also as links and HTML write it
_DOMAIN = re.compile(r"[\w\u0300-\u036f-]+(?:\.[\w\u0300-\u036f-]+)*")
_LOCAL_ENDS = frozenset('<>"(),;:[]\\@')  # what no part before the @ has in it
_LOCAL_MOST = 256  # signs looked at before an @, so that no text takes longer than it is long
_INNER = ".+%-_"  # between the letters of an address; any other sign may stand inside one, or only beside it
_ESCAPED = re.compile(ESCAPED)
_LETTERS = r"(?:[^\W\d_][\u0300-\u036f]*)+"  # composed or decomposed
_WORD = re.compile(rf"{_LETTERS}(?:[{APOSTROPHES}\-]{_LETTERS})*")
_OWNING = re.compile(rf"[{APOSTROPHES}]s$", re.IGNORECASE)
_ONE_APOSTROPHE = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))
_GAP = re.compile(GAP)


def fold(text: str) -> str:
    """The form names and addresses are compared in."""
    return unicodedata.normalize("NFC", text).strip().casefold()


def orders(name: str) -> list[list[str]]:
    """The words of a full name as written, and with the last one first; nothing for a single word, which many people share."""
    words = _WORD.findall(unicodedata.normalize("NFC", name))
    return [words, [words[-1], *words[:-1]]] if len(words) > 1 else []


def remember(name_or_address: str) -> Iterator[tuple[str, int]]:
    """The digests to keep of one name or address, each with its number of words; 0 for an address."""
    if "@" in name_or_address:
        yield digest(fold(name_or_address).encode()).hex(), 0
        return
    for words in orders(name_or_address):
        yield _name_digest(" ".join(words).translate(_ONE_APOSTROPHE)), len(words)


class Erased:
    """Those erased so far. False when there are none, and then it costs nothing."""

    def __init__(self, held: Iterator[tuple[str, int]] | None = None) -> None:
        self.held = found = frozenset(Erasure.objects.values_list("digest", "words") if held is None else held)
        self.addresses = {digested for digested, words in found if not words}
        self.names: dict[int, set[str]] = {}
        for digested, words in found:
            if words:
                self.names.setdefault(words, set()).add(digested)

    def __bool__(self) -> bool:
        return bool(self.addresses or self.names)

    def address(self, address: Any) -> bool:
        """Whether this is the address of somebody erased."""
        return bool(address) and digest(fold(str(address)).encode()).hex() in self.addresses

    def without(self, text: str) -> str:
        """The text with MARK in place of every erased address and name."""
        for start, end in sorted(self._found(text), reverse=True):
            text = text[:start] + MARK + text[end:]
        return text

    def inside(self, raw: bytes, hints: Sequence[Sequence[str]] = ((),)) -> bool:
        """Whether these bytes hold one of them, however they are encoded. A text that has not all words of any of the ``hints``, in small letters, holds none."""
        for text in decoding.texts(raw):
            low = text.lower()
            if any(all(word in low for word in hint) for hint in hints) and next(self._found(text), None):
                return True
        return False

    def leave_out(self, statements: list[Statement]) -> bool:
        """Take them out of what one object says, in place. True when the whole object is theirs: their entry, or a mail they sent."""
        for s in statements:
            gone = {m.remote_id for m in s.mentions if self._is_theirs(m.remote_id, m.fields)}
            gone |= {r.remote_id for r in s.refs if r.kind == "person" and self._is_theirs(r.remote_id, {})}
            if (s.kind == "person" and self._is_theirs(s.remote_id, s.fields, s.title)) or (
                s.kind in OWN_KINDS and any(r.role in OWN_ROLES and r.remote_id in gone for r in s.refs)
            ):
                return True
            s.title, s.body, s.url = self.without(s.title), self.without(s.body), self.without(s.url)
            s.fields = self._inside(s.fields)
            s.refs = [r for r in s.refs if r.remote_id not in gone]
            s.mentions = [
                Mention(m.kind, m.remote_id, self.without(m.title), self._inside(m.fields))
                for m in s.mentions
                if m.remote_id not in gone
            ]
            s.happenings = [
                Happening(h.at, h.what, self.without(h.text), "" if h.actor in gone else h.actor, h.key, h.private)
                for h in s.happenings
            ]
        return False

    def _is_theirs(self, remote_id: str, fields: Mapping[str, Any], title: str = "") -> bool:
        """A person of an erased address; without any address, of an erased name."""
        if email := fields.get("email"):
            return self.address(email)
        return any(self.without(text) != text for text in (remote_id, title))

    def _inside(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.without(value)
        if isinstance(value, Mapping):
            return {key: self._inside(one) for key, one in value.items()}
        return [self._inside(one) for one in value] if isinstance(value, list | tuple) else value

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        """Where they stand, without overlaps: addresses first."""
        taken: list[tuple[int, int]] = []
        for at in _AT.finditer(text) if self.addresses else ():
            domain = _DOMAIN.match(text, at.end())
            bare = domain[0].rstrip("-_") if domain else ""
            for start in _starts(text, at.start()) if bare else ():
                local = text[start : at.start()]
                if self.address(f"{unquote(local) if at[0][0] == '%' else local}@{bare}"):
                    if not taken or taken[-1][1] <= start:
                        taken.append((start, at.end() + len(bare)))
                        yield taken[-1]
                    break
        words = list(_WORD.finditer(text)) if self.names else []
        until = 0
        for first in range(len(words)):
            for many, digests in self.names.items():
                span = words[first : first + many]
                if len(span) < many or span[0].start() < until or not _near(text, span):
                    continue
                last = _OWNING.sub("", span[-1][0])
                start, end = span[0].start(), span[-1].start() + len(last)
                said = " ".join([*(word[0] for word in span[:-1]), last])
                forms = {said, said.translate(_ONE_APOSTROPHE)}  # as written too: so it was kept at first
                if any(_name_digest(form) in digests for form in forms) and not any(
                    start < to and of < end for of, to in taken
                ):
                    until = end
                    yield start, end


OWN_KINDS, OWN_ROLES = ("message", "comment", "document"), ("sender", "author")
"""A thing of these kinds that points at the person in these roles is their own and goes as a whole. Whoever typed in a task does not own it."""


def _name_digest(name: str) -> str:
    return digest(fold(name).encode()).hex()


def _starts(text: str, end: int) -> Iterator[int]:
    """Where an address may begin whose @ stands at ``end``: the furthest first, then behind each sign that may only stand beside it."""
    begin = end
    while begin > max(end - _LOCAL_MOST, 0) and not text[begin - 1].isspace() and text[begin - 1] not in _LOCAL_ENDS:
        begin -= 1
    places = {begin} | {place for place in range(begin + 1, end) if not _is_inner(text[place - 1])}
    places |= {found.end() for found in _ESCAPED.finditer(text, begin, end)}
    places |= {end - len(text[place:end].lstrip(_INNER)) for place in places}
    yield from sorted(place for place in places if place < end)


def _is_inner(sign: str) -> bool:
    return sign.isalnum() or sign in _INNER or unicodedata.category(sign)[0] == "M"


def _near(text: str, words: list[re.Match[str]]) -> bool:
    return all(_GAP.fullmatch(text, one.end(), other.start()) for one, other in pairwise(words))

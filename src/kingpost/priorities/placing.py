"""Where a signal belongs once people have had their say: what they split off or joined, applied to what the rules found. Pure.

A ruling is about the two things it names, for good. It also teaches: what is split off a flag about another thing is, for the same rule, kind of
thing and client, split off next time as well; what joins another flag takes along what is called the same but for its numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from kingpost.priorities import words
from kingpost.priorities.models import GroupRuling
from kingpost.toolbox.sql import rows, sql

FAMILY = {("escalation", "breached"): "soon", ("invoice_due", "late"): "due", ("disagreement", "decided"): "open"}
"""One reason goes on under another key: what was about to run out has run out."""
_WORDLESS = re.compile(r"[^\w]+|\d+|_+")


class Place(NamedTuple):
    """What a flag is about: a thing (an entity), and the reason that was split off, or "" for all others."""

    thing: int
    part: str = ""


class Placed(NamedTuple):
    """Where a signal belongs, and the ruling that put it there."""

    place: Place
    ruling: int | None = None


class Found(NamedTuple):
    """What placing must know of a signal. ``anchor`` is where it belongs by itself."""

    rule: str
    key: str
    kind: str
    entity: int
    client: int
    title: str
    anchor: int


@dataclass(frozen=True)
class Said:
    """A live ruling, with its records as the entities they are now."""

    id: int
    verdict: str
    entity: int
    part: str
    into: int
    into_part: str
    rule: str
    key: str
    kind: str
    client: int
    words: str


@dataclass
class Rulings:
    """All live rulings, oldest first."""

    said: list[Said]
    joins: dict[Place, tuple[Place, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.said:
            if one.verdict == GroupRuling.JOIN:
                self._join(Place(one.entity, one.part), Place(one.into, one.into_part), one.id)

    def _join(self, source: Place, into: Place, ruling: int) -> None:
        """The newest counts: what led back from there to here no longer does."""
        at, seen = into, {into}
        while at in self.joins:
            following = self.joins[at][0]
            if following == source or following in seen:
                del self.joins[at]
                break
            at = following
            seen.add(at)
        if source != into:
            self.joins[source] = (into, ruling)

    def of(self, found: Found) -> Placed:
        """Where this signal belongs."""
        split = self._split(found)
        at = Placed(Place(found.entity, part(found.rule, found.key)), split) if split else Placed(Place(found.anchor))
        if at.place not in self.joins and not split and found.entity == found.anchor and (taught := self._alike(found)):
            at = taught
        return self._resolved(at)

    def joined(self, place: Place) -> bool:
        """A flag about this now is part of another; or what was split off is no longer."""
        return place in self.joins or (bool(place.part) and not self._parted(place))

    def goes_to(self, place: Place) -> Place:
        """Where what belonged here belongs now."""
        return self._resolved(Placed(place if not place.part or self._parted(place) else Place(place.thing))).place

    def _parted(self, place: Place) -> bool:
        """Whether a split that holds names this part of this thing."""
        return any(
            one.verdict == GroupRuling.SPLIT and one.entity == place.thing and part(one.rule, one.key) == place.part
            for one in self.said
        )

    def _split(self, found: Found) -> int | None:
        name = part(found.rule, found.key)
        for one in reversed(self.said):
            if one.verdict != GroupRuling.SPLIT or part(one.rule, one.key) != name:
                continue
            alike = (
                one.client
                and (one.client, one.kind) == (found.client, found.kind)
                and one.entity != one.into
                and found.anchor != found.entity
            )
            if one.entity == found.entity or alike:
                return one.id
        return None

    def _alike(self, found: Found) -> Placed | None:
        words = called(found.title)
        for one in reversed(self.said):
            if one.verdict == GroupRuling.JOIN and one.client and one.words and one.part == "" and (
                (one.rule, one.kind, one.client, one.words) == (found.rule, found.kind, found.client, words) and one.into != found.entity):  # fmt: skip
                return Placed(Place(one.into, one.into_part), one.id)
        return None

    def _resolved(self, at: Placed) -> Placed:
        while at.place in self.joins:
            at = Placed(*self.joins[at.place])
        return at


def current() -> Rulings:
    """The rulings that hold now, in one query."""
    return Rulings([Said(*row) for row in rows(sql("rulings"))])


def part(rule: str, key: str) -> str:
    """What a reason is called once it was split off."""
    key = FAMILY.get((rule, key), key)
    return f"{rule}.{key}" if key else rule


def called(title: str) -> str:
    """A title without replies, numbers and signs: "Re: Backup failed, 3 March" is "backup failed march"."""
    return " ".join(_WORDLESS.sub(" ", words.subject(title).casefold()).split())


def places(found: Iterable[Found]) -> list[Placed]:
    """Where each of these belongs."""
    rulings = current()
    return [rulings.of(one) for one in found]

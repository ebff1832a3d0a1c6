"""The rail: the pages that work, in the order a day needs them. A page joins it by one line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from kingpost.accounts.permissions import Act
from kingpost.priorities.ranking import TODAY_SHOWS
from kingpost.web.addresses import url

ON_TODAY = TODAY_SHOWS


class Reader(Protocol):
    """What the rail asks about its reader (``shell.Shell``)."""

    @property
    def here(self) -> str: ...
    @property
    def flags(self) -> int: ...
    @property
    def mine(self) -> int: ...
    @property
    def disagreements(self) -> int: ...
    def may(self, act: Act) -> bool: ...


@dataclass(frozen=True)
class Place:
    """A page on the rail. ``key`` goes there after g; ``also`` are the pages that belong to it; ``count`` is what its list holds."""

    name: str
    title: str
    key: str
    needs: Act = Act.READ
    also: tuple[str, ...] = ()
    count: Callable[[Reader], int] | None = None
    below: bool = False  # under the line: how Kingpost itself is set up


@dataclass(frozen=True)
class Item:
    """A line of the rail as the template draws it."""

    name: str
    title: str
    key: str
    address: str
    current: bool
    count: int | None
    below: bool


PLACES = (
    Place(
        "home",
        "Today",
        "t",
        also=("not_shown", "missed", "brief", "end_of_day"),
        count=lambda reader: min(reader.mine, ON_TODAY),
    ),
    Place("clients", "Clients", "c", also=("client",)),
    Place(
        "work",
        "Work",
        "w",
        also=("approvals", "handovers", "handover", "handover_for", "successor", "status_notes", "note_policies"),
    ),
    Place("flags", "Flags", "f", also=("flag", "joining", "before"), count=lambda reader: reader.flags),
    Place("promises", "Promises", "m", also=("promise",)),
    Place("disagreements", "Disagreements", "d", also=("disagreement",), count=lambda reader: reader.disagreements),
    Place("same_or_different", "Same or different?", "q", also=("earlier_answers", "records"), below=True),
    Place(
        "systems",
        "Systems",
        "s",
        also=(
            "system",
            "connectors",
            "connection",
            "first_look",
            "openings",
            "system_settings",
            "exclusions",
            "removals",
            "writing",
            "interruptions",
            "filings",
        ),
        below=True,
    ),
    Place("business", "Business", "b", needs=Act.CORRECT, also=("which_value",), below=True),
    Place("people", "People", "p", needs=Act.PEOPLE, below=True),
)


def items(reader: Reader) -> list[Item]:
    """The rail for one reader on one page."""
    return [
        Item(
            name=place.name,
            title=place.title,
            key=place.key,
            address=url(place.name),
            current=reader.here == place.name or reader.here in place.also,
            count=place.count(reader) if place.count else None,
            below=place.below,
        )
        for place in PLACES
        if reader.may(place.needs)
    ]

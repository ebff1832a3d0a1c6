"""How near what an installation holds comes to the example company's truth. Pure; the tests of the day and the part ``truth`` score alike.

``held`` is what ``held.py`` reads, ``truth`` the content of truth.json.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Id = tuple[str, str, str]
"""(system, kind, remote id), as the files connector names a record."""
Numbers = dict[Id, tuple[int, int]]
"""Record → (entity number, record number)."""
Said = tuple[str, str, str, str | None, str]
"""A promise as it is held: kind, remote id, words, due day, state ("" where nobody has followed it)."""

INFERRED = ("words", "thread", "attachment")  # links that rest on something else than a reference
ABOUT = {
    "go_live_date": "due",
    "amount": "amount",
    "owner_name": "owner",
    "phone": "phone",
    "stage": "agreed",
    "starts_at": "meeting",
}
"""The fields of the truth, by what a disagreement on them is about."""


@dataclass
class Score:
    """Right ones of those found, and of those there are; with what was missed and what was invented."""

    found: int = 0
    right: int = 0
    wanted: int = 0
    met: int = 0
    missed: list[Any] = field(default_factory=list)
    invented: list[Any] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.met / self.wanted if self.wanted else 0.0


@dataclass
class Promised(Score):
    """The same for promises, with how many due dates and states of those found are right. ``states`` counts (true, said)."""

    due: int = 0
    states: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong_states: list[Any] = field(default_factory=list)

    @property
    def due_right(self) -> float:
        return self.due / self.met if self.met else 0.0

    @property
    def state_right(self) -> float:
        followed = self.states.total()
        return sum(n for (true, said), n in self.states.items() if true == said) / followed if followed else 0.0

    def by_state(self) -> dict[str, list[int]]:
        """State → [how many are said to stand so rightly, how many truly do]."""
        true: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for (wanted, said), n in sorted(self.states.items()):
            true[wanted][0] += n if wanted == said else 0
            true[wanted][1] += n
        return dict(true)


def numbers(held: Mapping[str, Any]) -> Numbers:
    """Every record's entity and record number."""
    return {(system, kind, remote): (entity, record) for system, kind, remote, entity, record in held["entity"]}


def record(said: Iterable[str]) -> Id:
    system, kind, remote = said
    return system, kind, remote


def disagreements(held: Mapping[str, Any], truth: Mapping[str, Any], known: Numbers) -> Score:
    """Open disagreements, by what they are about and the things on their sides. An approval whose places differ is one."""
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for about, entity, title in held["disagreements"]:
        found["amount" if about == "order" else about, title].add(int(entity))  # an invoice against its order
    wanted = [
        (ABOUT[one["field"]], {known[record(said["record"])][0] for said in one["says"]}, one["what"])
        for one in truth["disagreements"]
    ]
    wanted += [
        ("approval", {known[record(one["record"])][0]}, str(one["record"]))
        for one in truth["approvals"]
        if one["differs"]
    ]
    missed = [what for about, things, what in wanted if not any(about == a and things <= s for (a, _), s in found.items())]  # fmt: skip
    invented = [title for (about, title), sides in found.items() if not any(about == a and things <= sides for a, things, _ in wanted)]  # fmt: skip
    return Score(len(found), len(found) - len(invented), len(wanted), len(wanted) - len(missed), missed, invented)


def links(held: Mapping[str, Any], truth: Mapping[str, Any], known: Numbers) -> Score:
    """Things linked to a project: recall over what quotes no number; precision over every link that rests on something else than a reference, of
    everything the truth knows."""
    code = {known[record(one["record"])][0]: one["code"] for one in truth["projects"]}
    linked = {one: (code.get(project, "?"), via) for one, project, via in held["projects"]}
    wanted = [(known[record(one["from"])][1], one) for one in truth["links_without_reference"]]
    missed = [one for number, one in wanted if linked.get(number, ("", ""))[0] != one["project"]]
    judged = [
        (place, remote, linked[number][0], project)
        for place, things in truth["belongs"].items()
        for remote, (_, project, _) in things.items()
        if (number := known.get((*place.split("/"), remote), (0, 0))[1]) in linked and linked[number][1] in INFERRED
    ]
    invented = [one for one in judged if one[2] != one[3]]
    return Score(len(judged), len(judged) - len(invented), len(wanted), len(wanted) - len(missed), missed, invented)


def promises(held: Iterable[Iterable[Any]], truth: Mapping[str, Any], kind: str = "message") -> Promised:
    """Promises in things of one kind; the truth plants them in mails. The same mail in two mailboxes is one."""
    said: dict[str, list[Said]] = defaultdict(list)
    for row in held:
        found_in, remote, words, due, state = row
        if found_in == kind:
            said[remote].append((found_in, remote, words, due, state))
    score = Promised(found=sum(map(len, said.values())))
    right: set[Said] = set()
    for wanted in truth["promises"]:
        if not wanted["said_in"] or wanted["said_in"][1] != kind:
            continue
        score.wanted += 1
        met = next((one for one in said[wanted["said_in"][2]] if wanted["words"] in one[2]), None)
        if met is None:
            score.missed.append(wanted)
            continue
        right.add(met)
        _compare(score, wanted, met)
    score.right = len(right)
    score.invented = [one for all_of_one in said.values() for one in all_of_one if one not in right]
    return score


def _compare(score: Promised, wanted: Mapping[str, Any], met: Said) -> None:
    """Count one promise that was found."""
    score.met += 1
    score.due += met[3] == wanted["due"]
    if state := met[4].replace("_", " "):
        score.states[wanted["state"], state] += 1
        if state != wanted["state"]:
            score.wrong_states.append((wanted["state"], state, wanted["said_in"][2], wanted["words"]))

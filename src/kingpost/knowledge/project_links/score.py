"""How well a thread fits a project: points for words, people and time, each with its reason. Pure.

Points were set by what each kind of evidence can mean, not by an example: a whole name of the project or of its work is nearly a reference; a person who works
for the client on this project alone is a good hint; single words only add up. People without a word link nothing: somebody on a project writes about other things too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from kingpost.knowledge.project_links import words

NAME, WORK, CODE = 4.0, 3.0, 4.0  # a whole name found, by what it names
SHORT_CODE = 3.0  # three letters may mean something else
IN_NAME, WEAK, WEAK_SHARED = (
    1.0,
    0.75,
    0.5,
)  # a single telling word of its name; of its work; one that another project of the client has too
LEAST_NAME = 0.5  # of a project's whole name, however everyday its words
IN_TURN = 2.0  # for a name two projects have: the one whose own time it was
MOST_WORDS = 6.0
LEADS, HELPS = 2.5, 2.0  # somebody who answers for the project; who works on it
SHARED = 0.5  # less for somebody of several projects that ran then: the words must tell which
MOST_PEOPLE = 3.0
ONLY = 0.5  # more when who answers for it takes part and the client had no other project then
RUNNING, NEAR = 1.0, 0.0
ENOUGH, APART = 4.5, 1.5  # points a link needs; and how far the next project must lie behind
LEAST_WORDS = 0.75
ALONE = 1.0  # more points it takes when none of the project's people take part
BEFORE, AFTER, WEEK = timedelta(days=28), timedelta(days=45), timedelta(days=7)
CERTAIN = 100.0


@dataclass
class Project:
    """A project as one audience may know it. Names are folded (``words.name``); ``shown`` gives them as they are written."""

    entity: int
    record: int
    key: str
    title: str
    names: set[str] = field(default_factory=set)
    work: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    leads: set[int] = field(default_factory=set)
    helps: set[int] = field(default_factory=set)
    starts: datetime | None = None
    ends: datetime | None = None
    shown: dict[str, str] = field(default_factory=dict)
    when: dict[str, tuple[datetime | None, datetime | None]] = field(
        default_factory=dict
    )  # when each piece of work was planned
    called: dict[str, int] = field(default_factory=dict)  # its people by folded name, for papers that name them

    @cached_property
    def vocabulary(self) -> set[str]:
        """All telling words of its names."""
        return {word for name in self.names | self.work for word in name.split() if words.telling(word)}

    def near(self, first: datetime | None, last: datetime | None) -> bool:
        """Whether something between these moments can be about it."""
        if first is None or last is None:
            return True
        return not (self.starts and last < self.starts - BEFORE) and not (self.ends and first > self.ends + AFTER)

    def running(self, first: datetime | None, last: datetime | None) -> bool:
        """Whether it ran then, as far as it says when it does."""
        if first is None or last is None or not (self.starts or self.ends):
            return False
        return not (self.starts and last < self.starts) and not (self.ends and first > self.ends + timedelta(days=1))

    def in_turn(self, name: str, first: datetime | None, last: datetime | None) -> bool:
        """Whether that piece of its work was under way around then."""
        begins, ends = self.when.get(name, (None, None))
        if first is None or last is None or not (begins or ends):
            return False
        return not (begins and last < begins - WEEK) and not (ends and first > ends + WEEK)


@dataclass(frozen=True)
class Text:
    """The words of a thread: folded, what is in quotation marks, its subjects, and all of it and the subjects as they were written, for codes."""

    plain: str
    quoted: frozenset[str]
    subjects: frozenset[str]
    written: str
    titles: tuple[str, ...]
    people: frozenset[int]
    first: datetime | None
    last: datetime | None


def text(titles: Iterable[str], bodies: Iterable[str], people: Iterable[int], moments: Sequence[datetime]) -> Text:
    """Fold a thread once, for all the projects it is compared with."""
    titles = list(titles)
    written = "\n".join([*titles, *bodies])
    return Text(
        words.plain(written), frozenset(words.quoted(written)), frozenset(words.name(words.subject(t)) for t in titles), written, tuple(titles), frozenset(people),
        min(moments, default=None), max(moments, default=None),
    )  # fmt: skip


@dataclass
class Fit:
    """One project's points, and what they are for."""

    project: Project
    words: float = 0.0
    people: float = 0.0
    time: float = 0.0
    said: list[str] = field(default_factory=list)  # words, as the project writes them
    who: list[int] = field(default_factory=list)

    @property
    def total(self) -> float:
        return self.words + self.people + self.time


def worth_reading(
    texts: Iterable[str], people: set[int], moments: Sequence[datetime], projects: Sequence[Project]
) -> bool:
    """A quick look, so that most mail is passed over: some project was near, and a word or code of it is there at all."""
    first, last = min(moments, default=None), max(moments, default=None)
    near = [p for p in projects if p.near(first, last)]
    if not near:
        return False
    written = "\n".join(texts)
    folded = written.casefold()
    if any(not people.isdisjoint(p.leads) or not people.isdisjoint(p.helps) for p in near):
        return True
    return any(code in written for p in near for code in p.codes) or any(
        word in folded for p in near for word in p.vocabulary
    )


def fits(what: Text, projects: Sequence[Project]) -> list[Fit]:
    """How well each project fits, best first; ties by key, so that the order never depends on arrival."""
    near = [p for p in projects if p.near(what.first, what.last)]
    found = [_fit(what, p, [o for o in projects if o is not p], [o for o in near if o is not p]) for p in near]
    return sorted(found, key=lambda fit: (-fit.total, fit.project.key))


def choose(ranked: Sequence[Fit]) -> Fit | None:
    """The project it belongs to; None when nothing is strong enough or two are close."""
    if not ranked or ranked[0].total < ENOUGH + ALONE * (not ranked[0].who) or ranked[0].words < LEAST_WORDS:
        return None
    return ranked[0] if len(ranked) == 1 or ranked[0].total - ranked[1].total >= APART else None


def _fit(what: Text, project: Project, others: Sequence[Project], near: Sequence[Project]) -> Fit:
    fit = Fit(project)
    _by_names(fit, what, others)
    _by_words(fit, what, others)
    _by_people(fit, what, near)
    if not near and any(person in project.leads for person in fit.who):
        fit.people += ONLY
    fit.time += RUNNING if project.running(what.first, what.last) else NEAR
    return fit


def _by_names(fit: Fit, what: Text, others: Sequence[Project]) -> None:
    """Whole names. One that two projects have counts for both, so that something else must tell them apart."""
    project = fit.project
    for code in sorted(project.codes):
        if words.has_code(code, what.written, what.titles) and not any(code in o.codes for o in others):
            _add(fit, CODE if len(code) > 3 or not code.isalpha() else SHORT_CODE, code)
    for names, points in ((project.names, NAME), (project.work, WORK)):
        for name in sorted(names, key=lambda n: (-len(n), n)):
            if f" {name} " not in what.plain or any(
                f" {name} " in f" {other} " for seen in fit.said for other in [words.name(seen)]
            ):
                continue
            _add(fit, points * max(_strength(name, what), LEAST_NAME * (points == NAME)), project.shown.get(name, name))
            if any(name in o.work for o in others) and project.in_turn(name, what.first, what.last):
                fit.time = max(fit.time, IN_TURN)


def _strength(name: str, what: Text) -> float:
    """A name in quotation marks, alone in the subject or with a telling word among several counts in full; an everyday phrase hardly."""
    if name in what.quoted or name in what.subjects:
        return 1.0
    parts = name.split()
    rare = [word for word in parts if words.telling(word)]
    if len(parts) >= 2 and rare:
        return 1.0
    return 0.5 if len(parts) >= 3 else 0.25


def _add(fit: Fit, points: float, said: str) -> None:
    if points >= 1.0 and len(fit.said) < 3:
        fit.said.append(said)
    fit.words = min(MOST_WORDS, fit.words + points)


def _by_words(fit: Fit, what: Text, others: Sequence[Project]) -> None:
    """Telling words of its names beyond those already found; one that another project has too counts half, for both."""
    taken = {word for said in fit.said for word in words.name(said).split()}
    elsewhere: set[str] = set().union(*(o.vocabulary for o in others)) if others else set()
    everyday = {w for name in fit.project.names for w in name.split() if len(w) > 3 and not words.telling(w)}
    found = sorted(
        (w for w in (fit.project.vocabulary | everyday) - taken if f" {w} " in what.plain),
        key=lambda w: (w in elsewhere, w),
    )[:4]
    if found:
        fit.words = min(MOST_WORDS, fit.words + sum(_weight(w, fit.project, elsewhere) for w in found))
        fit.said += found[: max(0, 3 - len(fit.said))]


def _weight(word: str, project: Project, elsewhere: set[str]) -> float:
    if word in elsewhere or not words.telling(word):
        return WEAK_SHARED
    return IN_NAME if any(word in name.split() for name in project.names) else WEAK


def _by_people(fit: Fit, what: Text, near: Sequence[Project]) -> None:
    project = fit.project
    for person in sorted(what.people & (project.leads | project.helps)):
        shared = any(person in o.leads or person in o.helps for o in near)
        fit.people += (LEADS if person in project.leads else HELPS) - SHARED * shared
        fit.who.append(person)
    fit.people = min(MOST_PEOPLE, fit.people)


def reason(fit: Fit, names: Mapping[int, str]) -> str:
    """In plain words: "Sofia Marchetti, the words “cut-over” and “Go-live”, while the project ran"."""
    parts = [_listed(sorted({names[p] for p in fit.who if p in names})[:3])] if any(p in names for p in fit.who) else []
    if fit.said:
        parts.append(f"the word{'s' if len(fit.said) > 1 else ''} " + _listed([f"“{said}”" for said in fit.said]))
    if fit.time >= RUNNING:
        parts.append("while the project ran")
    return ", ".join(parts)


def _listed(items: Sequence[str]) -> str:
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)

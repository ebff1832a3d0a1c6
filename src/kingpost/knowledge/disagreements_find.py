"""Gather what speaks of the same: the records of one thing, and things that belong together.

An agreement, the project that carries it out, its milestones and what a mail told the client; an invoice and its order; a meeting and the mail that
settled its time; a ticket and the task that carries it. Each function gives Questions; whether they are disagreements is decided in sides.py.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from kingpost.identity.keys import plain_name
from kingpost.knowledge import values
from kingpost.knowledge.disagreements_approvals import FAMILY
from kingpost.knowledge.disagreements_other import of_invoices, of_meetings, of_tickets
from kingpost.knowledge.disagreements_rows import (
    RECENT,
    Known,
    Mail,
    mails_of,
    note_stated,
    on,
    questions_with_history,
    said_of,
    side_of,
    with_history,
)
from kingpost.knowledge.sides import FIELDS, Question, Side, carried_out, with_net
from kingpost.knowledge.stated import DELIVERY, PRICE, with_tax
from kingpost.knowledge.whole import of_itself
from kingpost.toolbox.sql import rows, sql

GOES_LIVE = re.compile(r"\b(go-?live|live|launch|delivery|hand-?over|cut-?over|completion)\b", re.IGNORECASE)
GENERIC = frozenset(
    ["a", "an", "and", "for", "in", "new", "of", "on", "our", "out", "project", "rollout", "the", "to", "with", "your"]
)


@dataclass
class Commitment:
    """An agreement with the project that carries it out; either may be missing. ``entity`` is the one the question is put to."""

    entity: int
    agreement: list[Side] = field(default_factory=list)
    project: list[Side] = field(default_factory=list)
    milestones: list[Side] = field(default_factory=list)

    @property
    def title(self) -> str:
        return (self.project or self.agreement)[0].title


def joined() -> list[Question]:
    """Of the batch: what the records of one thing say differently."""
    kinds = [(kind, name) for kind, names in FIELDS.items() for name in names]
    found = rows(sql("disagreements_joined"), {"kinds": [k for k, _ in kinds], "fields": [f for _, f in kinds]})
    grouped: dict[tuple[int, str, str], list[Side]] = defaultdict(list)
    for row in found:
        side = side_of(row, row[1])
        if (family := FIELDS[side.kind][row[1]]) != FAMILY:  # an approval is asked about with all its places
            grouped[row[0], side.kind, family].append(side)
    return [
        Question(entity, family, kind, sides, sides) for (entity, kind, family), sides in with_history(grouped).items()
    ]


def across(batch_kinds: frozenset[str], again: Mapping[str, set[int]], known: Known) -> tuple[list[Question], set[int]]:
    """Of things that belong together. ``again`` are things, by kind, that are in an open disagreement. Returns also which things were asked about."""
    touched: dict[str, set[int]] = defaultdict(set)
    if not batch_kinds.isdisjoint({"agreement", "project", "meeting", "invoice", "ticket", "task", "message"}):
        if "message" in batch_kinds:
            note_stated(known)
        for kind, entity in rows(sql("disagreements_touched"), {"today": known.today}):
            touched[kind].add(entity)
    for kind, entities in again.items():
        touched[kind] |= entities
    questions: list[Question] = []
    asked: set[int] = set()
    if touched["agreement"] or touched["project"]:
        commitments = _commitments(touched["agreement"], touched["project"])
        asked |= {c.entity for c in commitments} | touched["agreement"] | touched["project"]
        questions += _of_commitments(commitments, known)
    for kind, ask in (("invoice", of_invoices), ("meeting", of_meetings), ("ticket", of_tickets)):
        if touched[kind]:
            asked |= touched[kind]
            questions += ask(touched[kind], known)
    return questions, asked


# --- agreements and projects ---


def _commitments(agreements: Collection[int], projects: Collection[int]) -> list[Commitment]:
    pairs = rows(sql("disagreements_pairs"), {"agreements": list(agreements), "projects": list(projects)})
    by_agreement: dict[int, list[int]] = defaultdict(list)
    for project, agreement in pairs:
        by_agreement[agreement].append(project)
    if by_agreement:  # an agreement found by one project may have others
        for project, agreement in rows(sql("disagreements_pairs"), {"agreements": list(by_agreement), "projects": []}):
            if project not in by_agreement[agreement]:
                by_agreement[agreement].append(project)
    paired = {project for several in by_agreement.values() for project in several}
    asked = [(agreement, several) for agreement, several in by_agreement.items() if len(several) == 1]
    asked += [(project, [project]) for project in projects if project not in paired]
    things = [(hub, thing) for hub, several in asked for thing in {hub, *several}]
    around = rows(sql("disagreements_around"), {"things": [p for _, several in asked for p in several]})
    hub_of = {project: hub for hub, several in asked for project in several}
    things += [(hub_of[project], task) for project, task in around if project in hub_of]
    made: dict[int, Commitment] = {}
    for row in said_of(things):
        side = side_of(row, "")
        held = made.setdefault(row[0], Commitment(row[0]))
        place = {"agreement": held.agreement, "project": held.project, "task": held.milestones}.get(side.kind)
        if place is not None:
            place.append(side)
    return [c for c in made.values() if c.project or c.agreement]


def _of_commitments(commitments: Sequence[Commitment], known: Known) -> list[Question]:
    open_ = [
        c
        for c in commitments
        if not all(values.state(s.fields.get("status")) in ("done", "off") for s in c.project or c.agreement)
    ]
    settled = _stated_of({c.entity: c for c in open_}, known)
    questions = [
        q
        for c in open_
        for q in (_due(c, settled.get(c.entity, [])), _price(c, settled.get(c.entity, [])), _agreed(c, known.zone))
        if q
    ]
    return questions_with_history(questions)


def _due(c: Commitment, mails: Sequence[Side]) -> Question | None:
    """The day it will be there: go-live in the agreement, due in the project, its go-live milestone, what was told to the client."""
    sides = [*on(c.agreement, "go_live_date"), *on(c.project, "due_date"), *(m for m in mails if m.field == DELIVERY)]
    sides += [
        s
        for s in on(c.milestones, "due_date")
        if GOES_LIVE.search(s.title) and not GOES_LIVE.search(c.title) and _last(s, c.milestones)
    ]
    return _question(c, "due", sides)


def _last(milestone: Side, all_: Sequence[Side]) -> bool:
    """Whether it is the last milestone of its project: an earlier go-live is a stage of its own."""
    return str(milestone.fields.get("due_date") or "") == max(str(m.fields.get("due_date") or "") for m in all_)


def _price(c: Commitment, mails: Sequence[Side]) -> Question | None:
    """The sum in the agreement, the budget of the project, what was told to the client. A sum with its tax counts where a record states both."""
    recorded = [*on(c.agreement, "amount"), *on(c.project, "budget")]
    both = any(values.states_tax(side.fields) for side in recorded)
    told = [m for m in mails if m.field == PRICE and (both or not with_tax(m.quote))]
    return _question(c, "amount", with_net([*recorded, *told]))


def _agreed(c: Commitment, zone: ZoneInfo) -> Question | None:
    """Work goes on for an agreement nobody has signed: the project has begun, the deal is open or lost."""
    deals, running = on(c.agreement, "status"), on(c.project, "status")
    starts = {s.record: at for s in running if (at := values.moment(s.fields.get("start_date", ""), zone))}
    if not (deals and starts) or any(values.state(s.value) == "off" for s in running):
        return None
    return _question(c, "agreed", [*deals, *running], agrees=carried_out, begins=starts)


def _question(c: Commitment, family: str, sides: Sequence[Side], **more: Any) -> Question | None:
    if len({side.kind for side in sides}) < 2:
        return None
    kind = "agreement" if c.agreement else "project"
    return Question(c.entity, family, kind, [*c.project, *c.agreement], list(sides), **more)


def _stated_of(commitments: Mapping[int, Commitment], known: Known) -> dict[int, list[Side]]:
    """What our own mails told clients about the day or the price of these commitments."""
    asked = [(entity, known.today - RECENT, known.today + timedelta(days=2)) for entity in commitments]
    found: dict[int, list[Side]] = defaultdict(list)
    for entity, mails in mails_of(asked).items():
        found[entity] = [
            m.side
            for m in mails
            if m.said.what in (DELIVERY, PRICE)
            and _is_ours(m.side, known)
            and _is_about(m, commitments[entity])
            and of_itself(m.said.what, m.said.words, _names(commitments[entity]))
        ]
    return found


def _is_ours(side: Side, known: Known) -> bool:
    return str(side.fields.get("from") or "").rpartition("@")[2].rstrip(">").casefold() in {
        d.casefold() for d in known.own_domains
    }


def _is_about(mail: Mail, c: Commitment) -> bool:
    """Whether a sentence speaks of the commitment itself: it names it in full; or the mail is about it and the sentence names part of it or its go-live."""
    names = _names(c)
    sentence = set(plain_name(mail.said.words).split())
    if any(name <= sentence for name in names):
        return True
    subject = set(plain_name(mail.side.title).split())
    known = not mail.about.isdisjoint({c.entity, *(s.entity for s in c.project)}) or any(
        name <= subject for name in names
    )
    return known and (
        any(name & sentence for name in names) or bool(re.search(r"\bgo-?live\b", mail.said.words, re.IGNORECASE))
    )


def _names(c: Commitment) -> list[set[str]]:
    """The words the project or the agreement goes by, without the client's own name and what any project might be called."""
    found = [
        set(plain_name(side.title.rpartition(" - ")[2]).split()) - GENERIC
        for side in (*c.project[:1], *c.agreement[:1])
    ]
    return [words for words in found if words]

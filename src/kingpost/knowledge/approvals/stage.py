"""The stage that keeps approvals: every place that records one, gathered under what was asked for.

A thread of mails speaks of a ticket or task it quotes when that has a state of its own, of an approval a system lists when the same two people and the same words
fit around the same day, else of itself: then somebody must have asked, and somebody else decided. A comment decides where the thing has such a state, or where
somebody else asked in a comment before it. Nobody decides what they asked for themselves.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

import msgspec

from kingpost.evidence.changes import Stream
from kingpost.knowledge.approvals import patterns, places, words
from kingpost.knowledge.approvals.places import Place, Recorded, Said
from kingpost.knowledge.project_links import words as plain
from kingpost.toolbox.sql import copy_rows, execute, numbers, rows, sql

AROUND = timedelta(days=5)
_ASKING = re.compile(
    r"^\s*(?:(?:re|aw|fw|fwd|wg)\s*:\s*)*(?:(?:your )?approval (?:needed|required|requested|request)|(?:for|please) approv\w+|sign-?off needed)\s*[:–-]?\s*",
    re.IGNORECASE,
)
Subjects = Mapping[int, list[Recorded]]


def work(refs: Sequence[int]) -> Mapping[Stream, Iterable[int]]:
    """Work out the approvals these entities touch. Returns the things whose approval changed."""
    found = rows(sql("touched"), {"entities": numbers(refs), "maybe": patterns.MAYBE})
    subjects, units = ({number for what, number in found if what == kind} for kind in ("subject", "thread"))
    if not subjects and not units:
        return {}
    spoken = _threads(sorted(units), sorted(subjects))
    known = _subjects(
        subjects | units | {s for mails in spoken.values() for row in mails for s in row.about} | _candidates(spoken)
    )
    said = _say(spoken, known, units)
    quoted = sorted(set(said) - subjects)  # what only a thread speaks of: its own comments count as before
    for subject, comments in _say(_threads([], quoted), known, set()).items() if quoted else ():
        said[subject] += comments
    subjects |= set(quoted)
    held = _held_elsewhere(subjects, units)
    for subject in sorted(subjects):
        said[subject] += [place for row in known.get(subject, ()) if (place := places.from_fields(row))]
    changed = _write(subjects | units, units, said, known, held)
    return {
        Stream.PICTURE: changed,
        Stream.ENTITY: {e for (e,) in rows(sql("in_question"), {"subjects": numbers(sorted(changed))})}
        if changed
        else set(),
    }


def _threads(units: list[int], subjects: list[int]) -> dict[int, list[Said]]:
    found = map(Said._make, rows(sql("threads"), {"units": numbers(units), "subjects": numbers(subjects)}))
    return {unit: list(group) for unit, group in groupby(found, key=attrgetter("unit"))}


def _subjects(entities: Iterable[int]) -> Subjects:
    found = [
        Recorded._make((*row[:7], msgspec.json.decode(row[7]), *row[8:]))
        for row in rows(sql("subjects"), {"entities": numbers(sorted(entities))})
    ]
    return {entity: list(group) for entity, group in groupby(found, key=attrgetter("entity"))}


def _candidates(spoken: Mapping[int, list[Said]]) -> set[int]:
    people = sorted({person for mails in spoken.values() for row in mails for person in row.people})
    return {entity for (entity,) in rows(sql("candidates"), {"people": numbers(people)})} if people else set()


Spoken = tuple[Said, Place]


def _say(spoken: Mapping[int, list[Said]], known: Subjects, units: set[int]) -> dict[int, list[Place]]:
    """What mails and comments say, by the subject they speak of."""
    said: dict[int, list[Place]] = defaultdict(list)
    listed = _listed(known)
    for unit, mails in spoken.items():
        comments = _speaking([row for row in mails if row.kind == "comment"])
        if comments and unit in known:
            said[unit] += _in_turn(comments, known[unit])
        thread = _speaking([row for row in mails if row.kind == "message"])
        if unit in units and thread and (subject := _speaks_of(unit, mails, thread, known, listed)):
            said[subject] += _in_turn(thread, known.get(subject, ()))
    return said


def _speaking(mails: Sequence[Said]) -> list[Spoken]:
    """The mails that say something about an approval, with what they say: by their own words, or as a short answer to the one just before, which asks."""
    found: list[Spoken] = []
    for before, row in zip([None, *mails], mails, strict=False):
        place = places.from_mail(row)
        if place is None and found and found[-1][0] is before and found[-1][1].state == words.ASKED:
            place = places.from_answer(row, found[-1][0])
        if place:
            found.append((row, place))
    return found


def _in_turn(told: Sequence[Spoken], subject: Sequence[Recorded]) -> list[Place]:
    """What counts of a thread or of a thing's comments. Without a state of its own, its subject is an approval once somebody asks; and only somebody else decides."""
    asked = next((n for n, (_, p) in enumerate(told) if p.state == words.ASKED and not p.condition), None)
    stated = any(places.from_fields(row) for row in subject)
    if asked is None and not stated:
        return []
    askers: set[int | None] = {row.asker for row in subject if row.asker is not None}
    if asked is not None:
        askers.add(told[asked][0].writer)
    counting = told if stated else told[asked:]
    return [p for row, p in counting if p.state in (words.ASKED, words.WITHDRAWN) or row.writer not in askers]


def _listed(known: Subjects) -> list[Recorded]:
    """Approvals that a system lists."""
    return [
        row for group in sorted(known.values(), key=lambda one: one[0].key) for row in group if row.kind == "approval"
    ]


def _speaks_of(
    unit: int, mails: list[Said], thread: list[Spoken], known: Subjects, listed: list[Recorded]
) -> int | None:
    """The subject of a thread: what it quotes, an approval a system lists, else the thread itself."""
    quoted = {s for row in mails for s in row.about if any(places.from_fields(r) for r in known.get(s, ()))}
    if len(quoted) == 1:
        return int(quoted.pop())
    text = " ".join(f"{row.title} {row.body[:1500]}" for row in mails)
    numbered = {
        one.entity
        for one in listed
        if len(one.remote_id) > 3 and re.search(rf"(?<![\w-]){re.escape(one.remote_id)}(?![\w-])", text)
    }
    if len(numbered) == 1:
        return numbered.pop()
    return _alike(mails, thread, listed) or unit


def _alike(mails: list[Said], thread: list[Spoken], listed: list[Recorded]) -> int | None:
    """The one listed approval with the same people, the same words, around the same day; None when two fit alike."""
    people = {person for row in mails for person in row.people}
    said = set(plain.plain(f"{mails[0].title} " + " ".join(place.quote for _, place in thread)).split())
    first = thread[0][1].at
    points: dict[int, int] = {}
    for one in listed:
        asked = places.moment(one.fields.get("asked_at"))
        if (
            first is None
            or asked is None
            or abs(first - asked) > AROUND
            or len(one.people) < 2
            or not people.issuperset(one.people)
        ):
            continue
        points[one.entity] = len(
            {w for w in plain.name(one.title).split() if len(w) > 2 and w not in ("the", "and", "for")} & said
        )
    best = max(points.values(), default=0)
    fitting = [entity for entity, count in points.items() if count == best]
    return fitting[0] if best >= 3 and len(fitting) == 1 else None


def _held_elsewhere(subjects: set[int], units: set[int]) -> dict[int, list[Place]]:
    """Places of these subjects that threads outside this run hold; they are as they were."""
    found = rows(
        """SELECT p.subject_id, p.record_id, r.key::text, r.audience_id, p.place, p.unit_id, p.state, p.quote, p.at, p.by_id, p.of_id, p.condition
           FROM approval_place AS p JOIN record AS r ON r.id = p.record_id
           WHERE p.subject_id = ANY(%s) AND p.place = 'mail' AND p.unit_id <> ALL(%s)""",
        [sorted(subjects), sorted(units)],
    )
    held: dict[int, list[Place]] = defaultdict(list)
    for subject, record, key, audience, place, unit, state, quote, at, by, of, condition in found:
        held[subject].append(Place(record, key, audience, place, unit, state, quote, at, by, of, "", condition))
    return held


def _write(
    subjects: set[int],
    units: set[int],
    said: Mapping[int, list[Place]],
    known: Subjects,
    held: Mapping[int, list[Place]],
) -> set[int]:
    """Write the places and, for each audience, what follows from them; returns the subjects that changed."""
    made_places, made = [], []
    audiences = sorted({p.audience for group in (*said.values(), *held.values()) for p in group})
    within: dict[int, set[int]] = defaultdict(set)
    for narrow, wide in rows("SELECT narrow_id, wide_id FROM audience_within WHERE narrow_id = ANY(%s)", [audiences]):
        within[narrow].add(wide)
    settled = {
        (entity, audience): state
        for entity, audience, state in rows(sql("settled"), {"subjects": numbers(sorted(subjects))})
    }
    for subject in sorted(subjects):
        mine = list({(p.record, p.place): p for p in [*said.get(subject, ()), *held.get(subject, ())]}.values())
        record = known.get(subject, [None])[0]
        if record is None or not mine:
            continue
        kept = False
        for audience in sorted({p.audience for p in mine}):
            seen = [p for p in mine if p.audience in within[audience]]
            row = next((r for r in known[subject] if r.audience in within[audience]), None)
            if row and (whole := places.together(seen)):
                if (subject, audience) in settled:
                    whole = replace(whole, differs=False, state=settled[subject, audience] or whole.state)
                kept = True
                what = _ASKING.sub("", plain.subject(row.title)) or row.title
                made.append((subject, audience, row.record, row.kind, what, whole.by, whole.of, whole.of_name, whole.state, whole.differs, whole.asked_at,
                             whole.decided_at, whole.places))  # fmt: skip
        if kept:
            made_places += [
                (p.record, p.place, subject, p.unit, p.state, p.condition, p.quote, p.at, p.by, p.of) for p in mine
            ]
    return _store(subjects, units, made, made_places)


def _store(
    subjects: set[int], units: set[int], made: list[tuple[Any, ...]], made_places: list[tuple[Any, ...]]
) -> set[int]:
    execute(sql("staging"))
    copy_rows("approval_wanted", ("entity_id", "audience_id", "record_id", "kind", "what", "asked_by_id", "asked_of_id", "asked_of_name", "state", "differs", "asked_at",
                                  "decided_at", "places"), made)  # fmt: skip
    copy_rows(
        "approval_place_wanted",
        ("record_id", "place", "subject_id", "unit_id", "state", "condition", "quote", "at", "by_id", "of_id"),
        made_places,
    )
    changed = rows(sql("write"), {"subjects": numbers(sorted(subjects)), "units": numbers(sorted(units))})
    return {entity for (entity,) in changed}

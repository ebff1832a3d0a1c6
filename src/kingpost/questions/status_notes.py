"""Status notes: read what one is made of, with the eyes of everyone, and draft what is due. What nobody but a few may see never gets into one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from kingpost.accounts.models import EVERYONE, User
from kingpost.knowledge import business, clients, disputes
from kingpost.knowledge.approvals import reading as approvals
from kingpost.knowledge.promises import reading as promised
from kingpost.priorities import tickets
from kingpost.priorities.hours import WorkingHours
from kingpost.proposals import status_notes
from kingpost.proposals.models import NotePolicy, StatusNote
from kingpost.proposals.status_notes import Draft
from kingpost.questions import note_text, status
from kingpost.questions.note_text import Material, Thing
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows, sql

SEEN_BY = [EVERYONE]
KINDS = ("project", "ticket", "task", "deliverable")
READ = 200
SURE = 0.8  # a promise found with less confidence than this is not told to anybody
BROKEN_FOR = timedelta(days=30)


def draft_due() -> int:
    """Draft the notes whose moment has come; returns how many were made. Safe to run twice at once: a period has one note."""
    now, hours = clock.now(), _hours()
    made = 0
    for policy, period in status_notes.due(now, hours):
        if period:
            made += status_notes.keep(policy, period, draft(policy, now, hours)) is not None
            continue
        following, held = status_notes.latest(policy)
        drafted = draft(policy, now, hours)
        if note_text.differ(drafted.facts, held) and drafted.changed:
            made += status_notes.keep(policy, following, drafted) is not None
        else:
            status_notes.looked(policy, now)
    return made


def any_due() -> bool:
    """Whether there is a note to look at now."""
    return bool(status_notes.due(clock.now(), _hours()))


def draft(policy: NotePolicy, now: datetime, hours: WorkingHours) -> Draft:
    """The note of a choice as it would be written now."""
    return _since(policy, *status_notes.before(policy), now, hours)


def _since(policy: NotePolicy, before: dict[str, Any], since: datetime, now: datetime, hours: WorkingHours) -> Draft:
    material = read(policy.record_id, policy.kind, policy.title, before, since, now, hours)
    written = note_text.write(material, before, since, now, hours.zone)
    return Draft(written.subject, written.text, since, written.facts, written.left_out, written.changed)


def baseline(record: int, kind: str, title: str) -> dict[str, Any]:
    """How things stand now: what the first note of a choice compares with."""
    now = clock.now()
    return note_text.facts(read(record, kind, title, {}, now, now, _hours()))


def record_of(number: int) -> int:
    """A record of a client or project: a choice holds on to that, because numbers move when things are joined."""
    [(record,)] = rows("SELECT min(record_id) FROM member WHERE entity_id = %s", [number])
    return int(record)


def correct(user: User, number: int) -> StatusNote | None:
    """A mail that has left cannot be unsent; this drafts one that corrects this note, which waits for a yes. None when that is there already.

    It tells again what the wrong one had to tell, so it compares with what held before that. Raises LookupError for a note nobody decided about.
    """
    wrong = status_notes.one(user, note=number)
    if wrong.decision_id is None:
        raise LookupError("This note has not left.")
    now, hours = clock.now(), _hours()
    new = _since(wrong.policy, *status_notes.before_it(wrong), now, hours)
    there = wrong.made_at.astimezone(hours.zone)
    text = f"Our note of {there.day} {there:%B %Y} was not right. Please go by this one instead.\n\n{new.text}"
    return status_notes.keep(
        wrong.policy,
        f"corrects {wrong.pk}",
        Draft(f"Correction: {wrong.subject}", text, new.since, new.facts, new.left_out, True),
    )


def read(
    record: int, kind: str, title: str, before: dict[str, Any], since: datetime, now: datetime, hours: WorkingHours
) -> Material:
    """What everyone may know about a client or project. Nine queries."""
    [(about, client)] = rows(
        """SELECT m.entity_id, CASE WHEN %s = 'client' THEN m.entity_id ELSE (SELECT c.client_id FROM client_of AS c WHERE c.record_id = m.record_id LIMIT 1) END
           FROM member AS m WHERE m.record_id = %s""",
        [kind, record],
    ) or [(0, None)]
    found = rows(sql("note_things"), {
        "about": about, "kind": kind, "kinds": list(KINDS), "seen_by": SEEN_BY, "since": since, "known": [int(one) for one in before], "zone": hours.zone.key, "limit": READ})  # fmt: skip
    marks = {thing: number for (thing, _), number in disputes.marks([row[0] for row in found], SEEN_BY).items()}
    open_ = tuple(row[0] for row in found if row[5] and row[2] in status.KINDS)
    wanted = status.Wanted(things=open_)
    held = status.listed(SEEN_BY, wanted, now, hours, limit=READ, parts=(status.STEPS,)) if open_ else []
    statuses = {one.id: one for one in held}
    words = tickets.said([row[0] for row in found if row[2] == "ticket" and row[5]])
    things = [
        _thing(row, statuses.get(row[0]), marks.get(row[0], 0), words.get((row[0], EVERYONE), ()), now, hours.zone)
        for row in found
    ]
    inside = {one.id for one in things} if kind == "project" else None
    name = next(iter(clients.names([about], SEEN_BY).values()), title)
    asked = _asked(about, client, kind, hours.zone)
    theirs, ours = _promises(client, inside, now, hours.zone)
    return Material(name, str(business.value("name")), things, asked, theirs, ours)


def _thing(
    row: Sequence[Any], held: status.Status | None, disagreement: int, said: Sequence[tickets.Word], now: datetime, zone: ZoneInfo
) -> Thing:  # fmt: skip
    number, records, kind, title, text, is_open, due = row
    golden = msgspec.json.decode(text)
    step = held.step if held else None
    return Thing(
        number, list(records), kind, title, str(golden.get("status") or ""), is_open, _day(due, zone), held.owner if held else str(golden.get("owner_name") or ""),
        step.what if step else "", step.owner if step else "", _unanswered(said, golden, now, zone) if kind == "ticket" else None, disagreement,
    )  # fmt: skip


def _unanswered(said: Sequence[tickets.Word], golden: dict[str, Any], now: datetime, zone: ZoneInfo) -> date | None:
    """Since when they wait for our word on a ticket. Where nothing but its opening is known, nothing is said about it to them."""
    waits = tickets.asking(said, golden, now)
    return waits.first.astimezone(zone).date() if waits and waits.over is None else None


def _asked(about: int, client: int | None, kind: str, zone: ZoneInfo) -> list[tuple[str, str, date | None]]:
    """The approvals that wait for a yes of one of their people."""
    if client is None:
        return []
    people = clients.belongings(client, ("person",), SEEN_BY, limit=READ)
    numbers, names = {one.id for one in people}, {one.title.casefold() for one in people}
    waiting = approvals.listed(
        SEEN_BY, states=approvals.WAITING, client=client if kind == "client" else None, project=about if kind == "project" else None, limit=READ
    )  # fmt: skip
    return [(one.what, one.asked_of, approvals.day_of(one.asked_at, zone) if one.asked_at else None) for one in waiting
            if not one.differs and (one.asked_of_id in numbers or one.asked_of.casefold() in names)]  # fmt: skip


def _promises(
    client: int | None, inside: set[int] | None, now: datetime, zone: ZoneInfo
) -> tuple[list[tuple[str, date | None]], list[tuple[str, date]]]:
    """What they promised us and what we promised them with a day, as far as it is sure."""
    if client is None:
        return [], []
    found = promised.listed(
        SEEN_BY, now, now, client=client, broken_since=now - BROKEN_FOR, limit=READ, with_evidence=False
    )
    sure = [
        one for one in found if (one.confidence >= SURE or one.verdict) and (inside is None or one.entity in inside)
    ]
    theirs = [(one.what, _day(one.due, zone)) for one in sure if not one.ours]
    return theirs, [(one.what, due) for one in sure if one.ours and (due := _day(one.due, zone))]


def _day(at: datetime | None, zone: ZoneInfo) -> date | None:
    """The day of a moment; a due date is kept as the end of its day."""
    return (at - timedelta(seconds=1)).astimezone(zone).date() if at else None


def _hours() -> WorkingHours:
    known = business.values()
    return WorkingHours.of(known)

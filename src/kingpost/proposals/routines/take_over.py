"""Somebody with time and experience takes an escalated ticket over, and calls the client."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from kingpost.priorities import words
from kingpost.priorities.hours import ONE_DAY
from kingpost.proposals import capacity, cases
from kingpost.proposals.capacity import Capacity, Diary
from kingpost.proposals.cases import Cases, FirstStep
from kingpost.proposals.planned import Planned, create, update
from kingpost.proposals.routines import About, Draft, Grant, Held

TITLE = "Take over and call"
ABOUT = (
    "For an escalated ticket: an owner who has time and solved such cases before, what to do first, and a call with the client. Assigns the ticket where "
    "its system may be written, otherwise makes a task that names it; puts the call into a calendar."
)
CALL = timedelta(minutes=30)
SHOWN_PEOPLE = 5
_CALL_WITH = "Call with "


def suggest(about: About) -> Draft | None:
    """A draft for an escalated ticket; None for any other flag, and when nobody could take it."""
    if about.flag.kind != "ticket" or "escalation" not in about.flag.rules:
        return None
    audience, tags = about.flag.audience_id, [str(tag) for tag in about.fields.get("tags") or ()]
    known = cases.like(about.flag.entity_id, about.title, tags, about.flag.client_id, audience)
    solved = known.solved_by()
    people = {*solved, *([about.owner] if about.owner else [])}
    diaries = capacity.of(people, about.flag.client_id, audience, about.now, about.hours)
    for diary in diaries:
        diary.capacity.solved = solved[diary.capacity.person]
    ranked = sorted(diaries, key=lambda d: (-_fitness(d.capacity, about.owner), d.capacity.name))
    able = [d for d in ranked if not d.capacity.away and d.capacity.free_today + d.capacity.free_next > 0]
    return _draft(about, able[0], [d.capacity for d in ranked], known) if able else None


def _fitness(person: Capacity, owner: int | None) -> float:
    """Experience and time speak for somebody, work already owned against; the present owner has a head start."""
    return (
        3.0 * min(person.solved, 4) + 2.0 * min(person.free_today, 4.0) + 0.5 * min(person.free_next, 6.0) - 0.15 * person.open_work
        + (2.0 if person.person == owner else 0.0) - (100.0 if person.away else 0.0)
    )  # fmt: skip


def _draft(about: About, best: Diary, people: Sequence[Capacity], known: Cases) -> Draft:
    owner, first = best.capacity, known.steps[0] if known.steps and known.steps[0].worked else None
    calendar = next((grant for grant in about.grants if grant.kind == "meeting"), None)
    call = capacity.slot([best], about.now, about.hours, CALL) if calendar and about.contact else None
    note = _note(about, owner, people, first, call)
    changes = [*_assign(about, owner, note), *([_call(about, calendar, owner, call)] if calendar and call else [])]
    keeps = owner.person == about.owner
    say = f"{'Keep it with' if keeps else 'Give it to'} {owner.name}"
    if call:
        say += f" and call {about.contact} at {words.moment(call, about.hours.zone)}"
    shown = [person for place, person in enumerate(people) if place < SHOWN_PEOPLE or person.person == about.owner]
    over = about.hours.start_of(
        about.hours.day_of(about.now) + ONE_DAY
    )  # what is free today is said of another day then
    detail = _detail(about, owner, people, known, first, bool(changes))
    return Draft(say + ".", detail, changes, known, shown, min(call, over) if call else over)


def _detail(
    about: About, owner: Capacity, people: Sequence[Capacity], known: Cases, first: FirstStep | None, writes: bool
) -> str:
    said = []
    if first:
        took = f", in {first.days:g} days on average" if first.days else ""
        said.append(f"“{first.what}” came first in {words.number(first.of)} of {words.number(len(known.cases))} cases like this; it worked in "
                    f"{words.number(first.worked)}{took}.")  # fmt: skip
    elif known.cases:
        said.append(
            f"{'One case like this one is' if len(known.cases) == 1 else f'{words.capital(words.number(len(known.cases)))} cases like this one are'} closed; no first step stands out."
        )
    if owner.solved:
        said.append(f"{owner.name} solved {words.number(owner.solved)} of them.")
    said.append(
        f"{owner.name} has {owner.free_today:g} h free today and {owner.free_next:g} h on {words.day(owner.next_day)}."
    )
    if away := _away_owner(about, people):
        said.append(away)
    if not writes:
        said.append("Writing is switched on for none of the systems this needs, so it is yours to do.")
    return " ".join(said)


def _away_owner(about: About, people: Sequence[Capacity]) -> str:
    """“Callum Reid, who owns it, is away until 5 March.”"""
    owner = next((p for p in people if p.person == about.owner), None)
    if owner is None or not owner.away:
        return ""
    return f"{owner.name}, who owns it, is away" + (f" until {words.day(owner.back_on)}." if owner.back_on else ".")


def _note(
    about: About, owner: Capacity, people: Sequence[Capacity], first: FirstStep | None, call: datetime | None
) -> str:
    lines = [
        _begins(owner.name, keeps=owner.person == about.owner),
        _away_owner(about, people),
        f"Why: {about.flag.why}",
    ]
    if first:
        lines.append(f"First: {first.what}.")
    if call:
        lines.append(f"{_CALL_WITH}{about.contact}{_at(call, about.hours.zone)}")
    return "\n".join(line for line in lines if line)


def _at(call: datetime, zone: ZoneInfo) -> str:
    return f" at {words.moment(call, zone)}."


def _begins(name: str, *, keeps: bool) -> str:
    return f"{name} keeps this and puts it first." if keeps else f"{name} takes this over."


def given_to(note: str, former: Iterable[str], name: str) -> str:
    """A note of this routine, where a person chose somebody else than it names."""
    for one in former:
        for keeps in (True, False):
            note = note.replace(_begins(one, keeps=keeps), _begins(name, keeps=False))
    return note


def _assign(about: About, owner: Capacity, note: str) -> list[Planned]:
    """The ticket itself where it may be written; otherwise a task that names it; otherwise nothing."""
    for held in about.records:
        if any((grant.system, grant.kind) == (held.system, held.kind) for grant in about.grants):
            return [_ticket(about, held, owner, note)]
    task = next((grant for grant in about.grants if grant.kind == "task"), None)
    return [_task(about, task, owner, note)] if task else []


def _ticket(about: About, held: Held, owner: Capacity, note: str) -> Planned:
    changed = owner.person != about.owner
    people = {"owner": [owner.email]} if changed else {}
    return Planned(
        held.system, held.system_title, f"{held.remote_id} {words.shorten(about.title, 60)}",
        update(held.kind, held.remote_id, {}, note=note, people=people),
        was={"owner": about.owner_name or "nobody"} if changed else {}, will=({"owner": owner.name} if changed else {}) | {"note": note},
        names={owner.email: owner.name},
    )  # fmt: skip


def _task(about: About, grant: Grant, owner: Capacity, note: str) -> Planned:
    ticket = next((held for held in about.records if held.kind == "ticket"), None)
    number = f"ticket {ticket.remote_id} in {ticket.system_title}" if ticket else "the ticket"
    name = words.shorten(f"Take over {number}: {about.title}", 140)
    due = next(about.hours.spans(about.now))[0].astimezone(about.hours.zone).date().isoformat()
    return Planned(
        grant.system, grant.system_title, name,
        create("task", {"name": name, "due_date": due}, note=f"{words.capital(number)}. {note}", people={"owner": [owner.email]}, place=grant.place),
        will={"owner": owner.name, "due": due, "note": note}, names={owner.email: owner.name},
    )  # fmt: skip


def _call(about: About, grant: Grant, owner: Capacity, at: datetime) -> Planned:
    name = f"Call {about.contact}: {words.shorten(about.title, 80)}"
    fields = {"name": name, "starts_at": at.isoformat(), "ends_at": (at + CALL).isoformat()}
    return Planned(
        grant.system, grant.system_title, name,
        create("meeting", fields, about=f"{about.flag.why}", people={"attendee": [owner.email], "organiser": [owner.email]}, place=grant.place),
        will={"when": words.moment(at, about.hours.zone), "who": owner.name}, names={owner.email: owner.name},
    )  # fmt: skip


def called_at(note: str, was: datetime, at: datetime | None, zone: ZoneInfo) -> str:
    """A note of this routine, where a person chose another time for the call than it names, or with ``at`` None no call."""
    lines = [line.rstrip("\r") for line in note.split("\n")]
    told = [line.startswith(_CALL_WITH) and line.endswith(_at(was, zone)) for line in lines]
    new = _at(at, zone) if at else ""
    return "\n".join(
        line.removesuffix(_at(was, zone)) + new if said else line
        for line, said in zip(lines, told, strict=True)
        if new or not said
    )

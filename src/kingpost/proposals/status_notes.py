"""Status notes: a standing choice to keep a client informed, each note as it was drafted, and its way out through the outbox.

Off until somebody chooses. The text comes from above (questions/note_text.py); here it is kept once a period, approved or declined, and sent as a change
like any other. A choice is taken back like any decision; a mail that has left is not: a correction is drafted instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction

from kingpost.accounts import audiences, audit
from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act, may
from kingpost.connectors.base import ConnectorError
from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.evidence.models import System, WriteGrant
from kingpost.priorities.hours import WorkingHours
from kingpost.proposals import note_times, planned, undo, writeback
from kingpost.proposals.models import Decision, NotePolicy, StatusNote, Writeback
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows

LOOK_EVERY = timedelta(minutes=15)
"""How often it is looked whether something changed, so that what changes together is one note."""


class Sent(Exception):
    """The mail has left, or is leaving: it cannot be taken back."""


@dataclass(frozen=True)
class Choice:
    """What a person chooses. ``people`` are (address, name); ``time`` "09:00" in our zone."""

    record: int
    kind: str
    title: str
    rhythm: str
    weekday: int
    time: str
    sends: str
    people: list[tuple[str, str]]
    system: int


@dataclass(frozen=True)
class Draft:
    """A note as it was worked out. ``facts`` are what it rests on, ``left_out`` (disagreement, sentence) what it does not say."""

    subject: str
    text: str
    since: datetime
    facts: dict[str, Any]
    left_out: list[tuple[int, str]]
    changed: bool


def choose(user: User, choice: Choice, baseline: dict[str, Any]) -> NotePolicy:
    """Switch status notes on; what is chosen already, as by a second click, stays the one choice.

    Raises PermissionDenied, LookupError for a system this person cannot see, ValueError for what cannot be meant.
    """
    _permitted(user)
    _check(choice)
    system = System.objects.filter(pk=choice.system, audience_id__in=audiences.allowed(user)).first()
    if system is None:
        raise LookupError("There is no such system.")
    if not WriteGrant.objects.filter(system=system, kind="message", withdrawn_at=None).exists():
        raise ValueError(f"Writing mails is switched off for {system.title}.")
    try:
        writeback.sender(system)
    except ConnectorError as error:
        raise ValueError(str(error)) from None
    now = clock.now()
    known = {
        "about": choice.title,
        "rhythm": choice.rhythm,
        "sends": choice.sends,
        "people": choice.people,
        "system": system.title,
    }
    with transaction.atomic():
        rows("SELECT pg_advisory_xact_lock(hashtext(current_schema()), hashtext('note policies'))")
        if held := _same(choice):
            return held
        decision = Decision.objects.create(suggestion=None, who=user, verdict=Decision.STANDING, at=now, known=known)
        made = NotePolicy.objects.create(
            decision=decision, record_id=choice.record, kind=choice.kind, title=choice.title, rhythm=choice.rhythm, weekday=choice.weekday, time=choice.time,
            sends=choice.sends, people=choice.people, system=system, system_title=system.title, baseline=baseline, looked_at=now,
        )  # fmt: skip
        audit.record(user, "decided standing", f"note_policy:{made.pk}", rhythm=choice.rhythm, sends=choice.sends)
        changes.append({Stream.SYSTEM: [system.pk]})
    return made


def _same(choice: Choice) -> NotePolicy | None:
    """The choice that holds and says just this."""
    live = NotePolicy.objects.filter(decision__undone_at=None, record_id=choice.record, system_id=choice.system)
    said = {"rhythm": choice.rhythm, "weekday": choice.weekday, "time": choice.time, "sends": choice.sends}
    return live.filter(**said, people=[list(one) for one in choice.people]).order_by("pk").first()


def take_back(user: User, policy_id: int) -> NotePolicy:
    """The choice no longer holds: no more notes, and none of what waits leaves. What was sent stays sent. Raises PermissionDenied or LookupError."""
    _permitted(user)
    with transaction.atomic():
        found: NotePolicy | None = _policies(user).filter(pk=policy_id).first()
        if found is None:
            raise LookupError("There is no such choice.")
        decision = Decision.objects.select_for_update().get(pk=found.decision_id)
        if decision.undone_at is None:
            now = clock.now()
            Decision.objects.filter(pk=decision.pk).update(undone_at=now, undone_by=user)
            found.notes.filter(decision=None, superseded_at=None).update(superseded_at=now)
            audit.record(user, "undid a decision", f"note_policy:{found.pk}")
            touched = [*undo.reverse(decision), *_stop(user, found, now)]
            changes.append({Stream.WRITE: touched, Stream.SYSTEM: [found.system_id] if found.system_id else []})
    return found


def _stop(user: User, policy: NotePolicy, now: datetime) -> list[int]:
    """What was approved one by one and has not arrived does not leave either. Returns the writes it touched."""
    on_the_way = policy.notes.exclude(decision=policy.decision_id).filter(
        decision__undone_at=None, writeback__state__in=(Writeback.WAITING, Writeback.SENDING, Writeback.FAILED)
    )
    touched = []
    for note in on_the_way.select_for_update(of=("self",)).select_related("decision").order_by("pk"):
        assert note.decision is not None
        Decision.objects.filter(pk=note.decision.pk).update(undone_at=now, undone_by=user)
        audit.record(user, "undid a decision", f"status_note:{note.pk}")
        touched += undo.reverse(note.decision)
    return touched


def due(now: datetime, hours: WorkingHours) -> list[tuple[NotePolicy, str]]:
    """The choices whose moment has come, each with the period the note is for; "" where it depends on whether something changed."""
    live = NotePolicy.objects.select_related("decision__who", "system").filter(decision__undone_at=None).order_by("pk")
    found: list[tuple[NotePolicy, str]] = []
    for policy in live:
        if policy.rhythm == NotePolicy.CHANGES:
            if (policy.looked_at is None or policy.looked_at <= now - LOOK_EVERY) and note_times.working(now, hours):
                found.append((policy, ""))
            continue
        moment = note_times.last(now, policy.weekday, time.fromisoformat(policy.time), hours)
        if moment and moment[1] > policy.decision.at and not policy.notes.filter(period=moment[0]).exists():
            found.append((policy, moment[0]))
    return found


def before(policy: NotePolicy) -> tuple[dict[str, Any], datetime]:
    """What they were told last, and when: the note that went out last, else how things stood when the choice was made."""
    arrived = policy.notes.exclude(writeback=None).exclude(writeback__state=Writeback.UNDONE)
    sent = arrived.exclude(writeback__state=Writeback.FAILED, writeback__written_id="").order_by("-pk").first()
    return (sent.facts, sent.made_at) if sent else (policy.baseline, policy.decision.at)


def before_it(note: StatusNote) -> tuple[dict[str, Any], datetime]:
    """What this note was compared with, and since when: the note it goes on from, else how things stood when the choice was made."""
    earlier = note.policy.notes.filter(made_at=note.since, pk__lt=note.pk).order_by("-pk").first()
    return (earlier.facts if earlier else note.policy.baseline, note.since)


def latest(policy: NotePolicy) -> tuple[str, dict[str, Any]]:
    """For a note on change: the period of the next one, and how things stood in the note before it, whatever became of that."""
    last = policy.notes.order_by("-pk").first()
    return f"after {last.pk if last else 0}", last.facts if last else policy.baseline


def looked(policy: NotePolicy, now: datetime) -> None:
    """Nothing had changed."""
    NotePolicy.objects.filter(pk=policy.pk).update(looked_at=now)


def keep(policy: NotePolicy, period: str, draft: Draft) -> StatusNote | None:
    """Keep a draft, once for its period; it takes the place of one that still waits. With a choice to send by itself it goes into the outbox now."""
    now = clock.now()
    with transaction.atomic():
        held = NotePolicy.objects.select_for_update(of=("self",)).select_related("decision__who").get(pk=policy.pk)
        if held.decision.undone_at is not None or held.notes.filter(period=period).exists():
            return None
        held.notes.filter(decision=None, superseded_at=None).update(superseded_at=now)
        note = StatusNote.objects.create(
            policy=held, period=period, made_at=now, since=draft.since, subject=draft.subject, text=draft.text, facts=draft.facts, left_out=draft.left_out
        )  # fmt: skip
        NotePolicy.objects.filter(pk=held.pk).update(looked_at=now)
        touched = []
        if held.sends == NotePolicy.ITSELF and not period.startswith("corrects"):
            note.decision = held.decision
            note.writeback = _send(note, held.decision, held.decision.who, now)
            note.save(update_fields=["decision", "writeback"])
            touched = [note.writeback.pk]
        changes.append({Stream.WRITE: touched, Stream.SYSTEM: [held.system_id] if held.system_id else []})
    return note


def decide(user: User, note_id: int, verdict: str, *, subject: str = "", text: str = "") -> Decision:
    """Approve a note, as it is or as edited, or decline it. Raises PermissionDenied, LookupError, ValueError when it no longer waits or says nothing."""
    _permitted(user)
    now = clock.now()
    with transaction.atomic():
        # The choice first, as ``take_back`` does: it may be taken back at this moment.
        choice = Decision.objects.select_for_update(of=("self",)).filter(note_policy__notes=note_id).first()
        note = StatusNote.objects.select_for_update(of=("self",)).filter(pk=note_id, policy__in=_policies(user)).first()
        if note is None or choice is None:
            raise LookupError("There is no such note.")
        if note.decision_id is not None or note.superseded_at is not None or choice.undone_at is not None:
            raise ValueError("This note does not wait any more.")
        touched = []
        if verdict != Decision.DECLINE:
            wanted = (" ".join(subject.split()) or note.subject, text.replace("\r\n", "\n").strip() or note.text)
            verdict = Decision.CHANGE if wanted != (note.subject, note.text.strip()) else Decision.APPROVE
            note.subject, note.text = wanted
        known = {"subject": note.subject, "text": note.text, "left_out": note.left_out, "people": note.policy.people}
        note.decision = Decision.objects.create(suggestion=None, who=user, verdict=verdict, at=now, known=known)
        if verdict != Decision.DECLINE:
            note.writeback = _send(note, note.decision, user, now)
            touched = [note.writeback.pk]
        note.save(update_fields=["subject", "text", "decision", "writeback"])
        audit.record(user, f"decided {verdict}", f"status_note:{note.pk}")
        changes.append({Stream.WRITE: touched, Stream.SYSTEM: [note.policy.system_id] if note.policy.system_id else []})
    return note.decision


def take_back_decision(user: User, decision_id: int) -> StatusNote:
    """A note that has not left waits again. Raises PermissionDenied, LookupError, and Sent for one that left or may have."""
    _permitted(user)
    with transaction.atomic():
        note = (
            StatusNote.objects.select_for_update(of=("self",))
            .filter(decision_id=decision_id, decision__undone_at=None, policy__in=_policies(user))
            .first()
        )
        if note is None:
            raise LookupError("There is no such note.")
        stays = Writeback.objects.filter(
            pk=note.writeback_id or 0, state__in=(Writeback.WAITING, Writeback.FAILED), sent_at=None
        )
        if note.writeback_id is not None and not stays.update(state=Writeback.UNDONE, error="", retry_at=None):
            raise Sent("A mail that was sent cannot be taken back.")
        Decision.objects.filter(pk=decision_id).update(undone_at=clock.now(), undone_by=user)
        audit.record(user, "undid a decision", f"status_note:{note.pk}")
        touched = [note.writeback_id] if note.writeback_id else []
        note.decision = note.writeback = None
        note.save(update_fields=["decision", "writeback"])
        changes.append({Stream.WRITE: touched, Stream.SYSTEM: [note.policy.system_id] if note.policy.system_id else []})
    return note


def one(user: User, *, note: int = 0, decision: int = 0) -> StatusNote:
    """A note this person may see, by its own number or by the decision about it alone; notes sent by a choice share one. Raises LookupError."""
    wanted = {"pk": note} if note else {"decision_id": decision}
    found = (
        StatusNote.objects.select_related("policy__decision__who").filter(policy__in=_policies(user), **wanted).first()
    )
    if found is None:
        raise LookupError("There is no such note.")
    return found


def policies(seen_by: Sequence[int]) -> list[NotePolicy]:
    """The choices that hold and send from systems this reader may see, by name."""
    live = NotePolicy.objects.select_related("decision__who", "system").filter(
        decision__undone_at=None, system__audience_id__in=seen_by
    )
    return list(live.order_by("title", "pk"))


def waiting(seen_by: Sequence[int]) -> list[StatusNote]:
    """The notes that wait for a yes, oldest first."""
    return list(
        _notes(seen_by).filter(decision=None, superseded_at=None, policy__decision__undone_at=None).order_by("pk")
    )


def sent(seen_by: Sequence[int], *, limit: int) -> list[StatusNote]:
    """The notes somebody decided about or that a choice sent, newest first; each with its change where there is one."""
    return list(_notes(seen_by).exclude(decision=None).order_by("-pk")[:limit])


def _notes(seen_by: Sequence[int]) -> Any:
    related = ("policy__decision__who", "policy__system", "decision__who", "writeback")
    return StatusNote.objects.select_related(*related).filter(policy__system__audience_id__in=seen_by)


def _policies(user: User) -> Any:
    return NotePolicy.objects.select_related("decision").filter(system__audience_id__in=audiences.allowed(user))


def _permitted(user: User) -> None:
    if not may(user, Act.DECIDE):
        raise PermissionDenied("Your role may not decide what is sent.")


def _check(choice: Choice) -> None:
    if choice.rhythm not in (NotePolicy.WEEKLY, NotePolicy.CHANGES) or choice.sends not in (
        NotePolicy.ASKED,
        NotePolicy.ITSELF,
    ):
        raise ValueError("Say how often, and whether you are asked each time.")
    if not 0 <= choice.weekday <= 6:
        raise ValueError("Say on which day of the week.")
    if time.fromisoformat(choice.time).tzinfo is not None:
        raise ValueError("Say at what time, such as 09:00.")
    if not choice.people:
        raise ValueError("Choose at least one person who gets it.")


def _send(note: StatusNote, decision: Decision, who: User, now: datetime) -> Writeback:
    """The mail, waiting in the outbox."""
    policy = note.policy
    people = [(address, name) for address, name in policy.people if "@" in address]
    fields = {"subject": note.subject, "sent_at": now.replace(microsecond=0).isoformat()}
    change = planned.create(
        "message",
        fields,
        note=note.text,
        people={"recipient": [address for address, _ in people], "sender": [who.email]},
    )
    to = ", ".join(f"{name} <{address}>" if name else address for address, name in people)
    return Writeback.objects.create(
        decision=decision, system=policy.system, system_title=policy.system_title, kind="message", title=note.subject, key=uuid4().hex, made_at=now, change=change,
        names=dict(policy.people), shown={"was": {}, "will": {"to": to, "subject": note.subject, "text": note.text}},
    )  # fmt: skip

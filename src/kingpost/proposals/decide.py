"""A person decides about a suggestion: yes, yes with changes, or no. The row keeps what was known then; each write waits in the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import transaction

from kingpost.accounts import audiences, audit
from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act, may
from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.evidence.models import System
from kingpost.knowledge import business
from kingpost.priorities import answers
from kingpost.priorities import reading as flags
from kingpost.priorities.models import Flag
from kingpost.proposals import appointment, planned, suggest
from kingpost.proposals.models import Decision, Suggestion, Writeback
from kingpost.proposals.planned import Planned
from kingpost.proposals.routines import take_over
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows

VERDICTS = (Decision.APPROVE, Decision.CHANGE, Decision.DECLINE)


class Outdated(Exception):
    """The suggestion is no longer the one on the page; the text says what to do."""


def decide(
    user: User, suggestion_id: int, verdict: str, *, planned_changes: Sequence[Planned] | None = None, note: str = ""
) -> Decision:  # fmt: skip
    """Decide about a suggestion. With ``change`` the caller passes the writes as the person edited them, a part of them or all.

    Nothing is sent here: the writes wait for ``writeback.carry_out``. Raises PermissionDenied, LookupError for what this person cannot see, Outdated
    when it was replaced or decided, its moment has passed or is taken, or a system it writes to was closed to them, ValueError for changes that are not those
    of the suggestion. A time the person chose is not looked at: they may know better.
    """
    if verdict not in VERDICTS:
        raise ValueError(f"A suggestion cannot be answered with {verdict!r}.")
    now = clock.now()
    with transaction.atomic():
        suggest.take_turn()
        suggestion = visible(user, suggestion_id)
        _still_good(suggestion, now)
        wanted = _wanted(suggestion, verdict, planned_changes)
        _still_open(user, wanted)
        busy = appointment.taken(suggestion, now) if verdict == Decision.APPROVE else ""
        if not busy:
            return _decided(user, suggestion, verdict, wanted, note.strip(), now)
        changes.append({Stream.FLAG: suggest.anew(suggestion)})
    raise Outdated(f"{busy} has something else at that time now. Look at it again in a moment.")


def _decided(
    user: User, suggestion: Suggestion, verdict: str, wanted: list[Planned], note: str, now: datetime
) -> Decision:
    known = _known(suggestion)
    decision = Decision.objects.create(
        suggestion=suggestion, who=user, verdict=verdict, note=note, at=now, changes=planned.plain(wanted), known=known
    )
    made = Writeback.objects.bulk_create(_waiting(decision, one, now) for one in wanted)
    audit.record(user, f"decided {verdict}", f"suggestion:{suggestion.pk}", writes=len(made))
    if verdict != Decision.DECLINE and not made:
        _settle_flag(decision, user)
    changes.append({Stream.FLAG: suggest.same_thing([suggestion.flag]), Stream.WRITE: [one.pk for one in made]})
    return decision


def edited(suggestion: Suggestion, *, keep: Sequence[int] | None = None, owner: tuple[str, str] | None = None, starts_at: datetime | None = None,
           note: str | None = None) -> list[Planned]:  # fmt: skip
    """A suggestion's writes with a person's changes: which to keep (by place), who owns it (address, name), when to meet, what the note says."""
    offered = planned.read(suggestion.changes)
    chosen = [one for place, one in enumerate(offered) if keep is None or place in keep]
    was, at = _call(offered), starts_at if starts_at and _call(chosen) else _call(chosen)
    edited = [_edit(one, owner, starts_at, note) for one in chosen]
    return [_called_at(one, was, at) for one in edited] if was and was != at else edited


def _call(changes: Sequence[Planned]) -> datetime | None:
    """When the meeting among these is to begin."""
    return next(
        (datetime.fromisoformat(one.change["fields"]["starts_at"]) for one in changes if one.kind == "meeting"), None
    )


def _called_at(one: Planned, was: datetime, at: datetime | None) -> Planned:
    """The write with another moment of the call in its note, or none."""
    if "note" not in one.change:
        return one
    said = take_over.called_at(one.change["note"], was, at, ZoneInfo(business.zone()))
    return Planned(
        one.system,
        one.system_title,
        one.title,
        one.change | {"note": said},
        one.was,
        one.will | {"note": said},
        one.names,
    )


def visible(user: User, suggestion_id: int) -> Suggestion:
    """The suggestion, for somebody who may decide about it. Raises PermissionDenied or LookupError."""
    if not may(user, Act.DECIDE):
        raise PermissionDenied("Your role may not decide about suggestions.")
    found = (
        Suggestion.objects.select_related("flag")
        .filter(pk=suggestion_id, flag__audience_id__in=audiences.allowed(user))
        .first()
    )
    if found is None:
        raise LookupError("There is no such suggestion.")
    return found


def _still_good(suggestion: Suggestion, now: datetime) -> None:
    if Decision.objects.filter(suggestion=suggestion, undone_at=None).exists() or suggest.decided([suggestion.flag]):
        raise Outdated("Somebody has decided about this already.")
    if suggestion.superseded_at is not None or suggestion.flag.closed_at is not None:
        raise Outdated("This has changed since the page was made. Look at it again.")
    if suggestion.good_until is not None and suggestion.good_until <= now:
        raise Outdated("The time it proposes has passed. Look at it again in a moment.")


def _still_open(user: User, wanted: Sequence[Planned]) -> None:
    """A system may have been closed to this person since the suggestion was made."""
    systems = {one.system for one in wanted}
    if System.objects.filter(pk__in=systems, audience_id__in=audiences.allowed(user)).count() < len(systems):
        raise Outdated("You may no longer see a system this would write to. Look at it again in a moment.")


def _wanted(suggestion: Suggestion, verdict: str, changed: Sequence[Planned] | None) -> list[Planned]:
    """The writes to make. A changed one must go to a system and kind the suggestion itself named: nothing else was looked at."""
    offered = planned.read(suggestion.changes)
    if verdict == Decision.DECLINE:
        return []
    if verdict == Decision.APPROVE:
        return offered
    if not changed:
        raise ValueError("Say which changes are to be made.")
    known = {(one.system, one.kind, one.change["act"], one.change.get("remote_id", "")) for one in offered}
    if any(
        (one.system, one.kind, one.change["act"], one.change.get("remote_id", "")) not in known
        or one.change.get("delete")
        for one in changed
    ):
        raise ValueError("These changes are not among those suggested.")
    return list(changed)


def _waiting(decision: Decision, one: Planned, now: datetime) -> Writeback:
    return Writeback(
        decision=decision, system_id=one.system, system_title=one.system_title, kind=one.kind, title=one.title, change=one.change, shown={"was": one.was, "will": one.will},
        names=one.names, key=uuid4().hex, made_at=now,
    )  # fmt: skip


def _known(suggestion: Suggestion) -> dict[str, Any]:
    """What the page showed and the records behind it, each with its version then."""
    flag: Flag = suggestion.flag
    versions = rows("SELECT id, version FROM record WHERE id = ANY(%s) ORDER BY id", [flag.evidence])
    reasons = flags.signals(flag.pk, [flag.audience_id])
    return {
        "flag": {"id": flag.pk, "title": flag.title, "why": flag.why, "rank_why": flag.rank_why, "score": flag.score, "parts": flag.parts,
                 "due": flag.due.isoformat() if flag.due else None, "reasons": [[r.rule, r.says] for r in reasons]},
        "suggestion": {"say": suggestion.say, "detail": suggestion.detail, "cases": suggestion.cases, "capacity": suggestion.capacity,
                       "changes": suggestion.changes, "made_at": suggestion.made_at.isoformat()},
        "records": [[record, version] for record, version in versions],
    }  # fmt: skip


def _settle_flag(decision: Decision, user: User) -> None:
    """Nothing to write: the decision itself settles the flag."""
    assert decision.suggestion is not None
    decision.answer = answers.decided(user, decision.suggestion.flag_id)
    decision.save(update_fields=["answer"])


def _edit(one: Planned, owner: tuple[str, str] | None, starts_at: datetime | None, note: str | None) -> Planned:
    former = [name for address, name in one.names.items() if owner and address != owner[0]]
    if owner is not None:
        one = _given_to(one, *owner)
    change, will = dict(one.change), dict(one.will)
    if starts_at is not None and one.kind == "meeting":
        fields = dict(change["fields"])
        length = datetime.fromisoformat(fields["ends_at"]) - datetime.fromisoformat(fields["starts_at"])
        change["fields"] = fields | {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + length).isoformat()}
        will["when"] = starts_at.isoformat(timespec="minutes")
    if "note" in change and (note is not None or former):
        said = take_over.given_to(note if note is not None else change["note"], former, owner[1] if owner else "")
        change["note"], will["note"] = said, said
    return Planned(one.system, one.system_title, one.title, change, one.was, will, one.names)


def _given_to(one: Planned, address: str, name: str) -> Planned:
    """The write with another person in it. One that leaves its owner as it is names them, and now changes that too."""
    change, was, will, kept = dict(one.change), dict(one.was), dict(one.will), one.names.items() - {(address, name)}
    if change.get("people"):
        change["people"] = {role: [address] for role in change["people"]}
        will |= {shown: name for shown in ("owner", "who") if shown in will}
    elif change["act"] == "update" and kept:
        change["people"] = {"owner": [address]}
        was["owner"], will = ", ".join(sorted(former for _, former in kept)), {"owner": name} | will
    else:
        return one
    return Planned(one.system, one.system_title, one.title, change, was, will, {address: name})

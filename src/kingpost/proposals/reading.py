"""Read suggestions, decisions and changes as one person may see them: those about flags their audiences may know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import Exists, OuterRef, Q

from kingpost.proposals.capacity import Capacity
from kingpost.proposals.cases import Cases
from kingpost.proposals.models import Decision, Suggestion, Writeback
from kingpost.proposals.planned import Planned, read
from kingpost.toolbox.sql import sql

REVERSALS = Writeback.objects.filter(decision=OuterRef("pk"), undoes__isnull=False)


@dataclass(frozen=True)
class ChangeRow:
    """One write as a page shows it. ``lines`` are (what, before, after); ``undoes`` is the change it takes back."""

    id: int
    decision: int
    system_id: int | None
    system: str
    kind: str
    act: str
    title: str
    lines: list[tuple[str, str, str]]
    state: str
    error: str
    tries: int
    retry_at: datetime | None
    url: str
    sent_at: datetime | None
    confirmed_at: datetime | None
    undoes: int | None


@dataclass(frozen=True)
class DecisionRow:
    """A decision and how far its changes are: ``state`` is underway, done, failed, undoing or undone."""

    id: int
    suggestion: int
    flag: int
    verdict: str
    by: str
    by_id: int
    note: str
    at: datetime
    undone_at: datetime | None
    undone_by: str
    say: str
    changes: list[ChangeRow]
    state: str


@dataclass(frozen=True)
class SuggestionRow:
    """A suggestion with everything its page shows; ``decision`` is the live one about it.

    ``taken_back`` is the last decision about the same flag that was undone after something had gone out: its reversals may be under way, or refused.
    """

    id: int
    flag: int
    routine: str
    say: str
    detail: str
    changes: list[Planned]
    cases: Cases | None
    capacity: list[Capacity]
    made_at: datetime
    good_until: datetime | None
    decision: DecisionRow | None = None
    systems: list[str] = field(default_factory=list)
    taken_back: DecisionRow | None = None


def for_flags(flags: Collection[int], seen_by: Sequence[int]) -> dict[int, SuggestionRow]:
    """The live suggestion of each of these flags that has one."""
    if not flags:
        return {}
    found = list(Suggestion.objects.raw(sql("live"), {"flags": list(flags), "seen_by": list(seen_by)}))
    asked = [one for one in found if one.decided]  # type: ignore[attr-defined]  # a column of the query
    live = Q(suggestion__in=[one.pk for one in asked], undone_at=None)
    reversed_ = Q(suggestion__flag_id__in=[one.flag_id for one in asked]) & Exists(REVERSALS)
    decided = _decisions(Decision.objects.filter(live | reversed_).order_by("pk")) if asked else []
    by_suggestion = {decision.suggestion: decision for decision in decided if decision.undone_at is None}
    by_flag = {decision.flag: decision for decision in decided if decision.undone_at is not None}
    return {one.flag_id: _row(one, by_suggestion.get(one.pk), by_flag.get(one.flag_id)) for one in found}


def one(suggestion_id: int, seen_by: Sequence[int]) -> SuggestionRow | None:
    """One suggestion, live or superseded; None when there is none this reader may see."""
    suggestion = Suggestion.objects.filter(pk=suggestion_id, flag__audience_id__in=seen_by).first()
    if suggestion is None:
        return None
    decided = _decisions(Decision.objects.filter(suggestion=suggestion, undone_at=None))
    return _row(suggestion, decided[0] if decided else None)


def decisions(
    seen_by: Sequence[int], *, flags: Collection[int] | None = None, before: int | None = None, limit: int = 50
) -> list[DecisionRow]:
    """Decisions, newest first, undone ones included: of these flags, or all; ``before`` (a decision's id) goes on behind a page."""
    found = Decision.objects.filter(suggestion__flag__audience_id__in=seen_by)
    if flags is not None:
        found = found.filter(suggestion__flag_id__in=flags)
    if before is not None:
        found = found.filter(pk__lt=before)
    return _decisions(found.order_by("-pk")[:limit])


def decision(decision_id: int, seen_by: Sequence[int]) -> DecisionRow | None:
    """One decision; None when there is none this reader may see."""
    found = _decisions(Decision.objects.filter(pk=decision_id, suggestion__flag__audience_id__in=seen_by))
    return found[0] if found else None


def _decisions(found: Any) -> list[DecisionRow]:
    chosen = list(found.select_related("who", "undone_by", "suggestion"))
    changes: dict[int, list[ChangeRow]] = defaultdict(list)
    for write in Writeback.objects.filter(decision__in=chosen).order_by("pk"):
        changes[write.decision_id].append(_change(write))
    return [
        DecisionRow(d.pk, d.suggestion_id, d.suggestion.flag_id, d.verdict, d.who.name, d.who_id, d.note, d.at, d.undone_at,
                    d.undone_by.name if d.undone_by else "", d.suggestion.say, changes[d.pk], _state(d, changes[d.pk]))
        for d in chosen
    ]  # fmt: skip


def _change(write: Writeback) -> ChangeRow:
    was, will = write.shown.get("was", {}), write.shown.get("will", {})
    lines = [(name, was.get(name, ""), will.get(name, "")) for name in dict.fromkeys([*was, *will])]
    return ChangeRow(
        write.pk, write.decision_id, write.system_id, write.system_title, write.kind, "delete" if write.change.get("delete") else write.change["act"],
        write.title, lines, write.state, write.error, write.tries, write.retry_at, write.url, write.sent_at, write.confirmed_at, write.undoes_id,
    )  # fmt: skip


def _state(decision: Decision, changes: Sequence[ChangeRow]) -> str:
    """How far it has come; "" for a no, which carries nothing out."""
    if decision.verdict == Decision.DECLINE and decision.undone_at is None:
        return ""
    mine = [c for c in changes if (c.undoes is not None) == (decision.undone_at is not None)]
    if any(c.state == Writeback.FAILED for c in mine):
        return "failed"
    unfinished = any(c.state in (Writeback.WAITING, Writeback.SENDING) for c in changes)
    if decision.undone_at is not None:
        return "undoing" if unfinished else "undone"
    return "underway" if unfinished else "done"


def _row(suggestion: Suggestion, decided: DecisionRow | None, taken_back: DecisionRow | None = None) -> SuggestionRow:
    changes = read(suggestion.changes)
    cases = msgspec.convert(suggestion.cases, Cases) if suggestion.cases else None
    return SuggestionRow(
        suggestion.pk, suggestion.flag_id, suggestion.routine, suggestion.say, suggestion.detail, changes, cases,
        msgspec.convert(suggestion.capacity, list[Capacity]), suggestion.made_at, suggestion.good_until, decided,
        list(dict.fromkeys(change.system_title for change in changes)), taken_back,
    )  # fmt: skip

"""Whether whom a suggestion lets call a client is still free then: calendars go on after it was made, and so do other decisions."""

from __future__ import annotations

from datetime import datetime

from kingpost.knowledge import business
from kingpost.priorities.hours import WorkingHours
from kingpost.proposals import capacity, planned
from kingpost.proposals.models import Suggestion, Writeback


def taken(suggestion: Suggestion, now: datetime) -> str:
    """Who of those a new meeting is suggested for has something else at that time now, by name; "" when nobody has, or there is no meeting in it."""
    for one in planned.read(suggestion.changes):
        if one.kind == "meeting" and one.change["act"] == "create":
            start, end = (datetime.fromisoformat(one.change["fields"][name]) for name in ("starts_at", "ends_at"))
            for address in one.change["people"]["attendee"]:
                if _promised(address, start, end) or _busy(suggestion, address, start, end, now):
                    return str(one.names.get(address, address))
    return ""


def _busy(suggestion: Suggestion, address: str, start: datetime, end: datetime, now: datetime) -> bool:
    """By the calendars the readers of its flag may see."""
    people = {one["person"] for one in suggestion.capacity if one["email"] == address}
    known = business.values()
    hours = WorkingHours.of(known)
    diaries = capacity.of(people, suggestion.flag.client_id, suggestion.flag.audience_id, now, hours)
    own = [diary for diary in diaries if diary.capacity.person in people]
    return any(begins < end and ends > start for diary in own for begins, ends in diary.taken)


def _promised(address: str, start: datetime, end: datetime) -> bool:
    """By a meeting somebody approved that has not reached its calendar yet."""
    under_way = Writeback.objects.filter(kind="meeting", state__in=(Writeback.WAITING, Writeback.SENDING), undoes=None)
    for change in under_way.values_list("change", flat=True):
        fields = change["fields"]
        if address in change.get("people", {}).get("attendee", ()) and "starts_at" in fields and "ends_at" in fields:
            begins, ends = (datetime.fromisoformat(fields[name]) for name in ("starts_at", "ends_at"))
            if begins < end and ends > start:
                return True
    return False

"""Writes that take a write back: what was there before is restored, what was made is removed."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import msgspec

from kingpost.connectors.base import Statement
from kingpost.connectors.writing import Change
from kingpost.proposals.compare import Reader
from kingpost.proposals.models import Writeback
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows

TAKEN_BACK = "Taken back."
NO_COMMENTS = frozenset({"meeting", "message"})
"""Kinds without comments: what a write added to the text of a meeting is taken out again; nobody writes into a mail."""


def make(one: Writeback) -> Writeback | None:
    """The write that undoes ``one``, waiting in the outbox; made once. None for a mail: what was sent cannot be unsent."""
    if one.kind == "message" and one.change["act"] == "create":
        return None
    found = Writeback.objects.filter(undoes=one).first()
    return found or Writeback.objects.create(
        decision=one.decision, system=one.system, system_title=one.system_title, kind=one.kind, title=one.title, change=_reverse(one), names=one.names, key=uuid4().hex,
        written_kind=one.written_kind, made_at=clock.now(), undoes=one, shown=_shown(one),
    )  # fmt: skip


def before(change: dict[str, Any], statement: Statement | None, reader: Reader) -> dict[str, Any] | None:
    """The values a change is about to replace: "" for a field that is not there, [] for a role nobody has."""
    if statement is None:
        return None
    return {
        "fields": {name: statement.fields.get(name, "") for name in change["fields"]},
        "people": {role: reader.people(role, statement) for role in change.get("people") or {}},
    }


def only_ours(
    change: dict[str, Any], undone: Writeback, statement: Statement | None, reader: Reader
) -> tuple[dict[str, Any], str]:
    """An undo that leaves alone what somebody has changed since, and the sentence that says so."""
    if change.get("delete"):
        return change, ""
    if statement is None:
        return {
            **change,
            "fields": {},
            "people": {},
            "note": "",
            "unsaid": "",
        }, "It is gone from the system, so there was nothing to put back."
    written = undone.change
    fields = reader.differing_fields({name: written["fields"].get(name) for name in change["fields"]}, statement)
    people = reader.differing_people(
        {role: (written.get("people") or {}).get(role, []) for role in change.get("people") or {}}, statement
    )
    kept = {
        **change,
        "fields": {name: value for name, value in change["fields"].items() if name not in fields},
        "people": {role: who for role, who in (change.get("people") or {}).items() if role not in people},
    }
    left = [name.replace("_", " ") for name in [*fields, *people]]
    return kept, f"Left as it is, because it was changed since: {', '.join(left)}." if left else ""


def is_empty(change: dict[str, Any]) -> bool:
    """Nothing is left to write."""
    return change["act"] == "update" and not (
        change.get("delete") or change["fields"] or any(change.get(name) for name in ("people", "note", "unsaid"))
    )


def native_of(one: Writeback) -> tuple[str, str]:
    """The connector's own kind and id of the object a write is about; ("", "") when we do not hold it."""
    if one.undoes is not None and one.undoes.written_id:
        return one.undoes.written_kind, one.undoes.written_id
    found = rows(
        "SELECT native_kind, native_id FROM record WHERE system_id = %s AND kind = %s AND remote_id = %s AND native_id IS NOT NULL ORDER BY gone_at NULLS FIRST, id",
        [one.system_id, one.kind, one.change.get("remote_id", "")],
    )
    return (found[0][0], found[0][1]) if found else ("", "")


def _reverse(one: Writeback) -> dict[str, Any]:
    if one.change["act"] == "create":
        return {
            "act": "update",
            "kind": one.kind,
            "fields": {},
            "remote_id": one.remote_id,
            "delete": True,
            "place": one.change.get("place", ""),
        }
    was = one.before or {"fields": {}, "people": {}}
    return {
        "act": "update",
        "kind": one.kind,
        "remote_id": one.change["remote_id"],
        "fields": was["fields"],
        "people": was["people"],
        "note": "" if one.kind in NO_COMMENTS else TAKEN_BACK,
        "unsaid": msgspec.convert(one.change, Change).words() if one.kind == "meeting" else "",
    }


def _shown(one: Writeback) -> dict[str, Any]:
    """Before and after change places; a note stays, and what was made goes."""
    was, will = one.shown.get("was", {}), one.shown.get("will", {})
    if one.change["act"] == "create":
        return {"was": will, "will": {}}
    return {"was": {name: value for name, value in will.items() if name in was}, "will": was}

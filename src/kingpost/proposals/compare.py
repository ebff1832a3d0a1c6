"""Does an object, as read back, say what was written? Compared by meaning: the same moment in another zone is the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from kingpost.connectors.base import CLOSED_STATUSES, Statement, mention_id
from kingpost.evidence.keys import record_key
from kingpost.toolbox.sql import rows

MINUTE = 60
NOT_READ_BACK = frozenset({"organiser", "sender"})  # roles a system fills as it likes


class Reader:
    """Reads people and fields of statements of one system. ``names`` are the people a change speaks of, by address."""

    def __init__(self, system: int, names: Mapping[str, str]) -> None:
        self.system, self.names = system, {address.casefold(): name for address, name in names.items()}

    def people(self, role: str, statement: Statement) -> list[str]:
        """The people in a role, each by address where it is known, else by id."""
        found = [ref.remote_id for ref in statement.refs if ref.role == role and ref.kind == "person"]
        known = self._addresses(found)
        mentioned = {m.remote_id: str(m.fields.get("email") or "") for m in statement.mentions if m.kind == "person"}
        return [mentioned.get(one) or known.get(one) or one.removeprefix("email:") for one in found]

    def differing_fields(self, fields: Mapping[str, Any], statement: Statement) -> dict[str, str]:
        """By field: what is there instead of what was written, in words."""
        return {name: _words(held) for name, wanted in fields.items()
                if not same(wanted, held := statement.fields.get(name, statement.title if name in ("name", "subject") else None))}  # fmt: skip

    def differing_people(self, people: Mapping[str, Sequence[str]], statement: Statement) -> dict[str, str]:
        """By role: who is there instead."""
        differing = {}
        for role, wanted in people.items():
            held = self.people(role, statement)
            if role not in NOT_READ_BACK and not self._agree(wanted, held):
                differing[role] = ", ".join(held) or "nobody"
        return differing

    def _agree(self, wanted: Sequence[str], held: Sequence[str]) -> bool:
        """Everybody wanted is there; where somebody is wanted, others may be too (a system adds its own account). Nobody means nobody."""
        if not [who for who in wanted if who]:
            return not held
        there = {one.casefold() for one in held}
        return all(not there.isdisjoint(self._forms(who)) for who in wanted)

    def _forms(self, who: str) -> list[str]:
        """How the same person may come back: by address, by id, by name."""
        folded = who.casefold()
        name = self.names.get(folded, "")
        return [folded, mention_id("person", who), *([mention_id("person", name), _fold(name)] if name else [])]

    def _addresses(self, remote_ids: Sequence[str]) -> dict[str, str]:
        """Addresses of people of this system we hold."""
        keys = {UUID(bytes=record_key(self.system, "person", one)): one for one in remote_ids}
        held = rows(
            """SELECT r.key, v.fields->>'email' FROM record AS r JOIN version AS v ON v.record_id = r.id AND v.number = r.version
               WHERE r.key = ANY(%s) AND v.fields->>'email' <> ''""",
            [list(keys)],
        )
        return {keys[key]: email for key, email in held}


def read_back(change: Mapping[str, Any], statement: Statement | None, reader: Reader) -> list[str]:
    """What differs from the change, as sentences; empty when the object proves it."""
    if change.get("delete"):
        gone = statement is None or str(statement.fields.get("status", "")).casefold() in CLOSED_STATUSES
        return [] if gone else ["It is still there."]
    if statement is None:
        return ["It is not there."]
    fields = reader.differing_fields(change["fields"], statement)
    people = reader.differing_people(change.get("people") or {}, statement)
    said = [f"{name.replace('_', ' ')} is {held or 'empty'}" for name, held in {**fields, **people}.items()]
    if change.get("kind") == "message" and change.get("act") == "create":
        if _fold(change.get("note")) not in _fold(statement.body):
            said.append("the text is another")
    elif not _note_is_there(str(change.get("note") or ""), statement):
        said.append("the note is missing")
    return said


def same(wanted: Any, held: Any) -> bool:
    """Equal in meaning: moments to the minute, numbers as numbers, words whatever their case."""
    if wanted in (None, "", []):
        return held in (None, "", [])
    if held in (None, ""):
        return False
    one, other = _moment(wanted), _moment(held)
    if one is not None and other is not None:
        return abs((one - other).total_seconds()) < MINUTE
    try:
        return float(wanted) == float(held)
    except (TypeError, ValueError):
        return _fold(wanted) == _fold(held)


def _moment(value: Any) -> datetime | None:
    """An aware moment; None for dates and everything else."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) and len(value) > 10 else None
    except ValueError:
        return None
    return at if at is not None and at.tzinfo else None


def _fold(value: Any) -> str:
    return " ".join(str(value).split()).casefold()


def _words(value: Any) -> str:
    return _fold(value)[:80] if value is not None else ""


def _note_is_there(note: str, statement: Statement) -> bool:
    """Its first line stands in the text, as far as this object has text at all."""
    first = _fold(note.strip().partition("\n")[0])[:60]
    text = _fold(statement.body + " " + " ".join(h.text for h in statement.happenings))
    return not first or not statement.body.strip() or first in text

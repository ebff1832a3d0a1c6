"""A write as it is planned and shown: the change in canonical words, the system it goes to, and what a person reads before saying yes.

The words of ``change`` are those of ``connectors.writing.Change``; only writeback.py turns them into one.
"""

from __future__ import annotations

from typing import Any

import msgspec


class Planned(msgspec.Struct, frozen=True):
    """One write. ``title`` names the object; ``was`` and ``will`` are its values before and after, in words; ``names`` the people by address."""

    system: int
    system_title: str
    title: str
    change: dict[str, Any]
    was: dict[str, str] = msgspec.field(default_factory=dict)
    will: dict[str, str] = msgspec.field(default_factory=dict)
    names: dict[str, str] = msgspec.field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The canonical kind it writes."""
        return str(self.change["kind"])


def create(kind: str, fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The words of a change that makes something new."""
    return {"act": "create", "kind": kind, "fields": fields, **more}


def update(kind: str, remote_id: str, fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The words of a change to something that is there."""
    return {"act": "update", "kind": kind, "remote_id": remote_id, "fields": fields, **more}


def read(stored: Any) -> list[Planned]:
    """Planned writes from a JSON column. Raises msgspec.ValidationError for anything else."""
    return msgspec.convert(stored, list[Planned])


def plain(planned: list[Planned]) -> list[dict[str, Any]]:
    """For a JSON column."""
    return [msgspec.to_builtins(one) for one in planned]

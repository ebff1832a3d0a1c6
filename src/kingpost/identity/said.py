"""What records say, read once for everything identity makes of it: match keys, profiles, and what is kept of both so far."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

import msgspec

from kingpost.identity.keys import KEYED_BY_FIELDS
from kingpost.identity.profiles import Parent, Profile
from kingpost.toolbox.sql import few_rows, numbers, sql

_decode_states = msgspec.json.Decoder(list[dict[str, Any]]).decode
_decode = msgspec.json.Decoder(dict[str, Any]).decode
read_profile = msgspec.json.Decoder(Profile).decode


class Said(NamedTuple):
    """One record: what it says now, and the match keys and profile kept of it."""

    record: int
    key: str
    kind: str | None  # None: the record is no more
    remote_id: str
    system: int
    title: str
    fields: dict[str, Any]
    live: bool  # it has a version and is not gone
    parent: Parent | None
    match_keys: list[str]
    profile: Profile | None
    model: int  # the trained model that holds; 0: none
    before: list[dict[str, Any]]  # names, addresses and domains of earlier versions


def read(records: Collection[int]) -> list[Said]:
    """Those of these records whose keys come from their fields."""
    parents: dict[str, Parent] = {}
    made = []
    found = few_rows(len(records), sql("said"), {"records": numbers(records), "kinds": list(KEYED_BY_FIELDS)})
    for record, key, kind, remote, system, title, fields, live, parent, parent_title, parent_fields, *kept in found:
        if parent and parent not in parents:
            parents[parent] = Parent(parent, parent_title, _decode(parent_fields) if parent_fields else {})
        match_keys, profile, by_model, earlier = kept
        before = _decode_states(earlier) if earlier else []
        above, held = parents[parent] if parent else None, read_profile(profile) if profile else None
        it = _decode(fields) if fields else {}
        made.append(Said(record, key, kind, remote, system, title, it, live, above, match_keys, held, by_model, before))
    return made

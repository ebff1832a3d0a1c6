"""What records say, read once for everything identity makes of it: match keys, profiles, and what is kept of both so far."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from kingpost.identity.keys import KEYED_BY_FIELDS, USUAL_HOME
from kingpost.toolbox.sql import few_rows, numbers, sql


class Said(NamedTuple):
    """One record as it was read, nothing of it decoded yet: what it says now, and what identity keeps of it."""

    record: int
    key: str
    kind: str | None  # None: the record is no more
    remote_id: str
    system: int
    title: str
    fields: str | None  # JSON
    live: bool  # it has a version and is not gone
    parent: str | None  # record key of the organisation it points at
    parent_title: str | None
    parent_domain: str | None
    parent_website: str | None
    match_keys: list[str]
    profile: str | None  # JSON
    entity: int | None  # None: never settled
    judged: bool  # somebody said, now or once, whether it is the same as another
    model: int  # the trained model that holds; 0: none
    before: str | None  # names, addresses and domains of earlier versions, JSON
    home: str  # the country telephone numbers without one are of


def read(records: Collection[int]) -> list[Said]:
    """These records."""
    found = few_rows(
        len(records), sql("said"), {"records": numbers(records), "kinds": list(KEYED_BY_FIELDS), "home": USUAL_HOME}
    )
    return [Said(*row) for row in found]

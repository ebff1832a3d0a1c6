"""Write what the rules found: signals, each with the thing its flag is about and the audiences it does not hold for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from kingpost.priorities import placing
from kingpost.priorities.batch import Batch, Noticed
from kingpost.priorities.placing import Found, Placed
from kingpost.priorities.rules import rules, unheard
from kingpost.toolbox.sql import rows, sql

_encode = msgspec.json.Encoder(order="deterministic").encode
STANDS_ALONE = frozenset(
    {"ticket", "invoice", "agreement", "project", "meeting"}
)  # kinds that are always what their own flag is about


class Within:
    """Which audiences lie within which: everyone in the first may see what the second may."""

    def __init__(self, audiences: Iterable[int]) -> None:
        wanted = sorted(set(audiences))
        self._pairs = set(rows(
            "SELECT narrow_id, wide_id FROM audience_within WHERE narrow_id = ANY(%s) AND wide_id = ANY(%s)", [wanted, wanted]))  # fmt: skip

    def __call__(self, narrow: int, wide: int) -> bool:
        return narrow == wide or (narrow, wide) in self._pairs


def find(batch: Batch) -> list[Noticed]:
    """What every rule notices in the batch."""
    found = []
    for rule in rules():
        for noticed in rule.find(batch):
            noticed.rule = rule.name
            found.append(noticed)
    _stand_in(batch, found)
    _join(found)
    unheard.hold_to_limit(batch, found)
    return found


def _stand_in(batch: Batch, found: Sequence[Noticed]) -> None:
    """What is noticed about work of somebody who is away goes to who accepted to stand in. ``facts`` keep whose it is."""
    for noticed in found:
        if successor := batch.stand_ins.of(noticed.owner, noticed.client):
            noticed.facts = noticed.facts | {"away": str(noticed.owner)}
            noticed.owner = successor


def _join(found: Sequence[Noticed]) -> None:
    """A ticket that is flagged anyhow is told on its own flag that nobody will do it, and not on its client's as well."""
    flagged = {(f.entity, f.audience) for f in found if f.opens and f.rule != "unowned"}
    for noticed in found:
        if noticed.rule == "unowned" and noticed.kind == "ticket" and (noticed.entity, noticed.audience) in flagged:
            noticed.anchor, noticed.opens = noticed.entity, False


def write(batch: Batch, found: Sequence[Noticed]) -> set[int]:
    """Write these and close what is over. Returns the things whose flags must be made again."""
    anchors, not_for = _anchors(found), _not_for(batch, found)
    placed = placing.places(
        Found(f.rule, f.key, f.kind, f.entity, f.client, f.title, f.anchor or anchors.get(n, f.entity))
        for n, f in enumerate(found)
    )
    rows_ = [_row(noticed, at, not_for[n]) for n, (noticed, at) in enumerate(zip(found, placed, strict=True))]
    params = {"found": _encode(rows_).decode(), "entities": sorted(batch.entities), "now": batch.now}
    return {anchor for (anchor,) in rows(sql("signals_write"), params)}


def _anchors(found: Sequence[Noticed]) -> dict[int, int]:
    """By place in ``found``: the thing it is about, where that is another than the one it was noticed on."""
    asked = [
        {
            "n": n,
            "audience": f.audience,
            "kind": f.kind,
            "client": f.client,
            "person": f.facts.get("person"),
            "title": f.title,
            "evidence": f.evidence,
        }
        for n, f in enumerate(found)
        if f.kind not in STANDS_ALONE and f.anchor is None
    ]
    return dict(rows(sql("anchors"), {"found": _encode(asked).decode()})) if asked else {}


def _not_for(batch: Batch, found: Sequence[Noticed]) -> list[list[int]]:
    """For each finding: audiences that see more than its own and in whose eyes it does not hold (they know of an answer, say)."""
    holds: dict[tuple[str, int], set[int]] = defaultdict(set)
    for f in found:
        holds[f.rule, f.entity].add(f.audience)
    within = Within(audience for f in found for audience in batch.looked_at[f.entity])
    return [
        sorted(
            a for a in batch.looked_at[f.entity] - holds[f.rule, f.entity] if a != f.audience and within(a, f.audience)
        )
        for f in found
    ]


def _row(f: Noticed, at: Placed, not_for: Collection[int]) -> dict[str, Any]:
    return {
        "rule": f.rule, "subject": f.entity, "key": f.key, "audience": f.audience, "anchor": at.place.thing, "part": at.place.part, "ruling": at.ruling, "client": f.client, "title": f.title,
        "says": f.says, "since": f.since, "latest": f.latest or f.since, "due": f.due, "owner": f.owner, "facts": _plain(f.facts | {"ends": f.ends}), "opens": f.opens,
        "before_start": _late_at(f) < f.started_at, "evidence": f.evidence[:100], "not_for": not_for,
    }  # fmt: skip


def _late_at(f: Noticed) -> datetime:
    """The moment that decides whether it was so before we started: what is new since then counts as ours."""
    return max(f.since, f.latest or f.since)


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value not in (None, "")}

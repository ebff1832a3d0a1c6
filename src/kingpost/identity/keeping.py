"""Write what identity keeps of records: match keys, profiles, blocking keys. Many with COPY, few with one statement."""

from __future__ import annotations

from collections.abc import Sequence

from kingpost.identity import model
from kingpost.identity.described import Described, describe
from kingpost.identity.hands import Share, slices
from kingpost.identity.said import read
from kingpost.toolbox.sql import FEW, copy_number_pairs, copy_rows, few_rows, numbers, sql

TORN = "torn"
"""The verdict of a pair the model takes for the same, of which one fits another thing as well: it joins nothing and is asked about."""

Pair = tuple[int, int]
Scored = dict[Pair, model.Scored]


def described(records: Sequence[int], share: Share) -> tuple[list[Described], Scored]:
    """Describe these records anew and keep what they come to. Returns them, and the stored pairs of those whose profile is another than it was.

    All are read before any is written: plans made for empty tables would not do while these fill.
    """
    told = [d for part in share(describe, map(read, slices(records))) for d in part]
    return told, keep(told)


def keep(told: Sequence[Described]) -> Scored:
    """Put what is kept of these records right. Returns the stored pairs of those that had a profile and have another now, as the model scored them."""
    changed = [d for d in told if d.profile != d.had]
    many = len(told) > FEW
    held = [d.record for d in changed if d.had is not None]
    kept = {d.record: d.profile for d in changed if d.profile is not None}
    lost = [(key, d.record) for d in changed for key in (*d.blocks.lost, *d.blocks.under_lost)]
    gained = sorted(
        [(key, d.record) for d in changed for key in (*d.blocks.gained, *d.blocks.under_gained)]
    )  # as the index is
    stale = [(d.record, key) for d in told for key in d.keys_lost]
    fresh = [(d.record, key) for d in told for key in d.keys_gained]
    found = []
    if stale or held or (not many and (kept or fresh)):
        few = {} if many else kept
        gone = held if many else [d.record for d in changed if d.profile is None]
        found = few_rows(len(told), sql("keep"), {
            "lost_match_records": numbers(r for r, _ in stale), "lost_match_keys": [k for _, k in stale],
            "gained_match_records": numbers(r for r, _ in fresh if not many), "gained_match_keys": [k for _, k in fresh if not many],
            "gone": numbers(gone), "lost_keys": numbers(k for k, _ in lost), "lost_records": numbers(r for _, r in lost),
            "gained_keys": numbers(k for k, _ in gained if not many), "gained_records": numbers(r for _, r in gained if not many),
            "records": numbers(few), "said": list(few.values()), "held": numbers(held),
        })  # fmt: skip
    if many:
        copy_rows("match_key", ["record_id", "key"], fresh, ["int8", "text"])
        copy_number_pairs("block", ["key", "record_id"], gained)
        copy_rows("profile", ["record_id", "said"], kept.items(), ["int8", "text"])
    return {
        (a, b): model.Scored(levels, weight, model.SAME if verdict == TORN else verdict)
        for a, b, levels, weight, verdict in found
    }

"""What a system itself names as deleted: a few go at once, of many a person is asked first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from kingpost.connectors.base import Gone, Proof
from kingpost.evidence.forms import as_uuids, safe
from kingpost.evidence.keys import native_key
from kingpost.evidence.models import System
from kingpost.evidence.vanishing import is_ordinary, live
from kingpost.toolbox.sql import rows


class Tombstones:
    """The deletions of one read of a system. In all of it, never more of a kind go at once than may go without asking a person."""

    def __init__(self, system: System, proofs: Mapping[str, Proof]) -> None:
        self.system, self.proofs = system, proofs
        self.gone: Counter[str] = Counter()  # by native kind, in this read

    def retire(self, named: Sequence[Gone], now: datetime, *, ours: bool) -> list[int]:
        """Mark records as gone from their system; ``ours`` were removed by us. Returns the ids of those that went.

        The rest is left to the proof: it looks for it in the system's own list, and asks.
        """
        gone: list[int] = []
        for kind in dict.fromkeys(one.kind for one in named):
            keys = as_uuids([native_key(self.system.id, kind, one.remote_id) for one in named if one.kind == kind])
            if ours or self._may_go(kind, keys):
                query = "UPDATE record SET gone_at = %s, raw_hash = NULL WHERE native_key = ANY(%s::uuid[]) AND gone_at IS NULL RETURNING id"
                found = [record for (record,) in rows(query, [now, keys])]
                self.gone[kind] += len(found)
                gone += found
        return gone

    def _may_go(self, kind: str, keys: str) -> bool:
        """One alone goes, also where it is the last. A kind of which the proof takes no deletions has only its tombstones."""
        proof = self.proofs.get(kind)
        if proof is None or proof.deletions != "ids":
            return True
        query = "SELECT count(*) FROM record WHERE native_key = ANY(%s::uuid[]) AND gone_at IS NULL"
        [(held,)] = rows(query, [keys])
        total = self.gone[kind] + int(held)
        return total <= 1 or is_ordinary(total, self.gone[kind] + live(self.system, safe(kind)))

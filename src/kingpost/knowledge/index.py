"""The search stage: pictures in, their words in the index. A stage of its own, so that finding never holds up knowing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kingpost.evidence.changes import Stream
from kingpost.toolbox.sql import execute, numbers, sql


def work(refs: Sequence[int]) -> Mapping[Stream, Iterable[int]]:
    """Index these entities again."""
    execute(sql("index"), {"entities": numbers(refs)})
    return {}

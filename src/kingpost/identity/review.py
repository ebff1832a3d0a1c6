"""The questions of identity: pairs the model is unsure of, one for each two things, for people to answer."""

from __future__ import annotations

from kingpost.toolbox.sql import rows, sql


def count_all(kind: str) -> int:
    """How many questions stand open for a kind, whoever may see them (for the benchmark and ``doctor``)."""
    return int(rows(sql("questions_count"), {"kind": kind})[0][0])

"""The bars: what each figure must come to, as data, so that the table can show them and ``--check`` can fail on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

LARGE = 500_000  # from so many records on the bars for a million hold


class Bar(NamedTuple):
    """A figure and what it must come to: at least or at most."""

    name: str
    figure: float
    least: float | None = None
    most: float | None = None

    @property
    def held(self) -> bool:
        return (self.least is None or self.figure >= self.least) and (self.most is None or self.figure <= self.most)


QUALITY = {
    "100,000": {"person": (0.99, 0.90), "client": (0.99, 0.95), "project": (0.97, 0.90)},
    "1,000,000": {"person": (0.99, 0.87), "client": (0.99, 0.92), "project": (0.97, 0.90)},
}
ASKED = 0.02
SECONDS = {"100,000": (100_000, 15.0), "1,000,000": (1_000_000, 120.0)}
MEMORY_MB = 2_000
ONE_CHANGED_MS = 5.0
MERGE_MS = 100.0
DISAGREEMENTS, LINKS, PROMISES = (0.95, 0.95), (0.98, 0.95), (0.90, 0.80)  # precision, recall on the example's truth
DUE_RIGHT = 0.95
STATE_RIGHT = 0.95
TRUTH = {"disagreements": DISAGREEMENTS, "links": LINKS, "promises": PROMISES}


def scale(records: int) -> str:
    """Which bars hold for so many records."""
    return "1,000,000" if records >= LARGE else "100,000"


def seconds(records: int) -> float:
    """How long so many records may take: the bar's share."""
    many, limit = SECONDS[scale(records)]
    return limit * records / many


def bars(result: dict[str, Any]) -> Iterator[Bar]:
    """Every bar the parts that were measured have."""
    if i := result.get("identity"):
        for kind, (precision, recall) in QUALITY[scale(i["records"])].items():
            yield Bar(f"{kind}: precision", i[kind]["precision"], least=precision)
            yield Bar(f"{kind}: recall", i[kind]["recall"], least=recall)
            yield Bar(f"{kind}: asked", i[kind]["asked"], most=ASKED)
        yield Bar("identity, seconds", i["seconds"], most=seconds(i["records"]))
        yield Bar("identity, memory of the stage in MB", i["peak_mb"]["stage"], most=MEMORY_MB)
        yield Bar("one changed record, p95 in ms", i["one_changed_p95_ms"], most=ONE_CHANGED_MS)
    if t := result.get("truth"):
        for what, (precision, recall) in TRUTH.items():
            yield Bar(f"{what}: precision", t[what]["precision"], least=precision)
            yield Bar(f"{what}: recall", t[what]["recall"], least=recall)
        yield Bar("promises: due dates right", t["promises"]["due_right"], least=DUE_RIGHT)
        yield Bar("promises: states right", t["promises"]["state_right"], least=STATE_RIGHT)
    if m := result.get("merge"):
        yield Bar("merge, ms until identity has settled it", m["merge_identity_ms"], most=MERGE_MS)
        yield Bar("merge, ms until the picture is worked out", m["merge_whole_ms"], most=MERGE_MS)


def missed(result: dict[str, Any]) -> list[str]:
    """The bars that were not held, one line each."""
    return [
        f"{bar.name}: {bar.figure:,.4g}, bar {'at least' if bar.least is not None else 'at most'} {bar.least if bar.least is not None else bar.most:,.4g}"
        for bar in bars(result)
        if not bar.held
    ]

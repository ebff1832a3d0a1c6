"""Score what was played against what is true, strictly: see docs/stream.md."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median, quantiles
from typing import Any

from bench.stream.critical import HELD_OUT
from bench.stream.events import Stream
from bench.stream.played import Played, Seen

WITHIN = timedelta(seconds=60)
JOINS = timedelta(minutes=15)
TOP = 10
BARS = {"shown_share": 0.05, "purity": 0.95, "ndcg": 0.9}


@dataclass(frozen=True)
class Truth:
    """The labels as entities of the played workspace: ``groups`` by entity, ``entity`` of each thing."""

    entity: dict[tuple[str, str], int]
    groups: dict[int, Counter[str]]


def truth(stream: Stream) -> Truth:
    """Find the stream's things again in the workspace."""
    from kingpost.toolbox.sql import rows

    held = {(kind, number.casefold()): one for kind, number, one in rows(
        "SELECT r.kind, r.remote_id, min(m.entity_id) FROM record AS r JOIN member AS m ON m.record_id = r.id WHERE r.version IS NOT NULL GROUP BY 1, 2")}  # fmt: skip
    entity = {
        event.thing: held[event.thing[0], event.thing[1].casefold()]
        for event in stream.events
        if (event.thing[0], event.thing[1].casefold()) in held
    }
    groups: dict[int, Counter[str]] = defaultdict(Counter)
    for event in stream.events:
        if event.thing in entity:
            groups[entity[event.thing]][event.group] += 1
    return Truth(entity, groups)


def score(played: Played) -> dict[str, Any]:
    """Both halves; the bars are for the second, on which nothing was tuned."""
    known = truth(played.stream)
    stream = played.stream
    halves = {"tuning": (stream.start, stream.half), "scored": (stream.half, stream.end)}
    result: dict[str, Any] = {name: _half(played, known, *span) for name, span in halves.items()}
    said, facts = played.closed.said, played.closed.facts
    result |= {"closing_said": len(said), "closing_wrong": [what for what, right in said if not right],
               "brief_facts": len(facts), "brief_missing": [what for what, right in facts if not right]}  # fmt: skip
    steps = played.seconds[10:] or [0.0]
    result |= {"seed": stream.seed, "events": sum(e.at >= stream.start for e in stream.events), "loading_seconds": played.loading, "slices": len(played.seconds),
               "slice_median_seconds": median(steps), "slice_p95_seconds": quantiles(steps, n=20)[18] if len(steps) > 1 else steps[0]}  # fmt: skip
    return result


def _half(played: Played, known: Truth, start: datetime, end: datetime) -> dict[str, Any]:
    stream = played.stream
    raw = [e for e in stream.events if start <= e.at < end]
    seen = [s for s in played.seen if start <= s.at < end + WITHIN and s.interrupts]
    caught = _critical(stream, [s for s in played.seen if s.interrupts], known, start, end)
    missed = [one for one, when in caught if when is None]
    at_once = _critical(stream, [s for s in played.seen if s.at_once], known, start, end)
    delays = [(when - at).total_seconds() for (at, *_), when in caught if when is not None]
    by_kind: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for (_, kind, *_), when in caught:
        by_kind[kind][0] += when is not None
        by_kind[kind][1] += 1
    held = [when is not None for (_, kind, *_), when in caught if kind in HELD_OUT]
    pure, grouped, whole = _purity(seen, known)
    gains = [g for at, listed in played.days if start <= at < end for g in _ndcg(stream, known, at, listed)]
    return {
        "raw": len(raw), "shown": len(seen), "shown_share": len(seen) / max(len(raw), 1), "critical": len(caught), "missed": len(missed),
        "not_at_once": sum(when is None for _, when in at_once), "shown_at_once": sum(s.at_once for s in seen),
        "missed_interval": wilson(len(missed), len(caught)), "missed_what": [[at.isoformat(), kind, group] for at, kind, group, *_ in missed],
        "by_kind": {kind: f"{got}/{of}" for kind, (got, of) in sorted(by_kind.items())}, "held_out": f"{sum(held)}/{len(held)}",
        "delay_median_seconds": median(delays) if delays else None, "delay_max_seconds": max(delays, default=None),
        "purity": pure, "grouped_events": grouped, "flags_a_matter": whole, "ndcg": sum(gains) / len(gains) if gains else None, "todays": len(gains),
        "shown_by_rule": dict(Counter(rule for s in seen for rule in s.rules).most_common()),
    }  # fmt: skip


def _critical(
    stream: Stream, seen: list[Seen], known: Truth, start: datetime, end: datetime
) -> list[tuple[tuple[datetime, str, str, int], datetime | None]]:
    """Each critical event or moment, with when it was shown (None: missed).

    It is shown when a flag that holds it asks for attention within a minute of it, or did so at most fifteen minutes before because of
    another critical event of the same matter.
    """
    about: dict[int, list[Seen]] = defaultdict(list)
    for one in seen:
        for entity in one.entities:
            about[entity].append(one)
    found: list[tuple[tuple[datetime, str, str, int], datetime | None]] = []
    critical = sorted((e.at, e.group) for e in stream.events if e.critical)
    for event in stream.events:
        if event.critical and start <= event.at < end:
            entity = known.entity.get(event.thing, 0)
            when = _first(about[entity], event.at, event.at + WITHIN)
            if when is None and any(g == event.group and event.at - JOINS <= at < event.at for at, g in critical):
                when = event.at if _first(about[entity], event.at - JOINS, event.at) else None
            found.append(((event.at, event.kind, event.group, entity), when))
    for moment in stream.moments:
        if start <= moment.at < end:
            entity = known.entity.get(moment.thing, 0)
            when = _first(about[entity], moment.since, moment.at + WITHIN)
            found.append(((moment.at, moment.kind, moment.group, entity), max(when, moment.at) if when else None))
    return found


def _first(seen: list[Seen], start: datetime, end: datetime) -> datetime | None:
    times = sorted(s.at for s in seen)
    place = bisect_left(times, start)
    return times[place] if place < bisect_right(times, end) else None


def _purity(seen: list[Seen], known: Truth) -> tuple[float, int, float]:
    """(share of grouped events in the flag of their matter's majority, events in flags, flags shown for one matter)."""
    last = {one.flag: one for one in seen}
    most = total = 0
    flags: dict[str, int] = Counter()
    for one in last.values():
        held: Counter[str] = Counter()
        for entity in one.entities:
            held += known.groups.get(entity, Counter())
        if held:
            group, count = held.most_common(1)[0]
            most, total = most + count, total + held.total()
            flags[group] += 1
    return (most / total if total else 1.0), total, (sum(flags.values()) / len(flags) if flags else 0.0)


def _ndcg(stream: Stream, known: Truth, at: datetime, listed: list[tuple[int, frozenset[int]]]) -> list[float]:
    """NDCG@10 of Today at one moment: gain is what the matter behind a flag costs then; a second flag for one matter gains nothing."""
    best = sorted((m.cost(at) for m in stream.matters.values()), reverse=True)[:TOP]
    ideal = sum(cost / math.log2(place + 2) for place, cost in enumerate(best))
    if not ideal:
        return []
    told: set[str] = set()
    got = 0.0
    for place, (_, entities) in enumerate(listed[:TOP]):
        held: Counter[str] = Counter()
        for entity in entities:
            held += known.groups.get(entity, Counter())
        group = held.most_common(1)[0][0] if held else ""
        if group not in told and group in stream.matters:
            got += stream.matters[group].cost(at) / math.log2(place + 2)
        told.add(group)
    return [got / ideal]


def wilson(count: int, of: int, z: float = 1.96) -> list[float]:
    """The 95% interval of a share, after Wilson (1927)."""
    if not of:
        return [0.0, 1.0]
    share, spread = count / of, z * math.sqrt(count / of * (1 - count / of) / of + z * z / (4 * of * of))
    middle, width = share + z * z / (2 * of), 1 + z * z / of
    return [max(0.0, (middle - spread) / width), min(1.0, (middle + spread) / width)]

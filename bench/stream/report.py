"""The stream's figures as lines to read, each with its bar."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Line = tuple[str, str, str]


def lines(s: dict[str, Any]) -> Iterator[Line]:
    """One line a figure of the scored half, the tuning half beside it."""
    t, f = s["scored"], s["tuning"]
    yield "stream, raw events", f"{s['events']:,}", f"seed {s['seed']}; scored {t['raw']:,}"
    yield (
        "shown interruptions",
        f"{t['shown_share']:.2%}",
        f"bar 5 %; {t['shown']:,}; tuning half {f['shown_share']:.2%}",
    )
    low, high = t["missed_interval"]
    yield (
        "critical missed",
        f"{t['missed']} of {t['critical']}",
        f"bar 0; 95 % between {low:.1%} and {high:.1%}; tuning half {f['missed']} of {f['critical']}",
    )
    yield "held-out kinds shown", t["held_out"], "never tuned on"
    if t["delay_max_seconds"] is not None:
        yield "critical, arrival to shown, most", f"{t['delay_max_seconds']:.0f} s", "bar 60 s"
    yield (
        "group purity",
        f"{t['purity']:.3f}",
        f"bar 0.95; {t['flags_a_matter']:.2f} flags a matter; tuning half {f['purity']:.3f}",
    )
    if t["ndcg"] is not None:
        yield (
            "rank quality, NDCG@10",
            f"{t['ndcg']:.3f}",
            f"bar 0.9; {t['todays']} Todays; tuning half {f['ndcg'] or 0:.3f}",
        )
    if s.get("brief_facts"):
        missing = len(s["brief_missing"])
        yield (
            "briefs, facts in them",
            f"{1 - missing / s['brief_facts']:.1%}",
            f"bar 95 %; {missing} of {s['brief_facts']} missing",
        )
    if s.get("closing_said"):
        yield "ends of days, wrong", f"{len(s['closing_wrong'])} of {s['closing_said']}", "bar 0"
    for name, way in s.get("anchors", {}).items():
        yield f"anchor: {name}", f"{way['cut']:.1%} cut", f"{way['kept']:.1%} of the critical kept"
    yield (
        "one changed record, p95",
        f"{s['one_change_p95_seconds'] * 1000:.0f} ms",
        f"bar 200 ms; median {s['one_change_median_seconds'] * 1000:.0f} ms",
    )
    if "storm_events" in s:
        when = s["storm_shown_seconds"]
        yield (
            "storm, critical one shown after",
            f"{when:.0f} s" if when else "never",
            f"bar 60 s; {s['storm_events']:,} events, {s['storm_flags']} flags more, {s['storm_mails']} mails in the hour after, all worked off in {s['storm_seconds']:.0f} s",
        )
    yield (
        "slices",
        f"{s['slices']:,}",
        f"median {s['slice_median_seconds']:.2f} s, p95 {s['slice_p95_seconds']:.2f} s; loading {s['loading_seconds']:.0f} s",
    )


def table(s: dict[str, Any]) -> str:
    """The lines as a table, then the critical events by kind."""
    rows = list(lines(s))
    width = max(len(name) for name, _, _ in rows)
    kinds = "\n".join(
        f"  {half}: " + ", ".join(f"{kind} {got}" for kind, got in s[half]["by_kind"].items())
        for half in ("tuning", "scored")
    )
    return (
        "\n".join(f"{name:<{width}}  {value:>14}  {bar}".rstrip() for name, value, bar in rows)
        + f"\ncritical shown, by kind\n{kinds}"
    )


def missed(s: dict[str, Any]) -> list[str]:
    """The bars the scored half does not meet."""
    t = s["scored"]
    late = t["delay_max_seconds"] is not None and t["delay_max_seconds"] > 60
    checks = {
        "shown interruptions": t["shown_share"] > 0.05, "critical missed": t["missed"] > 0, "arrival to shown": late, "group purity": t["purity"] < 0.95,
        "rank quality": (t["ndcg"] or 0) < 0.9,
        "briefs": len(s.get("brief_missing", ())) > 0.05 * s.get("brief_facts", 0), "ends of days": bool(s.get("closing_wrong")),
        "one changed record": s["one_change_p95_seconds"] > 0.2, "storm": "storm_events" in s and not (s["storm_shown_seconds"] or 99) <= 60, "storm, mails": s.get("storm_mails", 0) > 5,
    }  # fmt: skip
    return [name for name, bad in checks.items() if bad]

"""The result as a table to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bench import bars
from bench.stream import report as stream

SLOWEST = 15  # of every page, in the table; the JSON has them all


def table(result: dict[str, Any]) -> str:
    """One line a figure, with its bar where there is one."""
    lines = list(_lines(result))
    width = max(len(name) for name, _, _ in lines)
    return "\n".join(f"{name:<{width}}  {value:>14}  {bar}".rstrip() for name, value, bar in lines)


def _lines(result: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    yield "objects", f"{result['size']:,}", ""
    before, after = result["calibration_before"], result["calibration_after"]
    yield (
        "machine, before / after",
        f"{before:.2f} / {after:.2f} s",
        f"load {result['machine']['load']}; the same work twice, to see its noise",
    )
    if e := result.get("evidence"):
        yield "plain COPY and upsert", f"{e['plain_per_second']:,.0f} /s", ""
        yield "evidence", f"{e['evidence_per_second']:,.0f} /s", ""
        yield "evidence : plain", f"{e['evidence_ratio']:.2f}", "bar 0.30"
        yield (
            "processor, plain and evidence",
            f"{e['plain_processor_us']:.0f} / {e['processor_us']:.0f} µs",
            "an object, all processes together",
        )
        yield "no change", f"{e['no_change_per_second']:,.0f} /s", ""
        yield "no change : plain upsert", f"{e['no_change_ratio']:.2f}", "bar 0.80"
    if w := result.get("whole"):
        yield (
            "read → on the client's timeline",
            f"{w['end_to_end_per_second']:,.0f} /s",
            "bar 8,000 on an idle machine with 2 cores",
        )
        yield (
            "processor",
            f"{w['processor_us']:.0f} µs",
            "an object, all processes together; 250 µs allow 8,000 /s on 2 cores",
        )
        for stage in ("search", "priorities"):
            yield f"{stage}, afterwards", f"{w[f'{stage}_seconds']:,.1f} s", f"{w[f'{stage}_per_second']:,.0f} /s"
        for name, megabytes in w["peak_mb"].items():
            yield f"memory at most, {name}", f"{megabytes:,} MB", "bar 700 MB" if name != "postgres" else ""
    yield from _pages(result.get("pages", {}))
    for address, took in list(result.get("every_page", {}).items())[:SLOWEST]:
        yield f"{address} (middle of three)", f"{took:.1f} ms", ""
    if f := result.get("freshness"):
        yield "change → worked off, p95", f"{f['worked_off_p95_seconds']:.2f} s", ""
        yield "change → on an open page, p95", f"{f['on_the_page_p95_seconds']:.2f} s", "bar 3 s"
    yield from _identity(result.get("identity", {}))
    yield from _truth(result.get("truth", {}))
    if m := result.get("merge"):
        for act in ("merge", "split"):
            yield (
                f"{act} of {m['rows']:,} rows, identity",
                f"{m[f'{act}_identity_ms']:,.0f} ms",
                f"bar {bars.MERGE_MS:.0f} ms",
            )
            yield (
                f"{act} of {m['rows']:,} rows, picture too",
                f"{m[f'{act}_whole_ms']:,.0f} ms",
                f"bar {bars.MERGE_MS:.0f} ms",
            )
    if "stream" in result:
        yield from stream.lines(result["stream"])


def _identity(i: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Precision and recall of each kind, what is asked, and the time it took."""
    if not i:
        return
    yield (
        "identity",
        f"{i['seconds']:,.1f} s",
        f"for {i['records']:,} records, processor {i['processor_seconds']:,.1f} s; bar {bars.seconds(i['records']):,.1f} s",
    )
    for kind, (precision, recall) in bars.QUALITY[bars.scale(i["records"])].items():
        k, plain = i[kind], i[kind]["exact_keys"]
        yield (
            f"{kind}: precision / recall",
            f"{k['precision']:.4f} / {k['recall']:.4f}",
            f"bar {precision} / {recall}; plain exact keys {plain['precision']:.4f} / {plain['recall']:.4f}",
        )
        yield f"{kind}: asked", f"{k['asked']:.2%}", f"bar {bars.ASKED:.0%}"
    yield (
        "one changed record, p95",
        f"{i['one_changed_p95_ms']:.1f} ms",
        f"median {i['one_changed_median_ms']:.1f}, processor {i['one_changed_processor_ms']:.1f}; bar {bars.ONE_CHANGED_MS:.0f} ms",
    )
    for change, took in i["one_changed"].items():
        yield f"  {change}, p95", f"{took['p95_ms']:.1f} ms", f"median {took['median_ms']:.1f}"
    yield "memory at most, stage", f"{i['peak_mb']['stage']:,} MB", f"bar {bars.MEMORY_MB:,} MB"


def _truth(t: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """How near the example company comes to its truth."""
    if not t:
        return
    for what, (precision, recall) in bars.TRUTH.items():
        one = t[what]
        yield (
            f"{what}: precision / recall",
            f"{one['precision']:.4f} / {one['recall']:.4f}",
            f"bar {precision} / {recall}; {one['found']:,} found, {one['there']:,} there",
        )
    promised = t["promises"]
    yield "promises: due dates right", f"{promised['due_right']:.4f}", f"bar {bars.DUE_RIGHT}"
    yield "promises: states right", f"{promised['state_right']:.4f}", f"bar {bars.STATE_RIGHT}"
    for state, (right, there) in promised["by_state"].items():
        yield f"  {state}", f"{right:,} of {there:,}", ""


PAGE_BARS = {
    "client_p95_ms_1": "bar 25 ms",
    "client_p95_ms_8": "bar 80 ms",
    "client_requests_per_second_8": "bar 150",
    "search_p95_ms_1": "bar 20 ms",
}


def _pages(p: dict[str, float]) -> Iterator[tuple[str, str, str]]:
    """Each page's figures with one reader and with eight."""
    for name, value in p.items():
        yield name.replace("_", " "), f"{value:,.1f}", PAGE_BARS.get(name, "")

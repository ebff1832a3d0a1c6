"""Simple ways to cut a stream, measured on the same events: by service and 15 minutes, by severity, and by templates seen before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from bench.stream.events import Event, Stream

TOGETHER = timedelta(minutes=15)
SEVERE = 3
RARE = 3  # a template seen less often than that is shown


def anchors(stream: Stream) -> dict[str, dict[str, float]]:
    """For each way, in the scored half: the share cut and the share of critical events kept, by the same strict count."""
    ways: dict[str, Callable[[list[Event]], list[Event]]] = {
        "service and 15 minutes": _by_service, "severity": _by_severity, "templates, rare ones shown": _by_template, "templates, new ones hidden": _by_known_template,
    }  # fmt: skip
    scored = [e for e in stream.events if stream.half <= e.at]
    critical = [e for e in scored if e.critical]
    found = {}
    for name, way in ways.items():
        shown = [e for e in way(stream.events) if e.at >= stream.half]
        ids = {id(e) for e in shown}
        found[name] = {
            "cut": 1 - len(shown) / max(len(scored), 1),
            "kept": sum(id(e) in ids for e in critical) / max(len(critical), 1),
        }
    return found


def _by_service(events: list[Event]) -> list[Event]:
    """The first event of a service opens a group; what follows within fifteen minutes joins it and is not shown."""
    opened: dict[str, datetime] = {}
    shown = []
    for event in events:
        if event.service not in opened or event.at - opened[event.service] > TOGETHER:
            opened[event.service] = event.at
            shown.append(event)
    return shown


def _by_severity(events: list[Event]) -> list[Event]:
    return [event for event in events if event.severity >= SEVERE]


def _by_template(events: list[Event]) -> list[Event]:
    """Shown while a template is rare."""
    seen: Counter[str] = Counter()
    shown = []
    for event in events:
        seen[event.template] += 1
        if seen[event.template] <= RARE:
            shown.append(event)
    return shown


def _by_known_template(events: list[Event]) -> list[Event]:
    """Shown when its template was critical half of the time or more, as far as labels of the events before it tell."""
    seen: Counter[str] = Counter()
    bad: Counter[str] = Counter()
    shown = []
    for event in events:
        if bad[event.template] and bad[event.template] * 2 >= seen[event.template]:
            shown.append(event)
        seen[event.template] += 1
        bad[event.template] += event.critical
    return shown

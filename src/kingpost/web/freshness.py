"""The quiet line at the top: how complete what you are looking at is, and as of when."""

from __future__ import annotations

from dataclasses import dataclass

from kingpost.evidence.reading import Freshness
from kingpost.web import wording


@dataclass(frozen=True)
class Line:
    """``tone`` is "good", "warn" or "bad"; ``text`` the line, ``short`` the same for a phone."""

    tone: str
    text: str
    short: str


def worded(state: Freshness) -> Line:
    """The state of the systems in a few words, the worst first."""
    if not state.systems:
        return Line("warn", "No system connected yet", "none yet")
    at = wording.moment(state.as_of) if state.as_of else ""
    short = f"{state.complete}/{state.systems}{', ' + at if at else ''}"
    if state.failing:
        return Line(
            "bad",
            f"{wording.capital(wording.count(state.failing, 'system'))} cannot be read{' · others as of ' + at if at else ''}",
            short,
        )
    if state.loading:
        return Line("warn", f"Reading {wording.count(state.loading, 'system')} for the first time", short)
    text = f"{wording.capital(wording.count(state.complete, 'system'))} complete{' as of ' + at if at else ''}"
    return Line("warn", f"{text} · {state.others} behind", short) if state.others else Line("good", text, short)

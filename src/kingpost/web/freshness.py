"""The quiet line at the top: how complete what you are looking at is, and as of when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from kingpost.evidence.reading import Freshness
from kingpost.toolbox import supervisor
from kingpost.web import wording

NEWS = timedelta(minutes=10)  # how long a restart stays on the page


@dataclass(frozen=True)
class Line:
    """``tone`` is "good", "warn" or "bad"; ``text`` the line, ``short`` the same for a phone."""

    tone: str
    text: str
    short: str


def worded(state: Freshness, restarted: str = "") -> Line:
    """The state of the systems in a few words, the worst first; ``restarted`` names a part that had to be started again just now."""
    line = _systems(state)
    return (
        Line("warn" if line.tone == "good" else line.tone, f"{line.text} · {restarted}", line.short)
        if restarted
        else line
    )


def restarted(data: Path, now: datetime) -> str:
    """ "the worker was restarted at 12:03", while that is news; "" otherwise."""
    for name, status in supervisor.restarts(supervisor.read_state(data / "runtime.json")):
        at = datetime.fromisoformat(status.restarted_at)
        if now - at <= NEWS:
            return f"the {name} was restarted at {wording.moment(at)}"
    return ""


def _systems(state: Freshness) -> Line:
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

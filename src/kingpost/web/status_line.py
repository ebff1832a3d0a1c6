"""One piece of work in two lines, to copy: how it stands, and where that is from."""

from __future__ import annotations

from kingpost.questions.presence import StandIn
from kingpost.questions.status import Status
from kingpost.web import wording

TRACKS = {"late": "late", "at_risk": "at risk", "on_track": "on track", "no_date": "no due date"}


def status_line(one: Status) -> str:
    """ "Customer portal (Aldgate Freight): at risk, due Fri 20 Mar, Priya Raman." and on a second line the source with its age."""
    due = f", due {wording.due(one.due)}" if one.due else ""
    why = f" {one.why.says}" if one.why else ""
    doer = _holder(one.step.owner or "nobody named", one.step.left, one.step_stand_in) if one.step else ""
    step = f" Next: {one.step.what} ({doer})." if one.step else ""
    owner = _holder(one.owner or "no owner", one.owner_left, one.stand_in)
    client = f" ({one.client})" if one.client else ""
    age = f", said {wording.ago(one.status_since)}" if one.status_since else ""
    return f"{one.title}{client}: {TRACKS[one.track]}{due}, {owner}.{why}{step}\n{one.system} {one.remote_id}{age}."


def _holder(owner: str, left: bool, stand_in: StandIn | None) -> str:
    if stand_in:
        return f"{stand_in.name}{', who has left,' if stand_in.left else ''} for {owner}"
    return f"{owner}, who has left" if left else owner

"""One piece of work in two lines, to copy: how it stands, and where that is from."""

from __future__ import annotations

from kingpost.questions.status import Status
from kingpost.web import wording

TRACKS = {"late": "late", "at_risk": "at risk", "on_track": "on track", "no_date": "no due date"}


def status_line(one: Status) -> str:
    """ "Customer portal (Aldgate Freight): at risk, due Fri 20 Mar, Priya Raman." and on a second line the source with its age."""
    due = f", due {wording.due(one.due)}" if one.due else ""
    why = f" {one.why.says}" if one.why else ""
    step = f" Next: {one.step.what} ({one.step.owner or 'nobody named'})." if one.step else ""
    client = f" ({one.client})" if one.client else ""
    age = f", said {wording.age(one.status_since)} ago" if one.status_since else ""
    return f"{one.title}{client}: {TRACKS[one.track]}{due}, {one.owner or 'no owner'}.{why}{step}\n{one.system} {one.remote_id}{age}."

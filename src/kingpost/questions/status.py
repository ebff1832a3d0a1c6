"""How all open work stands: status, owner, next step, due, on track or not and why, and since when each of these holds. One line a piece of work.

On track is a plain rule over what is known (status.sql); forecasts, where there are any, come in as what the rules noticed. Every function takes ``seen_by``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import msgspec

from kingpost.knowledge import forecast
from kingpost.knowledge.forecast import Forecast
from kingpost.priorities.hours import WorkingHours
from kingpost.questions import presence
from kingpost.questions.presence import Absence, Presence, StandIn
from kingpost.toolbox.sql import planned_rows, sql

KINDS = ("ticket", "task", "project")
PARTS = STEPS, FORECASTS = (
    "steps",
    "forecasts",
)  # steps: what comes next, who of the people named is away, and who stands in for them
TRACKS = LATE, AT_RISK, ON_TRACK, NO_DATE = "late", "at_risk", "on_track", "no_date"
SAYS_AT_RISK = [
    "at risk",
    "at-risk",
    "delayed",
    "behind",
    "behind schedule",
    "off track",
    "off-track",
    "blocked",
    "red",
    "amber",
    "slipping",
    "stuck",
]
_CLIENT = "SELECT lower(min(e.title)) FROM member AS m JOIN record AS r ON r.id = m.record_id AND r.audience_id = ANY(%(seen_by)s) JOIN client_of AS k ON k.record_id = r.id JOIN entity AS e ON e.entity_id = k.client_id AND e.audience_id = ANY(%(seen_by)s) WHERE m.entity_id = w.entity_id"
_OWNER = "SELECT lower(min(e.title)) FROM member AS m JOIN record AS r ON r.id = m.record_id AND r.audience_id = ANY(%(seen_by)s) JOIN link AS l ON l.record_id = r.id AND l.role = 'owner' JOIN member AS o ON o.record_id = l.target_id JOIN entity AS e ON e.entity_id = o.entity_id AND e.audience_id = ANY(%(seen_by)s) WHERE m.entity_id = w.entity_id"
_LAST = "chr(1114109)"  # a letter after every other: what has no owner or client comes last
SORTS: dict[str, tuple[str, str]] = {
    "due": ("coalesce(w.due, 'infinity')", "timestamptz"),
    "track": ("array_position(ARRAY['late', 'at_risk', 'no_date', 'on_track'], w.track) * 1e12::float8 + coalesce(extract(epoch FROM w.due), 9e11)::float8", "float8"),
    "changed": ("coalesce(w.at, '-infinity')", "timestamptz"),
    "name": ("lower(w.title)", "text"),
    "status": ("lower(coalesce(w.status, ''))", "text"),
    "client": (f"coalesce(({_CLIENT}), {_LAST})", "text"),
    "owner": (f"coalesce(({_OWNER}), lower(nullif(w.owner_name, '')), {_LAST})", "text"),
}  # fmt: skip
"""By name: the expression the list is sorted by, and its type. The first three cost little however much work is open; the last two look up a name for each."""


@dataclass(frozen=True)
class Wanted:
    """What part of all open work: filters, order and where to go on. ``words`` is a piece of the title, ``after`` (key, number) of the last line given."""

    kinds: tuple[str, ...] = KINDS
    track: str = ""
    owner: int | None = None
    unowned: bool = False
    client: int | None = None
    disputed: bool = False
    words: str = ""
    things: tuple[int, ...] | None = None
    sort: str = "due"
    backwards: bool = False
    after: tuple[str, int] | None = None


@dataclass(frozen=True)
class Step:
    """What comes next: an approval that waits, a piece of work or a promise, and who has it. ``owner`` is "" when nobody is named, ``left``: gone for good;
    ``system`` is where it is recorded, which may be another than that of the whole."""

    kind: str
    what: str
    thing: int
    promise: str
    due: datetime | None
    at: datetime | None
    owner: str
    owner_id: int | None
    left: bool
    system: str


@dataclass(frozen=True)
class Why:
    """What was noticed: one sentence, the thing it is about, and its flag where one is open."""

    says: str
    thing: int
    title: str
    flag: int | None


@dataclass(frozen=True)
class Status:
    """One piece of open work. ``since`` says by field (status, owner, the due field) from when on its system says so; ``key`` is its place in the order.

    ``stand_in`` has what its owner does not see to meanwhile, by a handover; ``step_stand_in`` the next step.
    """

    id: int
    kind: str
    title: str
    status: str
    track: str
    due: datetime | None
    at: datetime | None
    key: str
    remote_id: str
    system: str
    client: str
    client_id: int | None
    owner: str
    owner_id: int | None
    owner_left: bool
    why: Why | None
    stated: str
    escalated: bool
    due_field: str
    step: Step | None = None
    forecast: Forecast | None = None
    absent: Absence | None = None
    step_absent: Absence | None = None
    stand_in: StandIn | None = None
    step_stand_in: StandIn | None = None
    since: dict[str, datetime] = field(default_factory=dict)

    @property
    def status_since(self) -> datetime | None:
        return self.since.get("status")

    @property
    def due_since(self) -> datetime | None:
        return self.since.get(self.due_field)

    @property
    def owner_since(self) -> datetime | None:
        return self.since.get("owner") or self.since.get("owner_name")


def listed(
    seen_by: Sequence[int],
    wanted: Wanted,
    now: datetime,
    hours: WorkingHours,
    *,
    limit: int,
    parts: Collection[str] = PARTS,
) -> list[Status]:
    """A page of open work with all that is known of each line, or only with some of the ``PARTS`` that take queries of their own."""
    return listed_and_counted(seen_by, wanted, now, hours, limit=limit, parts=parts)[0]


def listed_and_counted(
    seen_by: Sequence[int],
    wanted: Wanted,
    now: datetime,
    hours: WorkingHours,
    *,
    limit: int,
    parts: Collection[str] = PARTS,
) -> tuple[list[Status], dict[str, int]]:
    """A page of open work, and by track how much there is. Four queries, two more where there are projects; one more when no line fits."""
    found = planned_rows(_put_together(wanted), _params(seen_by, wanted, now, hours) | {"limit": limit})
    if not found:
        return [], counts(seen_by, wanted, now, hours)
    held = [_status(row[:-1]) for row in found]
    since, steps = _since(held, seen_by), _steps(held, seen_by, now, hours) if STEPS in parts else {}
    named = [*(one.owner_id for one in held), *(step.owner_id for step in steps.values())] if STEPS in parts else []
    here = presence.presence({number for number in named if number}, seen_by, now, hours)
    projects = [one.id for one in held if one.kind == "project" and FORECASTS in parts]
    ahead = forecast.forecasts(seen_by, hours.day_of(now), projects) if projects else []
    forecasts = {one.project: one for one in ahead}
    whole = [_whole(one, steps.get(one.id), since.get(one.id, {}), here, forecasts.get(one.id)) for one in held]
    return whole, _counts(found[0][-1])


def choosable(seen_by: Sequence[int], *, limit: int = 500) -> tuple[dict[str, str], dict[str, str]]:
    """The owners and the clients of all open work, number to name, by name: what a list of it can be narrowed to. One query."""
    found = planned_rows(sql("choosable"), {"seen_by": list(seen_by), "kinds": list(KINDS), "limit": limit})
    owners, clients = ({str(n): title for part, n, title in found if part == one} for one in ("owner", "client"))
    return owners, clients


def _steps(held: Collection[Status], seen_by: Sequence[int], now: datetime, hours: WorkingHours) -> dict[int, Step]:
    params = {
        "things": [one.id for one in held],
        "seen_by": list(seen_by),
        "now": now,
        "today": hours.day_of(now),
        "left": presence.LEFT,
    }
    return {thing: Step(*row) for thing, *row in planned_rows(sql("next_steps"), params)}


def counts(seen_by: Sequence[int], wanted: Wanted, now: datetime, hours: WorkingHours) -> dict[str, int]:
    """By track: how many lines ``listed`` gives for it, whatever track is asked for. One query."""
    return _counts(planned_rows(sql("status") + sql("status_count"), _params(seen_by, wanted, now, hours))[0][0])


def _counts(text: str) -> dict[str, int]:
    return dict.fromkeys(TRACKS, 0) | msgspec.json.decode(text, type=dict[str, int])


def _put_together(wanted: Wanted) -> str:
    order, type_ = SORTS[wanted.sort]
    text = sql("status") + sql("status_read")
    collated = order if type_ != "text" else f'({order}) COLLATE "C"'
    parts = {
        "order": collated,
        "type": type_,
        "way": "DESC" if wanted.backwards else "ASC",
        "beyond": "<" if wanted.backwards else ">",
    }
    for name, part in parts.items():
        text = text.replace(f"/*{name}*/", part)
    return text


def _params(seen_by: Sequence[int], wanted: Wanted, now: datetime, hours: WorkingHours) -> dict[str, Any]:
    key, number = wanted.after or (None, None)
    words = wanted.words.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    return {
        "seen_by": list(seen_by), "now": now, "today": hours.day_of(now), "left": presence.LEFT, "says_at_risk": SAYS_AT_RISK, "kinds": list(wanted.kinds), "track": wanted.track,
        "owner": wanted.owner, "unowned": wanted.unowned, "client": wanted.client, "disputed": wanted.disputed, "words": f"%{words}%" if words else None,
        "things": list(wanted.things) if wanted.things is not None else None, "after_key": key, "after_id": number,
    }  # fmt: skip


def _status(row: tuple[Any, ...]) -> Status:
    *core, says, about, title, flag, stated, escalated, due_field = row
    why = Why(says, about, title, flag) if says else None
    values = [*core, why, stated, bool(escalated), due_field]
    return Status(*values)


def _since(held: Collection[Status], seen_by: Sequence[int]) -> dict[int, dict[str, datetime]]:
    asked = [(one.id, name) for one in held for name in ("status", "owner", "owner_name", one.due_field) if name]
    found: dict[int, dict[str, datetime]] = {}
    for thing, name, at in planned_rows(
        sql("status_since"),
        {"things": [t for t, _ in asked], "fields": [f for _, f in asked], "seen_by": list(seen_by)},
    ):
        found.setdefault(thing, {})[name] = at
    return found


def _whole(
    one: Status, step: Step | None, since: dict[str, datetime], here: Presence, ahead: Forecast | None
) -> Status:
    doer = step.owner_id if step else None
    return replace(
        one, step=step, since=since, forecast=ahead, absent=here.absent(one.owner_id), step_absent=here.absent(doer),
        stand_in=here.stand_in(one.owner_id, one.client_id), step_stand_in=here.stand_in(doer, one.client_id),
    )  # fmt: skip

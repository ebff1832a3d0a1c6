"""Every night: what was held back is kept, looked back at, and learned from.

Held back is what came in on a day (in the zone of the business) and was not shown by its end: not shown at all, noticed without opening a
flag, ranked below what Today shows, snoozed, or answered as not related. It turned out to matter when within ``WINDOW`` a flag of weight
came too late to act on, a person acted on it by themselves, a promise in it was broken, or a disagreement it held had to be settled. What
was flagged while there was still time was shown in time: that is no miss.

Running a night twice changes nothing, and days that were not run are caught up: what stood at the end of a day is worked out from when
each thing was learned and each flag opened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from django.db import transaction

from kingpost.accounts.models import EVERYONE
from kingpost.knowledge import business
from kingpost.priorities import learning, numbers, ranking, tipping, unheard, weights
from kingpost.priorities.hours import ONE_DAY, WorkingHours
from kingpost.priorities.models import HeldBack, Miss, Night
from kingpost.toolbox.sql import execute, rows, sql

WINDOW = timedelta(days=7)
"""How long after the end of its day something may turn out to matter."""
OF_WEIGHT = 20.0
"""A reason that counts so much by itself is one of weight."""
MOST_DAYS = 14  # caught up after a longer pause
KEPT = timedelta(days=30)  # how long held back things are kept; their numbers stay
OURS = "done by us"


@dataclass(frozen=True)
class Held:
    """One thing held back, as far as judging needs it."""

    id: int
    entity: int
    record: int
    audience: int
    day: date
    way: str
    why: str
    came_at: datetime
    near: list[list[Any]]


@dataclass(frozen=True)
class Later:
    """Something that happened to it later: a signal of a rule, or what a person did. ``due`` is until when there was time."""

    what: str
    rule: str
    key: str
    says: str
    at: datetime
    due: datetime | None
    facts: dict[str, Any]
    evidence: tuple[int, ...]
    audience: int
    subject: int

    @property
    def of_weight(self) -> bool:
        """A reason that weighs enough by itself, or a promise that was noticed only when its day had passed."""
        broken = self.rule == "promise_due" and bool(self.facts.get("late"))
        return broken or ranking.usual(self.rule, self.key) >= OF_WEIGHT

    @property
    def cause(self) -> str:
        """The same however often it is found, and for all that belongs to one matter."""
        return ":".join([self.what, self.rule, self.key, str(self.subject), self.at.strftime("%Y-%m-%dT%H:%M:%S")])


def due(now: datetime) -> bool:
    """Whether a day has ended that no night has looked at."""
    known = business.values()
    return bool(_days(WorkingHours.of(known).day_of(now)))


def night(now: datetime) -> int:
    """Keep what was held back on the days that ended, find what turned out to matter, learn from it. Returns the new misses."""
    known = business.values()
    hours = WorkingHours.of(known)
    today = hours.day_of(now)
    with transaction.atomic():
        rows("SELECT pg_advisory_xact_lock(hashtext(current_schema()), hashtext('hindsight'))")
        looked = _looked(now)
        for day in _days(today):
            _keep(day, hours.start_of(day), hours.start_of(day + ONE_DAY), now)
        found = _look_back(now, today, looked)
        execute("DELETE FROM held_back WHERE day < %s", [today - KEPT])
        unheard.forget(now)
        if [*learning.learn(now, today), *weights.learn(now, today)]:
            numbers.send_round()
    return found


def _days(today: date) -> list[date]:
    """The days that ended and were not looked at, oldest first; at the first run only yesterday."""
    last = Night.objects.order_by("-day").values_list("day", flat=True).first()
    first = max(last + ONE_DAY, today - timedelta(days=MOST_DAYS)) if last else today - ONE_DAY
    return [first + timedelta(days=n) for n in range((today - first).days)]


def _looked(now: datetime) -> datetime:
    """When a night last looked back, a day ago at the latest: what happened after that may not have been judged."""
    last = Night.objects.order_by("-at").values_list("at", flat=True).first()
    return min(last, now - ONE_DAY) if last else now - ONE_DAY


def _keep(day: date, opens: datetime, closes: datetime, now: datetime) -> None:
    """Write down what was held back on this day, and how many things that were for each audience."""
    found = rows(sql("held_back"), {"opens": opens, "closes": closes, "cut": ranking.TODAY_SHOWS})
    fresh = now - closes < timedelta(hours=24)  # what stands now still is about what stood then
    judged = {entity for *_, why, _, _, entity in found if fresh and why.startswith("in order")}
    near = tipping.near(judged, now) if judged else {}
    HeldBack.objects.bulk_create(
        [
            HeldBack(day=day, record_id=record, audience_id=audience, way=way, why=why, came_at=came, closes_at=closes, flag_id=flag,
                     near=near.get(entity, []) if way != HeldBack.LOW else [])
            for record, audience, way, why, came, flag, entity in found
        ],
        batch_size=1000, ignore_conflicts=True,
    )  # fmt: skip
    counted: dict[int, set[int]] = defaultdict(set, {EVERYONE: set()})
    for _, audience, *_, entity in found:
        counted[audience].add(entity)
    Night.objects.bulk_create(
        [Night(day=day, audience_id=audience, held=len(things), at=now) for audience, things in counted.items()],
        ignore_conflicts=True,
    )


def _look_back(now: datetime, today: date, looked: datetime) -> int:
    """Judge everything held back whose window was open when it was last ``looked`` against what happened since; write the misses that are new."""
    high = sorted(name for name, points in ranking.PRIORITIES.items() if points)
    params = {
        "now": now,
        "window": WINDOW,
        "looked": looked,
        "since": looked - WINDOW - ONE_DAY,
        "high": high,
        "everyone": EVERYONE,
    }
    laters: dict[int, list[Later]] = defaultdict(list)
    for held, *rest in rows(sql("mattered"), params):
        values = [*rest[:6], msgspec.json.decode(rest[6]), tuple(rest[7]), *rest[8:]]
        laters[held].append(Later(*values))
    if not laters:
        return 0
    held = _held(laters)
    missed = _missed(held, laters)
    causes = sorted({later.cause for _, later in missed})
    known = set(Miss.objects.filter(cause__in=causes).values_list("cause", flat=True))
    fresh = [_row(held, later, today) for held, later in missed if later.cause not in known]
    Miss.objects.bulk_create(fresh, batch_size=500, ignore_conflicts=True)
    HeldBack.objects.filter(
        pk__in=[one.id for one in held if any(_counts(one, later) for later in laters[one.id])]
    ).delete()
    return len(fresh)


def _held(numbers: Collection[int]) -> list[Held]:
    found = rows(
        """SELECT h.id, coalesce(m.entity_id, h.record_id), h.record_id, h.audience_id, h.day, h.way, h.why, h.came_at, h.near::text
           FROM held_back AS h LEFT JOIN member AS m ON m.record_id = h.record_id WHERE h.id = ANY(%s) ORDER BY h.came_at, h.record_id, h.audience_id, h.id""",
        [sorted(numbers)],
    )
    decoded = ([*row[:8], msgspec.json.decode(row[8])] for row in found)
    return [Held(*values) for values in decoded]


def _missed(held: Iterable[Held], laters: dict[int, list[Later]]) -> list[tuple[Held, Later]]:
    """What showed that silence was wrong, once each, with the first time something of that matter came in."""
    found: dict[str, tuple[Held, Later]] = {}
    for one in held:
        if later := judge(one, laters[one.id]):
            found.setdefault(later.cause, (one, later))
    return list(found.values())


def judge(held: Held, laters: Sequence[Later]) -> Later | None:
    """What of this, if anything, shows that it was wrong to hold it back. ``laters`` in the order they happened.

    The first flag decides: raised while there was time, or for something light, it was shown as it should be.
    """
    for later in laters:
        if not _counts(held, later):
            continue
        if later.what != "signal":
            return later
        together = [one for one in laters if one.what == "signal" and one.at == later.at]
        if any(one.due is not None and one.due > one.at for one in together):
            return None
        return max(
            (one for one in together if one.of_weight), key=lambda one: ranking.usual(one.rule, one.key), default=None
        )
    return None


def _counts(held: Held, later: Later) -> bool:
    """Whether this decides about it: what we did ourselves needs nobody, unless we promised something."""
    return held.why != OURS or later.what == "broken" or later.rule == "promise_due"


def _row(held: Held, later: Later, today: date) -> Miss:
    return Miss(
        record_id=held.record, cause=later.cause, audiences=sorted({held.audience, later.audience}), day=held.day, came_at=held.came_at, way=held.way,
        why=held.why, showed=later.says, showed_at=later.at, evidence=sorted(later.evidence)[:100], near=held.near, found_on=today,
    )  # fmt: skip

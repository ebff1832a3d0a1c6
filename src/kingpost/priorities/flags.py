"""Make flags from signals: one for each thing and audience, answered ones left out, ranked and explained.

A flag's audience is that of its evidence. Who may see more gets a fuller flag of their own about the same thing; reading.py shows each
reader the fullest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from kingpost.knowledge import business
from kingpost.priorities import explain, placing, ranking, reach, weights
from kingpost.priorities import wakes as wakes_table
from kingpost.priorities.hours import WorkingHours
from kingpost.priorities.models import Answer, Flag
from kingpost.priorities.placing import Place
from kingpost.priorities.ranking import Held, Stake
from kingpost.priorities.signals import Within
from kingpost.toolbox.sql import execute, rows, sql

GONE, JOINED, RAN_OUT = "gone", "joined", "ran_out"
MOST_EVIDENCE = 200
ORDER = (
    "escalation",
    "client_waiting",
    "approval_stuck",
    "promise_due",
    "invoice_due",
    "work_due",
    "unowned",
    "disagreement",
)  # of the sentences in a flag's reason
GRAVE_TURNS = {("escalation", key) for key in ("escalated", "reopened", "said", "words", "senior")}
"""What breaks a snooze: nobody who put a thing aside knew that it would be escalated, come back, or be called grave. That time passes they knew."""
_FIELDS = ("entity_id", "client_id", "kind", "title", "why", "rank_why", "score", "parts", "rules", "since", "due", "owner_id", "evidence", "not_for",
           "before_start", "opened_at", "changed_at", "closed_at", "closed_why")  # fmt: skip


class Group(NamedTuple):
    """What one flag is about, and who may see it. ``part`` is a reason a person split off (placing.py)."""

    thing: int
    part: str
    audience: int


@dataclass(frozen=True)
class Given:
    """A live answer, as it concerns one entity. ``newest`` is the newest moment of what it was given to."""

    id: int
    entity: int
    verdict: str
    rules: tuple[str, ...]
    at: datetime
    newest: datetime
    until: datetime | None
    event: str
    client: int
    replied_at: datetime | None
    done: bool  # the work whose end it waited for

    def covers(self, signal: Held, now: datetime, read: datetime | None) -> bool:
        """Whether it settles this signal: what came up after "handled" is new, a snooze ends or is broken by a grave turn, a wrong client is one only there.

        ``read``: when the last of its evidence was read here, where ``doubtful``: what nobody had read was not handled.
        """
        if self.verdict == Answer.SNOOZED:
            happened = self.done or (self.event == Answer.REPLY and self.replied_at)
            turned = (signal.rule, signal.key) in GRAVE_TURNS and not self._known(signal, read)
            return (self.until is None or now < self.until) and not happened and not turned
        if signal.rule not in self.rules:
            return False
        if self.verdict == Answer.WRONG_CLIENT:
            return signal.client == self.client
        return self.verdict == Answer.NOT_RELATED or self._known(signal, read)

    def _known(self, signal: Held, read: datetime | None) -> bool:
        """Whether whoever answered could know of it."""
        return signal.latest <= self.newest or (self.doubtful(signal) and (read is None or read <= self.at))

    def doubtful(self, signal: Held) -> bool:
        """Older than the answer, and newer than what it was given to: read since, or only counted otherwise (a day off, a number of a rule)."""
        return self.newest < signal.latest <= self.at


def regroup(things: Collection[int], now: datetime) -> set[int]:
    """Make the flags about these things again from their live signals. Returns the flags that changed."""
    if not things:
        return set()
    known = business.values()
    hours = WorkingHours.of(known)
    held, things = _existing(set(things))
    signals = _signals(things)
    answers = _answers({s.entity for group in signals.values() for s in group})
    signals = {place: _answered(group, answers, now) for place, group in signals.items()}
    _remember_answers(s for group in signals.values() for s in group)
    made = _make(signals, held, now, hours)
    _say_ran_out(made, held, now)
    _wake(things, made, signals, answers, now, hours)
    changed = _write(made, held, now)
    return changed | reach.hold(things, hours, now)


def _existing(things: set[int]) -> tuple[dict[Group, list[Flag]], set[int]]:
    """Flags about these things (as identity has them now), oldest first, and the things with those their flags have moved to."""
    found = rows(
        """SELECT f.id, coalesce(m.entity_id, f.anchor_id) FROM flag AS f LEFT JOIN member AS m ON m.record_id = f.anchor_id
           WHERE f.entity_id = ANY(%(t)s) OR f.anchor_id IN (SELECT record_id FROM member WHERE entity_id = ANY(%(t)s))""",
        {"t": sorted(things)},
    )
    now_about = dict(found)
    held: dict[Group, list[Flag]] = defaultdict(list)
    for flag in Flag.objects.filter(pk__in=now_about).order_by("pk"):
        held[Group(now_about[flag.pk], flag.part, flag.audience_id)].append(flag)
    return held, things | set(now_about.values())


def _signals(things: Collection[int]) -> dict[Place, list[Held]]:
    found = rows(
        """SELECT anchor_id, part, id, rule, key, entity_id, audience_id, client_id, title, says, since, latest, due, owner_id, facts::text, opens, before_start,
                  evidence, not_for, answer_id
           FROM signal WHERE closed_at IS NULL AND anchor_id = ANY(%s)
           ORDER BY since, rule, title, says, key, id""",  # never by arrival: of equals, the first gives the flag its words
        [sorted(things)],
    )
    grouped: dict[Place, list[Held]] = defaultdict(list)
    for thing, part, *more in found:
        values = [*more[:12], msgspec.json.decode(more[12]), *more[13:15], tuple(more[15]), tuple(more[16]), more[17]]
        grouped[Place(thing, part)].append(Held(*values))
    return grouped


def _answers(entities: Collection[int]) -> dict[int, list[Given]]:
    """Live answers by the entity they concern, newest first."""
    given: dict[int, list[Given]] = defaultdict(list)
    for number, entity, verdict, rules, *rest in rows(sql("answers"), {"entities": sorted(entities)}):
        given[entity].append(Given(number, entity, verdict, tuple(rules), *rest))
    for answers in given.values():
        answers.sort(key=lambda a: a.id, reverse=True)
    return given


def _answered(signals: Sequence[Held], answers: Mapping[int, list[Given]], now: datetime) -> list[Held]:
    """The signals, each with the answer that covers it now."""
    doubtful = [s.id for s in signals if any(a.doubtful(s) for a in answers.get(s.entity, ()))]
    read = dict(rows(sql("signals_learned"), [doubtful])) if doubtful else {}
    return [
        replace(s, answer=next((a.id for a in answers.get(s.entity, ()) if a.covers(s, now, read.get(s.id))), None))
        for s in signals
    ]


def _remember_answers(signals: Iterable[Held]) -> None:
    pairs = [(s.id, s.answer) for s in signals]
    execute(
        """UPDATE signal SET answer_id = n.answer FROM unnest(%s::bigint[], %s::bigint[]) AS n(id, answer)
           WHERE signal.id = n.id AND signal.answer_id IS DISTINCT FROM n.answer""",
        [[i for i, _ in pairs], [a for _, a in pairs]],
    )


@dataclass
class _Made:
    """A flag as it should be; ``signals`` empty when it should be closed, ``why_closed`` then says why."""

    signals: list[Held]
    why_closed: str = GONE
    due: datetime | None = None
    values: dict[str, Any] = field(default_factory=dict)


def _make(
    signals: Mapping[Place, list[Held]], held: Mapping[Group, list[Flag]], now: datetime, hours: WorkingHours
) -> dict[Group, _Made]:
    audiences = {s.audience for group in signals.values() for s in group} | {group.audience for group in held}
    within = Within(audiences | {a for group in signals.values() for s in group for a in s.not_for})
    groups = {Group(*place, s.audience) for place, group in signals.items() for s in group}
    made = {group: _choose(signals.get(Place(*group[:2]), ()), group.audience, within) for group in groups}
    for group in set(held) - groups:  # what only this audience knew is known to more by now, joined another, or is gone
        known = _choose(signals.get(Place(*group[:2]), ()), group.audience, within)
        made[group] = _Made([], JOINED if known.signals else known.why_closed)
    _say_joined(made)
    wanted = [group for group, flag in made.items() if flag.signals]
    pairs = sorted({(group.thing, group.audience) for group in wanted})
    params = {"anchors": [t for t, _ in pairs], "audiences": [a for _, a in pairs]}
    stakes = _stakes(wanted, made)
    things = {(t, a): (kind, title) for t, a, kind, title in rows(sql("things"), params)} if pairs else {}
    learned = weights.factors() if wanted else {}
    for group in wanted:
        pair = group.thing, group.audience
        _compose(made[group], group, stakes.get(pair), things.get(pair), now, hours, learned)
    return made


def _say_joined(made: Mapping[Group, _Made]) -> None:
    """Where a person's ruling took a flag's reasons elsewhere, its cause is not gone."""
    closing = [group for group, flag in made.items() if not flag.signals and flag.why_closed == GONE]
    rulings = placing.current() if closing else None
    for group in closing:
        if rulings and rulings.joined(Place(*group[:2])):
            made[group].why_closed = JOINED


def _say_ran_out(made: Mapping[Group, _Made], held: Mapping[Group, list[Flag]], now: datetime) -> None:
    """Where every reason that is over just now was left for so long that its rule takes it for history, nothing was settled."""
    closing = {
        Place(*group[:2])
        for group, flag in made.items()
        if not flag.signals and flag.why_closed == GONE and any(row.closed_at is None for row in held.get(group, ()))
    }
    if not closing:
        return
    ran_out = {Place(thing, part) for thing, part in rows(
        """SELECT anchor_id, part FROM signal WHERE closed_at = %s AND opens AND anchor_id = ANY(%s)
           GROUP BY anchor_id, part HAVING bool_and(coalesce((facts->>'ends')::timestamptz <= closed_at, false))""",
        [now, sorted({place.thing for place in closing})],
    )} & closing  # fmt: skip
    for group, flag in made.items():
        if Place(*group[:2]) in ran_out and not flag.signals and flag.why_closed == GONE:
            flag.why_closed = RAN_OUT


def _stakes(groups: Sequence[Group], made: Mapping[Group, _Made]) -> dict[tuple[int, int], Stake]:
    """The money that hangs on each thing, by (thing, audience): by its links, else by an open invoice whose order is called by the same word."""
    of = {(group.thing, group.audience): made[group] for group in sorted(groups, reverse=True)}
    pairs = sorted(of)
    found = (
        {
            (t, a): Stake(*rest)
            for t, a, *rest in rows(
                sql("stake"), {"anchors": [t for t, _ in pairs], "audiences": [a for _, a in pairs]}
            )
        }
        if pairs
        else {}
    )
    left = [
        (t, a, next((s.client for s in of[t, a].signals if s.client), 0), of[t, a].signals[0].title)
        for t, a in pairs
        if (t, a) not in found
    ]
    asked = [row for row in left if row[2]]
    params = {
        "things": [t for t, *_ in asked],
        "audiences": [a for _, a, *_ in asked],
        "clients": [c for *_, c, _ in asked],
        "titles": [n for *_, n in asked],
    }
    return found | ({(t, a): Stake(*rest) for t, a, *rest in rows(sql("stake_by_word"), params)} if asked else {})


def _choose(signals: Sequence[Held], audience: int, within: Within) -> _Made:
    """What this audience may know of a thing and nobody has answered; of two views of one signal the better informed counts."""
    seen = [
        s for s in signals if within(audience, s.audience) and not any(within(audience, other) for other in s.not_for)
    ]
    best = [s for s in seen if not any(
        (o.rule, o.entity, o.key) == (s.rule, s.entity, s.key) and o.audience != s.audience and within(o.audience, s.audience) for o in seen)]  # fmt: skip
    live = [s for s in best if s.answer is None]
    if any(s.opens for s in live):
        return _Made(live)
    answered = [s.answer for s in best if s.answer is not None and s.opens]
    verdicts = dict(Answer.objects.filter(pk__in=answered).values_list("pk", "verdict")) if answered else {}
    return _Made([], verdicts[max(verdicts)] if verdicts else GONE)


def _compose(
    flag: _Made, group: Group, stake: Stake | None, thing: tuple[str, str] | None, now: datetime, hours: WorkingHours,
    learned: Mapping[tuple[str, str], float],
) -> None:  # fmt: skip
    signals = sorted(
        flag.signals,
        key=lambda s: (not s.opens, ORDER.index(s.rule) if s.rule in ORDER else len(ORDER), -s.weight),
    )
    opening = [s for s in signals if s.opens]
    lead = max(opening, key=lambda s: s.weight)
    flag.due = min((s.due for s in signals if s.due), default=None)
    total = ranking.weigh(signals, stake, flag.due, now, hours, learned)
    kind, called = thing or ("message", lead.title)
    stated = {stake.record} if stake else set()
    flag.values = {
        "entity_id": group.thing,
        "client_id": next((s.client for s in signals if s.client), 0),
        "kind": kind,
        "title": explain.title(kind, called, lead, opening),
        "why": explain.why(signals),
        "rank_why": total.why,
        "score": total.score,
        "parts": [[part.name, round(part.points, 2), part.says] for part in total.parts],
        "rules": sorted({s.rule for s in opening}),
        "since": min(s.since for s in opening),
        "due": flag.due,
        "owner_id": next((s.owner for s in [lead, *signals] if s.owner), None),
        "evidence": sorted({record for s in signals for record in s.evidence} | stated)[:MOST_EVIDENCE],
        "not_for": sorted(set.intersection(*(set(s.not_for) for s in opening))),
        "before_start": all(s.before_start for s in opening),
    }


def _wake(things: Collection[int], made: Mapping[Group, _Made], signals: Mapping[Place, list[Held]], answers: Mapping[int, list[Given]], now: datetime,
          hours: WorkingHours) -> None:  # fmt: skip
    """Look again when points for time change and when a snooze ends."""
    wakes: dict[tuple[int, str], datetime] = {}
    for (thing, *_), flag in made.items():
        if flag.signals and (at := ranking.next_step(flag.due, now, hours)):
            wakes[thing, "flag"] = min(at, wakes.get((thing, "flag"), at))
    about = {(thing, s.entity) for (thing, _), group in signals.items() for s in group}
    for thing, given in ((thing, given) for thing, entity in about for given in answers.get(entity, ())):
        if given.until and given.until > now:
            for key in ((thing, "answer"), (given.entity, "answer")):  # its flag may be about another thing
                wakes[key] = min(given.until, wakes.get(key, given.until))
    entities = {*things, *(s.entity for group in signals.values() for s in group)}
    wakes_table.write(entities, ("flag", "answer"), wakes)


def _write(made: Mapping[Group, _Made], held: Mapping[Group, list[Flag]], now: datetime) -> set[int]:
    fresh, changed = [], []
    for group, flag in made.items():
        rows_ = held.get(group, [])
        if flag.signals and not rows_:
            fresh.append(
                Flag(
                    anchor_id=group.thing,
                    part=group.part,
                    audience_id=group.audience,
                    opened_at=now,
                    changed_at=now,
                    **flag.values,
                )
            )
        for place, row in enumerate(rows_):
            wanted = flag if place == 0 else _Made([], JOINED)  # after a merge the older flag goes on
            if _update(row, wanted, group.thing, now):
                changed.append(row)
    Flag.objects.bulk_create(fresh, batch_size=500)
    Flag.objects.bulk_update(changed, _FIELDS, batch_size=500)
    return {row.pk for row in [*fresh, *changed]}


def _update(row: Flag, wanted: _Made, thing: int, now: datetime) -> bool:
    """Bring a row in line; True when anything changed."""
    if wanted.signals:
        values: dict[str, Any] = {**wanted.values, "closed_at": None, "closed_why": ""}
        if row.closed_at is not None and row.closed_why != JOINED:
            values["opened_at"] = now  # what comes back from another flag was open all the time
    else:
        values = {"entity_id": thing, "closed_at": row.closed_at or now, "closed_why": wanted.why_closed}
        if row.closed_at is not None and wanted.why_closed == GONE and row.closed_why != JOINED:
            values["closed_why"] = row.closed_why  # it says once why it went
    if all(getattr(row, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(row, name, value)
    row.changed_at = now
    return True

"""The disagreements the rules look at: those about the batch's things, and those of clients whose meetings changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from kingpost.knowledge import disputes, rulings, values
from kingpost.knowledge.disputes import Row, Side
from kingpost.knowledge.sides import FORMS
from kingpost.priorities import words
from kingpost.priorities.batch import Dispute
from kingpost.toolbox.sql import rows, sql

WAITS = "waiting"  # how an approval nobody has given yet is said
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def of(entities: Collection[int], now: datetime, zone: ZoneInfo) -> list[Dispute]:
    """What is open about these things, or decided and not carried through, once for each audience."""
    found = [
        row
        for row in disputes.of_things(entities)
        if (not row.until or row.until > now) and (not row.since or row.since <= now)
    ]
    if not found:
        return []
    params = {
        "ids": [r.id for r in found],
        "clients": [r.client_id for r in found],
        "audiences": [r.audience for r in found],
        "now": now,
    }
    more = {number: (meets, started) for number, meets, started in rows(sql("disputes"), params)}
    return [_dispute(row, *more[row.id], zone, now.astimezone(zone).date()) for row in found]


def related(refs: Sequence[int]) -> set[int]:
    """Things with an open disagreement of clients whose meetings are among these."""
    return {entity for (entity,) in rows(
        """SELECT DISTINCT d.entity_id FROM member AS m JOIN client_of AS c ON c.record_id = m.record_id AND c.kind = 'meeting'
           JOIN disagreement AS d ON d.client_id = c.client_id AND d.closed_at IS NULL WHERE m.entity_id = ANY(%s)""", [list(refs)])}  # fmt: skip


def _dispute(row: Row, meets_at: datetime | None, started_at: datetime | None, zone: ZoneInfo, today: date) -> Dispute:
    live = [side for side in row.sides if not side.behind]
    ruled = row.ruling if row.state == "settled" else None
    following = [side for side in rulings.following(row) if not side.said_once] if ruled else []
    return Dispute(
        id=row.id, entity=row.entity, audience=row.audience, client=row.client_id, kind=row.kind, family=row.family, thing=_thing(row), open=row.state == "open",
        answers=_answers(row.family, live, zone, today), told=any(side.kind in ("message", "invoice") for side in live), days=_days(row.family, live, zone), meets_at=meets_at,
        since=max((side.at for side in live if side.at), default=LONG_AGO), started_at=started_at or LONG_AGO,
        evidence=tuple(sorted({side.record for side in row.sides})), following=[(side.system, said(row.family, side.value, side.currency, zone, today)) for side in following],
        decided=said(row.family, ruled.value, row.currency, zone, today) if ruled else "", decided_by=ruled.by if ruled else "", decided_at=ruled.at if ruled else None,
    )  # fmt: skip


def _days(family: str, live: Sequence[Side], zone: ZoneInfo) -> tuple[datetime, ...]:
    """The moments these sides name, each once, the earliest first."""
    if FORMS[family] != values.DATE:
        return ()
    return tuple(sorted({at for side in live if (at := values.moment(side.value, zone))}))


def _thing(row: Row) -> str:
    """What it is about, by name: out of its title."""
    return row.title.partition("“")[2].rpartition("”")[0] or row.title


def _answers(family: str, sides: Sequence[Side], zone: ZoneInfo, today: date) -> list[tuple[str, list[str]]]:
    """Each different value in words, with who says it."""
    found: list[tuple[Side, list[str]]] = []
    for side in sides:
        same = next(
            (
                who
                for one, who in found
                if values.same(
                    FORMS[family], one.value, side.value, zone, {"currency": one.currency}, {"currency": side.currency}
                )
            ),
            None,
        )
        who = side.who
        if same is None:
            found.append((side, [who]))
        elif who not in same:
            same.append(who)
    return [(said(family, side.value, side.currency, zone, today), who) for side, who in found]


def said(family: str, value: object, currency: str, zone: ZoneInfo, today: date) -> str:
    """A value in a stored sentence: never "today"."""
    form = FORMS[family]
    if form == values.DATE and (found := values.days(value)):
        at = values.moment(value, zone)
        return words.moment(at, zone) if isinstance(found[0], datetime) and at else words.day(found[0], today)
    amount = values.amount(value) if form == values.MONEY else None
    return words.money(amount, currency) if amount is not None else f"“{WAITS if value == 'asked' else value}”"

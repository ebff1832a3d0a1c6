"""Read flags as one person may see them. ``seen_by`` is what ``accounts.audiences.allowed`` gives; a count always equals its list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from kingpost.priorities import placing, raising
from kingpost.priorities.placing import Place
from kingpost.priorities.ranking import Part
from kingpost.priorities.rules import rules
from kingpost.toolbox.sql import planned_rows, rows, sql


@dataclass(frozen=True)
class Source:
    """Something a flag rests on: a ticket, an invoice, … by name, or mails as a number (``label`` is "" then)."""

    kind: str
    label: str
    entity: int
    count: int


@dataclass(frozen=True)
class FlagRow:
    """A flag as a list or its page shows it. ``entity`` is what it is about; ``client_id`` 0 when it is on no client; ``raised_at`` None unless it was raised
    again since it opened, ``news`` what was noticed then, as far as it still holds."""

    id: int
    entity: int
    kind: str
    title: str
    client_id: int
    client: str
    why: str
    rank_why: str
    score: float
    parts: list[Part]
    rules: list[str]
    since: datetime
    due: datetime | None
    owner_id: int | None
    owner: str
    before_start: bool
    opened_at: datetime
    closed_at: datetime | None
    closed_why: str
    audience: int
    part: str
    raised_at: datetime | None = None
    news: str = ""
    sources: list[Source] = field(default_factory=list)

    @property
    def asked_at(self) -> datetime:
        """When it last asked for attention: when it opened, or was raised again since."""
        return self.raised_at or self.opened_at


@dataclass(frozen=True)
class SignalRow:
    """One reason behind a flag. ``ruling``, ``placed_by`` and ``placed_at``: a person put it here; None and "" where it belongs by itself."""

    id: int
    rule: str
    key: str
    title: str
    says: str
    entity: int
    since: datetime
    due: datetime | None
    opens: bool
    facts: dict[str, Any]
    evidence: list[int]
    ruling: int | None
    verdict: str
    placed_by: str
    placed_at: datetime | None


@dataclass(frozen=True)
class AnswerRow:
    """An answer somebody gave to a flag."""

    id: int
    verdict: str
    by: str
    at: datetime
    until: datetime | None
    event: str
    undone_at: datetime | None
    undone_by: str


def listed(
    seen_by: Sequence[int], *, before_start: bool | None = False, client: int | None = None, thing: int | None = None, owner: int | None = None,
    closed: bool = False, rule: str | None = None, limit: int = 100, offset: int = 0, with_sources: bool = True,
) -> list[FlagRow]:  # fmt: skip
    """Flags, the costliest to leave first; closed ones newest first; with ``rule`` those it opened. ``before_start`` None takes both, ``thing`` keeps those about one entity,
    ``owner`` those about what one person is in charge of."""
    params = _params(seen_by, before_start, client, thing, closed, rule, owner) | {"limit": limit, "offset": offset}
    return made(
        planned_rows(sql("shown") + sql("shown_page") + sql("flags_read"), params), seen_by, with_sources=with_sources
    )


def made(found: Sequence[tuple[Any, ...]], seen_by: Sequence[int], *, with_sources: bool) -> list[FlagRow]:
    """Flags from the rows of flags_read.sql."""
    sources = _sources([row[0] for row in found], seen_by) if with_sources else {}
    return [_flag(row, sources) for row in found]


def count(
    seen_by: Sequence[int],
    *,
    before_start: bool | None = False,
    client: int | None = None,
    thing: int | None = None,
    closed: bool = False,
    rule: str | None = None,
) -> int:
    """How many flags ``listed`` gives without a limit."""
    [(number,)] = planned_rows(
        sql("shown") + sql("flags_count"), _params(seen_by, before_start, client, thing, closed, rule)
    )
    return int(number)


def count_by_client(seen_by: Sequence[int]) -> dict[int, int]:
    """Open flags of each client that has any, without those from before we started."""
    return dict(planned_rows(sql("shown") + sql("flags_count_by_client"), _params(seen_by, False, None, None, False)))


def count_by_rule(seen_by: Sequence[int]) -> dict[str, int]:
    """Open flags each rule is a reason for, as ``listed`` gives them with that rule; a rule without any is absent."""
    return dict(planned_rows(sql("shown") + sql("flags_count_by_rule"), _params(seen_by, False, None, None, False)))


def one(flag_id: int, seen_by: Sequence[int]) -> FlagRow | None:
    """The flag behind an address: the fullest one this reader may see about the same thing, open or closed. None when there is none.

    One that a person joined to another leads there.
    """
    found = rows("SELECT entity_id, part FROM flag WHERE id = %s AND audience_id = ANY(%s)", [flag_id, list(seen_by)])
    if not found:
        return None
    thing, part = found[0]
    for closed in (False, True):
        shown = [
            flag
            for flag in listed(seen_by, before_start=None, thing=thing, closed=closed, limit=50)
            if flag.part == part
        ]
        if shown:
            return next((flag for flag in shown if flag.id == flag_id), shown[0])
    return _joined(thing, part, seen_by)


def _joined(thing: int, part: str, seen_by: Sequence[int]) -> FlagRow | None:
    """Where the reasons of a flag went that is none of its own any more: what it was joined to, or split off from."""
    place = placing.current().goes_to(Place(thing, part))
    if place.part == "" and part:  # no longer split off: it is where its signal is
        now_at = rows("SELECT anchor_id, part FROM signal WHERE entity_id = %s AND rule = %s AND closed_at IS NULL AND audience_id = ANY(%s) ORDER BY NOT opens, id",
                      [thing, part.partition(".")[0], list(seen_by)])  # fmt: skip
        place = Place(*now_at[0]) if now_at else place
    for closed in (False, True):
        shown = [
            flag
            for flag in listed(seen_by, before_start=None, thing=place.thing, closed=closed, limit=50)
            if flag.part == place.part
        ]
        if place != Place(thing, part) and shown:
            return shown[0]
    return None


def signals(flag_id: int, seen_by: Sequence[int]) -> list[SignalRow]:
    """The reasons behind a flag that this reader may see and nobody has answered, the ones that opened it first."""
    titles = {rule.name: rule.title for rule in rules()}
    found = rows(
        """SELECT DISTINCT ON (NOT s.opens, s.rule, s.entity_id, s.key) s.id, s.rule, s.key, s.says, s.entity_id, s.since, s.due, s.opens, s.facts::text,
                  s.evidence, g.id, coalesce(g.verdict, ''), coalesce(u.name, ''), g.at
           FROM flag AS f
           JOIN signal AS s ON s.anchor_id = f.entity_id AND s.part = f.part AND s.closed_at IS NULL AND s.answer_id IS NULL
           JOIN audience_within AS w ON w.narrow_id = f.audience_id AND w.wide_id = s.audience_id
           LEFT JOIN group_ruling AS g ON g.id = s.ruling_id AND g.withdrawn_at IS NULL LEFT JOIN accounts_user AS u ON u.id = g.by_id
           WHERE f.id = %(flag)s AND f.audience_id = ANY(%(seen_by)s) AND NOT (s.not_for && %(seen_by)s::bigint[])
           ORDER BY NOT s.opens, s.rule, s.entity_id, s.key, cardinality(s.evidence) DESC, s.id""",
        {"flag": flag_id, "seen_by": list(seen_by)},
    )
    return [SignalRow(number, rule, key, titles.get(rule, rule), says, entity, since, due, opens, msgspec.json.decode(facts), *rest)
            for number, rule, key, says, entity, since, due, opens, facts, *rest in found]  # fmt: skip


def answers(flag_id: int, seen_by: Sequence[int]) -> list[AnswerRow]:
    """What people answered to a flag, newest first, undone ones included."""
    return [AnswerRow(*row) for row in rows(
        """SELECT a.id, a.verdict, u.name, a.at, a.until, a.event, a.undone_at, coalesce(n.name, '')
           FROM answer AS a JOIN flag AS f ON f.id = a.flag_id JOIN accounts_user AS u ON u.id = a.by_id LEFT JOIN accounts_user AS n ON n.id = a.undone_by_id
           WHERE f.id = %s AND f.audience_id = ANY(%s) ORDER BY a.id DESC""",
        [flag_id, list(seen_by)],
    )]  # fmt: skip


def parameters(seen_by: Sequence[int]) -> dict[str, object]:
    """What ``shown.sql`` needs for a reader's open flags, those from before we started left out."""
    return _params(seen_by, False, None, None, False)


def _params(
    seen_by: Sequence[int],
    before_start: bool | None,
    client: int | None,
    thing: int | None,
    closed: bool,
    rule: str | None = None,
    owner: int | None = None,
) -> dict[str, object]:
    return {
        "seen_by": list(seen_by),
        "before_start": before_start,
        "client": client,
        "thing": thing,
        "closed": closed,
        "rule": rule,
        "owner": owner,
        "alarms": list(raising.ALARMS),
    }


def _flag(row: tuple[Any, ...], sources: dict[int, list[Source]]) -> FlagRow:
    parts = [Part(*part) for part in msgspec.json.decode(row[9])]
    values = [*row[:9], parts, *row[10:], sources.get(row[0], [])]
    return FlagRow(*values)


def _sources(flags: list[int], seen_by: Sequence[int]) -> dict[int, list[Source]]:
    grouped: dict[int, list[Source]] = defaultdict(list)
    for flag, *rest in planned_rows(sql("sources"), {"flags": flags, "seen_by": list(seen_by)}) if flags else []:
        grouped[flag].append(Source(*rest))
    return grouped

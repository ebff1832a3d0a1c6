"""Who is interrupted by what: the one place that says when a flag asks for attention. It does among the first of Today, in a mail at once, and with some
weight also further down, on the page of flags and in the number beside it. What comes to a person unasked, by Today or a mail, is counted for itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bench.stream.played import Played, Seen

if TYPE_CHECKING:
    from kingpost.priorities.models_reach import Letter


INTERRUPTS = 24.0
"""Points from which a flag interrupts wherever it stands."""


def look(played: Played, at: datetime, *, first: bool = False) -> None:
    """Note the flags that were opened or raised again since the last look, and those a mail tells of now; ``first`` only takes them as known."""
    from kingpost.accounts.models import EVERYONE
    from kingpost.priorities import reading
    from kingpost.web.rail import ON_TODAY

    mailed = mails(first=first)
    listed = reading.listed([EVERYONE], limit=500, with_sources=False)
    fresh = {flag.id for flag in listed if played.arrived.get(flag.id) != flag.asked_at}
    played.arrived |= {flag.id: flag.asked_at for flag in listed}
    if first:
        return
    on_today = {flag.id for flag in listed[:ON_TODAY]}
    rest = entities(sorted(fresh | mailed))
    for flag in listed:
        if flag.id in fresh | mailed:
            at_once = flag.id in mailed or flag.id in on_today
            interrupts = at_once or flag.score >= INTERRUPTS
            played.seen.append(
                Seen(at, flag.id, flag.title, flag.score, tuple(flag.rules), rest[flag.id], interrupts, at_once)
            )


def mails(*, first: bool = False) -> set[int]:
    """The flags that mails tell of now, without digests, which wait for their time. What is made counts as sent; ``first`` nothing of it is."""
    from kingpost.priorities import alerts, post
    from kingpost.priorities.models_reach import Alert, Letter
    from kingpost.toolbox import clock

    now = clock.now()
    alerts.look(now)
    if first:
        Alert.objects.filter(state=Alert.WAITING).update(state=Alert.DROPPED)
    made = post.make(now)
    Letter.objects.filter(pk__in=[one.pk for one in made]).update(state=Letter.SENT, sent_at=now)
    Alert.objects.filter(letter__in=made).update(state=Alert.SENT)
    return _told([one for one in made if one.kind in (Letter.SINGLE, Letter.GROUP)])


def _told(letters: Sequence[Letter]) -> set[int]:
    from kingpost.priorities.models_reach import Alert

    told = Alert.objects.filter(letter__in=letters).exclude(reason=Alert.SETTLED)
    return set(told.values_list("flag_id", flat=True))


def entities(flags: list[int]) -> dict[int, frozenset[int]]:
    """What each flag rests on: its thing and its evidence, as identity has them now."""
    from kingpost.toolbox.sql import rows

    found = rows(
        """SELECT f.id, array_agg(DISTINCT m.entity_id) || array_agg(DISTINCT f.entity_id)
           FROM flag AS f LEFT JOIN LATERAL unnest(f.evidence) AS e(record_id) ON true LEFT JOIN member AS m ON m.record_id = e.record_id
           WHERE f.id = ANY(%s) GROUP BY f.id""",
        [flags],
    )
    return {flag: frozenset(e for e in held if e) for flag, held in found}


def today() -> list[tuple[int, frozenset[int]]]:
    """The first ten flags as they stand, with what each rests on."""
    from kingpost.accounts.models import EVERYONE
    from kingpost.priorities import reading

    listed = [flag.id for flag in reading.listed([EVERYONE], limit=10, with_sources=False)]
    rest = entities(listed)
    return [(flag, rest[flag]) for flag in listed]

"""What a person wants no mail about for a while: a flag, a client or a rule, always with an end. It stays on their pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kingpost.accounts.models import User
from kingpost.priorities import reading
from kingpost.priorities.attention import Muted
from kingpost.priorities.models_reach import Alert, Mute
from kingpost.priorities.rules import rules
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows

FLAG, CLIENT, RULE = "flag", "client", "rule"
MOST = timedelta(days=92)


@dataclass(frozen=True)
class MuteRow:
    """A mute as its person sees it; ``flag`` or ``client`` (an entity) to link to, 0 else."""

    id: int
    what: str
    title: str
    flag: int
    client: int
    until: datetime


def mute(person: User, flag_id: int, seen_by: Sequence[int], what: str, until: datetime, rule: str = "") -> Mute:
    """Mute this flag, its client, or a rule that opened it. Raises LookupError for a flag they cannot see, ValueError for what makes no sense."""
    flag, now = reading.one(flag_id, seen_by), clock.now()
    if flag is None:
        raise LookupError("There is no such flag.")
    if not now < until <= now + MOST:
        raise ValueError("A mute ends: within three months from now.")
    if what == CLIENT and flag.client_id:
        [(record,)] = rows("SELECT min(record_id) FROM member WHERE entity_id = %s", [flag.client_id])
        return Mute.objects.create(person=person, record_id=record or flag.client_id, until=until, at=now)
    if what == RULE and rule in flag.rules:
        return Mute.objects.create(person=person, rule=rule, until=until, at=now)
    if what != FLAG:
        raise ValueError("There is nothing of that kind to mute here.")
    return Mute.objects.create(person=person, flag_id=flag.id, until=until, at=now)


def end(person: User, ids: Collection[int]) -> int:
    """Take one's own mutes back. What they held back is looked at again at once."""
    now = clock.now()
    Alert.objects.filter(person=person, state=Alert.HELD_BACK).update(again_at=now)
    return Mute.objects.filter(pk__in=ids, person=person, undone_at=None).update(undone_at=now)


def of(people: Collection[int], now: datetime) -> dict[int, list[Muted]]:
    """By account: what is muted now."""
    found: dict[int, list[Muted]] = defaultdict(list)
    for person, until, flag, client, rule in rows(
        """SELECT u.person_id, u.until, coalesce(u.flag_id, 0), coalesce(m.entity_id, u.record_id), u.rule
           FROM mute AS u LEFT JOIN member AS m ON m.record_id = u.record_id
           WHERE u.undone_at IS NULL AND u.until > %s AND u.person_id = ANY(%s) ORDER BY u.until""",
        [now, list(people)],
    ):
        found[person].append(Muted(until, flag, client, rule))
    return found


def listed(person: User, seen_by: Sequence[int], now: datetime) -> list[MuteRow]:
    """One's own live mutes, the first to end first, with names one may see."""
    titles = {rule.name: rule.title for rule in rules()}
    return [
        MuteRow(number, FLAG if flag else CLIENT if client else RULE, title or titles.get(rule, ""), flag, client, until)
        for number, flag, client, rule, until, title in rows(
            """SELECT u.id, coalesce(f.id, 0), coalesce(c.entity_id, 0), u.rule, u.until, coalesce(f.title, c.title, '')
               FROM mute AS u
               LEFT JOIN flag AS f ON f.id = u.flag_id AND f.audience_id = ANY(%(seen_by)s)
               LEFT JOIN LATERAL (SELECT e.entity_id, e.title FROM member AS m JOIN entity AS e USING (entity_id)
                                  WHERE m.record_id = u.record_id AND e.audience_id = ANY(%(seen_by)s) ORDER BY e.records DESC, e.audience_id LIMIT 1) AS c ON true
               WHERE u.person_id = %(person)s AND u.undone_at IS NULL AND u.until > %(now)s ORDER BY u.until, u.id""",
            {"person": person.pk, "seen_by": list(seen_by), "now": now},
        )
    ]  # fmt: skip

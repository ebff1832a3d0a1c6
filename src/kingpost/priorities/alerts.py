"""What each person is to be told: a row for each person, flag and reason, made once, with the way it goes and why. Nothing is sent here (post.py does).

A flag is told when it opens, when it becomes more pressing than it was told, and once each time it is raised again; what still waits to be told takes the later
news along. What a mute or an absence holds back is looked at again when that is over, and told as things stand then.

Looked at each minute, from current state. What was there before somebody, or Kingpost, started is on the pages alone, and so is everything of the first day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from kingpost.accounts import audiences
from kingpost.accounts.models import EVERYONE, User
from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.knowledge import business
from kingpost.priorities import absence, attention, choices, mutes, reach
from kingpost.priorities.attention import NOW, PAGE, Person, Told, Wishes
from kingpost.priorities.hours import ONE_DAY, WorkingHours
from kingpost.priorities.models_reach import Alert, Letter, ReachBegun
from kingpost.priorities.notice import take_turn
from kingpost.priorities.reach import Reader
from kingpost.priorities.reading import FlagRow
from kingpost.toolbox.sql import execute, rows, sql

MOST = 20_000  # flags of one person looked at in one go
RECENT = timedelta(seconds=90)  # a little more than from one look to the next
THERE_BEFORE = "It was there before you started here, or came in the first day."
NO_SERVER = "Nothing is sent: no mail server is set."
NOT_WRITING = "Nothing is sent: writing is off for this workspace."

CHANGES = ("channel", "level", "why", "score", "asked_at", "again_at", "at")  # of a row that waits, or was held back
BEGINS = {
    Alert.URGENT: "It became urgent. ",
    Alert.IMPORTANT: "It became important. ",
    Alert.AGAIN: "Something new came up. ",
}
NO_MORE = "It is no more pressing than when you were told."

Key = tuple[int, datetime]  # a flag, and when it opened


def our_hours() -> WorkingHours:
    """Our working hours, in our own zone."""
    known = business.values()
    return WorkingHours.of(known)


def look(now: datetime, *, silent: str = "") -> int:
    """Note what people are to be told. ``silent`` is why no mail leaves, "" when mails do. Returns how many rows were made."""
    with transaction.atomic():
        take_turn()
        hours = our_hours()
        moved = reach.hold(None, hours, now)
        begun, looked = _begun(now)
        execute(sql("alerts_over"))
        settled = execute(sql("alerts_settled"), {"now": now, "looked": looked - RECENT}) if not silent else 0
        due: dict[int, list[int]] = dict(
            rows(
                sql("alerts_due"),
                {"begun": begun, "looked": looked - RECENT, "now": now, "soon": attention.soon(hours, now) + ONE_DAY},
            )
        )
        people = {user.pk: user for user in User.objects.filter(pk__in=due)}
        told = persons(list(people.values()), hours, now)
        found = [
            one
            for user in people.values()
            for one in _of(user, due[user.pk], told[user.pk], hours, now, begun, silent=silent)
        ]
        made = [one for one in found if one.pk is None]
        Alert.objects.bulk_create(made, ignore_conflicts=True, batch_size=1000)
        _change([one for one in found if one.pk])
        ReachBegun.objects.update(looked_at=now)
        changes.append({Stream.FLAG: moved})
    return len(made) + settled


def _change(found: Sequence[Alert]) -> None:
    """Write rows that were there. The state only of those held back until now: what waits may be leaving meanwhile."""
    Alert.objects.bulk_update(found, CHANGES, batch_size=1000)
    for state in (Alert.WAITING, Alert.ON_PAGE, Alert.DROPPED):
        decided = [one.pk for one in found if one.state == state]
        Alert.objects.filter(pk__in=decided, state=Alert.HELD_BACK).update(state=state)


def _begun(now: datetime) -> tuple[datetime, datetime]:
    """Since when flags are told, and the last look."""
    held = ReachBegun.objects.order_by("id").first() or ReachBegun.objects.create(at=now, looked_at=now)
    return held.at, held.looked_at


def persons(users: Sequence[User], hours: WorkingHours, now: datetime) -> dict[int, Person]:
    """By account, whom flags may be told: wishes, hours in their own zone, mutes, away or not."""
    numbers = [user.pk for user in users]
    wishes, muted, away = choices.of(numbers), mutes.of(numbers, now), _away(numbers, hours, now)
    return {
        user.pk: attention.person(
            wishes.get(user.pk, Wishes()), user.zone, hours, muted.get(user.pk, ()), away=user.pk in away
        )
        for user in users
    }


def _away(accounts: Collection[int], hours: WorkingHours, now: datetime) -> set[int]:
    """Those of these accounts whose person is away today, as the calendars everyone may see tell."""
    of: dict[int, int] = dict(rows(
        """SELECT DISTINCT m.entity_id, u.id FROM accounts_user AS u JOIN match_key AS k ON k.key = 'email:' || u.email JOIN member AS m ON m.record_id = k.record_id
           WHERE u.id = ANY(%s)""", [list(accounts)]))  # fmt: skip
    found = absence.stretches(of, EVERYONE, now, hours) if of else {}
    return {of[one] for one, away in found.items() if absence.back_on(away, hours.day_of(now), hours)}


def _of(
    user: User, due: Sequence[int], person: Person, hours: WorkingHours, now: datetime, begun: datetime, *, silent: str
) -> Iterator[Alert]:  # fmt: skip
    """The rows still missing for one person: flags new to them, and those that became more pressing or were raised again since; and rows that wait and take that
    along, or were held back and are looked at again."""
    reader = Reader(user.pk, user.email, audiences.allowed(user), hours, now)
    flags = reach.flags(reader, only=due, limit=MOST)
    held = _held(user.pk, [flag.id for flag in flags])
    asking = {flag.id for flag in flags if _is_news(flag, held.get((flag.id, flag.opened_at), ()))}
    loaded = _loaded(sorted(asking))
    first_day = hours.start_of(hours.day_of(max(user.joined_at, begun)) + ONE_DAY)  # when it is over
    for flag in flags:
        had = held.get((flag.id, flag.opened_at), [])
        back = next((n for n in had if n.state == Alert.HELD_BACK), None)
        known = [n for n in had if n is not back]
        told = attention.channel(flag, person, now)
        reason = _reason(flag, known, told.level if now >= first_day else "")
        there = flag.asked_at < first_day or _there_before(flag, loaded.get(flag.id), hours)
        if there and not back and reason in (Alert.NEW, Alert.AGAIN):
            told = Told(PAGE, told.level, THERE_BEFORE)
        begins = "It was held back until now. " if back and not told.again else BEGINS.get(reason, "")
        row = _row(user, flag, reason, told._replace(why=begins + told.why), now, silent=silent)
        if back:
            yield _looked_at_again(row, back)
        elif reason:
            yield _taken_along(row, next((n for n in known if _waits(n)), None))


def _reason(flag: FlagRow, known: Sequence[Alert], level: str) -> str:
    """Why there is something to tell beside what is known: NEW, the level it rose to (with ``level`` "" none counts), AGAIN; "" when there is nothing."""
    if not known:
        return Alert.NEW
    if level and attention.rises(level, [n.level for n in known]):
        return level
    return Alert.AGAIN if _is_news(flag, known) else ""


def _looked_at_again(row: Alert, back: Alert) -> Alert:
    """A row that was held back, as it would be made now: held back still, or the way it goes."""
    for name in CHANGES if row.state != Alert.HELD_BACK else CHANGES[:-1]:
        setattr(back, name, getattr(row, name))
    back.state = row.state
    if not row.reason and row.state != Alert.HELD_BACK:
        back.channel, back.state, back.why = PAGE, Alert.ON_PAGE, NO_MORE
    return back


def _is_news(flag: FlagRow, had: Sequence[Alert]) -> bool:
    """Whether it asks for attention for the first time, or has again since these rows."""
    return not had or flag.asked_at > max(n.asked_at for n in had)


def _waits(row: Alert) -> bool:
    """It is in no mail that was sent, or is being sent."""
    return row.state == Alert.WAITING and (row.letter is None or row.letter.state == Letter.WAITING)


def _taken_along(row: Alert, waits: Alert | None) -> Alert:
    """What waits already tells it as well, by the quicker of their two ways: never two mails for what came up before one of them left."""
    if waits is None:
        return row
    if row.channel in (NOW, waits.channel):
        waits.channel, waits.why = row.channel, row.why
    waits.level, waits.asked_at, waits.score = row.level, row.asked_at, row.score
    return waits


def _row(user: User, flag: FlagRow, reason: str, told: Told, now: datetime, *, silent: str) -> Alert:
    silenced = Alert.DROPPED if silent else Alert.WAITING
    state = Alert.HELD_BACK if told.again else Alert.ON_PAGE if told.channel == PAGE else silenced
    why = f"{told.why} {silent}" if state == Alert.DROPPED else told.why
    return Alert(person=user, flag_id=flag.id, reason=reason, opened_at=flag.opened_at, asked_at=flag.asked_at, channel=told.channel, level=told.level, why=why, score=flag.score, state=state, again_at=told.again, at=now)  # fmt: skip


def _there_before(flag: FlagRow, loaded: datetime | None, hours: WorkingHours) -> bool:
    """It stood so before a system it rests on was read, and opened, or was raised, on that system's first day."""
    return loaded is not None and flag.since < loaded and flag.asked_at < hours.start_of(hours.day_of(loaded) + ONE_DAY)


def _held(person: int, flags: Sequence[int]) -> Mapping[Key, list[Alert]]:
    """What was noted for a person about these flags while they are open: by flag and opening."""
    found: dict[Key, list[Alert]] = {}
    for row in Alert.objects.filter(person=person, flag__in=flags).exclude(reason=Alert.SETTLED).select_related("letter"):  # fmt: skip
        found.setdefault((row.flag_id, row.opened_at), []).append(row)
    return found


def _loaded(flags: Sequence[int]) -> dict[int, datetime]:
    """By flag: when the newest system it rests on had been read for the first time; one still being read counts as read far ahead."""
    return dict(rows(
        """SELECT f.id, max(coalesce(s.loaded_at, s.connected_at + interval '100 years'))
           FROM flag AS f CROSS JOIN LATERAL unnest(f.evidence) AS e(record_id) JOIN record AS r ON r.id = e.record_id JOIN system AS s ON s.id = r.system_id
           WHERE f.id = ANY(%s) GROUP BY f.id""", [list(flags)]))  # fmt: skip

"""Mails to our own people: what waits is put into mails, each made once, and sent. From the job queue, never inside a stage.

Who waits is told in mails of their own while the hour's budget lasts, in one mail beyond it, not in quiet hours; the rest in the digest whose time came. A mail is
claimed before it is sent. A workspace that does not write sends none. When it cannot be known whether one arrived it is not sent again: what it was about goes into the next digest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat

from kingpost.accounts import audiences
from kingpost.accounts.models import User
from kingpost.evidence import connect
from kingpost.priorities import alerts, attention, choices, letters, reach, reading
from kingpost.priorities.attention import DIGEST, NOW, ONE_HOUR, PAGE, URGENT, Person
from kingpost.priorities.letters import Item, Place, Thread
from kingpost.priorities.models_reach import Alert, Letter
from kingpost.priorities.reach import Reader
from kingpost.toolbox import clock, smtp
from kingpost.toolbox.smtp import NotSent, Server, Unsure
from kingpost.toolbox.sql import rows

RETRY_AFTER = (60, 300, 900, 3600)  # seconds after the first, second, … try
MOST_AT_ONCE = 200


def tell() -> int:
    """Everything that is due: note what people are to be told, make mails of it, send them. Returns how many were sent."""
    server, now = smtp.configured(), clock.now()
    silent = alerts.NO_SERVER if server is None else "" if connect.workspace_writes() else alerts.NOT_WRITING
    alerts.look(now, silent=silent)
    if server is None:
        return 0
    if silent:
        lay_aside(silent)
        return 0
    make(now)
    return send(server)


def lay_aside(why: str) -> None:
    """What waits stays on the pages: of a copy that was brought back it may have gone out already, and later it is old."""
    with _alone() as mine:
        if mine:
            unsent = Letter.objects.filter(state__in=(Letter.WAITING, Letter.SENDING))
            unsent.update(state=Letter.DROPPED, error=why)
            waiting = Alert.objects.filter(state=Alert.WAITING)
            waiting.update(state=Alert.DROPPED, why=Concat("why", Value(f" {why}")))


# ---- which mails ------------------------------------------------------------------------------------------------------


def make(now: datetime) -> list[Letter]:
    """Put what waits into mails, for each person by their wishes."""
    with transaction.atomic():
        rows("SELECT pg_advisory_xact_lock(hashtext(current_schema()), hashtext('letters'))")
        waiting: dict[int, list[Alert]] = {}
        for one in Alert.objects.filter(state=Alert.WAITING, letter=None).order_by("-score", "flag_id", "id"):
            waiting.setdefault(one.person_id, []).append(one)
        users = list(User.objects.filter(pk__in=waiting, is_active=True))
        people = alerts.persons(users, alerts.our_hours(), now)
        return [made for user in users for made in _for(user, people[user.pk], waiting[user.pk], now)]


def _for(user: User, person: Person, waiting: Sequence[Alert], now: datetime) -> Iterator[Letter]:
    wishes, quiet = person.wishes, attention.quiet_until(person, now)
    passing = [n for n in waiting if n.channel == NOW and (not quiet or (wishes.through and n.level == URGENT))]
    at_once = {n.pk for n in passing}
    if due := attention.digest_due(person, now):
        kind, day, at = due
        key = f"{kind}:{day}:{user.pk}"
        taken = [n for n in waiting if n.at <= at and n.pk not in at_once]
        if taken and not Letter.objects.filter(key=key).exists():
            yield _letter(user, kind, key, taken, now)
    if not wishes.digests and not quiet:
        passing += [n for n in waiting if n.pk not in at_once]  # there is no digest it could wait for
    lately = Letter.objects.filter(person=user, kind__in=(Letter.SINGLE, Letter.GROUP), made_at__gt=now - ONE_HOUR)
    alone, together = attention.share_out(len(passing), lately.count(), wishes.per_hour)
    for n in passing[:alone]:
        yield _letter(user, Letter.SINGLE, f"alert:{n.pk}", [n], now)
    if together:
        rest = passing[alone : alone + together]
        yield _letter(user, Letter.GROUP, f"group:{rest[0].pk}", rest, now)


def _letter(user: User, kind: str, key: str, taken: Sequence[Alert], now: datetime) -> Letter:
    made = Letter.objects.create(person=user, kind=kind, key=key, made_at=now)
    Alert.objects.filter(pk__in=[n.pk for n in taken]).update(letter=made)
    return made


# ---- sending ----------------------------------------------------------------------------------------------------------


def send(server: Server) -> int:
    """Send the mails that wait. One sender at a time; returns how many the server took."""
    with _alone() as mine:
        if not mine:
            return 0
        for left in Letter.objects.filter(state=Letter.SENDING):  # its sender died: whether it went out nobody knows
            _unsure(left, "Kingpost stopped while it was being sent.")
        ready = Letter.objects.filter(state=Letter.WAITING).exclude(retry_at__gt=clock.now()).select_related("person")
        return sum(_send(letter, server) for letter in ready.order_by("id")[:MOST_AT_ONCE])


def _send(letter: Letter, server: Server) -> bool:
    now = clock.now()
    items = _items(letter, now)
    if not items:
        _end(letter, Letter.DROPPED, Alert.DROPPED, error="Nothing of it was still so.")
        return False
    user, thread = letter.person, _thread(letter, items)
    hours = alerts.our_hours()
    zone = alerts.persons([user], hours, now)[user.pk].zone
    place = Place(settings.PUBLIC_URL, server.sender, user.email, user.name, zone, hours.zone)
    message = letters.compose(letter.kind, items, place, thread, now)
    Letter.objects.filter(pk=letter.pk).update(
        state=Letter.SENDING, message_id=thread.this, subject=str(message["Subject"])
    )
    try:
        smtp.send(server, message)
    except NotSent as error:
        _failed(letter, error)
        return False
    except Unsure as error:
        _unsure(letter, str(error))
        return False
    _end(letter, Letter.SENT, Alert.SENT, sent_at=clock.now(), kept=[one.flag.id for one in items])
    return True


def _items(letter: Letter, now: datetime) -> list[Item]:
    """What the mail says, as things stand and its reader may see: flags still open and still theirs, and those that settled."""
    user, hours = letter.person, alerts.our_hours()
    if not user.is_active:
        return []
    reader = Reader(user.pk, user.email, audiences.allowed(user), hours, now)
    person = alerts.persons([user], hours, now)[user.pk]
    wanted = list(Alert.objects.filter(letter=letter).order_by("-score", "flag_id", "id"))
    fresh = {n.flag_id: n.why for n in wanted if n.reason != Alert.SETTLED}
    held = reach.flags(reader, only=fresh, limit=alerts.MOST) if fresh else []
    muted = {flag.id for flag in held if any(one.covers(flag, now) for one in person.muted)}
    _hold_back(letter, muted, now)
    open_ = [flag for flag in held if flag.id not in muted]
    first = [flag.id for flag in open_[: letters.MOST_LISTED]]
    said = {flag.id: reach.sentence(why, reader) for flag, why in reach.listed(reader, only=first, with_sources=False)}
    items = [Item(flag, said.get(flag.id, ""), fresh[flag.id]) for flag in open_]
    settled = {n.flag_id: n.why for n in wanted if n.reason == Alert.SETTLED}
    found = [(reading.one(number, reader.seen_by), why) for number, why in sorted(settled.items())]
    return items + [Item(f, "", why, settled=True) for f, why in found if f and f.closed_at and f.id in settled]


def _hold_back(letter: Letter, muted: Collection[int], now: datetime) -> None:
    """What was muted since the mail was made leaves it, and is looked at again when the mute ends."""
    held = Alert.objects.filter(letter=letter, flag__in=muted).exclude(reason=Alert.SETTLED)
    held.update(letter=None, channel=PAGE, state=Alert.HELD_BACK, again_at=now)


def _thread(letter: Letter, items: Sequence[Item]) -> Thread:
    """One thread for a flag and person: the first mail about it carries the name made of both, later ones answer it."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    own = f"<{letter.kind}-{letter.pk}.{letter.person_id}@{host}>"
    if letter.kind != Letter.SINGLE:
        return Thread(own, own)
    root = f"<flag-{items[0].flag.id}.{letter.person_id}@{host}>"
    after = Letter.objects.filter(message_id=root).exclude(pk=letter.pk).exclude(state=Letter.FAILED).exists()
    return Thread(root, f"<flag-{items[0].flag.id}-{letter.pk}.{letter.person_id}@{host}>" if after else root, after)


def _failed(letter: Letter, error: NotSent) -> None:
    """Try again what may work later, and then leave it to the next digest; the rest is failed and says why on the person's page."""
    tries = letter.tries + 1
    if error.retry and tries <= len(RETRY_AFTER):
        at = clock.now() + timedelta(seconds=RETRY_AFTER[tries - 1])
        Letter.objects.filter(pk=letter.pk).update(
            state=Letter.WAITING, error=str(error), tries=tries, retry_at=at, message_id=""
        )
    elif error.retry:
        later = "The mail about it could not be sent for hours: in the next digest."
        _to_digest(letter, later, state=Letter.FAILED, error=str(error), tries=tries)
    else:
        _end(letter, Letter.FAILED, Alert.DROPPED, error=str(error), tries=tries)


def _unsure(letter: Letter, error: str) -> None:
    """Never the same mail twice."""
    _to_digest(
        letter, "Whether the mail about it arrived is not known: in the next digest.", state=Letter.UNSURE, error=error
    )


def _to_digest(letter: Letter, why: str, **values: object) -> None:
    """The mail is over; what it was about waits for the next digest, or stays on the page of who has none."""
    digests = choices.wishes(letter.person).digests
    with transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(**values)
        held = Alert.objects.filter(letter=letter, state=Alert.WAITING)
        if digests:
            held.update(letter=None, channel=DIGEST, why=why)
        else:
            held.update(state=Alert.DROPPED)


def _end(letter: Letter, state: str, told: str, *, kept: Sequence[int] | None = None, **values: object) -> None:
    with transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(state=state, **values)
        held = Alert.objects.filter(letter=letter)
        if kept is not None:
            held.exclude(flag__in=kept).update(state=Alert.DROPPED)
            held = held.filter(flag__in=kept)
        held.update(state=told)


@contextmanager
def _alone() -> Iterator[bool]:
    """A session lock, gone when its process dies."""
    [(got,)] = rows("SELECT pg_try_advisory_lock(hashtext(current_schema()), hashtext('post'))")
    try:
        yield bool(got)
    finally:
        if got:
            rows("SELECT pg_advisory_unlock(hashtext(current_schema()), hashtext('post'))")

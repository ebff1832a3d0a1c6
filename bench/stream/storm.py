"""A storm: thousands of events in one minute, a critical one in their midst. And what one changed record costs when all is loaded."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from statistics import quantiles
from threading import Thread
from typing import Any

from bench.stream.player import Player, set_clock
from bench.stream.shown import entities
from kingpost.evidence.stage import Stage
from kingpost.example.days import local, moment, snap
from kingpost.example.letters import ALERTS, SUPPORT
from kingpost.example.months_noise import AUTO, DESK, MONITOR

MANY = 10_000
CHANGES = 40


def storm(player: Player, many: int = MANY) -> dict[str, Any]:
    """Play it behind the stream's end. Returns how long until the critical mail was on a flag, and how many flags there were more."""
    from kingpost.accounts.models import EVERYONE
    from kingpost.priorities import reading

    stream, rng = player.stream, random.Random("storm")  # noqa: S311  words and dates, no secrets
    start = moment(snap(local(stream.end).date() + timedelta(days=1)), 10)
    before, before_events = reading.count([EVERYONE]), len(stream.events)
    stream.end = start + timedelta(hours=1)
    client = player.client
    critical = None
    for n in range(many):
        at = start + timedelta(seconds=60 * n / many)
        if n == many // 2:
            critical = stream.mail(rng, at, client.people[0], [SUPPORT], "Nothing works", "Nobody at our office can work, everything is down. Call me at once.", "storm:critical", client=client)  # fmt: skip
        sender, subject = (
            (MONITOR, f"PROBLEM {client.name}: CPU load on srv-app-{n % 90:02d}")
            if n % 3
            else (DESK, f"[Harrow Lane Desk] Answered: Mailbox (#{9_000_000 + n})")
        )
        stream.mail(
            rng,
            at,
            sender,
            [ALERTS if n % 3 else SUPPORT],
            subject,
            f"Value: {n % 100} %.",
            f"storm:{n % 90}",
            headers=AUTO,
            nature="notice",
        )
    assert critical is not None
    player.act(stream.events[before_events:])
    del stream.events[before_events:]
    set_clock(start + timedelta(seconds=60))
    started = time.monotonic()
    seen = _as_the_worker(lambda: player.read("mail"), lambda: _is_shown(critical.id))
    seconds = time.monotonic() - started
    mails = _mails(start + timedelta(seconds=60))
    return {
        "storm_mails": mails,
        "storm_events": many + 1,
        "storm_shown_seconds": seen - started if seen else None,
        "storm_seconds": seconds,
        "storm_flags": reading.count([EVERYONE]) - before,
    }


def _as_the_worker(read: Callable[[], None], is_shown: Callable[[], bool]) -> float | None:
    """Read, and run the worker's lanes beside each other, until all is worked off. Returns when ``is_shown`` first held (monotonic), looked at after
    each round of the lane ahead."""
    from django.db import connection

    from kingpost import flow

    seen: list[float] = []

    def reading() -> None:
        read()
        connection.close()

    def ahead() -> None:
        while True:
            over = not reader.is_alive()
            done = flow.step(flow.AHEAD)
            if not seen and is_shown():
                seen.append(time.monotonic())
            if over and not done:
                break
            time.sleep(0.05)
        connection.close()

    def picture() -> None:
        _follow(lane, flow.PICTURE)
        connection.close()

    reader, lane = Thread(target=reading), Thread(target=ahead)
    behind = Thread(target=picture)
    for each in (reader, lane, behind):
        each.start()
    _follow(behind, flow.LANES[2])
    flow.settle()
    if not seen and is_shown():
        seen.append(time.monotonic())
    return seen[0] if seen else None


def _follow(before: Thread, stages: tuple[Stage, ...]) -> None:
    """Run these stages until the thread before them is over and nothing is left."""
    from kingpost import flow

    while True:
        over = not before.is_alive()
        if not flow.step(stages):
            if over:
                return
            time.sleep(0.05)


def _is_shown(mail: str) -> bool:
    """Whether this mail is on an open flag."""
    from kingpost.accounts.models import EVERYONE
    from kingpost.priorities import reading
    from kingpost.toolbox.sql import rows

    query = "SELECT m.entity_id FROM record AS r JOIN member AS m ON m.record_id = r.id WHERE r.kind = 'message' AND lower(r.remote_id) = lower(%s)"
    found = rows(query, [mail])
    if not found:
        return False
    flags = [flag.id for flag in reading.listed([EVERYONE], limit=50, with_sources=False)]
    return any(found[0][0] in held for held in entities(flags).values())


def _mails(at: datetime) -> int:
    """How many mails the storm sends the one who sees to what nobody owns, within the hour after it. Nothing is sent."""
    from kingpost.priorities import alerts, post
    from kingpost.priorities.models_reach import Alert, Letter

    alerts.look(at - timedelta(minutes=1))  # what was there before
    Alert.objects.filter(state=Alert.WAITING, opened_at__lt=at - timedelta(minutes=1)).update(state=Alert.DROPPED)
    for minute in range(0, 60, 5):
        now = at + timedelta(minutes=minute)
        alerts.look(now)
        post.make(now)
    return Letter.objects.filter(kind__in=(Letter.SINGLE, Letter.GROUP), made_at__gte=at).count()


def one_change(changes: int = CHANGES) -> dict[str, float]:
    """Seconds the priorities stage takes for one ticket that changed, among all that was loaded: its own work, without reading or the picture."""
    from kingpost.priorities import notice
    from kingpost.toolbox.sql import rows

    tickets = [
        e
        for (e,) in rows(
            "SELECT entity_id FROM entity WHERE kind IN ('ticket', 'message') ORDER BY entity_id DESC LIMIT %s",
            [changes],
        )
    ]
    taken = []
    for ticket in tickets:
        started = time.perf_counter()
        _alone(notice.work, [ticket])
        taken.append(time.perf_counter() - started)
    return {
        "one_change_median_seconds": sorted(taken)[len(taken) // 2],
        "one_change_p95_seconds": quantiles(taken, n=20)[18],
    }


def _alone(work: Any, refs: list[int]) -> None:
    from django.db import transaction

    from kingpost.toolbox.sql import plans_kept

    with transaction.atomic(), plans_kept(len(refs)):  # as its stage does
        work(refs)

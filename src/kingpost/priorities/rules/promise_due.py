"""Something we promised is due soon, or was, and nothing shows that it was delivered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from kingpost.knowledge.promises.find import only_looks
from kingpost.priorities import words
from kingpost.priorities.batch import Batch, Noticed, Promised
from kingpost.priorities.numbers import Number

TITLE = "A promise is due"
ABOUT = "Something we promised a client is due today or within {soon} working hours, is past its date, or hangs on work that is due later, and nothing shows it was delivered. What is promised is no more than to look at it: once it is past its date."
SOON = Number("promise_due.soon", 8, "Working hours before it is due", least=0, most=80, own=True)
NUMBERS = (SOON,)
OVER_AFTER = timedelta(days=30)  # a promise broken for so long is history: the Promises page has it


def find(batch: Batch) -> Iterator[Noticed]:
    """Our own promises, each at most once, whatever mailbox they were found in."""
    seen: set[tuple[int, int, str]] = set()
    for promise in batch.promises:
        same = (promise.entity, promise.audience, promise.words)
        if promise.ours and same not in seen:
            seen.add(same)
            yield from _judge(batch, promise, promise.due)


def _judge(batch: Batch, promise: Promised, due: datetime) -> Iterator[Noticed]:
    begins = batch.hours.start_of(batch.hours.day_of(due - timedelta(microseconds=1)))  # of its day, at the latest
    looks = only_looks(promise.what)
    soon = due if looks else min(begins, batch.hours.before(due, batch.number(SOON, promise.client.entity)))
    for at in (soon, due, due + OVER_AFTER):
        batch.wake(promise.entity, "promise_due", at)
    batch.looked_at[promise.entity].update(promise.knowing)
    if promise.kept or due + OVER_AFTER <= batch.now or (batch.now < soon and not promise.late):
        return
    late = due <= batch.now
    on = words.day(batch.hours.day_of(due - timedelta(microseconds=1)))
    to = f" to {promise.to_name}" if promise.to_name else ""
    says = f"Promised{to} for {on}: “{words.shorten(promise.words, 120)}” Nothing shows it was delivered."
    if promise.late and not late:
        says += f" {words.capital(promise.late)}."
    # What hangs on later work is at risk from the day it is known, and no old sin: it is not overdue yet.
    early = max(promise.said_at, promise.started_at) if promise.late and batch.now < soon else soon
    since = due if late else early
    about = promise.what
    if looks and promise.title:
        about = f"{words.subject(promise.title)}: {words.uncapital(promise.what)}"
    yield Noticed(
        promise.entity, promise.audience, f"{words.shorten(about, 70)}, promised for {on}", says, key=promise.key, since=since,
        due=due, ends=due + OVER_AFTER, client=promise.client.entity, owner=promise.owner, evidence=promise.evidence, started_at=promise.started_at, kind="message",
        facts={"late": late, "looks": looks, "quote": words.shorten(promise.words, 140), "owner_name": promise.by_name},
    )  # fmt: skip

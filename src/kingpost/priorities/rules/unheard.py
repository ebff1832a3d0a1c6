"""Somebody wrote what is unlike all that came before: it cannot be told by its kind, so a person judges it, the sooner the more it tells of trouble."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta

from kingpost.priorities import tone, words
from kingpost.priorities.batch import Batch, Noticed
from kingpost.priorities.numbers import Number
from kingpost.priorities.unheard import Unheard

NAME = "unheard"
TITLE = "Nobody wrote like this before"
ABOUT = (
    "A mail of one of us to the others, of a client or of anybody else, most of whose words and pairs of words hardly any earlier mail had. The more it tells of trouble, and when it names a client, a ticket, "
    "an order or a project, the less unusual it need be: among the {percent} per cent of mails of such writers that are newest by one of these, four times as many at most. "
    "It stands for {days} days, or until one of us answers it. No more than {limit} a day make a flag; the others are in the ledger of what was not shown."
)
PERCENT = Number("unheard.percent", 5, "Per cent of the mails of such writers that count as unusual", least=1, most=20)
DAYS = Number("unheard.days", 2, "Days until an unusual mail is taken for history", least=1, most=30)
LIMIT = Number("unheard.limit", 10, "Unusual mails shown on a day at most", least=0, most=100)
NUMBERS = (PERCENT, DAYS, LIMIT)
FEW = 20  # letters before it from which on it can be told what is usual
STRANGEST = 0.01
"""What is as new as hardly one in a hundred is shown whatever it says, unless it is a reply."""
MOST_POINTS = 4  # so many times the usual share at most


def find(batch: Batch) -> Iterator[Noticed]:
    """One for each thread and audience, about its latest unusual mail."""
    threads: dict[tuple[int, int], list[Unheard]] = defaultdict(list)
    for one in batch.unheard:
        if one.at + timedelta(days=batch.number(DAYS)) > batch.now and _unusual(batch, one):
            threads[one.entity, one.audience].append(one)
    for mails in threads.values():
        batch.wake(mails[-1].entity, "unheard", mails[-1].at + timedelta(days=batch.number(DAYS)))
        yield _noticed(mails)


def hold_to_limit(batch: Batch, found: Sequence[Noticed]) -> None:
    """What another rule makes a flag of anyhow joins it; of the rest, in the order they came, no more a day make a flag than the limit says."""
    flagged = {(f.entity, f.audience) for f in found if f.opens and f.rule != NAME}
    taken = {(audience, at, entity) for audience, entity, at in batch.unheard_shown}
    for one in sorted((f for f in found if f.rule == NAME), key=lambda f: (f.since, f.entity)):
        if (one.entity, one.audience) in flagged:
            one.opens = False
            continue
        day = batch.hours.day_of(one.since)
        before = sum(
            a == one.audience and (at, e) < (one.since, one.entity) and batch.hours.day_of(at) == day
            for a, at, e in taken
        )
        if before < batch.number(LIMIT):
            taken.add((one.audience, one.since, one.entity))
        else:
            one.opens = False


def _unusual(batch: Batch, one: Unheard) -> bool:
    """Whether it is new enough for how much it matters: each word of trouble, a grave tone and a name in it count."""
    if one.novelty.before < FEW:
        return False
    heard = tone.of(one.said).points
    matters = min(tone.trouble(one.said) + (heard >= 1) + (heard >= tone.GRAVE), MOST_POINTS - 1) + one.names
    return one.novelty.alike <= max(0 if one.reply else STRANGEST, batch.number(PERCENT) / 100 * matters) and (
        matters > 0 or not one.reply
    )


def _noticed(mails: list[Unheard]) -> Noticed:
    """``mails`` of one thread, the oldest first."""
    last = mails[-1]
    quote = words.shorten(last.said, 120)
    names = f"; it names {last.client_name}" if last.client_name and last.writer != "client" else ""
    says = f"Nothing like it is among the {last.novelty.before:,} mails before it{names}: “{quote}”"
    return Noticed(
        last.entity, last.audience, last.title, says, key="client" if last.writer == "client" else "", since=last.at, client=last.client, evidence=tuple(one.record for one in mails),
        started_at=last.started_at, kind="message", facts={"points": tone.of(last.said).points, "quote": quote},
    )  # fmt: skip

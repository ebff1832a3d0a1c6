"""Somebody wrote what is unlike all that came before: it cannot be told by its kind, so a person judges it, the sooner the more it tells of trouble."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from kingpost.priorities import tone, words
from kingpost.priorities.batch import Batch, Noticed
from kingpost.priorities.numbers import Number
from kingpost.priorities.written_facts import Unheard

NAME = "unheard"
TITLE = "Nobody wrote like this before"
ABOUT = (
    "A mail of one of us to the others, of a client or of anybody else, or what one of them writes on an open ticket, most of whose words and pairs of words hardly any earlier one had. The more it tells of trouble, and when it names a client, a ticket, "
    "an order or a project, the less unusual it need be: among the {percent} per cent of such writers' that are newest by one of these, four times as many at most. "
    "It stands for {days} days, or until one of us answers it. No more than {limit} a day make a flag, half of them only such as tell of trouble; the others are under Not shown."
)
PERCENT = Number("unheard.percent", 5, "Per cent of what such writers write that counts as unusual", least=1, most=20)
DAYS = Number("unheard.days", 2, "Days until what is unusual is taken for history", least=1, most=30)
LIMIT = Number("unheard.limit", 10, "Unusual mails and words on tickets shown on a day at most", least=0, most=100)
NUMBERS = (PERCENT, DAYS, LIMIT)
FEW = 20  # letters before it from which on it can be told what is usual
STRANGEST = 0.01
"""What is as new as hardly one in a hundred is shown whatever it says, unless it is a reply."""
MOST_POINTS = 4  # so many times the usual share at most


def find(batch: Batch) -> Iterator[Noticed]:
    """One for each thread and audience, about its latest unusual mail."""
    threads: dict[tuple[int, int], list[Unheard]] = defaultdict(list)
    for one in sorted(batch.unheard, key=lambda one: (one.late.at, one.late.record, one.late.number)):
        if one.late.at + timedelta(days=batch.number(DAYS)) > batch.now and _unusual(batch, one):
            threads[one.late.entity, one.late.audience].append(one)
    for found in threads.values():
        ends = found[-1].late.at + timedelta(days=batch.number(DAYS))
        batch.wake(found[-1].late.entity, "unheard", ends)
        yield _noticed(found, ends)


def hold_to_limit(batch: Batch, found: Sequence[Noticed]) -> None:
    """What another rule makes a flag of anyhow joins it; of the rest, in the order they came, no more a day make a flag than the limit says, and half of it is
    kept for those that tell of trouble."""
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
        if before < batch.number(LIMIT) / (1 if one.facts["trouble"] else 2):
            taken.add((one.audience, one.since, one.entity))
        else:
            one.opens = False


def _unusual(batch: Batch, one: Unheard) -> bool:
    """Whether it is new enough for how much it matters: each word of trouble, a grave tone and a name in it count."""
    if one.novelty.before < FEW:
        return False
    said = one.late.said
    heard = tone.of(said).points
    matters = min(tone.trouble(said) + (heard >= 1) + (heard >= tone.GRAVE), MOST_POINTS - 1) + one.names
    least = 0.0 if one.late.reply else STRANGEST
    return one.novelty.alike <= max(least, batch.number(PERCENT) / 100 * matters) and (matters > 0 or least > 0)


def _noticed(found: Sequence[Unheard], ends: datetime) -> Noticed:
    """``found`` are of one thread or ticket, the oldest first."""
    last, late = found[-1], found[-1].late
    quote, heard = words.quoted(late.said, 120), tone.of(late.said)
    names = f"; it names {last.client_name}" if last.client_name and late.writer != "client" else ""
    says = f"Nothing people wrote before it is like it{names}: “{quote}”"
    return Noticed(
        late.entity, late.audience, late.title, says, key="client" if late.writer == "client" else "", since=late.at, ends=ends, client=last.client,
        evidence=tuple(dict.fromkeys(one.late.record for one in found)), started_at=late.started_at, kind="ticket" if late.number else "message",
        facts={"points": heard.points, "trouble": tone.trouble(late.said), "quote": quote},
    )  # fmt: skip

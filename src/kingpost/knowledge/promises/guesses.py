"""Guesses at promises: messages in which the rules found none are put to a model, and what it points at waits for a person.

From the job queue, never inside a stage. A guess is no promise: no rule, page or note but the list of guesses reads it. A person's yes adds a promise by hand
(``rulings.py``), a no is a ruling too, and both are taken back like any other.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.db import transaction

from kingpost.accounts.models import EVERYONE, User
from kingpost.knowledge import business
from kingpost.knowledge.models import ModelQuestion, PromiseGuess, PromiseRuling
from kingpost.knowledge.promises import pointing, rulings
from kingpost.knowledge.promises.due import due_on
from kingpost.knowledge.promises.english import ENGLISH
from kingpost.knowledge.promises.find import may_promise
from kingpost.knowledge.promises.pointing import Endpoint, Pointed
from kingpost.knowledge.promises.sentences import Sentence, sentences
from kingpost.knowledge.promises.texts import own_moment
from kingpost.toolbox import clock, environment
from kingpost.toolbox.http import HttpError, HttpMalformed, HttpRejected
from kingpost.toolbox.sql import rows, sql

LOOK_BACK = timedelta(days=30)  # an older promise is history
A_RUN = 20  # questions in one run of the job, each SECONDS long at most
LOOKED_AT = 200  # messages in one run
LISTED = 20
GUESSED, NOTHING, FAILED, PASSED_OVER = "guessed", "nothing", "failed", "passed over"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Asked:
    """A message worth a question: its own sentences, when it was written, and whether by us."""

    record: int
    digest: str
    own: list[Sentence]
    said_at: datetime
    ours: bool


def ask_some() -> int:
    """Put some messages to the model, as far as today's budget goes. Returns how many. Nothing without an endpoint; a model that does not answer is
    logged and asked again with the next run."""
    endpoint, now = pointing.configured(), clock.now()
    if endpoint is None:
        return 0
    known = business.values()
    zone = ZoneInfo(str(known["zone"]))
    left = min(A_RUN, endpoint.a_day - _asked_since(clock.midnight(zone)))
    asked = 0
    for record, body, fields, at, digest in rows(sql("guesses_next"), {"since": now - LOOK_BACK, "everyone": EVERYONE, "limit": LOOKED_AT}) if left > 0 else ():  # fmt: skip
        one = _worth(record, digest, body, msgspec.json.decode(fields), at, zone, list(known["own_domains"]))
        if one is None:
            _remember(record, digest, PASSED_OVER)
            continue
        if not _ask(endpoint, one):
            break
        asked += 1
        if asked >= left:
            break
    return asked


def _asked_since(begin: datetime) -> int:
    return ModelQuestion.objects.filter(at__gte=begin).exclude(outcome=PASSED_OVER).count()


def _worth(
    record: int, digest: str, body: str, fields: dict[str, Any], at: datetime | None, zone: ZoneInfo, own: list[str]
) -> Asked | None:
    """The message as it would be asked about; None without a hint of a promise in the writer's own words, or when it stays among ourselves."""
    said_at = own_moment("message", fields, at, zone)
    if said_at is None or not may_promise(body):
        return None
    written = list(sentences(body, ENGLISH, mail=True))
    if not may_promise(" ".join(one.plain for one in written)):
        return None
    ours = _ours(record, own)
    return None if ours is None else Asked(record, digest, written, said_at, ours)


def _ours(record: int, own: list[str]) -> bool | None:
    """Whether one of us wrote it to somebody outside, or they to us; None when it is neither."""
    named = rows(sql("parties"), {"records": [record], "keys": [], "people": [], "own": own})
    sender = next((ours for _, role, _, _, _, ours in named if role == "sender"), None)
    other = any(role in ("recipient", "copied") and ours != sender for _, role, _, _, _, ours in named)
    return bool(sender) if sender is not None and other else None


def _ask(endpoint: Endpoint, one: Asked) -> bool:
    """Ask about one message and keep what comes back. False when the model cannot be asked now."""
    try:
        pointed = pointing.point(endpoint, one.own, one.said_at.date())
    except (HttpRejected, HttpMalformed) as error:
        log.warning("the model's answer about a message was not understood: %s", error)
        _remember(one.record, one.digest, FAILED)
    except HttpError as error:
        log.warning("the model could not be asked; trying again later: %s", error)
        return False
    else:
        with transaction.atomic():
            _remember(one.record, one.digest, GUESSED if pointed else NOTHING)
            PromiseGuess.objects.bulk_create([_guess(endpoint, one, words) for words in pointed], ignore_conflicts=True)
    return True


def _guess(endpoint: Endpoint, one: Asked, found: Pointed) -> PromiseGuess:
    return PromiseGuess(
        record_id=one.record, digest=one.digest, words=found.words, place=[found.start, found.end], ours=one.ours, said_at=one.said_at,
        due_on=due_on(found.words, one.said_at), model=endpoint.model, at=clock.now(),
    )  # fmt: skip


def _remember(record: int, digest: str, outcome: str) -> None:
    ModelQuestion.objects.bulk_create(
        [ModelQuestion(record_id=record, digest=digest, at=clock.now(), outcome=outcome)], ignore_conflicts=True
    )


@dataclass(frozen=True)
class GuessRow:
    """One guess to check, with the message it quotes, its client and its writer."""

    id: int
    record: int
    words: str
    ours: bool
    due_on: date | None
    said_at: datetime
    entity: int
    title: str
    client_id: int
    client: str
    by: str


def listed(seen_by: Sequence[int]) -> list[GuessRow]:
    """Guesses that wait for a person's word, newest first; none while no model is set."""
    return _read(seen_by, None, LISTED) if environment.read("KINGPOST_MODEL_URL") else []


def _read(seen_by: Sequence[int], number: int | None, limit: int) -> list[GuessRow]:
    return [
        GuessRow(*row) for row in rows(sql("guesses_listed"), {"seen_by": list(seen_by), "id": number, "limit": limit})
    ]


def answer(by: User, number: int, seen_by: Sequence[int], *, promise: bool) -> PromiseRuling:
    """A person's word on a guess: it is a promise, which is then kept like one added by hand, or it is none. Raises LookupError when it does not wait here."""
    found = next(iter(_read(seen_by, number, 1)), None)
    if found is None:
        raise LookupError("That guess does not wait any more.")
    if not promise:
        return rulings.rule(by, found.record, found.words, rulings.DISMISSED)
    return rulings.rule(by, found.record, found.words, rulings.ADDED, what=found.words, due_on=found.due_on, ours=found.ours,
                        said_at=found.said_at)  # fmt: skip

"""What became of a promise: kept, confirmed, late, or replaced by a later word. Pure: what is held now in, evidence out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kingpost.knowledge.promises.english import ENGLISH
from kingpost.knowledge.promises.find import delivers, significant, thanks
from kingpost.knowledge.promises.language import Language
from kingpost.knowledge.promises.sentences import Sentence, sentences

ALIKE = 0.5  # share of the promised words a report of delivery must hold, elsewhere
ALIKE_IN_THREAD = 0.33  # and in the same thread
SAME = 0.6  # share from which on two promises are about the same thing
ANSWERED = timedelta(days=14)
TASK = 0.67  # share of the promised words in a task's name


@dataclass(frozen=True)
class Promised:
    """A promise as far as following it needs."""

    key: str
    record: int
    entity: int
    client: int
    thread: int
    about: int | None
    ours: bool
    what: str
    words: str
    stems: frozenset[str]
    said_at: datetime
    due_at: datetime | None
    moves: bool
    audience: int
    verdict: str


@dataclass(frozen=True)
class Letter:
    """A later mail of the same thread or client."""

    record: int
    key: str
    audience: int
    at: datetime
    body: str
    attachments: tuple[str, ...]
    same_thread: bool
    ours: bool
    writer: str


@dataclass(frozen=True)
class Work:
    """A ticket or task. ``named`` when the promise was made on it or names it; else it is only of the same client."""

    record: int
    key: str
    audience: int
    kind: str
    title: str
    named: bool
    open: bool
    done_at: datetime | None
    due_at: datetime | None
    remote_id: str


@dataclass(frozen=True)
class Shown:
    """One piece of evidence."""

    kind: str  # delivered, confirmed or late
    record: int
    audience: int
    at: datetime | None
    why: str


def follow(
    promise: Promised, letters: Sequence[Letter], works: Sequence[Work], language: Language = ENGLISH
) -> list[Shown]:
    """The evidence about one promise: the first delivery each way of knowing shows, its confirmation, and what makes it late."""
    later = sorted(letters, key=lambda one: (one.at, one.key))
    found: list[Shown] = []
    delivered_at: datetime | None = None
    for letter in later:
        if (
            letter.ours == promise.ours
            and letter.record != promise.record
            and (why := _reports(promise, letter, language))
        ):
            found.append(Shown("delivered", letter.record, letter.audience, letter.at, why))
            delivered_at = letter.at
            break
    found += _by_work(promise, works)
    done = [one.at for one in found if one.kind == "delivered" and one.at]
    if done and (answer := _confirms(promise, min(done) if delivered_at is None else delivered_at, later, language)):
        found.append(answer)
    return found


def _reports(promise: Promised, letter: Letter, language: Language) -> str:
    """Why this mail shows that the promise was kept; "" when it does not."""
    told = list(sentences(letter.body, language, mail=True, writer=letter.writer))
    need = ALIKE_IN_THREAD if letter.same_thread else ALIKE
    for sentence in delivers(told, language):
        if _share(promise.stems, significant(sentence.plain, language)) >= need or (
            letter.same_thread and _as_called(promise, sentence, language)
        ):
            return f"says “{_short(sentence.words)}”"
    for name in letter.attachments:
        if (
            _share(promise.stems, significant(re.sub(r"[_\W]+", " ", name.rpartition(".")[0] or name), language))
            >= ALIKE
        ):
            return f"sent “{_short(name)}”"
    return ""


def _as_called(promise: Promised, sentence: Sentence, language: Language) -> bool:
    """A promised call, and words about having spoken."""
    return bool(language.made["calls"].search(promise.words) and language.made["called"].search(sentence.plain))


def _by_work(promise: Promised, works: Iterable[Work]) -> list[Shown]:
    """Closed tickets and tasks that are the thing promised; open ones that are due after it."""
    found = []
    for work in sorted(works, key=lambda one: one.key):
        share = _share(promise.stems, significant(work.title))
        same = share >= (ALIKE_IN_THREAD if work.named else TASK) or (work.named and work.kind == "ticket")
        name = f"ticket {work.remote_id}" if work.kind == "ticket" else f"“{_short(work.title)}”"
        if not same:
            continue
        if not work.open and work.done_at and work.done_at > promise.said_at:
            found.append(Shown("delivered", work.record, work.audience, work.done_at, f"{name} is done"))
        elif work.open and work.due_at and promise.due_at and work.due_at > promise.due_at:
            found.append(
                Shown("late", work.record, work.audience, work.due_at, f"{name} is due later than was promised")
            )
    return found


def _confirms(promise: Promised, delivered: datetime, later: Sequence[Letter], language: Language) -> Shown | None:
    """The other side's thanks, in the thread, after it was delivered."""
    for letter in later:
        if letter.same_thread and letter.ours != promise.ours and delivered < letter.at <= delivered + ANSWERED:
            told = [one.words for one in sentences(letter.body, language, mail=True, writer=letter.writer)]
            if told and thanks(" ".join(told), language):
                return Shown("confirmed", letter.record, letter.audience, letter.at, f"answered “{_short(told[0])}”")
            return None
    return None


def superseding(promise: Promised, others: Iterable[Promised]) -> str:
    """The key of the later promise that takes this one's place: about the same thing, of the same side, with another date. "" when none does."""
    later = [
        one
        for one in others
        if one.key != promise.key and one.ours == promise.ours and one.said_at > promise.said_at and one.due_at is not None
        and one.due_at != promise.due_at and one.verdict != "dismissed" and _about_same(promise, one)
    ]  # fmt: skip
    return min(later, key=lambda one: (one.said_at, one.key)).key if later else ""


def _about_same(old: Promised, new: Promised) -> bool:
    share = _share(old.stems, new.stems) if len(old.stems) <= len(new.stems) else _share(new.stems, old.stems)
    if old.thread == new.thread:
        return share >= ALIKE_IN_THREAD or not new.stems if new.moves else share >= SAME
    limit = max(old.due_at or old.said_at, old.said_at) + timedelta(days=30)
    return old.client == new.client != 0 and new.moves and share >= SAME and new.said_at <= limit


def _share(wanted: Iterable[str], held: Iterable[str]) -> float:
    wanted = frozenset(wanted)
    return len(wanted & frozenset(held)) / len(wanted) if wanted else 0.0


def _short(text: str, most: int = 90) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"

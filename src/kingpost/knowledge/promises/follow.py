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

ALIKE = 0.5  # share of the promised words a report of delivery must hold, elsewhere; never one word alone where more were promised
ALIKE_IN_THREAD = 0.33  # and in the same thread
SAME = 0.6  # share from which on two promises are about the same thing
ANSWERED = timedelta(days=14)
TASK = 0.67  # share of the promised words in a task's name
TWINS = timedelta(days=90)  # between two promises of a kind that mails may be mistaken about (as in affected.sql)
LATE = timedelta(days=45)
"""After its due date a promise is not looked for any more in work that does not name it (as in letters.sql)."""


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
    """A later mail of the same thread or client. ``entity`` is the same for its copy in another mailbox; ``answers`` the id of the mail it is an
    answer to, "" when it says none."""

    record: int
    key: str
    audience: int
    at: datetime
    body: str
    attachments: tuple[str, ...]
    same_thread: bool
    ours: bool
    writer: str
    entity: int = 0
    thread: int = 0
    name: str = ""
    answers: str = ""


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
    promise: Promised,
    letters: Sequence[Letter],
    works: Sequence[Work],
    others: Iterable[Promised] = (),
    language: Language = ENGLISH,
) -> list[Shown]:
    """The evidence about one promise: the first delivery each way of knowing shows, its confirmation, and what makes it late. ``others`` are the
    promises near it: a mail in the thread of one of them may be about that one."""
    later = sorted(letters, key=lambda one: (one.at, one.key))
    elsewhere = {one.thread for one in others if _twin(promise, one)}
    found: list[Shown] = []
    sent: Letter | None = None
    for letter in later:
        if letter.ours != promise.ours or letter.record == promise.record:
            continue
        if not letter.same_thread and letter.thread in elsewhere:
            continue
        if why := _reports(promise, letter, language):
            found += _shown("delivered", letter, later, why)
            sent = letter
            break
    found += _by_work(promise, works)
    done = [one.at for one in found if one.kind == "delivered" and one.at]
    if done:
        found += _confirms(promise, min(done) if sent is None else sent.at, sent, later, language)
    return found


def _shown(kind: str, letter: Letter, letters: Sequence[Letter], why: str) -> list[Shown]:
    """Evidence in every copy of a mail: who reads one mailbox may not read the other."""
    copies = [one for one in letters if one.record == letter.record or (letter.entity and one.entity == letter.entity)]
    return [Shown(kind, one.record, one.audience, letter.at, why) for one in copies]


def _twin(promise: Promised, other: Promised) -> bool:
    """Whether another promise of the same side, of about the same time, in another thread, is about the same thing."""
    return (
        other.key != promise.key
        and other.thread != promise.thread
        and other.ours == promise.ours
        and other.verdict != "dismissed"
        and abs(other.said_at - promise.said_at) <= TWINS
        and _alike(promise, other) >= SAME
    )


def _reports(promise: Promised, letter: Letter, language: Language) -> str:
    """Why this mail shows that the promise was kept; "" when it does not."""
    told = list(sentences(letter.body, language, mail=True, writer=letter.writer))
    for sentence in delivers(told, language):
        words = significant(sentence.plain, language)
        if _named(promise, words) or (
            letter.same_thread
            and (_share(promise.stems, words) >= ALIKE_IN_THREAD or _as_called(promise, sentence, language))
        ):
            return f"says “{_short(sentence.words)}”"
    for name in letter.attachments:
        if _named(promise, significant(re.sub(r"[_\W]+", " ", name.rpartition(".")[0] or name), language)):
            return f"sent “{_short(name)}”"
    return ""


def _named(promise: Promised, words: Iterable[str], need: float = ALIKE) -> bool:
    """Whether these words name what was promised: one word alone only where no more were promised."""
    held = promise.stems & frozenset(words)
    return len(held) >= min(2, len(promise.stems)) and _share(promise.stems, held) >= need


def _as_called(promise: Promised, sentence: Sentence, language: Language) -> bool:
    """A promised call, and words about having spoken."""
    return bool(language.made["calls"].search(promise.words) and language.made["called"].search(sentence.plain))


def _by_work(promise: Promised, works: Iterable[Work]) -> list[Shown]:
    """Closed tickets and tasks that are the thing promised; open ones that are due after it. Work that the promise does not name counts by more of
    its words, and only near the promise's date: the like of it is done every year."""
    found = []
    for work in sorted(works, key=lambda one: one.key):
        words = significant(work.title)
        ticket = work.named and work.kind == "ticket"
        name = f"ticket {work.remote_id}" if work.kind == "ticket" else f"“{_short(work.title)}”"
        if not work.open and work.done_at and work.done_at > promise.said_at:
            if ticket or (_named(promise, words, ALIKE if work.named else TASK) and _near(promise, work, work.done_at)):
                found.append(Shown("delivered", work.record, work.audience, work.done_at, f"{name} is done"))
        elif work.open and work.due_at and promise.due_at and work.due_at > promise.due_at:
            share = _share(promise.stems, words)
            if ticket or (share >= (ALIKE_IN_THREAD if work.named else TASK) and _near(promise, work, work.due_at)):
                found.append(
                    Shown("late", work.record, work.audience, work.due_at, f"{name} is due later than was promised")
                )
    return found


def _near(promise: Promised, work: Work, at: datetime) -> bool:
    return work.named or at <= max(promise.due_at or promise.said_at, promise.said_at) + LATE


def _confirms(
    promise: Promised, delivered: datetime, sent: Letter | None, later: Sequence[Letter], language: Language
) -> list[Shown]:
    """The other side's thanks, in the thread, after it was delivered. Thanks in an answer to another mail than the one that delivered it count only
    when they name what was promised: they may be for anything."""
    for letter in later:
        if not (letter.same_thread and letter.ours != promise.ours and delivered < letter.at <= delivered + ANSWERED):
            continue
        told = [one.words for one in sentences(letter.body, language, mail=True, writer=letter.writer)]
        thanked = bool(told) and thanks(" ".join(told), language)
        answers_it = sent is None or letter.answers in ("", sent.name)
        names_it = thanked and _share(promise.stems, significant(" ".join(told), language)) >= ALIKE_IN_THREAD
        if not (answers_it or names_it):
            continue
        return _shown("confirmed", letter, later, f"answered “{_short(told[0])}”") if thanked else []
    return []


def superseding(promise: Promised, others: Iterable[Promised], kept: datetime | None = None) -> str:
    """The key of the later promise that takes this one's place: about the same thing, of the same side, with another date. "" when none does. What was
    ``kept`` before the later one was made stays as it is: the later one is about the next time. A new date said in another thread is for the promise
    made there, where there is one."""
    others = list(others)
    twins = [one for one in others if _twin(promise, one)]
    later = [
        one
        for one in others
        if one.key != promise.key and one.ours == promise.ours and one.said_at > promise.said_at and one.due_at is not None
        and one.due_at != promise.due_at and one.verdict != "dismissed" and _about_same(promise, one) and (kept is None or one.said_at <= kept)
        and (one.thread == promise.thread or all(twin.thread != one.thread or twin.said_at >= one.said_at for twin in twins))
    ]  # fmt: skip
    return min(later, key=lambda one: (one.said_at, one.key)).key if later else ""


def _about_same(old: Promised, new: Promised) -> bool:
    share = _alike(old, new)
    if old.thread == new.thread:
        return share >= ALIKE_IN_THREAD or not new.stems if new.moves else share >= SAME
    limit = max(old.due_at or old.said_at, old.said_at) + timedelta(days=30)
    return old.client == new.client != 0 and new.moves and share >= SAME and new.said_at <= limit


def _alike(one: Promised, other: Promised) -> float:
    """Share of the shorter one's words that the other holds."""
    return _share(one.stems, other.stems) if len(one.stems) <= len(other.stems) else _share(other.stems, one.stems)


def _share(wanted: Iterable[str], held: Iterable[str]) -> float:
    wanted = frozenset(wanted)
    return len(wanted & frozenset(held)) / len(wanted) if wanted else 0.0


def _short(text: str, most: int = 90) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"

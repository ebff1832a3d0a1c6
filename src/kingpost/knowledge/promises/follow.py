"""What became of a promise: kept, confirmed, late, or replaced by a later word. Pure: what is held now in, evidence out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kingpost.knowledge.promises.english_kept import KEPT
from kingpost.knowledge.promises.find import significant
from kingpost.knowledge.promises.kept import AGREED, DONE, HAND, Kept
from kingpost.knowledge.promises.reports import (
    Report,
    answer,
    asks,
    empty,
    fits,
    handed_over,
    mail,
    plainly_done,
    promised_acts,
    promised_verbs,
    roots,
    thanks,
)
from kingpost.knowledge.promises.sentences import Sentence

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
    """A later mail of the same thread or client, or a later comment on the ticket or task it was promised on (``spoken``). ``entity`` is the same for its copy
    in another mailbox; ``answers`` the id of the mail it is an answer to, "" when it says none."""

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
    spoken: bool = False


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
    kept: Kept = KEPT,
) -> list[Shown]:
    """The evidence about one promise: the first delivery each way of knowing shows, its confirmation, and what makes it late. ``others`` are the
    promises near it: a mail in the thread of one of them may be about that one."""
    later, others = sorted(letters, key=lambda one: (one.at, one.key)), list(others)
    elsewhere = {one.thread for one in others if _twin(promise, one)}
    found: list[Shown] = []
    sent: Letter | None = None
    asked = False  # the other side asked for something else since: what names nothing may be about that
    for letter in later:
        if (letter.record == promise.record and not letter.spoken) or (
            not letter.same_thread and letter.thread in elsewhere
        ):
            continue
        if letter.ours != promise.ours:
            asked = asked or (letter.same_thread and _asks_else(promise, letter, kept))
            continue
        if why := _reports(promise, letter, others, asked, kept):
            found += _shown("delivered", letter, later, why)
            sent = letter
            break
        asked = asked and not letter.same_thread
    found += _by_work(promise, works)
    done = [one.at for one in found if one.kind == "delivered" and one.at]
    if done:
        found += _confirms(promise, min(done) if sent is None else sent.at, sent, later, kept)
    return found


def _shown(kind: str, letter: Letter, letters: Sequence[Letter], why: str) -> list[Shown]:
    """Evidence in every copy of a mail: who reads one mailbox may not read the other."""
    copies = [one for one in letters if one.record == letter.record or (letter.entity and one.entity == letter.entity)]
    return list(dict.fromkeys(Shown(kind, one.record, one.audience, letter.at, why) for one in copies))


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


def _reports(promise: Promised, letter: Letter, others: Sequence[Promised], asked: bool, kept: Kept) -> str:
    """Why this mail shows that the promise was kept; "" when it does not."""
    told, reported = mail(letter.body, letter.writer, kept)
    named, bare = [], []
    for report in reported:
        if _names(promise, letter, report, kept):
            named.append(report.sentence)
        elif letter.same_thread and _bare(promise, letter, report, kept):
            bare.append(report.sentence)
    if named:
        return f"says “{_short(named[0].words)}”"
    for name in letter.attachments if handed_over(_acts(promise, kept), kept) else ():
        if _named(promise.stems, significant(re.sub(r"[_\W]+", " ", name.rpartition(".")[0] or name), kept.language)):
            return f"sent “{_short(name)}”"
    if not letter.same_thread or asked or not _last_said(promise, letter, others):
        return ""
    if bare:
        return f"says “{_short(bare[0].words)}”"
    if letter.attachments and not told and HAND in _acts(promise, kept):
        return f"sent “{_short(letter.attachments[0])}”"
    words = {one.words for one in others}
    return _answers(promise, [one for one in told if not any(said in one.words for said in words)], kept)


def _names(promise: Promised, letter: Letter, report: Report, kept: Kept) -> bool:
    """Whether a report is about the thing promised, and of its act."""
    if letter.same_thread and _as_called(promise, report.sentence, kept):
        return True
    if (report.agreed and not letter.attachments) or not fits(report, _acts(promise, kept), promise.stems, kept):
        return False
    words = significant(report.words, kept.language)
    if not letter.same_thread:
        return _named(promise.stems, words)
    # "It was installed" does not say what: verbs name nothing, unless there is nothing else.
    things = roots(promise.stems) - promised_verbs(promise.words, kept) or promise.stems
    if report.acts <= {AGREED, DONE}:  # anything is done, or as agreed: it must be named well
        return _named(things, words)
    return _share(roots(things), roots(words)) >= ALIKE_IN_THREAD


def _bare(promise: Promised, letter: Letter, report: Report, kept: Kept) -> bool:
    """Whether a report that names nothing may be about this promise: "Please find it attached", "Fixed"."""
    if plainly_done(report, kept):
        return True
    if not empty(report, promise.stems, kept) or (report.agreed and not letter.attachments):
        return False
    return fits(report, _acts(promise, kept), promise.stems, kept, bare=True)


def _acts(promise: Promised, kept: Kept) -> frozenset[str]:
    """The kinds of acts promised; none known of a new date for what was promised before."""
    return frozenset() if promise.moves else promised_acts(promise.words, kept)


def _last_said(promise: Promised, letter: Letter, others: Iterable[Promised]) -> bool:
    """Whether nothing else was promised in the thread since, or with it: what names nothing is about what was said last. Not long after its day."""
    return letter.at <= max(promise.due_at or promise.said_at, promise.said_at) + ANSWERED and not any(
        one.key != promise.key and one.thread == promise.thread and one.ours == promise.ours and one.verdict != "dismissed"
        and promise.said_at <= one.said_at < letter.at and one.stems and promise.stems and _alike(promise, one) < SAME
        for one in others
    )  # fmt: skip


def _answers(promise: Promised, told: Sequence[Sentence], kept: Kept) -> str:
    """Why this mail is the answer that was promised; "" when it is none. One about something must name it."""
    *_, match = None, *kept.made["answers"].finditer(promise.words)
    given = answer(told, kept) if match else []
    if not match or not given:
        return ""
    about = promise.stems & frozenset(significant(promise.words[match.end() :], kept.language))
    if about and _share(roots(about), roots(significant(" ".join(given), kept.language))) < ALIKE_IN_THREAD:
        return ""
    return f"answers “{_short(given[0])}”"


def _asks_else(promise: Promised, letter: Letter, kept: Kept) -> bool:
    told = [
        one
        for one in mail(letter.body, letter.writer, kept)[0]
        if not _held(promise, significant(one.plain, kept.language))
    ]
    return asks(told, kept)


def _named(stems: Iterable[str], words: Iterable[str], need: float = ALIKE) -> bool:
    """Whether these words name what was promised: one word alone only where no more were promised."""
    wanted = roots(stems)
    held = wanted & roots(words)
    return len(held) >= min(2, len(wanted)) and _share(wanted, held) >= need


def _held(promise: Promised, words: Iterable[str]) -> float:
    """Share of the promised words among these, by their roots."""
    return _share(roots(promise.stems), roots(words))


def _as_called(promise: Promised, sentence: Sentence, kept: Kept) -> bool:
    """A promised call, and words about having spoken."""
    return bool(kept.made["calls"].search(promise.words) and kept.made["called"].search(sentence.plain))


def _by_work(promise: Promised, works: Iterable[Work]) -> list[Shown]:
    """Closed tickets and tasks that are the thing promised; open ones that are due after it. Work that the promise does not name counts by more of
    its words, and only near the promise's date: the like of it is done every year."""
    found = []
    for work in sorted(works, key=lambda one: one.key):
        words = significant(work.title)
        ticket = work.named and work.kind == "ticket"
        name = f"ticket {work.remote_id}" if work.kind == "ticket" else f"“{_short(work.title)}”"
        if not work.open and work.done_at and work.done_at > promise.said_at:
            if ticket or (
                _named(promise.stems, words, ALIKE if work.named else TASK) and _near(promise, work, work.done_at)
            ):
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
    promise: Promised, delivered: datetime, sent: Letter | None, later: Sequence[Letter], kept: Kept
) -> list[Shown]:
    """The other side's thanks, in the thread, after it was delivered. Thanks in an answer to another mail than the one that delivered it count only
    when they name what was promised: they may be for anything."""
    for letter in later:
        if not (letter.same_thread and letter.ours != promise.ours and delivered < letter.at <= delivered + ANSWERED):
            continue
        told = [one.words for one in mail(letter.body, letter.writer, kept)[0]]
        thanked = bool(told) and thanks("\n".join(told), kept)
        answers_it = sent is None or letter.answers in ("", sent.name)
        names_it = thanked and _held(promise, significant(" ".join(told), kept.language)) >= ALIKE_IN_THREAD
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
        and one.due_at != promise.due_at and one.verdict != "dismissed" and _about_same(promise, one) and (kept is None or one.said_at < kept)
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

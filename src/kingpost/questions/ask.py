"""Ask: a text in, an answer with its evidence out. The three questions come together here; each is answered in a file of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kingpost.questions import answering, approved, asking, looked, next_step, on_track, subjects
from kingpost.questions.answering import Asked, Reply
from kingpost.questions.asking import Question
from kingpost.questions.subjects import Subject

OTHERS = 6


def ask(question: Question, asked: Asked, *, about: int | None = None, here: int | None = None) -> Reply:
    """The answer. ``about`` is the thing somebody chose among several; ``here`` what the page is about, for a question that names nothing."""
    found = _meant(question, asked, about, here)
    made = _reply(question, found, asked)
    seen = looked.where(question.kind, asked.seen_by)
    if seen.behind and made.sure == answering.SURE:
        made = replace(made, sure=answering.FAIRLY)
    at = f"{seen.as_of.astimezone(asked.zone):%H:%M} on {asked.day(seen.as_of)}" if seen.as_of else ""
    return replace(made, looked=seen.says(at))


def _meant(question: Question, asked: Asked, about: int | None, here: int | None) -> list[Subject] | None:
    """What the question may be about, the best first; None when it names nothing."""
    if about is not None:
        return subjects.of([about], asked.seen_by)
    if not question.words:
        return subjects.of([here], asked.seen_by) or None if here is not None else None
    if subjects.kinds_alone(question.words):
        return None
    if question.kind == asking.APPROVED:
        found = subjects.find(question.words, asked.seen_by, kinds=subjects.WITH_THREADS)
        # "Has Priya approved the statement of work": nothing is called by her name.
        if question.who and not any(one.sure for one in found):
            left = [word for word in question.words if word not in question.who]
            found = subjects.of_whom(subjects.find(left, asked.seen_by, kinds=subjects.WITH_THREADS), question.who)
        if not any(one.sure for one in found):
            found = approved.whose_paper(question, asked) or approved.papers(question, asked) or found
        return approved.narrowed(found, asked)
    return on_track.choices(subjects.find(question.words, asked.seen_by))


def _reply(question: Question, found: Sequence[Subject] | None, asked: Asked) -> Reply:
    if found is None:
        return _overall(question, asked)
    best = subjects.likeliest(found)
    if not best:
        named = question.named
        says = (
            f"Not known: nothing you may see is called “{named}”."
            if named
            else "Not known: there is nothing there you may see."
        )
        return Reply(question, answering.NOT_KNOWN, says, sure=answering.NOT_SURE)
    if len(best) > 1 or not best[0].sure:
        so = "" if best[0].sure else f" Nothing you may see is called “{question.named}”."
        says = f"Which one?{so}"
        return Reply(question, answering.CHOOSE, says, choices=tuple(best[:OTHERS]), sure=answering.NOT_SURE)
    made = _about(question, best[0], asked)
    others = [one for one in found if one.id != best[0].id and one.fit >= 1]
    return replace(made, choices=tuple({one.id: one for one in (*made.choices, *others)}.values())[:OTHERS])


def _about(question: Question, about: Subject, asked: Asked) -> Reply:
    answer = {asking.APPROVED: approved.reply, asking.ON_TRACK: on_track.reply, asking.NEXT_STEP: next_step.reply}[
        question.kind
    ]
    return answer(question, about, asked)


def _overall(question: Question, asked: Asked) -> Reply:
    answer = {
        asking.APPROVED: approved.waiting,
        asking.ON_TRACK: on_track.overall,
        asking.NEXT_STEP: next_step.overall,
    }[question.kind]
    return answer(question, asked)

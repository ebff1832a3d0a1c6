"""Are we on track? From the due date, what rules noticed, what the status says, the forecast, and where systems disagree on the day.

The sentences say how it stands, never yes or no: "is it late?" and "is it on time?" get the same one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kingpost.knowledge import disputes, entities
from kingpost.knowledge.entities import Thing
from kingpost.questions import answering, status, subjects
from kingpost.questions.answering import Asked, Reply, Source, joined, quoted
from kingpost.questions.asking import Question
from kingpost.questions.status import Status, Wanted
from kingpost.questions.subjects import Subject

SHOWN = 5
DAYS = ("due_at", "due_date", "close_date")
WORDS = {status.LATE: "late", status.AT_RISK: "at risk", status.ON_TRACK: "on track", status.NO_DATE: "without a date"}


def reply(question: Question, about: Subject, asked: Asked) -> Reply:
    """The answer about one thing; for a client about all its open work."""
    if about.kind == "client":
        return _of_client(question, about, asked)
    found = (
        status.listed(
            asked.seen_by, Wanted(things=(about.id,)), asked.now, asked.hours, limit=1, parts=(status.FORECASTS,)
        )
        if about.kind in status.KINDS
        else []
    )
    return _of_work(question, about, found[0], asked) if found else _of_other(question, about, asked)


def overall(question: Question, asked: Asked) -> Reply:
    """Nothing was named, or only a kind: all open work of it, worst first."""
    kinds = subjects.kinds_alone(question.words)
    name = f"All open {joined([f'{kind}s' for kind in kinds])}" if kinds else "All open work"
    return _together(question, None, name, Wanted(sort="track", kinds=kinds or status.KINDS), asked)


def _of_work(question: Question, about: Subject, one: Status, asked: Asked) -> Reply:
    marks = disputes.marks([one.id], asked.seen_by)
    disputed = next((number for (_, name), number in marks.items() if name in DAYS), None)
    if disputed is not None:
        return _disputed(question, about, one, disputed, asked)
    verdict, sure, says = _judged(one, asked)
    ahead = one.forecast.says if one.forecast and one.forecast.day else ""
    return Reply(question, verdict, _end(says, ahead), about, _sources(one), sure)


def _judged(one: Status, asked: Asked) -> tuple[str, str, str]:
    """Verdict, how sure, and the sentence for one piece of work whose day is not in question."""
    said, due = quoted(one.title), f"due on {asked.day(one.due, end=True)}" if one.due else ""
    why = one.why.says if one.why else _status_says(one)
    if one.track == status.LATE:
        more = f" {why}" if why and not _repeats(why, one) else ""
        return answering.LATE, answering.SURE, f"Late: {said} was {due} and is still open.{more}"
    if one.track == status.AT_RISK:
        return answering.AT_RISK, answering.SURE, f"At risk: {said} {f'is {due}' if due else 'has no due date'}. {why}"
    if one.track == status.NO_DATE:
        return (
            answering.NOT_KNOWN,
            answering.NOT_SURE,
            f"Not known: {said} is open, and no system gives a due date for it.",
        )
    in_time = one.forecast is not None and one.forecast.days_late == 0
    sure = answering.SURE if in_time else answering.FAIRLY
    says = f"On track, as far as anything recorded says: {said} is {due}, and nothing was noticed against it."
    return answering.ON_TRACK, sure, says


def _repeats(why: str, one: Status) -> bool:
    """The reason says only that this very thing is late."""
    return one.why is not None and one.why.thing == one.id and "was due" in why


def _disputed(question: Question, about: Subject, one: Status, number: int, asked: Asked) -> Reply:
    row = disputes.one(number, asked.seen_by)
    sides = [side for side in (row.sides if row else []) if not side.behind]
    says = joined([f"{side.system} says {_value(side.value, asked)}" for side in sides[:3]])
    sources = tuple(
        Source(side.quote or f"{side.title}: {_value(side.value, asked)}", side.system, side.entity, side.at)
        for side in sides[:SHOWN]
    )
    late = " By the date we go by it is late." if one.track == status.LATE else ""
    return Reply(question, answering.DIFFERS, f"Not settled: systems disagree on when {quoted(one.title)} is due. {says}.{late}", about,
                 (*sources, Source("Both sides", "Disagreement", one.id, disagreement=number)), answering.NOT_SURE)  # fmt: skip


def _of_client(question: Question, about: Subject, asked: Asked) -> Reply:
    return _together(
        question, about, f"Of the open work for {about.title}", Wanted(client=about.id, sort="track"), asked
    )


def _together(question: Question, about: Subject | None, name: str, wanted: Wanted, asked: Asked) -> Reply:
    """The answer about many pieces of work: what is late and at risk by name, the worst first."""
    first, counts = status.listed_and_counted(asked.seen_by, wanted, asked.now, asked.hours, limit=SHOWN, parts=())
    total = sum(counts.values())
    if not total:
        says = f"Not known: no open work{f' of {about.title}' if about else ''} is recorded."
        return Reply(question, answering.NOT_KNOWN, says, about, sure=answering.NOT_SURE)
    worst = [one for one in first if one.track in (status.LATE, status.AT_RISK)]
    late, risk, none = counts[status.LATE], counts[status.AT_RISK], counts[status.NO_DATE]
    verdict = (
        answering.LATE
        if late
        else answering.AT_RISK
        if risk
        else answering.ON_TRACK
        if counts[status.ON_TRACK]
        else answering.NOT_KNOWN
    )
    parts = [f"{counts[track]:,} {wording}" for track, wording in WORDS.items() if counts[track]]
    begins = {
        answering.ON_TRACK: "On track, as far as anything recorded says. ",
        answering.NOT_KNOWN: "Not known. ",
    }.get(verdict, "Not all on track. ")
    named = f" First: {joined([quoted(one.title) for one in worst[:3]])}." if worst else ""
    says = f"{begins}{name} ({total:,}): {joined(parts)}.{named}"
    sources = tuple(
        {(told.says, told.thing): told for told in map(_source, worst)}.values()
    )  # a project may be late for its task's reason
    return Reply(question, verdict, says, about, sources, answering.FAIRLY if none or verdict == answering.ON_TRACK else answering.SURE,
                 choices=tuple(subjects.of_work(one) for one in worst))  # fmt: skip


def _of_other(question: Question, about: Subject, asked: Asked) -> Reply:
    """What is closed, or is no work: an invoice, an agreement."""
    thing = entities.thing(about.id, asked.seen_by)
    if thing is None:
        return Reply(question, answering.NOT_KNOWN, "Not known: there is nothing of that name you may see.", sure=answering.NOT_SURE)  # fmt: skip
    name = str(thing.values.get("status") or thing.values.get("stage") or "")
    verdict, sure, says = _judged_other(thing, quoted(about.title), name, asked)
    held = entities.sources(about.id, asked.seen_by)[:SHOWN]
    told = tuple(Source(f"{about.title}: {name or 'no status'}", one.system, about.id, thing.at) for one in held)
    return Reply(question, verdict, says, about, told, sure)


def _judged_other(thing: Thing, said: str, name: str, asked: Asked) -> tuple[str, str, str]:
    """Verdict, how sure, and the sentence for what is no open work."""
    stands = f" and stands at {quoted(name)}" if name else ""
    if thing.open is False:
        heard = f", last heard of on {asked.day(thing.at)}" if thing.at else ""
        return answering.DONE, answering.SURE, f"It is over: {said} stands at {quoted(name or 'closed')}{heard}."
    if thing.due is None:
        return answering.NOT_KNOWN, answering.NOT_SURE, f"Not known: nothing recorded says when {said} is due."
    on = asked.day(thing.due, end=True)
    if thing.due <= asked.now:
        return answering.LATE, answering.SURE, f"Late: {said} was due on {on}{stands}."
    return answering.ON_TRACK, answering.FAIRLY, f"On track so far: {said} is due on {on}{stands}."


def _sources(one: Status) -> tuple[Source, ...]:
    """The reason first, then the record with its due date or status, each with its moment."""
    facts = [Source(f"{one.title}: {one.status or 'no status'}", one.system, one.id, one.status_since)]
    if one.due_since:
        facts.insert(0, Source(f"{one.title}: its due date", one.system, one.id, one.due_since))
    return ((_source(one),) if one.why else ()) + tuple(facts)


def _source(one: Status) -> Source:
    if one.why:
        return Source(
            one.why.says,
            one.system if one.why.thing == one.id else one.why.title,
            one.why.thing,
            one.at,
            flag=one.why.flag,
        )
    return Source(f"{one.title}: {WORDS[one.track]}", one.system, one.id, one.status_since)


def _status_says(one: Status) -> str:
    return (
        f"{one.system} has it as {quoted(one.status)}."
        if one.status and one.status.casefold() in status.SAYS_AT_RISK
        else ""
    )


def _end(says: str, ahead: str) -> str:
    return " ".join(part for part in (says.strip(), ahead) if part)


def _value(value: object, asked: Asked) -> str:
    """A side's day as one says it; what is no day, as it stands."""
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return asked.day(at if at.tzinfo else at.replace(tzinfo=asked.zone))


def choices(found: Sequence[Subject]) -> list[Subject]:
    """What the words may mean, as far as this question can be asked of it."""
    return [one for one in found if one.kind in ("client", *status.KINDS, "invoice", "agreement", "deliverable")]

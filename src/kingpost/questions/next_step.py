"""Who owns the next step? The person named where it is recorded; and whether that person is away, has left, or nobody is named at all."""

from __future__ import annotations

from kingpost.knowledge import entities
from kingpost.questions import answering, status, subjects
from kingpost.questions.absence import Absence
from kingpost.questions.answering import Asked, Reply, Source, joined, quoted
from kingpost.questions.asking import Question
from kingpost.questions.status import Status, Wanted
from kingpost.questions.subjects import Subject

SHOWN = 5
CALLED = {"approval": "the approval of", "promise": "what we promised,"}


def reply(question: Question, about: Subject, asked: Asked) -> Reply:
    """The answer about one thing; for a client about its open work that is due first."""
    if about.kind == "client":
        return _of_client(question, about, asked)
    found = (
        status.listed(asked.seen_by, Wanted(things=(about.id,)), asked.now, asked.hours, limit=1, parts=(status.STEPS,))
        if about.kind in status.KINDS
        else []
    )
    return _of_work(question, about, found[0], asked) if found else _of_other(question, about, asked)


def overall(question: Question, asked: Asked) -> Reply:
    """Nothing was named: the work that most needs somebody, to choose from."""
    found = status.listed(
        asked.seen_by, Wanted(sort="track"), asked.now, asked.hours, limit=SHOWN, parts=(status.STEPS,)
    )
    says = "Of what? These come first." if found else "Not known: no work is open."
    return Reply(
        question,
        answering.CHOOSE if found else answering.NOT_KNOWN,
        says,
        choices=tuple(subjects.of_work(one) for one in found),
        sure=answering.NOT_SURE,
    )


def _of_work(question: Question, about: Subject, one: Status, asked: Asked) -> Reply:
    step = one.step
    if step is None:
        return _itself(question, about, one)
    what = f"{CALLED.get(step.kind, '')} {quoted(step.what)}".strip()
    due = f", due on {asked.day(step.due, end=True)}" if step.due else ""
    sources = (
        Source(
            f"{step.what}: {step.owner or 'nobody named'}",
            one.system if step.kind == "task" else step.kind.capitalize(),
            step.thing,
            step.at,
            promise=step.promise,
        ),
        _held(one),
    )
    if not step.owner:
        holder = (
            f" {one.owner} owns {quoted(one.title)} as a whole."
            if one.owner
            else f" Nobody owns {quoted(one.title)} either."
        )
        return Reply(
            question,
            answering.NOBODY,
            f"Nobody: the next step for {quoted(one.title)} is {what}{due}, and no one is named for it.{holder}",
            about,
            sources,
        )
    says = f"{step.owner} has the next step for {quoted(one.title)}: {what}{due}."
    return _with_absence(Reply(question, answering.OWNED, says, about, sources), step.owner, one.step_absent)


def _itself(question: Question, about: Subject, one: Status) -> Reply:
    """No step inside it is recorded: whoever owns it has it."""
    stated = (
        f" The next step written down is {quoted(one.stated)}." if one.stated else " No step inside it is recorded."
    )
    if not one.owner:
        return Reply(
            question,
            answering.NOBODY,
            f"Nobody: {quoted(one.title)} is open and {one.system} names no owner.{stated}",
            about,
            (_held(one),),
        )
    says = f"{one.owner} owns {quoted(one.title)}.{stated}"
    if one.owner_left:
        says = f"Nobody who is here: {one.owner} owns {quoted(one.title)} and has left.{stated}"
        return Reply(question, answering.LEFT, says, about, (_held(one),))
    return _with_absence(
        Reply(
            question, answering.OWNED, says, about, (_held(one),), answering.SURE if one.stated else answering.FAIRLY
        ),
        one.owner,
        one.absent,
    )


def _with_absence(made: Reply, owner: str, absent: Absence | None) -> Reply:
    if absent is None:
        return made
    back = f" until {absent.back_on.day} {absent.back_on:%B}" if absent.back_on else ""
    return Reply(
        made.question,
        answering.AWAY,
        f"{made.says} {owner} is away{back}.",
        made.about,
        (*made.sources, Source(absent.says, absent.system, absent.thing)),
        made.sure,
    )


def _of_client(question: Question, about: Subject, asked: Asked) -> Reply:
    found = status.listed(
        asked.seen_by, Wanted(client=about.id, sort="track"), asked.now, asked.hours, limit=SHOWN, parts=(status.STEPS,)
    )
    thing = entities.thing(about.id, asked.seen_by)
    lead = str(thing.values.get("owner_name") or "") if thing else ""
    if not found:
        says = f"Not known: no open work for {about.title} is recorded.{f' {lead} looks after them.' if lead else ''}"
        return Reply(question, answering.NOT_KNOWN, says, about, sure=answering.NOT_SURE)
    parts = [f"{(one.step.owner if one.step else one.owner) or 'nobody'} for {quoted(one.title)}" for one in found[:3]]
    says = (
        f"For {about.title}, of what is most pressing: {joined(parts)}.{f' {lead} looks after them.' if lead else ''}"
    )
    unowned = any(not (one.step.owner if one.step else one.owner) for one in found[:3])
    return Reply(question, answering.NOBODY if unowned else answering.OWNED, says, about, tuple(_held(one) for one in found[:3]), answering.FAIRLY,
                 choices=tuple(subjects.of_work(one) for one in found))  # fmt: skip


def _of_other(question: Question, about: Subject, asked: Asked) -> Reply:
    """No open work: closed, or a thing nobody owns by its nature."""
    thing = entities.thing(about.id, asked.seen_by)
    owner = str(thing.values.get("owner_name") or "") if thing else ""
    told = tuple(
        Source(f"{about.title}: {owner or 'no owner named'}", source.system, about.id, thing.at if thing else None)
        for source in entities.sources(about.id, asked.seen_by)[:1]
    )
    if thing is not None and thing.open is False:
        return Reply(
            question,
            answering.DONE,
            f"Nobody has to: {quoted(about.title)} is over{f' ({owner} owned it)' if owner else ''}.",
            about,
            told,
        )
    if owner:
        return Reply(
            question,
            answering.OWNED,
            f"{owner} is named as owner of {quoted(about.title)}. No next step is recorded.",
            about,
            told,
            answering.FAIRLY,
        )
    return Reply(
        question,
        answering.NOT_KNOWN,
        f"Not known: nothing recorded says who has the next step for {quoted(about.title)}.",
        about,
        told,
        answering.NOT_SURE,
    )


def _held(one: Status) -> Source:
    return Source(f"{one.title}: {one.owner or 'no owner'}", one.system, one.id, one.owner_since or one.at)

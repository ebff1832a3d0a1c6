"""Who owns the next step? The person named where it is recorded; who stands in for them by a handover; whether they are away, have left, or nobody is named at all."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kingpost.knowledge import entities
from kingpost.knowledge.entities import Thing
from kingpost.questions import answering, asking, presence, status, subjects
from kingpost.questions.answering import Asked, Reply, Source, joined, quoted
from kingpost.questions.asking import Question
from kingpost.questions.presence import Absence, StandIn
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
    unowned = asking.of_nobody(question.text)
    found = status.listed(
        asked.seen_by,
        Wanted(sort="track", kinds=subjects.kinds_alone(question.words) or status.KINDS, unowned=unowned),
        asked.now,
        asked.hours,
        limit=SHOWN,
        parts=(status.STEPS,),
    )
    says = "Of what? These come first." if found else "Not known: no work is open."
    if unowned:
        says = "These have no owner, the most pressing first." if found else "None: all open work has an owner."
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
        return _itself(question, about, one, asked)
    what = f"{CALLED.get(step.kind, '')} {quoted(step.what)}".strip()
    due = f", due on {asked.day(step.due, end=True)}" if step.due else ""
    sources = (
        Source(
            f"{step.what}: {step.owner or 'nobody named'}",
            step.system,
            step.thing,
            step.at,
            promise=step.promise,
        ),
        _held(one),
    )
    # A promise says who gave their word, not whose the work is.
    if step.kind == "promise" and step.owner and not one.owner:
        says = f"Nobody: {quoted(one.title)} is open and {one.system} names no owner. {step.owner} promised {quoted(step.what)}{due}."
        return Reply(question, answering.NOBODY, says, about, sources)
    if not step.owner:
        holder = (
            f" {_of_itself(one)} owns {quoted(one.title)} as a whole."
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
    has = f"has the next step for {quoted(one.title)}: {what}{due}"
    whole = (
        f" {_of_itself(one)} owns it as a whole."
        if one.owner not in ("", step.owner) and "next" not in question.text.casefold()
        else ""
    )
    return _held_by(Reply(question, answering.OWNED, "", about, sources), _of_step(one), has, has, asked, whole)


def _itself(question: Question, about: Subject, one: Status, asked: Asked) -> Reply:
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
    sure = answering.SURE if one.stated or one.owner_left else answering.FAIRLY
    made = Reply(question, answering.OWNED, "", about, (_held(one),), sure)
    title = quoted(one.title)
    return _held_by(made, _of_itself(one), f"owns {title}", f"has {title}", asked, stated)


@dataclass(frozen=True)
class Holder:
    """Whose something is, and who has it meanwhile. ``left``: the owner is gone for good; ``absent``: away."""

    owner: str
    left: bool
    absent: Absence | None
    stand_in: StandIn | None

    @property
    def here(self) -> bool:
        """Somebody is named who has not left, away or not."""
        return not self.stand_in.left if self.stand_in else bool(self.owner) and not self.left

    def __str__(self) -> str:
        if self.stand_in:
            gone = ", who has left," if self.stand_in.left else ""
            return f"{self.stand_in.name}{gone} (standing in for {self.owner})"
        return f"{self.owner}, who has left," if self.left else self.owner or "nobody"


def _of_step(one: Status) -> Holder:
    assert one.step is not None
    return Holder(one.step.owner, one.step.left, one.step_absent, one.step_stand_in)


def _of_itself(one: Status) -> Holder:
    return Holder(one.owner, one.owner_left, one.absent, one.stand_in)


def _of_thing(number: int, client: int | None, thing: Thing | None, asked: Asked) -> Holder:
    """Who holds something that is no open work, a client say: by name as it is written, else by whom it is linked to."""
    written = str(thing.values.get("owner_name") or "") if thing else ""
    linked = presence.owner_of(number, asked.seen_by, asked.hours.day_of(asked.now))
    if linked is None or (written and written.casefold() != linked[1].casefold()):
        return Holder(written, False, None, None)
    person, name, left = linked
    here = presence.presence([person], asked.seen_by, asked.now, asked.hours)
    return Holder(written or name, left, here.absent(person), here.stand_in(person, client))


def _held_by(made: Reply, who: Holder, has: str, has_meanwhile: str, asked: Asked, more: str = "") -> Reply:
    """The answer with who that is: ``has`` follows the owner's name, ``has_meanwhile`` that of who stands in; ``more`` comes behind."""
    name, left, absent, is_so = who.owner, who.left, who.absent, has
    if who.stand_in:
        name, left, absent = who.stand_in.name, who.stand_in.left, who.stand_in.absent
        accepted = f"handover accepted on {asked.day(who.stand_in.at)}"
        is_so = f"{has_meanwhile}, standing in for {who.owner} ({accepted})"
        made = replace(made, sources=(*made.sources, _handed(who.owner, who.stand_in)))
    if left:
        return replace(made, verdict=answering.LEFT, says=f"Nobody who is here: {name}, who has left, {is_so}.{more}")
    return _with_absence(replace(made, says=f"{name} {is_so}.{more}"), name, absent)


def _with_absence(made: Reply, name: str, absent: Absence | None) -> Reply:
    if absent is None:
        return made
    back = f" until {absent.back_on.day} {absent.back_on:%B}" if absent.back_on else ""
    away = Source(absent.says, absent.system, absent.thing)
    return replace(
        made, verdict=answering.AWAY, says=f"{made.says} {name} is away{back}.", sources=(*made.sources, away)
    )


def _handed(owner: str, stand_in: StandIn) -> Source:
    says = f"{stand_in.name} accepted what {owner} handed over"
    return Source(says, "Handover", stand_in.person, stand_in.at, handover=stand_in.handover)


def _of_client(question: Question, about: Subject, asked: Asked) -> Reply:
    found = status.listed(
        asked.seen_by, Wanted(client=about.id, sort="track"), asked.now, asked.hours, limit=SHOWN, parts=(status.STEPS,)
    )
    lead = _of_thing(about.id, about.id, entities.thing(about.id, asked.seen_by), asked)
    looks = f" {lead} looks after them." if lead.owner else ""
    if not found:
        says = f"Not known: no open work for {about.title} is recorded.{looks}"
        return Reply(question, answering.NOT_KNOWN, says, about, sure=answering.NOT_SURE)
    holders = [_of_step(one) if one.step else _of_itself(one) for one in found[:3]]
    parts = [f"{who} for {quoted(one.title)}" for who, one in zip(holders, found, strict=False)]
    says = f"For {about.title}, of what is most pressing: {joined(parts)}.{looks}"
    unowned = any(not who.here for who in holders)
    handed = (_handed(who.owner, who.stand_in) for who in (*holders, lead) if who.stand_in)
    sources = tuple(dict.fromkeys((*(_held(one) for one in found[:3]), *handed)))
    return Reply(question, answering.NOBODY if unowned else answering.OWNED, says, about, sources, answering.FAIRLY,
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
        made = Reply(question, answering.OWNED, "", about, told, answering.FAIRLY)
        title, step = quoted(about.title), " No next step is recorded."
        who = _of_thing(about.id, about.client_id, thing, asked)
        return _held_by(made, who, f"is named as owner of {title}", f"has {title}", asked, step)
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

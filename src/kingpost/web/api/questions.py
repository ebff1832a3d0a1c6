"""Ask one of the three questions: has it been approved, are we on track, who owns the next step."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from kingpost.questions import ask, asking
from kingpost.questions.answering import Asked
from kingpost.questions.subjects import Subject
from kingpost.toolbox import clock
from kingpost.web import reader
from kingpost.web.api.gate import seen_by
from kingpost.web.api.kinds import common_name
from kingpost.web.work import working_hours

router = Router(tags=["Questions"])


class SubjectOut(Schema):
    """What a question may be about; ``number`` is its number in its own system, "" for what has none."""

    thing_id: int
    kind: str
    title: str
    number: str
    client: str
    client_id: int | None


class SourceOut(Schema):
    """One record the answer rests on: what it says, in which system, since when."""

    says: str
    system: str
    thing_id: int
    at: datetime | None
    flag_id: int | None
    disagreement_id: int | None
    handover_id: int | None


class ReplyOut(Schema):
    """``question`` is approved, on_track or next_step. ``verdict`` by question: yes, on_condition, no, waiting, withdrawn, some; on_track, at_risk, late, done;
    owned, away, left, nobody, done; and differs, not_known or choose for any. ``choose`` comes with ``choices``: ask again with ``about``."""

    question: str
    verdict: str
    says: str
    sure: str
    looked: str
    about: SubjectOut | None
    sources: list[SourceOut]
    choices: list[SubjectOut]


@router.get("/questions", response=ReplyOut, summary="Ask one of the three questions")
def question(request: HttpRequest, q: str, about: int | None = None) -> ReplyOut:
    """The answer with its sources; "not_known" when nothing recorded says. ``about`` names the thing, where several fit. A text that asks none of the three is refused."""
    understood = asking.understood(q)
    if understood is None:
        raise ValueError(
            "Ask has it been approved, are we on track, or who owns the next step. For anything else there is /search."
        )
    made = ask.ask(understood, Asked(seen_by(request), clock.now(), working_hours(), reader.zone()), about=about)
    return ReplyOut(
        question=made.question.kind, verdict=made.verdict, says=made.says, sure=made.sure, looked=made.looked, about=_subject(made.about) if made.about else None,
        sources=[SourceOut(says=one.says, system=one.system, thing_id=one.thing, at=one.at, flag_id=one.flag, disagreement_id=one.disagreement, handover_id=one.handover) for one in made.sources],
        choices=[_subject(one) for one in made.choices],
    )  # fmt: skip


def _subject(one: Subject) -> SubjectOut:
    return SubjectOut(
        thing_id=one.id,
        kind=common_name(one.kind),
        title=one.title,
        number=one.number,
        client=one.client,
        client_id=one.client_id,
    )

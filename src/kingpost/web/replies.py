"""An answer of the box as a page shows it: the sentence, its sources as links with their age, and the text that ``y`` copies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from kingpost.questions import answering
from kingpost.questions.answering import Reply, Source
from kingpost.questions.subjects import Subject
from kingpost.web import wording

TONES = {
    answering.YES: "good", answering.ON_TRACK: "good", answering.OWNED: "good", answering.DONE: "good", answering.NO: "bad", answering.LATE: "bad", answering.NOBODY: "bad", answering.LEFT: "bad",
    answering.ON_CONDITION: "warn", answering.AT_RISK: "warn", answering.AWAY: "warn", answering.DIFFERS: "warn", answering.SOME: "warn",
}  # fmt: skip
TAGS = {
    answering.YES: "approved", answering.ON_CONDITION: "on a condition", answering.NO: "no", answering.WAITING: "waiting", answering.WITHDRAWN: "withdrawn", answering.SOME: "not all",
    answering.ON_TRACK: "on track", answering.AT_RISK: "at risk", answering.LATE: "late", answering.DONE: "over", answering.OWNED: "owned", answering.AWAY: "away", answering.LEFT: "has left",
    answering.NOBODY: "nobody", answering.DIFFERS: "two answers", answering.NOT_KNOWN: "not known", answering.CHOOSE: "which one",
}  # fmt: skip


@dataclass(frozen=True)
class Link:
    """One source: its words, where they stand, how old they are, the page it opens."""

    says: str
    system: str
    at: datetime | None
    address: str


@dataclass(frozen=True)
class Words:
    """A reply in the words and links of a page. ``copy`` is two lines: the answer, and its sources with how sure and where was looked."""

    says: str
    tag: str
    tone: str
    sure: str
    looked: str
    address: str
    links: list[Link]
    choices: tuple[Subject, ...]
    copy: str

    @classmethod
    def of(cls, reply: Reply) -> Words:
        links = [Link(one.says, one.system, one.at, _address(one)) for one in reply.sources]
        address = reverse("thing", args=[reply.about.id]) if reply.about else ""
        return cls(
            reply.says,
            TAGS[reply.verdict],
            TONES.get(reply.verdict, ""),
            _sure(reply),
            reply.looked,
            address,
            links,
            reply.choices,
            _copied(reply, links),
        )


def _sure(reply: Reply) -> str:
    """How sure, as a sentence of its own; nothing is claimed where nothing is answered."""
    said = reply.verdict not in (answering.NOT_KNOWN, answering.CHOOSE)
    return f"{wording.capital(reply.sure)}. " if said else ""


def _address(source: Source) -> str:
    if source.flag is not None:
        return reverse("flag", args=[source.flag])
    if source.disagreement is not None:
        return reverse("disagreement", args=[source.disagreement])
    if source.handover is not None:
        return reverse("handover", args=[source.handover])
    return reverse("promise", args=[source.promise]) if source.promise else reverse("thing", args=[source.thing])


def _copied(reply: Reply, links: list[Link]) -> str:
    told = (
        "; ".join(f"{one.system}: {one.says}{f' ({wording.moment(one.at)})' if one.at else ''}" for one in links)
        or "no source"
    )
    return f"{reply.says}\n{told}. {_sure(reply)}{reply.looked}"

"""Has it been approved? Says yes only from an approval in the state approved that the reader may see; where places differ, it says so and shows them all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from kingpost.knowledge.approvals import reading
from kingpost.knowledge.approvals.reading import ApprovalRow, PlaceRow
from kingpost.questions import answering, changed, subjects
from kingpost.questions.answering import Asked, Reply, Source, joined, quoted
from kingpost.questions.asking import Question
from kingpost.questions.subjects import Subject

MOST, SHOWN = 12, 5
STATES = {"asked": "waiting", "approved": "approved", "refused": "refused", "withdrawn": "withdrawn"}
VERDICTS = {
    "approved": answering.YES,
    "refused": answering.NO,
    "asked": answering.WAITING,
    "withdrawn": answering.WITHDRAWN,
}
_PAPERS = (
    ("quote", "quotes", "quotation", "quotations", "offer", "offers", "proposal", "proposals", "estimate", "estimates"),
    ("order", "orders", "purchase"),
    ("contract", "contracts", "agreement", "agreements"),
    ("statement", "statements", "sow"),
)
PAPERS = {word: alike for alike in _PAPERS for word in alike}
"""Words for a paper, each with those for the same one: beside a name they say what of it is asked about, and are no part of the name."""
READ = 200  # approvals gone through for a paper
_WORD = re.compile(r"\w+")
IN = {"field": "in", "status": "status in", "mail": "mail in", "comment": "comment in"}


def narrowed(found: Sequence[Subject], asked: Asked) -> list[Subject]:
    """Of what the words may mean, what an approval was asked for; all of it when none was."""
    held = (
        {one.id for one in reading.listed(asked.seen_by, subjects=[one.id for one in found], limit=MOST)}
        if found
        else set()
    )
    best = max((one.fit for one in found if one.id in held), default=0.0)
    return [one for one in found if one.id in held and one.fit >= best] if best >= 1 else list(found)


def whose_paper(question: Question, asked: Asked) -> list[Subject]:
    """Where nothing is called by all the words and some are words for a paper: the client, else the project, that the others name."""
    left = [word for word in question.words if word not in PAPERS]
    if not left or len(left) == len(question.words):
        return []
    named = [one for one in subjects.find(left, asked.seen_by, kinds=subjects.NAMED) if one.sure]
    return [one for one in named if one.kind == "client"] or named


def papers(question: Question, asked: Asked) -> list[Subject]:
    """Where nothing is called by the words and all of them are words for papers: the approvals of such, of whichever client."""
    kinds = [word for word in question.words if word not in question.who]
    if not kinds or any(word not in PAPERS for word in kinds):
        return []
    every = _of_papers(reading.listed(asked.seen_by, limit=READ), kinds)
    return subjects.of([one.id for one in every[:MOST]], asked.seen_by)


def reply(question: Question, about: Subject, asked: Asked) -> Reply:
    """The answer about one thing: its own approvals, or for a project or a client those inside it, of the papers that are asked about alone."""
    of_many = about.kind in subjects.NAMED
    papers = [word for word in question.words if word in PAPERS and of_many and word not in _words(about.title)]
    limit = READ if papers else MOST
    every = reading.listed(asked.seen_by, subjects=[about.id], limit=limit)
    if of_many and not _of_papers(every, papers):
        inside = {about.kind: about.id}
        every = reading.listed(asked.seen_by, **inside, limit=limit)  # type: ignore[arg-type]
    found = _of_papers(every, papers)[:MOST]
    if not found and papers:
        what = joined([_a(word) for word in papers])
        says = f"Not known: no approval of {what} for {quoted(about.title)} is recorded anywhere you may see."
        choices = tuple(subjects.of([one.id for one in every[:SHOWN]], asked.seen_by))
        return Reply(question, answering.NOT_KNOWN, says, about, sure=answering.NOT_SURE, choices=choices)
    if not found:
        says = f"Not known: no approval of {quoted(about.title)} is recorded anywhere you may see."
        return Reply(question, answering.NOT_KNOWN, says, about, sure=answering.NOT_SURE)
    return _one(question, about, found[0], asked) if len(found) == 1 else _several(question, about, found, asked)


def waiting(question: Question, asked: Asked) -> Reply:
    """Nothing was named: the approvals that wait, to choose from."""
    found = reading.listed(asked.seen_by, states=reading.WAITING, limit=SHOWN)
    says = "Which one? These wait for a yes." if found else "Which one? No approval waits just now."
    return Reply(
        question,
        answering.CHOOSE,
        says,
        choices=tuple(subjects.of([one.id for one in found], asked.seen_by)),
        sure=answering.NOT_SURE,
    )


def _of_papers(found: Sequence[ApprovalRow], papers: Sequence[str]) -> list[ApprovalRow]:
    """The approvals of these papers; none unless each of them has one."""
    held = {one.id: _words(" ".join((one.what, *(place.quote for place in one.places)))) for one in found}
    if not all(any(held[one.id] & set(PAPERS[word]) for one in found) for word in papers):
        return []
    return [one for one in found if not papers or any(held[one.id] & set(PAPERS[word]) for word in papers)]


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _a(paper: str) -> str:
    """ "a quote", "an order", and what a statement of work is called in full."""
    name = "statement of work" if PAPERS[paper][0] == "statement" else paper.removesuffix("s")
    return f"{'an' if name[0] in 'aeo' else 'a'} {name}"


def _one(question: Question, about: Subject, row: ApprovalRow, asked: Asked) -> Reply:
    sources = tuple(_source(place) for place in reversed(row.places))[:SHOWN]
    verdict = VERDICTS[row.state]
    if row.state == "approved" and _conditional(row):
        verdict = answering.ON_CONDITION
    if row.differs:
        verdict = answering.DIFFERS
    says = _sentence(row, asked)
    if row.state == "approved" and not row.differs and (name := _another(question, about, [row], asked)):
        verdict, says = answering.NOT_KNOWN, f"Not known of {name}: {says.partition(': ')[2]}"
    since = changed.since(row.id, row.decided_at, asked.seen_by) if row.state == "approved" else []
    says = " ".join(part for part in (says, _since(since, asked)) if part)
    extra = tuple(Source(f"{one.name}: {one.before} → {one.after}", one.system, one.thing, one.at) for one in since)
    sure = answering.NOT_SURE if verdict == answering.NOT_KNOWN else _how_sure(row, bool(since))
    return Reply(question, verdict, says, about, sources + extra, sure)


def _another(question: Question, about: Subject, found: Sequence[ApprovalRow], asked: Asked) -> str:
    """The name of whoever is asked about, as it was typed, where that is somebody we know and nothing recorded says they approved all of this."""
    who = [word for word in question.who if word not in PAPERS and not subjects.has(about, [word])]
    if not who or all(subjects.called(_who(row) or row.asked_of, who) for row in found):
        return ""
    return (
        question.typed(who) if any(one.fit >= 1 for one in subjects.find(who, asked.seen_by, kinds=("person",))) else ""
    )


def _sentence(row: ApprovalRow, asked: Asked) -> str:
    what, of, on = quoted(row.what), row.asked_of or "somebody", _day(row.decided_at, asked)
    who = _who(row)
    if row.differs:
        voices = [
            f"{system.partition(': ')[0]} says {STATES[state]}" for system, state in reading.states(row.places).items()
        ]
        return f"The places that record {what} differ: {joined(voices) or 'they say different things'}. The latest word is {STATES[row.state]}{f', on {on}' if on else ''}."
    if row.state in ("approved", "refused"):
        first = "No:" if row.state == "refused" else "Yes, on a condition:" if _conditional(row) else "Yes:"
        put = f" {row.asked_of} was asked." if row.asked_of and not who else ""
        return f"{first} {what} was {STATES[row.state]}{f' by {who}' if who else ''}{f' on {on}' if on else ''}.{put}"
    if row.state == "withdrawn":
        return f"No: {what} was withdrawn{f' on {on}' if on else ''}, before anybody decided."
    by = f" by {row.asked_by}" if row.asked_by and row.asked_by != row.asked_of else ""
    asked_on = f" on {_day(row.asked_at, asked)}" if row.asked_at else ""
    return f"Not yet: {of} was asked for {what}{by}{asked_on}, and no yes or no is recorded since."


def _several(question: Question, about: Subject, found: Sequence[ApprovalRow], asked: Asked) -> Reply:
    """More than one approval: yes only when every one of them is given and no places differ."""
    plain = [one for one in found if one.state == "approved" and not one.differs and not _conditional(one)]
    whole = len(plain) == len(found) < MOST and not _another(question, about, found, asked)
    verdict = answering.YES if whole else answering.SOME
    count = {state: sum(1 for one in found if one.state == state) for state in STATES}
    parts = [f"{many} {STATES[state]}" for state, many in count.items() if many]
    differ = sum(1 for one in found if one.differs)
    says = f"{quoted(about.title)} has {len(found)}{' or more' if len(found) == MOST else ''} approvals: {joined(parts)}{f'; the places of {differ} of them differ' if differ else ''}."
    sources = tuple(
        Source(
            f"{one.what}: {STATES[one.state]}{', places differ' if one.differs else ''}",
            one.places[-1].system if one.places else "",
            one.id,
            one.decided_at or one.asked_at,
        )
        for one in found[:SHOWN]
    )
    return Reply(question, verdict, f"Yes. {says}" if whole else says, about, sources, answering.SURE if whole else answering.FAIRLY,
                 choices=tuple(subjects.of([one.id for one in found if one.id != about.id][:SHOWN], asked.seen_by)))  # fmt: skip


def _day(at: datetime | None, asked: Asked) -> str:
    return asked.day(reading.as_known(at)) if at else ""


def _who(row: ApprovalRow) -> str:
    """Who decided, where that is said: whoever wrote the deciding mail or comment. A field names who keeps it, not who decided."""
    deciding = [place for place in row.places if place.state == row.state and place.place in ("mail", "comment")]
    return next((place.by for place in reversed(deciding) if place.by), "")


def _conditional(row: ApprovalRow) -> bool:
    deciding = [place for place in row.places if place.state == row.state]
    return bool(deciding) and deciding[-1].condition == "conditional"


def _how_sure(row: ApprovalRow, changed_since: bool) -> str:
    """A field or status is somebody's entry; a mail is what a sentence was taken to mean."""
    if row.differs:
        return answering.NOT_SURE
    kept = any(place.place in ("field", "status") and place.state == row.state for place in row.places)
    return answering.SURE if kept and not changed_since else answering.FAIRLY


def _source(place: PlaceRow) -> Source:
    by = f"{place.by}: " if place.by and place.place in ("mail", "comment") else ""
    return Source(f"{by}{place.quote}", place.system, place.thing, place.at)


def _since(found: Sequence[changed.Change], asked: Asked) -> str:
    if not found:
        return ""
    words = [f"{one.name} from {one.before} to {one.after} on {asked.day(one.at)}" for one in found[:3]]
    return f"It has changed since: {joined(words)}."

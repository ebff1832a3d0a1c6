"""A flag in words: its title, and its reasons in a few sentences with nothing said twice."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kingpost.priorities import words
from kingpost.priorities.ranking import Held

LONGEST = 150
LEAST_QUOTED = 25  # letters of what somebody wrote that still say something
_SENTENCE = re.compile(r"(?:[^.“]|“[^”]*”|\.(?=\S))+\.(?=\s)")  # up to the first full stop outside a quotation
_LOWERED = frozenset(
    {"The", "It", "Its", "On", "Nobody", "An", "A", "They", "We", "Work", "Ticket", "Task", "Invoice", "Promised"}
)

OF_A_WHOLE = {
    "project_slipping": "{} is slipping",
    "invoice_missing": "{} is done and not invoiced",
    "one_head": "Only one of us knows {}",
    "meeting_unprepared": "“{}” is not prepared",
}
"""Titles of flags about a project, a client or a meeting, by the rule that speaks loudest."""


def title(kind: str, called: str, lead: Held, opening: Sequence[Held]) -> str:
    """``kind`` and ``called`` are those of the thing it is about, ``lead`` its weightiest signal, ``opening`` all that make it a flag."""
    if kind == "message" or (lead.rule == "disagreement" and kind != "invoice"):
        return lead.title
    if lead.rule in ("work_due", "unowned") and kind in ("project", "client"):
        pieces = [s for s in opening if s.rule in ("work_due", "unowned") and not s.facts.get("whole")]
        return f"{called}: {_pieces(pieces)}" if pieces else f"{called} has nobody to lead it"
    if lead.rule == "unowned":
        return f"{called} has {'no owner' if lead.key == 'nobody' else 'nobody to do it'}"
    if lead.rule == "capacity_short" or kind == "person":
        return lead.title
    if lead.rule == "system_behind":
        count = len({s.key for s in opening if s.rule == "system_behind"})
        return lead.title if count == 1 else f"{words.capital(words.number(count))} systems are behind or not complete"
    if lead.rule in OF_A_WHOLE:
        return OF_A_WHOLE[lead.rule].format(called)
    if lead.rule == "work_due":
        late = [s for s in opening if s.rule == "work_due"]
        if len(late) > 1:
            return f"{called}: {words.number(len(late))} pieces of work are late"
        return f"{called} {'has no owner' if lead.facts.get('unowned') else 'is late'}"
    if lead.rule == "invoice_due":
        return f"{lead.title} " + {
            "differs": "does not match its order",
            "wrong": "does not add up",
            "late": "is not paid",
        }.get(lead.key, "is due")
    return called


def _pieces(pieces: Sequence[Held]) -> str:
    """How many pieces of work have no owner, or nobody who is here."""
    count = len({s.entity for s in pieces})
    only = next(iter(pieces)).title if count == 1 else ""
    nobody = all(s.rule == "work_due" or s.key == "nobody" for s in pieces)
    what = "no owner" if nobody else "nobody to do it" if count == 1 else "nobody to do them"
    return f"“{words.shorten(only, 60)}” has {what}" if only else f"{words.number(count)} pieces of work have {what}"


def why(signals: Sequence[Held]) -> str:
    """Why the flag is here: a single reason as it stands, several in one sentence of at most about ``LONGEST`` letters. What does not fit is counted; the
    flag's own page lists every reason."""
    said, agreed = _reasons(signals)
    if len(said) == 1:
        return " ".join([*said, *agreed])
    sentence, left = _clause(said[0], first=True), 0
    for text in said[1:]:
        if fitting := _fitting(text, LONGEST - len(sentence)):
            sentence += f"; {_clause(fitting)}"
        else:
            left += 1
    if not left:
        return f"{sentence}{_ending(sentence)}"
    return f"{sentence}; and {words.number(left)} more {'reason' if left == 1 else 'reasons'}."


def _fitting(text: str, room: int) -> str:
    """A reason that has so much room, with its quotation cut short where it ends in one; "" where it has not."""
    if len(text) <= room:
        return text
    says, quoted, quote = text.partition(": “")
    left = room - len(says) - 6
    return f"{says}: “{words.shorten(quote.partition('”')[0], left)}”" if quoted and left >= LEAST_QUOTED else ""


def _reasons(signals: Sequence[Held]) -> tuple[list[str], list[str]]:
    """What the signals say, nothing twice and one line a ticket; and the one agreed time, the earliest, where there is one."""
    mails = any(s.facts.get("person_name") for s in signals)
    said: list[str] = []
    for s in sorted(signals, key=_in_words):  # that it is escalated is said in a few words, what somebody wrote in many
        if s.rule == "client_waiting" and mails and not s.facts.get("person_name"):
            continue  # the mail says who wrote, and more
        if (s.rule, s.key) == ("unowned", "away") and any(o.rule == "answer_at_risk" for o in signals):
            continue  # which says it as well
        text = s.says.removesuffix(str(s.facts.get("agreed", ""))).strip()
        subject = " ".join(text.split()[:2])
        if said and s.rule == "escalation" and said[-1].startswith(f"{subject} "):
            said[-1] = f"{said[-1].rstrip('.')} and {text.removeprefix(subject).strip()}"
        elif text not in said:
            said.append(text)
    waiting = [s for s in signals if s.facts.get("agreed") and s.due]
    return said, [str(min(waiting, key=lambda s: s.due or s.since).facts["agreed"])] if waiting else []


def _in_words(signal: Held) -> bool:
    return signal.rule != "escalation" or signal.key not in ("escalated", "reopened", "breached")


def _clause(text: str, *, first: bool = False) -> str:
    """A reason as a part of a sentence: without its full stop; cut after its own first sentence where it is long."""
    if first and len(text) > LONGEST and (end := _SENTENCE.match(text)):
        text = end[0]
    text = text.removesuffix(".")
    begin, _, rest = text.partition(" ")
    return text if first or begin not in _LOWERED else f"{begin.lower()} {rest}"


def _ending(sentence: str) -> str:
    return "" if sentence.endswith(("?”", "!”", ".”")) else "."

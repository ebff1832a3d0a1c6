"""What a text says about an approval: somebody is asked, says yes, no, yes on a condition, not yet, or takes the request back. Pure rules, precision first.

A sentence is read with its small words: "approved" says yes, "once approved" and "the approved plan" say nothing, "not approved" says no. A report of what a third
party's machine accepted or rejected is none. Of several sentences the one that decides counts more than the one that asks. The phrases stand in ``patterns.py``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kingpost.knowledge.approvals import patterns as say

ASKED, APPROVED, REFUSED, CONDITIONAL, WAITING, WITHDRAWN = (
    "asked",
    "approved",
    "refused",
    "conditional",
    "waiting",
    "withdrawn",
)

MAYBE = re.compile(say.MAYBE, re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+|\n|$)")
_WRAPPED = re.compile(r"(?<=[^\s.!?:])[ \t]*\n(?=[a-z])")  # a line that only the mail program ended
_PARTS = re.compile(r"[,;:–—]|\bbut\b", re.IGNORECASE)
_RANK = {WITHDRAWN: 6, REFUSED: 5, CONDITIONAL: 4, APPROVED: 3, WAITING: 2, ASKED: 1}


@dataclass(frozen=True)
class Said:
    """What a text says: ``act`` and the sentence that says it."""

    act: str
    quote: str


def read(text: str) -> Said | None:
    """What a text says about an approval; None for nothing. Of several sentences the deciding one; of equal ones the last."""
    if not MAYBE.search(text):
        return None
    found = [Said(act, sentence) for sentence in _sentences(text) if MAYBE.search(sentence) and (act := _act(sentence))]
    return max(enumerate(found), key=lambda one: (_RANK[one[1].act], one[0]))[1] if found else None


def answer(text: str, ask: str) -> Said | None:
    """What a short answer says to a mail that asks: "Yes please", "No, sorry". None when it says more, or the ask puts several questions.

    "Yes" by itself answers only who asks leave to begin: to "Could you approve it by Friday?" it may mean that somebody will look.
    """
    asked, said = read(ask), [one for one in map(_greeted, _sentences(text)) if one.strip(" .,")]
    if asked is None or asked.act != ASKED or say.EITHER.search(asked.quote) or not said:
        return None
    if any(one.endswith("?") and one != asked.quote for one in _sentences(ask)) or any(map(say.MORE.search, said[1:])):
        return None
    leave = bool(say.PERMISSION.search(_plain(asked.quote)))
    if say.BARE_YES.search(said[0]) or (leave and say.BARE_WORD.search(said[0])):
        return Said(APPROVED, said[0])
    if say.BARE_NO.search(said[0]) or (leave and say.BARE_NO_WORD.search(said[0])):
        return Said(REFUSED, said[0])
    return None


def _sentences(text: str) -> list[str]:
    """The sentences of a text, each in one line."""
    return [" ".join(one.split()) for one in _SENTENCE.findall(_WRAPPED.sub(" ", text)) if one.strip()]


def _greeted(sentence: str) -> str:
    """A sentence without the greeting before it."""
    return say.GREETING.sub("", sentence)


def _plain(sentence: str) -> str:
    """A sentence without greetings and words of assent before it, and without what is no condition although it is written like one."""
    before = ""
    while sentence != before:
        before, sentence = sentence, say.ASSENT.sub("", _greeted(sentence))
    return sentence


def _act(sentence: str) -> str:
    """What one sentence says; "" for nothing."""
    if say.BACK.search(sentence):
        return WITHDRAWN
    said = _plain(sentence)
    question = said.endswith("?")
    asks = bool(say.ASK.search(said))
    if not asks and say.INQUIRY.search(said):
        return ""
    if say.WAIT.search(said):
        return WAITING
    clear = say.HARMLESS.sub(" ", said)
    yes, no = say.YES.search(clear), say.NO.search(clear)
    if asks and (question or not yes):
        return ASKED
    nothing = say.NOTHING.search(clear)
    if no and not nothing and not (yes and _only_limits(no, yes)):
        return REFUSED
    if yes is None or question or (nothing and not ("approved" in yes[0].casefold() and yes.start() == 0)):
        return ""
    return _given(yes)


def _given(yes: re.Match[str]) -> str:
    """Whether a yes is given as it stands: not hoped for, and on a condition that stands before or behind it."""
    before, behind = yes.string[: yes.start()], yes.string[yes.end() :]
    if (ahead := say.AHEAD_IF.search(before)) and _is_condition(before[ahead.end() :], yes[0]):
        return CONDITIONAL
    if say.UNSURE.search(_PARTS.split(before)[-1]):
        return ""
    return CONDITIONAL if say.CONDITION.search(behind) else APPROVED


def _is_condition(clause: str, yes: str) -> bool:
    """Whether the words behind an "if" state one before the yes begins: "If the price is unchanged, please go ahead". In "ask if you can go ahead" none do."""
    return "," in clause or (len(clause.split()) > 1 and bool(say.LETS_GO.match(yes)))


def _only_limits(no: re.Match[str], yes: re.Match[str]) -> bool:
    """Whether a no beside a yes leaves it standing: "Approved, but don't order the licences yet", "I rejected the first offer, but this one is approved"."""
    if no.start() < yes.start():  # what was refused was something else
        return bool(say.REFUSING.search(no[0]) and say.BUT.search(no.string[no.end() : yes.start()]))
    approved_first = "approved" in yes[0].casefold() and not yes.string[: yes.start()].strip()
    return approved_first and yes.end() <= no.start() and bool(say.NOT_ALL.search(no[0]))


_STATES = {
    APPROVED: ("approved", "approve", "accepted", "granted", "signed off", "authorised", "authorized", "ok", "yes", "agreed"),
    REFUSED: ("rejected", "refused", "declined", "denied", "not approved", "disapproved", "no", "turned down"),
    ASKED: ("waiting", "pending", "requested", "asked", "awaiting", "submitted", "in review", "under review", "to approve", "to be approved", "open", "new", "needed",
            "required", "sent", "on hold", "waiting for approval"),
    WITHDRAWN: ("withdrawn", "cancelled", "canceled", "void", "not required", "not needed"),
}  # fmt: skip
_BY_WORD = {word: state for state, words in _STATES.items() for word in words}


def state(value: str) -> str:
    """The state a field's value means: "Awaiting approval" → asked; "" when it means none."""
    folded = " ".join(re.sub(r"[\W_]+", " ", value.casefold()).split())
    if folded in _BY_WORD:
        return _BY_WORD[folded]
    if "approv" not in folded and "sign off" not in folded:
        return ""
    if re.search(
        r"\b(?:await\w*|wait\w*|pending|needs?|request\w*|for|to|in|under|needed|required|requires)\b", folded
    ):
        return ASKED
    if re.search(r"\b(?:not|un|dis)\s?approved|\b(?:rejected|refused|declined|denied)\b", folded):
        return REFUSED
    return APPROVED if re.search(r"\bapproved\b", folded) else ""


def about_approval(status: str) -> bool:
    """Whether an ordinary status speaks of an approval: "Awaiting approval" does, "Done" does not."""
    return bool(re.search(r"approv|sign(?:ed)?[ -]?off", status, re.IGNORECASE))

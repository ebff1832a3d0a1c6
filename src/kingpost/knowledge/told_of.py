"""Is it the thing itself that a sentence tells a day, a sum or a state of, or something about it? Pure, plain rules, English.

As in whole.py what a name stands next to decides: "the training for the portal", "phase 1 of the portal" and "the portal pilot" are other things than the portal. Where
the name is only what a sentence is about ("Portal: the test data arrives on Friday"), or stands in the sentence before, what the sentence begins with decides.
"""

from __future__ import annotations

from collections.abc import Sequence

from kingpost.knowledge.whole import (
    COSTS,
    HAVING,
    IS,
    ITSELF,
    LAST_OF_TWO,
    MOVING,
    NAME,
    OPENS,
    PREPOSITIONS,
    PRICE,
    PRONOUNS,
    SAID_OF_PRICE,
    THE,
    VERB,
    VERBS,
    WHEN,
    begins_with,
    goes_on,
    leads,
    masked,
)

Words = frozenset[str]

THING = "thething"
"""What ``told`` writes in place of a thing's name or number."""
OWN_WORDS = {
    "invoice": ("total", "amount", "invoice", "due", "payment"), "meeting": ("meeting", "call", "session"), "ticket": ("ticket", "request"),
    "project": ("project", "date", "go-live", "launch", "delivery"), "task": ("task", "date"), "agreement": ("order", "contract", "date"),
}  # fmt: skip
"""What a sentence calls a thing of this kind, its day or its sum, when it goes on about it."""

_DONE = frozenset(["closed", "close", "resolved", "resolve", "solved", "fixed", "fix", "finished", "completed", "complete", "done", "delivered", "paid", "pay", "settled", "settle"])  # fmt: skip
_TELLING = frozenset(["note", "inform", "remind", "report", "announce", "say", "see", "will", "to", "have", "with"])
_KINDS = frozenset(["ticket", "case", "request", "task", "issue", "problem", "bug", "invoice", "bill", "order", "contract", "milestone"])  # fmt: skip
_TOPIC = frozenset(["regarding", "concerning", "re"])
_ON = IS | VERB | _DONE | _KINDS | frozenset(["back", "forward", "originally", "still", "already", "also", "then", "only", "just", "all", "not", "never", "yet", "yesterday", "total",
                                               "over", "planned", "due", "changes"])  # fmt: skip
"""What may follow a name and leave it the thing that is meant."""
_OF_DAY = WHEN | {"due"}
_OF_DAYS = {"invoice": WHEN | {"due", "payment", "total", "amount"}, "ticket": WHEN | {"due", "fix", "solution", "repair"}, "meeting": WHEN | {"time"}}  # fmt: skip
_OF_STATE = frozenset(["work", "working", "all", "issue", "problem", "payment"])
_OF_SUM = PRICE | SAID_OF_PRICE


def tells(what: str, sentence: str, kind: str) -> bool:
    """Whether a sentence, with THING in place of the name of a thing of this kind, tells a value of it: a "date", an "amount" or a "state".

    Without THING it goes on about the thing.
    """
    words = masked(sentence.replace("’", "'"), {THING})
    places = [n for n, word in enumerate(words) if word == NAME]
    heads = {"date": _OF_DAYS.get(kind, _OF_DAY), "amount": _OF_SUM}.get(what, _OF_STATE)
    if what == "amount" and kind == "invoice":
        heads -= {"fee", "fees", "cost", "costs"}  # an invoice has a total; a fee for it is another sum
    own = ITSELF | heads | frozenset(OWN_WORDS.get(kind, ()))
    if not places:
        return begins_with(words, own, _ON | WHEN)
    return all(_leads(words, n, heads) and _follows(words, n, own, what) for n in places)


def _leads(words: Sequence[str], at: int, heads: Words) -> bool:
    """Whether what stands before a name leaves it the thing that is meant; "£2,000 of it" is a part, "£900 on it" what was spent."""
    before = [word for word in words[:at] if word not in THE]
    if len(before) > 1 and before[-1] in ("of", "on") and before[-2][0] in "£€$":
        return False
    openers = OPENS | VERBS | LAST_OF_TWO | HAVING | _DONE | MOVING | _TELLING | _KINDS | _TOPIC
    if "price" in heads:
        openers |= heads
    return leads(words, at, openers, heads | PRONOUNS)


def _follows(words: Sequence[str], at: int, own: Words, what: str) -> bool:
    """Whether what stands behind a name is said of it: not a longer name ("the portal pilot"), and no other thing said under its name ("Portal: the pilot is")."""
    allowed = _ON | WHEN | (COSTS | _OF_SUM if what == "amount" else frozenset())
    rest = list(words[at + 1 :])
    if not rest:
        return True
    led = words[0] in PREPOSITIONS | _TOPIC
    if all(word in THE | PREPOSITIONS | _TOPIC for word in words[:at]) and (
        rest[0] in ":–—" or (led and (rest[0] == "," or rest[0] in THE | PRONOUNS))
    ):
        return begins_with(rest, own, _ON | WHEN)
    return goes_on(words, at + (rest[0] in WHEN), allowed)

"""Does a sentence state the day or the price of a thing itself, or of a part of it, of work for it, of a plan about it? Pure, plain rules, English.

"The portal goes live on 12 March" and "the price of the portal is £48,000" speak of the portal; "the training for the portal", "the portal test server" and "my
review of the portal" do not. What a name stands next to decides: a word that is no part of saying when or how much makes it another thing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from kingpost.identity.keys import plain_name
from kingpost.knowledge.stated import DELIVERY
from kingpost.toolbox.dates import DAYS, MONTHS

NAME = "NAME"
"""Stands for the thing's own name in the words of a sentence."""

_WORD = re.compile(r"[£€$]? ?\d[\d.,]*\w*|[^\W\d_]+(?:['’-][^\W\d_]+)*|[,.:;!?()–—]")
_MONEY = frozenset(["gbp", "eur", "usd", "chf"])
_WITH_NAME = frozenset(["project", "rollout", "roll-out", "system", "itself", "work"])
"""What may follow a name and be part of it: "the portal project"."""
THE = frozenset(["the", "your", "our", "this", "that", "these", "whole", "entire", "new", "agreed"])
PREPOSITIONS = frozenset(["for", "of", "on", "in", "to", "with", "about", "at", "from"])
OPENS = frozenset(
    [
        "that",
        "and",
        "so",
        "but",
        "as",
        "because",
        "then",
        "confirm",
        "confirmed",
        "agreed",
        "know",
        "sure",
        "promise",
        "means",
        "yes",
        "now",
        "is",
    ]
)
"""What may stand before a name that begins a part of a sentence."""
ITSELF = frozenset([NAME, "it", "this", "that", "which", "everything", "all", "both", "whole", *_WITH_NAME])
IS = frozenset(
    [
        "will",
        "is",
        "are",
        "goes",
        "go",
        "going",
        "stays",
        "remains",
        "moves",
        "moved",
        "has",
        "be",
        "can",
        "shall",
        "and",
        "by",
        "until",
        "as",
        "now",
        "when",
        "which",
        "this",
        "next",
        "today",
        "tomorrow",
        "at",
        "in",
        "on",
        "to",
        "from",
        "with",
    ]
)
VERBS = frozenset(
    [
        "deliver",
        "install",
        "complete",
        "finish",
        "launch",
        "delivered",
        "installed",
        "completed",
        "finished",
        "launched",
        "delivering",
        "launching",
    ]
)
VERB = IS - PREPOSITIONS - {"and", "as", "now", "when", "which", "this", "next", "today", "tomorrow", "be"} | frozenset([
    "was", "were", "have", "had", "won't", "isn't", "hasn't", "haven't", "it's", "it'll", "that's", "must", "should", "would", "takes", "take", "comes", "come", "starts", "start", "begins",
    "follows", "arrives", "falls", "ends", "stands", "amounts", "costs"])  # fmt: skip
MOVING = frozenset(["move", "moved", "moving", "postpone", "postponed", "push", "pushed", "put", "bring", "brought", "delay", "delayed", "defer", "deferred", "reschedule",
                     "rescheduled", "shift", "shifted", "change", "changed", "extend", "extended", "set", "schedule", "scheduled", "booked", "planned"])  # fmt: skip
PRONOUNS = frozenset(["i", "we", "you", "they", "i'll", "we'll", "you'll", "i've", "we've", "you've", "i'm", "we're", "you're", "me", "us"])  # fmt: skip
_ORDINALS = frozenset(["first", "second", "third", "fourth", "fifth", "next", "partial"])
_TWO_VERBS = frozenset([("hand", "over"), ("roll", "out"), ("cut", "over")])
LAST_OF_TWO = frozenset(last for _, last in _TWO_VERBS)
HAVING = frozenset(["have", "get", "see"])
WHEN = frozenset(
    [
        "go-live",
        "live",
        "launch",
        "launches",
        "delivery",
        "handover",
        "hand-over",
        "cutover",
        "cut-over",
        "completion",
        "release",
        "date",
        "day",
        "deadline",
        "installation",
        "track",
        "ready",
        "complete",
    ]
)
PRICE = frozenset(
    [
        "price",
        "prices",
        "cost",
        "costs",
        "fee",
        "fees",
        "total",
        "quote",
        "quotation",
        "budget",
        "amount",
        "sum",
        "figure",
        "offer",
        "value",
    ]
)
SAID_OF_PRICE = frozenset(["agreed", "quoted", "fixed", "final", "vat", "tax", "net", "gross"])
COSTS = frozenset(["costs", "cost", "comes", "come", "amounts", "is", "are"])
_BESIDE_LIVE = re.compile(
    r"\b(?:before|after|ahead of|prior to|following|since) (?:the |your |our )?go-?live\b", re.IGNORECASE
)


def of_itself(what: str, sentence: str, names: Collection[Collection[str]]) -> bool:
    """Whether a sentence that states a day (DELIVERY) or a price says it of the thing with these names (sets of folded words), not of something about it."""
    words = masked(sentence, {word for name in names for word in name})
    places = [n for n, word in enumerate(words) if word == NAME]
    if what == DELIVERY:
        return (
            not _BESIDE_LIVE.search(sentence)
            and all(
                leads(words, n, OPENS | VERBS | LAST_OF_TWO | HAVING | MOVING | {"note"}, WHEN)
                and goes_on(words, n, IS | WHEN | {"back", "forward"})
                for n in places
            )
            and _delivers(words)
            and _under_its_name(words)
        )
    return (
        all(leads(words, n, OPENS | SAID_OF_PRICE, PRICE | SAID_OF_PRICE) and (goes_on(words, n, IS | COSTS | PRICE | SAID_OF_PRICE) or _begins(words, n)) for n in places)
        and _costs(words)
        and _paid_for(words)
    )  # fmt: skip


def _under_its_name(words: Sequence[str]) -> bool:
    """Whether what is said under a name is of the thing: not "Portal: the data import is on"."""
    at = words.index(NAME) if NAME in words else 0
    titled = at + 1 < len(words) and words[at + 1] == ":" and all(word in THE for word in words[:at])
    return not titled or begins_with(words[at + 2 :], ITSELF | WHEN, IS | WHEN)


def masked(sentence: str, names: Collection[str]) -> list[str]:
    """The words and signs of a sentence, lower case, the thing's name as NAME with what may be part of it."""
    words: list[str] = []
    for word in map(str.strip, _WORD.findall(sentence)):
        folded = plain_name(word).split()
        if folded and all(part in names for part in folded):
            if not words or words[-1] != NAME:
                words.append(NAME)
        elif not (words and words[-1] == NAME and word.casefold() in _WITH_NAME):
            words.append(word.casefold())
    return words


def is_day_or_sum(words: Sequence[str], at: int) -> bool:
    """Whether a word is of a day or a sum: "March", "£48,000", "14th"; no number a part goes by: "phase 2"."""
    word, before = words[at], words[at - 1] if at else ""
    if word in MONTHS or word in DAYS or word in _MONEY:
        return True
    numbered = len(word) < 3 and before.isalpha() and not (before in PREPOSITIONS or before in THE or before in MONTHS or before in DAYS)  # fmt: skip
    return any(c.isdigit() for c in word) and not (word.isdigit() and numbered)


def leads(words: Sequence[str], at: int, openers: Collection[str], heads: Collection[str]) -> bool:
    """Whether what stands before a name leaves it the thing that is meant: nothing, a verb of handing over, or "the price of"."""
    before = at - 1
    while before >= 0 and words[before] in THE:
        if words[before] == "that" and before < at - 1:
            return True  # "to tell you that the portal"
        before -= 1
    if before < 0 or not words[before][0].isalpha() or words[before] in openers or is_day_or_sum(words, before):
        return True
    if words[before].endswith("ly"):
        return True  # "unfortunately the portal"
    if words[before] not in PREPOSITIONS or (before > 1 and words[before - 2] in _ORDINALS):
        return False  # the latter: "the second release of the portal"
    head = words[before - 1] if before else ""
    return not head or head in heads or is_day_or_sum(words, before - 1) or not head[0].isalnum()


def goes_on(words: Sequence[str], at: int, allowed: Collection[str]) -> bool:
    """Whether what stands behind a name is no part of a longer name: "the portal goes" does, "the portal training" does not."""
    after = words[at + 1] if at + 1 < len(words) else ""
    if not after or after in allowed or after in PREPOSITIONS or is_day_or_sum(words, at + 1) or not after[0].isalnum():
        return True
    # "the portal slips from", "the portal opened on": a verb, unless another one follows
    rest = words[at + 2 :]
    verb = after.endswith(("s", "ed")) and rest and (rest[0] in PREPOSITIONS or is_day_or_sum(rest, 0))
    return bool(verb) and not any(word in VERB for word in rest)


def _begins(words: Sequence[str], at: int) -> bool:
    """Whether a name ends the beginning of a sentence: "For the portal we agreed"."""
    return (
        words[0] in PREPOSITIONS
        and all(word in THE for word in words[1:at])
        and words[at + 1] in ("the", "our", "your", "we", "i", "you")
    )


def begins_with(words: Sequence[str], own: Collection[str], allowed: Collection[str]) -> bool:
    """Whether a sentence begins with the thing of the one before, its day or its price: "it goes live", "the new date is"; not "the test data arrives"."""
    rest = list(words)
    while rest and (not rest[0][0].isalnum() or rest[0] in OPENS - {"that"} or rest[0].endswith("ly")):
        rest = rest[1:]
    ends = [n for n, word in enumerate(rest) if word in VERB or (n and (word in PREPOSITIONS or is_day_or_sum(rest, n) or not word[0].isalnum()))]  # fmt: skip
    first = ends[0] if ends else len(rest)
    subject = [word for word in rest[:first] if word not in THE or word in ("this", "that")]
    if not subject or subject[0] in PRONOUNS:
        # "we will have it finished", "we go live": "it" or a day of it among what is said, not what merely will be ready
        said = [n for n in range(1, len(rest)) if rest[n] in set(own) - {"ready", "complete", "track"}]
        handed = any(word in VERBS and (behind in PREPOSITIONS or is_day_or_sum(rest, n)) for n, (word, behind) in enumerate(pairwise(rest), 1))  # fmt: skip
        return handed or any(goes_on(rest, n, allowed) for n in said) or rest[:1] == ["it's"]
    return subject[-1] in own or is_day_or_sum(subject, len(subject) - 1)


def _paid_for(words: Sequence[str]) -> bool:
    """Whether a sum is for the thing: "£900 for the training" is not."""
    for n, word in enumerate(words[:-1]):
        if word in ("for", "on") and n and words[n - 1][-1].isdigit() and not words[n - 1].isdigit():
            bought = [one for one in words[n + 1 :] if one not in THE]
            if bought and bought[0] not in ITSELF and not is_day_or_sum(bought, 0):
                return False
    return True


def _delivers(words: Sequence[str]) -> bool:
    """Whether what is handed over is the thing: "we will deliver it", not "we will install the test server for it"."""
    for n, word in enumerate(words):
        start = n + 1 if word in VERBS else n + 2 if tuple(words[n : n + 2]) in _TWO_VERBS else 0
        handed = (
            [one for one in _until_stop(words[start:]) if one not in THE or one in ("this", "that")] if start else []
        )
        if handed and handed[-1] not in ITSELF:
            return False
    return True


def _until_stop(words: Sequence[str]) -> list[str]:
    found: list[str] = []
    for n, word in enumerate(words):
        if (
            word in PREPOSITIONS
            or word in IS
            or word in ("before", "live", "latest", "earlier")
            or is_day_or_sum(words, n)
            or not word[0].isalpha()
        ):
            break
        found.append(word)
    return found


def _costs(words: Sequence[str]) -> bool:
    """Whether what costs is the thing or its price: "the price is", not "the training costs"."""
    for n, word in enumerate(words):
        if word in COSTS and n and not (word in ("cost", "costs") and words[n - 1] in PRICE | SAID_OF_PRICE | THE):
            said_of = (
                words[n - 1]
                if words[n - 1] not in ("will", "would", "now", "still", "all")
                else words[n - 2]
                if n > 1
                else ""
            )
            if said_of[:1].isalpha() and said_of not in ITSELF | PRICE | SAID_OF_PRICE | {"will"}:
                return False
    return True

"""Does a sentence state the day or the price of a thing itself, or of a part of it, of work for it, of a plan about it? Pure, plain rules, English.

"The portal goes live on 12 March" and "the price of the portal is £48,000" speak of the portal; "the training for the portal", "the portal test server" and "my
review of the portal" do not. What a name stands next to decides: a word that is no part of saying when or how much makes it another thing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from kingpost.identity.keys import plain_name
from kingpost.knowledge.stated import DELIVERY
from kingpost.toolbox.dates import DAYS, MONTHS

NAME = "NAME"
"""Stands for the thing's own name in the words of a sentence."""

_WORD = re.compile(r"[£€$]? ?\d[\d.,]*\w*|[^\W\d_]+(?:['’-][^\W\d_]+)*|[,.:;!?()–—]")
_WITH_NAME = frozenset(["project", "rollout", "roll-out", "system", "itself", "work"])
"""What may follow a name and be part of it: "the portal project"."""
_THE = frozenset(["the", "your", "our", "this", "that", "these", "whole", "entire", "new", "agreed"])
_PREPOSITIONS = frozenset(["for", "of", "on", "in", "to", "with", "about", "at", "from"])
_OPENS = frozenset(
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
_ITSELF = frozenset([NAME, "it", "this", "that", "which", "everything", "all", "both", "whole", *_WITH_NAME])
_IS = frozenset(
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
_VERBS = frozenset(
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
_TWO_VERBS = frozenset([("hand", "over"), ("roll", "out"), ("cut", "over")])
_WHEN = frozenset(
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
_PRICE = frozenset(
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
    ]
)
_SAID_OF_PRICE = frozenset(["agreed", "quoted", "fixed", "final", "vat", "tax", "net", "gross"])
_COSTS = frozenset(["costs", "cost", "comes", "come", "amounts", "is", "are"])
_BESIDE_LIVE = re.compile(
    r"\b(?:before|after|ahead of|prior to|following|since) (?:the |your |our )?go-?live\b", re.IGNORECASE
)


def of_itself(what: str, sentence: str, names: Collection[Collection[str]]) -> bool:
    """Whether a sentence that states a day (DELIVERY) or a price says it of the thing with these names (sets of folded words), not of something about it."""
    words = _masked(sentence, {word for name in names for word in name})
    places = [n for n, word in enumerate(words) if word == NAME]
    if what == DELIVERY:
        return (
            not _BESIDE_LIVE.search(sentence)
            and all(
                _leads(words, n, _OPENS | _VERBS | _LAST_OF_TWO | _HAVING, _WHEN) and _goes_on(words, n, _IS | _WHEN)
                for n in places
            )
            and _delivers(words)
        )
    return (
        all(_leads(words, n, _OPENS | _SAID_OF_PRICE, _PRICE | _SAID_OF_PRICE) and (_goes_on(words, n, _IS | _COSTS | _PRICE | _SAID_OF_PRICE) or _begins(words, n)) for n in places)
        and _costs(words)
        and _paid_for(words)
    )  # fmt: skip


_LAST_OF_TWO = frozenset(last for _, last in _TWO_VERBS)
_HAVING = frozenset(["have", "get", "see"])


def _masked(sentence: str, names: Collection[str]) -> list[str]:
    """The words and signs of a sentence, lower case, the thing's name as NAME with what may be part of it."""
    words: list[str] = []
    for word in _WORD.findall(sentence):
        folded = plain_name(word).split()
        if folded and all(part in names for part in folded):
            if not words or words[-1] != NAME:
                words.append(NAME)
        elif not (words and words[-1] == NAME and word.casefold() in _WITH_NAME):
            words.append(word.casefold())
    return words


def _is_day_or_sum(word: str) -> bool:
    return any(c.isdigit() for c in word) or word in MONTHS or word in DAYS


def _leads(words: Sequence[str], at: int, openers: Collection[str], heads: Collection[str]) -> bool:
    """Whether what stands before a name leaves it the thing that is meant: nothing, a verb of handing over, or "the price of"."""
    before = at - 1
    while before >= 0 and words[before] in _THE:
        before -= 1
    if before < 0 or not words[before][0].isalpha() or words[before] in openers:
        return True
    if words[before] not in _PREPOSITIONS:
        return False
    head = words[before - 1] if before else ""
    return not head or head in heads or _is_day_or_sum(head) or not head[0].isalnum()


def _goes_on(words: Sequence[str], at: int, allowed: Collection[str]) -> bool:
    """Whether what stands behind a name is no part of a longer name: "the portal goes" does, "the portal training" does not."""
    after = words[at + 1] if at + 1 < len(words) else ""
    return not after or after in allowed or after in _PREPOSITIONS or _is_day_or_sum(after) or not after[0].isalnum()


def _begins(words: Sequence[str], at: int) -> bool:
    """Whether a name ends the beginning of a sentence: "For the portal we agreed"."""
    return (
        words[0] in _PREPOSITIONS
        and all(word in _THE for word in words[1:at])
        and words[at + 1] in ("the", "our", "your", "we", "i", "you")
    )


def _paid_for(words: Sequence[str]) -> bool:
    """Whether a sum is for the thing: "£900 for the training" is not."""
    for n, word in enumerate(words[:-1]):
        if word in ("for", "on") and n and words[n - 1][-1].isdigit() and not words[n - 1].isdigit():
            bought = [one for one in words[n + 1 :] if one not in _THE]
            if bought and bought[0] not in _ITSELF and not _is_day_or_sum(bought[0]):
                return False
    return True


def _delivers(words: Sequence[str]) -> bool:
    """Whether what is handed over is the thing: "we will deliver it", not "we will install the test server for it"."""
    for n, word in enumerate(words):
        start = n + 1 if word in _VERBS else n + 2 if tuple(words[n : n + 2]) in _TWO_VERBS else 0
        handed = (
            [one for one in _until_stop(words[start:]) if one not in _THE or one in ("this", "that")] if start else []
        )
        if handed and handed[-1] not in _ITSELF:
            return False
    return True


def _until_stop(words: Sequence[str]) -> list[str]:
    found: list[str] = []
    for word in words:
        if (
            word in _PREPOSITIONS
            or word in _IS
            or word in ("before", "live")
            or _is_day_or_sum(word)
            or not word[0].isalpha()
        ):
            break
        found.append(word)
    return found


def _costs(words: Sequence[str]) -> bool:
    """Whether what costs is the thing or its price: "the price is", not "the training costs"."""
    for n, word in enumerate(words):
        if word in _COSTS and n and not (word in ("cost", "costs") and words[n - 1] in _PRICE | _SAID_OF_PRICE | _THE):
            said_of = (
                words[n - 1]
                if words[n - 1] not in ("will", "would", "now", "still", "all")
                else words[n - 2]
                if n > 1
                else ""
            )
            if said_of[:1].isalpha() and said_of not in _ITSELF | _PRICE | _SAID_OF_PRICE | {"will"}:
                return False
    return True

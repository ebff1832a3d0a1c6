"""Is a sentence's day, hour or sum settled, and which one held before? Pure, plain rules, English.

A sentence that asks, hopes, sets a condition, denies, or passes on what somebody else said settles nothing. "The 12th instead of the 5th" and "from 10:00 to
11:00" settle the value that holds now: the one it takes the place of is no longer looked at.
"""

from __future__ import annotations

import re

from kingpost.knowledge.values import COUNTED, FIGURE
from kingpost.toolbox.dates import DAYS, MONTHS

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_NUMBERED = r"\d{1,2}(?:st|nd|rd|th)"
_VALUE = (
    rf"(?:(?:the|this|next|last)\s+)?(?:(?:(?:{'|'.join(DAYS)}),?\s+(?:the\s+)?)?(?:{_NUMBERED}\s+(?:of\s+)?(?:{_MONTH})|\d{{1,2}}\s+(?:{_MONTH})|(?:{_MONTH})\s+\d{{1,2}}(?:st|nd|rd|th)?|{_NUMBERED})\b"
    rf"(?:,?\s+20\d\d\b)?|\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|\d{{1,2}}[:.]\d\d(?:\s?[ap]\.?m\b)?|\d{{1,2}}\s?[ap]m\b|[£€$]\s?(?:{FIGURE})(?:\s?{COUNTED})?"
    rf"|(?:GBP|EUR|USD|CHF)\s?(?:{FIGURE})|(?:{FIGURE})\s?(?:GBP|EUR|USD|CHF)\b|(?:{'|'.join(DAYS)}|today|tomorrow)\b)"
)
_REPLACED = re.compile(
    rf"(?:[,(–-]\s*)?(?:\b(?:and|but)\s+)?\b(?:not|instead of|rather than|in place of)\s+(?:(?:on|for|at|by|until|the old|the earlier)\s+)?{_VALUE}",
    re.IGNORECASE,
)
_MAY_REPLACE = re.compile(r"\b(?:not|instead|rather|in place|from)\b", re.IGNORECASE)
MOVES = r"\b(?:move[sd]?|moving|postpone[sd]?|push(?:es|ed)?|delay(?:s|ed)?|defer(?:s|red)?|reschedule[sd]?|shift(?:s|ed)?|slip(?:s|ped)?|put back|put off|(?:brought|bring) forward|change[sd]?|extend(?:s|ed)?|goes up|go up|gone up|went up|rises?|risen|goes down|go down|gone down|went down|drops?|dropped|falls?|fallen|reduced|raised|increased?s?)\b"
_FROM = re.compile(rf"(?P<lead>{MOVES}(?:\s+\S+){{0,6}}?\s+)from\s+{_VALUE}(?=\s+(?:to|until|till)\b)", re.IGNORECASE)

_HARMLESS = re.compile(
    r"\b(?:let (?:me|us) know|tell (?:me|us)|shout|ask|call|ring|mail|e-?mail|write|contact|reach)\b[^,;]{0,30}\bif\b.*|\bif you (?:have|need) (?:any|more|further|questions|help)\b[^,;]*"
    r"|\b(?:would|['’]d) like to (?:confirm|inform|let|tell|announce)\b|\bas (?:i|we|you|already|just) (?:\w+ )?(?:said|mentioned|wrote|told|promised|asked|wanted|requested|suggested)\b"
    r"|\b(?:not|no) (?:later|more) than\b|\bnot only\b",
    re.IGNORECASE,
)
"""What holds such a word and leaves a sentence as certain as it is."""
_ASKS = re.compile(
    r"\?|^\W*(?:(?:and|but|so|or)\s+)?(?:(?:are|is|can|could|do|does|did|would|will|shall|should|may|might|have|has)(?:n['’]t)?\s+(?:you|we|i|it|they|the|your|our|this|that|there|he|she|\w+day)\b"
    r"|(?:how|what) about\b|(?:when|where|how|what|which)\s+(?:is|are|do|does|will|can|should|would)\b)",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:if|unless|whether|could|should|would|might|perhaps|maybe|hope|hoping|try|aim|aims|aiming|ideally|possibly|provisional\w*|tentative\w*|propose\w*|suggest\w*|shall we|can we|can you|was going|were going"
    r"|depends|depending|subject to|provided|providing|assuming|as long as|as soon as|once|conditional|likely|unlikely|probably|doubt|cannot promise|(?:was|were) (?:supposed|meant) to|no (?:\w+ )?(?:date|day|time|price) (?:yet|for))\b"
    r"|(?-i:(?<!\d )(?<!\d(?:st|nd|rd|th) )(?<!of )\bmay\b(?! \d))|^May (?=[a-z])",
    re.IGNORECASE,
)
"""Hopes and conditions. "May" with a capital or beside a number is the month."""
_HEARSAY = re.compile(
    r"\b(?:i|we)(?:['’]ve| have)? (?:hear|heard|understand|understood|gather|think|thought|believe|believed|assume|assumed)\b"
    r"|(?<!\bi )(?<!\bwe )(?<!['’]ve )(?<!\bhave )(?<!\bto )\b(?:say|says|said|tells|told|mentions|mentioned|thinks|thought|believes|reckons|claims|claimed|writes|wrote|asked|wanted|suggests)\b|\baccording to\b|\bapparently\b",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:not|nobody|no one|never|nothing|cannot|no longer|neither)\b|n['’]t\b", re.IGNORECASE)


def newest(sentence: str) -> str:
    """The sentence with every value that another takes the place of blanked; as long as before, so that places in it stay."""
    if not _MAY_REPLACE.search(sentence):
        return sentence  # most sentences: the shapes below are slow
    without = _REPLACED.sub(lambda hit: " " * len(hit.group()), sentence)
    return _FROM.sub(lambda hit: hit["lead"] + " " * (len(hit.group()) - len(hit["lead"])), without)


def denies(sentence: str) -> bool:
    """Whether a sentence says that something is not so."""
    return bool(_DENIED.search(_HARMLESS.sub(" ", sentence)))


def uncertain(sentence: str) -> bool:
    """Whether a sentence asks, hopes, sets a condition or passes on somebody else's words."""
    return bool(
        _ASKS.search(sentence) or any(shape.search(_HARMLESS.sub(" ", sentence)) for shape in (_HEDGED, _HEARSAY))
    )

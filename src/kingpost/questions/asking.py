"""What a text in the box asks: which of the three questions, and about what. Plain rules over words, no model; a text that asks none of them is a search."""

from __future__ import annotations

import re
from dataclasses import dataclass

APPROVED, ON_TRACK, NEXT_STEP = "approved", "on_track", "next_step"
LONGEST, MOST_WORDS = 200, 8

_ASKS = re.compile(
    r"^(?:(?:and|so|but|please)\s+)*(?:has|have|had|is|are|was|were|did|does|do|will|can|when|who|who's|whose|which|what|what's|how|any)\b|\?\s*$"
)
_OWNS = r"\bwho(?:'s| is| will| should)? (?:owns?|has|have|holds?|takes?|handles?|does|do|doing|dealing|looks? after|responsible|working|in charge|on)\b|\bwhose\b|\bowners? of\b|\bnext steps?\b|\b(?:what|who)(?:'s| is| comes)? next\b"
_TRACK = r"\bon track\b|\bon time\b|\bin time\b|\bon schedule\b|\bbehind(?: schedule)?\b|\boverdue\b|\bat risk\b|\bslipp\w*|\bdelayed\b|\blate\b|\bwhen (?:will|is|are|does|do)\b|\bhow (?:is|are|does|far)\b"
_YES = r"\bapprov\w*|\bsign(?:ed)?(?:\s+it)?[- ]?off\b|\bsigned\b|\bgo[- ]?ahead\b|\bgreen[- ]?li(?:ght|t)\w*|\b(?:gone|go|went|been put|going) through\b|\bauthori[sz]\w*|\bsaid yes\b|\bgot (?:the|a|its) (?:ok|okay|yes)\b"
_KINDS = (
    (NEXT_STEP, re.compile(_OWNS)),
    (ON_TRACK, re.compile(r"\bon track\b")),
    (APPROVED, re.compile(_YES)),
    (ON_TRACK, re.compile(_TRACK)),
)
_ALL = re.compile(f"{_OWNS}|{_YES}|{_TRACK}")
_WORD = re.compile(r"[\w&@.+/-]*\w")
_OF_NO_WEIGHT = frozenset(
    [
        "a",
        "about",
        "again",
        "all",
        "already",
        "an",
        "and",
        "any",
        "anybody",
        "anyone",
        "are",
        "as",
        "at",
        "be",
        "been",
        "being",
        "but",
        "by",
        "can",
        "come",
        "comes",
        "complete",
        "completed",
        "could",
        "did",
        "do",
        "does",
        "doing",
        "done",
        "due",
        "end",
        "ends",
        "far",
        "finish",
        "finished",
        "for",
        "from",
        "get",
        "gets",
        "given",
        "going",
        "got",
        "had",
        "has",
        "have",
        "he",
        "her",
        "his",
        "how",
        "i",
        "in",
        "is",
        "it",
        "its",
        "late",
        "launch",
        "leave",
        "me",
        "my",
        "now",
        "of",
        "on",
        "or",
        "our",
        "ours",
        "over",
        "please",
        "ready",
        "really",
        "right",
        "s",
        "same",
        "shall",
        "she",
        "should",
        "so",
        "still",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "thing",
        "things",
        "this",
        "those",
        "through",
        "to",
        "today",
        "tomorrow",
        "track",
        "until",
        "up",
        "us",
        "was",
        "we",
        "week",
        "were",
        "what",
        "when",
        "where",
        "whether",
        "which",
        "who",
        "whose",
        "why",
        "will",
        "with",
        "work",
        "would",
        "yes",
        "yet",
        "you",
        "your",
        "step",
        "steps",
        "owner",
        "owners",
        "owned",
        "owning",
        "own",
        "next",
        "say",
        "said",
        "tell",
        "delivered",
        "deliver",
        "happening",
        "going",
    ]
)


@dataclass(frozen=True)
class Question:
    """One question: its kind, and the words that say about what; none when the text does not say ("are we on track?")."""

    kind: str
    words: tuple[str, ...]
    text: str


def understood(text: str) -> Question | None:
    """The question in a text; None when it asks none of the three."""
    plain = " ".join(text.split())[:LONGEST]
    folded = plain.casefold().replace("’", "'")
    if not _ASKS.search(folded):
        return None
    kind = next((name for name, pattern in _KINDS if pattern.search(folded)), None)
    if kind is None:
        return None
    left = re.sub(r"'s\b", "", _ALL.sub(" ", folded).replace("#", " "))
    words = [word for word in _WORD.findall(left) if word not in _OF_NO_WEIGHT]
    return Question(kind, tuple(dict.fromkeys(words))[:MOST_WORDS], plain)

"""Whether a mail among us hands something over to those it went to: its new part alone tells, not what it quotes or forwards. Pure. English."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kingpost.connectors.formats.replies import own_text

MAYBE = r"\m(hand-?overs?\M|hand(ing|ed)?\M.{0,80}\mover\M|tak(e|es|ing)\M.{0,80}\mover\M|over to you\M|yours\M|pick .{0,40} up from (me|here)\M)"
"""What a mail must hold somewhere to be looked at, as PostgreSQL reads it."""
_YOU = re.compile(
    r"\bhand(ing|ed)? (?:[^.!?\n]{0,60} )?over to (you|your team)\b|(?:^|[.!?:;,–—-]\s*|\n\s*|\b(?:now|so|and|then) )over to you\b(?! for (a|your) (comment|view|opinion))"
    r"|\b(this|that|it|these|those|they)( one| all| both)?( is|['’]s| are) (now |all )*yours\b(?!\s*\?)"
    r"|\b(can|could|will|would) you (please |kindly |both )?take (?:[^.!?\n]{1,60} )?over\b|\bplease (can you |could you |now )?take (?:[^.!?\n]{1,60} )?over\b|\byou (now |please )?(are taking|will be taking|will take|take|['’]ll take|['’]re taking) (?:[^.!?\n]{1,60} )?over\b"
    r"|\btak(e|es|ing) (?:[^.!?\n]{1,60} )?over from me\b|\bpick (?:[^.!?\n]{1,40} )up from (me|here)\b",
    re.IGNORECASE,
)
_MINE = re.compile(r"\b(I|we)(['’](ll|m|d|re|ve)| will| can| could| am| are| would| have| had)?( (now|gladly|happily|already|just|then|have to|to))* (take|taking|took|taken|pick|picked)\b[^.!?\n]*", re.IGNORECASE)  # fmt: skip
"""Who takes something over themselves hands nothing over."""
_HANDOVER = re.compile(r"\bhand-?over (to|from)\b", re.IGNORECASE)
_ANSWER = re.compile(r"^\s*((re|aw|sv)\s*:\s*)", re.IGNORECASE)
_FORWARD = re.compile(r"^\s*((re|aw|sv|fw|fwd|wg)\s*:\s*)+", re.IGNORECASE)


def hands_over(title: str, body: str, to: Sequence[str], writer: str = "") -> bool:
    """Whether the new words of a mail hand something over to its readers; ``to`` are their names. Its title counts where it is new as well."""
    said = own_text(body, writer)
    fresh = said if _FORWARD.match(title) else f"{title}.\n{said}"
    words = _MINE.sub("", fresh)
    if _YOU.search(words) or (not _ANSWER.match(title) and _HANDOVER.search(words)):
        return True
    names = "|".join(re.escape(name.split()[0]) for name in to if name.split())
    return bool(names) and bool(
        re.search(rf"\bhand(ing|ed)? (?:[^.!?\n]{{0,60}} )?over to ({names})\b", words, re.IGNORECASE)
    )

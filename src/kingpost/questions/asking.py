"""What a text in the box asks: which of the three questions, and about what. Plain rules over words, no model; a text that asks none of them is a search."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

APPROVED, ON_TRACK, NEXT_STEP = "approved", "on_track", "next_step"
LONGEST, MOST_WORDS = 200, 8

_ASKS = re.compile(
    r"^(?:has|have|had|is|are|was|were|did|does|do|will|can|when|where|who|which|what|how|any|(?:in |on )?whose)\b|\?\s*$"
)
_POLITE = re.compile(
    r"^(?:(?:and|so|but|please|pls|(?:can|could|would|will) you|do you know|tell me|give me|show me|let me know|check)\s+)+(?:(?:if|whether) )?"
)
_SHORT = re.compile(r"\b(who|what|when|where|how)s\b")  # a phone leaves the apostrophe out
_NOT = re.compile(r"\b(?:(wo)n'?t|(ca)n'?t|(has|have|had|is|are|was|were|did|does|do|would|should|could)n'?t)\b")
_FULL = {"wo": "will", "ca": "can"}
_WHOSE = re.compile(r"\bwho'?s(?= (?:move|turn|go|job|task|court)\b)")
_PAPER = re.compile(
    r"\b(?:quot(?:e|ation)s?|offers?|proposals?|estimates?|contracts?|agreements?|statements? of work|sow|purchase orders?|terms)\b"
)
_TAKES = re.compile(r"\b(?:accept(?:ed)?|agreed?(?: (?:to|on|with))?|sign(?![- ](?:in|on|up|out|off)))\b")
"""A yes to a paper: a quote is accepted, a price is agreed to, a contract is signed. Of anything else these words say something else."""
_WAY = re.compile(r"^(?:how|where) (?:do|can|could|should|would|did|to|many|much|often|long)\b(?! (?:we|things) stand)")
_NO_LONGER_HAS = r"(?! (?:(?:not|already|just|ever|never|also|all) )*(?:to|\w{2,}ed|been|seen|sent|said|done|written|spoken|met|paid|read|gone|given|taken|left|made|told|heard)\b)"
_HOLDS = (
    r"\bwhose (?:move|turn|go|job|task) is(?: it)?\b|\b(?:in |on )?whose (?:court|side) is the ball\b|\bwhose\b|\bowners? of\b|\bnext (?:steps?|actions?)\b|\b(?:what|who)(?:'s| is| comes?)? next\b|\b(?:happens?|to happen|come|comes|do) next\b"
    rf"|\bwho(?: has| have|'s)(?: got)? the ball\b|\bwho (?:do|should|can|could|would) (?:i|we) (?:ask|chase|contact|(?:talk|speak|go) to)(?= about\b)|\bwho(?:'s| is) up(?: next)?(?= (?:on|for|with)\b)"
    r"|\b(?:no|without an?) owners?\b|\bis there an? owner\b|\bunowned\b|\b(?:un)?assigned(?=\s*\??$)|\bwho(?:'s| is) the (?:(?:project|account|delivery|technical) )?(?:manager|lead)(?= (?:for|on|of|at)\b)"
    rf"|\bwho(?:'s)?(?: is| will| should| can| must| has to| needs to)? (?:owns?|(?:has|have){_NO_LONGER_HAS}|got|holds?|takes?|handles?|handling|runs?|running"
    r"|leads?|leading|manages?|managing|does(?!.*\b(?:work for|report to|know|speak)\b)|do(?! (?:i|we|you|they)\b)|doing|deal(?:s|ing)?(?= with)|look(?:s|ing)? after|responsible|accountable|assigned|working|in charge|in the lead|pick(?:s|ing)? up"
    r"|act(?:s|ing)?(?: next)?|on(?! (?:holiday|leave|call|sick)))\b"
    r"|\b(?:does|has|is|will) (?:anyone|anybody|someone|somebody) (?:own|hold|have|got|doing|handling|working on|looking (?:after|at|into)|dealing with|on|going to take|pick(?:ed|ing) up)\b"
)
_ENDED = r"(?:done|finished|complete|completed|ready|live|delivered|closed|resolved|solved|fixed|launched|shipped)(?= (?:yet|now|by|for|on|at|already|today|then)\b|\s*\??$)"
_END = re.compile(rf"(?<![-\w]){_ENDED}")  # not of a go-live
_ENDS = r"(?:done|finish\w*|complet\w*|ready|live|due|deliver\w*|launch\w*|end|ends|ended|go-live|deadline|hand(?:ed)?[- ]?over|ship(?:s|ped)?|available)"
_LIVE = re.compile(
    r"\b(?:(?:go|gone|went) live(?=\s*\??$| (?:yet|by|on|with|for|now|already|today|this|next)\b)|hand(?:ed|ing)? over|delivering|launching|shipping)\b"
)
_MEETS = r"(?!.*\b(?:meet|meets|meeting|meetings|call|visit)\b(?! rooms?\b))"
_STANDS = (
    r"\b(?:on|in) time\b|\bon schedule\b|\b(?:according )?to plan\b|\b(?:running )?behind(?: schedule)?\b|\boverdue\b|\bat risk\b|\bslip(?:s|p\w*)?\b|\bdelayed\b|\b(?:running )?late\b|\b(?:blocked|stuck|in trouble)(?=\s*\??$)|\bstill open\b|\bwhat(?:'s| is) (?:happening|going on|up) (?:with|on|at)\b"
    rf"|^when(?:'s)?\b{_MEETS}(?=.*\b{_ENDS}\b)(?: (?:will|is|are|does|do))?|^(?:is|are|was|were|have|has|did|will)\b(?=.*\b{_ENDED})|\b{_ENDED}(?=\s*\?$)"
    r"|^(?:have|has|did|will) (?:\w+ ){1,2}(?:finish|complete|deliver|close|fix|resolve|solve)(?:e?d)?\b"
    r"|\b(?:going|goes) live\b|\bhow far (?:along|on|are|is|has|have)\b|\bhow(?:'s| is| are)\b(?=.* (?:doing|going|coming along|coming on|getting on|looking|progressing|shaping up)\b)"
    r"|^how(?:'s| is| are)\b(?!.* (?:\w{2,}ed|done|made|paid|set|built)\b)(?=(?: [\w.&'/#-]+){1,5}\s*\??$)|\bhow do(?:es)?\b(?=.* look\b)"
    r"|\bwhere (?:(?:are|do|have) (?:we|you|they|things)|(?:we|they|things) (?:are|stand))(?: now)?(?: got| stand| at| up)?(?: to)? (?:with|on|in)\b|\bwhere(?:'s| is| are)\b(?=.* (?:at|up to)\s*\??$)|\bwhere do(?:es)?\b(?=.* stand\b)"
    r"|\bstatus (?:of|on|for)\b|\bwhat(?:'s| is) the (?:\w+ )?(?:status|progress|eta|state of play|due date|deadline)\b|\bdelays? (?:on|to|in|with|for)\b|\b(?:any|an|the latest) (?:news|updates?|progress|movement) (?:on|about|with|for)\b|\bthe latest (?:on|about|with)\b"
    r"|\bwhat(?:'s| is| are) (?:still )?(?:blocking|delaying|holding (?:up|back))\b|\bheld up\b|\bblockers?\b|\b(?:make|hit|meet|miss)\b(?=.* (?:date|deadline|go-?live|go live|launch|milestone)\b)|\bdeadline (?:of|for|on)\b"
)
_YES = r"\bapprov\w*|\bsign(?:ed)?(?:\s+it)?[- ]?off\b|\bsigned\b(?! (?:in|up|out)\b)|\bgo[- ]?ahead\b|\bgreen[- ]?li(?:ght|t)\w*|\b(?:gone|go|went|been put|going) through\b|\bauthori[sz]\w*|\bsa(?:id|y) yes\b|\bg[oe]t (?:the|a|its) (?:ok|okay|yes)\b|\b(?:to|they|you) sign\b(?![- ](?:in|on|up|out|off|it off)\b)|^did\b(?=(?:(?!\bgo\b).)*\bok(?:ay)? \w)|\bok(?:ay)?'?e?d\b"
_BY = re.compile(
    rf"(?:{_YES}) by (.+?)\s*\??$|^(?:(?:when|why|how) )?(?:did|has|have|will|can|should)\b((?:(?!\b(?:been|be|gets?|got|gone?)\b).)+?)(?:{_YES}|\bok\b|\bokay\b)"
)
_KINDS = (
    (NEXT_STEP, re.compile(_HOLDS)),
    (ON_TRACK, re.compile(r"\bon track\b")),
    (APPROVED, re.compile(_YES)),
    (ON_TRACK, re.compile(_STANDS)),
)
_BARE = (
    (NEXT_STEP, re.compile(r"^(?:next (?:steps?|actions?)|owner (?:of|for))\b|(?<=\w )(?:next (?:steps?|actions?)|owner|assigned to|whose (?:is|are) (?:it|this|that|they)|who's next)$")),
    (APPROVED, re.compile(r"(?<=\w )(?:approved|signed[- ]off|sign[- ]?off)$")),
    (ON_TRACK, re.compile(r"^status (?=\S*\d\S*$)|^(?:(?:an?|the|any|latest) )*(?:status|state of play|eta|progress|update|latest|due date|deadline) (?:of|on|for|with)\b|(?<=\w )(?:on track|on time|on schedule|behind schedule|late|overdue|delayed|status|eta|deadline|progress|due(?: date)?)$")),
)  # fmt: skip
"""The name, then what is asked of it, as one types on a phone: no question word and no question mark."""
_ALL = re.compile(rf"\bon track\b|{_HOLDS}|{_YES}|{_STANDS}")
_DAYS = re.compile(r"\b(?:by|on|for|before|until|this|next) (?:mon|tues|wednes|thurs|fri|satur|sun)day\b")
_OF_NOBODY = re.compile(r"\b(?:no|without an?) owners?\b|\bunowned\b|\bunassigned\b")
_OF_ALL = frozenset(["anything", "everything", "something", "waiting", "outstanding", "pending", "need", "needs", "approvals", "stuff"])  # fmt: skip
"""Words that name no thing: with nothing else named a question is about all there is."""
_WORD = re.compile(r"[\w&@.+/-]*\w")
_OF_NO_WEIGHT = frozenset([
    "a", "about", "actually", "again", "all", "along", "already", "an", "and", "any", "anybody", "anyone", "are", "as", "at", "be", "been", "being", "but",
    "by", "can", "come", "comes", "coming", "complete", "completed", "could", "currently", "deliver", "delivered", "did", "do", "does", "doing", "done",
    "due", "else", "end", "ends", "ever", "far", "finally", "finish", "finished", "for", "from", "get", "gets", "given", "going", "got", "had", "happening",
    "has", "have", "he", "her", "his", "how", "i", "in", "is", "it", "its", "just", "late", "launch", "leave", "me", "my", "next", "not", "now", "of", "ok",
    "okay", "on", "or", "our", "ours", "over", "own", "owned", "owner", "owners", "owning", "please", "ready", "really", "right", "s", "said", "same", "say",
    "shall", "she", "should", "so", "step", "steps", "still", "such", "tell", "than", "that", "the", "their", "them", "then", "there", "these", "they",
    "thing", "things", "this", "those", "through", "to", "today", "tomorrow", "track", "until", "up", "us", "was", "we", "week", "were", "what", "when",
    "where", "whether", "which", "who", "whose", "why", "will", "with", "work", "would", "yes", "yet", "you", "your",
])  # fmt: skip


@dataclass(frozen=True)
class Question:
    """One question: its kind, and the words that say about what; none when the text does not say ("are we on track?").

    ``bare``: the text does not ask in so many words ("portal status"), it may as well be a search. ``who`` are those of the words that say who approved.
    """

    kind: str
    words: tuple[str, ...]
    text: str
    bare: bool = False
    who: tuple[str, ...] = ()

    @property
    def named(self) -> str:
        """The words that say about what, as they were typed."""
        return self.typed(self.words)

    def typed(self, words: Sequence[str]) -> str:
        """Some of its words as they were typed."""
        typed = {word.casefold(): word for word in _WORD.findall(self.text)}
        return " ".join(typed.get(word, word) for word in words)


def understood(text: str) -> Question | None:
    """The question in a text; None when it asks none of the three."""
    plain = " ".join(text.split())[:LONGEST]
    folded = _folded(plain)
    if _WAY.search(folded):
        return None
    asks, short = _ASKS.search(folded) is not None, folded.rstrip(" ?.!")
    kind = next((name for name, one in _KINDS if asks and one.search(folded)), None)
    phrases = _ALL
    if kind is None:
        kind, phrases = next(((name, one) for name, one in _BARE if one.search(short)), (None, _ALL))
    if kind is None:
        return None
    left = short if phrases is not _ALL else folded
    left = phrases.sub(" ", _LIVE.sub(" ", left) if kind == ON_TRACK else left)
    left = _DAYS.sub(" ", (_END.sub(" ", left) if kind == ON_TRACK else left).replace("#", " "))
    words = _weighty(re.sub(r"'s\b", "", left))
    by = _BY.search(folded) if kind == APPROVED else None
    who = tuple(word for word in _weighty(re.sub(r"'s\b", "", by[1] or by[2])) if word in words) if by else ()
    return Question(kind, words, plain, not asks, who if len(who) < len(words) else ()) if asks or words else None


def of_nobody(text: str) -> bool:
    """Whether a question is about what has no owner: "which tickets have no owner"."""
    return _OF_NOBODY.search(_folded(text)) is not None


def _folded(plain: str) -> str:
    """A text as the rules know it: small letters, "who's" for "whos", "is it late" for "isn't it late", a yes to a paper as that, and no politeness."""
    folded = _SHORT.sub(r"\1's", _WHOSE.sub("whose", plain.casefold().replace("’", "'")))
    folded = _NOT.sub(lambda found: _FULL.get(found[1] or found[2], found[3]), folded)
    folded = _POLITE.sub("", re.sub(r"^by (?=when\b)", "", folded))
    return _TAKES.sub("approved", folded) if _PAPER.search(folded) else folded


def names(text: str) -> tuple[str, ...]:
    """The words of weight in a text that asks something, whatever it asks; none of a text that only names things."""
    folded = " ".join(text.split())[:LONGEST].casefold()
    return _weighty(folded.replace("#", " ")) if _ASKS.search(folded) else ()


def _weighty(text: str) -> tuple[str, ...]:
    """The words that say about what, each once."""
    words = [word for word in _WORD.findall(text) if word not in _OF_NO_WEIGHT]
    return tuple(dict.fromkeys(word for word in words if word not in _OF_ALL))[:MOST_WORDS]

"""Whether somebody decides, by what their post is called. Pure. English."""

from __future__ import annotations

import re

_DECIDES = re.compile(
    r"\b(chief|c[aefimoprst]o|cdo|ciso|chro|[aes]?vp|(vice|deputy)[- ]president|president|md|gm|general manager|managing|director|head of|head ?(teacher|master|mistress)|partner|(co-?)?owner|(co-?)?founder|proprietor"
    r"|principal|trustee|dean|chair\w*)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b((assistant|secretary|ea|pa|adviser|advisor|aide|support|driver|office|reporting|reports) (to|of|for) .*|[\w ]+['’]s (assistant|secretary|office)"
    r"|([\w&]+ )?business partner|(hr|people|talent|channel|technology|technical|alliance|delivery|solutions?|training|implementation) partner|partner(ships?)? (manager|lead|success|account|support|sales|marketing|coordinator|relations)"
    r"|(product|process|system|data|service|application|risk|control|content|content area) owner|principal (\w+ )?(engineer|consultant|developer|architect|analyst|scientist|designer|investigator|technician)|managing (editor|clerk)|(art|creative|music|casting|funeral) director)\b",
    re.IGNORECASE,
)
"""Posts named after somebody who decides, or by the same word, whose holders do not."""


def decides(post: str) -> bool:
    """Whether who holds a post of this name decides there: "Head of IT", "VP Sales", "Partner"; not "Assistant to the CEO" or "HR Business Partner"."""
    return bool(_DECIDES.search(_OTHERS.sub("", post)))

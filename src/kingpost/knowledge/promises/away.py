"""Whether a mailbox answered while its owner is away: "I am out of the office until Monday." Pure.

Who will be away from a later day on, or says so of somebody else, writes it himself.
"""

from __future__ import annotations

import re

from kingpost.knowledge.promises.dates import Said, find_dates
from kingpost.knowledge.promises.language import Language

_SPAN = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)? ?(?:to|until|till|and|–|-) ?(?:the )?$", re.IGNORECASE)
"""Right before a date, the day a span begins: "from 16 to" 20 March."""


def is_away(plain: str, said: Said, language: Language) -> bool:
    """Whether a sentence says that its writer is away by now."""
    remark = language.made["away"].search(plain)
    if remark is None:
        return False
    then = language.made["then"].search(plain, remark.end())
    stop = then.start() if then else len(plain)
    first = next((one for one in find_dates(plain, said, language) if remark.end() <= one.start < stop), None)
    if first is None or first.on <= said.day or first.key.startswith("this_"):
        return True
    before = plain[: first.start]
    if span := _SPAN.search(before):
        return not 1 <= int(span[1]) <= first.on.day or first.on.replace(day=int(span[1])) <= said.day
    return language.made["back"].search(before) is not None

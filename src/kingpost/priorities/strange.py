"""What nobody has seen before: a notice of a system unlike all it sent so far, a letter of somebody we never dealt with.

A notice's shape is its title without what differs from one to the next: numbers, names, anything with a digit in it. Every notice's shape is kept
(table ``shape``), so that a new one can be told at once, also among millions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from kingpost.priorities.batch import Batch
from kingpost.priorities.written_facts import Strange
from kingpost.toolbox.sql import execute, rows, sql

RECENT = timedelta(days=7)  # what is older is history
ONGOING = timedelta(days=30)  # what stands until its sender says that it is over: longer than that nobody waits for it
TIMES = 3  # a kind of notice is known once so many came
TOGETHER = timedelta(minutes=15)  # new shapes of one sender within that time are one matter
MOST = 1000  # notices of a sender looked at, to tell whether its titles repeat at all, and whether one was like this
ALIKE = 0.5  # how like one another two shapes are that are of one kind: of the groups of three letters, what both have
_BAD = r"problem|critical|warning|alert(ing)?|alarm|down|error|failed|failure|firing|(re-?)?triggered|no data|degraded|investigating|identified|acknowledge(d|ment)"
_GOOD = r"recover(y|ed)?|resolved?|solved|ok|okay|up|cleared?|closed|fixed|normal|ended|restored|success(ful)?"
_BAD_NOW = r"down|critical|failing|firing|unreachable|unavailable|offline|degraded|warning|unknown"
_GOOD_NOW = r"(back )?(up(?! (to|for|in)\M)|ok|okay|online|normal|operational)|recovered|resolved|back to normal"
_IS = r"\m(is|are|has been|have been)( now| currently)? "
_SENDER = (
    rf"\W*\[(?!({_BAD}|{_GOOD})\M)[^\]]*\]\W*"  # a system may put its own name first: "[Cloudbase Status] Resolved - …"
)
_LAST = r"(:\d+| in (\d+[dhms]+ ?)+)?"  # how many, or how long it lasted
STATE = rf"^\W*({_BAD}|opened|monitoring(?= -)|{_GOOD})\M{_LAST}\W*|{_IS}({_BAD_NOW}|{_GOOD_NOW})\M\W*"
"""What in a notice's title says how it stands, where it begins or as what something is; the rest is what it is about."""
NAMED = rf"^({_SENDER})({_BAD}|monitoring|{_GOOD})\M{_LAST}\W*"  # the same behind its sender's name, which is kept
ENDED = rf"^({_SENDER})?\W*(recovery|recovered|resolved|ok|okay)\M(?!\W*(fail|error|not\M|un|im|abort))"  # a notice that begins so tells of an end, whatever of
OVER = rf"^({_SENDER})?\W*({_GOOD})\M|^[^.?]*{_IS}({_GOOD_NOW})\M"  # how a notice says it is over
TROUBLE = rf"^({_SENDER})?\W*({_BAD})\M|^[^.?]*{_IS}({_BAD_NOW})\M"  # how one says there is something to be over
_WORD = re.compile(r"[^\W_]+(?:[-'’.@/#:][^\W_]+)*")


def shape(title: str) -> str:
    """A title without numbers, names and what else differs: "problem # cpu load on #"."""
    words = []
    for place, word in enumerate(_WORD.findall(title)):
        name = place and word[0].isupper() and not word.isupper()
        words.append("#" if name or any(ch.isdigit() for ch in word) else word.casefold())
    return " ".join(word for place, word in enumerate(words) if word != "#" or place == 0 or words[place - 1] != "#")


def related(refs: Sequence[int]) -> set[int]:
    """What is open of the senders of these notices: one of them may say that it is over."""
    return {entity for (entity,) in rows(sql("strange_related"), {"entities": list(refs)})}


def look(batch: Batch) -> None:
    """Remember the shapes of the batch's notices and strangers' letters, and add what is strange among them."""
    found = rows(sql("strange"), {"entities": sorted(batch.entities)})
    notices = [(row[0], row[5], shape(row[3]), row[7]) for row in found]
    if notices:
        execute(
            """INSERT INTO shape (record_id, sender, shape, at) SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[])
               ON CONFLICT (record_id) DO UPDATE SET sender = excluded.sender, shape = excluded.shape, at = excluded.at
               WHERE (shape.sender, shape.shape, shape.at) IS DISTINCT FROM (excluded.sender, excluded.shape, excluded.at)""",
            [list(column) for column in zip(*notices, strict=True)],
        )
    standing = set(rows("SELECT entity_id, audience_id FROM signal WHERE entity_id = ANY(%s) AND rule = 'unfamiliar' AND closed_at IS NULL", [sorted(batch.entities)]))  # fmt: skip
    late = [
        row
        for row in found
        if row[7] > batch.now - (ONGOING if (row[1], row[2]) in standing else RECENT) and not row[8]
    ]
    if not late:
        return
    params = {
        "records": [row[0] for row in late],
        "most": MOST,
        "alike": ALIKE,
        "times": TIMES,
        "together": TOGETHER,
        "ongoing": ONGOING,
        "trouble": TROUBLE,
        "over": OVER,
        "ended": ENDED,
        "state": STATE,
        "named": NAMED,
    }
    known = {record: more for record, *more in rows(sql("strange_known"), params)}
    for record, entity, audience, title, snippet, sender, automatic, at, _, started_at in late:
        batch.looked_at[entity].add(audience)
        seen, usual, total, distinct, lead, client, over, ongoing = known[record]
        batch.strange.append(Strange(entity, audience, record, title, snippet, sender, automatic, at, seen, usual, total, distinct, lead or entity, client or 0, over, ongoing, started_at))  # fmt: skip

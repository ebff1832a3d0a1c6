"""Whether a client's reply waits for one of us: it asks, reports trouble or is let down, rather than thanking or confirming."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kingpost.connectors.formats.replies import reply_text
from kingpost.knowledge.promises.reports import thanks
from kingpost.priorities import tone
from kingpost.toolbox.sql import rows

LOUD = 2.0  # points of tone from which on words are no confirmation
READ = 20_000  # letters of a mail, as far as any of it is read
_ASKS = re.compile(
    r"\?|\b(please|could (you|we)|can (you|we)|would (you|like)|we need|i need|needs? (to|a)|let (me|us) know|cannot|can['’]t|not work\w*|does(n['’]t| not)"
    r"|did(n['’]t| not)|fail\w*|down|urgent\w*|asap|still (not|no|waiting)|waiting|chas(e|ing)|any (news|update)|lock(ed|s) (me |us )?out|(?<!not )(?<!n['’]t )happened again"
    r"|no (difference|answer|reply)|nobody|escalat\w+)\b",
    re.IGNORECASE,
)
_STILL = re.compile(
    r"\b(still (the|broken|happen\w*|get\w*|see\w*|show\w*|say\w*|hav\w*|there|down|shut)|same (error|issue|problem|thing|message|fault)|(problem|error|issue|fault|message|noise|leak)( is| has|['’]s| came) (come )?back"
    r"|(?<!nothing is )broken(?! any)|stopped|no (luck|change|joy|better)|crash(ed|es|ing)?|(lost|losing) (all|every\w*|the|our|confidence|patience)"
    r"|(is|are|was|were|has|have|wo|ca|do)(n['’]t| not) (work|fix|help|start|open|print|connect|arriv|solv|chang|possib|accept)\w*)\b",
    re.IGNORECASE,
)


def waits(text: str) -> bool:
    """Whether a reply is more than thanks, a confirmation or news that all is well."""
    if _ASKS.search(text):
        return True
    if thanks(text):
        return False
    return _STILL.search(text) is not None or tone.of(text).points >= LOUD


def whole(cut: Iterable[tuple[int, str]]) -> Mapping[int, str]:
    """What these mails (a record, its writer's name) say themselves, to the end, where only how they begin is kept with them."""
    writers = dict(cut)
    if not writers:
        return {}
    asked = f"""SELECT r.id, left(v.body, {READ}) FROM record AS r JOIN version AS v ON v.record_id = r.id AND v.number = r.version
                WHERE r.id = ANY(%s::bigint[])"""  # noqa: S608  a number of ours
    return {record: reply_text(body or "", writers[record]) for record, body in rows(asked, [sorted(writers)])}

"""How bad a text says it is. Pure: words in, points and the reasons for them out. English; the words are a table.

No single word decides. What stands still, what is lost, whose word was broken, how often it happened, how soon it must end: each kind
counts once, and what takes the edge off ("no hurry") counts against.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

GRAVE = 3.0
"""Points from which a text by itself needs a person now."""
CONCERNED = 1.5
"""Points from which it does when somebody writes who decides there."""

STILL = "it stands still"
_NUMBER = r"(\d{2,}|ten|twenty|thirty|forty|fifty|sixty|a hundred|hundreds of|dozens of)"
_KINDS: tuple[tuple[str, float, str], ...] = (
    (STILL, 2.5,
     r"(is|are|has|have|went|gone|all|completely) (gone |all )?(down|offline|dark|dead|unavailable)\b|not available|stand(s|ing)? still|standstill|has stopped|stopped (working|altogether)"
     r"|stops? (again|working)|(can ?not|can['’]t|unable to|could not|no longer) (be )?(work|sign|log|get in|ship|sell|open|pay|trade|take|serve|enter|process|see patients|operate|reach)\w*"
     r"|no (orders?|network|phones?|power|internet|access)\b|(nobody|no one|none of us)( at [\w ]{2,20})? (can|is able)|locked out|blank screens?|does not (answer|respond|start)|outage|not worked properly|cut off"),
    ("many are hit", 1.0,
     rf"\b(everybody|everyone|every one of us|whole|entire|all (of )?(our|my|the)|(to|for) any of|everything at|from all sides|nobody|no one|department)\b|\b{_NUMBER} (people|users|staff|colleagues|patients|customers|desks|of us)"),
    ("something is lost", 1.5,
     r"\b(los(e|es|ing|t) (money|sales|orders|customers?|patients?|data|business|every|the)|costs? us|customers? (are |is |wait|stand)|at the door|payroll|wages|every (minute|hour)|deadline|fined|penalt(y|ies))"),
    ("it may be an attack", 3.0,
     r"\b(ransom\w*|hack(ed|ers?)|intru(sion|ders?)|phish\w*|stolen|leak(ed|s)?|malware|virus|encrypted by|fraud\w*|suspicious|unauthori[sz]ed|tamper\w*|impersonat\w*|read by strangers|new bank (account|details)|compromised)\b"),
    ("the law is named", 3.0,
     r"\b(solicitors?|lawyers?|proceedings|court|legal (action|advice)|regulator\w*|ombudsman|commissioner|formal(ly)? (notice|complain\w*)|breach of|liab(le|ility)|preserve (all|any|the)|under section|gdpr)\b"),
    ("somebody may be hurt", 3.0, r"\b(injur(y|ed|ies)|ambulance|unsafe|danger(ous)?|patient safety|fire alarm|evacuat\w*|safeguarding)\b"),
    ("they may leave", 3.0,
     r"((cancel|end|terminate|leave) (the|our|this) contract|other options|(another|other|different) (provider|supplier|company|partner)s?|look(ing)? elsewhere|reconsider|decide about (next year|the renewal)|not (be )?renew)"),
    ("they escalate", 3.0,
     r"\b(escalat\w*|unacceptable|inexcusable|(a|my|our|this) complaint|(would like|want|wish) to complain|not good enough|solicitors?|someone in charge|your (manager|director|boss))\b"),
    ("they are let down", 3.0,
     r"\b(disappoint\w*|let (us )?down|embarrass\w*|patience|patient for|frustrat\w*|fed up|had enough|ridiculous|appall\w*|shock(ed|ing)|pay for better|run out of|lost (trust|confidence|faith)"
     r"|did not expect to have to|no answers? for|run(ning)? in circles|start (again )?from (zero|scratch)|if this is what|at a loss|stopped asking|cannot go on|third time)\b"),
    ("it goes on and on", 1.5,
     r"\b(still (not|no|nothing|the same|wait\w*|down)|same (as|thing)|(third|fourth|fifth|sixth|another) (day|week|time|morning)|(second|third|fourth) time|for (days|weeks|months|hours)|since (monday|tuesday|wednesday|thursday|friday|yesterday|last)"
     r"|each time|every time|keeps? \w+ing|again and again|no (answer|word|reply|news)|heard nothing|nothing (has )?happen\w*|nobody (told|calls?|called|rang|answers?|replies)|how much longer|yesterday|struggling|exactly where we were|is back)\b"),
    ("it cannot wait", 1.0,
     r"\b(urgent(ly)?|immediately|at once|right (now|away)|asap|straight away|within (the|an|a|ten|\d+) ?(hour|minutes?|hours)|hurry|(call|ring) me|somebody on (it|this)|today|in two hours|by noon)\b"),
    ("our word was broken", 2.0,
     r"\b(you (promised|said|told us|assured|agreed)|we agreed|your word|(was|were) (to be|promised|supposed to|due|meant to)|should have been|by yesterday|past that)\b"),
    ("nothing came", 1.0, r"\b(have nothing|nothing (came|arrived|here)|without it|it is not,? |nobody told|missing|not (arrived|come|here)|no word|wait(s|ing)? for it)\b"),
    ("they ask who answers for it", 1.5,
     r"\b(who (is )?(on|looks?|looking|in charge|responsible|deals)|in charge|what is going on|speak to|want to understand|need to talk|explain|why (do|does|has|have|is|are|it)\b|concern(ed|s)|worried|i (hear|am told))"),
)  # fmt: skip
_SOFT = re.compile(r"\b(no hurry|not urgent|no rush|when(ever)? you (get|have) (a moment|time)|fine now|works now|end of the month|not a big|just a question|would like to know how)\b", re.IGNORECASE)  # fmt: skip
_TROUBLE = re.compile(
    r"\b(wrong(ly)?|mistak\w*|in error|accident\w*|forg[eo]t\w*|overlooked|lost|lose|losing|missing|delet\w*|eras\w*|overw\w*|wiped|broke\w*|damag\w*|corrupt\w*|leak\w*|expos\w*|expire\w*|cancel\w*"
    r"|terminat\w*|on hold|suspend\w*|recall\w*|must not|do not (use|open|touch|pay|restart)|can ?not|can['’]t|could not|too late|before (they|anybody|anyone|the client) notices?|sorry|apolog\w*|afraid"
    r"|unfortunately|fault|should (not )?have|never (was|were|sent|done|ran|arrived)|not (been )?(done|run|shipped|sent|confirmed|ready)|no (longer|confirmation)|nobody|risk\w*|careful|warn\w*|stop(s|ped)?"
    r"|refus\w*|declin\w*|fail\w*|unable|out of use|danger\w*|trouble|problems?|complain\w*|affected|worse\w*|urgent\w*|not work\w*|does not|upset|angry|block(s|ed)|stuck|breach\w*|incident|claim\w*"
    r"|threat\w*|illegal\w*|liab\w*)\b", re.IGNORECASE)  # fmt: skip
KINDS = tuple((name, points, re.compile(pattern, re.IGNORECASE)) for name, points, pattern in _KINDS)
EASED = 2.0


@dataclass(frozen=True)
class Tone:
    """``points`` and the reasons for them, the weightiest first."""

    points: float
    reasons: tuple[str, ...]

    @property
    def grave(self) -> bool:
        """It needs a person by itself."""
        return self.points >= GRAVE

    @property
    def still(self) -> bool:
        """It is grave because work stands still."""
        return self.grave and STILL in self.reasons


def of(text: str) -> Tone:
    """How bad ``text`` says it is; 0 points for what asks, thanks or confirms."""
    found = [(points, name) for name, points, pattern in KINDS if pattern.search(text)]
    total = sum(points for points, _ in found) - (EASED if _SOFT.search(text) else 0.0)
    return Tone(max(total, 0.0), tuple(name for _, name in sorted(found, reverse=True)))


def trouble(text: str) -> int:
    """How many different words of trouble are in a text, none where something takes the edge off. Each is ordinary by itself; in a letter unlike all before it they say
    what it is about."""
    return 0 if _SOFT.search(text) else len({match[0].casefold() for match in _TROUBLE.finditer(text)})

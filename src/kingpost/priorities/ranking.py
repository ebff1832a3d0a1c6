"""What waiting costs: the score of a flag as a sum of parts, each with its sentence, so that the order explains itself.

Only steps of time count (two working hours left, one), never the running clock: a flag is made again at each step.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from kingpost.priorities import tone, words
from kingpost.priorities.hours import WorkingHours
from kingpost.priorities.seniority import decides

LEFT = (
    (0.0, 20.0),
    (1.0, 18.0),
    (2.0, 16.0),
    (4.0, 12.0),
    (8.0, 8.0),
    (16.0, 4.0),
)  # working hours left at most, points
FAR = timedelta(days=14)
WEIGHTS = {
    ("escalation", "escalated"): 36.0, ("escalation", "breached"): 30.0, ("escalation", "soon"): 20.0, ("escalation", "reopened"): 30.0,
    ("client_waiting", ""): 20.0, ("invoice_due", "differs"): 24.0, ("invoice_due", "wrong"): 20.0, ("invoice_due", "late"): 8.0, ("invoice_due", "due"): 4.0, ("work_due", ""): 8.0,
    ("approval_stuck", ""): 20.0,
    ("promise_due", ""): 16.0,
    ("answer_at_risk", ""): 18.0, ("unowned", "nobody"): 8.0, ("unowned", "left"): 24.0, ("unowned", "away"): 8.0, ("project_slipping", ""): 8.0,
    ("handover_open", ""): 8.0, ("meeting_unprepared", ""): 8.0, ("invoice_missing", ""): 8.0, ("one_head", ""): 3.0,
    ("capacity_short", ""): 6.0, ("system_behind", ""): 10.0, ("escalation", "words"): 26.0, ("escalation", "repeated"): 25.0, ("escalation", "senior"): 34.0,
    ("escalation", "channels"): 24.0, ("escalation", "said"): 26.0, ("unfamiliar", ""): 50.0, ("unheard", ""): 44.0, ("unheard", "client"): 26.0,
    ("disagreement", "open"): 26.0, ("disagreement", "decided"): 8.0,
}  # fmt: skip
"""What each reason costs by itself. Where nobody can tell yet what a thing is (``unfamiliar``), it may be the worst, and to look takes a minute. A relation that
is breaking comes next (who decides there writes, several write, it is escalated), then what came back although we said it was solved, then the agreed time,
then money, promises and what waits for a yes, then our own order."""
TODAY_SHOWS = 7
"""More is a list, not a day: Today shows the first of them, the rest is on Flags."""
UNKNOWN_RULE = 10.0
IN_TIME = 6.0  # a client who waits, still within the agreed time
MOST_MONEY = 16.0
MOST_SAID = 12.0  # for how much worse than grave a text says it is
ONLY_LOOKS = 14.0  # less, for a promise to look at something: what comes of it is what counts
STANDS_STILL = 14.0  # when the client's work stands still: each minute costs them
PRIORITIES = {"urgent": 6.0, "critical": 6.0, "immediate": 6.0, "highest": 6.0, "high": 3.0}


def usual(rule: str, key: str) -> float:
    """The usual weight of a reason."""
    return WEIGHTS.get(named(rule, key), UNKNOWN_RULE)


def named(rule: str, key: str) -> tuple[str, str]:
    """What a reason is called where weights are kept: keys that only tell two things apart do not count."""
    return (rule, key) if (rule, key) in WEIGHTS else (rule, "")


@dataclass(frozen=True)
class Held:
    """A live signal as flags are made from it."""

    id: int
    rule: str
    key: str
    entity: int
    audience: int
    client: int
    title: str
    says: str
    since: datetime
    latest: datetime
    due: datetime | None
    owner: int | None
    facts: dict[str, Any]
    opens: bool
    before_start: bool
    evidence: tuple[int, ...]
    not_for: tuple[int, ...]
    answer: int | None = None

    @property
    def weight(self) -> float:
        """What it counts by itself."""
        if not self.opens:
            return IN_TIME
        said = min(2.0 * max(float(self.facts.get("points", 0)) - tone.GRAVE, 0.0), MOST_SAID)
        return (
            usual(self.rule, self.key)
            + said
            + STANDS_STILL * bool(self.facts.get("still"))
            + 6.0 * bool(self.facts.get("milestone"))
            + 4.0 * bool(self.facts.get("unowned"))
            - ONLY_LOOKS * bool(self.facts.get("looks"))
        )


@dataclass(frozen=True)
class Stake:
    """Money that hangs on a thing, e.g. an open invoice of its project. ``order`` names the agreement it was found by, when only by a word."""

    amount: str
    currency: str
    kind: str
    name: str
    record: int
    order: str = ""


@dataclass(frozen=True)
class Part:
    """One term of the sum."""

    name: str
    points: float
    says: str


@dataclass
class Sum:
    """The whole sum."""

    parts: list[Part] = field(default_factory=list)

    @property
    def score(self) -> float:
        return round(sum(part.points for part in self.parts), 2)

    @property
    def why(self) -> str:
        """Its three weightiest terms as a sentence; what counts twice is said once."""
        terms = sorted((part for part in self.parts if part.name != "learned"), key=lambda part: -part.points)
        top = list(dict.fromkeys(part.says for part in terms))[:3]
        return words.capital(words.listed(top)) + "." if top else ""


def reason(rule: str, key: str) -> str:
    """A reason in words, apart from any one flag."""
    moment = datetime.fromtimestamp(0, UTC)
    held = Held(0, rule, key, 0, 0, 0, "", rule.replace("_", " "), moment, moment, None, None, {}, True, False, (), ())
    return _reason(held)


def weigh(
    signals: Sequence[Held], stake: Stake | None, due: datetime | None, now: datetime, hours: WorkingHours,
    learned: Mapping[tuple[str, str], float] = MappingProxyType({}),
) -> Sum:  # fmt: skip
    """The sum for a flag made of these signals. ``learned``: by (rule, key) how many times its usual weight a reason counts (weights.py)."""
    noticed = list(_noticed(signals))
    parts = [part for _, part in noticed] + [
        *_time(signals, due, now, hours),
        *_money(signals, stake),
        *_people(signals),
    ]
    return Sum([part for part in parts if part.points > 0] + list(_learned(noticed, learned)))


def next_step(due: datetime | None, now: datetime, hours: WorkingHours) -> datetime | None:
    """When the points for time change next."""
    if due is None or due <= now:
        return None
    return min((at for left, _ in LEFT if (at := hours.before(due, left) if left else due) > now), default=None)


def _noticed(signals: Sequence[Held]) -> Iterator[tuple[tuple[str, str] | None, Part]]:
    """The heaviest reason counts in full, every further one half; each with what it is called where weights are kept."""
    seen: set[tuple[str, str]] = set()
    for signal in sorted(signals, key=lambda s: -s.weight):
        kind = (signal.rule, signal.key)
        if kind in seen:
            continue
        points = signal.weight / (2 if seen else 1) + (
            6.0 * (int(signal.facts["reopened"]) - 2) if "reopened" in signal.facts else 0
        )
        seen.add(kind)
        yield named(signal.rule, signal.key) if signal.opens else None, Part(signal.rule, points, _reason(signal))
    if extra := len({s.entity for s in signals}) - 1:
        yield None, Part("several", min(3.0 * extra, 9.0), "it shows in more than one place")


def _learned(
    noticed: Iterable[tuple[tuple[str, str] | None, Part]], learned: Mapping[tuple[str, str], float]
) -> Iterator[Part]:
    """What was learned of each reason, as a term of its own."""
    for kind, part in noticed:
        factor = learned.get(kind, 1.0) if kind else 1.0
        if factor != 1.0:
            yield Part(
                "learned",
                part.points * (factor - 1),
                f"learned: “{part.says}” counts {factor:g} times its usual weight",
            )


def _reason(signal: Held) -> str:
    facts = signal.facts
    match signal.rule, signal.key:
        case "escalation", "escalated":
            return "it is escalated"
        case "escalation", "reopened":
            return f"it was reopened {words.times(int(facts.get('reopened', 2)))}"
        case "escalation", "breached":
            return "its agreed time has passed"
        case "escalation", "soon":
            return "its agreed time is nearly over"
        case "client_waiting", _:
            return "the client waits longer than agreed" if signal.opens else "the client waits for an answer"
        case "invoice_due", "differs":
            return "the sum is not what was agreed"
        case "invoice_due", "wrong":
            return "the invoice does not add up"
        case "invoice_due", "late":
            return "the invoice is overdue"
        case "invoice_due", _:
            return "the invoice is due"
        case "approval_stuck", _:
            return "it waits for a yes"
        case "promise_due", _:
            return "we promised it and the day has passed" if facts.get("late") else "we promised it"
        case "disagreement", "open":
            return "the client is about to notice that our systems disagree"
        case "disagreement", _:
            return "it was decided and is not carried through"
        case "answer_at_risk", _:
            return "the agreed answer time will not hold"
        case "unowned", key:
            return {"nobody": "nobody owns it", "left": "its owner has left"}.get(key, "its owner is away")
        case "project_slipping", _:
            return "the project is slipping"
        case "handover_open", _:
            return "nobody has taken it over"
        case "meeting_unprepared", _:
            return "we meet the client and owe them something"
        case "invoice_missing", _:
            return "it is not invoiced"
        case "one_head", _:
            return "only one of us knows them"
        case "capacity_short", _:
            return "there is more work than time"
        case "system_behind", _:
            return "what we know is behind"
        case "escalation", "words" | "said" if facts.get("still"):
            return "the client’s work stands still"
        case "escalation", "words":
            return "the client says how bad it is"
        case "escalation", "repeated":
            return "they had to write again and again"
        case "escalation", "said":
            return "the client says on the ticket how bad it is"
        case "escalation", "senior":
            return "who decides there writes in person"
        case "escalation", "channels":
            return "it comes from several sides at once"
        case "unfamiliar", _:
            return "nothing like it came before"
        case "unheard", _:
            return "nobody wrote anything like it before"
        case "work_due", _:
            return "nobody owns it" if facts.get("unowned") else "it is late"
    return signal.says.rstrip(".")


def _time(signals: Sequence[Held], due: datetime | None, now: datetime, hours: WorkingHours) -> Iterator[Part]:
    if due is None or due > now + FAR or all(s.rule == "invoice_due" or s.facts.get("looks") for s in signals):
        return
    left = hours.between(now, due)
    for most, points in LEFT:
        if left <= most and (most or due <= now):
            says = (
                "time has run out"
                if not most
                else f"less than {words.hours(most)} of working time {'is' if most == 1 else 'are'} left"
            )
            yield Part("time", points, says)
            return


def _money(signals: Sequence[Held], stake: Stake | None) -> Iterator[Part]:
    if stake is None or (amount := words.amount(stake.amount)) is None or amount <= 0:
        return
    points = min(4.0 * math.log10(1 + float(amount) / 100), MOST_MONEY)
    what = f"invoice {stake.name}" if stake.kind == "invoice" else f"“{words.shorten(stake.name, 60)}”"
    if any(s.rule == "invoice_due" and stake.record in s.evidence for s in signals):
        yield Part("money", round(points, 2), f"it is for {words.money(amount, stake.currency)}")
        return
    hangs = f"are open for “{words.shorten(stake.order, 60)}”" if stake.order else "hang on it"
    yield Part("money", round(points, 2), f"{words.money(amount, stake.currency)} {hangs} ({what})")


def _people(signals: Sequence[Held]) -> Iterator[Part]:
    seniors = {
        s.facts["person_name"]: s.facts["person_title"]
        for s in signals
        if decides(str(s.facts.get("person_title", "")))
    }
    for name, title in sorted(seniors.items())[:1]:
        yield Part("who", 6.0, f"{name} ({title}) is waiting")
    urgent = [p for s in signals if (p := str(s.facts.get("priority", "")).casefold()) in PRIORITIES]
    if urgent:
        highest = max(urgent, key=lambda p: PRIORITIES[p])
        yield Part("priority", PRIORITIES[highest], f"its priority is {highest}")

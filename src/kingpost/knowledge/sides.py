"""One side of a disagreement: what a record says about a field, and everything that is asked of several of them together. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from datetime import datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from kingpost.knowledge import values
from kingpost.knowledge.invoices import beyond
from kingpost.knowledge.stated import with_tax

DAY = 86_400
FORMS = {
    "due": values.DATE, "closing": values.DATE, "meeting": values.DATE, "amount": values.MONEY, "order": values.MONEY, "owner": values.NAME, "phone": values.PHONE,
    "email": values.EMAIL, "status": values.STATE, "agreed": values.STATE, "approval": values.VERDICT, "scope": values.TEXT,
}  # fmt: skip
"""What a disagreement may be about, and how its values are compared."""

FIELDS: Mapping[str, Mapping[str, str]] = {
    "client": {"owner_name": "owner", "phone": "phone", "email": "email"},
    "person": {"phone": "phone", "email": "email"},
    "project": {"due_date": "due", "status": "status", "owner_name": "owner", "budget": "amount"},
    "ticket": {"due_at": "due", "due_date": "due", "status": "status", "owner_name": "owner"},
    "task": {"due_date": "due", "status": "status", "owner_name": "owner"},
    "agreement": {"go_live_date": "due", "close_date": "closing", "amount": "amount", "status": "status", "owner_name": "owner", "scope": "scope"},
    "invoice": {"due_date": "due", "amount": "amount", "status": "status"},
    "meeting": {"starts_at": "meeting", "status": "status"},
    "approval": {"state": "approval"},
    "deliverable": {"due_date": "due", "status": "status"},
}  # fmt: skip
"""The fields that matter, by kind of thing, and what a disagreement on each is about."""

ORDER = "order"  # an invoice against its order: a limit and what is asked for, which no value could make the same
OVER = frozenset({"done", "off", "paid"})  # when every side says so, only the state itself can still be in question
ALSO = {"phone": "mobile", "email": "emails"}  # a second place for the same thing


def form_of(kind: str, field: str) -> str:
    """How values of a field are compared, one of the constants of values.py; "" for a field that no disagreement is about."""
    return FORMS.get(FIELDS.get(kind, {}).get(field, ""), "")


@dataclass(frozen=True)
class Side:
    """What one record says. ``value`` is as the record has it, ``quote`` the sentence of a mail. ``since`` is when it began to say so, ``before`` what it
    said earlier; ``behind`` that another side has moved on from this very value. ``told`` are mails: only the latest of them counts.
    """

    record: int
    entity: int
    key: UUID
    audience: int
    kind: str
    field: str
    value: Any
    system: str
    title: str
    fields: Mapping[str, Any] = dataclass_field(default_factory=dict)
    at: datetime | None = None
    url: str = ""
    quote: str = ""
    told: bool = False
    since: datetime | None = None
    before: tuple[Any, ...] = ()
    behind: bool = False
    system_id: int = 0

    def stored(self) -> dict[str, Any]:
        """For the table."""
        return {
            "record": self.record, "entity": self.entity, "kind": self.kind, "field": self.field, "value": self.value, "system": self.system, "title": self.title,
            "currency": str(self.fields.get("currency") or ""), "at": self.at.isoformat() if self.at else None, "url": self.url, "quote": self.quote, "behind": self.behind,
            "system_id": self.system_id,
        }  # fmt: skip


@dataclass
class Question:
    """Sides that speak of the same: ``entity`` is the thing it is about, ``family`` the key of FORMS. ``about`` are what it is called after, the first first,
    and what is at stake. ``agrees`` replaces the usual comparison; ``begins``, by record, when each puts it in question.
    """

    entity: int
    family: str
    kind: str
    about: Sequence[Side]
    sides: list[Side]
    agrees: Callable[[Side, Side], bool] | None = None
    begins: Mapping[int, datetime] | None = None
    until: datetime | None = None

    def known_to(self, audiences: Collection[int]) -> Question:
        """What those know of it who may see these audiences' records: no name, sum or day of a record they may not see."""
        sides = [side for side in self.sides if side.audience in audiences]
        about = [side for side in self.about if side.audience in audiences] or sorted(sides, key=lambda side: side.told)
        return replace(self, about=about, sides=sides)

    @property
    def title(self) -> str:
        """What it is called after."""
        return self.about[0].title

    @property
    def stake(self) -> Decimal | None:
        """What it is worth: by an agreement, else by what else says so."""
        return worth(sorted(self.about, key=lambda side: side.kind != "agreement"))

    @property
    def currency(self) -> str:
        """What that is in."""
        return currency_of(sorted(self.about, key=lambda side: side.kind != "agreement"))

    @property
    def since(self) -> datetime | None:
        """From when on it counts; None for always."""
        return min((at for record, at in (self.begins or {}).items() if record in self.records), default=None)

    @property
    def records(self) -> list[int]:
        return sorted({side.record for side in self.sides})

    def digest(self) -> str:
        """The same whenever it is worked out again: the first record of the thing it is about, by key, and the family."""
        own = [side.key for side in self.sides if side.entity == self.entity] or [side.key for side in self.sides]
        return blake2b(min(own).bytes + self.family.encode(), digest_size=12).hexdigest()


def contested(question: Question, zone: ZoneInfo) -> Question | None:
    """The question with the sides that are in it for good, when at least two of them contradict each other; None when all is explained."""
    form = FORMS[question.family]
    heard = [side for side in _latest_told(question.sides) if values.readable(form, side.value)]
    if (
        question.family not in ("status", "agreed", "approval")
        and heard
        and all(_is_over(side) for side in heard if not side.told)
    ):
        return None
    if question.begins and question.since is None:
        return None
    agrees = question.agrees or (lambda one, other: agree(form, one, other, zone))
    marked = [replace(side, behind=any(_explains(side, other, agrees) for other in heard)) for side in heard]
    live = [side for side in marked if not side.behind]
    if all(agrees(one, other) for n, one in enumerate(live) for other in live[n + 1 :]):
        return None
    return replace(question, sides=_ordered(marked))


def agree(form: str, one: Side, other: Side, zone: ZoneInfo) -> bool:
    """Whether two sides say the same, in whatever form, also where one of them has the other's value in a second place."""
    if values.same(form, one.value, other.value, zone, one.fields, other.fields):
        return True
    second = ALSO.get(form, "")
    return any(
        values.same(form, here, there.value, zone)
        for mine, there in ((one, other), (other, one))
        for here in _listed(mine.fields.get(second))
    )


def carried_out(one: Side, other: Side) -> bool:
    """Whether work and what it is done for go together: the agreement is signed."""
    return (
        one.kind == other.kind or values.state(next(s.value for s in (one, other) if s.kind == "agreement")) == "agreed"
    )


def keeps_to(one: Side, other: Side) -> bool:
    """Whether an invoice by itself asks for no more than its order."""
    sums = {side.kind: values.amount(side.value) for side in (one, other)}
    net, limit = sums.get("invoice"), sums.get("agreement")
    return net is None or limit is None or beyond(limit, net, []) is None


def with_net(sides: Sequence[Side]) -> list[Side]:
    """The sides of a price. What a mail tells with its tax is, to records that state one sum alone, the net of the record that states both."""
    stating = [side for side in sides if not side.told and values.states_tax(side.fields)]
    return [_with_net(side, stating) if side.told and with_tax(side.quote) else side for side in sides]


def _with_net(mail: Side, stating: Sequence[Side]) -> Side:
    meant = next((s for s in stating if values.same_sum(mail.value, s.value, mail.fields, s.fields)), None)
    return replace(mail, fields={**mail.fields, "net": values.net(meant.value, meant.fields)}) if meant else mail


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value not in (None, "") else []


def _latest_told(sides: Sequence[Side]) -> list[Side]:
    """Of the mails only those that speak last: a later one takes the place of an earlier."""
    told = [side for side in sides if side.told and side.at]
    last = max((side.at for side in told if side.at), default=None)
    return [side for side in sides if not side.told or side.at == last]


def worth(sides: Sequence[Side]) -> Decimal | None:
    """The first sum one of these records states for the whole."""
    return next(
        (sum_ for s in sides for n in ("amount", "budget") if (sum_ := values.amount(s.fields.get(n, ""))) is not None),
        None,
    )


def currency_of(sides: Sequence[Side]) -> str:
    """The first currency one of these records states."""
    return next((currency for s in sides if (currency := str(s.fields.get("currency") or ""))), "")


def _is_over(side: Side) -> bool:
    """Work that is done, called off or paid; a deal that is won is not over, it has only begun."""
    return values.state(side.fields.get("status")) in OVER or bool(
        side.fields.get("completed_at") or side.fields.get("paid_at")
    )


def _explains(stale: Side, moved: Side, agrees: Callable[[Side, Side], bool]) -> bool:
    """Whether a side is only behind: the other said the same before, and changed after this one last did. What was told to a client stays told."""
    if stale.told or moved.told or moved.since is None or agrees(stale, moved):
        return False
    was = any(agrees(stale, replace(moved, value=value)) for value in moved.before)
    return was and (stale.since is None or stale.since <= moved.since)


def _ordered(sides: Sequence[Side]) -> list[Side]:
    """Newest word first among those in question, then what is behind; the order of arrival plays no part."""
    return sorted(sides, key=lambda s: (s.behind, -(s.at.timestamp() if s.at else 0), s.key.bytes, s.field))


@dataclass(frozen=True)
class Risk:
    """How far apart the sides are: in money or in days; ``first`` is the earliest moment one names."""

    money: Decimal | None = None
    currency: str = ""
    days: float | None = None
    first: datetime | None = None


def risk(question: Question, zone: ZoneInfo) -> Risk:
    """What hangs on it: the gap between sums, the days between dates, the whole sum where it is open whether it was agreed at all."""
    form, live = FORMS[question.family], [side for side in question.sides if not side.behind]
    if form == values.MONEY:
        sums = [sum_ for side in live if (sum_ := values.amount(side.value)) is not None]
        return Risk(max(sums) - min(sums), next((c for s in live if (c := str(s.fields.get("currency") or ""))), ""))
    if form == values.DATE:
        moments = [at for side in live if (at := values.moment(side.value, zone))]
        return Risk(
            question.stake,
            question.currency,
            round((max(moments) - min(moments)).total_seconds() / DAY, 3),
            min(moments),
        )
    return Risk(question.stake, question.currency)

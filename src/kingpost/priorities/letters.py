"""The words of a mail to one of us: plain text, in their own zone, of what they may see and what holds when it is sent. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from zoneinfo import ZoneInfo

from kingpost.priorities import words
from kingpost.priorities.flags import RAN_OUT
from kingpost.priorities.models_reach import Letter
from kingpost.priorities.reading import FlagRow

MOST_LISTED = 20
SETTLED = {
    "handled": "handled",
    "not_related": "set aside as not related",
    "wrong_client": "set aside as on the wrong client",
    "snoozed": "put aside for later",
    "decided": "decided",
    RAN_OUT: "by now it is history",
}  # else its cause is gone


@dataclass(frozen=True)
class Item:
    """One flag in a mail: ``reason`` why it reaches this person, ``why`` why in this way."""

    flag: FlagRow
    reason: str
    why: str
    settled: bool = False


@dataclass(frozen=True)
class Place:
    """Where links lead, who writes to whom, and the zones of the reader and of the business: a due date is kept as the end of its day with us."""

    address: str  # KINGPOST's own, without a slash at the end
    sender: str
    receiver: str
    name: str
    zone: ZoneInfo
    ours: ZoneInfo


@dataclass
class Thread:
    """The mails about one flag to one person: the first one's Message-ID, and this one's."""

    root: str
    this: str
    after: bool = False  # others went before
    headers: dict[str, str] = field(default_factory=dict)


def compose(kind: str, items: Sequence[Item], place: Place, thread: Thread, now: datetime) -> EmailMessage:
    """The whole mail. ``items`` in their order, at least one."""
    message = EmailMessage()
    message["From"] = place.sender
    message["To"] = formataddr((place.name, place.receiver))
    message["Subject"] = subject(kind, items, thread)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = thread.this
    if thread.after:
        message["In-Reply-To"] = message["References"] = thread.root
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(body(kind, items, place, now))
    return message


def subject(kind: str, items: Sequence[Item], thread: Thread) -> str:
    """One line: the flag's own, or what the mail holds."""
    if kind == Letter.SINGLE:
        flag = items[0].flag
        return _line(f"{'Re: ' if thread.after else ''}{flag.title}{f' ({flag.client})' if flag.client else ''}")
    fresh, settled = [one for one in items if not one.settled], [one for one in items if one.settled]
    parts = [f"{words.number(len(fresh))} {'flag' if len(fresh) == 1 else 'flags'}"] if fresh else []
    parts += [f"{words.number(len(settled))} settled"] if settled else []
    begins = {Letter.MORNING: "This morning: ", Letter.EVENING: "This evening: "}.get(kind, "")
    text = ", ".join(parts) + ("" if begins or not fresh else f" {'needs' if len(fresh) == 1 else 'need'} you")
    return begins + text if begins else words.capital(text)


def body(kind: str, items: Sequence[Item], place: Place, now: datetime) -> str:
    """The text under it."""
    today = now.astimezone(place.zone).date()
    fresh, settled = [one for one in items if not one.settled], [one for one in items if one.settled]
    told = [_told(one, place, today) for one in fresh[:MOST_LISTED]]
    if len(fresh) > MOST_LISTED:
        told.append(f"And {words.number(len(fresh) - MOST_LISTED)} more: {place.address}/flags?whose=mine")
    left = [one for one in settled if one.flag.closed_why == RAN_OUT]
    told += _closed("Settled, nothing to do:", [one for one in settled if one not in left])
    told += _closed("Nobody acted on these, and they are flagged no longer:", left)
    why = items[0].why if kind == Letter.SINGLE else {
        Letter.GROUP: "These came within the hour in which you have had as many single mails as you want.",
    }.get(kind, "Your digest, as you chose it.")  # fmt: skip
    return "\n\n".join([*told, f"-- \n{why} Choose how Kingpost reaches you: {place.address}/account/reach"]) + "\n"


def _told(one: Item, place: Place, today: date) -> str:
    flag = one.flag
    lines = [_line(flag.title) + (f" ({_line(flag.client)})" if flag.client else "")]
    lines += [_news(flag.raised_at, flag.news, place, today)] if flag.raised_at else []
    lines += [_line(flag.why), _line(flag.rank_why)]
    lines += [f"Due {_due(flag.due, place, today)}."] if flag.due else []
    return "\n".join([*lines, one.reason, f"{place.address}/flags/{flag.id}"])


def _closed(heading: str, closed: Sequence[Item]) -> list[str]:
    """What is flagged no longer, as one paragraph; none when there is nothing."""
    if not closed:
        return []
    lines = [f"- {_line(one.flag.title)}: {_settled(one)}" for one in closed[:MOST_LISTED]]
    lines += [f"- and {words.number(len(closed) - MOST_LISTED)} more"] if len(closed) > MOST_LISTED else []
    return ["\n".join([heading, *lines])]


def _settled(one: Item) -> str:
    return f"{SETTLED.get(one.flag.closed_why, 'its cause is gone')}."


def _news(at: datetime, news: str, place: Place, today: date) -> str:
    """What came up while it was open, by the reader's clock."""
    here = at.astimezone(place.zone)
    since = f"{here:%H:%M}" if here.date() == today else words.moment(at, place.zone)
    return f"New since {since}: {_line(news)}" if news else f"New since {since}."


def _due(at: datetime, place: Place, today: date) -> str:
    """A date as that date, whoever reads; a time by the reader's clock, with its day unless that is today."""
    with_us = at.astimezone(place.ours) - timedelta(seconds=1)
    if (with_us.hour, with_us.minute) == (23, 59):
        return f"on {words.day(with_us.date())}"
    here = at.astimezone(place.zone)
    return f"at {here:%H:%M} today" if here.date() == today else f"at {words.moment(at, place.zone)}"


def _line(text: str) -> str:
    """On one line, so that nothing quoted can become a header or a paragraph of its own."""
    return " ".join(text.split())

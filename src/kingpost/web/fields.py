"""Which values of a thing a page shows, in which order, under which name, and how each is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from kingpost.connectors.base import FIELDS
from kingpost.knowledge.entities import PRIVATE
from kingpost.web import repeats, wording

NAMES = {
    "vat": "VAT number", "owner_name": "Owner", "url": "Address", "hours_per_week": "Hours a week", "manager_email": "Reports to",
    "due_at": "Due", "due_date": "Due", "issue_date": "Issued", "close_date": "Closes", "sent_at": "Sent", "starts_at": "Begins",
    "ends_at": "Ends", "done_ratio": "Done", "answer_hours": "Answer within", "amount_due": "Still to pay", "sha256": "Digest",
    "last_client_message_at": "They last wrote", "last_our_message_at": "We last wrote", "email": "E-mail", "emails": "Also", "notice": "Notification of",
    "broken_rules": "Breaks EN 16931", "recurrence": "Repeats", "timezone": "Time zone",
}  # fmt: skip
MONEY = frozenset({"amount", "net", "tax", "amount_due", "amount_paid", "budget"})
HIDDEN = frozenset(
    [
        "name",
        "subject",
        "currency",
        "external_ids",
        "message_id",
        "in_reply_to",
        "references",
        "automatic",
        "bulk",
        "notice_keys",
        "notice_hosts",
        "uid",
        "sequence",
        "profile",
        "recurrence_id",
        "more_rules",
        "exrules",
        "exdates",
        "rdates",
        "changed_occurrences",
        "kingpost_keys",
        "sha256",
        "snippet",
        "folder",
        "attachments",
        "headers",
        "role_since",
        *PRIVATE,
        "busy",
        "all_day",
        "media_type",
        "staff",
        "milestone",
        "from_staff",
        "public",
        "emails",
    ]
)
HOURS = frozenset({"starts_at", "ends_at"})  # said with their hour however far away they are
ANSWERS = {"accepted": "accepted", "tentative": "perhaps", "declined": "declined", "needs-action": "not answered"}
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Shown:
    """One value on a page: ``field`` leads to its evidence."""

    field: str
    name: str
    text: str


def shown(kind: str, golden: Mapping[str, Any]) -> list[Shown]:
    """The values of a thing in the order of its kind; fields a system added of its own come last."""
    known = FIELDS.get(kind, ())
    order = [field for field in known if field in golden] + sorted(field for field in golden if field not in known)
    return [
        Shown(field, title(field), text) for field in order if field not in HIDDEN and (text := written(field, golden))
    ]


def title(field: str) -> str:
    """A field's name for people: "due_date" → "Due"."""
    return NAMES.get(field) or wording.capital(re.sub(r"_(at|date)$", "", field).replace("_", " "))


def written(field: str, golden: Mapping[str, Any]) -> str:
    """A value as a person would write it: dates in the reader's zone, money with its currency."""
    value = golden.get(field)
    if value is None or value == "" or value == []:
        return ""
    if field == "recurrence":
        return repeats.said(str(value))
    if isinstance(value, dict):
        return (
            _answers(value)
            if field == "answers"
            else wording.listed([f"{one}: {what}" for one, what in value.items()], 4)
        )
    if field in MONEY:
        return wording.money(value, str(golden.get("currency", "")))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return wording.listed([str(one) for one in value], 4)
    if field == "ends_at" and golden.get("all_day") and len(str(value)) == 10:
        return _last_day(str(value), str(golden.get("starts_at")))
    if isinstance(value, str) and _DATE.match(value):
        return _time(value, hours=field in HOURS)
    return _with_unit(field, value)


def _time(value: str, *, hours: bool) -> str:
    try:
        if len(value) == 10:
            return wording.day(date.fromisoformat(value))
        at = datetime.fromisoformat(value)
    except ValueError:
        return value
    return f"{wording.day(at)} {wording.time_said(at)}".strip() if hours else wording.moment(at)


def _last_day(value: str, begins: str) -> str:
    """The last of whole days, which end as the next begins (RFC 5545); "" where it is the first as well."""
    try:
        last = date.fromisoformat(value) - timedelta(days=1)
    except (ValueError, OverflowError):
        return value
    return "" if last.isoformat() <= begins else wording.day(last)


def _answers(given: Mapping[str, str]) -> str:
    """What those invited said, counted: "three accepted and one not answered"."""
    counts = {said: sum(one == answer for one in given.values()) for answer, said in ANSWERS.items()}
    return wording.listed([f"{wording.number(n)} {said}" for said, n in counts.items() if n])


def _with_unit(field: str, value: object) -> str:
    if field == "done_ratio":
        return f"{value}%"
    if field == "answer_hours":
        return f"{value:g} h" if isinstance(value, float | int) else f"{value} h"
    return wording.size(value) if field == "size" and isinstance(value, int) else str(value)

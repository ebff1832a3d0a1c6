"""What happened, as a row tells it: opened, answered, resolved, won, invoiced, completed, joined."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from kingpost.connectors.base import CLOSED_STATUSES, Happening, Statement
from kingpost.connectors.formats.text import one_line

_LATEST = (
    "updated_at",
    "closed_at",
    "resolved_at",
    "completed_at",
    "delivered_at",
    "decided_at",
    "paid_at",
    "created_at",
    "issue_date",
    "granted_at",
    "date",
)


def latest(statement: Statement) -> datetime | None:
    """The row's own latest moment: when it was changed, else the last thing it says happened."""
    fields = statement.fields
    if "updated_at" in fields:
        return _moment(fields["updated_at"])
    told = statement.happenings
    if told:
        return told[0].at if len(told) == 1 else max([happening.at for happening in told])
    for field in _LATEST:
        if field in fields:
            return _moment(fields[field])
    return None


@lru_cache(maxsize=1 << 15)
def _moment(text: str) -> datetime:
    value = datetime.fromisoformat(text)
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def actor_of(statement: Statement, role: str) -> str:
    """The record of whoever has a role in the row, "" when nobody has."""
    return next((ref.remote_id for ref in statement.refs if ref.role == role), "")


@lru_cache(maxsize=1 << 13)
def quoted(text: str) -> str:
    """A quote of at most 140 characters, marks included."""
    return f"“{one_line(text, 138)}”"


def happenings_of(statement: Statement) -> None:
    """Append what the fields say happened. Each kind has its own words."""
    tell = _TELL.get(statement.kind)
    if tell:
        tell(statement, statement.fields)


def _add(statement: Statement, field: str, what: str, text: str, actor: str = "") -> None:
    value = statement.fields.get(field)
    if value:
        statement.happenings.append(Happening(_moment(value), what, text, actor, what))


def _ticket(statement: Statement, fields: dict[str, Any]) -> None:
    who = actor_of(statement, "requester")
    subject = quoted(statement.title)
    _add(statement, "created_at", "opened", f"asked {subject}" if who else f"Ticket {subject} opened", who)
    _add(statement, "escalated_at", "escalated", f"Ticket {subject} escalated")
    owner = actor_of(statement, "owner")
    if fields.get("status") in CLOSED_STATUSES:
        if any(happening.what == "resolved" for happening in statement.happenings):
            return  # its history said so, with who and when
        if "resolved_at" in fields:
            _add(
                statement,
                "resolved_at",
                "resolved",
                f"resolved {subject}" if owner else f"Ticket {subject} resolved",
                owner,
            )
        else:
            _add(statement, "closed_at", "closed", f"closed {subject}" if owner else f"Ticket {subject} closed", owner)


def _task(statement: Statement, fields: dict[str, Any]) -> None:
    owner = actor_of(statement, "owner")
    name = quoted(statement.title)
    word = "milestone" if fields.get("milestone") else "task"
    _add(statement, "created_at", "opened", f"{word.capitalize()} {name} added")
    if fields.get("status") in CLOSED_STATUSES:
        _add(
            statement,
            "completed_at",
            "completed",
            f"completed {name}" if owner else f"{word.capitalize()} {name} completed",
            owner,
        )


def _project(statement: Statement, fields: dict[str, Any]) -> None:
    if fields.get("status") not in {"not started", "planned", "new", "proposed", "pipeline", "on hold"}:
        _add(statement, "start_date", "started", f"Project {quoted(statement.title)} started")
    if fields.get("status") in CLOSED_STATUSES:
        _add(statement, "end_date", "completed", f"Project {quoted(statement.title)} completed")


def amount_of(fields: dict[str, Any]) -> str:
    """ ", £48,000" for the end of a sentence; "" without an amount."""
    return _figure(fields["amount"], fields.get("currency", "")) if "amount" in fields else ""


@lru_cache(maxsize=1 << 14)
def _figure(amount: str, currency: str) -> str:
    signs = {"GBP": "£", "EUR": "€", "USD": "$"}
    number = float(amount)
    figure = f"{abs(number):,.0f}" if number.is_integer() else f"{abs(number):,.2f}"
    minus = "-" if number < 0 else ""
    return (
        f", {minus}{signs[currency]}{figure}"
        if currency in signs
        else f", {minus}{currency}{' ' if currency else ''}{figure}"
    )


def _invoice(statement: Statement, fields: dict[str, Any]) -> None:
    if fields.get("status") not in {"draft", "voided", "deleted"}:
        kind = "Credit note" if "credit" in fields.get("type", "").lower() else "Invoice"
        verb = "received" if actor_of(statement, "seller") and not actor_of(statement, "buyer") else "sent"
        _add(statement, "issue_date", "invoiced", f"{kind} {statement.title} {verb}{amount_of(fields)}")
    _add(statement, "paid_at", "paid", f"Invoice {statement.title} paid{amount_of(fields)}")


def _agreement(statement: Statement, fields: dict[str, Any]) -> None:
    status = fields.get("status", "")
    owner = actor_of(statement, "owner")
    name = f"{quoted(statement.title)}{amount_of(fields)}"
    if "won" in status:
        _add(statement, "close_date", "won", f"won {name}" if owner else f"{name} won", owner)
    elif "lost" in status:
        _add(statement, "close_date", "lost", f"lost {name}" if owner else f"{name} lost", owner)
    elif status in {"active", "signed", "live"}:
        _add(statement, "start_date", "agreed", f"{name} agreed")
    _add(statement, "created_at", "opened", f"Deal {name} opened")


def _person(statement: Statement, fields: dict[str, Any]) -> None:
    if not fields.get("staff"):
        return
    name, title = statement.title, fields.get("title", "")
    _add(statement, "start_date", "joined", f"{name} joined")
    was = f" (was {fields['previous_title']})" if fields.get("previous_title") else ""
    if fields.get("role_since") != fields.get("start_date"):
        _add(statement, "role_since", "moved", f"{name} became {title}{was}" if title else f"{name} changed role")
    _add(statement, "end_date", "left", f"{name} left")


def _deliverable(statement: Statement, _fields: dict[str, Any]) -> None:
    _add(statement, "delivered_at", "delivered", f"{quoted(statement.title)} delivered")


def _approval(statement: Statement, fields: dict[str, Any]) -> None:
    state = fields.get("state", "")
    if "approv" in state or state in {"yes", "accepted", "signed", "signed off", "granted"}:
        who = actor_of(statement, "owner")
        _add(
            statement,
            "decided_at",
            "approved",
            f"approved {quoted(statement.title)}" if who else f"{quoted(statement.title)} approved",
            who,
        )


def _time_entry(statement: Statement, fields: dict[str, Any]) -> None:
    who = actor_of(statement, "author")
    hours = f"{fields.get('hours', 0):g} h"
    what = (
        f" on {quoted(statement.body or fields.get('activity', ''))}"
        if statement.body or fields.get("activity")
        else ""
    )
    _add(statement, "date", "worked", f"worked {hours}{what}" if who else f"{hours} worked{what}", who)


def _comment(statement: Statement, _fields: dict[str, Any]) -> None:
    who = actor_of(statement, "author")
    _add(
        statement,
        "created_at",
        "commented",
        f"wrote {quoted(statement.body)}" if who else f"A comment: {quoted(statement.body)}",
        who,
    )


_TELL = {
    "ticket": _ticket, "task": _task, "project": _project, "invoice": _invoice, "agreement": _agreement, "person": _person,
    "deliverable": _deliverable, "approval": _approval, "time_entry": _time_entry, "comment": _comment,
}  # fmt: skip

"""What is kept inside a ticket's or task's row: its comments and the history of its changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from kingpost.connectors.base import Happening, Mention, Statement, mention_id
from kingpost.connectors.formats.addresses import clean_email
from kingpost.connectors.formats.tables_cells import moment, yes
from kingpost.connectors.formats.tables_events import actor_of, quoted
from kingpost.connectors.formats.text import safe

MAX_BODY = 200_000
_MAX_COMMENTS = 2_000
_BODY_KEYS = ("plain_body", "body", "text", "content", "message", "comment", "html_body")
_WHEN_KEYS = ("created_at", "created", "createdAt", "timestamp", "date", "updated_at")
_RANKS = {"low": 0, "normal": 1, "medium": 1, "high": 2, "urgent": 3, "critical": 3}
_DONE = frozenset({"solved", "resolved"})
_OVER = _DONE | {"closed"}


class Comment(NamedTuple):
    """One comment as its row states it. ``ours`` is None when the comment itself does not say which side wrote it."""

    at: datetime
    author: dict[str, str]
    text: str
    public: bool
    key: str
    ours: bool | None


def comments_into(statement: Statement, cell: Any, found: dict[str, str], ours: dict[str, bool], zone: str) -> None:
    """Comments become happenings and searchable text, and tell who spoke last.

    ``found`` maps "@" + an author's id to a record, ``ours`` an author's id to whether that is staff. Of an author nobody
    knows, the comment's own word counts; failing that, whoever is not the requester is on our side.
    """
    spoke: dict[bool, list[datetime]] = {True: [], False: []}
    texts = [statement.body] if statement.body else []
    items = cell if isinstance(cell, list) else [cell] if cell else []
    for place, item in enumerate(items[:_MAX_COMMENTS], 1):
        comment = _read(item, zone)
        if comment is None:
            continue
        actor = _author(statement, comment.author, found)
        mine = ours.get(comment.author.get("id", ""), comment.ours)
        if mine is None:
            mine = actor != actor_of(statement, "requester")
        if comment.text not in texts:
            texts.append(comment.text)
        what = "answered" if mine and comment.public else "commented"
        verb = what if comment.public else "noted"
        words = f"{verb} {quoted(comment.text)}" if actor else f"A comment: {quoted(comment.text)}"
        key = comment.key or f"comment {place}"
        statement.happenings.append(Happening(comment.at, what, words, actor, key, private=not comment.public))
        if comment.public:
            spoke[mine].append(comment.at)
    statement.body = safe("\n\n".join(texts))[:MAX_BODY]
    if statement.kind == "ticket":
        _who_spoke(statement.fields, spoke)


def _who_spoke(fields: dict[str, Any], spoke: dict[bool, list[datetime]]) -> None:
    """The comments themselves are the better word on this than a system's own statistics."""
    if spoke[False]:
        fields["last_client_message_at"] = max(spoke[False]).isoformat()
    if spoke[True]:
        fields["last_our_message_at"] = max(spoke[True]).isoformat()
        fields.setdefault("first_response_at", min(spoke[True]).isoformat())


def _read(item: Any, zone: str) -> Comment | None:
    if isinstance(item, dict):
        return _object(item, zone)
    return _jira(item, zone) if isinstance(item, str) else None


def _jira(text: str, zone: str) -> Comment | None:
    """Jira writes a comment as "05/Jan/24 10:12 AM;author;text"."""
    parts = text.split(";", 2)
    at = moment(parts[0], "", zone) if len(parts) == 3 else None
    if at is None:
        return None
    who = parts[1].strip()
    return Comment(at, {"id": who, "name": who}, safe(parts[2].strip()), True, "", None)


def _object(item: dict[str, Any], zone: str) -> Comment | None:
    text, at = "", None
    for key in _BODY_KEYS:
        if item.get(key):
            text = safe(str(item[key])).strip()
            break
    for key in _WHEN_KEYS:
        if item.get(key):
            at = moment(str(item[key]), "", zone)
            break
    if not text or at is None:
        return None
    author = item.get("author") or item.get("user") or item.get("created_by") or item.get("from") or {}
    who = (
        {key: str(value) for key, value in author.items() if value is not None}
        if isinstance(author, dict)
        else {"name": str(author)}
    )
    for key in ("id", "email"):
        if item.get(f"author_{key}") is not None:
            who[key] = str(item[f"author_{key}"])
    role = who.get("role") or str(item.get("author_role") or "")
    public = item.get("public") is not False and item.get("internal") is not True
    return Comment(at, who, text, public, str(item.get("id") or item.get("gid") or ""), yes(role) if role else None)


def _author(statement: Statement, author: dict[str, str], found: dict[str, str]) -> str:
    """The record of a comment's author: a row of the folder, an address, or a name."""
    known = found.get("@" + author.get("id", ""))
    if known:
        return known
    name = author.get("name") or author.get("displayName") or author.get("display_name") or ""
    email = clean_email(author.get("email", "") or (name if "@" in name else ""))
    value = email or name
    if not value:
        return author.get("id", "")
    remote_id = mention_id("person", value)
    if all(mention.remote_id != remote_id for mention in statement.mentions):
        fields = {key: text for key, text in (("name", name), ("email", email)) if text}
        statement.mentions.append(Mention("person", remote_id, name or email, fields))
    return remote_id


def changes_into(statement: Statement, cell: Any, found: dict[str, str], zone: str) -> None:
    """A ticket's history as Zendesk keeps it ("audits"): resolved, reopened, escalated, reassigned, with who and when."""
    for audit in cell if isinstance(cell, list) else ():
        at = moment(str(audit.get("created_at") or ""), "", zone) if isinstance(audit, dict) else None
        if at is None:
            continue
        author = str(audit.get("author_id") or "")
        actor = found.get("@" + author, author)
        for place, event in enumerate(audit.get("events") or ()):
            told = _change(event) if isinstance(event, dict) else None
            if told is None:
                continue
            what, words = told
            text = words if actor else f"Ticket {quoted(statement.title)}: {words}"
            statement.happenings.append(Happening(at, what, text, actor, f"{audit.get('id', at.isoformat())}.{place}"))
            if what == "escalated":
                statement.fields["escalated"] = True


def _change(event: dict[str, Any]) -> tuple[str, str] | None:
    field = event.get("field_name")
    before, after = str(event.get("previous_value") or "").lower(), str(event.get("value") or "").lower()
    if field == "status":
        if after in _OVER and before not in _OVER:
            return ("resolved", "resolved it") if after in _DONE else ("closed", "closed it")
        if before in _OVER and after not in _OVER:
            return "reopened", "reopened it"
    if field == "priority" and _RANKS.get(after, 0) > max(1, _RANKS.get(before, 1)):
        return "escalated", f"raised the priority from {before or 'none'} to {after}"
    if field == "tags" and "escalat" in after and "escalat" not in before:
        return "escalated", "marked it as escalated"
    if field == "assignee_id" and before:
        return "assigned", "gave it to somebody else"
    return None

"""What one Redmine object says, in canonical words. Pure: everything needed lies in the stored bytes.

The connector stores each object as ``{"issue": {…as Redmine gave it…}, "context": {…}}``. The context holds what Redmine keeps
elsewhere and the object only points at: whether a status is closed, what the numbers in its history mean, who is staff.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any

import msgspec

from kingpost.connectors.base import CLOSED_STATUSES, Happening, Mention, Native, Ref, Statement, mention_id

REFERENCE = "Kingpost reference: "
"""The line that carries the idempotency key in a note or description, so a write is found again."""

_QUOTE = 140
_PROJECT_STATUS = {1: "active", 5: "closed", 9: "archived", 10: "deleted"}
_DROPPED = frozenset({"rejected", "cancelled", "canceled", "duplicate", "invalid"})
_LABELS = {"due_date": "due date", "start_date": "start date", "fixed_version_id": "milestone", "tracker_id": "type",
           "status_id": "status", "priority_id": "priority", "done_ratio": "progress", "estimated_hours": "estimate",
           "project_id": "project", "parent_id": "parent task", "category_id": "category"}  # fmt: skip
_QUIET = frozenset({"fixed_version_id", "project_id", "parent_id", "category_id", "description"})
"""Changes whose new value is a number or a long text: the timeline says that it changed, not to what."""


def translate(native: Native) -> list[Statement]:
    """Statements of one object. Raises ValueError for bytes that are not one."""
    try:
        stored = msgspec.json.decode(native.raw)
        return [_READERS[native.kind](stored[native.kind], stored["context"])]
    except msgspec.DecodeError as error:
        raise ValueError(f"not JSON: {error}") from None
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a Redmine {native.kind}: {error!r}") from None


def strip_reference(text: str) -> str:
    """The text without our reference lines: they are for finding a write again, not for reading."""
    return "\n".join(line for line in text.splitlines() if not line.startswith(REFERENCE)).strip()


def keys_in(text: str) -> list[str]:
    """The keys of our writes that a note or description carries."""
    return [line.removeprefix(REFERENCE).strip() for line in text.splitlines() if line.startswith(REFERENCE)]


def _user(user: dict[str, Any], context: dict[str, Any]) -> Statement:
    name = f"{user.get('firstname') or ''} {user.get('lastname') or ''}".strip() or user.get("login") or str(user["id"])
    fields = _filled(
        name=name,
        email=(user.get("mail") or "").lower(),
        status=context.get("status"),
        staff=context.get("staff"),
        login=user.get("login"),
        custom=_custom(user),
    )
    return Statement("person", str(user["id"]), name, fields, at=_moment(user.get("updated_on")), url=context["url"])


def _project(project: dict[str, Any], context: dict[str, Any]) -> Statement:
    fields = _filled(
        name=project["name"],
        code=project.get("identifier"),
        status=_PROJECT_STATUS.get(project.get("status", 1), "active"),
        start_date=(project.get("created_on") or "")[:10],
        custom=_custom(project),
    )
    says = Statement("project", str(project["id"]), project["name"], fields, body=project.get("description") or "")
    says.at, says.url = _moment(project.get("updated_on")), context["url"]
    _point(says, "parent", "project", project.get("parent"))
    _client(says, context)
    return says


def _version(version: dict[str, Any], context: dict[str, Any]) -> Statement:
    fields = _filled(
        name=version["name"],
        milestone=True,
        status=version.get("status"),
        due_date=version.get("due_date"),
        created_at=version.get("created_on"),
    )
    says = Statement("task", f"version-{version['id']}", version["name"], fields, body=version.get("description") or "")
    says.at, says.url = _moment(version.get("updated_on")), context["url"]
    _point(says, "project", "project", version.get("project"))
    return says


def _time_entry(entry: dict[str, Any], context: dict[str, Any]) -> Statement:
    hours = entry.get("hours") or 0
    activity = (entry.get("activity") or {}).get("name", "")
    comment = entry.get("comments") or ""
    fields = _filled(date=entry.get("spent_on"), hours=hours, activity=activity)
    says = Statement("time_entry", str(entry["id"]), comment or f"{hours:g} h {activity}".strip(), fields, body=comment)
    says.at, says.url = _moment(entry.get("updated_on")), context["url"]
    _point(says, "project", "project", entry.get("project"))
    if issue := entry.get("issue"):
        _point(says, "about", context.get("issue_kind", "task"), issue)
    actor = _person(says, "author", entry.get("user"), context)
    when = _worked_at(entry)
    if when:
        text = (
            f"worked {hours:g} h"
            + (f" on {activity}" if activity else "")
            + (f": {_quote(comment)}" if comment else "")
        )
        says.happenings.append(Happening(when, "worked", text, actor, "worked"))
    return says


def _worked_at(entry: dict[str, Any]) -> datetime | None:
    """Redmine knows the day of the work and the moment it was logged: the moment when it was that day, else noon."""
    logged, day = _moment(entry.get("created_on")), entry.get("spent_on")
    if not day or (logged and logged.date().isoformat() == day):
        return logged
    return datetime.combine(datetime.fromisoformat(day).date(), time(12), UTC)


def _issue(issue: dict[str, Any], context: dict[str, Any]) -> Statement:
    kind = context["kind"]
    says = Statement(kind, str(issue["id"]), issue["subject"], url=context["url"], at=_moment(issue.get("updated_on")))
    says.fields = (_ticket_fields if kind == "ticket" else _task_fields)(issue, context)
    texts = [issue.get("description") or ""] + [journal.get("notes") or "" for journal in issue.get("journals", [])]
    says.body = "\n\n".join(filter(None, map(strip_reference, texts)))
    if keys := [key for text in texts for key in keys_in(text)]:
        says.fields["kingpost_references"] = keys
    _issue_refs(says, issue, context)
    author = _person(says, "requester" if kind == "ticket" else "author", issue.get("author"), context)
    opened = _moment(issue.get("created_on"))
    if opened:
        says.happenings.append(Happening(opened, "opened", f"opened {_quote(issue['subject'])}", author, "opened"))
    for journal in issue.get("journals", []):
        _journal(says, journal, context)
    return says


def _ticket_fields(issue: dict[str, Any], context: dict[str, Any]) -> dict[str, Any]:
    closed_on = issue.get("closed_on") if context["closed"] else None  # Redmine keeps it when an issue is reopened
    category = issue.get("category")
    return _common_fields(issue, context) | _filled(
        subject=issue["subject"],
        escalated=context["escalated"] or None,
        due_at=issue.get("due_date"),
        updated_at=issue.get("updated_on"),
        resolved_at=closed_on,
        closed_at=closed_on,
        reopened=_reopened(issue, context) or None,
        tags=[category["name"]] if category else None,
        **_last_words(issue, context),
    )


def _task_fields(issue: dict[str, Any], context: dict[str, Any]) -> dict[str, Any]:
    return _common_fields(issue, context) | _filled(
        name=issue["subject"],
        start_date=issue.get("start_date"),
        due_date=issue.get("due_date"),
        completed_at=issue.get("closed_on") if context["closed"] else None,
        estimate_hours=issue.get("estimated_hours"),
        spent_hours=issue.get("spent_hours"),
        done_ratio=issue.get("done_ratio"),
    )


def _common_fields(issue: dict[str, Any], context: dict[str, Any]) -> dict[str, Any]:
    name = issue["status"]["name"].lower()
    # A house may call its closed status "Erledigt": the rest of Kingpost needs a word it knows.
    status = "closed" if context["closed"] and name not in CLOSED_STATUSES else name
    return _filled(
        status=status,
        status_name=issue["status"]["name"] if status != name else None,
        priority=(issue.get("priority") or {}).get("name", "").lower(),
        type=(issue.get("tracker") or {}).get("name"),
        created_at=issue.get("created_on"),
        private=issue.get("is_private") or None,
        team=context.get("team"),
        attachments=[file.get("filename") for file in issue.get("attachments", [])] or None,
        custom=_custom(issue),
    )


def _issue_refs(says: Statement, issue: dict[str, Any], context: dict[str, Any]) -> None:
    _point(says, "project", "project", issue.get("project"))
    _point(says, "parent", context.get("parent_kind", "task"), issue.get("parent"))
    if version := issue.get("fixed_version"):
        says.refs.append(Ref("parent", "task", f"version-{version['id']}"))
    if not context.get("team"):
        _person(says, "owner", issue.get("assigned_to"), context)
    _client(says, context)


def _last_words(issue: dict[str, Any], context: dict[str, Any]) -> dict[str, Any]:
    """Who spoke when, if the installer said which users are ours. A private note is said to nobody outside."""
    if "staff" not in context:
        return {}
    staff = set(context["staff"])
    said = [(issue.get("author"), issue.get("created_on"))]
    said += [
        (j.get("user"), j.get("created_on"))
        for j in issue.get("journals", [])
        if strip_reference(j.get("notes") or "") and not j.get("private_notes")
    ]
    ours = [at for who, at in said if who and at and who["id"] in staff]
    theirs = [at for who, at in said if who and at and who["id"] not in staff]
    answers = [at for at in ours if theirs and at >= theirs[0]]
    return {
        "last_our_message_at": max(ours, default=None),
        "last_client_message_at": max(theirs, default=None),
        "first_response_at": min(answers, default=None),
    }


def _reopened(issue: dict[str, Any], context: dict[str, Any]) -> int:
    moves = [d for j in issue.get("journals", []) for d in j.get("details", []) if d.get("name") == "status_id"]
    return sum(_is_closed(d.get("old_value"), context) and not _is_closed(d.get("new_value"), context) for d in moves)


def _journal(says: Statement, journal: dict[str, Any], context: dict[str, Any]) -> None:
    at = _moment(journal.get("created_on"))
    note = strip_reference(journal.get("notes") or "")
    done = [step for d in journal.get("details", []) if (step := _step(says.kind, d, context))]
    if at is None or not (note or done):
        return
    actor = _person(says, "", journal.get("user"), context)
    private = bool(journal.get("private_notes"))
    answers = (journal.get("user") or {}).get("id") in context.get("staff", ()) and not private
    # The weightiest step names the line; the others follow in its text.
    done.sort(key=lambda step: _WEIGHT.index(step[0]))
    what = (
        done[0][0]
        if done and (done[0][0] not in ("changed", "shared") or not note)
        else "answered"
        if answers
        else "commented"
    )
    text = " and ".join(dict.fromkeys(step[1] for step in done))
    if note:
        quote = _quote(note)
        said = f"{'noted' if private else 'wrote'} {quote}"  # as other systems' private notes are told
        text = f"{text}: {said if private else quote}" if done and what == done[0][0] else said
    says.happenings.append(Happening(at, what, text, actor, f"journal-{journal['id']}", private=private))


_WEIGHT = ("resolved", "completed", "closed", "reopened", "escalated", "assigned", "started", "shared", "changed")


def _step(kind: str, detail: dict[str, Any], context: dict[str, Any]) -> tuple[str, str] | None:
    """One change in a journal as (what, words), e.g. ("assigned", "assigned it to Noor Haddad")."""
    name, old, new = detail.get("name", ""), detail.get("old_value"), detail.get("new_value")
    if detail.get("property") == "attachment":
        return ("shared", f"attached {_quote(new)}") if new else ("changed", "removed a file")
    if detail.get("property") != "attr":
        return ("changed", "changed a field") if detail.get("property") == "cf" else None
    shown = context["names"].get(name, {}).get(str(new), str(new or ""))
    if name == "status_id":
        return _status_step(kind, old, new, shown, context)
    if name == "assigned_to_id":
        known = str(new) in context["names"].get(name, {})
        return ("assigned", f"assigned it to {shown if known else 'someone else'}" if new else "took the owner off")
    if (
        name == "priority_id"
        and _is_escalated("priority_id", new, context)
        and not _is_escalated("priority_id", old, context)
    ):
        return ("escalated", f"raised it to {shown}")
    label = _LABELS.get(name, name.replace("_", " "))
    if name in _QUIET:
        return ("changed", f"changed the {label}")
    return ("changed", f"set the {label} to {shown}" if new else f"cleared the {label}")


def _status_step(kind: str, old: Any, new: Any, shown: str, context: dict[str, Any]) -> tuple[str, str]:
    was, now = _is_closed(old, context), _is_closed(new, context)
    if now and not was:
        if shown.lower() in _DROPPED:
            return ("closed", f"closed it as {shown}")
        return ("resolved", "resolved it") if kind == "ticket" else ("completed", "completed it")
    if was and not now:
        return ("reopened", "reopened it")
    if _is_escalated("status_id", new, context):
        return ("escalated", "escalated it")
    return ("started" if shown.lower() == "in progress" else "changed", f"set the status to {shown}")


def _is_closed(status: Any, context: dict[str, Any]) -> bool:
    return str(status) in context["closed_statuses"]


def _is_escalated(name: str, value: Any, context: dict[str, Any]) -> bool:
    return str(value) in context["escalated_values"].get(name, ())


def _person(says: Statement, role: str, who: dict[str, Any] | None, context: dict[str, Any]) -> str:
    """Point at a user. One that the user list does not hold is mentioned by name, so the pointer leads somewhere."""
    if not who:
        return ""
    remote_id = str(who["id"])
    if role:
        says.refs.append(Ref(role, "person", remote_id))
    if who["id"] in context.get("unlisted", ()) and all(m.remote_id != remote_id for m in says.mentions):
        says.mentions.append(Mention("person", remote_id, who.get("name", remote_id), _filled(name=who.get("name"))))
    return remote_id


def _client(says: Statement, context: dict[str, Any]) -> None:
    if name := context.get("client"):
        remote_id = mention_id("client", name)
        says.refs.append(Ref("client", "client", remote_id))
        says.mentions.append(Mention("client", remote_id, name, {"name": name}))


def _point(says: Statement, role: str, kind: str, target: dict[str, Any] | None) -> None:
    if target:
        says.refs.append(Ref(role, kind, str(target["id"])))


def _custom(thing: dict[str, Any]) -> dict[str, Any] | None:
    return {f["name"]: f["value"] for f in thing.get("custom_fields", []) if f.get("value")} or None


def _filled(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None and value != ""}


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _quote(text: Any) -> str:
    words = " ".join(str(text).split())
    return f"“{words if len(words) <= _QUOTE else words[: _QUOTE - 1].rstrip() + '…'}”"


_READERS: dict[str, Callable[[dict[str, Any], dict[str, Any]], Statement]] = {
    "user": _user,
    "project": _project,
    "version": _version,
    "issue": _issue,
    "time_entry": _time_entry,
}

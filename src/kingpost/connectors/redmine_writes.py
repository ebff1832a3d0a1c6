"""The write side of the Redmine connector: an issue, a note, and taking them back.

Redmine would create the same issue twice if asked twice, so every write leaves a line "Kingpost reference: <key>" in the
description or note; ``find`` looks for it before anything is sent again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from kingpost.connectors.base import CLOSED_STATUSES, ConnectorError, Refused
from kingpost.connectors.formats.redmine import REFERENCE, keys_in
from kingpost.connectors.protocols.redmine import LIST, Filters, Rest, Row, listed
from kingpost.connectors.web import Missing, Rejected
from kingpost.connectors.writing import Change, Written

KINDS = frozenset({"task", "ticket"})


class Writes:
    """Writes through one connection. ``config`` holds the connector's settings, complete."""

    def __init__(self, rest: Rest, url: str, config: Mapping[str, str]) -> None:
        self._rest = rest
        self._url = url
        self._config = config

    def author(self) -> str:
        me = self._rest.me()
        return f"{me.get('firstname', '')} {me.get('lastname', '')}".strip() + f" ({me['login']}, Redmine)"

    def write(self, change: Change, key: str) -> Written:
        if change.kind not in KINDS:
            raise ConnectorError(f"Redmine has no {change.kind} to write.")
        if change.delete:
            return self._take_back(change, key)
        issue = self._attributes(change)
        if change.act == "create":
            issue |= {
                "description": _signed(key, issue.get("description"), change.about, change.note),
                **self._place(change),
            }
            created = self._send("POST", "issues.json", issue)
            return self._written(str(msgspec.json.decode(created)["issue"]["id"]))
        self._send("PUT", f"issues/{change.remote_id}.json", issue | {"notes": _signed(key, change.note, change.about)})
        return self._written(change.remote_id)

    def find(self, change: Change, key: str) -> Written | None:
        if change.act == "create":
            return self._find_created(key)
        try:
            issue = self._rest.web.get(f"issues/{change.remote_id}.json", {"include": "journals"})["issue"]
        except Missing:
            return self._written(change.remote_id) if change.delete else None
        notes = [journal.get("notes") or "" for journal in issue.get("journals", [])]
        return self._written(change.remote_id) if any(key in keys_in(note) for note in notes) else None

    def _find_created(self, key: str) -> Written | None:
        filters: Filters = {"status_id": "*", "description": f"~{key}", "sort": "id:desc", "limit": LIST}
        rows, _ = self._rest.page("issues", filters)
        found = [row for row in rows if key in keys_in(row.get("description") or "")]
        return self._written(str(found[-1]["id"])) if found else None

    def _take_back(self, change: Change, key: str) -> Written:
        """Delete the issue; where the account may not, close it with a note that says so."""
        try:
            self._rest.web.send("DELETE", f"issues/{change.remote_id}.json")
        except Missing:
            pass  # gone already: that is what was wanted
        except Refused:
            closing = {"status_id": self._status("closed"), "notes": _signed(key, "Taken back.")}
            self._send("PUT", f"issues/{change.remote_id}.json", closing)
        return self._written(change.remote_id)

    def _send(self, method: str, path: str, issue: Row) -> bytes:
        try:
            return self._rest.web.send(method, path, {"issue": issue}).body
        except Rejected as error:
            raise ConnectorError(f"Redmine did not take the change: {_reasons(error.body)}") from None

    def _written(self, number: str) -> Written:
        return Written("issue", number, f"{self._url}/issues/{number}")

    def _attributes(self, change: Change) -> Row:
        """Redmine's own names and numbers for the canonical fields. Raises ConnectorError for one it cannot set."""
        issue: Row = {}
        for name, value in change.fields.items():
            if name in _SAME:
                issue[_SAME[name]] = value
            elif name in ("due_date", "due_at"):
                issue["due_date"] = str(value or "")[:10]
            elif name == "status":
                issue["status_id"] = self._status(str(value))
            elif name in ("priority", "type"):
                attribute = "priority_id" if name == "priority" else "tracker_id"
                issue[attribute] = self._number(attribute, name, str(value))
            else:
                raise ConnectorError(f"Redmine's issues have no {name!r} that can be written.")
        if "owner" in change.people:
            owners = [who for who in change.people["owner"] if who]
            issue["assigned_to_id"] = self._user_number(owners[0]) if owners else ""
        return issue

    def _number(self, attribute: str, title: str, name: str) -> str:
        if number := self._rest.number(attribute, name):
            return number
        known = ", ".join(self._rest.words[attribute].values())
        raise ConnectorError(f"Redmine has no {title} {name!r}; it has {known}.")

    def _status(self, name: str) -> str:
        """By its name; else a closed word means the first status that closes."""
        number = self._rest.number("status_id", name)
        if number is None and name.lower() in CLOSED_STATUSES:
            number = next((str(s["id"]) for s in self._rest.statuses if str(s["id"]) in self._rest.closed), None)
        return number or self._number("status_id", "status", name)

    def _user_number(self, who: str) -> str:
        if "@" not in who:
            return who
        users = self._rest.users
        if users is None:
            raise ConnectorError("Finding a Redmine user by e-mail address needs an administrator's API key.")
        found = [str(i) for i, user in users.items() if (user.get("mail") or "").lower() == who.lower()]
        if not found:
            raise ConnectorError(f"Redmine has no user with the address {who}.")
        return found[0]

    def _place(self, change: Change) -> Row:
        """The project of a new issue, and its first tracker that suits the kind."""
        place = change.place or self._config["project"].strip()
        if not place:
            raise ConnectorError("Say in the settings which project new issues go to.")
        try:
            project = self._rest.web.get(f"projects/{place}.json", {"include": "trackers"})["project"]
        except Missing:
            raise ConnectorError(f"Redmine has no project {place!r}.") from None
        if "type" in change.fields:
            return {"project_id": project["id"]}
        tickets = listed(self._config["ticket_trackers"])
        trackers = project.get("trackers", [])
        fitting = [t for t in trackers if (t["name"].lower() in tickets) == (change.kind == "ticket")]
        if not fitting:
            raise ConnectorError(f"The Redmine project {project['name']!r} has no tracker for a {change.kind}.")
        return {"project_id": project["id"], "tracker_id": fitting[0]["id"]}


_SAME = {
    "subject": "subject",
    "name": "subject",
    "description": "description",
    "start_date": "start_date",
    "done_ratio": "done_ratio",
    "estimate_hours": "estimated_hours",
}
"""Canonical fields whose values Redmine takes as they are, and its names for them."""


def _signed(key: str, *texts: Any) -> str:
    return "\n\n".join([*(str(text) for text in texts if text), REFERENCE + key])


def _reasons(body: bytes) -> str:
    try:
        return "; ".join(map(str, msgspec.json.decode(body)["errors"])) + "."
    except (msgspec.DecodeError, KeyError, TypeError):
        return "it gave no reason."

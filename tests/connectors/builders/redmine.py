"""A Redmine in memory that answers like the real one where the connector looks: paging, filters, rights, writes.

``tests/systems/test_redmine.py`` runs the same connector against a real Redmine, so that this stays honest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.connectors.contract import Bench, Object
from tests.http_server import Reply, Request, Server, as_json

from kingpost.connectors.writing import Change

KEY = "6f1d0c3b9a"
PRIYA_KEY = "77aa12cc04"

Row = dict[str, Any]

STATUSES = [(1, "New", False), (2, "In Progress", False), (5, "Closed", True), (6, "Rejected", True)]
PRIORITIES = [(1, "Low"), (2, "Normal"), (4, "Urgent")]
TRACKERS = [(1, "Bug"), (3, "Support")]


def named(number: int, name: str) -> Row:
    return {"id": number, "name": name}


class FakeRedmine:
    """``page_size`` is the most it gives in one answer; ``listed`` may stand between a list and its caller to spoil it."""

    def __init__(self, page_size: int = 3) -> None:
        self.page_size = page_size
        self.moment = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
        self.users = {
            1: self._user(1, "admin", "Redmine", "Admin", "admin@harrowlane.example"),
            2: self._user(2, "priya", "Priya", "Raman", "priya.raman@harrowlane.example"),
            3: self._user(3, "marcus", "Marcus", "Osei", "marcus.osei@aldgatefreight.example"),
            4: self._user(4, "noor", "Noor", "Haddad", "noor.haddad@harrowlane.example"),
        }
        self.keys = {KEY: 1, PRIYA_KEY: 2}
        self.projects: dict[int, Row] = {}
        self.versions: dict[int, Row] = {}
        self.issues: dict[int, Row] = {}
        self.journals: dict[int, list[Row]] = {}
        self.time_entries: dict[int, Row] = {}
        self.may_delete = True
        self.spoil: Callable[[Request], Reply | None] = lambda _: None
        self._fill()

    # What is in it

    def _fill(self) -> None:
        for number, name in ((1, "Depot rollout"), (2, "Website")):
            code = name.lower().replace(" ", "-")
            self.projects[number] = named(number, name) | {"identifier": code, "status": 1, **self._stamps()}
        self.versions[1] = named(1, "Go live") | {
            "project": named(1, "Depot rollout"),
            "status": "open",
            **self._stamps(),
        }
        for number in range(1, 9):
            subject = f"Dock terminal {number} cannot sign in"
            tracker = 3 if number % 2 else 1
            client = [{"id": 1, "name": "Client", "value": "Aldgate Freight"}] if number == 3 else []
            self.add_issue({"project_id": 1, "tracker_id": tracker, "subject": subject}, author=3, custom_fields=client)
        self.update_issue(3, {"notes": "Third morning nobody can sign in"}, 3)
        self.update_issue(3, {"notes": "Looking now", "priority_id": 4, "assigned_to_id": 2}, 2)
        self.update_issue(5, {"status_id": 5, "notes": "Cache cleared"}, 2)
        self.issues[2]["parent"] = {"id": 1}
        self.issues[2]["fixed_version"] = named(1, "Go live")
        for number in range(1, 5):
            self.time_entries[number] = {
                "id": number,
                "project": named(1, "Depot rollout"),
                "issue": {"id": number},
                "user": named(2, "Priya Raman"),
                "activity": named(9, "Development"),
                "hours": 1.5,
                "comments": "On the dock" if number == 1 else "",
                "spent_on": f"2026-01-0{number}",
                **self._stamps(),
            }

    def tick(self) -> str:
        self.moment += timedelta(minutes=20)
        return self.moment.strftime("%Y-%m-%dT%H:%M:%SZ")

    def _stamps(self) -> Row:
        return dict.fromkeys(("created_on", "updated_on"), self.tick())

    def _user(self, number: int, login: str, first: str, last: str, mail: str) -> Row:
        user = {"id": number, "login": login, "firstname": first, "lastname": last, "mail": mail, **self._stamps()}
        return user | {"last_login_on": self.tick(), "api_key": f"{number}0d9e8f7a6", "custom_fields": []}

    def who(self, number: int) -> Row:
        user = self.users[number]
        return named(number, f"{user['firstname']} {user['lastname']}")

    def add_issue(self, given: Row, author: int = 1, **more: Any) -> int:
        number = max(self.issues, default=0) + 1
        project = next(p for p in self.projects.values() if given["project_id"] in (p["id"], p["identifier"]))
        self.issues[number] = {
            "id": number,
            "project": named(project["id"], project["name"]),
            "author": self.who(author),
            "is_private": False,
            **self._stamps(),
            **more,
        }
        self.journals[number] = []
        self._set(number, {"status_id": 1, "priority_id": 2} | {k: v for k, v in given.items() if k != "project_id"})
        return number

    def update_issue(self, number: int, given: Row, author: int = 1) -> None:
        notes = given.pop("notes", "")
        details = self._set(number, given)
        self.issues[number]["updated_on"] = at = self.tick()
        if self.issues[number]["status"].get("is_closed"):
            self.issues[number]["closed_on"] = at
        journal = {"id": number * 100 + len(self.journals[number]), "user": self.who(author), "notes": notes}
        self.journals[number].append(journal | {"created_on": at, "private_notes": False, "details": details})

    def _set(self, number: int, given: Row) -> list[Row]:
        issue, details = self.issues[number], []
        for name, value in given.items():
            part = name.removesuffix("_id")
            old = issue.get(part, {}).get("id") if name.endswith("_id") else issue.get(name)
            details.append({"property": "attr", "name": name, "old_value": text(old), "new_value": text(value)})
            if not name.endswith("_id"):
                issue[name] = value or None
            elif value in ("", None):
                issue.pop(part, None)
            else:
                issue[part] = self._meaning(part, int(value))
        return details

    def _meaning(self, part: str, number: int) -> Row:
        if part == "assigned_to":
            return self.who(number)
        if part == "status":
            return next({"id": i, "name": name, "is_closed": closed} for i, name, closed in STATUSES if i == number)
        return next(named(i, name) for i, name in (PRIORITIES if part == "priority" else TRACKERS) if i == number)

    # How it answers

    def answer(self, request: Request) -> Reply:
        if spoiled := self.spoil(request):
            return spoiled
        me = self.keys.get(request.headers.get("x-redmine-api-key", ""))
        if me is None:
            return Reply(401)
        path = request.path.strip("/").removesuffix(".json")
        if request.method != "GET":
            return self._write(request, path, me)
        if me != 1 and path in ("users", "groups"):
            return Reply(403)
        if path == "users/current":
            return as_json({"user": self.users[me]})
        if found := re.fullmatch(r"(projects|users|issues|versions|time_entries)/([\w-]+)", path):
            return self._one(found[1], found[2])
        return self._list(path, request.query)

    def _one(self, what: str, name: str) -> Reply:
        rows: dict[int, Row] = getattr(self, what)
        row = next((r for i, r in rows.items() if name in (str(i), r.get("identifier"))), None)
        if row is None:
            return Reply(404)
        if what == "issues":
            row = row | {"journals": self.journals[row["id"]], "attachments": []}
        if what == "projects":
            row = row | {"trackers": [named(*tracker) for tracker in TRACKERS]}
        return as_json({"time_entry" if what == "time_entries" else what[:-1]: row})

    def _list(self, path: str, query: dict[str, str]) -> Reply:
        if path == "issue_statuses":
            return as_json({path: [{"id": i, "name": name, "is_closed": closed} for i, name, closed in STATUSES]})
        if path in ("trackers", "enumerations/issue_priorities"):
            return as_json(
                {path.split("/")[-1]: [named(*row) for row in (TRACKERS if path == "trackers" else PRIORITIES)]}
            )
        if found := re.fullmatch(r"projects/(\d+)/versions", path):
            return as_json({"versions": [v for v in self.versions.values() if v["project"]["id"] == int(found[1])]})
        if path == "groups":
            return as_json({"groups": []})
        if path not in ("projects", "users", "issues", "time_entries"):
            return Reply(404)
        rows = list(getattr(self, path).values())
        if path == "users":
            rows = rows if query.get("status") == "1" else []
            rows = [{k: v for k, v in row.items() if k != "api_key"} for row in rows]
        if path == "issues":
            rows = filtered(rows, query)
        offset, limit = int(query.get("offset", 0)), min(int(query.get("limit", 25)), self.page_size)
        return as_json(
            {path: rows[offset : offset + limit], "total_count": len(rows), "offset": offset, "limit": limit}
        )

    def _write(self, request: Request, path: str, me: int) -> Reply:
        if request.method == "POST" and path == "issues":
            number = self.add_issue(request.json()["issue"], me)
            return as_json({"issue": self.issues[number]}, 201)
        number = int(path.removeprefix("issues/"))
        if number not in self.issues:
            return Reply(404)
        if request.method == "DELETE":
            if not self.may_delete:
                return Reply(403)
            del self.issues[number]
            return Reply(204)
        given = request.json()["issue"]
        if given.get("due_date", "9") < (self.issues[number].get("start_date") or ""):
            return as_json({"errors": ["Due date must be greater than start date"]}, 422)
        self.update_issue(number, given, me)
        return Reply(204)


def filtered(rows: list[Row], query: dict[str, str]) -> list[Row]:
    """Issues as Redmine's query finds and orders them."""
    status, below, since = query.get("status_id", "open"), query.get("issue_id", ""), query.get("updated_on", "")
    if status != "*":
        rows = [row for row in rows if row["status"].get("is_closed", False) == (status == "closed")]
    if below.startswith("<="):
        rows = [row for row in rows if row["id"] <= int(below[2:])]
    elif below:
        rows = [row for row in rows if str(row["id"]) in below.split(",")]
    if since:
        rows = [row for row in rows if row["updated_on"] >= since.removeprefix(">=")]
    if wanted := query.get("description", "").removeprefix("~"):
        rows = [row for row in rows if wanted in (row.get("description") or "")]
    by = "updated_on" if query.get("sort", "").startswith("updated_on") else "id"
    return sorted(rows, key=lambda row: row[by], reverse=True)


def text(value: Any) -> str | None:
    return None if value in (None, "") else str(value)


@contextmanager
def serving(redmine: FakeRedmine) -> Iterator[Server]:
    server = Server(redmine.answer)
    try:
        yield server
    finally:
        server.close()


@contextmanager
def bench(tmp_path: Path) -> Iterator[Bench]:
    redmine = FakeRedmine()

    def delete_one() -> Object:
        del redmine.issues[4]
        return "issue", "4"

    def change_one() -> Object:
        redmine.update_issue(6, {"notes": "Any news?"}, 3)
        return "issue", "6"

    with serving(redmine) as server:
        yield Bench(
            {"url": server.url, "key": KEY, "project": "depot-rollout"},
            delete_one,
            change_one,
            secrets=(KEY, redmine.users[1]["api_key"]),
            writes=[
                Change("create", "task", {"name": "Call Marcus"}, people={"owner": ["noor.haddad@harrowlane.example"]}),
                Change("create", "ticket", {"subject": "Terminals again", "priority": "urgent"}, place="depot-rollout"),
                Change("update", "ticket", {"status": "in progress"}, "3", note="Priya takes this over."),
            ],
        )

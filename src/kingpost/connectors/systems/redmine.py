"""Redmine: projects, issues with their history, users, versions and time entries; writes issues and notes.

The open issues come first, then the closed ones, newest first; afterwards only what changed, asked by ``updated_on`` from
the newest moment the server itself had named before the last read, less an overlap. An issue's history needs a request
of its own, so an issue costs one request and everything else a hundredth.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

import msgspec

from kingpost.connectors.base import (
    Malformed,
    Native,
    Page,
    Proof,
    Refused,
    Setting,
    Unreadable,
)
from kingpost.connectors.formats import redmine as wording
from kingpost.connectors.protocols.redmine import LIST, Rest, Row, listed
from kingpost.connectors.redmine_writes import KINDS, Writes
from kingpost.connectors.web import Broken, Missing
from kingpost.connectors.writing import Change, Written

PAGE = 50
"""Issues in one page: each costs a request, so a page is a few seconds."""

OVERLAP = timedelta(minutes=5)
"""Longer than a transaction of Redmine should take: ``updated_on`` is set before the commit that shows it."""

TIME_WINDOW = ">t-31"
"""Redmine cannot list changed time entries: after the first read, those of the last 31 days (by its own clock) are read again."""

BROKEN_IN_A_ROW = 3
"""One issue may be beyond reading; when several in a row are, the server is what is broken."""

FIRST = ("user", "project", "version", "open", "closed", "time_entry")
AGAIN = ("user", "project", "version", "changed", "time_entry")

USER_KEYS = ("id", "login", "firstname", "lastname", "mail", "created_on", "updated_on", "custom_fields")
"""What is kept of a user. Not kept: the API key (Redmine shows it to administrators) and when they last signed in."""

Batch = tuple[list[Native], list[Unreadable], Any]
"""Objects, those that could not be read, and the position behind them."""


class Redmine:
    """One Redmine. The account of the API key decides what is seen; an administrator's also sees e-mail addresses."""

    name: ClassVar[str] = "redmine"
    title: ClassVar[str] = "Redmine"
    about: ClassVar[str] = "Projects, issues with their history, users, versions and time entries of one Redmine."
    translator: ClassVar[int] = 4
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("url", "Address", "Where Redmine lives, such as https://redmine.harrowlane.example"),
        Setting("key", "API key", "On “My account” in Redmine. An administrator's key also reads e-mail addresses.", secret=True),
        Setting("ticket_trackers", "Trackers that are tickets", "Their issues are clients' requests, all others are planned "
                "work. Separate names with commas.", required=False, default="Support"),
        Setting("escalated", "Escalated means", "Priorities and statuses that mean an issue is escalated. Separate names with "
                "commas.", required=False, default="Urgent, Immediate, Escalated"),
        Setting("client_field", "Field with the client", "The custom field of issues or projects that names the client.",
                required=False, default="Client"),
        Setting("staff_domains", "Your e-mail domains", "Needed if clients have accounts here: who has an address in these "
                "domains is staff. Separate with commas. Empty: every user is staff.", required=False),
        Setting("private_notes", "Private notes", "“yes” reads private notes too: everyone who sees this system sees them.",
                required=False, default="no"),
        Setting("project", "Project for new issues", "Its identifier, as in its address. Only for writing.", required=False),
    )  # fmt: skip
    proofs: ClassVar[Mapping[str, Proof]] = {
        "issue": Proof("issues", "ids", "ids"),
        "project": Proof("projects", "ids", "ids"),
        "user": Proof("users", "ids", "ids"),
        "version": Proof("versions", "ids", "ids"),
        "time_entry": Proof("time entries", "ids", "ids"),
    }
    volatile: ClassVar[frozenset[str]] = frozenset({"spent_hours"})
    writes: ClassVar[frozenset[str]] = KINDS
    translate = staticmethod(wording.translate)

    def __init__(self, config: Mapping[str, str]) -> None:
        given = {name: value for name, value in config.items() if value}
        self._config = {setting.name: setting.default for setting in self.settings} | given
        self._url = self._config["url"].strip().rstrip("/")
        self._rest = Rest(self._url, self._config["key"].strip())
        self._writes = Writes(self._rest, self._url, self._config)
        self._kinds: dict[int, str] = {}  # issue id → "ticket" or "task", as far as this connection has seen

    def close(self) -> None:
        self._rest.web.close()

    def check(self) -> str:
        me = self._rest.me()
        found = f"{self.count('project')} projects and {self.count('issue')} issues as {me['login']}"
        found += (
            ""
            if self._rest.users is not None
            else "; people by name only: e-mail addresses need an administrator's key"
        )
        return found + ("." if self._rest.may_read_time else "; time entries are not open to this account.")

    # Reading

    def read(self, cursor: Any) -> Iterator[Page]:
        since = (cursor or {}).get("since", "")
        stages = AGAIN if since else FIRST
        # The mark for the next read is taken before this one begins: whatever changes meanwhile is read again then.
        start = cursor if cursor and "stage" in cursor else {"stage": stages[0], "next": self._newest_change() or since}
        for stage in stages[stages.index(start["stage"]) :]:
            position = start.get("position") if stage == start["stage"] else None
            for items, unreadable, reached in self._stage(stage, since, position):
                here = {"since": since, "next": start["next"], "stage": stage, "position": reached}
                yield Page(items, here, unreadable=unreadable)
        yield Page([], {"since": start["next"]})

    def _newest_change(self) -> str:
        rows, _ = self._rest.page("issues", {"status_id": "*", "sort": "updated_on:desc", "limit": 1})
        return str(rows[0]["updated_on"]) if rows else ""

    def _stage(self, stage: str, since: str, position: Any) -> Iterator[Batch]:
        if stage in ("open", "closed"):
            return self._issues({"status_id": stage}, position)
        if stage == "changed":
            start = datetime.fromisoformat(since) - OVERLAP
            return self._issues({"status_id": "*", "updated_on": f">={start:%Y-%m-%dT%H:%M:%SZ}"}, position)
        if stage == "time_entry":
            return self._time_entries({"spent_on": TIME_WINDOW} if since else {}, position or 0)
        return (([self._native(stage, row) for row in rows], [], None) for rows in self._small(stage))

    def _issues(self, filters: Mapping[str, str], before: int | None) -> Iterator[Batch]:
        for rows in self._rest.descending(filters, before, PAGE):
            self._learn_kinds(rows)
            items, unreadable = self._details(rows)
            yield items, unreadable, rows[-1]["id"]

    def _details(self, rows: list[Row]) -> tuple[list[Native], list[Unreadable]]:
        items: list[Native] = []
        unreadable: list[Unreadable] = []
        broken = 0
        for row in rows:
            try:
                native = self.read_one("issue", str(row["id"]))
                items += [native] if native else []  # None: deleted since it was listed
                broken = 0
            except (Broken, Malformed, Refused) as error:
                broken += 1
                if broken == BROKEN_IN_A_ROW:
                    raise
                unreadable.append(Unreadable("issue", str(row["id"]), str(error)))
        return items, unreadable

    def _time_entries(self, filters: Mapping[str, str], offset: int) -> Iterator[Batch]:
        if not self._rest.may_read_time:
            return
        for rows in self._rest.by_offset("time_entries", {**filters, "sort": "spent_on:desc"}, offset):
            offset += len(rows)
            self._learn_kinds(rows)
            yield [self._native("time_entry", row) for row in rows], [], offset

    def _small(self, kind: str) -> Iterator[list[Row]]:
        """Users, projects, versions: few enough to read whole every time."""
        if kind == "user":
            return iter([list(self._rest.users.values())] if self._rest.users else [])
        return self._rest.projects() if kind == "project" else self._rest.versions()

    def _closed_to_us(self, kind: str) -> bool:
        return (kind == "user" and self._rest.users is None) or (kind == "time_entry" and not self._rest.may_read_time)

    def ids(self, kind: str) -> Iterable[str] | None:
        if self._closed_to_us(kind):
            return None
        if kind == "issue":
            pages = self._rest.descending({"status_id": "*"}, None)
        elif kind == "time_entry":
            pages = self._rest.by_offset("time_entries", {"sort": "spent_on:desc"})
        else:
            pages = self._small(kind)
        return (_remote_id(kind, row) for rows in pages for row in rows)

    def count(self, kind: str) -> int | None:
        if self._closed_to_us(kind) or kind == "version":
            return None
        if kind == "user":
            return len(self._rest.users or ())
        filters = {"issue": {"status_id": "*"}, "project": {"status": "1|5"}}.get(kind, {})
        return self._rest.page(_plural(kind), {**filters, "limit": 1})[1]

    def read_one(self, kind: str, remote_id: str) -> Native | None:
        number = remote_id.removeprefix("version-")
        if kind == "user" and self._rest.users is not None:
            user = self._rest.users.get(int(number))
            return self._native("user", user) if user else None
        include = {"include": "journals,attachments"} if kind == "issue" else None
        try:
            thing = self._rest.web.get(f"{_plural(kind)}/{number}.json", include)[kind]
        except Missing:
            return None
        except (KeyError, TypeError):
            raise Malformed(
                f"Redmine's answer for {kind.replace('_', ' ')} {number} is not in its own format."
            ) from None
        self._learn_kinds([thing])
        return self._native(kind, thing)

    # What an object is stored with

    def _native(self, kind: str, thing: Row) -> Native:
        try:
            stored, context, labels = self._described(kind, thing)
        except (KeyError, TypeError, AttributeError) as error:
            raise Malformed(f"A {kind.replace('_', ' ')} of Redmine is not in its own format ({error!r}).") from None
        context["url"] = f"{self._url}/{_plural(kind)}/{thing['id']}"
        raw = msgspec.json.encode({kind: stored, "context": context})
        return Native(kind, _remote_id(kind, thing), raw, labels)

    def _described(self, kind: str, thing: Row) -> tuple[Row, Row, tuple[str, ...]]:
        """What is kept of the object, its context, and its labels."""
        if kind == "issue":
            thing = self._without_private_notes(thing)
            labels = tuple(thing[part]["name"] for part in ("project", "tracker", "category") if part in thing)
            return thing, self._issue_context(thing), labels + (("private",) if thing.get("is_private") else ())
        if kind == "user":
            kept = {name: thing[name] for name in USER_KEYS if name in thing}
            return kept, {"status": thing.get("status_word"), "staff": self._is_staff(thing)}, ()
        if kind == "project":
            return thing, {"client": self._client_of(thing)}, (thing["name"],)
        if kind == "time_entry":
            context = {"unlisted": self._unlisted(thing.get("user")), "issue_kind": self._kind_of(thing.get("issue"))}
            return thing, context, (thing["project"]["name"],)
        return thing, {}, (thing["project"]["name"],)

    def _without_private_notes(self, issue: Row) -> Row:
        if self._config["private_notes"].strip().lower() == "yes":
            return issue
        return {**issue, "journals": [j for j in issue.get("journals", []) if not j.get("private_notes")]}

    def _issue_context(self, issue: Row) -> Row:
        rest, journals, assignee = self._rest, issue.get("journals", []), issue.get("assigned_to")
        wanted = listed(self._config["escalated"])
        escalated = {
            name: [number for number, word in rest.words[name].items() if word.lower() in wanted]
            for name in ("priority_id", "status_id")
        }
        # With the user list at hand, an assignee that is no user is a group: a team, not a person.
        team = assignee["name"] if assignee and rest.users is not None and assignee["id"] not in rest.users else None
        people = [issue.get("author"), *(journal.get("user") for journal in journals)]
        context = {
            "kind": self._kinds[issue["id"]],
            "closed": str(issue["status"]["id"]) in rest.closed,
            "escalated": any(str(issue[part]["id"]) in escalated[f"{part}_id"] for part in ("priority", "status")),
            "parent_kind": self._kind_of(issue.get("parent")),
            "closed_statuses": sorted(rest.closed),
            "escalated_values": escalated,
            "names": _named(
                journals,
                {**rest.words, "assigned_to_id": {**_names(*people, assignee), **rest.words["assigned_to_id"]}},
            ),
            "team": team,
            "client": self._client_of(issue),
            "unlisted": self._unlisted(*people, None if team else assignee),
        }
        users = rest.users or {}
        if listed(self._config["staff_domains"]) and users:
            context["staff"] = sorted(
                {p["id"] for p in people if p and p["id"] in users and self._is_staff(users[p["id"]])}
            )
        return context

    def _unlisted(self, *people: Row | None) -> list[int]:
        return sorted({who["id"] for who in people if who and who["id"] not in (self._rest.users or {})})

    def _is_staff(self, user: Row) -> bool:
        domains = listed(self._config["staff_domains"])
        return not domains or (user.get("mail") or "").lower().rpartition("@")[2] in domains

    def _client_of(self, thing: Row) -> str | None:
        wanted = self._config["client_field"].strip().lower()
        values = [
            field.get("value") for field in thing.get("custom_fields", []) if field["name"].strip().lower() == wanted
        ]
        return next((value for value in values if isinstance(value, str) and value), None)

    def _kind_of(self, issue: Row | None) -> str:
        return self._kinds.get(issue["id"], "task") if issue else "task"

    def _learn_kinds(self, rows: list[Row]) -> None:
        """Remember which issues are tickets; also those that the rows point at, which name no tracker there."""
        trackers = listed(self._config["ticket_trackers"])

        def learn(found: list[Row]) -> None:
            for row in (row for row in found if "tracker" in row):
                self._kinds[row["id"]] = "ticket" if row["tracker"]["name"].lower() in trackers else "task"

        learn(rows)
        pointed = {target["id"] for row in rows for target in (row.get("parent"), row.get("issue")) if target}
        if unknown := sorted(pointed - self._kinds.keys()) if trackers else []:
            which = ",".join(map(str, unknown))
            learn(self._rest.page("issues", {"issue_id": which, "status_id": "*", "limit": LIST})[0])

    # Writing

    def writes_as(self) -> str:
        return self._writes.author()

    def write(self, change: Change, key: str) -> Written:
        return self._writes.write(change, key)

    def find(self, change: Change, key: str) -> Written | None:
        return self._writes.find(change, key)


def _plural(kind: str) -> str:
    return "time_entries" if kind == "time_entry" else f"{kind}s"


def _remote_id(kind: str, thing: Row) -> str:
    """As the statement carries it: versions and issues are both tasks, so a version says that it is one."""
    return f"version-{thing['id']}" if kind == "version" else str(thing["id"])


def _names(*people: Row | None) -> dict[str, str]:
    return {str(who["id"]): str(who["name"]) for who in people if who and "name" in who}


def _named(journals: list[Row], words: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Names of the numbers that this history mentions, and no others: a renamed status elsewhere changes nothing here."""
    found: dict[str, dict[str, str]] = {}
    for detail in (detail for journal in journals for detail in journal.get("details", [])):
        known = words.get(detail.get("name", ""), {})
        for value in (detail.get("old_value"), detail.get("new_value")):
            if str(value) in known:
                found.setdefault(detail["name"], {})[str(value)] = known[str(value)]
    return found


CONNECTOR = Redmine

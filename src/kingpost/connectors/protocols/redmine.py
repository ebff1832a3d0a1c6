"""Redmine's REST dialect: how its lists are paged, and what the numbers in its objects mean.

``systems/redmine.py`` says what is read, ``redmine_writes.py`` what is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from kingpost.connectors.base import Malformed, Refused
from kingpost.connectors.web import Missing, Web

LIST = 100
"""The most Redmine gives in one answer."""

Row = dict[str, Any]
Filters = Mapping[str, str | int]


class Rest:
    """One connection with one API key. What is asked once (users, statuses) is remembered while it is open."""

    def __init__(self, url: str, key: str) -> None:
        self.web = Web(url, {"X-Redmine-API-Key": key})

    def me(self) -> Row:
        """The account of the key."""
        answer = self.web.get("users/current.json")
        if not isinstance(answer, dict) or not isinstance(answer.get("user"), dict):
            raise Malformed("This address answers, but not like a Redmine. Check the address.")
        me: Row = answer["user"]
        return me

    def page(self, path: str, filters: Filters, key: str = "") -> tuple[list[Row], int]:
        """One answer of a list and the total Redmine counts. Raises Malformed when it is not a list of objects with ids."""
        answer = self.web.get(f"{path}.json", filters)
        try:
            rows: list[Row] = answer[key or path]
            _ = [row["id"] for row in rows]
            return rows, int(answer.get("total_count", len(rows)))
        except (KeyError, TypeError, ValueError):
            raise Malformed(f"Redmine's list of {path} is not in its own format.") from None

    def descending(self, filters: Filters, before: int | None, size: int = LIST) -> Iterator[list[Row]]:
        """Issues below the id ``before``, highest first. A change or deletion meanwhile cannot push one past us."""
        while True:
            below = {} if before is None else {"issue_id": f"<={before - 1}"}
            rows, total = self.page("issues", {**filters, **below, "sort": "id:desc", "limit": size})
            if not rows:
                return
            ids = [row["id"] for row in rows]
            if ids != sorted(set(ids), reverse=True) or (before is not None and ids[0] >= before):
                raise Malformed("Redmine sends the same page of issues again and again.")
            yield rows
            before = ids[-1]
            if total <= len(rows):
                return

    def by_offset(self, what: str, filters: Filters, offset: int = 0) -> Iterator[list[Row]]:
        """Rows of a list that can be paged by offset only. What a deletion meanwhile makes us miss, a list of ids shows."""
        seen: set[int] = set()
        while True:
            rows, total = self.page(what, {**filters, "offset": offset, "limit": LIST})
            if not rows:
                return
            new = {row["id"] for row in rows} - seen
            if not new:
                raise Malformed(f"Redmine sends the same page of {what.replace('_', ' ')} again and again.")
            yield rows
            seen |= new
            offset += len(rows)
            if offset >= total:
                return

    def projects(self) -> Iterator[list[Row]]:
        """Open and closed ones; without the filter a recent Redmine lists the open ones only."""
        return self.by_offset("projects", {"status": "1|5"})

    def versions(self) -> Iterator[list[Row]]:
        seen: set[int] = set()  # a shared version is listed by each project that shares it
        for project in (row for rows in self.projects() for row in rows):
            try:
                rows, _ = self.page(f"projects/{project['id']}/versions", {}, "versions")
            except (Missing, Refused):
                continue  # the project has issue tracking switched off
            fresh = [version for version in rows if version["id"] not in seen]
            seen |= {version["id"] for version in fresh}
            if fresh:
                yield fresh

    @cached_property
    def users(self) -> dict[int, Row] | None:
        """Every user by number, with ``status_word``; None when the account may not list them (only administrators may)."""
        found: dict[int, Row] = {}
        try:
            for number, word in ((1, "active"), (2, "registered"), (3, "locked")):
                for rows in self.by_offset("users", {"status": number}):
                    found |= {row["id"]: {**row, "status_word": word} for row in rows}
        except Refused:
            return None
        return found

    @cached_property
    def may_read_time(self) -> bool:
        try:
            self.page("time_entries", {"limit": 1})
        except Refused:
            return False
        return True

    @cached_property
    def statuses(self) -> list[Row]:
        return self.page("issue_statuses", {})[0]

    @cached_property
    def closed(self) -> frozenset[str]:
        """The numbers of the statuses that close an issue."""
        return frozenset(str(status["id"]) for status in self.statuses if status.get("is_closed"))

    @cached_property
    def words(self) -> dict[str, dict[str, str]]:
        """Names by number, for the attributes that an issue's history names by number."""
        lists = {
            "status_id": self.statuses,
            "priority_id": self.page("enumerations/issue_priorities", {}, "issue_priorities")[0],
            "tracker_id": self.page("trackers", {})[0],
        }
        words = {name: {str(row["id"]): str(row["name"]) for row in rows} for name, rows in lists.items()}
        people = {
            str(i): f"{u.get('firstname', '')} {u.get('lastname', '')}".strip() for i, u in (self.users or {}).items()
        }
        return words | {"assigned_to_id": people}

    def number(self, attribute: str, name: str) -> str | None:
        """The number of a status, priority or tracker by its name, whatever its case."""
        words = self.words[attribute]
        return next((number for number, word in words.items() if word.lower() == name.strip().lower()), None)


def listed(text: str) -> list[str]:
    """A setting's comma-separated words, folded."""
    return [word.strip().lower() for word in text.split(",") if word.strip()]

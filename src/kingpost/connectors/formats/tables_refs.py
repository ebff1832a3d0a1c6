"""References in a row: the cells that name a client, a person or a project, and the record or mention each becomes."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from kingpost.connectors.base import Mention, Ref, Statement, mention_id
from kingpost.connectors.formats.addresses import clean_email
from kingpost.connectors.formats.tables_words import REF_KINDS

_MARKS = re.compile(r"[;,\[]")
_WHOLE_NAMES = re.compile(
    r"[A-Z]\w*\.?(?: [\w.'’-]+)+(?:, ?[A-Z]\w*\.?(?: [\w.'’-]+)+)+"
)  # none of one word, as a family's name or a title has
Cell = Callable[[dict[str, Any]], Any]
"""Takes one cell from a row."""

_NOBODY = frozenset(
    [
        "n/a",
        "na",
        "-",
        "--",
        "none",
        "unassigned",
        "tbc",
        "tbd",
        "unknown",
        "?",
        "null",
        "nil",
        "nobody",
        "no",
        "x",
        "everyone",
        "all",
        "team",
    ]
)
_OWN_NAMES = {"employer": "company", "owner": "owner_name", "buyer": "buyer_name", "seller": "seller_name"}


def cell_reader(column: str, nested: bool) -> Cell:
    """A function that takes a column's cell from a row; in json rows "requester.email" is a path."""
    if not nested or "." not in column:
        return lambda row: row.get(column)
    path = column.split(".")
    return lambda row: row[column] if column in row else _inside(row, path)


def _inside(value: Any, path: list[str]) -> Any:
    """The value at a path; through a list, the values of all its objects."""
    for place, name in enumerate(path):
        if isinstance(value, list):
            return [found for one in value if (found := _inside(one, path[place:])) not in (None, "")]
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


def as_text(value: Any) -> str:
    if type(value) is str:
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(as_text(one) for one in value if one not in (None, ""))
    if isinstance(value, dict):
        return str(value.get("name") or value.get("value") or value.get("displayName") or "")
    return str(value)


@lru_cache(maxsize=1 << 14)
def domain_in(text: str) -> str:
    host = text.strip().lower().split("://")[-1].split("/")[0].split(",")[0].split("@")[-1].removeprefix("www.")
    return host if "." in host and " " not in host else ""


class Target:
    """A reference: the columns that name it, and what it becomes."""

    def __init__(self, role: str, ways: dict[str, str], kind: str, nested: bool) -> None:
        self.role = role
        self.target = REF_KINDS[role] or ("ticket" if kind == "comment" else "task" if kind == "time_entry" else kind)
        self.id, self.email, self.domain, self.name = (
            cell_reader(ways[way], nested) if way in ways else None for way in ("id", "email", "domain", "name")
        )
        self.name_field = _OWN_NAMES.get(role, "")

    def into(self, statement: Statement, row: dict[str, Any], found: dict[str, str]) -> None:
        name = self.name(row) if self.name else None
        if name is not None and type(name) is not str:
            name = name if isinstance(name, list) else as_text(name)
        if self.name_field and name:
            label = (name if type(name) is str else as_text(name)).strip()
            if label.lower() not in _NOBODY:
                statement.fields.setdefault(self.name_field, label)
        known = found.get(self.role)
        if known:
            for one in known.split("\n"):
                statement.refs.append(Ref(self.role, self.target, one))
            return
        if self.target == "person":
            emails = self.email(row) if self.email else None
            if emails or (name and "@" in as_text(name)):
                self.people(statement, _several(emails or name), _several(name) if emails and name else [])
                return
        elif self.domain and (domain := domain_in(as_text(self.domain(row) or ""))):
            self.mention(statement, domain, {"domain": domain, **({"name": as_text(name)} if name else {})})
            return
        if (
            name
            and self.email
            and self.target == "client"
            and "@" in (email := clean_email(as_text(self.email(row) or "")))
        ):
            self.mention(statement, as_text(name).strip(), {"name": as_text(name).strip(), "email": email})
            return
        if name:
            for one in names_in(name, self.target) if type(name) is not str or _MARKS.search(name) else (name,):
                made = _by_name(self.role, self.target, one)
                if made:
                    statement.mentions.append(made[0])
                    statement.refs.append(made[1])
        elif self.id and (ids := self.id(row)):
            statement.refs += [Ref(self.role, self.target, one) for one in _several(ids)]

    def people(self, statement: Statement, emails: list[str], names: list[str]) -> None:
        for place, email in enumerate(emails):
            address = clean_email(email)
            if address:
                written = email.split("<")[0].strip() if "<" in email else ""  # Priya Raman <priya@…>
                name = names[place] if len(names) == len(emails) else written
                fields = {"name": name, "email": address} if name else {"email": address}
                self.mention(statement, address, fields, name)

    def mention(self, statement: Statement, value: str, fields: dict[str, Any], title: str = "") -> None:
        remote_id = mention_id(self.target, value)
        statement.mentions.append(Mention(self.target, remote_id, title or value, fields))
        statement.refs.append(Ref(self.role, self.target, remote_id))


@lru_cache(maxsize=1 << 15)
def _by_name(role: str, kind: str, name: str) -> tuple[Mention, Ref] | None:
    """The mention and reference for a name; None for a word that means nobody. Shared by every row that has it, so never changed."""
    name = name.strip()
    if not name or name.lower() in _NOBODY:
        return None
    remote_id = mention_id(kind, name)
    return Mention(kind, remote_id, name, {"name": name}), Ref(role, kind, remote_id)


def _several(value: Any) -> list[str]:
    """The values of a cell that may name several things: a list, or text with semicolons (ids and addresses: commas too)."""
    if isinstance(value, list):
        return [one for item in value for one in _several(item)]
    text = value if type(value) is str else as_text(value)
    if text[:1] == "[" and text[-1:] == "]":  # a list as some programs write it: [Ana Ruiz,Tom Reed]
        return _several(text[1:-1].replace(",", ";"))
    if ";" not in text and "," not in text:
        text = text.strip()
        return [text] if text else []
    if ";" not in text and ("@" in text or text.replace(",", "").replace(" ", "").isdigit()):
        text = text.replace(",", ";")
    return [part.strip() for part in text.split(";") if part.strip()]


def names_in(value: Any, kind: str) -> list[str]:
    """The names or ids of things of a kind in a reference's cell, as ``translate`` reads them. "Priya Raman, Noor Haddad" are two people, "Raman, Priya" is one."""
    found = _several(value) if value not in (None, "", []) else []
    if kind != "person":
        return found
    return [one.strip() for name in found for one in (name.split(",") if _WHOLE_NAMES.fullmatch(name) else (name,))]

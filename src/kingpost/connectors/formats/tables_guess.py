"""Guess what a table holds: its kind, which column is which field, which one tells rows apart, how dates and numbers are written.

Names propose (``tables_words``), values decide: a "Completed" column of dates is ``completed_at``, one of yes and no is ``done``.
The whole table is read once, in a stream, because the only 13th of a month may stand in its last row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Any

import msgspec

from kingpost.connectors.formats.tables_cells import (
    DAY_FIRST,
    currency_in,
    day,
    hours,
    moment,
    money,
    no_day,
    number,
    yes,
)
from kingpost.connectors.formats.tables_json import flat
from kingpost.connectors.formats.tables_mapping import Mapping
from kingpost.connectors.formats.tables_shape import BadRow, Table
from kingpost.connectors.formats.tables_survey import Guess, first_text, survey
from kingpost.connectors.formats.tables_translated import english
from kingpost.connectors.formats.tables_words import FILE_WORDS, TYPES, WORDS

_SAMPLE = 300
_NOT_WORD = re.compile(r"[\W_]+")
_INSIDE = re.compile(r"^custom field \((.+)\)$", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_WRAPPERS = ("properties.", "fields.", "attributes.", "metric_set.", "organization_fields.", "custom_fields.")
_OWN_WORDS = {
    "client": ("company", "account", "client", "customer", "organization", "organisation"), "person": ("contact", "employee", "staff", "person", "user"),
    "project": ("project",), "ticket": ("ticket", "case", "incident", "request", "issue"), "task": ("task", "action", "issue"), "invoice": ("invoice",),
    "agreement": ("deal", "opportunity", "contract", "agreement"), "deliverable": ("deliverable",), "approval": ("approval",),
}  # fmt: skip
_NEEDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "client": (("name", "domain"),), "person": (("name", "email"),), "project": (("name",),), "ticket": (("subject",),), "task": (("name",),),
    "invoice": (("number",), ("amount", "issue_date")), "agreement": (("stage", "amount", "close_date", "end_date", "status"), ("name", "key")),
    "approval": (("name",), ("state",)), "deliverable": (("name",), ("due_date", "delivered_at", "status")),
    "time_entry": (("hours",), ("date",)), "account": (("name",), ("system", "role")), "comment": (("body",), ("about.id", "author.id", "author.name")),
}  # fmt: skip
_RARE = frozenset({"account", "comment", "approval", "deliverable", "time_entry"})
_SAYS = frozenset({"body", "plain_body", "text", "content", "message", "html_body", "comment"})
_ENOUGH = 3.0
_COVERED = 0.03  # a file called "tasks" of a thousand columns of which three have usual names is no list of tasks
_TITLES = frozenset({"name", "subject"})  # an empty column is none while another one holds titles
_ASSIGNED = frozenset({"assignee", "assignees", "assignedto"})  # what has a title and a state too is a task
_LISTED = frozenset({"client", "person"})  # many tables name one in each row; a list of them says more of them
_UNTELLING = frozenset({"key", "name", "body", "created_at", "updated_at"})
_BILLED = frozenset({"number", "issue_date", "due_date", "net", "amount"})  # nothing else has all of these
_DESCRIBING = frozenset({"client", "customer"})  # "Client onboarding" is no list of clients
_UUID = re.compile(r"\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?", re.IGNORECASE)
_LIST_OF = re.compile(r"(?<=.{4})(?:liste|stamm|stammdaten|übersicht)$")
_DATE_WORD = re.compile(r"(?:datetime|date)?(.{3,}?)(?:datetime|date|time|at|on)?")
_PLANNED = frozenset({"task", "story", "bug", "epic", "feature", "improvement", "milestone"})
_ASKED = frozenset({"service request", "incident", "problem", "question", "support", "change"})


class _Fit(msgspec.Struct):
    kind: str
    targets: dict[str, list[str]]
    score: float
    telling: bool = False  # a column's name says it; "name" and "description" alone could be anything
    named: bool = False  # the name of the file, sheet or list says it


def guess(
    table: Table, file: str, *, kind: str = "", zone: str = "", order: str = DAY_FIRST, key: Sequence[str] = ()
) -> Guess | None:
    """The most likely mapping, or None when no kind fits.

    ``kind`` fixes the kind, ``order`` is what 3/4/2024 means when nothing tells, ``key`` are the columns its rows were told apart by until now.
    """
    sample = []
    for row in table.rows():
        if not isinstance(row, BadRow):
            sample.append(flat(row[1]) if table.nested else row[1])
        if len(sample) >= _SAMPLE:
            break
    values = {
        column: [row[column] for row in sample if row.get(column) not in (None, "", [])] for column in table.columns
    }
    fits = [_fit(one, table, values, file) for one in ([kind] if kind in WORDS else WORDS)]
    best = max(fits, key=lambda fit: fit.score)
    covered = sum(map(len, best.targets.values())) / max(1, len(table.columns))
    if not kind and (best.score < _ENOUGH or not (best.telling or (best.named and covered >= _COVERED))):
        return None
    mapping = _mapping(best, table, values, file, zone)
    made = [column for column, cells in values.items() if cells and all(_UUID.fullmatch(str(cell)) for cell in cells)]
    return survey(mapping, table, best.targets.get("key", []) + made[:1], order, key)


@lru_cache(maxsize=1 << 15)
def fold(column: str) -> str:
    """A column name without case, punctuation, brackets and wrappers: "*InvoiceNumber" and "Invoice number" are one."""
    for wrapper in _WRAPPERS:
        column = column.removeprefix(wrapper)
    inside = _INSIDE.match(column)
    column = inside[1] if inside else _BRACKETS.sub("", column) or column
    return _NOT_WORD.sub("", column.replace("%", "percent").replace("#", "no")).casefold()


@cache
def _words(kind: str) -> list[tuple[str, list[tuple[float, list[str]]]]]:
    """(target, [(weight, folded column names joined)]) in order of preference."""
    found = []
    for target, names in WORDS[kind].items():
        ways = []
        for name in names.split("|"):
            folded = [fold(part) for part in name.removeprefix("!").split("+")]
            ways.append((4.0 if name.startswith("!") else 1.0, folded))
        found.append((target, ways))
    return found


def _fit(kind: str, table: Table, values: dict[str, list[Any]], file: str) -> _Fit:
    """Every target its best column, and how well the kind explains the table."""
    by_name: dict[str, str] = {}
    for column in table.columns:
        by_name.setdefault(english(fold(column)), column)
    first, name = by_name.get("firstname"), by_name.get("name")
    if first and name and _is_surname(values[first], values[name]):
        by_name.setdefault("lastname", name)
    own: set[str] = set()  # columns that say whose they are: "Deal amount" is the amount of a deal
    for folded, column in list(by_name.items()):
        for word in _OWN_WORDS.get(kind, ()):
            if folded.startswith(word) and len(folded) > len(word) + 2:
                own.add(column)
                by_name.setdefault(folded[len(word) :], column)
                by_name.setdefault(folded.removeprefix(word * 2), column)  # "Deal - Deal created"
    targets: dict[str, list[str]] = {}
    used: set[str] = set()
    score, telling = 0.0, False
    for target, ways in _words(kind):
        if target == "key":
            targets["key"] = [by_name[names[0]] for _, names in ways if len(names) == 1 and names[0] in by_name]
            continue
        empty: tuple[float, list[str]] | None = None
        for weight, names in ways:
            columns = [by_name[name] for name in names if name in by_name]
            if not columns or len(columns) < len(names) - (target == "address"):
                continue
            shared = target == "manager.email"
            if (used & set(columns) and not shared) or not _holds(target, [v for c in columns for v in values[c]]):
                continue
            if target in _TITLES and not any(values[c] for c in columns):
                empty = empty or (weight, columns)
                continue
            break
        else:
            if empty is None:
                continue
            weight, columns = empty
        targets[target] = columns
        used |= set(columns)
        score += weight if any(values[c] for c in columns) else weight * 0.5
        telling |= weight > 1 or (target in _TITLES and columns[0] in own)
    for target, column in _dated(kind, targets, used, by_name, values):
        targets[target] = [column]
        used.add(column)
        score += 1.0
    telling |= kind == "task" and {"name", "status"} <= set(targets) and not _ASSIGNED.isdisjoint(by_name)
    telling |= kind == "invoice" and set(targets) >= _BILLED
    named = _name_score(kind, table, file) + _type_score(kind, by_name, values)
    missing = [need for need in _NEEDS.get(kind, ()) if not any(targets.get(one) for one in need)]
    named_only = kind in _LISTED and not set(targets) - _UNTELLING and 3 * len(used) < len(table.columns)
    if missing or (named_only and not named and not any(_all_differ(values[c]) for c in targets["key"])):
        return _Fit(kind, targets, 0.0)
    score += 4.0 * len(used) / max(1, len(table.columns)) + named - (2.0 if kind in _RARE else 0.0)
    return _Fit(kind, targets, score, telling, named > 0)


def _is_surname(first: list[Any], names: list[Any]) -> bool:
    """Whether a "Name" beside a first name is the last name alone: "Nom;Prénom", "Name;Vorname". Some last names are somebody's first: Martin, Thomas."""
    given = {word for one in first for word in str(one).split()}
    return 2 * sum(not given.isdisjoint(str(name).split()) for name in names) < len(names)


def _all_differ(cells: list[Any]) -> bool:
    return bool(cells) and len({str(cell) for cell in cells}) == len(cells)


def _dated(
    kind: str, targets: dict[str, list[str]], used: set[str], by_name: dict[str, str], values: dict[str, list[Any]]
) -> list[tuple[str, str]]:
    """Columns of dates for targets without one yet: "Resolved time", "Date resolved" and "Resolved on" name one thing."""
    left = {_undated(folded): column for folded, column in by_name.items() if column not in used and values[column]}
    found: dict[str, str] = {}
    for target, ways in _words(kind):
        if target in targets or TYPES.get(target) not in ("date", "moment"):
            continue
        for _, names in ways:
            column = left.get(_undated(names[0]))
            if column and column not in found.values() and _holds(target, values[column]):
                found[target] = column
                break
    return list(found.items())


def _undated(folded: str) -> str:
    """A folded name without the word that only says that it is a date."""
    hit = _DATE_WORD.fullmatch(folded)
    return hit[1] if hit else folded


def _type_score(kind: str, by_name: dict[str, str], values: dict[str, list[Any]]) -> float:
    """Trackers and service desks share their column names; what they call their items tells them apart."""
    words = _PLANNED if kind == "task" else _ASKED if kind == "ticket" else frozenset()
    column = by_name.get("issuetype") or by_name.get("worktype")
    types = [first_text(cell).lower() for cell in values[column]] if column else []
    return 10.0 if types and sum(any(word in one for word in words) for one in types) > len(types) / 2 else 0.0


def _name_score(kind: str, table: Table, file: str) -> float:
    """What the names say. That of a file's only sheet is often one its program gave it, and says less."""
    words = set(FILE_WORDS.get(kind, "").split())
    stem = file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    score = 6.0 if words & _name_words(table.name) else 3.0 if words & _name_words(table.label) else 0.0
    return score + (5.0 if words & _name_words(stem) else 0.0)


def _name_words(name: str) -> set[str]:
    spaced = re.sub(r"([a-z])([A-Z])", r"\1 \2", name)
    words = re.split(r"[\W_\d]+", spaced.casefold())
    one = "".join(words)
    words += [_LIST_OF.sub("", word) for word in words]  # "Kundenliste"
    return {word for word in words if word == one or word not in _DESCRIBING} | {one}


def _holds(target: str, cells: list[Any]) -> bool:
    """Whether the cells can be what the target wants. An empty column can be anything."""
    if target == "comments":
        return bool(cells) and all(_is_comment(cell) for cell in cells[:20])
    if target == "changes":
        return any(
            isinstance(cell, list) and cell and isinstance(cell[0], dict) and "events" in cell[0] for cell in cells
        )
    plain = [cell for cell in cells if not isinstance(cell, dict)]
    texts = [first_text(cell) for cell in plain]
    texts = [text for text in texts if text and not no_day(text)]
    if not texts:
        return not cells
    test = _test(target)
    good = sum(1 for text in texts if test(text))
    return good >= 0.6 * len(texts)


def _test(target: str) -> Callable[[str], object]:
    kind = TYPES.get(target, "email" if target.endswith(".email") else "")
    tests: dict[str, Callable[[str], object]] = {
        "date": day,
        "moment": moment,
        "money": lambda text: money(text)[0],
        "number": lambda text: number(text) is not None,
        "yes or no": lambda text: yes(text) is not None,
        "email": lambda text: "@" in text,
        "domain": lambda text: "." in text and " " not in text.strip(),
        "currency": lambda text: len(text.strip()) <= 4,
        "hours": lambda text: hours(text) is not None,
    }
    if target in {"name", "subject"} or target.endswith(".name"):
        return lambda text: (
            not (day(text) or yes(text) is not None or (target in _TITLES and money(text)[0]) or _UUID.fullmatch(text))
        )
    if target == "body":
        return lambda text: number(text) is None  # how many comments there are is no text
    return tests.get(kind, bool)


def _is_comment(cell: Any) -> bool:
    if isinstance(cell, list):
        return all(_is_comment(one) for one in cell)
    if isinstance(cell, dict):
        return bool(_SAYS & set(cell))
    return (
        isinstance(cell, str) and cell.count(";") >= 2 and moment(cell.split(";", 1)[0]) is not None
    )  # Jira: when;who;what


def _mapping(fit: _Fit, table: Table, values: dict[str, list[Any]], file: str, zone: str) -> Mapping:
    mapping = Mapping(fit.kind, zone=zone, nested=table.nested)
    for target, columns in fit.targets.items():
        if target == "comments":
            mapping.comments = columns[0]
        elif target == "changes":
            mapping.changes = columns[0]
        elif "." in target:
            role, way = target.split(".")
            mapping.refs.setdefault(role, {}).setdefault(
                _way(way, [first_text(v) for v in values[columns[0]]]), columns[0]
            )
        elif target != "key":
            mapping.fields[target] = columns
    _constants(mapping, table, file)
    return mapping


def _way(way: str, texts: list[str]) -> str:
    """How a column names its target, by its values: an "Owner" column may hold names, addresses or ids."""
    texts = [text for text in texts if text]
    if way == "name" and texts:
        if sum("@" in text for text in texts) > len(texts) / 2:
            return "email"
        if sum(text.isdigit() and len(text) > 2 for text in texts) > len(texts) / 2:
            return "id"
    return way


def _constants(mapping: Mapping, table: Table, file: str) -> None:
    """What the table as a whole says: everybody in an HR list is staff, everything in a list of milestones is one."""
    names = {fold(column) for column in mapping.fields.get("name", [])}
    if mapping.kind == "person" and "staff" not in mapping.fields and "employer" not in mapping.refs:
        telling = {"department", "hours_per_week", "start_date"} & set(mapping.fields) or "manager" in mapping.refs
        words = _name_words(f"{file.rsplit('/', 1)[-1].rsplit('.', 1)[0]} {table.name}")
        if telling or words & {"staff", "hr", "employees", "employee", "team", "headcount", "people"}:
            mapping.set["staff"] = True
    if mapping.kind == "task" and names & {"milestone", "milestonename"}:
        mapping.set["milestone"] = True
    amounts = [column for field, columns in mapping.fields.items() if TYPES.get(field) == "money" for column in columns]
    stated = {currency_in(column) for column in amounts}
    if "currency" not in mapping.fields and len(stated) == 1 and stated != {""}:
        mapping.set["currency"] = stated.pop()

"""Which column of a table is what: the mapping, the YAML beside a file that overrides the guess, and its description for a person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import yaml

from kingpost.connectors.base import KINDS
from kingpost.connectors.formats.tables_cells import (
    DAY_FIRST,
    DECIMAL_COMMA,
    DECIMAL_POINT,
    MONTH_FIRST,
    PARTS_OF_HOUR,
    zone_of,
)
from kingpost.connectors.formats.tables_shape import Table
from kingpost.connectors.formats.tables_words import REF_KINDS, TYPES

SUFFIX = ".kingpost.yaml"
_MAX_YAML = 256 * 1024
_WAYS = ("id", "email", "domain", "name")
_SETTINGS = {
    "kind",
    "key",
    "fields",
    "refs",
    "dates",
    "decimals",
    "forms",
    "set",
    "comments",
    "changes",
    "prefix",
    "zone",
    "ignore",
    "tables",
}
KEY_COLUMN = "Kingpost key"
"""The column a written row carries its key in."""


class Mapping(msgspec.Struct, omit_defaults=True):
    """How the rows of one table are read. It travels with every row, so a row can be translated without its file.

    ``key`` are the columns whose values together name a row; none means the row's content names it. ``fields`` maps a canonical
    field (or "body") to the columns joined for it; ``refs`` maps a role to {how: column}, how being id, email, domain or name;
    ``forms`` gives a column its "day first", "month first", "decimal comma" or "decimal point", or "seconds" or "milliseconds". ``set`` holds values that
    no column states. ``prefix`` goes before every id, so two tables that count from 1 do not collide.
    """

    kind: str
    key: list[str] = msgspec.field(default_factory=list)
    fields: dict[str, list[str]] = msgspec.field(default_factory=dict)
    refs: dict[str, dict[str, str]] = msgspec.field(default_factory=dict)
    forms: dict[str, str] = msgspec.field(default_factory=dict)
    set: dict[str, Any] = msgspec.field(default_factory=dict)
    comments: str = ""
    changes: str = ""
    prefix: str = ""
    zone: str = ""
    nested: bool = False


class MappingError(ValueError):
    """The YAML beside a file is wrong; the text names the file's line or the word that is not understood."""


def load_override(path: Path) -> dict[str, Any]:
    """What the YAML beside ``path`` says, {} when there is none. Raises MappingError."""
    beside = path.with_name(path.name + SUFFIX)
    if not beside.is_file():
        return {}
    if beside.stat().st_size > _MAX_YAML:
        raise MappingError(f"{beside.name} is over {_MAX_YAML // 1024} kB")
    try:
        text = beside.read_text("utf-8-sig")
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, yaml.SafeLoader)):
            raise MappingError(f"{beside.name} repeats a part by alias (*), which could grow without end; write it out")
        said = yaml.safe_load(text)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise MappingError(f"{beside.name} is not YAML: {' '.join(str(error).split())}") from None
    if said is None:
        return {}
    if not isinstance(said, dict):
        raise MappingError(f"{beside.name} must hold settings such as “kind: task”")
    unknown = sorted(str(word) for word in said if word not in _SETTINGS)
    if unknown:
        raise MappingError(
            f"{beside.name}: {', '.join(unknown)} is not understood; there are {', '.join(sorted(_SETTINGS))}"
        )
    return said


def of_table(said: dict[str, Any], table: Table) -> dict[str, Any]:
    """The part of an override that is for one table of a file with several: ``tables: {Sheet1: {kind: task}}``."""
    tables = said.get("tables") or {}
    own = tables.get(table.name) if isinstance(tables, dict) else None
    return {**{word: value for word, value in said.items() if word != "tables"}, **(own or {})}


def override(guess: Mapping | None, said: dict[str, Any], table: Table) -> Mapping:
    """The guess with what a person wrote in its place; an empty column takes a field or reference away.

    Raises MappingError for a kind, column or form there is not.
    """
    kind = str(said.get("kind") or (guess.kind if guess else ""))
    if kind not in KINDS:
        raise MappingError(f"kind: {kind or 'missing'} is not one of {', '.join(KINDS)}")
    base = guess if guess and guess.kind == kind else Mapping(kind, nested=table.nested)
    mapping = msgspec.structs.replace(base)
    if "key" in said:
        mapping.key = _columns(said["key"], table)
    said_fields, said_refs = said.get("fields") or {}, said.get("refs") or {}
    mapping.fields = {field: columns for field, columns in base.fields.items() if field not in said_fields}
    mapping.fields |= {field: _columns(column, table) for field, column in said_fields.items() if column}
    mapping.refs = {role: ways for role, ways in base.refs.items() if role not in said_refs}
    mapping.refs |= {role: _ref(role, how, table) for role, how in said_refs.items() if how}
    mapping.forms = _forms(said, mapping, base.forms, table)
    mapping.set = {**base.set, **(said.get("set") or {})}
    mapping.comments = str(said.get("comments", base.comments) or "")
    mapping.changes = str(said.get("changes", base.changes) or "")
    mapping.prefix = str(said.get("prefix") or "")
    mapping.zone = str(said.get("zone") or base.zone)
    zone_of(mapping.zone)
    return mapping


def _columns(said: Any, table: Table) -> list[str]:
    names = [str(name) for name in said] if isinstance(said, list) else [str(said)]
    for name in names:
        if name not in table.columns and not table.nested:
            raise MappingError(f"there is no column “{name}”; there are {', '.join(table.columns[:40])}")
    return names


def _ref(role: str, said: Any, table: Table) -> dict[str, str]:
    if role not in REF_KINDS:
        raise MappingError(f"refs: {role} is not one of {', '.join(REF_KINDS)}")
    ways = said if isinstance(said, dict) else {"name": said}
    if not ways or any(way not in _WAYS for way in ways):
        raise MappingError(f"refs: {role} is given by {', '.join(_WAYS)}, for example “{role}: {{id: Column name}}”")
    return {way: _columns(column, table)[0] for way, column in ways.items()}


def _forms(said: dict[str, Any], mapping: Mapping, guessed: dict[str, str], table: Table) -> dict[str, str]:
    forms = dict(guessed)
    dates, decimals = said.get("dates"), said.get("decimals")
    for word, allowed in ((dates, (DAY_FIRST, MONTH_FIRST)), (decimals, (DECIMAL_COMMA, DECIMAL_POINT))):
        if word and word not in allowed:
            raise MappingError(f"“{word}” is not one of {', '.join(allowed)}")
    by_type = {"date": dates, "moment": dates, "money": decimals, "number": decimals, "hours": decimals}
    for field, columns in mapping.fields.items():
        if form := by_type.get(TYPES.get(field, "")):
            forms |= dict.fromkeys(columns, str(form))
    for column, form in (said.get("forms") or {}).items():
        if form not in (DAY_FIRST, MONTH_FIRST, DECIMAL_COMMA, DECIMAL_POINT, *PARTS_OF_HOUR):
            raise MappingError(f"forms: “{form}” is not understood")
        forms[_columns(column, table)[0]] = form
    return forms


def describe_mapping(mapping: Mapping, table: Table | None = None) -> str:
    """The mapping as the YAML a person would write beside the file to say the same; columns not used are listed below it."""
    said: dict[str, Any] = {"kind": mapping.kind}
    if mapping.key:
        said["key"] = mapping.key[0] if len(mapping.key) == 1 else mapping.key
    said["fields"] = {field: columns[0] if len(columns) == 1 else columns for field, columns in mapping.fields.items()}
    for word in ("refs", "forms", "set", "comments", "changes", "prefix", "zone"):
        if value := getattr(mapping, word):
            said[word] = value
    text = yaml.safe_dump(said, sort_keys=False, allow_unicode=True, default_flow_style=None, width=110)
    left = unused_columns(mapping, table) if table else []
    return text + (f"# not used: {', '.join(left[:60])}{' …' if len(left) > 60 else ''}\n" if left else "")


def unused_columns(mapping: Mapping, table: Table) -> list[str]:
    """Columns of the table that no field, reference or key reads."""
    used = {column for columns in mapping.fields.values() for column in columns} | set(mapping.key) | {KEY_COLUMN}
    used |= {column for ways in mapping.refs.values() for column in ways.values()}
    lists = [column for column in (mapping.comments, mapping.changes) if column]
    inside = tuple(f"{column}." for column in lists)
    return [c for c in table.columns if c not in used and c not in lists and not (inside and c.startswith(inside))]


def sentence(mapping: Mapping, table: Table, name: str, *, written: bool) -> str:
    """One line for the Systems page: what the table is read as, and where to say otherwise."""
    parts = [f"{field} = {' + '.join(columns)}" for field, columns in mapping.fields.items()]
    parts += [f"{role} = {' / '.join(ways.values())}" for role, ways in mapping.refs.items()]
    left = unused_columns(mapping, table)
    key = " + ".join(mapping.key) or "the row's content"
    where = f"{name}[{table.name}]" if table.name else name
    text = f"{where}: read as {mapping.kind.replace('_', ' ')}, key {key}; {', '.join(parts)}"
    text += (
        f"; {len(left)} {'column' if len(left) == 1 else 'columns'} not used: {', '.join(left[:8])}{' …' if len(left) > 8 else ''}"
        if left
        else ""
    )
    return text + (f" (as {name}{SUFFIX} says)." if written else f". If that is wrong, say so in {name}{SUFFIX}.")

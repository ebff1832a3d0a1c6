"""json files as tables: an array, an object with lists, one object, or JSON lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from kingpost.connectors.formats.tables_encoding import decode
from kingpost.connectors.formats.tables_shape import BadRow, Row, Table, TableError

MAX_JSON = 96 * 1024 * 1024
_MAX_LINE = 16 * 1024 * 1024
_WRAPPERS = ("properties", "fields", "attributes")
_LONE = re.compile(r"[\ud800-\udfff]")
_POINTS = re.compile(r"id[A-Z][a-z]+")
_decode = msgspec.json.Decoder().decode


def json_tables(path: Path) -> list[Table]:
    """One table per list of objects. Raises TableError; unfinished when the text stops in the middle."""
    if _is_lines(path):
        return [_lines_table(path)]
    if path.stat().st_size > MAX_JSON:
        raise TableError(
            f"it is over {MAX_JSON // 2**20} MB; write it as JSON lines (one object per line), which are read one by one"
        )
    found = list(_lists(load(path.read_bytes())))
    return [_table(name if len(found) > 1 else "", rows) for name, rows in found]


def load(raw: bytes) -> Any:
    """Decoded json, lone surrogates replaced. Raises TableError with the place of the error."""
    try:
        return _decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        pass
    text = decode(raw).lstrip("\ufeff")
    try:
        return _tidy(json.loads(text))
    except RecursionError:
        raise TableError("its values are nested too deeply to read") from None
    except json.JSONDecodeError as error:
        ends = error.pos >= len(text.rstrip()) - 1 or error.msg.startswith("Unterminated")
        raise TableError(
            f"it is not JSON: {error.msg} at line {error.lineno}, column {error.colno}", unfinished=ends
        ) from None


def _tidy(value: Any) -> Any:
    if isinstance(value, str):
        return _LONE.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, dict):
        return {_tidy(key): _tidy(item) for key, item in value.items()}
    return [_tidy(item) for item in value] if isinstance(value, list) else value


def _lists(value: Any, name: str = "", depth: int = 0) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """(name, objects) for each list of objects near the top; an object without such lists is a table of one row."""
    if isinstance(value, list):
        rows = [item for item in value if isinstance(item, dict)]
        if rows:
            yield name, rows
    elif isinstance(value, dict):
        inner = [(key, item) for key, item in value.items() if _holds_objects(item)]
        own_values = sum(1 for item in value.values() if not isinstance(item, dict | list) and item is not None)
        if _is_container(value, inner):
            _name_what_is_pointed_at(value, inner)
            for key, item in inner:
                yield from _lists(item, key, depth + 1)
        elif "id" in value or "gid" in value or "key" in value or (not inner and own_values):
            yield name, [value]
        elif depth < 3:
            nested = inner or [(key, item) for key, item in value.items() if isinstance(item, dict)]
            for key, item in nested:
                yield from _lists(item, key, depth + 1)


def _is_container(value: dict[str, Any], inner: list[tuple[str, Any]]) -> bool:
    """Whether an object with an id is a board and no row of one: several of its lists hold named things that say they are part of it."""
    own = value.get("id")
    parts = [items[0] for _, items in inner]
    return own is not None and sum(own in part.values() and "name" in part for part in parts) > 1


def _name_what_is_pointed_at(board: dict[str, Any], inner: list[tuple[str, Any]]) -> None:
    """Beside each id of something in another of a board's lists ("idList", "idMembers"), or of the board, what that is called ("List name")."""
    whole = _called([board])
    called = {key.removesuffix("s"): _called(items) for key, items in inner}
    for row in (row for _, rows in inner for row in rows if isinstance(row, dict)):
        for key in [key for key in row if _POINTS.fullmatch(key)]:
            names = whole | called.get(key[2:].lower().removesuffix("s"), {})
            to = row[key] if isinstance(row[key], list) else [row[key]]
            known = [names[str(one)] for one in to if str(one) in names]
            if known:
                row[f"{key[2:]} name"] = known if isinstance(row[key], list) else known[0]


def _called(items: list[Any]) -> dict[str, str]:
    """What these are called, by their ids; without those that have no id or no name."""
    named = (item for item in items if isinstance(item, dict) and "id" in item)
    return {str(item["id"]): name for item in named if (name := item.get("fullName") or item.get("name"))}


def _holds_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _table(name: str, rows: list[dict[str, Any]]) -> Table:
    def numbered() -> Iterator[Row | BadRow]:
        return iter(enumerate(rows, 1))

    return Table(name=name, columns=columns_of(rows[:300]), rows=numbered, nested=True)


def columns_of(rows: list[dict[str, Any]]) -> list[str]:
    """Every column the rows have, values inside values by their path ("requester.email"), in the order first seen."""
    return list(dict.fromkeys(path for row in rows for path in flat(row)))


def flat(row: dict[str, Any], prefix: str = "", depth: int = 0) -> dict[str, Any]:
    """One level of cells: ``{"requester": {"email": …}}`` becomes ``{"requester.email": …}``.

    A list of objects stays under its name as it is, and each of their values is also a list under its path.
    """
    found: dict[str, Any] = {}
    for key, value in row.items():
        path = prefix + key
        if isinstance(value, dict) and depth < 4:
            found.update(flat(value, path + ".", depth + 1))
            continue
        found[path] = value
        if _holds_objects(value) and depth < 2:
            for item in value[:20]:
                for inner, cell in flat(item, path + ".", depth + 1).items() if isinstance(item, dict) else ():
                    found.setdefault(inner, []).append(cell) if isinstance(found.get(inner, []), list) else None
    return found


def _is_lines(path: Path) -> bool:
    """JSON lines: the first line is a whole object and another one follows (or the name says so)."""
    if path.suffix.lower() in {".jsonl", ".ndjson"}:
        return True
    with path.open("rb") as handle:
        first, second = handle.readline(_MAX_LINE), handle.readline(_MAX_LINE)
    try:
        return isinstance(_decode(first.removeprefix(b"\xef\xbb\xbf")), dict) and second.lstrip()[:1] == b"{"
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return False


def _lines_table(path: Path) -> Table:
    table = Table(name="", columns=[], nested=True)
    table.rows = lambda: _line_rows(path, table)
    first = [row[1] for row, _ in zip(table.rows(), range(300), strict=False) if isinstance(row, tuple)]
    table.columns = columns_of(first)
    return table


def _line_rows(path: Path, table: Table) -> Iterator[Row | BadRow]:
    with path.open("rb") as handle:
        number, whole = 0, True
        while line := handle.readline(_MAX_LINE):
            number, starts, whole = number + 1, whole, line.endswith(b"\n")
            line = line.strip().removeprefix(b"\xef\xbb\xbf")
            if not line:
                continue
            if not starts or len(line) >= _MAX_LINE - 2:
                yield BadRow(number, f"the line is longer than {_MAX_LINE // 2**20} MB")
                continue
            yield _line(number, line)
            table.cut = not whole and not line.endswith(b"}")


def _line(number: int, line: bytes) -> Row | BadRow:
    try:
        value = load(line)
    except TableError as error:
        return BadRow(number, str(error))
    return (number, value) if isinstance(value, dict) else BadRow(number, "the line is not an object")

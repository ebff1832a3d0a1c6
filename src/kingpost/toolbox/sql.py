"""Set-based SQL lives in named ``.sql`` files beside its caller; this runs them, and copies rows in bulk."""

from __future__ import annotations

import re
import struct
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections
from psycopg.types.datetime import TimestamptzLoader
from psycopg.types.numeric import Int4

FEW = 32
"""Up to so many things looked up at once, planning a statement takes longer than running it."""
SOME = 250  # things worked on at once up to which plans are kept: however they are joined, each is looked up
FIRST_PLANS = 16  # things worked on, after which the plans of an empty database are made again
MOST_KEPT = 400  # plans a connection keeps
PARAMETER = re.compile(r"%\((\w+)\)s")
IS_NULL = re.compile(r"%\((?P<name>\w+)\)s(?:::\w+(?:\[\])?)? IS (?P<negated>NOT )?NULL")
IN_MEMORY = "SET LOCAL seq_page_cost = 0.1; SET LOCAL random_page_cost = 0.1"  # expect_memory
_keeping: ContextVar[bool] = ContextVar("keeping", default=False)


@cache
def _read(caller: str, name: str) -> str:
    return (Path(caller).parent / f"{name}.sql").read_text(encoding="utf-8")


def sql(name: str) -> str:
    """The text of ``<name>.sql`` in the folder of the calling module. Parameters are psycopg's ``%(name)s``."""
    caller = sys._getframe(
        1
    ).f_code.co_filename  # inspect.stack would look up every frame's file: a millisecond a query
    return _read(caller, name)


def rows(query: str, params: Mapping[str, Any] | Sequence[Any] | None = None) -> list[tuple[Any, ...]]:
    """Run a query and return all its rows as tuples. jsonb comes back as Django's raw text: decode it with msgspec."""
    with _run(query, params) as cursor:
        return cursor.fetchall() if cursor.description else []


def few_rows(many: int, query: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """``rows`` for a look-up of ``many`` things: when they are few, by a statement the connection keeps planned."""
    return rows(query, params) if many > FEW else planned_rows(query, params)


def planned_rows(query: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """``rows`` by a statement the connection keeps planned, for what is asked often and takes longer to plan than to run.

    Parameters go to the server apart from the text: where it cannot tell what one is, the query casts it. Which of them are NULL, true or false is
    written into the text, so that a condition that is switched off (``%(client)s::bigint IS NULL OR …``) is not part of the plan; so is the ``limit``,
    for the server would expect that a tenth of everything is wanted.
    """
    decided = frozenset(
        (name, value)
        for name, value in params.items()
        if value is None or isinstance(value, bool) or (name == "limit" and isinstance(value, int))
    )
    sent = {name: numbers(value) if _are_numbers(value) else value for name, value in params.items()}
    with _kept(_decided(query, decided), sent) as cursor:
        return cursor.fetchall() if cursor.description else []


def _are_numbers(value: object) -> bool:
    return isinstance(value, list) and bool(value) and type(value[0]) is int


@lru_cache(2_000)
def _decided(query: str, decided: frozenset[tuple[str, int | None]]) -> str:
    """The text with these parameters written into it, and with what it asks of any parameter's being NULL answered."""
    values = dict(decided)

    def asked(found: re.Match[str]) -> str:
        nothing = found["name"] in values and values[found["name"]] is None
        return str(nothing == (found["negated"] is None))

    def written(found: re.Match[str]) -> str:
        if found[1] not in values:
            return found[0]
        return "NULL" if values[found[1]] is None else str(values[found[1]])

    return PARAMETER.sub(written, IS_NULL.sub(asked, query))


def execute(query: str, params: Mapping[str, Any] | Sequence[Any] | None = None) -> int:
    """Run a statement and return how many rows it touched."""
    with _run(query, params) as cursor:
        return int(cursor.rowcount)


class Grown(threading.local):
    """How many things a thread, which has a connection of its own, has worked on, and from how many on it plans all anew."""

    worked, until = 0, FIRST_PLANS

    def by(self, many: int) -> bool:
        """Count so many more. Whether it is time to plan all anew."""
        self.worked += many
        if self.worked <= self.until:
            return False
        self.until = 2 * self.worked
        return True


grown = Grown()


@contextmanager
def plans_kept(many: int, settings: str = "") -> Iterator[None]:
    """Within the block ``rows`` and ``execute`` have the connection keep their plans, when it is work on ``SOME`` things at most: to plan the forty
    statements of a stage anew takes ten times as long as to run them. For more things each plan is made for their number.

    A plan is made once, for a few things of any number. Left alone the server would plan anew for each number, because that seems to save more than it
    costs. But what was planned for small tables is a thousand times too slow for large ones: so all is planned again each time as many things were worked
    on as before, and where a table was analysed (evidence/statistics.py). In a transaction, for the rest of which the server goes on so.

    ``settings`` are made for that transaction too, on the same way to the server.
    """
    keeping = many <= SOME
    if grown.by(many):
        execute("DISCARD PLANS")
    wanted = [settings, "SET LOCAL plan_cache_mode = force_generic_plan" if keeping else ""]
    if any(wanted):
        execute("; ".join(filter(None, wanted)))
    before = _keeping.set(keeping)
    try:
        yield
    finally:
        _keeping.reset(before)


def keeps_plans() -> bool:
    """Whether we are within such a block. To analyse a temporary table there would throw its plans away."""
    return _keeping.get()


@lru_cache(2_000)  # texts that are put together are not of a fixed number
def _is_one(query: str) -> bool:
    """Whether it is a single statement: several in one have no plan. A semicolon within quotes is taken for the end of one too."""
    return ";" not in re.sub("--[^\n]*", "", query)


@contextmanager
def _run(query: str, params: Mapping[str, Any] | Sequence[Any] | None) -> Iterator[Any]:
    """A cursor that has run this statement."""
    if _keeping.get() and _is_one(query):
        with _kept(query, params) as kept:
            yield kept
        return
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        yield cursor


@contextmanager
def _kept(query: str, params: Mapping[str, Any] | Sequence[Any] | None) -> Iterator[Any]:
    """A cursor that has run this statement by a plan the connection keeps."""
    ours = connections[DEFAULT_DB_ALIAS]  # what ``connection`` stands for, and looks up at each word
    ours.ensure_connection()
    held = ours.connection
    held.prepare_threshold = 0  # Django's own cursors never prepare
    held.prepared_max = MOST_KEPT
    wrapped = ours.make_debug_cursor if ours.queries_logged else ours.make_cursor  # as Django's own are
    plain = psycopg.Cursor(held)
    plain.adapters.register_loader("timestamptz", TimestamptzLoader)  # Django's own is Python, ten times as slow
    with wrapped(plain) as cursor:  # type: ignore[arg-type]  # the stubs take it for a wrapper already
        cursor.execute(query, params)
        yield cursor


def numbers(values: Iterable[float]) -> str:
    """Numbers as the text of a bigint[] or float8[] parameter (cast it in the query). The driver's own way takes a microsecond for each."""
    return "{" + ",".join(map(str, values)) + "}"


def expect_memory() -> None:
    """Tell the planner, for this transaction, that what it looks up lies in memory: an index then costs little more than reading on.

    For bulk work on recent rows, where it would otherwise read whole tables to find a few thousand.
    """
    execute(IN_MEMORY)


def copy_rows(table: str, columns: Sequence[str], values: Iterable[Sequence[Any]], types: Sequence[str] = ()) -> None:
    """COPY ``values`` into ``table``. ``types`` (PostgreSQL names) switches to the faster binary format."""
    _copy(table, columns, values, " WITH (FORMAT BINARY)" if types else "", types)


def copy_as_they_are(table: str, columns: Sequence[str], values: Iterable[Sequence[str | bytes | Int4 | None]]) -> None:
    """COPY texts, and bytes that are PostgreSQL's binary form of the column already. Three times as fast as naming the types."""
    _copy(table, columns, values, " WITH (FORMAT BINARY)", ())


def copy_number_pairs(table: str, columns: Sequence[str], values: Sequence[tuple[int, int]]) -> None:
    """COPY rows of two bigint columns, packed as PostgreSQL's binary form: a tenth of the time of row by row."""
    if not values:
        return
    pack = struct.Struct(">hiqiq").pack
    query = f"COPY {table} ({', '.join(columns)}) FROM STDIN WITH (FORMAT BINARY)"
    with _copying(query) as copy:
        copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
        for first in range(0, len(values), 50_000):
            copy.write(b"".join([pack(2, 8, one, 8, other) for one, other in values[first : first + 50_000]]))
        copy.write(b"\xff\xff")


@contextmanager
def _copying(query: str) -> Iterator[psycopg.Copy]:
    """What goes wrong is Django's own error, as of every other statement: Django knows nothing of COPY."""
    ours = connections[DEFAULT_DB_ALIAS]
    with connection.cursor() as cursor, ours.wrap_database_errors, cursor.copy(query) as copy:
        yield copy


def _copy(table: str, columns: Sequence[str], values: Iterable[Sequence[Any]], form: str, types: Sequence[str]) -> None:
    with _copying(f"COPY {table} ({', '.join(columns)}) FROM STDIN{form}") as copy:
        if types:
            copy.set_types(types)
        for row in values:
            copy.write_row(row)

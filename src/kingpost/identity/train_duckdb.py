"""Splink on DuckDB, in this process and in memory: where training runs unless told otherwise (``sh deploy/install requirements-dev.lock``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from kingpost.identity.profiles import Profile
from kingpost.identity.splink_weights import Backend, NotTrained, found_in


@contextmanager
def opened(profiles: Mapping[int, Profile]) -> Iterator[Backend]:
    """A database of its own for one training. Raises NotTrained when Splink or DuckDB is not installed."""
    try:
        import duckdb
        from splink import DuckDBAPI
    except ImportError as problem:
        raise NotTrained(
            "Training needs Splink and DuckDB. In the checkout: sh deploy/install requirements-dev.lock"
        ) from problem
    connection: Any = duckdb.connect()

    def keep(name: str, columns: str, values: Sequence[tuple[Any, ...]]) -> None:
        connection.execute(f"CREATE TABLE {name} ({columns})")
        places = ", ".join("?" * len(values[0]))
        connection.executemany(f"INSERT INTO {name} VALUES ({places})", values)  # noqa: S608  our own names

    connection.create_function(
        "found", found_in(profiles), ["VARCHAR", "BIGINT", "BIGINT"], "VARCHAR", null_handling="special"
    )
    try:
        yield Backend(DuckDBAPI(connection), keep)
    finally:
        connection.close()

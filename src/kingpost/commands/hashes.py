"""Counts and hashes of every table, to prove that a copy is equal. They do not depend on the order of rows."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

# A row's text must not depend on how the session shows values.
SHOWN_ALIKE = "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, MDY'; SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1"

TABLES = """
SELECT relname FROM pg_class
WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = %s) AND relkind = 'r' AND relpersistence = 'p' ORDER BY relname
"""
# Two different hashes of every row, added up: the same for the same rows in any order, another one for a row twice or missing.
SUM = """
SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::text || '/' || coalesce(sum(hashtextextended(t::text, 1)), 0)::text
FROM {} AS t
"""


def of_workspace(connection: psycopg.Connection[Any], workspace: str) -> dict[str, dict[str, Any]]:
    """``{"record": {"rows": 20411, "hash": "…"}, …}`` for every permanent table, within the caller's transaction."""
    connection.execute(SHOWN_ALIKE)
    names = [name for (name,) in connection.execute(TABLES, [workspace])]
    return {name: _one(connection, workspace, name) for name in names}


def _one(connection: psycopg.Connection[Any], workspace: str, table: str) -> dict[str, Any]:
    row = connection.execute(sql.SQL(SUM).format(sql.Identifier(workspace, table))).fetchone()
    assert row is not None
    return {"rows": row[0], "hash": row[1]}


def differences(wanted: dict[str, dict[str, Any]], found: dict[str, dict[str, Any]]) -> list[str]:
    """One plain line for each table that is not equal."""
    lines = []
    for name in sorted(wanted.keys() | found.keys()):
        ours, theirs = found.get(name), wanted.get(name)
        if ours is None or theirs is None:
            lines.append(f"{name}: {'missing in the copy' if ours is None else 'not in the backup'}")
        elif ours["rows"] != theirs["rows"]:
            lines.append(f"{name}: {ours['rows']:,} rows instead of {theirs['rows']:,}")
        elif ours != theirs:
            lines.append(f"{name}: {ours['rows']:,} rows, but not the same ones")
    return lines

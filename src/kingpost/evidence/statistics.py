"""Keep the planner's statistics in step with a first load.

While tables grow from nothing to hundreds of thousands of rows within a minute, plans made for small tables are a thousand times too
slow, and the database's own upkeep comes too late. So each 500 changes worked off we look whether a table is four times as large as when it
was last analysed, has had three times as many rows changed as it had then, or never was analysed; then all of the workspace are (other
workspaces in the database are not). Size alone does not tell: a table full of rows that are gone takes many new ones without growing. In
steady use that is never, as the database's own upkeep analyses at a tenth.
"""

from __future__ import annotations

from django.db import connection

from kingpost.toolbox.sql import execute, rows

LOOK_EACH = 500  # changes
FACTOR, SMALL = 4, 8  # times as large; pages up to which a table is too small to count
CHANGED, FEW = 3, 1000  # times as many rows; rows up to which changes do not count
TARGET = 30  # rows looked at are 300 times this; the database's own upkeep looks at more of them later
GROWN = """
SELECT coalesce(bool_or(pg_relation_size(oid) / current_setting('block_size')::int > greatest(%s * relpages, %s)
                        OR pg_stat_get_mod_since_analyze(oid) > %s * greatest(reltuples, %s)), false)
FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
"""

_worked = 0


def worked(changes: int) -> None:
    """Count changes worked off; analyse when a table has grown by much. Call it outside a transaction."""
    global _worked  # noqa: PLW0603  a count of this process
    _worked += changes
    if _worked < LOOK_EACH or connection.in_atomic_block:
        return
    _worked = 0
    execute("SELECT pg_stat_force_next_flush()")  # else what this process changed is told a second later
    [(grown,)] = rows(GROWN, [FACTOR, SMALL, CHANGED, FEW])
    if grown:
        _analyse()


def _analyse() -> None:
    tables = rows("SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = current_schema()")
    execute("SET default_statistics_target = %s", [TARGET])
    # By itself, outside a transaction, so that no table is held longer than it takes.
    execute(f"ANALYZE {', '.join(table for (table,) in tables)}")
    execute("RESET default_statistics_target")

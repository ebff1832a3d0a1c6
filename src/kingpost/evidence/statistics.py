"""Keep the planner's statistics in step with a first load.

While tables grow from nothing to hundreds of thousands of rows within a minute, plans made for empty tables are a hundred times too
slow, and the database's own upkeep comes too late. So after 2,000 changes worked off by this process, then each time it has worked off
five times as many, the workspace's tables are analysed (other workspaces in the database are not). In steady use that is never again.
"""

from __future__ import annotations

from django.db import connection

from kingpost.toolbox.sql import execute, rows

FIRST, FACTOR = 2_000, 5
TARGET = 30  # rows looked at are 300 times this; the database's own upkeep looks at more of them later

_worked = 0
_next = FIRST


def worked(changes: int) -> None:
    """Count changes worked off; analyse when the tables have grown by much. Call it outside a transaction."""
    global _worked, _next  # noqa: PLW0603  counts of this process
    _worked += changes
    if _worked < _next or connection.in_atomic_block:
        return
    _next = _worked * FACTOR
    tables = rows("SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = current_schema()")
    execute("SET default_statistics_target = %s", [TARGET])
    execute(
        f"ANALYZE {', '.join(table for (table,) in tables)}"
    )  # by itself, so that no table is held longer than it takes
    execute("RESET default_statistics_target")

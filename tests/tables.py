"""The tables behind tests that really commit: emptied afterwards, and filled with rows kept from before.

Django empties all hundred of them behind each such test, which takes half a second; here the few that hold rows are.
"""

from __future__ import annotations

from functools import cache

from django.db import connection, transaction

from kingpost.toolbox.sql import execute, rows

KEPT = {"django_content_type", "auth_permission"}  # the same in every database of this version
LARGE = 64  # pages from which a table is made anew; below, deleting its rows takes less
ANEW = """
SELECT relname FROM pg_class AS c WHERE oid = ANY(%s::regclass[])
    AND (pg_relation_size(oid) / current_setting('block_size')::int > %s OR relpages > 0
         OR relname = ANY(%s) AND EXISTS (SELECT FROM pg_trigger WHERE tgrelid = c.oid AND NOT tgisinternal))
"""
COUNTS_AS_EMPTY = "SELECT relname FROM pg_class WHERE oid = ANY(%s::regclass[]) AND reltuples = 0 AND relpages > 0"
COLUMNS = "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"

Rows = dict[str, list[bytes]]
"""What tables hold, by name, in COPY's text form."""


@cache
def names() -> list[str]:
    """Every table of ours."""
    return sorted(set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT)


@cache
def _columns(table: str) -> str:
    [(columns,)] = rows(COLUMNS, [table])
    return str(columns)


def filled() -> list[str]:
    """Those that hold rows."""
    asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in names())
    return [name for (name,) in rows(asked)]


def empty() -> None:
    """Delete every row. Tables are made anew that are large with rows that are gone, or were analysed, so that the planner knows nothing of what was in
    them (one analysed when its rows were gone would count as empty for ever), and those that let no row be deleted."""
    full = filled()
    if anew := [name for (name,) in rows(ANEW, [names(), LARGE, full])]:
        execute(f"TRUNCATE {', '.join(anew)} CASCADE")
    if full := [
        name for name in full if name not in anew
    ]:  # in one statement, so that what refers to each other goes together
        execute("WITH " + ", ".join(f"d{n} AS (DELETE FROM {name})" for n, name in enumerate(full)) + " SELECT 1")


def clean_what_counts_as_empty() -> None:
    """Tests that take their rows back leave pages full of them. A table that was cleaned up since counts as empty for ever, however many rows come: statements
    planned for it go through all pairs of rows."""
    if found := [name for (name,) in rows(COUNTS_AS_EMPTY, [names()])]:
        execute(f"VACUUM ANALYZE {', '.join(found)}")


def keep() -> Rows:
    """A copy of all rows."""
    kept: Rows = {}
    with connection.cursor() as cursor:
        for name in filled():
            with cursor.copy(f"COPY {name} ({_columns(name)}) TO STDOUT") as copy:
                kept[name] = [bytes(part) for part in copy]
    return kept


def fill(kept: Rows) -> None:
    """Put these rows in the place of all others. Numbers given later go on from the last ones."""
    with transaction.atomic(), connection.cursor() as cursor:
        empty()
        for name, parts in kept.items():
            with cursor.copy(f"COPY {name} ({_columns(name)}) FROM STDIN") as copy:
                for part in parts:
                    copy.write(part)

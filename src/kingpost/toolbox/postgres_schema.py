"""What a database needs before our tables: the workspace's own schema, and the extensions all workspaces share."""

from __future__ import annotations

from contextlib import nullcontext, suppress
from typing import Any

import psycopg
from psycopg import sql

from kingpost.toolbox.postgres_programs import MAJOR, PostgresError

EXTENSIONS = ("pg_trgm", "btree_gist", "unaccent")
OPTIONAL_EXTENSIONS = ("vector",)


def prepare_workspace(connection: psycopg.Connection[Any], workspace: str) -> None:
    """Make the schema of ``workspace`` and the extensions every workspace shares. Needs PostgreSQL 18. Safe to repeat."""
    if connection.info.server_version // 10000 < MAJOR:
        found = connection.info.parameter_status("server_version")
        raise PostgresError(f"This is PostgreSQL {found}; Kingpost needs {MAJOR} or later.")
    add_extensions(connection)
    connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(workspace)))


def add_extensions(connection: psycopg.Connection[Any]) -> None:
    """Put the extensions into their own schema. Optional ones only where the server has them and lets us."""
    if not connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = 'extensions'").fetchone():
        connection.execute("CREATE SCHEMA IF NOT EXISTS extensions")
        connection.execute("GRANT USAGE ON SCHEMA extensions TO PUBLIC")
    there = {
        name
        for (name,) in connection.execute("SELECT name FROM pg_available_extensions WHERE installed_version IS NULL")
    }
    for name in (*EXTENSIONS, *OPTIONAL_EXTENSIONS):
        if name in there:
            statement = sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA extensions").format(sql.Identifier(name))
            with suppress(psycopg.errors.InsufficientPrivilege) if name in OPTIONAL_EXTENSIONS else nullcontext():
                connection.execute(statement)

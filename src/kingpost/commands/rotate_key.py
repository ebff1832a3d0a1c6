"""``kingpost rotate-key``: seal every stored secret under a new key and forget the old one."""

from __future__ import annotations

import typer
from django.apps import apps
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from kingpost.commands import database
from kingpost.toolbox import folders, secrets
from kingpost.toolbox.sql import rows

COLUMN = "sealed"  # every column that holds a sealed text has this name


def rotate_key() -> None:
    """Seal every stored secret, of all workspaces here, under a new key and forget the old one. Works while Kingpost runs; everybody signs in again."""
    with database.ready():
        secrets.add_key()  # from here on both keys open; an interruption leaves nothing unreadable
        _renew_copy()
        count = reseal_all()
        secrets.forget_old_keys()
        _renew_copy()
        _noted(count)
    typer.echo(
        f"{count} secrets are sealed under a new key in {secrets.key_file()}. Backups made before need the old key file: keep a copy of it with them."
    )


def _noted(count: int) -> None:
    """In the log of this workspace, when it has one."""
    from kingpost.accounts import audit  # its models need Django set up

    if _held("audit_entry"):
        audit.record(None, "changed the key", "workspace:1", secrets=count)


def reseal_all() -> int:
    """Seal every stored secret of every workspace in this database again under the newest key, in one transaction. Returns how many there were."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('search_path')")
        here = cursor.fetchone()[0]
        count = 0
        for workspace in workspaces():
            cursor.execute(sql.SQL("SET LOCAL search_path TO {}, extensions").format(sql.Identifier(workspace)))
            count += _reseal(cursor)
        cursor.execute("SELECT set_config('search_path', %s, true)", [here])
    return count


def workspaces() -> list[str]:
    """This workspace and the others of this database: they share the key file. Each schema carries what it was last brought to."""
    found = rows(
        """SELECT nspname FROM pg_namespace WHERE nspname = current_schema() OR starts_with(obj_description(oid, 'pg_namespace'), 'migrations ')
           ORDER BY nspname"""
    )
    return [name for (name,) in found]


def _reseal(cursor: CursorWrapper) -> int:
    """The secrets of the workspace at hand, which may be of an older version. Returns how many there were."""
    from kingpost.accounts import second_step  # the sign-in package needs Django set up

    count = 0
    for table, key in sealed_tables():
        if not _held(table):
            continue
        names = {"table": sql.Identifier(table), "key": sql.Identifier(key), "column": sql.Identifier(COLUMN)}
        cursor.execute(
            sql.SQL("SELECT {key}, {column} FROM {table} WHERE {column} <> '' ORDER BY {key} FOR UPDATE").format(
                **names
            )
        )
        update = sql.SQL("UPDATE {table} SET {column} = %s WHERE {key} = %s").format(**names)
        for row, sealed in cursor.fetchall():
            cursor.execute(update, [secrets.reseal(sealed), row])
            count += 1
    return count + (second_step.reseal_all() if _held(second_step.TABLE) else 0)


def _held(table: str) -> bool:
    return bool(rows("SELECT to_regclass(%s) IS NOT NULL", [table])[0][0])


def sealed_tables() -> list[tuple[str, str]]:
    """Every table with a sealed column, and its key column."""
    return [
        (model._meta.db_table, str(model._meta.pk.column))
        for model in apps.get_models()
        if any(field.column == COLUMN for field in model._meta.local_concrete_fields)
    ]


def _renew_copy() -> None:
    """Root's running children read a copy of the key file."""
    from django.conf import settings  # after Django is set up

    copy = folders.runtime_folder(settings.DATA) / "key"
    if copy.exists() and copy != secrets.key_file():
        folders.write_private(copy, secrets.key_file().read_text(), folders.owner_of(settings.DATA))

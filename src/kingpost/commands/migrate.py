"""``kingpost migrate``: bring the tables of the workspace to this version."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Annotated, Any

import psycopg
import typer
from psycopg import sql

from kingpost.commands import database
from kingpost.toolbox import environment, postgres_schema

PACKAGES = ("django", "django-allauth", "procrastinate")  # they bring migrations of their own


class NewerWorkspace(Exception):
    """The workspace's tables are of a newer Kingpost than this one; the text says what to do."""


def migrate(quiet: Annotated[bool, typer.Option(help="Say nothing unless it fails.")] = False) -> None:
    """Bring the tables of this workspace to this version of Kingpost. kingpost up does it by itself."""
    with database.ready():
        migrate_now(verbosity=0 if quiet else 1)


def migrate_now(verbosity: int = 0) -> None:
    """The same, when Django is set up and the database answers already."""
    from django.core.management import call_command  # after Django is set up

    with psycopg.connect(database.url(), autocommit=True) as connection:
        postgres_schema.prepare_workspace(connection, environment.workspace())
        if newer := unknown(connection, environment.workspace()):
            raise NewerWorkspace(
                f"The workspace “{environment.workspace()}” was brought forward by a newer Kingpost ({newer[-1]}). Install that one, or a later one."
            )
        call_command("migrate", interactive=False, verbosity=verbosity)
        schema, digest = sql.Identifier(environment.workspace()), sql.Literal(version())
        connection.execute(sql.SQL("COMMENT ON SCHEMA {} IS {}").format(schema, digest))


@contextmanager
def ready() -> Iterator[None]:
    """Run the block with a database that answers and tables of this version: the first command may come before kingpost up."""
    with database.ready():
        if needed():
            migrate_now()
        yield


def needed() -> bool:
    """Whether the workspace's tables are older than this program. Cheap: the schema carries what it was last brought to."""
    with psycopg.connect(database.url(), autocommit=True) as connection:
        row = connection.execute(
            "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s",
            [environment.workspace()],
        ).fetchone()
    return not row or row[0] != version()


def unknown(connection: psycopg.Connection[Any], workspace: str) -> list[str]:
    """Steps the workspace's tables were brought forward by that this program does not have: a newer one took them."""
    from django.apps import apps  # after Django is set up
    from django.db.migrations.loader import MigrationLoader

    table = sql.Identifier(workspace, "django_migrations")
    found = connection.execute("SELECT to_regclass(%s)", [table.as_string(connection)]).fetchone()
    if found is None or found[0] is None:
        return []
    steps = MigrationLoader(None).disk_migrations
    known = {*steps, *(one for step in steps.values() for one in step.replaces)}
    taken = connection.execute(sql.SQL("SELECT app, name FROM {} ORDER BY id").format(table)).fetchall()
    ours = {config.label for config in apps.get_app_configs()}  # what an app left that is no longer used does no harm
    return [f"{app} {name}" for app, name in taken if app in ours and (app, name) not in known]


def version() -> str:
    """A name for the set of migrations this program brings."""
    source = Path(__file__).parents[1]
    seen = hashlib.sha256(" ".join(metadata.version(name) for name in PACKAGES).encode())
    for path in sorted(source.glob("*/migrations/*.py")):
        seen.update(str(path.relative_to(source)).encode() + path.read_bytes())
    return f"migrations {seen.hexdigest()[:16]}"


def drop_workspace() -> None:
    """Remove the workspace's schema with everything in it."""
    with psycopg.connect(database.url(), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(environment.workspace())))

"""Django, and a database that is there, for the commands that need them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.conninfo import conninfo_to_dict

from kingpost.toolbox import environment, folders, postgres, process, secrets

CONNECT_SECONDS = 10


@contextmanager
def ready() -> Iterator[None]:
    """Run the block with Django set up and the database answering; our own server is started for it if it does not run."""
    data = folders.data_folder(environment.data_dir())
    secrets.key_file()
    if given := environment.read("KINGPOST_DATABASE_URL"):
        answers(given)
        set_up_django()
        yield
        return
    with postgres.Server(data).while_needed():
        set_up_django()
        try:
            yield
        finally:
            _let_go()


def answers(given: str) -> None:
    """Connect once. Raises SettingError, whose text has nothing of the address in it, for that holds a password."""
    try:
        wanted = conninfo_to_dict(given)
        psycopg.connect(given, connect_timeout=int(wanted.get("connect_timeout") or CONNECT_SECONDS)).close()
    except psycopg.OperationalError:
        raise environment.SettingError(
            "KINGPOST_DATABASE_URL cannot be reached: nothing answers there, or it does not let this user into this database."
        ) from None
    except (psycopg.Error, ValueError):
        raise environment.SettingError(
            "KINGPOST_DATABASE_URL cannot be used: it must be postgresql://user:password@host/name, with signs such as @ and / in a password written as %40 and %2F."
        ) from None


def url() -> str:
    """The address of the database in use."""
    return (
        environment.read("KINGPOST_DATABASE_URL") or postgres.Server(folders.data_folder(environment.data_dir())).url()
    )


def set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kingpost.settings")
    process.collect_rarely()
    import django  # settings are read on import, which must not happen before the database is known

    django.setup()


def _let_go() -> None:
    from django.db import connections

    connections.close_all()
    for connection in connections.all(initialized_only=True):
        connection.close_pool()  # type: ignore[attr-defined]  # only the PostgreSQL backend has it; it is the only one here

"""The test run's own database is set up the way the product's is."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from kingpost import cli, worker
from kingpost.commands import backup
from kingpost.settings import database
from kingpost.toolbox.sql import SOME, execute, plans_kept, rows

KEPT = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%kept for ' || %s || ';%%'"


@pytest.mark.django_db
def test_tables_live_in_the_workspace_and_extensions_in_their_own_schema() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('search_path'), current_schema(), similarity('aldgate', 'aldgate freight')"
        )
        path, schema, _ = cursor.fetchone()
        cursor.execute(
            "SELECT DISTINCT nspname FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE extname <> 'plpgsql'"
        )
        assert cursor.fetchall() == [("extensions",)]
    assert path == "kingpost,extensions"
    assert schema == "kingpost"


@pytest.mark.django_db
def test_our_role_is_no_superuser() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)


@pytest.mark.django_db
@pytest.mark.parametrize(("things", "kept"), [(1, 1), (SOME, 1), (SOME + 1, 0)])
def test_plans_are_kept_for_few_things_and_what_is_read_stays_the_same(things: int, kept: int) -> None:
    query = f"SELECT n, %(word)s::text, '{{\"a\": 1}}'::jsonb FROM unnest(%(ids)s::bigint[]) AS n  -- kept for {things}; one statement"
    params = {"ids": list(range(things)), "word": "é"}
    plain = rows(query.replace("kept for", "planned anew for"), params)
    with plans_kept(things):
        execute("SET LOCAL work_mem = '5MB'; SET LOCAL jit = off")  # several in one are run as ever
        assert rows(query, params) == rows(query, params) == plain
        assert execute("UPDATE bookmark SET position = position WHERE stage = %s", ["nobody"]) == 0
    assert rows(KEPT, [str(things)]) == [(kept,)]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("postgresql://kp:s3cret@[db/name", "cannot be used"),
        ("“postgresql://kp:s3cret@db/name", "cannot be used"),
        ("postgresql://kp:s3cret@localhost:many/name", "cannot be"),
        ("postgresql://kp:s3cret@127.0.0.1:1/name", "cannot be reached"),
        ("postgresql://kp:@s3cret@127.0.0.1:1/name?connect_timeout=soon", "cannot be used"),
    ],
)
def test_an_address_that_leads_nowhere_is_explained_without_its_password(given, said, monkeypatch, capsys):
    monkeypatch.setenv("KINGPOST_DATABASE_URL", given)
    monkeypatch.setattr("sys.argv", ["kingpost", "erase", "ian@acme.example", "--yes"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert str(ended.value).startswith(f"kingpost: KINGPOST_DATABASE_URL {said}")
    assert "s3cret" not in f"{ended.value}{capsys.readouterr()}"


CHECKED = "postgresql://kp:s3cret@db.example/name?sslmode=verify-full&sslrootcert=/etc/ca.pem&sslcert=/etc/us.pem"


def test_a_server_is_checked_by_the_worker_as_the_address_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}
    monkeypatch.setitem(settings.DATABASES, "default", database(CHECKED))
    monkeypatch.setattr(psycopg, "connect", lambda **given: asked.update(given) or Mock())
    worker._listener()
    assert (asked["sslmode"], asked["sslrootcert"], asked["sslcert"]) == ("verify-full", "/etc/ca.pem", "/etc/us.pem")
    assert asked["host"] == "db.example" and asked["application_name"] == "kingpost worker" and "pool" not in asked


def test_a_server_is_checked_by_a_backup_as_the_address_asks() -> None:
    told = backup.variables(CHECKED)
    assert (told["PGSSLMODE"], told["PGSSLROOTCERT"], told["PGSSLCERT"]) == (
        "verify-full",
        "/etc/ca.pem",
        "/etc/us.pem",
    )
    assert (told["PGHOST"], told["PGUSER"], told["PGPASSWORD"], told["PGDATABASE"]) == (
        "db.example",
        "kp",
        "s3cret",
        "name",
    )

"""The test run's own database is set up the way the product's is."""

from __future__ import annotations

import pytest
from django.db import connection


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

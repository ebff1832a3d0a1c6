"""The planner's statistics follow tables that grow: after a first load it does not plan as if they were small."""

from __future__ import annotations

import pytest
from django.db import transaction

from kingpost.evidence import statistics
from kingpost.toolbox.sql import execute, rows

MANY = 40_000
ADD = "INSERT INTO change (stream, ref) SELECT 1, n FROM generate_series(1, %s) AS n"


def known() -> float:
    """How many changes the planner thinks there are, as of the last time the table was analysed."""
    [(count,)] = rows("SELECT reltuples FROM pg_class WHERE oid = 'change'::regclass")
    return float(count)


@pytest.mark.django_db(transaction=True)
def test_a_table_that_has_grown_is_analysed_once(monkeypatch):
    monkeypatch.setattr(statistics, "_worked", 0)
    execute("TRUNCATE change")
    execute("INSERT INTO change (stream, ref) SELECT 1, 1")
    execute("ANALYZE change")
    execute(ADD, [MANY])
    statistics.worked(statistics.LOOK_EACH)
    assert known() > MANY / 2
    monkeypatch.setattr(statistics, "_analyse", lambda: pytest.fail("it is not larger than it was"))
    statistics.worked(statistics.LOOK_EACH)


@pytest.mark.django_db(transaction=True)
def test_a_table_full_of_rows_that_are_gone_is_analysed_once_it_has_others(monkeypatch):
    monkeypatch.setattr(statistics, "_worked", 0)
    execute("TRUNCATE change")
    with transaction.atomic():
        execute(ADD, [MANY])
        transaction.set_rollback(True)
    execute("ANALYZE change")
    assert known() == 0, "it is large, and empty"
    execute(ADD, [MANY])
    statistics.worked(statistics.LOOK_EACH)
    assert known() > MANY / 2

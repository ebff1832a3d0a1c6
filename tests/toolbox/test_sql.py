"""Statements whose plans a connection keeps: what is switched off in them is not part of the plan, and nothing else changes."""

from __future__ import annotations

import pytest

from kingpost.toolbox.sql import planned_rows, rows

FEW = """SELECT n FROM generate_series(1, 6) AS n
         WHERE (%(least)s::bigint IS NULL OR n >= %(least)s) AND (NOT %(even)s OR n %% 2 = 0) AND (%(among)s::bigint[] IS NOT NULL) = %(some)s
           AND (%(among)s::bigint[] IS NULL OR n = ANY(%(among)s))"""
ASKED = [
    {"least": least, "even": even, "among": among, "some": among is not None}
    for least in (None, 0, 4)
    for even in (True, False)
    for among in (None, [], [2, 5, 6])
]


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_a_kept_statement_answers_as_one_that_is_planned_anew(asked):
    assert planned_rows(FEW, asked) == rows(FEW, asked)


@pytest.mark.django_db
def test_a_condition_that_is_switched_off_is_not_planned():
    plan = "\n".join(line for (line,) in planned_rows(f"EXPLAIN {FEW}", {**ASKED[0], "even": False}))
    assert "Filter" not in plan

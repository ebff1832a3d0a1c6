"""What pages ask is planned once for a connection: planning takes longer than running it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"
ASK = """
import kingpost.wsgi
from kingpost.toolbox.sql import planned_rows
for kinds in (["r"], ["i", "r"], ["i"]):
    planned_rows("SELECT relname FROM pg_class WHERE relkind::text = ANY(%(kinds)s::text[]) LIMIT %(limit)s", {"kinds": kinds, "limit": 7})
[(custom, generic)] = planned_rows("SELECT custom_plans, generic_plans FROM pg_prepared_statements WHERE starts_with(statement, 'SELECT relname')", {})
print(custom, generic)
"""


def test_the_web_server_plans_a_statement_once_whatever_is_asked_for() -> None:
    environment = os.environ | {"PYTHONPATH": str(SOURCE)}
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.stdout.split() == ["0", "3"], done.stderr

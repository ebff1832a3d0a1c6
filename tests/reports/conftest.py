"""The morning of the tests of priorities, with its clock: reports are read from the same picture."""

from __future__ import annotations

from tests.priorities.conftest import at, office, priya

__all__ = ["at", "office", "priya"]

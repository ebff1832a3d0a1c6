"""The example of the drawing's morning, written once for all tests of a run that only read it."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from kingpost.example.build import Example, build

NOW = datetime(2026, 11, 23, 7, 42, tzinfo=ZoneInfo("Europe/London"))


@cache
def company() -> Example:
    """The example in a temporary folder, removed when the tests are over."""
    place = Path(tempfile.mkdtemp(prefix="kingpost-example-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return build(place / "company", NOW)

"""The example company as of now is the example company."""

from __future__ import annotations

from tests.journey.conftest import Demo


def test_as_of_now_every_thing_is_what_it_is(demo: Demo) -> None:
    found = demo.look("two_times.py")
    assert found["differing"] == []
    assert found["compared"] > 3000

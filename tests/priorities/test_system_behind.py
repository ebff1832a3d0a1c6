"""A system that could not be read for hours, and one whose copy here lacks something: one flag on our own house."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests import builders as b

from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.evidence.models import Completeness, SyncRun
from kingpost.toolbox import clock


@pytest.fixture
def read(office):
    """The mail system was read whole now, and each further call tells of another reading."""

    def again(error: str = "", missing: int = 0) -> None:
        now = clock.now()
        office.loaded_at = office.loaded_at or now
        office.save()
        SyncRun.objects.create(system=office, started_at=now - timedelta(seconds=5), ended_at=now, error=error)
        Completeness.objects.update_or_create(system=office, kind="note", defaults={
            "title": "notes", "proof": "ids", "held": 90, "counted": 90 + missing, "missing": missing, "surplus": 0, "as_of": now})  # fmt: skip
        changes.append({Stream.SYSTEM: [office.pk]})
        b.settle()

    b.tell(b.system("crm"), b.client("Harrow Lane Services", "harrowlane.example"))
    again()
    return again


def test_it_is_flagged_after_some_hours_by_itself_and_over_with_the_next_reading(read, at, shown):
    at("2026-03-02 09:00")
    read("the password was refused")
    at("2026-03-02 11:41")
    assert shown() == []
    at("2026-03-02 11:43")
    [flag] = shown()
    assert (flag.title, flag.rules) == ("Mail is behind", ["system_behind"])
    assert flag.why == "Mail was last read at 07:42 on 2 March: the password was refused."
    read()
    assert shown() == []


def test_what_is_missing_is_told_until_it_is_there(read, shown):
    read(missing=10)
    [flag] = shown()
    assert (flag.title, flag.why) == ("Mail is not complete", "Ten of 100 things in Mail are missing here.")
    read()
    assert shown() == []

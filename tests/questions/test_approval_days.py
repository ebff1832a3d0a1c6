"""An approval that has a day and no hour: that day in every answer and note, wherever the reader is."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from tests import builders as b
from tests.questions.conftest import CLIENT, Scene
from tests.questions.test_ask import approval

from kingpost.questions import ask, asking
from kingpost.questions import status_notes as drafts
from kingpost.questions.answering import Asked
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Australia/Sydney"])
def test_in_the_box(scene: Scene, zone: str) -> None:
    question = asking.understood("Has the statement of work been approved?")
    assert question is not None

    def says() -> str:
        return ask.ask(question, Asked(scene.seen_by, clock.now(), scene.hours, ZoneInfo(zone))).says

    b.tell(scene.tracker, approval("asked", asked_at="2026-02-24"))
    assert " on 24 February" in says()
    b.tell(scene.tracker, approval("approved", asked_at="2026-02-24", decided_at="2026-02-26"))
    assert " on 26 February" in says()
    b.tell(scene.tracker, approval("approved", asked_at="2026-02-24", decided_at="2026-02-26T15:00:00+00:00"))
    assert f" on {'27' if zone == 'Australia/Sydney' else '26'} February" in says()


def test_in_a_status_note(scene: Scene) -> None:
    waits = approval("asked", asked_at="2026-02-24", owner_name="Marcus Osei")
    waits.refs = CLIENT
    b.tell(scene.tracker, waits)
    [(record,)] = rows("SELECT min(record_id) FROM member WHERE entity_id = %s", [b.entity("Aldgate Freight")])
    read = drafts.read(record, "client", "Aldgate Freight", {}, clock.now(), clock.now(), scene.hours)
    assert [(what, str(day)) for what, _, day in read.asked] == [("Statement of work", "2026-02-24")]

"""Who is away and when they are back, told alike in the list of handovers and in the pack; what of the meetings ahead somebody else must know."""

from __future__ import annotations

from datetime import date

from tests import builders as b
from tests.questions.conftest import CALLUM, Scene, scene

from kingpost.connectors.base import Ref, Statement, mention_id
from kingpost.reports import leaving, pack
from kingpost.toolbox import clock

__all__ = ["scene"]


def leave(first: str, behind: str) -> Statement:
    person = mention_id("person", CALLUM)
    return Statement(
        "meeting", "l1", "Annual leave", {"name": "Annual leave", "starts_at": first, "ends_at": behind, "all_day": True, "uid": "l1"},
        at=b.moment("2026-02-20 09:00"), refs=[Ref("attendee", "person", person)],
        mentions=[b.Mention("person", person, "Callum Reid", {"email": CALLUM})],
    )  # fmt: skip


def test_who_is_away_until_a_friday_is_back_on_the_monday(scene: Scene) -> None:
    b.tell(scene.tracker, b.task("POR-1", "Pilot at Tilbury", project="POR", owner="u3"))
    b.tell(scene.calendar, leave("2026-03-04", "2026-03-07"))
    [callum] = leaving.soon(scene.seen_by, clock.now(), scene.hours)
    assert (callum.name, callum.starts, callum.back) == ("Callum Reid", date(2026, 3, 4), date(2026, 3, 9))


def test_a_pack_has_a_series_once_until_they_are_back_and_no_absence(scene: Scene) -> None:
    b.tell(
        scene.calendar,
        leave("2026-03-04", "2026-03-07"),
        b.meeting("s1", "Stand-up", b.moment("2026-03-02 10:00"), [CALLUM], name="Stand-up", ends_at="2026-03-02T10:15:00+00:00", recurrence="FREQ=DAILY"),
    )  # fmt: skip
    now, hours = clock.now(), scene.hours
    about = pack.person(b.entity("Callum Reid", "person"), scene.seen_by, now, hours)
    assert about is not None
    back = pack.back_on(about, hours)
    assert back == date(2026, 3, 9)
    [one] = pack.pack(about, scene.seen_by, now, now, until=hours.start_of(back)).meetings
    assert (one.next.title, one.next.starts_at, one.more) == ("Stand-up", b.moment("2026-03-02 10:00"), 6)
    assert one.last == b.moment("2026-03-08 10:00")

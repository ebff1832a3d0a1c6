"""Deciding: who may, about what, what is kept of that moment; and that nothing leaves before or without it."""

from __future__ import annotations

from datetime import datetime

import msgspec
import pytest
from django.core.exceptions import PermissionDenied
from tests import builders as b
from tests.proposals.conftest import AT, INES, MARCUS, NOOR, PRIYA, Scene, escalated, meeting

from kingpost.accounts import audiences
from kingpost.accounts.models import AuditEntry
from kingpost.evidence.opening import open_to
from kingpost.priorities import reading as flags
from kingpost.proposals import decide, reading, undo
from kingpost.proposals.models import Decision, Suggestion, Writeback
from kingpost.proposals.planned import Planned, update

pytestmark = pytest.mark.django_db


@pytest.fixture
def granted(scene: Scene) -> Scene:
    scene.grant(scene.desk, "ticket")
    scene.grant(scene.calendar, "meeting")
    return scene


def test_a_yes_puts_the_exact_writes_into_the_outbox_and_keeps_what_was_known(granted: Scene) -> None:
    said, flag = granted.suggestion(), granted.flag()
    made = decide.decide(granted.priya, said.id, "approve", note="go")
    writes = list(Writeback.objects.filter(decision=made).order_by("pk"))
    assert [(w.system.key, w.kind, w.state) for w in writes] == [
        ("desk", "ticket", "waiting"),
        ("calendar", "meeting", "waiting"),
    ]
    assert [w.change for w in writes] == [planned.change for planned in said.changes]
    assert len({w.key for w in writes}) == 2
    assert (made.known["flag"]["why"], made.known["suggestion"]["say"]) == (flag.why, said.say)
    assert [version for _, version in made.known["records"]] == [1]
    assert granted.board.written == []
    assert list(AuditEntry.objects.filter(act="decided approve").values_list("detail", flat=True)) == [{"writes": 2}]


def test_what_was_known_stays_when_the_world_moves_on(granted: Scene) -> None:
    made = decide.decide(granted.priya, granted.suggestion().id, "approve")
    before = made.known
    granted.tell(granted.desk, escalated(priority="low", reopened=5))
    assert Decision.objects.get(pk=made.pk).known == before


def test_a_decided_flag_gets_no_other_suggestion_meanwhile(granted: Scene) -> None:
    said = granted.suggestion()
    decide.decide(granted.priya, said.id, "approve")
    granted.tell(granted.desk, escalated(priority="low"))
    assert granted.suggestion().id == said.id
    assert granted.suggestion().decision.state == "underway"


def test_only_who_may_decides(granted: Scene) -> None:
    said = granted.suggestion()
    with pytest.raises(PermissionDenied):
        decide.decide(b.user("viewer@harrowlane.example", role="viewer"), said.id, "approve")
    with pytest.raises(LookupError):
        decide.decide(granted.priya, 10**9, "approve")
    with pytest.raises(ValueError, match="cannot be answered"):
        decide.decide(granted.priya, said.id, "perhaps")
    assert Writeback.objects.count() == 0


def test_a_suggestion_on_a_private_flag_is_decided_by_its_people_only(scene: Scene) -> None:
    private = b.system("priyas", audience=audiences.private(scene.priya).pk, started_at=AT("2025-06-01 09:00"))
    b.tell(private, b.ticket("77", "Quietly on fire", AT("2026-02-26 08:50"), escalated=True))
    [flag] = [f for f in flags.listed(audiences.allowed(scene.priya)) if f.title == "Quietly on fire"]
    [suggestion] = Suggestion.objects.filter(flag_id=flag.id, superseded_at=None)
    with pytest.raises(LookupError):
        decide.decide(b.user("noor@harrowlane.example", "Noor Haddad"), suggestion.pk, "decline")
    assert decide.decide(scene.priya, suggestion.pk, "decline").verdict == "decline"


def test_an_outdated_one_is_not_carried_out(granted: Scene) -> None:
    said = granted.suggestion()
    granted.tell(granted.desk, escalated(reopened=4, priority="urgent"))
    if granted.suggestion().id == said.id:
        pytest.fail("the suggestion should have been replaced")
    with pytest.raises(decide.Outdated, match="has changed"):
        decide.decide(granted.priya, said.id, "approve")


def test_nobody_approves_a_write_to_a_system_that_was_closed_to_them(granted: Scene) -> None:
    said, noor = granted.suggestion(), b.user(NOOR, "Noor Haddad")
    open_to(granted.calendar, audiences.private(granted.priya))  # nothing has followed yet
    with pytest.raises(decide.Outdated, match="no longer see"):
        decide.decide(noor, said.id, "approve")
    assert Writeback.objects.count() == 0
    [ticket] = decide.edited(Suggestion.objects.get(pk=said.id), keep=[0])
    made = decide.decide(noor, said.id, "change", planned_changes=[ticket])
    assert [write.system_title for write in made.writebacks.all()] == ["Desk"]


def test_one_decision_at_a_time(granted: Scene) -> None:
    said = granted.suggestion()
    decide.decide(granted.priya, said.id, "approve")
    with pytest.raises(decide.Outdated, match="already"):
        decide.decide(granted.priya, said.id, "decline")


def test_a_proposed_moment_that_has_passed(granted: Scene) -> None:
    said = granted.suggestion()
    granted.set_clock("2026-03-02 10:01")
    with pytest.raises(decide.Outdated, match="passed"):
        decide.decide(granted.priya, said.id, "approve")


def test_whoever_was_booked_meanwhile_is_not_booked_twice(granted: Scene) -> None:
    said = granted.suggestion()
    assert "at 08:30" in said.say
    granted.tell(granted.calendar, meeting("m9", "Breakfast", NOOR, "2026-03-02 08:45", "2026-03-02 09:00"))
    with pytest.raises(decide.Outdated, match="Noor Haddad has something else at that time now"):
        decide.decide(granted.priya, said.id, "approve")
    assert Writeback.objects.count() == 0
    b.settle()
    again = granted.suggestion()
    assert again.id != said.id and "at 10:00" in again.say
    decide.decide(granted.priya, again.id, "approve")


def test_a_call_on_its_way_to_the_calendar_takes_its_time_too(granted: Scene) -> None:
    first = granted.suggestion()
    granted.tell(
        granted.desk, msgspec.structs.replace(escalated(), remote_id="4472", title="Portal access failing at the depot")
    )
    second = Suggestion.objects.exclude(pk=first.id).get(superseded_at=None)
    assert second.say == first.say
    decide.decide(granted.priya, first.id, "approve")
    with pytest.raises(decide.Outdated, match="something else at that time"):
        decide.decide(granted.priya, second.pk, "approve")


def test_a_no_writes_nothing_and_is_remembered(granted: Scene) -> None:
    decide.decide(granted.priya, granted.suggestion().id, "decline", note="I call him myself")
    assert Writeback.objects.count() == 0
    [row] = reading.decisions([1])
    assert (row.verdict, row.note, row.by, row.state) == ("decline", "I call him myself", "Priya Raman", "")
    assert granted.flag()  # the trouble is still there


def test_a_yes_with_changes(granted: Scene) -> None:
    said = granted.suggestion()
    edited = decide.edited(
        Suggestion.objects.get(pk=said.id), keep=[1], owner=(INES, "Ines Duarte"), starts_at=AT("2026-03-02 16:30")
    )
    made = decide.decide(granted.priya, said.id, "change", planned_changes=edited)
    [write] = made.writebacks.all()
    assert (write.change["people"]["attendee"], write.change["fields"]["starts_at"], write.change["fields"]["ends_at"]) == (
        [INES], "2026-03-02T16:30:00+00:00", "2026-03-02T17:00:00+00:00")  # fmt: skip
    assert write.names == {INES: "Ines Duarte"}


@pytest.mark.parametrize(
    ("keep", "at", "says"),
    [
        (None, None, "Call with Femi Ade at 08:30 on 2 March."),
        (None, AT("2026-03-03 16:30"), "Call with Femi Ade at 16:30 on 3 March."),
        ([0], None, ""),
        ([0], AT("2026-03-03 16:30"), ""),
    ],
)
def test_the_note_tells_the_call_that_is_made(
    granted: Scene, keep: list[int] | None, at: datetime | None, says: str
) -> None:
    said = Suggestion.objects.get(pk=granted.suggestion().id)
    shown = said.changes[0]["change"]["note"].replace("\n", "\r\n")  # as a form sends it back
    [ticket] = [one for one in decide.edited(said, keep=keep, starts_at=at, note=shown) if one.kind == "ticket"]
    calls = [line for line in ticket.change["note"].splitlines() if line.startswith("Call with")]
    assert calls == ([says] if says else [])
    assert ticket.will["note"] == ticket.change["note"]


def test_what_its_owner_was_to_keep_is_given_to_whom_the_person_chooses(scene: Scene) -> None:
    ticket = escalated()
    ticket.refs = [ref if ref.role != "owner" else type(ref)("owner", "person", NOOR) for ref in ticket.refs]
    scene.grant(scene.desk, "ticket")
    scene.tell(scene.desk, ticket)
    said = Suggestion.objects.get(pk=scene.suggestion().id)
    assert said.say == "Keep it with Noor Haddad."
    [kept] = decide.edited(said, owner=(NOOR, "Noor Haddad"))
    assert (kept.change["people"], kept.was) == ({}, {})
    [given] = decide.edited(said, owner=(INES, "Ines Duarte"))
    assert given.change["people"] == {"owner": [INES]}
    assert (given.was["owner"], given.will["owner"], given.names) == (
        "Noor Haddad",
        "Ines Duarte",
        {INES: "Ines Duarte"},
    )
    assert (
        given.change["note"].startswith("Ines Duarte takes this over.\n") and given.will["note"] == given.change["note"]
    )


def test_changes_elsewhere_are_refused(granted: Scene) -> None:
    said = granted.suggestion()
    for change in (update("ticket", "9999", {"status": "closed"}), update("ticket", "4471", {}, delete=True)):
        with pytest.raises(ValueError, match="not among"):
            decide.decide(
                granted.priya, said.id, "change", planned_changes=[Planned(granted.desk.pk, "Desk", "x", change)]
            )
    with pytest.raises(ValueError, match="which changes"):
        decide.decide(granted.priya, said.id, "change")


def test_without_writes_the_decision_settles_the_flag(scene: Scene) -> None:
    said = scene.suggestion()
    decide.decide(scene.priya, said.id, "approve")
    assert flags.listed([1]) == []


def test_what_is_decided_for_one_audience_is_decided_for_all(granted: Scene) -> None:
    """Priya's own mailbox gives her a fuller flag about the same ticket; two people must not approve the same change twice."""
    mailbox = b.system("priyas-mail", audience=audiences.private(granted.priya).pk, started_at=AT("2025-06-01 09:00"))
    b.tell(
        mailbox,
        b.mail("1@x", MARCUS, PRIYA, "Portal access [#4471]", AT("2026-03-01 22:14"), snippet="Who is on this?"),
    )
    [hers], [everyones] = flags.listed(audiences.allowed(granted.priya)), flags.listed([1])
    assert hers.id != everyones.id
    mine = reading.for_flags([hers.id], audiences.allowed(granted.priya))[hers.id]
    theirs = reading.for_flags([everyones.id], [1])[everyones.id]
    decided = decide.decide(granted.priya, mine.id, "approve")
    with pytest.raises(decide.Outdated, match="already"):
        decide.decide(b.user("noor@harrowlane.example", "Noor Haddad"), theirs.id, "approve")
    b.settle()
    assert reading.for_flags([everyones.id], [1]) == {}
    undo.undo(granted.priya, decided.pk)
    b.settle()
    assert everyones.id in reading.for_flags([everyones.id], [1])


def test_a_disconnected_system_leaves_the_decision_and_its_writes_readable(granted: Scene) -> None:
    made = decide.decide(granted.priya, granted.suggestion().id, "approve")
    granted.calendar.delete()
    row = reading.decision(made.pk, [1])
    assert row is not None
    assert [(c.system, c.system_id is None) for c in row.changes] == [("Desk", False), ("Calendar", True)]

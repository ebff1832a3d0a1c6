"""The outbox: each write arrives exactly once, whatever dies on the way; it counts as done only when read back; and it can be undone."""

from __future__ import annotations

import itertools

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connections, transaction
from tests import builders as b
from tests.proposals.conftest import CALLUM, NOOR, Scene, escalated

from kingpost.accounts import audiences
from kingpost.connectors.base import ConnectorError, Unavailable
from kingpost.evidence import connect
from kingpost.evidence.opening import open_to
from kingpost.priorities import ledger
from kingpost.priorities import reading as flags
from kingpost.proposals import decide, outbox, reading, undo, writeback
from kingpost.proposals.models import Decision, Suggestion, Writeback
from kingpost.proposals.planned import Planned, plain, update
from kingpost.toolbox import clock, faults
from kingpost.toolbox.sql import rows

pytestmark = pytest.mark.django_db(transaction=True)

POINTS = ("writeback.claimed", "writeback.sent", "writeback.kept", "land.stored", "writeback.proven")


class Killed(BaseException):
    """The process died here."""


@pytest.fixture
def kill(monkeypatch):
    """Die the next time one of these points is passed."""

    def at(*points: str) -> None:
        left = list(points)

        def point(name: str) -> None:
            if left and name == left[0]:
                left.pop(0)
                raise Killed(name)

        monkeypatch.setattr(faults, "point", point)

    return at


@pytest.fixture
def granted(scene: Scene) -> Scene:
    scene.grant(scene.desk, "ticket", "task")
    scene.grant(scene.calendar, "meeting")
    return scene


def approve(scene: Scene) -> Decision:
    return decide.decide(scene.priya, scene.suggestion().id, "approve")


def states(decision: Decision) -> list[str]:
    return list(Writeback.objects.filter(decision=decision).order_by("pk").values_list("state", flat=True))


def carry_out(times: int = 6) -> None:
    """The worker, for a while: it survives what happens to it and comes back later."""
    for _ in range(times):
        try:
            writeback.carry_out_waiting()
        except Killed:
            continue
    b.settle()


def owner_on_the_board(scene: Scene) -> list[str]:
    return [ref.remote_id for ref in scene.board.things["ticket/4471"].refs if ref.role == "owner"]


def test_a_yes_is_carried_out_proven_and_settles_the_flag(granted: Scene) -> None:
    made = approve(granted)
    assert writeback.carry_out_waiting() == 2
    assert states(made) == ["confirmed", "confirmed"]
    assert owner_on_the_board(granted) == [f"email:{NOOR}"]
    assert [thing.title for thing in granted.diary.things.values() if thing.remote_id.startswith("new")] == [
        "Call Femi Ade: Portal access failing: sign-in loops"]  # fmt: skip
    assert flags.listed([1]) == []
    assert reading.decision(made.pk, [1]).state == "done"
    b.settle()
    assert rows("SELECT title FROM entity WHERE kind = 'meeting' AND title LIKE 'Call Femi%%'") != []


def test_the_page_is_told_at_every_step(granted: Scene) -> None:
    approve(granted)
    before = rows("SELECT count(*) FROM change WHERE stream = 5")[0][0]
    carry_out()
    assert rows("SELECT count(*) FROM change WHERE stream = 5")[0][0] >= before + 4


def test_our_own_echo_did_not_come_in_and_raises_nothing(granted: Scene) -> None:
    since = clock.now()
    made = approve(granted)
    carry_out()
    assert flags.listed([1]) == []
    assert ledger.since([1], since, clock.now()).came_in == 0
    echoes = rows(
        "SELECT count(*) FROM version WHERE writeback IN (SELECT id FROM writeback WHERE decision_id = %s)", [made.pk]
    )
    assert echoes[0][0] >= 2


@pytest.mark.parametrize("points", [*((point,) for point in POINTS), *itertools.pairwise(POINTS[:4])])
def test_exactly_once_wherever_it_dies(granted: Scene, kill, points: tuple[str, ...]) -> None:
    made = approve(granted)
    kill(*points)
    carry_out()
    assert states(made) == ["confirmed", "confirmed"]
    assert granted.board.written == [("update", "ticket/4471")]
    assert [act for act, _ in granted.diary.written] == ["create"]
    assert flags.listed([1]) == []


def test_a_system_that_did_not_answer_but_wrote(granted: Scene) -> None:
    granted.diary.after_write = [Unavailable("no answer within 30 s")]
    made = approve(granted)
    carry_out(1)
    assert states(made) == ["confirmed", "sending"]
    assert reading.decision(made.pk, [1]).changes[1].error == "no answer within 30 s"
    granted.set_clock("2026-03-02 08:06")
    carry_out(1)
    assert states(made) == ["confirmed", "confirmed"]
    assert len(granted.diary.written) == 1


def test_our_own_database_going_away_fails_no_write(granted: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    made = approve(granted)

    def gone(name: str) -> None:
        if name == "writeback.kept":
            raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(faults, "point", gone)
    with pytest.raises(OperationalError):
        writeback.carry_out_waiting()
    assert states(made) == ["sending", "waiting"]
    monkeypatch.setattr(faults, "point", lambda name: None)
    carry_out()
    assert states(made) == ["confirmed", "confirmed"]
    assert granted.board.written == [("update", "ticket/4471")]


def test_a_refusal_says_why_and_is_tried_again_by_a_person(granted: Scene) -> None:
    granted.board.before_write = [ConnectorError("Desk has no user noor.")]
    made = approve(granted)
    carry_out()
    assert states(made) == ["failed", "confirmed"]
    assert reading.decision(made.pk, [1]).state == "failed"
    failed = Writeback.objects.get(decision=made, state="failed")
    assert failed.error == "Desk has no user noor."
    assert len(flags.listed([1])) == 1  # not settled while one of them failed
    with pytest.raises(PermissionDenied):
        writeback.retry(b.user("viewer@harrowlane.example", role="viewer"), failed.pk)
    assert writeback.retry(granted.priya, failed.pk) == "confirmed"
    assert flags.listed([1]) == []


def test_only_who_may_see_the_system_tries_again(granted: Scene) -> None:
    granted.board.before_write = [ConnectorError("The ticket is locked.")]
    decision = approve(granted)
    carry_out()
    failed = decision.writebacks.get(state="failed")
    open_to(granted.desk, audiences.private(granted.priya))
    with pytest.raises(PermissionDenied):
        writeback.retry(b.user(NOOR, "Noor Haddad"), failed.pk)
    assert writeback.retry(granted.priya, failed.pk) == "confirmed"


def test_it_is_not_confirmed_when_the_system_kept_something_else(granted: Scene) -> None:
    granted.board.ignores = frozenset({"owner"})
    made = approve(granted)
    carry_out()
    failed = Writeback.objects.get(decision=made, kind="ticket")
    assert (failed.state, failed.error) == ("failed", f"Read back from Desk: owner is {CALLUM}.")


def test_after_enough_silence_it_has_failed(granted: Scene) -> None:
    granted.board.before_write = [Unavailable("time-out")] * 20
    made = approve(granted)
    for hour in range(9, 17):
        granted.set_clock(f"2026-03-02 {hour:02d}:59")
        carry_out(1)
    failed = Writeback.objects.get(decision=made, kind="ticket")
    assert (failed.state, failed.tries, granted.board.written) == ("failed", len(outbox.RETRY_AFTER) + 1, [])


def test_writing_switched_off_after_the_yes_sends_nothing(granted: Scene) -> None:
    made = approve(granted)
    connect.stop_writing(granted.desk, "ticket")
    carry_out()
    assert states(made)[0] == "failed"
    assert Writeback.objects.get(decision=made, kind="ticket").error == "Writing tickets to Desk is switched off."
    assert granted.board.written == []


def test_a_restored_copy_sends_nothing_until_it_is_told_to(granted: Scene) -> None:
    made = approve(granted)
    connect.switch_workspace_writing(False, "restored")
    carry_out()
    assert states(made) == ["waiting", "waiting"]
    assert (granted.board.written, granted.diary.written) == ([], [])
    connect.switch_workspace_writing(True)
    carry_out()
    assert states(made) == ["confirmed", "confirmed"]


def test_never_from_inside_a_transaction(granted: Scene) -> None:
    approve(granted)
    with transaction.atomic(), pytest.raises(RuntimeError, match="inside a transaction"):
        writeback.carry_out_waiting()


# --- undo -----------------------------------------------------------------------------------------------------------


def snapshot(scene: Scene) -> list[object]:
    """What the systems hold, as far as a person would see it; notes stay."""
    ticket = scene.board.things["ticket/4471"]
    return [
        ticket.fields,
        [(r.role, r.remote_id) for r in ticket.refs if r.role == "owner"],
        sorted(scene.board.things),
        sorted(scene.diary.things),
    ]


def test_undo_restores_what_was_and_brings_the_flag_back(granted: Scene) -> None:
    before = snapshot(granted)
    before[1] = [("owner", f"email:{CALLUM}")]
    made = approve(granted)
    carry_out()
    undo.undo(granted.priya, made.pk)
    assert reading.decision(made.pk, [1]).state == "undoing"
    carry_out()
    assert states(made) == ["undone", "undone", "confirmed", "confirmed"]
    assert snapshot(granted) == before
    assert [w.undoes.kind for w in Writeback.objects.filter(decision=made).exclude(undoes=None).order_by("pk")] == [
        "meeting",
        "ticket",
    ]
    assert reading.decision(made.pk, [1]).state == "undone"
    assert len(flags.listed([1])) == 1
    assert granted.suggestion().decision is None


def test_what_is_suggested_after_an_undo_counts_no_longer_with_what_was_taken_back(granted: Scene) -> None:
    """While the meeting still stands in the calendar its half hour is taken; once it is read to be gone, it is free again."""
    first = granted.suggestion()
    made = approve(granted)
    carry_out()
    undo.undo(granted.priya, made.pk)
    b.settle()
    assert granted.suggestion().say != first.say, "the meeting is still there"
    carry_out()
    after = granted.suggestion()
    assert (after.say, after.capacity) == (first.say, first.capacity)


def test_somebody_else_may_undo_and_a_viewer_may_not(granted: Scene) -> None:
    made = approve(granted)
    carry_out()
    with pytest.raises(PermissionDenied):
        undo.undo(b.user("viewer@harrowlane.example", role="viewer"), made.pk)
    other = b.user("dana@harrowlane.example", "Dana Whitfield")
    assert undo.undo(other, made.pk).undone_by == other
    undo.undo(other, made.pk)  # twice is once
    assert Writeback.objects.filter(decision=made).count() == 4


def test_what_has_not_left_stays(granted: Scene) -> None:
    made = approve(granted)
    undo.undo(granted.priya, made.pk)
    carry_out()
    assert states(made) == ["undone", "undone"]
    assert (granted.board.written, granted.diary.written) == ([], [])


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("nth", [1, 2])
def test_undone_while_under_way_leaves_nothing_behind(granted: Scene, kill, point: str, nth: int) -> None:
    """The sender dies somewhere, a person undoes, the worker comes back: in the end it is as if nothing had been sent."""
    before = snapshot(granted)
    before[1] = [("owner", f"email:{CALLUM}")]
    made = approve(granted)
    kill(*[point] * nth)
    carry_out(nth)
    undo.undo(granted.priya, made.pk)
    carry_out()
    assert snapshot(granted)[2:] == before[2:]
    assert owner_on_the_board(granted) in ([f"email:{CALLUM}"], [CALLUM])
    assert set(states(made)) <= {"undone", "confirmed"}
    assert reading.decision(made.pk, [1]).state == "undone"


@pytest.mark.parametrize("point", POINTS)
def test_the_undo_itself_is_exactly_once(granted: Scene, kill, point: str) -> None:
    made = approve(granted)
    carry_out()
    undo.undo(granted.priya, made.pk)
    kill(point)
    carry_out()
    assert states(made) == ["undone", "undone", "confirmed", "confirmed"]
    assert [act for act, _ in granted.diary.written] == ["create", "delete"]
    assert len(granted.board.written) == 2


def test_a_write_that_failed_without_an_answer_is_undone_too(granted: Scene) -> None:
    granted.diary.after_write = [ConnectorError("half a response")]
    made = approve(granted)
    carry_out()
    assert states(made) == ["confirmed", "failed"]
    undo.undo(granted.priya, made.pk)
    carry_out()
    assert not any(thing.remote_id.startswith("new") for thing in granted.diary.things.values())


def test_what_somebody_changed_since_is_left_alone(granted: Scene) -> None:
    made = approve(granted)
    carry_out()
    ines = escalated()
    ines.refs = [
        ref if ref.role != "owner" else type(ref)("owner", "person", "email:ines@harrowlane.example")
        for ref in ines.refs
    ]
    granted.tell(granted.desk, ines)
    undo.undo(granted.priya, made.pk)
    carry_out()
    assert owner_on_the_board(granted) == ["email:ines@harrowlane.example"]
    left = Writeback.objects.get(decision=made, undoes__kind="ticket")
    assert (left.state, left.error) == ("confirmed", "Left as it is, because it was changed since: owner.")


@pytest.mark.parametrize("moved_since", [False, True])
def test_undo_takes_our_words_out_of_a_meeting_again(granted: Scene, moved_since: bool) -> None:
    """A calendar has no comments: what was written into a description goes, and nothing is written into it instead."""
    roadmap = granted.diary.things["meeting/m1"]
    roadmap.body = "Dial in: 020 7946 0000"
    later = {"starts_at": "2026-03-03T09:00:00+00:00", "ends_at": "2026-03-03T10:00:00+00:00"}
    change = update("meeting", "m1", later, note="Priya decided: 3 March.")
    suggestion = Suggestion.objects.get(pk=granted.suggestion().id)
    suggestion.changes = plain([Planned(granted.calendar.pk, "Calendar", "Identity roadmap", change)])
    suggestion.save()
    made = approve(granted)
    carry_out()
    assert states(made) == ["confirmed"]
    assert granted.diary.things["meeting/m1"].body == "Dial in: 020 7946 0000\nPriya decided: 3 March."
    if moved_since:
        granted.diary.things["meeting/m1"].fields["starts_at"] = "2026-03-04T09:00:00+00:00"
    undo.undo(granted.priya, made.pk)
    carry_out()
    assert states(made) == ["undone", "confirmed"]
    held = granted.diary.things["meeting/m1"]
    assert held.body == "Dial in: 020 7946 0000"
    assert held.fields["starts_at"] == ("2026-03-04T09:00:00+00:00" if moved_since else roadmap.fields["starts_at"])


def test_two_workers_send_it_once(granted: Scene) -> None:
    """Another process holds the write: this one leaves it alone."""
    made = approve(granted)
    number = Writeback.objects.filter(decision=made).earliest("pk").pk
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext(current_schema()), hashtext(%s))", [f"writeback:{number}"])
        assert writeback.carry_out(number) == "waiting"
        assert granted.board.written == []
    finally:
        other.close()

"""What is suggested: from who has time, who solved such cases and what worked, with the exact writes; and when it is made anew."""

from __future__ import annotations

from datetime import date

import pytest
from tests import builders as b
from tests.proposals.conftest import AT, FEMI, INES, NOOR, PRIYA, Scene, escalated, meeting, past_cases

from kingpost.accounts import audiences
from kingpost.accounts.models import EVERYONE, Audience, Team
from kingpost.evidence import connect
from kingpost.evidence.opening import open_to, people_changed
from kingpost.priorities import reading as flags
from kingpost.proposals import cases, reading
from kingpost.proposals.models import Suggestion

pytestmark = pytest.mark.django_db


def test_it_names_who_has_time_and_experience_and_what_worked(scene: Scene) -> None:
    said = scene.suggestion()
    assert said.say == "Give it to Noor Haddad."
    assert said.detail == (
        "“Checked the identity provider” came first in three of four cases like this; it worked in three, in 2 days on average. Noor Haddad solved two of them. "
        "Noor Haddad has 7 h free today and 8 h on 3 March. Callum Reid, who owns it, is away until 5 March. "
        "Writing is switched on for none of the systems this needs, so it is yours to do."
    )
    assert [(s.what, s.worked, s.of) for s in said.cases.steps] == [
        ("Checked the identity provider", 3, 3),
        ("Cleared the cache", 0, 1),
    ]
    assert [(c.name, c.free_today, c.away, c.back_on, c.note) for c in said.capacity] == [
        ("Noor Haddad", 7.0, False, None, "Identity roadmap at 09:00"),
        ("Ines Duarte", 2.0, False, None, "Parkside training at 10:00"),
        ("Callum Reid", 0.0, True, date(2026, 3, 5), ""),
    ]
    assert said.changes == []


def test_the_ticket_itself_is_assigned_where_it_may_be_written_and_the_call_put_into_the_calendar(scene: Scene) -> None:
    scene.grant(scene.desk, "ticket", "task")
    scene.grant(scene.calendar, "meeting")
    said = scene.suggestion()
    assert said.say == "Give it to Noor Haddad and call Femi Ade at 08:30 on 2 March."
    assert [(c.system_title, c.change["act"], c.kind) for c in said.changes] == [
        ("Desk", "update", "ticket"),
        ("Calendar", "create", "meeting"),
    ]
    ticket, call = said.changes
    assert (ticket.was["owner"], ticket.will["owner"], ticket.change["remote_id"]) == (
        "Callum Reid",
        "Noor Haddad",
        "4471",
    )
    assert ticket.change["people"] == {"owner": [NOOR]}
    assert "First: Checked the identity provider." in ticket.change["note"]
    assert call.change["fields"]["starts_at"] == "2026-03-02T08:30:00+00:00"
    assert call.change["people"]["attendee"] == [NOOR]


def test_without_the_ticket_a_task_that_names_it(scene: Scene) -> None:
    scene.grant(scene.desk, "task")
    [task] = scene.suggestion().changes
    assert (task.change["act"], task.kind, task.change["people"]) == ("create", "task", {"owner": [NOOR]})
    assert task.change["fields"] == {
        "name": "Take over ticket 4471 in Desk: Portal access failing: sign-in loops",
        "due_date": "2026-03-02",
    }
    assert task.change["note"].startswith(
        "Ticket 4471 in Desk. Noor Haddad takes this over.\nCallum Reid, who owns it, is away until 5 March."
    )


def test_switching_writing_off_takes_the_write_out_again(scene: Scene) -> None:
    scene.grant(scene.desk, "task")
    first = scene.suggestion()
    connect.stop_writing(scene.desk, "task")
    b.settle()
    assert scene.suggestion().changes == []
    assert reading.one(first.id, [1]).changes != []  # what was shown stays readable


def test_nothing_new_is_made_while_nothing_changed(scene: Scene) -> None:
    first = scene.suggestion()
    b.settle()
    scene.tell(scene.desk, b.ticket("9", "Something else", AT("2026-03-01 10:00")))
    assert scene.suggestion().id == first.id
    assert Suggestion.objects.count() == 1


def test_a_slot_that_has_passed_is_replaced(scene: Scene) -> None:
    scene.grant(scene.calendar, "meeting")
    first = scene.suggestion()
    scene.at("2026-03-02 10:00")
    assert scene.suggestion().id != first.id
    assert "call Femi Ade at 10:30 on 2 March" in scene.suggestion().say


def test_when_the_best_is_busy_another_one_is_named(scene: Scene) -> None:
    scene.tell(
        scene.calendar,
        meeting("noor-away", "Noor Haddad away", NOOR, "2026-03-02 00:00", "2026-03-04 00:00", all_day=True),
    )
    scene.tell(scene.desk, escalated(priority="urgent"))
    assert scene.suggestion().say == "Give it to Ines Duarte."


def test_the_owner_who_is_there_and_fit_keeps_it(scene: Scene) -> None:
    ticket = escalated()
    ticket.refs = [ref if ref.role != "owner" else type(ref)("owner", "person", NOOR) for ref in ticket.refs]
    scene.grant(scene.desk, "ticket")
    scene.tell(scene.desk, ticket)
    said = scene.suggestion()
    assert said.say == "Keep it with Noor Haddad."
    assert said.changes[0].change["people"] == {}


def test_a_flag_without_escalation_has_none(scene: Scene) -> None:
    scene.tell(
        scene.desk,
        escalated(escalated=False, reopened=0, due_at=None),
        b.task("T-1", "Firewall change", due_date="2026-02-27"),
    )
    [flag] = flags.listed([1])
    assert reading.for_flags([flag.id], [1]) == {}


def test_a_private_calendar_counts_for_those_who_may_see_it_only(scene: Scene) -> None:
    """Noor's private calendar is full; a flag for everyone must not know that."""
    private = audiences.private(b.user(NOOR, "Noor Haddad"))
    b.tell(
        b.system("noors", audience=private.pk), meeting("p1", "Dentist", NOOR, "2026-03-02 09:00", "2026-03-02 17:00")
    )
    scene.tell(scene.desk, escalated(priority="urgent"))
    said = scene.suggestion()
    assert next(c.free_today for c in said.capacity if c.name == "Noor Haddad") == 7.0
    assert "Dentist" not in str(said)


def test_a_calendar_of_few_is_offered_on_no_flag_of_everyone_and_a_shared_one_is(scene: Scene) -> None:
    """A flag of Priya's own may be written there: she sees both."""
    directors = b.system("directors", "Directors’ calendar", audience=audiences.private(scene.priya).pk)
    scene.grant(directors, "meeting")
    assert scene.suggestion().say == "Give it to Noor Haddad."
    assert "Directors" not in str(scene.suggestion())
    scene.grant(scene.calendar, "meeting")
    assert [c.system_title for c in scene.suggestion().changes] == ["Calendar"]
    mailbox = b.system("priyas-mail", audience=audiences.private(scene.priya).pk, started_at=AT("2025-06-01 09:00"))
    b.tell(mailbox, b.mail("1@x", FEMI, PRIYA, "Portal access [#4471]", AT("2026-03-01 22:14"), snippet="Who is it?"))
    mine = audiences.allowed(scene.priya)
    [hers] = flags.listed(mine)
    assert [c.system_title for c in reading.for_flags([hers.id], mine)[hers.id].changes] == ["Directors’ calendar"]


def test_a_calendar_closed_to_others_is_offered_to_them_no_longer(scene: Scene) -> None:
    scene.grant(scene.calendar, "meeting")
    assert [c.system_title for c in scene.suggestion().changes] == ["Calendar"]
    open_to(scene.calendar, audiences.private(scene.priya))
    b.settle()
    assert scene.suggestion().changes == []
    open_to(scene.calendar, Audience.objects.get(pk=EVERYONE))
    b.settle()
    assert [c.system_title for c in scene.suggestion().changes] == ["Calendar"]


def test_who_joins_a_team_is_not_shown_where_only_the_others_may_write(scene: Scene) -> None:
    team, noor = Team.objects.create(name="Directors"), b.user(NOOR, "Noor Haddad")
    team.members.set([scene.priya])
    audiences.refresh()
    both = audiences.of("Priya and Noor", [scene.priya, noor])
    board = b.system("board", audience=audiences.for_team(team).pk, started_at=AT("2025-06-01 09:00"))
    b.tell(board, b.ticket("77", "Quietly on fire", AT("2026-02-26 08:50"), escalated=True))
    scene.grant(b.system("theirs", "Their tasks", audience=both.pk), "task")
    [flag] = [f for f in flags.listed(audiences.allowed(scene.priya)) if f.title == "Quietly on fire"]
    shown = [audiences.for_team(team).pk]
    assert [c.system_title for c in reading.for_flags([flag.id], shown)[flag.id].changes] == ["Their tasks"]
    team.members.add(b.user(INES, "Ines Duarte"))
    audiences.refresh()
    people_changed()
    b.settle()
    assert "Their tasks" not in str(reading.for_flags([flag.id], shown)[flag.id])


def test_a_suggestion_is_seen_by_those_who_see_its_flag(scene: Scene) -> None:
    flag = scene.flag()
    assert reading.for_flags([flag.id], []) == {}
    assert reading.one(scene.suggestion().id, []) is None


def test_past_cases_of_a_restricted_system_stay_out(scene: Scene) -> None:
    private = audiences.private(scene.priya)
    b.tell(
        b.system("board-only", audience=private.pk),
        b.ticket("900", "Portal access failing: sign-in loops", AT("2025-11-01 09:00"), status="solved"),
    )
    scene.tell(scene.desk, escalated(priority="urgent"))
    assert len(scene.suggestion().cases.cases) == 4


def test_free_time_is_never_more_than_ones_own_day_leaves(scene: Scene) -> None:
    """Noor works five hours a day: an hour's meeting leaves four, whatever the office hours."""
    b.tell(scene.desk, b.staff("Noor Haddad", NOOR, hours_per_week=25))
    scene.tell(scene.desk, escalated(priority="urgent"))
    assert next(c.free_today for c in scene.suggestion().capacity if c.name == "Noor Haddad") == 4.0


@pytest.mark.parametrize("subject", ["A B C", "?", "4471"])
def test_a_title_without_a_word_to_look_for_gets_its_suggestion_too(scene: Scene, subject: str) -> None:
    assert cases.like(0, subject, [], 0, 1).cases == []
    said = escalated(priority="urgent")
    said.title = said.fields["subject"] = subject
    scene.tell(scene.desk, said)
    assert scene.suggestion().say


def test_the_case_that_is_alike_is_found_among_many_that_share_a_word(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of those that hold any of the words only as many are gone through as hold half of them, in no order."""
    others = [
        b.ticket(f"7{number}", f"Access card {number} lost", AT("2025-07-01 09:00"), status="solved")
        for number in range(40)
    ]
    alike = b.ticket("799", "Sign-in loops on the portal", AT("2025-07-02 09:00"), status="solved")
    scene.tell(scene.desk, *others, alike)
    monkeypatch.setattr(cases, "GONE_THROUGH", len([*past_cases(), alike, escalated()]))
    found = cases.like(0, "Portal access failing: sign-in loops", [], 0, 1)
    assert "Sign-in loops on the portal" in [case.title for case in found.cases]


@pytest.mark.parametrize(
    ("asked", "query"),
    [
        ([], ""),
        (["portal"], "(portal)"),
        (["access", "portal"], "(access & portal)"),
        (["fails", "portal", "sign"], "(portal & fails) | (portal & sign) | (fails & sign)"),
    ],
)
def test_half_of_the_words_and_two_at_least(asked: list[str], query: str) -> None:
    assert cases._most(asked) == query


def test_what_is_free_today_is_said_of_the_day_it_is(scene: Scene) -> None:
    """Without a calendar to write there is no call whose time could pass."""
    assert "free today and 8 h on 3 March" in scene.suggestion().detail
    scene.at("2026-03-03 00:01")
    assert "8 h free today and 8 h on 4 March" in scene.suggestion().detail

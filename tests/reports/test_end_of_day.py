"""The end of the day: what was due and what became of it, what is left, tomorrow's first three, and how sure that is. Nothing in it may be wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests import builders as b
from tests.priorities.conftest import MARCUS, NOOR, PRIYA

from kingpost.accounts import audiences
from kingpost.connectors.base import Ref, Statement
from kingpost.evidence import changing
from kingpost.evidence.models import Completeness, Quarantine, SyncRun, System
from kingpost.priorities import answers, handing_over
from kingpost.priorities.hours import WorkingHours
from kingpost.priorities.reach import Reader
from kingpost.proposals import status_notes
from kingpost.proposals.models import Decision, Filing, NotePolicy, StatusNote, Writeback
from kingpost.reports import end_of_day as reports
from kingpost.reports.day import Day
from kingpost.toolbox import clock

AT = b.moment
LONDON = WorkingHours(ZoneInfo("Europe/London"), start=time(9), end=time(17))


def end_of_day(who: str = PRIYA, *, everybody: bool = True) -> reports.EndOfDay:
    """Of everybody, as far as this person may see, unless a test asks for their own."""
    now = clock.now()
    return reports.end_of_day(Day.of(now, LONDON), reader(who), now + timedelta(hours=16), everybody=everybody)


def own(who: str = PRIYA) -> reports.EndOfDay:
    return end_of_day(who, everybody=False)


def reader(who: str, seen_by: list[int] | None = None) -> Reader:
    user = b.user(who)
    return Reader(user.pk, who, audiences.allowed(user) if seen_by is None else seen_by, LONDON, clock.now())


def whole(*systems: System) -> None:
    """Each of these was read just now, and everything it counts is held."""
    now = clock.now()
    for system in systems:
        System.objects.filter(pk=system.pk).update(loaded_at=now, connected_at=now - timedelta(days=20))
        SyncRun.objects.create(system=system, started_at=now, ended_at=now)
        Completeness.objects.update_or_create(
            system=system,
            kind="note",
            defaults={"title": "Notes", "proof": "ids", "held": 3, "counted": 3, "as_of": now},
        )


def task(number: str, name: str, due: str, status: str = "open", owner: str = "u1") -> Statement:
    return b.task(number, name, client_id="k1", owner=owner, at=clock.now(), due_date=due, status=status)


@pytest.fixture
def tracker(office, at):
    """On Sunday evening four things are due on Monday, one of them with no owner."""
    at("2026-03-01 18:00")
    tracker = b.system("tracker", started_at=AT("2026-02-01 09:00"))
    b.tell(
        tracker, b.client("Aldgate Freight", "aldgatefreight.example", remote_id="k1"), b.staff("Noor Haddad", NOOR, remote_id="u1"),
        task("1", "Write the plan", "2026-03-02"), task("2", "Portal go-live", "2026-03-02"), task("3", "Order switches", "2026-03-02", owner=""),
        task("4", "Book a room", "2026-03-02"), task("5", "Next week", "2026-03-09"),
    )  # fmt: skip
    at("2026-03-02 07:42")
    return tracker


def by_state(made: reports.EndOfDay) -> dict[str, list[str]]:
    return {state: sorted(one.title for one in made.those(state)) for state in {one.state for one in made.due}}


def test_what_was_called_off_was_not_done(tracker, at):
    at("2026-03-02 15:00")
    b.tell(
        tracker, task("1", "Write the plan", "2026-03-02", "cancelled"), task("4", "Book a room", "2026-03-02", "done")
    )
    at("2026-03-02 17:45")
    made = end_of_day()
    assert ([one.title for one in made.off], [one.title for one in made.done]) == (["Write the plan"], ["Book a room"])


def test_what_was_due_is_done_moved_or_still_open(tracker, office, at):
    at("2026-03-02 15:00")
    b.tell(
        tracker,
        task("1", "Write the plan", "2026-03-02", "closed"),
        task("2", "Portal go-live", "2026-03-05"),
        gone=[task("4", "Book a room", "2026-03-02")],
    )
    b.tell(
        office,
        b.mail(
            "t@x",
            PRIYA,
            MARCUS,
            "Go-live",
            AT("2026-03-02 15:20"),
            body="Portal go-live is now planned for 5 March 2026.",
        ),
    )
    at("2026-03-02 17:45")
    made = end_of_day()
    assert by_state(made) == {
        "done": ["Write the plan"],
        "moved": ["Portal go-live"],
        "open": ["Order switches"],
        "gone": ["Book a room"],
    }
    assert [one.title for one in made.unowned] == ["Order switches"]
    [moved] = made.moved
    assert moved.due == AT("2026-03-06 00:00")
    assert [(one.who, one.key) for one in moved.told] == [("Marcus Osei", b.entity("Go-live", "message"))]
    assert made.done[0].system == "Tracker"
    assert not made.clear


def test_who_was_not_told_is_not_said_to_have_been(tracker, office, at):
    at("2026-03-02 15:00")
    b.tell(tracker, task("2", "Portal go-live", "2026-03-05"))
    b.tell(
        office,
        b.mail(
            "t1@x", PRIYA, MARCUS, "Other things", AT("2026-03-02 15:20"), body="The invoice follows on 5 March 2026."
        ),
        b.mail(
            "t2@x", MARCUS, PRIYA, "Go-live", AT("2026-03-02 15:30"), body="Portal go-live is now 5 March 2026, I hear."
        ),
        b.mail(
            "t3@x", PRIYA, MARCUS, "Go-live", AT("2026-03-01 15:30"), body="Portal go-live is planned for 5 March 2026."
        ),
    )
    assert [one.told for one in end_of_day().moved] == [()]


def test_a_promise_is_delivered_moved_with_who_was_told_or_open(office, at):
    at("2026-02-26 12:00")
    b.tell(
        office,
        b.mail(
            "a@x",
            PRIYA,
            MARCUS,
            "Training",
            AT("2026-02-26 09:00"),
            body="I will send you the training plan by Monday.",
        ),
        b.mail(
            "b@x", PRIYA, MARCUS, "Costs", AT("2026-02-26 10:00"), body="I will send you the cost breakdown by Monday."
        ),
    )
    at("2026-03-02 10:00")
    assert {one.title: one.state for one in end_of_day().due} == {
        "Send the training plan": "open",
        "Send the cost breakdown": "open",
    }
    later = "I am sorry, I will send you the cost breakdown by Thursday instead."
    b.tell(office, b.mail("c@x", PRIYA, MARCUS, "Re: Costs", AT("2026-03-02 11:00"), thread="b@x", body=later))
    at("2026-03-02 17:45")
    made = end_of_day()
    assert {one.title: one.state for one in made.due} == {
        "Send the training plan": "open",
        "Send the cost breakdown": "moved",
    }
    assert [(one.due, [told.who for told in one.told]) for one in made.moved] == [
        (AT("2026-03-06 00:00"), ["Marcus Osei"])
    ]


def test_the_laptop_can_be_closed_when_nothing_is_left_and_every_system_is_complete(tracker, office, at):
    at("2026-03-02 15:00")
    b.tell(
        tracker,
        *(
            task(number, name, "2026-03-02", "closed")
            for number, name in (("1", "Write the plan"), ("2", "Portal go-live"), ("3", "Order switches"))
        ),
    )
    at("2026-03-02 17:45")
    whole(b.system("crm"), tracker, office)
    made = end_of_day()
    assert (made.clear, made.sure, [one.title for one in made.open]) == (True, True, ["Book a room"]), (
        "what is open has an owner"
    )
    whole(b.system("wiki"))
    System.objects.filter(key="wiki").update(loaded_at=None)
    assert (end_of_day().clear, end_of_day().sure) == (True, False), "a system that is still loading may hold more"


@pytest.mark.parametrize(
    ("harm", "state"),
    [("error", "failing"), ("paused", "paused"), ("old", "behind"), ("missing", "incomplete"), ("unreadable", "incomplete"), ("none", "complete")],
)  # fmt: skip
def test_a_system_that_may_hold_more_is_named(office, at, harm, state):
    whole(b.system("crm"), office)
    now = clock.now()
    if harm == "error":
        SyncRun.objects.create(system=office, started_at=now, ended_at=now, error="It does not answer.")
    elif harm == "paused":
        System.objects.filter(pk=office.pk).update(paused_at=now)
    elif harm == "old":
        SyncRun.objects.filter(system=office).update(ended_at=now - timedelta(hours=2))
    elif harm == "missing":
        Completeness.objects.filter(system=office).update(missing=1)
    elif harm == "unreadable":
        Quarantine.objects.create(
            system=office, stage="read", kind="note", remote_id="7", error="broken", first_at=now, last_at=now
        )
    made = end_of_day()
    assert {one.key: one.state(made.now) for one in made.systems} == {"crm": "complete", "mail": state}
    assert [one.key for one in made.doubtful] == ([] if state == "complete" else ["mail"])


def test_a_system_that_was_disconnected_puts_nothing_in_doubt(office, at):
    whole(b.system("crm"), office)
    changing.disconnect(office, None)
    made = end_of_day()
    assert [one.key for one in made.systems] == ["crm"] and (made.doubtful, made.sure) == ([], True)


def test_of_a_day_that_began_before_its_system_was_connected_nothing_is_claimed(office, at):
    """It was first read at noon: whether what is due today was moved before that cannot be known, and the page says so."""
    at("2026-03-02 12:00")
    new = b.system("tracker", started_at=AT("2026-02-01 09:00"))
    b.tell(
        new,
        b.client("Aldgate Freight", "aldgatefreight.example", remote_id="k1"),
        task("1", "Write the plan", "2026-03-02"),
    )
    made = end_of_day()
    assert [one.key for one in made.new] == ["crm", "mail", "tracker"]
    assert by_state(made) == {"open": ["Write the plan"]}


def project(due: str, status: str = "open") -> Statement:
    return Statement(
        "project", "POR", "Portal", {"name": "Portal", "code": "POR", "status": status, "due_date": due}, at=clock.now()
    )


def test_two_systems_with_two_days_are_not_decided_for_them(tracker, office, at):
    """One said Monday, the other Friday, and on Monday both closed it. Whether it was due on Monday cannot be said."""
    at("2026-03-01 18:00")
    plans = b.system("plans", started_at=AT("2026-02-01 09:00"))
    b.tell(tracker, project("2026-03-02"))
    b.tell(plans, project("2026-03-06"))
    at("2026-03-02 12:00")
    b.tell(tracker, project("2026-03-02", "closed"))
    b.tell(plans, project("2026-03-06", "closed"))
    made = end_of_day()
    assert [one.title for one in made.unclear] == ["Portal"]
    assert "Portal" not in [one.title for one in made.done]
    assert not made.sure


def test_tomorrow_begins_with_what_costs_most_and_what_was_put_aside_until_then(tracker, office, at):
    b.tell(b.system("desk", started_at=AT("2026-02-01 09:00")), b.client("Aldgate Freight", "aldgatefreight.example", remote_id="o1"),
           b.ticket("4471", "Portal access failing", AT("2026-02-28 09:00"), client_id="o1", escalated=True))  # fmt: skip
    at("2026-03-02 17:45")
    made = end_of_day()
    assert [(one.title, one.why) for one in made.first] == [
        ("Portal access failing", "flag"), ("Aldgate Freight: “Order switches” has no owner", "flag"),
    ]  # fmt: skip
    [flag] = [one for one in made.undecided if "Order switches" in one.title]
    answers.answer(b.user(PRIYA), flag.id, "snoozed", until=AT("2026-03-03 09:00"))
    made = end_of_day()
    assert [(one.title, one.why) for one in made.first] == [
        ("Portal access failing", "flag"), ("Aldgate Freight: “Order switches” has no owner", "back"),
    ]  # fmt: skip
    assert [one.title for one in made.undecided] == ["Portal access failing"], "escalated, and nobody has answered"


def test_an_urgent_flag_that_nobody_answered_waits_whenever_it_is_due(office, at):
    """A client is shouting and no answer time is agreed, so nothing is due today."""
    at("2026-03-02 17:00")
    b.tell(
        b.system("desk", started_at=AT("2026-02-01 09:00")),
        b.client("Pell & Sons", "pellandsons.example", remote_id="o2"),
        b.ticket("4488", "Nobody can print", AT("2026-03-02 16:40"), client_id="o2", escalated=True),
    )
    made = end_of_day()
    assert [(one.title, one.due) for one in made.undecided] == [("Nobody can print", None)]
    assert not made.clear
    answers.answer(b.user(PRIYA), made.undecided[0].id, "handled")
    assert end_of_day().clear


# ---- what leaves ------------------------------------------------------------------------------------------------------


def informed(system: System, sends: str = NotePolicy.ASKED) -> NotePolicy:
    """Priya has chosen to keep Aldgate Freight informed, from this system."""
    decision = Decision.objects.create(who=b.user(PRIYA), verdict=Decision.STANDING, at=clock.now(), known={})
    return NotePolicy.objects.create(
        decision=decision, record_id=0, kind="client", title="Aldgate Freight", rhythm=NotePolicy.WEEKLY, sends=sends, people=[[MARCUS, "Marcus Osei"]],
        system=system, system_title=system.title,
    )  # fmt: skip


def drafted(policy: NotePolicy) -> StatusNote:
    draft = status_notes.Draft("Aldgate Freight: status", "Done\n- The plan", clock.now(), {}, [], changed=True)
    note = status_notes.keep(policy, "2026-03-02", draft)
    assert note is not None
    return note


def unsent(who: str = PRIYA) -> list[tuple[str, str, str]]:
    return [(one.title, one.state, one.page) for one in end_of_day(who).unsent]


def test_a_status_note_that_waits_for_its_yes_is_named(office, at):
    note = drafted(informed(office))
    assert [(one.id, one.subject, one.about) for one in end_of_day().notes] == [
        (note.pk, "Aldgate Freight: status", "Aldgate Freight")
    ]
    assert not end_of_day().clear
    status_notes.decide(b.user(PRIYA), note.pk, Decision.DECLINE)
    assert end_of_day().clear and end_of_day().notes == []


def test_a_note_of_a_choice_that_was_taken_back_waits_for_nobody(office):
    policy = informed(office)
    drafted(policy)
    status_notes.take_back(b.user(PRIYA), policy.pk)
    assert end_of_day().notes == []


@pytest.mark.parametrize("sends", [NotePolicy.ASKED, NotePolicy.ITSELF])
def test_a_status_note_that_has_not_left_or_failed_is_unsent(office, at, sends):
    note = drafted(informed(office, sends))
    if sends == NotePolicy.ASKED:
        status_notes.decide(b.user(PRIYA), note.pk, Decision.APPROVE)
    assert unsent() == [("Aldgate Freight: status", "waiting", "status_notes")]
    for state, there in (("sending", True), ("failed", True), ("confirmed", False)):
        Writeback.objects.update(state=state)
        assert unsent() == ([("Aldgate Freight: status", state, "status_notes")] if there else [])
        assert end_of_day().clear is not there


def test_what_failed_on_an_earlier_day_is_over_and_what_still_waits_is_not(office, at):
    """Work ends at five: what is sent after that belongs to the next day."""
    at("2026-03-02 17:30")
    drafted(informed(office, NotePolicy.ITSELF))
    Writeback.objects.update(state="failed")
    at("2026-03-03 17:30")
    assert [state for _, state, _ in unsent()] == ["failed"]
    at("2026-03-04 17:30")
    assert unsent() == []
    Writeback.objects.update(state="waiting")
    assert [state for _, state, _ in unsent()] == ["waiting"]


def test_mails_that_one_choice_files_are_one_change_for_each_way_they_stand(office, at):
    decision = Decision.objects.create(who=b.user(PRIYA), verdict=Decision.STANDING, at=clock.now(), known={})
    Filing.objects.create(
        decision=decision, mailbox=office, mailbox_title="Mail", service="Redmine", domain="", folder="Systems/Redmine"
    )
    for number, state in enumerate(["waiting", "waiting", "failed", "confirmed"]):
        Writeback.objects.create(
            decision=decision, system=office, system_title="Mail", kind="message", title=f"Mail {number}", change={}, key=str(number), state=state,
            error="There is no such folder." if state == "failed" else "", made_at=clock.now(),
        )  # fmt: skip
    found = {(one.title, one.mails, one.folder, one.state, one.error) for one in end_of_day().unsent}
    assert found == {
        ("Redmine", 2, "Systems/Redmine", "waiting", ""),
        ("Redmine", 1, "Systems/Redmine", "failed", "There is no such folder."),
    }
    assert not end_of_day().clear
    Writeback.objects.update(state="confirmed")
    assert end_of_day().clear


def test_what_leaves_from_a_private_mailbox_is_nobody_elses(office):
    private = b.system("private", audience=audiences.private(b.user(PRIYA)).pk)
    drafted(informed(private))
    drafted(informed(private, NotePolicy.ITSELF))
    assert (len(end_of_day().notes), len(unsent())) == (1, 1)
    assert (end_of_day(NOOR).notes, unsent(NOOR)) == ([], [])


def test_a_reader_sees_only_what_they_may(tracker, office):
    b.tell(b.system("private", audience=audiences.private(b.user(PRIYA)).pk), task("9", "Salaries", "2026-03-02"))
    assert "Salaries" in [one.title for one in end_of_day().due]
    assert "Salaries" not in [one.title for one in end_of_day(NOOR).due]
    now = clock.now()
    empty = reports.end_of_day(Day.of(now, LONDON), reader(NOOR, []), now)
    assert (empty.due, empty.systems, empty.sure) == ([], [], False)


def test_no_more_is_asked_when_much_moved(tracker, office, at, django_assert_max_num_queries):
    at("2026-03-02 15:00")
    b.tell(
        tracker,
        task("1", "Write the plan", "2026-03-05"),
        task("2", "Portal go-live", "2026-03-05"),
        Statement("invoice", "I", "I", {"number": "I", "due_date": "2026-03-02"}, refs=[Ref("buyer", "client", "k1")]),
    )
    now, priya = clock.now(), reader(PRIYA)
    for everybody in (True, False):
        with django_assert_max_num_queries(6):
            reports.end_of_day(Day.of(now, LONDON), priya, now, everybody=everybody)


# ---- whose it is --------------------------------------------------------------------------------------------------------


def titles(made: reports.EndOfDay) -> tuple[set[str], set[str], set[str]]:
    """What was due, what waits for a decision, what tomorrow begins with."""
    return {one.title for one in made.due}, {one.title for one in made.undecided}, {one.title for one in made.first}


def test_each_has_what_they_own_and_who_sees_to_it_what_nobody_owns(tracker, office, at):
    """Noor (u1) owns the tasks, “Order switches” nobody, “Call the bank” somebody without an account. Priya, the admin, sees to what nobody owns."""
    b.user(NOOR, "Noor Haddad", "member")
    b.tell(
        tracker,
        b.staff("Callum Reid", "callum@harrowlane.example", remote_id="u2"),
        task("6", "Call the bank", "2026-03-02", owner="u2"),
        task("7", "Pack the van", "2026-03-03"),
        task("8", "Order labels", "2026-03-03", owner=""),
    )
    at("2026-03-02 18:00")
    due, undecided, first = titles(own(NOOR))
    assert due == {"Write the plan", "Portal go-live", "Book a room"}
    assert undecided == set() and first == {"Pack the van"}
    due, undecided, first = titles(own())
    assert due == {"Order switches", "Call the bank"}
    assert undecided and "Pack the van" not in first
    every = end_of_day(NOOR)
    assert len(every.due) == 5 and len(every.undecided) == len(own().undecided)
    assert (own(NOOR).clear, every.clear) == (True, False)


def test_what_nobody_owns_in_a_private_mailbox_is_with_who_may_see_it(tracker, office):
    noor = b.user(NOOR, "Noor Haddad", "member")
    b.tell(b.system("private", audience=audiences.private(noor).pk), task("9", "Salaries", "2026-03-02", owner=""))
    assert "Salaries" in {one.title for one in own(NOOR).due}, "nobody who sees to what nobody owns can"
    assert "Salaries" not in {one.title for one in end_of_day().due}
    assert "Order switches" not in {one.title for one in own(NOOR).due}


def test_what_somebody_handed_over_is_the_successor_s(tracker, office, at):
    b.user(NOOR, "Noor Haddad", "member")
    femke = b.user("femke@harrowlane.example", "Femke Vos", "member")
    b.tell(tracker, b.staff("Femke Vos", femke.email, remote_id="u3"))
    assert own(femke.email).due == []
    made = handing_over.hand_over(
        b.user(PRIYA), b.entity("Noor Haddad", "person"), b.entity("Femke Vos", "person"), starts_on=date(2026, 3, 2)
    )
    assert own(femke.email).due == []
    handing_over.answer(femke, made.pk, accept=True)
    assert {one.title for one in own(femke.email).due} == {"Write the plan", "Portal go-live", "Book a room"}
    b.user(NOOR).delete()
    assert {one.title for one in own().due} == {"Order switches"}, "somebody who is here has Noor’s"


def test_whoever_gave_a_promise_has_it_and_what_a_client_promised_is_whose_it_was_given_to(office, at):
    b.user(NOOR, "Noor Haddad", "member")
    b.tell(
        office,
        b.mail("a@x", NOOR, MARCUS, "Training", AT("2026-02-26 09:00"), body="I will send you the training plan by Monday."),
        b.mail("b@x", MARCUS, NOOR, "Costs", AT("2026-02-26 10:00"), body="I will send you the signed order by Monday."),
    )  # fmt: skip
    at("2026-03-02 10:00")
    assert {one.kind for one in own(NOOR).due} == {"promise", "their promise"}
    assert own().due == []


def test_what_was_put_aside_comes_back_to_who_put_it_aside(tracker, office, at):
    b.user(NOOR, "Noor Haddad", "member")
    at("2026-03-02 17:45")
    flag = next(one for one in own().undecided if "Order switches" in one.title)
    answers.answer(b.user(NOOR), flag.id, "snoozed", until=AT("2026-03-03 09:00"))
    assert [one.why for one in own(NOOR).first] == ["back"]
    assert [one.why for one in own().first] == ["back"], "nobody owns it"


# ---- days -------------------------------------------------------------------------------------------------------------


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "zone", "start", "hours", "following"),
    [
        ("2026-03-02 17:45", "Europe/London", "2026-03-02 00:00", 24, "2026-03-03"),
        ("2026-03-29 12:00", "Europe/London", "2026-03-29 00:00", 23, "2026-03-30"),  # the clocks go forward on a Sunday
        ("2026-10-25 12:00", "Europe/London", "2026-10-24 23:00", 25, "2026-10-26"),
        ("2026-03-06 17:45", "Europe/London", "2026-03-06 00:00", 24, "2026-03-09"),  # a Friday
        ("2026-03-02 02:00", "America/New_York", "2026-03-01 05:00", 24, "2026-03-02"),  # still Sunday there
        ("2026-03-02 13:00", "Pacific/Auckland", "2026-03-02 11:00", 24, "2026-03-04"),  # Tuesday there already
        ("2026-03-08 17:00", "America/New_York", "2026-03-08 05:00", 23, "2026-03-09"),
    ],
)  # fmt: skip
def test_a_day_is_one_on_the_clock_of_the_business(now, zone, start, hours, following):
    day = Day.of(utc(now), WorkingHours(ZoneInfo(zone)))
    assert (day.start, day.end - day.start) == (utc(start), timedelta(hours=hours))
    assert day.next_start.astimezone(day.zone) == datetime.combine(date.fromisoformat(following), time(), day.zone)


def test_tomorrow_is_the_next_day_we_work():
    christmas = WorkingHours(ZoneInfo("Europe/London"), closed=frozenset({date(2026, 12, 25), date(2026, 12, 28)}))
    assert Day.of(utc("2026-12-24 17:45"), christmas).next_start == utc("2026-12-29 00:00")
    assert Day.of(utc("2026-12-25 12:00"), christmas).closes is None
    night = WorkingHours(ZoneInfo("Europe/London"), frozenset(range(7)), time(22), time(6))
    assert Day.of(utc("2026-06-10 21:30"), night).next_start == utc("2026-06-10 23:00"), "tonight's shift began today"


def test_what_is_due_on_a_day_ends_with_that_day_in_our_zone(tracker, office, at):
    """Five to midnight on the last day before the clocks go forward is the same day; five past is the next."""
    b.tell(tracker, task("7", "Last thing", "2026-03-29"))
    at("2026-03-29 22:55")  # 23:55 in London
    assert [one.title for one in end_of_day().due] == ["Last thing"]
    at("2026-03-29 23:05")
    assert [one.title for one in end_of_day().due] == []

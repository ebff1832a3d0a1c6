"""How all open work stands: on track or not and why, what comes next and who has it, since when each of it holds."""

from __future__ import annotations

from datetime import date

from tests import builders as b
from tests.questions.conftest import CLIENT, NOOR, PRIYA, Scene, project

from kingpost.accounts import audiences
from kingpost.connectors.base import Ref, Statement, mention_id
from kingpost.identity import judge
from kingpost.knowledge.project_links import corrections
from kingpost.priorities import handing_over
from kingpost.questions import status
from kingpost.questions.status import Wanted
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows
from kingpost.web.status_line import status_line


def test_a_project_with_a_date_and_nothing_against_it_is_on_track(scene: Scene) -> None:
    one = scene.row("Customer portal")
    assert (one.track, one.owner, one.client, one.system, one.why) == (
        "on_track",
        "Priya Raman",
        "Aldgate Freight",
        "Tracker",
        None,
    )
    assert one.status_since == one.due_since == one.owner_since == b.moment("2026-02-20 09:00")


def test_late_work_puts_its_project_at_risk_and_says_why(scene: Scene) -> None:
    b.tell(scene.tracker, b.task("POR-7", "Load the price list", project="POR", owner="u2", due_date="2026-02-25"))
    inner, outer = scene.row("Load the price list"), scene.row("Customer portal")
    assert (inner.track, outer.track) == ("late", "at_risk")
    assert (
        outer.why is not None
        and outer.why.says == "Work “Load the price list” was due on 25 February."
        and outer.why.thing == inner.id
    )
    b.tell(
        scene.tracker,
        b.task("POR-7", "Load the price list", project="POR", owner="u2", due_date="2026-02-25", status="closed"),
    )
    assert scene.row("Customer portal").track == "on_track"


def test_what_its_own_status_says_counts(scene: Scene) -> None:
    b.tell(
        scene.tracker,
        project("NET", "Network refresh", status="At risk", due_date="2026-04-30"),
        project("WEB", "Website"),
    )
    assert (scene.row("Network refresh").track, scene.row("Website").track) == ("at_risk", "no_date")


def test_the_next_step_is_the_open_work_inside_that_is_due_first(scene: Scene) -> None:
    b.tell(
        scene.tracker, b.task("POR-1", "Pilot at Tilbury", project="POR", owner="u2", due_date="2026-03-12"), b.task("POR-2", "Write the handbook", project="POR", owner="u3"),
        b.task("POR-0", "Kick-off", project="POR", owner="u1", due_date="2026-03-05", status="closed"),
    )  # fmt: skip
    step = scene.row("Customer portal").step
    assert step is not None and (step.what, step.owner, step.kind) == ("Pilot at Tilbury", "Noor Haddad", "task")


def test_an_approval_that_waits_comes_before_everything(scene: Scene) -> None:
    refs = [Ref("project", "project", "POR"), Ref("owner", "person", "u2"), *CLIENT]
    asked = Statement(
        "approval",
        "APR-1",
        "Statement of work",
        {"name": "Statement of work", "state": "asked", "asked_at": "2026-02-27T09:00:00+00:00"},
        at=b.moment("2026-02-27 09:00"),
        refs=refs,
    )
    b.tell(scene.tracker, asked, b.task("POR-1", "Pilot at Tilbury", project="POR", owner="u3", due_date="2026-03-03"))
    step = scene.row("Customer portal").step
    assert step is not None and (step.kind, step.what, step.owner) == ("approval", "Statement of work", "Noor Haddad")


def test_the_next_step_names_the_system_that_records_it_and_not_that_of_the_project(scene: Scene) -> None:
    b.tell(scene.crm, b.ticket("7", "Write the test plan", b.moment("2026-02-27 09:00"), client_id="c1"))
    thing, whole = b.entity("Write the test plan", "ticket"), b.entity("Customer portal", "project")
    corrections.correct(b.user("priya@harrowlane.example", "Priya Raman"), thing, whole)
    b.settle()
    one = scene.row("Customer portal")
    assert one.step is not None and (one.system, one.step.what) == ("Tracker", "Write the test plan")
    said = scene.ask("Who owns the next step on the customer portal?")
    assert [(source.says, source.system) for source in said.sources] == [
        ("Write the test plan: nobody named", "HubSpot"),
        ("Customer portal: Priya Raman", "Tracker"),
    ]


def test_an_owner_who_is_away_or_has_left_is_said(scene: Scene) -> None:
    person = mention_id("person", NOOR)
    leave = Statement("meeting", "l1", "Annual leave", {"name": "Annual leave", "starts_at": "2026-03-02", "ends_at": "2026-03-05", "all_day": True, "uid": "l1"}, at=b.moment("2026-02-20 09:00"),
                      refs=[Ref("attendee", "person", person)], mentions=[b.Mention("person", person, "Noor Haddad", {"email": NOOR})])  # fmt: skip
    b.tell(scene.calendar, leave)
    b.tell(
        scene.tracker,
        b.task("POR-1", "Pilot at Tilbury", project="POR", owner="u2"),
        b.task("POR-2", "Write the handbook", owner="u4"),
        b.task("POR-3", "Order badges"),
    )
    away, left, nobody = scene.row("Pilot at Tilbury"), scene.row("Write the handbook"), scene.row("Order badges")
    assert (
        away.absent is not None and away.absent.back_on is not None and away.absent.back_on.isoformat() == "2026-03-05"
    )
    assert (left.owner, left.owner_left, left.absent) == ("Ines Duarte", True, None)
    assert (nobody.owner, nobody.owner_left) == ("", False)


def test_who_stands_in_by_an_accepted_handover_is_said(scene: Scene) -> None:
    b.tell(scene.tracker, b.task("POR-1", "Pilot at Tilbury", project="POR", owner="u4"), b.task("POR-9", "Badges"))
    admin = b.user(PRIYA, "Priya Raman", "admin")
    step = scene.row("Customer portal").step
    assert step is not None and (step.owner, step.left) == ("Ines Duarte", True)
    made = handing_over.hand_over(
        admin, b.entity("Ines Duarte", "person"), b.entity("Priya Raman", "person"), starts_on=date(2026, 3, 2)
    )
    assert scene.row("Pilot at Tilbury").stand_in is None, "it is not accepted"
    handing_over.answer(admin, made.pk, accept=True)
    whole, inner, other = scene.row("Customer portal"), scene.row("Pilot at Tilbury"), scene.row("Badges")
    assert inner.stand_in is not None and (inner.stand_in.name, inner.stand_in.handover) == ("Priya Raman", made.pk)
    assert (inner.owner, inner.owner_left) == ("Ines Duarte", True)
    assert whole.stand_in is None and whole.step_stand_in == inner.stand_in
    assert other.stand_in is None
    assert ", Priya Raman for Ines Duarte. " in status_line(inner)
    handing_over.undo(admin, made.pk)
    assert ", Ines Duarte, who has left. " in status_line(scene.row("Pilot at Tilbury"))


def test_counts_equal_their_lists_in_every_view(scene: Scene) -> None:
    tasks = [
        b.task(
            f"T-{n}",
            f"Task {n}",
            owner=f"u{n % 3 + 1}" if n % 4 else "",
            client_id="c1" if n % 2 else "",
            due_date=f"2026-0{2 + n % 3}-1{n % 9}" if n % 5 else "",
        )
        for n in range(24)
    ]
    b.tell(scene.tracker, *tasks)
    noor, aldgate = b.entity("Noor Haddad", "person"), b.entity("Aldgate Freight")
    for wanted in (
        {},
        {"owner": noor},
        {"unowned": True},
        {"client": aldgate},
        {"kinds": ("task",)},
        {"words": "task 1"},
        {"disputed": True},
    ):
        counts = status.counts([1], Wanted(**wanted), clock.now(), scene.hours)
        lists = {track: len(scene.rows(track=track, **wanted)) for track in status.TRACKS}
        assert counts == lists, wanted
        assert sum(counts.values()) == len(scene.rows(**wanted))


def test_pages_of_every_order_give_each_line_once(scene: Scene) -> None:
    b.tell(
        scene.tracker,
        *(
            b.task(f"T-{n}", f"Task {n % 4}", owner=f"u{n % 3 + 1}", due_date=f"2026-03-1{n % 3}" if n % 4 else "")
            for n in range(14)
        ),
    )
    whole = {one.id for one in scene.rows()}
    for sort in status.SORTS:
        for backwards in (False, True):
            seen: list[int] = []
            after = None
            while page := status.listed(
                [1], Wanted(sort=sort, backwards=backwards, after=after), clock.now(), scene.hours, limit=4
            ):
                seen += [one.id for one in page]
                after = (page[-1].key, page[-1].id)
            assert len(seen) == len(whole) and set(seen) == whole, (sort, backwards)


def test_what_a_reader_may_not_see_is_neither_listed_nor_a_reason(scene: Scene) -> None:
    priya = b.user("priya@harrowlane.example", "Priya Raman")
    private = b.system("private", "Private tracker", audience=audiences.private(priya).pk)
    b.tell(
        private,
        b.client("Aldgate Freight", "aldgatefreight.example", remote_id="c1"),
        b.task("S-1", "Secret plan", owner="", due_date="2026-02-10", client_id="c1"),
    )
    assert "Secret plan" not in [one.title for one in scene.rows()]
    scene.seen_by = audiences.allowed(priya)
    assert scene.row("Secret plan").track == "late"


def test_work_that_systems_give_to_two_people_is_listed_under_the_one_its_line_names(scene: Scene) -> None:
    both = {"due_date": "2026-03-20"}
    newer = project("POR", "Customer portal", owner=NOOR, owner_name="Noor Haddad", **both)
    newer.at = b.moment("2026-02-27 09:00")
    b.tell(scene.crm, newer)
    b.tell(scene.tracker, project("POR", "Customer portal", owner="u1", owner_name="Priya Raman", **both))
    assert scene.row("Customer portal").owner == "Noor Haddad"
    noor, priya = b.entity("Noor Haddad", "person"), b.entity("Priya Raman", "person")
    assert [one.title for one in scene.rows(owner=noor)] == ["Customer portal"]
    assert scene.rows(owner=priya) == []


def test_who_has_the_next_step_is_away_when_they_are_and_not_when_another_it_names_is(scene: Scene) -> None:
    b.tell(
        scene.tracker,
        b.task(
            "POR-1",
            "Pilot at Tilbury",
            project="POR",
            owner="u4",
            owner_name="Ines Duarte",
            at=b.moment("2026-02-20 09:00"),
        ),
    )
    b.tell(scene.desk, b.staff("Noor Haddad", NOOR), b.task("1", "Pilot at Tilbury", owner=NOOR, owner_name="Noor Haddad", at=b.moment("2026-02-25 09:00")))  # fmt: skip
    records = [r for (r,) in rows("SELECT id FROM record WHERE kind = 'task' ORDER BY id")]
    judge.merge(records[0], records[1], b.user(PRIYA, role="admin"))
    b.settle()
    step = scene.row("Customer portal").step
    assert step is not None and (step.owner, step.left) == ("Noor Haddad", False)

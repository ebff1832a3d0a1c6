"""Two times: what held on a day, and what we had learned by then."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import builders as b
from tests.web import day

from kingpost.accounts import audiences
from kingpost.accounts.models import EVERYONE
from kingpost.connectors.base import Happening, Ref, Statement
from kingpost.erase import erase_person
from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.knowledge import asof, clients, entities, finding, rulings, survivorship, timelines, workload
from kingpost.knowledge.models import Disagreement, Ruling
from kingpost.knowledge.when import When
from kingpost.toolbox import clock
from kingpost.toolbox.sql import execute, rows

pytestmark = pytest.mark.django_db
ALL = [EVERYONE]
FEBRUARY, MARCH, APRIL, MAY = (b.moment(f"2026-{month:02d}-10 12:00") for month in (2, 3, 4, 5))


@pytest.fixture
def at(monkeypatch):
    """Set the clock."""

    def set_clock(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    return set_clock


def milestone(due: str, changed: datetime, client: str = "a", **fields: Any) -> Statement:
    said = b.task("POR-118", "Portal go-live", client_id=client, at=changed, due_date=due, created_at=FEBRUARY.isoformat(), **fields)  # fmt: skip
    said.happenings = [Happening(FEBRUARY, "opened", "Task POR-118 opened", key="o")]
    return said


@pytest.fixture
def moved(at):
    """A milestone first read in March, moved in April, read again in May."""
    at(MARCH)
    b.own_domains("harrowlane.example")
    b.tell(b.system("crm", "CRM"), b.client("Aldgate Freight", "aldgatefreight.example", remote_id="a", owner_name="Priya Raman"))  # fmt: skip
    tracker = b.system("tracker", "Tracker")
    b.tell(tracker, b.client("Aldgate Freight", "aldgatefreight.example", remote_id="a"), milestone("2026-05-01", FEBRUARY))  # fmt: skip
    at(MAY)
    b.tell(tracker, milestone("2026-06-01", APRIL))
    return tracker


def due(when: When) -> str | None:
    thing = entities.thing(b.entity("Portal go-live", "task"), ALL, when)
    return str(thing.values["due_date"]) if thing else None


def test_the_value_that_held_on_the_day(moved):
    assert due(When()) == "2026-06-01"
    assert due(When(MARCH)) == "2026-05-01"
    assert due(When(APRIL + timedelta(days=1))) == "2026-06-01"


def test_the_value_we_knew_by_a_day(moved):
    assert due(When(known_at=MARCH + timedelta(days=1))) == "2026-05-01"
    assert due(When(APRIL + timedelta(days=1), APRIL + timedelta(days=1))) == "2026-05-01", "it was moved and we had not read it"  # fmt: skip
    assert due(When(known_at=MARCH - timedelta(days=1))) is None, "nothing was read yet"


def test_before_anything_shows_it_it_is_not_there(moved):
    assert due(When(FEBRUARY + timedelta(days=1))) == "2026-05-01"
    assert due(When(FEBRUARY - timedelta(days=1))) is None


def test_work_that_was_open_then(at):
    at(MAY)
    closed = b.ticket("4471", "Portal access", FEBRUARY, status="closed", resolved_at=APRIL.isoformat(),
                      happenings=[Happening(APRIL, "resolved", "resolved it", key="r")])  # fmt: skip
    closed.at = APRIL
    b.tell(b.system("desk", "Desk"), closed, b.ticket("4480", "Later one", MAY - timedelta(days=1)))
    assert [one.title for one in workload.open_work(ALL, when=When(MARCH))] == ["Portal access"]
    assert [one.title for one in workload.open_work(ALL, when=When(MAY))] == ["Later one"]
    then = entities.thing(b.entity("Portal access", "ticket"), ALL, When(MARCH))
    assert then and (then.open, then.values["status"]) == (True, "open")


def test_a_thing_that_moved_to_another_client_was_the_first_ones_then(moved, at):
    aldgate = b.entity("Aldgate Freight")
    at(MAY + timedelta(days=1))
    pell = b.client("Pell & Sons", "pellandsons.example", remote_id="p")
    b.tell(moved, pell, milestone("2026-06-01", MAY, client="p"))
    other = b.entity("Pell & Sons")

    def of(client: int, when: When) -> list[str]:
        return [one.title for one in asof.of_client(client, ("task",), ALL, when) if one.kind == "task"]

    assert (of(aldgate, When(MARCH)), of(other, When(MARCH))) == (["Portal go-live"], [])
    assert (of(aldgate, When(MAY + timedelta(hours=1))), of(other, When(MAY + timedelta(hours=1)))) == ([], ["Portal go-live"])  # fmt: skip


def test_what_is_deleted_leaves_every_answer_and_stays_in_what_was_known(moved, at):
    aldgate, number = b.entity("Aldgate Freight"), b.entity("Portal go-live", "task")
    at(MAY + timedelta(days=2))
    b.tell(moved, gone=[milestone("", APRIL)])
    for when in (When(), When(APRIL), When(clock.now()), When(APRIL, clock.now())):
        assert entities.thing(number, ALL, when) is None
        assert "POR-118" not in str(timelines.of_client(aldgate, ALL, when=when))
        assert workload.open_work(ALL, when=when) == []
        assert entities.evidence(number, "due_date", ALL, when) == []
    assert finding.find("go-live", ALL) == []
    before = When(known_at=MAY + timedelta(days=1))
    thing = entities.thing(number, ALL, before)
    assert thing and thing.values["due_date"] == "2026-06-01"
    assert [line.text for line in timelines.of_client(aldgate, ALL, when=before)] == ["Task POR-118 opened"]
    assert [line.text for line in timelines.of_entity(number, ALL, when=before)] == ["Task POR-118 opened"]
    assert [one.title for one in workload.open_work(ALL, when=before)] == ["Portal go-live"]
    assert number in {one.id for one in asof.of_client(aldgate, ("task",), ALL, before)}


def test_a_correction_leaves_every_answer_and_stays_in_what_was_known(at):
    """A system without dates of change corrects a name: the old one is gone from today on, and is what we knew before."""
    at(MARCH)
    crm = b.system("crm", "CRM")
    b.tell(crm, b.client("Aldgate Fright", "aldgatefreight.example", remote_id="a"))
    number = b.entity("Aldgate Fright")
    at(MAY)
    b.tell(crm, b.client("Aldgate Freight", "aldgatefreight.example", remote_id="a"))
    assert [c.title for c in clients.listed(ALL, MAY)] == ["Aldgate Freight"]
    assert [c.title for c in clients.listed(ALL, MAY, when=When(MAY))] == ["Aldgate Freight"]
    assert finding.find("Fright", ALL) == [] or finding.find("Fright", ALL)[0].title == "Aldgate Freight"
    known = When(known_at=APRIL)
    assert [c.title for c in clients.listed(ALL, MAY, when=known)] == ["Aldgate Fright"]
    assert [word.value for word in entities.evidence(number, "name", ALL, known)] == ["Aldgate Fright"]


def test_clients_that_came_later_leave_no_gap_in_the_list_of_an_earlier_day(at):
    crm = b.system("crm", "CRM")
    at(MARCH)
    b.tell(crm, *(b.client(name, f"{name.lower()}.example") for name in ("Ash", "Cedar", "Elm", "Fir")))
    at(MAY)
    b.tell(crm, *(b.client(name, f"{name.lower()}.example") for name in ("Beech", "Birch", "Dogwood")))
    known = When(known_at=APRIL)
    assert [[c.title for c in clients.listed(ALL, MAY, limit=limit, when=known)] for limit in (2, 3, 9)] == [
        ["Ash", "Cedar"],
        ["Ash", "Cedar", "Elm"],
        ["Ash", "Cedar", "Elm", "Fir"],
    ]


def test_a_happening_told_in_other_words_is_in_those_of_then(at):
    at(MARCH)
    desk = b.system("desk", "Desk")
    b.tell(desk, b.ticket("4471", "Portal acess", FEBRUARY))
    number = b.entity("Portal acess", "ticket")
    at(MAY)
    b.tell(desk, b.ticket("4471", "Portal access", FEBRUARY))
    assert [line.text for line in timelines.of_entity(number, ALL)] == ["opened ticket 4471: Portal access"]
    assert [line.text for line in timelines.of_entity(number, ALL, when=When(known_at=APRIL))] == [
        "opened ticket 4471: Portal acess"
    ]


def test_what_one_may_not_see_one_may_not_see_then(at):
    at(MARCH)
    priya, noor = b.user("priya@harrowlane.example"), b.user("noor@harrowlane.example")
    mailbox = b.system("priyas", audience=audiences.private(priya).pk)
    mail = b.mail("9@x", "marcus@aldgatefreight.example", "priya@harrowlane.example", "Salary talk", FEBRUARY)
    b.tell(mailbox, mail)
    number = b.entity("Salary talk", "message")
    at(MAY)
    b.tell(mailbox, gone=[mail])
    for when in (When(APRIL), When(known_at=APRIL)):
        assert entities.thing(number, audiences.allowed(noor), when) is None
        assert timelines.of_entity(number, audiences.allowed(noor), when=when) == []
    assert entities.thing(number, audiences.allowed(priya), When(known_at=APRIL)) is not None


def test_erasing_takes_a_person_out_of_both_times(at):
    at(MARCH)
    b.own_domains("harrowlane.example")
    ruth = "ruth@aldgatefreight.example"
    b.tell(b.system("crm", "CRM"), b.client("Aldgate Freight", "aldgatefreight.example"), b.person("Ruth Lindqvist", ruth))  # fmt: skip
    b.tell(b.system("mail"), b.mail("1@x", ruth, "priya@harrowlane.example", "Invoice", FEBRUARY, body="Best, Ruth Lindqvist"),
           b.mail("2@x", "priya@harrowlane.example", "marcus@aldgatefreight.example", "Re: Ruth Lindqvist", MARCH, body="Ask Ruth Lindqvist."))  # fmt: skip
    everything = [entity for (entity,) in rows("SELECT DISTINCT entity_id FROM member")]
    at(MAY)
    erase_person(ruth, None)
    for when in (When(APRIL), When(known_at=APRIL), When(APRIL, APRIL)):
        then = asof.things(everything, ALL, when, texts=True)
        told = [timelines.of_entity(one.id, ALL, when=when) for one in then]
        assert then and "lindqvist" not in str((then, told)).casefold() and ruth not in str((then, told))


def two_phones() -> None:
    """One person, to whom two systems give different numbers."""
    for system, phone in (("crm", "+441174960001"), ("desk", "+441174960002")):
        said = b.person("Marcus Osei", "marcus@aldgatefreight.example", phone=phone)
        b.tell(b.system(system), said)


def phone(when: When) -> str:
    thing = entities.thing(b.entity("Marcus Osei", "person"), ALL, when)
    assert thing
    return str(thing.values["phone"])


def test_a_ruling_counts_from_its_day_until_it_is_taken_back(at):
    at(FEBRUARY)
    b.own_domains("harrowlane.example")
    two_phones()
    priya, said = b.user("priya@harrowlane.example", role="admin"), phone(When())
    at(MARCH)
    made = rulings.rule(priya, Disagreement.objects.get(family="phone"), Ruling.THIRD, value="+441174960003")
    b.settle()
    at(APRIL)
    ruled = b.entity("Marcus Osei", "person")
    assert entities.thing(ruled, ALL, When(APRIL, APRIL)) == entities.thing(ruled, ALL, When())
    assert phone(When(MARCH - timedelta(days=1))) == said != "+441174960003"
    assert phone(When(known_at=MARCH - timedelta(days=1))) == said
    assert phone(When(MARCH + timedelta(days=1))) == "+441174960003"
    rulings.withdraw(priya, [made.pk])
    b.settle()
    at(MAY)
    assert (phone(When()), phone(When(APRIL - timedelta(days=1)))) == (said, "+441174960003")


def test_a_ruling_counts_until_the_systems_move_on(at):
    at(FEBRUARY)
    b.own_domains("harrowlane.example")
    two_phones()
    at(MARCH)
    rulings.rule(b.user("priya@harrowlane.example", role="admin"), Disagreement.objects.get(family="phone"), Ruling.THIRD, value="+441174960003")  # fmt: skip
    b.settle()
    at(APRIL)
    for system in ("crm", "desk"):
        b.tell(b.system(system), b.person("Marcus Osei", "marcus@aldgatefreight.example", phone="+441174960004"))
    at(MAY)
    assert phone(When()) == phone(When(APRIL + timedelta(days=1))) == "+441174960004"
    assert phone(When(APRIL - timedelta(days=1), APRIL - timedelta(days=1))) == "+441174960003"


def test_a_ruling_on_what_one_record_says_counts_then_too(moved, at):
    at(MAY)
    task = b.entity("Portal go-live", "task")
    [(record,)] = rows("SELECT record_id FROM member WHERE entity_id = %s", [task])
    Ruling.objects.create(
        family="due", choice=Ruling.THIRD, value="2026-07-01", records=[record], said=[[record, "due_date", "2026-06-01"]],
        by=b.user("priya@harrowlane.example"), at=MAY,
    )  # fmt: skip
    changes.append({Stream.ENTITY: [task]})
    b.settle()
    at(MAY + timedelta(days=1))
    assert due(When()) == due(When(MAY)) == "2026-07-01"
    assert entities.thing(task, ALL, When(clock.now())) == entities.thing(task, ALL)
    assert due(When(MAY - timedelta(days=1))) == "2026-06-01"


def test_a_rule_of_which_value_counts_holds_from_its_day(at):
    at(FEBRUARY)
    b.own_domains("harrowlane.example")
    two_phones()
    said = phone(When())
    at(MARCH)
    other = "crm" if said.endswith("2") else "desk"
    survivorship.declare(b.user("priya@harrowlane.example"), "person", "phone", survivorship.TRUST, b.system(other))
    b.settle()
    at(APRIL)
    assert phone(When()) == phone(When(MARCH + timedelta(days=1))) != said
    assert phone(When(MARCH - timedelta(days=1))) == said


def test_now_is_the_present_picture():
    """Every thing of a morning, as every one of the cast: the dated reading and the present tables say the same."""
    cast = day.begin()
    number = [entity for (entity,) in rows("SELECT DISTINCT entity_id FROM member ORDER BY 1")]
    now = clock.now()
    for person in cast.values():
        seen_by = audiences.allowed(person)
        then = {one.id: one for one in entities.things(number, seen_by, When(now, now))}
        assert then == {one.id: one for one in entities.things(number, seen_by)}
        assert len(then) > 20
        present, dated = (workload.open_work(seen_by, when=when) for when in (When(), When(now)))
        assert {one.id for one in present} == {one.id for one in dated}
        assert {(one.id, one.due, one.owner, one.client) for one in present} == {(one.id, one.due, one.owner, one.client) for one in dated}  # fmt: skip
        assert clients.listed(seen_by, now) == clients.listed(seen_by, now, when=When(now))
        aldgate = b.entity(day.ALDGATE)
        assert timelines.of_client(aldgate, seen_by, until=now) == timelines.of_client(aldgate, seen_by, when=When(now, now))  # fmt: skip


def test_the_order_in_which_versions_were_stored_does_not_matter(at):
    """The same versions laid down in any order of rows answer alike: only number, moment and reading count."""
    for step, (due_date, changed) in enumerate([("2026-05-01", FEBRUARY), ("2026-05-08", MARCH), ("2026-05-04", MARCH - timedelta(days=9)), ("2026-06-01", APRIL)]):  # fmt: skip
        at(APRIL + timedelta(days=step))
        b.tell(b.system("tracker", "Tracker"), milestone(due_date, changed))
    moments = [FEBRUARY + timedelta(days=3 * n) for n in range(30)]
    questions = [When(t) for t in moments] + [When(t, k) for t in moments[::4] for k in moments[::2]]
    expected = [due(when) for when in questions]
    assert len(set(expected)) >= 4
    columns = "record_id, number, learned, valid_from, translator, writeback, via, title, fields, body, url, ref_roles, ref_keys, happenings, raw"
    stored = rows("SELECT record_id, number FROM version")
    execute("CREATE TEMPORARY TABLE aside (LIKE version) ON COMMIT DROP")

    @settings(max_examples=12, deadline=None)
    @given(st.permutations(stored))
    def answers_the_same(order):
        execute(
            f"WITH taken AS (DELETE FROM version RETURNING {columns}) INSERT INTO aside ({columns}) SELECT * FROM taken"
        )
        for record, number in order:
            execute(
                f"INSERT INTO version ({columns}) SELECT {columns} FROM aside WHERE (record_id, number) = (%s, %s)",
                [record, number],
            )
        execute("DELETE FROM aside")
        assert [due(when) for when in questions] == expected

    answers_the_same()


def test_what_an_earlier_version_pointed_at_is_kept(moved, at):
    b.tell(moved, b.client("Pell & Sons", remote_id="p"), milestone("2026-06-01", MAY, client="p"))
    held = rows("SELECT b.role, r.remote_id FROM link_before AS b JOIN record AS r ON r.id = b.target_id")
    assert held == [("client", "a")]
    b.tell(moved, milestone("2026-06-01", MAY + timedelta(days=1), client="a"))
    assert rows("SELECT b.role, r.remote_id FROM link_before AS b JOIN record AS r ON r.id = b.target_id") == [("client", "p")]  # fmt: skip


def test_an_attachment_of_refs_that_are_gone_points_nowhere(moved):
    b.tell(
        moved, Statement("document", "d", "Plan", {"name": "Plan"}, at=APRIL, refs=[Ref("about", "task", "POR-118")])
    )
    assert rows("SELECT count(*) FROM link_before WHERE record_id = (SELECT id FROM record WHERE kind = 'document')") == [(0,)]  # fmt: skip

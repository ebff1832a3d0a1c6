"""Grouping by hand: a reason split off, a flag made part of another; both hold, teach the next, and are undone exactly."""

from __future__ import annotations

from itertools import permutations

import pytest
from django.core.exceptions import PermissionDenied
from tests import builders as b
from tests.priorities.conftest import FEMI, MARCUS, PRIYA

from kingpost.accounts import audiences
from kingpost.identity import judge
from kingpost.priorities import grouping, notice, reading
from kingpost.priorities.models import GroupRuling
from kingpost.priorities.placing import Found, Place, Rulings, Said, called
from kingpost.toolbox.sql import rows

AT = b.moment


@pytest.fixture
def desk(office):
    desk = b.system("desk", started_at=AT("2026-02-01 09:00"))
    b.tell(desk, b.person("Femi Ade", FEMI))
    return desk


def ticket(number, subject, **fields):
    return b.ticket(
        number, subject, AT("2026-02-26 08:50"), requester=FEMI, escalated=True, owner_name="Noor Haddad",
        first_response_at="2026-02-26T09:30:00+00:00", **fields,
    )  # fmt: skip


@pytest.fixture
def mixed(office, desk, shown):
    """One flag: a ticket that is escalated, and a mail that quotes it and waits too long."""
    b.tell(desk, ticket("4471", "Portal access failing"))
    b.tell(
        office, b.mail("1@x", MARCUS, PRIYA, "Portal access [#4471]", AT("2026-02-27 10:00"), snippet="Could you look?")
    )
    [flag] = shown()
    return flag


def reason(flag, rule, priya):
    return next(one for one in reading.signals(flag.id, audiences.allowed(priya)) if one.rule == rule)


def test_a_reason_split_off_is_a_flag_of_its_own_and_undo_restores_exactly(mixed, priya, shown):
    made = grouping.split(priya, mixed.id, reason(mixed, "client_waiting", priya).id)
    by_rules = {tuple(flag.rules): flag for flag in shown()}
    assert set(by_rules) == {("escalation",), ("client_waiting",)}
    assert by_rules["escalation",].id == mixed.id
    [one] = reading.signals(by_rules["client_waiting",].id, audiences.allowed(priya))
    assert (one.verdict, one.placed_by) == ("split", "Priya Raman")
    assert grouping.withdraw(priya, [made.pk]) == 1
    assert shown() == [mixed]
    assert reading.one(by_rules["client_waiting",].id, audiences.allowed(priya)).id == mixed.id, "its address leads on"


def test_a_split_holds_for_what_comes_in_later_and_after_another_sync(mixed, office, desk, priya, shown, at):
    grouping.split(priya, mixed.id, reason(mixed, "client_waiting", priya).id)
    split_off = next(flag for flag in shown() if flag.rules == ["client_waiting"])
    b.tell(desk, ticket("4471", "Portal access failing", note="again"))
    b.tell(
        office,
        b.mail(
            "2@x", MARCUS, PRIYA, "Re: Portal access [#4471]", AT("2026-03-02 07:00"), thread="1@x", snippet="Any news?"
        ),
    )
    again = next(flag for flag in shown() if flag.rules == ["client_waiting"])
    assert again.id == split_off.id
    assert "twice" in again.why


def test_a_split_teaches_the_next_of_the_same_rule_kind_and_client(mixed, office, desk, priya, shown):
    grouping.split(priya, mixed.id, reason(mixed, "client_waiting", priya).id)
    b.tell(desk, ticket("4480", "Printer on fire"))
    b.tell(office, b.mail("9@x", MARCUS, PRIYA, "Printer [#4480]", AT("2026-02-27 11:00"), snippet="Could you look?"))
    assert sorted(flag.rules for flag in shown()) == [["client_waiting"]] * 2 + [["escalation"]] * 2


def test_the_only_reason_is_not_split_off(office, desk, priya, shown):
    b.tell(desk, ticket("4471", "Portal access failing"))
    [flag] = shown()
    with pytest.raises(ValueError, match="only reason"):
        grouping.split(priya, flag.id, reason(flag, "escalation", priya).id)


@pytest.fixture
def two(office, desk, shown):
    b.tell(desk, ticket("4471", "Portal access failing"), ticket("4472", "Gate does not open"))
    found = {flag.title: flag for flag in shown()}
    return found["Portal access failing"], found["Gate does not open"]


def test_a_flag_made_part_of_another_goes_there_with_all_that_comes_later(two, desk, office, priya, shown):
    portal, gate = two
    made = grouping.join(priya, gate.id, portal.id)
    [one] = shown()
    assert one.id == portal.id
    assert "4472" in one.why
    assert reading.one(gate.id, audiences.allowed(priya)).id == portal.id
    assert reading.listed(audiences.allowed(priya), closed=True) == []
    b.tell(office, b.mail("1@x", MARCUS, PRIYA, "Gate [#4472]", AT("2026-02-27 10:00"), snippet="Could you look?"))
    assert [flag.rules for flag in shown()] == [["client_waiting", "escalation"]]
    b.tell(office, gone=[b.mail("1@x", MARCUS, PRIYA, "Gate [#4472]", AT("2026-02-27 10:00"))])
    grouping.withdraw(priya, [made.pk])
    assert {flag.id: flag for flag in shown()} == {portal.id: portal, gate.id: gate}


def test_a_joined_flag_closes_when_both_causes_are_gone(two, desk, priya, shown):
    portal, gate = two
    grouping.join(priya, gate.id, portal.id)
    b.tell(desk, b.ticket("4471", "Portal access failing", AT("2026-02-26 08:50"), requester=FEMI, status="closed"))
    assert [flag.id for flag in shown()] == [portal.id]
    b.tell(desk, b.ticket("4472", "Gate does not open", AT("2026-02-26 08:50"), requester=FEMI, status="closed"))
    assert shown() == []


def test_it_outlives_a_merge_and_a_split_of_what_it_is_about(two, desk, priya, shown):
    portal, gate = two
    b.tell(desk, ticket("4473", "Gate stays shut"))
    grouping.join(priya, gate.id, portal.id)
    merged = judge.merge(b.entity("Gate does not open", "ticket"), b.entity("Gate stays shut", "ticket"), priya)
    b.settle()
    assert [flag.id for flag in shown()] == [portal.id]
    judge.withdraw(merged)
    b.settle()
    assert len(shown()) == 2
    assert portal.id in {flag.id for flag in shown()}


def test_joining_teaches_the_same_title_with_other_numbers(two, desk, priya, shown):
    portal, _ = two
    b.tell(desk, b.client("Aldgate Freight", "aldgatefreight.example", remote_id="a1"))
    b.tell(desk, ticket("4475", "Backup 12 failed", client_id="a1"), ticket("4476", "Backups", client_id="a1"))
    found = {flag.title: flag for flag in shown()}
    grouping.join(priya, found["Backup 12 failed"].id, found["Backups"].id)
    b.tell(desk, ticket("4477", "Backup 13 failed", client_id="a1"), ticket("4478", "Heating failed", client_id="a1"))
    titles = {flag.title for flag in shown()}
    assert "Backup 13 failed" not in titles
    assert "Heating failed" in titles
    assert portal.title in titles


def test_running_the_stage_again_changes_nothing(two, priya):
    portal, gate = two
    grouping.join(priya, gate.id, portal.id)
    b.settle()
    everything = [entity for (entity,) in rows("SELECT DISTINCT entity_id FROM member")]
    assert set().union(*notice.work(everything).values()) == set()


def test_a_viewer_may_not_group(two):
    viewer = b.user("callum@harrowlane.example", "Callum Reid", "viewer")
    with pytest.raises(PermissionDenied):
        grouping.join(viewer, two[0].id, two[1].id)
    assert not GroupRuling.objects.exists()


def said(number, verdict, entity, into, **more):
    values = {"part": "", "into_part": "", "rule": "", "key": "", "kind": "", "client": 0, "words": ""} | more
    return Said(
        number,
        verdict,
        entity,
        values["part"],
        into,
        values["into_part"],
        values["rule"],
        values["key"],
        values["kind"],
        values["client"],
        values["words"],
    )


def test_the_newest_word_counts_and_no_circle_catches_anything():
    rulings = Rulings([said(1, "join", 10, 20), said(2, "join", 20, 30), said(3, "join", 30, 10)])
    found = [rulings.of(Found("work_due", "", "task", n, 0, "A", n)).place for n in (10, 20, 30)]
    assert len(set(found)) <= 2
    back = Rulings([said(1, "join", 10, 20), said(2, "join", 20, 10)])
    assert {back.of(Found("work_due", "", "task", n, 0, "A", n)).place for n in (10, 20)} == {Place(10)}


def test_where_signals_belong_does_not_hang_on_their_order():
    rulings = Rulings(
        [
            said(1, "split", 5, 9, rule="client_waiting", kind="message", client=3),
            said(2, "join", 5, 7, part="client_waiting"),
        ]
    )
    signals = [
        Found("client_waiting", "", "message", 5, 3, "A", 9),
        Found("client_waiting", "", "message", 6, 3, "B", 9),
        Found("escalation", "escalated", "ticket", 9, 3, "C", 9),
    ]
    wanted = {5: Place(7), 6: Place(6, "client_waiting"), 9: Place(9)}
    for order in permutations(signals):
        assert {one.entity: rulings.of(one).place for one in order} == wanted


@pytest.mark.parametrize(
    ("title", "words"), [("Re: Backup failed, 3 March", "backup failed march"), ("[#4471] 12", "")]
)
def test_a_title_without_its_numbers(title, words):
    assert called(title) == words

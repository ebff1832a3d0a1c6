"""What people do first moves the weights: slowly, on enough evidence, seen in the sum, and taken back exactly."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from tests import builders as b
from tests.priorities.conftest import NOOR

from kingpost.accounts import audiences
from kingpost.connectors.base import Statement
from kingpost.priorities import answers, hindsight, reading, weights
from kingpost.priorities.models import Alert, Answer, LearnedWeight
from kingpost.priorities.weights import Act
from kingpost.toolbox import clock

AT = b.moment
ESCALATED, LATE = ("escalation", "escalated"), ("invoice_due", "late")


def test_acting_on_what_stands_below_counts_for_it_and_against_what_was_passed_over():
    start = AT("2026-01-01 00:00")
    acts = [Act(AT("2026-03-02 09:00"), "handled", LATE, frozenset({ESCALATED})), Act(AT("2026-03-02 10:00"), "handled", ESCALATED, frozenset()),
            Act(AT("2026-03-02 11:00"), "snoozed", ESCALATED, frozenset({LATE}))]  # fmt: skip
    expected = {LATE: (1, 1), ESCALATED: (0, 2)}
    assert weights.count(acts, {}, start) == expected
    Random(3).shuffle(acts)
    assert weights.count(acts, {}, start) == expected
    assert weights.count(acts, {ESCALATED: AT("2026-03-02 09:30")}, start)[ESCALATED] == (0, 1)


@pytest.mark.parametrize(("first", "times", "factor"), [(11, 11, 1.0), (14, 20, 1.1), (10, 20, 1.0), (2, 12, 0.91)])
def test_a_step_needs_enough_that_points_one_way(first, times, factor):
    assert weights.step(1.0, first, times) == factor


def test_it_never_leaves_its_bounds():
    up = down = 1.0
    for _ in range(40):
        up, down = weights.step(up, 12, 12), weights.step(down, 0, 12)
    assert (up, down) == (2.0, 0.5)


@pytest.fixture
def taught(office, at, priya, shown):
    """Twelve times Priya acted on an overdue invoice while an escalated ticket stood above it."""
    b.tell(
        b.system("desk", started_at=AT("2026-02-01 09:00")),
        b.ticket("4471", "Portal down", AT("2026-02-26 08:50"), escalated=True, owner_name="Noor Haddad"),
    )
    at("2026-03-02 08:00")
    b.tell(b.system("books", started_at=AT("2026-02-01 09:00")),
           Statement("invoice", "INV-1", "INV-1", {"number": "INV-1", "amount": "90.00", "currency": "GBP", "due_date": "2026-03-01", "status": "sent"}))  # fmt: skip
    at("2026-03-03 09:00")
    top, low = shown()
    assert (top.rules, low.rules) == (["escalation"], ["invoice_due"])
    given = answers.answer(priya, low.id, "handled")
    more = {
        field.attname: getattr(given, field.attname)
        for field in Answer._meta.fields
        if field.attname not in ("id", "at")
    }
    Answer.objects.bulk_create([Answer(**more, at=given.at - timedelta(minutes=n)) for n in range(1, 12)])
    return top, given


def test_learned_weights_stand_in_the_sum_and_are_taken_back_exactly(taught, at, priya):
    top, _ = taught
    seen_by = audiences.allowed(priya)
    at("2026-03-04 00:30")
    before = reading.one(top.id, seen_by)
    hindsight.night(clock.now())
    b.settle()
    assert weights.factors() == {ESCALATED: 0.91, LATE: 1.1}
    flag = reading.one(top.id, seen_by)
    [learned] = [one for one in flag.parts if one.name == "learned"]
    assert learned.says == "learned: “it is escalated” counts 0.91 times its usual weight"
    assert flag.score == pytest.approx(before.score + learned.points)
    again = LearnedWeight.objects.count()
    hindsight.night(clock.now())
    assert LearnedWeight.objects.count() == again
    weights.withdraw(priya, [one.id for one in weights.current()])
    b.settle()
    assert (reading.one(top.id, seen_by).score, reading.one(top.id, seen_by).parts) == (before.score, before.parts)
    at("2026-03-05 00:30")
    hindsight.night(clock.now())
    assert weights.factors() == {}, "what was taken back is not learned from the same acts again"


def test_an_answer_taken_back_teaches_nothing(taught, at, priya):
    _, given = taught
    answers.undo(priya, [given.pk])
    at("2026-03-04 00:30")
    hindsight.night(clock.now())
    assert weights.factors() == {}


def test_what_was_for_somebody_else_alone_nobody_passes_over(taught, at, priya):
    top, _ = taught
    noor = b.user(NOOR, "Noor Haddad")
    Alert.objects.create(person=noor, flag_id=top.id, reason="new", opened_at=top.opened_at, asked_at=top.opened_at, channel="page", why="", at=top.opened_at)  # fmt: skip
    at("2026-03-04 00:30")
    hindsight.night(clock.now())
    assert weights.factors() == {}, "Priya never had it on her Today"

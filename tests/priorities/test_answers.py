"""Answers: one key each, undoable, as lasting as the trouble they were given to, through any sync, merge and split."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import builders as b
from tests.priorities.conftest import FEMI, MARCUS, NOOR, PRIYA

from kingpost.accounts import audiences
from kingpost.accounts.models import AuditEntry
from kingpost.connectors.base import Happening, mention_id
from kingpost.evidence import changes
from kingpost.identity import judge
from kingpost.knowledge import business
from kingpost.priorities import answers, reading
from kingpost.priorities.models import Answer

AT = b.moment


@pytest.fixture
def desk(office):
    desk = b.system("desk", started_at=AT("2026-02-01 09:00"))
    b.tell(desk, b.person("Femi Ade", FEMI))
    return desk


def ticket(number="4471", subject="Portal access failing", **fields):
    return b.ticket(number, subject, AT("2026-02-26 08:50"), requester=FEMI, **{"escalated": True} | fields)


def question(number="1@x", at="2026-02-26 10:00", **more):
    return b.mail(number, MARCUS, PRIYA, "Quote", AT(at), snippet="Could you send one?", **more)


def test_handled_closes_it_and_undo_brings_it_back(desk, priya, shown):
    b.tell(desk, ticket())
    [flag] = shown()
    given = answers.answer(priya, flag.id, "handled")
    assert shown() == []
    assert reading.one(flag.id, [1]).closed_why == "handled"
    assert [(a.verdict, a.by) for a in reading.answers(flag.id, [1])] == [("handled", "Priya Raman")]
    answers.undo(priya, [given.pk])
    assert [again.id for again in shown()] == [flag.id]
    assert list(AuditEntry.objects.filter(ref=f"flag:{flag.id}").values_list("act", flat=True)) == [
        "answered handled",
        "took back an answer",
    ]


def test_it_survives_another_sync_of_everything(desk, priya, shown):
    b.tell(desk, ticket())
    answers.answer(priya, shown()[0].id, "handled")
    b.tell(desk, ticket(priority="low"), ticket(priority="high"))
    assert shown() == []


def test_new_trouble_after_handled_is_new(office, priya, at, shown):
    b.tell(office, question())
    answers.answer(priya, shown()[0].id, "handled")
    b.tell(office, question("2@x", at="2026-03-02 10:00", thread="1@x"))
    assert shown() == []
    at("2026-03-02 14:00")
    assert len(shown()) == 1


def test_a_mail_from_before_handled_that_was_read_here_afterwards_is_new(office, priya, at, shown):
    b.tell(office, question())
    answers.answer(priya, shown()[0].id, "handled")
    at("2026-03-02 07:45")
    b.tell(office, question("2@x", at="2026-03-02 07:40", thread="1@x"))
    assert shown() == [], "two minutes older than the answer, and not late yet"
    at("2026-03-02 14:00")
    [flag] = shown()
    assert flag.since == AT("2026-03-02 13:00"), "the wait begins with the mail nobody had read"


def test_what_was_handled_stays_so_when_only_its_days_are_counted_otherwise(office, priya, at, shown):
    b.tell(office, b.mail("1@x", NOOR, MARCUS, "Extra day", AT("2026-03-02 09:00"), body="Could you approve the day?"))
    at("2026-03-10 10:00")
    [flag] = shown()
    assert flag.since == AT("2026-03-04 17:00")
    answers.answer(priya, flag.id, "handled")
    at("2026-03-10 10:05")
    business.correct("days_off", [{"on": "2026-03-03", "name": "Snow"}], priya)
    b.settle()
    assert shown() == []


def test_not_related_holds_for_good(office, priya, at, shown):
    b.tell(office, question())
    answers.answer(priya, shown()[0].id, "not_related")
    b.tell(office, question("2@x", at="2026-03-02 10:00", thread="1@x"))
    at("2026-03-02 14:00")
    assert shown() == []


def test_wrong_client_holds_for_that_client_only(office, desk, priya, shown):
    b.tell(
        desk,
        b.client("Aldgate Freight", "aldgatefreight.example"),
        b.client("Pell & Sons", "pellandsons.example"),
        ticket(client_id="Aldgate Freight"),
    )
    [flag] = shown()
    answers.answer(priya, flag.id, "wrong_client")
    assert shown() == []
    b.tell(desk, ticket(client_id="Pell & Sons"))
    assert [again.client for again in shown()] == ["Pell & Sons"]


def test_snoozed_until_a_moment(desk, priya, at, shown):
    b.tell(desk, ticket())
    answers.answer(priya, shown()[0].id, "snoozed", until=AT("2026-03-02 12:00"))
    at("2026-03-02 11:59")
    assert shown() == []
    at("2026-03-02 12:00")
    assert len(shown()) == 1


def test_snoozed_it_comes_back_also_where_all_that_speaks_for_it_is_on_another_thing(office, desk, priya, at, shown):
    b.tell(desk, ticket(escalated=False, owner=NOOR))
    b.tell(office, b.mail("1@x", MARCUS, PRIYA, "Portal access failing again", AT("2026-02-26 10:00"), snippet="Who?"))
    [flag] = shown()
    assert (flag.kind, flag.rules) == ("ticket", ["client_waiting"]), "the mail waits, the flag is the ticket's"
    answers.answer(priya, flag.id, "snoozed", until=AT("2026-03-02 12:00"))
    at("2026-03-02 11:59")
    assert shown() == []
    at("2026-03-02 12:00")
    assert [again.id for again in shown()] == [flag.id]


def test_snoozed_until_they_reply(office, desk, priya, at, shown):
    b.tell(desk, ticket())
    answers.answer(priya, shown()[0].id, "snoozed", event="reply")
    at("2026-03-02 12:00")
    b.tell(office, b.mail("8@x", NOOR, MARCUS, "Portal [#4471]", AT("2026-03-02 11:00")))
    assert shown() == []
    b.tell(office, b.mail("9@x", MARCUS, NOOR, "Re: Portal [#4471]", AT("2026-03-02 11:30"), thread="8@x"))
    assert len(shown()) == 1


def test_snoozed_until_the_ticket_closes(office, desk, priya, at, shown):
    """What the ticket itself was flagged for is over with it; what the client still waits for is there again."""
    b.tell(desk, ticket())
    b.tell(office, b.mail("8@x", MARCUS, NOOR, "Portal [#4471]", AT("2026-02-27 11:00"), snippet="Could you look?"))
    [flag] = shown()
    assert {"escalation", "client_waiting"} <= {s.rule for s in reading.signals(flag.id, [1])}
    answers.answer(priya, flag.id, "snoozed", event="closes")
    at("2026-03-04 12:00")
    assert shown() == []
    b.tell(desk, ticket(status="closed"))
    assert [again.rules for again in shown()] == [["client_waiting"]]
    b.tell(desk, ticket(status="open"))
    assert shown() == [], "it is open again, and so it is waited for again"


def test_a_snooze_is_broken_by_a_grave_turn_and_by_nothing_less(office, desk, priya, at, shown):
    def said(text, hour):
        return Happening(
            AT(f"2026-02-27 {hour}:00"), "commented", f"wrote “{text}”", mention_id("person", FEMI), f"c{hour}"
        )

    asked = [said("Any news?", "09")]
    b.tell(desk, ticket(escalated=False, due_at="2026-02-25T09:00:00+00:00", happenings=asked))
    [flag] = shown()
    answers.answer(priya, flag.id, "snoozed", event="closes")
    assert shown() == []
    asked.append(said("Could you tell us who looks at it?", "10"))
    b.tell(desk, ticket(escalated=False, due_at="2026-02-25T09:00:00+00:00", happenings=asked))
    assert shown() == [], "one more question was to be expected"
    asked.append(said("Nobody can work, everything is down and we are losing money.", "11"))
    b.tell(desk, ticket(escalated=False, due_at="2026-02-25T09:00:00+00:00", happenings=asked))
    [again] = shown()
    assert again.id == flag.id and [s.key for s in reading.signals(flag.id, [1])] == ["said"]
    answers.answer(priya, flag.id, "snoozed", event="closes")
    assert shown() == []
    asked.append(Happening(AT("2026-02-27 12:00"), "escalated", "escalated it", mention_id("person", PRIYA), "e1"))
    b.tell(desk, ticket(due_at="2026-02-25T09:00:00+00:00", happenings=asked))
    assert "escalated" in {s.key for s in reading.signals(shown()[0].id, [1])}


def test_the_end_of_work_is_waited_for_only_where_work_is_open(office, priya, shown):
    b.tell(office, question())
    [flag] = shown()
    with pytest.raises(ValueError, match="no open work"):
        answers.answer(priya, flag.id, "snoozed", event="closes")


def test_what_cannot_be_said(desk, priya, shown):
    b.tell(desk, ticket())
    [flag] = shown()
    viewer = b.user("viewer@harrowlane.example", role="viewer")
    with pytest.raises(PermissionDenied):
        answers.answer(viewer, flag.id, "handled")
    for verdict, more in (("shouted", {}), ("snoozed", {}), ("handled", {"event": "reply"}), ("snoozed", {"event": "rain"}),
                          ("snoozed", {"until": AT("2026-03-01 12:00")})):  # fmt: skip
        with pytest.raises(
            ValueError, match=r"cannot be answered|no waiting for|Say until when|Only a snooze|has passed"
        ):
            answers.answer(priya, flag.id, verdict, **more)
    with pytest.raises(LookupError):
        answers.answer(priya, 10**9, "handled")
    assert len(shown()) == 1


def test_a_flag_one_cannot_see_cannot_be_answered_nor_its_answer_undone(office, priya):
    mailbox = b.system("priyas-mail", audience=audiences.private(priya).pk, started_at=AT("2026-02-01 09:00"))
    b.tell(mailbox, question())
    [flag] = reading.listed(audiences.allowed(priya))
    noor = b.user(NOOR)
    with pytest.raises(LookupError):
        answers.answer(noor, flag.id, "handled")
    given = answers.answer(priya, flag.id, "handled")
    with pytest.raises(LookupError):
        answers.undo(noor, [given.pk])


def test_the_list_from_before_we_started_is_settled_at_once_and_undone_at_once(office, priya, at):
    old = b.system("old", started_at=AT("2026-03-01 09:00"))
    b.tell(old, *(b.task(f"T-{n}", f"Old work {n}", due_date="2026-02-20") for n in range(5)))
    assert reading.count([1], before_start=True) == 5
    given = answers.settle_before_start(priya)
    assert (len(given), reading.count([1], before_start=True)) == (5, 0)
    answers.undo(priya, [a.pk for a in given])
    assert reading.count([1], before_start=True) == 5


def test_after_a_split_the_answer_stays_with_its_record(desk, priya, shown):
    """What was answered is the merged ticket, under the number of its older record: of two that come in one page either may be that."""
    b.tell(desk, ticket())
    b.tell(desk, ticket("4472", "Cannot sign in"))
    merged = judge.merge(b.entity("Cannot sign in", "ticket"), b.entity("Portal access failing", "ticket"), priya)
    b.settle()
    [flag] = shown()
    answers.answer(priya, flag.id, "not_related")
    assert shown() == []
    judge.withdraw(merged)
    b.settle()
    assert [left.title for left in shown()] == ["Cannot sign in"]


STEPS = st.lists(st.sampled_from(["sync", "change", "merge", "split", "gone", "back", "replay"]), max_size=7)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, verdict=st.sampled_from(["handled", "not_related"]))
def test_answers_survive_whatever_happens_to_their_records(desk, priya, shown, steps, verdict):
    """Property: after any mixture of syncs, merges, splits and deletions, what was answered is not asked again."""
    first, second = ticket(), ticket("4472", "Cannot sign in")
    b.tell(desk, first, second)
    for flag in shown():
        answers.answer(priya, flag.id, verdict)
    one, other = (
        int(e)
        for e in sorted(b.rows("SELECT id FROM record WHERE remote_id IN ('4471', '4472')")[n][0] for n in (0, 1))
    )
    rulings = []
    for step in steps:
        if step == "sync":
            b.tell(desk, first, second)
        elif step == "change":
            b.tell(desk, ticket(priority="urgent"))
        elif step == "merge":
            rulings.append(judge.merge(one, other, priya))
        elif step == "split" and rulings:
            judge.withdraw(rulings.pop())
        elif step == "gone":
            b.tell(desk, gone=[second])
        elif step == "back":
            b.tell(desk, second)
        elif step == "replay":
            changes.append({changes.Stream.RECORD: [one, other]})
        b.settle()
        assert shown() == [], steps
    for ruling in reversed(rulings):
        judge.withdraw(ruling)
    b.tell(desk, first, second)
    answers.undo(priya, list(Answer.objects.filter(undone_at=None).values_list("pk", flat=True)))
    assert len(shown()) == 2

"""A disagreement a client is about to notice makes a flag; decided, it stays one until the systems follow."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests import builders as b
from tests.knowledge.test_disagreements import deal, project
from tests.priorities.conftest import MARCUS, PRIYA

from kingpost.accounts import audiences
from kingpost.connectors.base import Ref, Statement
from kingpost.evidence.models import WriteGrant
from kingpost.knowledge import rulings
from kingpost.knowledge.models import Disagreement
from kingpost.priorities.models import Flag, Signal
from kingpost.proposals.models import Suggestion

AT = b.moment


@pytest.fixture
def contradiction(office, at):
    """The mail told Aldgate 28 March, the tracker has it, the CRM says 12 April."""
    for system in ("crm", "tracker"):
        b.tell(b.system(system), b.client("Aldgate Freight", "aldgatefreight.example", remote_id="c1"))
    b.tell(
        office,
        b.mail(
            "1@x",
            PRIYA,
            MARCUS,
            "Warehouse",
            AT("2026-02-20 10:00"),
            body="We will deliver the warehouse system on 28 March 2026.",
        ),
    )
    b.tell(b.system("crm"), deal(go_live_date="2026-04-12"))
    b.tell(b.system("tracker"), project(due_date="2026-03-28"))


def meet(starts: str) -> None:
    at = AT(starts)
    marcus = b.Mention("person", b.mention_id("person", MARCUS), "Marcus", {"email": MARCUS})
    b.tell(b.system("calendar"), Statement("meeting", "ev", "Review", {"name": "Review", "starts_at": at.isoformat(), "ends_at": (at + timedelta(hours=1)).isoformat(), "uid": "ev"},
                                           at=AT("2026-03-01 09:00"), refs=[Ref("attendee", "person", marcus.remote_id)], mentions=[marcus]))  # fmt: skip


def test_what_one_person_knew_first_is_one_flag_when_everybody_knows(office, priya):
    """As if the shared mailbox had been read first: no flag of hers is left beside the one for all."""
    private = b.system("priyas-mail", audience=audiences.private(priya).pk, started_at=AT("2026-02-01 09:00"))
    words = "We will deliver the warehouse system on 28 March 2026."
    told = b.mail("1@x", PRIYA, MARCUS, "Warehouse", AT("2026-02-20 10:00"), body=words)
    for system in ("crm", "tracker"):
        b.tell(b.system(system), b.client("Aldgate Freight", "aldgatefreight.example", remote_id="c1"))
    b.tell(private, told)
    b.tell(b.system("crm"), deal(go_live_date="2026-04-12"))
    b.tell(b.system("tracker"), project(due_date="2026-03-28"))
    meet("2026-03-02 14:00")
    assert [flag.audience_id for flag in Flag.objects.filter(closed_at=None)] == [audiences.private(priya).pk]
    b.tell(office, told)
    assert [flag.audience_id for flag in Flag.objects.filter(closed_at=None)] == [1]


def test_it_can_wait_while_nobody_is_about_to_notice(contradiction, shown):
    assert Disagreement.objects.filter(closed_at=None).count() == 1
    assert shown() == []


def test_a_meeting_with_the_client_within_a_day_makes_it_a_flag(contradiction, shown):
    meet("2026-03-02 14:00")
    [flag] = shown()
    assert (flag.title, flag.client, flag.rules, flag.due) == (
        "Two dates for “Warehouse system”",
        "Aldgate Freight",
        ["disagreement"],
        AT("2026-03-02 14:00"),
    )
    assert (
        flag.why == "Tracker and our mail say 28 March and Crm says 12 April. We meet them at 14:00 on 2 March."
        or "12 April" in flag.why
    )


def test_so_does_the_day_itself_when_it_comes_near(contradiction, at, shown):
    at("2026-03-25 09:00")
    assert shown() == []
    noticed = Signal.objects.filter(rule="disagreement", closed_at=None)
    for day, near in (
        ("2026-03-26 09:00", 1),
        ("2026-04-05 09:00", 0),
        ("2026-04-10 09:00", 1),
    ):  # each of the days they say
        at(day)
        assert noticed.count() == near


def test_decided_it_stays_until_the_systems_follow_with_the_writes_to_make(contradiction, shown):
    row = Disagreement.objects.get(closed_at=None)
    side = next(n for n, one in enumerate(row.sides) if one["system"] == "Tracker")
    rulings.rule(b.user(PRIYA), row, "side", side=side)
    b.settle()
    [flag] = shown()
    assert flag.why == "Priya Raman decided: 28 March. Crm says 12 April."
    suggestion = Suggestion.objects.get(superseded_at=None, flag=flag.id)
    assert (suggestion.say, suggestion.changes) == ("Change it to 28 March in Crm.", [])
    WriteGrant.objects.create(
        system=b.system("crm"),
        kind="agreement",
        account="a",
        granted_by=b.user(PRIYA),
        granted_at=AT("2026-03-02 07:00"),
    )
    b.tell(b.system("crm"), deal(go_live_date="2026-04-13"))
    rulings.rule(b.user(PRIYA), Disagreement.objects.get(closed_at=None), "third", value="2026-03-28")
    b.settle()
    suggestion = Suggestion.objects.get(superseded_at=None, flag=shown()[0].id)
    assert suggestion.say == "Write 28 March to Crm."
    assert suggestion.changes[0]["change"]["fields"] == {"go_live_date": "2026-03-28"}
    b.tell(b.system("crm"), deal(go_live_date="2026-03-28"))
    assert shown() == []


def test_days_of_different_years_are_told_apart(contradiction, shown):
    b.tell(b.system("crm"), deal(go_live_date="2027-03-28"))
    meet("2026-03-02 15:00")
    [flag] = [one for one in shown() if "disagreement" in one.rules]
    assert "28 March 2027" in flag.why

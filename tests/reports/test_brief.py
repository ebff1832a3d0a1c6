"""The brief before a meeting: who comes, what changed since last time, what is open, and in which order to take it. Nothing is made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests import builders as b
from tests.priorities.conftest import FEMI, MARCUS, NOOR, PRIYA

from kingpost.accounts import audiences
from kingpost.connectors.base import Happening, Page, Ref, Statement
from kingpost.connectors.formats import ical
from kingpost.evidence.land import Lander
from kingpost.evidence.models import System
from kingpost.reports import agenda
from kingpost.reports import brief as reports
from kingpost.toolbox import clock

AT = b.moment


def brief(title="Portal steering", *, who=PRIYA, begins=None):
    now = clock.now()
    made = reports.brief(
        b.entity(title, "meeting"), audiences.allowed(b.user(who)), now, now + timedelta(hours=16), begins
    )
    assert made is not None
    return made


def calendar(*meetings: Statement) -> System:
    system = b.system("calendar", started_at=AT("2026-02-01 09:00"))
    b.tell(system, *meetings)
    return system


@pytest.fixture
def steering(office):
    """Aldgate was met on 20 February and is met today at 14:00; since then a task was done, Marcus wrote, and things are open both ways."""
    calendar(
        b.meeting("last", "Portal call", AT("2026-02-20 10:00"), [PRIYA, MARCUS]),
        b.meeting("inside", "Portal, among us", AT("2026-02-27 10:00"), [PRIYA, NOOR], parent=""),
        b.meeting("now", "Portal steering", AT("2026-03-02 14:00"), [PRIYA, MARCUS, FEMI], location="Room 2"),
    )
    done = Happening(AT("2026-02-25 11:00"), "completed", "completed “Data migration”")
    old = Happening(AT("2026-02-10 11:00"), "completed", "completed “Kick-off”")
    b.tell(
        b.system("tracker", started_at=AT("2026-02-01 09:00")),
        b.client("Aldgate Freight", "aldgatefreight.example", remote_id="k1"),
        Statement("task", "P-1", "Data migration", {"name": "Data migration", "status": "closed"}, at=AT("2026-02-25 11:00"), refs=[Ref("client", "client", "k1")], happenings=[done]),
        Statement("task", "P-0", "Kick-off", {"name": "Kick-off", "status": "closed"}, at=AT("2026-02-10 11:00"), refs=[Ref("client", "client", "k1")], happenings=[old]),
        Statement("invoice", "INV-1", "INV-1", {"number": "INV-1", "amount": "480.00", "currency": "GBP", "status": "sent", "due_date": "2026-02-27"},
                  at=AT("2026-02-13 09:00"), refs=[Ref("buyer", "client", "k1")]),
    )  # fmt: skip
    b.tell(
        office,
        b.mail("p@x", PRIYA, MARCUS, "Plan", AT("2026-02-26 09:00"), body="Marcus,\n\nWe will send you the training plan by Tuesday."),
        b.mail("m@x", MARCUS, PRIYA, "Sign-in", AT("2026-03-01 22:14"), body="Dear Priya,\n\nNobody can sign in. Who is on this?"),
    )  # fmt: skip
    b.tell(
        b.system("desk", started_at=AT("2026-02-01 09:00")),
        b.client("Aldgate Freight", "aldgatefreight.example", remote_id="o1"),
        b.ticket("4471", "Portal access failing", AT("2026-02-28 09:00"), client_id="o1", escalated=True),
    )
    return office


def test_who_comes_with_their_last_words_and_ours_after_theirs(steering):
    people = brief().meeting.people
    assert [(one.name, one.role, one.ours) for one in people] == [
        ("Marcus Osei", "Head of IT", False), ("Femi Ade", "Depot manager", False), ("Priya Raman", "", True),
    ]  # fmt: skip
    assert people[0].quote == "Nobody can sign in. Who is on this?"
    assert people[0].said_in == b.entity("Sign-in", "message")
    assert (people[1].said_at, people[1].quote) == (None, ""), "Femi never wrote: nothing is made up"


def test_last_time_is_when_they_were_met_and_what_changed_is_what_came_after(steering):
    made = brief()
    assert [(one.title, one.at) for one in made.meeting.before] == [("Portal call", AT("2026-02-20 10:00"))]
    assert made.meeting.before[0].notes is None
    assert made.since and made.since.met
    assert {one.title for one in made.since.changed} == {"Data migration", "Portal access failing"}
    assert (made.since.things, made.since.theirs, made.since.ours) == (2, 1, 1)


def test_everything_open_is_in_it_and_the_agenda_takes_it_in_order(steering):
    made = brief()
    assert [one.title for one in made.invoices] == ["INV-1"]
    assert [(one.what, one.ours) for one in made.promises] == [("Send the training plan", True)]
    assert [(one.why, one.what) for one in made.agenda] == [
        ("presses", "Portal access failing"), ("owed", "Send the training plan"), ("unpaid", "INV-1"),
    ]  # fmt: skip


def test_an_invoice_that_asks_for_too_much_is_taken_before_it_is_due(steering):
    made, now = brief(), clock.now()
    [invoice] = made.invoices
    flag = replace(made.flags[0], entity=invoice.id, title="INV-1", rules=["invoice_due"])
    later = replace(invoice, due=now + timedelta(days=20))
    for one, why in ((invoice, "unpaid"), (later, "presses")):
        assert [point.why for point in agenda.points([flag], [], [], [], [one], now, now)] == [why]


def test_a_reader_gets_a_brief_of_what_they_may_see(steering):
    """A mail in Priya's own mailbox is in her brief and in nobody else's."""
    b.tell(
        b.system("priyas", audience=audiences.private(b.user(PRIYA)).pk),
        b.mail("q@x", FEMI, PRIYA, "Quietly", AT("2026-03-01 23:00"), body="Between us: the depot is not ready."),
    )
    assert [one.said for one in brief().meeting.people if one.name == "Femi Ade"] == ["wrote “Quietly”"]
    other = brief(who=NOOR)
    assert [one.said for one in other.meeting.people if one.name == "Femi Ade"] == [""]
    assert (brief().since.theirs, other.since.theirs) == (2, 1)
    assert reports.brief(b.entity("Portal steering", "meeting"), [], clock.now(), clock.now()) is None


def test_a_meeting_without_a_client_tells_people_papers_and_its_earlier_times(office):
    paper = Statement("document", "d1", "Rota", {"name": "Rota"}, refs=[Ref("about", "meeting", "standup")])
    weekly = b.meeting(
        "standup",
        "Stand-up",
        AT("2026-01-05 09:00"),
        [PRIYA, NOOR],
        recurrence="FREQ=WEEKLY",
        ends_at="2026-01-05T09:15:00+00:00",
    )
    b.tell(calendar(weekly), paper)
    made = brief("Stand-up")
    assert (made.meeting.client, made.since, made.agenda) == (None, None, [])
    assert made.meeting.starts_at == AT("2026-03-02 09:00"), "the next one"
    assert [one.at for one in made.meeting.before] == [
        AT("2026-02-23 09:00"),
        AT("2026-02-16 09:00"),
        AT("2026-02-09 09:00"),
    ]
    assert [one.name for one in made.meeting.people] == ["Noor Haddad", "Priya Raman"]
    assert [title for _, title in made.meeting.papers] == ["Rota"]
    later = brief("Stand-up", begins=AT("2026-03-16 09:00"))
    assert later.meeting.starts_at == AT("2026-03-16 09:00")


def test_a_review_every_quarter_remembers_the_last_one_at_the_hour_it_was_then(office, at):
    """It lies before the weeks that are kept as rows, and before the clocks changed: 10:00 in London is 09:00 in UTC by then."""
    quarterly = {
        "recurrence": "FREQ=MONTHLY;INTERVAL=3",
        "timezone": "Europe/London",
        "ends_at": "2026-01-12T11:00:00+00:00",
    }
    calendar(b.meeting("q", "Service review", AT("2026-01-12 10:00"), [PRIYA, MARCUS], **quarterly))
    at("2026-04-10 08:00")
    b.tell(
        b.system("calendar"),
        b.meeting("q", "Service review", AT("2026-01-12 10:00"), [PRIYA, MARCUS, FEMI], **quarterly),
    )
    made = brief("Service review")
    assert made.meeting.starts_at == AT("2026-04-12 09:00")
    assert [one.at for one in made.meeting.before] == [AT("2026-01-12 10:00")]
    at("2026-07-10 08:00")
    b.tell(b.system("calendar"), b.meeting("q", "Service review", AT("2026-01-12 10:00"), [PRIYA, MARCUS], **quarterly))
    assert [one.at for one in brief("Service review").meeting.before] == [
        AT("2026-04-12 09:00"),
        AT("2026-01-12 10:00"),
    ]


EVENT = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:rev
SUMMARY:{title}
DTSTART:{start}
DTEND:{end}
ORGANIZER:mailto:priya@harrowlane.example
ATTENDEE:mailto:marcus@aldgatefreight.example
{more}
END:VEVENT
"""


def told(system: System, moved: str) -> None:
    """A weekly review at 10:00 whose time on 2 March may be moved to another hour."""
    text = EVENT.format(title="Review", start="20260202T100000Z", end="20260202T110000Z", more="RRULE:FREQ=WEEKLY")
    if moved:
        more = "RECURRENCE-ID:20260302T100000Z"
        text += EVENT.format(
            title="Review, moved", start=f"20260302T{moved}0000Z", end=f"20260302T{moved}3000Z", more=more
        ).partition("\n")[2]
    says = ical.translate((text + "END:VCALENDAR").encode())
    lander = Lander(system, b.Notebook)
    lander.store(lander.prepare(Page([b.native(*says)], cursor=None)), None)
    b.settle()


def test_a_time_that_was_moved_is_a_meeting_of_its_own_until_it_is_moved_back(office):
    system = b.system("calendar", started_at=AT("2026-02-01 09:00"))
    told(system, "15")
    made = brief("Review, moved")
    assert (made.meeting.starts_at, made.meeting.before[0].at) == (AT("2026-03-02 15:00"), AT("2026-02-23 10:00"))
    told(system, "")
    with pytest.raises(AssertionError, match="0 meeting entities"):
        b.entity("Review, moved", "meeting")
    assert brief("Review").meeting.starts_at == AT("2026-03-02 10:00")


def test_the_same_questions_are_asked_however_much_there_is(steering, django_assert_max_num_queries):
    number, seen_by, now = b.entity("Portal steering", "meeting"), audiences.allowed(b.user(PRIYA)), clock.now()
    with django_assert_max_num_queries(6):
        reports.brief(
            number, seen_by, now, now + timedelta(hours=16), datetime.fromisoformat("2026-03-02T14:00:00+00:00")
        )

"""Who a flag is for: whoever holds the matter and is here, else those who see to what nobody owns. Never nobody."""

from __future__ import annotations

import itertools

import pytest
from tests import builders as b
from tests.priorities.conftest import MARCUS, NOOR, PRIYA

from kingpost.accounts import audiences
from kingpost.accounts.models import Role
from kingpost.knowledge import business
from kingpost.priorities import numbers, oversight, reach, reading
from kingpost.priorities.counted import counted
from kingpost.priorities.hours import WorkingHours
from kingpost.priorities.reach import LATE, NOBODY, ONLY_YOU, YOURS, Reader, Standing, decide
from kingpost.toolbox import clock

INES = "ines@harrowlane.example"
AT = b.moment


def reader(user):
    known = business.values()
    hours = WorkingHours.of(known)
    return Reader(user.pk, user.email, audiences.allowed(user), hours, clock.now())


def reached(user):
    """By title: the sentence with which a flag reached this person. The count is that of the list."""
    whom = reader(user)
    told = reach.listed(whom)
    assert reach.count(whom) == counted(whom).mine == len(told)
    return {flag.title: reach.sentence(why, whom) for flag, why in told}


def moment_passes():
    """What the worker does each minute."""
    known = business.values()
    reach.hold(None, WorkingHours.of(known), clock.now())


@pytest.fixture
def noor(office):
    return b.user(NOOR, "Noor Haddad")


@pytest.fixture
def desk(noor):
    desk = b.system("desk", started_at=AT("2026-02-01 09:00"))
    b.tell(desk, b.staff("Noor Haddad", NOOR, remote_id="noor"), b.staff("Ines Duarte", INES, remote_id="ines"))
    return desk


def ticket(number="4471", owner="noor", **fields):
    return b.ticket(
        number, f"Ticket {number}", AT("2026-02-26 08:50"), owner=owner, due_at="2026-03-02T15:00:00+00:00",
        **{"escalated": True} | fields,
    )  # fmt: skip


def test_the_rule_leaves_no_flag_without_a_reader():
    """Whatever is so, among those who may see a flag it reaches a holder, an overseer, or everybody else."""
    for held, late, watched in itertools.product((False, True), repeat=3):
        people = [Standing(held, held, late, oversees=False, watched=watched)] if held else []
        people += [Standing(holds=False, held=held, late=late, oversees=True, watched=True)] if watched else []
        people += [Standing(holds=False, held=held, late=late, oversees=False, watched=watched)]
        assert any(decide(one) for one in people), (held, late, watched)
    assert decide(Standing(True, True, True, True, True)) == YOURS
    assert decide(Standing(False, True, False, True, True)) == ""
    assert decide(Standing(False, True, True, True, True)) == LATE
    assert decide(Standing(False, False, False, True, True)) == NOBODY
    assert decide(Standing(False, False, False, False, False)) == ONLY_YOU


def test_what_somebody_owns_is_theirs_and_what_nobody_owns_is_for_an_admin(desk, noor, priya):
    b.tell(desk, ticket(), ticket("4480", owner=""))
    assert reached(noor) == {"Ticket 4471": "Yours."}
    assert reached(priya) == {"Ticket 4480": "Nobody owns it."}
    [(_, why)] = reach.listed(reader(priya))
    assert reach.sentence(why, reader(priya), "It is due today and nobody owns it; and one more reason.") == ""


def test_an_owner_without_an_account_or_signed_out_for_good_owns_nothing_here(desk, noor, priya):
    b.tell(desk, ticket(owner="ines"))
    assert reached(priya) == {"Ticket 4471": "Ines Duarte, who owns it, has no account here."}
    ines = b.user(INES, "Ines Duarte")
    moment_passes()
    assert reached(ines) == {"Ticket 4471": "Yours."}
    assert reached(priya) == {}
    ines.is_active = False
    ines.save()
    moment_passes()
    assert len(reached(priya)) == 1


def test_an_owner_who_is_away_gets_it_back_when_they_are_here_again(desk, noor, priya, at):
    b.tell(desk, ticket())
    calendar = b.system("calendar", started_at=AT("2026-02-01 09:00"))
    leave = b.meeting("leave", "Noor away", AT("2026-03-02 00:00"), [NOOR], ends_at="2026-03-05T00:00:00+00:00")
    b.tell(calendar, leave)
    moment_passes()
    assert reached(priya) == {"Ticket 4471": "Noor is away until Thursday."}
    [(_, why)] = reach.listed(reader(priya))
    assert reach.sentence(why, reader(priya), "Its owner is away until 5 March.") == "Noor owns it.", "once is enough"
    assert reached(noor) == {}
    at("2026-03-05 07:42")
    moment_passes()
    assert "Ticket 4471" in reached(noor)


def test_an_owner_who_left_owns_nothing(desk, noor, priya):
    b.tell(desk, b.staff("Noor Haddad", NOOR, remote_id="noor", status="left"), ticket())
    moment_passes()
    assert reached(noor) == {}
    assert reached(priya) == {"Ticket 4471": "Noor Haddad, who owns it, has left."}
    [(_, why)] = reach.listed(reader(priya))
    assert reach.sentence(why, reader(priya), "Ticket 4471 belongs to Noor Haddad, who has left.") == ""


def test_what_its_owner_does_not_answer_reaches_the_others_after_the_patience_set(desk, noor, priya, at):
    b.tell(desk, ticket())  # due at 15:00 on Monday
    at("2026-03-03 14:59")
    assert reached(priya) == {}
    at("2026-03-03 15:00")
    assert reached(priya) == {"Ticket 4471": "Noor has not answered it for 8 h of working time."}
    assert reached(noor) == {"Ticket 4471": "Yours."}
    numbers.set_number(priya, reach.PATIENCE, 16)
    assert reached(priya) == {}


def test_an_approval_is_for_whom_it_was_asked_of(office, desk, noor, priya, at):
    ask = "Could you approve the extra day on site?"
    b.tell(office, b.mail("1@x", PRIYA, NOOR, "Extra day on site", AT("2026-03-02 09:00"), body=ask))
    b.tell(
        office,
        b.mail("2@x", PRIYA, MARCUS, "The new rate", AT("2026-03-02 09:00"), body="Could you approve the new rate?"),
    )
    at("2026-03-05 10:00")
    assert reached(noor) == {"Extra day on site": "You were asked."}
    assert reached(priya) == {"The new rate": "Marcus Osei, who was asked, has no account here."}


def test_those_chosen_see_to_what_nobody_owns_and_every_admin_until_then(desk, noor, priya):
    b.tell(desk, ticket(owner=""))
    everyone = [noor.pk, priya.pk]
    made = oversight.choose(priya, {noor.pk}, everyone)
    assert (list(reached(noor)), list(reached(priya))) == (["Ticket 4471"], [])
    assert oversight.choose(priya, {noor.pk}, everyone) == []
    oversight.take_back(priya, [one.pk for one in made])
    assert (list(reached(noor)), list(reached(priya))) == ([], ["Ticket 4471"])
    oversight.choose(priya, {noor.pk, priya.pk}, everyone)
    assert oversight.overseers() == {noor.pk, priya.pk}
    oversight.choose(priya, set(), everyone)
    assert oversight.overseers() == {priya.pk}, "somebody always does"


def test_who_is_away_watches_over_nothing_unless_all_are(desk, noor, priya, at):
    oversight.choose(priya, {noor.pk, priya.pk}, [noor.pk, priya.pk])
    b.tell(desk, ticket(owner=""))
    calendar = b.system("calendar", started_at=AT("2026-02-01 09:00"))
    b.tell(calendar, b.meeting("a", "Noor away", AT("2026-03-02 00:00"), [NOOR], ends_at="2026-03-05T00:00:00+00:00"))
    moment_passes()
    assert (list(reached(noor)), list(reached(priya))) == ([], ["Ticket 4471"])
    b.tell(calendar, b.meeting("b", "On holiday", AT("2026-03-02 00:00"), [PRIYA], ends_at="2026-03-04T00:00:00+00:00"))
    moment_passes()
    assert (list(reached(noor)), list(reached(priya))) == (["Ticket 4471"], ["Ticket 4471"])
    at("2026-03-04 07:42")
    moment_passes()
    assert (list(reached(noor)), list(reached(priya))) == ([], ["Ticket 4471"])


def test_a_flag_only_one_person_may_see_is_theirs_whoever_oversees(office, noor, priya):
    mailbox = b.system("noors", audience=audiences.private(noor).pk, started_at=AT("2026-02-01 09:00"))
    b.tell(mailbox, b.ticket("1", "In private", AT("2026-02-26 08:50"), escalated=True))
    assert reached(noor) == {"In private": "Nobody else may see it."}
    assert reached(priya) == {}


def test_an_owner_who_may_not_see_it_does_not_hold_it(office, noor, priya):
    mailbox = b.system("priyas", audience=audiences.private(priya).pk, started_at=AT("2026-02-01 09:00"))
    b.tell(mailbox, b.staff("Noor Haddad", NOOR, remote_id="noor"), ticket())
    assert reached(priya) == {"Ticket 4471": "Noor Haddad, who owns it, may not see it."}
    assert reached(noor) == {}


def test_a_viewer_has_what_is_theirs_and_nothing_else(desk, noor, priya):
    noor.role = Role.VIEWER
    noor.save()
    b.tell(desk, ticket(), ticket("4480", owner=""))
    assert list(reached(noor)) == ["Ticket 4471"]


def test_every_open_flag_reaches_somebody_who_may_see_it(desk, noor, priya):
    private = b.system("noors", audience=audiences.private(noor).pk, started_at=AT("2026-02-01 09:00"))
    b.tell(desk, *(ticket(str(n), owner=who) for n, who in enumerate(("", "noor", "ines", "nobody"), 10)))
    b.tell(private, b.ticket("1", "In private", AT("2026-02-26 08:50"), escalated=True))
    open_flags = {f.entity for user in (noor, priya) for f in reading.listed(audiences.allowed(user))}
    for_somebody = {f.entity for user in (noor, priya) for f, _ in reach.listed(reader(user))}
    assert for_somebody == open_flags and len(open_flags) == 5


def test_the_hours_ago_are_working_hours(office):
    hours = WorkingHours.of(business.values() | {"zone": "Europe/London"})
    for now in ("2026-03-02 07:42", "2026-03-29 12:00", "2026-03-30 11:15", "2026-10-26 10:00"):
        told = reach.hours_ago(AT(now), hours)
        assert told == [hours.before(AT(now), n) for n in range(1, 81)]

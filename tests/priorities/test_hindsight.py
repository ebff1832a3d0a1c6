"""The night: what was held back is kept, judged by what happened since, and teaches the rules a little."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import builders as b
from tests.priorities.conftest import MARCUS, NOOR, PRIYA

from kingpost.accounts import audiences
from kingpost.priorities import answers, hindsight, ledger, misses, numbers
from kingpost.priorities.learning import step
from kingpost.priorities.models import HeldBack, Miss, Night, RuleNumber
from kingpost.priorities.rules import escalation, rules, unowned
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows

AT = b.moment
SAM = "sam@pellandsons.example"


@pytest.fixture
def night(at):
    """Run the night at a moment in UTC; half past midnight unless it says otherwise."""

    def run(text: str) -> int:
        at(text if ":" in text else f"{text} 00:30")
        return hindsight.night(clock.now())

    return run


def told(where, number, sender, when, words, thread="", subject="The new phones"):
    b.tell(where, b.mail(number, sender, PRIYA, subject, AT(when), thread=thread, snippet=words))


@pytest.fixture
def quiet(office, at, night):
    """Sam of Pell & Sons, with whom no answer time is agreed, writes twice on Monday; it is in order and not shown."""
    at("2026-03-02 11:00")
    told(office, "1@p", SAM, "2026-03-02 10:00", "When will they come?")
    told(office, "2@p", SAM, "2026-03-02 10:30", "And could you bring two more?", thread="1@p")
    night("2026-03-03")
    return office


@pytest.fixture
def complaint(quiet, at, night):
    """On Wednesday Sam writes how bad it is, and the night after finds that Monday's silence was wrong."""
    at("2026-03-04 15:00")
    told(quiet, "3@p", SAM, "2026-03-04 15:00", "Still nothing. This is unacceptable.", thread="1@p")
    assert night("2026-03-05") == 1
    return Miss.objects.get()


def test_what_needed_nobody_and_stayed_so_is_no_miss(quiet, night, priya):
    assert {held.why for held in HeldBack.objects.all()} == {"in order: no rule found anything in it"}
    for day in range(4, 11):
        night(f"2026-03-{day:02}")
    assert not Miss.objects.exists()
    assert Night.objects.filter(audience_id=1).count() == 8
    counted = ledger.since(audiences.allowed(priya), AT("2026-03-09 17:00"), clock.now())
    assert (counted.last_week, counted.missed) == (2, 0)


def test_a_mail_not_shown_whose_writer_then_complains_is_a_miss(complaint, night, priya):
    assert (complaint.day.isoformat(), complaint.why) == ("2026-03-02", "in order: no rule found anything in it")
    assert complaint.came_at == AT("2026-03-02 10:00")
    assert "unacceptable" in complaint.showed
    night("2026-03-09")
    counted = ledger.since(audiences.allowed(priya), AT("2026-03-06 17:00"), clock.now())
    assert counted.missed == 1


def state():
    """Every table the night writes, and what the rules and flags are now."""
    tables = ("night", "held_back", "miss", "rule_number", "learned_weight", "flag", "signal")
    return [rows(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} AS t") for table in tables]


def test_the_night_run_twice_changes_nothing(complaint, night):
    b.settle()
    before = state()
    assert not hindsight.due(clock.now())
    assert night("2026-03-05") == 0
    assert state() == before


def test_days_that_were_not_run_are_caught_up(office, at, night):
    night("2026-03-02 08:00")
    at("2026-03-02 11:00")
    told(office, "1@p", SAM, "2026-03-02 10:00", "When will they come?")
    at("2026-03-04 15:00")
    told(office, "3@p", SAM, "2026-03-04 15:00", "This is unacceptable.", thread="1@p")
    assert night("2026-03-07") == 1
    assert [str(day) for day in Night.objects.filter(audience_id=1).order_by("day").values_list("day", flat=True)] == [
        "2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06",
    ]  # fmt: skip
    assert Miss.objects.get().day.isoformat() == "2026-03-02"


def test_what_was_flagged_in_time_is_no_miss_and_what_was_flagged_too_late_is(office, at, night, shown):
    at("2026-03-02 16:00")
    told(office, "1@m", MARCUS, "2026-03-02 16:00", "Could you look at the portal?", subject="Portal")
    night("2026-03-03")
    assert HeldBack.objects.filter(way=HeldBack.NOTICED).exists()
    at("2026-03-03 11:30")  # half an hour left: flagged in time
    assert shown()
    at("2026-03-03 13:00")
    assert night("2026-03-04") == 0
    at("2026-03-04 16:00")
    told(office, "2@m", MARCUS, "2026-03-04 16:00", "Could you look at the gate?", subject="Gate")
    night("2026-03-05")
    at("2026-03-05 13:00")  # nobody looked in between: the agreed time was over when it was flagged
    assert night("2026-03-06") == 1
    assert Miss.objects.get().cause.startswith("signal:client_waiting")


def test_what_was_shown_in_time_once_is_no_miss_when_its_thread_comes_up_again_later(office, at, night, shown):
    at("2026-03-02 16:00")
    told(office, "1@m", MARCUS, "2026-03-02 16:00", "Could you look at the portal?", subject="Portal")
    night("2026-03-03")
    at("2026-03-03 11:30")
    b.settle()
    assert len(shown()) == 1, "in time"
    b.tell(office, b.mail("2@m", NOOR, MARCUS, "Re: Portal", AT("2026-03-03 11:40"), thread="1@m", snippet="Done."))
    assert shown() == []
    assert night("2026-03-04") == 0
    at("2026-03-05 09:05")
    told(office, "3@m", MARCUS, "2026-03-05 09:00", "Could you look again?", thread="1@m", subject="Re: Portal")
    at("2026-03-05 15:00")
    b.settle()
    assert len(shown()) == 1, "only when the agreed time was over"
    assert night("2026-03-06") == 0, "the mail of Monday was shown on Tuesday"


def test_what_turned_out_to_matter_counts_once_however_often_it_comes_up_again(complaint, at, night, shown):
    office = b.system("mail")
    at("2026-03-05 10:00")
    b.tell(office, b.mail("4@p", NOOR, SAM, "Re: Phones", AT("2026-03-05 10:00"), thread="1@p", snippet="Today."))
    assert shown() == []
    night("2026-03-06")
    at("2026-03-06 15:00")
    told(office, "5@p", SAM, "2026-03-06 15:00", "Nothing came. This is unacceptable.", thread="1@p")
    assert len(shown()) == 1
    assert night("2026-03-07") == 0
    assert Miss.objects.get() == complaint


def test_after_a_long_pause_what_mattered_meanwhile_is_found(office, at, night):
    night("2026-03-02 08:00")
    at("2026-03-02 11:00")
    told(office, "1@p", SAM, "2026-03-02 10:00", "When will they come?")
    at("2026-03-04 15:00")
    told(office, "3@p", SAM, "2026-03-04 15:00", "This is unacceptable.", thread="1@p")
    assert night("2026-03-13") == 1
    assert Miss.objects.get().day.isoformat() == "2026-03-02"


def test_a_priority_raised_by_hand_shows_that_it_mattered(office, at, night):
    desk = b.system("desk", started_at=AT("2026-02-01 09:00"))
    at("2026-03-02 11:00")
    b.tell(desk, b.ticket("7", "Door stuck", AT("2026-03-02 10:00"), priority="normal", owner_name="Noor Haddad"))
    night("2026-03-03")
    at("2026-03-03 10:00")
    b.tell(desk, b.ticket("7", "Door stuck", AT("2026-03-02 10:00"), priority="urgent", owner_name="Noor Haddad"))
    assert night("2026-03-04") == 1
    assert Miss.objects.get().showed == "Its priority was raised to urgent."


def test_an_answer_not_related_is_looked_back_at_too(office, at, night, priya, shown):
    desk = b.system("desk", started_at=AT("2026-02-01 09:00"))
    at("2026-03-02 11:00")
    b.tell(desk, b.ticket("8", "Lift stuck", AT("2026-03-02 10:00"), reopened=2, owner_name="Noor Haddad"))
    [flag] = shown()
    answers.answer(priya, flag.id, "not_related")
    night("2026-03-03")
    assert [held.way for held in HeldBack.objects.all()] == [HeldBack.NOT_RELATED]
    at("2026-03-03 12:00")
    b.tell(
        desk, b.ticket("8", "Lift stuck", AT("2026-03-02 10:00"), reopened=2, escalated=True, owner_name="Noor Haddad")
    )
    assert night("2026-03-04") == 1


def test_only_who_may_see_its_evidence_sees_a_miss(office, at, night, priya):
    private = b.system("priyas", audience=audiences.private(priya).pk, started_at=AT("2026-02-01 09:00"))
    at("2026-03-02 11:00")
    told(private, "1@q", SAM, "2026-03-02 10:00", "When will they come?")
    night("2026-03-03")
    told(private, "2@q", SAM, "2026-03-03 09:00", "This is unacceptable.", thread="1@q")
    assert night("2026-03-04") == 1
    other = b.user("noor@harrowlane.example", "Noor Haddad")
    today = clock.today("UTC")
    [mine], theirs = misses.weeks(audiences.allowed(priya), today), misses.weeks(audiences.allowed(other), today)
    assert (mine.misses, mine.held) == (1, 1)
    assert [(week.misses, week.held) for week in theirs] == [(0, 0)]
    with pytest.raises(LookupError):
        misses.did_not_matter(other, Miss.objects.get().pk, audiences.allowed(other))


def test_what_did_not_matter_does_not_count_and_comes_back_when_taken_back(complaint, priya):
    seen_by, today = audiences.allowed(priya), clock.today("UTC")
    before = misses.weeks(seen_by, today)
    given = misses.did_not_matter(priya, complaint.pk, seen_by)
    [week] = misses.weeks(seen_by, today)
    assert (week.misses, len(week.rows), week.rows[0].no_matter) == (0, 1, "Priya Raman")
    misses.take_back(priya, [given.pk])
    assert misses.weeks(seen_by, today) == before


def test_the_page_counts_every_miss_as_the_ledger_does(complaint, at, priya):
    again = {field.attname: getattr(complaint, field.attname) for field in Miss._meta.fields if field.attname != "id"}
    Miss.objects.bulk_create([Miss(**again | {"cause": f"more {n}"}) for n in range(320)])
    [week] = misses.weeks(audiences.allowed(priya), clock.today("UTC"))
    counted = ledger.since(audiences.allowed(priya), AT("2026-03-10 09:00"), AT("2026-03-10 10:00"))
    assert week.misses == counted.missed == 321


def test_a_miss_moves_the_number_that_would_have_caught_it_and_a_person_takes_it_back(complaint, at, night, priya):
    assert complaint.near[0] == [escalation.REPEATED.key, 2.0]
    learned = RuleNumber.objects.get()
    assert (learned.key, learned.value, learned.by, learned.misses) == (
        escalation.REPEATED.key,
        2.0,
        None,
        [complaint.pk],
    )
    [own] = numbers.own(audiences.allowed(priya))
    assert (own.by, own.misses, own.value) == ("", 1, 2.0)
    at("2026-03-05 09:00")
    numbers.withdraw(priya, [learned.pk])
    assert numbers.current().of(escalation.REPEATED) == 3
    night("2026-03-06")
    assert numbers.current().of(escalation.REPEATED) == 3, "what was taken back is not learned from the same miss again"
    numbers.restore([learned.pk])
    assert numbers.current().of(escalation.REPEATED) == 2


def test_a_miss_from_before_a_number_moved_never_moves_it_back(complaint, at, night):
    number = unowned.HOURS  # a miss of later would have been caught at 7 hours; by now it is 6
    RuleNumber.objects.create(key=number.key, value=6, learned_on="2026-03-04", at=clock.now())
    again = {field.attname: getattr(complaint, field.attname) for field in Miss._meta.fields if field.attname != "id"}
    Miss.objects.create(**again | {"cause": "signal:unowned:nobody:1:then", "near": [[number.key, 7.0]]})
    night("2026-03-06")
    assert numbers.current().of(number) == 6
    Miss.objects.create(**again | {"cause": "signal:unowned:nobody:2:then", "near": [[number.key, 5.0]]})
    night("2026-03-07")
    assert numbers.current().of(number) == 5


def test_a_persons_own_number_always_wins(quiet, at, night, priya):
    numbers.set_number(priya, escalation.REPEATED, 4)
    at("2026-03-04 15:00")
    told(quiet, "3@p", SAM, "2026-03-04 15:00", "This is unacceptable.", thread="1@p")
    assert night("2026-03-05") == 1
    assert numbers.current().of(escalation.REPEATED) == 4
    RuleNumber.objects.create(key=escalation.REPEATED.key, value=2, learned_on="2026-03-01", at=clock.now())
    assert numbers.current().of(escalation.REPEATED) == 4, "however much later something was learned"


NUMBERS = [number for rule in rules() for number in rule.numbers]


@given(st.sampled_from(NUMBERS), st.floats(0, 1), st.lists(st.floats(0, 1000), min_size=1, max_size=4))
def test_a_number_moves_a_little_and_stays_within_its_bounds(number, place, wanted):
    low, high = numbers.bounds(number)
    now = low + (high - low) * place
    value = step(number, now, wanted)
    assert low - 0.01 <= value <= high + 0.01
    assert abs(value - now) <= max(0.2 * number.usual, 1.0) + 0.51


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"), [(0, 412, 0.0, 0.0092), (2, 100, 0.0055, 0.0700), (5, 5, 0.5655, 1.0)]
)
def test_the_interval_is_wilsons(hits, of, low, high):
    assert misses.wilson(hits, of) == pytest.approx((low, high), abs=0.0005)

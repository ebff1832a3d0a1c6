"""At once, in a digest, or only on the page; and when it is quiet. Pure: any clock, any zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kingpost.priorities import attention
from kingpost.priorities.attention import DIGEST, NOW, PAGE, Muted, Wishes
from kingpost.priorities.hours import WorkingHours
from kingpost.priorities.ranking import Part
from kingpost.priorities.reading import FlagRow

LONDON, TOKYO = ZoneInfo("Europe/London"), "Asia/Tokyo"
HOLIDAY = date(2026, 5, 4)  # a bank holiday, on a Monday
HOURS = WorkingHours(LONDON, end=time(17), closed=frozenset({HOLIDAY}))
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)


def flag(
    score: float, due: datetime | None = None, rules: tuple[str, ...] = ("work_due",), escalation: float = 0
) -> FlagRow:
    parts = [Part("escalation", escalation, "it is escalated")] if escalation else []
    return FlagRow(
        7, 70, "ticket", "A thing", 5, "Aldgate Freight", "why", "rank", score, parts, list(rules), MONDAY, due, None, "", False, MONDAY, None, "", 1, ""
    )  # fmt: skip


def person(wishes: Wishes = Wishes(), zone: str = "", **more: object) -> attention.Person:  # noqa: B008  frozen
    return attention.person(wishes, zone, HOURS, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "way", "level"),
    [
        (flag(55), NOW, "urgent"),
        (flag(30, escalation=30), NOW, "urgent"),
        (flag(30, escalation=12), DIGEST, "important"),
        (flag(12, due=MONDAY + timedelta(hours=3)), DIGEST, "important"),
        (flag(12, due=MONDAY + timedelta(days=1)), DIGEST, "important"),
        (flag(12, due=MONDAY + timedelta(days=3)), PAGE, "rest"),
        (flag(12), PAGE, "rest"),
    ],
)
def test_the_usual_way_by_score_severity_and_due(one: FlagRow, way: str, level: str) -> None:
    told = attention.channel(one, person(), MONDAY)
    assert (told.channel, told.level) == (way, level)
    assert told.why.endswith(".")


@pytest.mark.parametrize(
    ("now", "day", "level"),
    [
        ((2026, 3, 2, 7, 30), (2026, 3, 2), "important"),  # before we open, today is the next working day
        ((2026, 3, 2, 7, 30), (2026, 3, 3), "rest"),
        ((2026, 3, 2, 10), (2026, 3, 3), "important"),
        ((2026, 3, 2, 10), (2026, 3, 4), "rest"),
        ((2026, 3, 27, 10), (2026, 3, 30), "important"),  # over the weekend the clocks go forward
        ((2026, 5, 1, 10), (2026, 5, 5), "important"),  # over a weekend and a holiday
        ((2026, 5, 1, 10), (2026, 5, 6), "rest"),
    ],
)
def test_what_is_due_on_a_date_is_due_by_the_end_of_that_day(
    now: tuple[int, ...], day: tuple[int, ...], level: str
) -> None:
    due = HOURS.start_of(date(*day) + timedelta(days=1))  # as a date is kept
    assert attention.channel(flag(12, due=due), person(), local("Europe/London", *now)).level == level


def test_a_person_says_otherwise() -> None:
    assert attention.channel(flag(55), person(Wishes(urgent=DIGEST)), MONDAY).channel == DIGEST
    assert attention.channel(flag(30), person(Wishes(important=NOW)), MONDAY).channel == NOW
    none = person(Wishes(morning=None, evening=None))
    assert attention.channel(flag(30), none, MONDAY)[:3] == (PAGE, "important", "Important, and you want no digest.")
    assert attention.channel(flag(55), person(away=True), MONDAY)[0::2] == (PAGE, "You are away.")


def test_a_mute_covers_its_flag_client_or_rule_until_it_ends() -> None:
    until = MONDAY + timedelta(days=2)
    for mute in (Muted(until, flag=7), Muted(until, client=5), Muted(until, rule="work_due")):
        quiet = person(muted=[mute])
        assert attention.channel(flag(55), quiet, MONDAY)[0::2] == (PAGE, "You muted this until 4 March.")
        assert attention.channel(flag(55), quiet, until).channel == NOW
    other = person(muted=[Muted(until, flag=8), Muted(until, client=6), Muted(until, rule="unowned")])
    assert attention.channel(flag(55), other, MONDAY).channel == NOW
    two_reasons = flag(55, rules=("escalation", "work_due"))
    assert attention.channel(two_reasons, person(muted=[Muted(until, rule="work_due")]), MONDAY).channel == NOW


def test_what_a_mute_or_an_absence_holds_back_is_looked_at_again_and_what_a_wish_keeps_is_not() -> None:
    until = MONDAY + timedelta(days=2)
    muted = person(muted=[Muted(until, flag=7)])
    assert attention.channel(flag(55), muted, MONDAY).again == until
    assert attention.channel(flag(55), person(away=True), MONDAY).again == MONDAY + timedelta(hours=1)
    for wish in (Wishes(), Wishes(urgent=PAGE)):
        assert attention.channel(flag(55), person(wish), MONDAY).again is None


def local(zone: str, *moment: int) -> datetime:
    return datetime(*moment, tzinfo=ZoneInfo(zone))  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("zone", "at", "ends"),
    [
        ("Europe/London", (2026, 3, 2, 10), None),
        ("Europe/London", (2026, 3, 2, 8), (2026, 3, 2, 9)),
        ("Europe/London", (2026, 3, 2, 17), (2026, 3, 3, 9)),
        ("Europe/London", (2026, 3, 27, 18), (2026, 3, 30, 9)),  # over the weekend the clocks go forward
        ("Europe/London", (2026, 5, 1, 18), (2026, 5, 5, 9)),  # over a weekend and a holiday
        ("Europe/London", (2026, 10, 23, 18), (2026, 10, 26, 9)),  # clocks go back
        (TOKYO, (2026, 3, 2, 10), None),
        (TOKYO, (2026, 3, 2, 18), (2026, 3, 3, 9)),
        ("America/New_York", (2026, 3, 6, 18), (2026, 3, 9, 9)),  # their clocks change three weeks before ours
    ],
)
def test_it_is_quiet_outside_working_hours_on_the_clock_of_the_person(
    zone: str, at: tuple[int, ...], ends: tuple[int, ...] | None
) -> None:
    found = attention.quiet_until(person(zone=zone), local(zone, *at))
    assert found == (local(zone, *ends) if ends else None)


def test_quiet_hours_of_ones_own_cross_midnight_and_the_change_of_clocks() -> None:
    night = Wishes(quiet=(time(22), time(6, 30)))
    assert attention.quiet_until(person(night), local("Europe/London", 2026, 3, 28, 23)) == local(
        "Europe/London", 2026, 3, 29, 6, 30
    )
    assert attention.quiet_until(person(night), local("Europe/London", 2026, 3, 29, 1, 59)) == local(
        "Europe/London", 2026, 3, 29, 6, 30
    )
    assert attention.quiet_until(person(night), local("Europe/London", 2026, 3, 29, 6, 30)) is None
    assert attention.quiet_until(person(night), local("Europe/London", 2026, 3, 29, 21, 59)) is None


@pytest.mark.parametrize(
    ("zone", "at", "slot"),
    [
        ("Europe/London", (2026, 3, 2, 7, 29), None),
        ("Europe/London", (2026, 3, 2, 7, 30), "morning"),
        ("Europe/London", (2026, 3, 2, 16, 59), "morning"),
        ("Europe/London", (2026, 3, 2, 17), "evening"),
        ("Europe/London", (2026, 3, 1, 12), None),  # a Sunday
        ("Europe/London", (2026, 5, 4, 12), None),  # a holiday
        ("Europe/London", (2026, 3, 30, 7, 30), "morning"),  # the first in summer time
        (TOKYO, (2026, 3, 2, 7, 30), "morning"),
    ],
)
def test_digests_come_in_the_morning_and_evening_of_the_person(
    zone: str, at: tuple[int, ...], slot: str | None
) -> None:
    due = attention.digest_due(person(zone=zone), local(zone, *at))
    assert (due and due[0]) == slot
    if due:
        assert due[1] == date(*at[:3]) and due[2] <= local(zone, *at)
    assert attention.digest_due(person(Wishes(morning=None, evening=None), zone), local(zone, *at)) is None


@given(st.integers(0, 20_000), st.integers(0, 40), st.integers(1, 30))
def test_an_hour_never_sees_more_mails_than_wanted_and_what_can_be_told_is(
    many: int, lately: int, per_hour: int
) -> None:
    alone, together = attention.share_out(many, lately, per_hour)
    assert alone + (together > 0) + lately <= max(per_hour, lately)
    assert alone + together == (many if lately < per_hour or not many else 0)


def test_the_hours_are_ours_on_their_clock() -> None:
    assert person(zone=TOKYO).hours == replace(HOURS, zone=ZoneInfo(TOKYO))

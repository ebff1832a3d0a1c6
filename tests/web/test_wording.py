"""How things are said: the headline numbers, times and amounts people read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kingpost.toolbox import clock
from kingpost.web import reader, wording
from kingpost.web.jinja import environment

NOW = datetime(2026, 11, 23, 7, 41, tzinfo=UTC)  # a Monday


@pytest.fixture(autouse=True)
def monday_morning_in_london(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(reader, "zone", lambda: ZoneInfo("Europe/London"))
    monkeypatch.setattr(reader, "our_zone", lambda: ZoneInfo("Europe/London"))


@pytest.mark.parametrize(
    ("n", "words"),
    [(0, "no things"), (1, "one thing"), (4, "four things"), (12, "twelve things"), (1204, "1,204 things")],
)
def test_things_are_counted_in_words(n: int, words: str) -> None:
    assert wording.count(n, "thing") == words


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        ("48000", "GBP", "£48,000"), ("1250.5", "EUR", "€1,250.50"), ("300.00", "CHF", "CHF 300"), ("-12.3", "USD", "−$12.30"),
        ("1000", "", "1,000"), ("about 5k", "GBP", "GBP about 5k"), ("", "GBP", ""), ("1000.4", "JPY", "¥1,000"),
    ],
)  # fmt: skip
def test_money_has_its_currency(amount: str, currency: str, words: str) -> None:
    assert wording.money(amount, currency) == words


def test_a_moment_without_a_time_says_its_day_alone() -> None:
    """Systems that know the day alone say midnight."""
    midnight = NOW.replace(hour=0, minute=0, second=0, microsecond=0)
    assert (wording.moment(midnight), wording.moment(midnight - timedelta(days=1))) == ("today", "yesterday")
    assert (wording.time_said(midnight), wording.time_said(midnight + timedelta(minutes=1))) == ("", "00:01")


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0, "07:41"),
        (-2, "05:41"),
        (-12, "yesterday 19:41"),
        (-60, "Fri 20 Nov 19:41"),
        (-24 * 30, "24 Oct"),
        (-24 * 400, "19 Oct 2025"),
        (26, "tomorrow 09:41"),
    ],
)
def test_a_moment_is_as_short_as_it_can_be_without_doubt(hours: int, words: str) -> None:
    assert wording.moment(NOW + timedelta(hours=hours)) == words


def test_times_are_in_the_readers_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "zone", lambda: ZoneInfo("Asia/Kolkata"))
    assert wording.at_time(NOW) == "13:11"
    assert wording.long_day(datetime(2026, 11, 23, 20, 0, tzinfo=UTC)) == "Tuesday 24 November"


@pytest.mark.parametrize(
    ("at", "words", "urgency"),
    [
        (datetime(2026, 11, 23, 10, 58, tzinfo=UTC), "before 10:58", "now"),
        (datetime(2026, 11, 23, 6, 0, tzinfo=UTC), "since 06:00", "now"),
        (datetime(2026, 11, 24, 0, 0, tzinfo=UTC), "today", "now"),  # a date is kept as the end of its day
        (datetime(2026, 11, 25, 0, 0, tzinfo=UTC), "tomorrow", "soon"),
        (datetime(2026, 11, 28, 0, 0, tzinfo=UTC), "Fri 27 Nov", ""),
        (datetime(2026, 11, 21, 0, 0, tzinfo=UTC), "Fri 20 Nov", "now"),
        (datetime(2026, 11, 24, 13, 0, tzinfo=UTC), "tomorrow 13:00", "soon"),
        (None, "", ""),
    ],
)
def test_when_something_is_due(at: datetime | None, words: str, urgency: str) -> None:
    assert (wording.due(at), wording.urgency(at)) == (words, urgency)


@pytest.mark.parametrize(
    ("says", "left"),
    [
        ("Work “Book the room” was due on 3 March.", "Was due on 3 March."),
        ("Milestone “Book the…” was due on 3 March and has no owner.", "Was due on 3 March and has no owner."),
        ("“Book the room” is slipping: 3 of 5 items are done.", "Is slipping: 3 of 5 items are done."),
        ("Work “Paint it” was due on 3 March.", "Work “Paint it” was due on 3 March."),
        ("Ticket 4471 is escalated.", "Ticket 4471 is escalated."),
    ],
)
def test_beside_its_title_a_sentence_does_not_say_it_again(says: str, left: str) -> None:
    assert wording.beside(says, "Book the room") == left


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Tokyo", "America/New_York"])
def test_a_due_date_is_the_same_date_for_a_reader_in_another_zone(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "zone", lambda: ZoneInfo(zone))
    end_of_wednesday = datetime(2026, 11, 26, tzinfo=UTC)
    said = wording.due(end_of_wednesday), wording.due_short(end_of_wednesday), wording.last_day(end_of_wednesday)
    assert said == ("Wed 25 Nov", "Wed", "2026-11-25")


def test_a_due_time_is_read_on_the_reader_s_own_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it is midnight there: a time was said."""
    monkeypatch.setattr(reader, "zone", lambda: ZoneInfo("Europe/Berlin"))
    eleven_at_night = datetime(2026, 11, 25, 23, 0, tzinfo=UTC)
    assert wording.due(eleven_at_night) == "Thu 26 Nov 00:00"
    assert wording.due(eleven_at_night + timedelta(minutes=30)) == "Thu 26 Nov 00:30"


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=43), "43 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=40), "5 weeks"),
    ],
)
def test_ages_are_words(length: timedelta, words: str) -> None:
    assert wording.age(NOW - length) == words


def test_lists_are_joined_and_cut() -> None:
    assert wording.listed([]) == ""
    assert wording.listed(["a", "b", "c"]) == "a, b and c"
    assert wording.listed(list("abcdefg"), most=3) == "a, b and five more"


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Australia/Sydney"])
def test_an_approval_of_a_day_alone_is_of_that_day_wherever_the_reader_is(
    zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "zone", lambda: ZoneInfo(zone))
    shown = environment().from_string("{{ at|as_known|day }}, {{ at|as_known|moment }}")
    assert shown.render(at=datetime(2026, 11, 12, tzinfo=UTC)) == "12 Nov, 12 Nov"

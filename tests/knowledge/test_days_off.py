"""Days nobody works: guessed from calendars of holidays, written down by a person, passed over by everything counted in working days."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from tests import builders as b

from kingpost.accounts import audiences
from kingpost.connectors.base import Page, Ref, Statement
from kingpost.evidence.land import Lander
from kingpost.evidence.models import System
from kingpost.knowledge import business, days_off, guessing
from kingpost.knowledge.forecast import Item, of
from kingpost.knowledge.promises.find import Text, find
from kingpost.knowledge.stated import find_stated
from kingpost.knowledge.told import Subject, told
from kingpost.toolbox import clock, dates
from kingpost.toolbox.sql import rows

YEAR = clock.now().year


def all_day(uid: str, title: str, first: str, last: str = "", **fields: object) -> Statement:
    return Statement(
        "meeting", uid, title, {"name": title, "starts_at": first, "ends_at": last or first, "all_day": True, **fields}
    )


def read(at: System, *events: Statement, labels: tuple[str, ...] = ()) -> None:
    """Land events as a calendar with these labels gives them."""
    lander = Lander(at, b.Notebook)
    lander.store(lander.prepare(Page([b.native(one, labels=labels) for one in events], cursor=None)), None)
    b.settle()


@pytest.fixture
def calendar(db: None) -> System:
    b.tell(b.system("crm"), b.staff("Noor Haddad", "noor@harrowlane.example"))
    return b.system("calendar", "Team calendar")


def guessed() -> dict[str, str]:
    return {one["on"]: one["name"] for one in business.value("holidays")}


def test_the_days_of_a_holiday_calendar_are_guessed_with_where_they_stand(calendar: System) -> None:
    read(calendar, all_day("h1", "Good Friday", f"{YEAR}-04-03", f"{YEAR}-04-04"),
         all_day("h2", "Christmas", "2019-12-25", "2019-12-27", recurrence="FREQ=YEARLY"), labels=("UK bank holidays",))  # fmt: skip
    guessing.guess()
    found = guessed()
    assert found[f"{YEAR}-04-03"] == "Good Friday" and f"{YEAR}-04-04" not in found, (
        "the end of an all-day event is the day after"
    )
    assert {f"{year}-12-{day}" for year in (YEAR, YEAR + 1) for day in (25, 26)} <= set(
        found
    ) and f"{YEAR + 3}-12-25" not in found
    assert business.held()["holidays"].guessed_from == "the calendar “UK bank holidays”"
    assert f"{YEAR}-04-03" in business.values()["working_hours"]["closed"]


def test_an_event_that_says_it_is_a_holiday_is_one_wherever_it_stands(calendar: System) -> None:
    read(calendar, all_day("h1", "Reformationstag", f"{YEAR}-10-31"), labels=("Team", "holiday"))
    read(calendar, all_day("h2", "Stocktaking", f"{YEAR}-10-30"), labels=("Team", "warehouse"))
    guessing.guess()
    assert guessed() == {f"{YEAR}-10-31": "Reformationstag"}
    assert business.held()["holidays"].guessed_from == "the calendar “Team calendar”"


def test_somebodys_leave_is_no_holiday(calendar: System) -> None:
    guests = all_day("h2", "Offsite", f"{YEAR}-06-02")
    guests.refs = [Ref("attendee", "person", "noor@harrowlane.example")]
    private = b.system("noor", audience=audiences.private(b.user("noor@harrowlane.example")).pk)
    read(
        calendar,
        all_day("h1", "Noor on leave", f"{YEAR}-06-01"),
        guests,
        all_day("h3", "Summer break", f"{YEAR}-07-01", f"{YEAR}-08-31"),
        labels=("Holidays",),
    )
    read(calendar, all_day("h5", "Annual leave", f"{YEAR}-06-05"), labels=("Team", "holiday"))
    read(private, all_day("h4", "Secret birthday", f"{YEAR}-06-03"), labels=("Holidays",))
    guessing.guess()
    assert guessed() == {}


HOLIDAYS = [f"{YEAR}-{day}" for day in ("01-01", "04-03", "05-04", "12-25")]


def own(name: str, called: str, days: list[str], *, title: str = "Holiday at Nan's") -> None:
    """A calendar only one person may see."""
    user = b.user(f"{name}@harrowlane.example")
    at = b.system(name, audience=audiences.private(user).pk)
    read(at, *(all_day(f"{name}{n}", title, day) for n, day in enumerate(days)), labels=(called,))


def test_of_people_s_own_calendars_of_public_holidays_only_the_dates_count(calendar: System) -> None:
    own("noor", "UK holidays", [*HOLIDAYS, f"{YEAR}-08-31"])
    own("callum", "Bank Holidays", HOLIDAYS)
    own("ines", "Holidays in United Kingdom", HOLIDAYS)
    own("priya", "Holidays", [f"{YEAR}-07-{day:02d}" for day in range(1, 9)], title="Lisbon")
    own("dana", "Public holidays in Spain", [f"{YEAR}-10-{day:02d}" for day in range(1, 9)])
    own("sam", "Public holidays", [f"{YEAR}-09-01"], title="Birthday")
    guessing.guess()
    assert guessed() == dict.fromkeys(HOLIDAYS, "Public holiday"), "what most agree on, in nobody's words"
    assert business.held()["holidays"].guessed_from == "people’s own calendars of public holidays"


def test_a_calendar_everybody_may_see_goes_before_people_s_own(calendar: System) -> None:
    own("noor", "UK holidays", HOLIDAYS)
    read(calendar, all_day("h1", "Christmas Day", f"{YEAR}-12-25"), labels=("Public holidays",))
    guessing.guess()
    assert guessed() == {f"{YEAR}-12-25": "Christmas Day"}


def test_what_a_person_writes_is_a_date_and_a_name_on_each_line() -> None:
    assert days_off.read("2026-12-24 Christmas  Eve\n\n2026-01-02\n2026-12-24 Eve") == [
        {"on": "2026-01-02", "name": "Day off"},
        {"on": "2026-12-24", "name": "Eve"},
    ]
    for wrong in ("24.12.2026 Eve", "2026-02-30 Never", "Christmas"):
        with pytest.raises(ValueError, match="does not begin with a date"):
            days_off.read(wrong)


def test_working_days_that_were_promised_pass_over_days_off() -> None:
    said = datetime(2026, 12, 23, 9, tzinfo=UTC)  # a Wednesday
    closed = frozenset({date(2026, 12, 25), date(2026, 12, 28)})
    words = "We will send you the report within two working days."
    assert [one.due for one in find(Text(words, said))] == [date(2026, 12, 25)]
    assert [one.due for one in find(Text(words, said, closed=closed))] == [date(2026, 12, 29)]


def test_working_days_a_client_was_told_pass_over_days_off() -> None:
    said, zone = datetime(2026, 12, 23, 9, tzinfo=UTC), ZoneInfo("UTC")
    closed = frozenset({date(2026, 12, 25), date(2026, 12, 28)})
    words = "The customer portal will be live within two working days."
    portal = [Subject(1, "project", "Customer portal")]
    for days_off_known, day in (((), "2026-12-25"), (closed, "2026-12-29")):
        assert [one.value for one in told(words, said, zone, portal, "", days_off_known)] == [day]
        assert [one.says for one in find_stated(words, said, zone, days_off_known)] == [day]


def test_a_day_off_written_down_later_moves_what_a_mail_named_by_counting_working_days(db: None) -> None:
    b.own_domains("harrowlane.example")
    now = clock.now()
    words = "We will deliver the warehouse system within two working days, before 17:00."
    b.tell(b.system("crm"), b.client("Pell & Sons", domain="pellandsons.example"))
    b.tell(
        b.system("mail"),
        b.mail("1@x", "noor@harrowlane.example", "anna@pellandsons.example", "Delivery", now, body=words),
    )
    first, second, third = (dates.working_days_on(now.date(), n) for n in (1, 2, 3))

    def stated() -> list[str]:
        return [says for (says,) in rows("SELECT says FROM stated")]

    assert stated() == [second.isoformat()]
    business.correct("days_off", [{"on": first.isoformat(), "name": "Stocktaking"}], b.user("dana@harrowlane.example"))
    b.settle()
    assert stated() == [third.isoformat()]


def test_a_forecast_ends_on_a_day_somebody_works() -> None:
    items = [Item(False, done=date(2026, 12, n)) for n in (3, 5, 7, 9, 11)] + [Item(True)] * 7
    usual = of(1, "Portal", None, date(2026, 12, 1), items, date(2026, 12, 11))
    assert usual.day == date(2026, 12, 25)
    closed = frozenset({date(2026, 12, 25), date(2026, 12, 28)})
    assert of(1, "Portal", None, date(2026, 12, 1), items, date(2026, 12, 11), closed).day == date(2026, 12, 29)

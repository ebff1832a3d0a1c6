"""Calendars: what a meeting says, in which zone, how often it takes place, and how one is written."""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kingpost.connectors.base import Statement
from kingpost.connectors.formats import ical, zones

LONDON = ZoneInfo("Europe/London")
YEAR = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))

OWN_ZONE = """\
BEGIN:VTIMEZONE
TZID:Depot time
BEGIN:STANDARD
DTSTART:16010101T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T010000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
END:DAYLIGHT
END:VTIMEZONE"""


def event(*lines: str, uid: str = "review-1", start: str = "DTSTART;TZID=Europe/London:20260330T090000") -> str:
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", start, "SUMMARY:Rollout review", *lines, "END:VEVENT"])


def calendar(*parts: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *"\n".join(parts).split("\n"), "END:VCALENDAR", ""]).encode()


def read(*parts: str) -> Statement:
    [says] = ical.translate(calendar(*parts))
    return says


def weekly(**more: Any) -> dict[str, Any]:
    """The fields of a meeting each Monday at nine in London, over the change of the clocks."""
    fields = {"starts_at": "2026-03-16T09:00:00+00:00", "ends_at": "2026-03-16T09:30:00+00:00", "timezone": "Europe/London",
              "recurrence": "FREQ=WEEKLY"}  # fmt: skip
    return fields | more


# --- what a meeting says --------------------------------------------------------------------------------------------------


def test_a_meeting_says_when_where_and_with_whom() -> None:
    says = read(
        event(
            "DTEND;TZID=Europe/London:20260330T100000", "LOCATION:Room 2", "DESCRIPTION:Agenda\\, in short:\\nreaders",
            "ORGANIZER;CN=Priya Raman:mailto:priya@harrowlane.example", "STATUS:CONFIRMED", "LAST-MODIFIED:20260301T120000Z",
            'ATTENDEE;CN="Osei, Marcus";PARTSTAT=ACCEPTED:MAILTO:Marcus@aldgatefreight.example',
            "ATTENDEE;CUTYPE=ROOM:mailto:room2@harrowlane.example",
        )
    )  # fmt: skip
    assert (says.kind, says.remote_id, says.title) == ("meeting", "review-1", "Rollout review")
    assert says.fields["starts_at"] == "2026-03-30T09:00:00+01:00", "summer time began the day before"
    assert says.fields["ends_at"] == "2026-03-30T10:00:00+01:00"
    assert (says.fields["location"], says.fields["status"], says.fields["busy"]) == ("Room 2", "confirmed", True)
    assert says.body == "Agenda, in short:\nreaders"
    assert says.at == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert [(ref.role, ref.remote_id) for ref in says.refs] == [
        ("organiser", "email:priya@harrowlane.example"),
        ("attendee", "email:marcus@aldgatefreight.example"),
    ]
    assert says.fields["answers"] == {"marcus@aldgatefreight.example": "accepted"}
    assert {m.remote_id for m in says.mentions if m.kind == "client"} == {
        "domain:harrowlane.example",
        "domain:aldgatefreight.example",
    }
    [met] = says.happenings
    assert (met.what, met.at) == ("met", datetime(2026, 3, 30, 8, tzinfo=UTC))
    assert met.text == "Meeting “Rollout review”, with Priya Raman, Osei, Marcus"


@pytest.mark.parametrize(
    ("start", "says"),
    [
        ("DTSTART:20260701T080000Z", "2026-07-01T08:00:00+00:00"),
        ("DTSTART;TZID=GMT Standard Time:20260701T090000", "2026-07-01T09:00:00+01:00"),
        ("DTSTART;TZID=/mozilla.org/20050126_1/Europe/Berlin:20260701T090000", "2026-07-01T09:00:00+02:00"),
        ('DTSTART;TZID="Europe/Berlin":20260701T090000', "2026-07-01T09:00:00+02:00"),
        ("DTSTART;TZID=Nowhere/At all:20260701T090000", "2026-07-01T09:00:00+00:00"),
        ("DTSTART:20260701T090000", "2026-07-01T09:00:00+00:00"),
        ("DTSTART;VALUE=DATE:20260701", "2026-07-01"),
    ],
)
def test_a_time_keeps_its_zone(start: str, says: str) -> None:
    assert read(event(start=start)).fields["starts_at"] == says


def test_a_zone_of_the_calendar_s_own_making_is_recognised() -> None:
    says = read(OWN_ZONE, event(start="DTSTART;TZID=Depot time:20260701T090000"))
    assert (says.fields["starts_at"], says.fields["timezone"]) == ("2026-07-01T09:00:00+01:00", "Europe/London")


def test_a_zone_of_its_own_making_far_from_here_keeps_its_days() -> None:
    own = """\
BEGIN:VTIMEZONE
TZID:Mill time
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0500
TZOFFSETTO:+0500
END:STANDARD
END:VTIMEZONE"""
    says = read(own, event("RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=3", start="DTSTART;TZID=Mill time:20260302T020000"))
    home = ZoneInfo(says.fields["timezone"])
    taking_place = [one.starts_at.astimezone(home) for one in ical.occurrences(says.fields, *YEAR)]
    assert [(one.day, one.hour) for one in taking_place] == [(2, 2), (9, 2), (16, 2)]


def test_two_calendars_may_mean_different_zones_by_one_name() -> None:
    west = OWN_ZONE.replace("+0100", "-0400").replace("+0000", "-0500")
    start = "DTSTART;TZID=Depot time:20260115T090000"
    for own, says in ((OWN_ZONE, "2026-01-15T09:00:00+00:00"), (west, "2026-01-15T09:00:00-05:00")) * 2:
        assert read(own, event(start=start)).fields["starts_at"] == says


def test_a_time_without_a_zone_is_in_the_zone_of_its_calendar() -> None:
    says = read("X-WR-TIMEZONE:America/New_York", event(start="DTSTART:20260701T090000"))
    assert says.fields["starts_at"] == "2026-07-01T09:00:00-04:00"


def test_the_zone_around_a_calendar_is_that_of_times_without_one() -> None:
    floating = event(start="DTSTART:20260701T090000")
    for lines, says in (((), "+02:00"), (("X-WR-TIMEZONE:America/New_York",), "-04:00")):
        raw = ical.in_zone(calendar(*lines, floating), "Europe/Berlin")
        assert raw == ical.in_zone(raw, "Europe/Berlin")
        [meeting] = ical.translate(raw)
        assert meeting.fields["starts_at"] == f"2026-07-01T09:00:00{says}"
    assert ical.in_zone(calendar(floating), "UTC") == calendar(floating) == ical.in_zone(calendar(floating), "Nowhere")


@pytest.mark.parametrize(
    ("due", "day"),
    [
        ("DUE:20240301T230000Z", "2024-03-02"),
        ("DUE:20240301T230000", "2024-03-01"),
        ("DUE;TZID=America/New_York:20240301T230000", "2024-03-01"),
        ("DUE;VALUE=DATE:20240301", "2024-03-01"),
    ],
)
def test_a_to_do_is_due_on_the_day_it_is_in_its_calendar_s_zone(due: str, day: str) -> None:
    says = read("X-WR-TIMEZONE:Europe/Berlin", f"BEGIN:VTODO\nUID:t1\nSUMMARY:Order\n{due}\nEND:VTODO")
    assert says.fields["due_date"] == day


def test_a_day_long_meeting_ends_the_day_after() -> None:
    fields = read(event(start="DTSTART;VALUE=DATE:20260701")).fields
    assert (fields["all_day"], fields["ends_at"]) == (True, "2026-07-02")


def test_a_length_gives_the_end_and_a_broken_end_does_not_cost_the_meeting() -> None:
    assert read(event("DURATION:PT45M")).fields["ends_at"] == "2026-03-30T09:45:00+01:00"
    assert read(event("DTEND:nonsense")).fields["ends_at"] == "2026-03-30T09:00:00+01:00"
    assert read(event("DTEND;TZID=Europe/London:20200101T000000")).fields["ends_at"] == "2026-03-30T09:00:00+01:00"


def test_a_cancelled_meeting_is_not_on_the_timeline() -> None:
    assert read(event("STATUS:CANCELLED")).happenings == []
    by_method = read("METHOD:CANCEL", event())
    assert (by_method.fields["status"], by_method.happenings) == ("cancelled", [])


def test_a_changed_occurrence_is_a_meeting_of_its_own() -> None:
    moved = event(
        "RECURRENCE-ID;TZID=Europe/London:20260406T090000", start="DTSTART;TZID=Europe/London:20260407T140000"
    )
    whole, changed = ical.translate(calendar(event("RRULE:FREQ=WEEKLY"), moved))
    assert changed.remote_id == "review-1#20260406T080000Z"
    assert [(ref.role, ref.remote_id) for ref in changed.refs] == [("parent", "review-1")]
    assert [(ref.role, ref.remote_id) for ref in whole.refs] == [("occurrence", changed.remote_id)]
    found = [one.starts_at.day for one in ical.occurrences(whole.fields, *YEAR)]
    assert found[:3] == [30, 13, 20], "the one of 6 April is told by its own record"


def test_the_latest_state_of_a_meeting_counts() -> None:
    says = read(event("SEQUENCE:2", "LOCATION:new"), event("SEQUENCE:1", "LOCATION:old"))
    assert says.fields["location"] == "new"


def test_a_to_do_is_a_task() -> None:
    says = read("BEGIN:VTODO", "UID:t1", "SUMMARY:Order readers", "DUE;VALUE=DATE:20260401", "STATUS:COMPLETED",
                "COMPLETED:20260330T101500Z", "PERCENT-COMPLETE:100", "PRIORITY:1", "END:VTODO")  # fmt: skip
    assert (says.kind, says.title) == ("task", "Order readers")
    assert says.fields == {"name": "Order readers", "status": "completed", "priority": "urgent", "due_date": "2026-04-01",
                           "completed_at": "2026-03-30T10:15:00+00:00", "done_ratio": 100}  # fmt: skip
    assert [happening.what for happening in says.happenings] == ["completed"]


def test_privacy_and_categories_are_labels() -> None:
    assert ical.labels(calendar(event("CLASS:PRIVATE", "CATEGORIES:Health,Family"))) == ("private", "health", "family")


# --- splitting ------------------------------------------------------------------------------------------------------------


def test_a_file_is_cut_into_one_calendar_for_each_meeting() -> None:
    raw = calendar(
        OWN_ZONE,
        event(start="DTSTART;TZID=Depot time:20260701T090000"),
        event(uid="b"),
        event("RECURRENCE-ID:20260406T080000Z"),
    )
    parts = dict(ical.split(raw))
    assert list(parts) == ["review-1", "b"]
    assert b"Depot time" in parts["review-1"] and b"VTIMEZONE" not in parts["b"]
    assert [says.remote_id for says in ical.translate(parts["review-1"])] == ["review-1", "review-1#20260406T080000Z"]


def test_one_broken_meeting_spoils_only_itself() -> None:
    raw = calendar(event(uid="a"), event(uid="b", start="DTSTART:soon"), event(uid="c"))
    read_ones, reasons = [], []
    for _, part in ical.split(raw):
        try:
            read_ones += [says.remote_id for says in ical.translate(part)]
        except ValueError as error:
            reasons.append(str(error))
    assert read_ones == ["a", "c"]
    assert reasons == ["The start of the event “Rollout review” cannot be read."]


@pytest.mark.parametrize("kind", ["VEVENT", "VTODO"])
def test_a_broken_reminder_does_not_cost_what_it_reminds_of(kind: str) -> None:
    reminder = "BEGIN:VALARM\nUID:bell-1\nTRIGGER:whenever it suits\nACTION:DISPLAY\nEND:VALARM"
    lines = [
        f"BEGIN:{kind}",
        reminder,
        "UID:review-1",
        "DTSTART:20260330T090000Z",
        "SUMMARY:Rollout review",
        f"END:{kind}",
    ]
    [(uid, part)] = ical.split(calendar(*lines))
    [says] = ical.translate(part)
    assert (uid, says.remote_id, says.title) == ("review-1", "review-1", "Rollout review")
    assert b"TRIGGER" in part, "what is kept is the calendar as it came"


def test_a_line_of_rubbish_does_not_cost_the_calendar() -> None:
    assert read(event(), "X").fields["starts_at"] == "2026-03-30T09:00:00+01:00"


def test_a_start_with_an_empty_parameter_is_read() -> None:
    assert (
        read(event(start="DTSTART;;VALUE=DATE-TIME:20260330T090000Z")).fields["starts_at"]
        == "2026-03-30T09:00:00+00:00"
    )


def test_a_meeting_and_a_to_do_may_bear_one_id() -> None:
    raw = calendar(event(), event().replace("VEVENT", "VTODO"))
    [(_, part)] = ical.split(raw)
    assert [says.kind for says in ical.translate(part)] == ["meeting", "task"]


def test_an_empty_exception_is_none_and_a_broken_one_is_a_clear_reason() -> None:
    assert read(event("RRULE:FREQ=WEEKLY", "EXDATE:")).fields["recurrence"] == "FREQ=WEEKLY"
    with pytest.raises(ValueError, match="A day of EXDATE of the event “Rollout review” cannot be read"):
        read(event("RRULE:FREQ=WEEKLY", "EXDATE:the week after"))


def test_a_lost_end_does_not_swallow_the_next_meeting() -> None:
    raw = calendar(event(uid="a").removesuffix("END:VEVENT").strip(), event(uid="b"))
    assert [uid for uid, _ in ical.split(raw)] == ["a", "b"]


@pytest.mark.parametrize("change", [lambda raw: b"\xef\xbb\xbf" + raw, lambda raw: raw.decode().encode("utf-16"),
                                    lambda raw: raw.replace(b"\r\n", b"\r"), lambda raw: raw.replace(b"\r\n", b"\n"), lambda raw: raw[:-20]])  # fmt: skip
def test_line_ends_marks_and_a_cut_off_end_do_not_matter(change: Any) -> None:
    [(uid, part)] = ical.split(change(calendar(event())))
    assert uid == "review-1"
    assert ical.translate(part)[0].fields["starts_at"] == "2026-03-30T09:00:00+01:00"


def test_what_is_no_calendar_says_so() -> None:
    with pytest.raises(ValueError, match="not a calendar"):
        list(ical.split(b"hello"))
    with pytest.raises(ValueError, match="cannot be read"):
        ical.translate(b"hello")


@given(st.text(max_size=120))
@settings(max_examples=120, deadline=None)
def test_any_lines_give_meetings_or_a_reason(noise: str) -> None:
    for raw in (calendar(event(noise)), calendar(noise), noise.encode("utf-8", "replace")):
        try:
            for _, part in ical.split(raw):
                msgspec.json.encode(ical.translate(part))
        except ValueError:
            continue


# --- occurrences ----------------------------------------------------------------------------------------------------------


def test_a_weekly_meeting_stays_at_nine_when_the_clocks_change() -> None:
    found = ical.occurrences(weekly(), datetime(2026, 3, 20, tzinfo=UTC), datetime(2026, 4, 8, tzinfo=UTC))
    assert [one.starts_at.astimezone(LONDON).hour for one in found] == [9, 9, 9]
    assert [one.starts_at.astimezone(UTC).hour for one in found] == [9, 8, 8]
    assert [one.key for one in found] == ["20260323T090000Z", "20260330T080000Z", "20260406T080000Z"]
    assert {one.ends_at - one.starts_at for one in found} == {timedelta(minutes=30)}


def test_exceptions_and_extra_days_count() -> None:
    fields = weekly(recurrence="FREQ=WEEKLY;COUNT=4", exdates=["20260330T080000Z"], rdates=["20260501T080000Z"],
                    changed_occurrences=["20260406T080000Z"])  # fmt: skip
    assert [one.starts_at.date() for one in ical.occurrences(fields, *YEAR)] == [
        date(2026, 3, 16),
        date(2026, 3, 23),
        date(2026, 5, 1),
    ]


def test_a_second_rule_adds_and_the_rule_of_exceptions_of_older_calendars_takes_away() -> None:
    says = read(event("RRULE:FREQ=WEEKLY;COUNT=4", "RRULE:FREQ=MONTHLY;COUNT=3", "EXRULE:FREQ=MONTHLY;BYMONTHDAY=13"))
    first = datetime.fromisoformat(says.fields["starts_at"]).date()
    weeks = {first + timedelta(weeks=n) for n in range(4)}
    months = {
        date(first.year + (first.month + n - 1) // 12, (first.month + n - 1) % 12 + 1, first.day) for n in range(3)
    }
    expected = sorted(day for day in weeks | months if day.day != 13)
    assert [one.starts_at.date() for one in ical.occurrences(says.fields, *YEAR)] == expected


def test_a_rule_until_a_day_holds_on_that_day() -> None:
    fields = weekly(recurrence="FREQ=WEEKLY;UNTIL=20260330")
    assert [one.starts_at.day for one in ical.occurrences(fields, *YEAR)] == [16, 23, 30]


def test_spaces_in_a_rule_mean_nothing() -> None:
    says = read(event("RRULE:FREQ=WEEKLY;BYDAY=MO, WE;COUNT=3"))
    assert [one.starts_at.day for one in ical.occurrences(says.fields, *YEAR)] == [30, 1, 6]


def test_a_whole_day_repeats_as_whole_days() -> None:
    fields = {"starts_at": "2026-01-31", "ends_at": "2026-02-01", "recurrence": "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3"}
    assert [(one.starts_at.date(), one.key) for one in ical.occurrences(fields, *YEAR)] == [
        (date(2026, 1, 31), "20260131"), (date(2026, 2, 28), "20260228"), (date(2026, 3, 31), "20260331"),
    ]  # fmt: skip


def test_a_meeting_without_a_rule_takes_place_once() -> None:
    fields = weekly(recurrence="")
    [one] = ical.occurrences(fields, *YEAR)
    assert one.starts_at == datetime(2026, 3, 16, 9, tzinfo=UTC)
    assert ical.occurrences(fields, datetime(2026, 4, 1, tzinfo=UTC), YEAR[1]) == []
    assert ical.occurrences(fields | {"status": "cancelled"}, *YEAR) == []
    assert ical.occurrences({"name": "no start"}, *YEAR) == []


@pytest.mark.parametrize(
    ("rule", "most"),
    [
        ("FREQ=DAILY", 400),
        ("FREQ=HOURLY", 1000),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", 1),
        ("FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=31", 1),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=TU", 1),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", 1),
        ("FREQ=WEEKLY;UNTIL=20260101", 1),
        ("FREQ=DAILY;COUNT=100000000", 400),
    ],
)
def test_endless_and_impossible_rules_end_at_once(rule: str, most: int) -> None:
    started = time.process_time()
    assert len(ical.occurrences(weekly(recurrence=rule), *YEAR)) <= most
    assert time.process_time() - started < 3


@pytest.mark.parametrize(
    "rule",
    ["FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=DAILY;BYSECOND=1,2,3", "FREQ=SOMETIMES", "nonsense", "FREQ=DAILY;UNTIL=x"],
)
def test_a_rule_no_meeting_follows_says_so(rule: str) -> None:
    started = time.process_time()
    with pytest.raises(ValueError, match="The rule"):
        ical.occurrences(weekly(recurrence=rule), *YEAR)
    assert time.process_time() - started < 1


# --- writing --------------------------------------------------------------------------------------------------------------


def test_a_meeting_that_is_written_reads_the_same() -> None:
    fields = {"name": "Follow-up; readers, gate 4", "starts_at": "2026-03-30T09:00:00+01:00", "ends_at": "2026-03-30T09:30:00+01:00",
              "location": "Room 2", "timezone": "Europe/London"}  # fmt: skip
    raw = ical.build(fields, uid="kingpost-k1", attendees=["marcus@aldgatefreight.example"], organiser="priya@harrowlane.example",
                     about="About ticket 481\nDécision", key="k1", stamp=datetime(2026, 3, 2, 8, tzinfo=UTC))  # fmt: skip
    [says] = ical.translate(raw)
    assert {name: says.fields[name] for name in fields} == fields
    assert (says.remote_id, says.body, says.fields["kingpost_keys"]) == (
        "kingpost-k1",
        "About ticket 481\nDécision",
        ["k1"],
    )
    assert says.at == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert {ref.role for ref in says.refs} == {"organiser", "attendee"}
    assert raw.count(b"BEGIN:VTIMEZONE") == 1


def test_a_change_leaves_the_rest_as_it_was() -> None:
    base = calendar(
        event(
            "DTEND;TZID=Europe/London:20260330T100000",
            "X-OTHER:kept",
            "SEQUENCE:4",
            "RRULE:FREQ=WEEKLY",
            "LOCATION:Room 2",
        )
    )
    raw = ical.build({"starts_at": "2026-03-31T14:00:00+01:00", "location": ""}, uid="review-1", key="k2", base=base)
    [says] = ical.translate(raw)
    assert (says.fields["starts_at"], says.fields["ends_at"]) == (
        "2026-03-31T14:00:00+01:00",
        "2026-03-31T15:00:00+01:00",
    )
    assert (says.fields["sequence"], says.fields["recurrence"], says.title) == (5, "FREQ=WEEKLY", "Rollout review")
    assert "location" not in says.fields
    assert b"X-OTHER:kept" in raw


DIAL_IN = r"Dial in: +44 20 7946 0000\, PIN 1234\n\nAgenda\;\nsee \\\\depot\\new"


@pytest.mark.parametrize(
    "described",
    [
        (),
        (f'DESCRIPTION;ALTREP="cid:part1";LANGUAGE=en:{DIAL_IN}',),
        (r"DESCRIPTION:Agenda\n\n",),
        (r"DESCRIPTION:\n",),
    ],
    ids=["nothing", "a dial-in", "an empty line", "empty"],
)
def test_our_words_stand_below_what_others_wrote_and_leave_nothing_behind(described: tuple[str, ...]) -> None:
    base, ours = calendar(event(*described)), "Noor Haddad decided: 31 March.\r\nAgreed by telephone; see Marcus."
    raw = ical.build({"starts_at": "2026-03-31T14:00:00+01:00"}, uid="review-1", about=ours, key="k1", base=base)
    [was], [says] = ical.translate(base), ical.translate(raw)
    assert says.body.startswith(was.body)
    assert says.body.endswith("Noor Haddad decided: 31 March.\nAgreed by telephone; see Marcus.")
    raw = ical.build({}, uid="review-1", about="Ines Duarte decided: 2 April.", key="k2", base=raw)
    raw = ical.build({}, uid="review-1", unsaid=ours, key="k3", base=raw)
    assert "Noor" not in ical.translate(raw)[0].body
    raw = ical.build({}, uid="review-1", unsaid="Ines Duarte decided: 2 April.", key="k4", base=raw)
    unfolded = raw.replace(b"\r\n ", b"").decode().splitlines()
    assert [line for line in unfolded if line.startswith("DESCRIPTION")] == list(described)


def test_our_words_that_somebody_wrote_on_in_stay() -> None:
    raw = ical.build({}, uid="review-1", unsaid="Moved.", base=calendar(event(r"DESCRIPTION:Agenda\n\nMoved. Why?")))
    assert ical.translate(raw)[0].body == "Agenda\n\nMoved. Why?"


@pytest.mark.parametrize("fields", [{"name": "x"}, {"starts_at": "soon"}, {"starts_at": "2026-03-31T14:00:00"}])
def test_a_meeting_without_a_clear_start_is_not_written(fields: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="start"):
        ical.build(fields, uid="x")


@pytest.mark.parametrize("name", ["Europe/London", "America/New_York", "Australia/Sydney", "Asia/Kolkata"])
def test_a_written_zone_is_the_zone(name: str) -> None:
    """Another program that knows only what the VTIMEZONE says gets the same offsets."""
    own = "\n".join(zones.vtimezone(name, 2025).decode().replace(f"TZID:{name}", "TZID:Made up").split())
    own = own.replace("Made\nup", "Made up")
    for day in ("20260115", "20260401", "20260701", "20261101", "20280715"):
        says = read(own, event(start=f"DTSTART;TZID=Made up:{day}T120000"))
        there = datetime.strptime(day, "%Y%m%d").replace(hour=12, tzinfo=ZoneInfo(name))
        assert datetime.fromisoformat(says.fields["starts_at"]) == there, day


# --- outside data ---------------------------------------------------------------------------------------------------------

DATA = Path(os.environ.get("KINGPOST_DATA", "/nowhere"))
outside = pytest.mark.skipif(
    not (DATA / "calendar").is_dir(), reason="not run: KINGPOST_DATA does not point at a folder with calendar/"
)


def imported(path: Path) -> tuple[int, list[str]]:
    """(statements, reasons of what could not be read); anything but a ValueError fails the test."""
    count, reasons = 0, []
    try:
        for _, part in ical.split(path.read_bytes()):
            try:
                for says in ical.translate(part):
                    count += 1
                    expanded(says, reasons)
                    msgspec.json.encode(says)
            except ValueError as error:
                reasons.append(str(error))
    except ValueError as error:
        reasons.append(str(error))
    return count, reasons


def expanded(says: Statement, reasons: list[str]) -> None:
    if says.kind == "meeting":
        started = time.process_time()
        assert (
            len(ical.occurrences(says.fields, datetime(2003, 1, 1, tzinfo=UTC), datetime(2008, 1, 1, tzinfo=UTC)))
            <= 1000
        )
        assert time.process_time() - started < 5, says.remote_id


@outside
@pytest.mark.timeout(300)
def test_every_valid_outside_calendar_is_imported() -> None:
    paths = sorted((DATA / "calendar").rglob("valid/*.ics"))
    assert paths
    assert {path.name: reasons for path in paths if (reasons := imported(path)[1])} == {}


@outside
@pytest.mark.timeout(300)
def test_an_invalid_outside_calendar_is_a_clear_reason_and_the_rest_goes_on() -> None:
    paths = sorted((DATA / "calendar").rglob("invalid/*.ics"))
    results = {path.name: imported(path) for path in paths}
    assert sum(count for count, _ in results.values()) > 500
    assert all(reason.strip() for _, reasons in results.values() for reason in reasons)

"""Today, the flags, and what can be said to them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from tests import builders
from tests.web import day
from tests.web.conftest import signed_in

from kingpost.accounts.models import User
from kingpost.knowledge.models import Disagreement
from kingpost.priorities import handing_over, oversight, reading
from kingpost.priorities.models import Answer, Flag, Signal
from kingpost.toolbox import clock
from kingpost.toolbox.sql import execute
from kingpost.web import reader, snoozing, today, wording

PORTAL = "Nobody can sign in to the portal"


def flags_on(page: str) -> list[str]:
    return re.findall(r'data-row="f(\d+)"', page)


def rail_count(page: str, name: str) -> int:
    found = re.search(rf"<b>{name}</b>(?:<span>(\d+)</span>)?", page)
    assert found
    return int(found.group(1) or 0)


def test_the_headline_the_list_and_the_rail_say_the_same(dana: Client) -> None:
    """Dana, the admin, sees to what nobody owns; what Callum and Priya own is with them."""
    page = dana.get(reverse("home")).content.decode()
    shown = flags_on(page)
    assert len(shown) == rail_count(page, "Today") == 3
    assert f"{wording.capital(wording.count(len(shown), 'thing'))} need you." in page
    assert flags_on(dana.get(reverse("flags"), {"whose": "mine"}).content.decode()) == shown
    everything = flags_on(dana.get(reverse("flags")).content.decode())
    assert len(everything) == rail_count(page, "Flags") == len(reading.listed([1])) == 5
    assert "Two flags</a> are with others." in page


def test_each_has_the_flags_of_what_they_own_and_the_sentence_that_says_so(
    cast: dict[str, User], priya: Client, dana: Client
) -> None:
    portal = str(Flag.objects.get(title=PORTAL).pk)
    switch = str(Flag.objects.get(title__startswith="Replace the library switch").pk)
    for client, there, elsewhere in ((priya, switch, portal), (signed_in(cast["callum"]), portal, switch)):
        page = client.get(reverse("home")).content.decode()
        assert there in flags_on(page) and elsewhere not in flags_on(page)
        assert "Yours." in page
    assert "Nobody owns it." in dana.get(reverse("home")).content.decode()
    assert "Nothing needs you." in signed_in(cast["ines"]).get(reverse("home")).content.decode()


def test_the_most_costly_comes_first_and_says_why(dana: Client) -> None:
    page = dana.get(reverse("flags")).content.decode()
    assert page.index(PORTAL) < page.index("Replace the library switch is late")
    assert "Ticket 4471 is escalated" in page


def test_what_came_up_since_a_flag_opened_is_marked_until_it_settles(priya: Client) -> None:
    raised = clock.now() - timedelta(minutes=5)
    Signal.objects.update(moved_at=raised)
    Flag.objects.filter(title=PORTAL).update(opened_at=raised - timedelta(days=1), raised_at=raised)
    flag = Flag.objects.get(title=PORTAL)
    address = reverse("flag", args=[flag.pk])
    mark = f"New since {wording.moment(raised)}"
    assert priya.get(reverse("flags")).content.decode().count(mark) == 1
    assert re.search(rf"{mark}:</b> Ticket 4471 (is|was) ", priya.get(address).content.decode())
    priya.post(reverse("answers", args=[flag.pk]), {"verdict": "handled"})
    assert "New since" not in priya.get(address).content.decode()


def test_what_came_in_is_all_accounted_for(dana: Client) -> None:
    page = dana.get(reverse("home")).content.decode()
    came, grouped, left = (
        int(found.group(1)) if (found := re.search(pattern, page)) else 0
        for pattern in (r"(\d+) came in since", r"(\d+) grouped into", r"(\d+) not shown")
    )
    assert came == grouped + left > 0
    for went, many in (("", left), ("grouped", grouped), ("handled", 0)):
        rows = dana.get(reverse("not_shown"), {"went": went}).content.decode()
        assert rows.count('data-row="n') == many


def test_what_was_handled_is_counted_and_listed_as_that(priya: Client) -> None:
    flag = Flag.objects.get(title=PORTAL)
    priya.post(reverse("answers", args=[flag.pk]), {"verdict": "handled"})
    page = priya.get(reverse("home")).content.decode()
    came, handled, left = (
        int(found.group(1)) if (found := re.search(pattern, page)) else 0
        for pattern in (r"(\d+) came in since", r"(\d+) handled", r"(\d+) not shown")
    )
    grouped = int(found.group(1)) if (found := re.search(r"(\d+) grouped into", page)) else 0
    assert handled > 0 and came == handled + grouped + left
    rows = priya.get(reverse("not_shown"), {"went": "handled"}).content.decode()
    assert rows.count('data-row="n') == handled
    assert rows.count("somebody had handled it already") == handled


@pytest.mark.parametrize(
    ("verdict", "words"),
    [("handled", "Already handled"), ("not_related", "Not related"), ("wrong_client", "Wrong client")],
)
def test_one_key_answers_a_flag_and_u_brings_it_back(verdict: str, words: str, priya: Client) -> None:
    flag = Flag.objects.get(title=PORTAL)
    page = priya.post(
        reverse("answers", args=[flag.pk]), {"verdict": verdict, "next": "/flags"}, follow=True
    ).content.decode()
    assert f"{words}: {PORTAL}" in page
    assert str(flag.pk) not in flags_on(page)
    page = priya.post(reverse("undo"), {"next": "/flags"}, follow=True).content.decode()
    assert str(flag.pk) in flags_on(page)
    assert Answer.objects.get().undone_at is not None


def test_an_answered_flag_stays_answered_when_its_system_is_read_again(priya: Client) -> None:
    flag = Flag.objects.get(title=PORTAL)
    priya.post(reverse("answers", args=[flag.pk]), {"verdict": "handled"})
    desk = builders.system("desk")
    assert desk.loaded_at, "the moment the day was told at: a minute later would be another reopening, so new trouble"
    builders.tell(desk, *day._tickets(desk.loaded_at))
    page = priya.get(reverse("flag", args=[flag.pk])).content.decode()
    assert "already handled, says Priya Raman" in page


def test_a_viewer_sees_flags_and_no_buttons(cast: dict[str, User]) -> None:
    page = signed_in(cast["callum"]).get(reverse("home")).content.decode()
    assert PORTAL in page
    assert "Already handled" not in page


def test_a_snooze_is_until_a_moment_or_until_they_reply(priya: Client) -> None:
    flag = Flag.objects.get(title=PORTAL)
    address = reverse("answers", args=[flag.pk])
    assert (
        "until they reply"
        in priya.post(address, {"verdict": "snoozed", "event": "reply", "next": "/"}, follow=True).content.decode()
    )
    priya.post(reverse("undo"))
    until = (clock.now() + timedelta(days=3)).date().isoformat()
    assert (
        "Put aside until"
        in priya.post(address, {"verdict": "snoozed", "until": until, "next": "/"}, follow=True).content.decode()
    )
    priya.post(reverse("undo"))
    menu = {"snooze": "closes", "until": until, "next": "/"}  # the day beside the choices is for its own button
    assert "Put aside until it is closed" in priya.post(address, menu, follow=True).content.decode()
    priya.post(reverse("undo"))
    nothing = {"verdict": "snoozed", "until": "", "next": "/"}
    assert "Say until when" in priya.post(address, nothing, follow=True).content.decode()
    gone = (clock.now() - timedelta(days=3)).isoformat()
    assert (
        "That moment has passed"
        in priya.post(address, {"verdict": "snoozed", "until": gone, "next": "/"}, follow=True).content.decode()
    )


def test_a_flag_explains_its_place_down_to_the_sum(dana: Client) -> None:
    flag = Flag.objects.get(title=PORTAL)
    page = dana.get(reverse("flag", args=[flag.pk])).content.decode()
    points = [int(found) for found in re.findall(r'<td class="num">([+-]\d+)</td>', page)]
    assert points
    assert sum(points) == pytest.approx(flag.score, abs=len(points))


def test_what_was_late_on_the_first_day_is_settled_at_once_and_comes_back_with_u(
    priya: Client, cast: dict[str, User]
) -> None:
    late = builders.task(
        "OLD-1",
        "Label the rack",
        client_id="k4",
        owner="u1",
        at=clock.now() - timedelta(days=90),
        due_date="2025-01-07",
    )
    builders.tell(builders.system("tracker"), late)
    page = priya.get(reverse("before")).content.decode()
    assert "One thing was late before we started." in page
    assert all(f'data-as="{name}"' in page for name in ("client", "owner", "was due")), (
        "on a phone there is no head of the table"
    )
    assert "Label the rack" not in priya.get(reverse("home")).content.decode()
    counted = 'Before we started <span class="faint">1</span>'
    assert counted in priya.get(reverse("flags")).content.decode()
    assert "Nothing is left" in priya.post(reverse("settlement"), {"all": "1"}, follow=True).content.decode()
    assert "Before we started" not in priya.get(reverse("flags")).content.decode()
    assert (
        "One thing was late" in priya.post(reverse("undo"), {"next": reverse("before")}, follow=True).content.decode()
    )
    assert counted in priya.get(reverse("flags")).content.decode()


@pytest.mark.parametrize("zone", ["", "Asia/Tokyo", "America/New_York"])
def test_what_was_due_yesterday_is_not_due_this_week_in_any_zone(
    zone: str, cast: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A date is the same date for every reader; east of us it ends when their next day has begun."""
    noon = datetime(2026, 11, 25, 12, tzinfo=ZoneInfo("Europe/London"))  # a Wednesday in London, Tokyo and New York
    monkeypatch.setattr(clock, "now", lambda: noon)
    dated = {
        "Swap the old tapes": "2026-11-24",
        "Swap the new tapes": "2026-11-25",
        "Swap the last tapes": "2026-11-26",
    }
    tasks = [builders.task(f"T-{n}", name, at=noon, due_date=on) for n, (name, on) in enumerate(dated.items())]
    builders.tell(builders.system("tracker"), *tasks)
    User.objects.filter(pk=cast["ines"].pk).update(zone=zone)
    oversight.choose(cast["dana"], {cast["ines"].pk}, {cast["ines"].pk})  # nobody owns these
    page = signed_in(User.objects.get(pk=cast["ines"].pk)).get(reverse("home")).content.decode()
    week = page[page.index("Due this week") :]
    assert "Swap the old tapes" not in week
    assert re.search(r"today</span><span><a[^>]*>Swap the new tapes", week)
    assert re.search(r"Thu</span><span><a[^>]*>Swap the last tapes", week)


def due_this_week(client: Client) -> set[str]:
    page = client.get(reverse("home")).content.decode()
    week = page[page.index("Due this week") :] if "Due this week" in page else ""
    return set(re.findall(r'data-row="d.*?data-open>([^<]*)</a>', week))


def test_what_is_due_this_week_is_the_readers_own(cast: dict[str, User], priya: Client, dana: Client) -> None:
    """Dana sees to what nobody owns; the work of somebody who is away for good and handed it over is with who accepted it."""
    assert due_this_week(priya) == {"Customer portal", "Portal go-live", "Training, session 4"}
    assert due_this_week(dana) == {"Firewall change"}
    ines = signed_in(cast["ines"])
    assert due_this_week(ines) == set()
    start = clock.now().date() - timedelta(days=1)
    persons = [builders.entity(name, "person") for name in ("Priya Raman", "Ines Duarte")]
    made = handing_over.hand_over(cast["dana"], *persons, starts_on=start, client=builders.entity(day.ALDGATE))
    handing_over.answer(cast["ines"], made.pk, accept=True)
    assert due_this_week(ines) == {"Customer portal", "Portal go-live", "Training, session 4"}
    User.objects.filter(pk=cast["priya"].pk).update(is_active=False)
    assert due_this_week(dana) == {"Firewall change"}, "Ines has it"
    handing_over.undo(cast["dana"], made.pk)
    assert due_this_week(dana) == {"Firewall change", "Customer portal", "Portal go-live", "Training, session 4"}


def row(due: datetime | None) -> Any:
    return type("Row", (), {"due": due})()


@pytest.mark.parametrize(
    ("dues", "of_all", "said"),
    [
        ([], 0, "Nothing needs you."),
        ([None], 1, "One thing needs you."),
        ([10.0, None, None, 30.0], 4, "Four things need you. One of them before 10:00."),
        ([10.0], 1, "One thing needs you. It is due before 10:00."),
        ([10.0, 14.0], 2, "Two things need you. Two of them today."),
        ([-1.0, 14.0, 50.0], 27, "Three things need you first. One is late."),
    ],
)
def test_the_headline(dues: list[float | None], of_all: int, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hours of the day, from midnight on a Monday; now is 07:42."""
    zone = ZoneInfo("Europe/London")
    midnight = datetime(2026, 11, 23, tzinfo=zone)
    now = midnight + timedelta(hours=7, minutes=42)
    monkeypatch.setattr(clock, "now", lambda: now)
    monkeypatch.setattr(reader, "zone", lambda: zone)
    monkeypatch.setattr(reader, "our_zone", lambda: zone)
    flags = [row(None if due is None else midnight + timedelta(hours=due)) for due in dues]
    assert today.sentence(flags, of_all, now) == said


def test_the_morning_is_counted_from_when_work_ended(db: None) -> None:
    monday = datetime(2026, 11, 23, 7, 42, tzinfo=ZoneInfo("Europe/London"))
    assert today.work_ended(monday) == datetime(2026, 11, 20, 17, 30, tzinfo=ZoneInfo("Europe/London"))


def test_snoozing_offers_mornings_in_working_hours(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    wednesday = datetime(2026, 11, 25, 7, 42, tzinfo=ZoneInfo("Europe/London"))
    monkeypatch.setattr(clock, "now", lambda: wednesday)
    titles = [choice.title for choice in snoozing.choices(wednesday)]
    assert titles == [
        "Until they reply",
        "Until it is closed",
        "Until tomorrow, 09:00",
        "Until Monday, 09:00",
        "For a week, until 2 Dec",
    ]


def test_a_private_flag_is_counted_for_its_owner_alone(cast: dict[str, User], priya: Client, dana: Client) -> None:
    mailbox = builders.system("priya")
    builders.tell(mailbox, builders.ticket("P-1", "Salary question", clock.now(), escalated=True))
    everybodys = len(reading.listed([1]))
    counts = [rail_count(client.get(reverse("home")).content.decode(), "Flags") for client in (priya, dana)]
    assert counts == [everybodys + 1, everybodys]


def test_the_numbers_follow_at_once_whom_flags_are_for(cast: dict[str, User], dana: Client) -> None:
    """Priya sees to what nobody owns instead of Dana: within the same minute, on the next page."""
    before = dana.get(reverse("home")).content.decode()
    oversight.choose(cast["dana"], {cast["priya"].pk}, {user.pk for user in cast.values()})
    after = dana.get(reverse("home")).content.decode()
    assert rail_count(after, "Today") == len(flags_on(after)) < rail_count(before, "Today")


def test_flags_are_counted_also_where_the_log_holds_no_news_of_them(dana: Client) -> None:
    execute("DELETE FROM news")
    page = dana.get(reverse("home")).content.decode()
    assert rail_count(page, "Flags") == 5 and rail_count(page, "Today") == len(flags_on(page)) == 3


def test_a_disagreement_is_counted_from_the_moment_it_holds(dana: Client) -> None:
    held = rail_count(dana.get(reverse("home")).content.decode(), "Disagreements")
    assert Disagreement.objects.filter(closed_at=None).update(since=clock.now()) == held > 0
    assert rail_count(dana.get(reverse("home")).content.decode(), "Disagreements") == held


def test_a_page_of_flags_stays_small_when_it_is_full(dana: Client) -> None:
    builders.tell(
        builders.system("tracker"),
        *(
            builders.task(
                f"L-{n}",
                f"A task of many with a name of some length to it, number {n}",
                client_id="k4",
                owner="u1",
                at=clock.now(),
                due_date=f"{clock.now() - timedelta(days=6):%F}",
            )
            for n in range(30)
        ),
    )
    first = dana.get(reverse("flags")).content.decode()
    second = dana.get(reverse("flags"), {"page": 2}).content.decode()
    assert len(flags_on(first)) == 20 and len(first) <= 60_000, f"{len(first):,} bytes"
    assert flags_on(second) and not set(flags_on(first)) & set(flags_on(second))


@pytest.mark.parametrize("zone", ["", "America/Los_Angeles", "Asia/Tokyo"])
def test_a_whole_day_is_that_day_wherever_its_reader_is(
    cast: dict[str, User], monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    User.objects.filter(pk=cast["priya"].pk).update(zone=zone)
    browser = signed_in(User.objects.get(pk=cast["priya"].pk))
    here = ZoneInfo(zone or "Europe/London")
    on = clock.now().date() + timedelta(days=2)
    whole = builders.meeting("whole", "Stocktaking", clock.now(), [day.email("Priya Raman")], all_day=True)
    whole.fields |= {"starts_at": on.isoformat(), "ends_at": (on + timedelta(days=1)).isoformat()}
    builders.tell(builders.system("calendar"), whole)
    brief = browser.get(reverse("brief", args=[builders.entity("Stocktaking", "meeting")])).content.decode()
    assert f"{on:%A} {on.day} {on:%B}, all day" in brief
    for away in (-1, 0, 1):
        then = datetime(on.year, on.month, on.day, 12, tzinfo=here) + timedelta(days=away)
        monkeypatch.setenv("KINGPOST_NOW", then.isoformat())
        assert ("Stocktaking" in browser.get(reverse("home")).content.decode()) == (away == 0)

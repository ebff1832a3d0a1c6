"""The calendar connector end to end against a real Radicale: read, changed, deleted, written, found, undone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from tests.systems import servers
from tests.systems.servers import PASSWORD, Calendars

from kingpost.connectors.base import Native, Page, Refused
from kingpost.connectors.formats import ical
from kingpost.connectors.systems.caldav import CalDav
from kingpost.connectors.writing import Change

pytestmark = [
    pytest.mark.systems,
    pytest.mark.timeout(180),
    pytest.mark.skipif(bool(servers.why_no_radicale()), reason=f"not run: {servers.why_no_radicale()}"),
]

USER = "noor"
MANY = 210  # more than one full page


def meeting(uid: str, *more: str, name: str = "Rollout review", start: str = "20260330T090000") -> bytes:
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tests//EN", "BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260301T080000Z",
        f"DTSTART;TZID=Europe/London:{start}", f"DTEND;TZID=Europe/London:{start[:9]}100000", f"SUMMARY:{name}", *more, "END:VEVENT",
        "END:VCALENDAR", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()


class House:
    """The account "noor": ``http`` acts as another calendar program, ``open`` gives the connector."""

    def __init__(self, running: Calendars, http: httpx.Client, name: str) -> None:
        self.running, self.http, self.path = running, http, f"/{USER}/{name}/"
        self.opened: list[CalDav] = []
        self.call("MKCALENDAR", self.path)

    def call(self, method: str, path: str, body: bytes = b"", **headers: str) -> httpx.Response:
        url = self.running.url.rstrip("/") + path
        return self.http.request(method, url, content=body, headers=headers).raise_for_status()

    def put(self, uid: str, *more: str, **fields: str) -> str:
        path = f"{self.path}{uid}.ics"
        self.call("PUT", path, meeting(uid, *more, **fields))
        return path

    def open(self, **config: str) -> CalDav:
        url = self.running.url.rstrip("/") + self.path
        connector = CalDav({"url": url, "user": USER, "password": PASSWORD} | config)
        self.opened.append(connector)
        return connector


@pytest.fixture(scope="module")
def running() -> Iterator[Calendars]:
    with servers.radicale() as found:
        yield found


@pytest.fixture
def house(running: Calendars, request: pytest.FixtureRequest) -> Iterator[House]:
    with httpx.Client(auth=(USER, PASSWORD), trust_env=False, timeout=30) as http:
        found = House(running, http, request.node.name[:60])
        yield found
        for connector in found.opened:
            connector.close()


def read(connector: CalDav, cursor: Any = None) -> tuple[list[Native], list[str], Any]:
    pages: list[Page] = list(connector.read(cursor))
    found = [native for page in pages for native in page.items]
    return found, [gone.remote_id for page in pages for gone in page.gone], pages[-1].cursor if pages else cursor


def test_a_whole_calendar_is_read_and_matches_what_the_server_lists(house: House) -> None:
    single = [meeting(f"m{number}").split(b"BEGIN:VEVENT")[1].split(b"END:VEVENT")[0] for number in range(MANY)]
    events = b"".join(b"BEGIN:VEVENT" + lines + b"END:VEVENT\r\n" for lines in single)
    events = events.replace(b";TZID=Europe/London", b"")  # Radicale takes a third of a second to look up a zone
    whole = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Tests//EN\r\n" + events + b"END:VCALENDAR\r\n"
    house.call("PUT", house.path, whole, **{"Content-Type": "text/calendar"})
    connector = house.open()
    found, gone, _ = read(connector)
    assert len(found) == MANY and gone == []
    assert set(connector.ids("event") or ()) == {native.remote_id for native in found}
    assert f"{MANY} meetings and to-dos as noor" in connector.check()


def test_only_news_comes_the_second_time(house: House) -> None:
    paths = [house.put(uid) for uid in ("a", "b", "c")]
    connector = house.open()
    _, _, cursor = read(connector)
    assert read(connector, cursor) == ([], [], cursor)
    house.put("b", name="Rollout review moved")
    house.call("DELETE", paths[2])
    house.put("d")
    found, gone, after = read(connector, cursor)
    assert sorted(native.remote_id for native in found) == [f"{house.path}b.ics", f"{house.path}d.ics"]
    assert gone == [paths[2]]
    assert read(house.open(), after) == ([], [], after), "a new connection goes on where the last one stopped"


def test_the_account_s_address_leads_to_its_calendars(house: House) -> None:
    house.put("a")
    with_all = house.open(url=house.running.url)
    assert f"{house.path}a.ics" in set(with_all.ids("event") or ())


def test_a_repeating_meeting_keeps_its_hour_over_the_change_of_the_clocks(house: House) -> None:
    house.put(
        "weekly", "RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;TZID=Europe/London:20260406T090000", start="20260323T090000"
    )
    [native], _, _ = read(house.open())
    [says] = CalDav.translate(native)
    spring = (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC))
    assert [one.starts_at.astimezone(UTC).isoformat() for one in ical.occurrences(says.fields, *spring)] == [
        "2026-03-23T09:00:00+00:00", "2026-03-30T08:00:00+00:00", "2026-04-13T08:00:00+00:00",
    ]  # fmt: skip


def test_a_meeting_is_written_found_changed_and_undone(house: House) -> None:
    theirs = house.put("theirs")
    create = Change(
        "create", "meeting",
        {"name": "Follow-up: readers, gate 4", "starts_at": "2026-03-30T09:00:00+01:00", "ends_at": "2026-03-30T09:30:00+01:00",
         "timezone": "Europe/London"},
        note="About ticket 481", people={"attendee": ["marcus@aldgatefreight.example"], "organiser": ["priya@harrowlane.example"]},
    )  # fmt: skip
    connector = house.open()
    assert connector.find(create, "k1") is None
    written = connector.write(create, "k1")
    assert connector.write(create, "k1") == written, "sent twice, it is one meeting"
    assert house.open().find(create, "k1") == written

    back = connector.read_one(written.native_kind, written.remote_id)
    assert back is not None
    [says] = CalDav.translate(back)
    assert {name: says.fields[name] for name in create.fields} == create.fields
    assert (says.remote_id, says.body) == ("kingpost-k1", "About ticket 481")

    move = Change("update", "meeting", {"starts_at": "2026-03-31T14:00:00+01:00"}, "kingpost-k1")
    connector.write(move, "k2")
    assert connector.find(move, "k2") is not None and connector.find(create, "k1") is not None
    assert b"20260331T143000" in house.call("GET", written.remote_id).content, "its end moved along"

    undo = Change("update", "meeting", {}, "kingpost-k1", delete=True)
    assert connector.find(undo, "k3") is None
    connector.write(undo, "k3")
    assert connector.find(undo, "k3") is not None
    assert list(connector.ids("event") or ()) == [theirs]


def test_a_wrong_password_is_said_plainly(house: House) -> None:
    with pytest.raises(Refused, match="Check the user name and the password"):
        house.open(password="wrong").check()

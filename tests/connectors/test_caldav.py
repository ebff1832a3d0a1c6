"""The calendar connector against a Radicale inside the test and against servers that misbehave.

``tests/systems/test_radicale.py`` runs it against a Radicale of its own process.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests import builders as b
from tests.connectors.builders import caldav as builder

from kingpost.connectors.base import ConnectorError, Malformed, Native, Page, Refused, StaleCursor, Unavailable
from kingpost.connectors.protocols import dav
from kingpost.connectors.systems import caldav
from kingpost.connectors.systems.caldav import CalDav
from kingpost.connectors.writing import Change
from kingpost.evidence import sync as syncing
from kingpost.evidence.models import System, Vanishing
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows

WORK = builder.CALENDAR


class House:
    """A running Radicale with the calendar "Work"."""

    def __init__(self, url: str, client: httpx.Client) -> None:
        self.url, self.client = url, client
        self.call("MKCALENDAR", WORK, builder.MAKE.encode())

    def call(self, method: str, path: str, body: bytes = b"") -> httpx.Response:
        return self.client.request(method, self.url + path, content=body).raise_for_status()

    def put(self, number: int, name: str = "Depot review", *more: str) -> str:
        path = f"{WORK}{number}.ics"
        self.call("PUT", path, builder.meeting(number, name, *more))
        return path

    @contextmanager
    def connected(self, **config: str) -> Iterator[CalDav]:
        connector = CalDav({"url": self.url + "/", "user": builder.USER, "password": builder.PASSWORD} | config)
        try:
            yield connector
        finally:
            connector.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with (
        builder.serving(tmp_path) as url,
        httpx.Client(auth=(builder.USER, builder.PASSWORD), trust_env=False) as client,
    ):
        yield House(url, client)


def read(connector: CalDav, cursor: Any = None) -> list[Page]:
    return list(connector.read(cursor))


def natives(pages: list[Page]) -> list[Native]:
    return [native for page in pages for native in page.items]


# --- reading --------------------------------------------------------------------------------------------------------------


def test_a_meeting_without_a_zone_is_in_its_calendar_s(house: House) -> None:
    zone = (
        "<D:propertyupdate xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav'><D:set><D:prop><C:calendar-timezone>BEGIN:VCALENDAR\n"
        "BEGIN:VTIMEZONE\nTZID:Europe/Berlin\nEND:VTIMEZONE\nEND:VCALENDAR\n</C:calendar-timezone></D:prop></D:set></D:propertyupdate>"
    )
    house.call("PROPPATCH", WORK, zone.encode())
    floating = builder.meeting(5, "Depot review").replace(b";TZID=Europe/London", b"")
    house.call("PUT", f"{WORK}5.ics", floating)
    with house.connected() as connector:
        [native] = natives(read(connector))
        assert connector.read_one("event", native.remote_id) == native
        [meeting] = connector.translate(native)
        assert meeting.fields["starts_at"] == "2026-01-05T09:00:00+01:00"


def test_meetings_come_once_and_then_only_what_changed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caldav, "PAGE", 2)
    paths = [house.put(number) for number in range(5, 10)]
    with house.connected() as connector:
        pages = read(connector)
        assert sorted(native.remote_id for native in natives(pages)) == paths
        cursor = pages[-1].cursor
        assert read(connector, cursor) == []
        house.put(7, "Depot review moved")
        house.call("DELETE", paths[0])
        [page] = read(connector, cursor)
        assert [native.remote_id for native in page.items] == [paths[2]]
        assert [gone.remote_id for gone in page.gone] == [paths[0]]
        assert read(connector, page.cursor) == []


def test_a_read_that_was_cut_short_begins_that_calendar_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caldav, "PAGE", 2)
    paths = {house.put(number) for number in range(5, 10)}
    with house.connected() as connector:
        first = next(iter(connector.read(None)))
        assert {native.remote_id for native in natives(read(connector, first.cursor))} == paths


@pytest.fixture
def no_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    calendars = dav.Dav.calendars
    monkeypatch.setattr(
        dav.Dav, "calendars", lambda self: [calendar._replace(has_tokens=False, tag="") for calendar in calendars(self)]
    )


@pytest.mark.usefixtures("no_tokens")
def test_a_server_without_sync_tokens_is_compared_by_etag(house: House) -> None:
    paths = [house.put(number) for number in (5, 6, 7)]
    with house.connected() as connector:
        cursor = read(connector)[-1].cursor
        assert read(connector, cursor) == []
        house.put(6, "Depot review moved")
        house.call("DELETE", paths[0])
        [page] = read(connector, cursor)
        assert [native.remote_id for native in page.items] == [paths[1]]
        assert list(connector.ids("event") or ()) == paths[1:]


@pytest.mark.usefixtures("no_tokens")
def test_a_calendar_that_suddenly_lists_nothing_is_left_to_the_proof_which_asks_first(house: House) -> None:
    paths = [house.put(number) for number in (5, 6, 7)]
    with house.connected() as connector:
        cursor = read(connector)[-1].cursor
        for path in paths:
            house.call("DELETE", path)
        [page] = read(connector, cursor)
        assert page.gone == []
    assert CalDav.proofs["event"].deletions == "ids"


@pytest.mark.django_db(transaction=True)
def test_a_server_that_lost_its_calendar_takes_nothing_away_and_a_person_is_asked(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held() -> int:
        return int(rows("SELECT count(*) FROM record WHERE kind = 'meeting' AND gone_at IS NULL")[0][0])

    def asked() -> list[int]:
        return list(Vanishing.objects.filter(settled_at=None).values_list("missing", flat=True))

    def read_again() -> tuple[str, int, list[int]]:
        with house.connected() as connector:
            monkeypatch.setattr(syncing, "open_connector", lambda _: connector)
            return syncing.sync(b.system()).error, held(), asked()

    paths = [house.put(number) for number in range(5, 15)]
    assert read_again() == ("", 10, [])
    house.call("DELETE", paths.pop())
    assert read_again() == ("", 9, []), "one deletion is taken over at once"

    for path in paths:
        house.call("DELETE", path)
    assert read_again() == ("", 9, [9])
    for number in range(5, 14):
        house.put(number)
    assert read_again() == ("", 9, []), "it is all back"

    for path in paths:
        house.call("DELETE", path)
    cursor = System.objects.get().cursor
    cursor["calendars"][WORK] |= {"token": "http://radicale.org/ns/sync/" + "0" * 64, "tag": "old"}
    System.objects.update(cursor=cursor)
    assert read_again() == ("", 9, [9]), "so it is where the server forgot its token"
    priya = b.user("priya@harrowlane.example")
    Vanishing.objects.update(settled_at=clock.now(), settled_by=priya, remove=True)
    assert read_again() == ("", 0, [])


def test_a_forgotten_token_says_read_again(house: House) -> None:
    house.put(5)
    with house.connected() as connector:
        cursor = read(connector)[-1].cursor
        cursor["calendars"][WORK] |= {"token": "http://radicale.org/ns/sync/" + "0" * 64, "tag": "old"}
        with pytest.raises(StaleCursor, match="from the start"):
            read(connector, cursor)


def test_private_meetings_carry_a_label_and_excluded_calendars_are_not_read(house: House) -> None:
    house.put(5, "Dentist", "CLASS:PRIVATE", "CATEGORIES:Health")
    with house.connected() as connector:
        [native] = natives(read(connector))
        assert native.labels[0] == "Work"
        assert set(native.labels[1:]) == {"private", "health"}
    with house.connected(exclude="work") as connector:
        assert read(connector) == []
        assert list(connector.ids("event") or ()) == []


def test_journals_are_no_meetings(house: House) -> None:
    path = house.put(5)
    house.call(
        "PUT", f"{WORK}j.ics", builder.meeting(9, "Notes").replace(b"VEVENT", b"VJOURNAL").replace(b"DTEND", b"X-END")
    )
    with house.connected() as connector:
        assert [native.remote_id for native in natives(read(connector))] == [path]
        assert list(connector.ids("event") or ()) == [path]


def test_the_address_of_one_calendar_is_enough(house: House) -> None:
    house.put(5)
    with house.connected(url=house.url + WORK) as connector:
        assert connector.check() == "1 calendars (“Work”), 1 meetings and to-dos as noor"


# --- writing --------------------------------------------------------------------------------------------------------------

SLOT = {
    "name": "Call Marcus",
    "starts_at": "2026-03-30T09:00:00+01:00",
    "ends_at": "2026-03-30T09:30:00+01:00",
    "timezone": "Europe/London",
}
CREATE = Change(
    "create",
    "meeting",
    SLOT,
    note="Bring a reader.",
    about="Ticket 481",
    people={"attendee": ["marcus.osei@aldgatefreight.example"]},
)


def test_a_meeting_sent_twice_is_one_meeting(house: House) -> None:
    with house.connected() as connector:
        first = connector.write(CREATE, "k1")
        assert connector.write(CREATE, "k1") == first == connector.find(CREATE, "k1")
        assert list(connector.ids("event") or ()) == [first.remote_id]
        native = connector.read_one("event", first.remote_id)
        assert native is not None
        [says] = CalDav.translate(native)
    assert {name: says.fields[name] for name in SLOT} == SLOT
    assert (says.remote_id, says.body) == ("kingpost-k1", "Bring a reader.\n\nTicket 481")
    assert says.at is not None, "the server's clock dates it"


def test_undo_removes_what_was_written_and_nothing_else(house: House) -> None:
    theirs = house.put(5)
    undo = Change("update", "meeting", {}, "kingpost-k1", delete=True)
    with house.connected() as connector:
        connector.write(CREATE, "k1")
        assert connector.find(undo, "k2") is None
        connector.write(undo, "k2")
        assert connector.find(undo, "k2") is not None
        connector.write(undo, "k2")
        assert list(connector.ids("event") or ()) == [theirs]
        with pytest.raises(Refused, match="written from here"):
            connector.write(Change("update", "meeting", {}, "meeting-5@harrowlane.example", delete=True), "k3")


def test_a_change_keeps_what_others_wrote_and_is_found_by_its_key(house: House) -> None:
    path = house.put(8, "Depot review", "X-THEIRS:kept", "LOCATION:Room 2")
    uid = "meeting-8@harrowlane.example"
    move = Change("update", "meeting", {"starts_at": "2026-01-09T10:00:00Z"}, uid)
    with house.connected() as connector:
        assert connector.find(move, "k1") is None
        connector.write(move, "k1")
        connector.write(Change("update", "meeting", {"location": "Room 4"}, uid), "k2")
        connector.write(move, "k1")
        assert connector.find(move, "k1") is not None, "a later write does not hide an earlier one"
    text = house.call("GET", path).text
    assert "X-THEIRS:kept" in text and "20260109T100000" in text and "Room 4" in text
    assert text.count("X-KINGPOST-KEY") == 2


def test_a_moved_meeting_keeps_its_description_and_has_it_back_after_the_undo(house: House) -> None:
    path = house.put(8, "Depot review", r"DESCRIPTION:Dial in: 020 7946 0000\n\nAgenda\, as agreed")
    uid, was = "meeting-8@harrowlane.example", "Dial in: 020 7946 0000\n\nAgenda, as agreed"
    with house.connected() as connector:

        def described() -> str:
            native = connector.read_one("event", path)
            assert native is not None
            return CalDav.translate(native)[0].body

        move = Change("update", "meeting", {"starts_at": "2026-01-09T10:00:00Z"}, uid, note="Noor decided: 9 January.")
        connector.write(move, "k1")
        assert described() == f"{was}\n\nNoor decided: 9 January."
        undo = Change("update", "meeting", {"starts_at": "2026-01-08T10:00:00Z"}, uid, unsaid=move.words())
        connector.write(undo, "k2")
        assert described() == was


def test_a_meeting_changed_meanwhile_is_not_overwritten(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.put(8)
    objects = dav.Dav.objects

    def then_somebody_changes_it(self: dav.Dav, *args: Any) -> Any:
        found = objects(self, *args)
        house.put(8, "Depot review theirs")
        return found

    monkeypatch.setattr(dav.Dav, "objects", then_somebody_changes_it)
    with house.connected() as connector, pytest.raises(Unavailable, match="newer version"):
        connector.write(Change("update", "meeting", {"location": "Room 4"}, "meeting-8@harrowlane.example"), "k1")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (Change("create", "ticket", {"subject": "x"}), "cannot write a ticket"),
        (Change("create", "meeting", {"name": "x"}), "needs a start"),
        (Change("create", "meeting", SLOT, place="Nowhere"), "no calendar called “Nowhere”"),
        (Change("update", "meeting", SLOT, "unknown@x.example"), "not in the calendar any more"),
        (Change("update", "meeting", SLOT, "meeting-8@harrowlane.example#20260406T080000Z"), "One occurrence"),
    ],
)
def test_what_cannot_be_written_says_why(house: House, change: Change, reason: str) -> None:
    with house.connected() as connector, pytest.raises(ConnectorError, match=reason):
        connector.write(change, "k1")


def test_the_account_is_named_before_anything_is_written(house: House) -> None:
    with house.connected() as connector:
        assert connector.writes_as() == "noor (calendar “Work”)"


# --- servers that misbehave -----------------------------------------------------------------------------------------------


@contextmanager
def answering(reply: Callable[[str, str], tuple[int, dict[str, str], bytes]]) -> Iterator[CalDav]:
    """A connector to a server that answers each (method, path) as ``reply`` says."""

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, body = reply(self.command, self.path)
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Tests are quiet."""

    for method in ("PROPFIND", "REPORT", "GET", "HEAD", "PUT", "OPTIONS"):
        setattr(Handler, f"do_{method}", Handler.handle_any)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        connector = CalDav(
            {"url": f"http://127.0.0.1:{server.server_port}/", "user": "noor", "password": builder.PASSWORD}
        )
        try:
            yield connector
        finally:
            connector.close()
            server.shutdown()


def multistatus(*responses: str, after: str = "") -> tuple[int, dict[str, str], bytes]:
    xml = f'<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">{"".join(responses)}{after}</D:multistatus>'
    return 207, {"Content-Type": "application/xml"}, xml.encode()


CALENDAR = (
    "<D:response><D:href>/cal/</D:href><D:propstat><D:prop><D:resourcetype><D:collection/><C:calendar/></D:resourcetype>"
    "<D:supported-report-set><D:supported-report><D:report><D:sync-collection/></D:report></D:supported-report></D:supported-report-set>"
    "</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
)
XML = {"Content-Type": "application/xml"}
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><D:multistatus xmlns:D="DAV:">&b;</D:multistatus>'


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        ((401, {"WWW-Authenticate": 'Basic realm="x"'}, b""), Refused),
        ((403, {}, b""), Refused),
        ((429, {"Retry-After": "30"}, b""), Unavailable),
        ((500, {}, b""), Unavailable),
        ((503, {"Retry-After": "30"}, b""), Unavailable),
        ((200, {"Content-Type": "text/html"}, b"<html>Sign in</html>"), Malformed),
        ((207, XML, b"<D:multistatus xmlns:D='DAV:'><D:resp"), Malformed),
        ((207, XML | {"Content-Length": "9000"}, b"<D:multistatus"), Unavailable),
        ((207, XML, LAUGHS.encode()), Malformed),
        ((404, {}, b""), Malformed),
    ],
)
def test_a_server_that_fails_is_one_clear_error(
    reply: tuple[int, dict[str, str], bytes], error: type[ConnectorError]
) -> None:
    with answering(lambda method, path: reply) as connector, pytest.raises(error) as caught:
        read(connector)
    assert builder.PASSWORD not in str(caught.value)
    assert getattr(caught.value, "wait", None) == (30 if "Retry-After" in reply[1] else None)


@pytest.mark.parametrize(
    "listing",
    [
        (404, {}, b""),
        (410, {}, b""),
        multistatus("<D:response><D:href>/cal/</D:href><D:status>HTTP/1.1 507 Insufficient Storage</D:status></D:response>"),
    ],
)  # fmt: skip
def test_a_calendar_that_cannot_be_listed_whole_is_not_an_empty_one(listing: tuple[int, dict[str, str], bytes]) -> None:
    server = answering(lambda method, path: multistatus(CALENDAR) if method == "PROPFIND" else listing)
    with server as connector, pytest.raises(Unavailable, match="is kept"):
        connector.ids("event")


def test_a_part_that_repeats_for_ever_is_stopped() -> None:
    same = "<D:response><D:href>/cal/</D:href><D:status>HTTP/1.1 507 Insufficient Storage</D:status></D:response>"
    answer = multistatus(same, after="<D:sync-token>1</D:sync-token>")
    repeating = answering(lambda method, path: multistatus(CALENDAR) if method == "PROPFIND" else answer)
    with repeating as connector, pytest.raises(Malformed, match="again and again"):
        read(connector)


def test_a_list_in_parts_is_read_to_its_end() -> None:
    told: list[int] = []

    def reply(method: str, path: str) -> tuple[int, dict[str, str], bytes]:
        if method == "PROPFIND":
            return multistatus(CALENDAR)
        told.append(len(told))
        if len(told) == 3:  # the objects themselves
            return multistatus()
        href = f"<D:response><D:href>/cal/{len(told)}.ics</D:href><D:propstat><D:prop><D:getetag>1</D:getetag></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
        more = (
            "<D:response><D:href>/cal/</D:href><D:status>HTTP/1.1 507 more</D:status></D:response>"
            if len(told) == 1
            else ""
        )
        return multistatus(href, more, after=f"<D:sync-token>{len(told)}</D:sync-token>")

    with answering(lambda method, path: (404, {}, b"") if method == "HEAD" else reply(method, path)) as connector:
        [page] = read(connector)
    assert page.cursor == {"calendars": {"/cal/": {"token": "2", "tag": ""}}}
    assert (page.items, page.unreadable) == ([], []), "what vanished between the list and the reading is left out"


def test_an_object_without_content_is_put_aside() -> None:
    listed = "<D:response><D:href>/cal/1.ics</D:href><D:propstat><D:prop><D:getetag>1</D:getetag></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"

    def reply(method: str, path: str) -> tuple[int, dict[str, str], bytes]:
        if method == "HEAD":
            return 200, {}, b""
        return (
            multistatus(CALENDAR)
            if method == "PROPFIND"
            else multistatus(listed, after="<D:sync-token>1</D:sync-token>")
        )

    with answering(reply) as connector:
        [page] = read(connector)
        assert [(bad.remote_id, bad.error) for bad in page.unreadable] == [
            ("/cal/1.ics", "The server lists it but gives no content for it.")
        ]
        with pytest.raises(ConnectorError, match="gives no content"):
            connector.read_one("event", "/cal/1.ics")


def test_a_wrong_address_says_so() -> None:
    with pytest.raises(ConnectorError, match="must start with https"):
        CalDav({"url": "calendar.example", "user": "x", "password": "y"}).check()
    for cut in ("https://[::1", "https://calendar..example/", "https://calendar.example:99999/"):
        with pytest.raises(ConnectorError, match="not a web address"):
            CalDav({"url": cut, "user": "x", "password": "y"}).check()
    with pytest.raises(Unavailable):
        CalDav({"url": "http://127.0.0.1:1/", "user": "x", "password": "y"}).check()

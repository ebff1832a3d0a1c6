"""A calendar of a few meetings on a real Radicale that runs inside the test."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import httpx
import radicale
from radicale import config as radicale_config
from tests.connectors.contract import Bench, Object

from kingpost.connectors.writing import Change

USER = "noor"
PASSWORD = "tall-ladder-9"
CALENDAR = f"/{USER}/work/"

MAKE = """<?xml version="1.0" encoding="utf-8"?>
<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>
<D:displayname>Work</D:displayname>
<C:supported-calendar-component-set><C:comp name="VEVENT"/><C:comp name="VTODO"/></C:supported-calendar-component-set>
</D:prop></D:set></C:mkcalendar>"""


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


class Threading(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a Radicale that keeps its calendars in ``folder``."""
    (folder / "users").write_text(f"{USER}:{PASSWORD}\n")
    settings = radicale_config.load()
    settings.update(
        {
            "auth": {
                "type": "htpasswd",
                "htpasswd_filename": str(folder / "users"),
                "htpasswd_encryption": "plain",
                "delay": "0",
            },
            "storage": {"filesystem_folder": str(folder / "collections")},
            "logging": {"level": "error"},
        },
        "test",
        privileged=True,
    )
    application = radicale.Application(settings)
    with make_server("127.0.0.1", 0, application, Threading, Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def meeting(number: int, name: str, *more: str) -> bytes:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Harrow Lane//Calendar//EN",
        "BEGIN:VEVENT",
        f"UID:meeting-{number}@harrowlane.example",
        "DTSTAMP:20260105T080000Z",
        f"DTSTART;TZID=Europe/London:202601{number:02}T090000",
        f"DTEND;TZID=Europe/London:202601{number:02}T093000",
        f"SUMMARY:{name}",
        "ORGANIZER;CN=Noor Haddad:mailto:noor.haddad@harrowlane.example",
        "ATTENDEE;CN=Marcus Osei:mailto:marcus.osei@aldgatefreight.example",
        *more,
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\r\n".join([*lines, ""]).encode()


@contextmanager
def bench(tmp_path: Path) -> Iterator[Bench]:
    with serving(tmp_path) as url, httpx.Client(auth=(USER, PASSWORD), trust_env=False) as client:

        def call(method: str, path: str, body: bytes = b"") -> None:
            client.request(method, url + path, content=body).raise_for_status()

        call("MKCALENDAR", CALENDAR, MAKE.encode())
        for number in range(5, 9):
            call("PUT", f"{CALENDAR}{number}.ics", meeting(number, "Depot review"))
        call("PUT", f"{CALENDAR}9.ics", meeting(9, "Monday round", "RRULE:FREQ=WEEKLY;COUNT=10"))

        def delete_one() -> Object:
            call("DELETE", f"{CALENDAR}6.ics")
            return "event", f"{CALENDAR}6.ics"

        def change_one() -> Object:
            call("PUT", f"{CALENDAR}7.ics", meeting(7, "Depot review, moved", "SEQUENCE:1"))
            return "event", f"{CALENDAR}7.ics"

        slot = {"name": "Call Marcus", "starts_at": "2026-02-02T09:00:00Z", "ends_at": "2026-02-02T09:30:00Z"}
        yield Bench(
            {"url": url + "/", "user": USER, "password": PASSWORD},
            delete_one,
            change_one,
            secrets=(PASSWORD,),
            writes=[
                Change("create", "meeting", slot, note="About the dock terminals."),
                Change(
                    "update",
                    "meeting",
                    {"starts_at": "2026-01-08T10:00:00Z", "ends_at": "2026-01-08T10:30:00Z"},
                    "meeting-8@harrowlane.example",
                ),
            ],
        )

"""A whole Kingpost between a real Redmine and a real calendar, worked with as a person does: through its pages.

``Redmine`` and ``Diary`` are what people see there; ``Office`` is Kingpost and Priya's browser.
"""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import psycopg
from tests.faults.installation import Installation
from tests.runtime.conftest import Kingpost
from tests.systems import redmine_server, servers

from kingpost.toolbox import process

PRIYA, NOOR, CALLUM = (f"{name}@harrowlane.example" for name in ("priya.raman", "noor.haddad", "callum.reid"))
PEOPLE = (
    ("priya", "Priya", "Raman", PRIYA),
    ("noor", "Noor", "Haddad", NOOR),
    ("callum", "Callum", "Reid", CALLUM),
    ("marcus", "Marcus", "Osei", "marcus.osei@aldgatefreight.example"),
)
URGENT, NORMAL, SUPPORT, CLOSED = 4, 2, 3, 5  # in Redmine's default data
OFTEN = 3  # seconds between reads: nobody waits a minute here
PATIENCE = 120


class Tracker:
    """The seeded Redmine: three cases Noor solved; ``case`` opens one that is Callum's."""

    def __init__(self, server: redmine_server.Server) -> None:
        self.server = server
        self.people = {login: self._user(login, *names) for login, *names in PEOPLE}
        project = {"name": "Depot rollout", "identifier": "depot-rollout", "is_public": False}
        self.project = server.call("POST", "projects.json", {"project": project})["project"]["id"]
        for number in self.people.values():
            membership = {"user_id": number, "role_ids": [3]}  # Manager
            server.call("POST", f"projects/{self.project}/memberships.json", {"membership": membership})
        logins = " ".join(self.people)
        keys = server.ruby(f'puts %w({logins}).map {{ |login| User.find_by_login(login).api_key }}.join(" ")')
        self.keys = dict(zip(self.people, keys.split(), strict=True))
        for gate in ("north", "south", "east"):
            number = self.case(f"Dock terminals at the {gate} gate cannot sign in", "noor")
            self.change(number, "noor", status_id=CLOSED, notes="Checked the identity provider")

    def _user(self, login: str, first: str, last: str, mail: str) -> int:
        user = {"login": login, "firstname": first, "lastname": last, "mail": mail, "password": "harrow lane 1"}
        return int(self.server.call("POST", "users.json", {"user": user})["user"]["id"])

    def case(self, subject: str, owner: str = "callum") -> int:
        """Marcus opens a ticket; returns its number."""
        issue = {"project_id": self.project, "tracker_id": SUPPORT, "priority_id": NORMAL, "subject": subject, "assigned_to_id": self.people[owner],
                 "custom_fields": [{"id": 1, "value": "Aldgate Freight"}]}  # fmt: skip
        return int(self.server.call("POST", "issues.json", {"issue": issue}, self.keys["marcus"])["issue"]["id"])

    def change(self, number: int, by: str, **fields: Any) -> None:
        self.server.call("PUT", f"issues/{number}.json", {"issue": fields}, self.keys[by])

    def issue(self, number: int) -> dict[str, Any]:
        held: dict[str, Any] = self.server.call("GET", f"issues/{number}.json?include=journals")["issue"]
        return held

    def about(self, number: int) -> list[dict[str, Any]]:
        """Other issues that name this one: what Kingpost wrote about it."""
        listed = self.server.call("GET", "issues.json?status_id=*&limit=100")["issues"]
        return [one for one in listed if f"ticket {number} " in one["subject"]]


class Diary:
    """Noor's calendar."""

    def __init__(self, running: servers.Calendars) -> None:
        self.url = f"{running.url}noor/diary/"
        self.http = httpx.Client(auth=("noor", servers.PASSWORD), trust_env=False, timeout=30)
        self.http.request("MKCALENDAR", self.url).raise_for_status()

    def calls(self, about: str) -> list[str]:
        """The entries whose title names this ticket, as iCalendar."""
        listed = self.http.request("PROPFIND", self.url, headers={"Depth": "1"}).raise_for_status().text
        found = [self.http.get(httpx.URL(self.url).join(path)).raise_for_status().text
                 for path in re.findall(r"<(?:\w+:)?href>([^<]+\.ics)</", listed)]  # fmt: skip
        return [text for text in found if about in text.replace("\r\n ", "")]


@dataclass
class Office(Installation):
    """``kingpost up`` by the real clock, and the browser of its first admin."""

    browser: httpx.Client = field(
        default_factory=lambda: httpx.Client(trust_env=False, timeout=60, follow_redirects=True)
    )

    @property
    def variables(self) -> dict[str, str]:
        return Kingpost.variables.__get__(self)

    def sign_in(self) -> None:
        self.browser.base_url = httpx.URL(f"http://127.0.0.1:{self.port}")
        invited = self.run("invite", PRIYA, "--name", "Priya Raman")
        assert invited.returncode == 0, invited.stderr
        link = invited.stdout.strip()
        self.get(link)
        self.post(link)

    def begin_again(self, **variables: str) -> None:
        """Stop it, also where its worker stands at a point, and start it with these settings."""
        if pid := self.stopped_worker():
            os.kill(pid, signal.SIGKILL)
        self.started[-1].terminate()
        assert self.started[-1].wait(60) == 0
        self.up(**variables)

    def get(self, path: str) -> str:
        return self.browser.get(path).raise_for_status().text

    def post(self, path: str, **values: str) -> str:
        """As a form of a page sends it. What is answered is the page that follows."""
        token = self.browser.cookies["csrftoken"]
        answer = self.browser.post(path, data={"csrfmiddlewaretoken": token, **values})
        assert answer.is_success, f"{path}: {answer.status_code} {answer.text[:2000]}"
        return answer.text

    def connect(self, connector: str, title: str, **settings: str) -> None:
        """Through the page that connects; then wait until it was read once."""
        self.get(f"/systems/connect/{connector}")
        given = {f"set_{name}": value for name, value in settings.items()}
        page = self.post(f"/systems/connect/{connector}", title=title, who="everyone", excluded="", **given)
        assert "Connected:" in page, page
        self.ask(f"UPDATE system SET every_seconds = {OFTEN}")
        loaded = f"SELECT loaded_at IS NOT NULL FROM system WHERE title = '{title}'"
        assert process.wait_until(lambda: self.ask(loaded) == [(True,)], PATIENCE), self.said()[-3000:]

    def let_write(self, key: str, kind: str, *, on: bool = True) -> None:
        """On the page of the system: as whom it writes is asked of the system, and said yes to."""
        if not on:
            self.post(f"/systems/{key}/writing/{kind}/stop")
            return
        page = self.get(f"/systems/{key}/writing/{kind}")
        found = re.search(r'name="account" value="([^"]+)"', page)
        assert found, page
        self.post(f"/systems/{key}/writing/{kind}", account=found[1], place="")

    def flag(self, title: str, *, wants: str = "Suggested next step") -> str:
        """The address of the flag with this title, once its page says what is wanted."""
        found = ""

        def there() -> bool:
            nonlocal found
            for path in dict.fromkeys(re.findall(r'href="(/flags/\d+)"', self.get("/flags"))):
                page = self.get(path)
                if f"<h1>{title}</h1>" in page and wants in page:
                    found = path
            return bool(found)

        assert process.wait_until(there, PATIENCE, 1), f"no flag {title}: {self.said()[-3000:]}"
        return found

    def approve(self, flag: str) -> None:
        found = re.search(r"/suggestions/\d+/decisions", self.get(flag))
        assert found
        self.post(found[0], verdict="approve", next=flag)

    def undo(self, flag: str) -> None:
        """With the key u, as the browser sends it."""
        self.post("/undo", next=flag)

    def wait_for(self, page: str, text: str, times: int) -> str:
        """The page, once it says this so often."""
        assert process.wait_until(lambda: self.get(page).count(text) == times, PATIENCE, 0.5), self.get(page)
        return self.get(page)

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url, options="-c search_path=kingpost,extensions", autocommit=True) as connection:
            cursor = connection.execute(query)
            return cursor.fetchall() if cursor.description else []


@contextmanager
def tracker() -> Iterator[Tracker]:
    with redmine_server.running() as server:
        yield Tracker(server)


@contextmanager
def diary() -> Iterator[Diary]:
    with servers.radicale() as running:
        yield Diary(running)

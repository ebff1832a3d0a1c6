"""The Redmine connector against a real Redmine."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from tests.systems import redmine_server

from kingpost.connectors.base import CLOSED_STATUSES, ConnectorError, Native, Page, Refused, Statement
from kingpost.connectors.systems.redmine import Redmine
from kingpost.connectors.web import Missing
from kingpost.connectors.writing import Change

pytestmark = [pytest.mark.systems, pytest.mark.timeout(900)]

MANY = 120  # more than one full list of Redmine's

SEED = """
project = Project.find("depot-rollout")
author = User.find_by_login("priya")
%d.times do |n|
  issue = Issue.new(project: project, tracker: Tracker.find_by_name("Feature"), author: author, subject: "Fit scanner #{n}")
  issue.priority = IssuePriority.find_by_name("Normal")
  issue.status = IssueStatus.find_by_name(n.odd? ? "Closed" : "New")
  issue.save!
end
Issue.update_all("updated_on = datetime('now', '-' || (id + 1) || ' hours')")
puts %%w(priya marcus).map { |login| User.find_by_login(login).api_key }.join(" ")
"""


class House:
    """The seeded Redmine: ids of what is in it, and an API key per person."""

    def __init__(self, server: redmine_server.Server) -> None:
        self.server = server
        self.opened: list[Redmine] = []
        self.people = {
            login: self._user(login, first, last, mail)
            for login, first, last, mail in (
                ("priya", "Priya", "Raman", "priya.raman@harrowlane.example"),
                ("noor", "Noor", "Haddad", "noor.haddad@harrowlane.example"),
                ("marcus", "Marcus", "Osei", "marcus.osei@aldgatefreight.example"),
            )
        }
        group = server.call("POST", "groups.json", {"group": {"name": "Night desk", "user_ids": [self.people["noor"]]}})
        self.group = group["group"]["id"]
        self.project = self._project("Depot rollout", "depot-rollout")
        self.closed_project = self._project("Old portal", "old-portal")
        server.call("PUT", "projects/old-portal/close.json")
        version = {"version": {"name": "Go live", "due_date": "2027-03-01"}}
        self.version = server.call("POST", "projects/depot-rollout/versions.json", version)["version"]["id"]
        self.keys = dict(zip(("priya", "marcus"), server.ruby(SEED % MANY).split(), strict=True))

    def _user(self, login: str, first: str, last: str, mail: str) -> int:
        user = {"login": login, "firstname": first, "lastname": last, "mail": mail, "password": "harrow lane 1"}
        number: int = self.server.call("POST", "users.json", {"user": user})["user"]["id"]
        return number

    def _project(self, name: str, identifier: str) -> int:
        project = {"name": name, "identifier": identifier, "is_public": False}
        number: int = self.server.call("POST", "projects.json", {"project": project})["project"]["id"]
        for member in (*self.people.values(), self.group):
            membership = {"user_id": member, "role_ids": [3]}  # Manager in Redmine's default data
            self.server.call("POST", f"projects/{number}/memberships.json", {"membership": membership})
        return number

    def issue(self, **fields: Any) -> int:
        """A new Support issue in the project; returns its number."""
        fields = {"project_id": self.project, "tracker_id": 3, "subject": "Dock terminals cannot sign in"} | fields
        number: int = self.server.call("POST", "issues.json", {"issue": fields})["issue"]["id"]
        return number

    def change(self, number: int, by: str = "", **fields: Any) -> None:
        self.server.call("PUT", f"issues/{number}.json", {"issue": fields}, self.keys.get(by, ""))

    def connector(self, **settings: str) -> Redmine:
        opened = Redmine({"url": self.server.url, "key": self.server.key, "project": "depot-rollout"} | settings)
        self.opened.append(opened)
        return opened


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    if reason := redmine_server.why_not():
        pytest.skip(f"not run: {reason}")
    with redmine_server.running() as server:
        yield House(server)


@pytest.fixture
def redmine(house: House) -> Iterator[Redmine]:
    yield house.connector()
    while house.opened:
        house.opened.pop().close()


def everything(pages: Iterator[Page]) -> tuple[dict[tuple[str, str], Native], Any]:
    found: dict[tuple[str, str], Native] = {}
    cursor = None
    for page in pages:
        assert not page.unreadable
        found |= {(item.kind, item.remote_id): item for item in page.items}
        cursor = page.cursor
    return found, cursor


def says(connector: Redmine, kind: str, number: int | str) -> Statement:
    native = connector.read_one(kind, str(number))
    assert native is not None
    return connector.translate(native)[0]


def test_everything_is_read_and_proven(house: House, redmine: Redmine) -> None:
    number = house.issue()
    entry = {"issue_id": number, "hours": 1.5, "activity_id": 9, "comments": "On the dock", "spent_on": "2026-01-05"}
    logged = house.server.call("POST", "time_entries.json", {"time_entry": entry})["time_entry"]["id"]

    begun = time.monotonic()
    found, _ = everything(redmine.read(None))
    issues = [key for key in found if key[0] == "issue"]
    print(f"read {len(issues)} issues with history in {time.monotonic() - begun:.1f} s")

    for kind in Redmine.proofs:
        assert {i for k, i in found if k == kind} == set(redmine.ids(kind) or ()), kind
    assert redmine.count("issue") == len(issues) > MANY
    assert redmine.count("user") == 4
    assert redmine.count("project") == 2, "a closed project counts too"
    assert ("version", f"version-{house.version}") in found
    worked = redmine.translate(found["time_entry", str(logged)])[0]
    assert worked.fields["hours"] == 1.5
    assert [(r.role, r.kind, r.remote_id) for r in worked.refs if r.role == "about"] == [
        ("about", "ticket", str(number))
    ]


def test_check_says_what_is_there(house: House, redmine: Redmine) -> None:
    assert redmine.check().startswith("2 projects and ")
    assert "as admin" in redmine.check()


def test_open_issues_come_first_and_newest_first(house: House, redmine: Redmine) -> None:
    house.issue(subject="The newest")
    first = next(page for page in redmine.read(None) if page.items and page.items[0].kind == "issue")
    told = [redmine.translate(item)[0] for item in first.items]
    assert told[0].title == "The newest"
    assert not any(each.fields["status"] in CLOSED_STATUSES for each in told)


def test_an_interrupted_read_goes_on_behind_each_page(house: House, redmine: Redmine) -> None:
    pages = list(redmine.read(None))
    whole = {(i.kind, i.remote_id) for page in pages for i in page.items}
    middle = len(pages) // 2
    before = {(i.kind, i.remote_id) for page in pages[:middle] for i in page.items}
    after, _ = everything(house.connector().read(pages[middle - 1].cursor))
    assert before | after.keys() == whole
    assert len(after) < len(whole)


def test_a_change_arrives_without_reading_everything_again(house: House, redmine: Redmine) -> None:
    _, cursor = everything(redmine.read(None))
    number = house.issue(subject="Came later")

    found, later = everything(house.connector().read(cursor))

    assert ("issue", str(number)) in found
    assert sum(kind == "issue" for kind, _ in found) < MANY / 2
    assert later["since"] > cursor["since"]


def test_history_tells_who_did_what(house: House, redmine: Redmine) -> None:
    redmine = house.connector(staff_domains="harrowlane.example")
    number = house.issue(
        priority_id=2, assigned_to_id=house.people["noor"], custom_fields=[{"id": 1, "value": "Aldgate Freight"}]
    )
    house.change(number, "marcus", notes="Third morning nobody can sign in")
    house.change(number, "priya", priority_id=4, assigned_to_id=house.people["priya"], notes="Looking now")
    house.change(number, "priya", status_id=5, notes="Cache cleared")
    house.change(number, "marcus", status_id=2)
    house.change(number, "priya", assigned_to_id=house.group)

    told = says(redmine, "issue", number)

    priya, marcus = str(house.people["priya"]), str(house.people["marcus"])
    assert [(h.what, h.actor, h.text) for h in told.happenings[1:]] == [
        ("commented", marcus, "wrote “Third morning nobody can sign in”"),
        ("escalated", priya, "raised it to Urgent and assigned it to Priya Raman: “Looking now”"),
        ("resolved", priya, "resolved it: “Cache cleared”"),
        ("reopened", marcus, "reopened it"),
        ("assigned", priya, "assigned it to Night desk"),
    ]
    assert told.kind == "ticket"
    assert told.fields["escalated"] is True
    assert told.fields["reopened"] == 1
    assert told.fields["team"] == "Night desk"
    assert told.fields["status"] == "in progress"
    assert "closed_at" not in told.fields, "Redmine keeps the old closing date of a reopened issue"
    assert told.fields["last_client_message_at"] <= told.fields["last_our_message_at"]
    assert [m.title for m in told.mentions] == ["Aldgate Freight"]
    assert "Cache cleared" in told.body


def test_private_notes_stay_in_redmine_unless_wanted(house: House, redmine: Redmine) -> None:
    number = house.issue()
    house.change(number, "priya", notes="They are three months behind", private_notes=True)
    native = redmine.read_one("issue", str(number))
    assert native
    assert b"three months" not in native.raw
    assert "three months" in says(house.connector(private_notes="yes"), "issue", number).body


def test_no_key_is_kept_with_a_user(house: House, redmine: Redmine) -> None:
    found, _ = everything(redmine.read(None))
    secrets = [house.server.key.encode(), *(key.encode() for key in house.keys.values())]
    assert not [item for item in found.values() for secret in secrets if secret in item.raw]
    assert not [item for item in found.values() if b"last_login" in item.raw]


def test_an_account_without_power_still_reads_its_projects(house: House, redmine: Redmine) -> None:
    weak = house.connector(key=house.keys["marcus"])
    number = house.issue(assigned_to_id=house.people["noor"])

    assert "people by name only" in weak.check()
    assert weak.ids("user") is None
    assert weak.count("user") is None
    told = says(weak, "issue", number)
    assert "Noor Haddad" in [mention.title for mention in told.mentions]


def test_a_wrong_key_is_refused(house: House, redmine: Redmine) -> None:
    with pytest.raises(Refused):
        house.connector(key="0" * 40).check()


def test_a_wrong_address_is_named(house: House, redmine: Redmine) -> None:
    with pytest.raises(Missing, match="/nowhere/users/current"):
        house.connector(url=house.server.url + "/nowhere").check()


def test_a_deleted_issue_leaves_the_ids(house: House, redmine: Redmine) -> None:
    number = house.issue()
    assert str(number) in set(redmine.ids("issue") or ())
    house.server.call("DELETE", f"issues/{number}.json")
    assert str(number) not in set(redmine.ids("issue") or ())
    assert redmine.read_one("issue", str(number)) is None


CREATE = Change(
    act="create",
    kind="task",
    fields={"name": "Call Marcus about the terminals", "due_date": "2027-01-15", "priority": "high"},
    people={"owner": ["noor.haddad@harrowlane.example"]},
    note="Agreed on the phone.",
)


def test_an_issue_is_written_found_read_back_and_taken_back(house: House, redmine: Redmine) -> None:
    assert redmine.writes_as() == "Redmine Admin (admin, Redmine)"
    assert redmine.find(CREATE, "kp-create-1") is None

    written = redmine.write(CREATE, "kp-create-1")

    assert redmine.find(CREATE, "kp-create-1") == written
    assert redmine.find(CREATE, "kp-create") is None, "a key that only begins alike is another key"
    told = says(redmine, written.native_kind, written.remote_id)
    assert (told.kind, told.title) == ("task", "Call Marcus about the terminals")
    assert told.fields["due_date"] == "2027-01-15"
    assert told.fields["priority"] == "high"
    assert told.fields["kingpost_references"] == ["kp-create-1"]
    assert "Kingpost reference" not in told.body
    assert [r.remote_id for r in told.refs if r.role == "owner"] == [str(house.people["noor"])]

    undo = Change("update", "task", {}, written.remote_id, delete=True)
    redmine.write(undo, "kp-create-1-undo")
    assert redmine.read_one("issue", written.remote_id) is None
    assert redmine.find(undo, "kp-create-1-undo") is not None
    redmine.write(undo, "kp-create-1-undo")


def test_a_note_and_a_status_are_written_once_and_undone(house: House, redmine: Redmine) -> None:
    number = house.issue(assigned_to_id=house.people["noor"], due_date="2027-01-10")
    change = Change(
        "update",
        "ticket",
        {"status": "in progress", "due_at": "2027-01-12"},
        str(number),
        note="Priya takes this over.",
        people={"owner": [str(house.people["priya"])]},
    )
    assert redmine.find(change, "kp-note-1") is None
    redmine.write(change, "kp-note-1")
    assert redmine.find(change, "kp-note-1") is not None

    told = says(redmine, "issue", number)
    assert (told.fields["status"], told.fields["due_at"]) == ("in progress", "2027-01-12")
    assert [r.remote_id for r in told.refs if r.role == "owner"] == [str(house.people["priya"])]
    assert "Priya takes this over." in told.body

    undo = Change("update", "ticket", {"status": "new", "due_at": ""}, str(number), people={"owner": []})
    redmine.write(undo, "kp-note-1-undo")
    told = says(redmine, "issue", number)
    assert told.fields["status"] == "new"
    assert "due_at" not in told.fields
    assert not [r for r in told.refs if r.role == "owner"]


def test_a_closing_word_of_ours_closes_the_issue(house: House, redmine: Redmine) -> None:
    number = house.issue()
    redmine.write(Change("update", "ticket", {"status": "solved"}, str(number)), "kp-solved")
    assert says(redmine, "issue", number).fields["status"] == "closed"


def test_what_redmine_rejects_is_said_in_its_words(house: House, redmine: Redmine) -> None:
    number = house.issue(start_date="2027-01-10")
    with pytest.raises(ConnectorError, match="Due date must be greater than start date"):
        redmine.write(Change("update", "ticket", {"due_at": "2027-01-01"}, str(number)), "kp-bad-date")
    with pytest.raises(ConnectorError, match="no user with the address"):
        redmine.write(Change("update", "ticket", {}, str(number), people={"owner": ["no@body.example"]}), "kp-nobody")
    with pytest.raises(ConnectorError, match="has no status 'waiting'; it has New"):
        redmine.write(Change("update", "ticket", {"status": "waiting"}, str(number)), "kp-waiting")

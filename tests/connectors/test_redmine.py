"""What the Redmine connector makes of Redmine's objects. How it reads a real one: ``tests/systems/test_redmine.py``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.connectors.builders.redmine import KEY, PRIYA_KEY, FakeRedmine, serving
from tests.http_server import Server

from kingpost.connectors.base import ConnectorError, Page, Statement
from kingpost.connectors.systems import redmine as module
from kingpost.connectors.systems.redmine import Redmine
from kingpost.connectors.writing import Change


@pytest.fixture
def house() -> FakeRedmine:
    return FakeRedmine()


@pytest.fixture
def server(house: FakeRedmine) -> Iterator[Server]:
    with serving(house) as running:
        yield running


class Opened:
    """Connectors to the fake, closed after the test."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.all: list[Redmine] = []

    def __call__(self, **settings: str) -> Redmine:
        self.all.append(Redmine({"url": self._url, "key": KEY, "project": "depot-rollout"} | settings))
        return self.all[-1]

    def says(self, kind: str, remote_id: str, **settings: str) -> Statement:
        connector = self(**settings)
        native = connector.read_one(kind, remote_id)
        assert native is not None
        return connector.translate(native)[0]


@pytest.fixture
def connect(server: Server) -> Iterator[Opened]:
    opened = Opened(server.url)
    yield opened
    for connector in opened.all:
        connector.close()


def issue_numbers(pages: list[Page]) -> list[int]:
    return [int(item.remote_id) for page in pages for item in page.items if item.kind == "issue"]


def test_a_support_issue_is_a_ticket_and_another_a_task(connect: Opened) -> None:
    assert connect.says("issue", "3").kind == "ticket"
    assert connect.says("issue", "2").kind == "task"
    assert connect.says("issue", "2", ticket_trackers="Bug, Support").kind == "ticket"


def test_a_ticket_knows_its_people_project_and_client(connect: Opened) -> None:
    told = connect.says("issue", "3")
    assert {(ref.role, ref.kind, ref.remote_id) for ref in told.refs} == {
        ("project", "project", "1"),
        ("requester", "person", "3"),
        ("owner", "person", "2"),
        ("client", "client", "name:aldgate freight"),
    }
    assert told.fields["escalated"] is True
    assert told.fields["custom"] == {"Client": "Aldgate Freight"}


def test_a_task_points_at_the_ticket_above_it_and_its_milestone(connect: Opened) -> None:
    parents = [(ref.kind, ref.remote_id) for ref in connect.says("issue", "2").refs if ref.role == "parent"]
    assert parents == [("ticket", "1"), ("task", "version-1")]
    assert connect.says("version", "version-1").remote_id == "version-1"
    assert connect.says("version", "version-1").fields["milestone"] is True


def test_the_timeline_tells_what_people_did(connect: Opened) -> None:
    told = connect.says("issue", "3", staff_domains="harrowlane.example")
    assert [(line.what, line.actor, line.text) for line in told.happenings] == [
        ("opened", "3", "opened “Dock terminal 3 cannot sign in”"),
        ("commented", "3", "wrote “Third morning nobody can sign in”"),
        ("escalated", "2", "raised it to Urgent and assigned it to Priya Raman: “Looking now”"),
    ]
    assert told.fields["last_our_message_at"] == told.fields["first_response_at"] == told.fields["updated_at"]
    assert told.fields["last_client_message_at"] < told.fields["last_our_message_at"]


def test_a_plain_note_of_ours_is_an_answer(house: FakeRedmine, connect: Opened) -> None:
    house.update_issue(3, {"notes": "Done by noon"}, 2)
    assert connect.says("issue", "3", staff_domains="harrowlane.example").happenings[-1].what == "answered"
    assert connect.says("issue", "3").happenings[-1].what == "commented", (
        "without own domains nobody knows whose note it is"
    )


@pytest.mark.parametrize(
    ("issue", "given", "what", "words"),
    [
        (3, {"status_id": 5}, "resolved", "resolved it"),
        (2, {"status_id": 5}, "completed", "completed it"),
        (3, {"status_id": 6}, "closed", "closed it as Rejected"),
        (5, {"status_id": 1}, "reopened", "reopened it"),
        (2, {"status_id": 2}, "started", "set the status to In Progress"),
        (3, {"assigned_to_id": ""}, "assigned", "took the owner off"),
        (2, {"due_date": "2026-02-01"}, "changed", "set the due date to 2026-02-01"),
        (2, {"description": "A long story"}, "changed", "changed the description"),
        (2, {"status_id": 5, "due_date": "2026-02-01"}, "completed", "completed it and set the due date to 2026-02-01"),
    ],
)
def test_a_change_is_one_line(
    house: FakeRedmine, connect: Opened, issue: int, given: dict[str, Any], what: str, words: str
) -> None:
    house.update_issue(issue, given, 2)
    line = connect.says("issue", str(issue)).happenings[-1]
    assert (line.what, line.text) == (what, words)


def test_a_closed_status_reads_as_closed_whatever_its_name(house: FakeRedmine, connect: Opened) -> None:
    house.update_issue(3, {"status_id": 5})
    house.issues[3]["status"]["name"] = "Erledigt"
    told = connect.says("issue", "3")
    assert (told.fields["status"], told.fields["status_name"]) == ("closed", "Erledigt")
    assert told.fields["closed_at"]


def test_a_reopened_issue_has_no_closing_date(house: FakeRedmine, connect: Opened) -> None:
    house.update_issue(5, {"status_id": 2})
    told = connect.says("issue", "5")
    assert house.issues[5]["closed_on"], "Redmine keeps it"
    assert "closed_at" not in told.fields
    assert told.fields["reopened"] == 1


def test_private_notes_are_not_kept_unless_wanted(house: FakeRedmine, connect: Opened) -> None:
    house.update_issue(3, {"notes": "They pay late"})
    house.journals[3][-1]["private_notes"] = True
    assert "They pay late" not in connect.says("issue", "3").body
    assert "They pay late" in connect.says("issue", "3", private_notes="yes").body


def test_a_private_note_is_no_answer_to_the_client(house: FakeRedmine, connect: Opened) -> None:
    settings = {"staff_domains": "harrowlane.example", "private_notes": "yes"}
    before = connect.says("issue", "3", **settings).fields.get("last_our_message_at")
    house.update_issue(3, {"notes": "They pay late"}, 2)
    house.journals[3][-1]["private_notes"] = True
    told = connect.says("issue", "3", **settings)
    assert told.fields.get("last_our_message_at") == before
    last = told.happenings[-1]
    assert (last.what, last.text, last.private) == ("commented", "noted “They pay late”", True)


def test_private_issues_can_be_excluded_by_label(house: FakeRedmine, connect: Opened) -> None:
    house.issues[3]["is_private"] = True
    native = connect().read_one("issue", "3")
    assert native
    assert set(native.labels) == {"Depot rollout", "Support", "private"}


def test_a_user_is_staff_unless_from_elsewhere(connect: Opened) -> None:
    assert connect.says("user", "3").fields["staff"] is True
    assert connect.says("user", "3", staff_domains="harrowlane.example").fields["staff"] is False
    assert (
        connect.says("user", "2", staff_domains="harrowlane.example").fields["email"]
        == "priya.raman@harrowlane.example"
    )


@pytest.mark.parametrize("key", [KEY, PRIYA_KEY])
def test_a_user_is_kept_without_key_and_last_visit(connect: Opened, key: str) -> None:
    native = connect(key=key).read_one("user", "2")  # Redmine shows this account both of its own
    assert native
    assert b"api_key" not in native.raw
    assert b"last_login" not in native.raw


def test_without_the_user_list_people_are_known_by_name(connect: Opened) -> None:
    weak = connect(key=PRIYA_KEY)
    assert weak.ids("user") is None
    told = connect.says("issue", "3", key=PRIYA_KEY)
    assert {mention.title for mention in told.mentions} >= {"Marcus Osei", "Priya Raman"}
    assert told.happenings[-1].text == "raised it to Urgent and assigned it to Priya Raman: “Looking now”"


def test_an_issue_of_a_group_belongs_to_a_team(house: FakeRedmine, connect: Opened) -> None:
    house.issues[3]["assigned_to"] = {"id": 40, "name": "Night desk"}
    told = connect.says("issue", "3")
    assert told.fields["team"] == "Night desk"
    assert not [ref for ref in told.refs if ref.role == "owner"]


def test_work_is_told_at_the_day_it_was_done(connect: Opened) -> None:
    told = connect.says("time_entry", "2")
    assert [(ref.kind, ref.remote_id) for ref in told.refs if ref.role == "about"] == [("task", "2")]
    assert told.happenings[0].at.isoformat() == "2026-01-02T12:00:00+00:00"
    assert told.happenings[0].text == "worked 1.5 h on Development"


def test_open_issues_come_first(connect: Opened) -> None:
    assert issue_numbers(list(connect().read(None))) == [8, 7, 6, 4, 3, 2, 1, 5]


def test_the_next_read_asks_only_for_what_changed(house: FakeRedmine, connect: Opened) -> None:
    cursor = list(connect().read(None))[-1].cursor
    assert issue_numbers(list(connect().read(cursor))) == [5], "the newest change is inside the overlap"
    house.update_issue(1, {"notes": "Any news?"})
    later = list(connect().read(cursor))
    assert issue_numbers(later) == [5, 1]
    assert issue_numbers(list(connect().read(later[-1].cursor))) == [1]


def test_what_changes_while_we_read_is_read_by_the_next(house: FakeRedmine, connect: Opened) -> None:
    pages = []
    for page in connect().read(None):
        pages.append(page)
        if issue_numbers([page]) == [8, 7, 6]:  # passed already when it changes
            house.update_issue(8, {"notes": "Quick!"})
            del house.issues[7]
    assert sorted(issue_numbers(pages)) == [1, 2, 3, 4, 5, 6, 7, 8], "nothing slipped through the gap"
    assert 8 in issue_numbers(list(connect().read(pages[-1].cursor)))


def test_an_empty_redmine_is_read_from_the_start_next_time(house: FakeRedmine, connect: Opened) -> None:
    issues, house.issues = house.issues, {}
    cursor = list(connect().read(None))[-1].cursor
    house.issues = issues
    assert len(issue_numbers(list(connect().read(cursor)))) == 8


def test_a_write_names_what_redmine_cannot_do(connect: Opened) -> None:
    with pytest.raises(ConnectorError, match="no 'budget' that can be written"):
        connect().write(Change("update", "task", {"budget": "12"}, "2"), "kp-1")
    with pytest.raises(ConnectorError, match="no invoice to write"):
        connect().write(Change("create", "invoice", {}), "kp-2")
    with pytest.raises(ConnectorError, match="which project"):
        connect(project="").write(Change("create", "task", {"name": "x"}), "kp-3")
    with pytest.raises(ConnectorError, match="no user with the address"):
        connect().write(Change("update", "task", {}, "2", people={"owner": ["nobody@harrowlane.example"]}), "kp-4")


def test_a_created_issue_is_deleted_or_closed_on_undo(house: FakeRedmine, connect: Opened) -> None:
    redmine = connect()
    first, second = (redmine.write(Change("create", "task", {"name": "Call Marcus"}), f"kp-{n}") for n in (1, 2))
    undo = [Change("update", "task", {}, written.remote_id, delete=True) for written in (first, second)]
    redmine.write(undo[0], "kp-undo-1")
    assert redmine.read_one("issue", first.remote_id) is None
    assert redmine.find(undo[0], "kp-undo-1")

    house.may_delete = False
    redmine.write(undo[1], "kp-undo-2")
    told = connect.says("issue", second.remote_id)
    assert told.fields["status"] == "closed"
    assert "Taken back." in told.body
    assert redmine.find(undo[1], "kp-undo-2")


def test_clearing_a_field_and_the_owner(connect: Opened) -> None:
    redmine = connect()
    redmine.write(Change("update", "ticket", {"due_at": "2026-02-01T09:00:00Z"}, "3"), "kp-1")
    assert connect.says("issue", "3").fields["due_at"] == "2026-02-01"
    redmine.write(Change("update", "ticket", {"due_at": ""}, "3", people={"owner": []}), "kp-2")
    told = connect.says("issue", "3")
    assert "due_at" not in told.fields
    assert not [ref for ref in told.refs if ref.role == "owner"]


@pytest.mark.parametrize("raw", [b"", b"<html>", b"[]", b'{"issue": {}, "context": {}}', b'{"issue": {"id": 1}}'])
def test_bytes_that_are_no_issue_are_named(raw: bytes) -> None:
    with pytest.raises(ValueError, match="not "):
        Redmine.translate(module.Native("issue", "1", raw))


@pytest.mark.parametrize(
    ("url", "key", "said"),
    [
        ("http://127.0.0.1:1", "“0123abcd”", "Copy it once more"),
        ("http://127.0.0.1:1", "0123\nabcd", "Copy it once more"),
        ("https://[::1", "0123abcd", "not a web address"),
        ("https://redmine..example", "0123abcd", "not a web address"),
        ("https://xn--.example", "0123abcd", "not a web address"),
        ("http://127.0.0.1:99999", "0123abcd", "between 1 and 65535"),
    ],
)
def test_what_was_pasted_wrongly_is_refused_with_a_sentence(url: str, key: str, said: str) -> None:
    with pytest.raises(ConnectorError, match=said):
        Redmine({"url": url, "key": key}).check()

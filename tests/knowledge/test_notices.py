"""Mails systems write by themselves: tied to what they speak of, one line on a timeline, and nobody's letter."""

from __future__ import annotations

import pytest
from tests import builders as b

from kingpost.accounts.models import EVERYONE
from kingpost.knowledge import timelines
from kingpost.toolbox.sql import rows
from kingpost.web import timeline

AT = b.moment("2026-03-02 09:00")
NOOR, BOT = "noor@harrowlane.example", "notifications@desk.harrowlane.example"
HOST = ["desk.harrowlane.example"]


def notice(number: str, *keys: str, sender: str = BOT, hosts: list[str] | None = None, service: str = "Zendesk"):
    return b.mail(number, sender, NOOR, f"Updated {number}", AT, automatic=True, notice=service, notice_keys=list(keys), notice_hosts=hosts or HOST)  # fmt: skip


def about() -> list[tuple[str, str, str]]:
    """(mail, what it is about, why), by mail."""
    return rows(
        """SELECT r.remote_id, v.title, l.why FROM link AS l JOIN record AS r ON r.id = l.record_id JOIN record AS t ON t.id = l.target_id
           JOIN version AS v ON v.record_id = t.id AND v.number = t.version WHERE l.role = 'about' ORDER BY 1"""
    )


@pytest.fixture
def desk(db):
    b.own_domains("harrowlane.example")
    desk = b.system("desk")
    b.tell(
        desk,
        b.client("Aldgate Freight", "aldgatefreight.example"),
        b.ticket("12", "Sign-in loops", AT, client_id="Aldgate Freight"),
    )
    return desk  # fmt: skip


def with_url(statement, url):
    statement.url = url
    return statement


def test_a_short_number_counts_only_where_its_system_says_where_it_lives(desk):
    mail = b.system("mail")
    b.tell(mail, notice("1", "12"))
    assert about() == []
    b.tell(
        desk,
        with_url(
            b.ticket("12", "Sign-in loops", AT, client_id="Aldgate Freight"),
            "https://desk.harrowlane.example/tickets/12",
        ),
    )
    assert about() == [("1", "Sign-in loops", "a notification of Zendesk about it")]


def test_of_two_systems_with_the_same_number_the_one_it_came_from_is_meant(desk):
    tracker = b.system("tracker")
    b.tell(desk, with_url(b.ticket("4471", "Sign-in loops", AT), "https://desk.harrowlane.example/tickets/4471"))
    b.tell(tracker, with_url(b.task("4471", "Cabling"), "https://tracker.harrowlane.example/issues/4471"))
    b.tell(
        b.system("mail"),
        notice("1", "4471"),
        notice("2", "4471", hosts=["tracker.harrowlane.example"]),
        notice("3", "4471", hosts=["x.example"]),
    )
    assert [(mail, title) for mail, title, _ in about()] == [("1", "Sign-in loops"), ("2", "Cabling")]


def test_it_is_tied_when_the_thing_is_read_after_the_mail_and_follows_its_client(desk):
    b.tell(b.system("mail"), notice("1", "5001"))
    assert about() == []
    b.tell(desk, b.ticket("5001", "Printer", AT, client_id="Aldgate Freight"))
    assert [title for _, title, _ in about()] == ["Printer"]
    assert rows("SELECT DISTINCT client_id FROM client_of JOIN record ON id = record_id WHERE remote_id = '1'") == [
        (b.entity("Aldgate Freight"),)
    ]
    b.tell(b.system("mail"), gone=[notice("1", "5001")])
    assert rows("SELECT count(*) FROM notice") == [(0,)]


def test_an_invitation_is_about_its_meeting(desk):
    calendar = b.system("calendar")
    b.tell(calendar, b.meeting("steering-7@aldgate", "Steering", AT, [NOOR]))
    b.tell(b.system("mail"), notice("1", "steering-7@aldgate", service="Calendar"))
    assert [title for _, title, _ in about()] == ["Steering"]


def test_several_are_one_line_on_the_timeline_of_the_client_and_of_the_thing(desk):
    b.tell(desk, b.ticket("5001", "Printer", AT, client_id="Aldgate Freight"))
    b.tell(
        b.system("mail"),
        *(notice(str(n), "5001") for n in range(3)),
        notice("x", sender="no-reply@backup.example", service="Backup Watch"),
    )
    [(_, lines)] = timeline.days(timelines.of_entity(b.entity("Printer", "ticket"), [EVERYONE], notices=True))
    assert [(one.service, len(one.lines)) for one in lines if isinstance(one, timeline.Notifications)] == [
        ("Zendesk", 3)
    ]
    assert len(lines) == 2
    [(_, lines)] = timeline.days(timelines.of_client(b.entity("Aldgate Freight"), [EVERYONE]))
    assert sum(isinstance(one, timeline.Notifications) for one in lines) == 1

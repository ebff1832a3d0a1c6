"""Mails systems write by themselves, in the shapes their vendors document: who wrote it, and what it is about."""

from __future__ import annotations

import pytest
from tests.connectors.test_mail import multipart, part, read, written

GENERATED = {"Auto_Submitted": "auto-generated"}
REDMINE = {"X_Mailer": "Redmine", "X_Redmine_Host": "redmine.harrowlane.example", "X_Redmine_Site": "Redmine", "X_Redmine_Project": "portal",
           "X_Redmine_Issue_Tracker": "Bug", "X_Redmine_Issue_Id": "123", "X_Auto_Response_Suppress": "All", "List_Id": "<redmine.harrowlane.example>",
           "Precedence": "list", **GENERATED}  # fmt: skip
ZENDESK = {
    "X_Mailer": "Zendesk Mailer",
    "X_Zendesk_From_Account_Id": "5262c15",
    "X_Auto_Response_Suppress": "All",
    **GENERATED,
}
SHAPES = [
    ("Redmine", ["123"], written("Issue #123 has been updated.\r\nhttps://redmine.harrowlane.example/issues/123#change-9", From="Redmine <redmine@harrowlane.example>",
                                 Subject="[Portal - Bug #123] (In Progress) Sign-in loops", **REDMINE)),
    ("Jira", ["POR-118"], written("https://harrowlane.atlassian.net/browse/POR-118", From="Noor Haddad (Jira) <jira@harrowlane.atlassian.net>", X_JIRA_FingerPrint="ba86a4",
                                  Subject="[JIRA] (POR-118) Cutover weekend", Precedence="bulk", **GENERATED)),
    ("Zendesk", ["4471"], written("Ticket #4471 was updated.\r\nhttps://harrowlane.zendesk.com/agent/tickets/4471", From="Harrow Lane <support@harrowlane.zendesk.com>",
                                  Subject="[Harrow Lane] Pending request: Sign-in loops", **ZENDESK)),
    ("Asana", ["1201234567890123"], written("https://app.asana.com/0/1200000000000000/1201234567890123/f", From="Noor Haddad (via Asana) <no-reply@asana.com>",
                                            Subject="Noor Haddad assigned a task to you: Book the room", List_Unsubscribe="<https://app.asana.com/-/u>")),
    ("HubSpot", ["9876543210"], written("https://app.hubspot.com/contacts/1234567/deal/9876543210", From="HubSpot <noreply@notifications.hubspot.com>",
                                        Subject="Priya Raman assigned you a deal")),
    ("GitHub", ["77"], written("Closed #77.", From="Noor <notifications@github.com>", X_GitHub_Reason="subscribed", Subject="Re: [harrow/portal] Loop (Issue #77)",
                               List_ID="harrow/portal <portal.harrow.github.com>")),
    ("Personio", [], written("Callum Reid has requested time off.", From="Personio <no-reply@personio.de>", Subject="Absence request")),
    ("NetSentry", [], written("PROBLEM: Disk usage", From="NetSentry <alerts@netsentry.example>", Subject="PROBLEM Aldgate Freight: Disk usage on AF-01", **GENERATED)),
    ("Harrow Lane Desk", ["4471"], written("Femi wrote on ticket #4471", From="Harrow Lane Desk <notifications@desk.harrowlane.example>",
                                           Subject="[Harrow Lane Desk] Updated: Sign-in loops (#4471)", **GENERATED)),
]  # fmt: skip
ICAL = "BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nUID:steering-7@aldgate\r\nSUMMARY:Steering\r\nEND:VEVENT\r\nEND:VCALENDAR"


@pytest.mark.parametrize(("service", "keys", "raw"), SHAPES, ids=[shape[0] for shape in SHAPES])
def test_a_documented_shape_is_known_with_what_it_is_about(service, keys, raw):
    said = read(raw).fields
    assert (said["notice"], said.get("notice_keys", [])[: len(keys)], said["automatic"]) == (service, keys, True)


def test_where_it_comes_from_is_kept_to_find_the_system_by():
    assert "redmine.harrowlane.example" in read(SHAPES[0][2]).fields["notice_hosts"]
    assert "harrowlane.atlassian.net" in read(SHAPES[1][2]).fields["notice_hosts"]


def test_an_address_behind_the_words_of_a_page_counts():
    raw = multipart(
        part('<p><a href="https://app.asana.com/0/1/1201234567890123/f">Open</a></p>', "text/html"),
        From="Asana <no-reply@mail.asana.com>",
    )
    assert read(raw).fields["notice_keys"] == ["1201234567890123"]


@pytest.mark.parametrize(
    "raw",
    [
        written("Still broken. Can you look?", Subject="Re: [Portal - Bug #123] (In Progress) Sign-in loops"),
        written("I am away.", Subject="Automatic reply: Portal", Auto_Submitted="auto-replied"),
        written("This week in cabling", From="news@cablingweekly.example", List_Unsubscribe="<https://x.example/u>", Precedence="bulk"),
        written("I am away.", From="Dana Cole <dana@meridian.example>", Subject="Automatic reply: Portal", In_Reply_To="<q1@harrowlane.example>", **GENERATED),
        written("I am away.", From="Sales <sales@meridian.example>", In_Reply_To="<q1@x.example>", X_MS_Exchange_Inbox_Rules_Loop="sales@meridian.example", **GENERATED),
        written("Delivery failed", From="mailer-daemon@x.example", Return_Path="<>", **GENERATED),
        written("see https://redmine.harrowlane.example/issues/123"),
    ],
    ids=["an answer by a person", "an away message", "one called generated, by what it answers", "one by Exchange's mark", "a newsletter", "a bounce", "a link in a letter"],
)  # fmt: skip
def test_what_a_person_or_a_newsletter_writes_is_none(raw):
    assert "notice" not in read(raw).fields


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "REPLY"])
def test_an_invitation_is_one_unless_somebody_asks_something_in_it(method):
    calendar = part(ICAL.format(method=method), f"text/calendar; method={method}; charset=utf-8")
    said = read(multipart(part("You are invited."), calendar, kind="alternative")).fields
    assert (said["notice"], said["notice_keys"], said["automatic"]) == ("Calendar", ["steering-7@aldgate"], True)
    asked = read(multipart(part("Can we meet on Monday instead?"), calendar, kind="alternative")).fields
    assert "notice" not in asked and "automatic" not in asked

"""Mails that a system wrote by itself: which system, and what they speak of.

A mail is a notice by its headers or its sender, never by its subject alone: a person who answers one keeps the subject. A system that
is not in the table is known by the standard header for machine mail (RFC 3834); then the notice is named after its sender. The headers
and addresses are those the vendors document or send.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from kingpost.connectors.formats import addresses, mime

MAX_KEYS, MAX_HOSTS, MAX_SEARCHED = 6, 10, 60_000


@dataclass(frozen=True)
class Notice:
    """``service`` names the system ("" when only the sender does); ``keys`` are ids of what it speaks of; ``hosts`` where it says that is."""

    service: str
    keys: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recogniser:
    """One service. Any of ``headers`` (name, pattern of its value) or a sender that matches ``sender`` tells; the rest says where ids stand.

    ``named`` are headers that carry the id, ``subject``, ``text`` and ``link`` patterns with the id as their only group, ``host`` headers that carry the address.
    """

    service: str
    headers: tuple[tuple[str, str], ...] = ()
    sender: str = ""
    named: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    link: str = ""
    host: tuple[str, ...] = ()


HASH = r"\[[^\]]*#(\d{1,9})\]|\(#(\d{1,9})\)|(?i:ticket|request|case|issue) #?(\d{2,9})\b"
KEY = r"\b([A-Z][A-Z0-9]{1,9}-\d{1,9})\b"
NUMBERED = r"/(?:issues|tickets|tasks|browse|requests|incidents|projects|work_items|merge_requests|pull)/([A-Za-z0-9-]{1,30})(?=[/?#.\s>\")]|$)"

RECOGNISERS: tuple[Recogniser, ...] = (
    Recogniser("Redmine", (("x-mailer", "redmine"), ("x-redmine-host", ""), ("x-redmine-site", "")), named=("x-redmine-issue-id",), subject=r"#(\d{1,9})\]",
               link=r"/issues/(\d{1,9})\b", host=("x-redmine-host", "list-id")),
    Recogniser("Jira", (("x-jira-fingerprint", ""),), r"(?:jira|no-?reply|notifications?)@(?:[\w-]+\.)*(?:atlassian\.net|atlassian\.com)", subject=KEY,
               link=r"/browse/([A-Z][A-Z0-9]{1,9}-\d{1,9})\b"),
    Recogniser("Zendesk", (("x-mailer", "zendesk mailer"), ("x-zendesk-from-account-id", ""), ("x-zendesk-email-id", "")), r"\S+@(?:[\w-]+\.)+zendesk\.com",
               subject=HASH, text=r"\b[Yy]our request \((\d{1,12})\)", link=r"/(?:agent/)?(?:tickets|requests)/(\d{1,12})\b"),
    Recogniser("Freshdesk", (("x-freshdesk-ticket-id", ""),), r"\S+@(?:[\w-]+\.)+freshdesk\.com", named=("x-freshdesk-ticket-id",), subject=HASH,
               link=r"/tickets/(\d{1,12})\b"),
    Recogniser("ServiceNow", (("x-servicenow-generated", "true"),), r"\S+@(?:[\w-]+\.)*service-now\.com", subject=r"\b((?:INC|REQ|RITM|CHG|PRB|TASK)\d{5,10})\b"),
    Recogniser("Asana", (("x-asana-notification-type", ""),), r"(?:no-?reply|notifications?)@(?:[\w-]+\.)*asana\.com", link=r"app\.asana\.com/\S*?/(?:task/)?(\d{8,20})(?:/f)?(?=[?\s>\")]|$)"),
    Recogniser("HubSpot", (), r"(?:no-?reply|notifications?|hello)@(?:notifications|notify|mail|email)?\.?hubspot\.com",
               link=r"app(?:-\w+)?\.hubspot\.com/contacts/\d+/(?:deal|company|contact|ticket|record/0-\d+)/(\d{1,20})\b"),
    Recogniser("GitLab", (("x-gitlab-project", ""), ("x-gitlab-notificationreason", "")), named=("x-gitlab-issue-iid", "x-gitlab-mergerequest-iid"), subject=r"\((?:#|!)(\d{1,9})\)"),
    Recogniser("GitHub", (("x-github-reason", ""), ("x-github-sender", "")), r"notifications@github\.com", subject=r"\((?:Issue |PR )?#(\d{1,9})\)"),
    Recogniser("Bugzilla", (("x-bugzilla-type", ""), ("x-bugzilla-reason", "")), named=("x-bugzilla-id",), subject=r"\[Bug (\d{1,9})\]"),
    Recogniser("Trello", (), r"(?:do-not-reply|noreply)@trello\.com", link=r"trello\.com/c/(\w{8})\b"),
    Recogniser("Teams", (), r"no-?reply@(?:email\.)?teams\.(?:microsoft|mail\.microsoft)\.com|noreply@email\.teams\.microsoft\.com"),
    Recogniser("Slack", (), r"(?:no-?reply|feedback|notification)@(?:[\w-]+\.)*slack\.com"),
    Recogniser("Google Calendar", (("sender", r"calendar-notification@google\.com"),), r"calendar-notification@google\.com"),
    Recogniser("BambooHR", (), r"(?:notifications|no-?reply)@(?:[\w-]+\.)*bamboohr\.com"),
    Recogniser("Personio", (), r"(?:no-?reply|notifications?)@(?:[\w-]+\.)*personio\.(?:de|com)"),
    Recogniser("Sentry", (("x-sentry-project", ""),), r"noreply@(?:md\.)?(?:getsentry\.com|sentry\.io)", subject=r"^(?:\[[^\]]+\] )?([A-Z0-9-]+-[A-Z0-9]+) - "),
    Recogniser("PagerDuty", (), r"no-?reply@(?:[\w-]+\.)*pagerduty\.com", subject=r"#(\d{2,9})\b"),
    Recogniser("monday.com", (), r"(?:no-?reply|notifications?)@(?:[\w-]+\.)*monday\.com", link=r"monday\.com/boards/\d+(?:/views/\d+)?/pulses/(\d{6,20})\b"),
    Recogniser("ClickUp", (), r"(?:no-?reply|notifications?)@(?:[\w-]+\.)*clickup\.com", link=r"app\.clickup\.com/t/(?:\d+/)?([\w-]{4,20})\b"),
    Recogniser("Linear", (), r"(?:no-?reply|notifications?)@linear\.app", subject=KEY, link=r"linear\.app/[\w-]+/issue/([A-Z][A-Z0-9]{0,9}-\d{1,9})\b"),
    Recogniser("Azure DevOps", (), r"azuredevops@microsoft\.com", link=r"/_workitems/edit/(\d{1,9})\b"),
    Recogniser("Xero", (), r"(?:messaging-service|no-?reply)@(?:[\w-]+\.)*xero\.com"),
    Recogniser("QuickBooks", (), r"quickbooks@(?:[\w-]+\.)*intuit\.com"),
    Recogniser("Stripe", (), r"(?:(?:receipts|invoice\+statements|failed-payments)(?:\+\w+)?|notifications|no-?reply)@stripe\.com"),
    Recogniser("DocuSign", (), r"(?:dse(?:_\w+)?|no-?reply)@(?:[\w-]+\.)*docusign\.(?:net|com)"),
    Recogniser("Zabbix", (("x-mailer", "zabbix"),), r"zabbix@\S+"),
    Recogniser("Icinga", (), r"icinga2?@\S+"),
    Recogniser("Nagios", (("x-nagios-notification-type", ""),), r"nagios@\S+"),
    Recogniser("Alertmanager", (), r"alertmanager@\S+"),
    Recogniser("Grafana", (), r"grafana@\S+|(?:alerts?|no-?reply)@(?:[\w-]+\.)*grafana\.(?:net|com)"),
    Recogniser("Veeam", (), r"veeam@\S+"),
    Recogniser("Statuspage", (), r"no-?reply@(?:[\w-]+\.)*statuspage\.io"),
    Recogniser("Datadog", (), r"(?:alerts?|no-?reply)@(?:[\w-]+\.)*(?:dtdg\.co|datadoghq\.(?:com|eu))"),
)  # fmt: skip
"""The first that fits counts. A row for the next service is all it takes."""

UNKNOWN = Recogniser("", subject=f"{HASH}|{KEY}", link=NUMBERED)
CALENDAR = "Calendar"
_LINK = re.compile(r"https?://[^\s<>\"'\])}]{4,500}")
_UID = re.compile(r"^UID[^:\r\n]*:(.+?)\r?$", re.MULTILINE)


def recognise(root: mime.Part, sender: str, subject: str, body: str, *, automatic: bool, bulk: bool) -> Notice | None:
    """The notice this mail is, or None. ``automatic`` and ``bulk`` are what the mail's reader found by the general headers."""
    head = root.headers
    if _is_answer(root):
        return None
    if uid := _invitation(root, body):
        return Notice(CALENDAR, (uid,))
    known = next((one for one in RECOGNISERS if _fits(one, head, sender)), None)
    if known is None and (not automatic or (bulk and "list-unsubscribe" in head) or _is_of_a_person(head, sender)):
        return None
    return _read(known or UNKNOWN, root, sender, subject, body)


def _is_answer(root: mime.Part) -> bool:
    """An away message or a bounce: it answers a mail of ours."""
    head = root.headers
    submitted = head.get("auto-submitted").lower()
    return (
        submitted.startswith("auto-replied")
        or "x-autoreply" in head
        or "x-autorespond" in head
        or head.get("precedence").lower() == "auto_reply"
        or head.get("return-path").strip() == "<>"
        or root.media_type == "multipart/report"
    )


def _is_of_a_person(head: mime.Headers, sender: str) -> bool:
    """Exchange and Notes call what somebody's mailbox answers while they are away generated, not replied.

    It names the mail it answers, and bears a mark of Exchange's rules or comes from a person's address. Systems name mails of their own, made where
    this one was.
    """
    answered = _home(head.get("in-reply-to"))
    by_rule = "x-ms-exchange-inbox-rules-loop" in head or "x-ms-exchange-parent-message-id" in head
    nobodys = addresses.is_automatic_sender(sender) or addresses.is_role_mailbox(sender)
    return bool(answered) and (by_rule or (answered != _home(head.get("message-id")) and not nobodys))


def _home(ids: str) -> str:
    """Where the first Message-ID in a header was made."""
    return ids.strip().partition(">")[0].rpartition("@")[2].lower()


def _fits(one: Recogniser, head: mime.Headers, sender: str) -> bool:
    told = any(name in head and re.search(value, head.get(name), re.IGNORECASE) for name, value in one.headers)
    return told or bool(one.sender and re.fullmatch(one.sender, sender, re.IGNORECASE))


def _invitation(root: mime.Part, body: str) -> str:
    """The UID of the meeting an invitation, its answer or its end is about; "" for other mails and where somebody asks something beside it."""
    for part in root.walk():
        method = part.params.get("method", "").upper() if part.media_type == "text/calendar" else ""
        if method in ("REQUEST", "CANCEL", "REPLY", "PUBLISH") and "?" not in body.partition("http")[0]:
            found = _UID.search(part.text().replace("\r\n ", "").replace("\n ", ""))
            return found[1].strip()[:250] if found else ""
    return ""


def _read(one: Recogniser, root: mime.Part, sender: str, subject: str, body: str) -> Notice:
    head, keys, hosts = root.headers, list[str](), [sender.rpartition("@")[2]]
    keys += [head.get(name).strip() for name in one.named]
    keys += _groups(one.subject, subject) + _groups(one.text, body)
    hosts += [head.get(name).strip(" <>").rpartition("<")[2].lower() for name in one.host]
    for link in _links(root, body):
        if one.link and (found := _groups(one.link, link)):
            keys += found
            hosts.append((urlsplit(link).hostname or "").lower())
    return Notice(one.service, _once(keys)[:MAX_KEYS], _once(hosts)[:MAX_HOSTS])


def _groups(pattern: str, text: str) -> list[str]:
    """What the groups of every match caught."""
    return [group for hit in re.finditer(pattern, text[:2_000]) for group in hit.groups() if group] if pattern else []


def _links(root: mime.Part, body: str) -> Iterator[str]:
    """The addresses in the text, and those behind the words of an HTML part."""
    texts = [body, *(part.text() for part in root.walk() if part.media_type == "text/html")]
    for text in texts:
        for n, hit in enumerate(_LINK.finditer(text[:MAX_SEARCHED])):
            if n >= 40:
                break
            yield hit[0].replace("&amp;", "&").rstrip(".,;:)")


def _once(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value[:250] for value in values if value))

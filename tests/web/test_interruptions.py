"""Interruptions: for oneself or the business, never for another; every number equals its list; filing shows as before and after."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests import builders as b
from tests.web.conftest import signed_in
from tests.web.day import email

from kingpost.accounts.models import EVERYONE, User
from kingpost.proposals.models import Decision, Filing, Writeback
from kingpost.reports import interruptions
from kingpost.toolbox import clock

PRIYA, NOOR = email("Priya Raman"), email("Noor Haddad")
BOT = "no-reply@redmine.harrowlane.example"


@pytest.fixture
def mailbox(cast: dict[str, User]):
    """Since yesterday: three notices and a newsletter to Priya, a notice and a colleague's mail to Noor."""
    box, at = b.system("box", "Priya’s mailbox"), clock.now() - timedelta(hours=3)
    told = {"automatic": True, "notice": "Redmine", "notice_keys": [], "notice_hosts": [], "folder": "INBOX"}
    b.tell(
        box,
        *(b.mail(f"n{n}@x", BOT, PRIYA, f"[Portal - Bug #{n}]", at, **told) for n in range(3)),
        b.mail("n9@x", BOT, NOOR, "[Portal - Bug #9]", at, **told),
        b.mail("bulk@x", "news@cabling.example", PRIYA, "This week", at, bulk=True),
        b.mail("c@x", PRIYA, NOOR, "Lunch", at),
        b.mail("out@x", PRIYA, "marcus@aldgatefreight.example", "Our answer", at),
    )
    return box


def counts(person: int | None) -> dict[tuple[str, str], int]:
    since, now = clock.now() - timedelta(hours=4), clock.now()
    found = interruptions.counted([EVERYONE], since, now, "Europe/London", person)
    for one in found:
        listed = interruptions.listed([EVERYONE], since, now, person, one.channel, one.service, one.domain)
        assert len(listed) == one.total and sum(row.filed for row in listed) == one.filed
    return {(one.channel, one.service): one.total for one in found if one.channel != "meeting"}


def test_what_came_to_me_and_to_us_by_where_it_came_from(mailbox) -> None:
    mine, ours = counts(b.entity("Priya Raman", "person")), counts(None)
    assert mine[("system", "Redmine")] == 3 and mine[("bulk", "")] == 1 and ("colleague", "") not in mine
    assert ours[("system", "Redmine")] == 4 and ours[("colleague", "")] == 1


def test_filing_shows_as_before_and_after(mailbox, cast: dict[str, User]) -> None:
    decision = Decision.objects.create(who=cast["dana"], verdict=Decision.STANDING, at=clock.now(), known={})
    Filing.objects.create(
        decision=decision,
        mailbox=mailbox,
        mailbox_title="x",
        service="Redmine",
        domain=BOT.partition("@")[2],
        folder="Systems",
    )
    Writeback.objects.create(decision=decision, system=mailbox, kind="message", title="x", key="k1", state="confirmed", made_at=clock.now(),
                             change={"act": "update", "remote_id": "n1@x", "fields": {"folder": "Systems"}})  # fmt: skip
    [one] = [
        c
        for c in interruptions.counted([EVERYONE], clock.now() - timedelta(hours=4), clock.now(), "UTC", None)
        if c.service == "Redmine"
    ]
    assert (one.total, one.filed, one.left) == (4, 1, 3)
    page = signed_in(cast["priya"]).get(reverse("interruptions")).content.decode()
    assert "1 mail moved" in page or "one mail moved" in page


def test_a_number_on_the_page_opens_as_many_rows(mailbox, cast: dict[str, User]) -> None:
    client: Client = signed_in(cast["priya"])
    page = client.get(reverse("interruptions"), {"whose": "us"}).content.decode()
    found = re.findall(r'<td class="num keep" data-as="all"><a href="([^"]+)">(\d+)</a>', page)
    assert len(found) >= 4
    for address, number in found:
        rows = client.get(address.replace("&amp;", "&")).content.decode()
        assert rows.count("<tr data-row=") == int(number), address


def test_there_is_no_way_to_ask_about_somebody_else(mailbox, cast: dict[str, User]) -> None:
    page = (
        signed_in(cast["noor"])
        .get(reverse("interruptions"), {"whose": str(b.entity("Priya Raman", "person"))})
        .content.decode()
    )
    assert "You were interrupted" in page and "This week" not in page
    rows = (
        signed_in(cast["noor"])
        .get(reverse("interruptions"), {"channel": "bulk", "person": b.entity("Priya Raman", "person")})
        .content.decode()
    )
    assert "<tr data-row=" not in rows

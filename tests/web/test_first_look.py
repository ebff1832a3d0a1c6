"""The first look: what the first systems brought, and what Today says while there is little to say."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse
from tests import builders
from tests.web.conftest import signed_in

from kingpost.accounts.models import User
from kingpost.evidence.models import SyncRun, System
from kingpost.priorities import reading
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows
from kingpost.web import wording


def main(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def test_without_a_system_today_asks_for_one(db: None) -> None:
    admin = signed_in(builders.user("dana@harrowlane.example", "Dana Whitfield", "admin"))
    page = main(admin.get(reverse("home")).content.decode())
    assert "Connect the first system." in page and reverse("connectors") in page
    assert "Nothing needs you" not in page
    member = signed_in(builders.user("noor@harrowlane.example", "Noor Haddad"))
    page = main(member.get(reverse("home")).content.decode())
    assert "No system is open to you yet." in page and reverse("connectors") not in page


def test_without_a_system_no_page_claims_that_all_is_well(db: None) -> None:
    admin = signed_in(builders.user("dana@harrowlane.example", "Dana Whitfield", "admin"))
    assert "Every rule found its cause settled" not in main(admin.get(reverse("flags")).content.decode())
    page = main(admin.get(reverse("disagreements")).content.decode())
    assert "Your systems agree" not in page and "Nothing to compare yet." in page


def test_while_the_first_system_loads_today_does_not_claim_that_nothing_is_wrong(db: None) -> None:
    admin = signed_in(builders.user("dana@harrowlane.example", "Dana Whitfield", "admin"))
    mail = builders.system("support", "Support mailbox", loaded_at=None)
    SyncRun.objects.create(system=mail, started_at=clock.now(), read=412)
    page = main(admin.get(reverse("home")).content.decode())
    assert "One system is read for the first time." in page and reverse("first_look") in page
    page = main(admin.get(reverse("first_look")).content.decode())
    assert "Reading Support mailbox for the first time." in page and "412 read so far" in page


def test_it_counts_what_was_found_linked_and_late(dana: Client, cast: dict[str, User]) -> None:
    System.objects.filter(key="support").update(loaded_at=None)
    page = main(dana.get(reverse("first_look")).content.decode())
    [(tickets,)] = rows("SELECT count(*) FROM entity WHERE kind = 'ticket' AND audience_id = 1")
    assert re.search(rf"Tickets</span></span></td><td class=\"num\">{tickets}<", page)
    listed = dana.get(reverse("clients")).content.decode().count('data-row="c')
    business = dana.get(reverse("business")).content.decode()
    colleagues = re.search(r'id="staff"><h2>(\w+) colleagues', business)
    assert listed and colleagues
    assert f"{colleagues[1]} people of ours, {wording.count(listed, 'client')}." in page
    assert re.search(rf"Clients</span></span></td><td class=\"num\">{listed}<", page)
    linked = re.search(r"Of the newest ([\d,]+) mails, tickets and invoices ([\d,]+) are on", page)
    assert linked and 0 < int(linked[2]) <= int(linked[1])
    assert len(re.findall(r'data-row="f\d+"', page)) == min(reading.count([1], before_start=True), 10)


def test_it_counts_only_what_the_reader_may_see(cast: dict[str, User]) -> None:
    def mails(who: str) -> int:
        page = main(signed_in(cast[who]).get(reverse("first_look")).content.decode())
        found = re.search(r"Messages</span></span></td><td class=\"num\">([\d,]+)<", page)
        assert found
        return int(found[1])

    assert mails("priya") == mails("noor") + 1  # her own mailbox holds one more

"""What is guessed about our own business, and when nothing is."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from tests import builders as b

from kingpost.knowledge import business, guessing

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ([("2026-01-12", "+01:00", 30), ("2026-07-01", "+02:00", 30)], "Europe/Berlin"),
        ([("2026-01-12", "Z", 30), ("2026-07-01", "+01:00", 30)], "Europe/London"),
        ([("2026-01-12", "-05:00", 30), ("2026-07-01", "-04:00", 30)], "America/New_York"),
        ([("2026-01-12", "+05:30", 40)], "Asia/Kolkata"),
        ([("2026-01-12", "+01:00", 5)], None),  # too few to tell
        (
            [("2026-01-12", "+01:00", 10), ("2026-01-12", "-05:00", 10), ("2026-01-12", "+09:00", 10)],
            None,
        ),  # no agreement
    ],
)
def test_the_zone_is_the_one_whose_clocks_agree(written: list[tuple[str, str, int]], expected: str | None) -> None:
    assert guessing.usual_zone(written) == expected


@pytest.mark.django_db
def test_zone_and_name_come_from_our_own_mails_and_staff() -> None:
    hr, post = b.system("hr"), b.system("post")
    b.tell(
        hr,
        b.staff("Priya Raman", "priya@harrowlane.example", company="Harrow Lane Services"),
        b.staff("Noor Haddad", "noor@harrowlane.example", company="Harrow Lane Services"),
    )
    start = b.moment("2026-07-06T09:00:00+02:00")
    b.tell(post, *[
        b.mail(f"m{n}", "priya@harrowlane.example", "marcus@aldgatefreight.example", "News", (start + timedelta(days=n)).astimezone(BERLIN))
        for n in range(25)
    ])  # fmt: skip
    guessing.guess()
    assert business.value("own_domains") == ["harrowlane.example"]
    b.settle()
    guessing.guess()
    assert business.value("name") == "Harrow Lane Services"
    assert business.value("zone") == "Europe/Berlin"


@pytest.mark.django_db
def test_a_free_mail_address_of_a_mailbox_makes_no_domain_ours() -> None:
    b.system("post", settings={"username": "harrowlane@gmail.com"})
    guessing.guess()
    assert business.value("own_domains") == []

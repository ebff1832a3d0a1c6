"""Who may take a handover: suggested from who knows the clients and is here; never the one who goes."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from tests import builders as b
from tests.web.conftest import signed_in
from tests.web.day import email

from kingpost.accounts.models import User
from kingpost.toolbox import clock

MARCUS = "marcus@aldgatefreight.example"


def test_who_dealt_with_the_clients_and_is_here_is_suggested(cast: dict[str, User]) -> None:
    at = clock.now() - timedelta(days=3)
    letters = [
        b.mail(f"{n}@x", email(who), MARCUS, "Cutover", at - timedelta(hours=n))
        for n, who in enumerate(("Priya Raman", "Noor Haddad"))
    ]
    leave = clock.now().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    away = b.meeting(
        "leave",
        "Callum Reid: annual leave",
        leave,
        [email("Callum Reid")],
        all_day=True,
        ends_at=(leave + timedelta(days=9)).isoformat(),
    )
    b.tell(b.system("box"), *letters, away)  # he knows them too, and has more time at some hours of the day
    priya = b.entity("Priya Raman", "person")
    page = signed_in(cast["dana"]).get(reverse("successor", args=[priya])).content.decode()
    choices = page.partition("<select")[2].partition("</select>")[0]
    assert f'value="{priya}"' not in choices
    assert f'value="{b.entity("Noor Haddad", "person")}" selected>Noor Haddad: knows Aldgate Freight' in choices
    assert "Noor Haddad is suggested" in page

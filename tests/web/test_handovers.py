"""Handovers: who leaves or goes away with open work and no handover, and those that were given."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from tests import builders as b
from tests.web.conftest import signed_in
from tests.web.day import email

from kingpost.accounts.models import User
from kingpost.priorities import handing_over
from kingpost.toolbox import clock


def test_who_leaves_soon_with_open_work_is_listed_until_a_handover_is_given(cast: dict[str, User]) -> None:
    today, hr = clock.now().date(), b.system("hr")
    b.tell(hr, b.staff("Ines Duarte", email("Ines Duarte"), end_date=(today + timedelta(days=5)).isoformat()))
    b.tell(
        b.system("desk"),
        b.ticket("9002", "Trainings", clock.now(), owner=email("Ines Duarte")),
        b.staff("Ines Duarte", email("Ines Duarte")),
    )
    priya = signed_in(cast["priya"])
    ines = b.entity("Ines Duarte", "person")
    page = priya.get(reverse("handovers")).content.decode()
    assert f'data-row="away-{ines}"' in page and "leaves" in page
    handing_over.hand_over(cast["priya"], ines, b.entity("Noor Haddad", "person"), starts_on=today)
    page = priya.get(reverse("handovers")).content.decode()
    assert f'data-row="away-{ines}"' not in page and "not accepted yet" in page

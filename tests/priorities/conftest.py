"""One morning at Harrow Lane Services: who works there, which client has agreed what, and a clock that stands where a test puts it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from tests import builders as b
from tests.beginnings import begins_with, have_begun

from kingpost.accounts import audiences
from kingpost.accounts.models import User
from kingpost.evidence.models import System
from kingpost.knowledge import business
from kingpost.priorities import reading
from kingpost.toolbox import clock

MARCUS, PRIYA, NOOR, FEMI = (
    "marcus@aldgatefreight.example",
    "priya@harrowlane.example",
    "noor@harrowlane.example",
    "femi@aldgatefreight.example",
)

Clock = Callable[[str], datetime]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """``builders.move``, until the end of the test."""
    monkeypatch.setenv(clock.MOMENT, "")
    return b.move


def monday() -> None:
    """Monday 2 March 2026, 07:42 in London. Aldgate Freight has agreed four working hours with us, Pell & Sons nothing."""
    b.move("2026-03-02 07:42")
    priya = b.user(PRIYA, "Priya Raman", "admin")
    b.own_domains("harrowlane.example", by=priya)
    business.correct("working_hours", {"days": [0, 1, 2, 3, 4], "start": "09:00", "end": "17:00"}, priya)
    crm = b.system("crm", started_at=b.moment("2026-02-01 09:00"))
    b.tell(
        crm,
        b.client("Aldgate Freight", "aldgatefreight.example", answer_hours=4),
        b.client("Pell & Sons", "pellandsons.example"),
        b.person("Marcus Osei", MARCUS, title="Head of IT"),
        b.person("Femi Ade", FEMI, title="Depot manager"),
        b.staff("Priya Raman", PRIYA),
        b.staff("Noor Haddad", NOOR),
    )
    b.system("mail", started_at=b.moment("2026-02-01 09:00"))


@pytest.fixture
@begins_with(monday)
def office(db: None, at: Clock, monkeypatch: pytest.MonkeyPatch) -> System:
    """The support mailbox of that Monday."""
    have_begun(monday, monkeypatch)
    return b.system("mail")


@pytest.fixture
def priya(office: System) -> User:
    return b.user(PRIYA)


@pytest.fixture
def shown(priya: User) -> Callable[[], list[reading.FlagRow]]:
    """The flags Priya is shown now."""
    return lambda: reading.listed(audiences.allowed(priya))

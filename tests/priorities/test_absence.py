"""Who is away, by the titles of calendar entries and by the states staff lists have; and who is gone for good."""

from __future__ import annotations

from datetime import date

import pytest

from kingpost.knowledge import away
from kingpost.priorities import absence
from kingpost.toolbox.sql import rows

AWAY = (
    "OOO", "OOF until Friday", "Out of office", "Out of the office", "Urlaub", "Resturlaub genommen: Urlaub", "PTO", "Annual leave", "Tom - annual leave", "Holiday",
    "On holiday (Crete)", "Parental leave", "Krank", "Off work", "Elternzeit bis 1.6.", "Vacation", "Congés", "TOIL", "Day off", "2 days off",
)  # fmt: skip
AT_WORK = (
    "WFH",
    "Working from home",
    "In the office only mornings",
    "Quarter end",
    "Birthday: Anna",
    "Photo shoot",
    "PTOs-Meeting",
    "Crew call",
    "Kick-off",
    "Holiday rota planning",
    "Lea's holiday cover",
    "Send out PTO policy",
    "Leave requests",
    "Sickinger GmbH: audit",
)
STATES = {
    "here": ("Active", "Current", "Full-time", "Employed", "Probation", "Notice period", ""),
    "away": ("On leave", "Parental Leave", "maternity leave", "Long-term sick", "Sabbatical", "Leave of Absence", "Furloughed", "Suspended", "Sick leave"),
    "gone": ("Terminated", "Left", "Leaver", "Former", "Retired", "Inactive", "Ex-employee", "Left company", "Dismissed"),
}  # fmt: skip


@pytest.mark.parametrize("title", AWAY)
def test_a_title_says_that_somebody_is_away(title):
    assert away.AWAY.search(title)


@pytest.mark.parametrize("title", AT_WORK)
def test_a_title_that_only_looks_like_it_says_nothing(title):
    assert away.AWAY.search(title) is None


@pytest.mark.parametrize(("state", "is_so"), [(one, name) for name, those in STATES.items() for one in those])
def test_a_state_of_a_staff_list_says_who_is_here(state, is_so):
    golden = {"status": state}
    here, away = absence.is_here(golden, date(2026, 3, 9)), absence.is_on_leave(golden)
    assert (here, away) == (is_so != "gone", is_so == "away")


@pytest.mark.django_db
def test_the_database_reads_a_title_the_same_way():
    asked = "SELECT title FROM unnest(%s::text[]) AS t(title) WHERE title ~* %s"
    found = [title for (title,) in rows(asked, [[*AWAY, *AT_WORK], rf"\m{away.AWAY_WORDS}\M"])]
    assert found == list(AWAY)

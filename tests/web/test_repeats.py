"""A rule of repetition in words."""

from __future__ import annotations

import pytest

from kingpost.web import repeats

pytestmark = pytest.mark.django_db  # a day is written as near or far from the business's today


@pytest.mark.parametrize(("rule", "words"), [
    ("FREQ=DAILY", "every day"),
    ("FREQ=WEEKLY;BYDAY=MO", "every week on Monday"),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;WKST=SU", "every two weeks on Monday and Wednesday"),
    ("FREQ=MONTHLY;BYDAY=1TU;COUNT=4", "every month on the first Tuesday, four times"),
    ("FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Friday"),
    ("FREQ=MONTHLY;BYMONTHDAY=15;UNTIL=20240330T090000Z", "every month on day 15, until 30 Mar 2024"),
    ("FREQ=MONTHLY;BYMONTHDAY=-1", "every month on the last day"),
    ("FREQ=YEARLY", "every year"),
])  # fmt: skip
def test_the_rules_people_make_are_said_in_words(rule: str, words: str) -> None:
    assert repeats.said(rule) == words


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
        "FREQ=MONTHLY;BYDAY=FR",
        "FREQ=YEARLY;BYMONTH=3",
        "FREQ=HOURLY",
        "nonsense",
    ],
)
def test_a_rule_that_takes_more_words_is_not_said_wrongly(rule: str) -> None:
    assert repeats.said(rule) == repeats.OTHER

"""Promises are found in the words people use, and only promises; each with its date, its sum and its place in the text."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from tests.knowledge.promises.table import SAID, heard, score, table

from kingpost.knowledge.promises.find import Text, find


@pytest.mark.parametrize(
    ("name", "precision", "recall"),
    [
        ("sentences", 0.97, 0.97),
        ("sentences_held", 0.90, 0.90),
        ("sentences_fresh", 0.97, 0.90),
        ("sentences_clauses", 1, 1),
        ("sentences_dates", 1, 1),
    ],
)
def test_labelled_sentences(name, precision, recall):
    got = score(table(name))
    assert got.precision >= precision and got.recall >= recall and got.due >= 0.95, "\n".join(got.wrong)


MAIL = """Hi Marcus,

Thanks for the call. I can't do Monday, but we will send you the
load test report by Friday.

Best,
Noor
--
We will always be there for you by Monday.

On Mon, 9 Mar 2026 at 09:12, Marcus Osei wrote:
> I will send you the list of users by Thursday.
"""


def test_only_the_writers_own_words_count_and_the_quote_stands_where_it_says():
    [one] = find(Text(MAIL, SAID, writer="Noor Haddad"))
    assert one.words == "I can't do Monday, but we will send you the load test report by Friday."
    assert " ".join(MAIL[one.start : one.end].split()) == one.words
    assert (one.what, one.due) == ("Send the load test report", date(2026, 3, 13))


def test_a_forwarded_mail_without_a_word_promises_nothing():
    assert (
        find(
            Text(
                "---------- Forwarded message ---------\nFrom: Femi\nDate: 9 March\nSubject: List\n\nI will send it by Friday.\n",
                SAID,
            )
        )
        == []
    )


def test_an_automatic_reply_promises_nothing():
    assert find(Text("I am out of the office until Monday. I will answer your mail on Tuesday.", SAID)) == []


def test_a_date_is_of_the_writers_own_day():
    late = datetime(2026, 3, 10, 23, 30, tzinfo=timezone(timedelta(hours=-5)))  # already Wednesday in London
    [one] = find(Text("I will send the plan tomorrow.", late))
    assert one.due == date(2026, 3, 11)


def test_a_month_comes_first_where_people_write_it_so():
    said = datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert find(Text("We will deliver by 4/3/2026.", said))[0].due == date(2026, 3, 4)
    assert find(Text("We will deliver by 4/3/2026.", said, month_first=True))[0].due == date(2026, 4, 3)


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("We will reply before the board meeting.", None),
        ("We will reply before Friday.", date(2026, 3, 12)),
        ("We will come between Wednesday and Friday.", date(2026, 3, 13)),
        ("We will deliver on Thursday instead of Wednesday.", date(2026, 3, 12)),
        ("We will answer your mail of 3 March.", None),
        ("We will send the month-end report on Thursday.", date(2026, 3, 12)),
        ("We will finish on 31 April.", None),
        ("We will finish in week 12.", date(2026, 3, 20)),
        ("We will send the Q1 report.", None),
        ("I'll ring you today week.", date(2026, 3, 17)),
        ("We have to move the visit from Friday to Thursday.", date(2026, 3, 12)),
    ],
)  # fmt: skip
def test_dates_in_words(words, due):
    [one] = heard(words)
    assert one.due == due


def test_next_week_said_at_a_weekend_is_the_week_that_begins():
    sunday = datetime(2026, 3, 15, 10, tzinfo=UTC)
    assert find(Text("We will send it next week.", sunday))[0].due == date(2026, 3, 20)
    assert find(Text("We will send it this week.", sunday))[0].due == date(2026, 3, 20)


def test_a_time_of_day_is_kept():
    [one] = heard("I will call you tomorrow by 11:30.")
    assert (one.due, one.due_time) == (date(2026, 3, 11), time(11, 30))
    [one] = heard("I will call you on Thursday at 4 o’clock.")
    assert (one.due, one.due_time) == (date(2026, 3, 12), time(16))


def test_the_last_working_day_is_none_that_is_closed():
    closed = frozenset([date(2026, 4, 30), date(2026, 4, 1)])
    said = [("the last working day of April", date(2026, 4, 29)), ("the first working day of April", date(2026, 4, 2))]
    for words, due in said:
        assert find(Text(f"We will invoice you on {words}.", SAID, closed=closed))[0].due == due


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("You will have the portal live on the 27th, you have my word.", "The portal live"),
        ("I will let you have the plan by tomorrow, at the latest.", "The plan"),
        ("You will get the order from us by Friday.", "The order"),
        ("I'll send you the list by Friday.", "Send the list"),
        ("I'll send the quotation by Friday.", "Send the quotation"),
        ("We'll fix the login by Friday.", "Fix the login"),
        ("I'll let you know by Friday.", "Let you know"),
        ("I'll send you the invoice, payable by 9 April, tomorrow.", "Send the invoice"),
        ("We've moved your delivery from the 12th to the 19th.", "Your delivery"),
    ],
)
def test_what_is_promised_in_few_words(words, what):
    assert heard(words)[0].what == what


def test_a_new_date_is_a_move_and_the_old_one_is_not_the_due_date():
    [one] = heard("We have to move the go-live: not Friday 13 March, but Tuesday 17 March.")
    assert one.moves and one.due == date(2026, 3, 17) and one.what == "The go-live"


def test_minutes_name_who_will_do_it():
    text = "- Noor to send the migration plan by Friday\n- Discussed the budget"
    [one] = find(Text(text, SAID, mail=False, notes=True))
    assert (one.by, one.what, one.due) == ("Noor", "Send the migration plan", date(2026, 3, 13))
    assert find(Text(text, SAID)) == []


def test_what_is_nobody_does_nothing_in_minutes():
    text = "- Access to run out on Friday\n- Everything to go live on Friday\n> Noor to send the plan by Friday"
    assert find(Text(text, SAID, mail=False, notes=True)) == []


def test_a_hostile_text_is_read_in_time():
    find(Text("we will " * 20_000, SAID))
    find(Text("the " * 9_000 + "will be", SAID))
    find(Text("I will send it " + "by " * 9_000, SAID))
    find(Text(("I hope we will " * 30 + ". ") * 60, SAID))
    find(Text(("we will " + "surely at all now " * 30 + ". ") * 60, SAID))
    find(Text(("the " * 140 + "will be. ") * 60, SAID))

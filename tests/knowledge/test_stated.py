"""What a mail settles, and what only sounds like it."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from kingpost.knowledge.stated import SHAPE, find_stated

LONDON = ZoneInfo("Europe/London")
TUESDAY = datetime(2026, 11, 17, 13, 0, tzinfo=LONDON)


def said(text: str) -> list[tuple[str, str]]:
    return [(one.what, one.says) for one in find_stated(text, TUESDAY, LONDON)]


@pytest.mark.parametrize(("text", "what", "says"), [
    ("We will deliver the warehouse system on Saturday 28 November, when your hall is empty.", "delivery", "2026-11-28"),
    ("You will have the portal live on the 28th, you have my word.", "delivery", "2026-11-28"),
    ("Go-live is on 3rd of December.", "delivery", "2026-12-03"),
    ("The new network will be ready by January 12.", "delivery", "2027-01-12"),
    ("Handover stays on 2026-12-04 as planned.", "delivery", "2026-12-04"),
    ("The portal goes live on 04/12/2026.", "delivery", "2026-12-04"),
    ("The portal will be ready on Friday 20th.", "delivery", "2026-11-20"),
    ("Friday at 15:00 it is, and I have put it in the calendar.", "meeting", "2026-11-20T15:00:00+00:00"),
    ("See you on 27 November at 3pm.", "meeting", "2026-11-27T15:00:00+00:00"),
    ("The review is moved to tomorrow, 10.30.", "meeting", "2026-11-18T10:30:00+00:00"),
    ("We agreed a price of £12,600 for the first stage.", "price", "12600"),
    ("The price is €48.000 for both stages.", "price", "48000"),
    ("The total is 1.5 million EUR, as agreed.", "price", "1500000"),
])  # fmt: skip
def test_what_it_settles(text, what, says):
    assert said(text) == [(what, says)]
    assert re.search(SHAPE.replace(r"\M", r"\b"), text, re.IGNORECASE), "no such text would be looked at"


@pytest.mark.parametrize("text", [
    "Could you deliver it on 28 November?",
    "If the carrier is on time we will deliver on 28 November.",
    "We hope to go live on 28 November.",
    "We will not deliver on 28 November.",
    "We don't deliver on 28 November.",
    "The price hasn’t been agreed, £12,600 was mentioned.",
    "You will have the go-live plan on Thursday 9 June.",
    "Nadia tried it as well, at 9:09 on Friday.",
    "The meeting is either Tuesday or Friday at 10:00.",
    "Our line was down on Friday at 09:00.",
    "Thank you, that suits us.",
    "> We will deliver the warehouse system on Saturday 28 November.",
    "It costs us £300 an hour or £400 at night.",
])  # fmt: skip
def test_what_it_does_not(text):
    assert said(text) == []


def test_what_is_quoted_was_said_by_somebody_else():
    reply = "Thank you.\n\nOn 17/11/2026 at 11:06, Ines Duarte wrote:\n> We will deliver the warehouse system on 28 November."
    assert said(reply) == []


@pytest.mark.parametrize(("text", "says"), [
    ("The Portal Rollout call is at 14:00 CET on Thursday 19 November.", "2026-11-19T13:00:00+00:00"),
    ("The Portal Rollout call is at 9am EST on Thursday 19 November.", "2026-11-19T14:00:00+00:00"),
    ("The call is on 19 November at 14:00 UTC+2.", "2026-11-19T12:00:00+00:00"),
    ("The call is on 19 November, 14:00-15:00 (CET).", "2026-11-19T13:00:00+00:00"),
    ("See you on 19 November at 3 p.m. London time.", "2026-11-19T15:00:00+00:00"),
    ("See you on 19 November at 15:00 our time.", "2026-11-19T15:00:00+00:00"),
])  # fmt: skip
def test_a_time_in_another_zone_is_the_moment_it_is_here(text, says):
    assert said(text) == [("meeting", says)]


@pytest.mark.parametrize("text", [
    "The call is on 19 November at 14:00 IST.", "The call is on 19 November at 14:00 your time.", "The call is on 19 November at 9am Qatar local time, 14:00 XYT.",
    "The call is on 19 November, 14:00 CET to 15:00 GMT.", "The call is on 19 November at 14:00 BST.",
])  # fmt: skip
def test_a_time_in_a_zone_nobody_can_be_sure_of_settles_nothing(text):
    assert said(text) == []


@pytest.mark.parametrize(("span", "hour"), [
    ("2-3pm", "14:00"), ("from 2 to 3 pm", "14:00"), ("14-15:00", "14:00"), ("2:00-3:00 pm", "14:00"), ("11-1pm", "11:00"), ("9–11 a.m.", "09:00"), ("10:00 to 1:00 pm", "10:00"),
    ("11:30-12 pm", "11:30"), ("12-1pm", "12:00"), ("2.30 to 4pm", "14:30"), ("2 to 3 o'clock", "14:00"), ("2pm-3pm", "14:00"), ("14:00-15:00", "14:00"), ("14:00 - 3pm", "14:00"), ("10-11h", "10:00"),
    ("moved from 2 to 3 pm", "15:00"), ("10:00 am to 1 pm", "10:00"),
])  # fmt: skip
def test_a_span_begins_at_its_first_hour_also_where_the_second_alone_says_am_or_pm(span, hour):
    assert said(f"The call is on 19 November, {span}.") == [("meeting", f"2026-11-19T{hour}:00+00:00")]


@pytest.mark.parametrize(
    "words",
    [
        "November 19 - 3pm",
        "November 19, 3pm",
        "19/11/2026 - 3pm",
        "19.11.2026 - 3pm",
        "19.11.2026, 15:00",
        "2026-11-19 - 3pm",
    ],
)
def test_a_day_before_the_hour_is_no_span(words):
    assert said(f"The call is on {words}.") == [("meeting", "2026-11-19T15:00:00+00:00")]


@pytest.mark.parametrize(("sum_", "says", "currency"), [
    ("EUR 1.2 Mio.", "1200000", "EUR"), ("1,2 Mio EUR", "1200000", "EUR"), ("48 TEUR", "48000", "EUR"), ("€2 Mrd.", "2000000000", "EUR"), ("48 T€", "48000", "EUR"), ("1.5 millions EUR", "1500000", "EUR"),
    ("CA$27,400", "27400", "CAD"), ("C$27,400", "27400", "CAD"), ("A$27,400", "27400", "AUD"), ("AU$27,400", "27400", "AUD"), ("US$27,400", "27400", "USD"), ("$27,400", "27400", "USD"),
    ("$27,400 CAD", "27400", "CAD"), ("CAD $27,400", "27400", "CAD"), ("$27.4k CAD", "27400", "CAD"), ("$27,400 USD", "27400", "USD"), ("$27,400 as agreed", "27400", "USD"),
    ("CAD 27,400", "27400", "CAD"), ("27 400 SEK", "27400", "SEK"), ("27,400 euros", "27400", "EUR"),
])  # fmt: skip
def test_a_sum_in_the_words_and_the_currency_it_is_written_in(sum_, says, currency):
    text = f"The price of the system is {sum_}"
    assert [(one.says, one.currency) for one in find_stated(text, TUESDAY, LONDON)] == [(says, currency)]
    assert re.search(SHAPE.replace(r"\M", r"\b"), text, re.IGNORECASE), "no such text would be looked at"


@pytest.mark.parametrize("sum_", ["EUR 5 mil", "J$27,400", "about CA$27,400", "about EUR 27,400"])
def test_a_sum_nobody_can_be_sure_of_is_no_price(sum_):
    assert said(f"The price of the system is {sum_}.") == []


@pytest.mark.parametrize(("words", "day"), [
    ("The warehouse system release 4.2.18 goes live on Friday.", "2026-11-20"), ("The warehouse system 11.2.18 goes live on Friday.", "2026-11-20"), ("Version 12.10.26 goes live on 20 November.", "2026-11-20"),
    ("The warehouse system goes live on 20.11.26.", "2026-11-20"), ("The warehouse system goes live on 4.12.2026.", "2026-12-04"),
])  # fmt: skip
def test_the_number_of_a_version_is_no_day(words, day):
    assert said(words) == [("delivery", day)]


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("America/Chicago", "2026-12-03"),
        ("US/Eastern", "2026-12-03"),
        ("Europe/Berlin", "2027-03-12"),
        ("America/Sao_Paulo", "2027-03-12"),
    ],
)
def test_an_american_business_writes_the_month_first(zone, day):
    year = day[:4]
    assert [one.says for one in find_stated(f"The portal goes live on 12/03/{year}.", TUESDAY, ZoneInfo(zone))] == [day]

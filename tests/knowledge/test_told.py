"""What a sentence of ours tells a client, and what it does not."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from kingpost.knowledge.told import Subject, told

LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 3, 2, 9, 15, tzinfo=LONDON)
PORTAL, LIVE, TICKET, BILL, OTHER, STEERING = 1, 2, 3, 4, 5, 6
THINGS = [
    Subject(PORTAL, "project", "Customer portal", ("POR",)),
    Subject(LIVE, "task", "Portal go-live", ("POR-118",)),
    Subject(TICKET, "ticket", "Nobody can sign in to the portal", ("4471",)),
    Subject(BILL, "invoice", "INV-2093", ("INV-2093",)),
    Subject(OTHER, "agreement", "Aldgate Freight - warehouse scanners"),
    Subject(STEERING, "meeting", "Portal steering"),
]


def says(text: str, heading: str = "") -> list[tuple[int, str, str]]:
    return [(one.subject, one.what, one.value) for one in told(text, MONDAY, LONDON, THINGS, heading)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The customer portal goes live on Friday 27 March.", (PORTAL, "date", "2026-03-27")),
        ("We will deliver the customer portal by the 27th.", (PORTAL, "date", "2026-03-27")),
        ("POR-118 is due 30 March", (LIVE, "date", "2026-03-30")),
        ("The portal go-live is now Monday 30 March, not Friday.", (LIVE, "date", "2026-03-30")),
        ("The portal go-live moves to 30 March, instead of 27 March.", (LIVE, "date", "2026-03-30")),
        ("Ticket 4471 has been resolved.", (TICKET, "state", "ended")),
        ("#4471 is fixed: the cache was full.", (TICKET, "state", "ended")),
        ("Ticket #4471 is not yet resolved.", (TICKET, "state", "open")),
        ("Ticket 4471 is still open.", (TICKET, "state", "open")),
        ("Invoice INV-2093 comes to £48,000 including VAT.", (BILL, "amount", "48000.00 GBP")),
        ("INV-2093: the total is €1,250.50.", (BILL, "amount", "1250.50 EUR")),
        ("Invoice INV-2093 has been paid, thank you.", (BILL, "state", "ended")),
        ("The warehouse scanners will cost £27.4k.", (OTHER, "amount", "27400.00 GBP")),
        ("INV-2093 isn't paid yet.", (BILL, "state", "open")),
        ("POR-118 isn’t quite finished.", (LIVE, "state", "open")),
        ("POR-118 has never been finished.", (LIVE, "state", "open")),
        ("Ticket 4471 is nearly resolved.", (TICKET, "state", "open")),
        ("INV-2093 has been partially paid.", (BILL, "state", "open")),
        ("POR-118 is 80% done.", (LIVE, "state", "open")),
        ("POR-118 is 100% done.", (LIVE, "state", "ended")),
        ("POR-118 has not only been finished, people use it.", (LIVE, "state", "ended")),
        ("Ticket 4471: the page that didn't open is fixed.", (TICKET, "state", "ended")),
        ("INV-2093 comes to £1.2m.", (BILL, "amount", "1200000.00 GBP")),
        ("INV-2093 comes to $1.5 million.", (BILL, "amount", "1500000.00 USD")),
        ("INV-2093 comes to €48.000.", (BILL, "amount", "48000.00 EUR")),
        ("INV-2093 comes to €48.000,50 net.", (BILL, "amount", "48000.50 EUR")),
        ("INV-2093 comes to €48,50.", (BILL, "amount", "48.50 EUR")),
        ("The portal steering is on Thursday 5 March at 10:00.", (STEERING, "date", "2026-03-05")),
    ],
)
def test_a_plain_sentence(text, value):
    assert says(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "Has ticket 4471 been resolved?",
        "Can the customer portal go live on 27 March?",
        "Once ticket 4471 is resolved we will ring you.",
        "Ticket 4471 will be resolved.",
        "We hope INV-2093 is settled.",
        "I don't think ticket 4471 is resolved.",
        "The customer portal will not be ready on 27 March.",
        "Nobody promised the customer portal for 27 March.",
        "Ticket 4471 was opened on 28 February.",
        "The customer portal was ordered on 27 February.",
        "It is between 27 March and 30 March for the customer portal.",
        "The customer portal costs £40 per user.",
        "The deposit for the customer portal is £4,000.",
        "Our number is 020 7946 4471.",
        "The total is £4,471.",
        "We moved 4471 files.",
        "See you on Friday 27 March.",
        "The evidence for the customer portal is complete but for one page.",
    ],
)
def test_what_tells_nothing_for_certain(text):
    assert says(text) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The customer portal will be ready on Friday 20th.", "2026-03-20"),
        ("The customer portal will be ready on Friday the 20th.", "2026-03-20"),
        ("The customer portal will be ready on Thursday 19th at noon.", "2026-03-19"),
        ("The customer portal starts on Monday 16th at 9.", "2026-03-16"),
        ("The customer portal goes live on 20/03/2026.", "2026-03-20"),
        ("The customer portal goes live on 20.03.2026.", "2026-03-20"),
        ("The customer portal goes live on 20/03/2026, as agreed.", "2026-03-20"),
        ("The customer portal is postponed from 12 March to 19 March.", "2026-03-19"),
        ("The customer portal is postponed from the 12th to the 19th.", "2026-03-19"),
        ("We have moved the customer portal from 12 March to 19 March.", "2026-03-19"),
        ("We have pushed the customer portal back from Thursday to Monday.", "2026-03-09"),
        ("The customer portal slips from 12 to 19 March.", "2026-03-19"),
        ("The customer portal was moved from Friday 13th to Friday 20th.", "2026-03-20"),
        ("The customer portal is brought forward from 26 March to 19 March.", "2026-03-19"),
        ("The customer portal changes from Tuesday 17 March to Monday the 23rd.", "2026-03-23"),
        ("The customer portal, originally planned for 12 March, goes live on 19 March.", "2026-03-19"),
        ("The customer portal was due on 12 March and is now due on 19 March.", "2026-03-19"),
        ("The customer portal moves from the old to the new building on 19 March.", "2026-03-19"),
        ("The customer portal runs from 12 March to 19 March.", None),
        ("The customer portal moved to server 10.12.20.5.", None),
        ("The customer portal is at 20/03/2026/17.", None),
    ],
)
def test_the_day_that_holds_now(text, day):
    assert [value for _, what, value in says(text) if what == "date"] == ([day] if day else [])


def test_it_goes_on_about_the_last_thing():
    told_of_it = says("Here is invoice INV-2093 for February. The total is £1,500.00, due 02 April.")
    assert sorted(told_of_it) == [(BILL, "amount", "1500.00 GBP"), (BILL, "date", "2026-04-02")]


def test_a_title_in_the_heading_is_meant_by_it_and_by_nothing_else():
    assert says("It will be live on 27 March.", "Customer portal") == [(PORTAL, "date", "2026-03-27")]
    assert says("We will have the firewall ready by 27 March.", "Customer portal") == []


def test_a_number_in_the_heading_is_what_the_mail_is_about():
    assert says("You will have it live on the 27th, you have my word.", "[POR-118] Go-live date") == [
        (LIVE, "date", "2026-03-27")
    ]
    assert says("The customer portal follows on 30 March.", "[POR-118] Go-live date") == [
        (PORTAL, "date", "2026-03-30")
    ]


def test_two_things_in_one_sentence_are_not_guessed_between():
    assert says("POR-118 and INV-2093 are both due on 27 March.") == []


def test_the_fullest_title_is_meant():
    things = [Subject(1, "project", "Warehouse system"), Subject(2, "task", "Delivery of the warehouse system")]
    text = "Delivery of the warehouse system is on 28 March."
    assert [one.subject for one in told(text, MONDAY, LONDON, things)] == [2]

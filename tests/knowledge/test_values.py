"""Two values say the same in any form: that is what is never a disagreement."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from kingpost.knowledge import values
from kingpost.knowledge.values import DATE, EMAIL, MONEY, NAME, PHONE, STATE, TEXT, same

LONDON = ZoneInfo("Europe/London")
GBP, EUR = {"currency": "GBP"}, {"currency": "EUR"}

ALIKE = [
    (DATE, "2026-11-28", "28/11/2026", {}, {}),
    (DATE, "2026-11-28", "28 November 2026", {}, {}),
    (DATE, "2026-11-28", "28.11.26", {}, {}),
    (DATE, "2026-11-28", "28. November 2026", {}, {}),
    (DATE, "2026-10-28", "28. Oktober 2026", {}, {}),
    (DATE, "2026-03-05", "5 mars 2026", {}, {}),
    (DATE, "2026-01-05", "2026-1-5", {}, {}),
    (DATE, "2026-11-28T14:00:00+00:00", "28.11.2026 14:00", {}, {}),
    (DATE, "2026-11-28T09:05:00+00:00", "28/11/2026, 9:05:00", {}, {}),
    (DATE, "2026-11-28T14:00:00+00:00", "28.11.26 14:00 Uhr", {}, {}),
    (DATE, "2026-03-02", "03/02/2026", {}, {}),  # written the American way
    (DATE, "2026-11-28", "2026-11-28T09:30:00+00:00", {}, {}),
    (DATE, "2026-07-01T14:00:00+01:00", "2026-07-01T13:00:00Z", {}, {}),
    (DATE, "2026-07-01T14:00:00", "2026-07-01T13:00:00+00:00", {}, {}),  # a moment without a zone is in ours
    (DATE, "2026-06-30T23:30:00+00:00", "2026-07-01", {}, {}),  # half past midnight in London
    (DATE, "2026-03-20", "2026-03-20T23:59:59-08:00", {}, {}),  # the end of that day where it was written
    (DATE, "2026-03-20", "2026-03-20T00:00:00+09:00", {}, {}),
    (DATE, "2026-07-01", "2026-06-30T23:00:00Z", {}, {}),  # midnight here, written in UTC
    (MONEY, "48,000.00", "48000", GBP, GBP),
    (MONEY, "48.000,00", "48000", EUR, EUR),
    (MONEY, "£48k", "48000", {}, GBP),
    (MONEY, "£1.2m", "1200000", {}, GBP),
    (MONEY, "$1.5 million", "1500000.00", {}, {"currency": "USD"}),
    (MONEY, "€48.000", "48000", {}, EUR),
    (MONEY, "₹12,34,567", "1234567", {}, {}),
    (MONEY, "2,5 Mio. EUR", "2500000", {}, EUR),
    (MONEY, "1.234 Mio. EUR", "1234000", {}, EUR),
    (MONEY, "48 TEUR", "48000", {}, EUR),
    (MONEY, "48 k€", "48000", {}, EUR),
    (MONEY, "1,2 MEUR", "1200000", {}, EUR),
    (MONEY, "2 Mrd. EUR", "2000000000", {}, EUR),
    (MONEY, "1.5 millions EUR", "1500000", {}, EUR),
    (MONEY, "500,-", "500", EUR, EUR),
    (MONEY, "1.200,- €", "1200", {}, EUR),
    (MONEY, "CHF 1'200.-", "1200", {}, {"currency": "CHF"}),
    (MONEY, "CHF 1'200.--", "1200", {}, {"currency": "CHF"}),
    (MONEY, "48.000", "48", EUR, EUR),  # a system's sum with three places
    (MONEY, "1E+4", "10000", EUR, EUR),
    (MONEY, "12600.40", "12600", GBP, GBP),
    (MONEY, "100000", "99960", GBP, GBP),  # rounded to hundreds
    (MONEY, "17820", "14850", {"currency": "GBP", "net": "14850.00"}, GBP),  # with and without tax
    (MONEY, "10000", "11700", GBP | {"exchange_rate": "1.17"}, EUR),
    (MONEY, "10000", "11700", GBP, EUR | {"exchange_rate": "0.8547"}),
    (MONEY, "10000", "11700", GBP, EUR),  # no rate is stated: nobody can tell
    (PHONE, "020 7946 0811", "+44 20 7946 0811", {}, {}),
    (PHONE, "+44 (0)20 7946 0811 ext 12", "02079460811", {}, {}),
    (PHONE, "020 7946 0811 / 020 7946 0999", "+442079460999", {}, {}),
    (PHONE, "020/7946 0811", "+44 20 7946 0811", {}, {}),
    (PHONE, "020 / 7946 0811; 0151 496 0211", "+44 20 7946 0811", {}, {}),
    (EMAIL, "Marcus@Aldgatefreight.example", "marcus@aldgatefreight.example", {}, {}),
    (NAME, "Priya Raman", "Raman, Priya", {}, {}),
    (NAME, "P. Raman", "Priya Raman", {}, {}),
    (NAME, "priya.raman@harrowlane.example", "Priya Raman", {}, {}),
    (NAME, "Thomas Reed", "Tom Reed", {}, {}),
    (NAME, "Robert Smith", "Bob Smith", {}, {}),
    (NAME, "Jürgen Müller", "Juergen Mueller", {}, {}),
    (NAME, "Kate O'Neill", "Kate ONeill", {}, {}),
    (NAME, "Kate O’Neill", "Katherine O'Neill", {}, {}),
    (NAME, "Tom Reed", "treed@acme.com", {}, {}),
    (NAME, "Thomas Reed", "tom.reed@acme.com", {}, {}),
    (NAME, "Liz Hall", "Elizabeth Hall", {}, {}),
    (NAME, "Bill Carter", "William Carter", {}, {}),
    (NAME, "Reed, Thomas", "Tom Reed", {}, {}),
    (NAME, "Tom Reed", "reedt@acme.com", {}, {}),
    (NAME, "Tom Reed", "tomreed@acme.com", {}, {}),
    (NAME, "Bjørn Sørensen", "Bjoern Soerensen", {}, {}),
    (NAME, "Åse Ågren", "Aase Aagren", {}, {}),
    (NAME, "Jörg Weiß", "Joerg Weiss", {}, {}),
    (NAME, "T. Reed", "Thomas Reed", {}, {}),
    (NAME, "Chris Hall", "Christopher Hall", {}, {}),
    (NAME, "Alex Moore", "Alexandra Moore", {}, {}),
    (NAME, "Mike Evans", "Michael Evans", {}, {}),
    (NAME, "Kate Hill", "Catherine Hill", {}, {}),
    (NAME, "Dr Anna Weiss", "Anna Weiss", {}, {}),
    (NAME, "Priya Raman <priya@x.example>", "P. Raman", {}, {}),
    (NAME, "Jose Garcia", "José García", {}, {}),
    (NAME, "Thomas J. Reed", "Tom Reed", {}, {}),
    (NAME, "Steve Adams", "Stephen Adams", {}, {}),
    (STATE, "In progress", "open", {}, {}),
    (STATE, "Solved", "closed", {}, {}),
    (STATE, "Closed Won", "won", {}, {}),
    (STATE, "100% complete", "done", {}, {}),
    (STATE, "Closed - waiting for their survey", "closed", {}, {}),
    (TEXT, "Portal, data migration and four training sessions.", "portal, data migration, 4 training sessions", {}, {}),
]  # fmt: skip

APART = [
    (DATE, "2026-11-28", "2026-12-12", {}, {}),
    (DATE, "2026-11-28", "12.12.26", {}, {}),
    (DATE, "2026-11-28T14:00:00+00:00", "28.11.2026 15:00", {}, {}),
    (DATE, "2026-11-27T14:00:00+00:00", "2026-11-27T15:00:00+00:00", {}, {}),
    (DATE, "2026-03-20", "2026-03-21T23:59:59-08:00", {}, {}),
    (DATE, "2026-03-20", "2026-03-19T12:00:00-08:00", {}, {}),
    (DATE, "2026-07-01T14:00:00+01:00", "2026-07-01T14:00:00Z", {}, {}),
    (MONEY, "41000", "39500", GBP, GBP),
    (MONEY, "48000", "48500", GBP, GBP),
    (MONEY, "1000", "1000", GBP, EUR),
    (MONEY, "10000", "13000", GBP | {"exchange_rate": "1.17"}, EUR),
    (PHONE, "+44 1632 960700", "+44 151 496 0211", {}, {}),
    (EMAIL, "marcus@aldgatefreight.example", "femi@aldgatefreight.example", {}, {}),
    (NAME, "Ben Ellery", "Camille Roux", {}, {}),
    (NAME, "Ben Ellery", "Ben Carter", {}, {}),
    (NAME, "Tom Reed", "Tim Reed", {}, {}),
    (NAME, "Robert Smith", "Roberta Smith", {}, {}),
    (NAME, "Daniel Hall", "Daniela Hall", {}, {}),
    (NAME, "Anna Weiss", "Paul Weiss", {}, {}),
    (NAME, "Tom Reed", "areed@acme.com", {}, {}),
    (NAME, "Tom Reed", "tsmith@acme.com", {}, {}),
    (NAME, "Liz Hall", "Linda Hall", {}, {}),
    (NAME, "Kate O'Neill", "Karl O'Neill", {}, {}),
    (NAME, "Jürgen Müller", "Jürgen Möller", {}, {}),
    (NAME, "Jürgen Müller", "Johann Müller", {}, {}),
    (NAME, "Ines Duarte", "Noor Haddad", {}, {}),
    (NAME, "J. Smith", "Bob Smith", {}, {}),
    (NAME, "Tom Reed Sr", "Tom Reed Jr", {}, {}),
    (NAME, "Thomas Reed II", "Thomas Reed III", {}, {}),
    (NAME, "Mario Rossi", "Maria Rossi", {}, {}),
    (NAME, "treed@acme.com", "breed@acme.com", {}, {}),
    (NAME, "Alexander Moore", "Alexandra Moore", {}, {}),
    (NAME, "Sam Cole", "Sam Cook", {}, {}),
    (NAME, "Chris Hall", "Carl Hall", {}, {}),
    (NAME, "Bjørn Sørensen", "Bent Sørensen", {}, {}),
    (NAME, "John Smith", "Ivan Smith", {}, {}),
    (NAME, "Support", "Sales", {}, {}),
    (STATE, "done", "open", {}, {}),
    (STATE, "not started", "done", {}, {}),
    (STATE, "awaiting payment", "paid", {}, {}),
    (STATE, "Closed Lost", "Closed Won", {}, {}),
    (STATE, "Partially paid", "Paid", {}, {}),
    (STATE, "Part-paid", "Paid", {}, {}),
    (STATE, "Waiting to be signed", "Signed", {}, {}),
    (STATE, "No longer approved", "Approved", {}, {}),
    (STATE, "Never finished", "Finished", {}, {}),
    (STATE, "Ready to be closed", "Closed", {}, {}),
    (STATE, "80% complete", "Complete", {}, {}),
    (TEXT, "Portal and four training sessions", "Portal and six training sessions", {}, {}),
    (TEXT, "Portal, data migration, two floor-walkers", "Portal", {}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("form", "one", "other", "here", "there"), ALIKE)
def test_these_say_the_same(form, one, other, here, there):
    assert same(form, one, other, LONDON, here, there)
    assert same(form, other, one, LONDON, there, here)


@pytest.mark.parametrize(("form", "one", "other", "here", "there"), APART)
def test_these_do_not(form, one, other, here, there):
    assert not same(form, one, other, LONDON, here, there)
    assert not same(form, other, one, LONDON, there, here)


@pytest.mark.parametrize(("written", "read"), [
    ("030/1234567", {"+49301234567"}), ("030 / 1234567", {"+49301234567"}), ("0171/2345678", {"+491712345678"}), ("089/123456-78", {"+498912345678"}), ("+49 30/1234567", {"+49301234567"}),
    ("030 1234567 / 030 7654321", {"+49301234567", "+49307654321"}), ("030 123456 / 030 123457", {"+4930123456", "+4930123457"}), ("+49 30 1234567/+49 171 2345678", {"+49301234567", "+491712345678"}),
])  # fmt: skip
def test_a_slash_parts_two_numbers_or_an_area_code_from_its_number(written, read):
    with values.at_home("DE"):
        assert {number for number in values.numbers(written) if number.startswith("+")} == read


@pytest.mark.parametrize(
    ("form", "value"),
    [
        (DATE, "soon"),
        (DATE, "45000"),
        (DATE, "31.11.26"),
        (DATE, "3 seats 2026"),
        (DATE, "28.11.2026 25:00"),
        (DATE, "week 12"),
        (DATE, ""),
        (MONEY, "tbc"),
        (MONEY, "5 mil EUR"),
        (MONEY, "500-600"),
        (PHONE, "ext 4"),
        (PHONE, None),
    ],
)
def test_what_cannot_be_read_contradicts_nothing(form, value):
    assert not values.readable(form, value)


@pytest.mark.parametrize(
    ("written", "read"),
    [("1,200.50", "1200.50"), ("1.200,50", "1200.50"), ("1'200", "1200"), ("48.000", "48000"), ("12,5", "12.5"), ("0.125", "0.125"), ("1.234.567", "1234567")],
)  # fmt: skip
def test_a_figure_is_read_as_people_write_it(written, read):
    assert str(values.number(written)) == read


def test_before_a_word_for_thousands_a_point_is_a_point():
    assert (values.counted("1.234", "m"), values.counted("1,200", "k")) == (1_234_000, 1_200_000)

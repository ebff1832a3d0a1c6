"""A sentence with several promises makes each of them, with its own words and day; one promise with much in it stays one."""

from __future__ import annotations

import pytest
from tests.knowledge.promises.table import SAID, heard

from kingpost.knowledge.promises.find import Text, find


def days(words: str) -> list[str]:
    return [f"{one.due:%-m-%-d}" if one.due else "" for one in heard(words)]


@pytest.mark.parametrize(("words", "due"), [
    ("I'll send the quote by Wednesday, and we'll ship the kit by Friday.", ["3-11", "3-13"]),
    ("I will finish the report on Wednesday and send it to you on Friday.", ["3-11", "3-13"]),
    ("We'll complete testing this week, and go live on 23 March.", ["3-13", "3-23"]),
    ("The report will be finished Friday and sent to you on Monday.", ["3-13", "3-16"]),
    ("I'll send the quote by Wednesday; we'll ship the kit by Friday.", ["3-11", "3-13"]),
    ("I'll send the draft tomorrow, the final version will follow on Monday.", ["3-11", "3-16"]),
    ("Tom will fit the racks on Thursday and Noor will test them on Friday.", ["3-12", "3-13"]),
    ("Tom will fit the racks on Thursday and test them on Friday.", ["3-12", "3-13"]),
    ("I'll send the quote by Wednesday and the drawings on Friday.", ["3-11", "3-13"]),
    ("We're shipping the racks on Thursday and installing them on Monday.", ["3-12", "3-16"]),
    ("We'll order the parts today, fit them on Thursday and test everything on Friday.", ["3-10", "3-12", "3-13"]),
    ("We'll pay half by Friday and the rest by 31 March.", ["3-13", "3-31"]),
    ("I'll ring you on Thursday but the contract will be with you by Friday.", ["3-12", "3-13"]),
    ("I'll call the carrier tomorrow and will let you know by Friday.", ["3-11", "3-13"]),
    ("We'll order the parts today, fit them on Thursday and send the invoice on Friday.", ["3-10", "3-12", "3-13"]),
    ("You'll have the draft on Thursday and the final version by Monday.", ["3-12", "3-16"]),
    ("We will pay £4,000 by Friday and the remaining £2,000 by 31 March.", ["3-13", "3-31"]),
    ("I'll confirm the date tomorrow, then I'll send the contract on Thursday.", ["3-11", "3-12"]),
    ("We'll take the server down on Saturday, and have it back by Monday.", ["3-14", "3-16"]),
    ("I'll update the plan today and share it with you tomorrow.", ["3-10", "3-11"]),
    ("Ines will send the keys on Wednesday, Tom will collect them on Friday.", ["3-11", "3-13"]),
    ("We'll install the racks on 19 March and we will then test them on 23 March.", ["3-19", "3-23"]),
    ("I'll bring the samples on Thursday; the invoice will follow on Monday.", ["3-12", "3-16"]),
    ("We will be testing on Thursday and going live on Monday.", ["3-12", "3-16"]),
    ("We'll start on site on Friday and be done by the 27th.", ["3-13", "3-27"]),
    ("We'll get the samples out to you on Thursday and a full quote over by Monday.", ["3-12", "3-16"]),
    ("I will send the summary on Thursday and discuss it with you on 20 March.", ["3-12", "3-20"]),
])  # fmt: skip
def test_each_promise_of_a_sentence_has_its_own_day(words, due):
    assert days(words) == due


@pytest.mark.parametrize(("words", "due"), [
    ("I'll check the figures and send them by Friday.", "3-13"),
    ("By Friday we will send the quote and order the switches.", "3-13"),
    ("I'll send the quote by Friday and let you know.", "3-13"),
    ("We'll be on site on Thursday and Friday to fit the racks.", "3-13"),
    ("I'll send the report on Wednesday and you can comment until Friday.", "3-11"),
    ("I'll send the invoice on Friday and payment is due by 30 April.", "3-13"),
    ("We'll deliver on Thursday and you pay on Friday.", "3-12"),
    ("I'll send the agenda on Thursday and hope to see you on Monday.", "3-12"),
    ("I'll send it on Wednesday, and please send me the PO by Friday.", "3-11"),
    ("We'll ship the kit on Thursday and it should arrive on Friday.", "3-12"),
    ("I'll call you on Thursday or Friday and send the notes.", "3-13"),
    ("You'll get the quote on Wednesday and need to sign it by Friday.", "3-11"),
    ("I'll send the report on Wednesday and Anna will not be here on Friday.", "3-11"),
    ("I'll send you the draft on Wednesday and you will have time to read it before Friday.", "3-11"),
    ("We'll start on Thursday, as agreed on Monday, and keep you posted.", "3-12"),
    ("I'll send the minutes of Monday's call and the plan by Friday.", "3-13"),
    ("I'll send the Q1 report and the invoice for March by Friday.", "3-13"),
    ("We'll replace the pump on Thursday and could test it on Friday.", "3-12"),
    ("We'll replace the pump on Thursday and send me the keys by Wednesday.", "3-12"),
    ("We will move the call from Thursday to Friday and send a new invite.", "3-13"),
    ("I'll send you our comments tomorrow and you'll let me have the final version by Friday.", "3-11"),
    ("I'll order it today and it takes until Monday to arrive.", "3-10"),
    ("The wall will be painted by Tuesday and you are welcome to look at it on Wednesday.", "3-17"),
    ("I'll get back to you by tomorrow lunchtime and we can then agree on a date for April.", "3-11"),
    ("I'll send the quote on Wednesday and the office is closed on Friday.", "3-11"),
    ("We'll send the kit on Thursday, and the bank will be closed on Friday.", "3-12"),
])  # fmt: skip
def test_one_promise_stays_one_and_keeps_its_day(words, due):
    assert days(words) == [due]


@pytest.mark.parametrize("words", [
    "Maybe we will send the quote on Wednesday and ship the kit on Friday.",
    "I don't think we will send the quote on Wednesday and ship the kit on Friday.",
    "They told us they will ship on Thursday and install on Friday.",
    "Will Tom send the file on Friday and Noor check it on Monday?",
    "If you sign by Wednesday, we'll ship the kit on Friday and install it on Monday.",
    "I can send it on Wednesday and install it on Friday.",
    "I'd like to finish on Wednesday and send it on Friday.",
])  # fmt: skip
def test_what_is_conditional_is_so_in_all_its_clauses(words):
    assert heard(words) == []


def test_each_is_quoted_in_its_own_words_where_they_stand():
    body = "Hi,\n\nI will send the quote\nby Wednesday, and   we’ll ship the kit\nby Friday. Regards"
    first, second = find(Text(body, SAID))
    assert (first.what, first.words) == ("Send the quote", "I will send the quote by Wednesday")
    assert (second.what, second.words) == ("Ship the kit", "we’ll ship the kit by Friday.")
    assert body[first.start : first.end] == "I will send the quote\nby Wednesday"
    assert body[second.start : second.end] == "we’ll ship the kit\nby Friday."


def test_who_will_do_it_is_said_once_for_both():
    assert [one.by for one in heard("Tom will fit the racks on Thursday and test them on Friday.")] == ["Tom", "Tom"]
    assert [one.by for one in heard("Ines will send it on Thursday, Tom will fit it on Friday.")] == ["Ines", "Tom"]


def test_each_has_its_own_sum():
    first, second = heard("We will pay £4,000 by Friday and the remaining £2,000 by 31 March.")
    assert (first.amount, second.amount) == (4000, 2000)


def test_a_list_is_promised_by_the_words_at_its_head():
    body = "By Friday we will:\n- send the revised quote\n- order the switches\n* fit the racks on Monday\n\nThe weather is fine.\n- call Tom"
    made = [(one.what, f"{one.due:%-m-%-d}", one.words) for one in find(Text(body, SAID))]
    assert made == [
        ("Send the revised quote", "3-13", "send the revised quote"),
        ("Order the switches", "3-13", "order the switches"),
        ("Fit the racks", "3-16", "fit the racks on Monday"),
    ]


@pytest.mark.parametrize("head", ["If you agree, we will:", "You will:", "We will not:", "Please:", "We hope we will:", "The vendor says they will:", "Here is what is open:"])  # fmt: skip
def test_a_list_under_other_words_promises_nothing(head):
    assert find(Text(f"{head}\n- send the revised quote by Friday\n- order the switches by Monday", SAID)) == []


def test_an_item_that_is_no_deed_is_not_promised():
    assert [one.what for one in find(Text("We'll:\n1. send you the plan\n2. the weather is fine", SAID))] == [
        "Send the plan"
    ]

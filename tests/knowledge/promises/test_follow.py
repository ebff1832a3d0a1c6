"""What becomes of a promise where a client has several of a kind: each mail counts for the promise it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests import builders as b

from kingpost.knowledge.promises.find import significant
from kingpost.knowledge.promises.follow import Letter, Promised, Work, follow, superseding

WORDS = "We will return the signed copy by Friday."
SAID = b.moment("2026-03-10 14:00")
DAY = timedelta(days=1)


def promise(key="one", thread=1, said_at=SAID, due=3, words=WORDS, *, moves=False):
    stems = frozenset(significant("return the signed copy"))
    return Promised(key, 1, 1, 7, thread, None, False, "Return the signed copy", words, stems, said_at, said_at + due * DAY, moves, 1, "")  # fmt: skip


def letter(body, after, *, record, ours=False, thread=1, name="", answers="", entity=0, audience=1):
    return Letter(record, f"k{record}", audience, SAID + after * DAY, body, (), thread == 1, ours, "", entity or record, thread, name or f"{record}@x", answers)  # fmt: skip


SENT = letter("The signed copy is attached.", 1, record=2)


def fate(*letters, others=()):
    return [(one.kind, one.record) for one in follow(promise(), letters, (), others)]


def test_thanks_in_an_answer_to_another_mail_confirm_nothing():
    assert fate(SENT, letter("Received, thank you.", 2, record=3, ours=True, answers="2@x")) == [("delivered", 2), ("confirmed", 3)]  # fmt: skip
    assert fate(SENT, letter("Thanks for the hint, it is in the plan.", 2, record=3, ours=True, answers="9@x")) == [("delivered", 2)]  # fmt: skip


def test_an_answer_to_an_earlier_mail_hides_no_thanks_behind_it():
    crossed = letter("The load test is done.", 1.1, record=3, ours=True, answers="0@x")
    assert ("confirmed", 4) in fate(SENT, crossed, letter("Received, thank you.", 2, record=4, ours=True, answers="2@x"))  # fmt: skip


def test_thanks_that_name_the_thing_confirm_it_whatever_they_answer():
    named = letter("Thank you for the signed copy.", 2, record=3, ours=True, answers="9@x")
    assert ("confirmed", 3) in fate(SENT, named)


def test_a_delivery_counts_for_the_promise_of_its_own_thread():
    there = replace(SENT, thread=2, same_thread=False)
    assert fate(there) == [("delivered", 2)], "in a thread without a promise of its own"
    assert fate(there, others=[promise("two", thread=2, said_at=SAID + DAY / 2)]) == []


def test_every_copy_of_a_mail_is_evidence_for_whoever_reads_that_mailbox():
    copy = replace(SENT, record=9, key="k9", audience=5)
    assert sorted(fate(SENT, replace(copy, entity=SENT.entity))) == [("delivered", 2), ("delivered", 9)]


def test_what_was_kept_is_not_replaced_by_the_next_of_its_kind():
    again = promise("two", thread=2, said_at=SAID + 5 * DAY, due=9, moves=True)
    assert superseding(promise(), [again]) == "two"
    assert superseding(promise(), [again], SAID + DAY) == ""
    assert superseding(promise(), [again], SAID + 6 * DAY) == "two", "delivered late, by the new date"


def test_a_new_date_is_for_the_promise_of_its_own_thread():
    other, moved = promise("other", thread=2, said_at=SAID - DAY), promise("moved", thread=2, said_at=SAID + DAY, due=9, moves=True)  # fmt: skip
    assert superseding(promise(), [promise(), other, moved]) == ""
    assert superseding(other, [promise(), other, moved]) == "moved"


def work(title, done, *, named=False):
    return Work(5, "k5", 1, "task", title, named, False, SAID + done * DAY, None, "T-1")


def test_one_common_word_is_not_what_was_promised():
    other = letter("The signed minutes are attached.", 2, record=3, thread=9)
    assert fate(other) == []
    assert fate(letter("The signed copy is attached.", 2, record=3, thread=9)) == [("delivered", 3)]
    assert follow(promise(), [], [work("Scan the copy room", 2, named=True)]) == []


def test_work_of_the_same_name_long_after_is_another_time():
    assert [one.kind for one in follow(promise(), [], [work("Return the signed copy", 2)])] == ["delivered"]
    assert follow(promise(), [], [work("Return the signed copy", 200)]) == []
    assert follow(promise(), [], [work("Return the signed copy", 200, named=True)]) != []

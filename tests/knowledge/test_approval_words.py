"""The sentences of ``approval_sentences.txt``, each with what it says about an approval; short answers to who asks for one; and the values fields hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from kingpost.knowledge.approvals import words

LABELS = {
    "ask": words.ASKED,
    "yes": words.APPROVED,
    "no": words.REFUSED,
    "if": words.CONDITIONAL,
    "wait": words.WAITING,
    "back": words.WITHDRAWN,
    "none": "",
}
ANSWERS = [
    [part.strip().replace("\\n", "\n") for part in line.split("|")]
    for line in Path(__file__).with_name("approval_answers.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
SENTENCES = [
    (label.strip(), text.strip())
    for line in Path(__file__).with_name("approval_sentences.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for label, _, text in [line.partition("|")]
]


@pytest.mark.parametrize(("label", "text"), SENTENCES, ids=[text[:60] for _, text in SENTENCES])
def test_a_sentence_says_what_it_is_labelled(label: str, text: str) -> None:
    said = words.read(text)
    assert (said.act if said else "") == LABELS[label]


@pytest.mark.parametrize(("label", "ask", "text"), ANSWERS, ids=[f"{ask[:30]} {text[:30]}" for _, ask, text in ANSWERS])
def test_a_short_answer_says_what_it_is_labelled(label: str, ask: str, text: str) -> None:
    said = words.answer(text, ask)
    assert (said.act if said else "") == LABELS[label]


def test_the_tables_are_worth_their_name() -> None:
    assert len(SENTENCES) >= 300
    assert all(sum(label == one for label, *_ in SENTENCES) >= 20 for one in LABELS if one != "back")
    assert all(sum(label == one for label, *_ in ANSWERS) >= 20 for one in ("yes", "no", "none"))


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Let me know if you are happy\nto proceed with the order.", words.ASKED),
        ("If the price is unchanged,\nplease go ahead.", words.CONDITIONAL),
        ("I hope that this\nis approved.", ""),
        ("Hi Tom,\n\nApproved.\n\nMarcus", words.APPROVED),
        ("Dear Ms Haddad,\nplease go ahead with the work as\nquoted.", words.APPROVED),
    ],
)
def test_a_sentence_goes_on_in_the_next_line_of_a_mail(text: str, act: str) -> None:
    said = words.read(text)
    assert (said.act if said else "") == act


def test_the_deciding_sentence_of_a_mail_counts_and_is_quoted() -> None:
    said = words.read(
        "Thanks for the plan. Could you also approve the extra day? Yes, approved from my side. See you on Monday."
    )
    assert said == words.Said(words.APPROVED, "Yes, approved from my side.")


@pytest.mark.parametrize(
    ("value", "state"),
    [("Approved", "approved"), ("approved", "approved"), ("Awaiting approval", "asked"), ("Waiting", "asked"), ("pending_approval", "asked"), ("Needs approval", "asked"),
     ("Rejected", "refused"), ("Not approved", "refused"), ("Unapproved", "refused"), ("Withdrawn", "withdrawn"), ("In progress", ""), ("", ""), ("Approved by client", "approved"),
     ("Declined", "refused"), ("For approval", "asked"), ("Requires sign-off", "asked")],
)  # fmt: skip
def test_what_a_field_means(value: str, state: str) -> None:
    assert words.state(value) == state

"""The words a flag quotes begin where somebody says something."""

from __future__ import annotations

import pytest

from kingpost.priorities import words


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Hello all, Third morning nobody can sign in.", "Third morning nobody can sign in."),
        ("Hi Noor,\n\nwho is on this?", "who is on this?"),
        ("Dear Sir or Madam, we act for a customer.", "we act for a customer."),
        ("Good morning Priya Raman – the line is dead.", "the line is dead."),
        ("Hey. Still nothing.", "Still nothing."),
        ("Morning backup failed, please look.", "Morning backup failed, please look."),
        ("Hello", "Hello"),
        ("Evening shift cannot start: the door is locked.", "Evening shift cannot start: the door is locked."),
        ("Hi Tom,", "Hi Tom,"),
    ],
)
def test_a_greeting_is_left_out(text, quote):
    assert words.quoted(text, 120) == quote


def test_it_is_cut_between_words():
    assert words.quoted("Hello all, one two three", 10) == "one two…"

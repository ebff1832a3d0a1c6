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
        ("Hallo Frau Müller,\n\nder Drucker steht.", "der Drucker steht."),
        ("Sehr geehrter Herr Dr. von Hagen, die Rechnung fehlt.", "die Rechnung fehlt."),
        ("Guten Tag Herr Baker\n\nDas Tor klemmt.", "Das Tor klemmt."),
        ("Bonjour Monsieur,\n\nLa porte est bloquée.", "La porte est bloquée."),
        ("Geachte mevrouw De Wit,\n\nde poort is dicht.", "de poort is dicht."),
        ("Hola Pedro:\n\nLa bomba no arranca.", "La bomba no arranca."),
        ("Szanowni Państwo,\n\nproszę o kontakt.", "proszę o kontakt."),
        ("To whom it may concern:\n\nThe alarm rings.", "The alarm rings."),
        ("Hello Mr. van den Berg, the seal broke.", "the seal broke."),
        ("Hi Tom\nCan you ring me?", "Can you ring me?"),
        ("Tom,\n\nthe van is late.", "the van is late."),
        ("Hi all,\n\nI hope this email finds you well. The lift is stuck.", "The lift is stuck."),
        ("Trust all is well. Invoice 7 is overdue.", "Invoice 7 is overdue."),
        ("Unfortunately,\nthe van is late.", "Unfortunately, the van is late."),
        ("Tom, Ann and Bob need keys.", "Tom, Ann and Bob need keys."),
        ("Hello Fresh delivers on Monday.", "Hello Fresh delivers on Monday."),
        ("Hi-res scans are missing.", "Hi-res scans are missing."),
        ("Beste oplossing: een nieuwe pomp.", "Beste oplossing: een nieuwe pomp."),
        ("I hope you are well aware of the deadline.", "I hope you are well aware of the deadline."),
        ("I hope you can come, it is urgent.", "I hope you can come, it is urgent."),
        ("We hope this is good enough, else call.", "We hope this is good enough, else call."),
    ],
)
def test_a_greeting_is_left_out(text, quote):
    assert words.quoted(text, 120) == quote


def test_it_is_cut_between_words():
    assert words.quoted("Hello all, one two three", 10) == "one two…"

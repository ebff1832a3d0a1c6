"""Who promised, by the words: the writer, or whom they name, however the name is written."""

from __future__ import annotations

import pytest
from tests.knowledge.promises.table import heard


@pytest.mark.parametrize(("words", "by"), [
    ("Noted will update you tomorrow.", ""),
    ("Great will send it on Friday.", ""),
    ("Okay will call you tomorrow.", ""),
    ("Perfect will ship it on Friday.", ""),
    ("Sure will do it by Friday.", ""),
    ("Mary-Jane will send you the figures on Friday.", "Mary-Jane"),
    ("O'Neill will send you the figures on Friday.", "O'Neill"),
    ("Éric Dupont will send you the figures on Friday.", "Éric Dupont"),
    ("Łukasz will send you the file on Friday.", "Łukasz"),
    ("Paweł will send you the file on Friday.", "Paweł"),
    ("Jiří will send you the file on Friday.", "Jiří"),
    ("Émilie will send you the file on Friday.", "Émilie"),
    ("Ørjan will send you the file on Friday.", "Ørjan"),
    ("Our engineer, Mark Webb, will attend site on Thursday to replace the pump.", "Mark Webb"),
    ("My colleague, Priya Shah, will send you the figures on Friday.", "Priya Shah"),
    ("Hastings will send you the file on Friday.", "Hastings"),
    ("Myers will send you the file on Friday.", "Myers"),
    ("Peters will send you the file on Friday.", "Peters"),
    ("Sarah Hastings will send you the file on Friday.", "Sarah Hastings"),
    ("We have committed to delivering the racks by 20 March.", ""),
    ("Siân McDonald will call you tomorrow.", "Siân McDonald"),
    ("Jean-Luc Müller will call you tomorrow.", "Jean-Luc Müller"),
    ("My colleague Ines will call you on Thursday.", "Ines"),
    ("My colleague will send you the draft.", ""),
    ("Our project manager Tom Reed will send you the plan on Friday.", "Tom Reed"),
    ("Anna will send you the draft on Thursday.", "Anna"),
    ("Thanks Tom will update you tomorrow.", ""),
    ("OK Marcus, will send you the list on Friday.", ""),
    ("Rogers will call you tomorrow.", "Rogers"),
    ("Mr Edwards will call you tomorrow.", "Mr Edwards"),
    ("Our colleague Priya is sending you the keys tomorrow.", "Priya"),
    ("Mark Webb, our engineer, will attend site on Thursday to replace the pump.", ""),
    ("We've now committed to having the roof done by Friday.", ""),
    ("Anders will bring you the key on Friday.", "Anders"),
    ("Will update you tomorrow, Tom.", ""),
    ("Jan van der Berg will send you the drawings on Friday.", "Jan van der Berg"),
    ("Chloë will ring you tomorrow.", "Chloë"),
    ("Žofie Nováková will bring the samples on Thursday.", "Žofie Nováková"),
    ("Gillies will drop the keys off tomorrow.", "Gillies"),
    ("Şebnem will send you the invoice on Friday.", "Şebnem"),
    ("Our finance manager, Ngozi Okafor, will pay the invoice on Friday.", "Ngozi Okafor"),
    ("Our engineer Sam is coming to you on Thursday.", "Sam"),
    ("My colleague, José da Silva, will deliver the panels tomorrow.", "José da Silva"),
    ("Lovely, will send the list tomorrow.", ""),
    ("Excellent will book it on Monday.", ""),
    ("Łukasz and I will send you the list on Friday.", ""),
    ("Tom'll send you the list on Friday.", "Tom"),
    ("We’ve committed ourselves to replacing the boiler by 20 March.", ""),
])  # fmt: skip
def test_who_will_do_it(words, by):
    [one] = heard(words)
    assert one.by == by


@pytest.mark.parametrize("words", [
    "Engineers will attend on Thursday to replace the pump.",
    "Settings will be updated on Friday.",
    "Customers will send you the file on Friday.",
    "VAT will be added on Friday.",
    "Partners will bring the paperwork on Friday.",
    "We have not committed to delivering the racks by 20 March.",
    "Unfortunately Friday will be busy.",
    "Visitors will bring their own laptops on Friday.",
    "HVAC will be switched on Friday.",
    "The Hastings branch will hold its open day on Friday.",
    "We are as committed to quality as ever on Friday.",
    "We had committed to Acme that they would get the racks on Friday.",
])  # fmt: skip
def test_what_is_no_name_promises_nothing(words):
    assert heard(words) == []

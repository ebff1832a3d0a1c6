"""The sums a sentence names, and what says that one is a rate, a part, a change or an estimate, and not what the whole thing costs. Pure, English.

Signs and codes stand before a figure or behind it: "£14,500", "EUR 14.500,00", "14 500 EUR", "14.5k GBP". Whose dollars are meant a letter before the sign tells,
or a code behind the sum: "CA$5", "$5 CAD".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kingpost.knowledge.values import COUNTED, FIGURE, counted

_SIGNS = {"£": "GBP", "€": "EUR", "¥": "JPY", "₹": "INR"}
_WORDS = {"EURO": "EUR", "EUROS": "EUR", "POUNDS": "GBP", "DOLLARS": "USD"}  # behind a figure
_DOLLARS = {"": "USD", "US": "USD", "CA": "CAD", "C": "CAD", "AU": "AUD", "A": "AUD", "NZ": "NZD", "HK": "HKD", "SG": "SGD", "S": "SGD", "MX": "MXN", "R": "BRL"}  # fmt: skip
_DOLLAR_CODE = "|".join(sorted(set(_DOLLARS.values())))
_CODE = rf"(?i:GBP|EUR|USD|CHF|SEK|NOK|DKK|PLN|CZK|JPY|INR|{_DOLLAR_CODE})"
_SUM = re.compile(
    rf"(?:(?P<sign>[£€¥₹]|(?<![A-Za-z])(?P<whose>[A-Z]{{1,2}}|(?:{_DOLLAR_CODE})\s?)?\$)|\b(?P<code>{_CODE}))\s?(?P<figure>{FIGURE})(?:\s?(?P<times>{COUNTED}))?(?:\s?(?P<dollars>{_DOLLAR_CODE})\b)?(?!\d|[.,]\d)"
    rf"|(?<![\w.,])(?P<figure2>{FIGURE})(?:\s?(?P<times2>{COUNTED})\.?)?\s?(?:(?P<code2>{_CODE}|(?i:euros?|pounds|dollars))\b|(?P<sign2>€)(?!\s?\d))"
)
_RATE = re.compile(
    r"\b(?:per|each|every|an?) (?:hour|day|night|week|month|quarter|year|user|seat|site|head|person|desk|device|unit|item|visit|call|ticket|page|licen[cs]e)\b|/ ?(?:h|hour|day|week|month|mo|user|seat|year|yr)\b"
    r"|\b(?:hourly|daily|weekly|monthly|quarterly|yearly|annual|annually|p\.?a|pcm|day rate)\b",
    re.I,
)
_PART = re.compile(
    r"\b(?:deposit|instal?ment|down ?payment|up ?front|discount|credit|saving|rebate|refund|retainer|surcharge|penalty|contingency|balance|remainder|shortfall|overspend|overrun|difference|increase"
    r"|reduction|bonus|commission|expense|travel|overtime|late fee|cancellation fee)s?\b"
    r"|\b(?:old|previous|former|original|initial|first) (?:price|fee|total|cost|quote|budget|offer|estimate)\b"
    r"|\b(?:about|around|roughly|approximately|circa|ca\.?|nearly|almost|over|under|from|up to|at least|at most|more than|less than|below|above|another|by|between|plus)\s+[£€$]?\s?\d"
    r"|\b(?:about|around|roughly|approximately|circa|ca\.?|nearly|almost)\s+(?:[A-Z]{1,2}\$|(?:GBP|EUR|USD|CHF|CAD|AUD)\b)"
    r"|[£€$]\s?\d[\d.,]*\w?\s+(?:under|over|below|above|less|more|short|off)\b"
    r"|\bof the (?:\w+ )?(?:budget|price|total|fee|costs?)\b",
    re.I,
)
_LEFT = re.compile(
    r"\b(?:extra|additional|further|added|remaining|outstanding|optional|separate|separately|on top|so far|to date|already|half|spent|used|left|saved|saves|owed?|reduced|raised|cheaper|dearer)\b",
    re.I,
)


def find(sentence: str) -> Iterator[tuple[str, Decimal]]:
    """Every sum with its currency, in order."""
    for hit in _SUM.finditer(sentence):
        value = counted(hit["figure"] or hit["figure2"], hit["times"] or hit["times2"] or "")
        sign = hit["sign"] or hit["sign2"] or hit["code"] or hit["code2"]
        currency = _dollars(hit) if sign.endswith("$") else _SIGNS.get(sign) or _WORDS.get(sign.upper(), sign.upper())
        if value is not None and currency:
            yield currency, value


def _dollars(hit: re.Match[str]) -> str:
    """Whose dollars they are; "" where nobody can tell."""
    whose = hit["dollars"] or (hit["whose"] or "").strip()
    return whose if len(whose) == 3 else _DOLLARS.get(whose, "")


def partial(sentence: str, *, invoice: bool = False) -> bool:
    """Whether a sum in it is not what the whole costs. What is left of an ``invoice`` to be paid ("£2,450 is outstanding") is mostly all of it."""
    return bool(_RATE.search(sentence) or _PART.search(sentence) or (not invoice and _LEFT.search(sentence)))

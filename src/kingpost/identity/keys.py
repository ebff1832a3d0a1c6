"""Exact match keys of a record, from its kind and fields. Pure: no own-company knowledge, no database.

What makes two records one thing without asking: the same e-mail address (people), mail or web domain that is the company's own
(clients), VAT or registration number within one country (a court's number with its court), Message-ID, calendar UID, content hash, invoice number with its date, project code,
an id both systems quote; and, for clients, a name that is equal to the letter, unless a stronger key contradicts (clusters.py).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlsplit

import phonenumbers

from kingpost.connectors.formats.addresses import is_anybodys
from kingpost.identity.core_names import core_of, first_name
from kingpost.identity.countries import country
from kingpost.identity.registers import FEWEST_DIGITS, of_a_court, registration

KEYED_BY_FIELDS = ("person", "client", "project", "invoice", "agreement", "ticket", "task")
KEYED_BY_ID = ("message", "meeting", "document")  # kind:remote_id
USUAL_HOME = "GB"  # the country of phone numbers written without one, while nothing is known of the business
HOME_DIGITS = 10  # of nearly all its numbers, without the leading 0
HOME_MOBILE = "7"  # what its mobile numbers begin with; new ranges are given out faster than the library learns of them
_VAT_COUNTRIES = "AT BE BG CH CY CZ DE DK EE EL ES FI FR GB GR HR HU IE IT LT LU LV MT NL NO PL PT RO SE SI SK XI"
VAT_COUNTRIES = frozenset(_VAT_COUNTRIES.split())
"""What VAT numbers begin with: the European Union's (VIES) and its neighbours'."""
_NOT_WORD = re.compile(r"[\W_]+")
_FOR_VAT = re.compile(r"(CHE|NO)?(\d{9})(?:MWST|TVA|IVA|MVA|VAT)")
"""A Swiss or Norwegian number with what says behind it that it is the one for VAT."""


def match_keys(kind: str, remote_id: str, fields: Mapping[str, Any]) -> list[str]:
    """The exact keys of one record, sorted and unique."""
    if kind in KEYED_BY_ID:
        return [f"{kind}:{remote_id}"]
    made = {"person": _person, "client": _client, "project": _project, "invoice": _invoice}.get(kind, _nothing)(fields)
    return sorted({*made, *_external(kind, fields)})


def email(value: Any) -> str:
    """An address in the form it is compared in; "" when it is none."""
    text = str(value or "").strip().strip("<>").casefold()
    return text if text.count("@") == 1 and "." in text.rpartition("@")[2] and " " not in text else ""


def domain(value: Any) -> str:
    """A host name without scheme, www and port; "" for free-mail providers, hosts where anybody has a page, and things that are no domain."""
    return _domain(str(value or ""))


@lru_cache(maxsize=100_000)
def _domain(value: str) -> str:
    text = value.strip().casefold()
    host = (urlsplit(text if "//" in text else f"//{text}").hostname or "") if text else ""
    host = host.removeprefix("www.").rstrip(".")
    return host if "." in host and " " not in host and not is_anybodys(host) else ""


def vat(value: Any) -> str:
    """A VAT number without the country's letters and a MWST or MVA behind it, which one system writes and another leaves out; "" for words such as "exempt"."""
    text = _NOT_WORD.sub("", str(value or "")).upper()
    if for_vat := _FOR_VAT.fullmatch(text):
        text = "".join(part or "" for part in for_vat.groups())
    return _enough(text[2:] if text[:2] in VAT_COUNTRIES else text)


def seats(fields: Mapping[str, Any], by_name: Collection[str]) -> list[str]:
    """Where a company is: the country its VAT number begins with, else the one in the address; what its name says where that is not among it.
    A spelling that is not known says nothing."""
    letters = str(fields.get("vat") or "").strip().upper()[:2] if vat(fields.get("vat")) else ""
    found = country(letters if letters in VAT_COUNTRIES else str(fields.get("country") or ""))
    return [found] if found and (not by_name or found in by_name) else [*by_name]


def _enough(text: str) -> str:
    return text if sum(c.isdigit() for c in text) >= FEWEST_DIGITS else ""


@lru_cache(maxsize=50_000)
def phone(value: str, home: str = USUAL_HOME) -> str:
    """A number in E.164; "" when it is none. ``home`` is the country of a number written without one."""
    if value.startswith("+") and not any(
        c.isalpha() for c in value
    ):  # the country is written: looking it up takes a hundred times as long
        digits = "".join(c for c in value.replace("(0)", "") if c.isdigit())
        return f"+{digits}" if 8 <= len(digits) <= 15 else ""
    if home == USUAL_HOME and (quick := _home_number(value)):
        return quick
    try:
        parsed = phonenumbers.parse(value, home)
    except phonenumbers.NumberParseException:
        return ""
    return (
        phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
        if phonenumbers.is_valid_number(parsed)
        else ""
    )


_WRITTEN = re.compile(r"0[\d ().-]+")
_ABROAD = re.compile(r"[^\d]*00")


@cache
def _home_patterns() -> tuple[int, re.Pattern[str]]:
    """The usual country's code, and every number valid there, without the leading 0."""
    known = phonenumbers.PhoneMetadata.metadata_for_region(USUAL_HOME)
    if known is None or known.country_code is None:
        raise ValueError(f"No such region: {USUAL_HOME}")
    uses = (known.fixed_line, known.mobile, known.toll_free, known.premium_rate, known.voip, known.uan)
    patterns = (f"(?:{use.national_number_pattern})" for use in uses if use)
    return known.country_code, re.compile("|".join(patterns))


def _home_number(value: str) -> str:
    """What the library makes of a plain national number, in a twentieth of its time, and any whole mobile number; "" where it must be asked."""
    if not _WRITTEN.fullmatch(value) or _ABROAD.match(value):
        return ""
    national = "".join(c for c in value if c.isdigit())[1:]
    code, valid = _home_patterns()
    return (
        f"+{code}{national}"
        if len(national) == HOME_DIGITS and (national.startswith(HOME_MOBILE) or valid.fullmatch(national))
        else ""
    )


@lru_cache(maxsize=50_000)
def plain_name(value: str) -> str:
    """A name folded for comparison: no accents, case or punctuation."""
    flat = unicodedata.normalize("NFKD", value.replace("&", " and ")).encode("ascii", "ignore").decode() or value
    return " ".join(_NOT_WORD.sub(" ", flat.casefold()).split())


def _person(fields: Mapping[str, Any]) -> Iterator[str]:
    for value in (fields.get("email"), *(fields.get("emails") or ())):
        if address := email(value):
            yield f"email:{address}"


def _client(fields: Mapping[str, Any]) -> Iterator[str]:
    for value in (fields.get("domain"), fields.get("website"), email(fields.get("email")).rpartition("@")[2]):
        if host := domain(value):
            yield f"domain:{host}"
    if number := vat(fields.get("vat")):
        yield f"vat:{number}"
    said = str(fields.get("name") or "")
    number, court = registration(str(fields.get("registration") or ""))
    if number and not of_a_court(number, seats(fields, core_of(first_name(said)).seats)):
        yield f"registration:{number}"
    elif court:
        yield f"registration:{number} {court}"
    if len(name := plain_name(said)) >= 4:
        yield f"name:{name}"


def _project(fields: Mapping[str, Any]) -> Iterator[str]:
    code = str(fields.get("code") or "").strip().upper()
    if len(code) >= 3:
        yield f"code:{code}"


def _invoice(fields: Mapping[str, Any]) -> Iterator[str]:
    number, issued = str(fields.get("number") or "").strip().upper(), str(fields.get("issue_date") or "")[:10]
    if number and issued:
        yield f"invoice:{number}|{issued}"


def _external(kind: str, fields: Mapping[str, Any]) -> Iterator[str]:
    ids = fields.get("external_ids")
    if isinstance(ids, Mapping):
        for system, value in ids.items():
            if value:
                yield f"ref:{kind}:{str(system).casefold()}:{value}"


def _nothing(_fields: Mapping[str, Any]) -> Iterator[str]:
    return iter(())

"""The country of our own business: what our domains end in, else our addresses, else our zone. Telephone numbers without a country are of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from zoneinfo import TZPATH

from phonenumbers import SUPPORTED_REGIONS

from kingpost.identity import countries
from kingpost.toolbox.sql import rows, sql

USUAL = "GB"
ENDINGS = {"uk": "GB", "eu": ""}  # what is not the country's own two letters
ANYBODYS = frozenset(
    [
        "ac",
        "ag",
        "ai",
        "am",
        "as",
        "bz",
        "cc",
        "cd",
        "co",
        "dj",
        "fm",
        "gg",
        "gl",
        "gs",
        "im",
        "io",
        "la",
        "ly",
        "md",
        "me",
        "ms",
        "mu",
        "nu",
        "ph",
        "pm",
        "pw",
        "re",
        "sc",
        "sh",
        "sr",
        "st",
        "tk",
        "tm",
        "to",
        "tv",
        "vc",
        "vg",
        "vu",
        "ws",
    ]
)
"""Endings of countries in which businesses of anywhere have their domain."""


def guessed(own_domains: Sequence[str], zone: str) -> tuple[str, str] | None:
    """(country, what it was guessed from); ``zone`` is "" while nobody and nothing has said where the business is. None when nothing tells."""
    for domain in own_domains:
        if found := of_domain(domain):
            return found, f"your domain {domain}"
    params = {"own": list(own_domains), "domains": [f"domain:{domain}" for domain in own_domains]}
    for written, _ in rows(sql("guess_addresses"), params) if own_domains else ():
        if found := of_name(written):
            return found, "the addresses your own records hold"
    found = of_zone(zone) if zone else ""
    return (found, f"your time zone {zone}") if found else None


def of_domain(domain: str) -> str:
    """The country an address ends in: "uk" in "harrowlane.co.uk"; "" for one that is of no country, or of anybody."""
    ending = domain.rpartition(".")[2].casefold()
    return "" if ending in ANYBODYS else _known(ENDINGS.get(ending, ending.upper()))


def of_name(written: str) -> str:
    """A country as an address writes it, "Germany" or "DE"; "" for none."""
    return _known(countries.country(written).upper())


def of_zone(zone: str) -> str:
    """The country a zone is of; "" where that is not known."""
    return _known(_zones().get(zone, ""))


def month_first(zone: str) -> bool:
    """Whether people there write 03/12/2026 for 12 March, as in the United States."""
    return zone.startswith("US/") or of_zone(zone) == "US"


def _known(country: str) -> str:
    country = {"UK": "GB", "EL": "GR"}.get(country, country)
    return country if country in SUPPORTED_REGIONS else ""


@cache
def _zones() -> dict[str, str]:
    """Country by zone, from the table that comes with the zones (zone.tab)."""
    for text in _tables():
        lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
        return {parts[2]: parts[0] for parts in lines if len(parts) > 2}
    return {}


def _tables() -> Collection[str]:
    found = [path.read_text() for root in TZPATH if (path := Path(root) / "zone.tab").is_file()]
    try:
        return found or [files("tzdata").joinpath("zoneinfo", "zone.tab").read_text()]
    except (ModuleNotFoundError, FileNotFoundError):
        return found

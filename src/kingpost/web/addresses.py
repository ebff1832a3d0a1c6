"""Addresses of pages by their names, for templates and views."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from kingpost.web import reader

PLACES = 18  # digits of a number the database can count to


def to(name: str, *args: Any, **asked: str) -> str:
    """The address of a page that may be dated, with what it is asked; on a dated page it stays on that day."""
    kept = reader.kept()
    if not asked and not kept:
        return url(name, *args)
    question = "&".join(part for part in (urlencode({k: v for k, v in asked.items() if v}), kept) if part)
    return f"{url(name, *args)}?{question}" if question else url(name, *args)


@lru_cache(maxsize=20_000, typed=True)  # a page asks for some two hundred; finding them was a fifth of its time
def url(name: str, *args: Any) -> str:
    """The address of a page by its name: ``url("client", 12)``."""
    return reverse(name, args=args)


def thing_number(text: str) -> int:
    """The number of a thing as an address or a form says it; 0, the number of nothing, for what is no number and for one further than the database counts."""
    return int(text) if text.isdecimal() and len(text) <= PLACES else 0


def page_number(request: HttpRequest) -> int:
    """Which page of a list an address asks for, from 1; what is no number, or one further than any list goes, is the first."""
    text = request.GET.get("page", "")
    return max(int(text), 1) if text.isdecimal() and len(text) < 6 else 1

"""The template environment: the words and parts every template may use, and nothing that reaches the database."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from jinja2 import Environment, StrictUndefined

from kingpost.accounts.permissions import Act, may
from kingpost.web import assets, reader, snoozing, status_line, suggesting, telling, wording

WORDS = (
    "number", "capital", "listed", "money", "at_time", "time_said", "day", "long_day", "moment", "exactly", "iso", "age", "lasting", "size", "plural_of", "due", "urgency", "count", "due_short", "day_short", "last_day",
)  # fmt: skip


def environment(**options: Any) -> Environment:
    """Strict: a name a view forgot is an error in the tests, not a blank on the page."""
    options |= {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    env = Environment(**options)  # noqa: S701  escaping is in the options
    env.filters.update({name: getattr(wording, name) for name in WORDS})
    env.filters["said"] = suggesting.said
    env.filters["status_line"] = status_line.status_line
    env.filters |= {"told_value": telling.told_value, "system_value": telling.system_value}
    env.globals.update(
        asset=assets.address, url=url, to=to, Act=Act, may=may, plural=wording.plural, fits=snoozing.fits
    )
    return env


def to(name: str, *args: Any, **asked: str) -> str:
    """The address of a page that may be dated, with what it is asked; on a dated page it stays on that day."""
    question = "&".join(part for part in (urlencode({k: v for k, v in asked.items() if v}), reader.kept()) if part)
    return f"{url(name, *args)}?{question}" if question else url(name, *args)


@lru_cache(maxsize=20_000, typed=True)  # a page asks for some two hundred; finding them was a fifth of its time
def url(name: str, *args: Any) -> str:
    """The address of a page by its name: ``url("client", 12)``."""
    return reverse(name, args=args)

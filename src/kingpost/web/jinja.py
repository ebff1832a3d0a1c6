"""The template environment: the words and parts every template may use, and nothing that reaches the database."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, StrictUndefined

from kingpost.accounts.permissions import Act, may
from kingpost.knowledge.approvals import reading as approvals
from kingpost.web import addresses, assets, client_parts, markup, snoozing, status_line, suggesting, telling, wording

WORDS = (
    "number", "capital", "beside", "listed", "money", "at_time", "day", "on_day", "long_day", "our_day", "moment", "exactly", "iso", "age", "plural_of", "due", "urgency", "count", "due_short", "day_short", "last_day",
)  # fmt: skip


def environment(**options: Any) -> Environment:
    """Strict: a name a view forgot is an error in the tests, not a blank on the page."""
    options |= {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    env = Environment(**options)  # noqa: S701  escaping is in the options
    env.filters.update({name: getattr(wording, name) for name in WORDS})
    env.filters |= {
        part.__name__: part
        for part in (markup.icon, markup.truncate, markup.when, markup.time_of_day, markup.happened, markup.question)
    }
    env.filters["said"] = suggesting.said
    env.filters["in_talks"] = client_parts.in_talks
    env.filters["status_line"] = status_line.status_line
    env.filters["as_known"] = approvals.as_known
    env.filters["open_sum"] = client_parts.open_sum
    env.filters |= {"told_value": telling.told_value, "system_value": telling.system_value}
    env.globals.update(
        asset=assets.address,
        url=addresses.url,
        to=addresses.to,
        Act=Act,
        may=may,
        plural=wording.plural,
        fits=snoozing.fits,
    )
    return env

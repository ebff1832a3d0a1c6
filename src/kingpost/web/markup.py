"""Small parts that a page holds by the hundred, as markup. A macro of the template engine takes ten times as long for each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache

from jinja2 import Environment, pass_environment
from jinja2.filters import do_truncate
from markupsafe import Markup, escape

from kingpost.knowledge.timelines import Line
from kingpost.web import addresses, assets, timeline, wording


@lru_cache(500)
def icon(name: str) -> Markup:
    """``"mail"|icon``: the drawing of that name in ``assets/icons.svg``; it says nothing to who listens to the page."""
    return Markup('<svg class="i" aria-hidden="true"><use href="{}#{}"/></svg>').format(
        assets.address("icons.svg"), name
    )


@pass_environment
def truncate(env: Environment, text: str, length: int) -> str:
    """``text|truncate(60)``: its beginning, up to a word; with our sign for what is left out instead of three dots."""
    return do_truncate(env, text, length, end="…")


def when(at: datetime | None) -> Markup:
    """``at|when``: a moment, short; in full for who points at it. Nothing where there is none."""
    return _time(at, wording.moment(at)) if at else Markup("")


def time_of_day(at: datetime) -> Markup:
    """``at|time_of_day``: the same beneath a heading that says the day."""
    return _time(at, wording.time_said(at))


def happened(line: Line, here: int = 0) -> Markup:
    """``line|happened(here)``: one line of a timeline: when, who did it, what it was, and the thing it happened to, unless that is ``here``."""
    words, who = escape(line.text), escape(line.actor)
    if line.actor_id:
        who = Markup(f'<a href="{_thing(line.actor_id)}"><b>{who}</b></a> ')  # noqa: S704  escaped above
    elif line.actor:
        who = Markup(f"<b>{who}</b> ")  # noqa: S704  escaped above
    below = ""
    if not line.title or line.title in line.text:
        words = _opens(line.entity_id, words)
    elif line.entity_id != here:
        below = f"<p>{_opens(line.entity_id, escape(line.title))}</p>"
    row = f"t{line.record_id}-{escape(line.what)}-{wording.iso(line.at)}"
    hour = _only_day(timeline.day_of(line)) if timeline.knows_only_its_day(line) else time_of_day(line.at)
    shown = f"{hour}{icon(line.kind)}<div><p>{who}{words}</p>{below}</div>"
    return Markup(f'<li data-row="{row}">{shown}</li>')  # noqa: S704  of escaped parts


def question(number: int, marks: Mapping[tuple[int, str], int]) -> Markup:
    """``one.id|question(marks)``: a mark beside a thing that is in question, which opens both sides; nothing where it is in none.

    ``marks`` is what ``Shell.marks`` says: (thing, field) → disagreement.
    """
    for (thing, _), disagreement in marks.items():
        if thing == number:
            return Markup(
                ' <a class="clash" href="{}" title="Systems disagree: open both sides">two answers</a>'
            ).format(addresses.to("disagreement", disagreement))
    return Markup("")


def _opens(number: int, words: Markup) -> Markup:
    """A link whose thing opens beside the page."""
    return Markup(f'<a href="{_thing(number)}" data-open>{words}</a>')  # noqa: S704  the words are escaped


def _thing(number: int) -> Markup:
    return escape(addresses.to("thing", number))


def _only_day(day: date) -> Markup:
    return Markup(f'<time datetime="{day.isoformat()}" title="{wording.long_day(day)}"></time>')  # noqa: S704  as below


def _time(at: datetime, said: str) -> Markup:
    # Nothing of it comes from outside: figures, names of months and of zones.
    return Markup(f'<time datetime="{wording.iso(at)}" title="{wording.exactly(at)}">{said}</time>')  # noqa: S704

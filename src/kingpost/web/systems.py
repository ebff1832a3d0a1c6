"""Every connected system with the proof of how complete our copy is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.connectors import registry
from kingpost.evidence.listed import ListedSystem, listed
from kingpost.web import shell, wording, workspace_writing
from kingpost.web.access import PersonRequest, needs


@dataclass(frozen=True)
class Row:
    """A system with what a page says about it."""

    system: ListedSystem
    connector: str
    tone: str
    state: str


@needs(Act.READ)
@require_safe
def systems(request: PersonRequest) -> HttpResponse:
    frame = shell.of(request)
    found = [row(one) for one in listed(frame.audiences, all_titles=frame.may(Act.CONNECT))]
    context = {"rows": found, "said": sentence([one.system for one in found]), "off": workspace_writing.notice()}
    return render(request, "systems.html", context)


def row(system: ListedSystem) -> Row:
    """The words and the colour for one system."""
    known = registry.connectors().get(system.connector)
    return Row(system, known.title if known else system.connector, tone(system), state(system))


def tone(system: ListedSystem) -> str:
    if system.paused or system.disconnected:
        return "off"
    if system.error or system.vanishing:
        return "bad"
    return "good" if system.whole else "warn"


def state(system: ListedSystem) -> str:
    """The state in a few words: what a person would say when asked "is it complete?"."""
    if system.disconnected:
        return "Disconnected"
    if system.paused:
        return "Paused"
    if system.error:
        return "Cannot be read"
    if system.loaded_at is None:
        return "Reading for the first time" if system.reading is not None else "Waiting for its first read"
    if system.vanishing:
        return "Asks before it removes"
    gaps = [(system.missing, "missing"), (system.surplus, "too many"), (system.unreadable, "couldn’t be read")]
    gap = ", ".join(f"{n:,} {what}" for n, what in gaps if n)
    return gap or ("Complete" if system.proven else "Read" if not system.mine else "Cannot be proven")


def sentence(found: Sequence[ListedSystem]) -> str:
    """The headline, from the same rows it stands above."""
    if not found:
        return "No system is connected yet."
    found = [s for s in found if not s.disconnected]
    if not found:
        return "No system is connected any more."
    failing, loading = (
        [s for s in found if s.error and not s.paused],
        [s for s in found if s.loaded_at is None and not s.error],
    )
    mine = [s for s in found if s.mine and not s.paused]
    complete = _complete(len([s for s in mine if s.whole and not s.error]), len(mine))
    if failing:
        return f"{wording.listed([s.title for s in failing], 3)} cannot be read. {complete}".strip()
    if loading:
        return f"Reading {wording.listed([s.title for s in loading], 3)} for the first time."
    return complete or "Nothing of what is connected is open to you."


def _complete(whole: int, all_of_them: int) -> str:
    if not all_of_them:
        return ""
    if whole == all_of_them:
        return "Everything is complete." if whole > 1 else "It is complete."
    if not whole:
        return "None is proven complete yet."
    return f"{wording.capital(wording.number(whole))} of {wording.count(all_of_them, 'system')} {wording.plural(whole, 'is', 'are')} proven complete."

"""What stands around a task, a mail or a flag's subject: its client, project, people, last messages and open flags, for the drawer beside any page."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kingpost.accounts.permissions import Act
from kingpost.knowledge import clients, entities, timelines
from kingpost.knowledge.clients import Belonging
from kingpost.knowledge.entities import Thing
from kingpost.knowledge.project_links import reading as projects
from kingpost.knowledge.project_links.reading import Belongs
from kingpost.knowledge.timelines import Line
from kingpost.priorities import reading
from kingpost.priorities.reading import FlagRow
from kingpost.toolbox import clock
from kingpost.web import fields, shell
from kingpost.web.access import PersonRequest, needs

MESSAGES, FLAGS, PEOPLE, FACTS = 5, 5, 6, 6


@dataclass(frozen=True)
class Around:
    """``client`` is (number, name); without one the last messages are those about the thing itself."""

    client: tuple[int, str] | None
    project: Belongs | None
    messages: list[Line]
    flags: list[FlagRow]
    people: list[Belonging] = field(default_factory=list)


@needs(Act.READ)
@require_safe
def context(request: PersonRequest, number: int) -> HttpResponse:
    seen_by = shell.of(request).audiences
    found = entities.thing(number, seen_by) or entities.thing(entities.current_number(number) or 0, seen_by)
    if found is None:
        raise Http404
    if found.id != number:
        return redirect("context", found.id)
    shown = {
        "thing": found,
        "around": around(found, seen_by),
        "fields": fields.shown(found.kind, found.values)[:FACTS],
        "marks": shell.of(request).marks([found.id]),
    }
    return render(request, "context.html", shown)


def around(found: Thing, seen_by: list[int]) -> Around:
    """Five queries."""
    now = clock.now()
    client = (found.id, found.title) if found.kind == "client" else clients.whose(found.id, seen_by)
    project = None if found.kind in ("client", "project") else projects.project_of([found.id], seen_by).get(found.id)
    if client is None:
        lines = timelines.of_entity(found.id, seen_by, limit=MESSAGES)
        return Around(None, project, lines, reading.listed(seen_by, thing=found.id, limit=FLAGS, with_sources=False))
    people = clients.belongings(client[0], ("person",), seen_by, limit=200)
    messages = timelines.of_client(client[0], seen_by, only="mail", until=now, limit=MESSAGES)
    heard = {line.actor_id: line.at for line in reversed(messages)}
    people.sort(key=lambda one: (one.id not in heard, one.title.casefold()))
    flags = reading.listed(seen_by, client=client[0], limit=FLAGS, with_sources=False)
    return Around(client, project, messages, flags, people[:PEOPLE])

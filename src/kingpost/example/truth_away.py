"""The truth of who is away: work that comes due while its owner is not there, by project, else by client; questions nobody will answer in time."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from kingpost.example.company import Client, Person
from kingpost.example.days import add_hours, is_working
from kingpost.example.truth_names import Id, Names
from kingpost.example.world import Action, Project, Task, Ticket, World

NEAR = timedelta(days=3)  # how long before it is due somebody else should have it

Away = tuple[Client | None, Project | None, list[Task | Action], date]
"""Whose it is, of which project, the pieces of work, and the day the first is due."""


def work_of_the_absent(world: World) -> list[Away]:
    """Open work due within three days whose owner comes back only after that day."""
    today = world.days.today
    groups: dict[int, list[Task | Action]] = defaultdict(list)
    tasks = [*(task for project in world.projects for task in project.tasks), *world.loose_tasks]
    pieces: list[Task | Action] = [*tasks, *world.actions]
    for piece in pieces:
        if piece.done is not None or piece.owner is None or not today <= piece.due <= today + NEAR:
            continue
        back = _back(world, piece.owner)
        if back and piece.due < back:
            groups[id(_project(piece) or piece.client or piece)].append(piece)
    return [(g[0].client, _project(g[0]), g, min(piece.due for piece in g)) for g in groups.values()]


def questions_of_the_absent(world: World) -> list[tuple[Ticket, date]]:
    """Tickets on which the client wrote last, whose agreed answer time, counted from their first word since our last, runs out before their owner is back;
    with the day on which it does."""
    found = []
    for ticket in world.tickets:
        words = [said for said in ticket.said if said.body and said.public and world.days.past(said.at)]
        if ticket.status in ("solved", "closed", "hold") or not words or words[-1].author.client is None:
            continue
        back = _back(world, ticket.assignee) if ticket.assignee else None
        agreed = ticket.client.answer_hours
        ours = [n for n, said in enumerate(words) if said.author.client is None]
        due = add_hours(words[ours[-1] + 1 if ours else 0].at, agreed) if agreed else None
        if back and due and due > world.days.now and due.date() < back:
            found.append((ticket, due.date()))
    return found


def records(names: Names, piece: Any) -> list[Id]:
    """The records of anything in the story, a line of the action list among them."""
    return [["tracker", "task", piece.id]] if isinstance(piece, Action) else names.ids(piece)


def _project(piece: Task | Action) -> Project | None:
    return piece.project if isinstance(piece, Task) else None


def _back(world: World, person: Person) -> date | None:
    """The working day somebody who is away on this working day is back; None for who is there."""
    days = [(a.first, a.last) for a in world.absences if a.person is person]
    day = world.days.base
    if not any(first <= day <= last for first, last in days):
        return None
    while not is_working(day) or any(first <= day <= last for first, last in days):
        day += timedelta(days=1)
    return day

"""The shared drive: what was shared as a document, plus notes and minutes, in a folder per client."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

from kingpost.example import documents
from kingpost.example.company import Client, Person
from kingpost.example.days import local, moment, shift, snap
from kingpost.example.words import Deck
from kingpost.example.world import Document, World


def papers(world: World) -> None:
    """Minutes and notes that lie on the drive and were never mailed."""
    rng = world.generator("papers")
    deck = Deck(rng)
    for client in world.company.clients:
        for _ in range(rng.randint(1, 3)):
            day = snap(world.days.today - timedelta(days=rng.randint(12, 500)))
            if day < client.since or day >= world.days.base:
                continue
            world.documents.append(
                _note(
                    world,
                    rng,
                    deck,
                    client,
                    rng.choice((client.account_manager, *world.company.team("Projects")[1:5])),
                    moment(day, 16.2),
                )
            )
    for project in world.projects:
        if rng.random() < 0.5 and project.start < shift(world.days.base, -8):
            made = moment(shift(project.start, 4), 15.1)
            lines = [
                f"# Minutes {project.name}",
                "",
                f"{project.client.name}, {local(made):%d %B %Y}, written by {project.manager.name}",
                "",
            ]
            lines += [
                f"- {task.key} {task.name}: {task.owner.name if task.owner else 'open'}, due {task.due:%d %B}"
                for task in project.tasks[:5]
            ]
            text = "\n".join([*lines, "", world.slots(rng, project.client).fill(deck.talk("progress")), ""])
            document = Document(
                f"Minutes {project.code} {local(made):%Y-%m-%d}.md",
                documents.MARKDOWN,
                text.encode(),
                made,
                project.manager,
                project.client,
                project,
            )
            document.shared, document.folder = True, project.client.name
            world.documents.append(document)


def _note(world: World, rng: random.Random, deck: Deck, client: Client, author: Person, made: datetime) -> Document:
    slots = world.slots(rng, client)
    lines = [slots.fill(deck.talk(use)) for use in ("relationreply", "progress", "impact", "answer")]
    title = rng.choice(("Visit notes", "Network notes", "Handover notes", "Contract notes"))
    text = "\n".join([f"{title} {client.name}", f"{local(made):%d.%m.%Y} {author.name}", "", *lines, ""])
    name = f"{title} {local(made):%Y-%m-%d}.txt"
    return Document(name, documents.TEXT, text.encode(), made, author, client, shared=True, folder=client.name)


def write_drive(world: World, folder: Path) -> dict[str, Document]:
    """The files; gives back which document each path is. Two of one name in one folder get a number."""
    written: dict[str, Document] = {}
    for document in world.documents:
        if not document.shared:
            continue
        stem, _, ending = document.name.rpartition(".")
        name, number = f"{document.folder}/{document.name}", 2
        while name in written and written[name].content != document.content:
            name, number = f"{document.folder}/{stem} ({number}).{ending}", number + 1
        path = folder / name
        if not path.parent.exists():
            path.parent.mkdir(parents=True)
        path.write_bytes(document.content)
        written[name] = document
    return written

"""Ordinary projects: the deal in the CRM, the rows in the tracker, and the letters about them."""

from __future__ import annotations

import random
from datetime import date, timedelta

from kingpost.example.company import Client, Company, Person
from kingpost.example.days import Days, is_working, shift, snap
from kingpost.example.words import Deck, labelled
from kingpost.example.world import Deal, Project, Task, World

Kind = tuple[list[str], dict[str, list[str]]]


def projects(world: World) -> None:
    """About 115 projects over the months; the story adds its own."""
    rng = world.generator("projects")
    deck = Deck(rng)
    kinds = labelled("projects.txt")
    codes = {"POR", "HHD", "PWH", "BDN", "OFW", "HLS"}
    for client in world.company.clients:
        count = rng.choices((1, 2, 3), (30, 45, 25))[0] if client.key not in ("aldgate-freight",) else 0
        for _ in range(count):
            start = _start(client, world.days, rng)
            kind = rng.choice(kinds)
            world.projects.append(make(world, rng, deck, kind, client, start, _code(client, kind[0][1], codes)))


def _start(client: Client, days: Days, rng: random.Random) -> date:
    earliest = max(days.first - timedelta(days=30), client.since + timedelta(days=20))
    span = max((days.today - timedelta(days=20) - earliest).days, 1)
    return snap(earliest + timedelta(days=int(rng.random() ** 0.8 * span)))


def _code(client: Client, stem: str, taken: set[str]) -> str:
    """Three letters that no other project has: the client's first two and the kind's first, then other mixtures."""
    letters = "".join(ch for ch in client.name.upper() if ch.isascii() and ch.isalpha())
    tries = [letters[:2] + stem[0], letters[0] + stem[:2], letters[:3]] + [
        letters[0] + a + stem[0] for a in letters[2:]
    ]
    code = next(code for code in tries + [letters[0] + stem[1] + chr(65 + n) for n in range(26)] if code not in taken)
    taken.add(code)
    return code


def _crew(company: Company, rng: random.Random) -> tuple[Person, Person]:
    managers = [company.who(name) for name in ("Sofia Marchetti", "Dylan Price", "Hannah Osborne", "Rob Tennant")]
    engineers = [p for p in company.team("Projects") + company.team("Network Services") + company.team("Cloud and Identity")
                 if p not in managers and p.name not in ("Callum Reid", "Noor Haddad", "Ines Duarte")]  # fmt: skip
    return rng.choices(managers, (4, 4, 3, 2))[0], rng.choice(engineers)


def make(world: World, rng: random.Random, deck: Deck, kind: Kind, client: Client, start: date, code: str) -> Project:
    """One project with its deal, milestones and tasks, as they stand today."""
    (key, _, prices, weeks), words = kind
    days, low, high = world.days, *map(int, prices.split())
    slots = world.slots(rng, client)
    manager, engineer = _crew(world.company, rng)
    due = snap(start + timedelta(weeks=int(weeks) * rng.uniform(0.8, 1.3)))
    if -1 <= (due - days.base).days <= 4:
        due = snap(due + timedelta(days=9))
    budget = rng.randrange(low, high, 250)
    project = Project(code, slots.fill(deck.draw(words["title"])), key, client, manager, engineer, start, due, budget)
    if due < days.base:
        project.status, project.end = (
            "Complete",
            min(snap(due + timedelta(days=rng.choice((0, 0, 1, 3)))), shift(days.base, -1)),
        )
    project.deal = deal_for(
        world, rng, project, f"{client.name} {rng.choice(('-', '/', ':'))} {slots.fill(deck.draw(words['deal']))}"
    )
    _rows(project, days, rng, [slots.fill(t) for t in words["task"]], words["milestone"])
    return project


def deal_for(world: World, rng: random.Random, project: Project, name: str) -> Deal:
    """The won deal a project came from; its delivery date is the project's own."""
    client = project.client
    close = snap(project.start - timedelta(days=rng.randint(4, 16)))
    initials = "".join(word[0] for word in client.name.replace("&", "").split() if word[0].isalpha()).upper()[:3]
    deal = Deal(
        str(21840000100 + len(world.deals) * 19), name, client, client.account_manager, "Closed Won", project.budget,
        close - timedelta(days=rng.randint(14, 70)), close, delivery=project.due, po=f"{initials}-PO-{rng.randint(2000, 9899)}",
        contact=client.people[rng.randrange(min(3, len(client.people)))],
    )  # fmt: skip
    world.deals.append(deal)
    return deal


def _rows(project: Project, days: Days, rng: random.Random, tasks: list[str], milestones: list[str]) -> None:
    span = max((project.due - project.start).days, 10)
    rows = [(name, False, (n + 1) / (len(tasks) + 0.4)) for n, name in enumerate(tasks)]
    rows += [(name, True, (n + 1) / len(milestones)) for n, name in enumerate(milestones)]
    for number, (name, milestone, share) in enumerate(sorted(rows, key=lambda row: row[2])):
        due = snap(project.start + timedelta(days=int(span * share)))
        due = min(due, project.due)
        owner = project.manager if milestone else rng.choices((project.engineer, project.manager), (7, 3))[0]
        begin = snap(max(project.start, due - timedelta(days=rng.randint(4, 15))))
        task = Task(
            f"{project.code}-{number * 3 + 7}",
            name,
            project.client,
            project,
            owner,
            min(begin, due),
            due,
            milestone=milestone,
        )
        task.hours = 0 if milestone else rng.choice((2, 3, 4, 6, 8, 12, 16))
        _progress(task, project, days, rng)
        project.tasks.append(task)
    open_rows = [task for task in project.tasks if task.done is None]
    project.next_step = (
        f"{open_rows[0].name} ({open_rows[0].owner.name.split()[0]})" if open_rows and open_rows[0].owner else ""
    )


def _progress(task: Task, project: Project, days: Days, rng: random.Random) -> None:
    yesterday = shift(days.base, -1)
    if project.end or task.due < days.base:
        task.status, task.done = (
            "Done",
            min(shift(task.due, rng.choice((-2, -1, 0, 0, 0, 1, 2))), project.end or yesterday, yesterday),
        )
        while not is_working(task.done):
            task.done -= timedelta(days=1)
    elif task.start <= days.base:
        task.status = "In progress"


STAGES = (
    "Appointment Scheduled",
    "Qualified To Buy",
    "Presentation Scheduled",
    "Decision Maker Bought-In",
    "Contract Sent",
)


def other_deals(world: World) -> None:
    """Service agreements, renewals, and what sales is still working on or has lost."""
    rng = world.generator("deals")
    days, words = world.days, [texts["deal"][0] for _, texts in labelled("projects.txt")]
    for n, client in enumerate(world.company.clients):
        agreement = Deal(
            str(21830000100 + n * 19), f"{client.name} managed service", client, client.account_manager, "Closed Won", client.monthly * 12,
            client.since - timedelta(days=40), snap(client.since - timedelta(days=6)), monthly=client.monthly, contact=client.people[0],
            scope="Service desk, network, devices and backups as in the appendix",
        )  # fmt: skip
        agreement.po = f"MSA-{2100 + n}"
        world.deals.append(agreement)
        for _ in range(rng.choice((0, 1, 1, 2))):
            _open_or_lost(world, rng, client, rng.choice(words))
    for client in world.company.prospects:
        for _ in range(rng.choice((0, 1))):
            created = snap(days.today - timedelta(days=rng.randint(20, 90)), -1)
            close = snap(days.today + timedelta(days=rng.randint(15, 90)))
            name = f"{client.name} - first contract"
            deal = Deal(
                str(21850000100 + len(world.deals) * 19),
                name,
                client,
                client.account_manager,
                rng.choice(STAGES[:3]),
                6000,
                created,
                close,
            )
            world.deals.append(deal)


def _open_or_lost(world: World, rng: random.Random, client: Client, kind: str) -> None:
    days, slots = world.days, world.slots(rng, client)
    lost = rng.random() < 0.5
    created = snap(
        max(days.today - timedelta(days=rng.randint(60, 500) if lost else rng.randint(10, 100)), client.since)
    )
    close = (
        snap(min(created + timedelta(days=rng.randint(20, 60)), days.today - timedelta(days=3)), -1) if lost else None
    )
    world.deals.append(
        Deal(
            str(21860000100 + len(world.deals) * 19),
            f"{client.name} - {slots.fill(kind)}",
            client,
            client.account_manager,
            "Closed Lost" if lost else rng.choice(STAGES),
            rng.randrange(3000, 30000, 250),
            min(created, days.today),
            close or snap(days.today + timedelta(days=rng.randint(10, 110))),
            contact=client.people[0],
        )
    )

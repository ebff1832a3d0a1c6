"""Where the systems do not quite agree, the action list, approvals of the past, and what was overdue long before the first day."""

from __future__ import annotations

import random
from datetime import timedelta

from kingpost.example.company import Client, Person
from kingpost.example.days import add_hours, local, moment, shift, snap
from kingpost.example.letters import CLIENTS, About, compose, send
from kingpost.example.months_meetings import uid
from kingpost.example.words import Deck, sections
from kingpost.example.world import Action, Approval, Disagreement, Meeting, Said, Task, Ticket, World


def seams(world: World) -> None:
    """Plants them; each one is in the truth."""
    rng = world.generator("seams")
    _owners(world)
    _phones(world)
    _budgets_and_stages(world, rng)
    _next_meetings(world, rng)
    _before_we_started(world)
    _actions(world, rng)
    _approvals(world, rng)


STORY = ("aldgate-freight", "pell-and-sons", "brightwater-dental", "orchard-schools-trust", "hawthorn-legal")


def _owners(world: World) -> None:
    """The desk still names the account manager of last year."""
    managers = [p for p in world.company.staff if p.title == "Account Manager"]
    for key in ("calder-housing-association", "rookwood-publishing", "tamar-valley-dairies"):
        client = world.company.client(key)
        old = next(p for p in managers if p is not client.account_manager)
        world.desk_managers[key] = old
        says = [("crm", client, client.account_manager.name), ("desk", client, old.name)]
        world.disagreements.append(Disagreement(client, "Account manager", "owner_name", says, False))


def _phones(world: World) -> None:
    """The CRM keeps a number that the person's own mails and the desk no longer have."""
    for number, key in enumerate(
        ("stonebridge-physiotherapy", "ashdown-architects", "greyfriars-surveyors", "redmayne-instruments")
    ):
        client = world.company.client(key)
        person = client.people[0]
        world.crm_phones[person.email] = f"+44 1632 960{700 + number}"
        says = [("crm", person, world.crm_phones[person.email]), ("desk", person, person.phone)]
        world.disagreements.append(Disagreement(client, f"Telephone of {person.name}", "phone", says, False))


def _budgets_and_stages(world: World, rng: random.Random) -> None:
    running = [p for p in world.projects if p.end is None and p.client.key not in STORY and p.deal]
    chosen = rng.sample(running, k=min(4, len(running)))
    for project in chosen[:2]:
        assert project.deal
        project.deal.amount += 1500
        says = [("crm", project.deal, f"{project.deal.amount}"), ("tracker", project, f"{project.budget}")]
        world.disagreements.append(Disagreement(project.client, f"Price of {project.name}", "amount", says, False))
    for project in chosen[2:]:
        assert project.deal
        project.deal.stage, project.deal.close = "Contract Sent", snap(world.days.today + timedelta(days=12))
        says = [("crm", project.deal, "Contract Sent"), ("tracker", project, project.status)]
        world.disagreements.append(
            Disagreement(project.client, f"Whether {project.name} is agreed", "stage", says, False)
        )


def _next_meetings(world: World, rng: random.Random) -> None:
    """A meeting that the mail puts an hour away from the calendar."""
    for number, key in enumerate(("copperline-electrical-wholesale", "ravensworth-recruitment")):
        client = world.company.client(key)
        contact, host = client.people[0], client.account_manager
        day = world.days.ahead(4 + number)
        at = moment(day, 14)
        meeting = Meeting(
            uid(rng),
            "clients",
            f"{client.name}: next year",
            at,
            60,
            host,
            [host, contact],
            client=client,
            place="Online",
        )
        world.meetings.append(meeting)
        asked = moment(world.days.ahead(-4 - number), 11)
        first = send(world, rng, asked, contact, [host], "Next year", compose(rng, contact, host.first, asked, ["When shall we talk about next year?"]),
                     About(client), cc=[CLIENTS])  # fmt: skip
        words = f"{day:%A} at 15:00 it is, and I have put it in the calendar."
        answer = send(world, rng, add_hours(asked, 2), host, [contact], "Re: Next year", compose(rng, host, contact.first, asked, [words]), About(client),
                      cc=[CLIENTS], parent=first)  # fmt: skip
        says = [("calendar", meeting, local(at).isoformat()), ("mail", answer, local(moment(day, 15)).isoformat())]
        world.disagreements.append(Disagreement(client, "Time of the next meeting", "starts_at", says, False))


def _before_we_started(world: World) -> None:
    """Old things nobody closed: two tasks, two tickets; the old invoices are told with the money."""
    company, days = world.company, world.days
    for number, (key, name, ago) in enumerate(
        (
            ("rookwood-publishing", "Label the patch panel in the warehouse", 133),
            ("gull-rock-holidays", "Return the loan router", 96),
        )
    ):
        client, due = company.client(key), snap(days.base - timedelta(days=ago))
        world.loose_tasks.append(
            Task(
                f"CHG-{12 + number}",
                name,
                client,
                None,
                company.team("Network Services")[2 + number],
                snap(due - timedelta(days=20)),
                due,
                "Open",
            )
        )
    for key, subject, ago, text in (
        (
            "penrose-garden-centres",
            "Old server in the cellar",
            118,
            "There is still an old server in the cellar at Falmouth. Could you take it with you one day?",
        ),
        (
            "dunmore-textiles",
            "Spare keyboard layout",
            88,
            "One of the spare keyboards has a foreign layout, could we swap it when you are here?",
        ),
    ):
        client, agent = company.client(key), company.who("Darren Mills")
        at = moment(snap(days.base - timedelta(days=ago)), 10.5)
        said = [
            Said(at, client.people[0], text),
            Said(add_hours(at, 2), agent, "Noted for the next visit. I leave this open so we do not forget."),
        ]
        said.append(Said(add_hours(at, 2.01), agent, field="status", before="new", after="hold"))
        world.tickets.append(
            Ticket(
                client,
                client.people[0],
                agent,
                subject,
                "task",
                ["visit"],
                "voice",
                said,
                priority="low",
                status="hold",
            )
        )


CHORES = (
    "Ring {client} about {thing}", "Prepare {thing} for {client}", "Check the stock of {item}", "Order {item} for {client}", "Write up the visit at {client}",
    "Update the network plan of {client}", "Ask {client} for feedback", "Send {client} the new price list", "File the contract of {client}",
    "Review alarms of {client}", "Book a room for the talk with {client}", "Compare quotes for {item}",
)  # fmt: skip
ITEMS = (
    "patch cables",
    "docking stations",
    "spare phones",
    "label tape",
    "access points",
    "rack screws",
    "headsets",
    "UPS batteries",
)


def _actions(world: World, rng: random.Random) -> None:
    """The action list: many done, some ahead, five that were overdue long before anybody looked."""
    days, company, deck = world.days, world.company, Deck(rng)
    people = [
        p
        for p in company.staff
        if p.team in ("Account Management", "Projects", "Network Services", "Cloud and Identity")
        and p.name != "Callum Reid"
    ]

    def add(created_ago: int, due_ahead: int, status: str) -> Action:
        client: Client = rng.choice(company.clients)
        owner: Person = rng.choice(people)
        things = sections("promises.txt")["thing"]
        title = deck.draw(CHORES).format(client=client.name, thing=rng.choice(things), item=rng.choice(ITEMS))
        created = snap(days.base - timedelta(days=created_ago), -1)
        action = Action(
            "",
            title,
            client if client.name in title else None,
            owner,
            max(snap(days.base + timedelta(days=due_ahead)), created),
            status,
            created,
        )
        world.actions.append(action)
        return action

    for _ in range(230):
        ago = rng.randint(12, 530)
        done = add(ago, -ago + rng.randint(3, 11), "Done")
        done.done = min(shift(done.due, rng.choice((-1, 0, 0, 1))), shift(days.base, -1))
    for _ in range(22):
        add(rng.randint(1, 9), rng.randint(3, 25), rng.choice(("Open", "Open", "In progress")))
    for ago in (75, 90, 121, 160, 201):
        add(ago + 14, -ago, "Open").notes = "Carried over"
    world.actions.sort(key=lambda action: (action.created, action.title))
    for number, action in enumerate(world.actions):
        action.id = f"ACT-{1001 + number}"


def _approvals(world: World, rng: random.Random) -> None:
    """Yeses of the past, numbered up to the one that waits."""
    company, days = world.company, world.days
    deciders = [company.who("Priya Raman"), company.who("Helena Marsh"), company.who("Rob Tennant")]
    projects = sorted(
        (p for p in world.projects if p.start < days.base - timedelta(days=12) and p.client.key not in STORY),
        key=lambda p: (p.start, p.code),
    )[-57:]
    for number, project in enumerate(projects):
        asked = max(snap(project.start - timedelta(days=rng.randint(6, 14)), -1), days.first)
        decided = shift(asked, rng.randint(1, 4))
        name = f"{rng.choice(('Statement of work', 'Purchase', 'Change of scope', 'Discount'))}: {project.name}, {project.client.name}"
        state = "Approved" if rng.random() < 0.93 else "Rejected"
        world.approvals.append(
            Approval(
                f"APR-{number + 1}",
                name,
                project.client,
                project.manager,
                rng.choice(deciders),
                asked,
                state,
                decided,
                project,
            )
        )
    world.approvals.sort(key=lambda approval: int(approval.id.partition("-")[2]))

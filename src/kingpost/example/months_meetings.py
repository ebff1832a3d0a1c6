"""Calendars of the months: standing meetings as rules, calls and visits one by one, and everybody's days off."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from kingpost.example.company import DOMAIN, Client, Person
from kingpost.example.days import bank_holidays, busy, is_working, moment, shift, snap
from kingpost.example.months_desk import poisson, present
from kingpost.example.world import Absence, Meeting, World

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def uid(rng: random.Random) -> str:
    """A UID as calendar programs make them."""
    return f"{rng.getrandbits(96):024x}@calendar.{DOMAIN}"


def meetings(world: World) -> None:
    """All of it, the story's own meetings excepted."""
    rng = world.generator("meetings")
    _standing(world, rng)
    for client in world.company.clients:
        _review(world, rng, client)
        _calls(world, rng, client)
    for project in world.projects:
        if rng.random() < 0.6:
            start = snap(project.start + timedelta(days=2))
            weeks = max((project.due - start).days // 7, 1)
            people = [
                project.manager,
                project.engineer,
                *[p for p in project.client.people if not p.role_box and not p.left][:1],
            ]
            hour = rng.choice((9.5, 10, 11, 13.5, 14, 15))
            rule = f"FREQ=WEEKLY;COUNT={weeks}"
            world.meetings.append(
                Meeting(
                    uid(rng),
                    "projects",
                    f"{project.name} weekly",
                    moment(start, hour),
                    30,
                    project.manager,
                    people,
                    rule=rule,
                    client=project.client,
                    project=project,
                    notes=f"Project {project.code}",
                    place="Online",
                )
            )
    _away(world, rng)


def _standing(world: World, rng: random.Random) -> None:
    company, days = world.company, world.days
    first = snap(days.first)
    heads = [p for p in company.staff if p.title.startswith("Head of")]
    crew = [company.who("Noor Haddad"), company.who("Ines Duarte"), company.who("Callum Reid")]
    priya = company.who("Priya Raman")
    holidays = {
        day
        for year in range(first.year, days.today.year + 2)
        for day in bank_holidays(year)
        if day >= first and day.weekday() < 5
    }
    off: dict[datetime, datetime | None] = {moment(day, 9): None for day in sorted(holidays)}
    world.meetings.append(
        Meeting(
            uid(rng),
            "operations",
            "Operations stand-up",
            moment(first, 9),
            15,
            priya,
            [priya, *heads, *crew],
            rule="FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
            moved=off,
            place="Bridge room",
        )
    )
    saturday = first + timedelta(days=(5 - first.weekday()) % 7)
    duty = [
        priya,
        company.who("Martin Shaw"),
        company.who("Noor Haddad"),
        *[p for p in company.staff if p.title.startswith("Night")],
    ]
    world.meetings.append(
        Meeting(
            uid(rng),
            "operations",
            "Weekend duty call",
            moment(saturday, 9),
            15,
            priya,
            duty,
            rule="FREQ=WEEKLY;BYDAY=SA,SU",
            place="Phone",
        )
    )
    for n, team in enumerate(dict.fromkeys(p.team for p in company.staff)):
        people = company.team(team)
        day = first + timedelta(days=(n % 5 - first.weekday()) % 7)
        world.meetings.append(
            Meeting(
                uid(rng),
                "operations",
                f"{team} team meeting",
                moment(day, 16),
                45,
                people[0],
                people,
                rule=f"FREQ=WEEKLY;INTERVAL={1 + n % 2}",
            )
        )


def _review(world: World, rng: random.Random, client: Client) -> None:
    """The monthly service review, on the same weekday of the month; sometimes moved or dropped."""
    days = world.days
    if rng.random() < 0.2 or client.key in (
        "aldgate-freight",
        "pell-and-sons",
        "brightwater-dental",
        "orchard-schools-trust",
    ):
        return
    week, weekday, hour = rng.randint(1, 3), rng.randrange(5), rng.choice((10, 11, 13.5, 14, 15))
    month = max(days.first, client.since).replace(day=1)
    first = _nth(month, week, weekday)
    zone, manager = "Europe/London", client.account_manager
    people = [manager, *[p for p in client.people if not p.role_box and not p.left][:2]]
    if client.key == "meridian-optics-uk":  # its parent sits in Boston and keeps the invitation there
        zone, hour = "America/New_York", 14.5
    moved: dict[datetime, datetime | None] = {}
    while month < days.today + timedelta(days=60):
        day = _nth(month, week, weekday)
        if day > first and rng.random() < 0.1:
            moved[moment(day, hour)] = moment(snap(day + timedelta(days=rng.choice((1, 2, 6)))), hour + 1)
        elif not is_working(day) or rng.random() < 0.04:
            moved[moment(day, hour)] = None
        month = (month + timedelta(days=32)).replace(day=1)
    if zone != "Europe/London":
        moved = {}
    world.meetings.append(
        Meeting(
            uid(rng),
            "clients",
            f"{client.name} service review",
            moment(first, hour),
            60,
            manager,
            people,
            client=client,
            zone=zone,
            rule=f"FREQ=MONTHLY;BYDAY={week}{WEEKDAYS[weekday]}",
            moved=moved,
            place=rng.choice(("Online", client.town)),
        )
    )


def _nth(month: date, week: int, weekday: int) -> date:
    return month + timedelta(days=(weekday - month.weekday()) % 7 + 7 * (week - 1))


CALLS = (
    "Call with {who}",
    "{client}: {topic}",
    "Site visit {client}",
    "{client} catch-up",
    "{topic} with {who}",
    "{client} questions",
)
TOPICS = (
    "plans for next year",
    "printers",
    "contract questions",
    "security",
    "new site",
    "backup test",
    "training",
    "phones",
    "joiners",
)


def _calls(world: World, rng: random.Random, client: Client) -> None:
    days, company = world.days, world.company
    engineers = [p for p in company.team("Network Services") + company.team("Projects") if p.name != "Ines Duarte"]
    month = max(days.first, client.since).replace(day=1)
    while month < days.today + timedelta(days=20):
        for _ in range(poisson(rng, 0.75)):
            day = snap(month + timedelta(days=rng.randrange(27)))
            if day < client.since or busy(day) < 0.2 or day in (days.today, days.base):
                continue
            at = moment(day, rng.randrange(18, 34) / 2)
            contact = rng.choice([p for p in present(client, at) if not p.role_box])
            host = client.account_manager if rng.random() < 0.6 else rng.choice(engineers)
            name = rng.choice(CALLS).format(who=contact.name, client=client.name, topic=rng.choice(TOPICS))
            world.meetings.append(
                Meeting(
                    uid(rng),
                    "clients",
                    name[:1].upper() + name[1:],
                    at,
                    rng.choice((30, 30, 45, 60)),
                    host,
                    [host, contact],
                    client=client,
                    cancelled=rng.random() < 0.04,
                    place=client.town if "visit" in name else "Phone",
                )
            )
        month = (month + timedelta(days=32)).replace(day=1)


def _away(world: World, rng: random.Random) -> None:
    """Leave of about 25 days a year and a few sick days each; the people of the story are here when it needs them."""
    days, story = world.days, {"Priya Raman", "Noor Haddad", "Callum Reid", "Ines Duarte", "Dana Whitfield"}
    for person in world.company.staff:
        day = max(days.first, person.joined) + timedelta(days=rng.randint(5, 60))
        while day < days.today + timedelta(days=45):
            kind = rng.choices(("Annual leave", "Sick", "Training"), (70, 20, 10))[0]
            length = rng.choice((1, 1, 2, 5, 5, 10)) if kind == "Annual leave" else rng.choice((1, 1, 2, 3))
            first = snap(day)
            last = shift(first, length - 1)
            near = first <= days.today + timedelta(days=10) and last >= days.today - timedelta(days=6)
            if not (person.name in story and near) and not (kind == "Sick" and last >= days.today):
                absence(world, rng, person, first, last, kind)
            day = last + timedelta(days=rng.randint(30, 95))


def absence(world: World, rng: random.Random, person: Person, first: date, last: date, kind: str) -> None:
    """A row for HR and, but for the reason of a sick day, an entry in the leave calendar."""
    world.absences.append(Absence(person, first, last, kind))
    name = f"{person.name} away" if kind == "Sick" else f"{person.name}: {kind.lower()}"
    world.meetings.append(
        Meeting(uid(rng), "leave", name, moment(first, 0), 0, person, [person], days=(last - first).days + 1)
    )

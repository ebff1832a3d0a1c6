"""Eighteen months at the service desk: tickets with their conversations, and the mails of those that came by mail."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from kingpost.example.company import Client, Person
from kingpost.example.days import WEEKDAY_WEIGHT, add_hours, busy, local, moment, working_hour
from kingpost.example.words import Deck, Slots, labelled
from kingpost.example.world import Said, Ticket, World

TICKETS_PER_DAY = 7.9
ALL_HOURS = ("freight", "hotel", "care", "health")
IMPACTS = {"freight": "impact-freight", "health": "impact-health", "school": "impact-school", "legal": "impact-legal",
           "hotel": "impact-hotel", "works": "impact-works", "care": "impact-care", "office": "impact-office"}  # fmt: skip


def poisson(rng: random.Random, mean: float) -> int:
    """A random count with that mean (Knuth)."""
    limit, count, product = 2.718281828459045**-mean, 0, rng.random()
    while product > limit:
        count, product = count + 1, product * rng.random()
    return count


def present(client: Client, at: datetime) -> list[Person]:
    """The people who were at the client then."""
    day = local(at).date()
    return [
        p for p in client.people if (p.seen_from is None or p.seen_from <= day) and (p.left is None or day < p.left)
    ]


class Desk:
    """Makes the ordinary tickets of the example."""

    def __init__(self, world: World) -> None:
        self.world, self.rng = world, world.generator("desk")
        self.deck = Deck(self.rng)
        self.problems = labelled("problems.txt")
        company = world.company
        night = [p for p in company.team("Service Desk") if p.title.startswith("Night")]
        self.night, self.first = (
            night,
            [p for p in company.team("Service Desk") if "Analyst" in p.title and p not in night],
        )
        self.teams = {"network": "Network Services", "security": "Security Advisory", "identity": "Cloud and Identity"}

    def run(self) -> None:
        """Every day from the first to today."""
        clients = self.world.company.clients
        weights = [len(client.people) + (4 if client.answer_hours == 4 else 0) for client in clients]
        days = self.world.days
        for n, day in enumerate(days.each()):
            growth = 0.85 + 0.3 * n / 548
            count = poisson(self.rng, busy(day) * TICKETS_PER_DAY * growth if busy(day) else 0.9)
            for client in self.rng.choices(clients, weights, k=count):
                if client.since > day or (WEEKDAY_WEIGHT[day.weekday()] == 0 and client.trade not in ALL_HOURS):
                    continue
                ticket = self.ticket(client, moment(day, working_hour(self.rng)))
                if ticket:
                    self.world.tickets.append(ticket)

    def ticket(self, client: Client, at: datetime) -> Ticket | None:
        """One conversation, cut off at now; None when it has not begun or would be left hanging."""
        rng, world = self.rng, self.world
        people = present(client, at)
        requester = rng.choice([p for p in people if not p.role_box] if rng.random() < 0.9 else people)
        (key, area, kind, first_tag), words = rng.choice(self.problems)
        slots = world.slots(rng, client)
        talk = _Talk(self, client, requester, self._agent(area, at), slots, words)
        said = talk.whole(at)
        cut = self._cut(said, client)
        if not cut:
            return None
        ticket = Ticket(
            client, requester, talk.agent, slots.fill(self.deck.draw(words["subject"])), kind, [area, key, first_tag],
            rng.choices(("email", "web", "voice"), (34, 42, 24))[0], cut,
            priority=rng.choices(("low", "normal", "high", "urgent"), (20, 62, 15, 3))[0],
        )  # fmt: skip
        ticket.status = self._status(cut)
        if len(cut) == 1:
            ticket.assignee = None
        return ticket

    def _agent(self, area: str, at: datetime) -> Person:
        hour = local(at).hour
        if hour >= 19 or hour < 7 or not busy(local(at).date()):
            return self.rng.choice(self.night)
        team = self.teams.get(area)
        if team and self.rng.random() < 0.35:
            away = ("Callum Reid", "Dana Whitfield")  # their work of these months is told in the story
            return self.rng.choice([p for p in self.world.company.team(team) if p.name not in away])
        return self.rng.choice(self.first)

    def _cut(self, said: list[Said], client: Client) -> list[Said]:
        """What lies before now, without a last word of the client's that has waited for long: those cases are told in the story."""
        days = self.world.days
        kept = [one for one in said if days.past(one.at)]
        limit = days.now - timedelta(hours=0.35 * (client.answer_hours or 8))
        while kept and kept[-1].author.client is not None and not self._settled(kept) and kept[-1].at < limit:
            kept.pop()
        return kept

    @staticmethod
    def _settled(said: list[Said]) -> bool:
        return any(one.after in ("solved", "closed") for one in said) and not any(
            one.after == "open" for one in said[-3:]
        )

    def _status(self, said: list[Said]) -> str:
        states = [one.after for one in said if one.field == "status"]
        if not states:
            return "new" if len(said) == 1 else "open"
        if states[-1] == "solved" and said[-1].at < self.world.days.now - timedelta(days=4):
            return "closed"
        return states[-1]


class _Talk:
    """The conversation on one ticket."""

    def __init__(
        self, desk: Desk, client: Client, requester: Person, agent: Person, slots: Slots, words: dict[str, list[str]]
    ) -> None:
        self.desk, self.client, self.requester, self.agent = desk, client, requester, agent
        self.slots, self.words, self.rng = slots, words, desk.rng
        self.said: list[Said] = []

    def line(self, use: str) -> str:
        """One filled line: of the problem when it has such lines, else of the general words."""
        deck = self.desk.deck
        text = deck.draw(self.words[use]) if use in self.words else deck.talk(use)
        return self.slots.fill(text.replace("{first}", self.requester.first))

    def add(self, at: datetime, author: Person, uses: list[str], *, public: bool = True) -> None:
        """A comment made of one line per use."""
        body = " ".join(author.voice.dress(self.line(use)) for use in uses)
        self.said.append(Said(at, author, body, public))

    def change(self, at: datetime, status: str, before: str) -> None:
        """The ticket changes its status."""
        self.said.append(Said(at, self.agent, field="status", before=before, after=status))

    def whole(self, at: datetime) -> list[Said]:
        """From the first word to the last, as it would run without an end of the world."""
        rng, hours = self.rng, float(self.client.answer_hours or 10)
        opening = ["opener"] if rng.random() < self.requester.voice.long * 0.6 else []
        opening += ["symptom"] + (["detail"] if rng.random() < 0.6 else []) + (["tried"] if rng.random() < 0.35 else [])
        opening += [IMPACTS[self.client.trade] if rng.random() < 0.55 else "impact"] if rng.random() < 0.6 else []
        self.add(at, self.requester, opening + (["thanks"] if rng.random() < 0.5 else []))
        late = rng.random() < 0.02 and at < self.desk.world.days.now - timedelta(days=25)
        at = add_hours(at, hours * (rng.uniform(1.2, 2.0) if late else rng.uniform(0.03, 0.55)) + 0.05)
        asks = rng.random() < 0.5
        self.add(at, self.agent, ["ack", "ask" if asks else "progress"])
        self.change(at, "pending" if asks else "open", "new")
        if asks:
            at = add_hours(at, rng.uniform(0.2, 7))
            self.add(at, self.requester, ["clientmore", *self._tail("moretail", 0.8)])
            self.change(at + timedelta(seconds=20), "open", "pending")
            at = add_hours(at, hours * rng.uniform(0.05, 0.5))
            self.add(at, self.agent, ["progress", *self._tail("ask", 0.25)])
        if rng.random() < 0.35:
            self.add(add_hours(at, rng.uniform(0.2, 1.5)), self.agent, ["internal"], public=False)
        at = add_hours(at, rng.uniform(60, 160) if rng.random() < 0.07 else rng.uniform(0.5, 14))
        return self._end(at)

    def _tail(self, use: str, share: float) -> list[str]:
        return [use] if self.rng.random() < share else []

    def _end(self, at: datetime, again: bool = False) -> list[Said]:
        rng = self.rng
        place = rng.randrange(
            min(len(self.words["cause"]), len(self.words["fix"]))
        )  # a cause and its fix stand at one place
        why = " ".join(self.slots.fill(self.words[part][place]) for part in ("cause", "fix"))
        self.said.append(Said(at, self.agent, f"{self.line('resolved')} {why}"))
        self.change(at + timedelta(seconds=15), "solved", "open")
        if not again and rng.random() < 0.05:
            at = add_hours(at, rng.uniform(1, 12))
            self.add(at, self.requester, ["clientmore", "moretail", "impact"])
            self.change(at + timedelta(seconds=10), "open", "solved")
            at = add_hours(at, (self.client.answer_hours or 8) * rng.uniform(0.1, 0.5))
            self.add(at, self.agent, ["progress"])
            return self._end(add_hours(at, rng.uniform(1, 10)), again=True)
        if rng.random() < 0.4:
            self.add(add_hours(at, rng.uniform(0.1, 6)), self.requester, ["confirm", *self._tail("confirmtail", 0.75)])
        return self.said

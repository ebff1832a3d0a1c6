"""Approvals asked and given by mail, some of which the tracker lists too; one of these was never kept up there."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from kingpost.example.company import Client, Person
from kingpost.example.days import add_hours, moment, shift, snap
from kingpost.example.letters import PROJECTS, About, compose, reply_subject, send
from kingpost.example.months_desk import present
from kingpost.example.words import Deck
from kingpost.example.world import Approval, Mail, Project, World, Yes

ASKS = (
    "The paper is attached, could you approve it?", "We need your approval before we order.", "Are you happy for us to proceed?", "Please let me have your go-ahead.",
    "May we go ahead with it as described?", "Would you sign this off, please?", "Please review and approve the figures below.",
)  # fmt: skip
YESES = (
    "Approved.", "Yes, approved from my side.", "Happy to proceed.", "Please go ahead.", "You have my approval.", "Green light from us.", "That is fine and approved, thank you.",
    "I am happy to sign this off.",
)  # fmt: skip
NOES = (
    "I cannot approve this as it stands.",
    "Not approved, I am afraid.",
    "We have to decline this one.",
    "Please do not go ahead with it.",
)
EXTRAS = (
    "extra day on site",
    "change of scope",
    "second delivery",
    "replacement parts",
    "overtime",
    "another training session",
)


class Yeses:
    """Approvals asked and given by mail: some of them also stand in the tracker, one of these was never kept up."""

    def __init__(self, world: World) -> None:
        self.world, self.rng = world, random.Random(f"{world.seed}:yeses")  # noqa: S311  words and dates
        self.deck = Deck(self.rng)

    def run(self) -> None:
        """Mails about every fifth approval of the tracker, and a dozen asked of clients by mail alone."""
        for number, approval in enumerate(self.world.approvals):
            if number % 5 == 0 and approval.decided and approval.project and approval.asked_by is not approval.asked_of:
                self._by_mail(number, approval)
        for project in [p for p in self.world.projects if p.start < shift(self.world.days.base, -30)][::9]:
            self._of_client(project)

    def _by_mail(self, number: int, approval: Approval) -> None:
        asked, what = moment(approval.asked, 10.2), approval.name
        refused = approval.state == "Rejected"
        ask = self._thread(
            asked,
            approval.asked_by,
            approval.asked_of,
            f"Approval needed: {what}",
            self.deck.draw(ASKS),
            approval.client,
            approval.project,
        )
        self._thread(add_hours(asked, 5), approval.asked_of, approval.asked_by, reply_subject(ask.subject), self.deck.draw(NOES if refused else YESES), approval.client,
                     approval.project, ask)  # fmt: skip
        kept_up = number % 20 != 10
        if not kept_up:
            approval.state, approval.decided = "Waiting", None
        self.world.yeses.append(Yes(approval, ask, "refused" if refused else "approved", not kept_up))

    def _of_client(self, project: Project) -> None:
        day = snap(project.start + timedelta(days=self.rng.randint(5, 12)))
        at = moment(day, 11.1)
        people = [p for p in present(project.client, at) if not p.role_box]
        if not people or day >= shift(self.world.days.base, -8):
            return
        contact, state = people[0], self.rng.choice(("approved", "approved", "refused"))
        ask = self._thread(
            at,
            project.manager,
            contact,
            f"{project.name}: {self.deck.draw(EXTRAS)}",
            self.deck.draw(ASKS),
            project.client,
            project,
        )
        self._thread(
            add_hours(at, 20),
            contact,
            project.manager,
            reply_subject(ask.subject),
            self.deck.draw(YESES if state == "approved" else NOES),
            project.client,
            project,
            ask,
        )
        self.world.yeses.append(Yes(None, ask, state, differs=False))

    def _thread(
        self,
        at: datetime,
        writer: Person,
        reader: Person,
        subject: str,
        line: str,
        client: Client,
        project: Project | None,
        parent: Mail | None = None,
    ) -> Mail:
        text = compose(self.rng, writer, reader.first, at, [line])
        return send(
            self.world,
            self.rng,
            at,
            writer,
            [reader],
            subject,
            text,
            About(client, project),
            cc=[PROJECTS],
            parent=parent,
        )

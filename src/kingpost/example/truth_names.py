"""How the files connector names the records of the example: [system, kind, remote id]."""

from __future__ import annotations

from collections import defaultdict

from kingpost.connectors.base import mention_id
from kingpost.example.company import OWN_VAT, Client, Person
from kingpost.example.story import Story
from kingpost.example.world import (
    Approval,
    Deal,
    Document,
    Invoice,
    Mail,
    Meeting,
    Project,
    Task,
    Ticket,
    World,
)

Id = list[str]
"""[system, kind, remote id], as the files connector names a record."""


class Names:
    """The records of each thing; ``held`` says which mailbox system holds which mails."""

    def __init__(self, world: World, story: Story, held: dict[str, list[Mail]], drive: dict[str, Document]) -> None:
        self.world, self.story, self.drive = world, story, drive
        self.system_of: dict[str, list[str]] = defaultdict(list)
        for system, mails in held.items():
            for mail in mails:
                if system not in self.system_of[mail.id]:
                    self.system_of[mail.id].append(system)
        self.mails = [mail for mail in world.mails if mail.id in self.system_of]
        self._look()

    # names of things ------------------------------------------------------------------------------------------------

    def ids(self, thing: object) -> list[Id]:
        """Every record of a thing, the main one first; [] for what no system holds."""
        match thing:
            case Mail():
                return [[system, "message", thing.id.lower()] for system in self.system_of.get(thing.id, [])]
            case Ticket():
                return [["desk", "ticket", str(thing.number)]]
            case Task():
                return [["tracker", "task", thing.key]]
            case Project():
                return [["tracker", "project", thing.code]]
            case Deal():
                return [["crm", "agreement", thing.id]]
            case Approval():
                return [["tracker", "approval", thing.id]]
            case Meeting():
                return [["calendar", "meeting", thing.uid]]
            case Invoice():
                return [
                    ["finance", "invoice", thing.number],
                    ["finance", "invoice", f"{thing.number}@{OWN_VAT.lower()}"],
                ]
            case Document():
                return [["drive", "document", f"sha256:{thing.sha256}"]] if thing.shared else []
            case Person():
                return self._person(thing)
            case Client():
                return self._client(thing)
        raise TypeError(type(thing))

    def _person(self, person: Person) -> list[Id]:
        rows: list[Id] = []
        if person.client is not None and not person.role_box:
            rows.append(["crm", "person", person.crm_id])
        rows.append(["desk", "person", str(person.desk_id)])
        if person.client is None:
            rows.append(["hr", "person", person.staff_id])
        for email in (person.email, *person.emails):
            rows += [[system, "person", mention_id("person", email)] for system in self.mentioned.get(email, [])]
        return rows

    def _client(self, client: Client) -> list[Id]:
        rows: list[Id] = [["crm", "client", client.crm_id]]
        if client.stage == "customer":
            rows.append(["desk", "client", str(client.desk_id)])
        names = dict.fromkeys((client.name, client.legal, client.old_name))
        for domain in filter(None, (client.domain, client.old_domain)):
            rows += [[system, "client", mention_id("client", domain)] for system in self.domains.get(domain, [])]
        rows += [["finance", "client", mention_id("client", name)] for name in names if name in self.billed]
        if client.key in self.tracked:
            rows.append(["tracker", "client", mention_id("client", client.name)])
        return rows

    def _look(self) -> None:
        """Which addresses, domains and names occur in which system at all."""
        self.mentioned: dict[str, list[str]] = defaultdict(list)
        self.domains: dict[str, list[str]] = defaultdict(list)

        def saw(system: str, email: str) -> None:
            if system not in self.mentioned[email]:
                self.mentioned[email].append(system)
            domain = email.partition("@")[2]
            if system not in self.domains[domain]:
                self.domains[domain].append(system)

        for mail in self.mails:
            for _, email in (mail.sender, *mail.to, *mail.cc):
                for system in self.system_of[mail.id]:
                    saw(system, email)
        for meeting in self.world.meetings:
            for person in (meeting.organiser, *meeting.attendees):
                saw("calendar", person.email)
        self.billed = {name for i in self.world.invoices for name in (i.client.called(i.issued)[0], i.client.legal)}
        self.tracked = {p.client.key for p in self.world.projects} | {t.client.key for t in self.world.loose_tasks}

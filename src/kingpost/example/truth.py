"""What is true in the example, for scoring the stages: written beside the systems' folders, never inside them.

Every thing is named by [system, kind, remote id] as the files connector names it, so that a test can compare directly.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from kingpost.example.company import DOMAIN, OWN_NAME, OWN_VAT, Client, Person
from kingpost.example.days import moment
from kingpost.example.documents import TEXT
from kingpost.example.story_cases import Case
from kingpost.example.truth_day import last_day
from kingpost.example.truth_meetings import meetings
from kingpost.example.truth_names import Id, Names
from kingpost.example.world import (
    Disagreement,
    Mail,
    Meeting,
    Project,
    Promise,
    Ticket,
)

VERSION = 1
_NUMBER = re.compile(r"#\d{3}|\b(?:INV|APR)-\d|\b[A-Z]{2,4}-PO-\d")
_STATES = {"Approved": "approved", "Rejected": "refused", "Waiting": "asked"}


class Truth(Names):
    """Collects the truth of one world."""

    def whole(self) -> dict[str, Any]:
        """Everything, ready for JSON."""
        days, world = self.world.days, self.world
        last, approvals = last_day(self), self._approvals()
        return {
            "version": VERSION, "seed": world.seed, "now": days.now.isoformat(), "today": days.today.isoformat(), "base": days.base.isoformat(), "zone": "Europe/London",
            "own": {"name": OWN_NAME, "domain": DOMAIN, "vat": OWN_VAT, "staff": [p.email for p in world.company.staff]},
            "clients": [self._client_row(c) for c in world.company.clients],
            "only_in_crm": [{"key": c.key, "record": ["crm", "client", c.crm_id]} for c in world.company.prospects],
            "people": self._people(), "not_the_same": self._not_the_same(),
            "projects": [{"code": p.code, "client": p.client.key, "record": self.ids(p)[0], "deal": self.ids(p.deal)[0] if p.deal else None} for p in world.projects],
            "belongs": self._belongs(), "timeline": self._timeline(), "links_without_reference": self._links(), "approvals": approvals, "waits_for_answer": self._waits(),
            "promises": [self._promise(p) for p in world.promises], "disagreements": [self._disagreement(d) for d in world.disagreements],
            "cases": [self._case(case, ticket) for case, ticket in self.story.things["cases"]],
            "meetings": meetings(self, last["flags"], approvals), **last,
        }  # fmt: skip

    def _client_row(self, client: Client) -> dict[str, Any]:
        row = {
            "key": client.key,
            "name": client.name,
            "domain": client.domain,
            "answer_hours": client.answer_hours,
            "owner": client.account_manager.email,
        }
        if client.old_name:
            row |= {"was": client.old_name, "old_domain": client.old_domain, "renamed": str(client.renamed)}
        return row | {"records": self.ids(client)}

    def _people(self) -> list[dict[str, Any]]:
        rows = []
        for client in self.world.company.clients:
            for person in client.people:
                if any(p.moved_from is person for c in self.world.company.clients for p in c.people):
                    continue
                row: dict[str, Any] = {
                    "name": person.name,
                    "email": person.email,
                    "client": client.key,
                    "shared_mailbox": person.role_box,
                    "records": self.ids(person),
                }
                if before := person.moved_from:
                    row["before"] = {
                        "client": before.client.key if before.client else "",
                        "email": before.email,
                        "until": str(before.left),
                        "since": str(person.seen_from),
                    }
                    row["records"] += self.ids(before)
                rows.append(row)
        staff = self.world.company.staff
        return rows + [
            {"name": p.name, "email": p.email, "client": None, "staff": True, "records": self.ids(p)} for p in staff
        ]

    def _not_the_same(self) -> list[list[str]]:
        """Pairs of addresses whose owners share a name and are two people."""
        by_name: dict[str, list[Person]] = defaultdict(list)
        for person in [*self.world.company.staff, *(p for c in self.world.company.clients for p in c.people)]:
            by_name[person.name].append(person)
        pairs = []
        for same in by_name.values():
            for n, one in enumerate(same):
                pairs += [
                    [one.email, two.email]
                    for two in same[n + 1 :]
                    if two.moved_from is not one and one.moved_from is not two
                ]
        return pairs

    def _belongs(self) -> dict[str, dict[str, Any]]:
        """system/kind → remote id → [client, project or None, by]: "address", "reference", "record", "words" or "project" says what shows it."""
        found: dict[str, dict[str, Any]] = defaultdict(dict)

        def put(thing: object, client: Client | None, project: Project | None, by: str) -> None:
            for system, kind, remote_id in self.ids(thing):
                found[f"{system}/{kind}"][remote_id] = [
                    client.key if client else None,
                    project.code if project else None,
                    by,
                ]

        for mail in self.mails:
            if mail.client:
                put(mail, mail.client, mail.project, self._shown_by(mail))
        world = self.world
        for ticket in world.tickets:
            put(ticket, ticket.client, ticket.project, "record")
        for project in world.projects:
            put(project, project.client, project, "record")
            for task in project.tasks:
                put(task, project.client, project, "record")
        for task in world.loose_tasks:
            put(task, task.client, None, "record")
        for approval in world.approvals:
            put(approval, approval.client, approval.project, "record")
        for deal in world.deals:
            put(deal, deal.client, None, "record")
        for meeting in world.meetings:
            outside = any(person.client for person in meeting.attendees)
            if meeting.client:
                put(meeting, meeting.client, meeting.project, "address" if outside else "words")
        for invoice in world.invoices:
            put(invoice, invoice.client, invoice.project, "record")
        for document in world.documents:
            if document.client and document.shared:
                put(document, document.client, document.project, "folder")
        for action in world.actions:
            if action.client:
                found["tracker/task"][action.id] = [action.client.key, None, "record"]
        return dict(found)

    def _shown_by(self, mail: Mail) -> str:
        client = mail.client
        assert client
        known = {email for p in client.people for email in (p.email, *p.emails)}
        addresses = [mail.sender[1], *(email for _, email in (*mail.to, *mail.cc))]
        if any(
            email in known or email.endswith((f"@{client.domain}", f"@{client.old_domain or client.domain}"))
            for email in addresses
        ):
            return "address"
        return "reference" if mail.ticket else "words"

    def _timeline(self) -> dict[str, list[list[str]]]:
        """Client → [moment, system, kind, remote id, what], in the true order. Mails, tickets, money, meetings, work and papers."""
        rows: dict[str, list[list[str]]] = defaultdict(list)

        def put(client: Client | None, at: datetime, thing: object, what: str) -> None:
            if client is not None:
                for system, kind, remote_id in self.ids(thing)[:1]:
                    rows[client.key].append([at.isoformat(), system, kind, remote_id, what])

        for mail in self.mails:
            put(mail.client, mail.at, mail, "wrote")
        for ticket in self.world.tickets:
            for place, said in enumerate(ticket.said):
                if place == 0:
                    put(ticket.client, said.at, ticket, "opened")
                elif said.body:
                    put(
                        ticket.client,
                        said.at,
                        ticket,
                        "answered" if said.public and said.author.client is None else "commented",
                    )
                elif said.field == "status" and said.after in ("solved", "open"):
                    what = "resolved" if said.after == "solved" else "reopened" if said.before == "solved" else ""
                    if what:
                        put(ticket.client, said.at, ticket, what)
        for invoice in self.world.invoices:
            put(invoice.client, moment(invoice.issued, 0), invoice, "invoiced")
            if invoice.paid:
                put(invoice.client, moment(invoice.paid, 0), invoice, "paid")
        for meeting in self.world.meetings:
            if not meeting.rule and not meeting.cancelled:
                put(meeting.client, meeting.start, meeting, "met")
        for project in self.world.projects:
            for task in project.tasks:
                if task.done:
                    put(task.client, moment(task.done, 0), task, "completed")
        return {key: sorted(events) for key, events in sorted(rows.items())}

    def _links(self) -> list[dict[str, Any]]:
        """Mails, meetings and papers about a project that quote no number of any kind and do not name it in full. Left out is what nobody could place: two
        projects of a kind for one client at one time, written about by somebody who works on both."""
        rows = []

        def put(thing: object, project: Project | None, text: str) -> None:
            free = project and project.code + "-" not in text and project.name not in text and not _NUMBER.search(text)
            if project and free and not self._unclear(thing, project) and (found := self.ids(thing)):
                rows.append({"from": found[0], "project": project.code, "client": project.client.key})

        for mail in self.mails:
            if (
                mail.client
                and mail.nature == "human"
                and not mail.ticket
                and not mail.invoice
                and self._shown_by(mail) == "address"
            ):
                put(mail, mail.project, mail.subject + mail.text)
        for meeting in self.world.meetings:
            if any(person.client for person in meeting.attendees):
                put(meeting, meeting.project, meeting.name + meeting.notes)
        for document in self.world.documents:
            if document.media_type == TEXT:
                put(document, document.project, document.name + document.content.decode())
        return rows

    def _unclear(self, thing: object, project: Project) -> bool:
        others = [
            o for o in self.world.projects if o is not project and o.client is project.client and o.kind == project.kind
        ]
        near = [
            o
            for o in others
            if o.start <= project.due + timedelta(days=45) and project.start <= o.due + timedelta(days=45)
        ]
        crews = {p.email for o in near for p in (o.manager, o.engineer)}
        if isinstance(thing, Mail):
            ours = {email for _, email in (thing.sender, *thing.to)}
        elif isinstance(thing, Meeting):
            ours = {person.email for person in thing.attendees}
        else:
            ours = {project.engineer.email}
        return bool(crews & ours)

    def _approvals(self) -> list[dict[str, Any]]:
        """Every approval: the tracker's rows, and those that mails alone hold; ``differs`` when the tracker still says something else."""
        told = {id(yes.row): yes for yes in self.world.yeses if yes.row}
        rows = []
        for approval in self.world.approvals:
            yes = told.get(id(approval))
            state = yes.state if yes else _STATES[approval.state]
            rows.append({"record": self.ids(approval)[0], "client": approval.client.key, "state": state, "differs": bool(yes and yes.differs),
                         "asked_by": approval.asked_by.email, "asked_of": approval.asked_of.email, "mail": self.ids(yes.asked)[0] if yes and self.ids(yes.asked) else None})  # fmt: skip
        alone = [(yes, found[0]) for yes in self.world.yeses if yes.row is None and (found := self.ids(yes.asked))]
        return rows + [
            {"record": mail, "client": yes.asked.client.key if yes.asked.client else None, "state": yes.state, "differs": False, "asked_by": yes.asked.sender[1],
             "asked_of": yes.asked.to[0][1], "mail": mail} for yes, mail in alone]  # fmt: skip

    def _waits(self) -> list[Id]:
        """Messages and tickets on which a client waits for us now, within the agreed time or not."""
        mails = [self.ids(mail)[0] for mail in self.mails if mail.waits]
        for ticket in self.world.tickets:
            words = [said for said in ticket.said if said.body and said.public]
            if ticket.status in ("new", "open") and words[-1].author.client is not None:
                mails.append(self.ids(ticket)[0])
                mails += [self.ids(mail)[0] for mail in self.mails if mail.ticket is ticket and mail.at == words[-1].at]
        return mails

    def _promise(self, p: Promise) -> dict[str, Any]:
        return {
            "by": p.by.email, "to": p.to.email if p.to else None, "client": p.client.key, "project": p.project.code if p.project else None, "ours": p.ours, "what": p.thing,
            "due": str(p.due) if p.due else None, "words": p.words, "said_in": self.ids(p.mail)[0] if p.mail and self.ids(p.mail) else None, "state": p.state,
            "said_at": p.mail.at.isoformat() if p.mail else None, "delivered_by": self.ids(p.delivered)[0] if p.delivered else None,
            "task": self.ids(p.task)[0] if p.task else None,
        }  # fmt: skip

    def _disagreement(self, d: Disagreement) -> dict[str, Any]:
        says = [{"system": system, "record": self.ids(thing)[0], "value": value} for system, thing, value in d.says]
        return {"client": d.client.key, "what": d.what, "field": d.field, "matters_now": d.matters, "says": says}

    def _case(self, case: Case, ticket: Ticket) -> dict[str, Any]:
        return {"ticket": self.ids(ticket)[0], "client": case.client, "first": case.first, "who": ticket.assignee.email if ticket.assignee else None, "days": case.took,
                "held": case.held, "cause": case.cause}  # fmt: skip


def write_truth(truth: dict[str, Any], path: Path) -> None:
    """truth.json, compact."""
    path.write_bytes(msgspec.json.encode(truth))

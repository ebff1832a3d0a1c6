"""The last day at Pell & Sons, where two systems give two dates, and at Brightwater Dental, where a yes is waited for."""

from __future__ import annotations

from datetime import timedelta

from kingpost.example import documents
from kingpost.example.company import Client, Person
from kingpost.example.days import add_hours, is_working, long_date, moment, snap
from kingpost.example.letters import PROJECTS
from kingpost.example.story import Row, Teller
from kingpost.example.world import Approval, Disagreement, Document, Mail, Project, Promise, Said, Ticket


class Pell(Teller):
    """Promised by mail for one Saturday, in the CRM for another."""

    area = "pell"

    def tell(self) -> None:
        """Project, promise, the review of the day, and the disagreement."""
        client, story = self.world.company.client("pell-and-sons"), self.story
        geoffrey, anna = client.people[:2]
        project = self._project(client)
        said = self._delivery(client, project, geoffrey)
        self._report(client, project, anna)
        note = self.weekend_note("Moved to the weekend, the hall is quiet then.")
        people = [self.priya, self.ines, geoffrey, anna]
        review = self.meeting(
            "clients", "Pell & Sons review", moment(self.days.today, 14), 60, people, client, project, notes=note
        )
        told, deal = story.pell_told.isoformat(), project.deal
        assert deal
        deal.delivery = story.pell_crm
        says = [("crm", deal, story.pell_crm.isoformat()), ("mail", said, told), ("tracker", project, told)]
        title = "Delivery of the warehouse system"
        self.world.disagreements.append(Disagreement(client, title, "go_live_date", says, True))
        story.things |= {"pell_project": project, "pell_mail": said, "pell_review": review}

    def _project(self, client: Client) -> Project:
        ahead, ines, told = self.days.ahead, self.ines, self.story.pell_told
        rows: list[Row] = [
            (4, "Walk the warehouse", False, ines, ahead(-40), True),
            (9, "Design accepted", True, ines, ahead(-30), True),
            (15, "Scanners and printers in place", True, ines, ahead(-9), True),
            (22, "Test migration of stock data", False, ines, ahead(-2), True),
            (23, "Migration report to Pell & Sons", False, ines, ahead(1), False),
            (28, "Delivery of the warehouse system", True, ines, told, False),
        ]
        anil = self.world.company.who("Anil Kapoor")
        project = self.project(
            "PWH", "Warehouse system", "handhelds", client, ines, anil, weeks=11, due=told, net=27400, deal="warehouse system and scanners",
            po="PS-PO-7741", rows=rows,
        )  # fmt: skip
        project.next_step = "Migration report"
        return project

    def _delivery(self, client: Client, project: Project, geoffrey: Person) -> Mail:
        """The promise of three weeks ago, and what they made of it last week."""
        days, told, ines = self.days, self.story.pell_told, self.ines
        subject = "Delivery of the warehouse system"
        words = f"We will deliver the warehouse system on {told:%A} {long_date(told)}, when your hall is empty."
        lines = [words, "Anil and I bring the scanners the evening before."]
        at = moment(snap(days.base - timedelta(days=20)), 11.1)
        said = self.mail(at, ines, geoffrey, subject, lines, client, project, cc=[PROJECTS, self.priya])
        lines = ["Thank you, Ines. That Saturday suits us, the hall will be empty."]
        reply = self.mail(add_hours(at, 3.2), geoffrey, ines, f"Re: {subject}", lines, client, project, parent=said)
        self.mail(
            add_hours(reply.at, 1),
            ines,
            geoffrey,
            f"Re: {subject}",
            ["Good, see you then."],
            client,
            project,
            parent=reply,
        )
        lines = [
            f"We have told our customers that there is no dispatch on {long_date(told)} and booked eight people for that day.",
            "Just so you know.",
        ]
        again = self.mail(moment(days.ahead(-4), 15.3), geoffrey, ines, "Saturday", lines, client, project)
        lines = ["Seen, and thank you. Eight people is plenty."]
        self.mail(add_hours(again.at, 1), ines, geoffrey, "Re: Saturday", lines, client, project, parent=again)
        promise = Promise(ines, geoffrey, client, "delivery of the warehouse system", told, words, said, "open")
        promise.project, promise.task = project, project.tasks[5]
        self.promises(promise)
        return said

    def _report(self, client: Client, project: Project, anna: Person) -> None:
        due = self.days.ahead(1)
        words = f"You will have the migration report on {due:%A}."
        lines = ["The test migration went through with all but nine articles.", words]
        at = moment(self.days.ahead(-2), 14.2)
        said = self.mail(at, self.ines, anna, "Test migration", lines, client, project)
        promise = Promise(self.ines, anna, client, "migration report", due, words, said, "open")
        promise.project, promise.task = project, project.tasks[4]
        self.promises(promise)


class Brightwater(Teller):
    """A statement of work that has waited nine days for Priya's yes."""

    area = "brightwater"

    def tell(self) -> None:
        """Project, agreement, request, bookings, the call of the day, and a complaint that is settled."""
        client, company, days = self.world.company.client("brightwater-dental"), self.world.company, self.days
        self.leonie, self.samuel = client.people[:2]
        self.manager, self.kwame, self.freya = (
            client.account_manager,
            company.who("Kwame Boateng"),
            company.who("Freya Lindholm"),
        )
        self.monday = days.today + timedelta(days=(7 - days.today.weekday()) % 7 or 7)
        project = self._project(client)
        self._agreed(client, project)
        request = self._request(client, project)
        start, booked = moment(self.monday, 0), [self.kwame, self.freya]
        name = "Brightwater Dental on site: Kwame, Freya"
        self.meeting("projects", name, start, 0, booked, client, project, days=5, host=project.manager)
        note = self.weekend_note("At the weekend, when the practices are closed.")
        people = [self.priya, self.manager, self.leonie, self.samuel]
        call = self.meeting(
            "clients", "Brightwater Dental", moment(days.today, 11.5), 45, people, client, project, notes=note
        )
        self._complaint(client)
        self.story.things |= {
            "approval_mail": request, "brightwater_call": call, "brightwater": project, "booked_from": self.monday,
        }  # fmt: skip

    def _project(self, client: Client) -> Project:
        ahead = self.days.ahead
        rows: list[Row] = [
            (3, "Walk the three practices", False, self.freya, ahead(-16), True),
            (8, "Statement of work agreed", True, self.manager, ahead(4), False),
            (14, "Cabling at Widcombe", False, self.kwame, ahead(9), False),
            (19, "X-ray images on the new network", True, self.freya, ahead(34), False),
        ]
        sofia = self.world.company.who("Sofia Marchetti")
        project = self.project(
            "BDN", "Practice network", "wifi", client, sofia, self.freya, weeks=4, due=ahead(44), net=16400, deal="network for three practices",
            po="BD-PO-2290", rows=rows,
        )  # fmt: skip
        assert project.deal
        project.deal.stage, project.deal.close = "Contract Sent", ahead(5)
        project.next_step = "Statement of work approved (Priya)"
        says = [("crm", project.deal, project.deal.stage), ("tracker", project, project.status)]
        title = f"Whether {project.name} is agreed"
        self.world.disagreements.append(Disagreement(client, title, "stage", says, False))
        return project

    def _agreed(self, client: Client, project: Project) -> None:
        subject, at = "Network for the practices", moment(snap(self.days.base - timedelta(days=19)), 15.6)
        lines = [
            "We agree with the scope as you put it: three practices, new cabling at Widcombe, £16,400 plus VAT.",
            "Please send the statement of work.",
        ]
        agreed = self.mail(at, self.leonie, self.manager, subject, lines, client, project)
        lines = ["Thank you, it is being written."]
        self.mail(add_hours(at, 2), self.manager, self.leonie, f"Re: {subject}", lines, client, project, parent=agreed)

    def _request(self, client: Client, project: Project) -> Mail:
        """The mail that asks for approval, with the document, and the row in the tracker."""
        asked = self.days.today - timedelta(days=9)
        at, booked = moment(asked, 10.35), f"Monday {long_date(self.monday)}"
        paragraphs = [
            "Scope: three practices, new cabling at Widcombe, wireless in all rooms.",
            "Price: £16,400 plus VAT, order BD-PO-2290.",
            f"On site: Kwame Boateng and Freya Lindholm from {booked}.",
            "Agreed with Dr Leonie Hart.",
        ]
        made = at - timedelta(minutes=40)
        content = documents.docx("Statement of work: practice network", paragraphs, self.manager.name, made)
        sow = Document(
            "Statement of work Brightwater Dental.docx", documents.DOCX, content, made, self.manager, client, project
        )
        sow.shared, sow.folder = True, client.name
        self.world.documents.append(sow)
        lines = [
            "The statement of work for Brightwater Dental is attached, could you approve it?",
            "It matches what we agreed with them, nothing added.",
            f"Kwame and Freya are booked there from {booked} on the strength of it.",
        ]
        if not is_working(asked):
            lines.insert(0, "Sorry to write on a day off.")
        name = "Statement of work: practice network, Brightwater Dental"
        approval = Approval("APR-58", name, client, self.manager, self.priya, asked, "Waiting", project=project)
        self.world.approvals.append(approval)
        self.story.things |= {"sow": sow, "approval": approval}
        subject = "Approval needed: statement of work Brightwater Dental"
        return self.mail(at, self.manager, self.priya, subject, lines, client, project, attachments=[sow])

    def _complaint(self, client: Client) -> None:
        days, desk, samuel = self.days, self.world.company.who("Leanne Cooper"), self.samuel
        complaint = "I would like to complain: twice this month your engineer came without telling reception first."
        sorry = "You are right to, Samuel, and I am sorry. I am looking at how the visits were announced."
        done = "The visit calendar now mails reception the day before. Both engineers know, and I rang Dr Hart as well."
        said = [
            Said(moment(days.ahead(-6), 9.4), samuel, complaint),
            Said(moment(days.ahead(-6), 10.1), desk, sorry),
            Said(moment(days.ahead(-6), 10.11), desk, field="status", before="new", after="open"),
            Said(moment(days.ahead(-3), 14.5), desk, done),
            Said(moment(days.ahead(-3), 14.51), desk, field="status", before="open", after="solved"),
            Said(moment(days.ahead(-3), 16.2), samuel, "Thank you, that settles it."),
        ]
        subject, tags = "Complaint: visits without notice", ["complaint", "visits"]
        self.world.tickets.append(
            Ticket(client, samuel, desk, subject, "question", tags, "voice", said, status="solved")
        )

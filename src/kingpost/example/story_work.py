"""The rest of the last day: work without an owner, a question without an answer, invoices, and a price promised for today."""

from __future__ import annotations

from datetime import timedelta

from kingpost.example.company import Client
from kingpost.example.days import add_hours, is_working, long_date, moment, snap
from kingpost.example.letters import PROJECTS, Reader
from kingpost.example.story import Row, Teller
from kingpost.example.world import Disagreement, Invoice, Move, Project, Promise, Said, Task, Ticket


class Orchard(Teller):
    """Dana has moved to another team, and her firewall change has nobody."""

    area = "orchard"

    def tell(self) -> None:
        """Project, promise, the move, and the four changes that Ines has done before."""
        client = self.world.company.client("orchard-schools-trust")
        self.stuart = self.world.company.who("Stuart Kerr")
        project = self._project(client)
        self._promise(client, project)
        self._move(client, project)
        changes = self._earlier_changes()
        self.story.things |= {
            "orchard": project, "window_task": project.tasks[3], "change_task": project.tasks[4], "firewall_changes": changes,
        }  # fmt: skip

    def _project(self, client: Client) -> Project:
        ahead, days, dana = self.days.ahead, self.days, self.dana
        today = days.today if is_working(days.today) else ahead(-1)
        rows: list[Row] = [
            (12, "Read the old rules", False, dana, ahead(-24), True),
            (18, "Rules reviewed", True, dana, ahead(-15), True),
            (24, "New pair installed", True, dana, ahead(-6), True),
            (29, "Agree the change window with Hereford high", False, None, today, False),
            (31, "Firewall change at Hereford high", False, None, ahead(2), False),
            (36, "Change signed off", True, self.stuart, ahead(6), False),
        ]
        project = self.project(
            "OFW", "Firewall replacement", "firewall", client, self.stuart, dana, weeks=8, due=ahead(6), net=9800,
            deal="firewall for the high school", po="OST-PO-4417", rows=rows,
        )  # fmt: skip
        project.next_step = "Firewall change, no owner"
        for task in project.tasks[3:5]:
            task.notes = f"Was Dana Whitfield's until {long_date(ahead(-1))}"
        return project

    def _promise(self, client: Client, project: Project) -> None:
        ted, due, change = client.people[1], self.days.ahead(2), project.tasks[4]
        words = f"We will carry out the firewall change on {due:%A} {long_date(due)}, after the last lesson."
        subject, at = f"[{change.key}] Firewall change", moment(self.days.ahead(-7), 13.7)
        lines = [words, "The card machines are on the test list."]
        said = self.mail(at, self.dana, ted, subject, lines, client, project)
        lines = ["Good, I have told the caretaker."]
        self.mail(add_hours(at, 4), ted, self.dana, f"Re: {subject}", lines, client, project, parent=said)
        promise = Promise(
            self.dana, ted, client, "firewall change", due, words, said, "open", project=project, task=change
        )
        self.promises(promise)
        self.story.things["change_promise"] = promise

    def _move(self, client: Client, project: Project) -> None:
        day = self.days.ahead(-1)
        lines = [
            "As of today I am in Rachel's team.",
            "My open items are handed back and my name is out of the tracker.",
            "One of them has nobody yet: the firewall change at Orchard Schools Trust.",
        ]
        copies: list[Reader] = [PROJECTS, self.world.company.who("Rachel Dunmore"), self.stuart]
        subject = "My move to Security Advisory"
        mail = self.mail(moment(day, 16.2), self.dana, self.priya, subject, lines, client, project, cc=copies)
        self.world.moves.append(Move(self.dana, day, "Network Engineer", "Network Services"))
        self.story.things["handover_mail"] = mail

    def _earlier_changes(self) -> list[Task]:
        keys = ("calder-housing-association", "fairleigh-engineering", "quayside-solicitors", "bridgewater-logistics")
        made = []
        for number, (key, ahead) in enumerate(zip(keys, (-150, -110, -64, -28), strict=True)):
            client, day = self.world.company.client(key), self.days.ahead(ahead)
            start = snap(day - timedelta(days=5))
            name = f"Firewall change at {client.town}"
            made.append(Task(f"CHG-{41 + 6 * number}", name, client, None, self.ines, start, day, "Done", day, hours=4))
        self.world.loose_tasks += made
        return made


class Smaller(Teller):
    """Kestrel Joinery waits for an answer, Hawthorn Legal got a wrong invoice, others owe us or wait for a price."""

    area = "smaller"

    def tell(self) -> None:
        """One after the other."""
        self._kestrel()
        self._hawthorn()
        self._money()
        self._fenland()

    def _kestrel(self) -> None:
        """A question answered by the client and by nobody since: longer than the eight hours agreed."""
        ahead, becky = self.days.ahead, self.world.company.who("Becky Sutton")
        client = self.world.company.client("kestrel-joinery")
        wendy = client.people[0]
        opening = "The label printer in the workshop prints every label twice. We waste a roll a day."
        question = "Thanks, Wendy. Which program do you print from, and does the test page come out twice as well?"
        answer = "From JobTrack, and yes, the test page too. Could somebody look before the end of the week? We run out of rolls."
        said = [
            Said(moment(ahead(-3), 11.3), wendy, opening),
            Said(moment(ahead(-3), 13.1), becky, question),
            Said(moment(ahead(-3), 13.11), becky, field="status", before="new", after="pending"),
            Said(moment(ahead(-2), 10.2), wendy, answer),
            Said(moment(ahead(-2), 10.21), becky, field="status", before="pending", after="open"),
        ]
        subject, tags = "Label printer prints everything twice", ["printing", "printer-double"]
        ticket = Ticket(client, wendy, becky, subject, "incident", tags, "email", said, status="open")
        self.world.tickets.append(ticket)
        self.story.things["waiting_ticket"] = ticket

    def _hawthorn(self) -> None:
        """An invoice of £14,850 for an order of £12,600."""
        ahead, company = self.days.ahead, self.world.company
        client, aisha, end = company.client("hawthorn-legal"), company.who("Aisha Siddiqui"), ahead(-8)
        rows: list[Row] = [
            (5, "Pilot enrolled", True, aisha, ahead(-30), True),
            (11, "Everyone enrolled", True, aisha, ahead(-12), True),
            (17, "Old sign-in switched off", True, aisha, end, True),
        ]
        project = self.project(
            "HLS", "Two-step sign-in", "mfa", client, company.who("Dylan Price"), aisha, weeks=10, due=end, net=12600, deal="identity hardening",
            po="HL-PO-5512", rows=rows,
        )  # fmt: skip
        project.status, project.end = "Complete", end
        issued, what = ahead(-3), f"Two-step sign-in, delivered {end:%d %B %Y}"
        invoice = Invoice(
            client,
            issued,
            issued + timedelta(days=30),
            14850_00,
            what,
            "HL-PO-5512",
            deal=project.deal,
            project=project,
        )
        self.world.invoices.append(invoice)
        says = [("crm", project.deal, "12600.00"), ("finance", invoice, "14850.00")]
        self.world.disagreements.append(Disagreement(client, "Price of two-step sign-in, net", "amount", says, True))
        self.story.things |= {"wrong_invoice": invoice, "wrong_deal": project.deal}

    def _money(self) -> None:
        """One invoice due today, one a good two weeks late, two from long before."""
        today, base = self.days.today, self.days.base
        rows = (
            ("due_invoice", "marlow-and-finch-accountants", today - timedelta(days=30), 3180_00, "Licence true-up"),
            (
                "late_invoice",
                "larkfield-care-homes",
                snap(base - timedelta(days=43)),
                5240_00,
                "Emergency cover Meadow View",
            ),
            ("old_invoice", "elmstead-theatre", snap(base - timedelta(days=170)), 960_00, "Box office cabling"),
            ("old_invoice_2", "tollgate-autos", snap(base - timedelta(days=126)), 1475_00, "Body shop screens"),
        )
        for name, key, issued, net, what in rows:
            client = self.world.company.client(key)
            reference = f"{client.people[0].name.split()[-1]}, by phone"
            invoice = Invoice(client, issued, issued + timedelta(days=30), net, what, reference)
            self.world.invoices.append(invoice)
            self.story.things[name] = invoice

    def _fenland(self) -> None:
        """A price promised for today, with nothing sent."""
        client, due = self.world.company.client("fenland-veterinary-group"), self.days.base
        niamh, manager, subject = client.people[0], client.account_manager, "Wisbech surgery"
        at = moment(self.days.ahead(-5), 10.6)
        lines = ["We are adding two rooms at Wisbech and need a price for network and phones."]
        asked = self.mail(at, niamh, manager, subject, lines, client)
        words = f"You will have the cost breakdown by {due:%A} {long_date(due)}."
        lines = ["Thank you for the drawing, I have what I need.", words]
        said = self.mail(add_hours(at, 3), manager, niamh, f"Re: {subject}", lines, client, parent=asked)
        promise = Promise(manager, niamh, client, "cost breakdown", due, words, said, "at risk")
        self.promises(promise)
        self.story.things |= {"due_promise": promise, "due_promise_mail": said}

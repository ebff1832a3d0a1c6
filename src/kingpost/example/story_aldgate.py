"""The last day at Aldgate Freight, part one: the portal project, what was promised for it, and the invoice that hangs on it."""

from __future__ import annotations

from datetime import timedelta

from kingpost.example import documents
from kingpost.example.days import long_date, moment, ordinal, shift, snap
from kingpost.example.letters import ACCOUNTS, PROJECTS, About, Reader, compose, send
from kingpost.example.months_money import paper
from kingpost.example.story import Row, Story, Teller
from kingpost.example.world import Disagreement, Document, Invoice, Project, Promise, World

INVOICE = 2093


class Aldgate(Teller):
    """The project and its papers."""

    area = "aldgate"

    def __init__(self, world: World, story: Story) -> None:
        super().__init__(world, story)
        self.client = world.company.client("aldgate-freight")
        self.marcus, self.femi, self.ruth = self.client.people[:3]

    def tell(self) -> None:
        """From the order to the invoice; the trouble of the night is told in story_night.py."""
        self.portal = self._portal()
        self._handhelds()
        self._promise()
        self._letters()
        self._plan()
        self._calls()
        self._invoice()

    def _portal(self) -> Project:
        days, story = self.days, self.story
        walkers = snap(story.go_live_tracker + timedelta(days=4))
        rows: list[Row] = [
            (11, "Collect what customers ring about", False, self.ines, days.ahead(-88), True),
            (19, "Design accepted", True, self.priya, days.ahead(-72), True),
            (34, "Connect to LoadPlan", False, self.callum, days.ahead(-48), True),
            (52, "Load test", False, self.callum, days.ahead(-24), True),
            (71, "Migrate the customer accounts", False, self.ines, days.ahead(-5), True),
            (88, "Data migration", True, self.priya, days.ahead(-3), True),
            (96, "Directory cut-over", True, self.callum, days.ahead(-3), True),
            (103, "Training sessions 1 to 3", False, self.ines, days.ahead(-2), True),
            (109, "Training session 4", False, self.ines, days.ahead(1), False),
            (117, "Fix single sign-on", False, self.callum, days.ahead(1), False),
            (118, "Go-live", True, self.priya, story.go_live_tracker, False),
            (121, "Floor-walkers for week one", False, self.ines, walkers, False),
        ]
        project = self.project(
            "POR", "Customer portal", "portal", self.client, self.priya, self.callum, weeks=20, due=story.go_live_tracker, net=40000,
            deal="customer portal with single sign-on", po="AF-PO-3318", rows=rows,
        )  # fmt: skip
        assert project.deal
        project.status, project.next_step, project.deal.delivery = "At risk", "Fix single sign-on", story.go_live
        project.deal.scope = (
            "Portal, data migration, single sign-on, four training sessions, two floor-walkers in week one"
        )
        project.tasks[7].notes, project.tasks[9].status = "3 of 4 sessions held", "In progress"
        fix, live = project.tasks[9], project.tasks[10]
        told, tracker = story.go_live.isoformat(), story.go_live_tracker.isoformat()
        says = [("crm", project.deal, told), ("tracker", project, tracker), ("tracker", live, tracker)]
        title = "Go-live of the customer portal"
        self.world.disagreements.append(Disagreement(self.client, title, "go_live_date", says, True))
        self.story.things |= {"portal": project, "portal_deal": project.deal, "go_live_task": live, "fix_task": fix}
        return project

    def _handhelds(self) -> None:
        ahead = self.days.ahead
        rows: list[Row] = [
            (7, "Try three models in the cold hall", False, self.ines, ahead(-20), True),
            (12, "Devices chosen", True, self.ines, ahead(-12), True),
            (18, "Write the shift guide", False, self.ines, ahead(4), False),
            (21, "Pilot at Tilbury", False, self.ines, ahead(8), False),
            (30, "Train the night shift", False, self.ines, ahead(24), False),
            (33, "All shifts scanning", True, self.ines, ahead(40), False),
        ]
        project = self.project(
            "HHD", "Depot handhelds", "handhelds", self.client, self.ines, self.world.company.who("Kwame Boateng"), weeks=7, due=ahead(40), net=18500,
            deal="mobile scanning", po="AF-PO-3402", rows=rows,
        )  # fmt: skip
        project.next_step = "Pilot at Tilbury"

    def _promise(self) -> None:
        """Three weeks ago Priya gave her word."""
        story = self.story
        at = moment(snap(self.days.base - timedelta(days=21)), 16.4)
        words = f"You will have the portal live on the {ordinal(story.go_live.day)}, you have my word."
        lines = [words, "The plan follows once the load test is written up."]
        subject = "[POR-118] Go-live date"
        said = self.mail(at, self.priya, self.marcus, subject, lines, self.client, self.portal)
        promise = Promise(self.priya, self.marcus, self.client, "portal go-live", story.go_live, words, said, "at risk")
        promise.project, promise.task = self.portal, self.portal.tasks[10]
        line = f"Thank you, Priya. I have told the board {long_date(story.go_live)} and the depots have it in their calendars."
        later = at + timedelta(hours=17)
        self.mail(later, self.marcus, self.priya, f"Re: {subject}", [line], self.client, self.portal, parent=said)
        self.promises(promise)
        story.things |= {"promise": promise, "promise_mail": said}

    def _letters(self) -> None:
        """The migration signed off, and a word from their finance."""
        days, client, portal = self.days, self.client, self.portal
        lines = [
            "We went through the migrated accounts this afternoon and they are right.",
            "Signed off from our side, thank you both.",
        ]
        subject = "Data migration signed off"
        signed = self.mail(moment(days.ahead(-3), 16.6), self.marcus, self.priya, subject, lines, client, portal)
        lines = ["Thank you, Marcus. The directory cut-over is done as of this afternoon as well."]
        at = signed.at + timedelta(minutes=22)
        self.mail(at, self.priya, self.marcus, f"Re: {subject}", lines, client, portal, parent=signed)
        asked = moment(snap(days.base - timedelta(days=11)), 10.2)
        subject = "Order number for the portal invoice"
        lines = ["Please quote our order AF-PO-3318 on the portal invoice, else our system parks it."]
        first = self.mail(asked, self.ruth, self.ravi, subject, lines, client, portal, cc=[ACCOUNTS])
        answer, at = ["Noted, it is on the draft already."], asked + timedelta(hours=1.2)
        self.mail(at, self.ravi, self.ruth, f"Re: {subject}", answer, client, portal, parent=first, cc=[ACCOUNTS])

    def _plan(self) -> None:
        story, at = self.story, moment(self.days.ahead(-1), 9.2)
        lines = [
            f"Go-live: {story.go_live:%A} {long_date(story.go_live)}, 06:00",
            "Cut-over team: Priya Raman, Callum Reid, Ines Duarte",
            "Training session 4 before go-live",
            "Two floor-walkers in week one, Tilbury and Aldgate",
            "Way back: old portal stays readable for ten days",
        ]
        made = at - timedelta(hours=1)
        content = documents.docx("Go-live plan v4", lines, self.priya.name, made)
        plan = Document("Go-live plan v4.docx", documents.DOCX, content, made, self.priya, self.client, self.portal)
        plan.shared, plan.folder = True, self.client.name
        self.world.documents.append(plan)
        lines = ["Attached is version 4 of the go-live plan.", "Only page two has changed."]
        copies: list[Reader] = [PROJECTS, self.ines]
        self.mail(
            at,
            self.priya,
            self.marcus,
            "Go-live plan v4",
            lines,
            self.client,
            self.portal,
            cc=copies,
            attachments=[plan],
        )
        story.things["plan"] = plan

    def _calls(self) -> None:
        days, story, both = self.days, self.story, [self.priya, self.marcus]
        told = f"{story.go_live:%A} {long_date(story.go_live)}"
        first, last = moment(days.base - timedelta(days=14), 15), moment(days.ahead(-1), 11.5)
        words = "Agreed: two floor-walkers in week one."
        call = "Call Marcus Osei"
        self.meeting(
            "clients",
            call,
            first,
            25,
            both,
            self.client,
            self.portal,
            notes=f"{words} Ines has booked them.",
            place="Phone",
        )
        notes = f"Go-live confirmed for {told}. Training session 4 is the last one."
        self.meeting("clients", call, last, 14, both, self.client, self.portal, notes=notes, place="Phone")
        steering = max(min(days.ahead(3), shift(story.go_live, -1)), days.ahead(1))
        people = [*both, self.femi, self.ines]
        self.meeting(
            "clients", "Aldgate Freight portal steering", moment(steering, 10), 60, people, self.client, self.portal
        )
        training = moment(days.ahead(1), 11)
        self.meeting(
            "clients", "Portal training, session 4", training, 120, [self.ines, self.femi], self.client, self.portal
        )
        walkers = Promise(
            self.priya, self.marcus, self.client, "two floor-walkers in week one", None, words, None, "open"
        )
        walkers.project, walkers.task = self.portal, self.portal.tasks[11]
        self.promises(walkers)

    def _invoice(self) -> None:
        issued, reference = self.days.ahead(-1), "AF-PO-3318"
        what = "Customer portal, due on go-live"
        invoice = Invoice(self.client, issued, self.story.go_live, 40000_00, what, reference, fixed_number=INVOICE)
        invoice.number, invoice.deal, invoice.project = f"INV-{INVOICE}", self.portal.deal, self.portal
        document = paper(invoice, self.ravi)
        self.world.invoices.append(invoice)
        self.world.documents.append(document)
        lines = [
            f"Please find attached invoice {invoice.number} for the customer portal, £48,000 including VAT.",
            "It is due on the day of the go-live.",
        ]
        at = moment(issued, 15 + 2 / 60)
        about = About(self.client, self.portal, invoice=invoice, attachments=[document])
        text = compose(self.rng, self.ravi, self.ruth.first, at, lines)
        subject = f"Invoice {invoice.number} from Harrow Lane Services"
        send(self.world, self.rng, at, self.ravi, [self.ruth], subject, text, about, cc=[ACCOUNTS])
        self.story.things["invoice"] = invoice

"""The last day at Aldgate Freight, part two: the ticket that came back twice, the mails of the night, and who has time."""

from __future__ import annotations

from datetime import date, timedelta

from kingpost.example.company import DOMAIN
from kingpost.example.days import long_date, moment
from kingpost.example.letters import SUPPORT, Reader
from kingpost.example.months_meetings import absence
from kingpost.example.months_noise import AUTO, DESK, away
from kingpost.example.story import Story, Teller, last_mail_at
from kingpost.example.world import Mail, Project, Said, Ticket, World

TICKET = 4471
SUBJECT = "Portal access failing: sign-in loops after password change"
TAGS = ["identity", "sign-in", "sso", "portal", "escalated", "first_cleared_cache"]


class Night(Teller):
    """What makes Aldgate Freight the first thing of the day."""

    area = "night"

    def __init__(self, world: World, story: Story) -> None:
        super().__init__(world, story)
        self.client = world.company.client("aldgate-freight")
        self.marcus, self.femi = self.client.people[:2]
        self.portal: Project = story.things["portal"]

    def tell(self) -> None:
        """Ticket, mails, notices, Callum's leave, and the diaries of the working day at hand."""
        self.ticket = self._ticket()
        mails = self._mails()
        self._away(mails)
        self._notices()
        self._diaries(self.days.base)
        self.story.things |= {"ticket": self.ticket, "night_mails": mails}

    def _ticket(self) -> Ticket:
        said = [*self._first_day(), *self._second_day(), *self._evening()]
        ticket = Ticket(
            self.client, self.femi, self.callum, SUBJECT, "incident", TAGS, "web", said, fixed_number=TICKET
        )
        ticket.priority, ticket.status, ticket.project, ticket.number = "high", "open", self.portal, TICKET
        self.world.tickets.append(ticket)
        return ticket

    def _first_day(self) -> list[Said]:
        day, femi, callum = self.days.ahead(-2), self.femi, self.callum
        opening = (
            "Since this morning nobody at Tilbury gets into the customer portal. The sign-in page loops: it takes the new password, "
            "flashes and asks again. We changed passwords last night as the letter said."
        )
        question = "Thanks, Femi. I have picked this up. Which browser do you use, and is it the same on a phone?"
        return [
            Said(moment(day, 8 + 52 / 60), femi, opening),
            Said(moment(day, 9.1), callum, field="assignee", after=callum.email),
            Said(moment(day, 9.55), callum, question),
            Said(moment(day, 9.56), callum, field="status", before="new", after="pending"),
            Said(moment(day, 10.2), femi, "Edge on the desks, Chrome on the phones. The same loop on both."),
            Said(moment(day, 10.21), callum, field="status", before="pending", after="open"),
            Said(
                moment(day, 11.8), callum, "I ended all sessions and cleared the portal cache. The test user signs in."
            ),
            Said(moment(day, 11.81), callum, field="status", before="open", after="solved"),
        ]

    def _second_day(self) -> list[Said]:
        day, femi, callum = self.days.ahead(-1), self.femi, self.callum
        noted = "Cleared the cache on the first portal server. Have not looked at the identity provider yet."
        ended = "Cache cleared on both portal servers. I could sign in twice, so this should hold."
        return [
            Said(
                moment(day, 7 + 55 / 60), femi, "The same again this morning, with everybody. Please open this again."
            ),
            Said(moment(day, 7 + 55.5 / 60), femi, field="status", before="solved", after="open"),
            Said(moment(day, 8.35), callum, "I see the loop too now. Looking at the portal servers."),
            Said(moment(day, 13.4), callum, noted, public=False),
            Said(moment(day, 17 + 20 / 60), callum, ended),
            Said(moment(day, 17 + 20.5 / 60), callum, field="status", before="open", after="solved"),
        ]

    def _evening(self) -> list[Said]:
        day, femi = self.days.today - timedelta(days=1), self.femi
        words = (
            "Second time I open this again. The evening shift cannot sign in, it loops as before. "
            "This cannot wait for the next shift."
        )
        night_desk = self.world.company.who("Dorota Wilk")
        return [
            Said(moment(day, 19 + 40 / 60), femi, words),
            Said(moment(day, 19 + 40.5 / 60), femi, field="status", before="solved", after="open"),
            Said(moment(day, 19 + 41 / 60), night_desk, field="priority", before="normal", after="high"),
        ]

    def _mails(self) -> list[Mail]:
        """Marcus at 22:14 and in the morning."""
        days, last = self.days, last_mail_at(self.days)
        subject = f"Portal access [#{TICKET}]"
        lines = [
            f"Our evening shift is locked out of the portal again, ticket {TICKET}, and nobody has rung back.",
            f"I would like a call before the {days.today:%A} shift starts.",
            "Callum, are you on this?",
        ]
        at = moment(days.today - timedelta(days=1), 22 + 14 / 60)
        copies: list[Reader] = [self.priya, self.callum]
        first = self.mail(
            at, self.marcus, SUPPORT, subject, lines, self.client, self.portal, cc=copies, ticket=self.ticket
        )
        lines = [
            f"Third {'morning' if last.hour >= 4 else 'day'} nobody can sign in.",
            "We open at eight. Who is on this?",
        ]
        second = self.mail(
            last,
            self.marcus,
            SUPPORT,
            f"Re: {subject}",
            lines,
            self.client,
            self.portal,
            cc=copies,
            parent=first,
            ticket=self.ticket,
        )
        first.waits = second.waits = True
        return [first, second]

    def _away(self, mails: list[Mail]) -> None:
        """Callum is on leave from today to the day after tomorrow, and his mailbox says so."""
        days = self.days
        absence(self.world, self.rng, self.callum, days.today, days.ahead(2), "Annual leave")
        self.story.things["callum_back"] = back = days.ahead(3)
        words = (
            f"I am on leave and back on {back:%A} {long_date(back)}. For anything urgent please ring the desk. Callum"
        )
        for mail in mails:
            away(self.world, self.rng, mail, self.callum, mail.at + timedelta(seconds=20), long_date(back), words)

    def _notices(self) -> None:
        """The desk tells Priya each time the ticket is opened again."""
        for said in self.ticket.said:
            if said.before == "solved":
                text = f"{said.author.name} opened ticket #{TICKET} again ({self.client.name})."
                subject = f"[Harrow Lane Desk] Reopened: {SUBJECT} (#{TICKET})"
                to = [(self.priya.name, self.priya.email)]
                note = Mail(
                    self.world.message_id(self.rng, f"desk.{DOMAIN}"),
                    said.at,
                    DESK,
                    to,
                    subject,
                    text,
                    nature="notice",
                    headers=AUTO,
                )
                note.client, note.project, note.ticket = self.client, self.portal, self.ticket
                self.world.mails.append(note)

    def _diaries(self, day: date) -> None:
        """Of seven and a half hours of the day, Noor keeps three free and Ines one, the stand-up included."""
        company = self.world.company
        noor = [(10, 90, "Conditional access workshop"), (13, 90, "Change board"), (15.5, 75, "Identity roadmap")]
        ines = [
            (9.5, 75, "Tablet enrolment: plan"),
            (11, 120, "Parkside Nurseries training"),
            (15, 120, "Warehouse data check"),
        ]
        if day != self.days.today:  # the review at Pell & Sons, which fills this hour, is at the weekend
            ines.append((14, 60, "Warehouse data: list of questions"))
        tom, kwame = company.who("Tom Beckett"), company.who("Kwame Boateng")
        for host, other, rows in ((self.noor, tom, noor), (self.ines, kwame, ines)):
            for hour, minutes, name in rows:
                self.meeting("operations", name, moment(day, hour), minutes, [host, other])
        for entry in self.world.meetings:
            if entry.name in ("Cloud and Identity team meeting", "Projects team meeting"):
                entry.moved[moment(day, 16)] = None

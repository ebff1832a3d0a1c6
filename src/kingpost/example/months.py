"""Eighteen months of ordinary work, in the order in which one part needs the other."""

from __future__ import annotations

from kingpost.example.months_desk import Desk
from kingpost.example.months_desk_mails import desk_mails, number_tickets
from kingpost.example.months_letters import Letters
from kingpost.example.months_loose import Loose
from kingpost.example.months_meetings import meetings
from kingpost.example.months_money import Accounts, invoices, number_invoices
from kingpost.example.months_noise import noise
from kingpost.example.months_projects import other_deals, projects
from kingpost.example.world import World
from kingpost.example.write_drive import papers


def before_the_story(world: World) -> None:
    """Projects, deals, letters, tickets, calendars and invoices."""
    projects(world)
    other_deals(world)
    Letters(world).run()
    Desk(world).run()
    meetings(world)
    invoices(world)
    Loose(world).run()


def after_the_story(world: World) -> None:
    """What needs the story's tickets and invoices to be there: numbers, their mails, the noise and the notes on the drive."""
    number_tickets(world)
    number_invoices(world)
    desk_mails(world)
    Accounts(world).run()
    papers(world)
    noise(world)
    world.mails = sorted(
        (mail for mail in world.mails if world.days.past(mail.at)), key=lambda mail: (mail.at, mail.id)
    )
    world.meetings.sort(key=lambda meeting: (meeting.start, meeting.uid))

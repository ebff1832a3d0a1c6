"""The systems' files as the world stands: every event changes one, in the same formats the example company uses."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from pathlib import Path

from bench.stream.events import Stream
from kingpost.example.days import local
from kingpost.example.world import Ticket
from kingpost.example.write_calendar import write_calendars
from kingpost.example.write_desk import as_row, organizations, users, write_lines
from kingpost.example.write_mail import FROM_LINE, boxes_of, render
from kingpost.example.write_tables import write_crm, write_csv, write_xero
from kingpost.example.write_tracker import workbook

SYSTEMS = ("hr", "crm", "desk", "tracker", "finance", "calendar", "mail")
"""In the order they are read first: who we are before who wrote to whom."""
HOURS = 2  # a mailbox file holds the mails of so many hours


class Folders:
    """One folder a system below ``root``. ``changed`` writes what events did to a system."""

    def __init__(self, stream: Stream, root: Path) -> None:
        self.stream, self.root = stream, root
        self.tickets: dict[str, list[Ticket]] = defaultdict(list)
        self.placed = 0
        for name in SYSTEMS:
            self.at(name).mkdir(parents=True, exist_ok=True)
        write_lines(self.at("desk") / "organizations.json", organizations(stream.world))
        write_lines(self.at("desk") / "users.json", users(stream.world))
        write_crm(stream.world, self.at("crm"))
        for name in ("hr", "tracker", "finance"):
            self.changed(name, set())

    def at(self, system: str) -> Path:
        """Where a system's files lie."""
        return self.root / system

    def changed(self, system: str, things: set[str]) -> None:
        """Write a system's files again, as far as these things (remote ids) changed them."""
        world = self.stream.world
        match system:
            case "mail":
                self._mail()
            case "desk":
                self._desk(things)
            case "tracker":
                (self.at("tracker") / "tracker.xlsx").write_bytes(workbook(world))
            case "finance":
                write_xero(world, self.at("finance"))
            case "calendar":
                self._calendar()
            case "hr":
                self._staff()

    def _mail(self) -> None:
        """Mails that came since: at the end of a file for these hours."""
        entries: dict[Path, list[bytes]] = defaultdict(list)
        for mail in self.stream.posted:
            envelope = f"From {mail.sender[1]} {mail.at:%a %b} {mail.at.day:2d} {mail.at:%H:%M:%S %Y}\n".encode()
            content = envelope + FROM_LINE.sub(rb">\1", render(mail)) + b"\n"
            for box in boxes_of(mail):
                entries[self.at("mail") / f"{box}-{mail.at:%m%d}-{mail.at.hour // HOURS * HOURS:02d}.mbox"].append(
                    content
                )
        self.stream.posted.clear()
        for path, parts in entries.items():
            with path.open("ab") as file:
                file.write(b"".join(parts))

    def _desk(self, things: set[str]) -> None:
        """The export of each day: tickets opened on it, as they stand now."""
        tickets = self.stream.world.tickets
        for ticket in tickets[self.placed :]:
            self.tickets[f"{local(ticket.created):%m%d}"].append(ticket)
        self.placed = len(tickets)
        for day, opened in self.tickets.items():
            if any(str(ticket.number) in things for ticket in opened):
                write_lines(self.at("desk") / f"tickets-{day}.json", (as_row(ticket) for ticket in opened))

    def _calendar(self) -> None:
        """A file a week; only the ones that differ are written."""
        fresh = self.root / "calendar-new"
        write_calendars(self.stream.world, fresh)
        for path in fresh.iterdir():
            there = self.at("calendar") / path.name
            if not there.exists() or there.read_bytes() != path.read_bytes():
                there.write_bytes(path.read_bytes())

    def _staff(self) -> None:
        columns = [
            "Employee ID",
            "Full name",
            "Work email",
            "Job title",
            "Department",
            "Line manager email",
            "Contracted hours",
            "Hire date",
            "Employment status",
            "End date",
        ]
        rows: list[list[object]] = [
            [p.staff_id, p.name, p.email, p.title, p.team, p.manager, f"{p.hours:g}", p.joined, "Left" if p.left else "Active", p.left - timedelta(days=1) if p.left else ""]
            for p in self.stream.world.company.staff
        ]  # fmt: skip
        write_csv(self.at("hr") / "staff.csv", columns, rows)

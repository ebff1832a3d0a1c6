"""A made-up service business of any size, written as the JSON its six systems would export: one line an object, ``kind<TAB>id<TAB>json``.

Mails 70 %, tickets 12 %, tasks 8 %, people 6 %, invoices 2 %, meetings 1.5 %, clients 0.5 %. The same size gives the same bytes. A few
clients have much of the work, as in life; two mails in five answer an earlier one.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

SHARES = {
    "message": 0.70,
    "ticket": 0.12,
    "task": 0.08,
    "person": 0.06,
    "invoice": 0.02,
    "meeting": 0.015,
    "client": 0.005,
}
SYSTEMS = {"crm": ("client", "person"), "desk": ("ticket",), "tracker": ("project", "task"), "finance": ("invoice",), "calendar": ("meeting",),
           "mail": ("message",)}  # fmt: skip
OWN_DOMAIN = "harrowlane.example"
UNTIL = datetime(2026, 11, 20, 12, tzinfo=UTC)  # when the last of it happened
SPAN = timedelta(days=540)
_FIRST = [
    "Priya",
    "Noor",
    "Callum",
    "Ines",
    "Dana",
    "Marcus",
    "Femi",
    "Ruth",
    "Tomas",
    "Aiko",
    "Leila",
    "Owen",
    "Grace",
    "Hugo",
    "Maya",
    "Idris",
    "Clara",
    "Jonas",
    "Petra",
    "Samir",
]
_LAST = [
    "Raman",
    "Haddad",
    "Reid",
    "Duarte",
    "Whitfield",
    "Osei",
    "Ade",
    "Lindqvist",
    "Novak",
    "Mori",
    "Amari",
    "Price",
    "Okafor",
    "Weber",
    "Silva",
    "Khan",
    "Moreau",
    "Berg",
    "Costa",
    "Nair",
]
_TRADES = [
    "Freight",
    "Dental",
    "Schools",
    "Foods",
    "Textiles",
    "Logistics",
    "Energy",
    "Housing",
    "Marine",
    "Printing",
    "Optics",
    "Garden",
    "Steel",
    "Media",
    "Health",
    "Legal",
]
_PLACES = [
    "Aldgate",
    "Brightwater",
    "Orchard",
    "Pell",
    "Thornbury",
    "Kestrel",
    "Marlow",
    "Northgate",
    "Ashdown",
    "Quayside",
    "Larkfield",
    "Westbrook",
    "Hollin",
    "Stanmore",
]
_WORDS = [
    "portal",
    "access",
    "failing",
    "certificate",
    "invoice",
    "payment",
    "meeting",
    "schedule",
    "delivery",
    "project",
    "plan",
    "update",
    "urgent",
    "review",
    "order",
    "server",
    "backup",
    "printer",
    "network",
    "please",
    "could",
    "you",
    "confirm",
    "the",
    "new",
    "date",
    "for",
    "this",
    "and",
    "let",
    "us",
    "know",
    "when",
    "it",
    "is",
    "done",
    "we",
    "have",
    "looked",
    "at",
    "it",
    "again",
    "today",
    "thanks",
    "for",
    "your",
    "patience",
    "our",
    "depot",
    "manager",
    "cannot",
    "open",
    "files",
    "since",
    "friday",
    "morning",
    "attached",
    "is",
    "what",
    "was",
    "agreed",
    "last",
    "week",
    "price",
    "list",
    "contract",
    "renewal",
    "migration",
    "licence",
    "user",
    "account",
    "password",
]
_SOUNDS = "ba be bro ca cor da del do fen fi gal go har hu ix jo ka ki lam lo mar mi no nu or pa pel qui ra ro sa sol ta tri ul va vey wen xa yor za".split()
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True)
class Size:
    """How many there are of what, for about ``records`` objects."""

    records: int

    def count(self, kind: str) -> int:
        return max(4, int(self.records * SHARES[kind]))

    @property
    def staff(self) -> int:
        return max(8, min(400, self.records // 2500))


class Company:
    """Writes the exports. Everything follows from the size and ``until``, the moment the history ends."""

    def __init__(self, records: int, until: datetime) -> None:
        self.size = Size(records)
        self.start = until.astimezone(UTC).replace(microsecond=0) - SPAN
        self.random = random.Random(records)  # noqa: S311  made-up data
        self.domains = [
            f"{_PLACES[i % 14].lower()}{_TRADES[i // 14 % 16].lower()}{i}.example"
            for i in range(self.size.count("client"))
        ]
        self.names = [f"{self._invented()} {_TRADES[i % 16]}" for i in range(len(self.domains))]
        self.staff = [
            f"{_FIRST[i % 20].lower()}.{_LAST[i // 20 % 20].lower()}{i}@{OWN_DOMAIN}" for i in range(self.size.staff)
        ]
        self.contacts = self.size.count("person") - len(self.staff)
        self.projects = max(4, len(self.domains) // 4)
        self.words = [" ".join(self.random.choices(_WORDS, k=12)) for _ in range(2000)]

    def write(self, folder: Path) -> dict[str, int]:
        """Write ``<system>.jsonl`` for each system; returns how many objects each has."""
        folder.mkdir(parents=True, exist_ok=True)
        return {system: self._write_system(folder / f"{system}.jsonl", kinds) for system, kinds in SYSTEMS.items()}

    def _write_system(self, path: Path, kinds: tuple[str, ...]) -> int:
        written = 0
        with path.open("wb") as file:
            for kind in kinds:
                for remote_id, said in getattr(self, f"_{kind}s")():
                    file.write(b"%s\t%s\t%s\n" % (kind.encode(), remote_id.encode(), _encode(said)))
                    written += 1
        return written

    def _client(self) -> int:
        """Some client; the first few are drawn much more often."""
        return int(len(self.domains) * self.random.random() ** 2)

    def _contact(self, client: int) -> str:
        each = max(1, self.contacts // len(self.domains))
        return f"person{self.random.randrange(each)}@{self.domains[client]}"

    def _moment(self, share: float) -> datetime:
        return self.start + SPAN * share

    def _clients(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for i, (name, domain) in enumerate(zip(self.names, self.domains, strict=True)):
            owner = self.staff[i % len(self.staff)]
            yield (
                f"c{i}",
                {
                    "id": f"c{i}",
                    "name": name,
                    "domain": domain,
                    "city": _PLACES[i % 14],
                    "owner": owner,
                    "changed": self._moment(i / len(self.names)),
                },
            )

    def _persons(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for i, email in enumerate(self.staff):
            yield (
                f"s{i}",
                {
                    "id": f"s{i}",
                    "name": f"{_FIRST[i % 20]} {_LAST[i // 20 % 20]}",
                    "email": email,
                    "title": "Consultant",
                    "staff": True,
                },
            )
        for i in range(self.contacts):
            client, each = i % len(self.domains), i // len(self.domains)
            name = f"{_FIRST[i % 20]} {_LAST[i // 20 % 20]}"
            yield (
                f"p{i}",
                {
                    "id": f"p{i}",
                    "name": name,
                    "email": f"person{each}@{self.domains[client]}",
                    "title": "Manager",
                    "client": f"c{client}",
                },
            )

    def _tickets(self) -> Iterator[tuple[str, dict[str, Any]]]:
        total = self.size.count("ticket")
        for i in range(total):
            client, opened = self._client(), self._moment(i / total)
            done = None if i > total * 0.97 else opened + timedelta(hours=self.random.randrange(2, 90))
            yield str(10000 + i), {
                "id": 10000 + i, "subject": self._phrase(6), "status": "closed" if done else "open", "priority": "normal", "client": self.names[client],
                "domain": self.domains[client], "requester": self._contact(client), "owner": self.random.choice(self.staff), "opened": opened,
                "due": opened + timedelta(hours=48), "closed": done, "text": self._phrase(40),
            }  # fmt: skip

    def _projects(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for i in range(self.projects):
            client = i * 4 % len(self.domains)
            yield f"P{i}", {"id": f"P{i}", "name": f"{self.names[client]}: {self._phrase(3)}", "code": f"PR{i:04d}", "client": self.names[client],
                            "domain": self.domains[client]}  # fmt: skip

    def _tasks(self) -> Iterator[tuple[str, dict[str, Any]]]:
        total = self.size.count("task")
        for i in range(total):
            due = self._moment(i / total)
            yield f"T{i}", {"id": f"T{i}", "name": self._phrase(5), "project": f"P{self.random.randrange(self.projects)}", "owner": self.random.choice(self.staff),
                            "due": due.date().isoformat(), "started": due - timedelta(days=9), "done": None if i > total * 0.97 else due}  # fmt: skip

    def _invoices(self) -> Iterator[tuple[str, dict[str, Any]]]:
        total = self.size.count("invoice")
        for i in range(total):
            client, issued = self._client(), self._moment(i / total)
            yield f"INV-{i}", {"number": f"INV-{i}", "client": self.names[client], "domain": self.domains[client], "issued": issued.date().isoformat(),
                               "due": (issued + timedelta(days=30)).date().isoformat(), "amount": f"{self.random.randrange(100, 90000)}.00",
                               "paid": None if i > total * 0.95 else (issued + timedelta(days=20)).date().isoformat()}  # fmt: skip

    def _meetings(self) -> Iterator[tuple[str, dict[str, Any]]]:
        total = self.size.count("meeting")
        for i in range(total):
            client, starts = self._client(), self._moment(i * 1.03 / total)
            people = [self._contact(client), self.random.choice(self.staff)]
            yield f"m{i}", {"id": f"m{i}", "name": self._phrase(4), "starts": starts, "ends": starts + timedelta(hours=1), "organiser": self.random.choice(self.staff),
                            "people": people}  # fmt: skip

    def _messages(self) -> Iterator[tuple[str, dict[str, Any]]]:
        total = self.size.count("message")
        parties: list[tuple[int, str, str]] = []
        for i in range(total):
            answers = i - self.random.randrange(1, 400) if i > 400 and self.random.random() < 0.4 else None
            if answers is None:
                client = self._client()
                sides = (client, self._contact(client), self.random.choice(self.staff))
            else:
                client, theirs, ours = parties[answers % 1000]
                sides = (client, ours, theirs)
            if i < 1000:
                parties.append(sides)
            else:
                parties[i % 1000] = sides
            said = {
                "id": f"{i}@mail.example",
                "sender": sides[1],
                "to": [sides[2]],
                "subject": self._phrase(6),
                "sent": self._moment(i / total),
                "body": self._text(),
            }
            if answers is not None:
                said["thread"] = f"{answers}@mail.example"
            yield f"{i}@mail.example", said

    def _invented(self) -> str:
        """A name as companies invent them; two are hardly ever alike."""
        return "".join(self.random.choice(_SOUNDS) for _ in range(4)).capitalize()

    def _phrase(self, words: int) -> str:
        return " ".join(self.random.choices(_WORDS, k=words))

    def _text(self) -> str:
        return ". ".join(self.random.choices(self.words, k=self.random.randrange(3, 12)))

"""The connector the benchmark loads with: it reads the exports of ``company.py`` page by page and says what they mean in canonical words.

It lives here, not among the connectors: nobody can connect it. The registry is told of it within the benchmark's own processes (load.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar

import msgspec

from kingpost.connectors.base import Happening, Mention, Native, Page, Proof, Ref, Setting, Statement, mention_id

PAGE = 500


class Client(msgspec.Struct):
    id: str
    name: str
    domain: str
    city: str
    owner: str
    changed: datetime


class Person(msgspec.Struct):
    id: str
    name: str
    email: str
    title: str
    client: str = ""
    staff: bool = False


class Ticket(msgspec.Struct):
    id: int
    subject: str
    status: str
    priority: str
    client: str
    domain: str
    requester: str
    owner: str
    opened: datetime
    due: datetime
    text: str
    closed: datetime | None = None


class Project(msgspec.Struct):
    id: str
    name: str
    code: str
    client: str
    domain: str


class Task(msgspec.Struct):
    id: str
    name: str
    project: str
    owner: str
    due: date
    started: datetime
    done: datetime | None = None


class Invoice(msgspec.Struct):
    number: str
    client: str
    domain: str
    issued: date
    due: date
    amount: str
    paid: date | None = None


class Meeting(msgspec.Struct):
    id: str
    name: str
    starts: datetime
    ends: datetime
    organiser: str
    people: list[str]


class Mail(msgspec.Struct):
    id: str
    sender: str
    to: list[str]
    subject: str
    sent: datetime
    body: str
    thread: str = ""


@lru_cache(maxsize=50_000)
def person(email: str) -> Mention:
    return Mention("person", mention_id("person", email), email, {"email": email})


@lru_cache(maxsize=50_000)
def domain(address: str) -> Mention:
    host = address.rpartition("@")[2]
    return Mention("client", mention_id("client", host), host, {"domain": host})


@lru_cache(maxsize=50_000)
def buyer(name: str, host: str) -> Mention:
    return Mention("client", mention_id("client", host), name, {"name": name, "domain": host})


def a_client(c: Client) -> Statement:
    return Statement(
        "client",
        c.id,
        c.name,
        {"name": c.name, "domain": c.domain, "city": c.city, "owner_name": c.owner, "status": "active"},
        at=c.changed,
    )


def a_person(p: Person) -> Statement:
    fields: dict[str, Any] = {"name": p.name, "email": p.email, "title": p.title}
    if p.staff:
        fields["staff"] = True
    return Statement("person", p.id, p.name, fields, refs=[Ref("employer", "client", p.client)] if p.client else [])


def a_ticket(t: Ticket) -> Statement:
    client, asking, owning = buyer(t.client, t.domain), person(t.requester), person(t.owner)
    fields: dict[str, Any] = {
        "subject": t.subject,
        "status": t.status,
        "priority": t.priority,
        "created_at": t.opened.isoformat(),
        "due_at": t.due.isoformat(),
    }
    happened = [Happening(t.opened, "opened", f"opened ticket {t.id}: {t.subject}", asking.remote_id, "opened")]
    if t.closed:
        fields["closed_at"] = t.closed.isoformat()
        happened.append(Happening(t.closed, "resolved", "resolved it", owning.remote_id, "resolved"))
    refs = [
        Ref("client", "client", client.remote_id),
        Ref("requester", "person", asking.remote_id),
        Ref("owner", "person", owning.remote_id),
    ]
    return Statement(
        "ticket",
        str(t.id),
        t.subject,
        fields,
        t.text,
        t.closed or t.opened,
        refs=refs,
        mentions=[client, asking, owning],
        happenings=happened,
    )


def a_project(p: Project) -> Statement:
    client = buyer(p.client, p.domain)
    return Statement("project", p.id, p.name, {"name": p.name, "code": p.code, "status": "active"}, refs=[Ref("client", "client", client.remote_id)],
                     mentions=[client])  # fmt: skip


def a_task(t: Task) -> Statement:
    owning = person(t.owner)
    fields: dict[str, Any] = {"name": t.name, "status": "done" if t.done else "open", "due_date": t.due.isoformat()}
    happened = [Happening(t.started, "started", f"started “{t.name}”", owning.remote_id, "started")]
    if t.done:
        fields["completed_at"] = t.done.isoformat()
        happened.append(Happening(t.done, "completed", f"completed “{t.name}”", owning.remote_id, "completed"))
    refs = [Ref("project", "project", t.project), Ref("owner", "person", owning.remote_id)]
    return Statement(
        "task", t.id, t.name, fields, "", t.done or t.started, refs=refs, mentions=[owning], happenings=happened
    )


def an_invoice(i: Invoice) -> Statement:
    client = buyer(i.client, i.domain)
    at = datetime.fromisoformat(f"{i.issued}T12:00:00+00:00")
    fields: dict[str, Any] = {"number": i.number, "issue_date": i.issued.isoformat(), "due_date": i.due.isoformat(), "amount": i.amount, "currency": "GBP",
                              "status": "paid" if i.paid else "open"}  # fmt: skip
    happened = [Happening(at, "invoiced", f"Invoice {i.number} sent, £{i.amount}", key="invoiced")]
    return Statement(
        "invoice",
        i.number,
        i.number,
        fields,
        "",
        at,
        refs=[Ref("buyer", "client", client.remote_id)],
        mentions=[client],
        happenings=happened,
    )


def a_meeting(m: Meeting) -> Statement:
    calls, others = person(m.organiser), [person(p) for p in m.people]
    fields = {"name": m.name, "starts_at": m.starts.isoformat(), "ends_at": m.ends.isoformat(), "uid": m.id}
    refs = [Ref("organiser", "person", calls.remote_id), *(Ref("attendee", "person", o.remote_id) for o in others)]
    mentions = [calls, *others, *(domain(p) for p in m.people)]
    return Statement(
        "meeting",
        m.id,
        m.name,
        fields,
        "",
        m.starts,
        refs=refs,
        mentions=mentions,
        happenings=[Happening(m.starts, "met", f"Meeting: {m.name}", key="met")],
    )


def a_mail(m: Mail) -> Statement:
    sender, others = person(m.sender), [person(a) for a in m.to]
    fields = {
        "subject": m.subject,
        "from": m.sender,
        "to": m.to,
        "sent_at": m.sent.isoformat(),
        "message_id": m.id,
        "snippet": m.body[:300],
    }
    refs = [Ref("sender", "person", sender.remote_id), *(Ref("recipient", "person", o.remote_id) for o in others)]
    if m.thread:
        refs.append(Ref("thread", "message", m.thread))
    mentions = [sender, *others, *(domain(a) for a in (m.sender, *m.to))]
    wrote = Happening(m.sent, "wrote", f"wrote “{m.subject}”", sender.remote_id, "sent")
    return Statement(
        "message", m.id, m.subject, fields, m.body, m.sent, refs=refs, mentions=mentions, happenings=[wrote]
    )


_MEANS: Mapping[str, tuple[msgspec.json.Decoder[Any], Callable[[Any], Statement]]] = {
    kind: (msgspec.json.Decoder(shape), means)
    for kind, shape, means in (
        ("client", Client, a_client), ("person", Person, a_person), ("ticket", Ticket, a_ticket), ("project", Project, a_project), ("task", Task, a_task),
        ("invoice", Invoice, an_invoice), ("meeting", Meeting, a_meeting), ("message", Mail, a_mail),
    )
}  # fmt: skip


class Export:
    """One export file as a system. ``path`` is the file; the cursor is the offset behind the last line read."""

    name: ClassVar[str] = "bench"
    title: ClassVar[str] = "Benchmark"
    about: ClassVar[str] = "Reads the made-up exports of the benchmark."
    translator: ClassVar[int] = 1
    settings: ClassVar[tuple[Setting, ...]] = (Setting("path", "File", "Where the export lies."),)
    proofs: ClassVar[Mapping[str, Proof]] = {}
    volatile: ClassVar[frozenset[str]] = frozenset()
    writes: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, config: Mapping[str, str]) -> None:
        self.path = Path(config["path"])

    def check(self) -> str:
        return f"{self.path.name}: {self.path.stat().st_size} bytes"

    def read(self, cursor: Any) -> Iterator[Page]:
        offset = int(cursor or 0)
        with self.path.open("rb") as file:
            file.seek(offset)
            while lines := list(islice(file, PAGE)):
                offset += sum(map(len, lines))
                yield Page([_native(line) for line in lines], offset)

    def ids(self, kind: str) -> Iterable[str] | None:
        return None

    def count(self, kind: str) -> int | None:
        return None

    def read_one(self, kind: str, remote_id: str) -> Native | None:
        return None

    @staticmethod
    def translate(native: Native) -> list[Statement]:
        decoder, means = _MEANS[native.kind]
        return [means(decoder.decode(native.raw))]

    def close(self) -> None: ...


def _native(line: bytes) -> Native:
    kind, remote_id, raw = line.rstrip(b"\n").split(b"\t", 2)
    return Native(kind.decode(), remote_id.decode(), raw)

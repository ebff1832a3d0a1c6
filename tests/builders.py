"""Builders: a business in a few lines, through the same code as real data.

``Notebook`` is a connector whose native objects are statements written down as JSON; ``tell`` lands some and runs the stages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import msgspec
from tests.beginnings import move_clock

from kingpost import flow
from kingpost.accounts import audiences
from kingpost.accounts.models import EVERYONE, Audience, User
from kingpost.connectors.base import Gone, Happening, Mention, Native, Page, Proof, Ref, Setting, Statement, mention_id
from kingpost.evidence.land import Lander, Stored
from kingpost.evidence.models import System
from kingpost.knowledge import business
from kingpost.priorities import wakes
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows


class Notebook:
    """A system that says exactly what a test writes into it."""

    name: ClassVar[str] = "notebook"
    title: ClassVar[str] = "Notebook"
    about: ClassVar[str] = "Statements as tests write them."
    translator: ClassVar[int] = 1
    settings: ClassVar[tuple[Setting, ...]] = ()
    proofs: ClassVar[Mapping[str, Proof]] = {"note": Proof("notes", "ids", "ids")}
    volatile: ClassVar[frozenset[str]] = frozenset({"seen"})
    writes: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, config: Mapping[str, str] | None = None, pages: Iterable[Page] = ()) -> None:
        self.pages = list(pages)

    def check(self) -> str:
        return "a notebook"

    def read(self, cursor: Any) -> Iterator[Page]:
        for page in self.pages:
            if cursor is None or page.cursor > cursor:
                yield page

    def ids(self, kind: str) -> Iterable[str] | None:
        return [n.remote_id for page in self.pages for n in page.items if n.kind == kind]

    def count(self, kind: str) -> int | None:
        return len(list(self.ids(kind) or ()))

    def read_one(self, kind: str, remote_id: str) -> Native | None:
        return next((n for page in self.pages for n in page.items if (n.kind, n.remote_id) == (kind, remote_id)), None)

    @staticmethod
    def translate(native: Native) -> list[Statement]:
        return msgspec.json.decode(native.raw, type=list[Statement])

    def close(self) -> None: ...


def system(key: str = "notebook", title: str = "", audience: int = EVERYONE, **more: Any) -> System:
    """A connected system, without going through its settings."""
    everyone()
    found = System.objects.filter(key=key).first()
    now = clock.now()
    return found or System.objects.create(
        key=key, title=title or key.title(), connector="notebook", audience=Audience.objects.get(pk=audience),
        connected_at=more.pop("connected_at", now), started_at=more.pop("started_at", now - timedelta(days=30)), **more,
    )  # fmt: skip


def everyone() -> None:
    """The audience of everyone, also where a test with real commits has emptied the tables."""
    if not Audience.objects.filter(pk=EVERYONE).exists():
        Audience.objects.create(pk=EVERYONE, name="Everyone")
        audiences.refresh()


def native(*statements: Statement, kind: str = "note", labels: tuple[str, ...] = ()) -> Native:
    """One native object that says these statements; the first is its main one."""
    return Native(
        kind, f"{statements[0].kind}/{statements[0].remote_id}", msgspec.json.encode(list(statements)), labels
    )


def tell(
    at: System,
    *statements: Statement,
    gone: Iterable[Statement] = (),
    labels: tuple[str, ...] = (),
    settle: bool = True,
) -> Stored:
    """Land each statement as a native object of its own and run the stages until nothing is left."""
    lander = Lander(at, Notebook)
    page = Page(
        [native(s, labels=labels) for s in statements],
        cursor=None,
        gone=[Gone("note", f"{s.kind}/{s.remote_id}") for s in gone],
    )
    stored = lander.store(lander.prepare(page), None)
    if settle:
        flow.settle()
    return stored


def moment(text: str) -> datetime:
    """A moment in UTC from "2026-03-02 09:15"."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def person(name: str, email: str, *, remote_id: str = "", **fields: Any) -> Statement:
    return Statement("person", remote_id or email, name, {"name": name, "email": email} | fields)


def staff(name: str, email: str, **fields: Any) -> Statement:
    return person(name, email, staff=True, **fields)


def client(name: str, domain: str = "", *, remote_id: str = "", **fields: Any) -> Statement:
    return Statement(
        "client", remote_id or name, name, {"name": name} | ({"domain": domain} if domain else {}) | fields
    )


def mail(
    message_id: str, sender: str, to: str | list[str], subject: str, at: datetime, *, body: str = "", thread: str = "", **fields: Any
) -> Statement:  # fmt: skip
    """A mail between addresses, with the mentions and references a mailbox connector makes."""
    recipients = [to] if isinstance(to, str) else to
    everyone = [sender, *recipients]
    refs = [
        Ref("sender", "person", mention_id("person", sender)),
        *(Ref("recipient", "person", mention_id("person", r)) for r in recipients),
    ]
    if thread:
        refs.append(Ref("thread", "message", thread))
    mentions = [Mention("person", mention_id("person", a), a, {"email": a}) for a in everyone]
    mentions += [
        Mention(
            "client", mention_id("client", a.partition("@")[2]), a.partition("@")[2], {"domain": a.partition("@")[2]}
        )
        for a in everyone
    ]
    wrote = Happening(at, "wrote", f"wrote “{subject}”", mention_id("person", sender), "sent")
    return Statement("message", message_id, subject, {"subject": subject, "from": sender, "sent_at": at.isoformat()} | fields, body or subject,
                     at, refs=refs, mentions=mentions, happenings=[wrote])  # fmt: skip


def meeting(uid: str, title: str, at: datetime, attendees: list[str], *, parent: str = "", **fields: Any) -> Statement:
    """A meeting; with ``parent``, one moved occurrence of a series."""
    refs = [Ref("attendee", "person", mention_id("person", a)) for a in attendees]
    refs += [Ref("parent", "meeting", parent)] if parent else []
    mentions = [Mention("person", mention_id("person", a), a, {"email": a}) for a in attendees]
    met = Happening(at, "met", f"Meeting “{title}”")
    return Statement("meeting", uid, title, {"title": title, "starts_at": at.isoformat()} | fields, "", at,
                     refs=refs, mentions=mentions, happenings=[met])  # fmt: skip


def ticket(remote_id: str, subject: str, at: datetime, *, client_id: str = "", requester: str = "", owner: str = "", happenings: Iterable[Happening] = (),
           **fields: Any) -> Statement:  # fmt: skip
    refs = [Ref("client", "client", client_id)] if client_id else []
    refs += [Ref("requester", "person", requester)] if requester else []
    refs += [Ref("owner", "person", owner)] if owner else []
    opened = Happening(at, "opened", f"opened ticket {remote_id}: {subject}", requester, "opened")
    return Statement("ticket", remote_id, subject, {"subject": subject, "status": "open", "created_at": at.isoformat()} | fields, "", at,
                     refs=refs, happenings=[opened, *happenings])  # fmt: skip


def task(
    remote_id: str,
    name: str,
    *,
    project: str = "",
    owner: str = "",
    client_id: str = "",
    parent: str = "",
    at: datetime | None = None,
    **fields: Any,
) -> Statement:
    refs = [Ref("project", "project", project)] if project else []
    refs += [Ref("parent", "task", parent)] if parent else []
    refs += [Ref("owner", "person", owner)] if owner else []
    refs += [Ref("client", "client", client_id)] if client_id else []
    return Statement("task", remote_id, name, {"name": name, "status": "open"} | fields, "", at, refs=refs)


def entity(title: str, kind: str = "client") -> int:
    """The number of the one entity with this title. Fails when there is none or more than one."""
    found = {e for (e,) in rows("SELECT entity_id FROM entity WHERE title = %s AND kind = %s", [title, kind])}
    assert len(found) == 1, f"{len(found)} {kind} entities are called {title!r}"
    return found.pop()


def own_domains(*domains: str, by: User | None = None) -> None:
    """Say which domains are ours."""
    business.correct("own_domains", list(domains), by or user("owner@harrowlane.example", role="admin"))
    flow.settle()


def user(email: str, name: str = "", role: str = "member") -> User:
    return User.objects.filter(email=email).first() or User.objects.create_user(
        email, "not-a-real-password", name or email, role
    )


def move(text: str) -> datetime:
    """Set the clock to a moment in UTC, wake what is due by then and run the stages."""
    there = moment(text)
    move_clock(there.isoformat())
    wakes.due_wakes(clock.now())
    settle()
    return there


def settle() -> None:
    """Run every stage until nothing is left."""
    flow.settle()

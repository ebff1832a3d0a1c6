"""The contract every connector keeps, and the shapes that travel from a system into evidence.

A connector is one class in ``connectors/systems/<name>.py``. It reads pages of native objects, says what it can prove
about completeness, and turns one native object into statements. It never retries, sleeps, opens a database, asks the
time or keeps state between calls beyond its open connection: the runner in ``evidence/sync.py`` owns all of that.

    read(cursor)  -> pages of Native          the cursor in a page is safe to store once that page is kept
    ids(kind)     -> every id now in the system, or None when it cannot be listed
    count(kind)   -> the system's own count, or None when it has none
    read_one(ref) -> one Native as it is now, or None when it is gone; ConnectorError for one that is there but cannot be read
    translate(native) -> Statements           pure: the same bytes give the same statements, today and in two years
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar, Protocol, runtime_checkable

import msgspec

KINDS = (
    "client",  # an organisation we work for (API: Account)
    "person",  # a human: staff or client contact (API: Contact, Employee)
    "project",
    "ticket",  # a request in a service desk
    "task",  # a piece of planned work; a milestone is a task with fields["milestone"] = True
    "message",  # a mail, a chat message
    "meeting",  # one occurrence or one recurring rule (API: Event)
    "document",  # a file (API: File)
    "invoice",
    "agreement",  # a deal or contract (API: Opportunity)
    "approval",
    "deliverable",
    "account",  # access: who may use which system
    "comment",  # said on a ticket, task or project
    "time_entry",
)


class Native(msgspec.Struct, frozen=True):
    """One object as the system gave it, unaltered.

    ``kind`` is the connector's own word for it ("message", "issue", "deals.csv"); ``remote_id`` is unique for that kind
    in that system and is text. ``raw`` is kept as evidence, byte for byte; over ``MAX_RAW`` bytes a connector
    gives a short description instead and sets ``too_large``. ``labels`` are folder names, tags and sender addresses the
    exclusion rules are matched against before anything is stored.
    """

    kind: str
    remote_id: str
    raw: bytes
    labels: tuple[str, ...] = ()
    too_large: bool = False


class Gone(msgspec.Struct, frozen=True):
    """A tombstone: the system itself says this object was deleted."""

    kind: str
    remote_id: str


class Unreadable(msgspec.Struct, frozen=True):
    """An object the system lists but that could not be read or decoded. Quarantined, counted, retried on the next sync.

    ``labels`` are those a Native of it would have: of what is left out, nothing is said.
    """

    kind: str
    remote_id: str
    error: str
    raw: bytes = b""
    labels: tuple[str, ...] = ()


class Note(msgspec.Struct, frozen=True):
    """Something for the Systems page about one object or file, with its labels: it is not said of what is left out."""

    text: str
    labels: tuple[str, ...]


class Page(msgspec.Struct):
    """A page of a read. Keep it small: about 500 objects or 5 MB.

    ``cursor`` is opaque JSON-able data; after this page is stored, ``read(cursor)`` goes on behind it. ``gone`` are tombstones; a
    system without them proves deletions through ``ids``, and so does one that names more at once than may go without asking a person.
    """

    items: list[Native]
    cursor: Any
    gone: list[Gone] = msgspec.field(default_factory=list)
    unreadable: list[Unreadable] = msgspec.field(default_factory=list)
    notes: list[str] = msgspec.field(default_factory=list)  # said once on the Systems page, e.g. "12 calendars"
    noted: list[Note] = msgspec.field(default_factory=list)  # the same about one object or file


class Ref(msgspec.Struct, frozen=True):
    """This object points at another object of the same system. The other need not have been read yet.

    ``role`` is one of ROLES. ``kind`` is the canonical kind of the target, ``remote_id`` as its own statement carries it.
    """

    role: str
    kind: str
    remote_id: str


ROLES = (
    "client",  # the client this is for
    "project",
    "ticket",
    "parent",  # task → parent task, milestone; client → the one it is part of
    "occurrence",  # recurring meeting → a changed occurrence, which is a meeting of its own
    "thread",  # message → first message of its thread
    "requester",  # person who asked
    "owner",  # person who owns or is assigned
    "author",
    "sender",
    "recipient",
    "copied",
    "attendee",
    "organiser",
    "member",  # project → person
    "manager",  # person → person
    "employer",  # person → client (the organisation the person works for)
    "attachment",  # message → document
    "about",  # document, comment, invoice, … → the thing it is about
    "buyer",  # invoice → client
    "seller",
    "agreement",  # invoice, project → agreement
)


class Mention(msgspec.Struct, frozen=True):
    """A thing named only inside another object: a person in a mail's From line, a buyer on an invoice.

    It becomes a record of its own in the same system, so it owns an entity number like any other. Make its id with
    ``mention_id``; refer to it with a Ref. The fields are canonical, as in a Statement.
    """

    kind: str
    remote_id: str
    title: str
    fields: dict[str, Any]


class Happening(msgspec.Struct, frozen=True):
    """Something that happened at a time: a line on a timeline.

    ``what`` is a short verb key from HAPPENINGS. ``text`` is one plain sentence without the time or the client. ``actor`` is
    the remote_id of a person (record or mention) in the same system, if known. ``key`` tells two happenings of one object
    apart and stays the same between reads. ``at`` carries a zone, always. ``private``: words that the system keeps from the client.
    """

    at: datetime
    what: str
    text: str
    actor: str = ""
    key: str = ""
    private: bool = False


HAPPENINGS = (
    "wrote",  # message sent
    "opened",
    "answered",  # our side spoke on it
    "commented",
    "escalated",
    "changed",
    "assigned",
    "resolved",
    "reopened",
    "closed",
    "met",  # meeting took place or is planned
    "agreed",  # deal won, contract signed
    "won",
    "lost",
    "delivered",
    "completed",
    "started",
    "invoiced",
    "paid",
    "shared",  # document
    "approved",
    "joined",
    "left",
    "moved",  # role or team change
    "worked",  # time logged
)


class Statement(msgspec.Struct):
    """What one native object says about one thing, in canonical words.

    ``fields`` holds only values the system states, under the names of ``FIELDS`` (extra names are allowed and kept). Dates
    are ISO ``YYYY-MM-DD``, moments RFC 3339 with offset, money a string amount with ``currency`` beside it. ``None`` and "" are left out.
    ``body`` is the long text, as plain text, for search and quoting. ``at`` is the object's own latest moment: when this state became true.
    """

    kind: str
    remote_id: str
    title: str
    fields: dict[str, Any] = msgspec.field(default_factory=dict)
    body: str = ""
    at: datetime | None = None
    url: str = ""
    refs: list[Ref] = msgspec.field(default_factory=list)
    mentions: list[Mention] = msgspec.field(default_factory=list)
    happenings: list[Happening] = msgspec.field(default_factory=list)


FIELDS: Mapping[str, tuple[str, ...]] = {
    "client": ("name", "domain", "website", "email", "phone", "vat", "registration", "address", "city", "country", "industry",
               "owner_name", "since", "status", "tier", "answer_hours", "external_ids"),
    "person": ("name", "email", "emails", "phone", "mobile", "title", "department", "company", "staff", "status",
               "manager_email", "location", "address", "postcode", "birth_date", "hours_per_week", "start_date", "end_date", "role_since", "external_ids"),
    "project": ("name", "code", "status", "owner_name", "start_date", "due_date", "end_date", "budget", "currency", "external_ids"),
    "ticket": ("subject", "status", "priority", "escalated", "due_at", "created_at", "updated_at", "resolved_at", "closed_at",
               "first_response_at", "last_client_message_at", "last_our_message_at", "reopened", "type", "tags", "channel", "external_ids"),
    "task": ("name", "status", "priority", "milestone", "start_date", "due_date", "completed_at", "created_at", "estimate_hours",
             "spent_hours", "done_ratio", "external_ids"),
    "message": ("subject", "sent_at", "from", "to", "cc", "message_id", "in_reply_to", "references", "automatic", "bulk", "folder",
                "attachments", "snippet", "notice", "notice_keys", "notice_hosts"),
    "meeting": ("name", "starts_at", "ends_at", "all_day", "location", "status", "uid", "sequence", "recurrence", "recurrence_id", "busy"),
    "document": ("name", "media_type", "size", "sha256", "created_at", "modified_at", "author", "pages"),
    "invoice": ("number", "issue_date", "due_date", "amount", "net", "tax", "currency", "status", "paid_at", "amount_due", "type",
                "buyer_name", "seller_name", "buyer_vat", "seller_vat", "order_reference", "profile", "broken_rules"),
    "agreement": ("name", "stage", "status", "amount", "currency", "close_date", "start_date", "end_date", "owner_name", "probability",
                  "go_live_date", "scope", "external_ids"),
    "approval": ("name", "state", "asked_at", "decided_at"),
    "deliverable": ("name", "status", "due_date", "delivered_at"),
    "account": ("name", "system", "role", "status", "granted_at"),
    "comment": ("created_at", "public", "from_staff"),
    "time_entry": ("date", "hours", "activity"),
}  # fmt: skip
"""Canonical field names by kind. ``status`` values are lower-case words; the closed ones are in CLOSED_STATUSES."""

DONE_STATUSES = frozenset(
    {"closed", "resolved", "solved", "done", "completed", "complete", "finished", "archived", "delivered", "fixed"}
)
OFF_STATUSES = frozenset(
    {
        *("rejected", "cancelled", "canceled", "void", "voided", "deleted", "lost", "declined", "refused", "abandoned"),
        *("withdrawn", "written off", "write off", "credited", "refunded", "reversed"),
    }
)
PAID_STATUSES = frozenset({"paid", "settled"})
CLOSED_STATUSES = DONE_STATUSES | OFF_STATUSES | PAID_STATUSES | {"won"}
"""The words that mean closed, for all of Kingpost; is_open and is_off (knowledge/functions.sql) hold the same, and a test holds them equal."""

MAX_RAW = 25 * 1024 * 1024
"""Bytes of one native object kept as evidence; a larger one is kept as a reference only."""


@lru_cache(maxsize=50_000)  # the same few people are named over and over
def mention_id(kind: str, value: str) -> str:
    """The id of a mention: ``email:marcus@aldgate.example`` for a person, ``domain:…`` or ``name:…`` for a client.

    One rule for all connectors, so that a person named in a thousand mails of one system is one record of that system.
    The value is folded (case, outer space) here.
    """
    folded = " ".join(value.split()).casefold()
    label = (
        "domain" if kind == "client" and "." in folded and " " not in folded else "email" if "@" in folded else "name"
    )
    return f"{label}:{folded}"


class Proof(msgspec.Struct, frozen=True):
    """What a connector can prove for one native kind.

    ``complete`` is "ids" (sets of ids are compared), "count" (only the totals) or "none". ``deletions`` is
    "tombstones", "ids" or "none". ``title`` is the plural a person reads on the Systems page.
    """

    title: str
    complete: str
    deletions: str


class Setting(msgspec.Struct, frozen=True):
    """One thing the engineer fills in to connect a system; drives the form, ``kingpost connect`` and the docs page."""

    name: str
    title: str
    help: str
    secret: bool = False
    required: bool = True
    default: str = ""


class ConnectorError(Exception):
    """Something the system or its settings got wrong; the text is for the person who reads the Systems page."""

    retry = False


class Refused(ConnectorError):
    """401 or 403: the credentials are wrong or may not do this. A retry without a change will not help."""


class Unavailable(ConnectorError):
    """Time-out, 429, 5xx, half a response: worth trying again. ``wait`` is the system's own wish, in seconds."""

    retry = True

    def __init__(self, text: str, wait: float | None = None) -> None:
        super().__init__(text)
        self.wait = wait


class Malformed(ConnectorError):
    """The system answered, but not in its own format (a page that repeats forever, broken XML where a listing should be)."""


class StaleCursor(ConnectorError):
    """The cursor is no longer good (UIDVALIDITY changed, sync token expired): read again from the start."""


@runtime_checkable
class Remembering(Protocol):
    """A connector whose cursor also holds what it settled once and must not settle anew, such as which of two files owns an id."""

    def remember(self, cursor: Any) -> None:
        """Go by what the cursor stored last holds; None when nothing was read yet. Whoever opens it calls this before anything else."""

    @staticmethod
    def from_start(cursor: Any) -> Any:
        """The cursor that reads everything again and still holds that."""


@runtime_checkable
class Sparing(Protocol):
    """A connector that may be unable to list a part of its system, such as a file nobody can open, and then lists nothing of that kind."""

    def spare(self, left_out: Callable[[Iterable[str]], bool]) -> None:
        """Go on where what cannot be listed is left out, by its labels: it plays no part in any proof. Whoever opens it calls this before anything else."""


@runtime_checkable
class Connector(Protocol):
    """What ``connectors/systems/<name>.py`` defines. Instances are made by ``registry.connect`` and closed by the runner.

    One whose contents are one person's own also says ``personal: ClassVar[bool] = True``: it is connected for that person alone.
    """

    name: ClassVar[str]  # file name, e.g. "imap"
    title: ClassVar[str]  # e.g. "Mailbox (IMAP)"
    about: ClassVar[str]  # one sentence for the docs and the connect page
    translator: ClassVar[int]  # raise when translate changes: evidence is translated again
    settings: ClassVar[tuple[Setting, ...]]
    proofs: ClassVar[Mapping[str, Proof]]  # by native kind
    volatile: ClassVar[frozenset[str]]  # canonical fields whose change alone makes no new version
    writes: ClassVar[frozenset[str]]  # canonical kinds it can write, e.g. {"task", "meeting"}; empty: read-only

    def __init__(self, config: Mapping[str, str]) -> None: ...
    def check(self) -> str:
        """Connect once and say in a sentence what was found ("12 folders, 4,812 messages as anna@…"). Raises ConnectorError."""

    def read(self, cursor: Any) -> Iterator[Page]: ...
    def ids(self, kind: str) -> Iterable[str] | None: ...
    def count(self, kind: str) -> int | None: ...
    def read_one(self, kind: str, remote_id: str) -> Native | None: ...
    @staticmethod
    def translate(native: Native) -> list[Statement]:
        """Pure. Raises ValueError (or a subclass) with a plain reason for an object it cannot read."""

    def close(self) -> None: ...

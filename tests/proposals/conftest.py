"""An escalated ticket at Harrow Lane, who could take it, and two systems that can be written: a board (tickets and tasks) and a calendar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import msgspec
import pytest
from tests import builders as b
from tests.beginnings import begins_with, have_begun, move_clock

from kingpost.accounts.models import User
from kingpost.connectors.base import Happening, Mention, Native, Ref, Statement, mention_id
from kingpost.connectors.writing import Change, Written
from kingpost.evidence import changes, connect
from kingpost.evidence.models import System, WriteGrant
from kingpost.knowledge import business
from kingpost.priorities import reading
from kingpost.proposals import reading as proposals
from kingpost.proposals import suggest
from kingpost.toolbox import clock

PRIYA, NOOR, CALLUM, INES = (f"{name}@harrowlane.example" for name in ("priya", "noor", "callum", "ines"))
FEMI, MARCUS = "femi@aldgatefreight.example", "marcus@aldgatefreight.example"
AT = b.moment


@dataclass
class Board(b.Notebook):
    """A system that can be written. It keeps what it is told, with the key, and can be made to fail around a write."""

    writes: ClassVar[frozenset[str]] = frozenset({"ticket", "task", "meeting"})
    things: dict[str, Statement] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    written: list[tuple[str, str]] = field(default_factory=list)  # (act, id) of every write that arrived
    before_write: list[Exception] = field(default_factory=list)
    after_write: list[Exception] = field(default_factory=list)
    ignores: frozenset[str] = frozenset()  # roles it silently does not take

    def hold(self, statement: Statement) -> Statement:
        self.things[f"{statement.kind}/{statement.remote_id}"] = statement
        return statement

    def read_one(self, kind: str, remote_id: str) -> Native | None:
        thing = self.things.get(remote_id)
        return b.native(thing) if thing else None

    def writes_as(self) -> str:
        return "kingpost (board)"

    def find(self, change: Change, key: str) -> Written | None:
        if change.delete:
            gone = f"{change.kind}/{change.remote_id}" not in self.things
            return Written("note", f"{change.kind}/{change.remote_id}") if gone else None
        return Written("note", self.keys[key]) if key in self.keys else None

    def write(self, change: Change, key: str) -> Written:
        if self.before_write:
            raise self.before_write.pop(0)
        number = f"{change.kind}/{change.remote_id or f'new-{len(self.keys) + 1}'}"
        self.written.append(("delete" if change.delete else change.act, number))
        if change.delete:
            del self.things[number]
        else:
            self.things[number] = self._changed(self.things.get(number), change, number.partition("/")[2])
            self.keys[key] = number
        if self.after_write:
            raise self.after_write.pop(0)
        return Written("note", number, f"https://board.example/{number}")

    def _changed(self, was: Statement | None, change: Change, remote_id: str) -> Statement:
        thing = (
            msgspec.structs.replace(was)
            if was
            else Statement(change.kind, remote_id, "", at=clock.now(), body=change.about)
        )
        thing.fields = {k: v for k, v in {**thing.fields, **change.fields}.items() if v != ""}
        thing.title = thing.fields.get("name") or thing.fields.get("subject") or thing.title
        kept = thing.body.removesuffix(change.unsaid).rstrip("\n") if change.unsaid else thing.body
        thing.body = "\n".join(text for text in (kept, change.note) if text)
        for role, people in change.people.items():
            if role not in self.ignores:
                thing.refs = [ref for ref in thing.refs if ref.role != role] + [
                    Ref(role, "person", mention_id("person", who)) for who in people
                ]
                thing.mentions = thing.mentions + [
                    Mention("person", mention_id("person", who), who, {"email": who}) for who in people
                ]
        return thing


@dataclass
class Scene:
    """What a test of proposals works with."""

    desk: System
    calendar: System
    boards: dict[str, Board]
    priya: User
    at: Callable[[str], None]

    @classmethod
    def of(cls, boards: dict[str, Board]) -> Scene:
        """With Priya, and the two systems as they were connected in June."""
        june = AT("2025-06-01 09:00")
        desk, calendar = b.system("desk", "Desk", started_at=june), b.system("calendar", "Calendar", started_at=june)
        return cls(desk, calendar, boards, b.user(PRIYA), at)

    def set_clock(self, text: str) -> None:
        """Set the clock, and let nothing happen."""
        move_clock(AT(text).isoformat())

    @property
    def board(self) -> Board:
        return self.boards["desk"]

    @property
    def diary(self) -> Board:
        return self.boards["calendar"]

    def tell(self, system: System, *statements: Statement, settle: bool = True) -> None:
        """Say it in the system, and read it from there."""
        for statement in statements:
            self.boards[system.key].hold(statement)
        b.tell(system, *statements, settle=settle)

    def grant(self, system: System, *kinds: str) -> None:
        """Switch writing on."""
        for kind in kinds:
            WriteGrant.objects.create(
                system=system, kind=kind, account="kingpost", granted_by=self.priya, granted_at=clock.now()
            )
        changes.append({changes.Stream.SYSTEM: [system.pk]})
        b.settle()

    def flag(self) -> reading.FlagRow:
        """The one open flag."""
        [flag] = reading.listed([1])
        return flag

    def suggestion(self) -> Any:
        """The live suggestion of the one open flag."""
        flag = self.flag()
        return proposals.for_flags([flag.id], [1])[flag.id]


def at(text: str) -> None:
    """Set the clock to a moment in UTC, wake what is due by then and run the stages."""
    move_clock(AT(text).isoformat())
    suggest.due(clock.now())
    b.settle()


def begin() -> None:
    """Monday 2 March 2026, 08:05 in London. Ticket 4471 is escalated; Callum, who owns it, is away; Noor has time and has solved its like."""
    move_clock(AT("2026-03-02 08:05").isoformat())
    b.everyone()
    priya = b.user(PRIYA, "Priya Raman", "admin")
    b.own_domains("harrowlane.example", by=priya)
    business.correct("working_hours", {"days": [0, 1, 2, 3, 4], "start": "09:00", "end": "17:00"}, priya)
    made = Scene.of(empty())
    b.tell(made.desk, b.client("Aldgate Freight", "aldgatefreight.example"), b.person("Femi Ade", FEMI, title="Depot manager"),
           *(b.staff(name, email) for name, email in (("Noor Haddad", NOOR), ("Callum Reid", CALLUM), ("Ines Duarte", INES), ("Priya Raman", PRIYA))), settle=False)  # fmt: skip
    made.tell(made.desk, *past_cases(), settle=False)
    made.tell(made.calendar, *meetings(), settle=False)
    made.tell(made.desk, escalated())


def empty() -> dict[str, Board]:
    """The boards, with nothing on them."""
    return {"desk": Board(), "calendar": Board()}


def held() -> dict[str, Board]:
    """The boards as they are when the morning begins."""
    boards = empty()
    for key, statements in (("desk", [*past_cases(), escalated()]), ("calendar", meetings())):
        for statement in statements:
            boards[key].hold(statement)
    return boards


@pytest.fixture
@begins_with(begin)
def scene(db: None, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """The scene of that morning."""
    have_begun(begin, monkeypatch)
    made = Scene.of(held())
    monkeypatch.setattr(connect, "open_connector", lambda system: made.boards[system.key])
    return made


def meetings() -> list[Statement]:
    """What is in the calendar."""
    return [
        meeting("away", "Callum Reid: annual leave", CALLUM, "2026-03-02 00:00", "2026-03-05 00:00", all_day=True),
        meeting("m1", "Identity roadmap", NOOR, "2026-03-02 09:00", "2026-03-02 10:00"),
        meeting("m2", "Parkside training", INES, "2026-03-02 10:00", "2026-03-02 16:00"),
    ]


def escalated(**fields: Any) -> Statement:
    """Ticket 4471, reopened twice and escalated."""
    return b.ticket("4471", "Portal access failing: sign-in loops", AT("2026-02-26 08:50"), client_id="Aldgate Freight", requester=FEMI, owner=CALLUM,
                    **{"escalated": True, "reopened": 2, "tags": ["portal", "identity"], "priority": "high"} | fields)  # fmt: skip


def past_cases() -> list[Statement]:
    """Three that ended well when the identity provider was checked first (two by Noor), one that came back after the cache was cleared."""
    made = []
    for number, solver, words, again in (("101", NOOR, "Checked the identity provider", 0), ("102", NOOR, "Checked the identity provider first", 0),
                                         ("103", INES, "Checked the identity provider", 0), ("104", INES, "Cleared the cache", 1)):  # fmt: skip
        opened = AT(f"2025-{8 + int(number[-1]):02d}-03 09:00")
        said = [Happening(opened.replace(hour=10), "answered", f"wrote “Hello Femi. {words}.”", solver, "a"),
                Happening(opened.replace(day=5), "resolved", "resolved it", solver, "r")]  # fmt: skip
        if again:
            said.append(Happening(opened.replace(day=6), "reopened", "reopened it", FEMI, "o"))
        made.append(b.ticket(number, "Portal access failing for some", opened, client_id="Aldgate Freight", requester=FEMI, owner=solver, happenings=said,
                             status="solved", resolved_at=opened.replace(day=5).isoformat(), tags=["portal", "identity"], reopened=again))  # fmt: skip
    return made


def meeting(uid: str, name: str, who: str, start: str, end: str, **fields: Any) -> Statement:
    """A calendar entry of one person."""
    return Statement("meeting", uid, name, {"name": name, "starts_at": AT(start).isoformat(), "ends_at": AT(end).isoformat()} | fields, at=AT(start),
                     refs=[Ref("attendee", "person", mention_id("person", who))], mentions=[Mention("person", mention_id("person", who), who, {"email": who})])  # fmt: skip

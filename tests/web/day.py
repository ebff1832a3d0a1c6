"""A morning at Harrow Lane Services: enough of everything that every page has something to show."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests import builders

from kingpost.accounts import audiences
from kingpost.accounts.models import EVERYONE, Role, User
from kingpost.connectors.base import Happening, Ref, Statement, mention_id
from kingpost.evidence.models import Completeness, Quarantine, SyncRun, System, Vanishing, WriteGrant
from kingpost.knowledge.models import PromiseGuess
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows

PASSWORD = "open sesame now"
CAST = {
    "Dana Whitfield": Role.ADMIN,
    "Priya Raman": Role.MEMBER,
    "Callum Reid": Role.VIEWER,
    "Noor Haddad": Role.MEMBER,
    "Ines Duarte": Role.MEMBER,
}
ALDGATE, PELL, BRIGHTWATER, ORCHARD = "Aldgate Freight", "Pell & Sons", "Brightwater Dental", "Orchard Schools Trust"
SECRET = "Offer for the Wharf contract"  # in Priya's private mailbox


def email(name: str) -> str:
    return f"{name.split()[0].lower()}@harrowlane.example"


def people() -> dict[str, User]:
    """The cast, by first name; all with the same password."""
    return {
        name.split()[0].lower(): User.objects.filter(email=email(name)).first()
        or User.objects.create_user(email(name), PASSWORD, name=name, role=role)
        for name, role in CAST.items()
    }


def begin() -> dict[str, User]:
    """Connect the systems, tell what they say, and work it off. Returns the cast.

    The same flags at any hour of any day: what waits is younger than half of the four working hours Aldgate has agreed, or older than a weekend.
    """
    cast = people()
    now = clock.now().replace(second=0, microsecond=0)
    crm, desk, tracker, mailbox, calendar = (
        _system("crm", "HubSpot export", now), _system("desk", "Zendesk, EU", now), _system("tracker", "Redmine", now),
        _system("support", "Support mailbox", now), _system("calendar", "Team calendar", now),
    )  # fmt: skip
    private = _system(
        "priya", "Mailbox, Priya", now, audience=audiences.private(cast["priya"]).pk, person=cast["priya"]
    )
    builders.tell(crm, *_staff(), *_clients(now), settle=False)
    builders.own_domains("harrowlane.example", by=cast["dana"])
    builders.tell(desk, *_tickets(now), settle=False)
    builders.tell(tracker, *_tasks(now), settle=False)
    builders.tell(mailbox, *_mails(now), settle=False)
    builders.tell(calendar, *_meetings(now), settle=False)
    builders.tell(
        private,
        builders.mail(
            "secret-1", "marcus@aldgatefreight.example", email("Priya Raman"), SECRET, now - timedelta(hours=2)
        ),
    )
    _state(tracker, desk, cast["dana"], now)
    return cast


def begin_anew() -> dict[str, User]:
    """The same in a database that was emptied after an earlier test: puts back what the first migration made."""
    rows("insert into audience (id, name) values (%s, 'Everyone') on conflict do nothing returning id", [EVERYONE])
    rows("select setval(pg_get_serial_sequence('audience', 'id'), greatest((select max(id) from audience), 1))")
    audiences.refresh()
    return begin()


def _system(key: str, title: str, now: datetime, **more: object) -> System:
    made = builders.system(key, title, loaded_at=now, connected_at=now - timedelta(days=40), **more)
    SyncRun.objects.create(
        system=made, started_at=now - timedelta(minutes=3), ended_at=now - timedelta(minutes=2), read=412, changed=14
    )
    Completeness.objects.create(
        system=made, kind="note", title="Notes", proof="ids", held=4812, counted=4812, as_of=now - timedelta(minutes=2),
        oldest=now - timedelta(days=540), newest=now - timedelta(minutes=9),
    )  # fmt: skip
    return made


def _state(tracker: System, desk: System, admin: User, now: datetime) -> None:
    """One system writes, one asks about a vanishing, one could not read everything."""
    WriteGrant.objects.create(system=tracker, kind="task", account="dana (Redmine)", granted_by=admin, granted_at=now)
    Vanishing.objects.create(system=desk, kind="note", missing=412, held=4812, seen_at=now)
    Quarantine.objects.create(
        system=desk, stage="read", kind="note", remote_id="4471-7", error="The text is not in the character set it names (utf-7).",
        first_at=now, last_at=now,
    )  # fmt: skip


def _staff() -> list[Statement]:
    return [builders.staff(name, email(name), title=title) for name, title in (
        ("Priya Raman", "Account lead"), ("Noor Haddad", "Identity engineer"), ("Callum Reid", "Support engineer"), ("Ines Duarte", "Trainer"),
    )]  # fmt: skip


def _clients(now: datetime) -> list[Statement]:
    month = timedelta(days=30)
    return [
        builders.client(ALDGATE, "aldgatefreight.example", remote_id="c1", owner_name="Priya Raman", since="2021-03-01", answer_hours=4, phone="+44 1632 960700"),
        builders.client(PELL, "pellandsons.example", remote_id="c2", owner_name="Ines Duarte", since="2019-09-01"),
        builders.client(BRIGHTWATER, "brightwaterdental.example", remote_id="c3", owner_name="Priya Raman"),
        builders.client(ORCHARD, "orchardschools.example", remote_id="c4"),
        builders.person("Marcus Osei", "marcus@aldgatefreight.example", title="Head of IT", company=ALDGATE),
        builders.person("Femi Ade", "femi@aldgatefreight.example", title="Depot manager, Tilbury", company=ALDGATE),
        builders.person("Ruth Lindqvist", "ruth@aldgatefreight.example", title="Finance", company=ALDGATE),
        Statement("agreement", "d1", "Customer portal", {"name": "Customer portal", "stage": "won", "amount": "48000", "currency": "GBP",
                  "close_date": (now - month).date().isoformat()}, at=now - month, refs=[Ref("client", "client", "c1")]),
        Statement("invoice", "INV-2093", "INV-2093", {"number": "INV-2093", "amount": "48000.00", "currency": "GBP", "status": "sent",
                  "issue_date": (now - timedelta(days=2)).date().isoformat(), "due_date": (now + timedelta(days=5)).date().isoformat()},
                  at=now - timedelta(days=2), refs=[Ref("buyer", "client", "c1")],
                  happenings=[Happening(now - timedelta(days=2), "invoiced", "Invoice INV-2093 sent, £48,000")]),
    ]  # fmt: skip


def _tickets(now: datetime) -> list[Statement]:
    femi, callum = mention_id("person", "femi@aldgatefreight.example"), mention_id("person", email("Callum Reid"))
    opened = now - timedelta(days=6)
    again = Happening(
        now - timedelta(hours=14), "reopened", "reopened it for the second time: “sign-in loops again”", femi, "r2"
    )
    cleared = Happening(now - timedelta(days=2), "resolved", "resolved it: “cache cleared”", callum, "s1")
    known = [
        builders.person("Femi Ade", "femi@aldgatefreight.example", remote_id=femi),
        builders.staff("Callum Reid", email("Callum Reid"), remote_id=callum),
    ]
    org = builders.client(ALDGATE, "aldgatefreight.example", remote_id="o1", phone="+44 151 496 0211")
    due = (now + timedelta(hours=2)).isoformat()
    return [
        *known, org,
        builders.ticket("4471", "Nobody can sign in to the portal", opened, client_id="o1", requester=femi, owner=callum, priority="urgent",
                        escalated=True, due_at=due, happenings=[cleared, again]),
        builders.ticket("4480", "Second monitor for the front desk", opened, client_id="o1", requester=femi),
    ]  # fmt: skip


def _tasks(now: datetime) -> list[Statement]:
    def on(days: int) -> str:
        return (now + timedelta(days=days)).date().isoformat()

    done = Happening(now - timedelta(days=4), "completed", "Directory cut-over completed")
    priya = builders.staff("Priya Raman", email("Priya Raman"), remote_id="u1")
    return [
        priya,
        builders.client(ALDGATE, "aldgatefreight.example", remote_id="k1"), builders.client(ORCHARD, "orchardschools.example", remote_id="k4"),
        Statement("project", "POR", "Customer portal", {"name": "Customer portal", "code": "POR", "status": "open", "due_date": on(5)}, at=now,
                  refs=[Ref("client", "client", "k1"), Ref("owner", "person", "u1")]),
        builders.task("POR-118", "Portal go-live", project="POR", owner="u1", client_id="k1", at=now - timedelta(days=9), due_date=on(5), milestone=True),
        builders.task("POR-121", "Training, session 4", project="POR", owner="u1", client_id="k1", at=now, due_date=on(2)),
        builders.task("ORC-7", "Firewall change", client_id="k4", at=now, due_date=on(3)),
        builders.task("ORC-9", "Replace the library switch", client_id="k4", owner="u1", at=now, due_date=on(-6)),
        Statement("task", "POR-97", "Directory cut-over", {"name": "Directory cut-over", "status": "closed"}, at=now - timedelta(days=4),
                  refs=[Ref("project", "project", "POR"), Ref("client", "client", "k1")], happenings=[done]),
    ]  # fmt: skip


def _mails(now: datetime) -> list[Statement]:
    support, marcus, ruth = "support@harrowlane.example", "marcus@aldgatefreight.example", "ruth@aldgatefreight.example"
    return [
        builders.mail("m1", marcus, support, "Third morning nobody can sign in", now - timedelta(minutes=43),
                      body="Third morning nobody can sign in. We open at eight. Who is on this?"),
        builders.mail("m2", marcus, support, "A call before the Monday shift?", now - timedelta(hours=2)),
        builders.mail("m3", support, ruth, "Go-live plan v4", now - timedelta(days=1, hours=3),
                      body="Version four is on the drive. We will send you the training plan within ten working days."),
        builders.mail("m4", "office@newlead.example", support, "Do you also do schools?", now - timedelta(days=1)),
    ]  # fmt: skip


def _meetings(now: datetime) -> list[Statement]:
    starts = (now + timedelta(days=1)).replace(hour=10, minute=0)
    marcus = mention_id("person", "marcus@aldgatefreight.example")
    return [
        Statement("meeting", "ev-1", "Portal steering", {"name": "Portal steering", "starts_at": starts.isoformat(), "uid": "ev-1",
                  "ends_at": (starts + timedelta(hours=1)).isoformat(), "location": "Room 2"}, at=now,
                  refs=[Ref("attendee", "person", marcus)],
                  mentions=[builders.Mention("person", marcus, "Marcus Osei", {"name": "Marcus Osei", "email": "marcus@aldgatefreight.example"})]),
    ]  # fmt: skip


def guess(words: str) -> PromiseGuess:
    """Words of a mail everybody may read that a model takes for a promise."""
    [(record, digest)] = rows(
        """SELECT r.id, md5(v.body) FROM record AS r JOIN version AS v ON v.record_id = r.id AND v.number = r.version
           WHERE r.kind = 'message' AND r.gone_at IS NULL AND r.audience_id = %s AND v.body <> '' ORDER BY r.id LIMIT 1""",
        [EVERYONE],
    )
    now = clock.now()
    return PromiseGuess.objects.create(record_id=record, digest=digest, words=words, place=[9000, 9040], ours=True, due_on=None, said_at=now, model="m", at=now)  # fmt: skip

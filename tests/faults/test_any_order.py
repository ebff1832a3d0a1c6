"""The picture is the same whatever order things arrive in: without that, no crash could be told from another order of arrival."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from tests import builders as b
from tests.faults import content

from kingpost import flow
from kingpost.connectors.base import Happening, Mention, Ref, Statement, mention_id
from kingpost.knowledge import guessing
from kingpost.toolbox import clock
from kingpost.toolbox.sql import execute, rows

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]

SYSTEMS = ("crm", "desk", "mail", "priya", "tracker", "finance", "hr", "drive", "calendar")
PRIVATE = "priya"
MARCUS, RUTH, FEMI, PRIYA, NOOR = (
    "marcus@aldgatefreight.example",
    "ruth@pell.example",
    "femi@aldgatefreight.example",
    "priya@harrowlane.example",
    "noor@harrowlane.example",
)

TOLD = (clock.now() - timedelta(days=9)).replace(microsecond=0)


def day(number: int, hour: int = 9) -> object:
    return b.moment(f"2026-02-{number:02d} {hour:02d}:00")


def document(path: str, text: str) -> Statement:
    return Statement("document", path, path.rpartition("/")[2], {"name": path.rpartition("/")[2]}, text, day(3))


def invoice(number: str, client: str, domain: str, amount: str) -> Statement:
    buyer = Mention("client", mention_id("client", client), client, {"name": client, "domain": domain})
    return Statement(
        "invoice", number, number, {"number": number, "issue_date": "2026-02-10", "due_date": "2026-02-20", "amount": amount, "currency": "GBP"},
        at=day(10), refs=[Ref("buyer", "client", buyer.remote_id)], mentions=[buyer],
        happenings=[Happening(day(10), "invoiced", f"Invoice {number} sent")],
    )  # fmt: skip


def approval(number: str, name: str, state: str) -> Statement:
    people = [mention_id("person", NOOR), mention_id("person", PRIYA)]
    return Statement(
        "approval", number, name, {"name": name, "state": state, "asked_at": "2026-02-09T08:00:00+00:00"}, at=day(9),
        refs=[Ref("requester", "person", people[0]), Ref("owner", "person", people[1])],
        mentions=[Mention("person", people[0], NOOR, {"email": NOOR}), Mention("person", people[1], PRIYA, {"email": PRIYA})],
    )  # fmt: skip


def said() -> list[tuple[str, Statement]]:
    """What each system says, in an order nothing may depend on."""
    thread = b.mail("1@x", MARCUS, [PRIYA, NOOR], "Nobody can sign in", day(2, 7), body="third morning")
    return [
        ("hr", b.staff("Priya Raman", PRIYA)),
        ("hr", b.staff("Noor Haddad", NOOR)),
        ("crm", b.client("Aldgate Freight", "aldgatefreight.example", remote_id="7", phone="+44 20 7946 0001")),
        ("crm", b.client("Pell & Sons", "pellandsons.example", remote_id="8")),
        ("crm", b.client("Aldgate Freight Ltd", remote_id="9")),
        ("crm", b.person("Marcus Osei", MARCUS, title="Head of IT", phone="+44 1632 960700")),
        ("desk", b.client("Aldgate Freight", "aldgatefreight.example", remote_id="org1", tier="gold")),
        ("crm", Statement("agreement", "d8", "Pell & Sons - warehouse system", {"name": "Pell & Sons - warehouse system", "status": "won", "amount": "27400", "currency": "GBP",
                          "go_live_date": "2026-12-12", "order_reference": "PS-7741"}, at=day(2), refs=[Ref("client", "client", "8")])),
        ("tracker", Statement("project", "p8", "Warehouse system", {"name": "Warehouse system", "code": "PWH", "status": "open", "budget": "26000", "due_date": "2026-11-28"}, at=day(3),
                              refs=[Ref("client", "client", mention_id("client", "Pell & Sons")), Ref("agreement", "agreement", "d8")],
                              mentions=[Mention("client", mention_id("client", "Pell & Sons"), "Pell & Sons", {"name": "Pell & Sons", "domain": "pellandsons.example"})])),
        ("mail", b.mail("told@x", PRIYA, "anna@pellandsons.example", "Delivery", TOLD, body="We will deliver the warehouse system on 28 November 2026.")),
        ("desk", b.person("Marcus Osei", MARCUS, remote_id="u2", phone="+44 151 496 0211")),
        ("desk", b.ticket("4471", "Portal access", day(1), client_id="org1", requester="u1")),
        ("desk", b.ticket("4472", "Printer", day(4), client_id="org2")),
        ("desk", b.person("Femi Ade", FEMI, remote_id="u1")),
        ("mail", thread),
        ("mail", b.mail("2@x", "ruth@free-mail.example", PRIYA, "Re: [#4471] Portal access", day(5))),
        ("mail", b.mail("3@x", PRIYA, NOOR, "Fwd: Nobody can sign in", day(2, 8), thread="1@x")),
        ("mail", b.mail("4@x", "owner@newcomer.example", PRIYA, "Hello", day(6))),
        ("priya", thread),
        ("priya", b.mail("5@x", FEMI, PRIYA, "INV-2093 is wrong", day(11))),
        ("priya", b.mail("6@x", "dr@brightwaterdental.example", PRIYA, "POR-118 next week", day(12))),
        ("mail", b.mail("promise-7@x", NOOR, MARCUS, "Portal plan", day(12), body="We will send you the load test report by Friday.")),
        ("mail", b.mail("promise-8@x", NOOR, MARCUS, "Re: Portal plan", day(13), thread="promise-7@x", body="We have to move the load test report: not Friday, but 18 February.")),
        ("mail", b.mail("promise-9@x", NOOR, MARCUS, "Re: Portal plan", day(17), thread="promise-7@x", body="The load test report is attached.")),
        ("mail", b.mail("promise-10@x", MARCUS, NOOR, "Re: Portal plan", day(17, 11), thread="promise-7@x", body="Thank you, all received.")),
        ("priya", b.mail("promise-11@x", FEMI, PRIYA, "Licence list", day(12), body="I'll let you have the licence list on 20 February.")),
        ("mail", b.mail("promise-12@x", PRIYA, FEMI, "[#4471] Portal access", day(6), body="We will have portal access restored by 10 February.")),
        ("tracker", Statement("project", "p1", "Portal", {"name": "Portal", "code": "POR-118"}, refs=[Ref("client", "client", mention_id("client", "Aldgate Freight"))],
                              mentions=[Mention("client", mention_id("client", "Aldgate Freight"), "Aldgate Freight", {"name": "Aldgate Freight"})])),
        ("tracker", b.task("t1", "Restore sign-in", project="p1", owner="noor", due_date="2026-02-09")),
        ("tracker", b.task("t2", "Ask #4472 first", due_date="2026-02-09")),
        ("tracker", b.person("Noor Haddad", NOOR, remote_id="noor")),
        ("finance", invoice("INV-2093", "Aldgate Freight", "aldgatefreight.example", "48000.00")),
        ("finance", invoice("INV-2094", "Brightwater Dental", "brightwaterdental.example", "900.00")),
        ("calendar", b.meeting("review", "Service review", day(9), [MARCUS, PRIYA])),
        ("calendar", b.meeting("review#1", "Service review", day(16), [RUTH, PRIYA], parent="review")),
        ("calendar", b.meeting("review#1#1", "Service review", day(17), [RUTH], parent="review#1")),
        ("calendar", b.meeting("plan", "Plan", day(18), [RUTH, MARCUS])),
        ("tracker", b.task("t3", "Sub-task of a sub-task", parent="t4")),
        ("tracker", b.task("t4", "Sub-task", parent="t1")),
        ("crm", b.client("Pell & Sons Trading", "pell.example", remote_id="10")),
        ("mail", b.mail("project-7@x", MARCUS, NOOR, "Friday", day(6), body="Is the new customer portal ready? We meet on the restore sign-in step.")),
        ("mail", b.mail("project-8@x", NOOR, MARCUS, "Re: Friday", day(6, 11), body="It is.", thread="project-7@x")),
        ("mail", b.mail("project-9@x", NOOR, MARCUS, "Extra day", day(7), body="Could you approve the extra day on site?")),
        ("mail", b.mail("project-10@x", MARCUS, NOOR, "Re: Extra day", day(8), body="Approved, go ahead.", thread="project-9@x")),
        ("mail", b.mail("project-11@x", NOOR, PRIYA, "Approval needed: statement of work portal", day(9), body="Could you approve the statement of work for the portal?")),
        ("priya", b.mail("project-12@x", PRIYA, NOOR, "Re: Approval needed: statement of work portal", day(10), body="Yes, approved.", thread="project-11@x")),
        ("tracker", approval("APR-1", "Statement of work for the portal", "waiting")),
        ("drive", document("Aldgate Freight/minutes.md", "what was agreed")),
        ("drive", document("Pell & Sons/plan.md", "the plan for POR-118")),
    ]  # fmt: skip


def changed() -> list[tuple[str, Statement]]:
    """What systems say in other words later: whom a ticket is for, which project a task belongs to."""
    return [
        ("desk", b.ticket("4472", "Printer", day(13), client_id="org1")),
        ("tracker", b.task("t2", "Ask #4472 first", project="p1", due_date="2026-02-16")),
    ]


@pytest.fixture
def systems():
    b.everyone()
    private = b.user(PRIYA)
    from kingpost.accounts import audiences

    return {
        key: b.system(key, audience=audiences.private(private).pk if key in (PRIVATE, "finance") else 1)
        for key in SYSTEMS
    }


def forget() -> None:
    """Empty every table except who is who and which systems there are; numbers start over."""
    kept = ("system", "audience", "audience_within", "audience_user", "audience_team", "team", "team_member")
    tables = [name for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
              if name not in kept and not name.startswith(("django_", "accounts_", "auth_", "procrastinate_"))]  # fmt: skip
    execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY")


def arrive(systems, order: list[tuple[str, Statement]], rng: random.Random) -> content.Content:
    """Land these one by one, the stages running now and then, and give what came of it."""
    forget()
    for key, statement in [*order, *changed()]:
        b.tell(systems[key], statement, settle=rng.random() < 0.4)
    b.tell(systems["finance"], gone=[invoice("INV-2094", "", "", "")], settle=rng.random() < 0.4)
    for _ in range(3):  # until the guesses about our own business rest too
        flow.settle()
        guessing.guess()
    flow.settle()
    made = content.read(rows)
    return content.Content(
        {name: lines for name, lines in made.tables.items() if name != "version"}
    )  # those are history


@pytest.mark.parametrize("seeds", [(0, 1, 2), pytest.param((3, 4, 5), marks=pytest.mark.systems)], ids=str)
def test_the_picture_does_not_depend_on_the_order_of_arrival(systems, seeds):
    straight = arrive(systems, said(), random.Random(0))
    assert len(straight.tables["link_before"]) >= 2
    for seed in seeds:
        rng = random.Random(seed)
        shuffled = said()
        rng.shuffle(shuffled)
        differences = arrive(systems, shuffled, rng).differences(straight)
        assert not differences, f"seed {seed}: {differences}"

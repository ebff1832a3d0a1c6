"""What pages read of the picture, and that it is all and only what the reader may see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests import builders as b

from kingpost.accounts import audiences
from kingpost.accounts.models import EVERYONE
from kingpost.connectors.base import Happening, Ref, Statement
from kingpost.identity import judge
from kingpost.knowledge import clients, entities, finding, timelines, workload
from kingpost.knowledge.when import NOW, When
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows

pytestmark = pytest.mark.django_db
ALL = [EVERYONE]


@pytest.fixture
def aldgate():
    b.own_domains("harrowlane.example")
    crm = b.system("crm", "CRM")
    marcus = b.person("Marcus Osei", "marcus@aldgatefreight.example", title="Head of IT")
    marcus.refs = [Ref("employer", "client", "a")]
    b.tell(crm, b.client("Aldgate Freight", "aldgatefreight.example", remote_id="a", owner_name="Priya Raman"), marcus,
           b.staff("Callum Reid", "callum@harrowlane.example"),
           b.ticket("4471", "Portal access failing", b.moment("2026-03-01 09:00"), client_id="a", requester="marcus@aldgatefreight.example",
                    owner="callum@harrowlane.example", due_at="2026-03-03T09:00:00+00:00"))  # fmt: skip
    return b.entity("Aldgate Freight")


def test_the_client_list_counts_open_work(aldgate):
    [row] = clients.listed(ALL, clock.now())
    assert (row.title, row.owner, row.open_work, row.last_text) == (
        "Aldgate Freight",
        "Priya Raman",
        1,
        "Marcus Osei opened ticket 4471: Portal access failing",
    )


def test_the_client_list_counts_projects_as_the_page_of_work_does(aldgate):
    """Also as of a day."""
    b.tell(b.system("tracker"), b.client("Aldgate Freight", "aldgatefreight.example", remote_id="k1"),
           Statement("project", "POR", "Customer portal", {"name": "Customer portal", "status": "open"}, at=b.moment("2026-02-20 09:00"),
                     refs=[Ref("client", "client", "k1")]))  # fmt: skip
    now = clock.now()
    assert [one.open_work for one in clients.listed(ALL, now)] == [2]
    assert [one.open_work for one in clients.listed(ALL, now, when=When(now))] == [2]


def test_what_belongs_to_a_client_names_its_owner(aldgate):
    [ticket] = clients.belongings(aldgate, ["ticket"], ALL)
    assert (ticket.title, ticket.owner, ticket.open) == ("Portal access failing", "Callum Reid", True)
    assert [p.title for p in clients.belongings(aldgate, ["person"], ALL)] == ["Marcus Osei"]


def test_what_is_long_paid_leaves_room_for_what_is_open_and_for_people(aldgate):
    bills = [
        Statement(
            "invoice",
            f"I-{n}",
            f"I-{n}",
            {"number": f"I-{n}", "status": "paid" if n < 4 else "open", "due_date": f"2026-01-0{n}", "amount": "10"},
            refs=[Ref("buyer", "client", "a")],
        )
        for n in range(1, 6)
    ]
    b.tell(b.system("crm"), *bills)
    found = clients.belongings(aldgate, ["invoice", "person"], ALL, limit=2)
    assert [one.title for one in found] == ["I-4", "I-5", "Marcus Osei"]


def test_a_mail_in_three_mailboxes_is_one_line_and_takes_no_other_lines_place(aldgate):
    for mailbox in ("support", "sales", "priya"):
        b.tell(b.system(mailbox), *(b.mail(f"{n}@x", "marcus@aldgatefreight.example", "priya@harrowlane.example", f"Mail {n}", b.moment(f"2026-03-02 0{n}:00"))
                                    for n in range(1, 7)))  # fmt: skip
    lines = timelines.of_client(aldgate, ALL, limit=7)
    assert [line.title for line in lines] == [*(f"Mail {n}" for n in range(6, 0, -1)), "Portal access failing"]
    now = clock.now()
    for when in (NOW, When(now)):
        then, _ = timelines.of_client_with_delivered_then(aldgate, ALL, now, when, limit=7)
        assert [line.title for line in then] == [line.title for line in lines]


def test_no_moment_of_a_timeline_is_cut_in_two(aldgate):
    b.tell(b.system("support"), *(b.mail(f"{n}@x", "marcus@aldgatefreight.example", "priya@harrowlane.example", f"Mail {n}", b.moment(f"2026-03-02 0{min(n, 4)}:00"))
                                  for n in range(1, 7)))  # fmt: skip
    shown, before = timelines.page(timelines.of_client(aldgate, ALL, limit=5), 4)
    assert {line.title for line in shown[:3]} == {"Mail 4", "Mail 5", "Mail 6"}
    assert [line.title for line in shown[3:]] == ["Mail 3"] and before == shown[-1].at
    shown, before = timelines.page(timelines.of_client(aldgate, ALL, limit=3), 2)
    assert len(shown) == 2, "more in one moment than a page holds"
    shown, before = timelines.page(timelines.of_client(aldgate, ALL, limit=9), 8)
    assert len(shown) == 7 and before is None


def test_a_timeline_line_names_who_acted(aldgate):
    [line] = timelines.of_client(aldgate, ALL)
    assert (line.actor, line.text, line.title) == (
        "Marcus Osei",
        "opened ticket 4471: Portal access failing",
        "Portal access failing",
    )


def test_open_work_is_listed_with_owner_and_client(aldgate):
    [work] = workload.open_work(ALL)
    assert (work.title, work.owner, work.client, work.remote_id, work.system) == (
        "Portal access failing",
        "Callum Reid",
        "Aldgate Freight",
        "4471",
        "CRM",
    )
    assert workload.open_work(ALL, unowned=True) == []


def test_what_is_open_follows_a_ticket_to_another_client_to_its_end_and_back(aldgate):
    crm, title = b.system("crm"), "Portal access failing"
    b.tell(crm, b.client("Pell & Sons", "pell.example", remote_id="p"))
    pell = b.entity("Pell & Sons")

    def portal(client: str, **more: object) -> list[list[str]]:
        b.tell(crm, b.ticket("4471", title, b.moment("2026-03-01 09:00"), client_id=client, **more))
        assert set(rows("SELECT client_id, entity_id, audience_id FROM open_work")) == set(rows(
            """SELECT c.client_id, m.entity_id, r.audience_id FROM record AS r JOIN client_of AS c ON c.record_id = r.id
               JOIN member AS m ON m.record_id = r.id JOIN entity AS e USING (entity_id) WHERE e.open"""))  # fmt: skip
        return [[work.title for work in workload.open_work(ALL, client=one)] for one in (aldgate, pell)]

    assert portal("a") == [[title], []]
    assert portal("p") == [[], [title]]
    assert portal("p", status="closed") == [[], []]
    assert portal("a", status="open") == [[title], []]
    b.tell(crm, gone=[b.ticket("4471", title, b.moment("2026-03-01 09:00"))])
    assert workload.open_work(ALL, client=aldgate) == [] == rows("SELECT FROM open_work")


@pytest.mark.parametrize("typed", ["ald", "aldgate fr", "Aldgat", "Algdate Freight"])
def test_three_letters_find_the_client(aldgate, typed):
    assert finding.find(typed, ALL)[0].title == "Aldgate Freight"


def test_text_inside_a_mail_is_found(aldgate):
    b.tell(b.system("mail"), b.mail("1@x", "marcus@aldgatefreight.example", "priya@harrowlane.example", "Hello", b.moment("2026-03-02 08:00"),
                                    body="The certificate of the identity provider expired."))  # fmt: skip
    assert [f.title for f in finding.find("certificate provider", ALL)] == ["Hello"]


def test_evidence_quotes_every_system_and_marks_the_one_we_go_by(aldgate):
    late = b.client("Aldgate Freight", "aldgatefreight.example", remote_id="x", owner_name="Noor Haddad")
    late.at = b.moment("2020-01-01 00:00")
    b.tell(b.system("finance", "Finance"), late)
    said = entities.evidence(aldgate, "owner_name", ALL)
    assert {(s.system, s.value) for s in said} == {("CRM", "Priya Raman"), ("Finance", "Noor Haddad")}
    assert entities.differing(said) and [s.won for s in said] == [True, False]


def test_nothing_of_a_private_mailbox_reaches_others(aldgate):
    priya, noor = b.user("priya@harrowlane.example"), b.user("noor@harrowlane.example")
    mailbox = b.system("priyas", audience=audiences.private(priya).pk)
    b.tell(mailbox, b.mail("9@x", "marcus@aldgatefreight.example", "priya@harrowlane.example", "Confidential salary talk", b.moment("2026-03-02 08:00")),
           b.mail("10@x", "quiet@newco.example", "priya@harrowlane.example", "Merger", b.moment("2026-03-02 09:00")))  # fmt: skip
    hers, others = audiences.allowed(priya), audiences.allowed(noor)
    assert {line.title for line in timelines.of_client(aldgate, hers)} == {
        "Confidential salary talk",
        "Portal access failing",
    }
    assert {line.title for line in timelines.of_client(aldgate, others)} == {"Portal access failing"}
    assert finding.find("salary", hers) and not finding.find("salary", others) and not finding.find("newco", others)


def test_what_only_a_private_record_says_of_a_thing_others_know_is_said_to_its_readers_alone(aldgate):
    """Others know the person and the ticket, and none of their systems says whose they are."""
    priya, noor = b.user("priya@harrowlane.example"), b.user("noor@harrowlane.example")
    desk, moment = b.system("desk"), b.moment("2026-03-01 10:00")
    b.tell(desk, b.person("Femi Ade", "femi.ade@gmail.com"), b.ticket("77", "Printer jams", moment))
    cards = b.system("cards", audience=audiences.private(priya).pk)
    femi = b.person("Femi Ade", "femi.ade@gmail.com")
    femi.refs = [Ref("employer", "client", "k")]
    b.tell(cards, b.client("Aldgate Freight", "aldgatefreight.example", remote_id="k"), femi, b.staff("Callum Reid", "callum@harrowlane.example"),
           b.ticket("77", "Printer jams", moment, client_id="k", owner="callum@harrowlane.example"))  # fmt: skip
    [(one, other)] = rows("SELECT min(id), max(id) FROM record WHERE kind = 'ticket' AND remote_id = '77'")
    judge.judge(one, other, "same", priya, "by hand")
    b.settle()
    hers, others = audiences.allowed(priya), audiences.allowed(noor)
    for seen_by, people, whose, owners, open_ in (
        (hers, ["Femi Ade", "Marcus Osei"], "Aldgate Freight", ["Callum Reid"], 2),
        (others, ["Marcus Osei"], None, [""], 1),
    ):
        assert sorted(p.title for p in clients.belongings(aldgate, ["person"], seen_by)) == people
        found = clients.whose(b.entity("Femi Ade", "person"), seen_by)
        assert (found[1] if found else None) == whose
        [ticket] = [w for w in workload.open_work(seen_by) if w.title == "Printer jams"]
        assert [ticket.owner] == owners
        assert ("Printer jams" in [w.title for w in workload.open_work(seen_by, client=aldgate)]) == bool(whose)
        assert [row.open_work for row in clients.listed(seen_by, clock.now()) if row.id == aldgate] == [open_]


def test_a_recurring_meeting_shows_on_each_of_its_days():
    start = clock.now().replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(days=14)
    b.tell(b.system("calendar"), Statement("meeting", "uid-1", "Stand-up", {
        "name": "Stand-up", "starts_at": start.isoformat(), "ends_at": (start + timedelta(minutes=30)).isoformat(), "recurrence": "FREQ=DAILY", "uid": "uid-1"}, at=start))  # fmt: skip
    now = clock.now()
    assert len(workload.meetings(ALL, now - timedelta(days=3), now)) == 3


def test_an_invoice_in_a_list_and_as_a_file_happened_once(aldgate):
    day = b.moment("2026-02-01 00:00")
    fields = {"number": "INV-2093", "issue_date": "2026-02-01", "amount": "48000.00", "currency": "GBP"}
    for at, text in (
        (b.system("finance"), "Invoice INV-2093 sent, £48,000"),
        (b.system("drive"), "Invoice INV-2093 sent to Aldgate Freight"),
    ):
        bill = Statement(
            "invoice",
            "INV-2093",
            "INV-2093",
            fields,
            refs=[Ref("buyer", "client", "a")],
            happenings=[Happening(day, "invoiced", text)],
        )
        b.tell(at, b.client("Aldgate Freight", "aldgatefreight.example", remote_id="a"), bill)
    assert len([line for line in timelines.of_client(aldgate, ALL) if line.what == "invoiced"]) == 1


def test_our_own_organisation_is_not_found_once_we_know_it_is_ours():
    b.tell(b.system("crm"), b.client("Harrow Lane Services", "harrowlane.example"))
    assert finding.find("harrow", ALL)
    b.own_domains("harrowlane.example")
    assert not finding.find("harrow", ALL)

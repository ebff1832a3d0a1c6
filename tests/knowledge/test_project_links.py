"""Which project a mail, ticket, document or meeting belongs to when it names none: by who, words and time; and what people say about it."""

from __future__ import annotations

import pytest
from tests import builders as b

from kingpost.accounts import audiences
from kingpost.connectors.base import Ref, Statement, mention_id
from kingpost.knowledge.project_links import corrections, reading
from kingpost.toolbox.sql import rows

pytestmark = pytest.mark.django_db

MARCUS, FEMI = "marcus@aldgatefreight.example", "femi@aldgatefreight.example"
NOOR, INES, PRIYA = "noor@harrowlane.example", "ines@harrowlane.example", "priya@harrowlane.example"


def project(code: str, name: str, owner: str, starts: str = "2026-02-01", ends: str = "2026-05-30") -> Statement:
    return Statement(
        "project", code, name, {"name": name, "code": code, "start_date": starts, "due_date": ends, "status": "open"},
        refs=[Ref("client", "client", "c1"), Ref("owner", "person", owner)],
    )  # fmt: skip


@pytest.fixture
def company():
    """Aldgate Freight has a portal (Noor's) and handhelds for its depot (Ines')."""
    b.own_domains("harrowlane.example")
    b.tell(
        b.system("crm"),
        b.client("Aldgate Freight", "aldgatefreight.example", remote_id="c1"),
        b.person("Marcus Osei", MARCUS),
        b.person("Femi Ade", FEMI),
    )
    b.tell(
        b.system("tracker"),
        b.client("Aldgate Freight", "aldgatefreight.example", remote_id="c1"),
        b.staff("Noor Haddad", NOOR, remote_id="noor"),
        b.staff("Ines Duarte", INES, remote_id="ines"),
        project("POR", "Customer portal", "noor"),
        project("HHD", "Depot handhelds", "ines"),
        b.task("POR-1", "Directory cut-over", project="POR", owner="noor", due_date="2026-03-20"),
        b.task("HHD-1", "Choose the scanners", project="HHD", owner="ines", due_date="2026-03-10"),
        b.task("HHD-2", "Pilot shift", project="HHD", owner="ines", due_date="2026-04-10"),
    )
    return b.system("mail")


def belongs(title: str, kind: str = "message") -> tuple[str, str] | None:
    """(project, why) of the one thing with this title."""
    thing = b.entity(title, kind)
    found = reading.project_of([thing], [1]).get(thing)
    return (found.title, found.why) if found else None


def test_a_mail_without_a_number_goes_to_its_project_and_says_why(company):
    b.tell(
        company,
        b.mail(
            "1@x",
            MARCUS,
            NOOR,
            "Next Friday",
            b.moment("2026-03-12 09:00"),
            body="Is the directory cut-over still on? People ask.",
        ),
    )
    title, why = belongs("Next Friday")
    assert title == "Customer portal"
    assert why == "Noor Haddad, the words “Directory cut-over”, while the project ran".replace("words", "word")


def test_people_alone_link_nothing(company):
    b.tell(
        company,
        b.mail(
            "1@x",
            NOOR,
            MARCUS,
            "Opening hours",
            b.moment("2026-03-12 09:00"),
            body="We are closed on Good Friday. Have a good week.",
        ),
    )
    assert belongs("Opening hours") is None


def test_a_mail_outside_the_projects_time_is_not_its(company):
    b.tell(
        company,
        b.mail(
            "1@x",
            MARCUS,
            NOOR,
            "Old days",
            b.moment("2024-03-12 09:00"),
            body="The directory cut-over of two years ago.",
        ),
    )
    assert belongs("Old days") is None


def test_another_clients_mail_is_never_linked(company):
    b.tell(b.system("crm"), b.client("Pell & Sons", "pellandsons.example", remote_id="c2"))
    b.tell(
        company,
        b.mail(
            "1@x",
            "geoff@pellandsons.example",
            NOOR,
            "Ours too",
            b.moment("2026-03-12 09:00"),
            body="How did the directory cut-over of the customer portal go?",
        ),
    )
    assert belongs("Ours too") is None


def test_two_projects_with_the_same_work_are_told_apart_by_their_people(company):
    b.tell(
        b.system("tracker"),
        b.task("POR-2", "Floor walkers", project="POR", owner="noor"),
        b.task("HHD-3", "Floor walkers", project="HHD", owner="ines"),
    )
    b.tell(
        company,
        b.mail("1@x", INES, FEMI, "Staffing", b.moment("2026-04-02 09:00"), body="The “Floor walkers” are booked."),
    )
    assert belongs("Staffing")[0] == "Depot handhelds"


def test_when_two_projects_are_close_it_belongs_to_neither_until_a_person_says(company):
    b.tell(
        b.system("tracker"),
        b.task("POR-2", "Floor walkers", project="POR", owner="noor"),
        b.task("HHD-3", "Floor walkers", project="HHD", owner="ines"),
    )
    b.tell(
        company,
        b.mail(
            "1@x", FEMI, [NOOR, INES], "Both of you", b.moment("2026-04-02 09:00"), body="Are the floor walkers booked?"
        ),
    )
    assert belongs("Both of you") is None
    maybe = {choice.title: choice.maybe for choice in corrections.choices(b.entity("Both of you", "message"), [1])}
    assert "Floor walkers" in maybe["Customer portal"] and "Floor walkers" in maybe["Depot handhelds"]


def test_a_reply_belongs_where_its_thread_belongs(company):
    b.tell(company, b.mail("1@x", MARCUS, NOOR, "Friday", b.moment("2026-03-12 09:00"), body="Is the directory cut-over on?"),
           b.mail("2@x", NOOR, MARCUS, "Re: Friday", b.moment("2026-03-12 10:00"), body="Yes.", thread="1@x"))  # fmt: skip
    assert belongs("Re: Friday")[0] == "Customer portal"


def test_a_number_quoted_in_the_thread_counts_more_than_words(company):
    b.tell(company, b.mail("1@x", MARCUS, INES, "[HHD-2] and the rest", b.moment("2026-03-12 09:00"), body="We spoke of the customer portal as well."),
           b.mail("2@x", INES, MARCUS, "Re: and the rest", b.moment("2026-03-12 10:00"), body="Noted.", thread="1@x"))  # fmt: skip
    assert belongs("Re: and the rest") == ("Depot handhelds", "its thread quotes HHD-2")


def test_a_meeting_and_the_document_of_a_mail_follow_too(company):
    femi = mention_id("person", FEMI)
    people = [
        b.Mention("person", femi, FEMI, {"email": FEMI}),
        b.Mention("person", mention_id("person", INES), INES, {"email": INES}),
    ]
    meeting = Statement("meeting", "ev1", "Pilot shift, lessons", {"name": "Pilot shift, lessons", "starts_at": "2026-04-14T10:00:00+00:00"}, at=b.moment("2026-04-14 10:00"),
                        refs=[Ref("attendee", "person", p.remote_id) for p in people], mentions=people)  # fmt: skip
    paper = Statement("document", "doc1", "Offer.pdf", {"name": "Offer.pdf"}, "A price.", b.moment("2026-03-12 08:00"))
    mail = b.mail(
        "1@x", INES, FEMI, "Scanners", b.moment("2026-03-12 09:00"), body="To choose the scanners you need this."
    )
    mail.refs.append(Ref("attachment", "document", "doc1"))
    b.tell(b.system("calendar"), meeting)
    b.tell(company, mail, paper)
    assert belongs("Pilot shift, lessons", "meeting")[0] == "Depot handhelds"
    assert belongs("Offer.pdf", "document") == ("Depot handhelds", "it came with a mail that belongs there")


def test_it_does_not_matter_whether_the_project_or_the_mail_was_read_first():
    b.own_domains("harrowlane.example")
    b.tell(
        b.system("mail"),
        b.mail(
            "1@x", MARCUS, NOOR, "Next Friday", b.moment("2026-03-12 09:00"), body="Is the directory cut-over still on?"
        ),
    )
    b.tell(b.system("crm"), b.client("Aldgate Freight", "aldgatefreight.example", remote_id="c1"))
    b.tell(b.system("tracker"), b.client("Aldgate Freight", remote_id="c1"), b.staff("Noor Haddad", NOOR, remote_id="noor"), project("POR", "Customer portal", "noor"),
           b.task("POR-1", "Directory cut-over", project="POR", owner="noor"))  # fmt: skip
    assert belongs("Next Friday")[0] == "Customer portal"


def test_a_code_that_is_an_everyday_word_links_only_where_it_is_written_as_one(company):
    b.tell(b.system("tracker"), project("IT", "Laptop refresh", "ines"))
    for n, (subject, body) in enumerate((
        ("Canteen wifi", "Could your IT team call me about the wifi?"), ("IT: next steps", "When do we start?"), ("Question", "Is IT-7 done?"),
    )):  # fmt: skip
        b.tell(company, b.mail(f"{n}@x", MARCUS, INES, subject, b.moment("2026-03-12 09:00"), body=body))
    assert belongs("Canteen wifi") is None
    assert belongs("IT: next steps")[0] == belongs("Question")[0] == "Laptop refresh"


@pytest.mark.parametrize(("code", "subject", "body", "is_it"), [
    ("P-1042", "P-1042: next steps", "When do we start?", True),
    ("P-1042", "Next steps", "When do we start with P-1042?", True),
    ("2026-017", "Next steps", "Is 2026-017 still on?", True),
    ("2026-017", "2026-017 next steps", "When do we start?", True),
    ("2026-017", "Next steps", "Call me on +44 2026-017 555 or 12026-0175.", False),
    ("2026-03", "Next steps", "See you in 2026-03, on 2026-03-17 at the latest.", False),
])  # fmt: skip
def test_a_code_of_one_letter_or_of_digits_links_by_itself(company, code, subject, body, is_it):
    b.tell(b.system("tracker"), project(code, "Payroll interface", "noor"))
    b.tell(company, b.mail("1@x", MARCUS, NOOR, subject, b.moment("2026-03-12 09:00"), body=body))
    found = belongs(subject)
    assert (found is not None and found[0] == "Payroll interface") == is_it


def test_a_link_goes_with_its_reason(company):
    work = b.task("POR-1", "Directory cut-over", project="POR", owner="noor", due_date="2026-03-20")
    b.tell(
        company,
        b.mail(
            "1@x", MARCUS, NOOR, "Next Friday", b.moment("2026-03-12 09:00"), body="Is the directory cut-over still on?"
        ),
    )
    b.tell(b.system("tracker"), gone=[work])
    assert belongs("Next Friday") is None


def test_a_private_mail_links_nothing_for_others(company):
    priya = b.user(PRIYA)
    box = b.system("priya", audience=audiences.private(priya).pk)
    root = b.mail(
        "1@x",
        MARCUS,
        PRIYA,
        "Between us",
        b.moment("2026-03-12 09:00"),
        body="The directory cut-over of the customer portal worries me.",
    )
    b.tell(box, root)
    b.tell(
        company,
        b.mail("2@x", PRIYA, MARCUS, "Re: Between us", b.moment("2026-03-12 10:00"), body="I see.", thread="1@x"),
    )
    assert belongs("Re: Between us") is None
    thing = b.entity("Between us", "message")
    assert reading.project_of([thing], [1]) == {}
    assert reading.project_of([thing], [1, box.audience_id])[thing].title == "Customer portal"


def test_a_correction_holds_for_later_replies_and_through_another_read(company):
    priya = b.user(PRIYA)
    first = b.mail("1@x", MARCUS, NOOR, "Friday", b.moment("2026-03-12 09:00"), body="Is the directory cut-over on?")
    b.tell(company, first)
    made = corrections.correct(priya, b.entity("Friday", "message"), b.entity("Depot handhelds", "project"))
    assert belongs("Friday") == ("Depot handhelds", "priya@harrowlane.example said so")
    b.tell(
        company,
        first,
        b.mail(
            "2@x",
            NOOR,
            MARCUS,
            "Re: Friday",
            b.moment("2026-03-12 10:00"),
            body="Yes, the directory cut-over.",
            thread="1@x",
        ),
    )
    assert belongs("Re: Friday")[0] == "Depot handhelds"
    corrections.withdraw(priya, made.pk)
    assert belongs("Re: Friday")[0] == "Customer portal"


def test_none_is_a_correction_too(company):
    b.tell(
        company,
        b.mail("1@x", MARCUS, NOOR, "Friday", b.moment("2026-03-12 09:00"), body="Is the directory cut-over on?"),
    )
    corrections.correct(b.user(PRIYA), b.entity("Friday", "message"), None)
    assert belongs("Friday") is None


def test_none_counts_before_the_project_its_own_system_says(company):
    jam = Statement("ticket", "T-1", "Printer jam", {"subject": "Printer jam", "status": "open"}, at=b.moment("2026-03-12 09:00"),
                    refs=[Ref("client", "client", "c1"), Ref("project", "project", "POR")])  # fmt: skip
    b.tell(b.system("tracker"), jam)
    assert belongs("Printer jam", "ticket") == ("Customer portal", "its own system says so")
    made = corrections.correct(b.user(PRIYA), b.entity("Printer jam", "ticket"), None)
    assert belongs("Printer jam", "ticket") is None
    corrections.withdraw(b.user(PRIYA), made.pk)
    assert belongs("Printer jam", "ticket") == ("Customer portal", "its own system says so")


def test_only_a_project_of_the_client_can_be_chosen_and_only_by_who_may(company):
    from django.core.exceptions import PermissionDenied

    b.tell(b.system("crm"), b.client("Pell & Sons", "pellandsons.example", remote_id="c2"))
    other = Statement(
        "project", "PWH", "Warehouse", {"name": "Warehouse", "code": "PWH"}, refs=[Ref("client", "client", "c2")]
    )
    b.tell(b.system("crm"), other)
    b.tell(company, b.mail("1@x", MARCUS, NOOR, "Friday", b.moment("2026-03-12 09:00")))
    with pytest.raises(LookupError):
        corrections.correct(b.user(PRIYA), b.entity("Friday", "message"), b.entity("Warehouse", "project"))
    with pytest.raises(PermissionDenied):
        corrections.correct(b.user("gareth@harrowlane.example", role="viewer"), b.entity("Friday", "message"), None)


def test_a_client_without_projects_costs_nothing(company):
    b.tell(b.system("crm"), b.client("Pell & Sons", "pellandsons.example", remote_id="c2"))
    b.tell(company, b.mail("1@x", "geoff@pellandsons.example", NOOR, "Lunch", b.moment("2026-03-12 09:00")))
    pell = b.entity("Pell & Sons")
    assert rows("SELECT count(*) FROM project_ground WHERE client_id = %s", [pell]) == [(0,)]

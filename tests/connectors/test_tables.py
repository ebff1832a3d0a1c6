"""Tables: what an export is guessed to hold, and what one row of it says."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kingpost.connectors.base import Statement
from kingpost.connectors.files_folder import walk
from kingpost.connectors.files_tables import Tables
from kingpost.connectors.formats import tables_rows
from kingpost.connectors.formats.tables import BadRow, TableError, open_tables
from kingpost.connectors.formats.tables_cells import moment, money
from kingpost.connectors.formats.tables_guess import guess
from kingpost.connectors.formats.tables_mapping import Mapping, describe_mapping

Folder = Callable[..., dict[str, list[Statement]]]


@pytest.fixture
def told(tmp_path: Path) -> Folder:
    """Write files into a folder and answer with the statements each gives."""

    def tell(**files: str | bytes) -> dict[str, list[Statement]]:
        for name, content in files.items():
            path = tmp_path / name.replace("__", ".")
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return statements(tmp_path)

    return tell


def statements(folder: Path, zone: str = "UTC") -> dict[str, list[Statement]]:
    entries = [entry for entry in walk(folder)[0] if not entry.name.endswith(".yaml")]
    tables = Tables(entries, zone, "day first")
    problems = {name: file.error for name, file in tables.files.items() if file.error}
    assert not problems
    return {entry.name: [one for row in tables.rows(entry.name) for one in read(row)] for entry in entries}


def read(row: Any) -> list[Statement]:
    assert not isinstance(row, BadRow), row
    return tables_rows.translate(row[1])


def mapping_of(path: Path, content: str | bytes, **said: Any) -> Mapping:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    [table] = open_tables(path)
    found = guess(table, path.name, **said)
    assert found is not None
    return found.mapping


def refs(statement: Statement) -> set[tuple[str, str, str]]:
    return {(ref.role, ref.kind, ref.remote_id) for ref in statement.refs}


def happened(statement: Statement) -> list[tuple[str, str]]:
    return [(happening.what, happening.text) for happening in statement.happenings]


# --- the exports people have -----------------------------------------------------------------------------------------------

COMPANIES = """\
Record ID,Company name,Company Domain Name,Phone Number,City,Country/Region,Industry,Company owner,Create Date
9001,Aldgate Freight,aldgatefreight.example,+44 20 7946 0018,London,United Kingdom,Logistics,Priya Raman,2023-02-01 09:30
9002,Pell & Sons,pellandsons.example,,Leeds,United Kingdom,Retail,Noor Haddad,2023-05-11 14:00
"""
CONTACTS = """\
Record ID,First Name,Last Name,Email,Phone Number,Job Title,Associated Company,Associated Company IDs,Contact owner
101,Marcus,Osei,marcus@aldgatefreight.example,,Head of IT,Aldgate Freight,9001,Priya Raman
102,Ruth,Lindqvist,ruth@aldgatefreight.example,,Finance,Aldgate Freight,9001,Priya Raman
"""
DEALS = """\
Record ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Deal owner,Associated Company,Associated Contact IDs,Create Date
55,Depot network refresh,Closed Won,Sales Pipeline,"£48,000.00",2024-03-05 12:00,Priya Raman,Aldgate Freight,101;102,2024-01-10 08:00
56,Till support,Appointment Scheduled,Sales Pipeline,1200.5,2024-06-30 12:00,Noor Haddad,Pell & Sons,,2024-02-10 08:00
"""


def test_hubspot_companies_contacts_and_deals_point_at_each_other(told: Folder) -> None:
    said = told(companies__csv=COMPANIES, contacts__csv=CONTACTS, deals__csv=DEALS)
    aldgate = said["companies.csv"][0]
    assert (aldgate.kind, aldgate.remote_id, aldgate.title) == ("client", "9001", "Aldgate Freight")
    assert aldgate.fields["domain"] == "aldgatefreight.example"
    assert aldgate.fields["owner_name"] == "Priya Raman"
    marcus = said["contacts.csv"][0]
    assert (marcus.kind, marcus.remote_id, marcus.title) == ("person", "101", "Marcus Osei")
    assert ("employer", "client", "9001") in refs(marcus)
    assert marcus.fields["company"] == "Aldgate Freight"
    assert "staff" not in marcus.fields
    deal = said["deals.csv"][0]
    assert deal.kind == "agreement"
    assert refs(deal) == {
        ("client", "client", "9001"), ("owner", "person", "name:priya raman"), ("member", "person", "101"), ("member", "person", "102"),
    }  # fmt: skip
    assert (deal.fields["status"], deal.fields["amount"], deal.fields["currency"]) == ("won", "48000.00", "GBP")
    assert deal.fields["close_date"] == "2024-03-05"
    assert ("won", "won “Depot network refresh”, £48,000") in happened(deal)
    assert said["deals.csv"][1].fields["status"] == "open"


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("Priya Raman, Noor Haddad", ["name:priya raman", "name:noor haddad"]),
        ("Priya Raman,Noor Haddad,Callum J. Reid", ["name:priya raman", "name:noor haddad", "name:callum j. reid"]),
        ("Raman, Priya", ["name:raman, priya"]),
        ("van der Berg, Jan Peter", ["name:van der berg, jan peter"]),
        ("Priya Raman, PhD", ["name:priya raman, phd"]),
        ("priya, noor", ["name:priya, noor"]),
    ],
)
def test_a_cell_may_name_several_people(told: Folder, cell: str, people: list[str]) -> None:
    said = told(
        tasks__csv=f'Task ID,Task,Status,Assignee\n1,Label the racks,Open,"{cell}"\n2,Count them,Open,Noor Haddad\n'
    )
    assert [ref.remote_id for ref in said["tasks.csv"][0].refs if ref.role == "owner"] == people


def test_two_who_a_list_of_people_knows_by_one_word_each_are_two(told: Folder) -> None:
    said = told(
        tasks__csv='Task ID,Task,Status,Assignee\n1,Label the racks,Open,"priya, noor"\n2,Count them,Open,noor\n',
        users__csv="User ID,Name,Email\npriya,Priya Raman,priya@harrowlane.example\nnoor,Noor Haddad,noor@harrowlane.example\n",
    )
    assert [ref.remote_id for ref in said["tasks.csv"][0].refs if ref.role == "owner"] == ["priya", "noor"]


def test_a_company_nobody_exported_is_mentioned_by_name(told: Folder) -> None:
    deal = told(deals__csv=DEALS)["deals.csv"][1]
    assert ("client", "client", "name:pell & sons") in refs(deal)
    assert [(m.remote_id, m.fields) for m in deal.mentions if m.kind == "client"] == [
        ("name:pell & sons", {"name": "Pell & Sons"})
    ]


ZENDESK = {
    "tickets": [
        {
            "id": 4471, "subject": "VPN drops every morning", "description": "Third morning nobody can sign in", "status": "open",
            "priority": "urgent", "type": "incident", "requester_id": 1, "assignee_id": 7, "organization_id": 300, "tags": ["vpn", "escalated"],
            "created_at": "2024-05-01T07:00:00Z", "updated_at": "2024-05-02T09:00:00Z", "via": {"channel": "email"},
            "comments": [
                {"id": 11, "author_id": 1, "body": "Third morning nobody can sign in", "public": True, "created_at": "2024-05-01T07:00:00Z"},
                {"id": 12, "author_id": 7, "body": "We are on it", "public": True, "created_at": "2024-05-01T08:00:00Z"},
                {"id": 13, "author_id": 7, "body": "Firewall again?", "public": False, "created_at": "2024-05-01T08:05:00Z"},
                {"id": 14, "author_id": 2, "body": "Still broken here in the depot", "public": True, "created_at": "2024-05-02T09:00:00Z"},
            ],
        }
    ],
    "users": [
        {"id": 1, "name": "Marcus Osei", "email": "marcus@aldgatefreight.example", "role": "end-user", "organization_id": 300},
        {"id": 2, "name": "Femi Ade", "email": "femi@aldgatefreight.example", "role": "end-user", "organization_id": 300},
        {"id": 7, "name": "Callum Reid", "email": "callum@harrowlane.example", "role": "agent", "organization_id": None},
    ],
    "organizations": [{"id": 300, "name": "Aldgate Freight", "domain_names": ["aldgatefreight.example"], "created_at": "2023-01-01T00:00:00Z"}],
}  # fmt: skip


def test_zendesk_json_tickets_users_and_organizations(told: Folder) -> None:
    said = told(zendesk__json=json.dumps(ZENDESK))["zendesk.json"]
    ticket = next(one for one in said if one.kind == "ticket")
    assert (ticket.remote_id, ticket.title) == ("4471", "VPN drops every morning")
    assert refs(ticket) == {("requester", "person", "1"), ("owner", "person", "7"), ("client", "client", "300")}
    assert [(h.what, h.actor, h.key) for h in ticket.happenings if h.key.isdigit()] == [
        ("commented", "1", "11"), ("answered", "7", "12"), ("commented", "7", "13"), ("commented", "2", "14"),
    ]  # fmt: skip
    assert [h.key for h in ticket.happenings if h.private] == ["13"]
    assert ticket.fields["last_client_message_at"].startswith("2024-05-02T09:00:00"), (
        "a colleague of the requester is the client too"
    )
    assert ticket.fields["last_our_message_at"].startswith("2024-05-01T08:00:00"), "an internal note is no answer"
    assert ticket.fields["channel"] == "email"
    assert ticket.fields["tags"] == ["vpn", "escalated"]
    assert "Firewall again?" in ticket.body
    callum = next(one for one in said if one.title == "Callum Reid")
    assert callum.fields["staff"] is True
    assert next(one for one in said if one.title == "Femi Ade").fields["staff"] is False
    organisation = next(one for one in said if one.kind == "client")
    assert (organisation.remote_id, organisation.fields["domain"]) == ("300", "aldgatefreight.example")


def test_zendesk_lines_with_people_inside_the_ticket(told: Folder) -> None:
    line = {
        "id": 9, "subject": "Printer", "status": "solved", "created_at": "2024-05-01T07:00:00Z", "updated_at": "2024-05-01T10:00:00Z",
        "solved_at": "2024-05-01T10:00:00Z", "organization": {"name": "Pell & Sons"},
        "requester": {"id": 5, "name": "Ada Pell", "email": "ada@pellandsons.example"}, "assignee": {"name": "Noor Haddad", "email": "noor@harrowlane.example"},
        "comments": [{"id": 1, "author": {"id": 5, "email": "ada@pellandsons.example"}, "body": "It jams", "created_at": "2024-05-01T07:00:00Z"}],
    }  # fmt: skip
    text = "\n".join(json.dumps(line | {"id": number}) for number in (9, 10))
    ticket = told(tickets__json=text)["tickets.json"][0]
    assert ("requester", "person", "email:ada@pellandsons.example") in refs(ticket)
    assert ("client", "client", "name:pell & sons") in refs(ticket)
    assert ticket.happenings[0].actor == "email:ada@pellandsons.example"
    assert ("resolved", "resolved “Printer”") in happened(ticket)
    assert "last_client_message_at" in ticket.fields


def test_zendesk_csv(told: Folder) -> None:
    text = (
        "Id,Requester,Requester email,Organization,Subject,Status,Priority,Assignee,Created at,Solved at,Ticket type,Via\n"
        "71,Marcus Osei,marcus@aldgatefreight.example,Aldgate Freight,VPN down,Open,High,Callum Reid,2024-05-01 07:00,,Incident,Mail\n"
        "72,Ada Pell,ada@pellandsons.example,Pell & Sons,Printer,Solved,Low,Noor Haddad,2024-05-02 07:00,2024-05-02 09:00,Question,Web\n"
    )
    ticket = told(export__csv=text)["export.csv"][1]
    assert (ticket.kind, ticket.remote_id, ticket.fields["status"]) == ("ticket", "72", "solved")
    assert ticket.fields["resolved_at"] == "2024-05-02T09:00:00+00:00"
    assert ("requester", "person", "email:ada@pellandsons.example") in refs(ticket)


def test_jira_csv_with_repeated_columns(told: Folder) -> None:
    text = (
        "Summary,Issue key,Issue id,Parent,Parent key,Issue Type,Status,Project key,Project name,Priority,Assignee,Assignee Id,Reporter,Created,Updated,"
        "Resolved,Due date,Labels,Labels,Custom field (Story Points),Comment,Comment\n"
        "Migrate mail,OPS-12,10012,10010,OPS-10,Task,Done,OPS,Operations,High,Priya Raman,557:aa,Noor Haddad,05/Jan/24 10:12 AM,09/Jan/24 4:00 PM,"
        '09/Jan/24 4:00 PM,12/Jan/24 12:00 AM,mail,move,5,"06/Jan/24 9:00 AM;557:aa;First half is done","08/Jan/24 9:00 AM;557:bb;Second too"\n'
        "Order laptops,OPS-13,10013,,,Task,To Do,OPS,Operations,Low,,,Noor Haddad,05/Jan/24 10:12 AM,05/Jan/24 10:12 AM,,,,,,,\n"
    )
    first, second = told(jira__csv=text)["jira.csv"]
    assert (first.kind, first.remote_id, first.title) == ("task", "OPS-12", "Migrate mail")
    assert ("parent", "task", "OPS-10") in refs(first)
    assert ("project", "project", "name:operations") in refs(first) or ("project", "project", "OPS") in refs(first)
    assert first.fields["tags"] == ["mail", "move"]
    assert first.fields["due_date"] == "2024-01-12"
    assert first.fields["completed_at"] == "2024-01-09T16:00:00+00:00"
    assert [h.at.isoformat() for h in first.happenings if "First half" in h.text] == ["2024-01-06T09:00:00+00:00"]
    assert second.fields["status"] == "to do"
    assert not any(ref.role == "owner" for ref in second.refs)


def test_asana_csv(told: Folder) -> None:
    text = (
        "Task ID,Created At,Completed At,Last Modified,Name,Section/Column,Assignee,Assignee Email,Start Date,Due Date,Tags,Notes,Projects,Parent task\n"
        "1201,2024-01-02,2024-01-05,2024-01-05,Order switches,Doing,Priya Raman,priya@harrowlane.example,,2024-01-06,network,For the depot,Aldgate rollout,\n"
        "1202,2024-01-02,,2024-01-03,Fit switches,To do,,,,2024-01-20,,,Aldgate rollout,\n"
    )
    first, second = told(asana__csv=text)["asana.csv"]
    assert (first.kind, first.remote_id, first.fields["status"]) == ("task", "1201", "completed")
    assert ("owner", "person", "email:priya@harrowlane.example") in refs(first)
    assert ("project", "project", "name:aldgate rollout") in refs(first)
    assert ("completed", "completed “Order switches”") in happened(first)
    assert (second.fields["status"], second.fields["due_date"]) == ("to do", "2024-01-20")


def test_asana_json(told: Folder) -> None:
    task = {
        "gid": "77", "resource_type": "task", "resource_subtype": "milestone", "name": "Go live", "completed": False, "due_on": "2024-04-01",
        "created_at": "2024-01-02T10:00:00.000Z", "modified_at": "2024-01-03T10:00:00.000Z", "notes": "With the client",
        "assignee": {"gid": "5", "name": "Priya Raman"}, "projects": [{"gid": "900", "name": "Aldgate rollout"}], "tags": [],
    }  # fmt: skip
    plain = task | {
        "gid": "78",
        "name": "Test",
        "resource_subtype": "default_task",
        "completed": True,
        "completed_at": "2024-03-01T10:00:00.000Z",
    }
    first, second = told(asana__json=json.dumps({"data": [task, plain]}))["asana.json"]
    assert (first.kind, first.remote_id, first.fields["milestone"], first.fields["status"]) == (
        "task",
        "77",
        True,
        "open",
    )
    assert first.fields["due_date"] == "2024-04-01"
    assert ("project", "project", "name:aldgate rollout") in refs(first)
    assert ("owner", "person", "name:priya raman") in refs(first)
    assert (second.fields["status"], second.fields.get("milestone")) == ("completed", None)


def test_xero_invoices_have_a_row_per_line(told: Folder) -> None:
    text = (
        "*ContactName,EmailAddress,POAddressLine1,*InvoiceNumber,Reference,*InvoiceDate,*DueDate,Total,TaxTotal,InvoiceAmountPaid,InvoiceAmountDue,"
        "Description,*Quantity,*UnitAmount,Currency,Type,Status\n"
        "Aldgate Freight,ruth@aldgatefreight.example,1 Dock Rd,INV-2093,PO 7,28/02/2024,29/03/2024,48000.00,8000.00,0,48000.00,Switches,10,3000,GBP,Sales invoice,Awaiting Payment\n"
        "Aldgate Freight,ruth@aldgatefreight.example,1 Dock Rd,INV-2093,PO 7,28/02/2024,29/03/2024,48000.00,8000.00,0,48000.00,Fitting,10,1000,GBP,Sales invoice,Awaiting Payment\n"
        "Pell & Sons,,,INV-2094,,01/03/2024,31/03/2024,120.00,20.00,120.00,0,Support,1,100,GBP,Sales invoice,Paid\n"
    )
    first, second = told(invoices__csv=text)["invoices.csv"]
    assert (first.kind, first.remote_id, first.fields["amount"], first.fields["currency"]) == (
        "invoice",
        "INV-2093",
        "48000.00",
        "GBP",
    )
    assert (first.fields["issue_date"], first.fields["due_date"], first.fields["status"]) == (
        "2024-02-28",
        "2024-03-29",
        "awaiting payment",
    )
    assert "Switches" in first.body and "Fitting" in first.body
    assert ("buyer", "client", "name:aldgate freight") in refs(first)
    assert first.fields["buyer_name"] == "Aldgate Freight"
    assert ("invoiced", "Invoice INV-2093 sent, £48,000") in happened(first)
    assert second.remote_id == "INV-2094"
    assert second.fields["issue_date"] == "2024-03-01", "another row of the file showed that the day comes first"


def test_hr_list_is_staff_with_managers(told: Folder) -> None:
    text = (
        "Employee ID;Name;E-Mail;Job title;Department;Line manager email;Hours per week;Start date;Role since;Previous title\n"
        "H1;Priya Raman;priya@harrowlane.example;Operations director;Operations;;37,5;03.04.2019;03.04.2019;\n"
        "H2;Callum Reid;callum@harrowlane.example;Support lead;Support;priya@harrowlane.example;30;14.06.2021;01.02.2024;Support analyst\n"
    )
    first, second = told(staff__csv=text.encode("utf-8-sig"))["staff.csv"]
    assert (first.kind, first.remote_id, first.fields["staff"], first.fields["hours_per_week"]) == (
        "person",
        "H1",
        True,
        37.5,
    )
    assert first.fields["start_date"] == "2019-04-03"
    assert second.fields["manager_email"] == "priya@harrowlane.example"
    assert ("manager", "person", "email:priya@harrowlane.example") in refs(second)
    assert happened(second) == [
        ("joined", "Callum Reid joined"),
        ("moved", "Callum Reid became Support lead (was Support analyst)"),
    ]


def test_action_list(told: Folder) -> None:
    text = "No,Action,Owner,Client,Due,Status\n1,Send the quote,Noor Haddad,Pell & Sons,5 March 2024,Open\n2,Book the van,TBC,,,Done\n"
    first, second = told(actions__csv=text)["actions.csv"]
    assert (first.kind, first.remote_id, first.fields["due_date"]) == ("task", "1", "2024-03-05")
    assert refs(first) == {("owner", "person", "name:noor haddad"), ("client", "client", "name:pell & sons")}
    assert refs(second) == set(), "TBC is nobody"


def test_tracker_workbook_with_title_merged_cells_and_formulas(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Milestones"
    for row in (
        ["Project tracker, March"], [], ["Project", "Milestone", "Owner", "Due", "Status", "% complete"],
        ["Aldgate rollout", "Design agreed", "Priya Raman", dt.date(2024, 3, 5), "Done", 1.0],
        [None, "Go live", "Callum Reid", dt.datetime(2024, 4, 1), "At risk", "=F4/2"],
        ["Phase two"], ["Dental move", "Survey", "Noor Haddad", dt.date(2024, 5, 1), "Not started", 0],
    ):  # fmt: skip
        sheet.append(row)
    sheet.merge_cells("A1:F1")
    sheet.merge_cells("A4:A5")
    sheet.merge_cells("A6:F6")
    book.create_sheet("Lists").sheet_state = "hidden"
    book.save(tmp_path / "tracker.xlsx")
    said = statements(tmp_path)["tracker.xlsx"]
    assert [one.title for one in said] == ["Design agreed", "Go live", "Survey"]
    assert all(one.kind == "task" and one.fields["milestone"] is True for one in said)
    assert ("project", "project", "name:aldgate rollout") in refs(said[1]), (
        "a merged cell counts for every row it covers"
    )
    assert said[1].fields["due_date"] == "2024-04-01"
    [table] = open_tables(tmp_path / "tracker.xlsx")
    assert any("hold no stored value" in note for note in table.notes)
    assert any("hidden" in note for note in table.notes)


@pytest.mark.parametrize("corner", ["A1", "B1", "D3"])
@pytest.mark.parametrize("merged", ["Client", "Owner"])
def test_merged_cells_count_for_their_own_column_wherever_the_table_begins(
    tmp_path: Path, corner: str, merged: str
) -> None:
    names = ["Ref", "Action", "Client", "Owner"]
    book = openpyxl.Workbook()
    sheet = book.active
    row, column = sheet[corner].row, sheet[corner].column
    for down, cells in enumerate(
        [names, ["1", "Call", "Pell & Sons", "Noor"], ["2", "Visit", None, None], ["3", "Paint", "Aldgate", "Priya"]]
    ):
        for right, cell in enumerate(cells):
            sheet.cell(row + down, column + right, cell)
    place = column + names.index(merged)
    sheet.merge_cells(start_row=row + 1, end_row=row + 2, start_column=place, end_column=place)
    if column > 1:  # beside the table, where nothing is written
        sheet.merge_cells(start_row=row + 2, end_row=row + 3, start_column=1, end_column=column - 1)
    book.save(tmp_path / "actions.xlsx")
    [table] = open_tables(tmp_path / "actions.xlsx")
    found = [row[1] for row in table.rows() if not isinstance(row, BadRow)]
    assert found[1] == {"Ref": "2", "Action": "Visit", merged: found[0][merged]}
    assert [one["Ref"] for one in found] == ["1", "2", "3"]


def test_crm_pipeline_refers_to_accounts_by_name(told: Folder) -> None:
    accounts = "account,sector,office_location,subsidiary_of\nBrightwater Dental,medical,UK,\nOrchard Schools Trust,education,UK,Brightwater Dental\n"
    pipeline = (
        "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
        "1C1I7A6R,Ines Duarte,Support Plus,Brightwater Dental,Won,10/20/2016,3/1/2017,1054\n"
        "Z063OYW0,Ines Duarte,Support,Orchard Schools Trust,Lost,1/2/2017,3/11/2017,0\n"
    )
    said = told(accounts__csv=accounts, sales_pipeline__csv=pipeline)
    deal = said["sales_pipeline.csv"][0]
    assert (deal.remote_id, deal.fields["close_date"], deal.fields["status"]) == ("1C1I7A6R", "2017-03-01", "won")
    assert ("client", "client", "Brightwater Dental") in refs(deal)
    assert ("parent", "client", "Brightwater Dental") in refs(said["accounts.csv"][1])


# --- how things are written ------------------------------------------------------------------------------------------------

SMALL = "Id;Name;City\n1;Café Zoë;Köln\n2;Pell & Sons;Leeds\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_usual_encoding_and_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    (tmp_path / "clients.csv").write_bytes(SMALL.replace(";", delimiter).encode(encoding))
    first = statements(tmp_path)["clients.csv"][0]
    assert (first.kind, first.remote_id, first.title, first.fields["city"]) == ("client", "1", "Café Zoë", "Köln")


def test_one_bad_byte_does_not_garble_a_whole_file(tmp_path: Path) -> None:
    lines = SMALL.encode() + "3;Bäckerei Zoë;Zürich\n".encode() * 5 + b"9;Br\xfche;Ulm\n"
    (tmp_path / "clients.csv").write_bytes(lines)
    [table] = open_tables(tmp_path / "clients.csv")
    rows = list(table.rows())
    assert rows[0][1]["Name"] == "Café Zoë"  # type: ignore[index]
    assert any("not utf-8" in note for note in table.notes)


def test_cyrillic_without_a_mark(tmp_path: Path) -> None:
    text = "Номер;Название клиента;Город\n" + "".join(
        f"{n};Общество Ромашка и партнёры;Санкт-Петербург\n" for n in range(40)
    )
    (tmp_path / "x.csv").write_bytes(text.encode("cp1251"))
    [table] = open_tables(tmp_path / "x.csv")
    assert "Название клиента" in table.columns


def test_a_line_that_names_the_separator_is_not_a_heading(tmp_path: Path) -> None:
    (tmp_path / "clients.csv").write_text("sep=;\n" + SMALL)
    assert [one.title for one in statements(tmp_path)["clients.csv"]] == ["Café Zoë", "Pell & Sons"]


def test_a_quote_that_is_never_closed_costs_one_row_also_beside_a_bare_one(tmp_path: Path) -> None:
    path = tmp_path / "tasks.csv"
    path.write_text('Ref,Action,Status\nT1,Order 5" pipe,"Open\nT2,Call,Open\nT3,Visit,Open\n')
    [table] = open_tables(path)
    first, *others = table.rows()
    assert isinstance(first, BadRow)
    assert [row[1]["Ref"] for row in others if not isinstance(row, BadRow)] == ["T2", "T3"]


def test_title_rows_above_the_heading_are_skipped(tmp_path: Path) -> None:
    (tmp_path / "clients.csv").write_text("Client list,,\n,,\n" + SMALL.replace(";", ","))
    assert [one.remote_id for one in statements(tmp_path)["clients.csv"]] == ["1", "2"]


@pytest.mark.parametrize(("first", "second", "expected"), [("13/02/2024", "03/04/2024", "2024-04-03"), ("02/13/2024", "03/04/2024", "2024-03-04"),
                                                           ("13.2.24", "3.4.24", "2024-04-03"), ("2024/02/13", "2024/04/03", "2024-04-03")])  # fmt: skip
def test_day_or_month_first_is_learnt_from_the_column(tmp_path: Path, first: str, second: str, expected: str) -> None:
    (tmp_path / "tasks.csv").write_text(f"Task,Due date\nA,{second}\nB,{first}\n")
    assert statements(tmp_path)["tasks.csv"][0].fields["due_date"] == expected


def test_what_no_column_tells_is_said(tmp_path: Path) -> None:
    path = tmp_path / "tasks.csv"
    path.write_text("Task,Due date\nA,3/4/2024\n")
    [table] = open_tables(path)
    month_first = guess(table, "tasks.csv", order="month first")
    assert month_first is not None
    assert month_first.mapping.forms == {"Due date": "month first"}
    assert any("nothing tells day from month" in note for note in month_first.notes)


def test_a_cell_that_cannot_be_read_is_kept_as_text(tmp_path: Path) -> None:
    (tmp_path / "tasks.csv").write_text("Task,Due date\nA,2024-03-04\nB,next week\nC,2024-03-05\nD,2024-03-06\n")
    assert statements(tmp_path)["tasks.csv"][1].fields["unread"] == {"due_date": "next week"}


@pytest.mark.parametrize(
    ("written", "amount", "currency"),
    [
        ("5,000 MXN", "5000", "MXN"),
        ("5000 MYR", "5000", "MYR"),
        ("100 KRW", "100", "KRW"),
        ("MXN 5,000", "5000", "MXN"),
        ("5K MXN", "5000", "MXN"),
        ("48 kEUR", "48000", "EUR"),
        ("1.5m €", "1500000", "EUR"),
        ("12 500,00 kr", "12500.00", ""),
        ("kr. 1.250,50", "1250.50", ""),
        ("12 500,00 kr SEK", "12500.00", "SEK"),
        ("1 200 Kč", "1200", "CZK"),
        ("12 500 Ft", "12500", "HUF"),
        ("CA$5", "5", "CAD"),
        ("AU$5", "5", "AUD"),
        ("$5 CAD", "5", "CAD"),
        ("Rs. 5,000", "5000", ""),
        ("Rs.5,000", "5000", ""),
        ("5.000,00 Euro", "5000.00", "EUR"),
        ("1.200,- €", "1200.00", "EUR"),
        ("1200,-", "1200.00", ""),
        ("-1200,-- EUR", "-1200.00", "EUR"),
        ("Fr. 20.00", "20.00", "CHF"),
        ("20.-", "20.00", ""),
        ("USD $1,200", "1200", "USD"),
        ("USD$1,200", "1200", "USD"),
        ("€.50", "0.50", "EUR"),
        ("1,200.50-", "-1200.50", ""),
        ("5 %", "5", ""),
        ("5 dogs", "", ""),
        ("EUR 5 USD", "", ""),
        ("5 kg", "", ""),
        ("3.4.2024", "", ""),
    ],
)
def test_a_sum_is_read_with_the_signs_and_codes_people_write(written: str, amount: str, currency: str) -> None:
    assert money(written) == (amount, currency)


@pytest.mark.parametrize(("written", "amount", "currency"), [("1.200,50 €", "1200.50", "EUR"), ("£1,200.50", "1200.50", "GBP"), ("1 200,50", "1200.50", None),
                                                             ("(1,200.50)", "-1200.50", None), ("1'200.50 CHF", "1200.50", "CHF"), ("48k", "48000", None)])  # fmt: skip
def test_amounts(tmp_path: Path, written: str, amount: str, currency: str | None) -> None:
    (tmp_path / "deals.csv").write_text(f"Deal name;Amount;Deal stage\nA;{written};Won\n")
    fields = statements(tmp_path)["deals.csv"][0].fields
    assert (fields["amount"], fields.get("currency")) == (amount, currency)


@pytest.mark.parametrize(
    ("heading", "written", "read"),
    [
        # money as Excel, HubSpot and Xero write it in German and French, also where no cell has decimals
        ("Budget", "12.500 48.000 1.250.000", "12500 48000 1250000"),
        ("Budget", "12.500 48.000 950", "12500 48000 950"),
        ("Budget", "12.500_€ €_48.000 EUR_3.333", "12500 48000 3333"),
        ("Budget", "1.250.000,00 1.250 12.500", "1250000.00 1250 12500"),
        ("Budget", "1\u00a0250,00 1\u202f250_€ 1\u2009250,5", "1250.00 1250 1250.5"),
        ("Budget", "1'250.00 CHF_1’250.50 12.500", "1250.00 1250.50 12.500"),
        ("Budget", "1'250 7.5", "1250 7.5"),
        # in English
        ("Budget", "1,250 48,000", "1250 48000"),
        ("Budget", "1,250 1,25", "1.250 1.25"),
        ("Budget", "1,250.00 12.5 2,500", "1250.00 12.5 2500"),
        ("Budget", "£1,250 US$_1,250.50 1,250.50_$ -£1,250 £\u22121,250", "1250 1250.50 1250.50 -1250 -1250"),
        ("Budget", "(1,234.50) $(1,234.50) (£1,234.50) 1,234.50-", "-1234.50 -1234.50 -1234.50 -1234.50"),
        ("Budget", "12,50,000.00 1,25,000", "1250000.00 125000"),
        # a program that writes bare numbers
        ("Budget", "12.125 1500 99", "12.125 1500 99"),
        ("Budget", "12.125 0.5 1500.333", "12.125 0.5 1500.333"),
        # hours: three decimals are usual, thousands are not
        ("Estimate hours", "7.5 7.5 7,5 1,250", "7.5 7.5 7.5 1250"),
        ("Estimate hours", "7,5 7,5 7.5 1,250", "7.5 7.5 7.5 1.25"),
        ("Estimate hours", "0,250 1,250 0,500", "0.25 1.25 0.5"),
        ("Estimate hours", "1.250 7.500", "1.25 7.5"),
        ("Estimate hours", "0.250 1,250", "0.25 1250"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_their_column_writes_them(tmp_path: Path, heading: str, written: str, read: str) -> None:
    """ "_" stands for a space inside a number. The same in a csv with commas and in one with semicolons."""
    cells = [cell.replace("_", " ") for cell in written.split(" ")]
    field = "budget" if heading == "Budget" else "estimate_hours"
    name = "projects" if heading == "Budget" else "tasks"
    for mark in ",;":
        rows = "".join(f'Thing {number}{mark}"{cell}"\n' for number, cell in enumerate(cells))
        (tmp_path / f"{name}.csv").write_text(f"{name[:-1].title()} name{mark}{heading}\n{rows}")
        said = statements(tmp_path)[f"{name}.csv"]
        assert [str(one.fields.get(field, one.fields.get("unread"))) for one in said] == read.split()


def test_in_a_table_with_semicolons_one_comma_is_a_decimal_comma(tmp_path: Path) -> None:
    (tmp_path / "tasks.csv").write_text("Task name;Estimate hours\nA;1,250\nB;2,500\n")
    assert [one.fields["estimate_hours"] for one in statements(tmp_path)["tasks.csv"]] == [1.25, 2.5]


def test_another_column_tells_where_its_own_does_not(tmp_path: Path) -> None:
    (tmp_path / "tasks.csv").write_text('Task name,Estimate hours,Spent hours\nA,"1,250","7,5"\nB,"2,000","0,5"\n')
    assert [one.fields["estimate_hours"] for one in statements(tmp_path)["tasks.csv"]] == [1.25, 2]


@pytest.mark.parametrize("written", ["1.250.00", "3.4.2024", "1,250,00", "1.250,000,00"])
def test_what_is_grouped_like_no_number_is_kept_as_text(tmp_path: Path, written: str) -> None:
    (tmp_path / "projects.csv").write_text(f"Project name;Budget\nA;{written}\nB;1.250,00\nC;7,5\n")
    assert statements(tmp_path)["projects.csv"][0].fields["unread"] == {"budget": written}


def test_what_no_number_tells_is_said_and_can_be_said_otherwise(tmp_path: Path) -> None:
    (tmp_path / "projects.csv").write_text("Project name;Budget;Status\nA;12.500;Open\nB;48.000;Open\n")
    notes = Tables(walk(tmp_path)[0], "UTC", "day first").notes("projects.csv")
    assert any("“Budget”: 12.500 is read as 12500" in note for note in notes)
    (tmp_path / "projects.csv.kingpost.yaml").write_text("decimals: decimal point\n")
    said = statements(tmp_path)["projects.csv"]
    assert [one.fields["budget"] for one in said] == ["12.500", "48.000"]
    notes = Tables(walk(tmp_path)[0][:1], "UTC", "day first").notes("projects.csv")
    assert not any("12.500" in note for note in notes)


def test_a_column_that_mixes_decimal_comma_and_point_is_said(tmp_path: Path) -> None:
    rows = "".join(f"{number},T{number},7.5\n" for number in range(29)) + '30,T30,"7,5"\n'
    (tmp_path / "tasks.csv").write_text("Task ID,Task name,Estimate hours\n" + rows)
    assert {one.fields["estimate_hours"] for one in statements(tmp_path)["tasks.csv"]} == {7.5}
    notes = Tables(walk(tmp_path)[0], "UTC", "day first").notes("tasks.csv")
    assert any("“Estimate hours” mixes decimal comma and decimal point (1 and 29 rows)" in note for note in notes)


def test_a_decimal_comma_elsewhere_in_the_column_settles_one_thousand_or_one(tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text("Deal name;Amount (EUR);Deal stage\nA;1.200;Won\nB;7,5;Won\n")
    said = statements(tmp_path)["deals.csv"]
    assert [one.fields["amount"] for one in said] == ["1200", "7.5"]
    assert said[0].fields["currency"] == "EUR"


def test_times_without_a_zone_are_in_the_folders_zone(tmp_path: Path) -> None:
    (tmp_path / "tickets.csv").write_text("Ticket ID,Subject,Created at\n1,Slow,2024-07-01 09:00\n")
    ticket = statements(tmp_path, "Europe/London")["tickets.csv"][0]
    assert ticket.happenings[0].at == dt.datetime(2024, 7, 1, 8, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("05.03.2024 14:30 Uhr", "2024-03-05T14:30:00+00:00"),
        ("05.03.2024, 14.30 Uhr", "2024-03-05T14:30:00+00:00"),
        ("5. März 2024 14.30 Uhr", "2024-03-05T14:30:00+00:00"),
        ("2024-03-05 14:30 Uhr", "2024-03-05T14:30:00+00:00"),
        ("2024-03-05 10.30", "2024-03-05T10:30:00+00:00"),
        ("05.03.2024 10.30.15", "2024-03-05T10:30:15+00:00"),
        ("2024-03-05 10:00:00 CET", "2024-03-05T10:00:00+01:00"),
        ("2024-07-05 10:00:00 CEST", "2024-07-05T10:00:00+02:00"),
        ("05.07.2024 10:00 Uhr MESZ", "2024-07-05T10:00:00+02:00"),
        ("2024-07-05 10:00:00 CET", None),
        ("Tue 5 March 2024 10:00 AM EST", "2024-03-05T10:00:00-05:00"),
        ("2024-03-05 10:00 AEDT", "2024-03-05T10:00:00+11:00"),
        ("2024-01-05 10:00 MST", "2024-01-05T10:00:00-07:00"),
        ("2024-01-05 10:00 PT", "2024-01-05T10:00:00-08:00"),
        ("2024-03-05 10:00:00 UTC", "2024-03-05T10:00:00+00:00"),
        ("5 Mar 2024 10:00 p.m.", "2024-03-05T22:00:00+00:00"),
        ("5 Mar 2024 10:00 XYZ", None),
        ("05.03.2024", "2024-03-05T00:00:00+00:00"),
        ("2024.03.05", "2024-03-05T00:00:00+00:00"),
    ],
)
def test_a_time_is_read_as_people_and_programs_write_it(written: str, read: str | None) -> None:
    found = moment(written)
    assert (found.isoformat() if found else None) == read


def test_values_decide_what_a_column_is(tmp_path: Path) -> None:
    dates = mapping_of(tmp_path / "tasks.csv", "Task,Completed\nA,2024-03-04\nB,\n")
    words = mapping_of(tmp_path / "tasks2.csv", "Task,Completed\nA,yes\nB,no\n")
    assert "completed_at" in dates.fields and "done" not in dates.fields
    assert "done" in words.fields and "completed_at" not in words.fields
    owners = mapping_of(tmp_path / "tasks3.csv", "Task,Owner\nA,priya@harrowlane.example\n")
    assert owners.refs == {"owner": {"email": "Owner"}}


# --- keys ------------------------------------------------------------------------------------------------------------------


def test_two_tables_that_count_from_one_do_not_collide(told: Folder) -> None:
    actions = "No,Action,Owner\n1,Send the quote,Noor Haddad\n2,Call back,Noor Haddad\n"
    said = told(actions__csv=actions, tasks__csv=actions.replace("Action", "Task"))
    ids = [one.remote_id for rows in said.values() for one in rows]
    assert ids == ["1", "2", "tasks:1", "tasks:2"]


def test_rows_without_an_id_are_named_by_what_they_say(told: Folder) -> None:
    said = told(actions__csv="Action,Client,Due\nCall,Pell & Sons,2024-03-04\nCall,Aldgate Freight,2024-03-04\n")[
        "actions.csv"
    ]
    assert [one.remote_id for one in said] == ["Call|Pell & Sons", "Call|Aldgate Freight"]


def test_a_repeated_id_keeps_both_rows(tmp_path: Path) -> None:
    rows = "".join(f"{number},Client {number}\n" for number in range(100))
    (tmp_path / "clients.csv").write_text("Client ID,Client name\n" + rows + "7,Client seven again\n")
    ids = [one.remote_id for one in statements(tmp_path)["clients.csv"]]
    assert len(ids) == len(set(ids)) == 101
    assert "7#2" in ids


# --- what a person says instead ---------------------------------------------------------------------------------------------


def test_the_yaml_beside_a_file_overrides_the_guess(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("Ref,What,Who,When\nA1,Paint the depot,priya@harrowlane.example,3/4/2024\n")
    (tmp_path / "x.csv.kingpost.yaml").write_text(
        "kind: task\nkey: Ref\nfields: {name: What, due_date: When}\nrefs: {owner: {email: Who}}\ndates: month first\nset: {priority: high}\n"
    )
    [task] = statements(tmp_path)["x.csv"]
    assert (task.kind, task.remote_id, task.title) == ("task", "A1", "Paint the depot")
    assert (task.fields["due_date"], task.fields["priority"]) == ("2024-03-04", "high")
    assert refs(task) == {("owner", "person", "email:priya@harrowlane.example")}


def test_a_yaml_needs_to_say_only_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(DEALS)
    (tmp_path / "deals.csv.kingpost.yaml").write_text("fields: {scope: Pipeline, amount: ''}\n")
    deal = statements(tmp_path)["deals.csv"][0]
    assert "amount" not in deal.fields
    assert (deal.fields["scope"], deal.title) == ("Sales Pipeline", "Depot network refresh")


@pytest.mark.parametrize(("said", "reason"), [("kind: spaceship", "spaceship"), ("kind: task\nfields: {name: Nope}", "Nope"), ("[1", "not YAML"),
                                              ("colour: red", "colour"), ("zone: Mars/Base", "Mars/Base"), ("dates: backwards", "backwards")])  # fmt: skip
def test_a_wrong_yaml_is_named(tmp_path: Path, said: str, reason: str) -> None:
    (tmp_path / "deals.csv").write_text(DEALS)
    (tmp_path / "deals.csv.kingpost.yaml").write_text(said)
    [entry] = [one for one in walk(tmp_path)[0] if one.name == "deals.csv"]
    assert reason in Tables([entry], "UTC", "day first").files["deals.csv"].error


def test_the_description_is_the_yaml_that_would_say_the_same(tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(DEALS)
    [table] = open_tables(path)
    found = guess(table, path.name)
    assert found is not None
    before = statements(tmp_path)["deals.csv"]
    (tmp_path / "deals.csv.kingpost.yaml").write_text(describe_mapping(found.mapping, table))
    assert statements(tmp_path)["deals.csv"] == before


@pytest.mark.parametrize(
    "text",
    [
        "product,series,sales_price\nGTX Basic,GTX,550\n",
        "id,name,description\n1,calendar,Manages events\n",
        "name,value\ntimeout,30\n",
        "V1,V2,V3\na,b,c\n",
    ],
)
def test_a_table_that_says_nothing_is_not_guessed(tmp_path: Path, text: str) -> None:
    path = tmp_path / "export.csv"
    path.write_text(text)
    [table] = open_tables(path)
    assert guess(table, path.name) is None


def test_a_description_of_an_interface_is_no_list_of_tasks(tmp_path: Path) -> None:
    path = tmp_path / "tasks.v1.json"
    schemas = {f"Schema{n}": {"type": "object", "description": "x", "format": "y"} for n in range(60)}
    path.write_text(
        json.dumps(
            {
                "id": "tasks:v1",
                "name": "tasks",
                "description": "Manages tasks",
                "ownerName": "Google",
                "schemas": schemas,
            }
        )
    )
    [table] = open_tables(path)
    assert guess(table, path.name) is None


def test_a_table_of_values_without_a_heading_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("1,2024-03-04,5\n2,2024-03-05,6\n")
    with pytest.raises(TableError, match="column names"):
        open_tables(path)


# --- histories -------------------------------------------------------------------------------------------------------------


def test_a_zendesk_history_says_who_resolved_reopened_and_escalated(told: Folder) -> None:
    def audit(number: int, field: str, before: str, after: str) -> dict[str, Any]:
        event = {"type": "Change", "field_name": field, "previous_value": before, "value": after}
        return {"id": number, "author_id": 7, "created_at": f"2024-05-0{number}T09:00:00Z", "events": [event]}

    audits = [audit(1, "status", "new", "open"), audit(2, "priority", "normal", "urgent"), audit(3, "status", "open", "solved"),
              audit(4, "status", "solved", "open"), audit(5, "assignee_id", "7", "8")]  # fmt: skip
    ticket = ZENDESK["tickets"][0] | {"audits": audits, "metric_set": {"reopens": 1, "solved_at": None}}
    said = told(zendesk__json=json.dumps(ZENDESK | {"tickets": [ticket]}))["zendesk.json"]
    ticket_said = next(one for one in said if one.kind == "ticket")
    assert [(h.what, h.text, h.actor) for h in ticket_said.happenings if "." in h.key] == [
        ("escalated", "raised the priority from normal to urgent", "7"), ("resolved", "resolved it", "7"), ("reopened", "reopened it", "7"),
        ("assigned", "gave it to somebody else", "7"),
    ]  # fmt: skip
    assert (ticket_said.fields["escalated"], ticket_said.fields["reopened"]) == (True, 1)
    assert ticket_said.fields["first_response_at"].startswith("2024-05-01T08:00")


def test_a_colleague_of_the_requester_is_not_our_answer(told: Folder) -> None:
    comments = [
        {
            "id": 1,
            "author_id": 2,
            "body": "Femi here, same for me",
            "public": True,
            "created_at": "2024-05-02T09:00:00Z",
        }
    ]
    ticket = ZENDESK["tickets"][0] | {"comments": comments}
    said = told(zendesk__json=json.dumps(ZENDESK | {"tickets": [ticket]}))["zendesk.json"]
    fields = next(one for one in said if one.kind == "ticket").fields
    assert "last_our_message_at" not in fields
    assert fields["last_client_message_at"].startswith("2024-05-02T09:00")


def test_an_invoices_address_tells_which_company_the_name_means(told: Folder) -> None:
    text = "ContactName,EmailAddress,InvoiceNumber,InvoiceDate,Total\nAldgate Freight,ruth@aldgatefreight.example,INV-1,2024-02-28,10\n"
    [invoice] = told(invoices__csv=text)["invoices.csv"]
    assert [(m.remote_id, m.fields["email"]) for m in invoice.mentions] == [
        ("name:aldgate freight", "ruth@aldgatefreight.example")
    ]

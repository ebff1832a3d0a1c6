"""CRM, HR list and the Xero list as the csv files those systems export."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path

from kingpost.example.company import TIER, Client, Person
from kingpost.example.months_money import payer
from kingpost.example.world import World

INDUSTRY = {"freight": "Logistics and Supply Chain", "works": "Manufacturing", "health": "Hospital & Health Care", "school": "Education Management",
            "legal": "Law Practice", "hotel": "Hospitality", "care": "Non-Profit Organization Management", "office": "Business Services"}  # fmt: skip


def write_csv(
    path: Path, columns: list[str], rows: list[list[object]], *, bom: bool = False, delimiter: str = ","
) -> None:
    """A csv file with CRLF line ends; cells that are None are empty."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(out.getvalue().encode("utf-8-sig" if bom else "utf-8"))


def write_crm(world: World, folder: Path) -> None:
    """companies.csv, contacts.csv and deals.csv with HubSpot's column names and a few properties of Harrow Lane's own."""
    clients = [*world.company.clients, *world.company.prospects]
    columns = ["Record ID", "Company name", "Company Domain Name", "Company owner", "Create Date", "Phone Number", "City", "Country/Region", "Industry",
               "Lifecycle Stage", "Customer since", "VAT number", "Support tier", "Agreed answer time (hours)"]  # fmt: skip
    write_csv(folder / "companies.csv", columns, [_company(client) for client in clients])
    columns = ["Record ID", "First Name", "Last Name", "Email", "Additional email addresses", "Phone Number", "Mobile Phone Number", "Job Title", "Contact owner",
               "Associated Company", "Associated Company IDs", "Create Date", "Lead Status"]  # fmt: skip
    people = [person for client in world.company.clients for person in client.people if not person.role_box]
    write_csv(folder / "contacts.csv", columns, [_contact(world, person) for person in people])
    columns = ["Record ID", "Deal Name", "Deal Stage", "Pipeline", "Amount", "Currency", "Monthly recurring revenue", "Close Date", "Create Date", "Delivery date",
               "PO number", "Deal owner", "Associated Company", "Associated Company IDs", "Associated Contact", "Associated Contact IDs",
               "Deal Description", "Last Modified Date"]  # fmt: skip
    write_csv(folder / "deals.csv", columns, _deals(world))


def stage(client: Client) -> str:
    """HubSpot's lifecycle stage."""
    return {"customer": "Customer", "lead": "Lead", "opportunity": "Opportunity"}[client.stage]


def _company(client: Client) -> list[object]:
    created = client.since - timedelta(days=75)
    return [client.crm_id, client.name, client.domain, client.account_manager.name, f"{created} 09:30", client.phone, client.town, "United Kingdom",
            INDUSTRY[client.trade], stage(client), client.since if client.stage == "customer" else "", client.vat,
            TIER[str(client.answer_hours or "")], client.answer_hours or ""]  # fmt: skip


def _contact(world: World, person: Person) -> list[object]:
    client = person.client
    assert client
    first, _, last = person.name.removeprefix("Dr ").partition(" ")
    created = (person.seen_from or client.since) + timedelta(days=3)
    status = "Left company" if person.left else "Connected"
    return [person.crm_id, first, last, person.email, ";".join(person.emails), world.crm_phones.get(person.email, person.phone), person.mobile, person.title,
            client.account_manager.name, client.name, client.crm_id, f"{created} 11:05", status]  # fmt: skip


def _deals(world: World) -> list[list[object]]:
    rows: list[list[object]] = []
    for deal in world.deals:
        changed = min(max(deal.close, deal.created), world.days.today)
        rows.append([deal.id, deal.name, deal.stage, "Sales Pipeline", f"{deal.amount:.2f}", "GBP", f"{deal.monthly:.2f}" if deal.monthly else "", f"{deal.close} 12:00",
                     f"{deal.created} 10:15", deal.delivery or "", deal.po, deal.owner.name, deal.client.name, deal.client.crm_id,
                     deal.contact.name if deal.contact else "", deal.contact.crm_id if deal.contact else "", deal.scope, f"{changed} 16:40"])  # fmt: skip
    return rows


def write_hr(world: World, folder: Path) -> None:
    """staff.csv with everybody's role and the one before, absences.csv and access.csv, with the semicolons and the byte order mark of a spreadsheet program."""
    columns = ["Employee ID", "Full name", "Work email", "Job title", "Department", "Line manager email", "Contracted hours", "Hire date", "Role since", "Previous title",
               "Employment status", "Office", "Work phone", "Mobile"]  # fmt: skip
    moved = {move.person.name: move for move in world.moves}
    rows: list[list[object]] = []
    for person in world.company.staff:
        move = moved.get(person.name)
        since = move.since if move else person.joined
        rows.append([person.staff_id, person.name, person.email, person.title, person.team, person.manager, f"{person.hours:g}", _uk(person.joined), _uk(since),
                     move.title_before if move else "", "Active", "London", person.phone, person.mobile])  # fmt: skip
    write_csv(folder / "staff.csv", columns, rows, bom=True, delimiter=";")
    columns = ["Employee ID", "Full name", "Absence type", "First day", "Last day"]
    absences: list[list[object]] = [
        [a.person.staff_id, a.person.name, a.kind, _uk(a.first), _uk(a.last)] for a in world.absences
    ]
    write_csv(folder / "absences.csv", columns, absences, bom=True, delimiter=";")
    (folder / "absences.csv.kingpost.yaml").write_text(
        "# The same days are in the leave calendar, with their owners.\nignore: true\n", encoding="utf-8"
    )
    _access(world, folder)


ACCESS = {
    "Directors": (("Xero", "Read"), ("CRM", "Admin")), "Cloud and Identity": (("Identity provider", "Admin"), ("Cloud console", "Admin")),
    "Projects": (("Tracker", "Editor"), ("Cloud console", "Read")), "Network Services": (("Firewall console", "Admin"), ("Network monitor", "Admin")),
    "Security Advisory": (("Scanner", "Admin"), ("Firewall console", "Read")), "Service Desk": (("Remote support", "Agent"),),
    "Account Management": (("CRM", "Editor"),), "Sales": (("CRM", "Editor"),), "Finance": (("Xero", "Editor"),), "People": (("HR list", "Editor"),),
}  # fmt: skip


def _access(world: World, folder: Path) -> None:
    """access.csv: who may use what. Somebody who has just moved still has the access of the former team."""
    moved = {move.person.name: move.team_before for move in world.moves}
    rows: list[list[object]] = []
    for person in world.company.staff:
        for application, level in (*ACCESS[moved.get(person.name, person.team)], ("Zendesk", "Agent")):
            rows.append(
                [
                    f"ACC-{1001 + len(rows)}",
                    person.email,
                    person.name,
                    person.email,
                    application,
                    level,
                    _uk(person.joined),
                    "Active",
                ]
            )
    columns = [
        "Access ID",
        "Username",
        "Employee",
        "Employee email",
        "Application",
        "Access level",
        "Granted on",
        "Status",
    ]
    write_csv(folder / "access.csv", columns, rows, bom=True, delimiter=";")


def _uk(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def write_xero(world: World, folder: Path) -> None:
    """invoices.csv, as Xero's export of sales invoices writes it, with the day of payment."""
    columns = ["ContactName", "EmailAddress", "InvoiceNumber", "Reference", "InvoiceDate", "DueDate", "Total", "TaxTotal", "InvoiceAmountPaid", "InvoiceAmountDue",
               "InventoryItemCode", "Description", "Quantity", "UnitAmount", "LineAmount", "AccountCode", "TaxType", "TaxAmount", "Currency", "Type", "Sent", "Status",
               "PaidDate"]  # fmt: skip
    rows: list[list[object]] = []
    for i in world.invoices:
        gross, net, tax = f"{i.gross / 100:.2f}", f"{i.net / 100:.2f}", f"{i.tax / 100:.2f}"
        paid, due = (gross, "0.00") if i.paid else ("0.00", gross)
        rows.append([i.client.called(i.issued)[0], payer(i.client).email, i.number, i.reference, _uk(i.issued), _uk(i.due), gross, tax, paid, due, "", i.what, "1.0000",
                     net, net, "200", "20% (VAT on Income)", tax, "GBP", "Sales invoice", "Sent", "Paid" if i.paid else "Awaiting Payment",
                     _uk(i.paid) if i.paid else ""])  # fmt: skip
    write_csv(folder / "invoices.csv", columns, rows)

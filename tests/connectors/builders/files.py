"""A watched folder with one file of every sort."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from tests.connectors.builders.caldav import meeting
from tests.connectors.builders.imap import mail
from tests.connectors.contract import Bench, Object

from kingpost.connectors.writing import Change

TASKS = """\
Task ID,Name,Status,Due date,Assignee,Assignee email
T-1,Call Marcus about the terminals,Open,2026-02-03,Noor Haddad,noor.haddad@harrowlane.example
T-2,Order spare scanners,Open,2026-02-10,Priya Raman,priya.raman@harrowlane.example
T-3,Clear the dock cache,Done,2026-01-05,Noor Haddad,noor.haddad@harrowlane.example
"""

CONTACT = """\
BEGIN:VCARD
VERSION:3.0
UID:marcus-osei
FN:Marcus Osei
ORG:Aldgate Freight
EMAIL:marcus.osei@aldgatefreight.example
END:VCARD
"""

INVOICE = """\
<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:ID>INV-2093</cbc:ID><cbc:IssueDate>2026-01-05</cbc:IssueDate><cbc:DueDate>2026-02-04</cbc:DueDate>
<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>GBP</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party><cac:PartyLegalEntity><cbc:RegistrationName>Harrow Lane Services</cbc:RegistrationName>
</cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cac:PartyLegalEntity><cbc:RegistrationName>Aldgate Freight</cbc:RegistrationName>
</cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>
<cac:LegalMonetaryTotal><cbc:TaxInclusiveAmount currencyID="GBP">48000.00</cbc:TaxInclusiveAmount>
<cbc:PayableAmount currencyID="GBP">48000.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
</Invoice>
"""

LOG = {
    "objectTypes": [{"name": "order", "attributes": []}],
    "eventTypes": [{"name": "place order", "attributes": []}],
    "objects": [{"id": "o1", "type": "order"}],
    "events": [
        {
            "id": "e1",
            "type": "place order",
            "time": "2026-01-05T08:00:00Z",
            "relationships": [{"objectId": "o1", "qualifier": "order"}],
        }
    ],
}


@contextmanager
def bench(tmp_path: Path) -> Iterator[Bench]:
    folder = tmp_path / "shared"
    (folder / "notes").mkdir(parents=True)
    (folder / "tasks.csv").write_text(TASKS)
    (folder / "marcus.vcf").write_text(CONTACT.replace("\n", "\r\n"))
    (folder / "invoice.xml").write_text(INVOICE)
    (folder / "orders.json").write_bytes(msgspec.json.encode(LOG))
    (folder / "review.ics").write_bytes(meeting(8, "Depot review"))
    (folder / "mail.eml").write_bytes(mail(1, "Third morning nobody can sign in"))
    (folder / "archive.mbox").write_bytes(
        b"".join(b"From marcus Mon Jan  5 08:00:00 2026\n" + mail(n, "About the depot") + b"\n" for n in range(2, 5))
    )
    (folder / "notes" / "handover.md").write_text("# Handover\n\nThe dock terminals need a new certificate.\n")
    (folder / "notes" / "old.txt").write_text("Superseded by the handover.\n")

    def delete_one() -> Object:
        (folder / "notes" / "old.txt").unlink()
        return "document", "notes/old.txt"

    def change_one() -> Object:
        (folder / "notes" / "handover.md").write_text("# Handover\n\nThe certificate is renewed.\n")
        return "document", "notes/handover.md"

    slot = {"name": "Call Marcus", "starts_at": "2026-02-02T09:00:00Z", "ends_at": "2026-02-02T09:30:00Z"}
    yield Bench(
        {"folder": str(folder)},
        delete_one,
        change_one,
        writes=[
            Change("create", "meeting", slot),
            Change("update", "meeting", {"name": "Depot review, moved"}, "meeting-8@harrowlane.example"),
            Change("create", "task", {"name": "Send the new certificate", "due_date": "2026-02-05"}),
            Change("update", "task", {"status": "done"}, "T-2"),
            Change(
                "create",
                "message",
                {"subject": "Where we stand", "sent_at": "2026-02-02T09:00:00+00:00"},
                note="The certificate is renewed.",
                people={"sender": ["support@harrowlane.example"], "recipient": ["marcus@aldgatefreight.example"]},
            ),
        ],
    )

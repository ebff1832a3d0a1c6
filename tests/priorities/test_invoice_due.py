"""Which invoices are due, from the files accounting exports: what is voided, a draft, credited or paid in full is not, and a credit note asks for nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import builders as b

from kingpost.connectors.base import Ref, Statement
from kingpost.connectors.systems.files import Files
from kingpost.evidence.land import Lander
from kingpost.knowledge import clients
from kingpost.web.client_parts import unpaid

XERO = """\
ContactName,EmailAddress,InvoiceNumber,Reference,InvoiceDate,DueDate,Total,TaxTotal,InvoiceAmountPaid,InvoiceAmountDue,Description,Quantity,UnitAmount,Currency,Type,Status
Aldgate Freight,ruth@aldgatefreight.example,INV-1,,28/01/2026,20/02/2026,500.00,0.00,0.00,500.00,Support,1,500,GBP,ACCREC,Authorised
Aldgate Freight,ruth@aldgatefreight.example,INV-2,,28/01/2026,20/02/2026,600.00,0.00,0.00,600.00,Support,1,600,GBP,ACCREC,Voided
Aldgate Freight,ruth@aldgatefreight.example,INV-3,,28/01/2026,20/02/2026,700.00,0.00,0.00,700.00,Support,1,700,GBP,ACCREC,Draft
Aldgate Freight,ruth@aldgatefreight.example,INV-4,,28/01/2026,20/02/2026,800.00,0.00,0.00,800.00,Support,1,800,GBP,ACCREC,Credited
Aldgate Freight,ruth@aldgatefreight.example,INV-5,,28/01/2026,20/02/2026,900.00,0.00,900.00,0.00,Support,1,900,GBP,ACCREC,Authorised
Aldgate Freight,ruth@aldgatefreight.example,INV-6,,28/01/2026,20/02/2026,300.00,0.00,100.00,200.00,Support,1,300,GBP,ACCREC,Partly paid
Aldgate Freight,ruth@aldgatefreight.example,CN-7,,28/01/2026,20/02/2026,120.00,0.00,0.00,120.00,Support,1,120,GBP,ACCRECCREDIT,Authorised
"""
UBL = """<{root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:ID>{number}</cbc:ID><cbc:IssueDate>2026-01-28</cbc:IssueDate><cbc:DueDate>2026-02-20</cbc:DueDate><cbc:DocumentCurrencyCode>GBP</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party><cac:PartyName><cbc:Name>Harrow Lane</cbc:Name></cac:PartyName></cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cac:PartyName><cbc:Name>Aldgate Freight</cbc:Name></cac:PartyName></cac:Party></cac:AccountingCustomerParty>
<cac:LegalMonetaryTotal><cbc:TaxInclusiveAmount currencyID="GBP">{amount}</cbc:TaxInclusiveAmount><cbc:PayableAmount currencyID="GBP">{due}</cbc:PayableAmount>
</cac:LegalMonetaryTotal></{root}>"""

pytestmark = pytest.mark.django_db


def read(folder: Path) -> None:
    """Read a folder as the accounts system, and let everything follow."""
    lander = Lander(b.system("books", started_at=b.moment("2026-01-01 09:00")), Files)
    for page in Files({"folder": str(folder)}).read(None):
        lander.store(lander.prepare(page), None)
    b.settle()


def owed() -> str:
    """What the client page says is unpaid."""
    found = clients.belongings(b.entity("Aldgate Freight"), ["invoice"], [1])
    return unpaid([one for one in found if one.open])


def test_of_a_list_from_accounting_only_what_is_owed_is_due(office, shown, tmp_path):
    (tmp_path / "invoices.csv").write_text(XERO, encoding="utf-8")
    read(tmp_path)
    assert sorted(flag.why for flag in shown()) == [
        "Invoice INV-1 for £500 was due on 20 February and is not paid.",
        "Invoice INV-6 for £200 was due on 20 February and is not paid.",
    ]
    assert owed() == "£580"


def test_a_credit_note_that_came_as_a_file_is_not_due_and_lowers_what_is_owed(office, shown, tmp_path):
    for root, number, amount, due in (("Invoice", "INV-1", "500", "500"), ("Invoice", "INV-2", "900", "0.00"), ("CreditNote", "CN-1", "120", "120")):  # fmt: skip
        (tmp_path / f"{number}.xml").write_text(
            UBL.format(root=root, number=number, amount=amount, due=due), encoding="utf-8"
        )
    read(tmp_path)
    assert [flag.why for flag in shown()] == ["Invoice INV-1 for £500 was due on 20 February and is not paid."]
    assert owed() == "£380"


def test_what_was_due_in_another_year_says_which(office, shown):
    b.tell(
        b.system("books", started_at=b.moment("2024-01-01 09:00")),
        b.client("Aldgate Freight", "aldgatefreight.example", remote_id="c1"),
        b.task("T1", "Move the racks", client_id="c1", due_date="2024-02-20"),
        Statement("invoice", "77", "Invoice 77", {"number": "77", "status": "open", "amount": "100", "currency": "GBP", "due_date": "2024-02-20"},
                  at=b.moment("2024-02-01 09:00"), refs=[Ref("client", "client", "c1")]),
    )  # fmt: skip
    said = " ".join(flag.why for flag in shown())
    assert "Invoice 77 for £100 was due on 20 February 2024 and is not paid." in said
    assert "Work “Move the racks” was due on 20 February 2024 and has no owner." in said


def test_an_invoice_whose_own_sums_do_not_add_up_says_which(office, shown):
    broken = [
        "BR-09: the seller’s address names no country",
        "BR-CO-15: the total with VAT is not the total without it plus VAT",
    ]
    b.tell(
        b.system("books", started_at=b.moment("2026-01-01 09:00")),
        b.client("Aldgate Freight", "aldgatefreight.example", remote_id="c1"),
        *(Statement("invoice", number, f"Invoice {number}", {"number": number, "amount": "100", "currency": "GBP", "due_date": "2026-12-20", "broken_rules": rules},
                    at=b.moment("2026-02-20 09:00"), refs=[Ref("client", "client", "c1")]) for number, rules in (("77", broken), ("78", broken[:1]))),
    )  # fmt: skip
    [flag] = shown()
    assert flag.title == "Invoice 77 does not add up"
    assert flag.why == (
        "Invoice 77 does not add up: the total with VAT is not the total without it plus VAT. Whoever gets it may refuse it."
    )

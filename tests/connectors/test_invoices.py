"""Electronic invoices: what each syntax says about the same invoice."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfWriter

from kingpost.connectors.base import Statement
from kingpost.connectors.formats import invoices

UBL = """<?xml version="1.0" encoding="UTF-8"?>
<{root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>
<cbc:ID>{number}</cbc:ID><cbc:IssueDate>2024-02-28</cbc:IssueDate><cbc:DueDate>2024-03-29</cbc:DueDate>
<cbc:{root}TypeCode>{code}</cbc:{root}TypeCode><cbc:DocumentCurrencyCode>GBP</cbc:DocumentCurrencyCode>
<cac:OrderReference><cbc:ID>PO 7</cbc:ID></cac:OrderReference>
<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>INV-1</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>
<cac:AccountingSupplierParty><cac:Party><cac:PartyName><cbc:Name>Harrow Lane</cbc:Name></cac:PartyName>
 <cac:PartyTaxScheme><cbc:CompanyID>GB 123 4567 89</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
 <cac:PartyLegalEntity><cbc:RegistrationName>Harrow Lane Services</cbc:RegistrationName><cbc:CompanyID>07123456</cbc:CompanyID></cac:PartyLegalEntity>
</cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cbc:EndpointID schemeID="EM">ruth@aldgatefreight.example</cbc:EndpointID>
 <cac:PostalAddress><cbc:StreetName>1 Dock Road</cbc:StreetName><cbc:CityName>London</cbc:CityName><cbc:PostalZone>E1 8AA</cbc:PostalZone>
  <cac:Country><cbc:IdentificationCode>GB</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
 <cac:PartyLegalEntity><cbc:RegistrationName>Aldgate Freight Ltd</cbc:RegistrationName></cac:PartyLegalEntity>
</cac:Party></cac:AccountingCustomerParty>
<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">9300</cbc:TaxAmount></cac:TaxTotal>
<cac:TaxTotal><cbc:TaxAmount currencyID="GBP">8000.00</cbc:TaxAmount></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount currencyID="GBP">40000.00</cbc:TaxExclusiveAmount>
 <cbc:TaxInclusiveAmount currencyID="GBP">48000.00</cbc:TaxInclusiveAmount><cbc:PayableAmount currencyID="GBP">38000.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
<cac:{root}Line><cbc:LineExtensionAmount currencyID="GBP">40000.00</cbc:LineExtensionAmount><cac:Item><cbc:Name>Network switches</cbc:Name></cac:Item></cac:{root}Line>
</{root}>"""

CII = """<rsm:CrossIndustry{doc} xmlns:rsm="urn:ferd:CrossIndustryDocument:invoice:1p0" xmlns:ram="urn:ram" xmlns:udt="urn:udt">
<rsm:{head}><ram:ID>INV-2093</ram:ID><ram:TypeCode>380</ram:TypeCode>
 <ram:IssueDateTime><udt:DateTimeString format="102">20240228</udt:DateTimeString></ram:IssueDateTime></rsm:{head}>
<rsm:{trade}><ram:Applicable{step}TradeAgreement>
 <ram:SellerTradeParty><ram:Name>Harrow Lane Services</ram:Name><ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">GB123456789</ram:ID></ram:SpecifiedTaxRegistration></ram:SellerTradeParty>
 <ram:BuyerTradeParty><ram:Name>Aldgate Freight Ltd</ram:Name><ram:PostalTradeAddress><ram:LineOne>1 Dock Road</ram:LineOne><ram:CityName>London</ram:CityName></ram:PostalTradeAddress></ram:BuyerTradeParty>
 </ram:Applicable{step}TradeAgreement>
<ram:Applicable{step}TradeSettlement><ram:InvoiceCurrencyCode>GBP</ram:InvoiceCurrencyCode>
 <ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime><udt:DateTimeString format="102">20240329</udt:DateTimeString></ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>
 <ram:SpecifiedTradeSettlement{sum}><ram:TaxBasisTotalAmount>40000.00</ram:TaxBasisTotalAmount><ram:TaxTotalAmount currencyID="GBP">8000.00</ram:TaxTotalAmount>
 <ram:GrandTotalAmount>48000.00</ram:GrandTotalAmount><ram:DuePayableAmount>48000.00</ram:DuePayableAmount></ram:SpecifiedTradeSettlement{sum}>
 </ram:Applicable{step}TradeSettlement></rsm:{trade}></rsm:CrossIndustry{doc}>"""

NEW_CII = CII.format(
    doc="Invoice",
    head="ExchangedDocument",
    trade="SupplyChainTradeTransaction",
    step="Header",
    sum="HeaderMonetarySummation",
)
OLD_ZUGFERD = CII.format(
    doc="Document",
    head="HeaderExchangedDocument",
    trade="SpecifiedSupplyChainTradeTransaction",
    step="SupplyChain",
    sum="MonetarySummation",
)


def ubl(root: str = "Invoice", code: str = "380", number: str = "INV-2093") -> bytes:
    return UBL.format(root=root, code=code, number=number).encode()


def one(raw: bytes) -> Statement:
    return invoices.translate(raw)[0]


@pytest.mark.parametrize("raw", [ubl(), NEW_CII.encode(), OLD_ZUGFERD.encode()], ids=["UBL", "CII", "ZUGFeRD 1"])
def test_every_syntax_says_the_same(raw: bytes) -> None:
    invoice = one(raw)
    assert invoices.is_invoice(raw)
    wanted = {
        "number": "INV-2093", "issue_date": "2024-02-28", "due_date": "2024-03-29", "amount": "48000.00", "net": "40000.00", "tax": "8000.00",
        "currency": "GBP", "type": "invoice", "buyer_name": "Aldgate Freight Ltd", "seller_name": "Harrow Lane Services", "seller_vat": "GB123456789",
    }  # fmt: skip
    assert {name: invoice.fields.get(name) for name in wanted} == wanted
    assert invoice.remote_id == "INV-2093@gb123456789"
    assert {(ref.role, ref.remote_id) for ref in invoice.refs if ref.kind == "client"} == {
        ("buyer", "name:aldgate freight ltd"), ("seller", "name:harrow lane services"),
    }  # fmt: skip
    assert [(h.what, h.text) for h in invoice.happenings] == [("invoiced", "Invoice INV-2093 sent, £48,000")]


def test_a_party_brings_what_identifies_it() -> None:
    parties = {mention.title: mention.fields for mention in one(ubl()).mentions}
    assert parties["Harrow Lane Services"] == {
        "name": "Harrow Lane Services",
        "vat": "GB123456789",
        "registration": "07123456",
    }
    assert parties["Aldgate Freight Ltd"] == {
        "name": "Aldgate Freight Ltd", "email": "ruth@aldgatefreight.example", "address": "1 Dock Road, E1 8AA", "city": "London", "country": "GB",
    }  # fmt: skip


def test_what_is_still_due_is_not_the_amount() -> None:
    fields = one(ubl()).fields
    assert (fields["amount"], fields["amount_due"]) == ("48000.00", "38000.00")
    assert fields["tax"] == "8000.00", "the tax in the invoice's own currency"


def test_a_credit_note_points_at_its_invoice() -> None:
    note = one(ubl("CreditNote", "381", "CN-1"))
    assert note.fields["type"] == "credit note"
    assert ("about", "invoice", "INV-1@gb123456789") in {(ref.role, ref.kind, ref.remote_id) for ref in note.refs}
    assert note.happenings[0].text.startswith("Credit note CN-1")


def test_two_sellers_may_both_have_an_invoice_one() -> None:
    other = ubl(number="1").replace(b"GB 123 4567 89", b"GB999")
    assert one(ubl(number="1")).remote_id != one(other).remote_id


def test_a_pdf_that_carries_an_invoice_is_both() -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_attachment("factur-x.xml", NEW_CII.encode())
    stream = io.BytesIO()
    writer.write(stream)
    invoice, paper = invoices.translate(stream.getvalue(), name="march/INV-2093.pdf")
    assert (invoice.kind, invoice.title, paper.kind, paper.title) == ("invoice", "INV-2093", "document", "INV-2093.pdf")
    assert [(ref.role, ref.remote_id) for ref in paper.refs] == [("about", invoice.remote_id)]


def test_a_pdf_that_carries_an_order_is_a_document() -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_attachment("order-x.xml", b"<SCRDMCCBDACIOMessageStructure/>")
    stream = io.BytesIO()
    writer.write(stream)
    assert invoices.attached_invoice(stream.getvalue()) is None


def test_the_currency_of_the_sums_counts_where_none_is_stated_for_all() -> None:
    stated = b"<cbc:DocumentCurrencyCode>GBP</cbc:DocumentCurrencyCode>"
    fields = one(ubl().replace(stated, b"")).fields
    assert (fields["currency"], fields["tax"]) == ("GBP", "8000.00")
    mixed = (
        ubl()
        .replace(stated, b"")
        .replace(b'<cbc:PayableAmount currencyID="GBP"', b'<cbc:PayableAmount currencyID="EUR"')
    )
    assert "currency" not in one(mixed).fields, "sums in two currencies tell none"


def test_a_date_with_dashes_is_read_in_cii_too() -> None:
    raw = NEW_CII.replace('format="102">20240228', ">2024-02-28T00:00:00").replace(
        'format="102">20240329', ">2024-03-29"
    )
    assert (one(raw.encode()).fields["issue_date"], one(raw.encode()).fields["due_date"]) == (
        "2024-02-28",
        "2024-03-29",
    )


def test_a_buyer_known_only_to_the_tax_office_has_that_name() -> None:
    raw = ubl().replace(
        b"<cac:PartyLegalEntity><cbc:RegistrationName>Aldgate Freight Ltd</cbc:RegistrationName></cac:PartyLegalEntity>",
        b"<cac:PartyTaxScheme><cbc:RegistrationName>Aldgate Freight Ltd</cbc:RegistrationName></cac:PartyTaxScheme>",
    )
    assert one(raw).fields["buyer_name"] == "Aldgate Freight Ltd"


def test_other_xml_is_not_an_invoice() -> None:
    assert not invoices.is_invoice(b"<html><body/></html>")
    with pytest.raises(ValueError, match="not an invoice"):
        invoices.translate(b"<order><id>1</id></order>")


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "1e400000", "many", ""])
def test_an_amount_that_is_no_number_is_left_out(amount: str) -> None:
    raw = ubl().replace(b">48000.00<", f">{amount}<".encode()).replace(b">38000.00<", b"><")
    assert "amount" not in one(raw).fields

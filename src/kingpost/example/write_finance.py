"""Each invoice as an electronic one: UBL 2.1 in the profile that PEPPOL uses."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

from kingpost.example.company import DOMAIN, OWN_NAME, OWN_VAT
from kingpost.example.world import Invoice, World

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" '
    'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" '
    'xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">\n'
    "<cbc:CustomizationID>urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0</cbc:CustomizationID>\n"
    "<cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID>\n"
)


def write_ubl(world: World, folder: Path) -> None:
    """One file per invoice, by year."""
    for year in {invoice.issued.year for invoice in world.invoices}:
        (folder / str(year)).mkdir(parents=True, exist_ok=True)
    for invoice in world.invoices:
        place = folder / str(invoice.issued.year)
        (place / f"{invoice.number}.xml").write_text(ubl(invoice), encoding="utf-8")


def _party(name: str, vat: str, town: str, email: str) -> str:
    tax = f"<cac:PartyTaxScheme><cbc:CompanyID>{vat}</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>"
    return (
        f"<cac:Party><cac:PartyName><cbc:Name>{escape(name)}</cbc:Name></cac:PartyName><cac:PostalAddress><cbc:CityName>{escape(town)}</cbc:CityName>"
        f"<cac:Country><cbc:IdentificationCode>GB</cbc:IdentificationCode></cac:Country></cac:PostalAddress>{tax}"
        f"<cac:PartyLegalEntity><cbc:RegistrationName>{escape(name)}</cbc:RegistrationName></cac:PartyLegalEntity>"
        f"<cac:Contact><cbc:ElectronicMail>{email}</cbc:ElectronicMail></cac:Contact></cac:Party>"
    )


def ubl(invoice: Invoice) -> str:
    """The invoice as XML."""
    name, domain = invoice.client.called(invoice.issued)
    legal = invoice.client.legal if name == invoice.client.name else name
    net, tax, gross = (f"{value / 100:.2f}" for value in (invoice.net, invoice.tax, invoice.gross))
    rate = "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"
    return (
        f"{_HEAD}<cbc:ID>{invoice.number}</cbc:ID>\n<cbc:IssueDate>{invoice.issued}</cbc:IssueDate>\n<cbc:DueDate>{invoice.due}</cbc:DueDate>\n"
        f"<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>\n<cbc:DocumentCurrencyCode>GBP</cbc:DocumentCurrencyCode>\n"
        f"<cbc:BuyerReference>{escape(invoice.reference)}</cbc:BuyerReference>\n"
        f"<cac:OrderReference><cbc:ID>{escape(invoice.reference)}</cbc:ID></cac:OrderReference>\n"
        f"<cac:AccountingSupplierParty>{_party(OWN_NAME + ' Ltd', OWN_VAT, 'London', f'accounts@{DOMAIN}')}</cac:AccountingSupplierParty>\n"
        f"<cac:AccountingCustomerParty>{_party(legal, invoice.client.vat, invoice.client.town, f'accounts@{domain}')}</cac:AccountingCustomerParty>\n"
        f'<cac:TaxTotal><cbc:TaxAmount currencyID="GBP">{tax}</cbc:TaxAmount><cac:TaxSubtotal><cbc:TaxableAmount currencyID="GBP">{net}</cbc:TaxableAmount>'
        f'<cbc:TaxAmount currencyID="GBP">{tax}</cbc:TaxAmount><cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>20</cbc:Percent>{rate}</cac:TaxCategory>'
        f"</cac:TaxSubtotal></cac:TaxTotal>\n"
        f'<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="GBP">{net}</cbc:LineExtensionAmount>'
        f'<cbc:TaxExclusiveAmount currencyID="GBP">{net}</cbc:TaxExclusiveAmount><cbc:TaxInclusiveAmount currencyID="GBP">{gross}</cbc:TaxInclusiveAmount>'
        f'<cbc:PayableAmount currencyID="GBP">{gross}</cbc:PayableAmount></cac:LegalMonetaryTotal>\n'
        f'<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="C62">1</cbc:InvoicedQuantity>'
        f'<cbc:LineExtensionAmount currencyID="GBP">{net}</cbc:LineExtensionAmount><cac:Item><cbc:Name>{escape(invoice.what)}</cbc:Name>'
        f"<cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>20</cbc:Percent>{rate}</cac:ClassifiedTaxCategory></cac:Item>"
        f'<cac:Price><cbc:PriceAmount currencyID="GBP">{net}</cbc:PriceAmount></cac:Price></cac:InvoiceLine>\n</Invoice>\n'
    )

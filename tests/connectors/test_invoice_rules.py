"""The business rules of EN 16931: an invoice that keeps them is said to break none, and one that breaks one is said to break that."""

from __future__ import annotations

import pytest

from kingpost.connectors.formats import invoices
from kingpost.connectors.formats.invoice_rules import broken
from kingpost.connectors.formats.safe_xml import parse

KEPT_UBL = """<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>
<cbc:ID>INV-7</cbc:ID><cbc:IssueDate>2024-02-28</cbc:IssueDate><cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cac:InvoicePeriod><cbc:StartDate>2024-02-01</cbc:StartDate><cbc:EndDate>2024-02-28</cbc:EndDate></cac:InvoicePeriod>
<cac:AccountingSupplierParty><cac:Party><cbc:EndpointID schemeID="EM">books@harrowlane.example</cbc:EndpointID>
 <cac:PostalAddress><cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
 <cac:PartyTaxScheme><cbc:CompanyID>DE123456789</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
 <cac:PartyLegalEntity><cbc:RegistrationName>Harrow Lane Services</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party>
 <cac:PostalAddress><cac:Country><cbc:IdentificationCode>FR</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
 <cac:PartyLegalEntity><cbc:RegistrationName>Aldgate Freight Ltd</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>
<cac:PaymentMeans><cbc:PaymentMeansCode>58</cbc:PaymentMeansCode>
 <cac:PayeeFinancialAccount><cbc:ID>DE02120300000000202051</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>
<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator><cbc:AllowanceChargeReason>Loyalty</cbc:AllowanceChargeReason>
 <cbc:Amount>10.00</cbc:Amount><cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>20</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:AllowanceCharge>
<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">18.00</cbc:TaxAmount>
 <cac:TaxSubtotal><cbc:TaxableAmount>90.00</cbc:TaxableAmount><cbc:TaxAmount>18.00</cbc:TaxAmount>
  <cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>20</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount>100.00</cbc:LineExtensionAmount><cbc:TaxExclusiveAmount>90.00</cbc:TaxExclusiveAmount>
 <cbc:TaxInclusiveAmount>108.00</cbc:TaxInclusiveAmount><cbc:AllowanceTotalAmount>10.00</cbc:AllowanceTotalAmount>
 <cbc:PrepaidAmount>8.00</cbc:PrepaidAmount><cbc:PayableAmount>100.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="HUR">4</cbc:InvoicedQuantity><cbc:LineExtensionAmount>100.00</cbc:LineExtensionAmount>
 <cac:Item><cbc:Name>Survey</cbc:Name><cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>20</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:ClassifiedTaxCategory></cac:Item>
 <cac:Price><cbc:PriceAmount>25.00</cbc:PriceAmount></cac:Price></cac:InvoiceLine></Invoice>"""

KEPT_CII = """<rsm:CrossIndustryInvoice xmlns:rsm="urn:rsm" xmlns:ram="urn:ram" xmlns:udt="urn:udt">
<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>urn:cen.eu:en16931:2017</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument><ram:ID>INV-7</ram:ID><ram:TypeCode>380</ram:TypeCode>
 <ram:IssueDateTime><udt:DateTimeString format="102">20240228</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>
<ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument><ram:LineID>1</ram:LineID></ram:AssociatedDocumentLineDocument>
 <ram:SpecifiedTradeProduct><ram:Name>Survey</ram:Name></ram:SpecifiedTradeProduct>
 <ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice><ram:ChargeAmount>25.00</ram:ChargeAmount></ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>
 <ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="HUR">4</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery>
 <ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode><ram:CategoryCode>E</ram:CategoryCode><ram:RateApplicablePercent>0</ram:RateApplicablePercent></ram:ApplicableTradeTax>
  <ram:SpecifiedTradeSettlementLineMonetarySummation><ram:LineTotalAmount>100.00</ram:LineTotalAmount></ram:SpecifiedTradeSettlementLineMonetarySummation></ram:SpecifiedLineTradeSettlement>
</ram:IncludedSupplyChainTradeLineItem>
<ram:ApplicableHeaderTradeAgreement>
 <ram:SellerTradeParty><ram:Name>Harrow Lane Services</ram:Name><ram:PostalTradeAddress><ram:CountryID>DE</ram:CountryID></ram:PostalTradeAddress>
  <ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">DE123456789</ram:ID></ram:SpecifiedTaxRegistration></ram:SellerTradeParty>
 <ram:BuyerTradeParty><ram:Name>Aldgate Freight Ltd</ram:Name><ram:PostalTradeAddress><ram:CountryID>FR</ram:CountryID></ram:PostalTradeAddress></ram:BuyerTradeParty>
</ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
 <ram:ApplicableTradeTax><ram:CalculatedAmount>0.00</ram:CalculatedAmount><ram:TypeCode>VAT</ram:TypeCode><ram:ExemptionReason>Health</ram:ExemptionReason>
  <ram:BasisAmount>105.00</ram:BasisAmount><ram:CategoryCode>E</ram:CategoryCode><ram:RateApplicablePercent>0</ram:RateApplicablePercent></ram:ApplicableTradeTax>
 <ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>true</udt:Indicator></ram:ChargeIndicator><ram:ActualAmount>5.00</ram:ActualAmount><ram:Reason>Freight</ram:Reason>
  <ram:CategoryTradeTax><ram:TypeCode>VAT</ram:TypeCode><ram:CategoryCode>E</ram:CategoryCode><ram:RateApplicablePercent>0</ram:RateApplicablePercent></ram:CategoryTradeTax></ram:SpecifiedTradeAllowanceCharge>
 <ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:LineTotalAmount>100.00</ram:LineTotalAmount><ram:ChargeTotalAmount>5.00</ram:ChargeTotalAmount>
  <ram:TaxBasisTotalAmount>105.00</ram:TaxBasisTotalAmount><ram:TaxTotalAmount currencyID="EUR">0.00</ram:TaxTotalAmount>
  <ram:GrandTotalAmount>105.00</ram:GrandTotalAmount><ram:DuePayableAmount>105.00</ram:DuePayableAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation>
</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"""


KEPT_NOTE = (
    KEPT_UBL.replace("InvoiceTypeCode>380<", "CreditNoteTypeCode>381<").replace("</cbc:InvoiceTypeCode>", "</cbc:CreditNoteTypeCode>")
    .replace("InvoiceLine>", "CreditNoteLine>").replace("InvoicedQuantity", "CreditedQuantity")
    .replace("<Invoice ", "<CreditNote ").replace("</Invoice>", "</CreditNote>").replace("xsd:Invoice-2", "xsd:CreditNote-2")
)  # fmt: skip


def rules(xml: str) -> set[str]:
    return {said.split(":")[0] for said in broken(parse(xml.encode()))}


@pytest.mark.parametrize("xml", [KEPT_UBL, KEPT_NOTE, KEPT_CII], ids=["UBL", "UBL credit note", "CII"])
def test_an_invoice_that_keeps_the_rules_breaks_none(xml: str) -> None:
    assert broken(parse(xml.encode())) == []
    assert "broken_rules" not in invoices.translate(xml.encode())[0].fields


@pytest.mark.parametrize(
    ("was", "now", "rule"),
    [
        ("<cbc:ID>INV-7</cbc:ID>", "", "BR-02"),
        ("<cbc:RegistrationName>Aldgate Freight Ltd<", "<cbc:RegistrationName> <", "BR-07"),
        ("<cbc:IdentificationCode>FR<", "<cbc:IdentificationCode><", "BR-11"),
        ("<cbc:IdentificationCode>FR<", "<cbc:IdentificationCode>QQ<", "BR-CL-14"),
        (">EUR</cbc:DocumentCurrencyCode>", ">QQQ</cbc:DocumentCurrencyCode>", "BR-CL-04"),
        (' schemeID="EM"', "", "BR-62"),
        (' unitCode="HUR"', "", "BR-23"),
        ("PriceAmount>25.00<", "PriceAmount>-25.00<", "BR-27"),
        ("<cbc:StartDate>2024-02-01<", "<cbc:StartDate>2024-03-01<", "BR-29"),
        ("<cbc:AllowanceChargeReason>Loyalty</cbc:AllowanceChargeReason>", "", "BR-33"),
        ("<cbc:ID>DE02120300000000202051</cbc:ID>", "", "BR-61"),
        (">DE123456789<", ">123456789<", "BR-CO-09"),
        ("<cbc:LineExtensionAmount>100.00</cbc:LineExtensionAmount><cbc:Tax", "<cbc:LineExtensionAmount>99.00</cbc:LineExtensionAmount><cbc:Tax", "BR-CO-10"),
        ("<cbc:AllowanceTotalAmount>10.00</cbc:AllowanceTotalAmount>", "", "BR-CO-11"),
        ("TaxExclusiveAmount>90.00<", "TaxExclusiveAmount>91.00<", "BR-CO-13"),
        (' currencyID="EUR">18.00<', ' currencyID="EUR">18.50<', "BR-CO-14"),
        ("TaxInclusiveAmount>108.00<", "TaxInclusiveAmount>118.00<", "BR-CO-15"),
        ("PayableAmount>100.00<", "PayableAmount>108.00<", "BR-CO-16"),
        ("<cbc:TaxAmount>18.00<", "<cbc:TaxAmount>15.00<", "BR-CO-17"),
        ("PayableAmount>100.00<", "PayableAmount>100.001<", "BR-DEC-18"),
        ("TaxableAmount>90.00<", "TaxableAmount>80.00<", "BR-S-08"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_named(was: str, now: str, rule: str) -> None:
    assert was in KEPT_UBL and rule in rules(KEPT_UBL.replace(was, now))


@pytest.mark.parametrize(
    ("was", "now", "rule"),
    [
        ("<ram:ID>INV-7</ram:ID>", "", "BR-02"),
        ("<ram:ExemptionReason>Health</ram:ExemptionReason>", "", "BR-E-10"),
        ("<ram:BasisAmount>105.00<", "<ram:BasisAmount>90.00<", "BR-E-08"),
        ("GrandTotalAmount>105.00<", "GrandTotalAmount>104.00<", "BR-CO-15"),
        ("<ram:ChargeTotalAmount>5.00<", "<ram:ChargeTotalAmount>6.00<", "BR-CO-12"),
        ('<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">DE123456789</ram:ID></ram:SpecifiedTaxRegistration>', "", "BR-E-02"),
        ("<ram:CategoryCode>E<", "<ram:CategoryCode>K<", "BR-IC-12"),
        ("<ram:CategoryCode>E<", "<ram:CategoryCode>O<", "BR-O-02"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_named_in_cii_too(was: str, now: str, rule: str) -> None:
    assert was in KEPT_CII and rule in rules(KEPT_CII.replace(was, now))


def test_an_invoice_that_breaks_a_rule_is_read_and_says_so() -> None:
    raw = KEPT_UBL.replace("TaxInclusiveAmount>108.00<", "TaxInclusiveAmount>118.00<").encode()
    fields = invoices.translate(raw)[0].fields
    assert (fields["number"], fields["amount"]) == ("INV-7", "118.00")
    assert "BR-CO-15: the total with VAT is not the total without it plus VAT" in fields["broken_rules"]


@pytest.mark.parametrize(
    "profile", ["urn:factur-x.eu:1p0:minimum", "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended"]
)
def test_who_does_not_promise_the_rules_breaks_none(profile: str) -> None:
    raw = KEPT_UBL.replace("urn:cen.eu:en16931:2017", profile).replace(">108.00<", ">118.00<").encode()
    assert "broken_rules" not in invoices.translate(raw)[0].fields


def test_a_credit_note_keeps_the_same_rules() -> None:
    assert "BR-23" in rules(KEPT_NOTE.replace(' unitCode="HUR"', ""))
    assert "BR-S-08" in rules(KEPT_NOTE.replace("TaxableAmount>90.00<", "TaxableAmount>80.00<"))


@pytest.mark.parametrize("amount", ["NaN", "1e999999", "many", ""])
def test_an_amount_that_is_no_number_adds_up_to_nothing(amount: str) -> None:
    assert "BR-CO-16" in rules(KEPT_UBL.replace("PayableAmount>100.00<", f"PayableAmount>{amount}<"))

"""What an invoice states, in the terms of EN 16931 and the same from UBL and CII, for the rules to look at (``invoice_rules.py``).

Everything is as written; "" is what is not there, and None a part that is not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from kingpost.connectors.formats.safe_xml import every, find, local, text


@dataclass
class Party:
    """A seller, buyer, payee or tax representative. ``tax`` is any number a tax office gave, ``vat`` the one for VAT."""

    name: str = ""
    trading: str = ""
    ids: list[str] = field(default_factory=list)
    registration: str = ""
    vat: str = ""
    tax: str = ""
    address: bool = False
    country: str = ""
    unnamed_endpoint: bool = False


@dataclass
class Period:
    """From when to when; ``code`` says which date counts for VAT."""

    start: str
    end: str
    code: str = ""


@dataclass
class Part:
    """An allowance or a charge, of the whole invoice or of a line. ``category`` is that of its VAT, ``code`` also that of another tax."""

    amount: str
    base: str
    category: str
    code: str
    rate: str
    reason: bool


@dataclass
class Vat:
    """One row of the VAT breakdown."""

    taxable: str
    tax: str
    category: str
    rate: str
    reason: bool


@dataclass
class Line:
    """One invoice line. ``loose`` names its identifiers that state no scheme: "standard", "class"."""

    id: str
    quantity: str
    unit: str
    net: str
    name: str
    price: str
    gross: str
    category: str
    code: str
    rate: str
    periods: list[Period]
    allowances: list[Part]
    charges: list[Part]
    attributes: list[tuple[str, str]]
    loose: set[str]


@dataclass
class Means:
    """How it is to be paid."""

    code: str
    accounts: list[str]


@dataclass
class Totals:
    """The sums of the whole invoice."""

    lines: str
    allowances: str
    charges: str
    net: str
    gross: str
    paid: str
    rounding: str
    due: str


@dataclass
class Terms:
    """An invoice. ``taxes`` are its VAT totals as (currency, amount, the breakdown it is the sum of, None where it has none)."""

    cii: bool
    profile: str
    number: str
    issued: str
    type: str
    currency: str
    vat_currency: str
    vat_dates: tuple[bool, bool]
    seller: Party
    buyer: Party
    payee: Party | None
    representative: Party | None
    totals: Totals | None
    taxes: list[tuple[str, str, list[Vat] | None]]
    breakdown: list[Vat]
    allowances: list[Part]
    charges: list[Part]
    lines: list[Line]
    periods: list[Period]
    means: list[Means]
    preceding: list[str]
    documents: list[str]
    delivered: bool
    delivery: Party | None


def terms(root: Any) -> Terms:
    """What a parsed UBL invoice, UBL credit note or CII invoice states."""
    return _cii(root) if local(root) == "CrossIndustryInvoice" else _ubl(root)


def number(said: str) -> Decimal | None:
    """An amount as XML writes it, None for what is none."""
    try:
        value = Decimal(said)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) < 18 else None


def _texts(node: Any, path: str) -> list[str]:
    return [" ".join((found.text or "").split()) for found in every(node, path)]


def _ubl(root: Any) -> Terms:
    totals = find(root, "LegalMonetaryTotal")
    names = ("LineExtensionAmount", "AllowanceTotalAmount", "ChargeTotalAmount", "TaxExclusiveAmount", "TaxInclusiveAmount",
             "PrepaidAmount", "PayableRoundingAmount", "PayableAmount")  # fmt: skip
    taxes: list[tuple[str, str, list[Vat] | None]] = []
    for total in every(root, "TaxTotal"):
        amount = find(total, "TaxAmount")
        rows = [_ubl_vat(row) for row in every(total, "TaxSubtotal")]
        taxes.append(("" if amount is None else amount.get("currencyID", ""), text(total, "TaxAmount"), rows or None))
    payee, representative = find(root, "PayeeParty"), find(root, "TaxRepresentativeParty")
    place = find(root, "Delivery/DeliveryLocation/Address")
    return Terms(
        cii=False,
        profile=text(root, "CustomizationID"),
        number=text(root, "ID"),
        issued=text(root, "IssueDate"),
        type=text(root, "InvoiceTypeCode", "CreditNoteTypeCode"),
        currency=text(root, "DocumentCurrencyCode"),
        vat_currency=text(root, "TaxCurrencyCode"),
        vat_dates=(bool(text(root, "TaxPointDate")), bool(text(root, "InvoicePeriod/DescriptionCode"))),
        seller=_ubl_party(find(root, "AccountingSupplierParty/Party")),
        buyer=_ubl_party(find(root, "AccountingCustomerParty/Party")),
        payee=None if payee is None else _ubl_party(payee),
        representative=None if representative is None else _ubl_party(representative),
        totals=None if totals is None else Totals(*(text(totals, name) for name in names)),
        taxes=taxes,
        breakdown=[row for _, _, rows in taxes for row in rows or ()],
        allowances=_ubl_parts(root, "false"),
        charges=_ubl_parts(root, "true"),
        lines=[_ubl_line(node) for kind in ("InvoiceLine", "CreditNoteLine") for node in every(root, kind)],
        periods=_ubl_periods(root),
        means=[Means(text(node, "PaymentMeansCode"), [text(one, "ID") for one in every(node, "PayeeFinancialAccount")]) for node in every(root, "PaymentMeans")],
        preceding=[text(node, "InvoiceDocumentReference/ID") for node in every(root, "BillingReference")],
        documents=[text(node, "ID") for node in every(root, "AdditionalDocumentReference")],
        delivered=bool(text(root, "Delivery/ActualDeliveryDate")),
        delivery=None if place is None else Party(country=text(place, "Country/IdentificationCode")),
    )  # fmt: skip


def _ubl_tax(node: Any, path: str) -> tuple[str, str, bool]:
    """Category, rate and whether a reason is given, of the first tax that is VAT."""
    for found in every(node, path):
        if text(found, "TaxScheme/ID").upper() == "VAT":
            reason = bool(text(found, "TaxExemptionReason", "TaxExemptionReasonCode"))
            return text(found, "ID"), text(found, "Percent"), reason
    return "", "", False


def _ubl_vat(row: Any) -> Vat:
    category, rate, reason = _ubl_tax(row, "TaxCategory")
    return Vat(text(row, "TaxableAmount"), text(row, "TaxAmount"), category, rate, reason)


def _ubl_party(node: Any) -> Party:
    taxes = every(node, "PartyTaxScheme")
    place, endpoint = find(node, "PostalAddress"), find(node, "EndpointID")
    return Party(
        name=text(node, "PartyLegalEntity/RegistrationName"),
        trading=text(node, "PartyName/Name"),
        ids=[(one.text or "").strip() for one in every(node, "PartyIdentification/ID") if one.get("schemeID") != "SEPA"],
        registration=text(node, "PartyLegalEntity/CompanyID"),
        vat=next((text(one, "CompanyID") for one in taxes if text(one, "TaxScheme/ID").upper() == "VAT"), ""),
        tax=next((said for one in taxes if (said := text(one, "CompanyID"))), ""),
        address=place is not None,
        country=text(place, "Country/IdentificationCode"),
        unnamed_endpoint=endpoint is not None and not endpoint.get("schemeID"),
    )  # fmt: skip


def _ubl_parts(node: Any, charge: str) -> list[Part]:
    found = []
    for one in every(node, "AllowanceCharge"):
        if text(one, "ChargeIndicator") in (charge, str(int(charge == "true"))):
            category, rate, _ = _ubl_tax(one, "TaxCategory")
            code = text(one, "TaxCategory/ID")
            reason = bool(text(one, "AllowanceChargeReason", "AllowanceChargeReasonCode"))
            found.append(Part(text(one, "Amount"), text(one, "BaseAmount"), category, code, rate, reason))
    return found


def _ubl_periods(node: Any) -> list[Period]:
    return [
        Period(text(one, "StartDate"), text(one, "EndDate"), text(one, "DescriptionCode"))
        for one in every(node, "InvoicePeriod")
    ]


def _ubl_line(node: Any) -> Line:
    quantity, item = find(node, "InvoicedQuantity", "CreditedQuantity"), find(node, "Item")
    category, rate, _ = _ubl_tax(item, "ClassifiedTaxCategory")
    loose = {"standard" for one in every(item, "StandardItemIdentification/ID") if not one.get("schemeID")}
    loose |= {"class" for one in every(item, "CommodityClassification/ItemClassificationCode") if not one.get("listID")}
    return Line(
        id=text(node, "ID"),
        quantity="" if quantity is None else (quantity.text or "").strip(),
        unit="" if quantity is None else quantity.get("unitCode", ""),
        net=text(node, "LineExtensionAmount"),
        name=text(item, "Name"),
        price=text(node, "Price/PriceAmount"),
        gross=text(node, "Price/AllowanceCharge/BaseAmount"),
        category=category,
        code=text(item, "ClassifiedTaxCategory/ID"),
        rate=rate,
        periods=_ubl_periods(node),
        allowances=_ubl_parts(node, "false"),
        charges=_ubl_parts(node, "true"),
        attributes=[(text(one, "Name"), text(one, "Value")) for one in every(item, "AdditionalItemProperty")],
        loose=loose,
    )


def _cii(root: Any) -> Terms:
    head, trade = find(root, "ExchangedDocument"), find(root, "SupplyChainTradeTransaction")
    deal, delivery, money = (
        find(trade, f"ApplicableHeaderTrade{name}") for name in ("Agreement", "Delivery", "Settlement")
    )
    totals = find(money, "SpecifiedTradeSettlementHeaderMonetarySummation")
    names = ("LineTotalAmount", "AllowanceTotalAmount", "ChargeTotalAmount", "TaxBasisTotalAmount", "GrandTotalAmount",
             "TotalPrepaidAmount", "RoundingAmount", "DuePayableAmount")  # fmt: skip
    currency, vat_currency = text(money, "InvoiceCurrencyCode"), text(money, "TaxCurrencyCode")
    breakdown = [
        Vat(text(row, "BasisAmount"), text(row, "CalculatedAmount"), _cii_category(row), text(row, "RateApplicablePercent"), _exempt(row))
        for row in every(money, "ApplicableTradeTax")
    ]  # fmt: skip
    taxes: list[tuple[str, str, list[Vat] | None]] = []
    for one in every(totals, "TaxTotalAmount"):
        its = one.get("currencyID", "")
        taxes.append((its, (one.text or "").strip(), breakdown if its == currency else None))
    payee, representative = find(money, "PayeeTradeParty"), find(deal, "SellerTaxRepresentativeTradeParty")
    place = find(delivery, "ShipToTradeParty/PostalTradeAddress")
    coded = bool(text(money, "ApplicableTradeTax/DueDateTypeCode"))
    return Terms(
        cii=True,
        profile=text(root, "ExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID"),
        number=text(head, "ID"),
        issued=text(head, "IssueDateTime/DateTimeString"),
        type=text(head, "TypeCode"),
        currency=currency,
        vat_currency=vat_currency,
        vat_dates=(find(money, "ApplicableTradeTax/TaxPointDate") is not None, coded),
        seller=_cii_party(find(deal, "SellerTradeParty")),
        buyer=_cii_party(find(deal, "BuyerTradeParty")),
        payee=None if payee is None else _cii_party(payee),
        representative=None if representative is None else _cii_party(representative),
        totals=None if totals is None else Totals(*(text(totals, name) for name in names)),
        taxes=taxes,
        breakdown=breakdown,
        allowances=_cii_parts(money, "false"),
        charges=_cii_parts(money, "true"),
        lines=[_cii_line(node) for node in every(trade, "IncludedSupplyChainTradeLineItem")],
        periods=_cii_periods(money),
        means=[
            Means(
                text(node, "TypeCode"),
                [text(one, "IBANID", "ProprietaryID") for one in every(node, "PayeePartyCreditorFinancialAccount")],
            )
            for node in every(money, "SpecifiedTradeSettlementPaymentMeans")
        ],
        preceding=[text(node, "IssuerAssignedID") for node in every(money, "InvoiceReferencedDocument")],
        documents=[text(node, "IssuerAssignedID") for node in every(deal, "AdditionalReferencedDocument")],
        delivered=bool(text(delivery, "ActualDeliverySupplyChainEvent/OccurrenceDateTime/DateTimeString")),
        delivery=None if place is None else Party(country=text(place, "CountryID")),
    )  # fmt: skip


def _cii_category(tax: Any) -> str:
    return text(tax, "CategoryCode") if text(tax, "TypeCode").upper() == "VAT" else ""


def _exempt(tax: Any) -> bool:
    return bool(text(tax, "ExemptionReason", "ExemptionReasonCode"))


def _cii_party(node: Any) -> Party:
    taxes = [one for one in every(node, "SpecifiedTaxRegistration/ID") if (one.text or "").strip()]
    place, endpoint = find(node, "PostalTradeAddress"), find(node, "URIUniversalCommunication/URIID")
    return Party(
        name=text(node, "Name"),
        trading=text(node, "Name"),
        ids=_texts(node, "ID") + _texts(node, "GlobalID"),
        registration=text(node, "SpecifiedLegalOrganization/ID"),
        vat=next(((one.text or "").strip() for one in taxes if one.get("schemeID") == "VA"), ""),
        tax=next(((one.text or "").strip() for one in taxes if one.get("schemeID") in ("VA", "FC")), ""),
        address=place is not None,
        country=text(place, "CountryID"),
        unnamed_endpoint=endpoint is not None and not endpoint.get("schemeID"),
    )


def _cii_parts(node: Any, charge: str) -> list[Part]:
    found = []
    for one in every(node, "SpecifiedTradeAllowanceCharge"):
        if text(one, "ChargeIndicator/Indicator") in (charge, str(int(charge == "true"))):
            tax = find(one, "CategoryTradeTax")
            rate, reason = text(tax, "RateApplicablePercent"), bool(text(one, "Reason", "ReasonCode"))
            found.append(
                Part(
                    text(one, "ActualAmount"),
                    text(one, "BasisAmount"),
                    _cii_category(tax),
                    text(tax, "CategoryCode"),
                    rate,
                    reason,
                )
            )
    return found


def _cii_periods(node: Any) -> list[Period]:
    return [
        Period(text(one, "StartDateTime/DateTimeString"), text(one, "EndDateTime/DateTimeString"))
        for one in every(node, "BillingSpecifiedPeriod")
    ]


def _cii_line(node: Any) -> Line:
    settled, product = find(node, "SpecifiedLineTradeSettlement"), find(node, "SpecifiedTradeProduct")
    quantity = find(node, "SpecifiedLineTradeDelivery/BilledQuantity")
    tax = find(settled, "ApplicableTradeTax")
    loose = {"standard" for one in every(product, "GlobalID") if not one.get("schemeID")}
    loose |= {"class" for one in every(product, "DesignatedProductClassification/ClassCode") if not one.get("listID")}
    return Line(
        id=text(node, "AssociatedDocumentLineDocument/LineID"),
        quantity="" if quantity is None else (quantity.text or "").strip(),
        unit="" if quantity is None else quantity.get("unitCode", ""),
        net=text(settled, "SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount"),
        name=text(product, "Name"),
        price=text(node, "SpecifiedLineTradeAgreement/NetPriceProductTradePrice/ChargeAmount"),
        gross=text(node, "SpecifiedLineTradeAgreement/GrossPriceProductTradePrice/ChargeAmount"),
        category=_cii_category(tax),
        code=text(tax, "CategoryCode"),
        rate=text(tax, "RateApplicablePercent"),
        periods=_cii_periods(settled),
        allowances=_cii_parts(settled, "false"),
        charges=_cii_parts(settled, "true"),
        attributes=[(text(one, "Description"), text(one, "Value")) for one in every(product, "ApplicableProductCharacteristic")],
        loose=loose,
    )  # fmt: skip

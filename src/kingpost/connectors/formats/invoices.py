"""Electronic invoices: UBL Invoice and CreditNote, CII, ZUGFeRD 1, and the PDFs that carry one (Factur-X, ZUGFeRD).

An invoice that says it keeps EN 16931 is read whether it does or not; which rules it breaks is one of its fields. An invoice's
id is its number with its seller ("INV-2093@GB123456789"), because two sellers may both write an invoice 1.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from pypdf import PdfReader

from kingpost.connectors.base import Happening, Mention, Ref, Statement, mention_id
from kingpost.connectors.formats import documents, invoice_rules
from kingpost.connectors.formats.safe_xml import XmlError, every, find, local, parse, text
from kingpost.connectors.formats.tables_cells import day, midnight
from kingpost.connectors.formats.tables_events import amount_of

_ROOTS = {"Invoice": "ubl", "CreditNote": "ubl", "CrossIndustryInvoice": "cii", "CrossIndustryDocument": "cii"}
_CREDIT = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"})
_TYPES = {"384": "corrected invoice", "386": "prepayment invoice", "389": "self-billed invoice", "326": "partial invoice", "875": "partial invoice",
          "877": "final invoice"}  # fmt: skip
_ATTACHED = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml")
_MAX_BODY = 100_000
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_ELEMENT = re.compile(rb"<(?:[A-Za-z][\w.-]*:)?([A-Za-z]\w*)[\s/>]")


def is_invoice(raw: bytes) -> bool:
    """Whether the bytes are an invoice in XML, by the name of the first element. Looks at the first 256 kB: some begin with pages of comment."""
    head = _COMMENT.sub(b"", raw[: 256 * 1024].replace(b"\0", b""))
    root = _ELEMENT.search(head)
    return root is not None and root[1].decode() in _ROOTS


def translate(raw: bytes, *, name: str = "") -> list[Statement]:
    """The invoice; for a PDF also the document it is. Raises ValueError for bytes that hold no invoice."""
    if raw[:1024].lstrip().startswith(b"%PDF"):
        inside = attached_invoice(raw)
        if inside is None:
            raise ValueError("this PDF carries no invoice")
        invoice = _invoice(inside)
        paper = documents.translate(raw, name=name)[0]
        paper.refs.append(Ref("about", "invoice", invoice.remote_id))
        return [invoice, paper]
    return [_invoice(raw)]


def attached_invoice(pdf: bytes) -> bytes | None:
    """The invoice XML a PDF carries, None when there is none. Raises ValueError for a PDF that cannot be opened."""
    try:
        attachments = PdfReader(io.BytesIO(pdf), strict=False).attachments
        for name in sorted(attachments, key=lambda one: one.lower() not in _ATTACHED):
            if name.lower() in _ATTACHED or name.lower().endswith(".xml"):
                content = bytes(attachments[name][0])
                if name.lower() in _ATTACHED or is_invoice(content):
                    return content
    except Exception as error:  # noqa: BLE001  the library raises whatever a broken file makes it trip over
        raise ValueError(f"the PDF cannot be opened: {type(error).__name__}: {error}") from None
    return None


def _invoice(raw: bytes) -> Statement:
    root = parse(raw)
    syntax = _ROOTS.get(local(root))
    if syntax is None:
        raise XmlError(f"its XML is a <{local(root)}>, not an invoice")
    if find(root, "HeaderExchangedDocument", "ExchangedDocument") is not None:
        syntax = "cii"  # ZUGFeRD before 1.0 called its root Invoice too
    found = _ubl(root) if syntax == "ubl" else _cii(root)
    seller, buyer = found.pop("seller"), found.pop("buyer")
    body, about = found.pop("body"), found.pop("about")
    if invoice_rules.claims(found["profile"]):
        found["broken_rules"] = invoice_rules.broken(root)
    fields = {name: value for name, value in found.items() if value}
    number = fields.get("number", "")
    owner = _seller_key(seller)
    remote_id = f"{number}@{owner}" if number else "sha256:" + hashlib.sha256(raw).hexdigest()
    kind = "Credit note" if fields["type"] == "credit note" else "Invoice"
    statement = Statement("invoice", remote_id, number or f"{kind} without a number", fields, body[:_MAX_BODY])
    for role, party in (("seller", seller), ("buyer", buyer)):
        _party_into(statement, role, party)
    statement.refs += [Ref("about", "invoice", f"{other}@{owner}") for other in about if other != number]
    _happened(statement, kind)
    return statement


def _happened(statement: Statement, kind: str) -> None:
    fields = statement.fields
    if "issue_date" in fields:
        statement.at = midnight(fields["issue_date"])
        # The words a list of invoices uses for it: the same invoice from both is one line of a timeline.
        said = f"{kind} {statement.title} sent{amount_of(fields)}"
        statement.happenings.append(Happening(statement.at, "invoiced", said, key="invoiced"))


def _seller_key(seller: dict[str, str]) -> str:
    return " ".join((seller.get("vat") or seller.get("registration") or seller.get("name") or "").split()).casefold()


def _party_into(statement: Statement, role: str, party: dict[str, str]) -> None:
    known = party.get("name") or party.get("vat") or party.get("registration") or party.get("email")
    if not known:
        return
    remote_id = mention_id("client", known)
    statement.mentions.append(Mention("client", remote_id, party.get("name") or known, dict(party)))
    statement.refs.append(Ref(role, "client", remote_id))
    for field in ("name", "vat"):
        if field in party:
            statement.fields[f"{role}_{field}"] = party[field]


def _amount(said: str) -> str:
    try:
        value = Decimal(said)
    except InvalidOperation:
        return ""
    return f"{value:f}" if value.is_finite() and abs(value.adjusted()) < 18 else ""


def _currency_of(totals: Any) -> str:
    """The currency the sums themselves name, for an invoice that states none for all (UBL 2.0 need not)."""
    named = {node.get("currencyID") for node in (totals if totals is not None else ())} - {None, ""}
    return str(named.pop()) if len(named) == 1 else ""


def _date(said: str) -> str:
    return day(said[:10])


def _cii_date(node: Any, path: str) -> str:
    said = text(node, f"{path}/DateTimeString", f"{path}/DateTime", path)
    return day(said[:8]) or _date(said)


def _type(code: str, root: Any) -> str:
    return "credit note" if code in _CREDIT or local(root) == "CreditNote" else _TYPES.get(code, "invoice")


def _ubl(root: Any) -> dict[str, Any]:
    totals = find(root, "LegalMonetaryTotal")
    currency = text(root, "DocumentCurrencyCode") or _currency_of(totals)
    due = text(totals, "PayableAmount")
    taxes = [node for node in every(root, "TaxTotal/TaxAmount") if node.get("currencyID", currency) == currency]
    return {
        "number": text(root, "ID"),
        "issue_date": _date(text(root, "IssueDate")),
        "due_date": _date(text(root, "DueDate", "PaymentMeans/PaymentDueDate")),
        "amount": _amount(text(totals, "TaxInclusiveAmount") or due),
        "net": _amount(text(totals, "TaxExclusiveAmount")),
        "tax": _amount((taxes[0].text or "").strip()) if taxes else "",
        "amount_due": _amount(due),
        "currency": currency,
        "type": _type(text(root, "InvoiceTypeCode", "CreditNoteTypeCode"), root),
        "order_reference": text(root, "OrderReference/ID", "BuyerReference"),
        "profile": text(root, "CustomizationID", "ProfileID"),
        "seller": _ubl_party(find(root, "AccountingSupplierParty/Party")),
        "buyer": _ubl_party(find(root, "AccountingCustomerParty/Party")),
        "about": [(node.text or "").strip() for node in every(root, "BillingReference/InvoiceDocumentReference/ID")],
        "body": "\n".join(
            [
                *_texts(root, "Note"),
                *(
                    line
                    for kind in ("InvoiceLine", "CreditNoteLine")
                    for node in every(root, kind)
                    for line in _ubl_line(node)
                ),
            ]
        ),
    }


def _ubl_line(node: Any) -> Iterator[str]:
    words = [
        text(node, "Item/Name"),
        text(node, "Item/Description"),
        text(node, "Note"),
        text(node, "LineExtensionAmount"),
    ]
    yield " · ".join(dict.fromkeys(word for word in words if word))


def _texts(node: Any, path: str) -> list[str]:
    return [said for found in every(node, path) if (said := " ".join((found.text or "").split()))]


def _ubl_party(node: Any) -> dict[str, str]:
    taxes = (
        {text(one, "TaxScheme/ID").upper(): text(one, "CompanyID") for one in every(node, "PartyTaxScheme")}
        if node is not None
        else {}
    )
    place = find(node, "PostalAddress")
    lines = [
        text(place, "StreetName"),
        text(place, "AdditionalStreetName"),
        text(place, "AddressLine/Line"),
        text(place, "PostalZone"),
    ]
    return _party(
        name=text(node, "PartyLegalEntity/RegistrationName", "PartyName/Name", "PartyTaxScheme/RegistrationName"),
        vat=taxes.get("VAT", ""),
        registration=text(node, "PartyLegalEntity/CompanyID"),
        lines=lines,
        city=text(place, "CityName"),
        country=text(place, "Country/IdentificationCode"),
        email=text(node, "Contact/ElectronicMail", "EndpointID"),
        phone=text(node, "Contact/Telephone"),
    )


def _party(*, lines: list[str], **said: str) -> dict[str, str]:
    said["address"] = ", ".join(line for line in lines if line)
    if "@" not in said.get("email", ""):
        said["email"] = ""
    said["vat"] = said.get("vat", "").replace(" ", "")
    return {field: value for field, value in said.items() if value}


def _cii(root: Any) -> dict[str, Any]:
    head = find(root, "ExchangedDocument", "HeaderExchangedDocument")
    trade = find(root, "SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction")
    deal = find(trade, "ApplicableHeaderTradeAgreement", "ApplicableSupplyChainTradeAgreement")
    money = find(trade, "ApplicableHeaderTradeSettlement", "ApplicableSupplyChainTradeSettlement")
    totals = find(money, "SpecifiedTradeSettlementHeaderMonetarySummation", "SpecifiedTradeSettlementMonetarySummation")
    currency = text(money, "InvoiceCurrencyCode") or _currency_of(totals)
    due = text(totals, "DuePayableAmount")
    taxes = [node for node in every(totals, "TaxTotalAmount") if node.get("currencyID", currency) == currency]
    return {
        "number": text(head, "ID"),
        "issue_date": _cii_date(head, "IssueDateTime"),
        "due_date": _cii_date(money, "SpecifiedTradePaymentTerms/DueDateDateTime"),
        "amount": _amount(text(totals, "GrandTotalAmount") or due),
        "net": _amount(text(totals, "TaxBasisTotalAmount", "LineTotalAmount")),
        "tax": _amount((taxes[0].text or "").strip()) if taxes else "",
        "amount_due": _amount(due),
        "currency": currency,
        "type": _type(text(head, "TypeCode"), root),
        "order_reference": text(deal, "BuyerOrderReferencedDocument/IssuerAssignedID", "BuyerOrderReferencedDocument/ID", "BuyerReference"),
        "profile": _profile(root),
        "seller": _cii_party(find(deal, "SellerTradeParty")),
        "buyer": _cii_party(find(deal, "BuyerTradeParty")),
        "about": _texts(money, "InvoiceReferencedDocument/IssuerAssignedID"),
        "body": "\n".join([*_texts(head, "IncludedNote/Content"), *(line for node in every(trade, "IncludedSupplyChainTradeLineItem") for line in _cii_line(node))]),
    }  # fmt: skip


def _profile(root: Any) -> str:
    return text(
        root,
        "ExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID",
        "SpecifiedExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID",
    )


def _cii_line(node: Any) -> Iterator[str]:
    product = find(node, "SpecifiedTradeProduct")
    totals = ("SpecifiedLineTradeSettlement/SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount",
              "SpecifiedSupplyChainTradeSettlement/SpecifiedTradeSettlementMonetarySummation/LineTotalAmount")  # fmt: skip
    words = [text(product, "Name"), text(product, "Description"), text(node, *totals)]
    line = " · ".join(dict.fromkeys(word for word in words if word))
    if line:
        yield line


def _cii_party(node: Any) -> dict[str, str]:
    taxes = {
        one.get("schemeID", "VA"): " ".join((one.text or "").split())
        for one in every(node, "SpecifiedTaxRegistration/ID")
    }
    place = find(node, "PostalTradeAddress")
    lines = [text(place, name) for name in ("LineOne", "LineTwo", "LineThree", "PostcodeCode")]
    contact = find(node, "DefinedTradeContact")
    return _party(
        name=text(node, "Name", "SpecifiedLegalOrganization/TradingBusinessName"),
        vat=taxes.get("VA", ""),
        registration=text(node, "SpecifiedLegalOrganization/ID"),
        lines=lines,
        city=text(place, "CityName"),
        country=text(place, "CountryID"),
        email=text(contact, "EmailURIUniversalCommunication/URIID") or text(node, "URIUniversalCommunication/URIID"),
        phone=text(contact, "TelephoneUniversalCommunication/CompleteNumber"),
    )

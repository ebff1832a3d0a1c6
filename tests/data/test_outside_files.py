"""Real invoices, CRM exports and event logs, read where KINGPOST_DATA points to them; their text is not part of this project."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from kingpost.connectors.files_folder import walk
from kingpost.connectors.formats import invoices, ocel
from kingpost.connectors.formats.invoice_rules import WORDS, broken
from kingpost.connectors.formats.safe_xml import local
from kingpost.connectors.systems.files import Files

DATA = Path(os.environ.get("KINGPOST_DATA") or "/nonexistent")
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="KINGPOST_DATA is not set")


def xml_invoices(folder: str) -> list[tuple[str, bytes]]:
    """(where, invoice) for every invoice in a folder, those inside the official unit tests too."""
    found = []
    for path in sorted((DATA / "invoices" / folder).rglob("*.xml")):
        root = etree.parse(str(path)).getroot()
        if local(root) == "testSet":
            inner = [
                node
                for test in root.iter("{*}test")
                for node in test
                if local(node) in ("Invoice", "CreditNote", "CrossIndustryInvoice")
            ]
            found += [(f"{path.name} {number}", etree.tostring(node)) for number, node in enumerate(inner)]
        else:
            found.append((path.name, path.read_bytes()))
    return found


@pytest.mark.parametrize("folder", ["en16931", "peppol", "xrechnung", "zugferd"])
def test_the_structure_of_every_invoice_is_read(folder: str) -> None:
    read = 0
    for where, raw in xml_invoices(folder):
        assert invoices.is_invoice(raw), where
        [invoice] = invoices.translate(raw)
        assert invoice.kind == "invoice", where
        read += 1
    assert read


@pytest.mark.parametrize("folder", ["xrechnung", "zugferd"])
def test_a_whole_invoice_says_what_matters(folder: str) -> None:
    for where, raw in xml_invoices(folder):
        fields = invoices.translate(raw)[0].fields
        missing = [
            name
            for name in ("number", "issue_date", "amount", "currency", "seller_name", "buyer_name")
            if not fields.get(name)
        ]
        assert not missing, (where, missing)


def test_the_official_unit_tests_find_the_rules_kept_and_broken() -> None:
    folder = DATA / "invoices" / "en16931"
    wrong, looked = [], 0
    for case in json.loads((folder / "EXPECTATIONS.json").read_text()):
        root = etree.parse(str(folder / case["file"].split("/test/", 1)[1])).getroot()
        test = list(root.iter("{*}test"))[case["test"]]
        [inner] = [node for node in test if local(node) in ("Invoice", "CreditNote", "CrossIndustryInvoice")]
        found = any(said.startswith(case["rule"] + ":") for said in broken(inner))
        known = case["rule"] in WORDS or case["rule"].split("-")[1] in ("S", "Z", "E", "AE", "IC", "G", "O", "AF", "AG")
        looked += known
        if found != (case["expect"] == "error") and (known or found):
            wrong.append((case["rule"], case["test"]))
    assert looked > 800
    assert {rule for rule, _ in wrong} <= {"BR-CL-01", "BR-CL-17"}, wrong


def test_invoices_meant_valid_break_no_rule() -> None:
    for where, raw in xml_invoices("xrechnung"):
        assert "broken_rules" not in invoices.translate(raw)[0].fields, where


def test_every_hybrid_pdf_gives_up_its_invoice() -> None:
    for path in sorted((DATA / "invoices" / "zugferd").rglob("*.pdf")):
        invoice, paper = invoices.translate(path.read_bytes(), name=path.name)
        assert (invoice.kind, paper.kind) == ("invoice", "document"), path.name
        if "fail" not in path.parts:
            assert invoice.fields.get("number") and invoice.fields.get("amount"), path.name


def test_the_crm_export_is_guessed_and_linked() -> None:
    files = Files({"folder": str(DATA / "crm")})
    said = [statement for page in files.read(None) for native in page.items for statement in Files.translate(native)]
    kinds = Counter(statement.kind for statement in said)
    assert kinds["agreement"] == 8800 and kinds["client"] == 85
    clients = {statement.remote_id for statement in said if statement.kind == "client"}
    deals = [statement for statement in said if statement.kind == "agreement"]
    linked = sum(any(ref.role == "client" and ref.remote_id in clients for ref in deal.refs) for deal in deals)
    named = sum(any(ref.role == "client" for ref in deal.refs) for deal in deals)
    assert linked == named, "every account a deal names is a row of the accounts file"
    closed = [deal for deal in deals if deal.fields["status"] in ("won", "lost")]
    assert closed and all("close_date" in deal.fields and deal.happenings for deal in closed)
    assert not any("unread" in deal.fields for deal in deals)


def test_event_logs_in_every_form() -> None:
    logs = [entry for entry in walk(DATA / "ocel")[0] if entry.path.suffix in (".jsonocel", ".xmlocel", ".sqlite")]
    assert len(logs) >= 5
    for log in logs:
        assert ocel.is_log(log.path)
        said = [ocel.translate(ocel.encode(thing))[0] for thing in ocel.objects(log.path)]
        assert said, log.name
        assert sum(len(statement.happenings) for statement in said) > len(said), log.name


def test_the_whole_folder_is_read_and_every_fault_has_a_reason() -> None:
    read, bad, notes = 0, {}, []
    for page in Files({"folder": str(DATA)}).read(None):
        read += len(page.items)
        bad |= {one.remote_id: one.error for one in page.unreadable}
        notes += page.notes
    assert read > 9000
    assert len(bad) < read / 100 and all(bad.values()), bad
    guessed = [note for note in notes if note.startswith("api/") and "read as" in note]
    assert not guessed, "a description of an interface is no list of clients"

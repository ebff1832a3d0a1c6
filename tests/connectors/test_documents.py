"""Documents and event logs."""

from __future__ import annotations

import io
import json
import sqlite3
from pathlib import Path

import docx
import pytest
from lxml import etree
from pypdf import PdfWriter

from kingpost.connectors.base import Statement
from kingpost.connectors.files_folder import sort_of, walk
from kingpost.connectors.formats import documents, ocel


def word(*paragraphs: str) -> bytes:
    made = docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    table = made.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Go live", "1 April"
    made.core_properties.author = "Priya Raman"
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": "Ines Duarte", "/CreationDate": "D:20240305100000+01'00'"})
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_a_word_document_with_a_table() -> None:
    [said] = documents.translate(word("Handover", "The dock terminals need a certificate."), name="notes/handover.docx")
    assert (said.kind, said.title) == ("document", "handover.docx")
    assert said.body.split("\n") == ["Handover", "The dock terminals need a certificate.", "Go live", "1 April"]
    assert said.fields["author"] == "Priya Raman"
    assert said.remote_id == f"sha256:{said.fields['sha256']}"


def test_a_pdf_brings_its_pages_author_and_date() -> None:
    [said] = documents.translate(pdf(), name="plan.pdf")
    assert (said.fields["pages"], said.fields["author"], said.fields["media_type"]) == (
        1,
        "Ines Duarte",
        "application/pdf",
    )
    assert said.fields["created_at"] == "2024-03-05T10:00:00+01:00"


@pytest.mark.parametrize(
    ("name", "raw"),
    [("a.md", "# Café".encode()), ("a.txt", "# Café".encode("cp1252")), ("a.txt", "# Café".encode("utf-16"))],
)
def test_plain_text_in_any_encoding(name: str, raw: bytes) -> None:
    assert documents.translate(raw, name=name)[0].body == "# Café"


def test_the_same_bytes_are_the_same_document() -> None:
    raw = word("x")
    assert (
        documents.translate(raw, name="a.docx")[0].remote_id
        == documents.translate(raw, name="b/copy.docx")[0].remote_id
    )


def test_a_long_text_is_bounded() -> None:
    assert len(documents.translate(b"word " * 1_000_000, name="a.txt")[0].body) <= documents.MAX_TEXT


# --- event logs ----------------------------------------------------------------------------------------------------------------

LOG = {
    "objectTypes": [{"name": "Invoice", "attributes": []}, {"name": "Purchase Order", "attributes": []}],
    "eventTypes": [{"name": "Approve Order", "attributes": []}],
    "objects": [
        {"id": "R1", "type": "Invoice"},
        {
            "id": "PO1", "type": "Purchase Order", "relationships": [{"objectId": "R1", "qualifier": "Invoice from PO"}],
            "attributes": [
                {"name": "quantity", "time": "2022-01-13T11:00:00Z", "value": "600"}, {"name": "quantity", "time": "1970-01-01T00:00:00Z", "value": "500"},
            ],
        },
    ],
    "events": [
        {"id": "e2", "type": "Insert Invoice", "time": "2022-01-14T10:00:00Z", "relationships": [{"objectId": "R1", "qualifier": "x"}]},
        {
            "id": "e1", "type": "Approve Order", "time": "2022-01-10T10:00:00Z", "relationships": [{"objectId": "PO1", "qualifier": "x"}],
            "attributes": [{"name": "po_approver", "value": "Dana Whitfield"}],
        },
    ],
}  # fmt: skip


def from_sqlite(path: Path) -> None:
    base = sqlite3.connect(path)
    base.executescript(
        """
        CREATE TABLE event_map_type (ocel_type TEXT, ocel_type_map TEXT); CREATE TABLE object_map_type (ocel_type TEXT, ocel_type_map TEXT);
        CREATE TABLE event (ocel_id TEXT, ocel_type TEXT); CREATE TABLE object (ocel_id TEXT, ocel_type TEXT);
        CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT);
        CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT);
        CREATE TABLE object_Invoice (ocel_id TEXT, ocel_time TEXT, ocel_changed_field TEXT);
        CREATE TABLE object_PurchaseOrder (ocel_id TEXT, ocel_time TEXT, ocel_changed_field TEXT, quantity TEXT);
        CREATE TABLE event_ApproveOrder (ocel_id TEXT, ocel_time TEXT, po_approver TEXT);
        CREATE TABLE event_InsertInvoice (ocel_id TEXT, ocel_time TEXT);
        INSERT INTO event_map_type VALUES ('Approve Order', 'ApproveOrder'), ('Insert Invoice', 'InsertInvoice');
        INSERT INTO object_map_type VALUES ('Invoice', 'Invoice'), ('Purchase Order', 'PurchaseOrder');
        INSERT INTO event VALUES ('e1', 'Approve Order'), ('e2', 'Insert Invoice');
        INSERT INTO object VALUES ('R1', 'Invoice'), ('PO1', 'Purchase Order');
        INSERT INTO event_object VALUES ('e2', 'R1', 'x'), ('e1', 'PO1', 'x'); INSERT INTO object_object VALUES ('PO1', 'R1', 'Invoice from PO');
        INSERT INTO object_Invoice VALUES ('R1', '1970-01-01 00:00:00', NULL);
        INSERT INTO object_PurchaseOrder VALUES ('PO1', '1970-01-01 00:00:00', NULL, '500'), ('PO1', '2022-01-13 11:00:00', 'quantity', '600');
        INSERT INTO event_ApproveOrder VALUES ('e1', '2022-01-10 10:00:00', 'Dana Whitfield'); INSERT INTO event_InsertInvoice VALUES ('e2', '2022-01-14 10:00:00');
        """
    )
    base.close()


def from_xml(path: Path) -> None:
    """The same log in XML."""
    log = etree.Element("log")
    for name in ("object-types", "event-types"):
        etree.SubElement(log, name)
    for many, kind in (("objects", "object"), ("events", "event")):
        within = etree.SubElement(log, many)
        for one in LOG[many]:
            node = etree.SubElement(within, kind, {key: one[key] for key in ("id", "type", "time") if key in one})
            attributes, relations = etree.SubElement(node, "attributes"), etree.SubElement(node, "objects")
            for said in one.get("attributes", ()):
                attribute = etree.SubElement(
                    attributes, "attribute", {key: said[key] for key in ("name", "time") if key in said}
                )
                attribute.text = said["value"]
            for link in one.get("relationships", ()):
                etree.SubElement(
                    relations, "relationship", {"object-id": link["objectId"], "qualifier": link["qualifier"]}
                )
    path.write_bytes(etree.tostring(log))


@pytest.mark.parametrize("name", ["log.json", "log.xmlocel", "log.xml", "log.sqlite"])
def test_an_event_log_in_every_form(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith("json"):
        path.write_text(json.dumps(LOG))
    elif name.endswith("sqlite"):
        from_sqlite(path)
    else:
        from_xml(path)
    assert ocel.is_log(path)
    [entry] = walk(tmp_path)[0]
    assert sort_of(entry) == "log"
    said: dict[str, Statement] = {thing.id: ocel.translate(ocel.encode(thing))[0] for thing in ocel.objects(path)}
    order = said["PO1"]
    assert (order.kind, order.fields["log_quantity"]) == ("agreement", "600"), "the latest value counts"
    assert [(ref.kind, ref.remote_id) for ref in order.refs] == [("invoice", "R1")]
    assert [(h.what, h.text, h.actor, h.key) for h in order.happenings] == [
        ("approved", "did “Approve Order”", "name:dana whitfield", "e1")
    ]
    assert said["R1"].kind == "invoice"
    assert said["R1"].happenings[0].at.isoformat() == "2022-01-14T10:00:00+00:00"


def test_an_event_that_touches_an_object_in_two_ways_happened_once(tmp_path: Path) -> None:
    both = [{"objectId": "R1", "qualifier": "made"}, {"objectId": "R1", "qualifier": "checked"}]
    event = {"id": "e1", "type": "Insert Invoice", "time": "2022-01-14T10:00:00Z", "relationships": both}
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"events": [event], "objects": [{"id": "R1", "type": "Invoice"}], "eventTypes": []}))
    assert [len(thing.events) for thing in ocel.objects(path)] == [1]


@pytest.mark.parametrize("crooked", [None, 5, True, "R2", ["R2"], [None], {"objectId": "R2"}])
def test_a_list_of_a_log_that_holds_something_else_is_an_empty_one(tmp_path: Path, crooked: object) -> None:
    path = tmp_path / "a.jsonocel"
    event = {
        "id": "e1",
        "type": "Insert Invoice",
        "time": "2022-01-14T10:00:00Z",
        "attributes": crooked,
        "relationships": [{"objectId": "R1"}],
    }
    other = {"id": "e2", "type": "Insert Invoice", "time": "2022-01-14T10:00:00Z", "relationships": crooked}
    thing = {"id": "R1", "type": "Invoice", "attributes": crooked, "relationships": crooked}
    path.write_text(json.dumps({"objectTypes": [], "events": [event, other], "objects": [thing]}))
    [statement] = [ocel.translate(ocel.encode(thing))[0] for thing in ocel.objects(path)]
    assert (statement.remote_id, len(statement.happenings)) == ("R1", 1)


def test_a_database_without_a_table_of_how_its_objects_belong_together_is_read(tmp_path: Path) -> None:
    from_sqlite(tmp_path / "a.sqlite")
    with sqlite3.connect(tmp_path / "a.sqlite") as base:
        base.execute("DROP TABLE object_object")
    assert [(thing.id, thing.related) for thing in ocel.objects(tmp_path / "a.sqlite")] == [("R1", []), ("PO1", [])]


def test_a_log_that_begins_with_its_events_is_a_log(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    event = {
        "type": "Insert Invoice",
        "time": "2022-01-14T10:00:00Z",
        "relationships": [{"objectId": "R1", "qualifier": "x"}],
    }
    events = [{"id": f"e{number}", **event} for number in range(60)]
    path.write_text(json.dumps({"events": events, "objects": [], "eventTypes": [], "objectTypes": []}))
    assert ocel.is_log(path)


def test_a_log_in_xml_by_the_draft_of_the_format_has_its_events(tmp_path: Path) -> None:
    from_xml(tmp_path / "a.xml")
    (tmp_path / "b.xml").write_bytes((tmp_path / "a.xml").read_bytes().replace(b"<relationship ", b"<object "))
    assert [len(thing.events) for thing in ocel.objects(tmp_path / "b.xml")] == [1, 1]


def test_a_log_in_xml_that_breaks_off_waits_and_other_xml_is_no_log(tmp_path: Path) -> None:
    from_xml(tmp_path / "a.xml")
    (tmp_path / "b.xmlocel").write_bytes((tmp_path / "a.xml").read_bytes()[:-40])
    with pytest.raises(ValueError, match="not XML") as broken:
        list(ocel.objects(tmp_path / "b.xmlocel"))
    assert getattr(broken.value, "unfinished", False)
    (tmp_path / "c.xml").write_bytes(b"<log><trace/></log>")
    (tmp_path / "d.xmlocel").write_bytes(b"<log><trace/></log>")
    assert not ocel.is_log(tmp_path / "c.xml")
    with pytest.raises(ValueError, match="not an OCEL"):
        list(ocel.objects(tmp_path / "d.xmlocel"))


def test_other_json_and_databases_are_no_log(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[{"id": 1}]')
    sqlite3.connect(tmp_path / "b.sqlite").execute("CREATE TABLE t (x)").connection.close()
    assert not ocel.is_log(tmp_path / "a.json")
    assert not ocel.is_log(tmp_path / "b.sqlite")

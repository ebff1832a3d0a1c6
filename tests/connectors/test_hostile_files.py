"""Files that break readers: each gives a plain reason, the files beside it are read, and memory stays bounded."""

from __future__ import annotations

import io
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import openpyxl
import pytest
from tests.connectors.test_invoices import ubl

from kingpost.connectors import files_pass
from kingpost.connectors.base import MAX_RAW, Native
from kingpost.connectors.formats import documents, tables_xlsx
from kingpost.connectors.systems.files import Files

MEGA = 1024 * 1024
GOOD = "Client ID,Client name\n1,Pell & Sons\n"
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with one good file: whatever lies beside it, this one must be read. Bombs are smaller here, and so are the limits."""
    monkeypatch.setattr(tables_xlsx, "MAX_UNPACKED", 16 * MEGA)
    monkeypatch.setattr(documents, "_MAX_PART", 16 * MEGA)
    (tmp_path / "good.csv").write_text(GOOD)
    yield tmp_path
    files_pass.held_ids.files.clear()


def outcome(folder: Path) -> tuple[dict[str, str], list[Native]]:
    """(reasons by id, objects read) after two syncs: a file that looks unfinished gets its second chance."""
    cursor, bad, read = None, {}, {}
    for _ in range(2):
        for page in Files({"folder": str(folder)}).read(cursor):
            cursor = msgspec.json.decode(msgspec.json.encode(page.cursor))
            bad |= {one.remote_id: one.error for one in page.unreadable}
            for native in page.items:
                try:
                    assert Files.translate(native)
                except ValueError as error:  # the runner puts it aside with this reason
                    bad[native.remote_id] = str(error)
                else:
                    read[native.kind, native.remote_id] = native
    assert ("row", "good.csv#1") in read, "the rest is kept"
    return bad, list(read.values())


def workbook(change: Callable[[str, bytes], bytes]) -> bytes:
    """A small good workbook with its parts changed."""
    book = openpyxl.Workbook()
    book.active.append(["Client ID", "Client name"])
    book.active.append([1, "Pell & Sons"])
    plain, packed = io.BytesIO(), io.BytesIO()
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, change(info.filename, old.read(info)))
    return packed.getvalue()


def sheet(xml: str) -> bytes:
    return workbook(lambda name, raw: xml.encode() if name.endswith("sheet1.xml") else raw)


def bomb() -> bytes:
    return sheet(SHEET.format('<row r="1"><c r="A1" t="inlineStr"><is><t>' + "A" * (40 * MEGA) + "</t></is></c></row>"))


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">' + b"".join(
    f'<!ENTITY {chr(99 + n)} "{f"&{chr(98 + n)};" * 10}">'.encode() for n in range(12)
) + b"]><Invoice>&n;</Invoice>"  # fmt: skip
STEAL = b'<!DOCTYPE Invoice [<!ENTITY x SYSTEM "file:///etc/passwd">]><Invoice><ID>&x;</ID></Invoice>'
DEEP = b"[" * 200_000


HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "zip bomb as workbook": ("x.xlsx", bomb, "unpacks to more than"),
    "two cells at opposite corners": ("x.xlsx", lambda: sheet(SHEET.format('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')), "cells are the most"),
    "workbook cut short": ("x.xlsx", lambda: sheet(SHEET.format(""))[:900], "not a workbook"),
    "workbook that is a picture": ("x.xlsx", lambda: b"\x89PNG" * 100, "not a workbook"),
    "locked workbook": ("x.xlsx", lambda: b"\xd0\xcf\x11\xe0" + b"x" * 2000, "password"),
    "sheet that is no XML": ("x.xlsx", lambda: sheet("<worksheet><row"), "column names|empty|cannot be read|can be read"),
    "zip bomb as document": ("x.docx", lambda: zipped("word/document.xml", b"<a>" + b" " * (40 * MEGA)), "unpacks to more than"),
    "document cut short": ("x.docx", lambda: zipped("word/document.xml", b"<a/>" * 100)[:60], "not a Word document"),
    "billion laughs": ("x.xml", lambda: LAUGHS, "document type|not XML"),
    "external entity": ("x.xml", lambda: STEAL, "document type"),
    "entities in a document": ("x.docx", lambda: zipped("word/document.xml", LAUGHS), "document type|not XML"),
    "broken invoice": ("x.xml", lambda: ubl()[:-300], "not XML"),
    "broken pdf": ("x.pdf", lambda: b"%PDF-1.7\nrubbish\n%%EOF", "PDF cannot be opened"),
    "pdf cut short": ("x.pdf", lambda: b"%PDF-1.7\n1 0 obj\n<<", "PDF cannot be opened"),
    "json nested too deeply": ("x.json", lambda: DEEP, "JSON|deeply"),
    "json that is not": ("x.json", lambda: b'{"a": }', "not JSON"),
    "csv with ten thousand columns and no end": ("x.csv", lambda: ",".join(f"c{n}" for n in range(20_000)).encode() + b"\n1", "16,384 is the most"),
    "csv that is a picture": ("x.csv", lambda: bytes(range(256)) * 40, ""),
    "csv without rows": ("x.csv", lambda: b"\n\n\n", ""),
    "mailbox that is none": ("x.mbox", lambda: b"hello\nworld\n", "not an mbox"),
    "calendar that is none": ("x.ics", lambda: b"hello", "not a calendar"),
    "log without lists": ("x.jsonocel", lambda: b'{"objectTypes": [], "objects": 5}', "not an OCEL"),
    "database that is broken": ("x.sqlite", lambda: b"SQLite format 3\0" + b"x" * 5000, ""),
}  # fmt: skip


def zipped(name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize("case", HOSTILE, ids=str)
def test_a_hostile_file_is_refused_with_a_reason(watched: Path, case: str) -> None:
    name, content, reason = HOSTILE[case]
    (watched / name).write_bytes(content())
    bad, _ = outcome(watched)
    if reason:
        assert list(bad), "a broken file must not pass in silence"
        assert any(word in bad[name] for word in reason.split("|")), bad
        assert not any("Traceback" in one or "/etc/passwd" in one or "root:" in one for one in bad.values())


def test_a_lying_zip_is_measured_by_what_it_really_unpacks_to(watched: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables_xlsx, "MAX_UNPACKED", MEGA)
    raw = bytearray(sheet(SHEET.format('<row r="1"><c r="A1"><v>' + "1" * 2 * MEGA + "</v></c></row>")))
    with zipfile.ZipFile(io.BytesIO(bytes(raw))) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lied = bytes(raw).replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert lied != bytes(raw)
    (watched / "x.xlsx").write_bytes(lied)
    assert "unpacks to more than" in outcome(watched)[0]["x.xlsx"]


def test_a_quote_never_closed_costs_one_row(watched: Path) -> None:
    rows = "".join(f"{n},Client {n}\n" for n in range(3, 5000))
    (watched / "x.csv").write_text('Client ID,Client name\n1,Pell\n2,"Open\n' + rows)
    bad, read = outcome(watched)
    assert list(bad) == ["x.csv#row 3"]
    assert sum(native.remote_id.startswith("x.csv#") for native in read) == 4998


def test_a_row_with_a_cell_too_many_is_not_read_askew(watched: Path) -> None:
    (watched / "x.csv").write_text(
        "Client ID,Client name,City\n1,Pell & Sons,Leeds\n2,Freight, Aldgate,London\n3,Orchard,York\n"
    )
    bad, read = outcome(watched)
    assert "4 cells where the heading has 3" in bad["x.csv#row 3"]
    assert {native.remote_id for native in read} >= {"x.csv#1", "x.csv#3"}


def test_a_file_of_broken_rows_is_given_up_not_chewed_on(watched: Path) -> None:
    (watched / "x.csv").write_text("Client ID,Client name,City\n" + "1,a,b,c\n" * 5000)
    assert "more than 200 of its rows are broken" in outcome(watched)[0]["x.csv"]


def test_nul_bytes_and_lone_surrogates_do_not_reach_the_store(watched: Path) -> None:
    (watched / "x.csv").write_bytes(b"Client ID,Client name\n1,Pe\0ll\n")
    (watched / "y.json").write_text('[{"Client ID": "7", "Client name": "Pell \\ud800"}]')
    _, read = outcome(watched)
    titles = [Files.translate(native)[0].title for native in read]
    assert {"Pell", "Pell \N{REPLACEMENT CHARACTER}"} <= set(titles)


def test_ten_thousand_columns_are_read(watched: Path) -> None:
    columns = ["Client ID", "Client name", *(f"c{n}" for n in range(10_000))]
    (watched / "x.csv").write_text(",".join(columns) + "\n1,Pell" + ",0" * 10_000 + "\n")
    bad, read = outcome(watched)
    assert bad == {}
    assert any(native.remote_id == "x.csv#1" for native in read)


def test_error_cells_of_a_workbook_are_no_text(watched: Path) -> None:
    cells = '<row r="1"><c r="A1" t="str"><v>Client ID</v></c><c r="B1" t="str"><v>Client name</v></c><c r="C1" t="str"><v>City</v></c></row>'
    row = '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="str"><f>A9</f><v>Pell</v></c><c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    (watched / "x.xlsx").write_bytes(sheet(SHEET.format(cells + row)))
    _, read = outcome(watched)
    [said] = [Files.translate(native)[0] for native in read if native.remote_id == "x.xlsx#1"]
    assert (said.title, said.fields.get("city")) == ("Pell", None)


@pytest.mark.parametrize("name", ["x.eml", "x.mbox"])
def test_a_mail_with_a_hundred_megabytes_is_kept_as_a_description(watched: Path, name: str) -> None:
    head = b"From: Marcus <marcus@aldgatefreight.example>\nSubject: Plans\nMessage-ID: <big@aldgatefreight.example>\nMIME-Version: 1.0\n"
    head += b'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nSee attached.\n--b\n'
    head += b"Content-Type: application/octet-stream; name=plans.bin\nContent-Transfer-Encoding: base64\n\n"
    with (watched / name).open("wb") as handle:
        handle.write((b"From marcus Mon Jan  5 08:00:00 2026\n" if name == "x.mbox" else b"") + head)
        for _ in range(100):
            handle.write((b"QUJD" * 19 + b"\n") * (MEGA // 77))
        handle.write(b"\n--b--\n")
    _, read = outcome(watched)
    [mail] = [native for native in read if native.kind == "message"]
    assert mail.too_large
    assert len(mail.raw) < MEGA
    assert Files.translate(mail)[0].title == "Plans"


def test_a_document_over_the_limit_is_a_reference(watched: Path) -> None:
    (watched / "big.txt").write_bytes(b"word " * (MAX_RAW // 5 + 10))
    _, read = outcome(watched)
    [native] = [one for one in read if one.remote_id == "big.txt"]
    said = Files.translate(native)[0]
    assert native.too_large
    assert len(native.raw) < 1000
    assert said.fields["size"] > MAX_RAW
    assert said.remote_id == f"sha256:{said.fields['sha256']}"


@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is measured as Linux counts it")
def test_a_large_csv_is_streamed(watched: Path) -> None:
    filler = "x" * 900
    with (watched / "x.csv").open("w") as handle:
        handle.write("Client ID,Client name,Notes\n")
        handle.writelines(f"{n},Client {n},{filler}\n" for n in range(60_000))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    count = sum(len(page.items) for page in Files({"folder": str(watched)}).read(None))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert count == 60_001
    assert grown < 60, f"{grown:.0f} MB more for a file of 55 MB"


def test_a_file_nobody_may_open_is_said_and_tried_again(watched: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (watched / "x.md").write_text("x")

    def refuse(path: Path, way: str = "") -> str:
        raise PermissionError(13, "Permission denied")

    reader = Files({"folder": str(watched)})
    with monkeypatch.context() as patched:
        patched.setattr(files_pass, "content_hash", refuse)
        pages = list(reader.read(None))
    assert "Permission denied" in {one.remote_id: one.error for page in pages for one in page.unreadable}["x.md"]
    again = [native.remote_id for page in reader.read(pages[-1].cursor) for native in page.items]
    assert set(again) == {"x.md", "good.csv#1"}


def test_a_mapping_that_grows_without_end_is_refused(watched: Path) -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"] + [
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]" for n in range(9)
    ]
    (watched / "x.csv").write_text(GOOD)
    (watched / "x.csv.kingpost.yaml").write_text("\n".join([*lines, "key: *j"]))
    assert "alias" in outcome(watched)[0]["x.csv"]

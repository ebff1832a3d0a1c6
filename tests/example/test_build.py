"""The example on disk: the same bytes each time, every file readable by ordinary tools, about as large as it says."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import mailbox
import zipfile
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from icalendar import Calendar
from lxml import etree
from openpyxl import load_workbook
from pypdf import PdfReader
from tests.example.written import NOW, company

from kingpost.example.build import Example, build, systems
from kingpost.example.write_mail import boxes_of


@pytest.fixture(scope="module")
def example() -> Example:
    """The example of the drawing's morning."""
    return company()


def digest(folder: Path) -> dict[str, str]:
    """A hash per file."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_same_moment_and_seed_give_the_same_bytes(example: Example, tmp_path: Path) -> None:
    again = build(tmp_path / "again", NOW)
    assert digest(again.folder) == digest(example.folder)


def test_another_seed_gives_another_company_with_the_same_story(tmp_path: Path, example: Example) -> None:
    other = build(tmp_path / "other", NOW, seed=8)
    assert digest(other.folder) != digest(example.folder)
    first, second = (json.loads(one.truth.read_bytes()) for one in (example, other))
    assert [flag["title"] for flag in first["flags"][:4]] == [flag["title"] for flag in second["flags"][:4]]
    assert first["story"]["ticket"] == second["story"]["ticket"] == ["desk", "ticket", "4471"]


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(ValueError, match="holds no example"):
        build(tmp_path, NOW)
    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_it_is_as_large_as_promised(example: Example) -> None:
    counts = example.counts
    assert counts["clients"] == 60
    assert counts["staff"] == 80
    whole = sum(number for name, number in counts.items() if name not in ("comments", "promises"))
    assert 18_000 <= whole <= 23_000
    assert counts["messages"] > 9_000
    assert counts["tickets"] > 2_500
    assert counts["promises"] > 200
    first = min(ticket.created for ticket in example.world.tickets)
    assert 540 <= (example.now - first).days <= 550


def test_each_system_has_its_folder_and_personal_mail_is_personal(example: Example) -> None:
    assert example.systems == systems(example.folder)
    for system in example.systems:
        assert any(system.folder.iterdir()), system.key
        personal = system.key.startswith("mail-")
        assert personal == ("@" in system.audience[0])
    private = next(system for system in example.systems if system.key == "mail-noor")
    assert private.audience == ("noor.haddad@harrowlane.example",)


def test_mailboxes_hold_the_messages_with_their_threads(example: Example) -> None:
    ids: set[str] = set()
    threaded = 0
    for path in sorted((example.folder / "mail").rglob("*.mbox")):
        expected = [mail for mail in example.world.mails if path.stem in boxes_of(mail)]
        messages = list(mailbox.mbox(path, create=False))
        assert len(messages) == len(expected), path.name
        for message, mail in zip(messages, expected, strict=True):
            assert message["Message-ID"] == f"<{mail.id}>"
            assert message["Date"]
            if message["In-Reply-To"]:
                threaded += 1
                assert mail.parent
                assert mail.parent.id in message["References"]
            ids.add(mail.id)
    assert len(ids) == example.counts["messages"]
    assert threaded > 0.4 * len(ids)


def test_bodies_survive_their_charset_and_encoding(example: Example) -> None:
    by_id = {f"<{mail.id}>": mail for mail in example.world.mails}
    seen: Counter[str] = Counter()
    for message in list(mailbox.mbox(example.folder / "mail" / "shared" / "projects.mbox", create=False))[:600]:
        part = next(part for part in message.walk() if part.get_content_type() == "text/plain")
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        text = payload.decode(part.get_content_charset() or "ascii")
        written = by_id[message["Message-ID"]].text
        assert written.splitlines()[0].rstrip() in text.replace("\r\n", "\n")
        seen[str(part["Content-Transfer-Encoding"])] += 1
        seen[str(part.get_content_charset())] += 1
    assert {"base64", "quoted-printable", "utf-8", "windows-1252"} <= set(seen)


def test_no_two_letters_read_the_same(example: Example) -> None:
    letters = [mail.text for mail in example.world.mails if mail.nature == "human" and len(mail.text) > 120]
    twice = sum(count - 1 for count in Counter(letters).values())
    assert len(letters) > 7_000
    assert twice <= 0.01 * len(letters)


def test_attachments_are_real_documents(example: Example) -> None:
    kinds: Counter[str] = Counter()
    for document in example.world.documents[:400]:
        kind = document.name.rpartition(".")[2]
        kinds[kind] += 1
        if kind == "docx":
            with zipfile.ZipFile(io.BytesIO(document.content)) as box:
                assert box.testzip() is None
                etree.fromstring(box.read("word/document.xml"))
        elif kind == "pdf" and kinds[kind] < 40:
            assert PdfReader(io.BytesIO(document.content)).pages[0].extract_text().strip()
    assert {"docx", "pdf"} <= set(kinds)


def test_calendars_parse(example: Example) -> None:
    uids: set[str] = set()
    rules = moved = 0
    for path in sorted((example.folder / "calendar").glob("*.ics")):
        for event in Calendar.from_ical(path.read_bytes()).walk("VEVENT"):
            uids.add(str(event["UID"]))
            rules += "RRULE" in event
            moved += "RECURRENCE-ID" in event
            assert event.decoded("DTEND") > event.decoded("DTSTART")
            assert event.decoded("DTSTAMP") < example.now
    assert len(uids) == example.counts["meetings"]
    assert rules > 80
    assert moved > 20


def test_desk_tables_and_workbook_parse_and_agree(example: Example) -> None:
    folder = example.folder
    tickets = [json.loads(line) for line in (folder / "desk" / "tickets.json").read_bytes().splitlines()]
    users = {json.loads(line)["id"] for line in (folder / "desk" / "users.json").read_bytes().splitlines()}
    assert len(tickets) == example.counts["tickets"]
    assert {comment["author_id"] for ticket in tickets for comment in ticket["comments"]} <= users
    assert next(t for t in tickets if t["id"] == 4471)["metric_set"]["reopens"] == 2
    book = load_workbook(folder / "tracker" / "tracker.xlsx", read_only=True)
    assert book.sheetnames == ["Projects", "Milestones", "Tasks", "Approvals"]
    rows = list(book["Projects"].iter_rows(values_only=True))
    assert len(rows) == example.counts["projects"] + 1
    assert isinstance(rows[1][rows[0].index("Due date")], datetime)
    with (folder / "crm" / "companies.csv").open(encoding="utf-8", newline="") as handle:
        companies = {row["Record ID"]: row for row in csv.DictReader(handle)}
    assert len(companies) == 69
    assert sum(row["Agreed answer time (hours)"] == "4" for row in companies.values()) > 8
    with (folder / "crm" / "deals.csv").open(encoding="utf-8", newline="") as handle:
        assert {row["Associated Company IDs"] for row in csv.DictReader(handle)} <= set(companies)


def test_each_invoice_is_in_the_list_and_as_xml(example: Example) -> None:
    with (example.folder / "finance" / "invoices.csv").open(encoding="utf-8", newline="") as handle:
        listed = {row["InvoiceNumber"]: row["Total"] for row in csv.DictReader(handle)}
    common = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
    found = {}
    for path in (example.folder / "finance" / "e-invoices").rglob("*.xml"):
        root = etree.parse(path).getroot()
        found[root.findtext(f"{common}ID")] = root.findtext(f".//{common}TaxInclusiveAmount")
    assert found == listed
    assert found["INV-2093"] == "48000.00"

"""A watched folder: what is read when, what is left for later, and how events and rows are written into it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kingpost.connectors import files_pass, files_tables
from kingpost.connectors.base import ConnectorError, Native, Page, Statement, Unavailable
from kingpost.connectors.formats.csv_edit import CsvText
from kingpost.connectors.systems.files import Files
from kingpost.connectors.writing import Change

TASKS = 'Ref;Action;Owner;Owner email;Due;Status;Notes\r\n\
ACT-001;Call Marcus;Noor Haddad;noor@harrowlane.example;03/02/2026;Open;\r\n\
ACT-002;"Order; collect ""spare"" scanners";Priya Raman;priya@harrowlane.example;13/02/2026;Done;by van\r\n'
EVENT = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20260101T000000Z\r\n\
DTSTART:20260105T090000Z\r\nDTEND:20260105T100000Z\r\nSUMMARY:{name}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
MAIL = (
    "From: Marcus Osei <marcus@aldgatefreight.example>\nTo: help@harrowlane.example\nSubject: {n}\nMessage-ID: <{n}@aldgatefreight.example>\n\
Date: Mon, 5 Jan 2026 08:00:00 +0000\n\nStill broken.\n"
)


class Folder:
    """A watched folder in a test: ``sync`` reads on from where the last one stopped, the cursor stored as the database stores it."""

    def __init__(self, path: Path, **config: str) -> None:
        self.path, self.config, self.cursor = path, {"folder": str(path), **config}, None
        self.pages: list[Page] = []

    def put(self, name: str, content: str | bytes) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def open(self) -> Files:
        connector = Files(self.config)
        connector.remember(self.cursor)
        return connector

    def sync(self) -> dict[tuple[str, str], Native]:
        self.pages = list(self.open().read(self.cursor))
        if self.pages:
            self.cursor = msgspec.json.decode(msgspec.json.encode(self.pages[-1].cursor))
        return {(native.kind, native.remote_id): native for page in self.pages for native in page.items}

    def notes(self) -> str:
        said = [note for page in self.pages for note in (*page.notes, *(one.text for one in page.noted))]
        return "\n".join(said)

    def unreadable(self) -> dict[str, str]:
        return {bad.remote_id: bad.error for page in self.pages for bad in page.unreadable}

    def ids(self, kind: str) -> set[str] | None:
        listed = self.open().ids(kind)
        return None if listed is None else set(listed)

    def statement(self, kind: str, remote_id: str) -> Statement:
        native = self.open().read_one(kind, remote_id)
        assert native is not None
        return Files.translate(native)[0]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    (tmp_path / "watched").mkdir()
    yield Folder(tmp_path / "watched")
    files_pass.held_ids.files.clear()


CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:marcus\r\nFN:{name}\r\nEMAIL:marcus@aldgatefreight.example\r\nEND:VCARD\r\n"

# --- reading what changed ----------------------------------------------------------------------------------------------------


def test_an_unchanged_folder_is_not_read_again(folder: Folder) -> None:
    folder.put("tasks.csv", TASKS)
    folder.put("a.eml", MAIL.format(n=1))
    assert len(folder.sync()) == 3
    assert folder.sync() == {}
    assert folder.pages == []


def test_a_changed_file_is_read_again_and_a_touched_one_is_not(folder: Folder) -> None:
    path = folder.put("notes.md", "one")
    folder.sync()
    os.utime(path, ns=(1, 1))
    assert folder.sync() == {}
    folder.put("notes.md", "two")
    assert list(folder.sync()) == [("document", "notes.md")]


def test_same_size_and_time_of_another_file_is_no_excuse(folder: Folder) -> None:
    path = folder.put("notes.md", "one")
    os.utime(path, ns=(5, 5))
    folder.sync()
    folder.put("notes.md", "two")
    os.utime(path, ns=(6, 6))
    assert list(folder.sync()) == [("document", "notes.md")]


def test_hidden_temporary_and_linked_files_are_left_alone(folder: Folder, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("secret")
    for name in (".hidden.md", "~$draft.docx", "x.md.tmp", "y.md.part", ".git/config.md", "z.md~"):
        folder.put(name, "x")
    (folder.path / "link").symlink_to(outside)
    (folder.path / "link.md").symlink_to(outside / "secret.md")
    os.mkfifo(folder.path / "pipe.md")
    folder.put("real.md", "x")
    assert list(folder.sync()) == [("document", "real.md")]
    assert "2 links are not followed" in folder.notes()


def test_reading_goes_on_in_the_middle_of_a_long_file(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files_pass, "PAGE_ITEMS", 10)
    folder.put("clients.csv", "Client ID,Client name\n" + "".join(f"{n},Client {n}\n" for n in range(35)))
    whole = folder.sync()
    assert [len(page.items) for page in folder.pages] == [10, 10, 10, 5]
    later = Folder(folder.path)
    later.cursor = msgspec.json.decode(msgspec.json.encode(folder.pages[1].cursor))
    assert set(later.sync()) == set(list(whole)[20:])


def test_small_files_share_a_page(folder: Folder) -> None:
    for number in range(60):
        folder.put(f"{number}.eml", MAIL.format(n=number))
    assert len(folder.sync()) == 60
    assert len(folder.pages) == 1


def test_a_deleted_row_and_a_deleted_file_are_no_longer_listed(folder: Folder) -> None:
    folder.put("tasks.csv", TASKS)
    folder.put("old.md", "x")
    folder.sync()
    assert folder.ids("row") == {"tasks.csv#ACT-001", "tasks.csv#ACT-002"}
    folder.put("tasks.csv", "\r\n".join(TASKS.split("\r\n")[:2]) + "\r\n")
    (folder.path / "old.md").unlink()
    assert folder.ids("row") == {"tasks.csv#ACT-001"}
    assert folder.ids("document") == set()
    assert folder.open().read_one("row", "tasks.csv#ACT-002") is None
    folder.sync()
    assert "old.md" not in folder.cursor["files"]  # type: ignore[index]


def test_a_folder_that_is_gone_or_suddenly_empty_changes_nothing(folder: Folder) -> None:
    path = folder.put("a.md", "x")
    folder.sync()
    path.unlink()
    with pytest.raises(Unavailable, match="empty"):
        folder.sync()
    folder.path.rmdir()
    with pytest.raises(Unavailable, match="not there"):
        folder.sync()
    with pytest.raises(Unavailable, match="not there"):
        folder.ids("document")


def test_a_new_mapping_beside_a_file_reads_it_again(folder: Folder) -> None:
    folder.put("list.csv", "Ref,What,Who\n1,Paint,priya@harrowlane.example\n")
    first = folder.sync()
    assert [kind for kind, _ in first] == ["document"], (
        "nothing says what its rows are, so it is a document with words in it"
    )
    assert "Say so in list.csv.kingpost.yaml" in folder.notes()
    folder.put("list.csv.kingpost.yaml", "kind: task\nkey: Ref\nfields: {name: What}\nrefs: {owner: {email: Who}}\n")
    assert list(folder.sync()) == [("row", "list.csv#1")]
    assert folder.ids("document") == set()


def test_a_reference_follows_when_the_other_file_arrives_later(folder: Folder) -> None:
    folder.put("deals.csv", "Deal ID,Deal name,Deal stage,Amount,Client\n1,Support,Won,100,Pell & Sons\n")
    [native] = folder.sync().values()
    assert Files.translate(native)[0].refs[0].remote_id == "name:pell & sons"
    folder.put("clients.csv", "Client ID,Client name\nC-2,Pell & Sons\n")
    read = folder.sync()
    assert set(read) == {("row", "deals.csv#1"), ("row", "clients.csv#C-2")}
    assert Files.translate(read["row", "deals.csv#1"])[0].refs[0].remote_id == "C-2"


def at(path: Path, second: int) -> None:
    """Say when a file changed: on a copied share the order of writing tells nothing."""
    os.utime(path, ns=(second * 10**9, second * 10**9))


def meeting(uid: str, name: str, *lines: str, method: str = "") -> str:
    event = EVENT.format(uid=uid, name=name).replace("END:VEVENT", "\r\n".join([*lines, "END:VEVENT"]))
    return event.replace("PRODID:x", f"PRODID:x\r\nMETHOD:{method}") if method else event


def meetings(folder: Folder) -> dict[str, Statement]:
    """What the calendars that a sync read say; read one by one they say the same."""
    read = folder.sync()
    assert all(folder.open().read_one(*one) == native for one, native in read.items())
    return {one.remote_id: one for native in read.values() for one in Files.translate(native)}


@pytest.mark.parametrize("order", [(1, 2), (2, 1), (1, 1)])
def test_a_cancellation_in_a_file_of_its_own_cancels(folder: Folder, order: tuple[int, int]) -> None:
    at(folder.put("invite.ics", meeting("r1", "Review", "SEQUENCE:0", method="REQUEST")), order[0])
    at(folder.put("invite-cancelled.ics", meeting("r1", "Review", "SEQUENCE:1", method="CANCEL")), order[1])
    at(folder.put("answer.ics", meeting("r1", "Yes: Review", "SEQUENCE:1", method="REPLY")), 3)
    held = meetings(folder)["r1"]
    assert (held.title, held.fields["status"]) == ("Review", "cancelled")
    (folder.path / "invite-cancelled.ics").unlink()
    assert "status" not in meetings(folder)["r1"].fields, "what stays is read again without what went"
    assert meetings(folder) == {}


def test_a_series_keeps_the_occurrence_that_somebody_else_exported(folder: Folder) -> None:
    at(folder.put("ann.ics", meeting("r1", "Weekly", "RRULE:FREQ=WEEKLY")), 1)
    folder.sync()
    moved = meeting("r1", "Weekly, moved", "RECURRENCE-ID:20260112T090000Z").replace(
        "T090000Z\r\nDTEND", "T093000Z\r\nDTEND"
    )
    at(folder.put("ben.ics", moved), 2)
    held = meetings(folder)
    assert held["r1"].fields["recurrence"] == "FREQ=WEEKLY"
    assert held["r1"].fields["changed_occurrences"] == ["20260112T090000Z"]
    assert held["r1#20260112T090000Z"].title == "Weekly, moved"
    with pytest.raises(ConnectorError, match=r"Several files hold the event \(ann.ics, ben.ics\)"):
        folder.open().write(Change("update", "meeting", {"name": "x"}, "r1"), "k1")


def test_the_newer_card_of_a_person_counts(folder: Folder) -> None:
    at(folder.put("contacts-jan.vcf", CARD.format(name="Marcus O.")), 1)
    at(folder.put("contacts-feb.vcf", CARD.format(name="Marcus Osei")), 2)
    [native] = folder.sync().values()
    assert Files.translate(native)[0].title == folder.statement("contact", "marcus").title == "Marcus Osei"
    revised = CARD.replace("UID", "REV:2026-0{month}-01\r\nUID")
    at(folder.put("contacts-jan.vcf", revised.format(name="Marcus O.", month=1)), 4)
    at(folder.put("contacts-feb.vcf", revised.format(name="Marcus Osei", month=2)), 3)
    assert {Files.translate(one)[0].title for one in folder.sync().values()} == {"Marcus Osei"}
    (folder.path / "contacts-feb.vcf").unlink()
    [native] = folder.sync().values()
    assert Files.translate(native)[0].title == "Marcus O."


def titles(folder: Folder) -> dict[str, str]:
    """What each row in the folder is called, by the id it has."""
    folder.sync()
    said = [folder.statement("row", one) for one in sorted(folder.ids("row") or ())]
    return {one.remote_id: one.title for one in said}


def actions(*names: str) -> str:
    return "No,Action,Status\n" + "".join(f"{number},{name},Open\n" for number, name in enumerate(names, 1))


def test_a_new_file_takes_no_ids_from_the_files_that_were_there(folder: Folder) -> None:
    folder.put("brightwater-actions.csv", actions("Order the chairs", "Book the fitter"))
    before = titles(folder)
    folder.put("aldgate-actions.csv", actions("Call Marcus"))
    assert titles(folder) == {**before, "aldgate-actions:1": "Call Marcus"}
    folder.open().write(Change("update", "task", {"status": "done"}, "1"), "k1")
    folder.open().write(Change("update", "task", {"name": "Call Marcus back"}, "aldgate-actions:1"), "k2")
    assert "Done" in (folder.path / "brightwater-actions.csv").read_text().splitlines()[1]
    assert "Call Marcus back,Open" in (folder.path / "aldgate-actions.csv").read_text()
    with pytest.raises(ConnectorError, match="holds aldgate-actions:2 any more"):
        folder.open().write(Change("update", "task", {"status": "done"}, "aldgate-actions:2"), "k3")
    (folder.path / "brightwater-actions.csv").unlink()
    assert titles(folder) == {"aldgate-actions:1": "Call Marcus back"}, "nor do they change when a file goes"


def test_one_more_row_does_not_make_other_things_of_a_whole_table(folder: Folder) -> None:
    rows = "Action,Client,Status\nCall,Pell & Sons,Open\nSend the quote,Aldgate Freight,Open\n"
    folder.put("actions.csv", rows)
    assert list(titles(folder)) == ["Call", "Send the quote"]
    folder.put("actions.csv", rows + "Call,Aldgate Freight,Open\n")
    assert list(titles(folder)) == ["Call", "Call#2", "Send the quote"]
    folder.open().write(Change("update", "task", {"status": "done"}, "Call#2"), "k1")
    assert "\nCall,Aldgate Freight,Done" in (folder.path / "actions.csv").read_text()
    assert folder.open().find(Change("update", "task", {}, "Call#2"), "k1").remote_id == "actions.csv#Call#2"  # type: ignore[union-attr]
    folder.put("actions.csv", rows.replace("Action,", "Task,"))
    assert list(titles(folder)) == ["Call", "Send the quote"], "a column that is gone tells nothing apart"


def test_what_tells_hardly_any_rows_apart_any_more_is_not_kept(folder: Folder) -> None:
    folder.put("actions.csv", "Action,Client\nCall,Pell & Sons\n")
    assert list(titles(folder)) == ["Call"]
    folder.put("actions.csv", "Action,Client\n" + "".join(f"Call,Client {n}\n" for n in range(5)))
    assert list(titles(folder)) == [f"Call|Client {n}" for n in range(5)]


def test_references_stay_with_the_file_whose_ids_they_were(folder: Folder) -> None:
    folder.put("deals.csv", "Deal ID,Deal name,Company ID,Amount\nD-1,Terminals,7,100\n")
    folder.put("clients.csv", "Company ID,Company name\n7,Aldgate Freight\n")
    folder.sync()
    folder.put("archive.csv", "Company ID,Company name\n7,Pell & Sons\n")
    assert titles(folder)["archive:7"] == "Pell & Sons"
    [client] = [ref.remote_id for ref in folder.statement("row", "deals.csv#D-1").refs if ref.role == "client"]
    assert client == "7"


def test_two_files_of_one_name_and_one_more_do_not_collide(folder: Folder) -> None:
    for name in ("a/actions.csv", "b/actions.csv", "c/actions.csv"):
        folder.put(name, actions("Call"))
    assert list(titles(folder)) == ["1", "actions:1", "c/actions.csv:1"]


def test_a_row_two_files_hold_under_one_id_is_not_written(folder: Folder) -> None:
    folder.put("aldgate.csv", actions("Call Marcus"))
    folder.put("pell.csv", actions("Call Sarah").replace("1,", "5,"))
    folder.sync()
    folder.put("aldgate.csv", actions(*"abcde"))
    folder.sync()
    with pytest.raises(ConnectorError, match=r"Several files hold a task 5 \(aldgate.csv, pell.csv\)"):
        folder.open().write(Change("update", "task", {"status": "done"}, "5"), "k1")


def test_a_renamed_file_keeps_what_is_in_front_of_its_ids(folder: Folder) -> None:
    folder.put("pell.csv", actions("Call Sarah"))
    folder.sync()
    path = folder.put("aldgate.csv", actions("Call Marcus"))
    before = titles(folder)
    path.rename(folder.path / "old.csv")
    assert titles(folder) == before == {"1": "Call Sarah", "aldgate:1": "Call Marcus"}


def test_read_from_its_start_a_folder_keeps_its_ids(folder: Folder) -> None:
    folder.put("pell-actions.csv", actions("Call Sarah"))
    folder.sync()
    folder.put("aldgate-actions.csv", actions("Call Marcus"))
    before = titles(folder)
    folder.cursor = Files.from_start(folder.cursor)
    assert titles(folder) == before == {"1": "Call Sarah", "aldgate-actions:1": "Call Marcus"}


def test_a_folder_read_before_anything_was_settled_keeps_its_ids(folder: Folder) -> None:
    folder.put("pell-actions.csv", actions("Call Sarah"))
    folder.sync()
    del folder.cursor["tables"]  # type: ignore[attr-defined]
    assert folder.sync() == {}
    folder.put("aldgate-actions.csv", actions("Call Marcus"))
    assert titles(folder) == {"1": "Call Sarah", "aldgate-actions:1": "Call Marcus"}


def test_what_was_guessed_is_said_once_on_the_systems_page(folder: Folder) -> None:
    folder.put("tasks.csv", TASKS)
    folder.sync()
    assert "tasks.csv: read as task, key Ref; name = Action" in folder.notes()
    folder.sync()
    assert folder.notes() == ""


def test_exclusion_rules_see_folders_senders_and_labels(folder: Folder) -> None:
    mail = "X-Gmail-Labels: Inbox,Family\n" + MAIL.format(n=1)
    folder.put("private/2026/x.eml", mail)
    [native] = folder.sync().values()
    assert {"private", "private/2026", "x.eml", "marcus@aldgatefreight.example", "Inbox", "Family"} <= set(
        native.labels
    )


def test_check_says_what_is_there(folder: Folder) -> None:
    folder.put("tasks.csv", TASKS)
    folder.put("a.eml", MAIL.format(n=1))
    folder.put("photo.png", b"\x89PNG")
    assert folder.open().check() == f"3 files in {folder.path}: 1 table, 1 mail; 1 of another kind"


@pytest.mark.parametrize(("setting", "value"), [("zone", "Mars/Base"), ("dates", "backwards")])
def test_wrong_settings_are_named(folder: Folder, setting: str, value: str) -> None:
    with pytest.raises(ConnectorError, match=value):
        Files({"folder": str(folder.path), setting: value})


# --- files that are still being written --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "part", "rest"),
    [
        ("x.csv", "Client ID,Client name,City\n1,Pell & Sons,Leeds\n2,Aldgate", " Freight,London\n"),
        (
            "x.json",
            '[{"id": 1, "subject": "VPN", "status": "open"}, {"id": 2, "sub',
            'ject": "Printer", "status": "open"}]',
        ),
        ("x.ics", EVENT.format(uid="a", name="A")[:-40], EVENT.format(uid="a", name="A")[-40:]),
        ("x.vcf", "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:m\r\nFN:Mar", "cus Osei\r\nEND:VCARD\r\n"),
        ("x.xml", '<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"><ID>7<', "/ID></Invoice>"),
    ],
)
def test_a_file_that_is_being_written_is_read_when_it_is_whole(folder: Folder, name: str, part: str, rest: str) -> None:
    folder.put(name, part)
    first = folder.sync()
    assert "looks unfinished" in folder.notes()
    assert folder.unreadable() == {}
    folder.put(name, part + rest)
    second = folder.sync()
    assert "looks unfinished" not in folder.notes()
    assert folder.unreadable() == {}
    assert len({**first, **second}) == (2 if name in ("x.csv", "x.json") else 1)


def test_a_file_that_stays_unfinished_is_said_to_be_broken(folder: Folder) -> None:
    folder.put("x.json", '[{"id": 1, "subject": "VPN"}, {"id": 2, "sub')
    folder.sync()
    folder.sync()
    assert "not JSON" in folder.unreadable()["x.json"]
    assert folder.ids("row") is None, "what is in it cannot be listed, so nothing is taken for deleted"
    with pytest.raises(ConnectorError, match="not JSON"):
        folder.open().read_one("row", "x.json")
    folder.put("x.json", '[{"id": 1, "subject": "VPN"}]')
    assert list(folder.sync()) == [("row", "x.json#1")]
    assert [(gone.kind, gone.remote_id) for page in folder.pages for gone in page.gone] == [("row", "x.json")], (
        "the fault is mended"
    )
    assert folder.ids("row") == {"x.json#1"}


BILL = '<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"><ID>7</ID></Invoice>'


def closed(patched: pytest.MonkeyPatch, *names: str) -> None:
    """Nobody may open these files."""

    def refusing(way: str) -> None:
        opened = getattr(Path, way)

        def refuse(self: Path, *given: Any, **more: Any) -> Any:
            if self.name in names:
                raise PermissionError(13, "Permission denied", str(self))
            return opened(self, *given, **more)

        patched.setattr(Path, way, refuse)

    for way in ("open", "read_bytes"):
        refusing(way)


def test_a_file_that_cannot_be_opened_says_so_and_stops_no_other(folder: Folder) -> None:
    for name, content in (("a.eml", MAIL.format(n=1)), ("notes.md", "one"), ("bill.xml", BILL)):
        folder.put(name, content)
    with pytest.MonkeyPatch.context() as patched:
        closed(patched, "notes.md", "bill.xml")
        assert [kind for kind, _ in folder.sync()] == ["message"]
        assert set(folder.unreadable()) == {"notes.md", "bill.xml"}
        assert folder.unreadable()["notes.md"] == "notes.md cannot be opened: Permission denied"
        before = folder.cursor
        folder.sync()
        assert folder.cursor == before, "it does not grow with each read"
        assert len(folder.ids("message") or ()) == 1
        assert folder.ids("document") is folder.ids("invoice") is None, (
            "what is in it cannot be listed, so nothing is taken for deleted"
        )
        with pytest.raises(ConnectorError, match="cannot be opened"):
            folder.open().read_one("document", "notes.md")
    assert set(folder.sync()) == {("document", "notes.md"), ("invoice", "bill.xml")}
    assert (folder.ids("document"), folder.ids("invoice")) == ({"notes.md"}, {"bill.xml"})


def test_a_table_that_cannot_be_opened_is_read_as_soon_as_it_can(folder: Folder) -> None:
    folder.put("clients.csv", "Client ID,Client name\n1,Pell & Sons\n")
    with pytest.MonkeyPatch.context() as patched:
        closed(patched, "clients.csv")
        assert folder.sync() == {}
        assert folder.unreadable() == {"clients.csv": "clients.csv cannot be opened: Permission denied"}
    assert set(folder.sync()) == {("row", "clients.csv#1")}
    assert folder.ids("row") == {"clients.csv#1"}
    with pytest.MonkeyPatch.context() as patched:
        closed(patched, "clients.csv")
        files_tables._surveys.clear()  # as another process does not know what this one does
        folder.put("projects.csv", "Project ID,Project name\n7,Portal\n")
        folder.sync()
        assert folder.unreadable()
    folder.sync()
    assert not folder.unreadable() and "bad" not in folder.cursor, "it can be opened again, and says so"


def test_a_csv_that_simply_has_no_last_line_end_is_whole(folder: Folder) -> None:
    folder.put("clients.csv", "Client ID,Client name\n1,Pell & Sons\n2,Aldgate Freight")
    assert len(folder.sync()) == 2
    assert "unfinished" not in folder.notes()


def test_a_file_that_grows_while_it_is_read_is_read_again(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files_pass, "PAGE_ITEMS", 1)
    path = folder.put("clients.csv", "Client ID,Client name\n1,Pell & Sons\n2,Aldgate Freight\n")
    pages = folder.open().read(None)
    next(pages)
    with path.open("a") as handle:
        handle.write("3,Brightwater Dental\n")
    rest = list(pages)
    assert "changed while it was read" in " ".join(note.text for page in rest for note in page.noted)
    folder.cursor = msgspec.json.decode(msgspec.json.encode(rest[-1].cursor))
    assert ("row", "clients.csv#3") in folder.sync()


# --- writing rows ------------------------------------------------------------------------------------------------------------


def task(**fields: Any) -> Change:
    return Change("create", "task", fields, people={"owner": ["priya@harrowlane.example"]})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_new_task_is_a_row_and_undo_leaves_every_byte_as_it_was(folder: Folder, encoding: str) -> None:
    before = TASKS.replace("Call Marcus", "Café Zoë").encode(encoding)
    path = folder.put("tasks.csv", before)
    writer = folder.open()
    change = task(name="Send the certificate", due_date="2026-02-05", status="open")
    assert writer.find(change, "k1") is None
    written = writer.write(change, "k1")
    assert (written.native_kind, written.remote_id) == ("row", "tasks.csv#ACT-003"), "ids go on counting"
    assert writer.find(change, "k1") == written
    assert writer.write(change, "k1") == written, "a second time changes nothing"
    lines = path.read_bytes().decode(encoding).split("\r\n")
    assert lines[0].endswith(";Kingpost key")
    assert lines[1:3] == before.decode(encoding).split("\r\n")[1:3]
    assert lines[3] == "ACT-003;Send the certificate;Priya Raman;priya@harrowlane.example;05/02/2026;Open;;k1"
    back = folder.statement("row", written.remote_id)
    assert (back.title, back.fields["due_date"], back.fields["kingpost_key"]) == (
        "Send the certificate",
        "2026-02-05",
        "k1",
    )
    undo = Change("update", "task", {}, back.remote_id, delete=True)
    writer.write(undo, "k2")
    assert path.read_bytes() == before
    assert writer.find(undo, "k2") is not None


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_the_end_of_the_file_stays_as_it_was(folder: Folder, ending: str) -> None:
    before = f"No,Task,Due date{ending or chr(10)}1,Call,2026-02-01{ending}"
    path = folder.put("tasks.csv", before)
    written = folder.open().write(Change("create", "task", {"name": "Visit"}), "k1")
    assert [one.title for _, one in statements(folder)] == ["Call", "Visit"]
    folder.open().write(Change("update", "task", {}, written.remote_id.split("#")[1], delete=True), "k2")
    assert path.read_bytes() == before.encode()


def statements(folder: Folder) -> list[tuple[str, Statement]]:
    return [
        (remote_id, Files.translate(native)[0]) for (_, remote_id), native in sorted(Folder(folder.path).sync().items())
    ]


def test_an_update_touches_only_its_cells(folder: Folder) -> None:
    path = folder.put("tasks.csv", TASKS)
    change = Change(
        "update",
        "task",
        {"status": "done", "due_date": "2026-03-01"},
        "ACT-002",
        note="Rang twice",
        people={"owner": ["noor@harrowlane.example"]},
    )
    written = folder.open().write(change, "k1")
    assert written.remote_id == "tasks.csv#ACT-002"
    assert folder.open().find(change, "k1") == written
    assert folder.open().find(change, "k") is None
    lines = path.read_text().split("\n")
    assert lines[1] == TASKS.split("\r\n")[1]
    assert (
        path.read_bytes()
        .split(b"\r\n")[2]
        .startswith(b'ACT-002;"Order; collect ""spare"" scanners";Noor Haddad;noor@harrowlane.example;01/03/2026;Done;')
    )
    assert "Rang twice" in folder.statement("row", "tasks.csv#ACT-002").body
    folder.open().write(Change("update", "task", {"due_date": ""}, "ACT-002"), "k2")
    back = folder.statement("row", "tasks.csv#ACT-002")
    assert "due_date" not in back.fields
    assert back.fields["kingpost_key"] == "k1 k2"


INCHES = 'Ref,Action,Status\nT1,Order 5" pipe,Open\nT2,Order 6" pipe,Open\nT3,Order paint,Open\n'


def test_a_quote_inside_a_cell_does_not_make_one_row_of_two(folder: Folder) -> None:
    path = folder.put("tasks.csv", INCHES)
    change = Change("update", "task", {"status": "done"}, "T1")
    folder.open().write(change, "k1")
    assert path.read_text().splitlines()[1:] == ['T1,Order 5" pipe,Done,k1', *INCHES.splitlines()[2:]]
    assert folder.open().find(change, "k1") is not None
    folder.open().write(Change("update", "task", {"status": "done"}, "T2"), "k2")
    assert [one.fields["status"] for _, one in statements(folder)] == ["done", "done", "open"]


def test_a_row_that_is_not_read_is_not_the_one_written(folder: Folder) -> None:
    """It has a cell too many, so it is put aside: the row with its id is the one below."""
    path = folder.put(
        "tasks.csv", "Ref,Action,Status,Kingpost key\nT1,Call, Marcus,Open,k0\nT1,Visit,Open,\nT2,Paint,Open,\n"
    )
    folder.open().write(Change("update", "task", {"status": "done"}, "T1"), "k1")
    assert path.read_text().splitlines()[1:] == ["T1,Call, Marcus,Open,k0", "T1,Visit,Done,k1", "T2,Paint,Open,"]


def test_a_write_after_which_another_row_would_read_otherwise_is_refused(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = Change("update", "task", {"status": "done"}, "T1")
    slipped = (
        "Ref,Action,Status\nT1,Visit,Open\nT2,Call, Marcus,Open\n"  # a column more would take in the cell too many
    )
    path = folder.put("tasks.csv", slipped)
    with pytest.raises(ConnectorError, match="would not read as meant"):
        folder.open().write(change, "k1")
    assert path.read_text() == slipped

    path = folder.put("tasks.csv", INCHES)
    right = CsvText.change
    monkeypatch.setattr(CsvText, "change", lambda self, number, cells: right(self, number + 1, cells))
    with pytest.raises(ConnectorError, match="would not read as meant"):
        folder.open().write(change, "k1")
    assert path.read_text() == INCHES
    assert sorted(one.name for one in folder.path.iterdir()) == ["tasks.csv"]


def test_a_formula_is_written_as_text(folder: Folder) -> None:
    path = folder.put("tasks.csv", TASKS)
    folder.open().write(Change("create", "task", {"name": '=HYPERLINK("http://x.example")'}), "k1")
    assert "'=HYPERLINK" in path.read_text()
    assert folder.statement("row", "tasks.csv#ACT-003").title == '=HYPERLINK("http://x.example")'


def test_what_cannot_be_written_is_refused_and_nothing_changes(folder: Folder) -> None:
    path = folder.put("tasks.csv", TASKS.encode("cp1252"))
    folder.put("latin.csv", "Task;Owner\nCafé;Zoë\n".encode("cp1252"))
    before = path.read_bytes()
    refused = {
        "no column": Change("create", "task", {"name": "x", "estimate_hours": 5}, place="tasks.csv"),
        "has no “Ж”": Change("create", "task", {"name": "Ж"}, place="latin.csv"),
        "Several files": Change("create", "task", {"name": "x"}),
        "outside": Change("create", "task", {"name": "x"}, place="../x.csv"),
        "not a csv file of tasks": Change("create", "task", {"name": "x"}, place="nope.csv"),
        "cannot take": Change("create", "invoice", {"number": "1"}),
    }
    for reason, change in refused.items():
        with pytest.raises(ConnectorError, match=reason):
            folder.open().write(change, "k1")
    assert path.read_bytes() == before


def test_the_setting_names_the_file_for_new_tasks(folder: Folder) -> None:
    folder.put("a/tasks.csv", TASKS)
    folder.put("b/tasks.csv", "Task,Owner\nCall,Priya Raman\n")
    folder.config["tasks"] = "b/tasks.csv"
    assert folder.open().write(Change("create", "task", {"name": "Visit"}), "k1").remote_id == "b/tasks.csv#Visit"


def test_somebody_elses_change_at_the_same_moment_is_kept(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    from kingpost.connectors import files_atomic

    path = folder.put("tasks.csv", TASKS)
    sync_to_disk = os.fsync

    def meanwhile(handle: int) -> None:
        path.write_text(TASKS + "ACT-009;Theirs;;;;Open;\r\n")
        sync_to_disk(handle)

    monkeypatch.setattr(files_atomic.os, "fsync", meanwhile)
    with pytest.raises(Unavailable, match="changed by somebody else"):
        folder.open().write(Change("create", "task", {"name": "Ours"}), "k1")
    assert "Theirs" in path.read_text()
    assert sorted(one.name for one in folder.path.iterdir()) == ["tasks.csv"], "no half-written file stays behind"


# --- writing events ----------------------------------------------------------------------------------------------------------

SLOT = {"name": "Call Marcus", "starts_at": "2026-02-02T09:00:00Z", "ends_at": "2026-02-02T09:30:00Z"}


def test_a_new_event_is_a_file_of_its_own(folder: Folder) -> None:
    change = Change(
        "create",
        "meeting",
        SLOT,
        people={"attendee": ["marcus@aldgatefreight.example"]},
        about="VPN drops every morning",
    )
    written = folder.open().write(change, "k1")
    assert written.remote_id == "kingpost-k1"
    assert (folder.path / "calendar" / "kingpost-k1.ics").is_file()
    assert folder.open().find(change, "k1") == written
    back = folder.statement("event", "kingpost-k1")
    assert (back.kind, back.title) == ("meeting", "Call Marcus")
    assert "VPN drops" in back.body
    folder.open().write(Change("update", "meeting", {}, "kingpost-k1", delete=True), "k2")
    assert folder.open().read_one("event", "kingpost-k1") is None


def test_an_event_can_be_moved_unless_it_shares_its_file(folder: Folder) -> None:
    folder.put("one.ics", EVENT.format(uid="one", name="Depot review"))
    both = (
        EVENT.format(uid="two", name="A").replace("END:VCALENDAR\r\n", "")
        + EVENT.format(uid="three", name="B").split("PRODID:x\r\n")[1]
    )
    folder.put("many.ics", both)
    change = Change(
        "update", "meeting", {"starts_at": "2026-01-06T09:00:00Z", "ends_at": "2026-01-06T10:00:00Z"}, "one"
    )
    assert folder.open().find(change, "k1") is None
    folder.open().write(change, "k1")
    assert folder.open().find(change, "k1") is not None
    assert folder.statement("event", "one").fields["starts_at"].startswith("2026-01-06T09:00")
    with pytest.raises(ConnectorError, match="holds 2 events"):
        folder.open().write(Change("update", "meeting", SLOT, "two"), "k2")


def test_a_meeting_without_a_zone_is_in_the_folder_s(folder: Folder) -> None:
    folder.put("one.ics", EVENT.format(uid="one", name="Depot review").replace("00Z\r\nDTEND", "00\r\nDTEND"))
    folder.put("two.ics", EVENT.format(uid="two", name="Depot review"))
    starts = [Files.translate(one)[0].fields["starts_at"] for _, one in sorted(folder.sync().items())]
    assert starts == ["2026-01-05T09:00:00+00:00"] * 2
    folder.config["zone"] = "Europe/Berlin"
    found = folder.sync()
    starts = [Files.translate(one)[0].fields["starts_at"] for _, one in sorted(found.items())]
    assert starts == ["2026-01-05T09:00:00+01:00", "2026-01-05T09:00:00+00:00"]
    assert all(folder.open().read_one(*key) == one for key, one in found.items())
    assert folder.sync() == {}


def test_a_file_that_is_no_calendar_or_cannot_be_opened_does_not_stop_a_change(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.put("a.ics", "<html>Please sign in</html>")
    shut = folder.put("b.ics", EVENT.format(uid="two", name="Shut"))
    folder.put("one.ics", EVENT.format(uid="one", name="Depot review"))
    opened = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        if path == shut:
            raise PermissionError(13, "Permission denied")
        return opened(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    move = Change("update", "meeting", {"starts_at": "2026-01-06T09:00:00Z"}, "one")
    assert folder.open().find(move, "k1") is None
    folder.open().write(move, "k1")
    assert folder.open().find(move, "k1") is not None
    with pytest.raises(ConnectorError, match=r"b\.ics cannot be opened"):
        folder.open().write(Change("update", "meeting", SLOT, "two"), "k2")
    undo = Change("update", "meeting", {}, "two", delete=True)
    assert folder.open().find(undo, "k2") is None, "it may be in the file that is shut"
    monkeypatch.undo()
    shut.unlink()
    assert folder.open().find(undo, "k2") is not None


def test_a_moved_event_keeps_its_description_and_has_it_back_after_the_undo(folder: Folder) -> None:
    said = EVENT.format(uid="one", name="Depot review").replace(
        "END:VEVENT", "DESCRIPTION:Dial in: 020 7946\r\nEND:VEVENT"
    )
    folder.put("one.ics", said)
    move = Change("update", "meeting", {"starts_at": "2026-01-06T09:00:00Z"}, "one", note="Noor decided: 6 January.")
    folder.open().write(move, "k1")
    folder.open().write(move, "k1")
    assert folder.statement("event", "one").body == "Dial in: 020 7946\n\nNoor decided: 6 January."
    folder.open().write(Change("update", "meeting", {}, "one", unsaid=move.words()), "k2")
    assert folder.statement("event", "one").body == "Dial in: 020 7946"


NOTE = Change(
    "create",
    "message",
    {"subject": "Where we stand", "sent_at": "2026-02-02T09:00:00+00:00"},
    note="The certificate is renewed.",
    people={"sender": ["support@harrowlane.example"], "recipient": ["marcus@aldgatefreight.example"]},
)


def test_a_mail_that_was_picked_up_stays_sent(folder: Folder) -> None:
    written = folder.open().write(NOTE, "k1")
    assert list(folder.sync()) == [("message", written.remote_id)]
    [waiting] = (folder.path / "outbox").glob("*.eml")
    waiting.unlink()  # the mail server took it
    assert folder.open().find(NOTE, "k1") == written
    assert folder.open().write(NOTE, "k1") == written and not waiting.exists(), "it is not sent again"
    folder.sync()
    assert folder.ids("message") == {written.remote_id}
    assert "certificate is renewed" in folder.statement("message", written.remote_id).body


def test_a_mail_that_cannot_be_put_out_does_not_look_sent(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder.path / "outbox" / "kingpost-k1.eml").mkdir(parents=True)
    with pytest.raises(Unavailable, match="cannot be written"):
        folder.open().write(NOTE, "k1")
    assert folder.open().find(NOTE, "k1") is None
    assert folder.sync() == {}


def test_a_mail_of_which_no_copy_can_be_kept_was_sent_all_the_same(folder: Folder) -> None:
    (folder.path / "outbox" / ".sent" / "kingpost-k1.eml").mkdir(parents=True)
    written = folder.open().write(NOTE, "k1")
    assert "cannot be kept" in written.unkept
    assert (folder.path / "outbox" / "kingpost-k1.eml").is_file()


@pytest.mark.parametrize("place", ["../elsewhere", "/tmp", "a/../../b"])
def test_nothing_is_written_outside_the_folder(folder: Folder, place: str) -> None:
    with pytest.raises(ConnectorError, match="outside"):
        folder.open().write(Change("create", "meeting", SLOT, place=place), "k1")


def test_a_key_cannot_name_another_file(folder: Folder) -> None:
    folder.open().write(Change("create", "meeting", SLOT), "../../evil")
    assert [path.parent for path in folder.path.rglob("*.ics")] == [folder.path / "calendar"]
    assert folder.open().find(Change("create", "meeting", SLOT), "../../evil") is not None


def test_writing_names_the_account(folder: Folder) -> None:
    assert str(folder.path) in folder.open().writes_as()

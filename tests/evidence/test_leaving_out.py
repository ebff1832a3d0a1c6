"""What is left out says nothing: no row, no fault, no note with its name."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import builders as b

from kingpost import erase
from kingpost.accounts.models import EVERYONE, Audience
from kingpost.connectors.systems.files import Files
from kingpost.connectors.writing import Change, Writer
from kingpost.evidence import changing, connect
from kingpost.evidence import sync as syncing
from kingpost.evidence.models import Completeness, Quarantine, SyncRun, System
from kingpost.toolbox.sql import rows

SALARIES = "Employee ID,Employee name,Salary band\n1,Noor Haddad,C\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(syncing, "open_connector", lambda _: Files({"folder": str(tmp_path)}))
    for name, content in {
        "clients.csv": "Client ID,Client name\n1,Aldgate Freight\n",
        "private/salaries.csv": SALARIES,
        "private/reviews.json": "[{",
        "private/tasks.csv": "Task ID,Task name,Status\n1,Call,Open,too,many\n2,Write,Open\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    (tmp_path / "private" / "severance").symlink_to(tmp_path / "clients.csv")
    (tmp_path / "private" / "grievances").write_text("no mailbox")
    return tmp_path


def said(system: System) -> str:
    """Every word the Systems page could say of it."""
    runs = [note for run in SyncRun.objects.filter(system=system) for note in run.notes]
    return "\n".join([*runs, *(f"{one.remote_id}: {one.error}" for one in Quarantine.objects.filter(system=system))])


@pytest.mark.django_db(transaction=True)
def test_a_folder_that_is_left_out_is_not_spoken_of(folder: Path) -> None:
    system = b.system("shared")
    syncing.sync(system)
    syncing.sync(system)  # what looked unfinished is broken by now
    assert (
        "Salary band" in said(system) and "private/reviews.json" in said(system) and "tasks.csv#row 2" in said(system)
    )
    changing.leave_out(system, ["private"], None)
    for _ in range(2):
        assert syncing.sync(system).error == ""
    for word in ("private", "Salary", "reviews", "tasks", "severance", "grievances"):
        assert word not in said(system)
    assert "clients.csv: read as client" in said(system)


@pytest.mark.django_db(transaction=True)
def test_what_is_left_out_and_cannot_be_read_stops_no_proof(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syncing, "open_connector", connect.open_connector)
    b.everyone()
    system = connect.connect(
        "files", "shared", "Shared", {"folder": str(folder)}, audience=Audience.objects.get(pk=EVERYONE)
    )
    for _ in range(2):
        syncing.sync(system)
    assert not Completeness.objects.get(kind="row").whole, "what is in the broken file may be gone, or not"
    changing.leave_out(system, ["private"], None)
    assert syncing.sync(system).error == ""
    erase.remove_left_out(system, None)
    assert syncing.sync(system).error == ""
    proven = Completeness.objects.get(system=system, kind="row")
    assert proven.whole and proven.held == 1
    (folder / "clients.csv").write_text("Client ID,Client name\n2,Pell & Sons\n")
    syncing.sync(system)
    assert rows("SELECT native_id FROM record WHERE kind = 'client' AND gone_at IS NULL AND native_key IS NOT NULL") == [("clients.csv#2",)]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_what_is_read_again_from_its_start_has_the_ids_it_had(tmp_path: Path) -> None:
    b.everyone()
    for name in ("pell-actions", "aldgate-actions"):  # read one after the other
        (tmp_path / f"{name}.csv").write_text("No,Action,Status\n1,Call,Open\n")
        system = System.objects.filter(key="shared").first() or connect.connect(
            "files", "shared", "Shared", {"folder": str(tmp_path)}, audience=Audience.objects.get(pk=EVERYONE)
        )
        assert syncing.sync(system).error == ""
    held = "SELECT native_id, remote_id FROM record WHERE kind = 'task' AND gone_at IS NULL ORDER BY 1"
    before = rows(held)
    assert before == [("aldgate-actions.csv#1", "aldgate-actions:1"), ("pell-actions.csv#1", "1")]
    changing.leave_out(system, ["private"], None)
    assert syncing.sync(system).error == ""
    assert rows(held) == before
    writer = connect.open_connector(system)
    assert isinstance(writer, Writer)
    writer.write(Change("update", "task", {"status": "done"}, "1"), "k1")
    assert "Call,Done" in (tmp_path / "pell-actions.csv").read_text()
    assert "Call,Open" in (tmp_path / "aldgate-actions.csv").read_text()

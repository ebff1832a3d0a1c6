"""What goes while another object of its system says the same: a renamed file, an event moved to another calendar."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import builders as b

from kingpost import flow
from kingpost.connectors.base import Gone, Native, Page
from kingpost.connectors.systems.files import Files
from kingpost.evidence import sync as syncing
from kingpost.evidence.models import Completeness, Vanishing
from kingpost.toolbox.sql import rows

pytestmark = pytest.mark.django_db(transaction=True)


def live() -> dict[str, tuple[int, str, int]]:
    """The clients there are by their ids: number, file and version."""
    found = rows(
        "SELECT remote_id, id, native_id, version FROM record WHERE kind = 'client' AND gone_at IS NULL AND native_key IS NOT NULL"
    )
    assert len(found) == len({one[0] for one in found}), "one record a client"
    return {remote_id: (number, native_id, version) for remote_id, number, native_id, version in found}


def test_a_renamed_file_keeps_its_things_and_what_points_at_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syncing, "open_connector", lambda _: Files({"folder": str(tmp_path)}))
    lines = "".join(f"{number},Client number {number}\n" for number in range(1, 31))
    (tmp_path / "clients.csv").write_text("Company ID,Company name\n" + lines)
    (tmp_path / "deals.csv").write_text("Deal ID,Deal name,Company ID,Amount\nD-1,Terminals,17,48000\n")
    system = b.system("shared")
    assert syncing.sync(system).error == ""
    flow.settle()
    before = live()
    whose = "SELECT client_id FROM client_of JOIN record ON record.id = record_id WHERE record.kind = 'agreement'"
    [(client,)] = rows(whose)

    (tmp_path / "clients.csv").rename(tmp_path / "customers.csv")
    text = (tmp_path / "customers.csv").read_text()
    (tmp_path / "customers.csv").write_text(text.replace("number 5\n", "number five\n"))
    run = syncing.sync(system)
    flow.settle()
    assert (run.error, run.gone, Vanishing.objects.count()) == ("", 0, 0), "nothing went, so nobody is asked"
    after = live()
    assert {one: number for one, (number, *_) in after.items()} == {one: number for one, (number, *_) in before.items()}
    assert {native_id for _, native_id, _ in after.values()} == {f"customers.csv#{number}" for number in range(1, 31)}
    assert {one: version for one, (*_, version) in after.items()} == {one: 2 if one == "5" else 1 for one in before}
    assert rows(whose) == [(client,)]
    assert all(one.missing == one.surplus == 0 for one in Completeness.objects.all())

    (tmp_path / "customers.csv").write_text(text.replace("number 17\n", "number seventeen\n"))
    syncing.sync(system)
    assert live()["17"] == (before["17"][0], "customers.csv#17", 2), "it goes on being read"


def test_so_does_what_a_tombstone_takes_away_after_it_was_read_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    review = b.native(b.Statement("meeting", "review-1", "Depot review", {"name": "Depot review"})).raw
    pages = [Page([Native("note", "/ann/review-1", review)], 1)]
    monkeypatch.setattr(syncing, "open_connector", lambda _: b.Notebook(pages=pages))
    syncing.sync(b.system())
    [(number,)] = rows("SELECT id FROM record")
    moved = Native("note", "/ben/review-1", review)
    monkeypatch.setattr(b.Notebook, "ids", lambda *_: ["/ben/review-1"])
    pages += [Page([moved], 2), Page([], 3, gone=[Gone("note", "/ann/review-1")])]
    syncing.sync(b.system())
    assert rows("SELECT id, native_id FROM record WHERE gone_at IS NULL") == [(number, "/ben/review-1")]

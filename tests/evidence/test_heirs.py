"""What goes while another object of its system says the same: a renamed file, an event moved to another calendar."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps
from tests import builders as b

from kingpost import flow
from kingpost.connectors.base import Gone, Native, Page
from kingpost.connectors.systems.files import Files
from kingpost.evidence import anchors
from kingpost.evidence import sync as syncing
from kingpost.evidence.models import Completeness, Vanishing
from kingpost.identity import judge
from kingpost.identity.models import Judgement
from kingpost.knowledge import disputes, entities, rulings
from kingpost.knowledge.models import ClientTerms
from kingpost.knowledge.models_truth import Disagreement
from kingpost.priorities.models import GroupRuling
from kingpost.toolbox import clock
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


def test_what_people_decided_about_the_other_object_comes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as both were there, each had a record of its own, and people decided about what they saw."""
    admin, email = b.user("priya@harrowlane.example", role="admin"), "marcus@aldgatefreight.example"
    b.tell(b.system("crm"), b.person("Marcus Osei", email, phone="+44 1632 960700"))
    first = b.native(b.person("Marcus Osei", email))
    second = b.native(b.person("Marcus Osei", email, phone="+44 151 496 0211"))
    pages = [Page([Native("note", "/ann/marcus", first.raw)], 1), Page([Native("note", "/ben/marcus", second.raw)], 2)]
    monkeypatch.setattr(syncing, "open_connector", lambda _: b.Notebook(pages=pages))
    syncing.sync(b.system())
    flow.settle()
    stays, goes = (
        pk for (pk,) in rows("SELECT id FROM record WHERE native_id IN ('/ann/marcus', '/ben/marcus') ORDER BY id")
    )
    [row] = disputes.listed([1])
    assert {side.record for side in row.sides} & {stays, goes} == {goes}
    rulings.rule(admin, Disagreement.objects.get(pk=row.id), "third", value="+44 20 7946 0811")
    b.tell(b.system("crm"), b.person("M. Osei", "m.osei@free-mail.example"))
    twin = b.entity("M. Osei", "person")
    judge.judge(goes, twin, Judgement.SAME, admin, "He said so.")
    flow.settle()

    monkeypatch.setattr(b.Notebook, "ids", lambda *_: ["/ben/marcus"])
    pages += [Page([], 3, gone=[Gone("note", "/ann/marcus")])]
    syncing.sync(b.system())
    flow.settle()
    assert rows("SELECT id, native_id FROM record WHERE native_id LIKE '%%/marcus' AND gone_at IS NULL") == [
        (stays, "/ben/marcus")
    ]
    assert [one for one in disputes.listed([1]) if one.family == "phone"] == [], "it was decided"
    [(one,)] = rows("SELECT DISTINCT entity_id FROM member WHERE record_id = ANY(%s)", [[stays, twin]])
    assert entities.thing(one, [1]).values["phone"] == "+44 20 7946 0811"


def test_where_both_have_a_word_of_which_there_is_but_one_that_of_the_record_that_stays_holds() -> None:
    admin, now = b.user("priya@harrowlane.example"), clock.now()
    for record, hours in ((1, 4.0), (2, 8.0)):
        ClientTerms.objects.create(record_id=record, answer_hours=hours, by=admin, at=now)
    for record in (2, 3):
        GroupRuling.objects.create(verdict="join", record_id=record, into_id=2, by=admin, at=now)
    anchors.move({2: 1})
    assert ClientTerms.objects.get(record_id=1).answer_hours == 4.0
    assert list(GroupRuling.objects.order_by("pk").values_list("record_id", "into_id")) == [(1, 1), (3, 1)]


def test_whatever_people_say_of_a_record_says_so() -> None:
    """So that a new table of decisions is not forgotten."""
    for model in apps.get_models():
        names = {field.name for field in model._meta.get_fields()}
        if names & {"by", "person"} and names & {"record_id", "records"}:
            assert getattr(model, "anchored", ()), model.__name__

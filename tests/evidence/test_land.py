"""What a page of native objects becomes: versions only for real changes, nothing lost, nothing twice, bad objects put aside."""

from __future__ import annotations

import pytest
from tests import builders as b

from kingpost.connectors.base import Gone, Native, Page, Proof, Unreadable
from kingpost.evidence.keys import record_key
from kingpost.evidence.land import Lander
from kingpost.evidence.models import Quarantine
from kingpost.toolbox.sql import rows

pytestmark = pytest.mark.django_db


def land(at, *natives, **page):
    lander = Lander(at, b.Notebook)
    return lander.store(lander.prepare(Page(list(natives), None, **page)), None)


def versions():
    return rows(
        "SELECT r.remote_id, count(v.number) FROM record AS r LEFT JOIN version AS v ON v.record_id = r.id GROUP BY 1 ORDER BY 1"
    )


def test_the_same_bytes_again_make_no_version():
    note = b.native(b.client("Aldgate Freight"))
    assert land(b.system(), note).changed == 1
    assert land(b.system(), note).changed == 0
    assert versions() == [("Aldgate Freight", 1)]


def test_a_change_makes_a_version_and_keeps_the_one_before():
    land(b.system(), b.native(b.client("Aldgate Freight", city="Tilbury")))
    land(b.system(), b.native(b.client("Aldgate Freight", city="London")))
    assert rows("SELECT number, fields->>'city' FROM version ORDER BY number") == [(1, "Tilbury"), (2, "London")]


def test_a_volatile_field_alone_makes_no_version():
    land(b.system(), b.native(b.client("Aldgate Freight", seen="Monday")))
    land(b.system(), b.native(b.client("Aldgate Freight", seen="Tuesday")))
    assert versions() == [("Aldgate Freight", 1)]


def test_raw_bytes_are_kept_unaltered():
    raw = b.native(b.client("Aldgate \u0000 Freight")).raw
    land(b.system(), Native("note", "client/x", raw))
    assert bytes(rows("SELECT raw FROM version WHERE raw IS NOT NULL")[0][0]) == raw


def test_nul_and_lone_surrogates_do_not_stop_a_page():
    nasty = b.client("Aldgate", note="a\u0000b")
    nasty.body = "x\u0000y"
    assert land(b.system(), b.native(nasty), b.native(b.client("Pell & Sons"))).changed == 2
    assert rows("SELECT body, fields->>'note' FROM version WHERE title = 'Aldgate'") == [("x\ufffdy", "a\ufffdb")]


def test_a_bad_object_is_put_aside_with_its_reason_and_the_rest_goes_on():
    stored = land(b.system(), Native("note", "broken", b"not json"), b.native(b.client("Pell & Sons")))
    [bad] = Quarantine.objects.all()
    assert (
        stored.changed == 1 and bad.remote_id == "broken" and "invalid" in bad.error and bytes(bad.raw) == b"not json"
    )


def test_what_can_be_read_again_leaves_quarantine():
    land(b.system(), unreadable=[Unreadable("note", "client/Aldgate Freight", "half an answer")])
    assert Quarantine.objects.filter(settled_at=None).count() == 1
    land(b.system(), b.native(b.client("Aldgate Freight")))
    assert Quarantine.objects.filter(settled_at=None).count() == 0


def test_the_same_bad_object_again_only_counts_up():
    for _ in range(3):
        land(b.system(), unreadable=[Unreadable("note", "x", "half an answer")])
    assert [(q.times, q.error) for q in Quarantine.objects.all()] == [(3, "half an answer")]


def test_excluded_senders_and_folders_are_dropped_before_anything_is_stored():
    at = b.system(excluded=["*@bank.example", "Private*"])
    land(at, b.native(b.client("Salary"), labels=("Private/HR",)), b.native(b.client("Statement"), labels=("info@BANK.example",)),
         b.native(b.client("Aldgate Freight"), labels=("Inbox",)))  # fmt: skip
    assert versions() == [("Aldgate Freight", 1)]
    assert rows("SELECT count(*) FROM excluded") == [(2,)]


def test_a_thing_pointed_at_before_it_was_read_has_a_number_and_keeps_it():
    land(b.system(), b.native(b.ticket("4471", "Portal", b.moment("2026-03-01 09:00"), client_id="org1")))
    [(number, version)] = rows("SELECT id, version FROM record WHERE kind = 'client'")
    assert version is None
    land(b.system(), b.native(b.client("Aldgate Freight", remote_id="org1")))
    assert rows("SELECT id, version FROM record WHERE kind = 'client'") == [(number, 1)]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_mentions_the_fuller_one_stays_in_any_order(order):
    plain = b.mail("1@x", "marcus@aldgatefreight.example", "p@h.example", "A", b.moment("2026-03-01 09:00"))
    full = b.mail("2@x", "marcus@aldgatefreight.example", "p@h.example", "B", b.moment("2026-03-01 09:00"))
    full.mentions[0] = type(full.mentions[0])(
        "person",
        full.mentions[0].remote_id,
        "Marcus Osei",
        {"email": "marcus@aldgatefreight.example", "name": "Marcus Osei"},
    )
    for n in order:
        land(b.system(), b.native((plain, full)[n]))
    [(title,)] = rows(
        "SELECT v.title FROM record AS r JOIN version AS v ON v.record_id = r.id AND v.number = r.version WHERE r.remote_id = 'email:marcus@aldgatefreight.example'"
    )
    assert title == "Marcus Osei"


def test_two_native_objects_about_one_thing_keep_a_record_each():
    bill = b.Statement("invoice", "INV-2093", "INV-2093", {"number": "INV-2093", "issue_date": "2026-02-01"})
    for name in ("file", "row"):
        land(b.system(), Native(name, "INV-2093", b.native(bill).raw))
    land(b.system(), Native("row", "INV-2093", b.native(bill).raw + b" "))
    assert rows("SELECT count(*), count(DISTINCT native_key) FROM record") == [(2, 2)]


@pytest.mark.parametrize("order", [("file", "row"), ("row", "file")])
def test_both_read_again_in_one_page_keep_the_records_they_had(order):
    bill = b.native(b.Statement("invoice", "INV-2093", "INV-2093", {"number": "INV-2093"})).raw
    land(b.system(), *(Native(name, "INV-2093", bill) for name in ("file", "row")))
    held = rows("SELECT native_kind, id, key FROM record ORDER BY native_kind")
    land(b.system(), *(Native(name, "INV-2093", bill + b" ") for name in order))
    assert rows("SELECT native_kind, id, key FROM record WHERE gone_at IS NULL ORDER BY native_kind") == held
    plain = record_key(b.system().pk, "invoice", "INV-2093")
    assert [(kind, key.bytes == plain) for kind, _, key in held] == [("file", True), ("row", False)]


def test_they_are_kept_apart_too_when_the_second_is_read_while_the_first_is_being_stored():
    bill = b.Statement("invoice", "INV-2093", "INV-2093", {"number": "INV-2093", "issue_date": "2026-02-01"})
    lander = Lander(b.system(), b.Notebook)
    for batch in [
        lander.prepare(Page([Native(name, "INV-2093", b.native(bill).raw)], None)) for name in ("file", "row")
    ]:
        lander.store(batch, None)
    assert rows("SELECT count(*), count(DISTINCT native_key) FROM record") == [(2, 2)]


def test_a_tombstone_marks_gone_and_a_return_revives_under_the_same_number():
    at, note = b.system(), b.client("Aldgate Freight")
    b.tell(at, note)
    [(number,)] = rows("SELECT id FROM record")
    b.tell(at, gone=[note])
    assert rows("SELECT gone_at IS NOT NULL FROM record") == [(True,)]
    b.tell(at, note)
    assert rows("SELECT id, gone_at, version FROM record") == [(number, None, 2)]


def gone_of(held: int, going: int, writeback: int | None = None) -> int:
    """How many go at once when a system that holds so many names so many as deleted."""
    at, clients = b.system(), [b.client(f"Client {n}") for n in range(held)]
    b.tell(at, *clients, settle=False)
    lander = Lander(at, b.Notebook)
    named = [Gone("note", f"client/{one.remote_id}") for one in clients[:going]]
    named += [Gone("note", f"client/never read {n}") for n in range(50)]
    return lander.store(lander.prepare(Page([], None, gone=named)), None, writeback=writeback).gone


@pytest.mark.parametrize(("held", "going"), [(1, 1), (6, 5), (200, 10)])
def test_a_few_deletions_are_taken_over_at_once(held, going):
    assert gone_of(held, going) == going


@pytest.mark.parametrize(("held", "going"), [(2, 2), (40, 40), (40, 6), (200, 11)])
def test_many_at_once_are_left_to_the_proof_which_asks(held, going):
    assert gone_of(held, going) == 0


def test_what_we_removed_ourselves_goes_however_much_it_is():
    assert gone_of(2, 2, writeback=7) == 2


def test_a_kind_of_which_no_list_says_what_is_gone_has_only_its_tombstones(monkeypatch):
    monkeypatch.setattr(b.Notebook, "proofs", {"note": Proof("notes", "count", "tombstones")})
    assert gone_of(40, 40) == 40


def test_the_cursor_moves_with_the_page_or_not_at_all():
    at = b.system()
    lander = Lander(at, b.Notebook)
    batch = lander.prepare(Page([b.native(b.client("Aldgate Freight"))], None))
    batch.rows[next(iter(batch.rows))][1] = None  # a row the table refuses
    with pytest.raises(Exception, match="null value"):
        lander.store(batch, {"page": 1})
    at.refresh_from_db()
    assert (at.cursor, versions()) == (None, [])


def test_a_system_says_which_kinds_of_records_it_holds():
    """What is only pointed at too; and two that land in one system at once forget nothing of each other."""
    at, other = b.system(), b.system()
    land(at, b.native(b.ticket("1", "Printer is down", b.moment("2026-03-02 09:00"), requester="femi@aldgate.example")))
    assert at.kinds == ["person", "ticket"]
    land(other, b.native(b.client("Aldgate Freight")))
    [(kinds,)] = rows("SELECT kinds FROM system WHERE id = %s", [at.pk])
    assert kinds == other.kinds == ["client", "person", "ticket"]

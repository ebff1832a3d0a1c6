"""What must hold whatever the order: clusters do not depend on which record came first or with which, and a merge or split taken back leaves no trace."""

from __future__ import annotations

import itertools
import random

import phonenumbers
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import builders as b
from tests.faults import content

from kingpost import flow
from kingpost.connectors.base import Ref, Statement
from kingpost.evidence.stage import run_once
from kingpost.identity import judge, keys
from kingpost.toolbox.sql import execute, rows

IDENTITY = next(stage for stage in flow.STAGES if stage.name == "identity")
TABLES = ("match_key", "profile", "block", "pair", "member")
FEW = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))


def works_for(org: str, name: str, remote: str, **fields: str) -> Statement:
    return Statement("person", remote, name, {"name": name, **fields}, refs=[Ref("employer", "client", org)])


SAID = [
    ("crm", b.client("Aldgate Freight Ltd", "aldgatefreight.example", remote_id="a", vat="GB123456789")),
    ("desk", b.client("ALDGATE FREIGHT", remote_id="o1", city="Leeds")),
    ("finance", b.client("Aldgate Freight GmbH", "aldgatefreight.example", remote_id="a-de", vat="DE123456789")),
    ("finance", b.client("Bright Water Dental", remote_id="bw")),
    ("crm", b.client("Brightwater Dental Ltd", "brightwater.example", remote_id="bw")),
    ("crm", b.person("Anna Hill", "anna.hill@aldgatefreight.example")),
    ("crm", b.person("Anna Hill", "anna.hill2@aldgatefreight.example")),
    ("desk", works_for("o1", "Anna Hill", "u1")),
    ("finance", works_for("a-de", "Hill, Anna", "f1", mobile="07911 123456")),
    ("desk", b.person("Marcus Osei", "marcus.osei@aldgatefreight.example", mobile="+44 7911 123456")),
    ("finance", works_for("bw", "M. Osei", "f2", mobile="07911 123456")),
    ("finance", b.person("Marcus Osie", "marcus.osei@aldgatefreight.example", remote_id="f3")),
    ("desk", b.person("Front Desk", "info@brightwater.example", remote_id="u2")),
]


@pytest.fixture
def systems(db):
    return {key: b.system(key) for key in ("crm", "desk", "finance")}


def settled(systems, order, cuts) -> content.Content:
    """Land these in this order, identity running after the ones that ``cuts`` says; what its tables hold then."""
    execute(f"TRUNCATE record, version, change, news, bookmark, judgement, {', '.join(TABLES)} RESTART IDENTITY")
    for place, (key, statement) in enumerate(order):
        b.tell(systems[key], statement, settle=False)
        while place in cuts and run_once(IDENTITY):
            pass
    while run_once(IDENTITY):
        pass
    rows(content.NAMES)
    return content.Content({name: sorted(map(repr, rows(content.QUERIES[name]))) for name in TABLES})


@FEW
@given(order=st.permutations(SAID), cuts=st.sets(st.integers(0, len(SAID) - 1)))
def test_any_order_of_arrival_gives_the_same_clusters(systems, order, cuts):
    straight = settled(systems, SAID, ())
    assert any("torn" in line for line in straight.tables["pair"])
    differences = settled(systems, order, cuts).differences(straight)
    assert not differences, differences


@pytest.fixture
def business(db):
    crm, desk, finance = (b.system(key) for key in ("crm", "desk", "finance"))
    b.tell(
        crm,
        b.client("Aldgate Freight", "aldgatefreight.example", remote_id="a"),
        b.client("Brightwater Dental", "brightwater.example", remote_id="bw"),
        b.person("Marcus Osei", "marcus.osei@aldgatefreight.example"),
        b.ticket("1", "Slow", b.moment("2026-03-01 09:00"), client_id="a"),
    )
    b.tell(
        desk,
        b.client("Aldgate Freight Ltd", "aldgatefreight.example", remote_id="o1"),
        b.person("Marcus Osei", "marcus.osei@brightwater.example"),
        b.ticket("2", "Late", b.moment("2026-03-02 09:00"), client_id="o1"),
    )
    b.tell(
        finance,
        b.client("BWD Clinics", remote_id="b"),
        b.ticket("3", "Gone", b.moment("2026-03-03 09:00"), client_id="b"),
    )
    flow.settle()
    clients, people = ([i for (i,) in rows("SELECT id FROM record WHERE kind = %s AND version IS NOT NULL ORDER BY id", [kind])] for kind in ("client", "person"))  # fmt: skip
    return b.user("priya@harrowlane.example"), [*itertools.combinations(clients, 2), *itertools.combinations(people, 2)]


@settings(FEW, max_examples=4)
@given(data=st.data())
def test_what_is_merged_and_split_and_taken_back_in_any_order_restores_every_row(business, data):
    by, pairs = business
    before = content.read(rows)
    acts = data.draw(st.lists(st.tuples(st.sampled_from(pairs), st.sampled_from(["same", "different"])), min_size=1, max_size=3))  # fmt: skip
    rulings = []
    for (one, other), verdict in acts:
        rulings.append(judge.judge(one, other, verdict, by, "by hand"))
        flow.settle()
    for ruling in data.draw(st.permutations(rulings)):
        judge.withdraw(ruling)
        flow.settle()
    differences = content.read(rows).differences(before)
    assert not differences, differences


def test_a_number_written_at_home_is_what_the_library_says():
    rng = random.Random(7)
    taken = 0
    for _ in range(2000):
        written = "0" + rng.choice("12345789") + "".join(rng.choices("0123456789", k=rng.choice((8, 9, 9, 9))))
        said = written[:5] + rng.choice(("", " ", "-", ") ")) + written[5:]
        parsed = phonenumbers.parse(said, keys.USUAL_HOME)
        wanted = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
        mobile = len(written) == 11 and written[1] == "7"  # also of a range nobody has been given yet
        assert keys.phone(said) == (wanted if mobile or phonenumbers.is_valid_number(parsed) else "")
        taken += bool(keys.phone(said))
    assert taken > 300


@FEW
@given(order=st.permutations(SAID), cuts=st.sets(st.integers(0, len(SAID) - 1), max_size=2))
def test_a_backlog_worked_off_at_once_comes_to_the_same_as_one_after_the_other(systems, monkeypatch, order, cuts):
    one_by_one = settled(systems, order, set(range(len(SAID))))
    with monkeypatch.context() as patch:
        in_bulk(patch)
        at_once = settled(systems, order, cuts)
    differences = at_once.differences(one_by_one)
    assert not differences, differences


def in_bulk(patch):
    """What is otherwise done from thousands of records on."""
    patch.setattr("kingpost.identity.hands.SLICE", 3)
    for module in ("toolbox.sql", "identity.pairs", "identity.keeping"):
        patch.setattr(f"kingpost.{module}.FEW", 1)


def test_records_described_in_other_processes_come_to_the_same(systems, monkeypatch):
    here = settled(systems, SAID, ())
    in_bulk(monkeypatch)
    monkeypatch.setattr("kingpost.identity.hands.MANY", 1)
    differences = settled(systems, SAID, ()).differences(here)
    assert not differences, differences

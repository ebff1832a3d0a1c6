"""Which records are one thing: exact keys join unless something tells apart, likeness joins or asks, a person's word holds and can be taken back."""

from __future__ import annotations

import itertools
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from tests import builders as b

from kingpost import flow
from kingpost.evidence.keys import digest
from kingpost.evidence.stage import run_once
from kingpost.identity import judge
from kingpost.identity.clusters import Evidence, cluster
from kingpost.identity.keys import match_keys
from kingpost.identity.models import Judgement
from kingpost.toolbox.sql import rows


def entities(kind: str = "client") -> list[tuple[int, str]]:
    return rows("SELECT DISTINCT entity_id, title FROM entity WHERE kind = %s ORDER BY 1", [kind])


def test_people_are_joined_by_address():
    one, other = {"email": "Marcus.Osei@AldgateFreight.example"}, {"emails": ["marcus.osei@aldgatefreight.example "]}
    assert set(match_keys("person", "1", one)) & set(match_keys("person", "2", other))


@pytest.mark.parametrize("domain", ["gmail.com", "outlook.com", "btinternet.com", "gmx.de"])
def test_a_free_mail_domain_is_no_key_of_a_company(domain):
    assert match_keys("client", "1", {"domain": domain, "email": f"someone@{domain}"}) == []


@pytest.mark.parametrize(
    "written", ["https://www.aldgatefreight.example/about", "AldgateFreight.example", "www.aldgatefreight.example."]
)
def test_a_web_address_gives_the_domain(written):
    assert match_keys("client", "1", {"website": written}) == ["domain:aldgatefreight.example"]


@pytest.mark.django_db
def test_a_client_in_two_systems_is_one_and_keeps_the_older_number():
    b.tell(b.system("crm"), b.client("Aldgate Freight", "aldgatefreight.example"))
    [(number, _)] = entities()
    b.tell(b.system("desk"), b.client("Aldgate Freight Limited", "www.aldgatefreight.example"))
    assert [e for e, _ in entities()] == [number]


@pytest.mark.django_db
def test_equal_names_join_unless_a_stronger_key_tells_them_apart():
    b.tell(b.system("crm"), b.client("Pell & Sons", "pellandsons.example"), b.client("Acme", "acme.example"))
    b.tell(b.system("finance"), b.client("Pell and Sons"), b.client("ACME", "acme-two.example"))
    assert len(entities()) == 3 and rows("SELECT records FROM entity WHERE title LIKE 'Pell%%'", {}) == [(2,)]


@pytest.mark.django_db
def test_names_that_are_only_alike_are_asked_about_and_never_joined():
    b.tell(b.system("crm"), b.client("Brightwater Dental Ltd", "brightwater.example"))
    b.tell(b.system("finance"), b.client("Bright Water Dental"))
    assert len(entities()) == 2 and rows("SELECT verdict FROM pair") == [("unsure",)]
    b.tell(b.system("finance"), b.client("Bright Water Dental", "brightwater.example"))
    assert len(entities()) == 1 and rows("SELECT verdict FROM pair") == []


@pytest.mark.django_db
def test_a_merge_and_its_withdrawal_restore_numbers_and_links():
    b.tell(
        b.system("crm"),
        b.client("Brightwater Dental", remote_id="a"),
        b.ticket("1", "Slow", b.moment("2026-03-01 09:00"), client_id="a"),
    )
    b.tell(
        b.system("finance"),
        b.client("BWD Clinics", remote_id="b"),
        b.ticket("2", "Late", b.moment("2026-03-02 09:00"), client_id="b"),
    )
    before = (
        entities(),
        rows("SELECT record_id, client_id FROM client_of ORDER BY 1, 2"),
        rows("SELECT client_id, text FROM timeline ORDER BY 2"),
    )
    one, other = (e for e, _ in entities())
    ruling = judge.merge(one, other, b.user("priya@harrowlane.example"))
    flow.settle()
    assert [e for e, _ in entities()] == [min(one, other)] and judge.entity_of(other) == min(one, other)
    assert {c for (c,) in rows("SELECT client_id FROM timeline")} == {min(one, other)}
    judge.withdraw(ruling)
    flow.settle()
    assert (
        entities(),
        rows("SELECT record_id, client_id FROM client_of ORDER BY 1, 2"),
        rows("SELECT client_id, text FROM timeline ORDER BY 2"),
    ) == before


@pytest.mark.django_db
def test_a_split_holds_against_a_shared_key():
    b.tell(b.system("crm"), b.person("Sarah Khan", "khan@calder.example"))
    b.tell(b.system("desk"), b.person("Sameer Khan", "khan@calder.example"))
    [(one, _)] = entities("person")
    other = rows("SELECT max(record_id) FROM member WHERE entity_id = %s", [one])[0][0]
    judge.split(one, other, b.user("priya@harrowlane.example"))
    flow.settle()
    assert len(entities("person")) == 2
    b.tell(b.system("desk"), b.person("Sameer Khan", "khan@calder.example", title="Porter"))
    assert len(entities("person")) == 2


@pytest.mark.django_db
def test_a_ruling_taken_back_brings_back_the_one_before():
    b.tell(b.system("crm"), b.client("Aldgate Freight"), b.client("Pell & Sons"))
    (one, _), (other, _) = entities()
    by = b.user("priya@harrowlane.example")
    judge.judge(one, other, "different", by, "two firms")
    second = judge.judge(one, other, "same", by, "after all")
    flow.settle()
    judge.withdraw(second)
    flow.settle()
    assert len(entities()) == 2 and Judgement.objects.get(withdrawn_at=None).verdict == "different"


RECORDS = st.lists(
    st.lists(
        st.sampled_from(
            ["email:a@x", "email:b@x", "domain:x", "domain:y", "vat:1", "vat:2", "code:n", "registration:m"]
        ),
        max_size=3,
    ),
    min_size=2,
    max_size=7,
)


@given(RECORDS, st.randoms(), st.data())
def test_clusters_do_not_depend_on_the_order_of_arrival(keys, random, data):
    names = [UUID(bytes=digest(f"record {n}".encode())) for n in range(len(keys))]
    pairs = list(itertools.combinations(range(len(keys)), 2))
    different = data.draw(st.lists(st.sampled_from(pairs), max_size=2))
    alike = data.draw(st.dictionaries(st.sampled_from(pairs), st.sampled_from([4.0, 5.5, 9.0]), max_size=6))

    def partition(numbering: list[int]) -> set[frozenset[UUID]]:
        number = dict(enumerate(numbering))
        evidence = Evidence(
            {number[n]: names[n] for n in range(len(keys))},
            {number[n]: keys[n] for n in range(len(keys))},
            different=[(number[x], number[y]) for x, y in different],
            pairs=[(number[x], number[y], weight) for (x, y), weight in alike.items()],
        )
        back = {number[n]: names[n] for n in range(len(keys))}
        return {frozenset(back[r] for r in group) for group in cluster(evidence).groups}

    first = list(range(1, len(keys) + 1))
    shuffled = first[:]
    random.shuffle(shuffled)
    assert partition(first) == partition(shuffled)
    for group in partition(first):
        assert not any({names[x], names[y]} <= group for x, y in different)


@pytest.mark.django_db
def test_one_changed_record_is_settled_in_a_dozen_statements():
    """Each takes longer to send than to run: more of them, and a change is slow however few records there are."""
    crm, desk = b.system("crm"), b.system("desk")
    b.tell(
        crm,
        b.client("Aldgate Freight", "aldgatefreight.example", remote_id="a"),
        b.person("Marcus Osei", "m.osei@aldgatefreight.example", remote_id="p"),
    )
    b.tell(desk, b.person("Marcus Osei", "marcus.osei@aldgatefreight.example", remote_id="q"))
    b.tell(crm, b.person("Markus Osei", "m.osei@aldgatefreight.example", remote_id="p"), settle=False)
    identity = next(stage for stage in flow.STAGES if stage.name == "identity")
    with CaptureQueriesContext(connection) as asked:
        assert run_once(identity) == 1
    said = [
        one["sql"] for one in asked if "SAVEPOINT" not in (one["sql"] or "")
    ]  # kept statements are listed without their text
    assert 8 <= len(said) <= 14, said


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"website": "https://facebook.com/rosies"}, {"website": "https://www.facebook.com/hartley"}),
        ({"vat": "not registered"}, {"vat": "Not registered"}),
        ({"registration": "unknown"}, {"registration": "unknown"}),
        ({"email": "rosie@posteo.de"}, {"email": "hartley@posteo.de"}),
    ],
)
def test_what_many_have_is_no_key_of_a_company(one, other):
    keys = [
        set(match_keys("client", "", {"name": name} | fields)) for name, fields in (("Rosie", one), ("Hartley", other))
    ]
    assert not keys[0] & keys[1]


def test_a_number_is_one_however_it_is_written():
    told = [{"vat": "123 4567 89"}, {"vat": "GB123456789"}], [{"registration": "01234567"}, {"registration": "1234567"}]
    for one, other in told:
        assert match_keys("client", "", one) == match_keys("client", "", other) != []


@pytest.mark.parametrize(
    ("bare", "written"),
    [
        ("CHE-123.456.789", "CHE-123.456.789 MWST"),
        ("CHE-123.456.789", "CHE 123 456 789 TVA"),
        ("CHE-123.456.789", "CHE123456789IVA"),
        ("NO123456785", "NO 123 456 785 MVA"),
        ("123456785", "123 456 785 MVA"),
    ],
)
def test_a_vat_number_is_one_with_and_without_what_says_that_it_is_for_vat(bare, written):
    assert match_keys("client", "", {"vat": bare}) == match_keys("client", "", {"vat": written}) != []

"""Training without labels: weights from one's own records, a threshold that what is known bears out, and everything compared again."""

from __future__ import annotations

import sys

import pytest
from django.urls import reverse
from tests import builders as b

from kingpost import flow, jobs
from kingpost.identity import judge, model, train, trained
from kingpost.identity.models import IdentityModel
from kingpost.identity.profiles import Profile, profile
from kingpost.toolbox.sql import rows

FIRST = [
    "Ada",
    "Ben",
    "Cleo",
    "Dov",
    "Esme",
    "Finn",
    "Gail",
    "Hal",
    "Ivy",
    "Jon",
    "Kai",
    "Lena",
    "Mo",
    "Nell",
    "Otis",
    "Pia",
    "Quin",
    "Rosa",
    "Sol",
    "Tess",
]
LAST = [
    "Abara",
    "Bexley",
    "Corwin",
    "Dalgety",
    "Elstow",
    "Farrow",
    "Garnett",
    "Hollis",
    "Ingram",
    "Jessop",
    "Kerridge",
    "Loxley",
    "Mabey",
    "Norcott",
    "Oakden",
    "Pascoe",
    "Quilter",
    "Redfern",
    "Selwyn",
    "Thorne",
]


def people() -> dict[int, Profile]:
    """Six hundred records: three hundred people in two systems, every third known by a mailbox in one of them alone."""
    made = {}
    for n in range(300):
        name, org = f"{FIRST[n % 20]} {LAST[(n * 7 + n // 20) % 20]}", f"Firm {LAST[n % 19]}{n % 60}"
        mail = f"{name.replace(' ', '.').lower()}{n}@firm{n % 60}.example"
        made[2 * n] = profile("person", 1, name, {"name": name, "company": org, "email": mail})
        said = {"name": name, "company": org if n % 5 else f"{org} Ltd", "title": "Buyer"}
        made[2 * n + 1] = profile("person", 2, name, said | ({"email": mail} if n % 3 else {}))
    return made


def test_splink_estimates_weights_from_records_alone():
    pytest.importorskip("splink")
    made = train.estimate("person", people(), {})
    assert made is not None
    assert made.weights["name:equal"] > 3 > 0 > made.weights["name:different"]
    assert (
        made.weights["mailbox:different at one domain"]
        <= model.DEFAULT["person"].weights["mailbox:different at one domain"]
    )


def test_the_threshold_stands_where_what_is_known_is_right():
    known = (
        [(["name:equal", "organisation:same"], True)] * 300
        + [(["name:equal"], False)] * 5
        + [(["name:equal"], True)] * 20
    )
    kind = model.Kind(0, 0, 0, {"name:equal": 4, "organisation:same": 3})
    assert train._threshold(kind, known) == 7
    assert (
        train._threshold(kind, known[:300]) == 7 and train._threshold(kind, [(["name:equal"], True)]) == train.CERTAIN
    )


@pytest.mark.django_db
def test_a_model_that_is_taken_compares_everything_again_and_can_be_withdrawn(monkeypatch):
    b.tell(b.system("crm"), b.client("Aldgate Freight"))
    b.tell(b.system("finance"), b.client("Aldgate Freight Ltd"))
    assert rows("SELECT verdict FROM pair") == [("same",)]
    strict = model.Kind(-7, 50, 40, model.DEFAULT["client"].weights)
    monkeypatch.setattr(train, "FEWEST", 1)
    monkeypatch.setattr(train, "estimate", lambda kind, *_: strict if kind == "client" else None)
    made = train.train()
    assert made.records == 2 and set(made.kinds) == {"client"}
    flow.settle()
    assert rows("SELECT verdict FROM pair") == [] and len(set(rows("SELECT entity_id FROM member"))) == 2
    assert IdentityModel.objects.get().answers == 0


@pytest.mark.django_db
def test_too_few_records_train_nothing():
    with pytest.raises(train.NotTrained, match="fewer than 500"):
        train.train()


@pytest.mark.django_db
def test_back_to_the_usual_weights_and_back_again_compares_everything_each_time(client, monkeypatch):
    b.tell(b.system("crm"), b.client("Aldgate Freight"))
    b.tell(b.system("finance"), b.client("Aldgate Freight Ltd"))
    strict = model.Kind(-7, 50, 40, model.DEFAULT["client"].weights)
    monkeypatch.setattr(train, "FEWEST", 1)
    monkeypatch.setattr(train, "estimate", lambda kind, *_: strict if kind == "client" else None)
    train.train()
    flow.settle()
    client.force_login(b.user("dana@harrowlane.example", role="admin"))
    page = client.get(reverse("same_or_different")).content.decode()
    assert "Learned from 2 of your own records" in page and "Back to the usual weights" in page
    client.post(reverse("weights_withdrawals"))
    flow.settle()
    assert rows("SELECT verdict FROM pair") == [("same",)] and trained.holding() is None
    assert IdentityModel.objects.get().withdrawn_by.email == "dana@harrowlane.example"
    client.post(reverse("undo"))
    flow.settle()
    assert rows("SELECT verdict FROM pair") == [] and trained.holding() is not None


@pytest.mark.django_db
def test_it_is_trained_again_at_night_once_enough_new_answers_are_there(monkeypatch):
    b.tell(b.system("crm"), *(b.client(f"{name} Ltd") for name in LAST))
    numbers = [i for (i,) in rows("SELECT id FROM record WHERE kind = 'client' ORDER BY id")]
    by = b.user("priya@harrowlane.example")
    called = []
    monkeypatch.setattr(train, "train", lambda: called.append(1))
    monkeypatch.setattr(trained, "ENOUGH", 3)
    monkeypatch.setattr(trained, "find_spec", lambda name: object())
    for other in numbers[1:3]:
        judge.judge(numbers[0], other, "different", by, "asked")
    jobs.train_weights(0)
    assert called == []
    judge.judge(numbers[0], numbers[3], "different", by, "asked")
    jobs.train_weights(0)
    assert called == [1]
    monkeypatch.setattr(trained, "find_spec", lambda name: None)
    jobs.train_weights(0)
    assert called == [1], "nothing to train with"


def test_what_was_better_is_counted_on_pairs_a_key_decides():
    known = {
        1: profile(
            "person", 1, "Ada Abara", {"name": "Ada Abara", "company": "Pell", "email": "ada.abara@pell.example"}
        ),
        2: profile(
            "person", 2, "Ada Abara", {"name": "Ada Abara", "company": "Pell", "email": "ada.abara@pell.example"}
        ),
    }
    usual = model.DEFAULT["person"]
    assert train.measure(known, {}, model.Kind(-9, 50, 40, usual.weights), usual) == (1, 0, 1)


def test_without_spark_training_there_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(train.NotTrained, match=r"deploy/install requirements-spark\.lock"):
        train.estimate("person", {}, {}, train.BACKENDS["spark"])

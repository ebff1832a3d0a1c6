"""Training and batch scoring on a real Spark, on this machine: what DuckDB and the product's own scoring find, Spark finds too."""

from __future__ import annotations

import os
import shutil
import sys
from importlib.util import find_spec

import pytest
from bench.acquaintances import SYSTEMS, Acquaintances
from tests import builders as b
from tests.identity.test_train import people
from tests.systems.install import own_packages

from kingpost import flow
from kingpost.evidence.stage import run_once
from kingpost.identity import score_on_spark, splink_weights, train
from kingpost.identity.models import IdentityModel

WANTING = (
    "pyspark is not installed (make test-systems installs it)"
    if find_spec("pyspark") is None and not (own_packages() / "pyspark").is_dir()
    else "Java is not installed"
    if not (os.environ.get("JAVA_HOME") or shutil.which("java"))
    else ""
)
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # Java starts faster, and would run faster only later
SMALL = "--conf spark.sql.codegen.wholeStage=false pyspark-shell"  # compiling a query takes longer than running it
pytestmark = [
    pytest.mark.systems,
    pytest.mark.timeout(900),
    pytest.mark.skipif(bool(WANTING), reason=f"not run: {WANTING}"),
]


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    monkeypatch.setattr(sys, "path", [*sys.path, str(own_packages())])
    monkeypatch.setenv("JDK_JAVA_OPTIONS", QUICK)
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", SMALL)


@pytest.mark.django_db
def test_spark_finds_the_pairs_the_product_keeps_with_the_weights_that_hold():
    never = {"person": {"prior": -9, "same": 50, "ask": 5, "weights": {"name:equal": 15}}}
    IdentityModel.objects.create(weights=never, trained_at=b.moment("2026-03-02 09:00"), records=1, answers=0)
    said = Acquaintances(1_000).records()
    for key in SYSTEMS:
        b.tell(b.system(key), *(statement for at, statement, _ in said if at == key), settle=False)
    identity = next(stage for stage in flow.STAGES if stage.name == "identity")
    while run_once(identity):
        pass
    found = score_on_spark.score_all()
    assert found == score_on_spark.stored()
    assert len(found) > 50 and {(scored.verdict, scored.weight) for scored in found.values()} > {("unsure", 6.0)}


def test_spark_learns_the_weights_duckdb_learns(monkeypatch):
    monkeypatch.setattr(splink_weights, "RANDOM_PAIRS", 20_000)
    one, other = (train.estimate("person", people(), {}, train.BACKENDS[on]) for on in ("duckdb", "spark"))
    assert one is not None
    assert other is not None
    learned = [level for level, weight in one.weights.items() if weight != train.model.DEFAULT["person"].weights[level]]
    assert "name:equal" in learned
    assert {level: other.weights[level] for level in learned} == pytest.approx(
        {level: one.weights[level] for level in learned}, abs=1.0
    )
    assert other.prior == pytest.approx(one.prior, abs=0.3)

"""Every pair of every record, scored at once on Spark with the weights that hold: the pairs ``pairs.py`` keeps, for the same records.

Blocking keys, comparisons and weights are the product's own functions; Spark only brings the records together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kingpost.identity import model, pairs
from kingpost.identity.blocking import MOST, blocking_keys
from kingpost.identity.described import read_profile
from kingpost.identity.keeping import TORN, Pair, Scored
from kingpost.identity.model import Kind
from kingpost.identity.spark_session import session
from kingpost.toolbox.sql import rows

SCORED = "STRUCT<levels: ARRAY<STRING>, weight: DOUBLE, verdict: STRING>"


def score_all() -> Scored:
    """What the pairs of all records come to, from their profiles. Raises NotTrained when Spark or Java is not installed."""
    texts = dict(rows("SELECT record_id, said FROM profile"))
    if not texts:
        return {}
    with session() as spark:
        return dict(_score(spark, texts, model.current()))


def stored() -> Scored:
    """What is kept of the pairs of all records: those the model makes, torn ones as it scored them."""
    found = rows("SELECT one, other, levels, weight, verdict FROM pair")
    return {
        (one, other): model.Scored(levels, weight, model.SAME if verdict == TORN else verdict)
        for one, other, levels, weight, verdict in found
    }


def _score(spark: Any, texts: Mapping[int, str], holds: Mapping[str, Kind]) -> Iterator[tuple[Pair, model.Scored]]:
    """Keys no more than MOST records have, the pairs behind them, each once, and what each comes to."""
    from pyspark.sql import functions as f

    said = spark.createDataFrame(_table(texts)).cache()
    keys = said.select("record", f.explode(f.udf(_keys, "ARRAY<BIGINT>")("said")).alias("key")).cache()
    few = keys.groupBy("key").count().where(f.col("count").between(2, MOST)).select("key")
    behind = keys.join(few, "key")
    both = behind.alias("a").join(behind.withColumnRenamed("record", "other").alias("b"), "key").where("record < other")
    both = both.select("record", "other").distinct()
    both = both.join(said, "record").join(said.toDF("other", "other_said"), "other")
    scored = f.udf(Score(holds), SCORED)("said", "other_said")
    kept = both.select("record", "other", scored.alias("scored")).where("scored IS NOT NULL")
    for row in kept.toLocalIterator():
        yield (row.record, row.other), model.Scored(*row.scored)


def _table(texts: Mapping[int, str]) -> Any:
    import pyarrow

    return pyarrow.table({"record": pyarrow.array(texts, "int64"), "said": pyarrow.array(texts.values(), "string")})


def _keys(said: str) -> list[int]:
    return list(blocking_keys(read_profile(said)))


class Score:
    """What two profiles come to by these weights, on a worker; None when no pair is kept of it."""

    __name__ = "score"  # Spark asks a function for its name

    def __init__(self, holds: Mapping[str, Kind]) -> None:
        self.holds = dict(holds)

    def __call__(self, one: str, other: str) -> tuple[list[str], float, str] | None:
        """The levels, their weight and the verdict."""
        scored = pairs.kept(read_profile(one), read_profile(other), self.holds)
        return (
            (scored.levels, float(scored.weight), scored.verdict) if scored else None
        )  # Spark makes nothing of a whole number

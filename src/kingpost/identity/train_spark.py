"""Splink on Spark: the same settings and the same comparisons as on DuckDB, the comparisons as a function of Spark's SQL (``kingpost train --on spark``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from kingpost.identity.profiles import Profile
from kingpost.identity.spark_session import session
from kingpost.identity.splink_weights import Backend, NotTrained, found_in


@contextmanager
def opened(profiles: Mapping[int, Profile]) -> Iterator[Backend]:
    """A session for one training. Raises NotTrained when Splink, Spark or Java is not installed."""
    with session() as spark:
        try:
            import pyarrow  # Splink needs it
            from splink.backends import spark as backends
        except ImportError as problem:
            raise NotTrained(
                "Training on Spark needs Splink. In the checkout: sh deploy/install requirements-spark.lock"
            ) from problem
        everyone = spark.sparkContext.broadcast(dict(profiles))
        spark.udf.register("found", Found(everyone), "string")

        def keep(name: str, columns: str, values: Sequence[tuple[Any, ...]]) -> None:
            schema = pyarrow.schema([_field(column) for column in columns.split(", ")])
            made = [pyarrow.array(its, kind) for its, kind in zip(zip(*values, strict=True), schema.types, strict=True)]
            spark.createDataFrame(pyarrow.table(made, schema=schema)).cache().createOrReplaceTempView(name)

        # Splink's own functions in Java are not wanted; what it made is kept in memory, so no folder has to be shared by a cluster.
        api: Any = backends.SparkAPI  # typed in part, so what is known of it depends on what is installed
        yield Backend(api(spark_session=spark, break_lineage_method="persist", register_udfs_automatically=False), keep)


def _field(column: str) -> tuple[str, str]:
    """A column as Arrow names it."""
    name, kind = column.split()
    return name, {"BIGINT": "int64", "STRING": "string"}[kind]


class Found:
    """``found`` on a worker, over profiles that were sent there once."""

    __name__ = "found"  # Spark asks a function for its name

    def __init__(self, profiles: Any) -> None:
        self.profiles = profiles

    def __call__(self, aspect: str, one: int, other: int) -> str | None:
        """What one aspect of two records shows, or nothing."""
        shown: str | None = _found(self.profiles)(aspect, one, other)
        return shown


@lru_cache(maxsize=1)
def _found(profiles: Any) -> Callable[[str, int, int], str | None]:
    """One function in a worker's process, so that all aspects of a pair are compared once."""
    return found_in(profiles.value)

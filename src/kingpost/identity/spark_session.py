"""A session on Spark for training and scoring: on every core of this machine, or on the cluster KINGPOST_SPARK_MASTER names (``sh deploy/install requirements-spark.lock``).

Spark's workers run our own comparisons in Python, so on a cluster Kingpost is installed on each of them, at the path PYSPARK_PYTHON says.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kingpost.identity.splink_weights import NotTrained
from kingpost.toolbox import environment

QUIET = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
PLAIN = {"spark.sql.execution.pythonUDF.arrow.enabled": "false"}  # row by row; the other way needs pandas
HERE = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
OWN_CONFIGURATION = ("SPARK_CONF_DIR", "SPARK_HOME")


@contextmanager
def session() -> Iterator[Any]:
    """A pyspark SparkSession, ended afterwards. Raises NotTrained when pyspark or Java is not installed."""
    try:
        from pyspark.sql import SparkSession
    except ImportError as problem:
        raise NotTrained(
            "This needs Splink and Spark. In the checkout: sh deploy/install requirements-spark.lock"
        ) from problem
    if not os.environ.get("JAVA_HOME") and not shutil.which("java"):
        raise NotTrained("Spark needs Java 17 or later. On Debian or Ubuntu: apt install default-jre-headless")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    logging.getLogger("py4j").setLevel(logging.WARNING)  # it tells of every connection it closes
    builder: Any = SparkSession.builder.appName("kingpost")
    for name, value in (QUIET | PLAIN | _master()).items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    if "spark.sql.shuffle.partitions" not in dict(spark.sparkContext.getConf().getAll()):
        spark.conf.set("spark.sql.shuffle.partitions", 2 * spark.sparkContext.defaultParallelism)
    try:
        yield spark
    finally:
        spark.stop()


def _master() -> dict[str, str]:
    """Where the work is done. Nothing when Spark's own configuration says it."""
    master = environment.read("KINGPOST_SPARK_MASTER")
    if not master and any(name in os.environ for name in OWN_CONFIGURATION):
        return {}
    master = master or "local[*]"
    return {"spark.master": master} | (HERE if master.startswith("local") else {})

"""``kingpost score``: every pair of all records at once, on Spark, into a file, and whether they are the pairs that are kept."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Annotated

import typer

from kingpost.commands import database


def score(to: Annotated[Path, typer.Argument(help="The CSV file to write; replaced if it is there.")]) -> None:
    """Score all pairs of records on Spark, write them to a file, and say whether the pairs kept are the same. Needs ``sh deploy/install requirements-spark.lock`` in the checkout and Java."""
    if not os.access(to if to.exists() else to.parent, os.W_OK):  # before the work, not after it
        raise typer.BadParameter(f"{to} cannot be written.")
    with database.ready():
        from kingpost.identity import score_on_spark  # after Django is set up
        from kingpost.identity.splink_weights import NotTrained

        try:
            found, kept = score_on_spark.score_all(), score_on_spark.stored()
        except NotTrained as problem:
            typer.echo(str(problem))
            raise typer.Exit(1) from None
    with to.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["one", "other", "weight", "verdict", "levels"])
        out.writerows(
            [one, other, s.weight, s.verdict, "|".join(s.levels)] for (one, other), s in sorted(found.items())
        )
    differ = sum(found.get(pair) != kept.get(pair) for pair in found.keys() | kept.keys())
    said = f"{differ:,} differ from those kept; records may still be waiting" if differ else "those kept are the same"
    typer.echo(f"{len(found):,} pairs written to {to}: {said}.")

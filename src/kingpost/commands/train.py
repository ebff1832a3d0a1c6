"""``kingpost train``: estimate the weights of comparisons from the business's own records."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from kingpost.commands import database


class On(StrEnum):
    """Where Splink works (identity/train.py)."""

    DUCKDB = "duckdb"
    SPARK = "spark"


def train(
    on: Annotated[On, typer.Option(help="Where: DuckDB in this process, or Spark (with Java).")] = On.DUCKDB,
) -> None:
    """Train the weights of "same or different" on your own records and answers. Needs ``sh deploy/install requirements-dev.lock`` in the checkout."""
    with database.ready():
        from kingpost.identity import train as training  # after Django is set up

        try:
            made = training.train(on)
        except training.NotTrained as problem:
            typer.echo(str(problem))
            raise typer.Exit(1) from None
    kinds = ", ".join(sorted(made.kinds))
    typer.echo(
        f"Trained on {made.records:,} records and {made.answers:,} answers: {kinds}. All of them are compared again now."
    )

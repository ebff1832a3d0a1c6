"""``kingpost train``: estimate the weights of comparisons from the business's own records."""

from __future__ import annotations

import typer

from kingpost.commands import database


def train() -> None:
    """Train the weights of "same or different" on your own records and answers. Needs ``pip install kingpost[identity]``."""
    with database.ready():
        from kingpost.identity import train as training  # after Django is set up

        try:
            made = training.train()
        except training.NotTrained as problem:
            typer.echo(str(problem))
            raise typer.Exit(1) from None
    kinds = ", ".join(sorted(made.kinds))
    typer.echo(
        f"Trained on {made.records:,} records and {made.answers:,} answers: {kinds}. All of them are compared again now."
    )

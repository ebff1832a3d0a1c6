"""``kingpost writing``: whether this workspace writes at all; after a restore, the switch that lets it write again."""

from __future__ import annotations

from typing import Annotated

import typer

from kingpost.commands import migrate

WORDS = ("on", "off")


def writing(
    word: Annotated[str, typer.Argument(help="on or off. Without it: only say how it is.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Say whether approved changes go out, or switch that on or off for the whole workspace."""
    if word and word not in WORDS:
        raise typer.BadParameter("Write on or off.")
    with migrate.ready():
        from kingpost.evidence import connect  # its models need Django set up
        from kingpost.proposals import outbox

        why, waits = connect.writing_off(), outbox.underway()
        if word == "on" and why is not None:
            if waits and not yes:
                typer.confirm(f"{waits:,} decided changes wait and will go out. Switch writing on?", abort=True)
            connect.switch_workspace_writing(True)
            why = None
        elif word == "off" and why is None:
            why = "Switched off on the command line."
            connect.switch_workspace_writing(False, why)
        state = "on: approved changes go out" if why is None else f"off. {why}".strip()
        typer.echo(f"Writing is {state}. Decided changes that wait: {waits:,}.".replace("..", "."))

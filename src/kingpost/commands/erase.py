"""``kingpost erase``: remove a person's data from evidence and from everything derived from it."""

from __future__ import annotations

from typing import Annotated

import typer

from kingpost.commands import migrate
from kingpost.commands.people import NoSuchPerson


def erase(
    email: Annotated[str, typer.Argument(help="The e-mail address of the person whose data is to go.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove a person's data for good. The systems it came from are not touched; a later read does not bring it back."""
    if not yes:
        typer.confirm(f"Remove everything Kingpost holds about {email}? This cannot be undone.", abort=True)
    with migrate.ready():
        from kingpost.erase import erase_person  # its models need Django set up

        try:
            erased = erase_person(email, None)
        except LookupError as error:
            raise NoSuchPerson(str(error)) from None
    typer.echo(
        f"{erased.records:,} records removed, and the name and address taken out of {erased.values:,} other places."
    )
    typer.echo(f"Taken out: {', '.join(erased.names)}.")
    if erased.others:
        typer.echo(
            f"Left, because a client, a project or somebody else is called so too, or no person is: {', '.join(erased.others)}."
        )
    typer.echo("Backups made before still hold it: let them expire, or make a new one and remove them.")

"""``kingpost invite`` and ``kingpost sign-in-link``: how the first person gets in, and how one who is locked out does."""

from __future__ import annotations

from typing import Annotated

import typer

from kingpost.commands import migrate
from kingpost.commands.up import STATE
from kingpost.toolbox import environment, folders, supervisor

Email = Annotated[str, typer.Argument(help="The person's e-mail address.")]


class NoSuchPerson(Exception):
    """The address is not that of somebody here, already is, or is no address; the text says which."""


def invite(
    email: Email,
    name: Annotated[str, typer.Option(help="How the person is called on screen.")],
    role: Annotated[str, typer.Option(help="admin, member or viewer.")] = "admin",
) -> None:
    """Add a person and print the one-time link to hand to them. Kingpost has to be running for the link to open."""
    with migrate.ready():
        from kingpost.accounts import people  # its models need Django set up
        from kingpost.accounts.models import Role

        if role not in Role.values:
            raise NoSuchPerson(f"There is no role called {role}. There are: {', '.join(Role.values)}.")
        try:
            _, path = people.invite(None, email, name, role)
        except people.AlreadyHere as error:
            raise NoSuchPerson(f"{error} For a new link: kingpost sign-in-link {email}") from None
        except people.NotPossible as error:
            raise NoSuchPerson(str(error)) from None
        typer.echo(f"{public_url()}{path}?then=password")


def sign_in_link(email: Email) -> None:
    """Print a link that signs somebody in once, within the hour."""
    with migrate.ready():
        from kingpost.accounts import audit, sign_in_links
        from kingpost.accounts.models import User, fold_email

        user = User.objects.filter(email=fold_email(email), is_active=True).first()
        if user is None:
            raise NoSuchPerson(f"Nobody here has the address {email}. To add them: kingpost invite {email} --name …")
        path = sign_in_links.make(user)
        audit.record(None, "made a sign-in link", f"user:{user.pk}")
        typer.echo(public_url() + path)


def public_url() -> str:
    """Where people reach this installation: as set, else where it runs now, else where it would."""
    if url := environment.public_url():
        return url
    state = supervisor.read_state(folders.data_folder(environment.data_dir()) / STATE)
    return str(state.get("address") or environment.url_here(*environment.address()))

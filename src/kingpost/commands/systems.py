"""``kingpost connect`` and ``kingpost sync``: add a system, and read the systems now."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from kingpost.commands import migrate


class NotConnected(Exception):
    """A system could not be connected or is not there; the text says why and what there is."""


def connect(
    connector: Annotated[str, typer.Argument(help="What kind of system: see kingpost connect --list.")] = "",
    key: Annotated[
        str, typer.Option(help="A short name for it, for example “support”. Default: the connector's.")
    ] = "",
    title: Annotated[str, typer.Option(help="What it is called on screen. Default: the connector's title.")] = "",
    owner: Annotated[
        str,
        typer.Option(
            help="Whose system it is, by e-mail: only they see what is in it. A mailbox needs one; else everyone sees it."
        ),
    ] = "",
    exclude: Annotated[
        list[str] | None, typer.Option(help="A folder, label or sender never to read. May be repeated.")
    ] = None,
    setting: Annotated[
        list[str] | None, typer.Option(help="name=value. May be repeated; what is missing is asked for.")
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help="Only list what can be connected.")] = False,
) -> None:
    """Connect a system, read-only. What it needs is asked for; passwords do not show and are stored sealed."""
    from kingpost.connectors import registry  # importing every connector takes a second

    if listing or not connector:
        for name, cls in registry.connectors().items():
            typer.echo(f"{name:<12} {cls.title}. {cls.about}")
        return
    try:
        cls = registry.connector(connector)
    except LookupError as error:
        raise NotConnected(str(error)) from None
    if registry.personal(connector) and not owner:
        raise NotConnected(
            f"{cls.title} is one person's own: name them with --owner. Only they see what is in it, until they open it to others."
        )
    values = _asked_for(connector, dict(pair(text) for text in setting or []))
    found = _tried(connector, values)
    with migrate.ready():
        _connected(connector, key or connector, title or cls.title, owner, exclude or [], values)
    typer.echo(
        f"{title or cls.title} is connected, read-only: {found} Kingpost reads it now if it is running, else with: kingpost sync"
    )


def pair(text: str) -> tuple[str, str]:
    """A setting from "name=value"."""
    name, equals, value = text.partition("=")
    if not equals:
        raise NotConnected(f"--setting {text}: write name=value.")
    return name, value


def _asked_for(connector: str, given: dict[str, str]) -> dict[str, str]:
    """``given``, completed by asking when a person is there to answer."""
    from kingpost.connectors import registry

    for each in registry.connector(connector).settings:
        if each.name in given or not sys.stdin.isatty():
            continue
        typer.echo(each.help)
        value = typer.prompt(
            each.title, default=each.default if each.default or not each.required else None, hide_input=each.secret
        )
        if value:
            given[each.name] = value
    return given


def _tried(connector: str, values: dict[str, str]) -> str:
    """What the system answers to a first look. Raises NotConnected with its reason."""
    from kingpost.connectors import registry
    from kingpost.connectors.base import ConnectorError

    cls = registry.connector(connector)
    missing = [each.title for each in cls.settings if each.required and not (values.get(each.name) or each.default)]
    if missing:
        raise NotConnected(f"{cls.title} needs: {', '.join(missing)}.")
    try:
        opened = cls({each.name: each.default for each in cls.settings if each.default} | values)
        try:
            return opened.check()
        finally:
            opened.close()
    except ConnectorError as error:
        raise NotConnected(f"{cls.title} was not connected: {error}") from None


def _connected(connector: str, key: str, title: str, owner: str, excluded: list[str], values: dict[str, str]) -> None:
    from django.db import transaction

    from kingpost.accounts import audiences  # its models need Django set up
    from kingpost.accounts.models import EVERYONE, Audience, User, fold_email
    from kingpost.evidence import connect as connecting
    from kingpost.evidence.models import System

    if System.objects.filter(key=key).exists():
        raise NotConnected(f"There is a system called “{key}” already. Choose another name with --key.")
    person = User.objects.filter(email=fold_email(owner)).first() if owner else None
    if owner and person is None:
        raise NotConnected(f"Nobody here has the address {owner}.")
    audience = audiences.private(person) if person else Audience.objects.get(pk=EVERYONE)
    try:
        with transaction.atomic():
            if held := connecting.connected_with(connector, values):
                raise NotConnected(f"{held.title} is connected with these settings already.")
            connecting.connect(connector, key, title, values, audience=audience, person=person, excluded=excluded)
    except ValueError as error:
        raise NotConnected(str(error)) from None


def sync(key: Annotated[str, typer.Argument(help="Only this system, by its short name.")] = "") -> None:
    """Read the systems now and work out what changed, instead of waiting for the worker. Exit code 1 when one failed."""
    with migrate.ready():
        from kingpost import erase, flow  # its models need Django set up
        from kingpost.evidence import sync as syncing
        from kingpost.evidence.models import System

        systems = System.objects.filter(key=key) if key else System.objects.filter(disconnected_at=None)
        if key and not systems:
            raise NotConnected(
                f"There is no system called “{key}”. There are: {', '.join(System.objects.values_list('key', flat=True)) or 'none'}."
            )
        failed = 0
        for system in systems.order_by("id"):
            try:
                run = syncing.sync(system)
            except syncing.Busy:
                typer.echo(f"{system.title}: is being read already.")
                continue
            if system.excluded:
                erase.remove_left_out(system, None)
            failed += bool(run.error)
            typer.echo(
                f"{system.title}: {run.error or f'{run.read:,} read, {run.changed:,} new or changed, {run.gone:,} gone'}"
            )
        flow.settle()
    raise typer.Exit(1 if failed else 0)

"""``kingpost settings``, ``leave-out``, ``disconnect`` and ``remove``: change a connected system, as on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kingpost.commands import migrate
from kingpost.commands.systems import NotConnected, pair

if TYPE_CHECKING:
    from kingpost.evidence.models import System

Key = Annotated[str, typer.Argument(help="The system's short name.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def settings(
    key: Key,
    setting: Annotated[
        list[str] | None, typer.Option(help="name=value. May be repeated. Without one, only say what is set.")
    ] = None,
) -> None:
    """Change how a system is reached, or connect a disconnected one again. It is asked first; secrets are never shown."""
    with migrate.ready():
        from kingpost.evidence import changing  # its models need Django set up
        from kingpost.evidence.connect import settings_shown

        held = _system(key)
        if not setting:
            for name, value in settings_shown(held).items():
                typer.echo(f"{name}={value}")
            return
        try:
            said = changing.change_settings(held, dict(pair(text) for text in setting), None)
        except changing.NotChanged as problem:
            raise NotConnected(str(problem)) from None
        typer.echo(f"Saved: {said}")


def leave_out(
    key: Key,
    add: Annotated[list[str] | None, typer.Option(help="A folder, label or sender. May be repeated.")] = None,
    drop: Annotated[list[str] | None, typer.Option(help="One that is read again. May be repeated.")] = None,
    yes: Yes = False,
) -> None:
    """Say what of a system is left out before storing; what is stored of it already is counted and removed."""
    with migrate.ready():
        from kingpost import erase  # its models need Django set up
        from kingpost.evidence import changing, leaving_out

        held = _system(key)
        wanted = [one for one in dict.fromkeys([*held.excluded, *(add or [])]) if one not in (drop or [])]
        if wanted != held.excluded:
            stored = len(leaving_out.held(held, wanted))
            if stored and not yes:
                typer.confirm(
                    f"{stored:,} things stored already are left out by this and removed for good. Go on?", abort=True
                )
            changing.leave_out(held, wanted, None)
            typer.echo(f"Removed: {erase.remove_left_out(held, None).records:,}. It is read again from its start.")
        typer.echo(f"Left out of {held.title}: {', '.join(wanted) or 'nothing'}.")


def disconnect(key: Key) -> None:
    """Stop reading and writing a system and forget its password. What it said is kept."""
    with migrate.ready():
        from kingpost.evidence import changing  # its models need Django set up

        held = _system(key)
        changing.disconnect(held, None)
        typer.echo(f"{held.title} is disconnected. To connect it again: kingpost settings {key} --setting name=value")


def remove(
    key: Key,
    title: Annotated[
        str, typer.Option(help="Its name on screen, to say that you mean it. Asked for when not given.")
    ] = "",
) -> None:
    """Remove a system with everything only it said. This cannot be undone; the system itself is not touched."""
    with migrate.ready():
        from kingpost import erase  # its models need Django set up

        held = _system(key)
        typed = title or typer.prompt(f"To remove it, type its name ({held.title})")
        if typed.strip().casefold() != held.title.strip().casefold():
            raise NotConnected(f"That is not its name, which is {held.title}. Nothing was removed.")
        typer.echo(f"{held.title} is removed, with {erase.erase_system(held, None).records:,} records only it said.")


def _system(key: str) -> System:
    from kingpost.evidence.models import System

    held = System.objects.filter(key=key).first()
    if held is None:
        known = ", ".join(System.objects.order_by("key").values_list("key", flat=True)) or "none"
        raise NotConnected(f"There is no system called “{key}”. There are: {known}.")
    return held

"""``kingpost demo``: the example company's day, in a data folder and a workspace of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import psycopg
import typer
from psycopg import sql

from kingpost.commands import database, migrate, people
from kingpost.commands.up import LOCK, AlreadyRunning, Installation, running
from kingpost.toolbox import clock, environment, folders, log, postgres, process, program
from kingpost.toolbox.supervisor import StartFailed, Supervisor

WORKSPACE, LOADED, FILES = "example", "example.json", "example"
MARK = "only-the-example"  # the file that says a folder is the example's own
USUAL = ".demo"  # the name it has unless told


def demo(
    remove: Annotated[
        bool, typer.Option("--remove", help="Remove the example company and everything it left.")
    ] = False,
    another: Annotated[bool, typer.Option("--link", help="Print another sign-in link while it runs.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Write it anew, so that its last day is today.")] = False,
) -> None:
    """Load the example company, print a sign-in link, and keep running until Ctrl-C. Real data is never touched."""
    data = own_folder(choose_places())
    if remove:
        clear_away(data)
        return
    if another:
        if not (data / LOADED).exists():
            raise StartFailed("The example company is not here yet. Load and start it with: kingpost demo")
        people.sign_in_link(loaded(data)["email"])
        return
    if fresh:
        (data / LOADED).unlink(missing_ok=True)
    log.configure(quiet=True)
    missing, link = not (data / LOADED).exists(), Link()

    def first(installation: Installation, supervisor: Supervisor) -> None:
        if missing:
            load(installation, supervisor)
        if not supervisor.stopping:
            link.begin(installation)

    with running(data, first, anew=missing, output=data / "kingpost.log") as (_, supervisor):
        if not supervisor.stopping:
            welcome(link.made(), loaded(data)["day"])
        supervisor.run()
        typer.echo("\nStopping …")
    typer.echo(f"Stopped. Start again with: make demo     Remove it with: {program.typed('demo --remove')}")


def choose_places() -> Path:
    """Point this process and its children at the example's own workspace, key file and folder; answer with the folder."""
    os.environ["KINGPOST_WORKSPACE"] = WORKSPACE
    os.environ.setdefault("KINGPOST_DATA_DIR", str(Path(USUAL).absolute()))
    os.environ.setdefault("KINGPOST_KEY_FILE", str(environment.key_file().with_name("example-key")))
    return environment.data_dir()


def own_folder(asked: Path) -> Path:
    """The example's folder, marked as its own when it is new. Raises FolderError for one that holds anything else: it may be a real business."""
    data = folders.data_folder(asked)
    if not any(data.iterdir()):
        folders.write_private(data / MARK, "", folders.owner_of(data))
    elif not (data / MARK).exists() and asked.name != USUAL:  # an earlier version left no mark
        raise folders.FolderError(
            f"{data} was not made for the example company, so nothing in it was touched. Set KINGPOST_DATA_DIR to a folder of its own."
            " One that an earlier version made for it is removed by hand."
        )
    return data


def load(installation: Installation, supervisor: Supervisor) -> None:
    """Load the example into an empty workspace. It counts as loaded once it is whole; an interrupted one is begun again."""
    shutil.rmtree(installation.data / FILES, ignore_errors=True)
    folders.private(installation.data / FILES, installation.owner)
    installation.run_once(supervisor, "load-example")


def load_example() -> None:
    """Write, connect and read the example company. Started by kingpost demo."""
    database.set_up_django()
    from kingpost.example.beside import Beside  # its models need Django set up
    from kingpost.example.load import load as load_company

    process.keep_what_is_there()
    data = folders.data_folder(environment.data_dir())
    beside = Beside([sys.executable, "-m", "kingpost.cli", "work-example"])
    with progress() as tell:
        email = load_company(data / FILES, tell, beside)
    text = json.dumps({"email": email, "day": clock.now().date().isoformat()})
    folders.write_private(data / LOADED, text, folders.owner_of(data))


def work_example() -> None:
    """Work out the picture of the example company while another process reads it. Started by kingpost load-example."""
    process.die_with_parent()
    database.set_up_django()
    from kingpost.example.beside import work

    process.keep_what_is_there()
    work(sys.stdin)


@contextmanager
def progress() -> Iterator[Callable[[str, float], None]]:
    """A function that is told a few words and the share done: a bar on a terminal, lines elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # only this command needs it

    if not sys.stderr.isatty():
        yield lambda text, share: typer.echo(f"{share:4.0%}  {text}", err=True)
        return
    columns = (
        TextColumn("  {task.description:<36}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as shown:
        bar = shown.add_task("The example company", total=1.0)
        yield lambda text, share: shown.update(bar, description=text, completed=share)


class Link:
    """A sign-in link, made in a process of its own while the web server starts."""

    def begin(self, installation: Installation) -> None:
        """Start making it for the person the loader named."""
        command = installation.program.command("sign-in-link", loaded(installation.data)["email"])
        owner, env = installation.owner, installation.variables()
        self.process: subprocess.Popen[str] = subprocess.Popen(
            command, env=env, cwd="/", stdout=subprocess.PIPE, text=True, **owner.run_as()
        )

    def made(self) -> str:
        """The link, once it is there. Raises StartFailed when it could not be made."""
        said, _ = self.process.communicate()
        if self.process.returncode:
            raise StartFailed("No sign-in link could be made. The reason is above.")
        return said.strip()


def loaded(data: Path) -> dict[str, str]:
    """Who signs in, and the day the example was written for."""
    found: dict[str, str] = json.loads((data / LOADED).read_text())
    return found


def welcome(link: str, day: str) -> None:
    """Print where it is and how to get in, and say so when its last day is no longer today."""
    typer.echo(f"\n  Kingpost with the example company: {people.public_url()}")
    typer.echo(f"  Sign in (once, within the hour):   {link}")
    typer.echo(f"  Another link once that is used:    {program.typed('demo --link')}\n")
    if date.fromisoformat(day) != clock.now().date():
        typer.echo(f"  Its last day is {day}. To write it anew for today: {program.typed('demo --fresh')}\n")
    typer.echo("  Ctrl-C stops everything.")


def clear_away(data: Path) -> None:
    """Remove the example's folder, its sockets and its key file. Raises AlreadyRunning while it runs."""
    try:
        with process.Lock(data / LOCK, folders.owner_of(data), "being removed"):
            if environment.read("KINGPOST_DATABASE_URL"):
                migrate.drop_workspace()
            left = remove_files(data)
    except process.Taken as taken:
        raise AlreadyRunning(f"The example company is running ({taken.note}). Stop it first.") from None
    key = environment.key_file()
    if key.name == "example-key":
        key.unlink(missing_ok=True)
    asked = environment.data_dir()
    if not left and asked.is_symlink():
        asked.unlink()
    kept = f" What else is in {data} stays: {', '.join(left)}." if left else ""
    typer.echo(f"The example company is gone.{kept}")


def remove_files(data: Path) -> list[str]:
    """Remove the folder with its database. Where other workspaces were made in that since, only what is the example's; returns their names."""
    server = postgres.Server(data)
    if server.cluster.exists():
        with server.while_needed():
            if left := others(server.url()):
                drop_example(data, server.url())
                return left
        server.stop()
    shutil.rmtree(folders.runtime_folder(data), ignore_errors=True)
    shutil.rmtree(data)
    return []


def others(url: str) -> list[str]:
    """The workspaces beside the example in the database at ``url``."""
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT schemaname FROM pg_tables WHERE tablename = 'django_migrations' AND schemaname <> %s ORDER BY 1",
            [WORKSPACE],
        )
        return [name for (name,) in found]


def drop_example(data: Path, url: str) -> None:
    """Take the example out of a folder and a database that hold something else too."""
    with psycopg.connect(url) as connection:
        connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(WORKSPACE)))
    shutil.rmtree(data / FILES, ignore_errors=True)
    for name in (MARK, LOADED):
        (data / name).unlink(missing_ok=True)

"""``kingpost``: the entry of every command. What a command does is in ``commands/``."""

from __future__ import annotations

import sys

import typer

from kingpost.commands import database
from kingpost.commands.backup import BackupError, backup
from kingpost.commands.demo import demo, load_example, work_example
from kingpost.commands.doctor import doctor
from kingpost.commands.erase import erase
from kingpost.commands.migrate import NewerWorkspace, migrate
from kingpost.commands.people import NoSuchPerson, invite, sign_in_link
from kingpost.commands.restore import restore
from kingpost.commands.rotate_key import rotate_key
from kingpost.commands.score import score
from kingpost.commands.system import disconnect, leave_out, remove, settings
from kingpost.commands.systems import NotConnected, connect, sync
from kingpost.commands.train import train
from kingpost.commands.up import AlreadyRunning, up
from kingpost.commands.web import web
from kingpost.commands.worker import worker
from kingpost.commands.writing import writing
from kingpost.toolbox import environment, folders, postgres_programs, secrets, supervisor

app = typer.Typer(
    name="kingpost",
    help="One picture of a business from the systems it already runs, with the evidence for every value.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for command in (
    up,
    demo,
    invite,
    sign_in_link,
    connect,
    sync,
    settings,
    leave_out,
    disconnect,
    remove,
    doctor,
    backup,
    restore,
    writing,
    rotate_key,
    erase,
    train,
    score,
    migrate,
):
    app.command()(command)
for command in (web, worker, load_example, work_example):
    app.command(hidden=True)(command)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def manage(context: typer.Context) -> None:
    """Run one of Django's own commands, for example: kingpost manage shell."""
    from django.core.management import execute_from_command_line  # only this command needs it

    with database.ready():
        execute_from_command_line(["kingpost manage", *context.args])


EXPLAINED = (
    AlreadyRunning,
    BackupError,
    NewerWorkspace,
    NoSuchPerson,
    NotConnected,
    supervisor.StartFailed,
    postgres_programs.PostgresError,
    folders.FolderError,
    environment.SettingError,
    secrets.SecretError,
)


def main() -> None:
    """Run the command line; errors that are for the person who reads them come without a traceback."""
    try:
        app(prog_name="kingpost")
    except EXPLAINED as error:
        sys.exit(f"kingpost: {error}")
    except OSError as error:
        if error.filename is None:  # not about a file somebody named
            raise
        sys.exit(f"kingpost: {error.filename}: {error.strerror}")


if __name__ == "__main__":
    main()

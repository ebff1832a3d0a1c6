"""kingpost up: everything starts, what dies comes back, nothing is left behind."""

from __future__ import annotations

import os
import pwd
import signal
import socket
import stat
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from tests.runtime.conftest import PATIENCE

from kingpost.toolbox import folders, postgres, process, program

NOBODY = pwd.getpwnam("nobody")
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


def gone(kingpost, seconds: float = PATIENCE) -> bool:  # type: ignore[no-untyped-def]
    return process.wait_until(lambda: not kingpost.processes(), seconds, 0.2)


def restarted(kingpost, name: str, before: int) -> Callable[[], bool]:  # type: ignore[no-untyped-def]
    return lambda: kingpost.child(name)["restarts"] > before


def note(kingpost, text: str) -> None:  # type: ignore[no-untyped-def]
    with psycopg.connect(postgres.Server(kingpost.data).url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kingpost.note (text text)")
        connection.execute("INSERT INTO kingpost.note VALUES (%s)", [text])


def notes(kingpost) -> list[str]:  # type: ignore[no-untyped-def]
    with psycopg.connect(postgres.Server(kingpost.data).url()) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM kingpost.note ORDER BY text")]


def test_a_day_of_starting_dying_and_coming_back(kingpost) -> None:  # type: ignore[no-untyped-def]
    """One installation through it all, because each start costs seconds."""
    up = kingpost.up()
    assert stat.S_IMODE(kingpost.data.stat().st_mode) == 0o700
    assert kingpost.state()["address"] == f"http://127.0.0.1:{kingpost.port}"

    # A second one on the same data says so, names the first, and stops.
    second = kingpost.run("up", KINGPOST_ADDRESS="127.0.0.1:1")
    assert second.returncode != 0
    assert f"already running on {kingpost.data}" in second.stderr
    assert str(up.pid) in second.stderr

    # Whatever is killed comes back, and the state says so.
    assert process.wait_until(lambda: "worker" in kingpost.state()["children"], PATIENCE)
    for name in ("web", "worker", "database"):
        before = kingpost.child(name)
        os.kill(before["pid"], signal.SIGKILL)
        assert process.wait_until(restarted(kingpost, name, before["restarts"]), PATIENCE), f"{name}: {kingpost.said()}"
        assert process.wait_until(kingpost.healthy, PATIENCE), f"{name}: {kingpost.said()}"
        assert kingpost.child(name)["why"]
    said = kingpost.run("doctor").stdout
    assert "The database was started again" in said

    # Killing the supervisor itself leaves nothing running and loses nothing that was committed.
    note(kingpost, "kept")
    up.kill()
    up.wait()
    assert gone(kingpost), kingpost.processes()
    kingpost.up()
    assert notes(kingpost) == ["kept"]

    # A polite stop leaves nothing either.
    kingpost.started[-1].send_signal(signal.SIGINT)
    assert kingpost.started[-1].wait(PATIENCE) == 0
    assert gone(kingpost, 10), kingpost.processes()  # it waits for them before it ends


def test_a_killed_web_process_takes_no_port_with_it(kingpost_with_tables) -> None:  # type: ignore[no-untyped-def]
    kingpost_with_tables.up()
    workers = [
        pid
        for pid, command in kingpost_with_tables.processes().items()
        if command.endswith("web ") and pid != kingpost_with_tables.child("web")["pid"]
    ]
    assert workers
    for pid in workers:
        with suppress(ProcessLookupError):  # the last to die takes the others with it
            os.kill(pid, signal.SIGKILL)
    assert process.wait_until(lambda: kingpost_with_tables.child("web")["restarts"] > 0, PATIENCE)
    assert process.wait_until(kingpost_with_tables.healthy, PATIENCE), kingpost_with_tables.said()


def test_a_taken_port_is_named_and_the_next_free_one_offered(kingpost) -> None:  # type: ignore[no-untyped-def]
    with socket.socket() as other:
        other.bind(("127.0.0.1", kingpost.port))
        other.listen()
        refused = kingpost.run("up")
    assert refused.returncode != 0
    assert f"Port {kingpost.port} is taken" in refused.stderr
    assert "KINGPOST_ADDRESS=127.0.0.1:" in refused.stderr
    assert "Traceback" not in refused.stderr


@AS_ROOT
def test_as_root_the_children_run_as_nobody_and_own_the_data(kingpost_with_tables) -> None:  # type: ignore[no-untyped-def]
    up = kingpost_with_tables.up()
    for pid, command in kingpost_with_tables.processes().items():
        if pid != up.pid and "guard.py" not in command:
            assert Path(f"/proc/{pid}").stat().st_uid == NOBODY.pw_uid, command
    assert kingpost_with_tables.data.stat().st_uid == NOBODY.pw_uid
    held = [
        path for path in kingpost_with_tables.data.iterdir() if not path.is_symlink() and not path.name.startswith(".")
    ]
    assert {path.stat().st_uid for path in held} == {NOBODY.pw_uid}  # what begins with a dot is just being written


@AS_ROOT
def test_as_root_a_data_folder_below_a_closed_one_is_made_elsewhere_and_linked(kingpost) -> None:  # type: ignore[no-untyped-def]
    kingpost.home.chmod(0o700)
    kingpost.up()
    real = kingpost.data.resolve()
    assert kingpost.data.is_symlink()
    assert real.is_relative_to("/var/lib")
    assert stat.S_IMODE(kingpost.home.stat().st_mode) == 0o700
    kingpost.started[-1].terminate()
    kingpost.started[-1].wait(PATIENCE)
    subprocess.run(["rm", "-rf", str(folders.runtime_folder(real)), str(real)], check=True)


@AS_ROOT
def test_an_ordinary_user_with_spaces_in_the_path(kingpost) -> None:  # type: ignore[no-untyped-def]
    """The same as a person on a laptop: no root anywhere."""
    owner = folders.Owner(NOBODY.pw_uid, NOBODY.pw_gid, "nobody", drop=True)
    home = kingpost.home / "a folder with spaces"
    home.mkdir()
    os.chown(home, owner.uid, owner.gid)
    runs = program.for_owner(owner, folders.data_folder(kingpost.home / "mirror"))
    variables = (
        kingpost.variables
        | runs.variables
        | {"KINGPOST_DATA_DIR": str(home / "data"), "KINGPOST_KEY_FILE": str(home / "key")}
    )
    with (kingpost.home / "up.log").open("w") as log:
        up = subprocess.Popen(
            runs.command("up"), env=variables, stdout=log, stderr=log, cwd="/", text=True, **owner.run_as()
        )
    kingpost.started.append(up)
    assert process.wait_until(lambda: kingpost.healthy() or up.poll() is not None, PATIENCE)
    assert kingpost.healthy(), kingpost.said()
    up.terminate()
    assert up.wait(PATIENCE) == 0


def test_another_postgresql_is_used_when_told(kingpost) -> None:  # type: ignore[no-untyped-def]
    with psycopg.connect(os.environ["KINGPOST_DATABASE_URL"], autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS another")
        connection.execute("CREATE DATABASE another")
    address = os.environ["KINGPOST_DATABASE_URL"].replace("/kingpost?", "/another?")
    kingpost.up(KINGPOST_DATABASE_URL=address)
    assert process.wait_until(lambda: set(kingpost.state()["children"]) == {"web", "worker"}, PATIENCE)
    assert not (kingpost.data / "postgres").exists()

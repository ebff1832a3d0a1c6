"""Our own PostgreSQL: who can reach it, what it survives, and what it says when it cannot start."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from kingpost.toolbox import folders, postgres, postgres_programs, process


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    home = Path(tempfile.mkdtemp(prefix="kingpost-pg-", dir="/tmp"))
    home.chmod(0o755)
    made = postgres.Server(folders.data_folder(home / "data"), settings={"shared_buffers": "32MB"})
    made.start()
    yield made
    with suppress(postgres_programs.PostgresError):
        made.stop()
    shutil.rmtree(made.socket, ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)


def setting(server: postgres.Server, name: str) -> str:
    with psycopg.connect(server.url()) as connection:
        row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
        assert row is not None
        return str(row[0])


def test_it_listens_on_nothing_but_a_socket_in_a_private_folder(server: postgres.Server) -> None:
    assert setting(server, "listen_addresses") == ""
    assert stat.S_IMODE(server.socket.stat().st_mode) == 0o700
    assert stat.S_IMODE(server.cluster.stat().st_mode) == 0o700


def test_a_wrong_password_is_refused_even_on_the_socket(server: postgres.Server) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.url().replace(server._password(postgres.ROLE), "guess"))


def test_text_sorts_the_same_on_every_machine(server: postgres.Server) -> None:
    with psycopg.connect(server.url()) as connection:
        row = connection.execute(
            "SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'kingpost'"
        ).fetchone()
    assert row == ("b", "C.UTF-8", "UTF8")


def test_a_commit_is_on_disk_when_it_returns(server: postgres.Server) -> None:
    assert setting(server, "synchronous_commit") == "on"
    assert setting(server, "fsync") == "on"


def test_starting_twice_is_starting_once(server: postgres.Server) -> None:
    before = (server.cluster / "postmaster.pid").read_text().split()[0]
    server.start()
    assert (server.cluster / "postmaster.pid").read_text().split()[0] == before


def test_a_killed_server_starts_again_with_what_was_committed(server: postgres.Server) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS mine")
        connection.execute("CREATE TABLE mine.kept AS SELECT 7 AS seven")
    pid = int((server.cluster / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    assert process.wait_until(lambda: not server.running(), 60)
    server.start()
    with psycopg.connect(server.url()) as connection:
        assert connection.execute("SELECT seven FROM mine.kept").fetchone() == (7,)


def test_a_cluster_of_another_version_is_left_alone_and_named(tmp_path: Path) -> None:
    data = Path(tempfile.mkdtemp(prefix="kingpost-pg-", dir="/tmp"))
    try:
        (data / "postgres").mkdir()
        (data / "postgres" / "PG_VERSION").write_text("16\n")
        with pytest.raises(postgres_programs.PostgresError, match="made by PostgreSQL 16"):
            postgres.Server(data).prepare()
        assert list((data / "postgres").iterdir()) == [data / "postgres" / "PG_VERSION"]
    finally:
        shutil.rmtree(folders.runtime_folder(data), ignore_errors=True)
        shutil.rmtree(data)


def test_its_log_holds_no_data(server: postgres.Server) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("CREATE TEMP TABLE client (name text PRIMARY KEY)")
        connection.execute("INSERT INTO client VALUES (%s)", ["Aldgate Freight"])
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO client VALUES (%s)", ["Aldgate Freight"])
    log = (server.data / "postgres.log").read_text()
    assert "duplicate key" in log
    assert "Aldgate" not in log

"""What the machine underneath does to us: a full disk, a database restarted under a sync, a clock set back, more workers than one.

Each ends in the content an undisturbed run comes to.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from tests.faults.company import NOW, write_part
from tests.faults.installation import Installation
from tests.faults.test_kills import Undisturbed, undisturbed
from tests.runtime.conftest import PATIENCE, copy_of

from kingpost.evidence.sync import DISK_FULL
from kingpost.toolbox import process

pytestmark = pytest.mark.timeout(1200, func_only=True)
TRY_NOW = "UPDATE sync_run SET retry_at = started_at WHERE retry_at IS NOT NULL"  # nobody waits half a minute here
TIMELY = ("occurrence", "signal", "flag")  # what the moment it was worked out plays a part in


@pytest.fixture(scope="session")
def part() -> Undisturbed:
    return undisturbed("part", write_part, 400)


def same(kingpost: Installation, run: Undisturbed) -> bool:
    kingpost.settle(run.patience)
    differences = kingpost.content().differences(run.content)
    assert not differences, differences
    return True


@contextmanager
def watching(kingpost: Installation) -> Iterator[Callable[[str], list[tuple[object, ...]]]]:
    """Ask the database, over one connection that stays open."""
    with psycopg.connect(kingpost.url, options="-c search_path=kingpost,extensions", autocommit=True) as connection:

        def ask_now(query: str) -> list[tuple[object, ...]]:
            cursor = connection.execute(query)
            return cursor.fetchall() if cursor.description else []

        yield ask_now


def ask(kingpost: Installation, query: str) -> list[tuple[object, ...]]:
    with watching(kingpost) as ask_now:
        return ask_now(query)


def test_the_database_restarted_under_a_sync(part: Undisturbed) -> None:
    with copy_of(part.template, Installation) as kingpost:
        kingpost.begin(KINGPOST_FAULT="land.stored:2:STOP")
        kingpost.wait_until_it_stands(PATIENCE)
        os.kill(kingpost.pid("database"), signal.SIGINT)  # as an administrator restarts it
        assert process.wait_until(lambda: kingpost.child("database")["restarts"] > 0, PATIENCE)
        assert same(kingpost, part)


def test_two_workers_and_two_syncs_of_every_system_at_once(part: Undisturbed) -> None:
    with copy_of(part.template, Installation) as kingpost:
        kingpost.up()
        with (kingpost.home / "more.log").open("w") as log:
            for command in ("worker", "sync"):
                arguments = [sys.executable, "-m", "kingpost.cli", command]
                kingpost.started.insert(
                    0, subprocess.Popen(arguments, env=kingpost.variables, stdout=log, stderr=log, text=True)
                )
        assert same(kingpost, part)
        second = kingpost.started[1]
        assert second.args[-1] == "worker" and second.poll() is None, (kingpost.home / "more.log").read_text()[-3000:]


def test_a_clock_set_back_stops_nothing(part: Undisturbed) -> None:
    with copy_of(part.template, Installation) as kingpost:
        kingpost.begin(KINGPOST_NOW=(NOW + timedelta(days=3)).isoformat(), KINGPOST_FAULT="land.committed:3:STOP")
        kingpost.wait_until_it_stands(PATIENCE)
        kingpost.kill("supervisor")  # and starts again three days earlier
        kingpost.settle(part.patience)
        ended = (
            f"SELECT count(*) FROM sync_run WHERE error = '' AND started_at < '{(NOW + timedelta(days=1)).isoformat()}'"
        )
        assert process.wait_until(
            lambda: ask(kingpost, ended) >= ask(kingpost, "SELECT count(*) FROM system"), PATIENCE
        ), "not read again after the clock was set back"
        content = kingpost.content()
        differing = {name for name, rows in content.tables.items() if rows != part.content.tables[name]}
        assert differing <= set(TIMELY), content.differences(part.content)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """``folder`` moved to a disk of its own with little room left; the file that fills the rest is yielded."""
    if os.geteuid() != 0 or sys.platform != "linux":
        pytest.skip("not run: only root on Linux can mount a small disk")
    mount = Path(tempfile.mkdtemp(prefix="kingpost-disk-", dir="/tmp"))
    size = sum(each.stat().st_size for each in folder.rglob("*") if each.is_file()) // 2**20
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size + 400}m,mode=755", "none", str(mount)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        mount.rmdir()
        pytest.skip(f"not run: no small disk can be mounted here ({done.stderr.strip()})")
    try:
        subprocess.run(["cp", "-a", str(folder), str(mount / "held")], check=True)
        shutil.rmtree(folder)
        folder.symlink_to(mount / "held")
        filler = mount / "filler"
        free = shutil.disk_usage(mount).free
        with filler.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, free - megabytes * 2**20)
        yield filler
    finally:
        subprocess.run(["umount", "--lazy", str(mount)], check=False)
        mount.rmdir()


@pytest.mark.systems
def test_a_full_disk_is_told_and_reading_goes_on_when_there_is_space(part: Undisturbed) -> None:
    with copy_of(part.template, Installation) as kingpost, small_disk(kingpost.data / "postgres" / "base", 4) as filler:
        kingpost.up()
        with watching(kingpost) as ask_now:  # from before the disk is full: then nobody new gets in
            told = f"SELECT count(*) FROM sync_run WHERE error = '{DISK_FULL}' AND ended_at IS NOT NULL"
            assert process.wait_until(lambda: ask_now(told) != [(0,)], PATIENCE, 0.5), ask_now(
                "SELECT system_id, error FROM sync_run"
            )
            assert ask_now("SELECT count(*) FROM quarantine") == [(0,)], "a full disk is no fault of what was read"
        filler.unlink()
        assert process.wait_until(lambda: answered(kingpost, TRY_NOW), PATIENCE, 0.5), kingpost.said()[-3000:]
        assert same(kingpost, part)


@pytest.mark.systems
def test_a_disk_so_full_that_the_database_stops_loses_nothing(part: Undisturbed) -> None:
    with copy_of(part.template, Installation) as kingpost, small_disk(kingpost.data / "postgres", 12) as filler:
        kingpost.begin()
        log = kingpost.data / "postgres.log"
        assert process.wait_until(lambda: log.exists() and "No space left" in log.read_text(), PATIENCE, 0.5), (
            kingpost.said()[-3000:]
        )
        filler.unlink()
        assert process.wait_until(lambda: answered(kingpost, TRY_NOW), PATIENCE, 0.5), kingpost.said()[-3000:]
        assert same(kingpost, part)


def answered(kingpost: Installation, query: str) -> bool:
    try:
        ask(kingpost, query)
    except psycopg.OperationalError:
        return False
    return True

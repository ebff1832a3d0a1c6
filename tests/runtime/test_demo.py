"""kingpost demo, the way a newcomer meets it."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from tests import company
from tests.company import Company
from tests.runtime.conftest import PATIENCE, Kingpost, copy_of, installed, with_tables

from kingpost.commands.demo import MARK
from kingpost.toolbox import process


@pytest.mark.timeout(600, func_only=True)
def test_it_loads_once_signs_in_stops_and_goes_without_a_trace() -> None:
    """It is loaded, signed in to and stopped for the first time in ``company.loaded``."""
    first = company.loaded()
    with copy_of(first / company.COPY, Company) as kingpost:
        kingpost.ahead = company.ahead(first)
        loaded = (kingpost.data / "example.json").stat().st_mtime
        second = kingpost.begin_demo()
        assert kingpost.link(second, PATIENCE) not in (first / "up.log").read_text()
        assert (kingpost.data / "example.json").stat().st_mtime == loaded
        used = (first / "up.log").read_text() + kingpost.said()
        another = kingpost.run("demo", "--link").stdout.strip()
        assert "kingpost demo --link" in kingpost.said() and "/sign-in/link/" in another and another not in used
        running = kingpost.run("demo", "--remove")
        assert "Stop it first" in running.stderr
        second.send_signal(signal.SIGINT)
        assert second.wait(PATIENCE) == 0

        real = Path((kingpost.data / "run").resolve())
        removed = kingpost.run("demo", "--remove")
        assert removed.returncode == 0, removed.stderr
        assert not kingpost.data.exists()
        assert not real.exists()


@pytest.mark.timeout(300)
def test_an_interrupted_load_leaves_nothing_running_and_is_begun_again() -> None:
    with installed(Company) as kingpost:
        demo = kingpost.begin_demo()
        assert process.wait_until(lambda: (kingpost.data / "example").exists() or demo.poll() is not None, PATIENCE), (
            kingpost.said()
        )
        demo.kill()
        demo.wait()
        assert process.wait_until(lambda: not kingpost.processes(), PATIENCE, 0.2), kingpost.processes()
        assert not (kingpost.data / "example.json").exists()


@pytest.mark.timeout(300)
def test_a_folder_that_was_not_made_for_it_is_left_as_it_is(kingpost_with_tables) -> None:  # type: ignore[no-untyped-def]
    for words in (["demo"], ["demo", "--remove"]):
        refused = kingpost_with_tables.run(*words)
        assert refused.returncode != 0
        assert "was not made for the example company" in refused.stderr, refused.stderr
    assert "Writing is on" in kingpost_with_tables.run("writing").stdout


@pytest.mark.timeout(300)
@pytest.mark.parametrize("mark", [MARK, ""])
def test_a_business_that_moved_into_its_folder_stays(mark: str) -> None:
    with copy_of(with_tables(), Kingpost) as kingpost:
        usual = kingpost.data if mark else kingpost.data.rename(kingpost.home / ".demo")
        if mark:
            (kingpost.data / mark).touch()
        there = {"KINGPOST_DATA_DIR": str(usual)}
        assert kingpost.run("invite", "dana@harrowlane.example", "--name", "Dana", **there).returncode == 0
        removed = kingpost.run("demo", "--remove", **there)
        assert removed.returncode == 0, removed.stderr
        assert "The example company is gone." in removed.stdout and "stays: kingpost." in removed.stdout
        assert kingpost.run("sign-in-link", "dana@harrowlane.example", **there).returncode == 0

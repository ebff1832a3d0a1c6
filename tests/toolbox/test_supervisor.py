"""The supervisor with small children: what it restarts, what it reports, and that nothing outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from kingpost.toolbox import folders, process, supervisor

PROGRAM = """
import subprocess, sys, signal
from pathlib import Path
from kingpost.toolbox import folders, process, supervisor

home = Path(sys.argv[1])
owner = folders.Owner(0, 0, "", drop=False)

def child(name, code):
    def start():
        return process.spawn([sys.executable, "-c", code], owner=owner, env={}, stop=signal.SIGKILL)
    return supervisor.Child(name, start)

with supervisor.Supervisor(home / "runtime.json", owner, "http://here") as keeper:
    for number, code in enumerate(sys.argv[2:]):
        keeper.add(child(f"child{number}", code))
    keeper.run()
"""
PATIENCE = 60  # seconds until what is waited for; on an idle machine it takes one
SLEEPS = "import time; time.sleep(1000)"
FORKS = "import os, time; os.fork(); time.sleep(1000)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(1000)"


class Running:
    def __init__(self, home: Path, *codes: str) -> None:
        self.state_file = home / "runtime.json"
        self.process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(PROGRAM), str(home), *codes], stderr=subprocess.PIPE
        )
        assert process.wait_until(lambda: len(self.children()) == len(codes), PATIENCE)

    def children(self) -> dict[str, supervisor.Status]:
        state = supervisor.read_state(self.state_file)
        return {name: supervisor.Status(**status) for name, status in state.get("children", {}).items()}

    def descendants(self) -> set[int]:
        """Every process in the groups of the children, and the guard."""
        ours = set()
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            groups = {status.pid for status in self.children().values()}
            if fields[0] != "Z" and (int(fields[2]) in groups or int(fields[1]) == self.process.pid):
                ours.add(int(folder.name))
        return ours


@pytest.fixture
def start(tmp_path: Path):  # type: ignore[no-untyped-def]
    running: list[Running] = []

    def begin(*codes: str) -> Running:
        running.append(Running(tmp_path, *codes))
        return running[-1]

    yield begin
    for each in running:
        each.process.kill()
        each.process.wait()


def gone(pids: set[int]) -> bool:
    def dead(pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
        except OSError:
            return True

    return process.wait_until(lambda: all(map(dead, pids)), PATIENCE)


def test_a_killed_child_is_started_again_and_the_state_says_why(start) -> None:  # type: ignore[no-untyped-def]
    running = start(SLEEPS, SLEEPS)
    before = running.children()
    os.kill(before["child0"].pid, signal.SIGKILL)

    assert process.wait_until(lambda: running.children()["child0"].restarts == 1, PATIENCE)
    after = running.children()
    assert after["child0"].pid not in (0, before["child0"].pid)
    assert after["child0"].why == "Killed by SIGKILL."
    assert after["child0"].restarted_at
    assert after["child1"] == before["child1"]
    assert [name for name, _ in supervisor.restarts(supervisor.read_state(running.state_file))] == ["child0"]


def test_a_child_that_keeps_ending_is_started_less_and_less_often(start) -> None:  # type: ignore[no-untyped-def]
    running = start("raise SystemExit(3)")
    assert process.wait_until(lambda: running.children()["child0"].restarts >= 2, PATIENCE)
    status = running.children()["child0"]
    assert status.why == "It ended by itself with code 3."
    assert status.restarts <= 6


@pytest.mark.parametrize("code", [SLEEPS, FORKS, STUBBORN])
def test_nothing_is_left_when_the_supervisor_is_killed(start, code: str) -> None:  # type: ignore[no-untyped-def]
    running = start(code, code)
    everyone = running.descendants()
    assert len(everyone) >= 3  # two children and the guard
    running.process.kill()
    assert gone(everyone)


def test_nothing_is_left_when_the_guard_and_the_supervisor_are_killed(start) -> None:  # type: ignore[no-untyped-def]
    running = start(SLEEPS)
    everyone = running.descendants()
    children = {status.pid for status in running.children().values()}
    for pid in everyone - children:
        os.kill(pid, signal.SIGKILL)
    running.process.kill()
    if sys.platform == "linux":  # elsewhere the guard is the only one who could
        assert gone(everyone)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_its_children_when_asked(start, number: signal.Signals) -> None:  # type: ignore[no-untyped-def]
    running = start(SLEEPS, FORKS)
    everyone = running.descendants()
    running.process.send_signal(number)
    assert running.process.wait(PATIENCE) == 0
    assert gone(everyone)


def test_the_state_of_a_killed_supervisor_counts_for_nothing(start) -> None:  # type: ignore[no-untyped-def]
    running = start(SLEEPS)
    running.process.kill()
    running.process.wait()
    assert supervisor.read_state(running.state_file) == {}


def test_a_lock_is_held_by_one_and_says_who(tmp_path: Path) -> None:
    owner = folders.Owner(os.geteuid(), os.getegid(), "", drop=False)
    first, second = (
        process.Lock(tmp_path / "lock", owner, "process 1"),
        process.Lock(tmp_path / "lock", owner, "process 2"),
    )
    with first, pytest.raises(process.Taken, match="process 1"), second:
        pytest.fail("two hold the lock")
    with process.Lock(tmp_path / "lock", owner, "process 3"):
        pass

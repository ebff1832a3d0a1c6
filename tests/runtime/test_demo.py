"""kingpost demo, the way a newcomer meets it."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from tests.runtime.conftest import PATIENCE

from kingpost.toolbox import process


def begin(kingpost) -> subprocess.Popen[str]:  # type: ignore[no-untyped-def]
    with (kingpost.home / "up.log").open("a") as log:
        demo = subprocess.Popen(
            [sys.executable, "-m", "kingpost.cli", "demo"], env=kingpost.variables, stdout=log, stderr=log, text=True
        )
    kingpost.started.append(demo)
    return demo


def link(kingpost, demo: subprocess.Popen[str], seconds: float) -> str:  # type: ignore[no-untyped-def]
    """The latest sign-in link it printed, once it says that it is up."""
    before = kingpost.said().count("Ctrl-C stops everything")
    assert process.wait_until(
        lambda: kingpost.said().count("Ctrl-C stops everything") > before or demo.poll() is not None, seconds
    )
    assert demo.poll() is None, kingpost.said()
    return re.findall(r"http://\S+/sign-in/\S+", kingpost.said())[-1]


@pytest.mark.timeout(600)
def test_it_loads_once_signs_in_stops_and_goes_without_a_trace(kingpost) -> None:  # type: ignore[no-untyped-def]
    first = begin(kingpost)
    address = link(kingpost, first, 500)
    assert address.startswith(f"http://127.0.0.1:{kingpost.port}/")
    with urlopen(address) as page:
        assert page.status == 200
    loaded = (kingpost.data / "example.json").stat().st_mtime

    first.send_signal(signal.SIGINT)
    assert first.wait(PATIENCE) == 0
    assert process.wait_until(lambda: not kingpost.processes(), 10, 0.2), kingpost.processes()

    second = begin(kingpost)
    assert link(kingpost, second, PATIENCE) != address
    assert (kingpost.data / "example.json").stat().st_mtime == loaded
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
def test_an_interrupted_load_leaves_nothing_running_and_is_begun_again(kingpost) -> None:  # type: ignore[no-untyped-def]
    demo = begin(kingpost)
    assert process.wait_until(lambda: (kingpost.data / "example").exists() or demo.poll() is not None, PATIENCE), (
        kingpost.said()
    )
    demo.kill()
    demo.wait()
    assert process.wait_until(lambda: not kingpost.processes(), PATIENCE, 0.2), kingpost.processes()
    assert not (kingpost.data / "example.json").exists()

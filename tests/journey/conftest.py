"""The day is driven in the real thing: one ``kingpost demo``, its clock shortly after 07:42 on a Monday, and a real browser.

Whatever a test does to the day it takes back, so that the tests of this folder can run in any order. ``tests/conftest.py`` keeps them all in one
process of a parallel run.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect
from tests import company
from tests.browser import PATIENCE
from tests.runtime.conftest import free_port

from kingpost.toolbox import folders, process

DESKTOP, PHONE = {"width": 1400, "height": 900}, {"width": 390, "height": 844}


@dataclass
class Demo:
    """A running example company: where it lies, where it answers, what it held when it had just been loaded."""

    home: Path
    ahead: timedelta  # of the machine's clock; the same for all its commands
    port: int = field(default_factory=free_port)
    picture: dict[str, Any] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def files(self) -> Path:
        """The example's systems, a folder each, and truth.json."""
        return self.data / "example"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def variables(self) -> dict[str, str]:
        """The environment of its commands, with nothing of the test run's own."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("KINGPOST_", "DJANGO_", "PYTEST_"))
        }
        return kept | {
            "KINGPOST_DATA_DIR": str(self.data),
            "KINGPOST_KEY_FILE": str(self.home / "key"),
            "KINGPOST_ADDRESS": f"127.0.0.1:{self.port}",
            "KINGPOST_WORKSPACE": "example",
            "KINGPOST_CLOCK_OFFSET": str(self.ahead.total_seconds()),
        }

    def now(self) -> datetime:
        """What its clock says."""
        return datetime.now(UTC) + self.ahead

    def said(self) -> str:
        return (self.home / "demo.log").read_text()

    def start(self) -> subprocess.Popen[bytes]:
        """Start it and wait until it answers. It ends with this process, even when that is killed."""
        me = folders.Owner(os.geteuid(), os.getegid(), "", drop=False)
        with (self.home / "demo.log").open("wb") as log:
            started = process.spawn(
                [sys.executable, "-m", "kingpost.cli", "demo"], owner=me, env=self.variables, output=log
            )
        up = process.wait_until(lambda: company.UP in self.said() or started.poll() is not None, company.LOADING, 0.2)
        assert up and started.poll() is None, self.said()
        return started

    def link(self) -> str:
        """The sign-in link it printed."""
        return re.findall(r"http://\S+/sign-in/\S+", self.said())[-1]

    def run(self, *arguments: str) -> str:
        """What a command of this installation says."""
        command = [sys.executable, "-m", "kingpost.cli", *arguments]
        return subprocess.run(
            command, env=self.variables, capture_output=True, text=True, timeout=120, check=False
        ).stdout

    def look(self, script: str = "picture.py") -> dict[str, Any]:
        """What it holds now; see ``picture.py``, or another script beside it."""
        command = [sys.executable, str(Path(__file__).with_name(script))]
        env = self.variables | {
            "PYTHONPATH": str(Path(__file__).parents[2])
        }  # what the benchmark reads too lies in bench
        ended = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False)
        assert ended.returncode == 0, ended.stderr
        found: dict[str, Any] = json.loads(ended.stdout)
        return found


@pytest.fixture(scope="package")
def demo() -> Iterator[Demo]:
    """The example company, loaded, for all tests of the day; stopped behind them, as its worker goes on reading."""
    home = company.loaded()
    demo = Demo(home, company.ahead(home))
    started = demo.start()
    try:
        demo.picture = demo.look()
        yield demo
    finally:
        process.end(started, signal.SIGINT, 60)


@pytest.fixture(scope="package")
def truth(demo: Demo) -> dict[str, Any]:
    """What is true in the example."""
    found: dict[str, Any] = json.loads((demo.files / "truth.json").read_bytes())
    return found


@pytest.fixture(scope="package")
def signed_in(demo: Demo, chromium: Browser) -> StorageState:
    """The cookies of Priya, who followed the link the demo printed and pressed Enter."""
    page = chromium.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(demo.link())
    expect(page.locator("h1")).to_have_text("Welcome, Priya")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{demo.address}/")
    kept = page.context.storage_state()
    page.close()
    return kept


@pytest.fixture
def page(demo: Demo, signed_in: StorageState, chromium: Browser) -> Iterator[Page]:
    """A page of her browser. No script may fail on it, and the content policy may have nothing to block."""
    context = chromium.new_context(
        base_url=demo.address, storage_state=signed_in, viewport=DESKTOP, reduced_motion="reduce"
    )  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on(
        "console",
        lambda message: (
            heard.append(message.text) if message.type == "error" and not message.text.startswith("htmx:") else None
        ),
    )
    yield page
    context.close()
    assert heard == []

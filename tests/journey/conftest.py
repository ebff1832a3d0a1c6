"""The day is driven in the real thing: one ``kingpost demo`` for the whole run, its clock at 07:42 on a Monday, and a real browser."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect, sync_playwright
from tests.runtime.conftest import free_port
from tests.web.conftest import CHROMIUM, QUIET

from kingpost.toolbox import folders, process

MONDAY = "2026-11-23T07:42:00+00:00"
LOADING = 420  # seconds; half a minute on an idle machine
PATIENCE = 20_000  # milliseconds a page may take to show what is waited for; a second or two on an idle machine
DESKTOP, PHONE = {"width": 1400, "height": 900}, {"width": 390, "height": 844}


@dataclass
class Demo:
    """A running example company: where it lies, where it answers, how to get in."""

    home: Path
    port: int = field(default_factory=free_port)

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def files(self) -> Path:
        """The example's systems: a folder each, and truth.json."""
        return self.data / "example"

    @property
    def truth(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.files / "truth.json").read_bytes())
        return found

    @property
    def variables(self) -> dict[str, str]:
        """The environment of its commands, with nothing of the test run's own."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("KINGPOST_", "DJANGO_", "PYTEST_"))}
        return kept | {
            "KINGPOST_DATA_DIR": str(self.data),
            "KINGPOST_KEY_FILE": str(self.home / "key"),
            "KINGPOST_ADDRESS": f"127.0.0.1:{self.port}",
            "KINGPOST_WORKSPACE": "example",
            "KINGPOST_NOW": MONDAY,
        }

    def said(self) -> str:
        return (self.home / "demo.log").read_text()

    def start(self) -> subprocess.Popen[bytes]:
        """Start it; it ends with this process, even when this is killed."""
        command = [sys.executable, "-m", "kingpost.cli", "demo"]
        with (self.home / "demo.log").open("wb") as log:
            started = process.spawn(command, owner=folders.owner_of(Path("/")), env=self.variables, output=log)
        up = "Ctrl-C stops everything"
        assert process.wait_until(lambda: up in self.said() or started.poll() is not None, LOADING, 0.2), self.said()
        assert started.poll() is None, self.said()
        return started

    def link(self) -> str:
        """The sign-in link it printed."""
        return re.findall(r"http://\S+/sign-in/\S+", self.said())[-1]

    def read(self, script: str) -> Any:
        """What a script beside this file prints as JSON, run with the installation's environment."""
        command = [sys.executable, str(Path(__file__).with_name(script))]
        ended = subprocess.run(command, env=self.variables, capture_output=True, text=True, timeout=120, check=False)
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)

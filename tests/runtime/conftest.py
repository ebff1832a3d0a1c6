"""A whole Kingpost of its own: a data folder, a key file, a port, and the processes of ``kingpost up``."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.request import urlopen

import pytest
from tests.once import once

from kingpost.toolbox import folders, process

PATIENCE = 120  # seconds until what is waited for; on an idle machine it takes one or two
NOT_COPIED = ("run", "program", "*.lock", "*.pid", "runtime.json", "postgres.log")
SETTINGS = """\
# A killed process loses nothing the kernel already has; only a power cut would tell the difference.
fsync = off
full_page_writes = off
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Kingpost:
    """An installation in ``home``. Each command runs with its environment and nothing of the test run's own."""

    home: Path
    port: int = field(default_factory=free_port)
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def variables(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("KINGPOST_", "DJANGO_", "PYTEST_"))
        }
        return {
            **kept,
            "KINGPOST_DATA_DIR": str(self.data),
            "KINGPOST_KEY_FILE": str(self.home / "key"),
            "KINGPOST_ADDRESS": f"127.0.0.1:{self.port}",
        }

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """A command that ends by itself."""
        return subprocess.run(
            [sys.executable, "-m", "kingpost.cli", *arguments],
            env=self.variables | variables,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def up(self, **variables: str) -> subprocess.Popen[str]:
        """``kingpost up``, answering."""
        process_ = self.begin(**variables)
        assert process.wait_until(lambda: self.healthy() or process_.poll() is not None, PATIENCE), self.said(process_)
        assert process_.poll() is None, self.said(process_)
        return process_

    def begin(self, **variables: str) -> subprocess.Popen[str]:
        """``kingpost up``, just started."""
        with (self.home / "up.log").open("a") as log:
            started = subprocess.Popen(
                [sys.executable, "-m", "kingpost.cli", "up"],
                env=self.variables | variables,
                stdout=log,
                stderr=log,
                text=True,
            )
        self.started.append(started)
        return started

    def said(self, process_: subprocess.Popen[str] | None = None) -> str:
        return (self.home / "up.log").read_text()

    def healthy(self) -> bool:
        with suppress(OSError), urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=10) as response:
            return bool(response.status == 200)
        return False

    def state(self) -> dict[str, Any]:
        """What the supervisor wrote about its children."""
        state: dict[str, Any] = json.loads((self.data / "runtime.json").read_text())
        return state

    def child(self, name: str) -> dict[str, Any]:
        child: dict[str, Any] = self.state()["children"][name]
        return child

    def processes(self) -> dict[int, str]:
        """Every process of this installation, found by its environment or its command line."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                seen = (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes()
                if (
                    os.fsencode(self.data) in seen
                    and (folder / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
                ):
                    found[int(folder.name)] = (
                        (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                    )
        return found

    def stop(self) -> None:
        for each in self.started:
            if each.poll() is None:
                each.send_signal(signal.SIGTERM)
                with suppress(subprocess.TimeoutExpired):
                    each.wait(PATIENCE)
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def shared_kingpost() -> Iterator[Kingpost]:
    """One installation with tables for all tests of a file, for those that leave it as they found it."""
    with copy_of(with_tables(), Kingpost) as installation:
        yield installation


@pytest.fixture
def kingpost_with_tables() -> Iterator[Kingpost]:
    """An installation as it is after its first start, for tests of what comes after that."""
    with copy_of(with_tables(), Kingpost) as installation:
        yield installation


@pytest.fixture
def kingpost() -> Iterator[Kingpost]:
    """A fresh installation; everything it started is gone afterwards."""
    with installed() as installation:
        yield installation


Installed = TypeVar("Installed", bound=Kingpost)


@contextmanager
def installed(kind: type[Installed] = Kingpost) -> Iterator[Installed]:
    home = Path(tempfile.mkdtemp(prefix="kingpost-home-", dir="/tmp"))
    home.chmod(0o755)
    installation = kind(home)
    try:
        yield installation
    finally:
        installation.stop()
        shutil.rmtree(installation.data / "run", ignore_errors=True)
        with suppress(OSError):
            shutil.rmtree((installation.data / "run").readlink(), ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)


def with_tables() -> Path:
    """The home of an installation that has its tables and nothing in them, to be copied: to make them takes ten seconds."""

    def make(home: Path) -> None:
        done = Kingpost(home).run("migrate", "--quiet")
        assert done.returncode == 0, done.stderr
        (Kingpost(home).data.resolve() / "postgres" / "custom.conf").write_text(SETTINGS)

    return once("tables", make)


@contextmanager
def copy_of(template: Path, kind: type[Installed]) -> Iterator[Installed]:
    """A copy of the installation in this home, which must not run; gone at the end with everything it started."""
    with installed(kind) as copy:
        copy_into(copy.home, template)
        yield copy


def copy_into(home: Path, template: Path) -> None:
    """Data folder and key of one installation into the home of another."""
    shutil.copy2(template / "key", home / "key")
    source, made = Kingpost(template).data.resolve(), Kingpost(home).data
    shutil.copytree(source, made, ignore=shutil.ignore_patterns(*NOT_COPIED), symlinks=True)
    owner = folders.owner_of(source)
    for folder, _, names in os.walk(made):
        for each in [folder, *(os.path.join(folder, name) for name in names)]:
            os.chown(each, owner.uid, owner.gid, follow_symlinks=False)

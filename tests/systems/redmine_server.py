"""A real Redmine for one test run: Debian's package with a database of its own, on loopback, gone afterwards.

An installed Redmine is never touched: only its program files are used, with ``DATABASE_URL`` pointing elsewhere.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from tests.once import once

HOME = Path("/usr/share/redmine")
OWNER = "www-data"
DATABASE = "redmine.sqlite3"

# Redmine sends its notices from threads of its own. They read the one SQLite file while another thread writes to it, and one that waits
# for the file keeps the interpreter from the one that holds it: "database is locked". So nobody is notified, and one thread answers.
#
# What REST cannot do: switch itself on, notify nobody, add a custom field, show the administrator's key.
PREPARE = """
Setting.rest_api_enabled = "1"
Setting.issue_group_assignment = "1"
Setting.notified_events = []
IssueCustomField.create!(name: "Client", field_format: "string", is_for_all: true, trackers: Tracker.all)
admin = User.find_by_login("admin")
admin.must_change_passwd = false
admin.save!(validate: false)
puts admin.api_key
"""


def why_not() -> str:
    """Why a real Redmine cannot run here, or an empty string when it can."""
    if os.geteuid() != 0:
        return "starting Redmine needs root, to read Debian's configuration of it"
    if not (HOME / "config.ru").exists() or not shutil.which("puma"):
        return "Redmine is not installed (make test-systems installs it)"
    return ""


class Server:
    """A running Redmine. ``key`` is the administrator's API key."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "RAILS_ENV": "production",
            "X_DEBIAN_SITEID": "default",
            "REDMINE_LANG": "en",
            "SCHEMA": "/dev/null",
            "DATABASE_URL": f"sqlite3:{folder}/{DATABASE}?timeout=60000",
            "TZ": "UTC",
        }
        self.key = ""
        self.url = f"http://127.0.0.1:{_free_port()}"
        self._process: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        """Its tables, with Debian's default data, and the administrator's key."""
        self._run("rake", "db:migrate")
        self._run("rake", "redmine:load_default_data")
        self.key = self.ruby(PREPARE)

    def ruby(self, script: str) -> str:
        """The last line that a script prints inside Redmine. The web server rests meanwhile: two writers of one SQLite file can lock each other out."""
        running = self._process is not None
        self.stop()
        said = self._run("ruby", "bin/rails", "runner", script).strip().splitlines()[-1]
        if running:
            self.start()
        return said

    def start(self) -> None:
        log = (self._folder / "puma.log").open("wb")
        command = ["puma", "-e", "production", "-b", self.url.replace("http", "tcp"), "-t", "1:1", "config.ru"]
        self._process = subprocess.Popen(
            command, cwd=HOME, env=self._environment, user=OWNER, group=OWNER, extra_groups=[], stdout=log, stderr=log
        )
        log.close()
        self._wait()

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(20)
            self._process = None

    def call(self, method: str, path: str, body: Any = None, key: str = "") -> Any:
        """One REST call as the administrator, or with another key."""
        answer = httpx.request(
            method,
            f"{self.url}/{path}",
            json=body,
            headers={"X-Redmine-API-Key": key or self.key},
            trust_env=False,
            timeout=30,
        )
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content.strip() else None

    def _wait(self) -> None:
        deadline = time.monotonic() + 240  # a busy machine of two cores takes its time
        while time.monotonic() < deadline:
            try:
                self.call("GET", "users/current.json")
            except httpx.TransportError:
                time.sleep(0.3)
            else:
                return
        raise RuntimeError((self._folder / "puma.log").read_text())

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            command,
            cwd=HOME,
            env=self._environment,
            user=OWNER,
            group=OWNER,
            extra_groups=[],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)} failed: {done.stderr[:4000]}")
        return done.stdout


def made() -> Path:
    """A folder with the database and the key of a Redmine nobody has used yet, made once for a run: it takes a minute."""

    def make(folder: Path) -> None:
        own(folder)
        server = Server(folder)
        server.make()
        (folder / "key").write_text(server.key)

    return once("redmine", make)


def own(path: Path) -> None:
    """Give it to the user Redmine runs as."""
    user = pwd.getpwnam(OWNER)
    os.chown(path, user.pw_uid, user.pw_gid)


@contextmanager
def running() -> Iterator[Server]:
    """Redmine with Debian's default data, in a folder of its own that its user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="kingpost-redmine-"))
    own(folder)
    server = Server(folder)
    try:
        own(Path(shutil.copy(made() / DATABASE, folder)))
        server.key = (made() / "key").read_text()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

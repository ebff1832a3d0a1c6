"""Keeps a few child processes running, and lets none of them outlive it.

A child that dies is started again, sooner the first time than the fifth. What happened is written to a state file, so that a page can
say so. The supervisor itself does nothing else: it holds no connection and no data.
"""

from __future__ import annotations

import json
import logging
import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kingpost.toolbox import clock, folders, guard, process

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 30.0  # seconds before a dead child is started again
STEADY = 60.0  # a child that ran this long starts over with the first pause


class StartFailed(Exception):
    """A child did not become ready; the text says which and why."""


@dataclass
class Status:
    """One child as the state file shows it. Times are RFC 3339."""

    state: str = "starting"  # starting, running, restarting, stopped
    pid: int = 0
    since: str = ""
    restarts: int = 0
    restarted_at: str = ""
    why: str = ""


@dataclass
class Child:
    """One process to keep running.

    ``start`` starts it, ``ready`` says whether it can be used, ``stop`` is the polite signal, ``orphaned`` the one it gets
    when the supervisor has died, ``patience`` how many seconds it has to obey.
    """

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    ready: Callable[[], bool] = lambda: True
    stop: signal.Signals = signal.SIGTERM
    orphaned: signal.Signals = signal.SIGKILL
    patience: float = 10
    status: Status = field(default_factory=Status)
    process: subprocess.Popen[bytes] | None = None
    started: float = 0
    again_at: float = 0
    pause: float = FIRST_PAUSE


class Supervisor:
    """Use as a context manager: whatever happens inside, the children are gone afterwards."""

    def __init__(self, state_file: Path, owner: folders.Owner, address: str = "") -> None:
        self.state_file, self.owner, self.address = state_file, owner, address
        self.children: list[Child] = []
        self.stopping = False
        self.started_at = clock.now().isoformat(timespec="seconds")

    def __enter__(self) -> Supervisor:
        self.guard = guard.start()
        self._wake, wake_me = os.pipe()
        os.set_blocking(self._wake, False)
        os.set_blocking(wake_me, False)
        signal.set_wakeup_fd(wake_me, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _ask_to_stop(self, *_: object) -> None:
        if self.stopping:  # asked twice: do not wait for anybody
            for child in self.children:
                if child.process:
                    process.kill_group(child.process.pid)
        self.stopping = True

    def add(self, child: Child) -> None:
        """Start ``child`` and look after it from now on."""
        self.children.append(child)
        self._start(child)

    def wait_ready(self, names: Iterable[str], seconds: float = 60) -> bool:
        """Wait until the named children are ready, restarting those that die. False when asked to stop meanwhile.

        Raises StartFailed when one is not ready in time or dies five times on the way.
        """
        waiting = [child for child in self.children if child.name in set(names)]
        deadline = time.monotonic() + seconds
        while waiting and not self.stopping:
            self._look_after()
            waiting = [
                child for child in waiting if not (child.process and child.process.poll() is None and child.ready())
            ]
            for child in waiting:
                if child.status.restarts >= 5 or time.monotonic() > deadline:
                    raise StartFailed(f"The {child.name} does not start. {child.status.why}".strip())
            self._sleep(0.03)
        return not self.stopping

    def run(self) -> None:
        """Look after the children until a signal asks to stop."""
        while not self.stopping:
            self._look_after()
            pauses = [child.again_at - time.monotonic() for child in self.children if child.process is None]
            self._sleep(min([1.0, *(max(pause, 0.01) for pause in pauses)]))

    def stop(self) -> None:
        """Stop the children, the last one started first, then the guard."""
        self.stopping = True
        for child in reversed(self.children):
            if child.process:
                process.end(child.process, child.stop, child.patience)
                child.process = None
            child.status.state = "stopped"
        self._tell()
        if self.guard.stdin:
            with suppress(BrokenPipeError):
                self.guard.stdin.close()
        self.guard.wait()

    def _start(self, child: Child) -> None:
        child.process, child.started = child.start(), time.monotonic()
        child.status.state, child.status.pid = "running", child.process.pid
        child.status.since = clock.now().isoformat(timespec="seconds")
        log.info("%s started", child.name, extra={"pid": child.process.pid})
        self._tell()

    def _look_after(self) -> None:
        for child in self.children:
            if child.process is not None and (code := child.process.poll()) is not None:
                self._bury(child, code)
            if child.process is None and time.monotonic() >= child.again_at and not self.stopping:
                child.status.restarts += 1
                child.status.restarted_at = clock.now().isoformat(timespec="seconds")
                self._start(child)
        if self.guard.poll() is not None and not self.stopping:
            self.guard = guard.start()
            self._tell()

    def _bury(self, child: Child, code: int) -> None:
        assert child.process is not None
        process.kill_group(child.process.pid)
        child.process = None
        child.pause = FIRST_PAUSE if time.monotonic() - child.started > STEADY else min(child.pause * 2, LONGEST_PAUSE)
        child.again_at = time.monotonic() + child.pause
        child.status.state, child.status.pid, child.status.why = "restarting", 0, _why(code)
        log.warning("%s ended and is started again", child.name, extra={"why": child.status.why, "pause": child.pause})
        self._tell()

    def _tell(self) -> None:
        """Tell the guard who the children are, and the state file how they are."""
        guard.watch(self.guard, {child.process.pid: child.orphaned for child in self.children if child.process})
        state = {
            "pid": os.getpid(),
            "started_at": self.started_at,
            "address": self.address,
            "children": {child.name: asdict(child.status) for child in self.children},
        }
        with suppress(OSError):  # a full disk must not stop the children from being looked after
            folders.write_private(self.state_file, json.dumps(state, indent=1), self.owner)

    def _sleep(self, seconds: float) -> None:
        """Sleep, but wake at once when a child dies or a signal arrives."""
        if select.select([self._wake], [], [], seconds)[0]:
            with suppress(BlockingIOError):
                os.read(self._wake, 4096)


def _why(code: int) -> str:
    return f"Killed by {signal.Signals(-code).name}." if code < 0 else f"It ended by itself with code {code}."


def read_state(state_file: Path) -> dict[str, Any]:
    """What the supervisor last wrote; empty when there is none or it is not running any more."""
    try:
        state: dict[str, Any] = json.loads(state_file.read_text())
    except (OSError, ValueError):
        return {}
    return state if process.alive(int(state.get("pid", 0) or 0)) else {}


def restarts(state: dict[str, Any]) -> Sequence[tuple[str, Status]]:
    """The children that had to be started again, the latest first."""
    children = [(name, Status(**status)) for name, status in state.get("children", {}).items()]
    return sorted(
        ((name, status) for name, status in children if status.restarts),
        key=lambda pair: pair[1].restarted_at,
        reverse=True,
    )

"""Child processes that never outlive their parent, and the lock that keeps a data folder to one set of them."""

from __future__ import annotations

import ctypes
import fcntl
import gc
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from kingpost.toolbox.folders import Owner

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def spawn(
    command: Sequence[str],
    *,
    owner: Owner,
    env: Mapping[str, str],
    output: int | IO[bytes] | None = None,
    stop: signal.Signals = signal.SIGTERM,
    **options: Any,
) -> subprocess.Popen[bytes]:
    """Start ``command`` as ``owner`` in a process group of its own.

    On Linux the kernel sends it ``stop`` when the thread that called this ends, however it ends; elsewhere the guard does
    (see guard.py). ``output`` takes both standard output and error.
    """
    return subprocess.Popen(
        command,
        env=dict(env),
        cwd=options.pop("cwd", "/"),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=True,
        preexec_fn=_follow(os.getpid(), stop),  # noqa: PLW1509  it takes no locks: one system call
        **owner.run_as(),
        **options,
    )


def _follow(parent: int, stop: signal.Signals) -> Callable[[], None] | None:
    if _libc is None:
        return None
    prctl = _libc.prctl  # looked up before the fork: a child of a threaded process must not take locks

    def follow() -> None:
        prctl(PR_SET_PDEATHSIG, int(stop), 0, 0, 0)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return follow


def die_with_parent() -> None:
    """End this process as soon as the process that started it ends. For children started by somebody else's code."""
    parent = os.getppid()
    if parent == 1:
        return
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)
    elif sys.platform != "linux":
        threading.Thread(target=_exit_after, args=(parent,), daemon=True).start()


def collect_rarely() -> None:
    """Let Python look for circles of dead objects seldom. Bulk work makes many objects that live a moment and hardly any circle:
    looking as often as usual costs it a sixth of its time, imports a tenth of theirs, and pages now and then a slow answer."""
    gc.set_threshold(100_000, 50, 100)


def keep_what_is_there() -> None:
    """Never look again at what is there now, for it stays. Call it when everything is imported."""
    gc.collect()
    gc.freeze()


if sys.platform != "linux":  # BSD and macOS have kqueue instead of the kernel's signal

    def _exit_after(parent: int) -> None:
        queue = select.kqueue()
        event = select.kevent(parent, select.KQ_FILTER_PROC, select.KQ_EV_ADD, select.KQ_NOTE_EXIT)
        with suppress(ProcessLookupError):
            queue.control([event], 1)
        os._exit(1)


def end(process: subprocess.Popen[bytes], first: signal.Signals = signal.SIGTERM, seconds: float = 10) -> None:
    """Ask a spawned process to stop, wait, then kill whatever is left of its group."""
    if process.poll() is None:
        process.send_signal(first)
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    kill_group(process.pid)
    process.wait()


def kill_group(group: int) -> None:
    """Kill every process left in ``group``; nothing happens when there is none."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def wait_until(condition: Callable[[], bool], seconds: float, step: float = 0.05) -> bool:
    """Whether ``condition`` came true within ``seconds``."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(step)
    return True


class Taken(Exception):
    """Another process holds the lock. ``note`` is what it wrote into it."""

    def __init__(self, note: str) -> None:
        super().__init__(note)
        self.note = note


class Lock:
    """A file only one process holds at a time; the kernel lets go of it when the process ends, however it ends.

    with Lock(path, owner, note="pid 4711, http://127.0.0.1:8321"): ...      raises Taken with the holder's note
    """

    def __init__(self, path: Path, owner: Owner, note: str = "") -> None:
        self.path, self.owner, self.note = path, owner, note

    def __enter__(self) -> Lock:
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        self.file = os.fdopen(handle, "r+", encoding="utf-8")
        if self.owner.drop:
            os.fchown(handle, self.owner.uid, self.owner.gid)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            note = self.file.read().strip()
            self.file.close()
            raise Taken(note) from None
        self.write(self.note)
        return self

    def write(self, note: str) -> None:
        """Replace the note others read when they find the lock taken."""
        self.file.seek(0)
        self.file.truncate()
        self.file.write(note)
        self.file.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.write("")
        self.file.close()

"""Ends a supervisor's children when the supervisor is gone, however it went. Runs as its own small process.

It reads lines from standard input, each the whole list of children as ``pid:signal pid:signal …``. When the input ends, the
supervisor has ended: each child gets its signal, and whatever is left of its process group a moment later is killed.
Python's standard library only, so that it starts in an instant and needs nothing that could be missing.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

PATIENCE = 5.0  # seconds between the polite signal and the last one


def start() -> subprocess.Popen[bytes]:
    """Start the guard of this process. Tell it with ``watch``; close its input to have it clean up and leave."""
    command = [sys.executable, "-I", "-S", str(Path(__file__))]
    return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True, cwd="/", env={})


def watch(guard: subprocess.Popen[bytes], children: dict[int, int]) -> None:
    """Tell the guard which children (pid → the signal that stops it) there are now."""
    if guard.stdin:
        with suppress(BrokenPipeError):
            guard.stdin.write((" ".join(f"{pid}:{number}" for pid, number in children.items()) + "\n").encode())
            guard.stdin.flush()


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    children: dict[int, int] = {}
    for line in sys.stdin:
        pairs = [part.split(":") for part in line.split()]
        children = {int(pid): int(number) for pid, number in pairs}
    for pid, number in children.items():
        with suppress(ProcessLookupError):
            os.kill(pid, number)
    deadline = time.monotonic() + PATIENCE
    while any(map(_group_lives, children)) and time.monotonic() < deadline:
        time.sleep(0.05)
    for pid in children:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


if __name__ == "__main__":
    main()

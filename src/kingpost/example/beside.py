"""The stages in a process of their own while another one reads: Python does one thing at a time in a process, and a machine has two cores."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence
from threading import Thread
from typing import IO

from kingpost import flow

PAUSE = 0.05  # seconds between looks when there is nothing to do


class Beside:
    """A second process that works the stages off. It starts at once, to be ready, and works from ``begin`` on.

    ``command`` starts it: whatever runs calls ``work`` with its standard input. It ends with the process that made it.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE)

    def begin(self) -> None:
        """From now on it works."""
        stdin = self._stdin()
        stdin.write(b"begin\n")
        stdin.flush()

    def finish(self) -> None:
        """All is read: help until nothing is left. Raises RuntimeError when the other process failed."""
        self._stdin().close()
        while self.process.poll() is None:
            if not flow.step(flow.AT_ONCE):
                time.sleep(PAUSE)
        if self.process.returncode:
            raise RuntimeError("The process that works out the picture failed. The reason is above.")
        flow.settle(flow.AT_ONCE)

    def _stdin(self) -> IO[bytes]:
        assert self.process.stdin is not None
        return self.process.stdin


def work(asked: IO[str]) -> None:
    """Wait for a line, run the stages until the input ends, then until nothing is left. What looks at a whole client waits for the end."""
    if not asked.readline():
        return
    reading = Thread(target=asked.read, name="asked", daemon=True)
    reading.start()
    while reading.is_alive():
        if not flow.step(flow.EACH):
            reading.join(PAUSE)
    flow.settle(flow.AT_ONCE)

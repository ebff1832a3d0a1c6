"""What the machine is, how noisy it is while we measure, and how much memory processes took at most."""

from __future__ import annotations

import os
import platform
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

ROUNDS = 400_000


def calibrate() -> float:
    """Seconds of wall clock a fixed piece of work takes, the best of three. Compare it before and after: a busy machine shows."""
    return min(_work() for _ in range(3))


def _work() -> float:
    start = time.perf_counter()
    seen: dict[int, bytes] = {}
    for i in range(ROUNDS):
        seen[i % 5000] = str(i).encode()
    return time.perf_counter() - start


def describe() -> dict[str, object]:
    """Cores, memory and load, for the head of a result."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return {
        "cores": os.cpu_count(),
        "memory_mb": memory,
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "system": platform.platform(),
    }


def descendants(pid: int) -> list[int]:
    """A process and all its children's children."""
    found, todo = [], [pid]
    while todo:
        one = todo.pop()
        found.append(one)
        try:
            todo += [
                int(child)
                for task in Path(f"/proc/{one}/task").iterdir()
                for child in (task / "children").read_text().split()
            ]
        except OSError:
            continue
    return found


def processor_seconds(*pids: int) -> float:
    """Processor time these processes have used, with their children, living and ended (Linux; 0 elsewhere)."""
    ticks = 0
    for each in {one for pid in pids for one in descendants(pid)}:
        try:
            ticks += sum(int(n) for n in Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()[11:15])
        except OSError:
            continue
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(pids: Iterable[int]) -> int:
    """Megabytes in use by these processes; what they share is counted once (Linux; 0 elsewhere)."""
    total = 0
    for pid in pids:
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return total // 1024


@dataclass
class Peak:
    """Watches the memory of some processes, by name, until ``stop``."""

    watched: dict[str, int]  # name -> process id; its children count too
    every: float = 1.0
    highest: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._stopped.wait(self.every):
            for name, pid in list(self.watched.items()):
                others = {p for n, p in self.watched.items() if n != name}
                self.highest[name] = max(
                    self.highest.get(name, 0), memory(p for p in descendants(pid) if p not in others)
                )

    def stop(self) -> dict[str, int]:
        """Megabytes at most, by name."""
        self._stopped.set()
        self._thread.join()
        return self.highest

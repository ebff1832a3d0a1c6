"""What takes long to make and is only read or copied afterwards: made once for a whole run, by the process that needs it first."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path


def once(name: str, make: Callable[[Path], object]) -> Path:
    """The folder of this name that ``make`` filled. A process that finds it being made waits; when making it fails, the next one tries again."""
    place = Path(os.environ["KINGPOST_TEST_FOLDER"]) / "once"
    place.mkdir(exist_ok=True, mode=0o755)
    folder, made = place / name, place / f"{name}.made"
    with (place / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o755)
            make(folder)
            made.touch()
    return folder

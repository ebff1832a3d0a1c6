"""Named points where the fault tests stop a process dead. Without KINGPOST_FAULT this costs one dictionary look-up.

``KINGPOST_FAULT=knowledge.worked:3`` kills the process with SIGKILL the third time it passes that point.
"""

from __future__ import annotations

import os
import signal

_wanted, _, _times = os.environ.get("KINGPOST_FAULT", "").partition(":")
_left = int(_times or 1)


def point(name: str) -> None:
    """Die here if the environment asks for it."""
    global _left
    if name != _wanted:
        return
    _left -= 1
    if _left <= 0:
        os.kill(os.getpid(), signal.SIGKILL)

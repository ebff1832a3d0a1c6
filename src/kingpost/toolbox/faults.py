"""Named points where the fault tests stop a process dead. Without KINGPOST_FAULT this costs one comparison.

``KINGPOST_FAULT=knowledge.worked:3`` kills the process with SIGKILL the third time it passes that point. ``knowledge.worked:3:STOP`` sends
it SIGSTOP instead: it stands exactly there while something else is killed.
"""

from __future__ import annotations

import os
import signal
import threading

_wanted, _, _more = os.environ.get("KINGPOST_FAULT", "").partition(":")
_times, _, _signal = _more.partition(":")
_left = int(_times or 1)


def point(name: str) -> None:
    """Die or stand still here if the environment asks for it."""
    global _left  # noqa: PLW0603  a count for this process alone
    if name != _wanted:
        return
    _left -= 1
    if _left == 0:
        # To this very thread: sent to the process, another one may take it, and this one goes on for a while.
        signal.pthread_kill(threading.get_ident(), signal.Signals[f"SIG{_signal or 'KILL'}"])

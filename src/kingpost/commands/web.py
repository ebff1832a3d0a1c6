"""``kingpost web``: the web server. Started by ``kingpost up``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kingpost.toolbox import environment, process

PROCESSES = 2  # one per core of the smallest machine we are made for: Python runs one request at a time per process
THREADS = 2  # per process: a slow page does not hold up a quick one; more of them only take turns (measured)

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def web() -> None:
    """Serve pages until told to stop. Needs a running database; kingpost up starts both."""
    from granian import Granian  # only this command needs it
    from granian.constants import Interfaces
    from granian.log import LogLevels

    load()
    host, port = environment.address()
    Granian(
        f"{__name__}:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=PROCESSES,
        blocking_threads=THREADS,
        runtime_threads=1,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig={
            "loggers": {"_granian": {"propagate": True}},
            "handlers": {},
            "formatters": {},
        },  # into our own log
        respawn_failed_workers=False,  # then granian ends, and the supervisor starts it again and says so
        workers_kill_timeout=5,
    ).serve()


def load() -> None:
    """Import everything a page needs, once, before granian forks: the processes share it and the first page is as quick as the next."""
    process.collect_rarely()
    from django.template import engines
    from django.urls import get_resolver

    import kingpost.wsgi  # noqa: F401  for what importing it does

    get_resolver().url_patterns  # noqa: B018  looked at for what it imports
    engines.all()
    process.keep_what_is_there()


def application() -> Application:
    """The WSGI application, in a process that ends when the one that forked it does."""
    process.die_with_parent()
    from kingpost.wsgi import application as django

    return django

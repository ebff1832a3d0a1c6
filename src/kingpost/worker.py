"""The worker: runs the stages as changes come in, and beside them the job queue (syncs, changes going out, what is due by time).

One thread for each lane runs its stages (flow.py), woken by NOTIFY or each second: the main one makes the picture. Another runs the queue. If one
fails for good the process ends, and the supervisor starts it again: everything it was doing is safe to repeat.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable

import psycopg
from django.conf import settings
from django.db import OperationalError, close_old_connections, connection
from procrastinate.contrib.django import app

from kingpost import flow, jobs
from kingpost.evidence import changes
from kingpost.evidence.stage import Stage
from kingpost.priorities.wakes import due_wakes
from kingpost.proposals import suggest
from kingpost.toolbox import clock

log = logging.getLogger(__name__)

KEEP_CHANGES = 100_000  # positions kept for pages that are open
PAUSE = 1.0  # seconds between looks when nothing wakes us


def run() -> None:
    """Work until the process is told to stop."""
    threading.Thread(target=_run_queue, name="queue", daemon=True).start()
    ahead, picture, flags = flow.LANES
    for name, stages in (("ahead", ahead), ("flags", flags)):
        threading.Thread(target=_run_lane, args=[stages], name=name, daemon=True).start()
    pruned = looked = 0.0

    def due() -> None:
        nonlocal pruned, looked
        if time.monotonic() - looked >= PAUSE:
            looked = time.monotonic()
            jobs.queue_due()
            due_wakes(clock.now())
            suggest.due(clock.now())
        if time.monotonic() - pruned >= 600:
            pruned = time.monotonic()
            changes.prune(KEEP_CHANGES)

    _run_stages(picture, due)


def _run_lane(stages: tuple[Stage, ...]) -> None:
    """The stages of a lane beside the main one. Ends the process when it cannot go on."""
    try:
        _run_stages(stages)
    except Exception:
        log.exception("the stages stopped", extra={"stages": [stage.name for stage in stages]})
    os._exit(1)


def _run_stages(stages: tuple[Stage, ...], due: Callable[[], None] = lambda: None) -> None:
    """Work off these stages for ever, and do what is ``due`` in between."""
    with _listener() as listening:
        while True:
            close_old_connections()
            try:
                due()
                if not flow.step(stages):
                    _wait(listening)
            except OperationalError as error:
                reason = str(error).partition("\n")[0]
                log.warning("the database did not answer; trying again", extra={"reason": reason})
                connection.close()
                time.sleep(PAUSE)


def _run_queue() -> None:
    """Run queued jobs. Ends the process when it cannot go on, so that the supervisor sees it.

    The queue has an app of its own: the connections it runs on belong to this thread's event loop, and the other threads queue jobs too.
    """
    try:
        queue = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
        queue.run_worker(
            concurrency=2, install_signal_handlers=False, fetch_job_polling_interval=1.0, delete_jobs="successful",
            update_heartbeat_interval=jobs.HEARTBEAT, stalled_worker_timeout=jobs.HEARTBEAT * 3,
        )  # fmt: skip
    except Exception:
        log.exception("the job queue stopped")
    os._exit(1)


def _listener() -> psycopg.Connection[tuple[object, ...]]:
    """A connection of its own that hears of new changes."""
    database = settings.DATABASES["default"]
    wishes = {name: value for name, value in database["OPTIONS"].items() if name != "pool"}  # TLS above all
    listening = psycopg.connect(
        dbname=database["NAME"], user=database["USER"], password=database["PASSWORD"], host=database["HOST"], port=database["PORT"] or None,
        autocommit=True, **wishes | {"application_name": "kingpost worker"},
    )  # fmt: skip
    listening.execute("LISTEN kingpost_change")
    return listening


def _wait(listening: psycopg.Connection[tuple[object, ...]]) -> None:
    for _ in listening.notifies(timeout=PAUSE, stop_after=1):
        pass

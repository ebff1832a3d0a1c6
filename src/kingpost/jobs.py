"""The jobs on the queue: reading systems, carrying out changes, telling our people, looking ahead, asking a model. Short acts that call outside; stages never do.

A job that is already waiting is not queued twice (``queueing_lock``), and one whose worker was killed is given out again.
"""

from __future__ import annotations

import logging
from contextlib import suppress

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from kingpost import erase
from kingpost.evidence import sync as syncing
from kingpost.evidence.models import System
from kingpost.identity import train, trained
from kingpost.knowledge import business, expand, guessing
from kingpost.knowledge.promises import guesses
from kingpost.priorities import hindsight, post
from kingpost.proposals import writeback
from kingpost.questions import status_notes
from kingpost.toolbox import clock

HEARTBEAT = 5  # seconds between a worker's signs of life
GUESS_AFTER = 5  # seconds the picture may still change before we guess again


@app.task(name="sync")
def sync(system_id: int) -> None:
    """Read one system; then guess again what we know about our own business."""
    system = System.objects.filter(pk=system_id, paused_at=None).first()
    if system is None:
        return
    with suppress(syncing.Busy):
        run = syncing.sync(system)
        if run.read and system.excluded:
            erase.remove_left_out(system, None)
        if run.changed or run.gone:
            guessing.guess()


@app.task(name="guess")
def guess() -> None:
    """Guess again what we know about our own business, once what was read is worked off."""
    guessing.guess()


@app.task(name="carry_out")
def carry_out() -> None:
    """Send the changes that wait, and confirm those sent."""
    writeback.carry_out_waiting()


@app.task(name="draft_notes")
def draft_notes() -> None:
    """Draft the status notes whose moment has come, or whose client or project changed."""
    status_notes.draft_due()


@app.periodic(cron="10 0 * * *")
@app.task(name="roll_calendar", queueing_lock="roll_calendar")
def roll_calendar(timestamp: int) -> None:  # noqa: ARG001  the queue passes it
    """Move the window of expanded meetings on, once a day."""
    expand.roll(business.zone())


@app.periodic(cron="40 * * * *")
@app.task(name="look_back", queueing_lock="look_back")
def look_back(timestamp: int) -> None:  # noqa: ARG001  the queue passes it
    """Look back at what was not shown, once a night. Asked each hour, as nights begin when the zone of the business says; nothing is done twice."""
    if hindsight.due(clock.now()):
        hindsight.night(clock.now())


@app.periodic(cron="20 3 * * *")
@app.task(name="train_weights", queueing_lock="train_weights")
def train_weights(timestamp: int) -> None:  # noqa: ARG001  the queue passes it
    """At night, once enough new answers are there: estimate again what speaks for and against two records being one."""
    if trained.due():
        try:
            train.train()
        except train.NotTrained as why:
            logging.getLogger(__name__).info("Not trained: %s", why)


@app.periodic(cron="*/5 * * * *")
@app.task(name="guess_promises", queueing_lock="guess_promises", lock="guess_promises")
def guess_promises(timestamp: int) -> None:  # noqa: ARG001  the queue passes it
    """Where a model is set: ask it about messages in which no promise was found."""
    guesses.ask_some()


@app.periodic(cron="* * * * *")
@app.task(name="tell", queueing_lock="tell")
def tell(timestamp: int) -> None:  # noqa: ARG001  the queue passes it
    """Each minute: whom flags are for as people come and go, and the mails to our own people that are due."""
    post.tell()


@app.periodic(cron="* * * * *")
@app.task(name="give_out_stalled", queueing_lock="give_out_stalled", pass_context=True)
async def give_out_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  the queue passes it
    """Jobs whose worker died stay marked as being done; give them out again."""
    queue = context.app.job_manager
    for job in await queue.get_stalled_jobs(seconds_since_heartbeat=HEARTBEAT * 3):
        await queue.retry_job(job)


def queue_due() -> None:
    """Queue what is due: reading systems, guessing again, drafting status notes, and sending when changes wait to go out."""
    for system in syncing.due():
        with suppress(AlreadyEnqueued):
            sync.configure(queueing_lock=f"sync:{system.pk}").defer(system_id=system.pk)
    if guessing.outdated():
        with suppress(AlreadyEnqueued):
            guess.configure(queueing_lock="guess", schedule_in={"seconds": GUESS_AFTER}).defer()
    if status_notes.any_due():
        with suppress(AlreadyEnqueued):
            draft_notes.configure(queueing_lock="draft_notes").defer()
    if writeback.any_waiting():
        with suppress(AlreadyEnqueued):
            carry_out.configure(queueing_lock="carry_out").defer()

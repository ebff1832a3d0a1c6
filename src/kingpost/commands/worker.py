"""``kingpost worker``: syncs, the stages, write-backs. Started by ``kingpost up``."""

from __future__ import annotations

from kingpost.commands import database
from kingpost.toolbox import process


def worker() -> None:
    """Do the work behind the pages until told to stop. Needs a running database; kingpost up starts both."""
    process.die_with_parent()
    database.set_up_django()
    from kingpost import worker as loop  # its models need Django set up

    process.keep_what_is_there()
    loop.run()

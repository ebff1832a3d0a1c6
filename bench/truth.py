"""Load the example company and score what is held against its truth.

    python -m bench.truth FOLDER POSTMASTER SEED      prints one line of JSON; ``unlike`` in it names what was missed, invented or stands wrongly

The example is written into FOLDER for one morning and loaded the way ``kingpost demo`` loads it: the same systems, the same stages, in two processes.
SEED 0 is the company everybody knows; another one has other letters, problems and dates.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from kingpost.commands import database
from kingpost.toolbox import clock, process

WORKSPACE = "bench_truth"
MORNING = datetime(2026, 11, 23, 7, 42, tzinfo=UTC)


def main(folder: Path, seed: int) -> None:
    os.environ["KINGPOST_WORKSPACE"] = WORKSPACE
    os.environ[clock.OFFSET] = str((MORNING - datetime.now(UTC)).total_seconds())
    database.set_up_django()
    from bench.held import held
    from kingpost.commands.migrate import drop_workspace, migrate_now
    from kingpost.example.beside import Beside
    from kingpost.example.build import SEED
    from kingpost.example.load import load

    process.keep_what_is_there()
    drop_workspace()  # of a run before this one
    migrate_now()
    shutil.rmtree(folder, ignore_errors=True)
    beside = Beside([sys.executable, "-m", "kingpost.cli", "work-example"])
    load(folder, lambda text, share: print(f"{share:4.0%}  {text}", file=sys.stderr, flush=True), beside, SEED + seed)
    truth = msgspec.json.decode((folder / "truth.json").read_bytes())
    result, unlike = score(held(), truth)
    print(msgspec.json.encode(result | {"unlike": unlike}).decode())


def score(held: dict[str, Any], truth: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """(the figures, a line for each thing that is not as the truth has it)."""
    from bench import truth_scores as scores

    known = scores.numbers(held)
    found = {
        "disagreements": scores.disagreements(held, truth, known),
        "links": scores.links(held, truth, known),
        "promises": scores.promises(held["promises"], truth),
    }
    result: dict[str, Any] = {
        name: {
            "found": one.found,
            "there": one.wanted,
            "precision": one.precision,
            "recall": one.recall,
        }
        for name, one in found.items()
    }
    promised = found["promises"]
    assert isinstance(promised, scores.Promised)
    result["promises"] |= {"due_right": promised.due_right, "state_right": promised.state_right, "by_state": promised.by_state()}  # fmt: skip
    return result, [line for name, one in found.items() for line in _unlike(name, one)]


def _unlike(name: str, one: Any) -> Iterator[str]:
    for what in ("missed", "invented", "wrong_states"):
        yield from (f"{name}, {what.replace('_', ' ')}: {thing}" for thing in getattr(one, what, ()))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[3]))

"""kill -9 of the worker, the web server, the database and the supervisor while systems are being read: the tables end up the same.

Each case starts a whole ``kingpost up`` on files nobody has read yet, kills at a named point (the worker stands exactly there) or at seeded
random moments, lets it go on, and compares the content of every table with that of a run nobody disturbed.
"""

from __future__ import annotations

import itertools
import pickle
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.faults import company
from tests.faults.company import write_part, write_whole
from tests.faults.content import Content
from tests.faults.installation import Installation, make_template
from tests.once import once
from tests.runtime.conftest import PATIENCE, copy_of

from kingpost import flow
from kingpost.toolbox import process

WORKER, WEB, DATABASE, SUPERVISOR = VICTIMS = ("worker", "web", "database", "supervisor")
POINTS = (
    "land.stored:2", "land.committed:1", "land.committed:4", "completeness.written:3", "completeness.proven:1", "sync.proven:2", "sync.ended:1",
    "identity.worked:1", "identity.appended:2", "knowledge.worked:2", "knowledge.appended:1", "search.worked:1", "search.appended:2",
    "priorities.worked:1", "priorities.appended:2", "grants.appended:1", "approvals.worked:1", "approvals.appended:2", "projects.worked:1",
    "projects.appended:2", "promises.worked:1", "promises.appended:2",
)  # fmt: skip
SHORT = [("land.stored:2", WORKER, 1), ("identity.appended:1", SUPERVISOR, 2)]
SHORT_KILLS = 3  # at random moments behind each of them, by its seed: eight kills in two reads
NAMED = list(zip(POINTS, itertools.cycle((WORKER, DATABASE)), strict=False))  # both at every point take half an hour
SEEDS, KILLS = range(10, 15), 10  # five whole reads, ten kills in each: fifty


@dataclass
class Undisturbed:
    """What a run without faults comes to, and what others start from."""

    template: Path
    content: Content
    seconds: float  # from the worker's start until nothing was left to do
    patience: float  # seconds after which a run counts as stuck


def undisturbed(name: str, write: Callable[[Path], Path], patience: float) -> Undisturbed:
    """Made once for all tests of a run, whichever process they are in. It has time limits of its own."""

    def make(folder: Path) -> None:
        template = folder / "template"
        template.mkdir()
        make_template(template, company, write(folder / "files"))
        with copy_of(template, Installation) as kingpost:
            kingpost.begin()
            kingpost.wait_for_worker()
            started = time.monotonic()
            kingpost.settle(patience)
            made = kingpost.content(), time.monotonic() - started
        (folder / "undisturbed").write_bytes(pickle.dumps(made))

    folder = once(name, make)
    content, seconds = pickle.loads((folder / "undisturbed").read_bytes())
    return Undisturbed(folder / "template", content, seconds, patience)


@pytest.fixture(scope="session")
def part() -> Undisturbed:
    return undisturbed("part", write_part, 400)


@pytest.fixture(scope="session")
def whole() -> Undisturbed:
    return undisturbed("whole", write_whole, 900)


def kill_at(run: Undisturbed, kingpost: Installation, moment: str, victim: str) -> None:
    """Start it, and kill ``victim`` when the worker stands at that point."""
    kingpost.begin(KINGPOST_FAULT=f"{moment}:STOP")
    kingpost.wait_until_it_stands(run.patience)
    kingpost.kill(victim)


def kill_at_random(kingpost: Installation, rng: random.Random, kills: int, longest: float) -> None:
    """Kill that many victims of one that was started, each a random while after the worker is there again and goes on."""
    for _ in range(kills):
        kingpost.wait_for_worker()
        kingpost.send_on()
        time.sleep(rng.uniform(0, longest))
        kingpost.kill(rng.choice(VICTIMS))


def compare(run: Undisturbed, kingpost: Installation) -> None:
    kingpost.settle(run.patience)
    content = kingpost.content()
    assert content.hashes() == run.content.hashes(), content.differences(run.content)
    assert process.wait_until(kingpost.healthy, PATIENCE), kingpost.said()[
        -3000:
    ]  # what is killed often waits longer each time


@pytest.mark.timeout(1200, func_only=True)
@pytest.mark.parametrize(("moment", "victim", "seed"), SHORT, ids=str)
def test_kills_change_nothing(part: Undisturbed, moment: str, victim: str, seed: int) -> None:
    with copy_of(part.template, Installation) as kingpost:
        kill_at(part, kingpost, moment, victim)
        kill_at_random(kingpost, random.Random(seed), SHORT_KILLS, part.seconds * 0.4)
        compare(part, kingpost)


@pytest.mark.systems
@pytest.mark.timeout(1200, func_only=True)
@pytest.mark.parametrize(("moment", "victim"), NAMED, ids=str)
def test_a_kill_at_any_named_point_changes_nothing(part: Undisturbed, moment: str, victim: str) -> None:
    with copy_of(part.template, Installation) as kingpost:
        kill_at(part, kingpost, moment, victim)
        compare(part, kingpost)


@pytest.mark.systems
@pytest.mark.timeout(2400, func_only=True)
@pytest.mark.parametrize("seed", SEEDS)
def test_kills_at_random_moments_change_nothing_in_twenty_thousand_records(whole: Undisturbed, seed: int) -> None:
    with copy_of(whole.template, Installation) as kingpost:
        kingpost.begin()
        kill_at_random(kingpost, random.Random(seed), KILLS, whole.seconds / KILLS)
        compare(whole, kingpost)


def test_fifty_and_eight_kills() -> None:
    """The long run stays as long as promised, and each point is one that exists."""
    assert (len(SHORT) * (1 + SHORT_KILLS), len(SEEDS) * KILLS) == (8, 50)
    source = "".join(path.read_text() for path in (Path(__file__).parents[2] / "src" / "kingpost").rglob("*.py"))
    stages = {stage.name for stage in flow.STAGES}
    for name in {moment.partition(":")[0] for moment, *_ in [*SHORT, *NAMED]}:
        owner, _, what = name.partition(".")
        assert f'point("{name}")' in source or (owner in stages and f'point(f"{{stage.name}}.{what}")' in source), name

"""What every phase stands on: the made-up company's files, a database of its own, the systems connected."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from kingpost.commands import database

END = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)


@contextmanager
def ground() -> Iterator[tuple[int, Path]]:
    """Django set up on a running, migrated database. Gives the size and the folder of the exports."""
    size, folder = int(sys.argv[1]), Path(sys.argv[2])
    from kingpost.commands.migrate import migrate  # settings must not be read before the environment is complete

    with database.ready():
        migrate()
        yield size, files(size, folder)


def files(size: int, folder: Path) -> Path:
    """The exports of a company of this size, written once."""
    from bench.company import Company

    exports = folder / "exports"
    if not exports.exists():
        Company(size, END).write(exports)
    return exports


def tell_registry() -> None:
    """Let this process know the benchmark's connector; nobody else does."""
    from bench.systems import Export
    from kingpost.connectors import registry

    registry.connectors()["bench"] = Export  # type: ignore[index]  a dict behind a read-only view


def systems(exports: Path) -> list[object]:
    """The company's systems, connected on first use."""
    from bench.company import SYSTEMS
    from kingpost.accounts.models import EVERYONE, Audience, User
    from kingpost.evidence.connect import connect
    from kingpost.evidence.models import System
    from kingpost.knowledge import business

    tell_registry()
    if not System.objects.exists():
        admin = User.objects.create_user("admin@harrowlane.example", "not-a-real-password", "Priya Raman", "admin")
        business.correct("own_domains", ["harrowlane.example"], admin)
        for name in SYSTEMS:
            connect(
                "bench",
                name,
                name.title(),
                {"path": str(exports / f"{name}.jsonl")},
                audience=Audience.objects.get(pk=EVERYONE),
                every_seconds=86400,
            )
    return list(System.objects.order_by("pk"))

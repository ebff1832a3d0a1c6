"""A workspace to measure in: Django on the benchmark's own database, and the six systems connected."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from bench.company import OWN_DOMAIN, SYSTEMS, UNTIL
from kingpost.commands import database
from kingpost.connectors.base import Native, Statement
from kingpost.toolbox import process

if TYPE_CHECKING:
    from kingpost.evidence.models import System


def open_workspace(name: str) -> None:
    """Set Django up on workspace ``name``, with the benchmark's connector known. Once a process, before any model is imported."""
    os.environ["KINGPOST_WORKSPACE"] = name
    database.set_up_django()
    from bench.systems import Export
    from kingpost.connectors import registry

    process.keep_what_is_there()  # as the worker does
    registry.connectors = lambda: {Export.name: Export, Said.name: Said}  # type: ignore[assignment]  # for this process alone


class Said:
    """A system whose native objects are statements: what the part identity lands."""

    name = "said"
    title = "Said"
    about = "Statements as the benchmark makes them."
    translator = 1
    settings: tuple[Any, ...] = ()
    proofs: ClassVar[Mapping[str, Any]] = {}
    volatile: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()

    @staticmethod
    def translate(native: Native) -> list[Statement]:
        return [msgspec.json.decode(native.raw, type=Statement)]


def make_tables() -> None:
    """The tables of an empty workspace."""
    from kingpost.commands.migrate import migrate_now

    migrate_now()


def connect_systems(exports: Path) -> list[System]:
    """Make the tables, say which domain is ours, and connect one system for each export, as if that had been two weeks before its last day.

    What became late since then stands on Today and on Flags, as it does for who works with it; older things wait in their own list.
    """
    from kingpost.accounts.models import EVERYONE, Audience, User
    from kingpost.commands.migrate import migrate_now
    from kingpost.evidence.connect import connect
    from kingpost.knowledge import business

    migrate_now()
    owner = User.objects.create_user(f"owner@{OWN_DOMAIN}", "benchmark-only", "Owner", "admin")
    business.correct("own_domains", [OWN_DOMAIN], owner)
    everyone = Audience.objects.get(pk=EVERYONE)
    since = UNTIL - timedelta(days=14)
    return [
        connect("bench", key, key.title(), {"path": str(exports / f"{key}.jsonl")}, audience=everyone, started_at=since)
        for key in SYSTEMS
    ]


def systems() -> list[System]:
    """The connected systems, in the order they are read."""
    from kingpost.evidence.models import System

    return list(System.objects.order_by("pk"))

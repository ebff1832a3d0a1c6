"""What is left out before anything is stored: named folders, labels and senders, matched with ``*`` and ``?``, whatever the case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from kingpost.evidence.models import System
from kingpost.toolbox.sql import rows


def leaves_out(patterns: Sequence[str], labels: Iterable[str]) -> bool:
    """Whether an object with these labels is left out."""
    return any(fnmatchcase(label.casefold(), pattern.casefold()) for label in labels for pattern in patterns)


def held(system: System, patterns: Sequence[str]) -> list[int]:
    """The records of ``system`` we hold although these patterns leave them out, by the labels they were read with."""
    if not patterns:
        return []
    labels = rows(
        "SELECT DISTINCT unnest(labels) FROM record WHERE system_id = %s AND native_key IS NOT NULL", [system.pk]
    )
    matched = [label for (label,) in labels if leaves_out(patterns, [label])]
    found = rows(
        "SELECT id FROM record WHERE system_id = %s AND native_key IS NOT NULL AND labels && %s::text[] ORDER BY id",
        [system.pk, matched],
    )
    return [record for (record,) in found]


def found_again(system: System) -> list[int]:
    """The records of ``system`` we hold although a read has just left them out: what was stored before labels were kept."""
    return [
        record
        for (record,) in rows(
            "SELECT r.id FROM excluded AS e JOIN record AS r USING (native_key) WHERE e.system_id = %s ORDER BY 1",
            [system.pk],
        )
    ]

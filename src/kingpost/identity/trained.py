"""The trained model that holds: since when, on how much, what it is better at; and the way back to the usual weights, which can be undone.

It is trained again at night once enough new answers are there, where Splink is installed (train.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec

from django.db import transaction

from kingpost.accounts.models import User
from kingpost.evidence import changes
from kingpost.evidence.changes import Stream
from kingpost.identity.models import IdentityModel
from kingpost.toolbox import clock
from kingpost.toolbox.sql import rows

ENOUGH = 20  # new answers after which the weights are estimated again


@dataclass(frozen=True)
class Gain:
    """Of ``known`` pairs that a key or a person says are one thing, how many the weights before joined, and how many these do."""

    kind: str
    known: int
    before: int
    now: int


@dataclass(frozen=True)
class Trained:
    """The model that holds."""

    id: int
    at: datetime
    records: int
    answers: int
    gains: list[Gain]


def holding() -> Trained | None:
    """None while the usual weights hold."""
    found = IdentityModel.objects.filter(withdrawn_at=None).order_by("-pk").first()
    if found is None:
        return None
    gains = [Gain(kind, *counts) for kind, counts in sorted(found.measured.items())]
    return Trained(found.pk, found.trained_at, found.records, found.answers, gains)


def withdraw(by: User) -> list[int]:
    """Go back to the usual weights: every model that holds is withdrawn, and all records are compared again. Returns the models' numbers."""
    with transaction.atomic():
        live = IdentityModel.objects.select_for_update().filter(withdrawn_at=None)
        ids = sorted(live.values_list("pk", flat=True))
        live.update(withdrawn_at=clock.now(), withdrawn_by=by)
        if ids:
            compare_again()
    return ids


def restore(ids: Sequence[int]) -> bool:
    """Let these models hold again. False when they do already."""
    with transaction.atomic():
        back = IdentityModel.objects.filter(pk__in=ids).exclude(withdrawn_at=None)
        restored = back.update(withdrawn_at=None, withdrawn_by=None)
        if restored:
            compare_again()
    return bool(restored)


def compare_again() -> None:
    """Send every record that is compared round again."""
    changes.append({Stream.RECORD: [record for (record,) in rows("SELECT record_id FROM profile")]})


def due() -> bool:
    """Whether training again is worth it: Splink and DuckDB are installed, and people gave ENOUGH answers since the last time, whatever became of it."""
    if find_spec("splink") is None or find_spec("duckdb") is None:
        return False
    [(fresh,)] = rows(
        """SELECT count(*) FROM judgement WHERE withdrawn_at IS NULL AND verdict IN ('same', 'different') AND by_id IS NOT NULL
           AND at > coalesce((SELECT max(trained_at) FROM identity_model), '-infinity')"""
    )
    return int(fresh) >= ENOUGH
